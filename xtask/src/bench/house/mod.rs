//! The house under the hands of its staff: what answers cost at five, fifty and a hundred thousand women,
//! on both databases. The load runs on this machine beside the program, as the peers' did. Not for the
//! engines.

mod client;
mod journey;
mod served;
mod table;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use client::Client;
use journey::{Staff, Times, World};
use served::Served;

pub(super) use table::{keep, written};

use super::postgres::Postgres;

/// An installation of one size on one database.
pub(super) struct Size {
    pub(super) name: &'static str,
    women: u32,
    is_postgres: bool,
    /// Whether making it and measuring takes many minutes.
    pub(super) is_long: bool,
}

/// The sizes, the smallest first.
pub(super) const SIZES: [Size; 6] = [
    size("house-5000", 5_000, false),
    size("house-50000", 50_000, false),
    size("house-100000", 100_000, false),
    size("house-5000-postgres", 5_000, true),
    size("house-50000-postgres", 50_000, true),
    size("house-100000-postgres", 100_000, true),
];

const fn size(name: &'static str, women: u32, is_postgres: bool) -> Size {
    Size { name, women, is_postgres, is_long: women > 50_000 || is_postgres }
}

/// Sessions of each woman; some were supported for fewer days than that.
const SESSIONS: &str = "21";
/// People who ask at once.
const PEOPLE: u64 = 8;
/// Requests a second of the journey.
const RATE: f64 = 25.0;
/// How long the journey lasts, and each round of as fast as answers come.
const JOURNEY: Duration = Duration::from_secs(60);
const ROUND: Duration = Duration::from_secs(10);
const ROUNDS: usize = 3;
const STARTS: usize = 5;
const RETURNS: usize = 5;

/// Caseworkers of both teams and the one of the other centre see different women; the list is walked
/// through by the first, so all are she.
const WORKER: &str = "nia@teasel-house.example.org";
const MANAGER: &str = "ruth@teasel-house.example.org";
const PASSWORD: &str = "teasel-house-demo";

/// What a size came to. Times in milliseconds.
pub(super) struct Measured {
    pub(super) name: &'static str,
    pub(super) women: usize,
    journey: Times,
    /// Answers a second, of the round in the middle.
    saturated: f64,
    /// 99 of 100 answered within, in that round.
    saturated_p99: f64,
    /// Processor time an answer, of the program and of whoever asked.
    cost: f64,
    /// Megabytes at most.
    peak: f64,
    cold: f64,
    /// The year's return, how many women it counts, and the journey beside it.
    returned: f64,
    counted: String,
    beside: Times,
}

impl Size {
    /// Makes the installation unless it is there, and measures it.
    pub(super) fn measure(&self, program: &Path, folder: &Path) -> Result<Measured, String> {
        let postgres = if self.is_postgres { Some(Postgres::start(folder)?) } else { None };
        let database = postgres.as_ref().map(|server| server.url(self.women)).transpose()?;
        let data = folder.join(self.name);
        self.make(program, &data, database.as_deref())?;
        yearly_return(&data)?;
        let start = || Served::start(program, &data, database.as_deref());
        let mut colds = Vec::new();
        for _ in 0..STARTS {
            colds.push(start()?.cold.as_secs_f64() * 1000.0);
        }
        let served = start()?;
        let world = World::of(&mut Client::signed_in(served.port, WORKER, PASSWORD)?)?;
        let staff = Staff { port: served.port, emails: &[WORKER], password: PASSWORD };
        let go = |rate, long| {
            journey::run(&world, &staff, PEOPLE, rate, (long, &AtomicBool::new(false)))
        };
        // Whatever is read for the first time is read now.
        go(None, ROUND)?;
        let journey = go(Some(RATE), JOURNEY)?;
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let (before, begun) = (served.computed() + served::computed("self"), Instant::now());
            let times = go(None, ROUND)?;
            let seconds = begun.elapsed().as_secs_f64();
            let computed = served.computed() + served::computed("self") - before;
            let many = f64::from(u32::try_from(times.count()).unwrap_or(u32::MAX));
            rounds.push((many / seconds, computed * 1000.0 / many, times.within(99, &[])));
        }
        rounds.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (saturated, cost, saturated_p99) =
            rounds.get(ROUNDS / 2).copied().ok_or("nothing was asked")?;
        let (returned, counted, beside) = returns(&world, &staff)?;
        Ok(Measured {
            name: self.name,
            women: world.women.len(),
            journey,
            saturated,
            saturated_p99,
            cost,
            peak: served.peak(),
            cold: median(colds),
            returned,
            counted,
            beside,
        })
    }

    fn make(&self, program: &Path, data: &Path, database: Option<&str>) -> Result<(), String> {
        if data.join("settings.toml").exists() {
            return Ok(());
        }
        println!("   inventing {} women, each with about 20 sessions", self.women);
        let mut command = Command::new(program);
        command.arg("demo").arg("--data").arg(data).args(["--women", &self.women.to_string()]);
        command.args(["--sessions", SESSIONS, "--no-serve"]);
        if let Some(database) = database {
            command.env("ALONGSIDE_DATABASE", database);
        }
        let made = command.status().map_err(|error| error.to_string())?;
        if made.success() { Ok(()) } else { Err(format!("the installation was not made: {made}")) }
    }
}

/// The commissioner's return of a year instead of a quarter, as a centre would add one.
fn yearly_return(data: &Path) -> Result<(), String> {
    let built_in = crate::root().join("data/returns/pcc-quarter.toml");
    let folder = data.join("returns");
    let text = std::fs::read_to_string(built_in).map_err(|error| error.to_string())?;
    let text = text.replacen("period = \"quarter\"", "period = \"year\"", 1);
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join("pcc-year.toml"), text))
        .map_err(|error| error.to_string())
}

/// The year's return again and again while the others go on with their day.
fn returns(world: &World, staff: &Staff<'_>) -> Result<(f64, String, Times), String> {
    let mut manager = Client::signed_in(staff.port, MANAGER, PASSWORD)?;
    let list = manager.get("/returns")?;
    let path = list
        .body
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.starts_with("/returns/PCC") && href.contains("year"))
        .ok_or("the list of returns has no year")?
        .to_owned();
    let enough = AtomicBool::new(false);
    thread::scope(|scope| {
        let day = scope.spawn(|| {
            journey::run(world, staff, PEOPLE, Some(RATE), (Duration::from_secs(600), &enough))
        });
        let mut times = Vec::new();
        let mut counted = String::new();
        let asked = (0..RETURNS).try_for_each(|_| {
            thread::sleep(Duration::from_secs(2));
            let begun = Instant::now();
            let page = manager.get(&path)?;
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
            counted = first_number(&page.body);
            if page.status == 200 { Ok(()) } else { Err(format!("{path}: {}", page.status)) }
        });
        enough.store(true, Ordering::Relaxed);
        let beside = day.join().map_err(|_| "the journey broke off".to_owned())??;
        asked.map(|()| (median(times), counted, beside))
    })
}

/// The first figure of a return, as it stands on its page.
fn first_number(page: &str) -> String {
    let rest = page.split_once("class=\"value\">").map_or("", |(_, rest)| rest);
    let digits = rest.split(|c: char| !(c.is_ascii_digit() || c == ','));
    digits
        .filter(|piece| piece.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_owned)
        .next()
        .unwrap_or_default()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Where the program is, built as a centre runs it.
pub(super) fn program() -> PathBuf {
    crate::peers::target().join("house/alongside")
}
