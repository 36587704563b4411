//! Where a service is met, and how much of that may be known.
//!
//! A refuge's address can cost a life. The address of a [`Location`] is a private field: who
//! publishes can ask only for [`Location::public_spot`], which answers for public places alone. What
//! is withheld stays so until its owner lifts it; no source can bring it back.

use std::fmt;

use jiff::civil::Date;
use places::Point;
use serde::{Deserialize, Serialize};

use super::area::Area;
use super::key::{Extra, Ident};
use super::schedule::Schedule;
use super::service::{Attribute, Phone};
use crate::codes::coded;

coded! {
    /// What kind of place, in the words of Open Referral UK.
    LocationKind {
        /// A place to go to.
        Physical = "physical" "A place to go to",
        /// An address for letters.
        Postal = "postal" "An address for letters",
        /// Online or by telephone.
        Virtual = "virtual" "Online or by telephone",
    }
}

/// How much of a place may be known outside the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// All of it.
    Public,
    /// Only the area that it lies in.
    AreaOnly {
        /// Since when.
        since: Date,
    },
    /// Nothing but a wide area that its owner chose. Beats every source.
    Withheld {
        /// Since when.
        since: Date,
    },
}

/// An address, as Open Referral UK divides it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// Its id.
    pub ident: Ident,
    /// For whose attention.
    #[serde(default)]
    pub attention: Option<String>,
    /// House and street; none where a source gives none.
    #[serde(default)]
    pub street: Option<String>,
    /// Town.
    #[serde(default)]
    pub city: Option<String>,
    /// Region as the source calls it.
    #[serde(default)]
    pub region: Option<String>,
    /// County (`state_province`).
    #[serde(default)]
    pub county: Option<String>,
    /// Postcode as given.
    #[serde(default)]
    pub postcode: Option<String>,
    /// Country, two letters.
    #[serde(default)]
    pub country: Option<String>,
    /// `physical`, `postal` or `virtual`.
    pub kind: LocationKind,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

/// How one gets in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Accessibility {
    /// Its id.
    pub ident: Ident,
    /// What there is.
    #[serde(default)]
    pub description: Option<String>,
    /// More of it.
    #[serde(default)]
    pub details: Option<String>,
    /// A page about it.
    #[serde(default)]
    pub url: Option<String>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

/// Everything that tells where a place is. Its `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// What it is like.
    #[serde(default)]
    pub description: Option<String>,
    /// Degrees north.
    #[serde(default)]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[serde(default)]
    pub longitude: Option<f64>,
    /// Another register's number for it, a UPRN for instance.
    #[serde(default)]
    pub external_identifier: Option<String>,
    /// Which register.
    #[serde(default)]
    pub external_identifier_type: Option<String>,
    /// Addresses.
    #[serde(default)]
    pub addresses: Vec<Address>,
    /// Ways in.
    #[serde(default)]
    pub accessibility: Vec<Accessibility>,
    /// Telephones there.
    #[serde(default)]
    pub phones: Vec<Phone>,
    /// What a taxonomy says of it.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

/// A place where services are met.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Its id.
    pub ident: Ident,
    /// What kind.
    pub kind: LocationKind,
    visibility: Visibility,
    /// The area that may be told instead of the place.
    area: Option<Area>,
    spot: Spot,
}

/// That the owner of a place asked for it to be shown again. Made where her leave is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnersLeave {
    given: Date,
}

impl OwnersLeave {
    /// The owner gave it on that day, in writing or signed in.
    #[must_use]
    pub const fn given(on: Date) -> Self {
        Self { given: on }
    }

    /// When.
    #[must_use]
    pub const fn on(self) -> Date {
        self.given
    }
}

impl Location {
    /// A place that anybody may know.
    #[must_use]
    pub const fn public(ident: Ident, kind: LocationKind, spot: Spot) -> Self {
        Self { ident, kind, visibility: Visibility::Public, area: None, spot }
    }

    /// How much of it may be known.
    #[must_use]
    pub const fn visibility(&self) -> Visibility {
        self.visibility
    }

    /// The area that may be told; none for a public place, or where its owner wants none told.
    #[must_use]
    pub const fn area(&self) -> Option<&Area> {
        self.area.as_ref()
    }

    /// Where it is, for a public place; none for any other.
    #[must_use]
    pub const fn public_spot(&self) -> Option<&Spot> {
        match self.visibility {
            Visibility::Public => Some(&self.spot),
            Visibility::AreaOnly { .. } | Visibility::Withheld { .. } => None,
        }
    }

