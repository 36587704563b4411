//! One entry of the directory: a service of an organisation at its places, with its standing.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::key::SourceName;
use super::location::{ServicePlace, Visibility};
use super::organisation::Organisation;
use super::provenance::Provenance;
use super::service::Service;
use super::standing::{Confirmation, Listing};

/// Where an entry came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The source.
    pub source: SourceName,
    /// What the source calls the service.
    pub id: String,
}

/// Between which days a service runs, where that is known: a contract has an end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Referrals could be made from this day.
    #[serde(default)]
    pub from: Option<Date>,
    /// The last day on which it is shown to anybody.
    #[serde(default)]
    pub hide_after: Option<Date>,
}

impl Run {
    /// Has it an end that is past? What has not begun is not past.
    #[must_use]
    pub fn is_over(self, today: Date) -> bool {
        self.hide_after.is_some_and(|last| today > last)
    }
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it came from; none where its provider wrote it here.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// Who offers it.
    pub organisation: Organisation,
    /// What it is.
    pub service: Service,
    /// Where it is met.
    #[serde(default)]
    pub places: Vec<ServicePlace>,
    /// To whom it may be shown.
    pub listing: Listing,
    /// Whether its provider says that it is right.
    pub confirmation: Confirmation,
    /// Between which days it runs.
    #[serde(default)]
    pub run: Run,
    /// Who said what.
    pub provenance: Provenance,
}

impl Entry {
    /// What a source now says of this entry. Listing and confirmation are the provider's and stay; a
    /// withheld or area-only place stays as it is; and an entry with such a place takes no new place
    /// from a source but withheld, for it may be the same house under another id.
    #[must_use]
    pub fn receive(mut self, said: Self) -> Self {
        let hidden = self.places.iter().find_map(|at| match at.location.visibility() {
            Visibility::Withheld { since } | Visibility::AreaOnly { since } => {
                Some((since, at.location.area().cloned()))
            }
            Visibility::Public => None,
        });
        let mut places: Vec<ServicePlace> = Vec::with_capacity(said.places.len());
        for mut at in said.places {
            let known = self.places.iter().position(|own| {
                own.location.ident.id == at.location.ident.id || own.ident.id == at.ident.id
            });
            match (known.map(|index| self.places.remove(index)), &hidden) {
                (Some(own), _) => {
                    let ident = own.ident;
                    places.push(ServicePlace {
                        ident,
                        location: own.location.receive(at.location),
                        ..at
                    });
                }
                (None, Some((since, area))) => {
                    at.location = at.location.withhold(area.clone(), *since);
                    places.push(at);
                }
                (None, None) => places.push(at),
            }
        }
        // A hidden place that the source no longer names is still to be kept from the next source.
        let left = self.places.into_iter();
        places.extend(left.filter(|own| own.location.visibility() != Visibility::Public));
        Self { places, listing: self.listing, confirmation: self.confirmation, ..said }
    }
}
