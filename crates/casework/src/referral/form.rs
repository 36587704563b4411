//! The public referral form: its questions, what each answer must be, and the sealed state that goes
//! from page to page in a hidden field.
//!
//! No cookie, no draft, nothing on the server and nothing on the device until it is sent. What was
//! answered before travels in one hidden field, sealed under a key of the server with an end and
//! padded; a page that is left takes it along. Any change of the field gives a clear page and
//! accepts nothing.
//!
//! Not for HTML (web), nor for what happens after sending (`drops`).

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use kernel::partial_date::TypedDateError;
use kernel::{Ctx, IdentifierKind, PartialDate, Reference, time};
use serde::{Deserialize, Serialize};
use store::SubjectKey;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::drops::Dropped;
use super::model::{
    Agreed, Complexity, Custody, IdentifierSaid, Interpreter, NameShown, ReachSaid, ReceiptBy,
    Referrer, RiskSaid, Said, SaidBy, Source, Urgency, Way,
};
use crate::codes::coded;
use crate::need::NeedArea;

/// A form that was begun longer ago is begun anew: a page left open is no door.
pub const LASTS: SignedDuration = SignedDuration::from_hours(2);
/// Letters of a short answer.
pub const SHORT: usize = 200;
/// Letters of a long answer.
pub const LONG: usize = 4000;
/// The state is padded to steps of this many bytes.
const STEP: usize = 2048;

coded! {
    /// Who fills the form in.
    Flow {
        /// A professional, about a woman.
        Professional = "professional",
        /// The woman herself.
        Herself = "herself",
    }
}

coded! {
    /// One page of the form. Codes say nothing, because they may stand in an address.
    Question {
        /// Who refers.
        You = "q1",
        /// What she agreed to.
        Agreed = "q2",
        /// Who she is.
        Her = "q3",
        /// How it is safe to reach her.
        Reach = "q4",
        /// Where she is.
        Place = "q5",
        /// Why now.
        Why = "q6",
        /// What is hard.
        Needs = "q7",
        /// What is known of danger, children, language.
        Safety = "q8",
        /// How the receipt may come.
        Receipt = "q9",
    }
}

impl Flow {
    /// Its questions, in order.
    #[must_use]
    pub const fn questions(self) -> &'static [Question] {
        match self {
            Self::Professional => &[
                Question::You,
                Question::Agreed,
                Question::Her,
                Question::Reach,
                Question::Place,
                Question::Why,
                Question::Needs,
                Question::Safety,
                Question::Receipt,
            ],
            Self::Herself => &[
                Question::Her,
                Question::Reach,
                Question::Place,
                Question::Needs,
                Question::Safety,
                Question::Receipt,
            ],
        }
    }

    /// The question's place, from 1.
    #[must_use]
    pub fn number(self, question: Question) -> Option<usize> {
        self.questions().iter().position(|each| *each == question).map(|place| place + 1)
    }

    /// The question after this one; nothing after the last.
    #[must_use]
    pub fn after(self, question: Question) -> Option<Question> {
        let place = self.number(question)?;
        self.questions().get(place).copied()
    }

    /// The question before this one.
    #[must_use]
    pub fn before(self, question: Question) -> Option<Question> {
        let place = self.number(question)?;
        self.questions().get(place.checked_sub(2)?).copied()
    }
}

