//! A safe contact rule as it was agreed with her, and what makes it stale.
//!
//! Not for deciding about one message: that is the gate's.

use access::action::Woman;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kernel::{Id, Personal, WeekHours, time};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::words::{AgreedWords, Telling, telling};
use crate::codes::coded;

/// Days after which a rule that was confirmed with her is too old to be used.
pub const RECHECK_DAYS: i32 = 90;

/// Days for which her own form counts. Nobody has heard her say it yet, and somebody else may have
/// filled the form in: it opens the way to the first conversation and no longer.
const OWN_FORM_DAYS: i32 = 14;

coded! {
    /// A way to reach somebody.
    Channel {
        /// A telephone call.
        Call = "call",
        /// A text message.
        Text = "text",
        /// Words left on a machine, which anybody may play.
        Voicemail = "voicemail",
        /// E-mail.
        Email = "email",
        /// A letter.
        Post = "post",
        /// Meeting her, somewhere agreed.
        InPerson = "in_person",
        /// Through somebody she trusts, or the agency that referred her.
        ViaSomeone = "via_someone",
        /// Through the prison.
        InCustody = "in_custody",
    }
}

impl Channel {
    /// Whether what is said can be read or heard by somebody else, so that every word must be
    /// agreed beforehand.
    #[must_use]
    pub const fn leaves_words(self) -> bool {
        match self {
            Self::Text | Self::Voicemail | Self::Email | Self::Post | Self::ViaSomeone => true,
            Self::Call | Self::InPerson | Self::InCustody => false,
        }
    }

    /// Whether her telephone shows a number.
    #[must_use]
    pub const fn shows_a_number(self) -> bool {
        matches!(self, Self::Call | Self::Text | Self::Voicemail)
    }
}

coded! {
    /// What she said of a channel.
    Answer {
        /// It is safe, in the hours and with the words beside it.
        Yes = "yes",
        /// It is not safe. Without a value, the whole channel is closed.
        No = "no",
    }
}

coded! {
    /// How we know.
    Confirmed {
        /// She said so, face to face.
        InPerson = "in_person",
        /// She said so on the telephone, with her check word or a voice the worker knows.
        ByVoice = "by_voice",
        /// She wrote it on her own referral form. Counts for a fortnight.
        HerOwnForm = "her_own_form",
        /// A referrer said so. Allows nothing.
        ReportedByReferrer = "reported_by_referrer",
        /// Somebody else said so, or an imported file. Allows nothing.
        ReportedByOther = "reported_by_other",
    }
}

impl Confirmed {
    /// How many days it can be relied on; `None` when it was never confirmed with her.
    #[must_use]
    pub const fn days(self) -> Option<i32> {
        match self {
            Self::InPerson | Self::ByVoice => Some(RECHECK_DAYS),
            Self::HerOwnForm => Some(OWN_FORM_DAYS),
            Self::ReportedByReferrer | Self::ReportedByOther => None,
        }
    }
}

coded! {
    /// What her telephone shows when we ring or text.
    NumberShows {
        /// No number.
        Withheld = "withheld",
        /// The centre's number.
        Centre = "centre",
        /// The number of the worker's own mobile telephone.
        WorkersMobile = "workers_mobile",
    }
}

coded! {
    /// Who may pick up.
    WhoMayAnswer {
        /// Only she. To anybody else: wrong number, and nothing more.
        OnlyShe = "only_she",
        /// Also the person named in the note.
        AlsoNamed = "also_named",
        /// Anybody; the agreed words are said and nothing else.
        Anybody = "anybody",
    }
}

coded! {
    /// What makes every rule of hers stale at once. The eighth, age, is reckoned and not marked.
    StaleWhy {
        /// She was released.
        Released = "released",
        /// He was released.
        HeWasReleased = "he_was_released",
        /// She moved.
        Moved = "moved",
        /// She has another telephone.
        NewPhone = "new_phone",
        /// She has a new partner.
        NewPartner = "new_partner",
        /// She spoke of abuse.
        AbuseDisclosed = "abuse_disclosed",
        /// A worker has reason to doubt the rules.
        Doubted = "doubted",
        /// The rule is older than its days.
        Aged = "aged",
    }
}

impl StaleWhy {
    /// What somebody can mark; age is reckoned.
    pub fn marked() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|why| *why != Self::Aged)
    }
}

/// Something happened after which no earlier rule can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaleMark {
    /// When it happened.
    pub at: Timestamp,
    /// What.
    pub why: StaleWhy,
}

/// The parts of a rule that lie sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Number, address, or who and where. Empty in a rule that closes a whole channel.
    #[serde(default)]
    pub value: String,
    /// When, on a London clock. Never, unless said.
    #[serde(default)]
    pub hours: WeekHours,
    /// What we agreed to say.
    #[serde(default)]
    pub words: AgreedWords,
    /// What her telephone may show; nothing agreed means no telephone.
    #[serde(default)]
    pub number_shows: Option<NumberShows>,
    /// Who may pick up.
    #[serde(default)]
    pub who_may_answer: Option<WhoMayAnswer>,
    /// What she says so that we know it is she, and a caller so that she knows it is us.
    #[serde(default)]
    pub check_word: String,
    /// Anything else, for instance "only after two missed sessions".
    #[serde(default)]
    pub note: String,
}

