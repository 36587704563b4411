//! What the program does by itself while it serves: collects referrals that were dropped, learns of
//! names that another node changed, publishes the directory when it changed, forgets what is past its
//! time, and sends what waits.
//!
//! A job that fails says so in the log and runs again at its next turn; nothing waits for it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use casework::record::{NameIndex, refresh_names};
use casework::referral::drops::{DropFolder, DropKey};
use casework::referral::service::{KEEP_DAYS, collect_drops, forget_old_referrals};
use kernel::ctx::OrganisationMark;
use kernel::{Actor, Ctx, Id};
use store::Store;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::post::Post;
use crate::published::{self, AsOf};
use crate::trouble::Trouble;

/// How often it looks whether a referral was dropped: a folder is listed, no more.
const AT_ONCE: Duration = Duration::from_secs(3);
/// How often it looks for changed names and messages.
const SOON: Duration = Duration::from_secs(30);
/// How often it forgets.
const RARELY: Duration = Duration::from_secs(6 * 60 * 60);

/// What the jobs work with.
pub struct Jobs {
    /// The circumstances of the program itself.
    pub ctx: Ctx,
    /// The installation.
    pub store: Store,
    /// Whose public side and outbox it is.
    pub organisation: Id<OrganisationMark>,
    /// Where referrals are dropped.
    pub drops: DropFolder,
    /// Where the directory that everybody may see is written.
    pub directory: PathBuf,
    /// The names in memory.
    pub names: Arc<NameIndex>,
    /// The mail server, where there is one.
    pub post: Option<Post>,
}

impl Jobs {
    /// Begins them. They end when the task is aborted.
    pub fn start(mut self) -> JoinHandle<()> {
        self.ctx = self.ctx.acting_as(Actor::System { organisation: self.organisation });
        tokio::spawn(async move {
            let (mut at_once, mut soon, mut rarely) =
                (interval(AT_ONCE), interval(SOON), interval(RARELY));
            let mut as_of = None;
            at_once.set_missed_tick_behavior(MissedTickBehavior::Delay);
            soon.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    _ = at_once.tick() => tell("collecting referrals", self.collect().await),
                    _ = soon.tick() => {
                        self.soon().await;
                        as_of = self.publish(as_of).await;
                    }
                    _ = rarely.tick() => tell("forgetting old referrals", self.forget().await),
                }
            }
        })
    }

    async fn soon(&self) {
        let names = refresh_names(&self.store, &self.names).await;
        tell("reading changed names", names.map_err(|error| Trouble::Said(error.to_string())));
        if let Some(post) = &self.post {
            let sent = post.send_due(&self.ctx, &self.store, self.organisation).await;
            tell("sending messages", sent.map(|_| ()));
        }
    }

    /// What could not be published is tried again at the next turn; what is there meanwhile is older.
    async fn publish(&self, before: Option<AsOf>) -> Option<AsOf> {
        let (keeper, today) = (self.organisation, self.ctx.today());
        match published::renew(&self.store, keeper, today, &self.directory, before).await {
            Ok(now) => Some(now),
            Err(error) => {
                tell("publishing the directory", Err(error));
                None
            }
        }
    }

    async fn collect(&self) -> Result<(), Trouble> {
        let said = |error: &dyn std::fmt::Display| Trouble::Said(error.to_string());
        let key = DropKey::of(&self.store.keys, self.organisation).map_err(|e| said(&e))?;
        collect_drops(&self.ctx, &self.store, &key, &self.drops).await.map_err(|e| said(&e))?;
        Ok(())
    }

    async fn forget(&self) -> Result<(), Trouble> {
        forget_old_referrals(&self.ctx, &self.store, self.organisation, KEEP_DAYS)
            .await
            .map_err(|error| Trouble::Said(error.to_string()))?;
        Ok(())
    }
}

/// Errors hold no personal data, so the log may.
fn tell(what: &'static str, done: Result<(), Trouble>) {
    if let Err(error) = done {
        tracing::warn!(%error, what, "a job did not do its work and will try again");
    }
}
