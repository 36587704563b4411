//! The gate. Every message to a woman and every recorded call passes here, or does not happen.
//!
//! The default is no. A message passes when one rule of hers, confirmed with her, not stale, says
//! yes to this channel and this number, at this hour, with these words; and when nothing she said
//! says no. Nothing here guesses: what is not known is a no.

use access::action::Woman;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::{Id, Personal};
use uuid::Uuid;

use super::rule::{Answer, Channel, NumberShows, SafeContactRule, StaleMark, StaleWhy, Unreliable};
use super::words::{AgreedWords, Telling, plain, signed_with, telling};

/// How long a yes lasts. Long enough to hand a message to a carrier, too short to lie in a queue:
/// what waited is asked again.
const LASTS: SignedDuration = SignedDuration::from_mins(5);

/// One message, call or visit that somebody wants to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// To whom.
    pub woman: Id<Woman>,
    /// How.
    pub channel: Channel,
    /// To which number or address, or through whom.
    pub to: Personal<String>,
    /// What it says. For a call, what would be said to anybody who answers; empty means nothing.
    pub words: Personal<String>,
    /// What her telephone would show.
    pub number_shows: Option<NumberShows>,
    /// When.
    pub at: Timestamp,
}

/// Whether we support her just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// A case is open, or she waits for one.
    Going,
    /// Closed, and she agreed that we may be in touch afterwards.
    ClosedMayContact,
    /// Closed.
    Closed,
}

/// What is true of her beside her rules.
#[derive(Debug, Clone)]
pub struct Circumstances {
    /// What happened that makes rules stale.
    pub stale: Vec<StaleMark>,
    /// Whether we support her.
    pub support: Support,
    /// The names of the organisation and its sites, which words must not hold.
    pub our_names: Vec<String>,
}

/// Why not. The first of these that applies, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Her case is closed and she did not agree to contact afterwards.
    #[error("closed, without consent to contact afterwards")]
    Closed,
    /// She said no to the channel or the number.
    #[error("she said no")]
    SaidNo {
        /// When she said it, when that is known.
        on: Option<Date>,
    },
    /// No rule of hers speaks of this channel and number.
    #[error("nothing is known about this way")]
    Unknown,
    /// A referrer or somebody else said it is safe; she did not.
    #[error("only reported, not confirmed with her")]
    OnlyReported,
    /// No day, or one to come, is given as the day she confirmed it.
    #[error("not confirmed with her")]
    NotConfirmed,
    /// It was confirmed, and can no longer be relied on.
    #[error("stale")]
    Stale {
        /// Since which day.
        since: Date,
        /// What made it so.
        why: StaleWhy,
    },
    /// Not at this hour.
    #[error("not at this hour")]
    OutsideHours {
        /// The next instant that her hours allow.
        next: Option<Timestamp>,
    },
    /// Her telephone would show something else than was agreed.
    #[error("her telephone would show something else than agreed")]
    NumberShows {
        /// What was agreed.
        agreed: Option<NumberShows>,
    },
    /// The channel leaves words and there are none.
    #[error("there are no words to check")]
    NoWords,
    /// The words say who we are, what her trouble is, or pretend.
    #[error("the words tell too much")]
    TellingWords(Telling),
    /// The words are not those that were agreed.
    #[error("the words are not those agreed with her")]
    WordsNotAgreed,
    /// The words are not signed with the agreed first name alone.
    #[error("the words are not signed with the agreed first name")]
    NotSigned,
}

impl Refused {
    /// The stable text that stands in a row and names the sentence in the catalogue.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::SaidNo { .. } => "said-no",
            Self::Unknown => "unknown",
            Self::OnlyReported => "only-reported",
            Self::NotConfirmed => "not-confirmed",
            Self::Stale { .. } => "stale",
            Self::OutsideHours { .. } => "outside-hours",
            Self::NumberShows { .. } => "number-shows",
            Self::NoWords => "no-words",
            Self::TellingWords(_) => "telling-words",
            Self::WordsNotAgreed => "words-not-agreed",
            Self::NotSigned => "not-signed",
        }
    }
}

