//! Who she is: names, date of birth, what she was asked and answered, numbers others know her by.
//!
//! Not for how to reach her (contact) and not for her cases (`case.rs`).

use access::action::Woman;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ctx::OrganisationMark;
use kernel::{Id, Identifier, Merged, PartialDate, Personal, Reference, merge_field};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::coded;

coded! {
    /// The answer to a question that she may decline. Never inferred.
    Asked {
        /// Nobody asked her.
        NotAsked = "not_asked",
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// She would rather not say.
        Declined = "declined",
    }
}

coded! {
    /// Ethnic groups as harmonised for the census of England and Wales 2021 (Office for National
    /// Statistics), with the two answers that are no group.
    Ethnicity {
        /// Nobody asked her.
        NotAsked = "not_asked",
        /// White: English, Welsh, Scottish, Northern Irish or British.
        WhiteBritish = "white_british",
        /// White: Irish.
        WhiteIrish = "white_irish",
        /// White: Gypsy or Irish Traveller.
        WhiteGypsyTraveller = "white_gypsy_traveller",
        /// White: Roma.
        WhiteRoma = "white_roma",
        /// Any other White background.
        WhiteOther = "white_other",
        /// White and Black Caribbean.
        MixedBlackCaribbean = "mixed_black_caribbean",
        /// White and Black African.
        MixedBlackAfrican = "mixed_black_african",
        /// White and Asian.
        MixedAsian = "mixed_asian",
        /// Any other Mixed or multiple background.
        MixedOther = "mixed_other",
        /// Indian.
        AsianIndian = "asian_indian",
        /// Pakistani.
        AsianPakistani = "asian_pakistani",
        /// Bangladeshi.
        AsianBangladeshi = "asian_bangladeshi",
        /// Chinese.
        AsianChinese = "asian_chinese",
        /// Any other Asian background.
        AsianOther = "asian_other",
        /// Caribbean.
        BlackCaribbean = "black_caribbean",
        /// African background.
        BlackAfrican = "black_african",
        /// Any other Black, Black British or Caribbean background.
        BlackOther = "black_other",
        /// Arab.
        Arab = "arab",
        /// Any other ethnic group.
        Other = "other",
        /// She would rather not say.
        Declined = "declined",
    }
}

coded! {
    /// Religion as harmonised for the census 2021.
    Religion {
        /// Nobody asked her.
        NotAsked = "not_asked",
        /// None.
        None = "none",
        /// Christian.
        Christian = "christian",
        /// Buddhist.
        Buddhist = "buddhist",
        /// Hindu.
        Hindu = "hindu",
        /// Jewish.
        Jewish = "jewish",
        /// Muslim.
        Muslim = "muslim",
        /// Sikh.
        Sikh = "sikh",
        /// Any other.
        Other = "other",
        /// She would rather not say.
        Declined = "declined",
    }
}

coded! {
    /// Gender as a return asks for it. Asked and never inferred; her own words stand beside it.
    GenderCode {
        /// Nobody asked her.
        NotAsked = "not_asked",
        /// Woman.
        Woman = "woman",
        /// Man.
        Man = "man",
        /// Non-binary.
        NonBinary = "non_binary",
        /// In another way.
        Other = "other",
        /// She would rather not say.
        Declined = "declined",
    }
}

/// The sealed part of a woman's row.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// As on papers.
    #[serde(default)]
    pub legal_name: String,
    /// As she wants to be called; empty when it is the same.
    #[serde(default)]
    pub preferred_name: String,
    /// Earlier and other names.
    #[serde(default)]
    pub other_names: Vec<String>,
    /// Born, as exactly as it is known.
    #[serde(default)]
    pub born: Option<PartialDate>,
    /// Languages she speaks, the one she likes best first.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Nationality, in her words.
    #[serde(default)]
    pub nationality: String,
    /// Gender, in her words.
    #[serde(default)]
    pub gender_words: String,
    /// What helps her with a disability.
    #[serde(default)]
    pub what_helps: String,
}

impl Identity {
    /// What to call her: the name she prefers.
    #[must_use]
    pub fn called(&self) -> &str {
        let preferred = self.preferred_name.trim();
        if preferred.is_empty() { self.legal_name.trim() } else { preferred }
    }

