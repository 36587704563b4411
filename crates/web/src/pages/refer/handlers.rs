//! What the form does with a request.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::referral::drops::DropKey;
use casework::referral::form::{Flow, FormState, NotOpened, Question, Wrong};
use casework::referral::service::collect_drops;
use kernel::{Actor, Personal};

use super::emergencies;
use super::pages::{AgainPage, CheckPage, QuestionPage, ReceiptPage, StartPage};
use crate::app::App;
use crate::errors::PageError;
use crate::form::{Errors, Fields, Form};
use crate::front::Front;
use crate::page;
use crate::parts::Facts;
use crate::routes::{Needs, Routes};
use crate::session::CameFrom;
use crate::shell::{PublicRoom, Visitor};
use crate::text::key;

/// The routes of the form. Everything but the first page is sent, so that no answer and no state
/// stands in an address.
pub fn routes() -> Routes {
    Routes::new()
        .get("/refer", Needs::Anybody, start)
        .post("/refer", Needs::Anybody, begin)
        .post("/refer/next", Needs::Anybody, next)
        .post("/refer/send", Needs::Anybody, send)
}

fn front(app: &App) -> Result<&Front, PageError> {
    app.front().ok_or(PageError::NotFound)
}

async fn start(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    front(&app)?;
    Ok(page::show_public(&start_page(&visitor, Form::blank(visitor.t))))
}

fn start_page(visitor: &Visitor, form: Form) -> StartPage {
    let shell = visitor.shell(PublicRoom::Refer);
    StartPage { t: visitor.t, shell, form, emergencies: emergencies() }
}

async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let front = front(&app)?;
    let mut read = fields.read();
    let Ok(flow) = read.choice("who", Flow::from_code).must(key("refer-who-missing")) else {
        let form = Form::refused(visitor.t, &fields, read.errors());
        return Ok(page::refused(&start_page(&visitor, form)));
    };
    let programme = fields.first("programme");
    let programme = (!programme.is_empty()).then(|| programme.chars().take(60).collect());
    let state = FormState::begin(&visitor.ctx, flow, programme);
    let first = flow.questions().first().copied().unwrap_or(Question::Her);
    Ok(ask(front, &visitor, &state, first))
}

/// Shows a question with what was typed there before.
fn ask(front: &Front, visitor: &Visitor, state: &FormState, question: Question) -> Response {
    page::show(&question_page(front, visitor, state, question, Errors::new()))
}

fn question_page(
    front: &Front,
    visitor: &Visitor,
    state: &FormState,
    question: Question,
    errors: Errors,
) -> QuestionPage {
    let mut typed = Fields::default();
    for (field, value) in state.typed.of(question) {
        typed = typed.with(field, value);
    }
    QuestionPage {
        t: visitor.t,
        shell: visitor.shell(PublicRoom::Refer),
        form: Form::refused(visitor.t, &typed, errors),
        flow: state.flow,
        question,
        state: front.form_key().seal(&visitor.ctx, state),
        elsewhere: if question == Question::Why || question == Question::Needs {
            state.elsewhere()
        } else {
            None
        },
    }
}

async fn next(
    State(app): State<App>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let front = front(&app)?;
    let mut state = match front.form_key().open(&visitor.ctx, fields.first("state")) {
        Ok(state) => state,
        Err(why) => return Ok(again(&visitor, why)),
    };
    let question = Question::from_code(fields.first("at"));
    let Some(question) = question.filter(|question| state.flow.number(*question).is_some()) else {
        return Ok(again(&visitor, NotOpened::Changed));
    };
    // "Change" on the last page leads to a question without answering it.
    if fields.has("show") {
        return Ok(ask(front, &visitor, &state, question));
    }
    let pairs: Vec<(String, String)> =
        fields.iter().map(|(name, value)| (name.to_owned(), value.replace("\r\n", "\n"))).collect();
    let answered = state.answer(&visitor.ctx, question, &pairs);
    if fields.has("back") {
        // What is half typed goes along; it is looked at again before it is sent.
        let before = state.flow.before(question).unwrap_or(question);
        return Ok(ask(front, &visitor, &state, before));
    }
    match answered {
        Err(faults) => {
            let mut errors = Errors::new();
            for (field, wrong) in faults {
                errors.add(field, words_for(field, wrong));
            }
            let page = question_page(front, &visitor, &state, question, errors);
            Ok(page::refused(&page))
        }
        Ok(()) => match state.flow.after(question) {
            Some(after) => Ok(ask(front, &visitor, &state, after)),
            None => Ok(check(front, &visitor, &state)),
        },
    }
}

