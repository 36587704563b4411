//! What staff do all day, as requests: 40 of 100 a page of the list, 30 a record with its sessions, 20 a
//! search, 10 a session written down. At a set rate, where each request has its time and waiting for a
//! late one counts; or as fast as answers come. Not for saying what is fast enough.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::client::{Answer, Client};
use crate::bench::chance::Chance;

/// One thing somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    List,
    Open,
    SearchName,
    SearchNumber,
    Record,
}

impl Deed {
    /// The mix.
    fn drawn(chance: &mut Chance) -> Self {
        match chance.below(100) {
            0..40 => Self::List,
            40..70 => Self::Open,
            70..80 => Self::SearchName,
            80..90 => Self::SearchNumber,
            _ => Self::Record,
        }
    }
}

/// What there is to ask for.
#[derive(Debug, Default)]
pub(super) struct World {
    /// References of women.
    pub(super) women: Vec<String>,
    /// Parts of their names.
    pub(super) names: Vec<String>,
    /// Their numbers elsewhere.
    pub(super) numbers: Vec<String>,
    /// The day and the time, as the form of a session proposes them.
    pub(super) when: [String; 4],
}

impl World {
    /// Walks through the whole list of somebody and looks up the numbers of some.
    pub(super) fn of(client: &mut Client) -> Result<Self, String> {
        let mut world = Self::default();
        let mut path = "/women".to_owned();
        loop {
            let page = client.get(&path)?;
            let links: Vec<&str> = page.body.split("<th role=\"rowheader\"").skip(1).collect();
            for link in links {
                let Some((_, rest)) = link.split_once("href=\"/women/") else { continue };
                let Some((reference, rest)) = rest.split_once("\">") else { continue };
                let name = rest.split('<').next().unwrap_or_default();
                world.women.push(reference.to_owned());
                let part: String = name.chars().skip(1).take(4).collect();
                if part.chars().all(char::is_alphabetic) && part.chars().count() == 4 {
                    world.names.push(part);
                }
            }
            let Some(after) = page.body.split("after=").nth(1) else { break };
            path = format!("/women?after={}", after.split('"').next().unwrap_or_default());
        }
        let step = (world.women.len() / 400).max(1);
        for reference in world.women.iter().step_by(step) {
            let page = client.get(&format!("/women/{reference}"))?;
            let words = page.body.split(|c: char| !c.is_ascii_alphanumeric());
            let is_crn = |word: &&str| {
                word.len() == 7
                    && word.starts_with(|c: char| c.is_ascii_uppercase())
                    && word.chars().skip(1).all(|c| c.is_ascii_digit())
            };
            world.numbers.extend(words.filter(is_crn).map(str::to_owned).take(1));
        }
        let form = client.get(&format!(
            "/women/{}/sessions/unplanned",
            world.women.first().ok_or("there are no women")?
        ))?;
        let value = |name: &str| -> Option<String> {
            let (_, rest) = form.body.split_once(&format!("name=\"{name}\""))?;
            let (_, rest) = rest.split_once("value=\"")?;
            Some(rest.split('"').next()?.to_owned())
        };
        let part = |name: &str| value(name).ok_or(format!("the form has no {name}"));
        world.when = [part("on-day")?, part("on-month")?, part("on-year")?, part("at")?];
        if world.names.is_empty() || world.numbers.is_empty() {
            return Err("no names or numbers were found in the list".to_owned());
        }
        Ok(world)
    }

