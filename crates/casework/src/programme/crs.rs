//! Reads probation's contracts for commissioned rehabilitative services: one JSON file a contract
//! and one of providers, as `resources/contracts` and `resources/providers` of the real referral
//! system hold them.
//!
//! Pure: texts in, contracts out. A contract whose frame is wrong is refused with its reason; a
//! word inside it that we do not know is kept with its row in [`Contract::unread`], never dropped.

use std::collections::BTreeMap;

use jiff::civil::Date;
use places::{Places, UnknownArea};
use serde::Deserialize;

use super::words;
use crate::need::NeedArea;

/// Names of an activity have at most so many words; what is longer describes it.
const LONGEST_NAME: usize = 8;

/// Providers by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Providers(BTreeMap<String, String>);

/// One contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The funder's reference, `PRJ_5752`. Its key: reading it again changes, never doubles.
    pub reference: String,
    /// The funder's code for the kind: `WOS`, or `WSM` in Greater Manchester.
    pub kind: String,
    /// A title in our words.
    pub title: String,
    /// Where she must live or return to.
    pub reach: Reach,
    /// Whom it takes.
    pub admits: Admits,
    /// Youngest age.
    pub minimum_age: u8,
    /// Oldest age, if there is one.
    pub maximum_age: Option<u8>,
    /// Referrals could be made from this day.
    pub hide_before: Date,
    /// And until this day; none while open.
    pub hide_after: Option<Date>,
    /// Code of the prime provider.
    pub prime: String,
    /// Codes of its subcontractors.
    pub subcontractors: Vec<String>,
    /// What it does.
    pub activities: Vec<Activity>,
    /// Words that were not recognised, with their rows.
    pub unread: Vec<Unread>,
}

/// The area of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A police area, by its slug in the register of places.
    PoliceArea(String),
    /// A probation region, by its letter, or a part of it that the title names.
    ProbationRegion(char),
}

/// Whom a contract takes, by its own eligibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admits {
    /// Women only.
    Women,
    /// Men only: not a programme of ours, but read.
    Men,
    /// Everybody.
    Everybody,
}

/// One thing a contract offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// The need area; none where its word is not known (then it is in [`Contract::unread`]).
    pub need: Option<NeedArea>,
    /// For whom, where the contract tells three levels apart.
    pub level: Option<Level>,
    /// When, where it says so.
    pub stage: Option<Stage>,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// What the contract says of it, where that is more than a name.
    pub description: Option<String>,
    /// How they meet; empty where it is not said or not known.
    pub methods: Vec<Method>,
    /// Where, as the contract names it.
    pub places: Vec<String>,
}

/// How complex her need is, in the contract's sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Advice and signposting.
    Low,
    /// Some support.
    Medium,
    /// Much support.
    High,
}

/// When in a sentence an activity is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// While she is still in prison.
    BeforeRelease,
}

/// A way of meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// She and a worker.
    OneToOne,
    /// In a group.
    Group,
    /// Said to be face to face.
    InPerson,
    /// Said to be by screen or "remote".
    Online,
    /// By telephone.
    Telephone,
    /// Drop-in.
    DropIn,
}

/// A word in a contract that we do not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Which activity, from 1.
    pub row: usize,
    /// Where in it.
    pub field: UnreadField,
    /// The text as it stands.
    pub word: String,
}

/// Where an unknown word stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadField {
    /// `need_area`.
    NeedArea,
    /// `delivery_method`.
    DeliveryMethod,
}

/// Why a contract is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContractError {
    /// Not JSON, or a field is missing or has another form.
    #[error("the file cannot be read as a contract: {detail}")]
    NotAContract {
        /// What and where.
        detail: String,
    },
    /// It names neither a police area nor a probation region.
    #[error("the contract names no area")]
    NoArea,
    /// It names an area that the register does not know.
    #[error(transparent)]
    UnknownArea(#[from] UnknownArea),
    /// It names a probation region that does not exist.
    #[error("there is no probation region “{letter}”")]
    UnknownRegion {
        /// The letter as it stands.
        letter: String,
    },
    /// A provider is not in the list of providers.
    #[error("the provider “{code}” is not in the list of providers")]
    UnknownProvider {
        /// Its code.
        code: String,
    },
    /// A date is none.
    #[error("{field} is not a date: “{text}”")]
    NotADate {
        /// Which field.
        field: &'static str,
        /// Its text.
        text: String,
    },
    /// The dates, ages or sexes leave nobody.
    #[error("the contract admits nobody: {why}")]
    AdmitsNobody {
        /// Which rule leaves nobody.
        why: &'static str,
    },
}