/// The last page before sending, or the first question that is not answered well.
fn check(front: &Front, visitor: &Visitor, state: &FormState) -> Response {
    if let Some(open) = state.first_open(&visitor.ctx) {
        return ask(front, visitor, state, open);
    }
    let t = visitor.t;
    let answers = state
        .flow
        .questions()
        .iter()
        .map(|question| {
            let mut facts = Facts::new();
            let mut last = "";
            let mut value = String::new();
            for (field, text) in state.typed.of(*question) {
                if field != last && !last.is_empty() {
                    facts = facts.fact(t.say(field_key(last)), &value);
                    value.clear();
                }
                if !value.is_empty() {
                    value.push_str("; ");
                }
                value.push_str(&shown(t, field, text));
                last = field;
            }
            if !last.is_empty() {
                facts = facts.fact(t.say(field_key(last)), &value);
            }
            let heading = t.say(question_key(*question, state.flow)).to_string();
            (*question, heading, facts)
        })
        .collect();
    page::show(&CheckPage {
        t,
        shell: visitor.shell(PublicRoom::Refer),
        state: front.form_key().seal(&visitor.ctx, state),
        flow: state.flow,
        answers,
    })
}

/// A code in words; anything typed as it was typed.
fn shown(t: crate::text::Text, field: &str, value: &str) -> String {
    use casework::need::NeedArea;
    use casework::referral::Source;
    let key = match field {
        "source" => Source::from_code(value).map(super::pages::source_key),
        "need" | "high" => NeedArea::from_code(value).map(super::pages::need_key),
        "way" => match value {
            "call" => Some(key("refer-way-call")),
            "text" => Some(key("refer-way-text")),
            "email" => Some(key("refer-way-email")),
            "post" => Some(key("refer-way-post")),
            "through" => Some(key("refer-way-through")),
            "none" => Some(key("refer-way-none")),
            _ => None,
        },
        "custody" => match value {
            "community" => Some(key("refer-custody-community")),
            "prison" => Some(key("refer-custody-prison")),
            "not_known" => Some(key("refer-custody-not-known")),
            _ => None,
        },
        "urgency" => match value {
            "today" => Some(key("refer-urgency-today")),
            "week" => Some(key("refer-urgency-week")),
            "usual" => Some(key("refer-urgency-usual")),
            _ => None,
        },
        "agreed" => match value {
            "referral" => Some(key("refer-agreed-referral")),
            "answer" => Some(key("refer-agreed-answer")),
            "attendance" => Some(key("refer-agreed-attendance")),
            _ => None,
        },
        "said_by" => match value {
            "she" => Some(key("refer-said-she")),
            "referrer" => Some(key("refer-said-referrer")),
            "record" => Some(key("refer-said-record")),
            "other_person" => Some(key("refer-said-other")),
            _ => None,
        },
        "interpreter" | "name_hidden" => match value {
            "yes" => Some(key("refer-yes")),
            "no" => Some(key("refer-no")),
            "not_asked" => Some(key("refer-not-asked")),
            _ => None,
        },
        "receipt" => match value {
            "page" => Some(key("refer-receipt-page")),
            "text" => Some(key("refer-receipt-text")),
            "email" => Some(key("refer-receipt-email")),
            _ => None,
        },
        _ => None,
    };
    key.map_or_else(|| value.to_owned(), |key| t.say(key).to_string())
}

