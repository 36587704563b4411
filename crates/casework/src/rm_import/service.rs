//! Importing probation's report, and settling what differs.

use std::collections::BTreeMap;
use std::fmt;

use access::Permit;
use access::action::{Inbox, act};
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, IdentifierKind};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{StoreError, Uow, values};
use uuid::Uuid;

use super::report::{NotAReport, Report, Row, RowFault, read};
use super::sql::{self, IdRow, KeptRow};
use crate::programme::{self, ProgrammeId};
use crate::referral::model::{
    Custody, IdentifierSaid, Interpreter, NameShown, Referral, ReferralDraft, ReferralId, Said,
    Source, Urgency, Via,
};
use crate::referral::service::{ReferralError, Written, free_reference, write_down};
use crate::referral::sql as referral_sql;
use crate::trail;

/// Whether to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RmMode {
    /// Say what would happen and change nothing.
    DryRun,
    /// Do it.
    Apply,
}

/// The report was not imported.
#[derive(Debug, thiserror::Error)]
pub enum RmError {
    /// There is no such programme.
    #[error(
        "there is no programme with this reference; add it first, or look it up under Programmes"
    )]
    NoProgramme,
    /// The file cannot be taken.
    #[error(transparent)]
    File(#[from] NotAReport),
    /// A row of differences is gone or was settled by somebody else meanwhile.
    #[error("somebody settled this meanwhile")]
    Stale,
    /// A referral could not be written.
    #[error(transparent)]
    Referral(#[from] ReferralError),
    /// The store failed. Nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an import did, or would do. Holds lines and columns, and no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RmOutcome {
    /// Whether it was done.
    pub mode: RmMode,
    /// Good rows in the file.
    pub read: usize,
    /// Rows that belong to a referral known here, seen for the first time.
    pub matched: usize,
    /// Rows that nobody here knows: referrals without a person.
    pub without_person: usize,
    /// Rows known from an earlier report that say something new.
    pub changed: usize,
    /// Rows that say nothing new.
    pub unchanged: usize,
    /// Lines that repeat another line of the file.
    pub repeated: usize,
    /// Values that were blank here and are filled now.
    pub filled: usize,
    /// Values that differ and wait for somebody, by column.
    pub differs: BTreeMap<String, usize>,
    /// Rows that were not taken.
    pub rejected: Vec<RowFault>,
}

impl RmOutcome {
    /// Whether anything changed, or would.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.matched + self.without_person + self.changed
    }
}

impl fmt::Display for RmOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (would, now) = match self.mode {
            RmMode::DryRun => ("would ", "Nothing was changed: this was a dry run."),
            RmMode::Apply => ("", "Done."),
        };
        writeln!(f, "{} rows read, {} rejected.", self.read, self.rejected.len())?;
        writeln!(f, "{} known referrals {would}get their first row.", self.matched)?;
        writeln!(f, "{} new in the inbox as a referral without a person.", self.without_person)?;
        writeln!(f, "{} rows {would}change, {} are as before.", self.changed, self.unchanged)?;
        if self.repeated > 0 {
            writeln!(f, "{} lines only repeat another.", self.repeated)?;
        }
        if self.filled > 0 {
            writeln!(f, "{} blank facts {would}be filled.", self.filled)?;
        }
        if !self.differs.is_empty() {
            writeln!(f, "What differs waits for somebody; ours stands until then:")?;
            for (column, many) in &self.differs {
                writeln!(f, "  {column}: {many}")?;
            }
        }
        for fault in &self.rejected {
            writeln!(f, "  not taken, {fault}")?;
        }
        write!(f, "{now}")
    }
}

/// Two texts of one fact: ours stands until somebody settles it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The column of the report.
    pub column: String,
    /// What stands here, or stood in the report before.
    pub ours: String,
    /// What the report says now.
    pub theirs: String,
}

crate::referral::model::says_nothing!(Difference);

#[derive(Serialize, Deserialize)]
struct Kept {
    row: Row,
    #[serde(default)]
    open: Vec<Difference>,
    #[serde(default)]
    settled: Vec<Settled>,
}