/// What a folder of contracts held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The contracts that were read, by reference.
    pub contracts: Vec<Contract>,
    /// The files that were refused, with their reason.
    pub rejected: Vec<(String, ContractError)>,
}

#[derive(Deserialize)]
struct ProviderFile {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct ContractFile {
    contract_reference: String,
    contract_type_id: String,
    region: RegionFile,
    eligibility: EligibilityFile,
    scheduling: SchedulingFile,
    providers: ContractProvidersFile,
    intervention_title: String,
    activities: Vec<ActivityFile>,
}

#[derive(Deserialize)]
struct RegionFile {
    nps_region_code: Option<String>,
    pcc_region_code: Option<String>,
}

#[derive(Deserialize)]
struct EligibilityFile {
    allows_female: bool,
    allows_male: bool,
    minimum_age: u8,
    maximum_age: Option<u8>,
}

#[derive(Deserialize)]
struct SchedulingFile {
    hide_before: String,
    hide_after: Option<String>,
}

#[derive(Deserialize)]
struct ContractProvidersFile {
    prime_provider_code: String,
    subcontractor_codes: Vec<String>,
}

#[derive(Deserialize)]
struct ActivityFile {
    need_area: String,
    activity: String,
    delivery_method: String,
    delivery_location: String,
}

impl Providers {
    /// Reads `providers.json`: a list of code and name.
    ///
    /// # Errors
    /// [`ContractError::NotAContract`] when it is no such list.
    pub fn read(json: &str) -> Result<Self, ContractError> {
        let files: Vec<ProviderFile> = serde_json::from_str(json).map_err(not_a_contract)?;
        Ok(files.into_iter().map(|file| (file.code, file.name.trim().to_owned())).collect())
    }

    /// The name of a provider.
    #[must_use]
    pub fn name(&self, code: &str) -> Option<&str> {
        self.0.get(code).map(String::as_str)
    }

    /// Code and name, in order of code.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(code, name)| (code.as_str(), name.as_str()))
    }

    fn known(&self, code: &str) -> Result<String, ContractError> {
        if self.0.contains_key(code) {
            return Ok(code.to_owned());
        }
        Err(ContractError::UnknownProvider { code: code.to_owned() })
    }
}

impl FromIterator<(String, String)> for Providers {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(rows: I) -> Self {
        Self(rows.into_iter().collect())
    }
}

/// Reads every contract of a folder: pairs of file name and text, without the list of providers.
pub fn read_contracts(
    files: impl IntoIterator<Item = (String, String)>,
    providers: &Providers,
) -> Batch {
    let mut batch = Batch::default();
    for (name, text) in files {
        match read_contract(&text, providers) {
            Ok(contract) => batch.contracts.push(contract),
            Err(why) => batch.rejected.push((name, why)),
        }
    }
    batch.contracts.sort_by(|a, b| a.reference.cmp(&b.reference));
    batch.rejected.sort_by(|(a, _), (b, _)| a.cmp(b));
    batch
}

/// Reads one contract.
///
/// # Errors
/// See [`ContractError`].
pub fn read_contract(json: &str, providers: &Providers) -> Result<Contract, ContractError> {
    let file: ContractFile = serde_json::from_str(json).map_err(not_a_contract)?;
    let reach = reach(&file.region)?;
    let admits = match (file.eligibility.allows_female, file.eligibility.allows_male) {
        (true, false) => Admits::Women,
        (false, true) => Admits::Men,
        (true, true) => Admits::Everybody,
        (false, false) => {
            return Err(ContractError::AdmitsNobody { why: "neither women nor men" });
        }
    };
    if file.eligibility.maximum_age.is_some_and(|oldest| oldest < file.eligibility.minimum_age) {
        return Err(ContractError::AdmitsNobody { why: "its ages" });
    }
    let hide_before = day("hide_before", &file.scheduling.hide_before)?;
    let hide_after =
        file.scheduling.hide_after.as_deref().map(|text| day("hide_after", text)).transpose()?;
    if hide_after.is_some_and(|until| until < hide_before) {
        return Err(ContractError::AdmitsNobody { why: "its dates" });
    }
    let subcontractors = file.providers.subcontractor_codes.iter();
    let mut unread = Vec::new();
    Ok(Contract {
        title: title(&file.intervention_title, &reach),
        reference: file.contract_reference,
        kind: file.contract_type_id,
        reach,
        admits,
        minimum_age: file.eligibility.minimum_age,
        maximum_age: file.eligibility.maximum_age,
        hide_before,
        hide_after,
        prime: providers.known(&file.providers.prime_provider_code)?,
        subcontractors: subcontractors
            .map(|code| providers.known(code))
            .collect::<Result<_, _>>()?,
        activities: file
            .activities
            .iter()
            .enumerate()
            .map(|(index, row)| activity(index + 1, row, &mut unread))
            .collect(),
        unread,
    })
}

