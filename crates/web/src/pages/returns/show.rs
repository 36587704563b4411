//! One return for one period.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use evidence::export::FileType;
use evidence::missing::GapKind;
use evidence::report::{Audience, Report, Shown, decimal};
use evidence::service::{self, AnswerDraft, EvidenceError, ReturnMade, RowShown};
use evidence::small::Hidden;
use kernel::{Personal, time};

use super::list::due_on;
use super::paper;
use super::{address, asked_for, permit, piece, programme};
use crate as web;
use crate::errors::{Clash, ClashField, PageError};
use crate::form::Fields;
use crate::page;
use crate::parts::{Tag, Tone};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// How many rows stand on the page itself; the rest behind a link.
const SHOWN_HERE: usize = 8;

/// A row behind a figure.
#[derive(Debug, Clone)]
pub struct RowView {
    /// Short references with the addresses of their records; a row may be of several women or none.
    pub women: Vec<(String, String)>,
    /// The day.
    pub day: String,
    /// What it says, in the order of the headings.
    pub says: Vec<String>,
}

/// The rows behind a figure as the page shows them.
#[derive(Debug, Clone)]
pub struct RowsView {
    /// "Open the 62 women".
    pub open: String,
    /// Headings after reference and day.
    pub headings: Vec<String>,
    /// The first of them.
    pub rows: Vec<RowView>,
    /// Where all of them are, and how that link is called.
    pub all: (String, String),
}

/// A line of a table.
#[derive(Debug, Clone)]
pub struct LineView {
    /// Its words.
    pub label: String,
    /// The number as the funder sees it.
    pub funder: String,
    /// The true number, for those who may open rows.
    pub truly: Option<String>,
    /// Where its rows are, for those who may open them and when there are any.
    pub href: Option<String>,
    /// Why it is held back.
    pub why: String,
}

/// A figure.
#[derive(Debug, Clone)]
pub struct FigureView {
    /// Its code, for the address within the page.
    pub code: String,
    /// Its words.
    pub label: String,
    /// What else to say about it.
    pub note: String,
    /// What the number is of, in words; empty for a plain count.
    pub of: String,
    /// The number.
    pub value: String,
    /// The number of the period before, in brackets; empty when it is not known.
    pub before: String,
    /// Why the funder does not see it; empty when she does.
    pub held: String,
    /// Whether the reader does not see it either.
    pub is_held: bool,
    /// The rows behind it.
    pub rows: Option<RowsView>,
    /// The table under it.
    pub lines: Vec<LineView>,
}

/// A question in words.
#[derive(Debug, Clone)]
pub struct QuestionView {
    /// Its code.
    pub code: String,
    /// The question.
    pub label: String,
    /// How to answer it.
    pub hint: String,
    /// What is written.
    pub text: String,
    /// The version it stands in; empty for a first answer.
    pub version: String,
}

/// A kind of gap.
#[derive(Debug, Clone)]
pub struct GapView {
    /// "4 sessions without attendance".
    pub words: String,
    /// How grave it is.
    pub tag: Tag,
    /// Where they are listed.
    pub href: String,
}

/// A download made before.
#[derive(Debug, Clone)]
pub struct RunView {
    /// When, and in which form.
    pub words: String,
}

/// `GET /returns/{programme}/{definition}/{period}`.
#[derive(Debug, Template)]
#[template(path = "returns/show.html")]
pub struct ReturnPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Funder and reference.
    pub kicker: String,
    /// Title and period.
    pub heading: String,
    /// When it was counted, and when it is due.
    pub sentence: String,
    /// Draft, or complete.
    pub state: Tag,
    /// Its own address.
    pub address: String,
    /// The periods before and after, with their addresses.
    pub beside: Vec<(String, String)>,
    /// The period before, as the brackets say.
    pub before: String,
    /// The figures.
    pub figures: Vec<FigureView>,
    /// The questions.
    pub questions: Vec<QuestionView>,
    /// What is missing.
    pub gaps: Vec<GapView>,
    /// What is said with it.
    pub notes: Vec<String>,
    /// What was downloaded before.
    pub runs: Vec<RunView>,
    /// Whether a PDF can be made now.
    pub has_pdf: bool,
    /// Whether the reader sees true numbers and may write answers.
    pub sees_rows: bool,
}