#[derive(Serialize, Deserialize)]
struct Settled {
    #[serde(flatten)]
    difference: Difference,
    choice: Choice,
    at: i64,
    by: Option<Uuid>,
}

/// How a difference is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    /// Ours is right; the report is to be put right there.
    #[serde(rename = "ours")]
    Ours,
    /// The report is right.
    #[serde(rename = "theirs")]
    Theirs,
}

/// A row with differences, for the page that settles them.
#[derive(Debug)]
pub struct RmRowShown {
    /// The row.
    pub id: Uuid,
    /// Counts changes; settling asks for it.
    pub version: i64,
    /// The referral it belongs to.
    pub referral: Option<ReferralId>,
    /// What the report says.
    pub row: Row,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// Imports a report for the programme with this reference.
///
/// The caller commits the unit of work when the mode is [`RmMode::Apply`]; with a dry run nothing is
/// written, so dropping it or committing it is the same.
///
/// # Errors
/// [`RmError`]; then nothing was changed.
pub async fn import_rm_report(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::ImportReferrals>,
    programme: &str,
    bytes: &[u8],
    mode: RmMode,
) -> Result<RmOutcome, RmError> {
    let organisation = permit.organisation();
    let programme = programme::service::programme_by_reference(uow, organisation, programme)
        .await?
        .ok_or(RmError::NoProgramme)?;
    let Report { rows, faults, repeated } = read(bytes)?;
    let mut outcome = RmOutcome {
        mode,
        read: rows.len(),
        matched: 0,
        without_person: 0,
        changed: 0,
        unchanged: 0,
        repeated,
        filled: 0,
        differs: BTreeMap::new(),
        rejected: faults,
    };
    let mut import = Import {
        ctx,
        uow,
        organisation,
        programme: programme.id,
        mode,
        report: ctx.new_uuid(),
        written: 0,
        outcome: &mut outcome,
    };
    let digest = Sha256::digest(bytes).to_vec();
    if mode == RmMode::Apply {
        trail::did(ctx, import.uow, permit, None).await?;
        // The report's row comes first, because the others point to it.
        import.add_report(&digest, rows.len()).await?;
    }
    for (_, row) in &rows {
        import.row(row).await?;
    }
    Ok(outcome)
}

struct Import<'a> {
    ctx: &'a Ctx,
    uow: &'a mut Uow,
    organisation: Id<OrganisationMark>,
    programme: ProgrammeId,
    mode: RmMode,
    report: Uuid,
    written: usize,
    outcome: &'a mut RmOutcome,
}

