//! The table of routes. Every route enters through [`Routes`], which writes down its method, its
//! path and what it needs before it serves it, so that the authorisation matrix can list them all
//! and a route without an answer to "who may?" cannot be written.
//!
//! [`Needs::SignedIn`] and [`Needs::Action`] are also enforced here: nobody who is not signed in
//! reaches such a handler. The decision about one woman's row is made in the handler, by a permit.

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodRouter};

use crate::app::App;
use crate::errors::PageError;
use crate::shell::SignedIn;

/// Who may come to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Needs {
    /// Anybody, unknown to us, and nothing is kept of the visit.
    Anybody,
    /// Somebody signed in, whatever her role; the page shows nothing of any woman.
    SignedIn,
    /// Somebody signed in whom the policies allow this action, named as in the policy files. The
    /// handler asks for the permit; the matrix test shows that it does.
    Action(&'static str),
}

impl Needs {
    /// The action by its name in the policies.
    #[must_use]
    pub const fn action(name: &'static str) -> Self {
        Self::Action(name)
    }
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Route {
    /// `/women/{reference}`.
    pub path: &'static str,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Who may.
    pub needs: Needs,
}

/// Routes, and their table.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    table: Vec<Route>,
}

impl Routes {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A page. It changes nothing.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(path, "GET", needs, routing::get(handler))
    }

    /// What a form is sent to, and every search, so that no name stands in an address.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(path, "POST", needs, routing::post(handler))
    }

    /// All routes of another room.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// The table, sorted.
    #[must_use]
    pub fn table(&self) -> Vec<Route> {
        let mut table = self.table.clone();
        table.sort();
        table
    }

    /// The router with its state, and the table.
    pub fn finish(self, app: App) -> (Router, Vec<Route>) {
        let table = self.table();
        (self.router.with_state(app), table)
    }

    fn add(
        mut self,
        path: &'static str,
        method: &'static str,
        needs: Needs,
        served: MethodRouter<App>,
    ) -> Self {
        let served = match needs {
            Needs::Anybody => served,
            Needs::SignedIn | Needs::Action(_) => {
                served.route_layer(middleware::from_fn(only_signed_in))
            }
        };
        self.router = self.router.route(path, served);
        self.table.push(Route { path, method, needs });
        self
    }
}

async fn only_signed_in(request: Request, next: Next) -> Response {
    if request.extensions().get::<SignedIn>().is_some() {
        return next.run(request).await;
    }
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return crate::page::see_other("/sign-in");
    }
    // What was typed would be lost by a redirect; the page says how to keep it.
    PageError::NotSignedIn.into_response()
}
