//! Facts that the program brings along: probation's women's contracts (`data/programmes/`, decision
//! 0015) and women's services that public papers name (`data/directory/known-services.csv`). Names,
//! areas, dates, needs and sources; no sentence and no address.
//!
//! All of it is for professionals, unconfirmed: it says that something was there, not that it is.

use std::collections::BTreeMap;

use csv::StringRecord;
use jiff::civil::Date;
use serde_json::json;

use super::{Intake, Taken, TakenEntry, contract};
use crate::model::{
    Confirmation, Entry, Extra, Ident, Kind, Listing, Organisation, Origin, Provenance, Run,
    Service, ServiceArea, area_named, derived_id,
};

const CONTRACTS: &str = include_str!("../../../../data/programmes/crs-contracts.csv");
const ACTIVITIES: &str = include_str!("../../../../data/programmes/crs-activities.csv");
const PROVIDERS: &str = include_str!("../../../../data/programmes/providers.csv");
const KNOWN: &str = include_str!("../../../../data/directory/known-services.csv");

/// The contracts, read as those of probation's own system are. What was not understood is an error of
/// its row.
#[must_use]
pub fn carried_contracts(intake: &mut Intake) -> Taken {
    let names: BTreeMap<String, String> =
        rows(PROVIDERS).map(|row| (cell(&row, 0), cell(&row, 1))).collect();
    let mut needs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows(ACTIVITIES) {
        let of_it = needs.entry(cell(&row, 0)).or_default();
        let need = cell(&row, 1);
        if !of_it.contains(&need) {
            of_it.push(need);
        }
    }
    let mut taken = Taken::default();
    for row in rows(CONTRACTS) {
        let some = |at: usize| Some(cell(&row, at)).filter(|text| !text.is_empty());
        let number = |at: usize| some(at).and_then(|text| text.parse::<u8>().ok());
        let reference = cell(&row, 0);
        let activities: Vec<_> = needs
            .remove(&reference)
            .unwrap_or_default()
            .into_iter()
            .map(|need| json!({ "need_area": need }))
            .collect();
        let said = json!({
            "contract_reference": reference,
            "region": { "pcc_region_code": some(3), "nps_region_code": some(4) },
            "eligibility": {
                "allows_female": true, "allows_male": cell(&row, 5) != "women",
                "minimum_age": number(6), "maximum_age": number(7),
            },
            "scheduling": { "hide_before": some(8), "hide_after": some(9) },
            "providers": {
                "prime_provider_code": cell(&row, 10),
                "subcontractor_codes": cell(&row, 11).split_whitespace().collect::<Vec<_>>(),
            },
            "intervention_title": part_of_region(&cell(&row, 2)),
            "activities": activities,
        });
        if let Ok((entry, errors)) = contract(intake, &said.to_string(), &names) {
            taken.entries.push(entry);
            taken.errors.extend(errors);
        }
    }
    taken
}

/// Our titles say "in PART, REGION"; the source's end with "- PART".
fn part_of_region(title: &str) -> String {
    match title.split_once(" in ").and_then(|(_, area)| area.rsplit_once(", ")) {
        Some((part, _)) => format!("{title} - {part}"),
        None => title.to_owned(),
    }
}

/// Women's services that public papers name.
#[must_use]
pub fn known_services(intake: &mut Intake) -> Taken {
    let mut taken = Taken::default();
    for row in rows(KNOWN) {
        let (name, organisation, area) = (cell(&row, 0), cell(&row, 1), cell(&row, 2));
        let (named, met_in, met_on) = (cell(&row, 3), cell(&row, 4), cell(&row, 5));
        let ident = intake.ids.ident(Kind::Service, &intake.source, &name);
        let offers = intake.ids.ident(Kind::Organisation, &intake.source, &organisation);
        let mut service = Service::named(ident.clone(), name.clone());
        service.areas = vec![ServiceArea {
            ident: Ident::of(derived_id(&["area", &ident.id.to_string()])),
            name: Some(area.clone()),
            areas: named.split(';').flat_map(area_named).collect(),
            extent: None,
            extent_type: None,
            uri: None,
            extra: Extra::default(),
        }];
        service.extra.0.insert("met_in".into(), met_in.clone().into());
        let day: Date = met_on.parse().unwrap_or(intake.today);
        let entry = Entry {
            origin: Some(Origin { source: intake.source.clone(), id: name.clone() }),
            organisation: Organisation::named(offers, organisation.clone()),
            service,
            places: Vec::new(),
            listing: Listing::ProfessionalsOnly,
            confirmation: Confirmation::Never,
            run: Run::default(),
            provenance: Provenance::all(intake.source.clone(), day),
        };
        let raw = json!({
            "name": name, "organisation": organisation, "area": area, "met_in": met_in,
            "met_on": met_on,
        });
        taken.entries.push(TakenEntry { entry, raw });
    }
    taken
}

fn rows(table: &'static str) -> impl Iterator<Item = StringRecord> {
    let reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
    reader.into_records().filter_map(Result::ok)
}

fn cell(row: &StringRecord, at: usize) -> String {
    row.get(at).unwrap_or_default().trim().to_owned()
}