impl Import<'_> {
    async fn add_report(&mut self, digest: &[u8], rows: usize) -> Result<(), RmError> {
        let key = values![self.organisation, self.programme, digest.to_vec()];
        let before: Option<IdRow> = self.uow.optional(&sql::REPORT_BY_DIGEST, key).await?;
        if let Some(before) = before {
            // The same file again: no second row for it either.
            self.report = before.id;
            return Ok(());
        }
        let row = values![
            self.report,
            self.organisation,
            self.ctx.now(),
            self.ctx.account(),
            self.programme,
            self.ctx.now(),
            i64::try_from(rows).unwrap_or(i64::MAX),
            digest.to_vec(),
        ];
        self.uow.execute(&sql::ADD_REPORT, row).await?;
        Ok(())
    }

    fn blind(&self, kind: IdentifierKind, canonical: &str) -> Vec<u8> {
        let text = format!("{}:{canonical}", kind.code());
        self.uow.blind(self.organisation.uuid(), "identifier", &text)
    }

    async fn row(&mut self, row: &Row) -> Result<(), RmError> {
        let reference = self.blind(IdentifierKind::RmReference, row.value("referral_ref"));
        let key = values![self.organisation, self.programme, reference.clone()];
        let kept: Option<KeptRow> = self.uow.optional(&sql::ROW, key).await?;
        match kept {
            Some(kept) => self.known_row(kept, row).await,
            None => self.new_row(reference, row).await,
        }
    }

    /// A row that an earlier report had.
    async fn known_row(&mut self, kept: KeptRow, row: &Row) -> Result<(), RmError> {
        let mut whole: Kept = self.uow.open(kept.owner_id, "rm_row", kept.id, &kept.sealed).await?;
        let columns = whole.row.differs(row);
        if columns.is_empty() {
            self.outcome.unchanged += 1;
            return Ok(());
        }
        self.outcome.changed += 1;
        let facts = self.compare(kept.referral_id.map(Id::from_uuid), row).await?;
        for column in columns {
            let (before, now) = (whole.row.value(column), row.value(column));
            // A fact that was blank in the report and is there now is news, not a difference.
            if before.is_empty() || OURS.contains(&column) {
                continue;
            }
            let difference = Difference {
                column: column.to_owned(),
                ours: before.to_owned(),
                theirs: now.to_owned(),
            };
            note(&mut whole.open, difference);
        }
        // What the report now says as we do no longer differs.
        whole.open.retain(|open| !OURS.contains(&open.column.as_str()));
        for difference in facts {
            let settled = whole.settled.iter().any(|s| s.difference == difference);
            if !settled {
                note(&mut whole.open, difference);
            }
        }
        self.count(&whole.open);
        whole.row = row.clone();
        if self.mode == RmMode::Apply {
            let sealed = self.uow.seal(self.ctx, kept.owner_id, "rm_row", kept.id, &whole).await?;
            let values = values![
                self.organisation,
                kept.id,
                kept.version,
                self.blind(IdentifierKind::Crn, row.value("service_user_crn")),
                self.report,
                i64::try_from(whole.open.len()).unwrap_or(i64::MAX),
                sealed,
            ];
            if self.uow.execute(&sql::CHANGE_ROW, values).await? == 0 {
                return Err(RmError::Stale);
            }
            self.written += 1;
        }
        Ok(())
    }

    /// A row that no earlier report had: of a referral known here, or of nobody.
    async fn new_row(&mut self, reference: Vec<u8>, row: &Row) -> Result<(), RmError> {
        let crn = self.blind(IdentifierKind::Crn, row.value("service_user_crn"));
        let known = match self.referral_with(&reference).await? {
            Some(known) => Some(known),
            None => self.referral_with(&crn).await?,
        };
        let (referral, open) = match known {
            Some(id) => {
                self.outcome.matched += 1;
                let open = self.compare(Some(id), row).await?;
                (id, open)
            }
            None => {
                self.outcome.without_person += 1;
                if self.mode == RmMode::DryRun {
                    return Ok(());
                }
                (self.without_person(row).await?, Vec::new())
            }
        };
        self.count(&open);
        if self.mode == RmMode::Apply {
            let id = self.ctx.new_uuid();
            let differences = i64::try_from(open.len()).unwrap_or(i64::MAX);
            let whole = Kept { row: row.clone(), open, settled: Vec::new() };
            let owner = referral.uuid();
            let sealed = self.uow.seal(self.ctx, owner, "rm_row", id, &whole).await?;
            let values = values![
                id,
                self.organisation,
                self.ctx.now(),
                self.ctx.account(),
                self.programme,
                reference,
                crn,
                referral,
                owner,
                self.report,
                differences,
                sealed,
            ];
            self.uow.execute(&sql::ADD_ROW, values).await?;
            self.written += 1;
        }
        Ok(())
    }

    async fn referral_with(&mut self, blind: &[u8]) -> Result<Option<ReferralId>, RmError> {
        let key = values![self.organisation, "identifier", blind.to_vec()];
        let found: Option<referral_sql::IdRow> =
            self.uow.optional(&referral_sql::BY_BLIND, key).await?;
        Ok(found.map(|row| Id::from_uuid(row.id)))
    }

    /// Holds what is known here against the row. Blank facts are filled; what differs is listed.
    async fn compare(
        &mut self,
        referral: Option<ReferralId>,
        row: &Row,
    ) -> Result<Vec<Difference>, RmError> {
        let Some(id) = referral else { return Ok(Vec::new()) };
        let Some(known) = crate::referral::service::load(self.uow, self.organisation, id).await?
        else {
            return Ok(Vec::new());
        };
        let (draft, filled, differences) = compared(&known, row, self.programme);
        self.outcome.filled += filled;
        if filled > 0 && self.mode == RmMode::Apply {
            crate::referral::service::rewrite(
                self.ctx,
                self.uow,
                self.organisation,
                id,
                known.version,
                &draft,
            )
            .await?;
        }
        Ok(differences)
    }

    fn count(&mut self, open: &[Difference]) {
        for difference in open {
            *self.outcome.differs.entry(difference.column.clone()).or_default() += 1;
        }
    }

    /// An inbox item that somebody completes. It holds numbers and dates, and nobody's name.
    async fn without_person(&mut self, row: &Row) -> Result<ReferralId, RmError> {
        let received = row.instant("date_referral_received").unwrap_or(self.ctx.now());
        let draft = ReferralDraft {
            programme: Some(self.programme),
            source: Source::Probation,
            urgency: Urgency::Usual,
            via: Via::Import,
            received_at: received.min(self.ctx.now()),
            custody: Custody::NotKnown,
            interpreter: Interpreter::NotAsked,
            name_shown: NameShown::Shown,
            needs: BTreeMap::new(),
            said: Said {
                identifiers: vec![
                    said(IdentifierKind::RmReference, row.value("referral_ref")),
                    said(IdentifierKind::Crn, row.value("service_user_crn")),
                ],
                sentence_end: row.value("end_of_sentence_date").to_owned(),
                ..Said::default()
            },
        };
        let drawn = self.ctx.new_reference();
        let reference = free_reference(self.ctx, self.uow, self.organisation, drawn).await?;
        let at = Written { id: self.ctx.new_id(), reference };
        Ok(write_down(self.ctx, self.uow, self.organisation, at, &draft).await?.id)
    }
}

