//! Probation's published contracts as programmes: from a folder as its own system loads them, or
//! from those that the program carries.

use std::fmt;
use std::path::Path;

use kernel::Ctx;
use places::Places;
use store::Uow;

use super::crs::{self, Admits, Batch, Contract, ContractError, Method, Providers, Reach};
use super::model::{
    Activity, Answer, Answers, Delivery, Facts, FunderKind, OpenTo, PlanAgreedBy, ProgrammeDraft,
    ProgrammeKind, Provider, ProviderPart,
};
use super::service::{MayManage, ProgrammeError, Saved, save_programme};

/// Who pays for a commissioned rehabilitative service.
const FUNDER: &str = "HM Prison and Probation Service";
/// The framework of women's contracts since April 2025.
const FRAMEWORK: &str = "wos-2025";

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContractsOutcome {
    /// Contracts that could be read.
    pub read: usize,
    /// Programmes that were not there.
    pub added: usize,
    /// Programmes that said something else.
    pub changed: usize,
    /// Files that were not taken, with their reason.
    pub rejected: Vec<(String, ContractError)>,
}

impl fmt::Display for ContractsOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} contracts read, {} rejected; {} added, {} changed, {} as before.",
            self.read,
            self.rejected.len(),
            self.added,
            self.changed,
            self.read - self.added - self.changed
        )?;
        for (file, why) in &self.rejected {
            write!(f, "\n  not taken, {file}: {why}")?;
        }
        Ok(())
    }
}

/// The folder could not be imported. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotImported {
    /// The folder, a file in it or its list of providers cannot be read.
    #[error("the folder of contracts cannot be read: {0}")]
    Folder(#[from] std::io::Error),
    /// The list of providers is none.
    #[error("providers.json cannot be read: {0}")]
    Providers(ContractError),
    /// A programme could not be kept.
    #[error(transparent)]
    Programme(#[from] ProgrammeError),
}

/// Reads a folder of contracts, one JSON file each, with `providers.json` beside them, and brings
/// the programmes to what it says. A second time it changes nothing.
///
/// # Errors
/// [`NotImported`]; a contract that cannot be read is in the outcome and stops nothing.
pub async fn import_crs_contracts(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &MayManage,
    folder: &Path,
) -> Result<ContractsOutcome, NotImported> {
    let providers = std::fs::read_to_string(folder.join("providers.json"))?;
    let providers = Providers::read(&providers).map_err(NotImported::Providers)?;
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".json") && name != "providers.json" {
            files.push((name, std::fs::read_to_string(&path)?));
        }
    }
    let Batch { contracts, rejected } = crs::read_contracts(files, &providers);
    let outcome = save_contracts(ctx, uow, permit, &contracts, &providers).await?;
    Ok(ContractsOutcome { rejected, ..outcome })
}

/// Brings the programmes to what these contracts say. What this organisation set for its own (that it
/// delivers one, which answers and clocks it uses) stays as it is.
///
/// # Errors
/// [`ProgrammeError`].
pub async fn save_contracts(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &MayManage,
    contracts: &[Contract],
    providers: &Providers,
) -> Result<ContractsOutcome, ProgrammeError> {
    let mut outcome = ContractsOutcome { read: contracts.len(), ..ContractsOutcome::default() };
    for contract in contracts {
        let mut draft = draft_of(contract, providers);
        let organisation = permit.organisation();
        let there =
            super::service::programme_by_reference(uow, organisation, &draft.reference).await?;
        if let Some(there) = there {
            let ours = there.draft;
            draft.delivery = ours.delivery;
            draft.answers = ours.answers;
            draft.answer_days = ours.answer_days;
            draft.plan_agreed_by = ours.plan_agreed_by;
            draft.return_months = ours.return_months;
            draft.small_numbers = ours.small_numbers;
            draft.framework = ours.framework;
            draft.facts.women_only = ours.facts.women_only;
        }
        match save_programme(ctx, uow, permit, &draft).await? {
            (_, Saved::Added) => outcome.added += 1,
            (_, Saved::Changed) => outcome.changed += 1,
            (_, Saved::Same) => {}
        }
    }
    Ok(outcome)
}

/// A contract as a programme, with the rules that such contracts have: probation's referrals are
/// accepted or returned, and the practitioner approves the plan.
#[must_use]
pub fn draft_of(contract: &Contract, providers: &Providers) -> ProgrammeDraft {
    let places = Places::built_in();
    let (region, areas) = match &contract.reach {
        Reach::PoliceArea(slug) => match places.area_by_any_name(slug) {
            Ok(area) => (area.name.clone(), [area.code.clone()].into()),
            Err(_) => (slug.clone(), std::collections::BTreeSet::new()),
        },
        Reach::ProbationRegion(letter) => match places.probation_region(*letter) {
            Some(region) => {
                (region.name.clone(), region.police_area_codes.iter().cloned().collect())
            }
            None => (letter.to_string(), std::collections::BTreeSet::new()),
        },
    };
    let provider = |code: &String, part| Provider {
        code: code.clone(),
        name: providers.name(code).unwrap_or(code).to_owned(),
        part,
    };
    let mut who = vec![provider(&contract.prime, ProviderPart::Prime)];
    who.extend(contract.subcontractors.iter().map(|c| provider(c, ProviderPart::Subcontractor)));
    ProgrammeDraft {
        reference: contract.reference.clone(),
        name: contract.title.clone(),
        kind: ProgrammeKind::Probation,
        funder: FUNDER.to_owned(),
        funder_kind: FunderKind::Probation,
        delivery: Delivery::Known,
        starts_on: Some(contract.hide_before),
        ends_on: contract.hide_after,
        minimum_age: Some(i64::from(contract.minimum_age)),
        maximum_age: contract.maximum_age.map(i64::from),
        open_to: if contract.admits == Admits::Women { OpenTo::Women } else { OpenTo::Anybody },
        framework: Some(FRAMEWORK.to_owned()),
        answers: Answers::new([Answer::Accept, Answer::Return]),
        answer_days: 2,
        plan_agreed_by: PlanAgreedBy::Practitioner,
        return_months: 0,
        small_numbers: 0,
        areas,
        facts: Facts {
            summary: String::new(),
            providers: who,
            region,
            activities: contract.activities.iter().map(activity).collect(),
            source: "Ministry of Justice, hmpps-interventions-service (MIT, Crown copyright)"
                .to_owned(),
            women_only: None,
        },
    }
}

fn activity(activity: &crs::Activity) -> Activity {
    let method = |method: &Method| match method {
        Method::OneToOne => "one to one",
        Method::Group => "group",
        Method::InPerson => "in person",
        Method::Online => "online",
        Method::Telephone => "telephone",
        Method::DropIn => "drop-in",
    };
    let words = activity.name.clone().or_else(|| activity.description.clone());
    Activity {
        need: activity.need.map_or("", crate::need::NeedArea::words).to_owned(),
        activity: words.unwrap_or_default(),
        method: activity.methods.iter().map(method).collect::<Vec<_>>().join(", "),
        place: activity.places.join(", "),
    }
}
