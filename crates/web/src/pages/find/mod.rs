//! The public finder: what helps, near a place, and why; one service; a sheet to print. A search is
//! sent and not kept, an answer is stored nowhere, and no page asks another host for anything.
//!
//! Not for how services are matched (`directory::search`), nor for services that are for professionals
//! only: what is served here is what everybody may see.

mod card;
mod handlers;
mod helplines;
mod hours;
mod map;
mod pages;
mod question;

pub use places::ATTRIBUTION;

pub use card::{Call, Card, Fit};
pub use handlers::routes;
pub use helplines::{Helpline, helpline_of, helplines};
pub use map::{Map, Pin};
pub use pages::{FindPage, Found, ServicePage, SheetPage, SheetRow};