/// What a yes stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// This rule of hers.
    Rule(Uuid),
    /// A worker who must prevent serious harm, with a reason that is reviewed the next working day.
    PreventHarm,
}

/// This woman may be reached by this channel, with these words, now. Only this module makes one; it
/// cannot be copied, stored or changed, and it ends after five minutes.
#[derive(Debug)]
#[must_use]
pub struct Reachable {
    message: Message,
    ground: Ground,
}

/// What is handed to a carrier.
#[derive(Debug)]
pub struct Sending {
    /// How.
    pub channel: Channel,
    /// To which number or address.
    pub to: Personal<String>,
    /// What it says.
    pub words: Personal<String>,
    /// What her telephone shows.
    pub number_shows: Option<NumberShows>,
}

/// The yes was given too long ago, or for a later time. Ask the gate again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the safe contact rule must be asked again")]
pub struct Expired;

impl Reachable {
    /// Whom.
    #[must_use]
    pub const fn woman(&self) -> Id<Woman> {
        self.message.woman
    }

    /// How.
    #[must_use]
    pub const fn channel(&self) -> Channel {
        self.message.channel
    }

    /// What it stands on.
    #[must_use]
    pub const fn ground(&self) -> Ground {
        self.ground
    }

    /// For which instant.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.message.at
    }

    /// Uses it up, now.
    ///
    /// # Errors
    /// [`Expired`] before its instant and five minutes after it.
    pub fn send(self, now: Timestamp) -> Result<Sending, Expired> {
        let waited = now.duration_since(self.message.at);
        if waited < SignedDuration::ZERO || waited > LASTS {
            return Err(Expired);
        }
        let Message { channel, to, words, number_shows, .. } = self.message;
        Ok(Sending { channel, to, words, number_shows })
    }
}

/// Asks whether this message may go. `rules` are her rules in force; one of another woman is never
/// looked at.
///
/// # Errors
/// [`Refused`], with the reason nearest to a yes when several rules speak of the channel.
pub fn may_reach(
    rules: &[SafeContactRule],
    circumstances: &Circumstances,
    message: Message,
) -> Result<Reachable, Refused> {
    if circumstances.support == Support::Closed {
        return Err(Refused::Closed);
    }
    let speaking: Vec<&SafeContactRule> = rules
        .iter()
        .filter(|rule| rule.woman == message.woman && rule.channel == message.channel)
        .filter(|rule| speaks_of(rule, &message))
        .collect();
    // A no needs no confirmation and never goes stale: it can only make her safer.
    if let Some(no) = speaking.iter().find(|rule| rule.answer == Answer::No) {
        return Err(Refused::SaidNo { on: no.confirmed_on });
    }
    let mut nearest = Refused::Unknown;
    for rule in speaking {
        match check(rule, circumstances, &message) {
            Ok(()) => return Ok(Reachable { ground: Ground::Rule(rule.id), message }),
            Err(refused) => nearest = nearer(nearest, refused),
        }
    }
    Err(nearest)
}

/// Lets a worker through at once to prevent serious harm. The reason is kept and reviewed by
/// somebody else on the next working day; nothing waits for that.
///
/// # Errors
/// [`NoReason`] when no reason is given.
pub(super) fn override_to_prevent_harm(
    message: Message,
    reason: &str,
) -> Result<Reachable, NoReason> {
    if plain(reason).is_empty() {
        return Err(NoReason);
    }
    Ok(Reachable { message, ground: Ground::PreventHarm })
}

/// An override says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("say what serious harm this is to prevent")]
pub(super) struct NoReason;

