//! The style sheet: every part once, in each state. Look here before making a new one.

use axum::response::Response;

use crate::routes::{Needs, Routes};
use crate::shell::Staff;

mod sample;

pub use sample::StylePage;

/// This room's routes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/style", Needs::SignedIn, show)
}

async fn show(staff: Staff) -> Response {
    crate::page::show(&StylePage::new(staff.t, staff.shell(crate::Room::StyleSheet)))
}