/// Words of a kind of gap; `$many` is how many.
pub(super) const fn gap_words(kind: GapKind) -> &'static str {
    use evidence::definition::Dim;
    match kind {
        GapKind::NoAttendance => key("returns-gap-attendance"),
        GapKind::NoOutcome => key("returns-gap-outcome"),
        GapKind::NoAnswer => key("returns-gap-answer"),
        GapKind::PlanWaiting => key("returns-gap-plan"),
        GapKind::NoAssessment => key("returns-gap-assessment"),
        GapKind::NotAsked(Dim::Religion) => key("returns-gap-religion"),
        GapKind::NotAsked(Dim::Disability) => key("returns-gap-disability"),
        GapKind::NotAsked(Dim::Interpreter) => key("returns-gap-interpreter"),
        GapKind::NotAsked(Dim::Gender) => key("returns-gap-gender"),
        GapKind::NotAsked(Dim::CareExperienced) => key("returns-gap-care"),
        GapKind::NotAsked(Dim::PrimaryCarer) => key("returns-gap-carer"),
        GapKind::NotAsked(_) => key("returns-gap-ethnicity"),
        GapKind::NoBirth => key("returns-gap-birth"),
    }
}

/// A reference as it stands everywhere else: `7KQW-4RMT`.
pub(super) fn spaced(reference: &str) -> String {
    kernel::Reference::parse(reference).map_or_else(|_| reference.to_owned(), |one| one.to_string())
}

pub(super) fn row_view(row: &RowShown, t: Text) -> RowView {
    let mut women: Vec<(String, String)> = row
        .women
        .iter()
        .map(|(_, reference)| (spaced(reference), format!("/women/{}", piece(reference))))
        .collect();
    if let Some(referral) = row.referral.as_ref().filter(|_| women.is_empty()) {
        women.push((spaced(referral), format!("/referrals/{}", piece(referral))));
    }
    RowView {
        women,
        day: t.date(row.day),
        says: row.says.iter().map(|(_, words)| words.clone()).collect(),
    }
}

/// The headings of rows, and each row with a cell under every heading.
pub(super) fn table_of(rows: &[RowShown], t: Text) -> (Vec<String>, Vec<RowView>) {
    let mut headings: Vec<&'static str> = Vec::new();
    for (heading, _) in rows.iter().flat_map(|row| &row.says) {
        if !headings.contains(heading) {
            headings.push(heading);
        }
    }
    let views = rows.iter().map(|row| {
        let says = headings.iter().map(|heading| {
            let found = row.says.iter().find(|(known, _)| known == heading);
            found.map(|(_, words)| words.clone()).unwrap_or_default()
        });
        RowView { says: says.collect(), ..row_view(row, t) }
    });
    let views = views.collect();
    (headings.into_iter().map(str::to_owned).collect(), views)
}

pub(super) fn number(shown: Shown, t: Text) -> String {
    match shown {
        Shown::Count(many) | Shown::Sum(many) => {
            t.say("returns-number").with("many", many).to_string()
        }
        Shown::Share { percent, .. } => format!("{percent}%"),
        Shown::Average { hundredths, .. } => decimal(hundredths).replace('-', "−"),
        Shown::Nothing => t.say("returns-nothing").to_string(),
        Shown::Hidden => t.say("returns-not-shown").to_string(),
    }
}

pub(super) fn of_words(shown: Shown, t: Text) -> String {
    match shown {
        Shown::Share { part, whole, .. } => {
            t.say("returns-part-of").with("part", part).with("whole", whole).to_string()
        }
        Shown::Average { of, .. } => t.say("returns-average-of").with("many", of).to_string(),
        _ => String::new(),
    }
}

fn held_words(held: Option<Hidden>, threshold: i64, t: Text) -> String {
    match held {
        Some(Hidden::Small) => t.say("returns-held-small").with("threshold", threshold).to_string(),
        Some(Hidden::WouldTell) => t.say("returns-held-tells").to_string(),
        None => String::new(),
    }
}

/// What the page of a return is made from.
struct Asked<'a> {
    staff: &'a Staff,
    made: &'a ReturnMade,
    address: &'a str,
    permit: Option<&'a access::Permit<access::action::Programme, act::OpenReturnRows>>,
    seen: &'a Report,
    before: Option<&'a Report>,
}

