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
pub mod page;
pub mod pages;
pub mod parts;
pub mod routes;
pub mod shell;
pub mod text;

pub use app::{App, Site};
pub use desk::Desk;
pub use errors::PageError;
pub use form::{Errors, Fields, Form, Noted};
pub use routes::{Needs, Route, Routes};
pub use shell::{PublicShell, Room, Shell, SignedIn, Staff, Visitor};
pub use text::{Language, Text, key};

/// Every route with what it needs, and the router that serves them behind the edge's rules.
///
/// Sessions are not known here: whoever serves the staff side puts a layer round the router that
/// adds a [`SignedIn`] to the request's extensions. Without it every page but the public ones
/// leads to the sign-in page, so forgetting it opens nothing.
pub fn house(app: App) -> (axum::Router, Vec<Route>) {
    let (router, table) = pages::routes().finish(app.clone());
    (edge::guarded(router, app), table)
}