impl Question {
    /// The fields of its page, with how many letters each takes.
    #[must_use]
    pub fn fields(self) -> &'static [(&'static str, usize)] {
        match self {
            Self::You => &[
                ("source", SHORT),
                ("your_name", SHORT),
                ("your_role", SHORT),
                ("your_organisation", SHORT),
                ("your_email", SHORT),
                ("your_telephone", SHORT),
            ],
            Self::Agreed => &[("agreed", SHORT)],
            Self::Her => &[
                ("name", SHORT),
                ("called", SHORT),
                ("other_names", SHORT),
                ("born-day", SHORT),
                ("born-month", SHORT),
                ("born-year", SHORT),
                ("crn", SHORT),
                ("pnc", SHORT),
                ("prison_number", SHORT),
                ("name_hidden", SHORT),
            ],
            Self::Reach => &[
                ("way", SHORT),
                ("number", SHORT),
                ("email", SHORT),
                ("address", LONG),
                ("through", SHORT),
                ("when", SHORT),
                ("say", SHORT),
            ],
            Self::Place => &[
                ("custody", SHORT),
                ("lives", SHORT),
                ("prison", SHORT),
                ("release-day", SHORT),
                ("release-month", SHORT),
                ("release-year", SHORT),
                ("release_unknown", SHORT),
                ("sentence-day", SHORT),
                ("sentence-month", SHORT),
                ("sentence-year", SHORT),
            ],
            Self::Why => &[("reason", LONG), ("order", LONG), ("urgency", SHORT)],
            Self::Needs => &[("need", SHORT), ("high", SHORT), ("needs", LONG)],
            Self::Safety => &[
                ("risk", LONG),
                ("said_by", SHORT),
                ("children", LONG),
                ("interpreter", SHORT),
                ("language", SHORT),
            ],
            Self::Receipt => &[("receipt", SHORT)],
        }
    }
}

/// What was typed, field by field. A field may come several times (boxes).
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Typed(BTreeMap<String, Vec<String>>);

super::model::says_nothing!(Typed);

impl Typed {
    /// The first value of a field, trimmed; empty when there is none.
    #[must_use]
    pub fn one(&self, field: &str) -> &str {
        self.0.get(field).and_then(|values| values.first()).map_or("", |value| value.trim())
    }

    /// The first value exactly as typed.
    #[must_use]
    pub fn raw(&self, field: &str) -> &str {
        self.0.get(field).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Whether a box is ticked.
    #[must_use]
    pub fn has(&self, field: &str, value: &str) -> bool {
        self.0.get(field).is_some_and(|values| values.iter().any(|each| each == value))
    }

    /// Every field of one page with its values, to show them again.
    pub fn of(&self, question: Question) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = question.fields().iter();
        fields.flat_map(|(field, _)| self.all(field).map(move |value| (*field, value)))
    }

    fn all<'a>(&'a self, field: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0.get(field).into_iter().flatten().map(String::as_str)
    }

    /// Takes over what was typed on one page: its fields and no other, each with at most 40 values.
    fn take(&mut self, question: Question, pairs: &[(String, String)]) {
        for (field, _) in question.fields() {
            let values: Vec<String> = pairs
                .iter()
                .filter(|(name, value)| name == field && !value.is_empty())
                .map(|(_, value)| value.clone())
                .take(40)
                .collect();
            self.0.remove(*field);
            if !values.is_empty() {
                self.0.insert((*field).to_owned(), values);
            }
        }
    }
}

/// What is wrong with an answer. The web side has a sentence for each, and puts it beside the field
/// and at the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// It must be answered.
    Missing,
    /// It has too many letters.
    TooLong,
    /// It is no e-mail address.
    NotAnEmail,
    /// A British telephone number has 11 figures.
    NotANumber,
    /// It is no date.
    NotADate,
    /// The date has not come yet.
    InFuture,
    /// One of the ways ticked contradicts another: "not safe" and a way.
    Contradicts,
    /// She has not agreed to be referred.
    NotAgreed,
    /// None of the choices.
    NotAChoice,
}

impl Wrong {
    /// The key of its sentence.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too-long",
            Self::NotAnEmail => "not-an-email",
            Self::NotANumber => "not-a-number",
            Self::NotADate => "not-a-date",
            Self::InFuture => "in-future",
            Self::Contradicts => "contradicts",
            Self::NotAgreed => "not-agreed",
            Self::NotAChoice => "not-a-choice",
        }
    }
}

/// A field and what is wrong with it.
pub type Fault = (&'static str, Wrong);

/// The form between two pages.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormState {
    /// Who fills it in.
    pub flow: Flow,
    /// For which programme, by its published reference.
    #[serde(default)]
    pub programme: Option<String>,
    /// The id that the referral will have, so that sending twice makes one.
    id: Uuid,
    /// The reference that the receipt will show.
    reference: String,
    /// When it was begun, microseconds.
    begun: i64,
    /// What was typed so far.
    pub typed: Typed,
}

super::model::says_nothing!(FormState);

/// The hidden field does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// It was changed, cut, or made by another server. Nothing of it is used.
    #[error("this page was changed on its way, so nothing of it was taken")]
    Changed,
    /// It was begun too long ago.
    #[error("this page is too old")]
    TooOld,
}