impl Asked<'_> {
    /// The figures, and the women whose references stand on the page.
    fn figures(&self) -> Result<(Vec<FigureView>, Vec<RowShown>), PageError> {
        let t = self.staff.t;
        let mut listed = Vec::new();
        let mut views = Vec::new();
        let funder = self.made.report(Audience::Funder);
        let counted = &self.made.counted.figures;
        let all = self.seen.figures.iter().zip(&funder.figures).zip(counted).zip(&self.made.held);
        for (((seen, funder), counted), held) in all {
            let rows = match self.permit {
                Some(permit) if counted.cell.value > 0 => {
                    let rows = service::rows(permit, self.made, &seen.code, None)?;
                    let many = rows.len();
                    let here = rows.get(..many.min(SHOWN_HERE)).unwrap_or_default();
                    listed.extend_from_slice(here);
                    let (headings, rows) = table_of(here, t);
                    Some(RowsView {
                        open: t.say("returns-open-rows").with("many", many).to_string(),
                        headings,
                        rows,
                        all: (
                            format!("{}/rows/{}", self.address, piece(&seen.code)),
                            t.say("returns-all-rows").with("many", many).to_string(),
                        ),
                    })
                }
                _ => None,
            };
            let inside = self.permit.is_some();
            let lines = seen.lines.iter().zip(&funder.lines).zip(&held.lines).map(
                |((seen_line, funder), held)| LineView {
                    label: seen_line.label.clone(),
                    funder: number(funder.shown, t),
                    truly: inside.then(|| number(seen_line.shown, t)),
                    href: match seen_line.shown {
                        Shown::Count(many) if inside && many > 0 => Some(format!(
                            "{}/rows/{}/{}",
                            self.address,
                            piece(&seen.code),
                            piece(&seen_line.code)
                        )),
                        _ => None,
                    },
                    why: if inside {
                        held_words(*held, self.seen.threshold, t)
                    } else {
                        String::new()
                    },
                },
            );
            let before = self
                .before
                .and_then(|before| before.figures.iter().find(|figure| figure.code == seen.code));
            let held_words = match (inside, held.figure) {
                (true, held) => held_words(held, self.seen.threshold, t),
                (false, Some(_)) => t.say("returns-held-here").to_string(),
                (false, None) => String::new(),
            };
            views.push(FigureView {
                code: seen.code.clone(),
                label: seen.label.clone(),
                note: seen.note.clone(),
                of: of_words(seen.shown, t),
                value: number(seen.shown, t),
                before: before.map_or_else(String::new, |figure| number(figure.shown, t)),
                held: held_words,
                is_held: seen.shown == Shown::Hidden,
                rows,
                lines: lines.collect(),
            });
        }
        Ok((views, listed))
    }

    fn gaps(&self) -> Vec<GapView> {
        let t = self.staff.t;
        self.made
            .gaps
            .iter()
            .map(|gap| GapView {
                words: t.say(gap_words(gap.kind)).with("many", gap.at.len()).to_string(),
                tag: match gap.changes {
                    0 => Tag::new(Tone::Amber, t.say("returns-gap-asks")),
                    many => Tag::new(Tone::Red, t.say("returns-gap-changes").with("many", many)),
                },
                href: format!("{}/missing#{}", self.address, gap.kind.code()),
            })
            .collect()
    }

    fn questions(&self) -> Vec<QuestionView> {
        let questions = self.made.definition.questions.iter().map(|question| {
            let answer = self.made.answers.get(&question.code);
            let t = self.staff.t;
            let most = question.words.map_or_else(String::new, |words| {
                t.say("returns-most-words").with("words", words).to_string()
            });
            QuestionView {
                code: question.code.clone(),
                label: question.label.clone(),
                hint: format!("{} {most}", question.hint).trim().to_owned(),
                text: answer.map(|answer| answer.text.reveal().clone()).unwrap_or_default(),
                version: answer.map(|answer| answer.version.to_string()).unwrap_or_default(),
            }
        });
        questions.collect()
    }
}

type Three = (String, String, String);

