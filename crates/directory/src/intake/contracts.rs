//! Probation's women's contracts, one JSON file a contract: real services as they were commissioned,
//! for professionals, unconfirmed, with their dates.
//!
//! Facts are taken, not sentences. Casework reads the same files for programmes, where money and
//! outcomes count; here it counts whom they take, where, and for what.

use std::collections::BTreeMap;

use places::Places;
use serde::Deserialize;
use serde_json::Value;

use super::fields::date;
use super::trouble::{Log, NotReadable, RowError, Trouble};
use super::{Intake, TakenEntry};
use crate::model::{
    Ages, Area, Confirmation, Entry, Extra, Funding, Ident, Kind, LegalStage, Listing, Need,
    Organisation, Origin, Provenance, Referrer, Run, Service, ServiceArea, Term, WomenOnly,
    area_named, derived_id,
};

/// Need areas as contracts write them, folded. The longest beginning counts.
const NEEDS: [(&str, Need); 10] = [
    ("accommodation", Need::Accommodation),
    ("ete", Need::Work),
    ("education training", Need::Work),
    ("finance benefit", Need::Money),
    ("dependency recovery", Need::DrugsAndAlcohol),
    ("dependency and recovery", Need::DrugsAndAlcohol),
    ("lifestyle", Need::Choices),
    ("family", Need::Family),
    ("emotional", Need::MentalHealth),
    ("social inclusion", Need::Relationships),
];

