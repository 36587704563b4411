//! The register itself: finds the place of a postcode, an area by any of its names, a prison.
//!
//! Built once from the tables in the program, at first use, and then shared. Answers with what is
//! known and never guesses: five sectors have no local authority in the source, and an outcode that
//! lies in two authorities has none here.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use kernel::postcode::NotAPostcode;
use kernel::{Outcode, Sector};

use crate::area::{
    FiguresArea, LocalAuthority, Nation, PoliceArea, ProbationRegion, Region, UnknownArea, fold,
};
use crate::grid::{Grid, Point};
use crate::postcode::PostcodeText;
use crate::prison::Prison;
use crate::tables::Tables;
use crate::units::UnitFile;

/// How closely a place is known. The point of a sector lies 740 m (median) and 7.4 km (99 %) from
/// the postcode's own, that of an outcode 1.5 km and 12.1 km.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// The mean of all postcodes that share the first half.
    Outcode,
    /// The mean of all postcodes of the sector.
    Sector,
    /// The postcode's own point.
    Unit,
}

/// A place that was found. Its `Debug` tells no more than the precision: with a whole postcode it
/// is somebody's street.
#[derive(Clone, Copy, PartialEq)]
pub struct Located<'a> {
    /// Where, in degrees.
    pub point: Point,
    /// Where, in metres.
    pub grid: Grid,
    /// Its local authority, where the source gives one and all of the place lies in it.
    pub local_authority: Option<&'a LocalAuthority>,
    /// Its police area, where it is one.
    pub police_area: Option<&'a PoliceArea>,
    /// Its region (Scotland and Wales count as one each), where it is one.
    pub region: Option<&'a Region>,
    /// Its nation.
    pub nation: Nation,
    /// How closely it is known.
    pub precision: Precision,
}

/// Why no place was found. Carries nothing of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotLocated {
    /// The text has not the form of a postcode.
    #[error("that is not a postcode: it looks like M1 1AE, or its first half, M1")]
    NotAPostcode,
    /// A postcode of Northern Ireland.
    #[error("that postcode is in Northern Ireland, which is not covered yet")]
    NorthernIreland,
    /// A postcode of Jersey, Guernsey or the Isle of Man.
    #[error("that postcode is in the Channel Islands or the Isle of Man, which are not covered")]
    CrownDependency,
    /// The form is right, and no such place is in the register.
    #[error("no place in Great Britain is known by that postcode")]
    Unknown,
}

/// A sector with its place.
struct SectorPlace {
    sector: Sector,
    grid: Grid,
    point: Point,
    postcodes: u32,
    nation: Nation,
    authority: Option<usize>,
}

/// The register of places.
pub struct Places {
    areas: Vec<PoliceArea>,
    authorities: Vec<LocalAuthority>,
    regions: Vec<Region>,
    probation: Vec<ProbationRegion>,
    prisons: Vec<Prison>,
    /// In order of sector, so those of an outcode stand together.
    sectors: Vec<SectorPlace>,
    authority_by_code: HashMap<String, usize>,
    problems: Vec<String>,
}

static BUILT_IN: LazyLock<Places> = LazyLock::new(|| Places::from_tables(Tables::built_in()));

