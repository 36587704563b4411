//! The one way from an [`Entry`] to what others may see: a [`Published`] entry.
//!
//! Pages, feed, search, export and log take a [`Published`] and so cannot read the address of a
//! place that is not public: it is not in there. A withheld place beats every source: an address
//! that any entry withholds is taken out of every other, from its places and from its texts.

use jiff::civil::Date;
use places::Point;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{
    Area, Entry, Extra, Freshness, Ident, Kind, Listing, LocationKind, Organisation, Origin, Phone,
    Provenance, Run, Schedule, Secrets, Service, ServicePlace, Spot, Status, Visibility, Withheld,
    derived_id, reference_point,
};

/// For whom something is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody: the finder, the feed.
    Public,
    /// Those who refer, signed in or on the professionals' page.
    Professional,
}

/// Why an entry is not shown to an audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// Its provider has not confirmed it.
    #[error("its provider has not confirmed it yet")]
    NotConfirmed,
    /// It was confirmed too long ago.
    #[error("nobody has said for a year that it is still right")]
    TooOld,
    /// Its contract is past its last day.
    #[error("its contract has ended")]
    Over,
    /// It has ended.
    #[error("the service has ended")]
    Ended,
    /// It is for professionals only.
    #[error("it is for professionals only")]
    ForProfessionals,
}

/// How she gets there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// As the entry says.
    AsTold,
    /// By this line and nothing else.
    ByLine(Phone),
}

/// What may be seen of a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// All of it.
    Open {
        /// Its id.
        ident: Ident,
        /// What kind.
        kind: LocationKind,
        /// Where it is.
        spot: Box<Spot>,
    },
    /// The area that it lies in.
    Area {
        /// The area.
        area: Area,
    },
    /// That it exists, and in which wide area if its owner lets that be told.
    Private {
        /// The area, if any.
        area: Option<Area>,
    },
}

/// A service at a place, as it may be seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedPlace {
    /// Its id. For a place that is not open it is another than the entry's, so that it leads to no
    /// other list.
    pub ident: Ident,
    /// The place.
    pub shown: Shown,
    /// When it is there.
    pub schedules: Vec<Schedule>,
    /// What we do not read; empty for a place that is not open.
    pub extra: Extra,
}

/// An entry as an audience may see it. Made by [`publish`] alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Published {
    /// For whom.
    pub audience: Audience,
    /// Where it came from.
    pub origin: Option<Origin>,
    /// Who offers it.
    pub organisation: Organisation,
    /// What it is.
    pub service: Service,
    /// Where it is met.
    pub places: Vec<PublishedPlace>,
    /// How she gets there.
    pub reached: Reached,
    /// How fresh it is.
    pub freshness: Freshness,
    /// Between which days it runs.
    pub run: Run,
    /// Who said what.
    pub provenance: Provenance,
}

impl PublishedPlace {
    /// From where a distance is counted: an open place's own point, else the one that stands for its
    /// area, so that distances from many postcodes lead to the middle of an area and no further.
    #[must_use]
    pub fn point(&self) -> Option<Point> {
        match &self.shown {
            Shown::Open { spot, .. } => spot.point(),
            Shown::Area { area } | Shown::Private { area: Some(area) } => reference_point(area),
            Shown::Private { area: None } => None,
        }
    }

    /// May its address be seen?
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.shown, Shown::Open { .. })
    }
}