/// A yes speaks of its own number; a no without a number speaks of the whole channel. Only a
/// meeting needs no address: where is said in the words.
fn speaks_of(rule: &SafeContactRule, message: &Message) -> bool {
    let value = canonical(rule.channel, &rule.terms.reveal().value);
    let to = canonical(message.channel, message.to.reveal());
    match rule.answer {
        Answer::No => value.is_empty() || value == to,
        Answer::Yes => value == to && (!to.is_empty() || message.channel == Channel::InPerson),
    }
}

/// One number or address however it is typed: a British number with or without its country, any
/// other text without differences of case and blanks.
pub(super) fn canonical(channel: Channel, value: &str) -> String {
    if channel.shows_a_number() {
        let digits: String = value.chars().filter(|c| c.is_alphanumeric()).collect();
        let digits = digits.to_lowercase();
        let abroad = digits
            .strip_prefix("00")
            .or_else(|| value.trim_start().starts_with('+').then_some(digits.as_str()));
        // +44 (0)7700 is written too, so a nought behind the country goes.
        return match abroad.and_then(|number| number.strip_prefix("44")) {
            Some(national) => format!("0{}", national.strip_prefix('0').unwrap_or(national)),
            None => digits,
        };
    }
    plain(value).to_lowercase()
}

fn check(
    rule: &SafeContactRule,
    circumstances: &Circumstances,
    message: &Message,
) -> Result<(), Refused> {
    rule.reliable(&circumstances.stale, message.at).map_err(Refused::from)?;
    let terms = rule.terms.reveal();
    if !terms.hours.contains(message.at) {
        return Err(Refused::OutsideHours { next: terms.hours.next_within(message.at) });
    }
    if message.channel.shows_a_number()
        && (terms.number_shows.is_none() || terms.number_shows != message.number_shows)
    {
        return Err(Refused::NumberShows { agreed: terms.number_shows });
    }
    check_words(message, &terms.words, &circumstances.our_names)
}

fn check_words(
    message: &Message,
    agreed: &AgreedWords,
    our_names: &[String],
) -> Result<(), Refused> {
    let words = plain(message.words.reveal());
    if words.is_empty() {
        return if message.channel.leaves_words() { Err(Refused::NoWords) } else { Ok(()) };
    }
    if matches!(agreed, AgreedWords::AnythingToHer) && !message.channel.leaves_words() {
        return Ok(());
    }
    if let Some(found) = telling(&words, our_names) {
        return Err(Refused::TellingWords(found));
    }
    match agreed {
        AgreedWords::OnlyThese(phrases) if phrases.iter().any(|p| plain(p) == words) => Ok(()),
        AgreedWords::SignedWith(name) if signed_with(&words, name) => Ok(()),
        AgreedWords::SignedWith(_) => Err(Refused::NotSigned),
        AgreedWords::OnlyThese(_) | AgreedWords::None | AgreedWords::AnythingToHer => {
            Err(Refused::WordsNotAgreed)
        }
    }
}

impl From<Unreliable> for Refused {
    fn from(unreliable: Unreliable) -> Self {
        match unreliable {
            Unreliable::OnlyReported => Self::OnlyReported,
            Unreliable::NotConfirmed => Self::NotConfirmed,
            Unreliable::Stale { since, why } => Self::Stale { since, why },
        }
    }
}

/// Of two reasons the one that is nearer to a yes, so that the page can say what would help.
fn nearer(a: Refused, b: Refused) -> Refused {
    const fn distance(refused: Refused) -> u8 {
        match refused {
            Refused::Closed => 11,
            Refused::SaidNo { .. } => 10,
            Refused::Unknown => 9,
            Refused::OnlyReported => 8,
            Refused::NotConfirmed => 7,
            Refused::Stale { .. } => 6,
            Refused::OutsideHours { .. } => 5,
            Refused::NumberShows { .. } => 4,
            Refused::NoWords => 3,
            Refused::TellingWords(_) => 2,
            Refused::WordsNotAgreed => 1,
            Refused::NotSigned => 0,
        }
    }
    if distance(b) < distance(a) { b } else { a }
}
