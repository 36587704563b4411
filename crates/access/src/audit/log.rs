//! Entries of reads: one task commits for all who wait, and each goes on when hers is on disk.

use kernel::Ctx;
use store::{Store, StoreError};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Duration, MissedTickBehavior, interval};

use super::reserve::Reserve;
use super::{Entry, record_in, write_heads};

/// Requests that may share one commit.
const MOST_TOGETHER: usize = 256;

/// The entry could not be made, so the record must not be shown. The page says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuditUnavailable {
    /// The disk is full, and the reserve is used up.
    #[error("nothing can be opened: the disk is full and the audit trail cannot be written")]
    DiskFull,
    /// The database only allows reading.
    #[error("nothing can be opened: the audit trail cannot be written, the disk is read-only")]
    ReadOnly,
    /// The woman was erased while somebody opened her record.
    #[error("the record was erased")]
    Erased,
    /// Something else; the log of the program says what.
    #[error("nothing can be opened: the audit trail cannot be written")]
    Failed,
}

impl From<&StoreError> for AuditUnavailable {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::DiskFull => Self::DiskFull,
            StoreError::ReadOnly => Self::ReadOnly,
            StoreError::Seal(store::SealError::Erased) => Self::Erased,
            _ => Self::Failed,
        }
    }
}

type Answer = Result<(), AuditUnavailable>;
struct Waiting(Ctx, Entry, oneshot::Sender<Answer>);

/// Where reads are entered. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AuditLog {
    sender: mpsc::Sender<Waiting>,
}

impl AuditLog {
    /// Starts the task. It ends, after a last head file, when every `AuditLog` is dropped; await
    /// the handle before the store is closed.
    #[must_use]
    pub fn start(store: Store) -> (Self, JoinHandle<()>) {
        let (sender, receiver) = mpsc::channel(4096);
        (Self { sender }, tokio::spawn(run(store, receiver)))
    }

    /// Enters a read and returns when the entry is committed. Only then may the answer leave.
    ///
    /// Never call it while holding a unit of work that writes: on SQLite there is one writer, and
    /// both would wait for each other. Inside one, use [`record_in`].
    ///
    /// # Errors
    /// [`AuditUnavailable`]: show no record, and say why.
    pub async fn read_entry(&self, ctx: &Ctx, entry: Entry) -> Result<(), AuditUnavailable> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting(ctx.clone(), entry, answer);
        self.sender.send(waiting).await.map_err(|_| AuditUnavailable::Failed)?;
        answered.await.map_err(|_| AuditUnavailable::Failed)?
    }
}

async fn run(store: Store, mut receiver: mpsc::Receiver<Waiting>) {
    let reserve = Reserve::set_aside(&store.place.folder);
    let mut minute = interval(Duration::from_secs(60));
    minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            first = receiver.recv() => {
                let Some(first) = first else { break };
                let mut together = vec![first];
                while together.len() < MOST_TOGETHER
                    && let Ok(next) = receiver.try_recv()
                {
                    together.push(next);
                }
                enter_all(&store, &reserve, together).await;
            }
            _ = minute.tick() => note_heads(&store).await,
        }
    }
    note_heads(&store).await;
}

async fn note_heads(store: &Store) {
    if let Err(error) = write_heads(store).await {
        tracing::error!(%error, "the audit head file could not be written");
    }
}

async fn enter_all(store: &Store, reserve: &Reserve, together: Vec<Waiting>) {
    let mut outcome = commit(store, &together).await;
    if matches!(outcome, Err(StoreError::DiskFull)) && reserve.give_up() {
        outcome = commit(store, &together).await;
    }
    match outcome {
        Ok(answers) => {
            for (Waiting(_, _, answer), result) in together.into_iter().zip(answers) {
                // Whoever stopped waiting was shown nothing.
                let _ = answer.send(result);
            }
        }
        Err(error) => {
            tracing::error!(%error, "the audit trail cannot be written");
            for Waiting(_, _, answer) in together {
                let _ = answer.send(Err((&error).into()));
            }
        }
    }
}

async fn commit(store: &Store, together: &[Waiting]) -> Result<Vec<Answer>, StoreError> {
    let mut uow = store.begin().await?;
    let mut answers = Vec::with_capacity(together.len());
    for Waiting(ctx, entry, _) in together {
        match record_in(ctx, &mut uow, entry.clone()).await {
            Ok(()) => answers.push(Ok(())),
            // Sealing comes before any row, so the others are untouched by it.
            Err(error @ StoreError::Seal(_)) => answers.push(Err((&error).into())),
            Err(error) => return Err(error),
        }
    }
    uow.commit().await?;
    Ok(answers)
}