/// What an audience may see of an entry on a day.
///
/// # Errors
/// [`NotShown`] when it may see nothing of it, with the reason for its owner.
pub fn publish(
    entry: &Entry,
    withheld: &Withheld,
    audience: Audience,
    today: Date,
) -> Result<Published, NotShown> {
    if entry.run.is_over(today) {
        return Err(NotShown::Over);
    }
    if entry.service.status == Status::Defunct {
        return Err(NotShown::Ended);
    }
    let freshness = entry.confirmation.freshness(today);
    match (freshness, audience) {
        (Freshness::Hidden { .. }, _) => return Err(NotShown::TooOld),
        (Freshness::Unconfirmed { checked: None }, Audience::Public) => {
            return Err(NotShown::NotConfirmed);
        }
        _ => {}
    }
    let reached = match (&entry.listing, audience) {
        (Listing::ProfessionalsOnly, Audience::Public) => return Err(NotShown::ForProfessionals),
        (Listing::HelplineOnly { line }, _) => Reached::ByLine(line.clone()),
        (Listing::Public | Listing::ProfessionalsOnly, _) => Reached::AsTold,
    };
    let mut shown = Published {
        audience,
        origin: entry.origin.clone(),
        organisation: entry.organisation.clone(),
        service: entry.service.clone(),
        places: Vec::new(),
        reached,
        freshness,
        run: entry.run,
        provenance: entry.provenance.clone(),
    };
    shown.places = entry.places.iter().map(|at| place(entry, at, withheld)).collect();
    if let Reached::ByLine(line) = shown.reached.clone() {
        shown.only_by(line);
    }
    let secrets = withheld.secrets_of(entry);
    if !secrets.is_empty() || shown.places.iter().any(|at| !at.is_open()) {
        // What nobody has read may tell where the house is, and so may the list that it came from.
        shown.origin = None;
        shown.service.ident.original = None;
        shown.organisation.ident.original = None;
        shown.organisation.extra = Extra::default();
        shown.service.extra = Extra::default();
    }
    if !withheld.is_empty() {
        shown = shown.masked(&secrets);
    }
    Ok(shown)
}

fn place(entry: &Entry, at: &ServicePlace, withheld: &Withheld) -> PublishedPlace {
    let location = &at.location;
    let kept_elsewhere = withheld.holds(entry.organisation.ident.id, location);
    let shown = match (location.visibility(), location.public_spot()) {
        (Visibility::Public, Some(spot)) if !kept_elsewhere => Shown::Open {
            ident: location.ident.clone(),
            kind: location.kind,
            spot: Box::new(spot.clone()),
        },
        (Visibility::AreaOnly { .. }, _) => match location.area() {
            Some(area) => Shown::Area { area: area.clone() },
            None => Shown::Private { area: None },
        },
        _ => Shown::Private { area: location.area().cloned() },
    };
    if matches!(shown, Shown::Open { .. }) {
        return PublishedPlace {
            ident: at.ident.clone(),
            shown,
            schedules: at.schedules.clone(),
            extra: at.extra.clone(),
        };
    }
    let service = entry.service.ident.id.to_string();
    let nth = entry.places.iter().position(|other| other.ident == at.ident).unwrap_or_default();
    let id = derived_id(&[Kind::ServiceAtLocation.word(), "kept", &service, &nth.to_string()]);
    let schedules = at
        .schedules
        .iter()
        .map(|schedule| Schedule { extra: Extra::default(), ..schedule.clone() })
        .collect();
    PublishedPlace { ident: Ident::of(id), shown, schedules, extra: Extra::default() }
}

impl Published {
    /// Leaves one line as the only way: no place, no mailbox, no page, no other telephone.
    fn only_by(&mut self, line: Phone) {
        self.places.clear();
        for contacts in [&mut self.service.contacts, &mut self.organisation.contacts] {
            contacts.clear();
        }
        self.organisation.phones.clear();
        self.organisation.email = None;
        self.organisation.website = None;
        self.organisation.uri = None;
        self.service.url = None;
        self.service.email = None;
        self.service.phones = vec![line];
        self.organisation.extra = Extra::default();
        self.service.extra = Extra::default();
    }

    /// Every text without the addresses that are withheld.
    fn masked(self, secrets: &Secrets<'_>) -> Self {
        let Ok(mut value) = serde_json::to_value(&self) else { return self };
        let mut changed = false;
        mask(&mut value, &mut |text| {
            let clean = secrets.masked(text);
            (clean != text).then(|| {
                changed = true;
                clean
            })
        });
        if !changed {
            return self;
        }
        // What cannot be read back any more is shown without its texts rather than with them.
        serde_json::from_value(value).unwrap_or_else(|_| self.bare())
    }

    fn bare(self) -> Self {
        let service = Service::named(self.service.ident, String::new());
        let organisation = Organisation::named(self.organisation.ident, String::new());
        Self { service, organisation, places: Vec::new(), ..self }
    }
}

fn mask(value: &mut Value, clean: &mut impl FnMut(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(masked) = clean(text) {
                *text = masked;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| mask(value, clean)),
        Value::Object(fields) => fields.values_mut().for_each(|value| mask(value, clean)),
        _ => {}
    }
}