/// The server's key for hidden fields. It opens nothing else; when the server starts anew with
/// another key, open forms are begun again.
pub struct FormKey(SubjectKey);

impl std::fmt::Debug for FormKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FormKey")
    }
}

const PLACE: &[u8] = b"public referral form 1";

impl FormKey {
    /// A key that lives as long as the process.
    #[must_use]
    pub fn for_this_process(ctx: &Ctx) -> Self {
        Self(SubjectKey::from_bytes(ctx.random()))
    }

    /// A key that several nodes share.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(SubjectKey::from_bytes(bytes))
    }

    /// Seals the state for the hidden field: URL-safe text.
    #[must_use]
    pub fn seal(&self, ctx: &Ctx, state: &FormState) -> String {
        // Neither can fail: the state is plain strings, far below the cipher's limit. Were it to,
        // an empty field gives the page that says to begin again.
        let Ok(json) = serde_json::to_vec(state) else { return String::new() };
        let mut plain = Zeroizing::new(json);
        let padded = plain.len().next_multiple_of(STEP);
        plain.resize(padded, b' ');
        let sealed = self.0.seal_bytes(ctx.random(), PLACE, &plain).unwrap_or_default();
        data_encoding::BASE64URL_NOPAD.encode(&sealed)
    }

    /// Opens the hidden field.
    ///
    /// # Errors
    /// [`NotOpened`].
    pub fn open(&self, ctx: &Ctx, field: &str) -> Result<FormState, NotOpened> {
        let sealed = data_encoding::BASE64URL_NOPAD
            .decode(field.as_bytes())
            .map_err(|_| NotOpened::Changed)?;
        let plain = self.0.open_bytes(PLACE, &sealed).map_err(|_| NotOpened::Changed)?;
        let state: FormState = serde_json::from_slice(&plain).map_err(|_| NotOpened::Changed)?;
        let age = ctx.now().duration_since(time::from_micros(state.begun));
        // Only we seal it, so one from the future tells of a clock that was set back, or of another node's.
        // She does not lose what she wrote by that.
        if age > LASTS || age < -LASTS {
            return Err(NotOpened::TooOld);
        }
        Ok(state)
    }
}

impl FormState {
    /// A new form.
    #[must_use]
    pub fn begin(ctx: &Ctx, flow: Flow, programme: Option<String>) -> Self {
        Self {
            flow,
            programme,
            id: ctx.new_uuid(),
            reference: ctx.new_reference().compact(),
            begun: ctx.now_micros(),
            typed: Typed::default(),
        }
    }

