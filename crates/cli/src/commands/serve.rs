//! `alongside serve`: opens the installation, brings its tables up to date after a backup, and
//! serves until it is told to stop. The public side can run as a process of its own, which opens no
//! installation and holds no key.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use access::sign_in::SecondStep;
use access::{AuditLog, Gate};
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use casework::record::fill_names;
use casework::referral::drops::{DropAddress, DropFolder};
use casework::referral::form::FormKey;
use clap::{Args, ValueEnum};
use directory::served::{Refreshed, Shelf};
use directory::snapshot::NotRead;
use store::Store;
use tokio::task::JoinHandle;
use web::front::Front;
use web::{App, Desk, Printing, Site};

use crate::crowd::{Crowd, Patient, PatientThen, be_brief};
use crate::front::FrontFolder;
use crate::installation::{self, Installation, steps};
use crate::jobs::Jobs;
use crate::post::Post;
use crate::real::{self, SystemChance, SystemClock};
use crate::settings::{Codes, Settings};
use crate::speech::say;
use crate::trouble::Trouble;

/// How often the public side looks whether the directory was written anew: a file's date, no more.
const LOOK: Duration = Duration::from_secs(3);

/// How long requests under way may take when the program is told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Args)]
pub struct Serve {
    #[command(flatten)]
    pub installation: Installation,
    #[command(flatten)]
    pub listening: Listening,
    #[command(flatten)]
    pub sides: Sides,
}

/// Which side is served, and what lies between both.
#[derive(Debug, Clone, Args)]
pub struct Sides {
    /// Which side this process serves
    #[arg(long, value_enum, default_value_t = Side::Both)]
    pub side: Side,
    /// The folder between both sides: what the public side may know, and sealed referrals. The public
    /// side reads nothing else
    /// [default: the folder "front" of the installation]
    #[arg(long, value_name = "DIR", required_if_eq("side", "public"))]
    pub front: Option<PathBuf>,
    /// Where the public side's referral form is, for whoever comes to the staff side by mistake
    #[arg(long, value_name = "URL")]
    pub form_url: Option<String>,
}

/// A side of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// Both in one process
    Both,
    /// What people who are signed in use. Referrals that were dropped are collected
    Staff,
    /// The referral form. No installation is opened and no key is held
    Public,
}

impl Sides {
    /// Both sides in one process, with the folder between them beside the data.
    pub fn both() -> Self {
        Self { side: Side::Both, front: None, form_url: None }
    }

    fn folder(&self, data: &std::path::Path) -> FrontFolder {
        FrontFolder::at(self.front.clone().unwrap_or_else(|| data.join("front")))
    }
}

/// Where and how to listen.
#[derive(Debug, Clone, Args)]
pub struct Listening {
    /// The port; 0 takes a free one and prints it
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// The address to listen on. Without a certificate only this machine itself, or a proxy
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub bind: IpAddr,
    /// How visitors reach this installation; links in letters begin with it
    /// [default: http://localhost:PORT]
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// A certificate chain, PEM
    #[arg(long, value_name = "FILE", requires = "certificate_key")]
    pub certificate: Option<PathBuf>,
    /// Its key, PEM
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub certificate_key: Option<PathBuf>,
    /// Get a certificate for this name by ACME (Let's Encrypt) and renew it
    #[arg(long, value_name = "NAME", conflicts_with = "certificate")]
    pub acme: Option<String>,
    /// Whom the certificate authority may write to
    #[arg(long, value_name = "E-MAIL", requires = "acme")]
    pub acme_contact: Option<String>,
    /// The proxy before this program; only it is believed when it says where a request came from
    #[arg(long, value_name = "IP")]
    pub behind_proxy: Option<IpAddr>,
    /// Print one line of JSON for a machine instead of words
    #[arg(long)]
    pub json: bool,
}

