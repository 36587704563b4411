//! Invented services in real areas, as many as are asked for: for the demo, for tests of size, for
//! benchmarks. The same seed gives the same directory.
//!
//! No organisation, street or telephone here is real: numbers are Ofcom's for drama, mailboxes are
//! at example.org.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday, time};
use kernel::Chance;
use uuid::Uuid;

use crate::model::{
    Ages, Area, Capacity, Circumstance, Confirmation, Contact, CostOption, Dated, Entry, Extra,
    Frequency, Ident, LegalStage, Listing, NthDay, Organisation, OrganisationIdentifier, Origin,
    Phone, Provenance, Referrer, Run, Said, Schedule, Service, ServiceArea, ServicePlace,
    SourceName, Status, Term, Waiting, WomenOnly, areas_around, derived_id,
};
use crate::towns::Town;

mod place;

use place::location;

const FIRST: [&str; 40] = [
    "Teasel",
    "Larch",
    "Halfpenny",
    "Wren",
    "Saffron",
    "Juniper",
    "Kittiwake",
    "Marigold",
    "Fernleigh",
    "Harebell",
    "Cowslip",
    "Linnet",
    "Sandpiper",
    "Bramble",
    "Tansy",
    "Rowan",
    "Speedwell",
    "Foxglove",
    "Goldfinch",
    "Hazel",
    "Lapwing",
    "Campion",
    "Heron",
    "Alder",
    "Primrose",
    "Curlew",
    "Meadowsweet",
    "Swift",
    "Clover",
    "Thistle",
    "Yarrow",
    "Plover",
    "Celandine",
    "Sorrel",
    "Dunnock",
    "Betony",
    "Mallow",
    "Chiffchaff",
    "Willowherb",
    "Oystercatcher",
];
const SECOND: [&str; 25] = [
    "House",
    "Women’s Centre",
    "Room",
    "Project",
    "Trust",
    "Women’s Trust",
    "Steps",
    "Gate",
    "Lane Centre",
    "Women’s Network",
    "Hub",
    "Court",
    "Collective",
    "Women’s Space",
    "Bridge",
    "Wharf",
    "Orchard",
    "Yard",
    "Mill",
    "Rooms",
    "Corner",
    "Circle",
    "Harbour",
    "Green",
    "Landing",
];
/// Draws without favour from what [`Chance`] gives.
struct Draw<'a>(&'a dyn Chance);

impl Draw<'_> {
    fn below(&mut self, end: usize) -> usize {
        let mut bytes = [0_u8; 8];
        self.0.fill(&mut bytes);
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(u64::from_le_bytes(bytes) % end).unwrap_or_default()
    }

    fn of_100(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    fn pick<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        from.get(self.below(from.len()))
    }
}

/// So many invented entries, confirmed in the last year, as of `today`. One in thirty keeps its
/// address private, one in sixty is reached by a line only, one in forty is for professionals.
#[must_use]
pub fn invented(chance: &dyn Chance, today: Date, count: usize) -> Vec<Entry> {
    let mut draw = Draw(chance);
    let source = SourceName::new("invented");
    let mut entries = Vec::with_capacity(count);
    let mut nth_organisation = 0;
    while entries.len() < count {
        let Some(town) = draw.pick(Town::all()) else { break };
        let organisation = organisation(&mut draw, town, nth_organisation);
        nth_organisation += 1;
        let services = 1 + draw.below(4);
        for _ in 0..services.min(count - entries.len()) {
            let number = entries.len();
            entries.push(entry(&mut draw, &source, &organisation, town, number, today));
        }
    }
    entries
}

fn ident(kind: &str, number: usize) -> Ident {
    Ident::of(derived_id(&["invented", kind, &number.to_string()]))
}

fn part(of: &Ident, kind: &str) -> Ident {
    Ident::of(derived_id(&["invented", kind, &of.id.to_string()]))
}

