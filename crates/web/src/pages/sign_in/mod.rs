//! The pages of signing in and out. They are shown by the handlers that know accounts.
//!
//! One page says the same for an address that is unknown and for a password that is wrong, in the
//! same time: whether somebody works here is not told at the door.

mod door;
mod passkey;

use access::passkeys::Question;
use askama::Template;
use kernel::Personal;

use crate::app::Site;
use crate::assets;
use crate::form::Form;
use crate::shell::Shell;
use crate::text::Text;

pub use door::routes;

/// What stands round a page at the door: no navigation, since nobody is known yet.
#[derive(Debug, Clone)]
pub struct Door {
    /// The name of the installation.
    pub site_name: String,
    /// Whether the page must say "not for real women yet".
    pub not_for_real_women: bool,
}

impl Door {
    /// The door of this installation.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        Self { site_name: site.name.clone(), not_for_real_women: site.not_for_real_women }
    }

    /// Where the stylesheet is.
    #[must_use]
    pub fn stylesheet(&self) -> String {
        assets::stylesheet()
    }

    /// Where the script is.
    #[must_use]
    pub fn script(&self) -> String {
        assets::script()
    }

    /// Where the mark is.
    #[must_use]
    pub fn mark(&self) -> String {
        assets::mark()
    }
}

/// `GET /sign-in`: work e-mail (`email`) and password (`password`), posted to `/sign-in`.
#[derive(Debug, Template)]
#[template(path = "sign_in/password.html")]
pub struct PasswordPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub door: Door,
    /// Fields `email` and `password`.
    pub form: Form,
    /// What the browser is asked for a passkey; sent to `/sign-in/passkey`.
    pub passkey: Option<Question>,
    /// Where a woman refers herself, who has come to this door by mistake.
    pub form_url: Option<String>,
    /// Sign-ins of invented staff, shown by the demo only: name of the role, and address.
    pub demo: Vec<(String, String)>,
}

/// The second step: six figures from her telephone (`code`), posted to `/sign-in/code`.
#[derive(Debug, Template)]
#[template(path = "sign_in/code.html")]
pub struct CodePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub door: Door,
    /// Field `code`.
    pub form: Form,
}

/// Instead of the second step: one of her recovery codes (`code`), posted to `/sign-in/recovery`.
#[derive(Debug, Template)]
#[template(path = "sign_in/recovery.html")]
pub struct RecoveryPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub door: Door,
    /// Field `code`.
    pub form: Form,
}

/// What to do when one cannot sign in: nobody but a person can help.
#[derive(Debug, Template)]
#[template(path = "sign_in/help.html")]
pub struct HelpPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub door: Door,
}

/// After signing out.
#[derive(Debug, Template)]
#[template(path = "sign_in/signed_out.html")]
pub struct SignedOutPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub door: Door,
}

/// `GET /sign-in/set-up`: the secret for her app, and a field `code` that proves it works.
#[derive(Debug, Template)]
#[template(path = "sign_in/set_up.html")]
pub struct EnrolPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub door: Door,
    /// Field `code`.
    pub form: Form,
    /// The secret in groups of four, to be typed in.
    pub secret: Personal<String>,
    /// The same as an address that an app on this device opens.
    pub uri: Personal<String>,
}

/// `GET /first-password`: the password that she was handed (`old`), and one of her own (`new`).
#[derive(Debug, Template)]
#[template(path = "sign_in/first_password.html")]
pub struct FirstPasswordPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub door: Door,
    /// Fields `old` and `new`.
    pub form: Form,
}

/// After setting up: her recovery codes, shown once.
#[derive(Debug, Template)]
#[template(path = "sign_in/recovery_codes.html")]
pub struct CodesPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub door: Door,
    /// The codes.
    pub codes: Vec<Personal<String>>,
}

/// `GET /confirm`: who she is, once more, before something leaves the house.
#[derive(Debug, Template)]
#[template(path = "sign_in/confirm.html")]
pub struct ConfirmPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Fields `proof` and the hidden `then`, a place of ours to go on to.
    pub form: Form,
    /// What the browser is asked for a passkey; sent to `/confirm/passkey`.
    pub passkey: Option<Question>,
}
