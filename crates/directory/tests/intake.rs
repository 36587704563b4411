//! Taking in what others send: it loses nothing, and no document can do harm.
#![recursion_limit = "256"]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stderr
)]

use std::path::PathBuf;

use directory::intake::*;
use directory::invented::invented;
use directory::model::*;
use directory::open_referral::{Detail, Feed, Profile, service};
use directory::{Audience, publish};
use jiff::civil::{Date, date};
use kernel::ctx::Seeded;
use proptest::prelude::*;
use serde_json::{Value, json};

fn today() -> Date {
    date(2026, 11, 22)
}

fn intake() -> Intake {
    let mut intake = Intake::new(SourceName::new("test"), today());
    intake.base = Some("https://feed.example.org/api".into());
    intake
}

fn taken(value: &Value) -> Taken {
    feed_document(&mut intake(), &value.to_string()).unwrap().0
}

fn feed(profile: Profile) -> Feed {
    Feed { base: "https://a.example.org".into(), assurer_email: None, profile }
}

/// What goes out of an entry that its provider has confirmed.
fn out(entry: &Entry) -> Value {
    let entry = Entry { confirmation: Confirmation::On(date(2001, 1, 1)), ..entry.clone() };
    let day = date(2001, 1, 2);
    let shown = publish(&entry, &Withheld::default(), Audience::Public, day).unwrap();
    service(&shown, &feed(Profile::Extended), Detail::Full)
}

/// Everything of `said` that `told` does not say the same.
fn lost(said: &Value, told: &Value, at: &str, found: &mut Vec<String>) {
    match (said, told) {
        (Value::Object(said), Value::Object(told)) => {
            for (name, value) in said.iter().filter(|(_, value)| !value.is_null()) {
                lost(value, told.get(name).unwrap_or(&Value::Null), &format!("{at}.{name}"), found);
            }
        }
        (Value::Array(said), Value::Array(told)) => {
            for (index, value) in said.iter().enumerate() {
                let told = told.get(index).unwrap_or(&Value::Null);
                lost(value, told, &format!("{at}[{index}]"), found);
            }
        }
        (said, told) if said == told => {}
        (said, told) => found.push(format!("{at}: {said} became {told}")),
    }
}

fn lost_of(said: &Value, entry: &Entry) -> Vec<String> {
    let mut found = Vec::new();
    lost(said, &out(entry), "", &mut found);
    found
}

fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("ALONGSIDE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let found = root.join("data/directory").join(path);
    if found.exists() {
        return Some(found);
    }
    eprintln!("SKIPPED: {} is absent; set ALONGSIDE_SHARED to check against it", found.display());
    None
}