fn organisation(draw: &mut Draw<'_>, town: &Town, number: usize) -> Organisation {
    let first = draw.pick(&FIRST).copied().unwrap_or("Teasel");
    let second = draw.pick(&SECOND).copied().unwrap_or("House");
    let name = match draw.below(3) {
        0 => format!("{first} {second}, {}", town.name),
        1 => format!("{} {first} {second}", town.name),
        _ => format!("{first} {second}"),
    };
    let mut one = Organisation::named(ident("organisation", number), name.clone());
    one.description = Some(format!("{name} is an invented charity for women in {}.", town.name));
    one.email = Some(format!("office{number}@example.org"));
    one.website = Some(format!("https://centre{number}.example.org/"));
    one.identifiers = vec![OrganisationIdentifier {
        ident: part(&one.ident, "number"),
        scheme: Some("GB-CHC".into()),
        kind: "Charity number".into(),
        number: format!("X{number:07}"),
        extra: Extra::default(),
    }];
    one
}

fn entry(
    draw: &mut Draw<'_>,
    source: &SourceName,
    organisation: &Organisation,
    town: &Town,
    number: usize,
    today: Date,
) -> Entry {
    let ident = ident("service", number);
    let terms: Vec<Term> = Term::all().collect();
    let mut service = Service::named(ident.clone(), String::new());
    let wanted = 1 + draw.below(3);
    while service.needs.len() < wanted {
        service.needs.extend(draw.pick(&terms));
    }
    let main = service.needs.iter().nth(draw.below(wanted)).copied();
    service.name = name(draw, main, &organisation.name);
    service.description = Some(description(&service, &organisation.name, &town.name));
    service.url = Some(format!("https://centre.example.org/services/{number}"));
    service.email = Some(format!("service{number}@example.org"));
    service.assurer_email = Some("directory@example.org".into());
    service.fees = Some("Free".into());
    let days_ago = draw.below(330);
    let confirmed = today.saturating_sub(i64::try_from(days_ago).unwrap_or_default().days());
    service.assured = Some(confirmed);
    service.modified = confirmed.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|z| z.timestamp());
    eligibility(draw, &mut service);
    if draw.of_100(2) {
        service.status = Status::TemporarilyClosed;
    }
    service.areas = vec![area(draw, town, &ident)];
    service.phones = vec![phone(&ident, number)];
    service.contacts = vec![Contact {
        ident: part(&ident, "contact"),
        name: None,
        title: Some("Front desk".into()),
        email: service.email.clone(),
        phones: Vec::new(),
        attributes: Vec::new(),
        extra: Extra::default(),
    }];
    service.costs = vec![CostOption {
        ident: part(&ident, "cost"),
        from: None,
        to: None,
        option: Some("Everybody".into()),
        amount: Some(0.0),
        per: None,
        extra: Extra::default(),
    }];
    service.schedules = vec![schedule(draw, &ident)];
    if draw.of_100(60) {
        let told = today.saturating_sub(i64::try_from(draw.below(40)).unwrap_or_default().days());
        let capacity = match draw.below(5) {
            0 => Capacity::Closed,
            1 => Capacity::WaitingList,
            2 => Capacity::Free(u16::try_from(1 + draw.below(6)).unwrap_or(1)),
            _ => Capacity::Taking,
        };
        service.capacity = Some(Dated::told(capacity, told));
        let weeks = u8::try_from(draw.below(12)).unwrap_or_default();
        service.waiting = Some(Dated::told(Waiting { weeks }, told));
    }
    let listing = match draw.below(120) {
        0 | 1 => Listing::HelplineOnly { line: phone(&ident, number) },
        2..=4 => Listing::ProfessionalsOnly,
        _ => Listing::Public,
    };
    let mut location = location(draw, town, number);
    if draw.below(30) == 0 {
        let around = town.located().map(|place| areas_around(&place)).unwrap_or_default();
        location = location.withhold(around.get(1).cloned(), confirmed);
    }
    Entry {
        origin: Some(Origin { source: source.clone(), id: number.to_string() }),
        organisation: organisation.clone(),
        places: vec![ServicePlace {
            ident: part(&ident, "at"),
            location,
            schedules: Vec::new(),
            extra: Extra::default(),
        }],
        service,
        listing,
        confirmation: Confirmation::On(confirmed),
        run: Run::default(),
        provenance: Provenance::all(source.clone(), confirmed),
    }
}

