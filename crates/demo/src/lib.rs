//! Invented women for `alongside demo`: seeded, deterministic, and shaped like published shares.
//!
//! Nobody here is or could be real: family names are made up, telephone numbers come from the
//! range that Ofcom keeps for drama (07700 900000 to 900999), addresses of mail end in
//! `example.org`. Not for tests of single rules; those make their own few people.

mod begin;
mod hands;
mod house;
mod inbox;
mod life;
mod past;
pub mod people;
mod services;
pub mod shares;
pub mod staff;
mod stories;
mod support;
mod thinking;
mod words;

use access::Gate;
use kernel::Ctx;
use store::{Store, Uow};

use house::{House, Workers};
use life::Life;
use past::Past;
use support::Detail;

pub(crate) use hands::Hands;
pub use services::invent_services;
pub use staff::{Centre, Colleague, DemoSignIn};

/// How large a demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Women to invent.
    pub women: u32,
    /// The same seed invents the same women.
    pub seed: u64,
    /// Sessions of each woman, whatever her story would have had: for measuring. Nothing for a demo.
    pub sessions: Option<u32>,
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
    /// A use-case refused what was invented.
    #[error("something invented could not be written down: {0}")]
    Casework(String),
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

macro_rules! casework_errors {
    ($($error:ty),* $(,)?) => {$(
        impl From<$error> for DemoError {
            fn from(error: $error) -> Self {
                Self::Casework(format!("{error} ({error:?})"))
            }
        }
    )*};
}
casework_errors!(
    casework::Fault,
    casework::assessment::AssessmentError,
    casework::outcome::OutcomeError,
    casework::plan::PlanError,
    casework::programme::service::ProgrammeError,
    casework::referral::service::ReferralError,
    casework::safety::SafetyError,
    casework::session::SessionError,
    directory::DirectoryError,
    jiff::Error,
);

/// Women written down in one unit of work: few enough that memory stays small, and enough that
/// waiting for the disk does not count.
const BATCH: u32 = 50;

/// From this many women on, most have a shorter record: a demo of a hundred thousand is for
/// finding and counting, not for reading every page.
const WHOLE: u32 = 1_000;

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
    let past = Past::new(ctx.now(), wish.seed);
    let (centres, sign_ins) = staff::found(past.ctx(), store, &gate).await?;
    let mut houses = Vec::new();
    for (nth, centre) in centres.into_iter().enumerate() {
        houses.push(house::furnish(&past, store, &gate, centre, nth).await?);
    }
    // A demo of a handful has no stories, only women.
    let told = if wish.women < stories::STORIES { 0 } else { stories::STORIES };
    let mut known = None;
    let mut done = 0;
    while done < wish.women {
        let batch = done..wish.women.min(done + BATCH);
        done = batch.end;
        let mut uow = store.begin().await?;
        for (at, house) in houses.iter().enumerate() {
            let workers = house::workers(&past, &mut uow, &gate, &house.centre).await?;
            for nth in batch.clone().filter(|nth| house_of(*nth) == at) {
                if nth < told {
                    continue;
                }
                let life = one(&past, house, &mut uow, &workers, (nth, wish.sessions)).await?;
                if at == 0 && known.is_none() {
                    known = Some(life);
                }
            }
        }
        uow.commit().await?;
        progress(done);
    }
    if let Some(first) = houses.first() {
        let mut uow = store.begin().await?;
        let workers = house::workers(&past, &mut uow, &gate, &first.centre).await?;
        if let Some((hands, _)) = workers.hands.first() {
            let who = (&workers.nobody, hands);
            inbox::waiting(&past, first, &mut uow, who, known.as_ref()).await?;
        }
        if told > 0 {
            stories::tell(&past, first, &mut uow, &gate, &workers).await?;
        }
        uow.commit().await?;
    }
    Ok(sign_ins)
}

/// Eighty-five of a hundred women are at the first centre.
const fn house_of(nth: u32) -> usize {
    match nth % 20 {
        7 | 13 | 19 => 1,
        _ => 0,
    }
}

/// One woman, whose story the draws tell. The women of the written stories are begun by those.
async fn one(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    workers: &Workers,
    (nth, sessions): (u32, Option<u32>),
) -> Result<Life, DemoError> {
    let life = Life::drawn(past, nth);
    let detail = match sessions {
        Some(many) => Detail::Measured(many),
        None if nth < WHOLE => Detail::Whole,
        None => Detail::Short,
    };
    let (hands, team) = workers.draws(past, nth);
    let team = *house
        .centre
        .teams
        .get(team)
        .or(house.centre.teams.first())
        .ok_or_else(|| DemoError::Casework("a centre without a team".to_owned()))?;
    let who = (&workers.nobody, hands);
    let begun = begin::begin(past, house, uow, who, team, &life).await?;
    let with = hands.with(uow, begun.woman).await?;
    let hers = (hands, &with);
    begin::contact(past, house, uow, hers, &life).await?;
    thinking::think(past, house, uow, hers, (&begun, &life), detail).await?;
    support::sessions(past, house, uow, hers, &life, detail).await?;
    support::tasks(past, uow, hers, &life).await?;
    support::danger(past, uow, hers, &life).await?;
    support::close(past, uow, hers, &begun, &life).await?;
    inbox::sometimes_another(past, house, uow, hands, &life).await?;
    Ok(life)
}