/// A service as the extended profile tells it, with every list of the specification filled.
fn rich(number: u128) -> Value {
    let id = |n: u128| uuid::Uuid::from_u128(number * 1000 + n).to_string();
    json!({
        "id": id(1), "name": "Room to breathe", "description": "Two  blanks,\nand a line. ",
        "url": "https://a.example.org/x", "email": "a@example.org", "status": "temporarily closed",
        "fees": "Free", "accreditations": "None", "minimum_age": 16, "maximum_age": 99,
        "assured_date": "2026-10-12", "assurer_email": "b@example.org", "alert": "Ring first",
        "last_modified": "2026-10-12T09:30:00Z", "alternate_name": "The Room",
        "interpretation_services": "By phone", "eligibility_description": "Women",
        "schedules": [{"id": id(2), "valid_from": "2026-01-01", "valid_to": "2026-12-31",
            "dtstart": "2026-01-05", "freq": "WEEKLY", "interval": 2, "byday": "MO,TH",
            "opens_at": "09:30:00", "closes_at": "16:00:00", "description": "Not in August",
            "schedule_link": "https://a.example.org/when", "attending_type": "venue", "notes": "n",
            "timezone": 0},
            {"id": id(20), "freq": "MONTHLY", "byday": "2FR", "bymonthday": "8,9,10,11,12,13,14"}],
        "service_areas": [{"id": id(3), "name": "Gwent", "extent": "x", "extent_type": "geojson",
            "uri": "http://statistics.data.gov.uk/id/statistical-geography/W15000002"}],
        "languages": [{"id": id(4), "name": "Welsh", "code": "cy", "note": "Tuesdays"}],
        "funding": [{"id": id(5), "source": "A trust"}],
        "cost_options": [{"id": id(6), "valid_from": "2026-01-01", "valid_to": "2026-12-31",
            "option": "Everybody", "amount": 2.5, "amount_description": "a visit", "currency": "GBP"}],
        "contacts": [{"id": id(7), "name": "Front desk", "title": "Desk", "email": "c@example.org",
            "department": "Welcome",
            "phones": [{"id": id(8), "number": "07700 900123", "description": "Days",
                "extension": "4", "languages": [{"id": id(9), "name": "Welsh"}]}]}],
        "phones": [{"id": id(10), "number": "07700 900124", "type": "voice"}],
        "organization": {"id": id(11), "name": "Teasel House", "description": "A charity",
            "email": "d@example.org", "website": "https://t.example.org", "logo": "https://t.example.org/l.png",
            "uri": "https://t.example.org/id", "parent_organization_id": id(12), "year_incorporated": 1987,
            "organization_identifiers": [{"id": id(13), "identifier_scheme": "GB-CHC",
                "identifier_type": "Charity number", "identifier": "X1"}]},
        "service_at_locations": [{"id": id(14), "description": "Upstairs",
            "location": {"id": id(15), "location_type": "physical", "name": "Mill", "description": "Red",
                "latitude": 51.5, "longitude": -3, "external_identifier": "1", "transportation": "Bus 7",
                "external_identifier_type": "UPRN",
                "addresses": [{"id": id(16), "attention": "Desk", "address_1": "1 Mill Walk",
                    "address_2": "Rear", "city": "Newport", "region": "Gwent",
                    "state_province": "Gwent", "postal_code": "NP20 4ZZ", "country": "GB",
                    "address_type": "physical"}],
                "accessibility": [{"id": id(17), "description": "Lift", "details": "Ring",
                    "url": "https://t.example.org/lift", "accessibility": "Lift"}]},
            "schedules": [{"id": id(18), "freq": "WEEKLY", "byday": "MO"}]}],
        "attributes": [{"id": id(19), "link_type": "service", "link_id": id(1), "value": "7",
            "taxonomy_term": {"id": id(21), "name": "Debt", "description": "Debts", "parent_id": id(22),
                "taxonomy": "esd", "term_uri": "http://id.esd.org.uk/x", "term": "debt",
                "taxonomy_id": id(23), "version": "2"}}],
        "program": {"id": id(24), "name": "Spring"}, "deliverable_type": ["advice"],
    })
}

#[test]
fn what_comes_in_by_the_standard_goes_out_by_it_and_nothing_is_lost() {
    let said = rich(1);
    let taken = taken(&json!({"contents": [said]}));
    assert_eq!(taken.errors, []);
    assert_eq!(lost_of(&said, &taken.entries[0].entry), Vec::<String>::new());
    assert_eq!(taken.entries[0].raw, said);
    assert_eq!(taken.quality.per_cent(), Some(100));
    let whom = &taken.entries[0].entry.service;
    assert!(whom.needs.contains(&Term::from_code("debt").unwrap()));
    assert_eq!(whom.areas[0].areas[0].name(), "Gwent");
}

#[test]
fn our_own_feed_is_read_back_as_it_was() {
    let mut checked = 0;
    for entry in invented(&Seeded::new(11), today(), 400) {
        let none = Withheld::default();
        let Ok(shown) = publish(&entry, &none, Audience::Public, today()) else { continue };
        let body = service(&shown, &feed(Profile::Extended), Detail::Full);
        let taken = taken(&json!([body]));
        assert_eq!(taken.errors, []);
        let read = &taken.entries[0].entry;
        assert_eq!(read.service.eligibility, shown.service.eligibility);
        assert_eq!(read.service.needs, shown.service.needs);
        assert_eq!(read.service.capacity, shown.service.capacity);
        assert_eq!(read.service.schedules, shown.service.schedules);
        assert_eq!(read.service.areas, shown.service.areas);
        assert_eq!(read.organisation, shown.organisation);
        let open = |shown: &directory::Published| shown.places.iter().all(|at| at.is_open());
        assert!(!open(&shown) || read.places == entry.places || shown.places.is_empty());
        checked += 1;
    }
    assert!(checked > 300);
}

