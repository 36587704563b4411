//! One answer as the list shows it: what it is, why it fits, what does not, and how to reach it.

use directory::model::{Area, Circumstance, Freshness, LegalStage, Phone, Referrer};
use directory::search::{Answer, Misfit, Reason, Unknown, WhereFound};
use directory::{Published, PublishedPlace, Reached, Shown};
use jiff::Timestamp;
use places::{Point, distance_km};

use super::helplines::dial;
use super::hours;
use super::question::{LANGUAGES, term_words};
use crate::parts::Icon;
use crate::text::{Language, Text, key};

/// A line with a mark: fits, does not, is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// `yes`, `no` or `unknown`.
    pub state: &'static str,
    /// The mark.
    pub icon: Icon,
    /// The words.
    pub words: String,
}

/// A telephone to press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// As dialled.
    pub dial: String,
    /// As written.
    pub number: String,
    /// When and for what; may be empty.
    pub about: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its number in the list and on the map.
    pub number: usize,
    /// The service.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Who offers it, where the name does not say so.
    pub organisation: String,
    /// Where it is, as far as that may be told.
    pub place: String,
    /// How far that is; left out of print. May be empty.
    pub far: String,
    /// Why it fits, what does not, what to ask.
    pub fits: Vec<Fit>,
    /// The first telephone.
    pub call: Option<Call>,
    /// A mailbox, where there is no telephone.
    pub email: String,
    /// Open now, or when next. May be empty.
    pub hours: String,
    /// When it was last confirmed.
    pub checked: String,
}

/// How the reader sees an entry: words, day, address of pages.
pub(super) struct Eyes {
    pub(super) t: Text,
    pub(super) now: Timestamp,
}

impl Eyes {
    /// The address of a service's page, in the reader's language.
    pub(super) fn href(&self, id: uuid::Uuid) -> String {
        format!("/find-support/{id}{}", language_of(self.t))
    }

    /// The card of an answer.
    pub(super) fn card(
        &self,
        number: usize,
        entry: &Published,
        answer: &Answer,
        from: Option<Point>,
    ) -> Card {
        let service = &entry.service;
        let call = self.calls(entry).into_iter().next();
        let email = service.email.clone().or_else(|| entry.organisation.email.clone());
        let is_named = service.name.contains(&entry.organisation.name);
        Card {
            number,
            name: service.name.clone(),
            href: self.href(service.ident.id),
            organisation: if is_named { String::new() } else { entry.organisation.name.clone() },
            place: self.place(entry),
            far: from.and_then(|from| self.far(entry, from)).unwrap_or_default(),
            fits: self.fits(entry, answer),
            email: if call.is_some() { String::new() } else { email.unwrap_or_default() },
            call,
            hours: self.hours(entry).unwrap_or_default(),
            checked: self.checked(entry.freshness),
        }
    }

    /// Telephones, those of the service first, each number once.
    pub(super) fn calls(&self, entry: &Published) -> Vec<Call> {
        let service = &entry.service;
        let own = service.phones.iter();
        let of_contacts = service.contacts.iter().flat_map(|one| &one.phones);
        let of_places = entry.places.iter().filter_map(|at| match &at.shown {
            Shown::Open { spot, .. } => Some(&spot.phones),
            _ => None,
        });
        let theirs = entry.organisation.phones.iter();
        let mut calls: Vec<Call> = Vec::new();
        for phone in own.chain(of_contacts).chain(of_places.flatten()).chain(theirs) {
            let dial = dial(&phone.number);
            if dial.len() >= 3 && calls.iter().all(|other| other.dial != dial) {
                calls.push(Call { dial, number: phone.number.clone(), about: about(phone) });
            }
        }
        calls
    }

    fn hours(&self, entry: &Published) -> Option<String> {
        let of_places = entry.places.iter().flat_map(|at| &at.schedules);
        let rules: Vec<_> = entry.service.schedules.iter().chain(of_places).collect();
        hours::now_or_next(self.t, &rules, self.now)
    }

    /// Where it is, as far as that may be told.
    pub(super) fn place(&self, entry: &Published) -> String {
        let t = self.t;
        if matches!(entry.reached, Reached::ByLine(_)) {
            return t.say("find-place-line").to_string();
        }
        let mut towns: Vec<&str> = Vec::new();
        let mut area: Option<&Area> = None;
        let mut is_private = false;
        for at in &entry.places {
            match &at.shown {
                Shown::Open { spot, .. } => {
                    let town = spot.addresses.iter().find_map(|one| one.city.as_deref());
                    let town = town.or(spot.name.as_deref());
                    towns.extend(town.filter(|town| !towns.contains(town)));
                }
                Shown::Area { area: own } | Shown::Private { area: Some(own) } => {
                    is_private = true;
                    area = Some(own);
                }
                Shown::Private { area: None } => is_private = true,
            }
        }
        match (towns.is_empty(), is_private, area) {
            (false, ..) => towns.join(", "),
            (true, true, Some(area)) => {
                t.say("find-place-area").with("area", area.name()).to_string()
            }
            (true, true, None) => t.say("find-place-private").to_string(),
            (true, false, _) => t.say("find-place-none").to_string(),
        }
    }