impl Serve {
    pub async fn run(self) -> Result<(), Trouble> {
        if self.sides.side == Side::Public {
            return serve_public(&self.sides.folder(&self.installation.data), &self.listening)
                .await;
        }
        let store = opened(&self.installation).await?;
        let settings = Settings::of(&store.place)?;
        serve(store, &settings, &self.sides, &self.listening, |_| {}).await
    }
}

impl Listening {
    /// How the installation presents itself; the port of `public_url` is filled in when it is known.
    pub fn site(&self, settings: &Settings) -> Site {
        Site {
            name: settings.site_name.clone(),
            public_url: self.public_url.clone().unwrap_or_default(),
            form_url: Some("/refer".to_owned()),
            exit_url: settings.exit_url.clone(),
            not_for_real_women: true,
            offers_welsh: settings.welsh,
            second_step: match settings.codes {
                Codes::Required => SecondStep::Required,
                Codes::IfSetUp => SecondStep::IfSetUp,
            },
            behind_proxy: self.behind_proxy,
            demo: settings
                .demo_sign_ins
                .iter()
                .map(|s| (s.role.clone(), s.email.clone()))
                .collect(),
        }
    }

    fn is_encrypted(&self) -> bool {
        self.certificate.is_some() || self.acme.is_some()
    }

    /// Plain HTTP would carry names and passwords through somebody's network.
    fn check(&self) -> Result<(), Trouble> {
        if self.is_encrypted() || self.bind.is_loopback() || self.behind_proxy.is_some() {
            return Ok(());
        }
        Err(Trouble::Said(format!(
            "{} can be reached from other machines, and without a certificate everything would be readable on the way. Give --certificate and --certificate-key, or --acme NAME, or say which proxy encrypts: --behind-proxy IP",
            self.bind
        )))
    }
}

/// Opens the installation and runs steps that are due, after a backup beside the data.
async fn opened(installation: &Installation) -> Result<Store, Trouble> {
    let store = installation.open().await?;
    let due = store::migration::check(&store.db, &steps()).await?.len();
    if due > 0 {
        let ctx = real::ctx();
        let before = store.place.folder.join("before-upgrade");
        store::backup::back_up(&ctx, &store, &steps(), &before).await?;
        store.migrate(&ctx, &steps()).await?;
        eprintln!(
            "The database was brought up to date. A backup from before is in {}.",
            before.display()
        );
    }
    Ok(store)
}

/// The staff side of an open installation, and the task that keeps its audit trail.
pub fn desk(store: Store) -> Result<(Desk, JoinHandle<()>), Trouble> {
    let gate = Gate::shipped().map_err(|error| Trouble::Said(error.to_string()))?;
    let (audit, kept) = AuditLog::start(store.clone());
    Ok((Desk { store, gate, audit }, kept))
}

/// The public side: referrals are sealed to the organisation's public key and dropped into a folder,
/// where the staff side collects them.
fn front(to: DropAddress, drops: DropFolder) -> Front {
    let ctx = real::ctx();
    Front::new(&ctx, to, drops, FormKey::for_this_process(&ctx))
}

/// What the program does by itself meanwhile.
async fn jobs(store: &Store, app: &App, between: &FrontFolder) -> Result<Jobs, Trouble> {
    let settings = Settings::of(&store.place)?;
    let post = settings.mail.as_ref().map(|mail| Post::of(&store.place, mail)).transpose()?;
    Ok(Jobs {
        ctx: real::ctx(),
        store: store.clone(),
        organisation: installation::organisation(store, None).await?,
        drops: between.drops()?,
        directory: between.directory(),
        names: Arc::clone(app.names()),
        post,
    })
}

/// Any-part search needs the names in memory. The first page does not wait for them.
fn fill_names_in_background(store: &Store, app: &App) -> JoinHandle<()> {
    let (store, names) = (store.clone(), Arc::clone(app.names()));
    tokio::spawn(async move {
        if let Err(error) = fill_names(&store, &names).await {
            tracing::error!(%error, "the index of names could not be filled");
        }
    })
}