/// A rule in force: not yet replaced by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafeContactRule {
    /// Its row.
    pub id: Uuid,
    /// Whose.
    pub woman: Id<Woman>,
    /// For which channel.
    pub channel: Channel,
    /// What she said.
    pub answer: Answer,
    /// How we know.
    pub confirmed: Confirmed,
    /// The day she said it.
    pub confirmed_on: Option<Date>,
    /// The last day it can be relied on, when that is earlier than its days.
    pub recheck_by: Option<Date>,
    /// When it was written down.
    pub made_at: Timestamp,
    /// The rest.
    pub terms: Personal<Terms>,
}

/// Why a rule cannot be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreliable {
    /// Never confirmed with her.
    OnlyReported,
    /// Confirmed on no day, or on a day that has not come.
    NotConfirmed,
    /// Too old, or overtaken by what happened.
    Stale { since: Date, why: StaleWhy },
}

impl SafeContactRule {
    /// The last day on which it can be relied on; `None` when it never was confirmed with her.
    #[must_use]
    pub fn good_until(&self) -> Option<Date> {
        let days = self.confirmed.days()?;
        let last = self.confirmed_on?.saturating_add(days.days());
        Some(self.recheck_by.map_or(last, |recheck| recheck.min(last)))
    }

    /// Whether it can be relied on at that instant.
    pub(super) fn reliable(&self, stale: &[StaleMark], at: Timestamp) -> Result<(), Unreliable> {
        let today = time::london(at).date();
        if self.confirmed.days().is_none() {
            return Err(Unreliable::OnlyReported);
        }
        let confirmed_on = self.confirmed_on.ok_or(Unreliable::NotConfirmed)?;
        let good_until = self.good_until().ok_or(Unreliable::NotConfirmed)?;
        if confirmed_on > today {
            return Err(Unreliable::NotConfirmed);
        }
        let overtaken = stale
            .iter()
            .filter(|mark| self.overtaken_by(mark, confirmed_on))
            .min_by_key(|mark| mark.at);
        if let Some(mark) = overtaken {
            return Err(Unreliable::Stale { since: time::london(mark.at).date(), why: mark.why });
        }
        if today > good_until {
            return Err(Unreliable::Stale {
                since: good_until.saturating_add(1.day()),
                why: StaleWhy::Aged,
            });
        }
        Ok(())
    }

    /// What happened after she confirmed the rule overtakes it. On the same day, only what had
    /// happened before the rule was written down is taken as known to her; at one and the same
    /// instant the answer is no.
    fn overtaken_by(&self, mark: &StaleMark, confirmed_on: Date) -> bool {
        mark.at >= self.made_at || time::london(mark.at).date() > confirmed_on
    }
}

/// A rule as somebody fills it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleDraft {
    /// For which channel.
    pub channel: Channel,
    /// What she said.
    pub answer: Answer,
    /// How we know.
    pub confirmed: Confirmed,
    /// The day she said it.
    pub confirmed_on: Option<Date>,
    /// Ask again by; nothing means after the full time.
    pub recheck_by: Option<Date>,
    /// The rest.
    pub terms: Personal<Terms>,
    /// The rule it takes the place of.
    pub replaces: Option<Uuid>,
}

/// What is wrong with a rule, each beside its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// It says that she confirmed it, but not when.
    #[error("say on which day she confirmed it")]
    NoDay,
    /// She cannot have confirmed it on a day that has not come.
    #[error("the day she confirmed it has not come yet")]
    FutureDay,
    /// To be asked again before it was confirmed, or later than the rule can last.
    #[error("ask again on a day after she confirmed it and within its time")]
    RecheckOutOfRange,
    /// A yes without number, address or person.
    #[error("say to which number or address, or through whom")]
    NoValue,
    /// A yes without hours.
    #[error("say at which hours it is safe")]
    NoHours,
    /// A yes for a channel that leaves words, without agreed words.
    #[error("say which words she agreed to")]
    NoWords,
    /// A yes on the telephone without what it may show.
    #[error("say what her telephone may show")]
    NoNumberShows,
    /// The agreed words tell too much.
    #[error("the words must not tell who we are, or pretend to be somebody else")]
    TellingWords(Telling),
}

impl RuleDraft {
    /// Checks the draft. A no needs nothing but the channel: it can only make her safer.
    ///
    /// # Errors
    /// Every [`RuleError`], in the order of the fields.
    pub fn check(&self, today: Date, our_names: &[String]) -> Result<(), Vec<RuleError>> {
        let mut errors = Vec::new();
        let terms = self.terms.reveal();
        if self.answer == Answer::Yes {
            if terms.value.trim().is_empty() && self.channel != Channel::InPerson {
                errors.push(RuleError::NoValue);
            }
            if terms.hours.is_never() {
                errors.push(RuleError::NoHours);
            }
            if self.channel.leaves_words() && !terms.words.allow_left_words() {
                errors.push(RuleError::NoWords);
            }
            if let AgreedWords::OnlyThese(phrases) = &terms.words
                && let Some(found) = phrases.iter().find_map(|phrase| telling(phrase, our_names))
            {
                errors.push(RuleError::TellingWords(found));
            }
            if self.channel.shows_a_number() && terms.number_shows.is_none() {
                errors.push(RuleError::NoNumberShows);
            }
        }
        errors.extend(self.check_days(today));
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn check_days(&self, today: Date) -> Option<RuleError> {
        let days = self.confirmed.days()?;
        let Some(confirmed_on) = self.confirmed_on else { return Some(RuleError::NoDay) };
        if confirmed_on > today {
            return Some(RuleError::FutureDay);
        }
        let last = confirmed_on.saturating_add(days.days());
        self.recheck_by
            .filter(|recheck| !(confirmed_on..=last).contains(recheck))
            .map(|_| RuleError::RecheckOutOfRange)
    }
}
