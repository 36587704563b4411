//! Which entries of different sources may be one service: proposals with reasons, for a person to
//! decide. Pure.
//!
//! Not for deciding: nothing is merged because it is alike. Where a place is hidden, nothing of it is
//! compared, so that no reason tells where it is.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::codes::coded;
use crate::model::{Entry, Phone, SourceName, plain_words};

coded! {
    /// Why two entries may be one.
    Reason {
        /// The services have the same name.
        SameName = "same_name" "the services have the same name",
        /// The names of the services are nearly the same.
        NameAlike = "name_alike" "the names of the services are nearly the same",
        /// The organisations have the same name.
        SameOrganisation = "same_organisation" "the organisations have the same name",
        /// The names of the organisations are nearly the same.
        OrganisationAlike = "organisation_alike" "the names of the organisations are nearly the same",
        /// The organisations have the same charity or company number.
        SameNumber = "same_number" "the organisations have the same charity or company number",
        /// They share a telephone.
        SamePhone = "same_phone" "they have the same telephone number",
        /// They share a postcode.
        SamePostcode = "same_postcode" "they are at the same postcode",
        /// They share a mailbox.
        SameMailbox = "same_mailbox" "they have the same mailbox",
    }
}

/// Names that are at least so alike are nearly the same (Jaro-Winkler).
const ALIKE: f64 = 0.92;
/// Reasons that weigh so much together are worth a person's look.
const ENOUGH: u32 = 5;
/// What more entries than this share is no sign of one service: a helpline of the kingdom.
const TOO_COMMON: usize = 30;

impl Reason {
    const fn weight(self) -> u32 {
        match self {
            Self::SameNumber | Self::SamePhone => 3,
            Self::SameName | Self::SameOrganisation | Self::SamePostcode | Self::SameMailbox => 2,
            Self::NameAlike | Self::OrganisationAlike => 1,
        }
    }
}

/// Two entries that may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Double {
    /// The one that came first, by the id of its service.
    pub first: Uuid,
    /// The other.
    pub second: Uuid,
    /// Why.
    pub reasons: BTreeSet<Reason>,
}

/// What of an entry is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Features {
    service: Uuid,
    source: Option<SourceName>,
    name: String,
    organisation: String,
    numbers: BTreeSet<String>,
    phones: BTreeSet<String>,
    postcodes: BTreeSet<String>,
    mailboxes: BTreeSet<String>,
}

impl Features {
    /// Those of an entry.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        let (service, organisation) = (&entry.service, &entry.organisation);
        let open = entry.places.iter().filter_map(|at| at.location.public_spot());
        let contacts = service.contacts.iter().chain(&organisation.contacts);
        let phones = service
            .phones
            .iter()
            .chain(&organisation.phones)
            .chain(contacts.clone().flat_map(|contact| &contact.phones))
            .chain(open.clone().flat_map(|spot| &spot.phones));
        let mailboxes = [service.email.as_deref(), organisation.email.as_deref()];
        let mailboxes =
            mailboxes.into_iter().flatten().chain(contacts.filter_map(|one| one.email.as_deref()));
        Self {
            service: service.ident.id,
            source: entry.origin.as_ref().map(|origin| origin.source.clone()),
            name: plain_words(&service.name),
            organisation: organisation_words(&organisation.name),
            numbers: organisation
                .identifiers
                .iter()
                .map(|one| one.number.chars().filter(char::is_ascii_alphanumeric).collect())
                .filter(|number: &String| number.len() >= 5)
                .collect(),
            phones: phones.filter_map(number_of).collect(),
            postcodes: open
                .flat_map(|spot| &spot.addresses)
                .filter_map(|address| address.postcode.as_deref())
                .map(|text| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
                .map(|text| text.to_uppercase())
                .filter(|text| text.len() >= 5)
                .collect(),
            mailboxes: mailboxes.map(|mail| mail.trim().to_lowercase()).collect(),
        }
    }