#[test]
fn the_specifications_own_example_goes_in_and_comes_out() {
    let Some(path) = shared("oruk-spec/3.0/examples/service_full.json") else { return };
    let said: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let taken = taken(&said);
    let entry = &taken.entries[0].entry;
    let mut found = lost_of(&said, entry);
    // Its country and postcode are none of ours, but stay; its area is a sentence, and said so.
    found.retain(|what| !what.contains(".latitude") && !what.contains(".longitude"));
    found.retain(|what| !what.starts_with(".last_modified"));
    assert_eq!(found, Vec::<String>::new());
    let fields: Vec<&str> = taken.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["service_areas[1].name"]);
}

#[test]
fn a_page_of_the_first_generation_goes_in() {
    let page = json!({
        "number": 0, "size": 2, "totalPages": 3, "totalElements": 5, "first": true, "last": false,
        "content": [{
            "id": "4711", "name": "Debt <b>help</b>", "description": "<p>For women &amp; girls</p>",
            "url": "/debt", "status": null, "email": "",
            "organization": {"id": "77", "name": "Larch Project", "url": "www.larch.example.org"},
            "eligibilitys": [{"id": "1", "eligibility": "Women only", "minimum_age": 18.0, "maximum_age": null}],
            "regular_schedules": [{"id": "9", "opens_at": "09:30", "closes_at": "4pm", "weekday": "Tuesday", "freq": "weekly"}],
            "fundings": [{"id": "3", "source": "Council"}],
            "languages": [{"id": "5", "language": "Polish"}],
            "contacts": [{"id": "c", "phones": [{"id": "p", "number": "07700 900555"}]}],
            "service_areas": [{"id": "a", "service_area": "Bristol", "uri": null}],
            "service_taxonomys": [{"id": "t", "taxonomy": {"id": "esd:1", "name": "Money advice", "vocabulary": "esdOpenEligibility"}}],
            "service_at_locations": [{"id": "sl", "location": {"id": "l", "latitude": 51.45, "longitude": -2.59,
                "physical_addresses": [{"address_1": "2 Canal Walk", "city": "Bristol", "postal_code": "BS1 9AA"}],
                "accessibility_for_disabilities": [{"accessibility": "Ramp"}]}}],
        }],
    });
    let (taken, facts) = feed_document(&mut intake(), &page.to_string()).unwrap();
    assert_eq!((facts.number, facts.pages, facts.total), (Some(0), Some(3), Some(5)));
    assert!(!facts.is_last());
    assert_eq!(taken.errors, []);
    let entry = &taken.entries[0].entry;
    let service = &entry.service;
    assert_eq!(service.ident.original.as_deref(), Some("4711"));
    assert_eq!(
        (service.name.as_str(), service.description.as_deref()),
        ("Debt help", Some("For women & girls"))
    );
    assert_eq!(service.url.as_deref(), Some("https://feed.example.org/debt"));
    assert_eq!(entry.organisation.website.as_deref(), Some("https://www.larch.example.org"));
    assert_eq!(service.eligibility.women_only, WomenOnly::Yes);
    assert_eq!(service.eligibility.ages, Ages { from: Some(18), to: None });
    assert_eq!(service.eligibility.languages.iter().collect::<Vec<_>>(), ["pl"]);
    assert_eq!(service.areas[0].areas[0].name(), "Bristol, City of");
    assert!(service.needs.contains(&Term::from_code("money").unwrap()));
    assert!(service.schedules[0].is_open_at("2026-11-24T15:59:00Z".parse().unwrap()));
    assert_eq!(entry.places[0].location.public_spot().unwrap().postcode(), Some("BS1 9AA"));
    assert_eq!(entry.confirmation, Confirmation::Never);
    assert_eq!(taken.quality.counts(), [0, 0, 1, 1, 0, 1, 1]);
}

