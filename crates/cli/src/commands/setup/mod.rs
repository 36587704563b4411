//! `alongside setup`: the first day. Asks, makes the installation with its first two people, writes the
//! settings and the systemd units, and takes the first backup back on trial.
//!
//! With `--restored` it puts an installation that came back from a backup into service on this machine.
//!
//! Not for changing an installation that is there, and not for the demo.

mod answers;
mod ask;
mod units;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use access::accounts::{self, Email, NewAccount};
use access::sign_in::{self, HashedPassword};
use access::{Gate, Role, act};
use casework::SHARED;
use clap::Args;
use kernel::{Actor, Ctx, Personal};
use store::{Place, RootKey, Store, backup};

use self::answers::{Answers, Machine, Person};
use self::units::For;
use crate::installation::{Installation, steps};
use crate::real;
use crate::settings::Settings;
use crate::speech::say;
use crate::trouble::Trouble;

#[derive(Debug, Args)]
pub struct Setup {
    /// Answers in a file (TOML) instead of questions
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Under whose account it will run
    /// [default: alongside when root sets it up, otherwise whoever does]
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Where the systemd units go
    /// [default: /etc/systemd/system, or a folder beside the data where that is closed to us]
    #[arg(long, value_name = "DIR")]
    units: Option<PathBuf>,
    /// Put an installation that was restored from a backup into service on this machine
    #[arg(long)]
    restored: bool,
    #[command(flatten)]
    installation: Installation,
}

/// Somebody with the password that she is handed.
struct FirstSignIn {
    name: String,
    email: String,
    password: Personal<String>,
}

impl Setup {
    pub async fn run(self) -> Result<(), Trouble> {
        let place = self.installation.place();
        if self.restored {
            return self.put_into_service(&place);
        }
        if place.key_file().exists() {
            return Err(Trouble::Said(format!(
                "{} holds an installation already. It is left as it is; alongside serve opens it",
                place.folder.display()
            )));
        }
        // Everything in the folder will belong to the account that runs it, and goes again when setup
        // fails: so nothing else may stand there.
        if !is_empty(&place.folder) {
            return Err(Trouble::Said(format!(
                "{} holds something else already. Name a folder that is empty or not there yet: --data DIR",
                place.folder.display()
            )));
        }
        let answers = match &self.answers {
            Some(file) => Answers::read(file)?,
            None => ask::everything()?,
        };
        if let Some(folder) = &answers.backup {
            can_write(folder)?;
        }
        let made = make(&place, &answers).await;
        if made.is_err() && place.database.is_none() {
            // Half an installation would refuse the next try.
            let _ = std::fs::remove_dir_all(&place.folder);
        }
        let sign_ins = made?;
        let rows = rehearse(&place, answers.backup.as_deref()).await?;
        let machine = answers.machine();
        let user = self.user.map_or_else(running_user, Ok)?;
        let given = give_to(&user, &place, machine.backup.as_deref())?;
        let unit_folder = units::folder(self.units, &place.folder);
        let files = write_units(&unit_folder, &place, &machine, &user)?;

        say!("\n{} is set up in {}.", answers.organisation, place.folder.display());
        say!(
            "Two people can sign in. Hand each her password in person; she changes it when she first signs in,"
        );
        say!("and sets up codes on her telephone:");
        for one in &sign_ins {
            say!("  {}   {}   {}", one.name, one.email, one.password.reveal());
        }
        match &answers.backup {
            Some(folder) => say!(
                "\nA first backup stands in {}. It was taken back on trial: {rows} of {rows} rows.",
                folder.display()
            ),
            None => say!(
                "\nNo backup is made yet. Name a folder on another disk as soon as there is one:\n  alongside backup FOLDER --data {}",
                place.folder.display()
            ),
        }
        if answers.mail.as_ref().is_some_and(|mail| mail.user.is_some()) {
            say!(
                "\nPut the mail server's password, and nothing else, into {}",
                place.folder.join("mail.password").display()
            );
        }
        told_of(&files, &given);
        say!("\nThree things are left:");
        say!(
            "  1. Print the recovery sheet twice, for two people in two places. Without it, a machine that is lost"
        );
        say!(
            "     takes every record with it:  alongside key sheet --data {} | lp",
            place.folder.display()
        );
        say!("  2. Start it:  {}", start(&unit_folder, &place, answers.backup.is_some()));
        say!("  3. Sign in, and make an account for everybody who works there.");
        Ok(())
    }