fn said(kind: IdentifierKind, raw: &str) -> IdentifierSaid {
    IdentifierSaid { kind, raw: raw.to_owned() }
}

/// The columns for which the referral itself holds a fact; the others are probation's alone.
const OURS: [&str; 3] = ["referral_ref", "service_user_crn", "end_of_sentence_date"];

/// The referral with its blanks filled, how many were, and what differs.
fn compared(
    known: &Referral,
    row: &Row,
    programme: ProgrammeId,
) -> (ReferralDraft, usize, Vec<Difference>) {
    let mut draft = known.draft.clone();
    let mut filled = 0;
    let mut differences = Vec::new();
    let mut differ = |column: &str, ours: &str, theirs: &str| {
        differences.push(Difference {
            column: column.to_owned(),
            ours: ours.to_owned(),
            theirs: theirs.to_owned(),
        });
    };
    for (kind, column) in
        [(IdentifierKind::RmReference, "referral_ref"), (IdentifierKind::Crn, "service_user_crn")]
    {
        let theirs = row.value(column);
        let ours: Vec<String> = known
            .draft
            .said
            .checked_identifiers(2100)
            .into_iter()
            .filter(|identifier| identifier.kind == kind)
            .map(|identifier| match identifier.canonical {
                Some(canonical) => canonical.into_inner(),
                None => identifier.raw.into_inner(),
            })
            .collect();
        if ours.is_empty() {
            draft.said.identifiers.push(said(kind, theirs));
            filled += 1;
        } else if !ours.iter().any(|each| each == theirs) {
            differ(column, &ours.join(", "), theirs);
        }
    }
    let (ours, theirs) = (known.draft.said.sentence_end.trim(), row.value("end_of_sentence_date"));
    if ours.is_empty() && !theirs.is_empty() {
        draft.said.sentence_end = theirs.to_owned();
        filled += 1;
    } else if ours != theirs && !theirs.is_empty() {
        differ("end_of_sentence_date", ours, theirs);
    }
    if draft.programme.is_none() {
        draft.programme = Some(programme);
        filled += 1;
    }
    (draft, filled, differences)
}