    /// Every name of hers, none twice and none empty.
    #[must_use]
    pub fn all_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let all = [&self.legal_name, &self.preferred_name].into_iter().chain(&self.other_names);
        for name in all.map(|name| name.trim()).filter(|name| !name.is_empty()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// `K. M.`, for lists where her name is hidden.
    #[must_use]
    pub fn initials(&self) -> String {
        let letters: Vec<String> = self
            .called()
            .split_whitespace()
            .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
            .map(|letter| format!("{}.", letter.to_uppercase()))
            .collect();
        letters.join(" ")
    }
}

/// Everything about her that one page edits.
#[derive(Clone, PartialEq, Eq)]
pub struct WomanDraft {
    /// The sealed part.
    pub identity: Identity,
    /// Ethnic group.
    pub ethnicity: Ethnicity,
    /// Religion.
    pub religion: Religion,
    /// Whether she has a disability.
    pub disability: Asked,
    /// Whether she needs an interpreter.
    pub interpreter: Asked,
    /// Gender for returns.
    pub gender: GenderCode,
    /// Whether she was ever looked after by a council.
    pub care_experienced: Asked,
    /// Whether she is the primary carer of a child.
    pub primary_carer: Asked,
}

impl Default for WomanDraft {
    fn default() -> Self {
        Self {
            identity: Identity::default(),
            ethnicity: Ethnicity::NotAsked,
            religion: Religion::NotAsked,
            disability: Asked::NotAsked,
            interpreter: Asked::NotAsked,
            gender: GenderCode::NotAsked,
            care_experienced: Asked::NotAsked,
            primary_carer: Asked::NotAsked,
        }
    }
}

impl std::fmt::Debug for WomanDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WomanDraft")
    }
}

/// What is impossible about a draft. What is merely missing is a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Neither a legal nor a preferred name.
    #[error("a name, a first name or what she is called is needed")]
    NoName,
    /// Born after today.
    #[error("the date of birth is in the future")]
    BornInFuture,
}

/// What is missing, or looks wrong; nothing is blocked by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DraftWarning {
    /// She needs an interpreter, and no language is given.
    InterpreterWithoutLanguage,
    /// No date of birth.
    NoDateOfBirth,
    /// Under eighteen: another law and other services apply.
    UnderEighteen,
}

impl DraftWarning {
    /// The key of its words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InterpreterWithoutLanguage => "interpreter-without-language",
            Self::NoDateOfBirth => "no-date-of-birth",
            Self::UnderEighteen => "under-eighteen",
        }
    }
}

impl WomanDraft {
    /// Checks what cannot be.
    ///
    /// # Errors
    /// Every [`DraftError`].
    pub fn check(&self, today: Date) -> Result<(), Vec<DraftError>> {
        let mut errors = Vec::new();
        if self.identity.called().is_empty() {
            errors.push(DraftError::NoName);
        }
        if self.identity.born.as_ref().is_some_and(|born| born.is_after(today)) {
            errors.push(DraftError::BornInFuture);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// What to mind.
    #[must_use]
    pub fn warnings(&self, today: Date) -> Vec<DraftWarning> {
        let mut warnings = Vec::new();
        let languages = self.identity.languages.iter().filter(|l| !l.trim().is_empty()).count();
        if self.interpreter == Asked::Yes && languages == 0 {
            warnings.push(DraftWarning::InterpreterWithoutLanguage);
        }
        match &self.identity.born {
            None => warnings.push(DraftWarning::NoDateOfBirth),
            Some(born) => {
                if born.age_on(today).is_some_and(|age| age.least < 18) {
                    warnings.push(DraftWarning::UnderEighteen);
                }
            }
        }
        warnings
    }
}

/// One field that two people changed to different values: both are shown to the second.
#[derive(Clone, PartialEq, Eq)]
pub struct FieldClash {
    /// The field, by the name it has in the form.
    pub field: &'static str,
    /// What the second person wrote.
    pub mine: Personal<String>,
    /// What stands in the record.
    pub theirs: Personal<String>,
}

impl std::fmt::Debug for FieldClash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FieldClash({})", self.field)
    }
}