    /// When it must be sent at the latest.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        time::from_micros(self.begun) + LASTS
    }

    /// The reference that the receipt will show.
    #[must_use]
    pub fn reference(&self) -> Option<Reference> {
        Reference::parse(&self.reference).ok()
    }

    /// Takes an answer and says what is wrong with it. What was typed is kept also when it is wrong,
    /// so that the page can show it again.
    ///
    /// # Errors
    /// Every fault of this page, in the order of its fields.
    pub fn answer(
        &mut self,
        ctx: &Ctx,
        question: Question,
        pairs: &[(String, String)],
    ) -> Result<(), Vec<Fault>> {
        self.typed.take(question, pairs);
        let faults = self.faults(ctx, question);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// The first question whose answer is not good yet.
    #[must_use]
    pub fn first_open(&self, ctx: &Ctx) -> Option<Question> {
        self.flow.questions().iter().copied().find(|q| !self.faults(ctx, *q).is_empty())
    }

    /// Whether her postcode lies where the law of England and Wales does not run.
    #[must_use]
    pub fn elsewhere(&self) -> Option<Elsewhere> {
        Elsewhere::of(self.typed.one("lives"))
    }

    fn faults(&self, ctx: &Ctx, question: Question) -> Vec<Fault> {
        let typed = &self.typed;
        let mut faults: Vec<Fault> = Vec::new();
        for (field, most) in question.fields() {
            if typed.all(field).any(|value| value.chars().count() > *most) {
                faults.push((field, Wrong::TooLong));
            }
        }
        if !faults.is_empty() {
            return faults;
        }
        let missing = |field: &'static str, faults: &mut Vec<Fault>| {
            if typed.one(field).is_empty() {
                faults.push((field, Wrong::Missing));
            }
        };
        match question {
            Question::You => {
                match Source::from_code(typed.one("source")) {
                    None if typed.one("source").is_empty() => {
                        faults.push(("source", Wrong::Missing));
                    }
                    None | Some(Source::Herself) => faults.push(("source", Wrong::NotAChoice)),
                    Some(_) => {}
                }
                missing("your_name", &mut faults);
                missing("your_organisation", &mut faults);
                let (email, telephone) = (typed.one("your_email"), typed.one("your_telephone"));
                if email.is_empty() && telephone.is_empty() {
                    faults.push(("your_email", Wrong::Missing));
                }
                check_email("your_email", email, &mut faults);
                check_number("your_telephone", telephone, &mut faults);
            }
            Question::Agreed => {
                if !typed.has("agreed", "referral") {
                    faults.push(("agreed", Wrong::NotAgreed));
                }
            }
            Question::Her => {
                if typed.one("name").is_empty() && typed.one("called").is_empty() {
                    let first = match self.flow {
                        Flow::Professional => "name",
                        Flow::Herself => "called",
                    };
                    faults.push((first, Wrong::Missing));
                }
                if let Err(wrong) = self.born(ctx) {
                    faults.push(("born", wrong));
                }
            }
            Question::Reach => self.reach_faults(&mut faults),
            Question::Place => {
                let custody = typed.one("custody");
                if !custody.is_empty() && Custody::from_code(custody).is_none() {
                    faults.push(("custody", Wrong::NotAChoice));
                }
                for part in ["release", "sentence"] {
                    if let Err((field, wrong)) = self.whole_date(part) {
                        faults.push((field, wrong));
                    }
                }
            }
            Question::Why => {
                missing("reason", &mut faults);
                let urgency = typed.one("urgency");
                if !urgency.is_empty() && Urgency::from_code(urgency).is_none() {
                    faults.push(("urgency", Wrong::NotAChoice));
                }
            }
            Question::Needs => {
                for field in ["need", "high"] {
                    if typed.all(field).any(|code| NeedArea::from_code(code).is_none()) {
                        faults.push((
                            if field == "need" { "need" } else { "high" },
                            Wrong::NotAChoice,
                        ));
                    }
                }
                let nothing = typed.all("need").next().is_none()
                    && typed.all("high").next().is_none()
                    && typed.one("needs").is_empty();
                // She may only want to talk; a professional knows why she refers.
                if nothing && self.flow == Flow::Professional {
                    faults.push(("need", Wrong::Missing));
                }
            }
            Question::Safety => {
                // A sentence about danger never stands without who said it.
                if self.flow == Flow::Professional && !typed.one("risk").is_empty() {
                    match typed.one("said_by") {
                        "" => faults.push(("said_by", Wrong::Missing)),
                        code if SaidBy::from_code(code).is_none() => {
                            faults.push(("said_by", Wrong::NotAChoice));
                        }
                        _ => {}
                    }
                }
            }
            Question::Receipt => self.receipt_faults(&mut faults),
        }
        faults
    }

    fn reach_faults(&self, faults: &mut Vec<Fault>) {
        let typed = &self.typed;
        let ways: Vec<Way> = typed.all("way").filter_map(Way::from_code).collect();
        if ways.len() != typed.all("way").count() {
            faults.push(("way", Wrong::NotAChoice));
        } else if ways.is_empty() {
            faults.push(("way", Wrong::Missing));
        } else if ways.contains(&Way::None) && ways.len() > 1 {
            faults.push(("way", Wrong::Contradicts));
        }
        let (number, email) = (typed.one("number"), typed.one("email"));
        if (ways.contains(&Way::Call) || ways.contains(&Way::Text)) && number.is_empty() {
            faults.push(("number", Wrong::Missing));
        }
        check_number("number", number, faults);
        if ways.contains(&Way::Email) && email.is_empty() {
            faults.push(("email", Wrong::Missing));
        }
        check_email("email", email, faults);
        if ways.contains(&Way::Post) && typed.one("address").is_empty() {
            faults.push(("address", Wrong::Missing));
        }
        if ways.contains(&Way::Through) && typed.one("through").is_empty() {
            faults.push(("through", Wrong::Missing));
        }
    }

    fn receipt_faults(&self, faults: &mut Vec<Fault>) {
        let typed = &self.typed;
        let code = typed.one("receipt");
        match (self.flow, ReceiptBy::from_code(code)) {
            (_, None) if code.is_empty() => {}
            (_, None) => faults.push(("receipt", Wrong::NotAChoice)),
            (Flow::Herself, Some(ReceiptBy::Text)) if typed.one("number").is_empty() => {
                faults.push(("receipt", Wrong::Missing));
            }
            (Flow::Herself, Some(ReceiptBy::Email)) if typed.one("email").is_empty() => {
                faults.push(("receipt", Wrong::Missing));
            }
            // What was said not to be safe two pages ago is not safe for a receipt either.
            (Flow::Herself, Some(by @ (ReceiptBy::Text | ReceiptBy::Email))) => {
                let way = if by == ReceiptBy::Text { Way::Text } else { Way::Email };
                if !typed.has("way", way.code()) {
                    faults.push(("receipt", Wrong::Contradicts));
                }
            }
            (Flow::Professional, Some(ReceiptBy::Text)) => {
                faults.push(("receipt", Wrong::NotAChoice));
            }
            (Flow::Professional, Some(ReceiptBy::Email)) if typed.one("your_email").is_empty() => {
                faults.push(("receipt", Wrong::Missing));
            }
            _ => {}
        }
    }

    fn born(&self, ctx: &Ctx) -> Result<String, Wrong> {
        let (day, month, year) =
            (self.typed.one("born-day"), self.typed.one("born-month"), self.typed.one("born-year"));
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return Ok(String::new());
        }
        match PartialDate::typed_past(day, month, year, ctx.today()) {
            Ok(born) => Ok(born.iso()),
            Err(TypedDateError::Future(_)) => Err(Wrong::InFuture),
            Err(_) => Err(Wrong::NotADate),
        }
    }

    /// A whole date of three boxes, or nothing when all are empty.
    fn whole_date(&self, part: &'static str) -> Result<String, Fault> {
        let (d, m, y) = match part {
            "release" => ("release-day", "release-month", "release-year"),
            _ => ("sentence-day", "sentence-month", "sentence-year"),
        };
        let (day, month, year) = (self.typed.one(d), self.typed.one(m), self.typed.one(y));
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return Ok(String::new());
        }
        let date = PartialDate::typed(day, month, year).map_err(|_| (part, Wrong::NotADate))?;
        let whole = date.iso().parse::<jiff::civil::Date>().map_err(|_| (part, Wrong::NotADate))?;
        Ok(whole.to_string())
    }

    /// What is sent, when every answer is good.
    ///
    /// # Errors
    /// The first question whose answer is not.
    pub fn finish(&self, ctx: &Ctx) -> Result<Dropped, Question> {
        if let Some(open) = self.first_open(ctx) {
            return Err(open);
        }
        let typed = &self.typed;
        let text = |field: &str| typed.raw(field).to_owned();
        let source = match self.flow {
            Flow::Herself => Source::Herself,
            Flow::Professional => Source::from_code(typed.one("source")).ok_or(Question::You)?,
        };
        let mut needs: BTreeMap<NeedArea, Complexity> = BTreeMap::new();
        needs.extend(
            typed.all("need").filter_map(NeedArea::from_code).map(|n| (n, Complexity::NotKnown)),
        );
        needs.extend(
            typed.all("high").filter_map(NeedArea::from_code).map(|n| (n, Complexity::High)),
        );
        let said = Said {
            name: text("name"),
            called: text("called"),
            other_names: typed
                .one("other_names")
                .split([',', ';', '\n'])
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .collect(),
            born: self.born(ctx).map_err(|_| Question::Her)?,
            identifiers: self.identifiers(),
            lives: text("lives"),
            language: text("language"),
            referrer: self.referrer(),
            reason: text("reason"),
            order: text("order"),
            risks: self.risks(),
            prison: text("prison"),
            release: self.whole_date("release").map_err(|_| Question::Place)?,
            release_unknown: text("release_unknown"),
            sentence_end: self.whole_date("sentence").map_err(|_| Question::Place)?,
            children: text("children"),
            needs: text("needs"),
            reach: ReachSaid {
                ways: typed.all("way").filter_map(Way::from_code).collect(),
                number: typed.one("number").to_owned(),
                email: typed.one("email").to_owned(),
                address: text("address"),
                when: text("when"),
                words: text("say"),
                through: text("through"),
            },
            agreed: match self.flow {
                // She sends it herself: she agreed to it, and there is nobody to tell.
                Flow::Herself => Agreed { referral: true, answer: false, attendance: false },
                Flow::Professional => Agreed {
                    referral: true,
                    answer: typed.has("agreed", "answer"),
                    attendance: typed.has("agreed", "attendance"),
                },
            },
        };
        Ok(Dropped {
            id: self.id,
            reference: self.reference.clone(),
            sent_at: ctx.now_micros(),
            programme: self.programme.clone(),
            source,
            urgency: Urgency::from_code(typed.one("urgency")).unwrap_or(Urgency::Usual),
            custody: Custody::from_code(typed.one("custody")).unwrap_or(Custody::NotKnown),
            interpreter: Interpreter::from_code(typed.one("interpreter"))
                .unwrap_or(Interpreter::NotAsked),
            name_shown: if typed.has("name_hidden", "yes") {
                NameShown::Hidden
            } else {
                NameShown::Shown
            },
            needs: needs.into_iter().collect(),
            receipt: ReceiptBy::from_code(typed.one("receipt")).unwrap_or(ReceiptBy::Page),
            said,
        })
    }

    fn identifiers(&self) -> Vec<IdentifierSaid> {
        [
            ("crn", IdentifierKind::Crn),
            ("pnc", IdentifierKind::Pnc),
            ("prison_number", IdentifierKind::PrisonNumber),
        ]
        .into_iter()
        .filter(|(field, _)| !self.typed.one(field).is_empty())
        .map(|(field, kind)| IdentifierSaid { kind, raw: self.typed.raw(field).to_owned() })
        .collect()
    }

    fn referrer(&self) -> Option<Referrer> {
        let text = |field: &str| self.typed.raw(field).to_owned();
        (self.flow == Flow::Professional).then(|| Referrer {
            name: text("your_name"),
            role: text("your_role"),
            organisation: text("your_organisation"),
            email: self.typed.one("your_email").to_owned(),
            telephone: text("your_telephone"),
        })
    }

    fn risks(&self) -> Vec<RiskSaid> {
        if self.typed.one("risk").is_empty() {
            return Vec::new();
        }
        let said_by = match self.flow {
            Flow::Herself => SaidBy::She,
            Flow::Professional => {
                SaidBy::from_code(self.typed.one("said_by")).unwrap_or(SaidBy::Referrer)
            }
        };
        vec![RiskSaid { words: self.typed.raw("risk").to_owned(), said_by }]
    }
}