async fn send(
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, PageError> {
    use axum::extract::FromRequest as _;
    let front = front(&app)?.clone();
    let address = request
        .extensions()
        .get::<CameFrom>()
        .map_or_else(Personal::default, |from| from.0.clone());
    let fields = Fields::from_request(request, &app).await?;
    let state = match front.form_key().open(&visitor.ctx, fields.first("state")) {
        Ok(state) => state,
        Err(why) => return Ok(again(&visitor, why)),
    };
    let sent = match state.finish(&visitor.ctx) {
        Ok(sent) => sent,
        Err(open) => return Ok(ask(&front, &visitor, &state, open)),
    };
    front.count(&visitor.ctx, &address).map_err(|seconds| PageError::TooOften { seconds })?;
    if let Err(error) = front.folder().put(&visitor.ctx, front.to(), &sent) {
        tracing::error!(%error, "a referral could not be dropped");
        return Ok(page::with_status(
            StatusCode::SERVICE_UNAVAILABLE,
            &again_page(&visitor, key("refer-again-not-kept")),
        ));
    }
    collect_at_once(&app, &front).await;
    let reference = sent.reference().map_or_else(String::new, |reference| reference.to_string());
    Ok(page::show(&ReceiptPage {
        t: visitor.t,
        shell: visitor.shell(PublicRoom::Refer),
        reference,
        flow: state.flow,
        emergencies: emergencies(),
    }))
}

/// Where the staff side runs in the same process, it collects at once. A failure costs nothing: the
/// drop stays in its folder and the next collection takes it.
async fn collect_at_once(app: &App, front: &Front) {
    let Some(desk) = app.desk() else { return };
    let organisation = front.to().organisation;
    let ctx = app.ctx(Actor::System { organisation });
    let Ok(key) = DropKey::of(&desk.store.keys, organisation) else { return };
    if let Err(error) = collect_drops(&ctx, &desk.store, &key, front.folder()).await {
        tracing::warn!(%error, "dropped referrals wait to be collected");
    }
}

fn again(visitor: &Visitor, why: NotOpened) -> Response {
    page::refused(&again_page(
        visitor,
        match why {
            NotOpened::Changed => key("refer-again-changed"),
            NotOpened::TooOld => key("refer-again-too-old"),
        },
    ))
}

fn again_page(visitor: &Visitor, why: &'static str) -> AgainPage {
    AgainPage { t: visitor.t, shell: visitor.shell(PublicRoom::Refer), why }
}

/// What to do about a fault, as near to the field as it can be said.
const fn words_for(field: &str, wrong: Wrong) -> &'static str {
    match (field.as_bytes(), wrong) {
        (b"source", Wrong::Missing) => key("refer-wrong-source"),
        (b"your_name", Wrong::Missing) => key("refer-wrong-your-name"),
        (b"your_organisation", Wrong::Missing) => key("refer-wrong-your-organisation"),
        (b"your_email", Wrong::Missing) => key("refer-wrong-your-email"),
        (b"name" | b"called", Wrong::Missing) => key("refer-wrong-name"),
        (b"way", Wrong::Missing) => key("refer-wrong-way"),
        (b"way", Wrong::Contradicts) => key("refer-wrong-way-contradicts"),
        (b"number", Wrong::Missing) => key("refer-wrong-number-missing"),
        (b"email", Wrong::Missing) => key("refer-wrong-email-missing"),
        (b"address", Wrong::Missing) => key("refer-wrong-address"),
        (b"through", Wrong::Missing) => key("refer-wrong-through"),
        (b"reason", Wrong::Missing) => key("refer-wrong-reason"),
        (b"need", Wrong::Missing) => key("refer-wrong-need"),
        (b"said_by", Wrong::Missing) => key("refer-wrong-said-by"),
        (b"receipt", Wrong::Missing) => key("refer-wrong-receipt-where"),
        (b"receipt", Wrong::Contradicts) => key("refer-wrong-receipt-unsafe"),
        (_, Wrong::NotAgreed) => key("refer-wrong-not-agreed"),
        (_, Wrong::NotAnEmail) => key("refer-wrong-email"),
        (_, Wrong::NotANumber) => key("refer-wrong-number"),
        (_, Wrong::NotADate) => key("form-date-real"),
        (_, Wrong::InFuture) => key("refer-wrong-future"),
        (_, Wrong::TooLong) => key("refer-wrong-too-long"),
        (_, Wrong::NotAChoice) => key("form-choice"),
        (_, Wrong::Missing | Wrong::Contradicts) => key("form-needed"),
    }
}

