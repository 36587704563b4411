//! Invented women for `alongside demo`: seeded, deterministic, and shaped like published shares.
//!
//! Nobody here is or could be real: family names are made up, telephone numbers come from the
//! range that Ofcom keeps for drama (07700 900000 to 900999), addresses of mail end in
//! `example.org`. Not for tests of single rules; those make their own few people.

pub mod people;
pub mod shares;
pub mod staff;

use access::Gate;
use kernel::Ctx;
use store::Store;

pub use staff::{Centre, Colleague, DemoSignIn};

/// How large a demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Women to invent.
    pub women: u32,
    /// The same seed invents the same women.
    pub seed: u64,
}

/// Why a demo could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// The policies refused the program itself, or could not be read.
    #[error("the policies do not let the demo be made: {0}")]
    Denied(String),
    /// An invented account could not be made.
    #[error("an invented account could not be made: {0}")]
    Account(String),
}

impl From<access::Denied> for DemoError {
    fn from(error: access::Denied) -> Self {
        match error {
            access::Denied::Store(error) => Self::Store(error),
            refused @ access::Denied::Refused(_) => Self::Denied(refused.to_string()),
        }
    }
}

macro_rules! account_errors {
    ($($error:ty),*) => {$(
        impl From<$error> for DemoError {
            fn from(error: $error) -> Self {
                Self::Account(error.to_string())
            }
        }
    )*};
}
account_errors!(
    access::accounts::AccountError,
    access::accounts::NotAnEmail,
    access::sign_in::SignInError
);

/// Fills an empty installation. `progress` hears how many women are done.
///
/// # Errors
/// By what is wrong; then the installation is not whole and is to be made anew.
pub async fn invent(
    ctx: &Ctx,
    store: &Store,
    wish: &Wish,
    mut progress: impl FnMut(u32),
) -> Result<Vec<DemoSignIn>, DemoError> {
    let gate = Gate::shipped().map_err(|error| DemoError::Denied(error.to_string()))?;
    let (_centres, sign_ins) = staff::found(ctx, store, &gate).await?;
    progress(wish.women);
    Ok(sign_ins)
}