    /// How far it is to the nearest place whose address may be known. To one that is kept private none
    /// is told.
    fn far(&self, entry: &Published, from: Point) -> Option<String> {
        let open = entry.places.iter().filter(|at| at.is_open());
        let km = open.filter_map(PublishedPlace::point).map(|own| distance_km(own, from));
        let miles = km.min_by(f64::total_cmp)? * 0.621_371;
        if miles < 0.75 {
            return Some(self.t.say("find-far-less").to_string());
        }
        let miles: u32 = format!("{miles:.0}").parse().ok()?;
        Some(self.t.say("find-far").with("miles", miles).to_string())
    }

    /// When it was last confirmed.
    pub(super) fn checked(&self, freshness: Freshness) -> String {
        let t = self.t;
        match freshness {
            Freshness::Fresh { checked } | Freshness::Sinking { checked } => {
                t.say("find-checked").with("date", t.date(checked)).to_string()
            }
            Freshness::Unconfirmed { checked: Some(checked) } | Freshness::Hidden { checked } => {
                t.say("find-unconfirmed-since").with("date", t.date(checked)).to_string()
            }
            Freshness::Unconfirmed { checked: None } => t.say("find-unconfirmed").to_string(),
        }
    }

    /// Why it fits, then what does not, then what to ask.
    fn fits(&self, entry: &Published, answer: &Answer) -> Vec<Fit> {
        let yes = answer.reasons.iter().filter_map(|reason| self.reason(entry, reason));
        let yes = yes.map(|words| Fit { state: "yes", icon: Icon::Go, words });
        let no = answer.misfits.iter().map(|misfit| self.misfit(entry, *misfit));
        let no = no.map(|words| Fit { state: "no", icon: Icon::Stop, words });
        let ask = answer.unknowns.iter().map(|one| self.unknown(one));
        let ask = ask.map(|words| Fit { state: "unknown", icon: Icon::Care, words });
        yes.chain(no).chain(ask).collect()
    }

    fn reason(&self, entry: &Published, reason: &Reason) -> Option<String> {
        let t = self.t;
        let said = match reason {
            Reason::Need(term) => t.say("find-fit-need").with("need", term_words(t, *term)),
            Reason::NeedArea { asked, has } if asked.is_area() => {
                t.say("find-fit-need").with("need", term_words(t, *has))
            }
            Reason::NeedArea { asked, has } => t
                .say("find-fit-near-need")
                .with("has", term_words(t, *has))
                .with("asked", term_words(t, *asked)),
            // Its name stands above, and the words of a description are in it to be read.
            Reason::Word { found: WhereFound::Name | WhereFound::Organisation, .. } => return None,
            Reason::Word { word, .. } => t.say("find-fit-word").with("word", word),
            Reason::Serves(area) => t.say("find-fit-serves").with("area", area.name()),
            Reason::ServesPart(area) => t.say("find-fit-part").with("area", area.name()),
            Reason::Near(_) => t.say("find-fit-near"),
            Reason::Age => return Some(self.ages(entry)),
            Reason::Meets(one) => t.say(met(*one)),
            Reason::Speaks(code) => t.say("find-fit-speaks").with("language", self.spoken(code)),
            Reason::Stage(stage) => t.say(stage_fit_key(*stage)),
            Reason::Referrer(Referrer::Herself) => t.say("find-fit-herself"),
            Reason::Referrer(_) => t.say("find-fit-referrer"),
            Reason::WomenOnly => t.say("find-fit-women"),
            Reason::WomenOnlyTimes => t.say("find-fit-women-times"),
            Reason::Open => t.say("find-fit-open"),
            Reason::TakesReferrals(told) => t.say("find-fit-taking").with("date", t.date(*told)),
        };
        Some(said.to_string())
    }

    fn misfit(&self, entry: &Published, misfit: Misfit) -> String {
        let t = self.t;
        let said = match misfit {
            Misfit::Need => t.say("find-no-need"),
            Misfit::Words => t.say("find-no-words"),
            Misfit::Area | Misfit::Far(_) => t.say("find-no-area"),
            Misfit::Age => return self.ages(entry),
            Misfit::Meets(one) => t.say(not_met(one)),
            Misfit::Stage(_) => t.say("find-no-stage"),
            Misfit::Referrer(Referrer::Herself) => {
                let by = self.referrers(entry);
                t.say("find-no-herself").with("by", by)
            }
            Misfit::Referrer(_) => t.say("find-no-referrer").with("by", self.referrers(entry)),
            Misfit::WomenOnly => t.say("find-no-women"),
            Misfit::Closed => t.say("find-no-open"),
            Misfit::TakesNoReferrals(told) => t.say("find-no-taking").with("date", t.date(told)),
            Misfit::NotRunning(_) => t.say("find-no-running"),
        };
        said.to_string()
    }