impl Places {
    /// The register that the program carries.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    fn from_tables(tables: Tables) -> Self {
        let mut problems = tables.problems;
        let authority_by_code: HashMap<String, usize> = tables
            .authorities
            .iter()
            .enumerate()
            .flat_map(|(index, authority)| {
                std::iter::once(&authority.code)
                    .chain(&authority.older_codes)
                    .map(move |code| (code.clone(), index))
            })
            .collect();
        let mut sectors: Vec<SectorPlace> = tables
            .sectors
            .into_iter()
            .map(|row| {
                let authority =
                    row.authority_code.as_ref().and_then(|code| authority_by_code.get(code));
                if row.authority_code.is_some() && authority.is_none() {
                    problems.push(format!("sectors.csv, {}: no such authority", row.sector.text()));
                }
                SectorPlace {
                    sector: row.sector,
                    grid: row.grid,
                    point: row.grid.point(),
                    postcodes: row.postcodes,
                    nation: row.nation,
                    authority: authority.copied(),
                }
            })
            .collect();
        sectors.sort_by(|a, b| a.sector.cmp(&b.sector));
        Self {
            areas: tables.areas,
            authorities: tables.authorities,
            regions: tables.regions,
            probation: tables.probation,
            prisons: tables.prisons,
            sectors,
            authority_by_code,
            problems,
        }
    }

    /// Rows of the built-in tables that could not be read; empty in a sound program.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// The place of a sector, if it exists.
    #[must_use]
    pub fn sector(&self, sector: &Sector) -> Option<Located<'_>> {
        let index = self.sectors.binary_search_by(|place| place.sector.cmp(sector)).ok()?;
        self.sectors.get(index).map(|place| self.located(place))
    }

    /// The place of all sectors that share a first half, if there are any: their mean point, weighed
    /// by postcodes, and an authority, police area or region only where all of them lie in one.
    #[must_use]
    pub fn outcode(&self, outcode: &Outcode) -> Option<Located<'_>> {
        let from = self.sectors.partition_point(|place| place.sector.outcode() < outcode);
        let of_it =
            || self.sectors.iter().skip(from).take_while(|place| place.sector.outcode() == outcode);
        let first = of_it().next()?;
        let weight: u64 = of_it().map(|place| u64::from(place.postcodes.max(1))).sum();
        let mean = |metres: fn(&SectorPlace) -> u32| {
            let sum: u64 = of_it()
                .map(|place| u64::from(metres(place)) * u64::from(place.postcodes.max(1)))
                .sum();
            u32::try_from((sum + weight / 2) / weight).unwrap_or_default()
        };
        let grid = Grid {
            easting: mean(|place| place.grid.easting),
            northing: mean(|place| place.grid.northing),
        };
        let all: Vec<Located<'_>> = of_it().map(|place| self.located(place)).collect();
        Some(Located {
            point: grid.point(),
            grid,
            local_authority: same(all.iter().map(|l| l.local_authority)),
            police_area: same(all.iter().map(|l| l.police_area)),
            region: same(all.iter().map(|l| l.region)),
            nation: first.nation,
            precision: Precision::Outcode,
        })
    }

    /// Finds what somebody typed, down to the sector: a whole postcode is answered with its sector.
    ///
    /// # Errors
    /// See [`NotLocated`].
    pub fn by_postcode_text(&self, text: &str) -> Result<Located<'_>, NotLocated> {
        self.find(&PostcodeText::parse(text)?)
    }

    /// Finds what somebody typed, down to the postcode itself where the official file was loaded
    /// and has it, else as [`Places::by_postcode_text`].
    ///
    /// # Errors
    /// See [`NotLocated`].
    pub fn by_postcode_text_in(
        &self,
        units: &UnitFile,
        text: &str,
    ) -> Result<Located<'_>, NotLocated> {
        let typed = PostcodeText::parse(text)?;
        let PostcodeText::Whole(postcode) = &typed else { return self.find(&typed) };
        let Some(place) = units.find(postcode) else { return self.find(&typed) };
        let authority = place.local_authority_code.and_then(|code| self.local_authority(code));
        let nation = authority
            .map(|authority| authority.nation)
            .or_else(|| self.sector(postcode.sector()).map(|sector| sector.nation))
            .ok_or(NotLocated::Unknown)?;
        Ok(self.complete(place.grid, place.grid.point(), authority, nation, Precision::Unit))
    }

    fn find(&self, typed: &PostcodeText) -> Result<Located<'_>, NotLocated> {
        match typed.outcode().area() {
            "BT" => return Err(NotLocated::NorthernIreland),
            "JE" | "GY" | "IM" => return Err(NotLocated::CrownDependency),
            _ => {}
        }
        match typed {
            PostcodeText::Whole(postcode) => self.sector(postcode.sector()),
            PostcodeText::Sector(sector) => self.sector(sector),
            PostcodeText::Outcode(outcode) => self.outcode(outcode),
        }
        .ok_or(NotLocated::Unknown)
    }

    /// Every sector with its place, in order: the dots of which the base map is drawn.
    pub fn sectors(&self) -> impl Iterator<Item = (&Sector, Located<'_>)> {
        self.sectors.iter().map(|place| (&place.sector, self.located(place)))
    }

    /// The police areas: 43 of England and Wales in order of name, then Scotland's.
    #[must_use]
    pub fn areas(&self) -> &[PoliceArea] {
        &self.areas
    }

    /// The police area that a source means by a name, slug or code.
    ///
    /// # Errors
    /// When none is called so, or the name stands for several together ("London").
    pub fn area_by_any_name(&self, name: &str) -> Result<&PoliceArea, UnknownArea> {
        if let Some(area) = self.areas.iter().find(|area| area.is_called(name)) {
            return Ok(area);
        }
        let together = self.counted_as(name);
        if together.is_empty() {
            return Err(UnknownArea::NotKnown { name: name.to_owned() });
        }
        let areas = together.iter().map(|area| area.name.clone()).collect();
        Err(UnknownArea::Several { name: name.to_owned(), areas })
    }

    /// The area of sentencing figures that a source means by a name: there are 42, since London
    /// counts the Metropolitan Police and the City of London together.
    ///
    /// # Errors
    /// When none is called so, or the area is outside those figures (Scotland).
    pub fn figures_area(&self, name: &str) -> Result<FiguresArea<'_>, UnknownArea> {
        let unknown = || UnknownArea::NotKnown { name: name.to_owned() };
        let of_area = self
            .areas
            .iter()
            .find(|area| area.is_called(name))
            .and_then(|area| area.figures_name.as_deref());
        let areas = self.counted_as(of_area.unwrap_or(name));
        let name =
            areas.first().and_then(|area| area.figures_name.as_deref()).ok_or_else(unknown)?;
        Ok(FiguresArea { name, areas })
    }

    fn counted_as(&self, figures_name: &str) -> Vec<&PoliceArea> {
        let folded = fold(figures_name);
        self.areas
            .iter()
            .filter(|area| area.figures_name.as_deref().is_some_and(|name| fold(name) == folded))
            .collect()
    }

    /// The probation regions, in order of letter.
    #[must_use]
    pub fn probation_regions(&self) -> &[ProbationRegion] {
        &self.probation
    }

    /// The probation region with a letter, `A` to `L` in either case.
    #[must_use]
    pub fn probation_region(&self, letter: char) -> Option<&ProbationRegion> {
        let letter = letter.to_ascii_uppercase();
        self.probation.iter().find(|region| region.letter == letter)
    }

    /// The regions of England, and the nations that have none.
    #[must_use]
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The local authorities of the United Kingdom.
    #[must_use]
    pub fn local_authorities(&self) -> &[LocalAuthority] {
        &self.authorities
    }

    /// The local authority with a code, also one that it had before.
    #[must_use]
    pub fn local_authority(&self, code: &str) -> Option<&LocalAuthority> {
        self.authorities.get(*self.authority_by_code.get(code)?)
    }

    /// The women's prisons, in order of name.
    #[must_use]
    pub fn prisons(&self) -> &[Prison] {
        &self.prisons
    }

    /// The women's prison with a code, `BZI`.
    #[must_use]
    pub fn prison(&self, code: &str) -> Option<&Prison> {
        self.prisons.iter().find(|prison| prison.code == code)
    }

    fn located(&self, place: &SectorPlace) -> Located<'_> {
        let authority = place.authority.and_then(|index| self.authorities.get(index));
        self.complete(place.grid, place.point, authority, place.nation, Precision::Sector)
    }

    fn complete<'a>(
        &'a self,
        grid: Grid,
        point: Point,
        authority: Option<&'a LocalAuthority>,
        nation: Nation,
        precision: Precision,
    ) -> Located<'a> {
        let police_code = authority.and_then(|authority| authority.police_area_code.as_ref());
        Located {
            point,
            grid,
            local_authority: authority,
            police_area: police_code
                .and_then(|code| self.areas.iter().find(|area| area.code == *code)),
            region: authority.and_then(|authority| {
                self.regions.iter().find(|region| region.code == authority.region_code)
            }),
            nation,
            precision,
        }
    }
}

/// The value that all have; none when one lacks it or two differ.
fn same<T: Copy + PartialEq>(mut values: impl Iterator<Item = Option<T>>) -> Option<T> {
    let first = values.next()??;
    values.all(|value| value == Some(first)).then_some(first)
}

impl From<NotAPostcode> for NotLocated {
    fn from(_: NotAPostcode) -> Self {
        Self::NotAPostcode
    }
}

impl fmt::Debug for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Located({:?})", self.precision)
    }
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Places({} sectors)", self.sectors.len())
    }
}
