//! Nations, regions, local authorities, police areas and probation regions, and the one rule by
//! which a name from any source finds its police area.
//!
//! Not for points or postcodes: those are in `places.rs`.

/// A country of the United Kingdom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nation {
    /// England.
    England,
    /// Wales.
    Wales,
    /// Scotland: named, its law not yet covered.
    Scotland,
    /// Northern Ireland: named only; no postcode or law of it is covered.
    NorthernIreland,
}

impl Nation {
    /// The first letter that begins its statistical codes: `E`, `W`, `S`, `N`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::England => "E",
            Self::Wales => "W",
            Self::Scotland => "S",
            Self::NorthernIreland => "N",
        }
    }

    /// The nation with that code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::England, Self::Wales, Self::Scotland, Self::NorthernIreland]
            .into_iter()
            .find(|nation| nation.code() == code)
    }

    /// Its English name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::England => "England",
            Self::Wales => "Wales",
            Self::Scotland => "Scotland",
            Self::NorthernIreland => "Northern Ireland",
        }
    }
}

/// A region of England, or a nation that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// ONS code, `E12000007`.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A local authority of the lowest tier (district, borough, unitary, council area).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalAuthority {
    /// ONS code, `E06000001`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The county council above it, if there is one.
    pub county: Option<String>,
    /// Code of its police area; none in Northern Ireland.
    pub police_area_code: Option<String>,
    /// Code of its region.
    pub region_code: String,
    /// Its nation.
    pub nation: Nation,
    /// Codes that it had before, still found in older files.
    pub older_codes: Vec<String>,
}

/// A police area: 43 in England and Wales, and the one of Scotland.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoliceArea {
    /// ONS code, `E23000035`.
    pub code: String,
    /// The name we show.
    pub name: String,
    /// The name in addresses and in probation's contracts, `devon-and-cornwall`.
    pub slug: String,
    /// Under which name sentencing figures count it: `London` for the Metropolitan Police and the
    /// City of London together. None in Scotland, which those figures leave out.
    pub figures_name: Option<String>,
    /// Its nation.
    pub nation: Nation,
    /// Letter of its probation region; none in Scotland.
    pub probation_region: Option<char>,
    /// What else the sources call it.
    pub other_names: Vec<String>,
}

/// A probation region of England and Wales, as a list of police areas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbationRegion {
    /// `A` to `L`, as probation's own files write it (`nps_region_code`).
    pub letter: char,
    /// Its name.
    pub name: String,
    /// Codes of its police areas.
    pub police_area_codes: Vec<String>,
    /// Where letter and areas were read.
    pub source: String,
}

/// An area as sentencing figures count it: one police area, or London's two together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiguresArea<'a> {
    /// The name in the figures.
    pub name: &'a str,
    /// The police areas that it is made of; never empty.
    pub areas: Vec<&'a PoliceArea>,
}

/// A name that finds no single police area. The caller refuses the row and shows the name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownArea {
    /// No source calls an area so.
    #[error("no police area is called “{name}”")]
    NotKnown {
        /// The name as it came.
        name: String,
    },
    /// The name stands for several areas together.
    #[error("“{name}” is several police areas together: {}", areas.join(" and "))]
    Several {
        /// The name as it came.
        name: String,
        /// Their names.
        areas: Vec<String>,
    },
}

impl PoliceArea {
    /// Whether any source means this area by that name or slug, or it is its code.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        let folded = fold(name);
        !folded.is_empty()
            && [&self.name, &self.slug, &self.code]
                .into_iter()
                .chain(&self.other_names)
                .any(|known| fold(known) == folded)
    }
}

/// A name without what the sources differ in: case, "&", hyphens, commas, and the words that say
/// only that it is a police force.
pub(crate) fn fold(name: &str) -> String {
    let spaced = name.to_lowercase().replace('&', " and ");
    let words: Vec<&str> =
        spaced.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut kept: &[&str] = &words;
    while let Some((last, rest)) = kept.split_last() {
        let says_only_police =
            matches!(*last, "police" | "constabulary" | "force" | "area" | "service" | "pcc");
        if rest.is_empty() || !says_only_police {
            break;
        }
        kept = rest;
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_only_in_spelling_fold_to_one() {
        assert_eq!(fold("Devon & Cornwall"), fold("devon-and-cornwall"));
        assert_eq!(fold("Dyfed Powys"), fold("Dyfed-Powys Police"));
        assert_eq!(fold("Kent Police Force Area"), fold("kent"));
        assert_eq!(fold("Police"), "police");
        assert_ne!(fold("West Mercia"), fold("West Midlands"));
    }
}
