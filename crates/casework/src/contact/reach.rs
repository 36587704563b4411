//! What the band at the top of her record says: how she can be reached just now.
//!
//! The same rules as the gate, asked without words: whether a channel is open at this hour. A page
//! that lets somebody send still asks the gate about the message itself.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::time;

use super::gate::{Circumstances, Refused, Support, canonical};
use super::rule::{Answer, Channel, SafeContactRule, StaleMark, StaleWhy};

/// Green, amber, red; always with words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReachState {
    /// She can be rung.
    Go,
    /// She can be reached by the ways named, and by no other.
    Care,
    /// Not now.
    #[default]
    Stop,
}

impl ReachState {
    /// The value of `data-state`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Care => "care",
            Self::Stop => "stop",
        }
    }
}

/// One channel at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelReach {
    /// Which.
    pub channel: Channel,
    /// Open until that instant (`None`: no end in sight), or why it is closed.
    pub answer: Result<Option<Timestamp>, Refused>,
    /// The rule that decides, when one speaks of the channel.
    pub rule: Option<uuid::Uuid>,
}

impl ChannelReach {
    /// Whether it is open now.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.answer.is_ok()
    }
}

/// The one thing to say first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Headline {
    /// These channels are open, until the earliest of their ends when that is today or tomorrow.
    Open {
        /// Which, in the order of [`Channel::ALL`].
        channels: Vec<Channel>,
        /// Until when.
        until: Option<Timestamp>,
    },
    /// Her case is closed.
    Closed,
    /// No rule at all.
    NothingKnown,
    /// Only a referrer or somebody else said what is safe.
    OnlyReported,
    /// Every yes of hers is stale: ask her again first.
    AskAgain {
        /// Since which day.
        since: Date,
        /// Why.
        why: StaleWhy,
    },
    /// Not at this hour; the first channel that opens again.
    NotNow {
        /// Which.
        channel: Channel,
        /// When.
        next: Timestamp,
    },
    /// She said no to everything.
    SaidNo,
}

/// How she can be reached at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Its colour.
    pub state: ReachState,
    /// Its sentence.
    pub headline: Headline,
    /// Every channel, in the order of [`Channel::ALL`].
    pub channels: Vec<ChannelReach>,
}

impl Reach {
    /// The channels to which she said no.
    pub fn said_no(&self) -> impl Iterator<Item = Channel> {
        self.channels.iter().filter_map(|reach| match reach.answer {
            Err(Refused::SaidNo { .. }) => Some(reach.channel),
            _ => None,
        })
    }
}

/// How she can be reached at that instant. `rules` are hers and in force.
#[must_use]
pub fn reach_now(rules: &[SafeContactRule], circumstances: &Circumstances, at: Timestamp) -> Reach {
    let channels: Vec<ChannelReach> = Channel::ALL
        .iter()
        .map(|channel| channel_now(rules, circumstances, *channel, at))
        .collect();
    let open: Vec<&ChannelReach> = channels.iter().filter(|reach| reach.is_open()).collect();
    let state = if open.is_empty() {
        ReachState::Stop
    } else if open.iter().any(|reach| reach.channel == Channel::Call) {
        ReachState::Go
    } else {
        ReachState::Care
    };
    let headline = if open.is_empty() {
        closed_headline(rules, circumstances, &channels)
    } else {
        let until = open.iter().filter_map(|reach| reach.answer.ok().flatten()).min();
        Headline::Open { channels: open.iter().map(|reach| reach.channel).collect(), until }
    };
    Reach { state, headline, channels }
}

fn channel_now(
    rules: &[SafeContactRule],
    circumstances: &Circumstances,
    channel: Channel,
    at: Timestamp,
) -> ChannelReach {
    let of_channel: Vec<&SafeContactRule> =
        rules.iter().filter(|rule| rule.channel == channel).collect();
    if circumstances.support == Support::Closed {
        return ChannelReach { channel, answer: Err(Refused::Closed), rule: None };
    }
    let bars = |no: &SafeContactRule, yes: Option<&SafeContactRule>| {
        let value = |rule: &SafeContactRule| canonical(channel, &rule.terms.reveal().value);
        let barred = value(no);
        no.answer == Answer::No && (barred.is_empty() || yes.is_none_or(|yes| value(yes) == barred))
    };
    let mut closed: Option<(Refused, uuid::Uuid)> = None;
    for yes in of_channel.iter().filter(|rule| rule.answer == Answer::Yes) {
        let barred = of_channel.iter().find(|no| bars(no, Some(yes)));
        let refused = match barred {
            Some(no) => Refused::SaidNo { on: no.confirmed_on },
            None => match open_until(yes, &circumstances.stale, at) {
                Ok(until) => {
                    return ChannelReach { channel, answer: Ok(until), rule: Some(yes.id) };
                }
                Err(refused) => refused,
            },
        };
        closed.get_or_insert((refused, yes.id));
    }
    let said_no = of_channel.iter().find(|no| bars(no, None));
    let (refused, rule) = match (closed, said_no) {
        (Some((refused, id)), _) => (refused, Some(id)),
        (None, Some(no)) => (Refused::SaidNo { on: no.confirmed_on }, Some(no.id)),
        (None, None) => (Refused::Unknown, None),
    };
    ChannelReach { channel, answer: Err(refused), rule }
}

fn open_until(
    rule: &SafeContactRule,
    stale: &[StaleMark],
    at: Timestamp,
) -> Result<Option<Timestamp>, Refused> {
    rule.reliable(stale, at)?;
    let hours = &rule.terms.reveal().hours;
    if !hours.contains(at) {
        return Err(Refused::OutsideHours { next: hours.next_within(at) });
    }
    let london = time::london(at);
    let minute = i32::from(london.hour()) * 60 + i32::from(london.minute());
    let window = hours
        .on(london.weekday())
        .iter()
        .find(|window| (i32::from(window.from())..i32::from(window.to())).contains(&minute));
    // A window to midnight goes on the next day or ends in the night: no need to say when.
    Ok(window.filter(|window| window.to() < 24 * 60).and_then(|window| {
        let hour = i8::try_from(window.to() / 60).ok()?;
        let minute = i8::try_from(window.to() % 60).ok()?;
        Some(time::at_london(london.date().at(hour, minute, 0, 0)))
    }))
}

fn closed_headline(
    rules: &[SafeContactRule],
    circumstances: &Circumstances,
    channels: &[ChannelReach],
) -> Headline {
    if circumstances.support == Support::Closed {
        return Headline::Closed;
    }
    if rules.is_empty() {
        return Headline::NothingKnown;
    }
    let refused = || channels.iter().filter_map(|reach| Some((reach.channel, reach.answer.err()?)));
    let next = refused()
        .filter_map(|(channel, refused)| match refused {
            Refused::OutsideHours { next: Some(next) } => Some((next, channel)),
            _ => None,
        })
        .min();
    if let Some((next, channel)) = next {
        return Headline::NotNow { channel, next };
    }
    let stale = refused().find_map(|(_, refused)| match refused {
        Refused::Stale { since, why } => Some(Headline::AskAgain { since, why }),
        _ => None,
    });
    if let Some(stale) = stale {
        return stale;
    }
    let only_reported = refused()
        .any(|(_, refused)| matches!(refused, Refused::OnlyReported | Refused::NotConfirmed));
    if only_reported { Headline::OnlyReported } else { Headline::SaidNo }
}