    /// Does one thing; the answer must be the one that somebody waits for.
    pub(super) fn perform(
        &self,
        deed: Deed,
        client: &mut Client,
        chance: &mut Chance,
    ) -> Result<(), String> {
        let right = |answer: Answer, status: u16, holds: &str| {
            let is_right = answer.status == status && answer.body.contains(holds);
            let why = || format!("{deed:?} was answered {} {:?}", answer.status, answer.location);
            if is_right { Ok(()) } else { Err(why()) }
        };
        match deed {
            Deed::List => {
                // Half begin where everybody begins.
                let path = match chance.below(2) {
                    0 => "/women".to_owned(),
                    _ => format!("/women?after={}", chance.one_of(&self.women)),
                };
                right(client.get(&path)?, 200, "</html>")
            }
            Deed::Open => {
                let path = format!("/women/{}", chance.one_of(&self.women));
                right(client.get(&path)?, 200, "</html>")
            }
            Deed::SearchName => {
                let fields = [("q", chance.one_of(&self.names))];
                right(client.post("/women", &fields)?, 200, "role=\"rowheader\"")
            }
            Deed::SearchNumber => {
                let fields = [("q", chance.one_of(&self.numbers))];
                right(client.post("/women", &fields)?, 200, "role=\"rowheader\"")
            }
            Deed::Record => {
                let path = format!("/women/{}/sessions/unplanned", chance.one_of(&self.women));
                let [day, month, year, at] = &self.when;
                let fields = [
                    ("kind", "one_to_one"),
                    ("on-day", day),
                    ("on-month", month),
                    ("on-year", year),
                    ("at", at),
                    ("minutes", "30"),
                    ("note", "Talked about the tenancy and what the council asks for next."),
                    ("worry", "none"),
                ];
                right(client.post(&path, &fields)?, 303, "")
            }
        }
    }
}

/// How long each thing took.
#[derive(Debug, Default)]
pub(super) struct Times(Vec<(Deed, Duration)>);

impl Times {
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The time within which so many of 100 were answered, in milliseconds; of one kind, or of all.
    pub(super) fn within(&self, percent: usize, of: &[Deed]) -> f64 {
        let mut times: Vec<Duration> = self
            .0
            .iter()
            .filter(|(deed, _)| of.is_empty() || of.contains(deed))
            .map(|(_, time)| *time)
            .collect();
        times.sort_unstable();
        let at = (times.len() * percent).div_ceil(100).saturating_sub(1);
        times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
    }
}

/// Who asks, and where.
pub(super) struct Staff<'a> {
    pub(super) port: u16,
    pub(super) emails: &'a [&'a str],
    pub(super) password: &'a str,
}

/// Runs the mix with so many people at once. With a rate each request has its time, and its answer is
/// late from then on, whether or not somebody was free to send it; without, all ask one thing after the
/// other. Ends after this long, or when `until` says so.
pub(super) fn run(
    world: &World,
    staff: &Staff<'_>,
    people: u64,
    rate: Option<f64>,
    (long, until): (Duration, &AtomicBool),
) -> Result<Times, String> {
    let clients = (0..people).map(|nth| {
        let at = usize::try_from(nth).unwrap_or_default() % staff.emails.len();
        let email = staff.emails.get(at).copied().unwrap_or_default();
        Client::signed_in(staff.port, email, staff.password)
    });
    let clients = clients.collect::<Result<Vec<_>, String>>()?;
    let (next, begun) = (AtomicU64::new(0), Instant::now());
    let (times, failed) = (Mutex::new(Vec::new()), Mutex::new(None::<String>));
    thread::scope(|scope| {
        for (mut client, seed) in clients.into_iter().zip(1_u64..) {
            let (next, times, failed) = (&next, &times, &failed);
            scope.spawn(move || {
                let mut chance = Chance(seed * 7919);
                let mut mine = Vec::new();
                while !until.load(Ordering::Relaxed) {
                    let due = match rate {
                        None => begun.elapsed(),
                        Some(rate) => {
                            let nth = next.fetch_add(1, Ordering::Relaxed);
                            Duration::from_secs_f64(
                                f64::from(u32::try_from(nth).unwrap_or(0)) / rate,
                            )
                        }
                    };
                    if due >= long {
                        break;
                    }
                    thread::sleep(due.saturating_sub(begun.elapsed()));
                    let deed = Deed::drawn(&mut chance);
                    if let Err(why) = world.perform(deed, &mut client, &mut chance) {
                        if let Ok(mut failed) = failed.lock() {
                            *failed = Some(why);
                        }
                        until.store(true, Ordering::Relaxed);
                        break;
                    }
                    mine.push((deed, begun.elapsed().saturating_sub(due)));
                }
                if let Ok(mut times) = times.lock() {
                    times.extend(mine);
                }
            });
        }
    });
    match failed.into_inner() {
        Ok(Some(why)) => Err(why),
        _ => Ok(Times(times.into_inner().unwrap_or_default())),
    }
}