    /// Why the two may be one; nothing where they come from one source, which knows its own.
    #[must_use]
    pub fn alike(&self, other: &Self) -> BTreeSet<Reason> {
        let mut reasons = BTreeSet::new();
        if self.source == other.source || self.service == other.service {
            return reasons;
        }
        let mut names = |ours: &str, theirs: &str, same: Reason, alike: Reason| {
            if ours.is_empty() || theirs.is_empty() {
            } else if ours == theirs {
                reasons.insert(same);
            } else if strsim::jaro_winkler(ours, theirs) >= ALIKE {
                reasons.insert(alike);
            }
        };
        names(&self.name, &other.name, Reason::SameName, Reason::NameAlike);
        let organisations = (&self.organisation, &other.organisation);
        names(
            organisations.0,
            organisations.1,
            Reason::SameOrganisation,
            Reason::OrganisationAlike,
        );
        for (ours, theirs, reason) in [
            (&self.numbers, &other.numbers, Reason::SameNumber),
            (&self.phones, &other.phones, Reason::SamePhone),
            (&self.postcodes, &other.postcodes, Reason::SamePostcode),
            (&self.mailboxes, &other.mailboxes, Reason::SameMailbox),
        ] {
            if ours.intersection(theirs).next().is_some() {
                reasons.insert(reason);
            }
        }
        reasons
    }

    /// What another entry must share to be looked at.
    fn keys(&self) -> impl Iterator<Item = (u8, &str)> {
        let sets = [&self.numbers, &self.phones, &self.postcodes, &self.mailboxes];
        let shared = (0_u8..)
            .zip(sets)
            .flat_map(|(kind, set)| set.iter().map(move |text| (kind, text.as_str())));
        let names = [(10, self.name.as_str()), (11, self.organisation.as_str())];
        shared.chain(names).filter(|(_, text)| !text.is_empty())
    }
}

/// Are they alike enough to ask a person? Two services of one organisation share everything but what
/// they are, so something must speak for the service and not only for its organisation.
fn is_enough(reasons: &BTreeSet<Reason>) -> bool {
    let named = reasons.contains(&Reason::SameName) || reasons.contains(&Reason::NameAlike);
    let reached = reasons.contains(&Reason::SamePhone) && reasons.contains(&Reason::SamePostcode);
    let weight: u32 = reasons.iter().map(|reason| reason.weight()).sum();
    (named || reached) && weight >= ENOUGH
}