fn name(draw: &mut Draw<'_>, main: Option<Term>, organisation: &str) -> String {
    let help = main.map_or("Support", Term::name);
    let short = organisation.split(',').next().unwrap_or(organisation);
    match draw.below(5) {
        0 => format!("{help} at {short}"),
        1 => format!("{short}: {help}"),
        2 => help.to_owned(),
        3 => format!("{} {help}", FIRST.get(draw.below(FIRST.len())).copied().unwrap_or("Wren")),
        _ => format!("Women’s {}", help.to_lowercase()),
    }
}

fn description(service: &Service, organisation: &str, town: &str) -> String {
    let helps: Vec<String> =
        service.needs.iter().map(|term| term.description().to_lowercase()).collect();
    format!(
        "{organisation} in {town} offers this to women: {}. One worker stays with you from the first \
         day. You can bring somebody.",
        helps.join("; ")
    )
}

fn eligibility(draw: &mut Draw<'_>, service: &mut Service) {
    let whom = &mut service.eligibility;
    whom.women_only = match draw.below(10) {
        0..=6 => WomenOnly::Yes,
        7 => WomenOnly::Times,
        8 => WomenOnly::No,
        _ => WomenOnly::Unknown,
    };
    whom.ages = match draw.below(4) {
        0 => Ages { from: Some(16), to: None },
        1 => Ages { from: Some(18), to: Some(25) },
        2 => Ages::default(),
        _ => Ages { from: Some(18), to: None },
    };
    for one in Circumstance::ALL {
        let said = match draw.below(4) {
            0 => Said::No,
            1 => continue,
            _ => Said::Yes,
        };
        whom.circumstances.insert(*one, said);
    }
    if draw.of_100(70) {
        for stage in LegalStage::ALL {
            if draw.of_100(55) {
                whom.stages.insert(*stage);
            }
        }
    }
    if draw.of_100(80) {
        for referrer in Referrer::ALL {
            if draw.of_100(60) {
                whom.referrers.insert(*referrer);
            }
        }
    }
    for language in ["cy", "pl", "ro", "ur", "so", "ar"] {
        if draw.of_100(10) {
            whom.languages.insert(language.into());
        }
    }
}

fn area(draw: &mut Draw<'_>, town: &Town, of: &Ident) -> ServiceArea {
    let around = town.located().map(|place| areas_around(&place)).unwrap_or_default();
    let area = match draw.below(20) {
        0..=10 => around.first(),
        11..=17 => around.get(1),
        18 => around.get(2),
        _ => around.get(around.len().saturating_sub(2)),
    };
    let areas: Vec<Area> = area.cloned().into_iter().collect();
    ServiceArea {
        ident: part(of, "area"),
        name: areas.first().map(|area| area.name().to_owned()),
        areas,
        extent: None,
        extent_type: None,
        uri: None,
        extra: Extra::default(),
    }
}

fn phone(of: &Ident, number: usize) -> Phone {
    Phone {
        ident: part(of, "phone"),
        number: format!("07700 900{:03}", number % 1000),
        description: None,
        languages: Vec::new(),
        extra: Extra::default(),
    }
}

fn schedule(draw: &mut Draw<'_>, of: &Ident) -> Schedule {
    let week =
        [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    let mut days: Vec<NthDay> = Vec::new();
    for day in week {
        if draw.of_100(65) || (day == Weekday::Friday && days.is_empty()) {
            days.push(NthDay { nth: None, day });
        }
    }
    let opens = i8::try_from(9 + draw.below(2)).unwrap_or(9);
    let closes = i8::try_from(15 + draw.below(4)).unwrap_or(16);
    Schedule {
        frequency: Some(Frequency::Weekly),
        days,
        opens: Some(time(opens, 30, 0, 0)),
        closes: Some(time(closes, 0, 0, 0)),
        ..Schedule::new(part(of, "schedule"))
    }
}

/// The public id of the invented service with that number.
#[must_use]
pub fn invented_id(number: usize) -> Uuid {
    ident("service", number).id
}