/// The heading of a question.
const fn question_key(question: Question, flow: Flow) -> &'static str {
    match (question, flow) {
        (Question::You, _) => key("refer-q-you"),
        (Question::Agreed, _) => key("refer-q-agreed"),
        (Question::Her, Flow::Professional) => key("refer-q-her"),
        (Question::Her, Flow::Herself) => key("refer-q-her-own"),
        (Question::Reach, Flow::Professional) => key("refer-q-reach"),
        (Question::Reach, Flow::Herself) => key("refer-q-reach-own"),
        (Question::Place, Flow::Professional) => key("refer-q-place"),
        (Question::Place, Flow::Herself) => key("refer-q-place-own"),
        (Question::Why, _) => key("refer-q-why"),
        (Question::Needs, Flow::Professional) => key("refer-q-needs"),
        (Question::Needs, Flow::Herself) => key("refer-q-needs-own"),
        (Question::Safety, Flow::Professional) => key("refer-q-safety"),
        (Question::Safety, Flow::Herself) => key("refer-q-safety-own"),
        (Question::Receipt, _) => key("refer-q-receipt"),
    }
}

/// The short name of a field on the last page.
fn field_key(field: &str) -> &'static str {
    match field {
        "source" => key("refer-f-source"),
        "your_name" => key("refer-f-your-name"),
        "your_role" => key("refer-f-your-role"),
        "your_organisation" => key("refer-f-your-organisation"),
        "your_email" => key("refer-f-your-email"),
        "your_telephone" => key("refer-f-your-telephone"),
        "agreed" => key("refer-f-agreed"),
        "name" => key("refer-f-name"),
        "called" => key("refer-f-called"),
        "other_names" => key("refer-f-other-names"),
        "born-day" => key("refer-f-born-day"),
        "born-month" => key("refer-f-born-month"),
        "born-year" => key("refer-f-born-year"),
        "crn" => key("refer-f-crn"),
        "pnc" => key("refer-f-pnc"),
        "prison_number" => key("refer-f-prison-number"),
        "name_hidden" => key("refer-f-name-hidden"),
        "way" => key("refer-f-way"),
        "number" => key("refer-f-number"),
        "email" => key("refer-f-email"),
        "address" => key("refer-f-address"),
        "through" => key("refer-f-through"),
        "when" => key("refer-f-when"),
        "say" => key("refer-f-say"),
        "custody" => key("refer-f-custody"),
        "lives" => key("refer-f-lives"),
        "prison" => key("refer-f-prison"),
        "release-day" => key("refer-f-release-day"),
        "release-month" => key("refer-f-release-month"),
        "release-year" => key("refer-f-release-year"),
        "release_unknown" => key("refer-f-release-unknown"),
        "sentence-day" => key("refer-f-sentence-day"),
        "sentence-month" => key("refer-f-sentence-month"),
        "sentence-year" => key("refer-f-sentence-year"),
        "reason" => key("refer-f-reason"),
        "order" => key("refer-f-order"),
        "urgency" => key("refer-f-urgency"),
        "need" => key("refer-f-need"),
        "high" => key("refer-f-high"),
        "needs" => key("refer-f-needs"),
        "risk" => key("refer-f-risk"),
        "said_by" => key("refer-f-said-by"),
        "children" => key("refer-f-children"),
        "interpreter" => key("refer-f-interpreter"),
        "language" => key("refer-f-language"),
        _ => key("refer-f-receipt"),
    }
}
