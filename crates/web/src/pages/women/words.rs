//! Casework's codes in words: stages, channels, refusals, and how she can be reached.

use access::action::Woman;
use casework::contact::{
    AgreedWords, Channel, Headline, Reach as Reached, ReachState, Refused, Standing,
};
use casework::record::Stage;
use jiff::Timestamp;
use kernel::Id;

use crate::parts::{Link, Reach, SafeContact, Tag, Tone};
use crate::text::Text;

/// The words of a code: `said(t, "stage", "exit_review")` asks for `stage-exit-review`.
pub(super) fn said(t: Text, family: &str, code: &str) -> String {
    let code = code.replace('_', "-");
    t.say(&format!("{family}-{code}")).to_string()
}

/// The stage of a case as a tag.
#[must_use]
pub fn stage_tag(t: Text, stage: Stage) -> Tag {
    let tone = match stage {
        Stage::Open | Stage::Engaged | Stage::Planned | Stage::Delivering => Tone::Violet,
        Stage::ExitReview => Tone::Green,
        Stage::Paused => Tone::Amber,
        Stage::Closed => Tone::Quiet,
    };
    Tag::new(tone, said(t, "stage", stage.code()))
}

/// The shape and colour of a channel's answer.
pub(super) fn shape(answer: &Result<Option<Timestamp>, Refused>) -> Reach {
    match answer {
        Ok(None) => Reach::Go,
        Ok(Some(_)) | Err(Refused::OutsideHours { .. }) => Reach::Care,
        Err(_) => Reach::Stop,
    }
}

/// `call, text or e-mail`.
pub(super) fn ways(t: Text, channels: &[Channel]) -> String {
    let words: Vec<String> =
        channels.iter().map(|channel| said(t, "channel", channel.code())).collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => {
            t.say("reach-or").with("most", most.join(", ")).with("last", last.as_str()).to_string()
        }
    }
}

/// The first letter as a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How she can be reached at that instant, in words: for the band and for a row of a list.
#[must_use]
pub fn safe_contact(
    t: Text,
    standing: &Standing,
    reach: &Reached,
    rules: Option<String>,
) -> SafeContact {
    let (brief, heading) = headline(t, reach);
    SafeContact {
        reach: match reach.state {
            ReachState::Go => Reach::Go,
            ReachState::Care => Reach::Care,
            ReachState::Stop => Reach::Stop,
        },
        brief: capital(&brief),
        heading,
        more: more(t, standing, reach),
        rules: rules.map(|href| Link::new(href, t.say("reach-all-rules"))),
    }
}

fn headline(t: Text, reach: &Reached) -> (String, String) {
    let pair = |brief: &str, heading: &str| (t.say(brief).to_string(), t.say(heading).to_string());
    match &reach.headline {
        Headline::Open { channels, until } => {
            let words = ways(t, channels);
            let (plain, timed) = match reach.state {
                ReachState::Go => ("reach-go", "reach-go-until"),
                ReachState::Care | ReachState::Stop => ("reach-care", "reach-care-until"),
            };
            match until {
                None => (words.clone(), t.say(plain).with("ways", words).to_string()),
                Some(until) => {
                    let time = t.time(*until);
                    let brief = t.say("reach-brief-until");
                    let heading = t.say(timed).with("ways", words.as_str());
                    (
                        brief.with("ways", words.as_str()).with("time", time.as_str()).to_string(),
                        heading.with("time", time.as_str()).to_string(),
                    )
                }
            }
        }
        Headline::Closed => pair("reach-closed-brief", "reach-closed"),
        Headline::NothingKnown => pair("reach-unknown-brief", "reach-unknown"),
        Headline::OnlyReported => pair("reach-reported-brief", "reach-reported"),
        Headline::SaidNo => pair("reach-said-no-brief", "reach-said-no"),
        Headline::AskAgain { since, why } => (
            t.say("reach-ask-again-brief").to_string(),
            t.say("reach-ask-again")
                .with("since", t.date(*since))
                .with("why", said(t, "stale", why.code()))
                .to_string(),
        ),
        Headline::NotNow { channel, next } => {
            let way = said(t, "channel", channel.code());
            let moment = t.moment(*next);
            (
                t.say("reach-not-now-brief").to_string(),
                t.say("reach-not-now").with("way", way).with("moment", moment).to_string(),
            )
        }
    }
}

fn more(t: Text, standing: &Standing, reach: &Reached) -> String {
    let mut sentences = Vec::new();
    let said_no: Vec<Channel> = reach.said_no().collect();
    if !said_no.is_empty() {
        sentences.push(t.say("reach-no-ways").with("ways", ways(t, &said_no)).to_string());
    }
    let open_text = reach.channels.iter().find(|c| c.channel == Channel::Text && c.is_open());
    let rule =
        open_text.and_then(|text| standing.rules.iter().find(|rule| Some(rule.id) == text.rule));
    if let Some(rule) = rule
        && let AgreedWords::SignedWith(name) = &rule.terms.reveal().words
    {
        sentences.push(t.say("reach-sign").with("name", name.as_str()).to_string());
    }
    if reach.state == ReachState::Stop && reach.headline != Headline::Closed {
        sentences.push(t.say("reach-instead").to_string());
    }
    sentences.join(" ")
}

/// Why the gate said no, in a sentence.
pub(super) fn refusal(t: Text, refused: Refused) -> String {
    match refused {
        Refused::Closed => t.say("gate-closed").to_string(),
        Refused::SaidNo { on: Some(on) } => t.say("gate-said-no-on").with("on", t.date(on)).into(),
        Refused::SaidNo { on: None } => t.say("gate-said-no").to_string(),
        Refused::Unknown => t.say("gate-unknown").to_string(),
        Refused::OnlyReported => t.say("gate-only-reported").to_string(),
        Refused::NotConfirmed => t.say("gate-not-confirmed").to_string(),
        Refused::Stale { since, why } => t
            .say("gate-stale")
            .with("since", t.date(since))
            .with("why", said(t, "stale", why.code()))
            .into(),
        Refused::OutsideHours { next: Some(next) } => {
            t.say("gate-outside-hours").with("next", t.moment(next)).into()
        }
        Refused::OutsideHours { next: None } => t.say("gate-no-hours").to_string(),
        Refused::NumberShows { agreed: Some(agreed) } => {
            t.say("gate-number-shows").with("agreed", said(t, "shows", agreed.code())).into()
        }
        Refused::NumberShows { agreed: None } => t.say("gate-number-not-agreed").to_string(),
        Refused::NoWords => t.say("gate-no-words").to_string(),
        Refused::TellingWords(telling) => said(t, "gate-telling", telling.code()),
        Refused::WordsNotAgreed => t.say("gate-words-not-agreed").to_string(),
        Refused::NotSigned => t.say("gate-not-signed").to_string(),
    }
}

/// The address of a page of a record.
pub(super) fn record_href(reference: &kernel::Reference, page: &str) -> String {
    let base = format!("/women/{}", reference.compact());
    if page.is_empty() { base } else { format!("{base}/{page}") }
}

/// Only so that a woman's id is named once in this room's signatures.
pub(super) type WomanId = Id<Woman>;

/// A phrase that stands within a sentence elsewhere, as an answer of its own.
pub(super) fn begun(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