/// Every two that may be one, the likeliest first.
#[must_use]
pub fn doubles(entries: &[Features]) -> Vec<Double> {
    let mut by_key: HashMap<(u8, &str), Vec<usize>> = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        for key in entry.keys() {
            by_key.entry(key).or_default().push(index);
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for sharing in by_key.values().filter(|sharing| sharing.len() <= TOO_COMMON) {
        for (nth, first) in sharing.iter().enumerate() {
            pairs.extend(sharing.iter().skip(nth + 1).map(|second| (*first, *second)));
        }
    }
    let mut found: Vec<(u32, Double)> = pairs
        .into_iter()
        .filter_map(|(first, second)| {
            let (first, second) = (entries.get(first)?, entries.get(second)?);
            let reasons = first.alike(second);
            let weight = reasons.iter().map(|reason| reason.weight()).sum();
            is_enough(&reasons).then_some((
                weight,
                Double { first: first.service, second: second.service, reasons },
            ))
        })
        .collect();
    found.sort_by(|(a, one), (b, other)| {
        b.cmp(a).then_with(|| (one.first, one.second).cmp(&(other.first, other.second)))
    });
    found.into_iter().map(|(_, double)| double).collect()
}

/// The digits of a number, without the way out of and into the country.
fn number_of(phone: &Phone) -> Option<String> {
    let digits: String = phone.number.chars().filter(char::is_ascii_digit).collect();
    let digits =
        digits.strip_prefix("0044").or_else(|| digits.strip_prefix("44")).unwrap_or(&digits);
    let digits = digits.trim_start_matches('0');
    // Short numbers are helplines and extensions.
    (digits.len() >= 9).then(|| digits.to_owned())
}

/// The name of an organisation without what says only that it is one.
fn organisation_words(name: &str) -> String {
    let words = plain_words(name);
    let plain: Vec<&str> = words
        .split(' ')
        .filter(|word| !["the", "ltd", "limited", "cic", "charity", "trust", "cio"].contains(word))
        .collect();
    if plain.is_empty() { words } else { plain.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Address, Confirmation, Extra, Listing, Run, Service, ServicePlace, Spot};
    use crate::model::{Ident, Location, LocationKind, Organisation, Origin, Provenance};
    use jiff::civil::date;

    fn entry(source: &str, number: u128, name: &str, organisation: &str) -> Entry {
        let ident = |kind: u128| Ident::of(Uuid::from_u128(kind * 1000 + number));
        let source = SourceName::new(source);
        Entry {
            origin: Some(Origin { source: source.clone(), id: number.to_string() }),
            organisation: Organisation::named(ident(2), organisation),
            service: Service::named(ident(1), name),
            places: Vec::new(),
            listing: Listing::Public,
            confirmation: Confirmation::Never,
            run: Run::default(),
            provenance: Provenance::all(source, date(2026, 11, 1)),
        }
    }

    fn phone(number: &str) -> Phone {
        Phone {
            ident: Ident::of(Uuid::from_u128(9)),
            number: number.into(),
            description: None,
            languages: Vec::new(),
            extra: Extra::default(),
        }
    }

    fn at(mut entry: Entry, postcode: &str) -> Entry {
        let ident = Ident::of(Uuid::from_u128(7));
        let address = Address {
            ident: ident.clone(),
            attention: None,
            street: None,
            city: None,
            region: None,
            county: None,
            postcode: Some(postcode.into()),
            country: None,
            kind: LocationKind::Physical,
            extra: Extra::default(),
        };
        let spot = Spot { addresses: vec![address], ..Spot::default() };
        let location = Location::public(ident.clone(), LocationKind::Physical, spot);
        let (schedules, extra) = (Vec::new(), Extra::default());
        entry.places.push(ServicePlace { ident, location, schedules, extra });
        entry
    }

    fn found(entries: &[Entry]) -> Vec<Double> {
        doubles(&entries.iter().map(Features::of).collect::<Vec<_>>())
    }

    #[test]
    fn one_service_in_two_lists_is_proposed_with_its_reasons() {
        let mut first = at(entry("council", 1, "Room to Breathe", "The Wren Trust"), "NP20 1PA");
        first.service.phones.push(phone("+44 7700 900123"));
        let mut second = at(entry("charity", 2, "Room to breath", "Wren Trust Ltd"), "np201pa");
        second.organisation.phones.push(phone("07700 900 123"));
        let proposed = found(&[first, second]);
        assert_eq!(proposed.len(), 1);
        use Reason::{NameAlike, SameOrganisation, SamePhone, SamePostcode};
        let reasons = [NameAlike, SameOrganisation, SamePhone, SamePostcode];
        assert_eq!(proposed[0].reasons, reasons.into());
    }

    #[test]
    fn two_services_of_one_house_and_two_of_one_source_are_not() {
        let first = at(entry("council", 1, "Money advice", "Wren Trust"), "NP20 1PA");
        let second = at(entry("charity", 2, "Gardening", "Wren Trust"), "NP20 1PA");
        assert_eq!(found(&[first.clone(), second]), []);
        let again = at(entry("council", 3, "Money advice", "Wren Trust"), "NP20 1PA");
        assert_eq!(found(&[first.clone(), again]), []);
        // A name that many have is no sign by itself.
        let elsewhere = entry("charity", 4, "Money advice", "Larch House");
        assert_eq!(found(&[first, elsewhere]), []);
    }

    #[test]
    fn nothing_of_a_hidden_place_is_a_reason() {
        let mut first = at(entry("council", 1, "A safe place", "Wren Trust"), "NP20 4ZZ");
        let place = first.places.remove(0);
        let location = place.location.withhold(None, date(2026, 1, 1));
        first.places.push(ServicePlace { location, ..place });
        let second = at(entry("charity", 2, "A safe place", "Wren Trust"), "NP20 4ZZ");
        assert_eq!(found(&[first.clone(), second.clone()]), []);
        let mut with_number = (first, second);
        for one in [&mut with_number.0, &mut with_number.1] {
            one.service.email = Some("hello@example.org".into());
        }
        let proposed = found(&[with_number.0, with_number.1]);
        assert!(!proposed[0].reasons.contains(&Reason::SamePostcode));
    }
}