/// The way to PDFs.
pub fn printing(settings: &Settings) -> Printing {
    settings.press().map_or_else(Printing::default, Printing::by)
}

/// Serves an installation until the program is told to stop. `ready` hears the address first.
pub async fn serve(
    store: Store,
    settings: &Settings,
    sides: &Sides,
    listening: &Listening,
    ready: impl FnOnce(&str),
) -> Result<(), Trouble> {
    let door = Door::open(listening)?;
    let (desk, kept) = desk(store.clone())?;
    let between = sides.folder(&store.place.folder);
    let to = FrontFolder::address(&store).await?;
    between.give(settings, &to)?;
    let site = door.site(listening, settings);
    let site = match sides.side {
        Side::Staff => Site { form_url: sides.form_url.clone(), ..site },
        Side::Both | Side::Public => site,
    };
    let app = App::new(Arc::new(SystemClock), Arc::new(SystemChance), site)
        .with_desk(desk)
        .with_printing(printing(settings));
    let (app, looking) = match sides.side {
        Side::Staff => (app, None),
        Side::Both | Side::Public => {
            let app = app.with_front(front(to, between.drops()?));
            let (app, looking) = with_directory(app, &between);
            (app, Some(looking))
        }
    };
    let names = fill_names_in_background(&store, &app);
    let jobs = jobs(&store, &app, &between).await?.start();
    let certificates = store.place.folder.join("certificates");
    door.serve(app, listening, certificates, ready).await?;
    jobs.abort();
    names.abort();
    if let Some(looking) = looking {
        looking.abort();
    }
    // The router is gone, so the audit task writes its last heads and ends before the store does.
    let _ = kept.await;
    store.close().await;
    Ok(())
}

/// Serves the public side alone. It is told nothing but what stands in the folder between both sides.
async fn serve_public(between: &FrontFolder, listening: &Listening) -> Result<(), Trouble> {
    let (settings, to) = between.take()?;
    let door = Door::open(listening)?;
    let site = door.site(listening, &settings);
    let app = App::new(Arc::new(SystemClock), Arc::new(SystemChance), site)
        .with_front(front(to, between.drops()?));
    let (app, looking) = with_directory(app, between);
    let served = door.serve(app, listening, between.path().join("certificates"), |_| {}).await;
    looking.abort();
    served
}

/// Shows strangers the directory that lies in the folder between both sides, and looks again and again
/// whether there is another. The first page does not wait for it.
fn with_directory(app: App, between: &FrontFolder) -> (App, JoinHandle<()>) {
    let shelf = Arc::new(Shelf::at(between.directory()));
    let app = app.with_directory(Arc::clone(&shelf));
    let looking = tokio::spawn(async move {
        let mut turns = tokio::time::interval(LOOK);
        turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            let shelf = Arc::clone(&shelf);
            match tokio::task::spawn_blocking(move || shelf.refresh()).await {
                Ok(Ok(Refreshed::Anew(services))) => {
                    tracing::info!(services, "the public directory was read anew");
                }
                // That there is none yet is no fault, and it is not said every three seconds.
                Ok(Ok(Refreshed::Same) | Err(NotRead::NotThere)) => {}
                Ok(Err(error)) => {
                    tracing::error!(%error, "the directory before it goes on being shown");
                }
                Err(error) => tracing::error!(%error, "reading the public directory stopped"),
            }
        }
    });
    (app, looking)
}

/// The address that is listened on, before anybody is let in.
struct Door {
    listener: std::net::TcpListener,
    address: SocketAddr,
    url: String,
}