/// Keeps one open difference a column: the oldest of ours beside the newest of theirs.
fn note(open: &mut Vec<Difference>, difference: Difference) {
    match open.iter_mut().find(|each| each.column == difference.column) {
        Some(there) => there.theirs = difference.theirs,
        None => open.push(difference),
    }
    open.retain(|each| each.ours != each.theirs);
}

/// The rows of a programme with differences that wait for somebody.
///
/// # Errors
/// By what is wrong with the store.
pub async fn differing_rows(
    uow: &mut Uow,
    permit: &Permit<Inbox, act::ReadInbox>,
    programme: ProgrammeId,
) -> Result<Vec<RmRowShown>, RmError> {
    let rows: Vec<KeptRow> =
        uow.all(&sql::DIFFERING, values![permit.organisation(), programme]).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let whole: Kept = uow.open(row.owner_id, "rm_row", row.id, &row.sealed).await?;
        shown.push(RmRowShown {
            id: row.id,
            version: row.version,
            referral: row.referral_id.map(Id::from_uuid),
            row: whole.row,
            differences: whole.open,
        });
    }
    Ok(shown)
}

/// Settles one difference. Both texts and who settled it stay with the row.
///
/// # Errors
/// [`RmError::Stale`] when the row changed since `version` or nothing of this column is open.
pub async fn settle(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::Triage>,
    row: Uuid,
    version: i64,
    column: &str,
    choice: Choice,
) -> Result<(), RmError> {
    let organisation = permit.organisation();
    let kept: KeptRow = uow
        .optional(&sql::ROW_BY_ID, values![organisation, row])
        .await?
        .filter(|kept: &KeptRow| kept.version == version)
        .ok_or(RmError::Stale)?;
    let mut whole: Kept = uow.open(kept.owner_id, "rm_row", row, &kept.sealed).await?;
    let place = whole.open.iter().position(|each| each.column == column).ok_or(RmError::Stale)?;
    trail::did(ctx, uow, permit, None).await?;
    let difference = whole.open.remove(place);
    if choice == Choice::Theirs
        && let Some(id) = kept.referral_id
    {
        take_theirs(ctx, uow, organisation, Id::from_uuid(id), &difference).await?;
    }
    let by = ctx.account().map(Id::uuid);
    whole.settled.push(Settled { difference, choice, at: ctx.now_micros(), by });
    let sealed = uow.seal(ctx, kept.owner_id, "rm_row", row, &whole).await?;
    let crn = format!("{}:{}", IdentifierKind::Crn.code(), whole.row.value("service_user_crn"));
    let report: IdRow = uow.one(&sql::LAST_REPORT, values![organisation, row]).await?;
    let values = values![
        organisation,
        row,
        version,
        uow.blind(organisation.uuid(), "identifier", &crn),
        report.id,
        i64::try_from(whole.open.len()).unwrap_or(i64::MAX),
        sealed,
    ];
    if uow.execute(&sql::CHANGE_ROW, values).await? == 0 { Err(RmError::Stale) } else { Ok(()) }
}

async fn take_theirs(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: ReferralId,
    difference: &Difference,
) -> Result<(), RmError> {
    let known = crate::referral::service::load(uow, organisation, id)
        .await?
        .ok_or(ReferralError::NotFound)?;
    let mut draft = known.draft.clone();
    match difference.column.as_str() {
        "end_of_sentence_date" => draft.said.sentence_end.clone_from(&difference.theirs),
        "referral_ref" => {
            draft.said.identifiers.push(said(IdentifierKind::RmReference, &difference.theirs));
        }
        "service_user_crn" => {
            draft.said.identifiers.push(said(IdentifierKind::Crn, &difference.theirs));
        }
        // Probation's own facts: nothing of ours changes.
        _ => return Ok(()),
    }
    crate::referral::service::rewrite(ctx, uow, organisation, id, known.version, &draft).await?;
    Ok(())
}