#[derive(Deserialize)]
struct ProviderFile {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct ContractFile {
    contract_reference: String,
    region: RegionFile,
    eligibility: EligibilityFile,
    scheduling: SchedulingFile,
    providers: ProvidersFile,
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
    minimum_age: Option<u8>,
    maximum_age: Option<u8>,
}

#[derive(Deserialize)]
struct SchedulingFile {
    hide_before: Option<String>,
    hide_after: Option<String>,
}

#[derive(Deserialize)]
struct ProvidersFile {
    prime_provider_code: String,
    subcontractor_codes: Vec<String>,
}

#[derive(Deserialize)]
struct ActivityFile {
    need_area: String,
}

/// Reads `providers.json`: code to name.
///
/// # Errors
/// [`NotReadable::NotAContract`].
pub fn providers(json: &str) -> Result<BTreeMap<String, String>, NotReadable> {
    let files: Vec<ProviderFile> =
        serde_json::from_str(json).map_err(|_| NotReadable::NotAContract)?;
    Ok(files.into_iter().map(|file| (file.code, file.name.trim().to_owned())).collect())
}

/// Reads one contract: an entry, and what of it was not understood. Row numbers count activities.
///
/// # Errors
/// [`NotReadable::NotAContract`] when it is none.
pub fn contract(
    intake: &mut Intake,
    json: &str,
    providers: &BTreeMap<String, String>,
) -> Result<(TakenEntry, Vec<RowError>), NotReadable> {
    let raw: Value = serde_json::from_str(json).map_err(|_| NotReadable::NotAContract)?;
    let file: ContractFile =
        serde_json::from_value(raw.clone()).map_err(|_| NotReadable::NotAContract)?;
    let mut log = Log::new(1);
    let ident = intake.ids.ident(Kind::Service, &intake.source, &file.contract_reference);
    let code = &file.providers.prime_provider_code;
    let name = providers.get(code).cloned().unwrap_or_else(|| {
        log.note("providers.prime_provider_code", Trouble::UnknownProvider);
        code.clone()
    });
    let prime = intake.ids.ident(Kind::Organisation, &intake.source, code);
    let (place, areas) = reach(&file, &mut log);
    let mut service = Service::named(ident.clone(), format!("Women’s support in {place}"));
    service.eligibility.women_only =
        match (file.eligibility.allows_female, file.eligibility.allows_male) {
            (true, false) => WomenOnly::Yes,
            (true, true) => WomenOnly::No,
            _ => {
                log.note("eligibility", Trouble::UnknownWord);
                WomenOnly::Unknown
            }
        };
    service.eligibility.ages =
        Ages { from: file.eligibility.minimum_age, to: file.eligibility.maximum_age };
    // Commissioned rehabilitative services: orders, suspended sentences with a rehabilitation
    // activity, licence, and before release; probation makes the referral.
    service.eligibility.stages =
        [LegalStage::Community, LegalStage::Licence, LegalStage::Custody].into();
    service.eligibility.referrers = [Referrer::Probation].into();
    service.areas = vec![ServiceArea {
        ident: Ident::of(derived_id(&["area", &ident.id.to_string()])),
        name: Some(place),
        areas,
        extent: None,
        extent_type: None,
        uri: None,
        extra: Extra::default(),
    }];
    for (index, activity) in file.activities.iter().enumerate() {
        match need(&activity.need_area) {
            Some(need) => {
                service.needs.insert(Term::from(need));
            }
            None => log.note(format!("activities[{}].need_area", index + 1), Trouble::UnknownWord),
        }
    }
    let others: Vec<&str> = file
        .providers
        .subcontractor_codes
        .iter()
        .map(|code| providers.get(code).map_or(code.as_str(), String::as_str))
        .collect();
    service.funding = vec![Funding {
        ident: Ident::of(derived_id(&["funding", &ident.id.to_string()])),
        source: Some("A probation contract for women".into()),
        extra: Extra::default(),
    }];
    if !others.is_empty() {
        service.description = Some(format!("With {}.", others.join(", ")));
    }
    let mut day = |field: &str, text: Option<&String>| {
        let text = text?;
        let read = date(text);
        if read.is_none() {
            log.note(field, Trouble::NotADate);
        }
        read
    };
    let run = Run {
        from: day("scheduling.hide_before", file.scheduling.hide_before.as_ref()),
        hide_after: day("scheduling.hide_after", file.scheduling.hide_after.as_ref()),
    };
    let entry = Entry {
        origin: Some(Origin { source: intake.source.clone(), id: file.contract_reference }),
        organisation: Organisation::named(prime, name),
        service,
        places: Vec::new(),
        listing: Listing::ProfessionalsOnly,
        confirmation: Confirmation::Never,
        run,
        provenance: Provenance::all(intake.source.clone(), intake.today),
    };
    Ok((TakenEntry { entry, raw }, log.errors))
}

/// The area in our words. A part of a region that only the title names is told beside it, and where
/// the part is a council's area, that area alone is served.
fn reach(file: &ContractFile, log: &mut Log) -> (String, Vec<Area>) {
    let register = Places::built_in();
    if let Some(slug) = &file.region.pcc_region_code {
        if let Ok(area) = register.area_by_any_name(slug) {
            return (area.name.clone(), vec![Area::PoliceArea(area.code.clone())]);
        }
        log.note("region.pcc_region_code", Trouble::UnknownArea);
    }
    let letter = file.region.nps_region_code.as_deref().and_then(|text| text.chars().next());
    let Some(region) = letter.and_then(|letter| register.probation_region(letter)) else {
        log.note("region.nps_region_code", Trouble::UnknownArea);
        return ("an area that is not known".into(), Vec::new());
    };
    let title = &file.intervention_title;
    let part = title.rsplit_once(" - ").map(|(_, part)| part.trim());
    let bracketed = title.rsplit_once('(').and_then(|(_, part)| part.split(')').next());
    if let Some(part) = bracketed.or(part) {
        let areas = area_named(part);
        let council = areas.iter().all(|area| matches!(area, Area::LocalAuthority(_)));
        let text = format!("{part}, {}", region.name);
        if !areas.is_empty() && council {
            return (text, areas);
        }
        return (text, police(&region.police_area_codes));
    }
    (region.name.clone(), police(&region.police_area_codes))
}

fn police(codes: &[String]) -> Vec<Area> {
    codes.iter().cloned().map(Area::PoliceArea).collect()
}

fn need(text: &str) -> Option<Need> {
    // What the program carries of the contracts names needs by our codes.
    if let Some(need) = Need::from_code(text) {
        return Some(need);
    }
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let folded = words.join(" ");
    NEEDS.iter().find(|(start, _)| folded.starts_with(start)).map(|(_, need)| *need)
}