    /// Gives what was restored to the account that runs it, and writes the units of this machine.
    fn put_into_service(self, place: &Place) -> Result<(), Trouble> {
        if !place.key_file().exists() {
            return Err(Trouble::Said(format!(
                "{} holds no installation yet. Restore one first: alongside restore BACKUP --data {} --key-sheet",
                place.folder.display(),
                place.folder.display()
            )));
        }
        let machine = match &self.answers {
            Some(file) => Machine::read(file)?,
            None => ask::machine()?,
        };
        if let Some(folder) = &machine.backup {
            can_write(folder)?;
        }
        let user = self.user.map_or_else(running_user, Ok)?;
        let given = give_to(&user, place, machine.backup.as_deref())?;
        let unit_folder = units::folder(self.units, &place.folder);
        let files = write_units(&unit_folder, place, &machine, &user)?;
        say!("{} will be served from this machine by the account {user}.", place.folder.display());
        told_of(&files, &given);
        say!("Start it:  {}", start(&unit_folder, place, machine.backup.is_some()));
        Ok(())
    }
}

fn told_of(files: &[PathBuf], given: &[String]) {
    for file in files {
        say!("Written: {}", file.display());
    }
    for line in given {
        say!("{line}");
    }
}

fn is_empty(folder: &Path) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

fn can_write(folder: &Path) -> Result<(), Trouble> {
    let what = || format!("the backup folder {} cannot be written to", folder.display());
    std::fs::create_dir_all(folder).map_err(|error| Trouble::File(what(), error))?;
    tempfile::tempfile_in(folder).map_err(|error| Trouble::File(what(), error))?;
    Ok(())
}

async fn make(place: &Place, answers: &Answers) -> Result<Vec<FirstSignIn>, Trouble> {
    let ctx = real::ctx();
    let said = |error: &dyn std::fmt::Display| Trouble::Said(error.to_string());
    let gate = Gate::shipped().map_err(|error| said(&error))?;
    let mut first = Vec::new();
    for person in [&answers.manager, &answers.second] {
        first.push(sign_in::first_password(&ctx).await.map_err(|error| said(&error))?);
        Email::parse(&person.email).map_err(|error| said(&error))?;
    }
    let store = Store::create(&ctx, place.clone(), &steps()).await?;
    let mut uow = store.begin().await?;
    let name = answers.organisation.trim();
    let organisation = accounts::found_organisation(&ctx, &mut uow, name).await?;
    let ctx = ctx.acting_as(Actor::System { organisation });
    let permit = gate
        .permit_place::<act::ManageTeams>(&ctx, &mut uow)
        .await
        .map_err(|error| said(&error))?;
    let team = accounts::add_team(&ctx, &mut uow, &permit, name).await?;
    let of_manager: &[Role] = &[Role::CentreManager, Role::Administrator];
    let of_second: &[Role] = &[Role::SafeguardingLead, Role::Administrator];
    let mut sign_ins = Vec::new();
    for ((person, roles), (password, hashed)) in
        [(&answers.manager, of_manager), (&answers.second, of_second)].into_iter().zip(first)
    {
        account(&ctx, &mut uow, &gate, person, hashed, roles, team).await?;
        sign_ins.push(FirstSignIn {
            name: person.name.clone(),
            email: person.email.clone(),
            password,
        });
    }
    uow.commit().await?;
    access::audit::write_heads(&store).await?;
    let settings = Settings {
        site_name: name.to_owned(),
        organisation: Some(name.to_owned()),
        mail: answers.mail.clone(),
        ..Settings::default()
    };
    settings.write(place)?;
    Settings::keep(&store).await?;
    store.close().await;
    Ok(sign_ins)
}

async fn account(
    ctx: &Ctx,
    uow: &mut store::Uow,
    gate: &Gate,
    person: &Person,
    password: HashedPassword,
    roles: &[Role],
    team: kernel::Id<access::action::Team>,
) -> Result<(), Trouble> {
    let said = |error: &dyn std::fmt::Display| Trouble::Said(error.to_string());
    let email = Email::parse(&person.email).map_err(|error| said(&error))?;
    let permit = gate.permit_place::<act::ManageAccounts>(ctx, uow).await.map_err(|e| said(&e))?;
    let new = NewAccount { name: person.name.trim().to_owned().into(), email, password };
    let account = accounts::create(ctx, uow, &permit, new).await.map_err(|e| said(&e))?;
    let permit =
        gate.permit_account::<act::ChangeRoles>(ctx, uow, account).await.map_err(|e| said(&e))?;
    let (roles, teams) = (roles.iter().copied().collect(), BTreeSet::from([team]));
    accounts::set_roles(ctx, uow, &permit, &roles, &teams).await.map_err(|error| said(&error))
}

