//! What people see: pages, forms, text, assets, and the routes with what each of them asks for.
//!
//! Not for: SQL, and rules of a room. A handler reads a form, calls a room's use-case with a permit,
//! and shows a page; about fifteen lines. A room's pages stand in `pages/<room>/`, its templates in
//! `templates/<room>/`, its words in `locales/en/<room>.ftl`. See `docs/adding-a-screen.md`.

// The frames name parts as `web::parts::…`, so that a test may extend them too.
extern crate self as web;

pub mod app;
pub mod assets;
pub mod desk;
pub mod edge;
pub mod errors;
pub mod form;
pub mod front;
pub mod page;
pub mod pages;
pub mod parts;
pub mod printing;
pub mod routes;
pub mod session;
pub mod shell;
pub mod text;

pub use app::{App, Site};
pub use desk::Desk;
pub use errors::PageError;
pub use form::{Errors, Fields, Form, Noted};
pub use printing::Printing;
pub use routes::{Needs, Route, Routes};
pub use shell::{PublicShell, Room, Shell, SignedIn, Staff, Visitor};
pub use text::{Language, Text, key};

/// Every route with what it needs, and the router that serves them behind the edge's rules.
///
/// Where the app has no desk, nobody can be signed in. A process that serves the public side alone has
/// no other routes at all.
pub fn house(app: App) -> (axum::Router, Vec<Route>) {
    let is_public_only = app.desk().is_none() && app.front().is_some();
    let routes = if is_public_only { pages::public() } else { pages::routes() };
    let (router, table) = routes.finish(app.clone());
    let router = edge::guarded(router, app.clone());
    let sessions = axum::middleware::from_fn_with_state(app.clone(), session::layer);
    // Outside the session layer once more, so that its own refusals become pages too.
    let pages = axum::middleware::from_fn_with_state(app, errors::pages);
    (router.layer(sessions).layer(pages), table)
}