    /// Where it is, for the pages on which its owner edits it, and for the register of withheld
    /// places. Never for anything that leaves the organisation.
    #[must_use]
    pub const fn spot_for_its_owner(&self) -> &Spot {
        &self.spot
    }

    /// Shows only the area from that day on.
    #[must_use]
    pub fn show_area_only(self, area: Area, since: Date) -> Self {
        match self.visibility {
            Visibility::Withheld { .. } => self,
            _ => Self { visibility: Visibility::AreaOnly { since }, area: Some(area), ..self },
        }
    }

    /// Withholds it from that day on; `area` is the widest that its owner lets be told, if any.
    #[must_use]
    pub fn withhold(self, area: Option<Area>, since: Date) -> Self {
        Self { visibility: Visibility::Withheld { since }, area, ..self }
    }

    /// Shows it again.
    #[must_use]
    pub fn lift(self, _leave: OwnersLeave) -> Self {
        Self { visibility: Visibility::Public, area: None, ..self }
    }

    /// The owner changes what it holds; who may know it stays as it is.
    #[must_use]
    pub fn rewritten_by_its_owner(self, spot: Spot) -> Self {
        Self { spot, ..self }
    }

    /// What a source now says of the place. A public place takes it over; of any other, nothing of
    /// the source's address is kept, so that it does not come back with the next feed.
    #[must_use]
    pub fn receive(self, said: Self) -> Self {
        match self.visibility {
            Visibility::Public => said,
            Visibility::AreaOnly { .. } | Visibility::Withheld { .. } => self,
        }
    }
}

impl Spot {
    /// Its point in degrees, where it has one that can be.
    #[must_use]
    pub fn point(&self) -> Option<Point> {
        let (lat, lon) = (self.latitude?, self.longitude?);
        ((-90.0..=90.0).contains(&lat)
            && (-180.0..=180.0).contains(&lon)
            && (lat != 0.0 || lon != 0.0))
            .then_some(Point { lat, lon })
    }

    /// The first postcode of its addresses.
    #[must_use]
    pub fn postcode(&self) -> Option<&str> {
        self.addresses.iter().find_map(|address| address.postcode.as_deref())
    }
}

/// A service at a place.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ServicePlace {
    /// Its id.
    pub ident: Ident,
    /// The place.
    pub location: Location,
    /// When it is there.
    #[serde(default)]
    pub schedules: Vec<Schedule>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

impl fmt::Debug for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spot(…)")
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({}, {:?})", self.kind.code(), self.visibility)
    }
}

impl fmt::Debug for ServicePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServicePlace({}, {:?})", self.ident.id, self.location)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    fn house(street: &str) -> Location {
        let address = Address {
            ident: Ident::of(Uuid::from_u128(1)),
            attention: None,
            street: Some(street.into()),
            city: None,
            region: None,
            county: None,
            postcode: Some("ZZ9 9ZZ".into()),
            country: None,
            kind: LocationKind::Physical,
            extra: Extra::default(),
        };
        let spot = Spot { addresses: vec![address], ..Spot::default() };
        Location::public(Ident::of(Uuid::from_u128(2)), LocationKind::Physical, spot)
    }

    #[test]
    fn no_source_brings_a_withheld_address_back_until_its_owner_lifts_it() {
        let withheld = house("1 Hidden Lane").withhold(None, date(2026, 5, 1));
        let after = withheld.receive(house("1 Hidden Lane")).receive(house("2 Other Road"));
        assert!(after.public_spot().is_none());
        let area = Area::UnitedKingdom;
        let after = after.show_area_only(area, date(2026, 6, 1));
        assert!(matches!(after.visibility(), Visibility::Withheld { .. }));
        let lifted = after.lift(OwnersLeave::given(date(2026, 7, 1)));
        assert!(lifted.public_spot().is_some());
        let changed = lifted.receive(house("2 Other Road"));
        let street = changed.public_spot().unwrap().addresses[0].street.as_deref();
        assert_eq!(street, Some("2 Other Road"));
    }

    #[test]
    fn a_debug_line_shows_no_address() {
        let line = format!("{:?} {:?}", house("1 Hidden Lane"), house("1 Hidden Lane").spot);
        assert!(!line.contains("Hidden") && !line.contains("ZZ9"));
    }
}