#[test]
fn an_import_told_twice_gives_the_same_ids() {
    let page =
        json!({"content": [{"id": "1", "name": "A", "organization": {"id": "2", "name": "B"}}]});
    let first = taken(&page);
    assert_eq!(first, taken(&page));
    let two = json!([{"id": "1", "name": "A"}, {"id": "1", "name": "A again"}]);
    let taken = taken(&two);
    assert_eq!(taken.entries.len(), 1);
    assert!(taken.errors.iter().any(|error| error.row == 2 && error.trouble == Trouble::Twice));
}

#[test]
fn what_is_wrong_is_told_by_row_and_field_and_the_rest_goes_in() {
    let secret = "Kay 07700900321";
    let page = json!({"contents": [
        {"id": "1", "name": "Good", "organization": {"id": "o", "name": "O"}},
        {"name": secret, "description": [secret], "minimum_age": secret, "assured_date": secret,
         "url": secret, "email": secret, "status": secret, "schedules": secret,
         "service_areas": [{"name": secret}], "last_modified": secret,
         "contacts": [{"phones": [{"description": secret}]}]},
        secret, null, 7, {"id": secret},
    ]});
    let taken = taken(&page);
    assert_eq!(taken.entries.len(), 3);
    let of_row_2: Vec<&str> =
        taken.errors.iter().filter(|e| e.row == 2).map(|e| e.field.as_str()).collect();
    for field in [
        "id",
        "organization",
        "status",
        "description",
        "url",
        "email",
        "assured_date",
        "last_modified",
        "minimum_age",
        "schedules",
        "service_areas[1].name",
        "contacts[1].phones[1].number",
    ] {
        assert!(of_row_2.contains(&field), "{field} in {of_row_2:?}");
    }
    for error in &taken.errors {
        let text = format!("{error} {error:?}");
        assert!(!text.contains("Kay") && !text.contains("900321"), "{text}");
    }
    assert!(taken.errors.iter().any(|e| e.row == 3 && e.trouble == Trouble::WrongShape));
}

#[test]
fn a_huge_description_is_cut_and_said_and_a_loop_of_references_is_a_field() {
    let long = "a ".repeat(2_000_000);
    let loops = json!({"$ref": "#/contents/0"});
    let page = json!({"contents": [{"id": "1", "name": "A", "description": long,
        "organization": {"$ref": "#"}, "schedules": [loops], "extra": loops}]});
    let taken = taken(&page);
    let service = &taken.entries[0].entry.service;
    assert_eq!(service.description.as_ref().unwrap().chars().count(), 20_000);
    assert!(taken.errors.iter().any(|e| e.field == "description" && e.trouble == Trouble::TooLong));
    let deep = "[".repeat(100_000);
    assert!(matches!(feed_document(&mut intake(), &deep), Err(NotReadable::NotJson { .. })));
}

#[test]
fn a_withheld_place_stays_withheld_when_its_feed_is_read_again() {
    let said = rich(3);
    let mut entry = taken(&json!([said])).entries.remove(0).entry;
    entry.confirmation = Confirmation::On(today());
    let at = entry.places.remove(0);
    let location = at.location.withhold(None, today());
    entry.places.push(ServicePlace { location, ..at });
    let again = entry.receive(taken(&json!([said])).entries.remove(0).entry);
    let withheld = Withheld::of([&again]);
    let shown = publish(&again, &withheld, Audience::Public, today()).unwrap();
    let text = service(&shown, &feed(Profile::Extended), Detail::Full).to_string();
    assert!(!text.contains("Mill Walk") && !text.contains("NP20") && !text.contains("51.5"));
}