fn activity(row: usize, file: &ActivityFile, unread: &mut Vec<Unread>) -> Activity {
    let mut not_known =
        |field, word: &str| unread.push(Unread { row, field, word: word.to_owned() });
    let (need, level, stage) = match words::need(&file.need_area) {
        Some((need, level, stage)) => (Some(need), level, stage),
        None => {
            not_known(UnreadField::NeedArea, &file.need_area);
            (None, None, None)
        }
    };
    let methods = words::methods(&file.delivery_method).unwrap_or_else(|| {
        not_known(UnreadField::DeliveryMethod, &file.delivery_method);
        Vec::new()
    });
    let said = words::plain(&file.activity);
    let is_name = said.split_whitespace().count() <= LONGEST_NAME && !said.contains(". ");
    let name = said.trim_end_matches(['.', ':', ' ']);
    Activity {
        need,
        level,
        stage,
        name: (is_name && !name.is_empty()).then(|| name.to_owned()),
        description: (!is_name).then(|| said.clone()),
        methods,
        places: words::places(&file.delivery_location),
    }
}

fn reach(file: &RegionFile) -> Result<Reach, ContractError> {
    let register = Places::built_in();
    if let Some(slug) = &file.pcc_region_code {
        return Ok(Reach::PoliceArea(register.area_by_any_name(slug)?.slug.clone()));
    }
    let letter = file.nps_region_code.as_deref().ok_or(ContractError::NoArea)?;
    let unknown = || ContractError::UnknownRegion { letter: letter.to_owned() };
    let mut chars = letter.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) => register
            .probation_region(one)
            .map(|r| Reach::ProbationRegion(r.letter))
            .ok_or_else(unknown),
        _ => Err(unknown()),
    }
}

/// A title in our words, with the part of a region that only the source's title names: after a last
/// dash, in brackets, or the mark "DA" by which a second contract for an area is told apart.
fn title(source: &str, reach: &Reach) -> String {
    let register = Places::built_in();
    let source = words::plain(source);
    let bracketed = source.rsplit_once('(').and_then(|(_, part)| part.split(')').next());
    let place = match reach {
        Reach::PoliceArea(slug) => {
            let name = register.area_by_any_name(slug).map_or(slug.as_str(), |area| &area.name);
            if source.ends_with(" DA") { format!("{name} (DA)") } else { name.to_owned() }
        }
        Reach::ProbationRegion(letter) => {
            let name = register.probation_region(*letter).map_or("", |region| &region.name);
            match (bracketed, source.rsplit_once(" - ")) {
                (Some(part), _) => format!("{name} ({part})"),
                (None, Some((_, part))) => format!("{part}, {name}"),
                (None, None) => name.to_owned(),
            }
        }
    };
    format!("Women's support in {place}")
}

/// The day in `2021-01-01` or `2024-03-28T23:59:00+00`. The hour has no meaning for us: referrals
/// close at the end of a day.
fn day(field: &'static str, text: &str) -> Result<Date, ContractError> {
    let date = text.split('T').next().unwrap_or_default();
    date.parse().map_err(|_| ContractError::NotADate { field, text: text.to_owned() })
}

fn not_a_contract(why: serde_json::Error) -> ContractError {
    ContractError::NotAContract { detail: why.to_string() }
}

macro_rules! codes {
    ($type:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl $type {
            /// All of them, in order.
            #[must_use]
            pub const fn all() -> [Self; [$($code),+].len()] {
                [$(Self::$variant),+]
            }

            /// How it is stored.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }

            /// The one with a stored code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::all().into_iter().find(|one| one.code() == code)
            }
        }
    };
}

codes!(Admits { Women = "women", Men = "men", Everybody = "everybody" });
codes!(Level { Low = "low", Medium = "medium", High = "high" });
codes!(Stage { BeforeRelease = "before_release" });
codes!(Method {
    OneToOne = "one_to_one",
    Group = "group",
    InPerson = "in_person",
    Online = "online",
    Telephone = "telephone",
    DropIn = "drop_in",
});