    fn unknown(&self, unknown: &Unknown) -> String {
        let key = match unknown {
            Unknown::Area => key("find-ask-area"),
            Unknown::Meets(one) => ask_key(*one),
            Unknown::Languages => key("find-ask-language"),
            Unknown::Stage => key("find-ask-stage"),
            Unknown::Referrer => key("find-ask-referrer"),
            Unknown::WomenOnly => key("find-ask-women"),
            Unknown::Hours => key("find-ask-hours"),
            Unknown::Capacity => key("find-ask-capacity"),
        };
        self.t.say(key).to_string()
    }

    /// Whom it takes by age.
    pub(super) fn ages(&self, entry: &Published) -> String {
        let t = self.t;
        let ages = entry.service.eligibility.ages;
        match (ages.from, ages.to) {
            (Some(from), Some(to)) => {
                t.say("find-ages-between").with("from", from).with("to", to).to_string()
            }
            (Some(from), None) => t.say("find-ages-from").with("from", from).to_string(),
            (None, Some(to)) => t.say("find-ages-to").with("to", to).to_string(),
            (None, None) => t.say("find-ages-any").to_string(),
        }
    }

    /// Who may make the first contact, in a row.
    pub(super) fn referrers(&self, entry: &Published) -> String {
        let all = entry.service.eligibility.referrers.iter();
        let words: Vec<String> = all.map(|one| self.t.say(by_key(*one)).to_string()).collect();
        hours::listed(self.t, &words)
    }

    /// The name of a language.
    pub(super) fn spoken(&self, code: &str) -> String {
        let known = LANGUAGES.iter().find(|(own, _)| *own == code);
        known.map_or_else(|| code.to_owned(), |(_, key)| self.t.say(key).to_string())
    }
}

/// What an address carries so that the next page has the same language.
pub(super) const fn language_of(t: Text) -> &'static str {
    match t.language() {
        Language::English => "",
        Language::Welsh => "?lang=cy",
    }
}

fn about(phone: &Phone) -> String {
    phone.description.clone().unwrap_or_default()
}

pub(super) const fn met(one: Circumstance) -> &'static str {
    match one {
        Circumstance::Children => key("find-fit-children"),
        Circumstance::Pregnant => key("find-fit-pregnant"),
        Circumstance::NoRecourse => key("find-fit-no-recourse"),
        Circumstance::StepFree => key("find-fit-step-free"),
        Circumstance::SignLanguage => key("find-fit-sign-language"),
    }
}

pub(super) const fn not_met(one: Circumstance) -> &'static str {
    match one {
        Circumstance::Children => key("find-no-children"),
        Circumstance::Pregnant => key("find-no-pregnant"),
        Circumstance::NoRecourse => key("find-no-no-recourse"),
        Circumstance::StepFree => key("find-no-step-free"),
        Circumstance::SignLanguage => key("find-no-sign-language"),
    }
}

const fn ask_key(one: Circumstance) -> &'static str {
    match one {
        Circumstance::Children => key("find-ask-children"),
        Circumstance::Pregnant => key("find-ask-pregnant"),
        Circumstance::NoRecourse => key("find-ask-no-recourse"),
        Circumstance::StepFree => key("find-ask-step-free"),
        Circumstance::SignLanguage => key("find-ask-sign-language"),
    }
}

/// That it takes women at this stage.
pub(super) const fn stage_fit_key(stage: LegalStage) -> &'static str {
    match stage {
        LegalStage::PoliceDiversion => key("find-takes-police"),
        LegalStage::OutOfCourt => key("find-takes-out-of-court"),
        LegalStage::AwaitingSentence => key("find-takes-awaiting"),
        LegalStage::Community => key("find-takes-community"),
        LegalStage::Licence => key("find-takes-licence"),
        LegalStage::Custody => key("find-takes-custody"),
        LegalStage::None => key("find-takes-none"),
    }
}

/// Who may send her, inside a sentence.
const fn by_key(referrer: Referrer) -> &'static str {
    match referrer {
        Referrer::Herself => key("find-by-herself"),
        Referrer::Police => key("find-by-police"),
        Referrer::Liaison => key("find-by-liaison"),
        Referrer::Court => key("find-by-court"),
        Referrer::Probation => key("find-by-probation"),
        Referrer::Prison => key("find-by-prison"),
        Referrer::Health => key("find-by-health"),
        Referrer::Council => key("find-by-council"),
        Referrer::Other => key("find-by-other"),
    }
}