/// Where the law of England and Wales does not run. The words say so honestly and name who can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    /// Northern Ireland.
    NorthernIreland,
    /// Scotland.
    Scotland,
}

/// Postcode areas that lie in Scotland as a whole. DG and TD reach over the border; TD into England.
const SCOTLAND: [&str; 15] =
    ["AB", "DD", "DG", "EH", "FK", "G", "HS", "IV", "KA", "KW", "KY", "ML", "PA", "PH", "ZE"];

impl Elsewhere {
    /// Reads a postcode or its first part. Anything else is not decided here.
    #[must_use]
    pub fn of(lives: &str) -> Option<Self> {
        let text = lives.trim().to_ascii_uppercase();
        let area: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
        let digit = text.chars().nth(area.len()).is_some_and(|c| c.is_ascii_digit());
        match area.as_str() {
            _ if !digit => None,
            "BT" => Some(Self::NorthernIreland),
            area if SCOTLAND.contains(&area) => Some(Self::Scotland),
            _ => None,
        }
    }
}

/// Only what could never be an address is refused; whether it is hers, nobody can tell from it.
fn check_email(field: &'static str, text: &str, faults: &mut Vec<Fault>) {
    let good = match text.split_once('@') {
        Some((before, after)) => {
            !before.is_empty()
                && after.contains('.')
                && !after.starts_with('.')
                && !after.ends_with('.')
                && !text.contains(char::is_whitespace)
                && !after.contains('@')
                && !text.contains(char::is_control)
        }
        None => false,
    };
    if !text.is_empty() && !good {
        faults.push((field, Wrong::NotAnEmail));
    }
}