#[test]
fn a_package_of_tables_goes_in() {
    let file = |name: &str, text: &str| (format!("package/{name}.csv"), text.as_bytes().to_vec());
    let files = [
        file("organizations", "id,name,description\no1,Teasel House,A charity\n"),
        file(
            "services",
            "id,organization_id,name,status,minimum_age\ns1,o1,Debt help,active,18\ns2,o9,Lost,active,\n",
        ),
        file("locations", "id,location_type,latitude,longitude\nl1,physical,51.5,-3\n"),
        file(
            "addresses",
            "id,location_id,address_1,city,postal_code,address_type\na1,l1,\"1, Mill Walk\",Newport,NP20 4ZZ,physical\n",
        ),
        file("service_at_locations", "id,service_id,location_id\nx1,s1,l1\n"),
        file(
            "schedules",
            "id,service_id,freq,byday,opens_at,closes_at\nc1,s1,WEEKLY,\"MO,TU\",09:30,16:00\n",
        ),
        file("contacts", "id,service_id,title\nk1,s1,Desk\n"),
        file("phones", "id,contact_id,number\np1,k1,07700 900777\n"),
        file("taxonomy_terms", "id,name,description\nt1,Debt,Debts\n"),
        file("attributes", "id,link_id,link_type,taxonomy_term_id\nb1,s1,service,t1\n"),
        ("package/readme.txt".to_owned(), vec![0xff]),
    ];
    let taken = package_files(&mut intake(), files.clone()).unwrap();
    assert_eq!(taken.entries.len(), 2);
    let entry = &taken.entries[0].entry;
    assert_eq!(entry.organisation.name, "Teasel House");
    assert_eq!(entry.service.contacts[0].phones[0].number, "07700 900777");
    assert_eq!(entry.service.schedules[0].days.len(), 2);
    assert!(entry.service.needs.contains(&Term::from_code("debt").unwrap()));
    assert_eq!(entry.places[0].location.public_spot().unwrap().postcode(), Some("NP20 4ZZ"));
    assert!(taken.errors.iter().any(|e| e.row == 3 && e.field == "organization"));
    assert!(package_files(&mut intake(), []).is_err());
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in &files {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, bytes).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    assert_eq!(package_zip(&mut intake(), &zip).unwrap(), taken);
    assert_eq!(package_zip(&mut intake(), &zip[..zip.len() / 2]), Err(NotReadable::NotAZip));
}