impl Door {
    fn open(listening: &Listening) -> Result<Self, Trouble> {
        listening.check()?;
        quiet_panics();
        let address = SocketAddr::new(listening.bind, listening.port);
        let cannot = |error| Trouble::File(format!("cannot listen on {address}"), error);
        let listener = std::net::TcpListener::bind(address).map_err(cannot)?;
        listener.set_nonblocking(true).map_err(cannot)?;
        let port = listener.local_addr().map_err(cannot)?.port();
        let url = listening.public_url.clone().unwrap_or_else(|| {
            let scheme = if listening.is_encrypted() { "https" } else { "http" };
            let host = listening.acme.as_deref().unwrap_or("localhost");
            format!("{scheme}://{host}:{port}")
        });
        Ok(Self { listener, address, url })
    }

    fn site(&self, listening: &Listening, settings: &Settings) -> Site {
        Site { public_url: self.url.clone(), ..listening.site(settings) }
    }

    /// Lets people in until the program is told to stop.
    async fn serve(
        self,
        app: App,
        listening: &Listening,
        certificates: PathBuf,
        ready: impl FnOnce(&str),
    ) -> Result<(), Trouble> {
        let Self { listener, address, url } = self;
        let cannot = |error| Trouble::File(format!("cannot listen on {address}"), error);
        let (router, _) = web::house(app);
        let service = Crowd::of_this_process(listening.behind_proxy)
            .before(router.into_make_service_with_connect_info::<SocketAddr>());
        let handle = Handle::new();
        tokio::spawn(stop_when_told(handle.clone()));
        if listening.json {
            say!("{}", serde_json::json!({ "url": url }));
        } else {
            say!("Listening on {url}");
        }
        ready(&url);
        let served = match (&listening.certificate, &listening.certificate_key, &listening.acme) {
            (Some(certificate), Some(key), _) => {
                // Only one provider is built in; a second call finds it set and changes nothing.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let config = RustlsConfig::from_pem_file(certificate, key)
                    .await
                    .map_err(|e| Trouble::File("the certificate cannot be read".to_owned(), e))?;
                let tls = RustlsAcceptor::new(config).acceptor(Patient);
                let server = be_brief(axum_server::from_tcp(listener).map_err(cannot)?);
                server.acceptor(tls).handle(handle).serve(service).await
            }
            (_, _, Some(name)) => {
                let _ = rustls::crypto::ring::default_provider().install_default();
                let contact = listening.acme_contact.iter().map(|mail| format!("mailto:{mail}"));
                let mut state = rustls_acme::AcmeConfig::new([name.clone()])
                    .contact(contact)
                    .cache(rustls_acme::caches::DirCache::new(certificates))
                    .directory_lets_encrypt(true)
                    .state();
                let acceptor = state.axum_acceptor(state.default_rustls_config());
                tokio::spawn(async move { while next_event(&mut state).await {} });
                let server = be_brief(axum_server::from_tcp(listener).map_err(cannot)?);
                server.acceptor(PatientThen(acceptor)).handle(handle).serve(service).await
            }
            _ => {
                // Without TLS nobody speaks HTTP/2 to us, and which of both it is need not be waited for.
                let server = be_brief(axum_server::from_tcp(listener).map_err(cannot)?);
                server.http1_only().acceptor(Patient).handle(handle).serve(service).await
            }
        };
        served.map_err(|error| Trouble::File("serving stopped".to_owned(), error))
    }
}

async fn next_event<EC: std::fmt::Debug + 'static, EA: std::fmt::Debug + 'static>(
    state: &mut rustls_acme::AcmeState<EC, EA>,
) -> bool {
    use futures_util::StreamExt as _;
    match state.next().await {
        Some(Ok(event)) => tracing::info!(?event, "certificate"),
        Some(Err(error)) => tracing::error!(?error, "certificate"),
        None => return false,
    }
    true
}

async fn stop_when_told(handle: Handle<SocketAddr>) {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => {
                tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
            }
            Err(_) => {
                let _ = interrupted.await;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
    handle.graceful_shutdown(Some(LAST_REQUESTS));
}

/// A panic's message may quote what it stumbled over; the log says only where.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        tracing::error!(place, "a handler panicked");
    }));
}
