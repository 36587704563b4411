//! What a service helps with: the thirteen need areas of casework, the terms below them, and the
//! words that people use for them. The table is `data/directory/terms.csv`.
//!
//! Also the small taxonomies under which a feed tells whom a service is for, at which stage, and who
//! may refer. Not for terms of other people's taxonomies: those are kept as they came.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::key::derived_id;
use super::reach::{Circumstance, LegalStage, Referrer, WomenOnly};
use crate::codes::coded;

const TERMS: &str = include_str!("../../../../data/directory/terms.csv");

coded! {
    /// A part of life in which support may be needed. Codes and words are casework's.
    Need {
        /// A home.
        Accommodation = "accommodation" "A place to live",
        /// Learning and earning.
        Work = "work" "Education, training and work",
        /// The body.
        PhysicalHealth = "physical_health" "Physical health",
        /// The mind.
        MentalHealth = "mental_health" "Mental health and wellbeing",
        /// Drugs and alcohol.
        DrugsAndAlcohol = "drugs_alcohol" "Drugs and alcohol",
        /// Money.
        Money = "money" "Money, benefits and debt",
        /// Children and family.
        Family = "family" "Children and family",
        /// Pregnancy and the first two years.
        Pregnancy = "pregnancy" "Pregnancy and early motherhood",
        /// Choices and coping.
        Choices = "choices" "Choices and coping",
        /// Domestic and sexual abuse.
        Abuse = "abuse" "Domestic and sexual abuse",
        /// Sex work and exploitation.
        SexWork = "sex_work" "Sex work and exploitation",
        /// People around her.
        Relationships = "relationships" "Relationships and social life",
        /// Immigration and other law.
        Legal = "legal" "Immigration and legal",
    }
}

/// A term of the table: a need area, or something below one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Term(u8);

struct Row {
    code: String,
    area: Need,
    name: String,
    description: String,
    synonyms: Vec<String>,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(TERMS.as_bytes());
    reader
        .records()
        .filter_map(|record| {
            let record = record.ok()?;
            Some(Row {
                code: record.get(0)?.to_owned(),
                area: Need::from_code(record.get(1)?)?,
                name: record.get(2)?.to_owned(),
                description: record.get(3)?.to_owned(),
                synonyms: record.get(4)?.split('|').map(str::to_owned).collect(),
            })
        })
        .collect()
});

/// The text is no code of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no need has that code")]
pub struct NotATerm;

impl Term {
    /// Every term: each need area before the terms below it.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        let count = u8::try_from(ROWS.len()).unwrap_or(u8::MAX);
        (0..count).map(Self)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.get(usize::from(self.0))
    }

    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().map_or("", |row| &row.code)
    }

    /// Its plain name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| &row.name)
    }

    /// What it takes in.
    #[must_use]
    pub fn description(self) -> &'static str {
        self.row().map_or("", |row| &row.description)
    }

    /// The need area it is, or is below.
    #[must_use]
    pub fn need(self) -> Need {
        self.row().map_or(Need::Relationships, |row| row.area)
    }

    /// Is it a need area itself?
    #[must_use]
    pub fn is_area(self) -> bool {
        self.code() == self.need().code()
    }

    /// Other words for it, in lower case.
    #[must_use]
    pub fn synonyms(self) -> &'static [String] {
        self.row().map_or(&[], |row| &row.synonyms)
    }

    /// The term with a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|term| term.code() == code)
    }

    /// The public id of the term in feeds.
    #[must_use]
    pub fn id(self) -> Uuid {
        Taxonomy::Needs.term_id(self.code())
    }

    /// The term whose name or one of whose words is exactly this text, without case and signs.
    #[must_use]
    pub fn called(text: &str) -> Option<Self> {
        let plain = plain(text);
        Self::all().find(|term| {
            self::plain(term.name()) == plain
                || term.synonyms().iter().any(|word| self::plain(word) == plain)
        })
    }
}

impl From<Need> for Term {
    fn from(need: Need) -> Self {
        Self::from_code(need.code()).unwrap_or(Self(0))
    }
}

impl From<Term> for String {
    fn from(term: Term) -> Self {
        term.code().to_owned()
    }
}

impl TryFrom<String> for Term {
    type Error = NotATerm;
    fn try_from(code: String) -> Result<Self, NotATerm> {
        Self::from_code(&code).ok_or(NotATerm)
    }
}