#[test]
fn a_table_goes_in_by_a_mapping_that_says_which_column_is_what() {
    let mapping = Mapping::parse(
        r#"{"name": "Service", "organization.name": "Charity", "phone": "Tel", "need": "Topics",
            "area": "Serves", "address.postcode": "Postcode", "women_only": "Women?", "address.street": "Street"}"#,
    )
    .unwrap();
    let csv = "Service,Charity,Tel,Topics,Serves,Postcode,Women?,Street\n\
        Drop in,Larch Project,07700 900001; 07700 900002,debt|DV,Gwent,NP20 4ZZ,Yes,1 Mill Walk\n\
        ,,,,,,,\n";
    let taken = csv_by_mapping(&mut intake(), &mapping, csv.as_bytes()).unwrap();
    let entry = &taken.entries[0].entry;
    assert_eq!(entry.organisation.name, "Larch Project");
    assert_eq!(entry.service.phones.len(), 2);
    assert_eq!(entry.service.needs, ["debt", "abuse"].map(|c| Term::from_code(c).unwrap()).into());
    assert_eq!(entry.service.eligibility.women_only, WomenOnly::Yes);
    assert_eq!(entry.service.areas[0].areas[0].name(), "Gwent");
    assert!(taken.errors.iter().any(|e| e.row == 3 && e.field == "name"));
    assert!(matches!(Mapping::parse(r#"{"colour": "x"}"#), Err(NotAMapping::NoField { .. })));
    assert_eq!(Mapping::parse("{}"), Err(NotAMapping::NoName));
    let other = csv_by_mapping(&mut intake(), &mapping, b"Name\nx\n");
    assert!(matches!(other, Err(NotReadable::NoColumn { .. })));
    assert_eq!(workbook_by_mapping(&mut intake(), &mapping, b"no"), Err(NotReadable::NotAWorkbook));
}

#[test]
fn all_58_contracts_go_in_unconfirmed_with_their_dates() {
    let Some(folder) = shared("crs-contracts") else { return };
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let known = providers(&read("providers.json")).unwrap();
    let mut intake = Intake::new(SourceName::new("probation contracts"), today());
    let mut entries = Vec::new();
    for file in std::fs::read_dir(&folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        if name != "providers.json" {
            let (taken, errors) = contract(&mut intake, &read(&name), &known).unwrap();
            assert_eq!(errors, [], "{name}");
            entries.push(taken.entry);
        }
    }
    assert_eq!(entries.len(), 58);
    let see = |who| {
        let shown = entries.iter().map(|e| publish(e, &Withheld::default(), who, today()));
        shown.filter_map(Result::ok).collect::<Vec<_>>()
    };
    assert_eq!(see(Audience::Public).len(), 0);
    // Six are past their last day, 1 December 2022 or 28 March 2024.
    let shown = see(Audience::Professional);
    assert_eq!(shown.len(), 52);
    for one in &shown {
        assert_eq!(one.freshness, Freshness::Unconfirmed { checked: None });
        assert!(!one.service.areas[0].areas.is_empty());
        assert_eq!(one.service.eligibility.women_only, WomenOnly::Yes);
        assert!(one.run.from.is_some() && one.organisation.name != "Not named");
    }
    // Six contracts list no activity at all, so nothing says what they help with.
    assert_eq!(entries.iter().filter(|one| one.service.needs.is_empty()).count(), 6);
    let gwent = shown.iter().find(|one| one.service.name.contains("Gwent")).unwrap();
    assert_eq!(gwent.organisation.name, "The Nelson Trust");
    let tameside = entries.iter().find(|e| e.service.name.contains("Tameside")).unwrap();
    assert_eq!(tameside.service.areas[0].areas[0].name(), "Tameside");
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,30}".prop_map(Value::from),
        Just(json!("2026-02-30")),
        Just(json!("<p>")),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let name = prop_oneof![
            Just("id"),
            Just("name"),
            Just("contents"),
            Just("schedules"),
            Just("organization"),
            Just("location"),
            Just("service_at_locations"),
            Just("addresses"),
            Just("byday"),
            Just("taxonomy_term"),
            Just("attributes"),
            Just("contacts"),
            Just("phones"),
            Just("alongside"),
            Just("capacity"),
            Just("service_areas"),
            Just("minimum_age"),
            Just("status"),
            Just("opens_at"),
            Just("$ref"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..6).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(name, v)| (name.to_owned(), v)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_json_is_read_or_refused_and_what_is_read_can_be_published(value in any_value()) {
        if let Ok((taken, _)) = feed_document(&mut intake(), &value.to_string()) {
            for one in &taken.entries {
                let _ = out(&Entry { run: Run::default(), service: Service { status: Status::Active, ..one.entry.service.clone() }, ..one.entry.clone() });
                let text = serde_json::to_string(&one.entry).unwrap();
                prop_assert_eq!(&serde_json::from_str::<Entry>(&text).unwrap(), &one.entry);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,300}") {
        let _ = feed_document(&mut intake(), &text);
        let _ = package_zip(&mut intake(), text.as_bytes());
        let _ = package_files(&mut intake(), [("services.csv".to_owned(), text.as_bytes().to_vec())]);
        let _ = Mapping::parse(&text);
        let _ = contract(&mut intake(), &text, &std::collections::BTreeMap::new());
    }

    #[test]
    fn whatever_words_a_sound_record_holds_none_is_lost(
        name in "[A-Za-zé’ ]{1,40}[a-z]",
        text in "[A-Za-z0-9 .,;:!?é£\n]{1,200}[a-z]",
        number in 1..u128::MAX / 2000,
        ages in (0..60_u8, 60..120_u8),
    ) {
        let mut said = rich(number);
        said["name"] = name.split_whitespace().collect::<Vec<_>>().join(" ").into();
        said["description"] = text.clone().into();
        said["contacts"][0]["title"] = text.clone().into();
        said["anything"] = json!({"deep": [text]});
        (said["minimum_age"], said["maximum_age"]) = (ages.0.into(), ages.1.into());
        let taken = taken(&json!([said]));
        prop_assert_eq!(lost_of(&said, &taken.entries[0].entry), Vec::<String>::new());
    }
}
