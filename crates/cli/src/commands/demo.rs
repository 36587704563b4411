//! `alongside demo`: an installation full of invented people, to look at and to test with.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use demo::{DemoSignIn, Wish};
use indicatif::{ProgressBar, ProgressStyle};
use kernel::ctx::Seeded;
use kernel::{Actor, Clock as _, Ctx};
use store::Store;

use crate::commands::serve::{self, Listening, Sides};
use crate::front::FrontFolder;
use crate::installation::{Installation, organisation, steps};
use crate::one_core;
use crate::published;
use crate::real::{self, SystemClock};
use crate::settings::{self, Codes, Settings};
use crate::speech::say;
use crate::trouble::Trouble;

/// The centre whose directory and referral form the demo shows.
const CENTRE: &str = "Teasel House";

#[derive(Debug, Clone, Args)]
pub struct Demo {
    /// Where the invented installation is kept. One that is there is made anew
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    /// PostgreSQL 15 or newer instead of the embedded database: postgres://…
    #[arg(long, value_name = "URL", env = "ALONGSIDE_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// How many women to invent, up to 100,000
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    women: u32,
    /// Sessions of each woman instead of what her story has: for measuring
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    sessions: Option<u32>,
    /// How many services to invent for the directory, up to 100,000
    #[arg(long, value_name = "N", default_value_t = 1_500, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    services: u32,
    /// The same seed invents the same women
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Only make the data
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    listening: Listening,
}

impl Demo {
    pub async fn run(self) -> Result<(), Trouble> {
        let installation =
            Installation { data: self.data.clone(), database: self.database.clone() };
        let place = installation.place();
        clear(&place)?;
        let clock = SystemClock;
        let started = clock.now();
        let wish = Wish { women: self.women, seed: self.seed, sessions: self.sessions };
        let into = place.clone();
        let services = usize::try_from(self.services).unwrap_or_default();
        let sign_ins = one_core::run(move || invent(into, wish, services)).await?;
        let settings = Settings {
            site_name: "Teasel House Women’s Centre".to_owned(),
            organisation: Some(CENTRE.to_owned()),
            codes: Codes::IfSetUp,
            demo_sign_ins: sign_ins.iter().map(shown).collect(),
            ..Settings::default()
        };
        settings.write(&place)?;
        if !self.listening.json {
            let seconds = clock.now().duration_since(started).as_secs_f64();
            say!(
                "Invented {} women in two centres and {} services in {seconds:.1} seconds, in {}.",
                self.women,
                self.services,
                place.folder.display()
            );
        }
        if self.no_serve {
            print_sign_ins(&sign_ins, None, self.listening.json);
            return Ok(());
        }
        let json = self.listening.json;
        let ready = |url: &str| print_sign_ins(&sign_ins, Some(url), json);
        let store = installation.open().await?;
        serve::serve(store, &settings, &Sides::both(), &self.listening, ready).await
    }
}

/// Makes the installation and invents everybody in it.
async fn invent(
    place: store::Place,
    wish: Wish,
    services: usize,
) -> Result<Vec<DemoSignIn>, Trouble> {
    let ctx = Ctx::new(Arc::new(SystemClock), Arc::new(Seeded::new(wish.seed)), Actor::Visitor);
    // The women come from the seed; the key of an installation never does.
    let store = Store::create(&real::ctx(), place, &steps()).await?;
    let bar = progress(wish.women);
    let sign_ins = demo::invent(&ctx, &store, &wish, |done| bar.set_position(done.into()))
        .await
        .map_err(|error| Trouble::Said(error.to_string()))?;
    bar.finish_and_clear();
    demo::invent_services(&ctx, &store, CENTRE, services, wish.seed)
        .await
        .map_err(|error| Trouble::Said(error.to_string()))?;
    // Strangers find something at once, and not half a minute after the first start.
    let between = FrontFolder::at(store.place.folder.join("front"));
    store::disk::make_folder(between.path()).map_err(|error| {
        Trouble::File(format!("{} cannot be made", between.path().display()), error)
    })?;
    let keeper = organisation(&store, Some(CENTRE)).await?;
    published::renew(&store, keeper, ctx.today(), &between.directory(), None).await?;
    access::audit::write_heads(&store).await?;
    store.close().await;
    Ok(sign_ins)
}

/// Makes room for a new demo, and for nothing else: a folder that holds anything but a demo stays
/// as it is.
fn clear(place: &store::Place) -> Result<(), Trouble> {
    if !place.folder.exists() || is_empty(&place.folder) {
        return Ok(());
    }
    let is_demo = Settings::of(place).is_ok_and(|settings| !settings.demo_sign_ins.is_empty());
    if !is_demo {
        return Err(Trouble::Said(format!(
            "{} is there and is no demo, so it is left as it is. Choose another folder: --data DIR",
            place.folder.display()
        )));
    }
    std::fs::remove_dir_all(&place.folder).map_err(|error| {
        Trouble::File(format!("{} cannot be made anew", place.folder.display()), error)
    })
}

fn is_empty(folder: &std::path::Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

fn progress(women: u32) -> ProgressBar {
    let bar = ProgressBar::new(women.into());
    if let Ok(style) = ProgressStyle::with_template("Inventing women {wide_bar} {pos} of {len}") {
        bar.set_style(style);
    }
    bar
}

fn shown(sign_in: &DemoSignIn) -> settings::DemoSignIn {
    settings::DemoSignIn { role: sign_in.role.to_owned(), email: sign_in.email.clone() }
}

/// For people, a table and three things to try; for a machine, one line.
fn print_sign_ins(sign_ins: &[DemoSignIn], url: Option<&str>, json: bool) {
    if json {
        let list: Vec<_> = sign_ins
            .iter()
            .map(|s| {
                serde_json::json!({
                    "role": s.code, "email": s.email, "password": s.password,
                    "totp_secret": serde_json::Value::Null,
                })
            })
            .collect();
        say!("{}", serde_json::json!({ "sign_ins": list }));
        return;
    }
    say!("\nSign in as (everybody is invented):");
    for sign_in in sign_ins {
        say!("sign-in: {} {} {}", sign_in.code, sign_in.email, sign_in.password);
    }
    let Some(url) = url else { return };
    say!("\nFour things to try at {url}");
    say!("  1. As the caseworker, open a woman from Today and see how it is safe to reach her.");
    say!("  2. Without signing in, refer yourself at {url}/refer, and leave by the exit link.");
    say!("  3. As the manager, make this quarter's return and open the rows behind a figure.");
    say!("  4. Find support near NP20 at {url}/find-support; every service there is invented.");
    say!("\nStop with Ctrl-C.");
}