/// Words in lower case with one blank between; an apostrophe goes without one.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if sign.is_alphanumeric() {
            out.extend(sign.to_lowercase());
        } else if !matches!(sign, '\'' | '’' | '`') && !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

coded! {
    /// The taxonomies that the feed serves.
    Taxonomy {
        /// What it helps with.
        Needs = "needs" "Needs of women in the justice system",
        /// Whom it is for.
        For = "for" "Whom it is for",
        /// At which stage of the justice system.
        Stages = "stages" "Legal stage",
        /// Who may refer.
        Referrers = "referrers" "Who may refer",
    }
}

/// A term as a feed serves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxonomyTerm {
    /// Its id.
    pub id: Uuid,
    /// Its taxonomy.
    pub taxonomy: Taxonomy,
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub description: String,
    /// The term above it.
    pub parent: Option<Uuid>,
}

impl Taxonomy {
    /// Its public id.
    #[must_use]
    pub fn id(self) -> Uuid {
        derived_id(&["taxonomy", self.code()])
    }

    /// The one with an id.
    #[must_use]
    pub fn from_id(id: Uuid) -> Option<Self> {
        Self::ALL.iter().copied().find(|taxonomy| taxonomy.id() == id)
    }

    /// What it is for.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Needs => {
                "What a service helps with: the need areas of the women's sector and the terms below them."
            }
            Self::For => "Whom a service is for: women only, and what it can meet.",
            Self::Stages => "Where in the justice system a woman is when a service takes her.",
            Self::Referrers => "Who may send her.",
        }
    }

    /// The public id of the term with that code.
    #[must_use]
    pub fn term_id(self, code: &str) -> Uuid {
        derived_id(&["taxonomy-term", self.code(), code])
    }

    /// Its terms, in order.
    #[must_use]
    pub fn terms(self) -> Vec<TaxonomyTerm> {
        let term = |code: &'static str, name: &'static str| TaxonomyTerm {
            id: self.term_id(code),
            taxonomy: self,
            code,
            name,
            description: name.to_owned(),
            parent: None,
        };
        match self {
            Self::Needs => Term::all()
                .map(|one| TaxonomyTerm {
                    description: one.description().to_owned(),
                    parent: (!one.is_area()).then(|| self.term_id(one.need().code())),
                    ..term(one.code(), one.name())
                })
                .collect(),
            Self::For => WomenOnly::ALL
                .iter()
                .filter(|only| **only != WomenOnly::Unknown)
                .map(|only| term(only.code(), only.words()))
                .chain(Circumstance::ALL.iter().map(|one| term(one.code(), one.words())))
                .collect(),
            Self::Stages => {
                LegalStage::ALL.iter().map(|one| term(one.code(), one.words())).collect()
            }
            Self::Referrers => {
                Referrer::ALL.iter().map(|one| term(one.code(), one.words())).collect()
            }
        }
    }
}

/// Every term that the feed serves, taxonomy after taxonomy.
#[must_use]
pub fn taxonomies() -> &'static [TaxonomyTerm] {
    static ALL: LazyLock<Vec<TaxonomyTerm>> =
        LazyLock::new(|| Taxonomy::ALL.iter().flat_map(|one| one.terms()).collect());
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn every_row_of_the_table_is_read_and_every_need_stands_in_it() {
        assert_eq!(TERMS.lines().count() - 1, Term::all().len());
        for need in Need::ALL {
            let term = Term::from(*need);
            assert!(term.is_area() && term.need() == *need && term.name() == need.words());
        }
        let codes: BTreeSet<&str> = Term::all().map(Term::code).collect();
        assert_eq!(codes.len(), Term::all().len());
    }

    #[test]
    fn no_word_means_two_things() {
        let mut seen: BTreeMap<String, Term> = BTreeMap::new();
        for term in Term::all() {
            for word in term.synonyms() {
                let before = seen.insert(plain(word), term);
                assert!(before.is_none_or(|other| other == term), "{word}");
            }
        }
    }

    #[test]
    fn ids_of_terms_differ() {
        let ids: BTreeSet<Uuid> = taxonomies().iter().map(|term| term.id).collect();
        assert_eq!(ids.len(), taxonomies().len());
        assert_eq!(Term::called("DV"), Term::from_code("abuse"));
        assert_eq!(Term::called("Women’s Aid"), Term::from_code("abuse"));
    }
}