/// Takes a backup and restores it into a folder of its own, which goes away again; how many rows came
/// back. A backup that nobody ever restored is a hope.
async fn rehearse(place: &Place, to: Option<&Path>) -> Result<i64, Trouble> {
    let Some(to) = to else { return Ok(0) };
    let ctx = real::ctx();
    let store = Store::open(place.clone(), &steps()).await?;
    let taken = backup::back_up(&ctx, &store, &steps(), to).await?;
    store.close().await;
    let trial =
        tempfile::tempdir().map_err(|e| Trouble::File("a folder for the trial".to_owned(), e))?;
    let into = Place { folder: trial.path().join("trial"), database: None };
    let root = RootKey::read(&place.key_file())?;
    let back = backup::restore(&ctx, to, &taken.data, root, into, &steps(), SHARED).await?;
    let (was, is): (i64, i64) = (taken.manifest.rows.values().sum(), back.rows.values().sum());
    if was != is {
        return Err(Trouble::Found(format!("the first backup gave back {is} of {was} rows")));
    }
    Ok(is)
}

fn running_user() -> Result<String, Trouble> {
    let name = told("id", &["-un"])?;
    Ok(if name == "root" { "alongside".to_owned() } else { name })
}

/// When root sets up: makes the account if it is missing, and hands it what setup made. Says what it did.
/// A backup folder may hold other things, so of it only our two folders change hands.
fn give_to(user: &str, place: &Place, backup: Option<&Path>) -> Result<Vec<String>, Trouble> {
    if told("id", &["-u"])? != "0" {
        return Ok(Vec::new());
    }
    let mut did = Vec::new();
    if told("id", &["-u", user]).is_err() {
        told("useradd", &["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", user])?;
        did.push(format!("The account {user} was made; nobody can sign in with it."));
    }
    let of_backup = backup.into_iter().flat_map(|to| [to.join("data"), to.join("keys")]);
    for folder in std::iter::once(place.folder.clone()).chain(of_backup) {
        told("chown", &["-R", &format!("{user}:"), &folder.display().to_string()])?;
    }
    Ok(did)
}

/// What a program of the system says, or why it did not do its work.
fn told(program: &str, words: &[&str]) -> Result<String, Trouble> {
    let output = std::process::Command::new(program)
        .args(words)
        .output()
        .map_err(|error| Trouble::File(program.to_owned(), error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(Trouble::Said(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

fn write_units(
    folder: &Path,
    place: &Place,
    machine: &Machine,
    user: &str,
) -> Result<Vec<PathBuf>, Trouble> {
    let whole = |path: &Path| {
        std::path::absolute(path).map_err(|e| Trouble::File(path.display().to_string(), e))
    };
    let here = std::env::current_exe().map_err(|e| Trouble::File("this program".to_owned(), e))?;
    let (data, backup) = (whole(&place.folder)?, machine.backup.as_deref().map(whole).transpose()?);
    let of =
        For { program: &here, data: &data, user, reach: &machine.reach, backup: backup.as_deref() };
    std::fs::create_dir_all(folder)
        .map_err(|e| Trouble::File(format!("{} cannot be made", folder.display()), e))?;
    let mut written = Vec::new();
    for (name, text) in units::units(&of) {
        let path = folder.join(name);
        std::fs::write(&path, text)
            .map_err(|e| Trouble::File(format!("{} cannot be written", path.display()), e))?;
        written.push(path);
    }
    Ok(written)
}

/// How it is started: by systemd where its units stand, otherwise by hand.
fn start(units: &Path, place: &Place, with_backup: bool) -> String {
    if units == Path::new("/etc/systemd/system") {
        let timer = if with_backup { " alongside-backup.timer" } else { "" };
        return format!("systemctl daemon-reload && systemctl enable --now alongside{timer}");
    }
    format!("alongside serve --data {}", place.folder.display())
}