/// A British number has 10 or 11 figures with its nought, or comes with its country.
fn check_number(field: &'static str, text: &str, faults: &mut Vec<Fault>) {
    if text.is_empty() {
        return;
    }
    let figures = text.chars().filter(char::is_ascii_digit).count();
    let others =
        text.chars().any(|c| !(c.is_ascii_digit() || c.is_whitespace() || "+-()".contains(c)));
    let abroad = text.starts_with('+') || text.starts_with("00");
    let good = if abroad { (9..=17).contains(&figures) } else { figures == 11 || figures == 10 };
    let mobile_short = text.starts_with("07") && figures != 11;
    if others || !good || mobile_short {
        faults.push((field, Wrong::NotANumber));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use kernel::ctx::{Actor, Seeded, SetClock};
    use proptest::prelude::*;

    fn ctx_at(at: &str) -> Ctx {
        let clock = SetClock::new(at.parse().unwrap());
        Ctx::new(Arc::new(clock), Arc::new(Seeded::new(3)), Actor::Visitor)
    }

    fn ctx() -> Ctx {
        ctx_at("2026-11-20T14:10:00Z")
    }

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    fn herself(ctx: &Ctx) -> FormState {
        let mut form = FormState::begin(ctx, Flow::Herself, None);
        let mut say = |question, of: &[(&str, &str)]| {
            form.answer(ctx, question, &pairs(of)).unwrap();
        };
        say(Question::Her, &[("called", "Nia")]);
        say(Question::Reach, &[("way", "text"), ("number", "07700 900412"), ("when", "mornings")]);
        say(Question::Place, &[("lives", "NP20")]);
        say(Question::Needs, &[("need", "money"), ("need", "accommodation")]);
        say(Question::Safety, &[("risk", "He reads my phone")]);
        say(Question::Receipt, &[("receipt", "text")]);
        form
    }

    #[test]
    fn a_woman_refers_herself_in_six_questions() {
        let ctx = ctx();
        let sent = herself(&ctx).finish(&ctx).unwrap();
        assert_eq!(sent.source, Source::Herself);
        assert_eq!(sent.said.called, "Nia");
        assert_eq!(sent.said.risks[0].said_by, SaidBy::She);
        assert_eq!(sent.needs.len(), 2);
        assert!(sent.said.referrer.is_none());
        assert_eq!(sent.receipt, ReceiptBy::Text);
    }

    #[test]
    fn what_is_missing_is_named_and_what_was_typed_is_kept() {
        let ctx = ctx();
        let mut form = FormState::begin(&ctx, Flow::Professional, None);
        let typed = pairs(&[("way", "text"), ("number", "07700 90041"), ("say", "Nia")]);
        let faults = form.answer(&ctx, Question::Reach, &typed).unwrap_err();
        assert_eq!(faults, [("number", Wrong::NotANumber)]);
        assert_eq!(form.typed.raw("number"), "07700 90041");
        assert_eq!(form.finish(&ctx).unwrap_err(), Question::You);
        let both = pairs(&[("way", "none"), ("way", "text"), ("number", "07700 900412")]);
        let faults = form.answer(&ctx, Question::Reach, &both).unwrap_err();
        assert_eq!(faults, [("way", Wrong::Contradicts)]);
    }

    #[test]
    fn a_receipt_is_not_texted_when_a_text_is_not_safe() {
        let ctx = ctx();
        let mut form = herself(&ctx);
        form.answer(&ctx, Question::Reach, &pairs(&[("way", "none"), ("number", "07700 900412")]))
            .unwrap();
        assert_eq!(form.finish(&ctx).unwrap_err(), Question::Receipt);
    }

    #[test]
    fn a_professional_says_whose_words_a_danger_is() {
        let ctx = ctx();
        let mut form = FormState::begin(&ctx, Flow::Professional, None);
        let faults = form.answer(&ctx, Question::Safety, &pairs(&[("risk", "He threatens her")]));
        assert_eq!(faults, Err(vec![("said_by", Wrong::Missing)]));
        let faults = form.answer(&ctx, Question::Agreed, &pairs(&[("agreed", "answer")]));
        assert_eq!(faults, Err(vec![("agreed", Wrong::NotAgreed)]));
    }

    #[test]
    fn a_form_ends_after_two_hours_and_with_another_key() {
        let ctx = ctx();
        let key = FormKey::from_bytes([1; 32]);
        let field = key.seal(&ctx, &herself(&ctx));
        assert!(key.open(&ctx, &field).is_ok());
        let later = ctx_at("2026-11-20T16:10:01Z");
        assert_eq!(key.open(&later, &field).unwrap_err(), NotOpened::TooOld);
        let set_back = ctx_at("2026-11-20T13:10:00Z");
        assert!(key.open(&set_back, &field).is_ok(), "an hour earlier than it was");
        let far_off = ctx_at("2026-11-20T12:09:59Z");
        assert_eq!(key.open(&far_off, &field).unwrap_err(), NotOpened::TooOld);
        let other = FormKey::from_bytes([2; 32]);
        assert_eq!(other.open(&ctx, &field).unwrap_err(), NotOpened::Changed);
    }

    #[test]
    fn the_hidden_field_holds_no_typed_word_and_its_length_says_little() {
        let ctx = ctx();
        let key = FormKey::from_bytes([1; 32]);
        let full = key.seal(&ctx, &herself(&ctx));
        let fresh = key.seal(&ctx, &FormState::begin(&ctx, Flow::Herself, None));
        assert_eq!(full.len(), fresh.len());
        assert!(!full.contains("Nia") && !full.contains("07700"));
        assert_eq!(format!("{:?}", herself(&ctx)), "FormState[personal]");
    }

    #[test]
    fn sending_twice_is_the_same_referral() {
        let ctx = ctx();
        let form = herself(&ctx);
        let (one, two) = (form.finish(&ctx).unwrap(), form.finish(&ctx).unwrap());
        assert_eq!((one.id, &one.reference), (two.id, &two.reference));
    }

    #[test]
    fn northern_ireland_and_scotland_are_told_apart_and_nothing_is_guessed() {
        assert_eq!(Elsewhere::of("bt7 1nn"), Some(Elsewhere::NorthernIreland));
        assert_eq!(Elsewhere::of("G12"), Some(Elsewhere::Scotland));
        for here in ["NP20 4AB", "GL1", "Bath", "Glasgow", "", "TD15", "e1", "Ŵyn"] {
            assert_eq!(Elsewhere::of(here), None, "{here}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(testkit::cases(10_000)))]
        #[test]
        fn any_text_is_taken_unchanged_or_refused_by_name(
            name in ".{0,60}",
            reason in "[\\PC\\u{202e}'\"<>;&-]{0,80}",
            extra in ".{0,20}",
        ) {
            let ctx = ctx();
            let key = FormKey::from_bytes([1; 32]);
            let mut form = FormState::begin(&ctx, Flow::Professional, None);
            let _ = form.answer(&ctx, Question::Her, &pairs(&[("name", &name), (&extra, &reason)]));
            let _ = form.answer(&ctx, Question::Why, &pairs(&[("reason", &reason)]));
            let back = key.open(&ctx, &key.seal(&ctx, &form)).unwrap();
            prop_assert_eq!(back.typed.raw("name"), name.as_str());
            prop_assert_eq!(back.typed.raw("reason"), reason.as_str());
            prop_assert!(back == form);
        }

        #[test]
        fn any_change_of_the_hidden_field_is_refused(at in 0usize..10_000, with in any::<char>()) {
            let ctx = ctx();
            let key = FormKey::from_bytes([1; 32]);
            let field = key.seal(&ctx, &herself(&ctx));
            let mut letters: Vec<char> = field.chars().collect();
            let at = at % letters.len();
            prop_assume!(letters[at] != with);
            letters[at] = with;
            let changed: String = letters.into_iter().collect();
            prop_assert_eq!(key.open(&ctx, &changed).unwrap_err(), NotOpened::Changed);
            prop_assert!(key.open(&ctx, field.get(..at).unwrap()).is_err());
        }
    }
}
