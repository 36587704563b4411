//! The rooms' pages. Each room is a module with a `routes()`; add yours here, one line.

pub mod family;
pub mod find;
pub mod open_referral;
pub mod plan;
pub mod programmes;
pub mod refer;
pub mod referrals;
pub mod returns;
pub mod safety;
pub mod sessions;
pub mod settings;
pub mod sign_in;
pub mod style;
pub mod women;

use axum::http::StatusCode;

use crate::assets;
use crate::routes::{Needs, Routes};

/// What both sides serve.
fn files() -> Routes {
    Routes::new().get("/assets/{name}", Needs::Anybody, assets::serve).get(
        "/favicon.ico",
        Needs::Anybody,
        async || StatusCode::NOT_FOUND,
    )
}

/// Every route of a process that serves the public side alone. Its front page is the finder.
#[must_use]
pub fn public() -> Routes {
    files()
        .get("/", Needs::Anybody, async || crate::page::see_other("/find-support"))
        .and(find::routes())
        .and(open_referral::routes())
        .and(refer::routes())
}

/// Every route of the house.
#[must_use]
pub fn routes() -> Routes {
    files()
        .and(family::routes())
        .and(find::routes())
        .and(open_referral::routes())
        .and(plan::routes())
        .and(programmes::routes())
        .and(refer::routes())
        .and(referrals::routes())
        .and(safety::routes())
        .and(sessions::routes())
        .and(returns::routes())
        .and(sign_in::routes())
        .and(settings::routes())
        .and(style::routes())
        .and(women::routes())
}