/// Merges the edits of two people field by field. `base` is what both began from, `theirs` stands
/// in the record.
///
/// # Errors
/// Every field that both changed to different values.
pub fn merge(
    base: &WomanDraft,
    mine: WomanDraft,
    theirs: WomanDraft,
) -> Result<WomanDraft, Vec<FieldClash>> {
    let mut clashes = Vec::new();
    let mut merged = theirs.clone();
    macro_rules! field {
        ($($path:ident).+, $name:literal, $shown:expr) => {
            match merge_field(&base.$($path).+, mine.$($path).+, theirs.$($path).+) {
                Merged::Same(value) | Merged::Mine(value) | Merged::Theirs(value) => {
                    merged.$($path).+ = value;
                }
                Merged::Clash { mine, theirs } => clashes.push(FieldClash {
                    field: $name,
                    mine: Personal::new($shown(&mine)),
                    theirs: Personal::new($shown(&theirs)),
                }),
            }
        };
    }
    let text = String::clone;
    let lines = |lines: &Vec<String>| lines.join("\n");
    field!(identity.legal_name, "legal_name", text);
    field!(identity.preferred_name, "preferred_name", text);
    field!(identity.other_names, "other_names", lines);
    field!(identity.born, "born", |born: &Option<PartialDate>| {
        born.as_ref().map(PartialDate::spelt).unwrap_or_default()
    });
    field!(identity.languages, "languages", lines);
    field!(identity.nationality, "nationality", text);
    field!(identity.gender_words, "gender_words", text);
    field!(identity.what_helps, "what_helps", text);
    field!(ethnicity, "ethnicity", |v: &Ethnicity| v.code().to_owned());
    field!(religion, "religion", |v: &Religion| v.code().to_owned());
    field!(disability, "disability", |v: &Asked| v.code().to_owned());
    field!(interpreter, "interpreter", |v: &Asked| v.code().to_owned());
    field!(gender, "gender", |v: &GenderCode| v.code().to_owned());
    field!(care_experienced, "care_experienced", |v: &Asked| v.code().to_owned());
    field!(primary_carer, "primary_carer", |v: &Asked| v.code().to_owned());
    if clashes.is_empty() { Ok(merged) } else { Err(clashes) }
}

/// A woman's record as read.
#[derive(Clone)]
pub struct WomanRecord {
    /// Her id, the same as in access.
    pub id: Id<Woman>,
    /// Who holds the record.
    pub organisation: Id<OrganisationMark>,
    /// What stands in addresses and on paper.
    pub reference: Reference,
    /// Counts edits.
    pub version: i64,
    /// Everything a page edits.
    pub draft: WomanDraft,
    /// The record this one proved to be.
    pub merged_into: Option<Id<Woman>>,
    /// When it was made.
    pub made_at: Timestamp,
}

impl std::fmt::Debug for WomanRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WomanRecord({:?})", self.id)
    }
}

coded! {
    /// Where an identifier came from.
    Source {
        /// She told us or showed it.
        Herself = "herself",
        /// The referral.
        Referral = "referral",
        /// A paper of a court, prison or the police.
        Document = "document",
        /// An imported file.
        Import = "import",
    }
}

/// A number of hers as read.
#[derive(Debug, Clone)]
pub struct HeldIdentifier {
    /// Its row.
    pub id: Uuid,
    /// The number, what kind, and what its check said.
    pub identifier: Identifier,
    /// Where it came from.
    pub source: Source,
    /// When it was seen.
    pub seen_on: Date,
}

/// The sealed part of an identifier's row.
#[derive(Serialize, Deserialize)]
pub(crate) struct SealedIdentifier {
    pub(crate) raw: String,
    #[serde(default)]
    pub(crate) canonical: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kay() -> WomanDraft {
        let identity = Identity {
            legal_name: "Kayleigh Ann Morgan".to_owned(),
            preferred_name: "Kay Morgan".to_owned(),
            born: PartialDate::from_iso("1994-05-09").ok(),
            ..Identity::default()
        };
        WomanDraft { identity, ..WomanDraft::default() }
    }

    #[test]
    fn two_people_who_edit_different_fields_both_keep_their_edit() {
        let base = kay();
        let mut mine = base.clone();
        mine.identity.nationality = "British".to_owned();
        let mut theirs = base.clone();
        theirs.religion = Religion::None;
        let merged = merge(&base, mine, theirs).unwrap();
        assert_eq!(merged.identity.nationality, "British");
        assert_eq!(merged.religion, Religion::None);
    }

    #[test]
    fn a_true_clash_shows_both_texts_and_stores_neither() {
        let base = kay();
        let mut mine = base.clone();
        mine.identity.preferred_name = "Kay".to_owned();
        let mut theirs = base.clone();
        theirs.identity.preferred_name = "Kayleigh".to_owned();
        let clashes = merge(&base, mine, theirs).unwrap_err();
        assert_eq!(clashes.len(), 1);
        assert_eq!(clashes[0].field, "preferred_name");
        assert_eq!(clashes[0].mine.reveal(), "Kay");
        assert_eq!(clashes[0].theirs.reveal(), "Kayleigh");
        assert!(!format!("{clashes:?}").contains("Kay"));
    }

    #[test]
    fn a_hidden_name_shows_initials() {
        assert_eq!(kay().identity.initials(), "K. M.");
        assert_eq!(Identity::default().initials(), "");
    }

    #[test]
    fn an_interpreter_without_a_language_is_warned_of_and_not_blocked() {
        let draft = WomanDraft { interpreter: Asked::Yes, ..kay() };
        let today = "2026-11-21".parse().unwrap();
        assert!(draft.check(today).is_ok());
        assert_eq!(draft.warnings(today), [DraftWarning::InterpreterWithoutLanguage]);
    }
}