pub(super) async fn show(
    staff: Staff,
    Path((reference, code, period)): Path<Three>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let (definition, period) = asked_for(&staff, &code, &period)?;
    let mut uow = staff.read().await?;
    let programme = programme(&staff, &mut uow, &reference).await?;
    let reading = permit::<act::ReadReturn>(&staff, &mut uow, &programme).await?;
    let opening = match permit::<act::OpenReturnRows>(&staff, &mut uow, &programme).await {
        Ok(opening) => Some(opening),
        Err(PageError::Forbidden(_)) => None,
        Err(other) => return Err(other),
    };
    let made = service::make(&staff.ctx, &mut uow, &reading, &definition, period).await?;
    let earlier =
        service::make(&staff.ctx, &mut uow, &reading, &definition, period.before()).await?;
    let runs = service::runs(&mut uow, &reading, &definition, period).await?;
    drop(uow);
    let audience = if opening.is_some() { Audience::Inside } else { Audience::Funder };
    let (seen, before) = (made.report(audience), earlier.report(audience));
    let address = address(&programme, &definition, period);
    let asked = Asked {
        staff: &staff,
        made: &made,
        address: &address,
        permit: opening.as_ref(),
        seen: &seen,
        before: Some(&before),
    };
    let (figures, listed) = asked.figures()?;
    staff.entered(Entry::about_place(&reading)).await?;
    if let Some(permit) = &opening {
        staff.entered(service::opened(permit, &listed)).await?;
    }
    let missing = made.gaps.len() + usize::from(made.unanswered() > 0);
    let counted = t.moment(time::from_micros(made.heading.counted_at));
    let due = definition.due_working_days.map_or_else(String::new, |days| {
        let day = t.weekday_date(due_on(period, days));
        t.say("returns-due").with("day", day).to_string()
    });
    let beside = [period.before(), period.next()]
        .into_iter()
        .filter(|other| other.first() <= staff.ctx.today())
        .map(|other| (other.words(), super::address(&programme, &definition, other)));
    Ok(page::show(&ReturnPage {
        t,
        shell: staff.shell(Room::Returns),
        kicker: format!("{}, {}", programme.funder, programme.reference),
        heading: format!("{}, {}", definition.title, period.words()),
        sentence: format!("{} {due}", t.say("returns-counted").with("when", counted)),
        state: match missing {
            0 => Tag::new(Tone::Green, t.say("returns-whole")),
            many => Tag::new(Tone::Amber, t.say("returns-draft").with("many", many)),
        },
        beside: beside.collect(),
        before: period.before().words(),
        figures,
        questions: asked.questions(),
        gaps: if opening.is_some() { asked.gaps() } else { Vec::new() },
        notes: seen.notes.clone(),
        runs: runs
            .iter()
            .map(|run| RunView {
                words: t
                    .say("returns-run")
                    .with("when", t.moment(time::from_micros(run.at)))
                    .with("form", run.format.to_uppercase())
                    .to_string(),
            })
            .collect(),
        has_pdf: staff.printing.is_ready(),
        sees_rows: opening.is_some(),
        address,
    }))
}

pub(super) async fn answer(
    staff: Staff,
    Path((reference, code, period)): Path<Three>,
    fields: Fields,
) -> Result<Response, PageError> {
    let t = staff.t;
    let (definition, period) = asked_for(&staff, &code, &period)?;
    let version = match fields.first("version") {
        "" => None,
        typed => Some(typed.parse().map_err(|_| PageError::Unreadable)?),
    };
    let draft = AnswerDraft {
        question: fields.first("question").to_owned(),
        version,
        text: Personal::new(fields.first("text").to_owned()),
    };
    let mut uow = staff.begin().await?;
    let programme = programme(&staff, &mut uow, &reference).await?;
    let writing = permit::<act::OpenReturnRows>(&staff, &mut uow, &programme).await?;
    let address = address(&programme, &definition, period);
    match service::write_answer(&staff.ctx, &mut uow, &writing, &definition, period, &draft).await {
        Ok(()) => {
            uow.commit().await?;
            Ok(page::see_other(format!("{address}#q-{}", draft.question)))
        }
        Err(EvidenceError::Stale) => {
            let reading = permit::<act::ReadReturn>(&staff, &mut uow, &programme).await?;
            let made = service::make(&staff.ctx, &mut uow, &reading, &definition, period).await?;
            let there = made.answers.get(&draft.question);
            let label = definition.questions.iter().find(|q| q.code == draft.question);
            let version = there.map(|answer| answer.version.to_string()).unwrap_or_default();
            Err(PageError::Clash(Box::new(Clash {
                by: Personal::new(t.say("returns-colleague").to_string()),
                at: t.moment(staff.ctx.now()),
                action: format!("{address}/answer"),
                back: address,
                fields: vec![ClashField {
                    name: "text".to_owned(),
                    label: label.map(|question| question.label.clone()).unwrap_or_default(),
                    theirs: there.map_or_else(|| Personal::new(String::new()), |a| a.text.clone()),
                    yours: draft.text,
                }],
                carried: vec![
                    ("question".to_owned(), Personal::new(draft.question)),
                    ("version".to_owned(), Personal::new(version)),
                ],
            })))
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn download(
    staff: Staff,
    Path((reference, code, period)): Path<Three>,
    fields: Fields,
) -> Result<Response, PageError> {
    let (definition, period) = asked_for(&staff, &code, &period)?;
    if fields.first("file") == "pdf" {
        return paper::hand_over(&staff, &reference, &definition, period).await;
    }
    let file = FileType::from_code(fields.first("file")).ok_or(PageError::Unreadable)?;
    let mut uow = staff.begin().await?;
    let programme = programme(&staff, &mut uow, &reference).await?;
    let exporting = permit::<act::ExportReturn>(&staff, &mut uow, &programme).await?;
    let made =
        service::download(&staff.ctx, &mut uow, &exporting, &definition, period, file).await?;
    uow.commit().await?;
    let name = format!("attachment; filename=\"{}\"", made.file_name);
    let name = HeaderValue::from_str(&name).map_err(PageError::broken)?;
    let kind = HeaderValue::from_static(made.content_type);
    let head = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((head, made.bytes).into_response())
}
