//! `alongside import directory`: takes services in from a feed, a file or a folder, and takes a whole
//! import back.

use std::path::{Path, PathBuf};

use access::act;
use clap::Args;
use directory::intake::{
    Intake, Mapping, NotReadable, Taken, contract, csv_by_mapping, feed_document, package_files,
    package_zip, providers, workbook_by_mapping,
};
use directory::model::SourceName;
use directory::service::{
    Arrival, DirectoryError, Extent, ImportReport, SourceDraft, SourceKind, begin_import, sources,
    undo_import,
};
use indicatif::ProgressBar;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::Ctx;
use store::{Store, Uow};
use url::Url;

use crate::commands::import::{for_organisation, gate, refused};
use crate::crawl::{Crawled, crawl};
use crate::fetch::{Fetcher, Network};
use crate::installation::Installation;
use crate::speech::say;
use crate::trouble::Trouble;

/// The largest file that is read.
const LARGEST: u64 = 512 * 1024 * 1024;
/// So many troubles are printed; all are counted, and the first thousand are kept with the import.
const PRINTED: usize = 20;

#[derive(Debug, Args)]
pub struct ImportDirectory {
    /// The address of a feed (https://…), a file (JSON, one service a line, zip, CSV, XLSX) or a folder
    /// (package of tables, documents, contracts with providers.json)
    #[arg(value_name = "SOURCE", required_unless_present = "undo")]
    source: Option<String>,
    /// Say what would go in and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Take a whole import back
    #[arg(long, value_name = "IMPORT", conflicts_with_all = ["source", "dry_run", "mapping", "name", "newer"])]
    undo: Option<String>,
    /// Which column of a table is what: JSON, {"name": "Service", "phone": "Tel"}
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Of a feed, ask only for what changed since it was last read
    #[arg(long)]
    newer: bool,
    /// The short name by which this source is known from now on; that of the file or host if left out
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Whose directory; that of the organisation founded first if left out
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    #[command(flatten)]
    installation: Installation,
}

impl ImportDirectory {
    pub async fn run(self) -> Result<(), Trouble> {
        match (&self.undo, &self.source) {
            (Some(reference), _) => self.undo(reference).await,
            (None, Some(source)) => self.take(source).await,
            (None, None) => Err(Trouble::Said("which source?".to_owned())),
        }
    }

    async fn take(&self, source: &str) -> Result<(), Trouble> {
        let feed = source.contains("://").then(|| Url::parse(source));
        let feed =
            feed.transpose().map_err(|_| Trouble::Said(format!("{source} is no address")))?;
        let name = self.name.clone().unwrap_or_else(|| match &feed {
            Some(url) => url.host_str().unwrap_or_default().to_owned(),
            None => stem(source),
        });
        let name = SourceName::new(&name);
        let store = self.installation.open().await?;
        let ctx = for_organisation(&store, self.organisation.as_deref()).await?;
        // All is fetched before anything is written: a database does not wait for somebody's server.
        let reading = match &feed {
            None => Reading::of(Path::new(source), self.mapping.as_deref())?,
            Some(url) => {
                let since = if self.newer { self.last(&ctx, &store, &name).await? } else { None };
                Reading::Feed(fetched(url, since).await?)
            }
        };
        let draft = SourceDraft { name, kind: reading.kind(), address: source.to_owned() };
        let extent = if self.newer { Extent::Newer } else { Extent::Whole };
        let mut uow = store.begin().await?;
        let permit = gate()?.permit_place::<act::ImportDirectory>(&ctx, &mut uow).await;
        let permit = permit.map_err(refused)?;
        let mut arrival = begin_import(&ctx, &mut uow, &permit, draft).await.map_err(said)?;
        reading.into_arrival(&ctx, &mut uow, &mut arrival).await?;
        let report = arrival.finish(&ctx, &mut uow, extent).await.map_err(said)?;
        if self.dry_run {
            // Closing waits for whoever still holds the writer.
            drop(uow);
        } else {
            uow.commit().await?;
            access::audit::write_heads(&store).await?;
        }
        store.close().await;
        tell(&report, self.dry_run);
        Ok(())
    }

    /// The day of the newest change that a feed told of, and the day before, for clocks differ.
    async fn last(
        &self,
        ctx: &Ctx,
        store: &Store,
        name: &SourceName,
    ) -> Result<Option<Date>, Trouble> {
        let mut uow = store.read().await?;
        let permit = gate()?.permit_place::<act::ReadDirectory>(ctx, &mut uow).await;
        let known = sources(&mut uow, &permit.map_err(refused)?).await.map_err(said)?;
        let newest = known.into_iter().find(|known| known.name == *name);
        let newest = newest.and_then(|known| known.newest);
        Ok(newest.and_then(|at| at.to_zoned(TimeZone::UTC).date().yesterday().ok()))
    }

    async fn undo(&self, reference: &str) -> Result<(), Trouble> {
        let store = self.installation.open().await?;
        let ctx = for_organisation(&store, self.organisation.as_deref()).await?;
        let mut uow = store.begin().await?;
        let permit = gate()?.permit_place::<act::ImportDirectory>(&ctx, &mut uow).await;
        let permit = permit.map_err(refused)?;
        let undone = undo_import(&ctx, &mut uow, &permit, reference).await.map_err(said)?;
        uow.commit().await?;
        access::audit::write_heads(&store).await?;
        store.close().await;
        say!(
            "Taken back: {} entries are gone again, {} say again what they said before.",
            undone.taken_back,
            undone.put_back
        );
        if undone.left > 0 {
            say!("{} were changed since and stay as they are.", undone.left);
        }
        Ok(())
    }
}

fn said(error: DirectoryError) -> Trouble {
    match error {
        DirectoryError::Store(error) => error.into(),
        other => Trouble::Said(other.to_string()),
    }
}

/// The name of a file or folder without what tells its kind.
fn stem(source: &str) -> String {
    let path = Path::new(source);
    let name = path.canonicalize().ok();
    let name = name.as_deref().unwrap_or(path).file_stem();
    name.map_or_else(|| source.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Fetches a whole feed, and says how far it is.
async fn fetched(url: &Url, since: Option<Date>) -> Result<Crawled, Trouble> {
    let trouble = |error: &dyn std::fmt::Display| Trouble::Said(error.to_string());
    let mut fetcher =
        Fetcher::to(url, Network::of_this_machine()).await.map_err(|error| trouble(&error))?;
    let bar = ProgressBar::new_spinner();
    let crawled = crawl(&mut fetcher, url, since, |many| {
        bar.set_message(format!("{many} services fetched"));
        bar.tick();
    });
    let crawled = crawled.await.map_err(|error| trouble(&error))?;
    bar.finish_and_clear();
    Ok(crawled)
}

/// What is read, and how.
#[derive(Debug)]
enum Reading {
    /// A feed, fetched.
    Feed(Crawled),
    /// Pages or whole documents of Open Referral UK, or one service a line.
    Documents(Vec<PathBuf>),
    /// A package of tables that lies open.
    PackageFolder(Vec<PathBuf>),
    /// A package that is a zip.
    PackageZip(PathBuf),
    /// A table by a mapping.
    Table(PathBuf, Mapping),
    /// Probation's contracts, and the file that names providers.
    Contracts(Vec<PathBuf>, PathBuf),
}

impl Reading {
    fn of(path: &Path, mapping: Option<&Path>) -> Result<Self, Trouble> {
        if path.is_dir() {
            return Self::of_folder(path);
        }
        match extension(path).as_str() {
            "zip" => Ok(Self::PackageZip(path.to_owned())),
            "csv" | "xlsx" | "xls" | "ods" => {
                let mapping = mapping.ok_or_else(|| {
                    Trouble::Said(
                        "a table needs a mapping that says which of its columns is what: --mapping FILE, with JSON such as {\"name\": \"Service\", \"organization.name\": \"Charity\", \"phone\": \"Tel\"}"
                            .to_owned(),
                    )
                })?;
                let mapping = Mapping::parse(&text_of(mapping)?);
                let mapping = mapping.map_err(|error| Trouble::Said(error.to_string()))?;
                Ok(Self::Table(path.to_owned(), mapping))
            }
            _ => Ok(Self::Documents(vec![path.to_owned()])),
        }
    }

    fn of_folder(folder: &Path) -> Result<Self, Trouble> {
        let unreadable =
            |error| Trouble::File(format!("{} cannot be read", folder.display()), error);
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
            .map_err(unreadable)?;
        files.retain(|path| path.is_file());
        files.sort();
        let named = |name: &str| {
            files.iter().find(|path| path.file_name().is_some_and(|own| own == name)).cloned()
        };
        let of_kind = |kinds: &[&str]| -> Vec<PathBuf> {
            files.iter().filter(|path| kinds.contains(&extension(path).as_str())).cloned().collect()
        };
        if let Some(providers) = named("providers.json") {
            let mut contracts = of_kind(&["json"]);
            contracts.retain(|path| *path != providers);
            return Ok(Self::Contracts(contracts, providers));
        }
        if named("services.csv").is_some() {
            return Ok(Self::PackageFolder(of_kind(&["csv"])));
        }
        let documents = of_kind(&["json", "ndjson", "jsonl"]);
        if documents.is_empty() {
            return Err(Trouble::Said(format!(
                "{} holds neither services.csv, nor documents (.json), nor contracts with providers.json",
                folder.display()
            )));
        }
        Ok(Self::Documents(documents))
    }

    const fn kind(&self) -> SourceKind {
        match self {
            Self::Feed(_) => SourceKind::Feed,
            Self::Documents(_) => SourceKind::Document,
            Self::PackageFolder(_) | Self::PackageZip(_) => SourceKind::Package,
            Self::Table(..) => SourceKind::Table,
            Self::Contracts(..) => SourceKind::Contracts,
        }
    }

    /// Reads file after file. One that cannot be read is told and the rest goes in, unless it is the
    /// only one.
    async fn into_arrival(
        self,
        ctx: &Ctx,
        uow: &mut Uow,
        arrival: &mut Arrival,
    ) -> Result<(), Trouble> {
        let taken = match self {
            Self::Feed(crawled) => {
                for page in crawled.pages {
                    let taken = feed_document(&mut arrival.intake, &page);
                    let (taken, _) = taken.map_err(|error| Trouble::Said(error.to_string()))?;
                    arrival.take(ctx, uow, taken).await.map_err(said)?;
                }
                for words in crawled.troubles {
                    arrival.trouble(|| words);
                }
                return Ok(());
            }
            Self::Documents(files) => {
                let many = files.len();
                for file in files {
                    let text = text_of(&file)?;
                    match feed_document(&mut arrival.intake, &text) {
                        Ok((taken, _)) => arrival.take(ctx, uow, taken).await.map_err(said)?,
                        Err(error) if many > 1 => arrival.trouble(|| about(&file, &error)),
                        Err(error) => return Err(Trouble::Said(about(&file, &error))),
                    }
                }
                return Ok(());
            }
            Self::Contracts(files, names) => {
                let names = providers(&text_of(&names)?);
                let names = names.map_err(|error| Trouble::Said(error.to_string()))?;
                for file in files {
                    let text = text_of(&file)?;
                    match contract(&mut arrival.intake, &text, &names) {
                        Ok((entry, errors)) => {
                            let taken = Taken { entries: vec![entry], errors, ..Taken::default() };
                            arrival.take(ctx, uow, taken).await.map_err(said)?;
                        }
                        Err(error) => arrival.trouble(|| about(&file, &error)),
                    }
                }
                return Ok(());
            }
            Self::PackageFolder(files) => {
                let mut read = Vec::new();
                for file in files {
                    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    read.push((name, bytes_of(&file)?));
                }
                package_files(&mut arrival.intake, read)
            }
            Self::PackageZip(file) => package_zip(&mut arrival.intake, &bytes_of(&file)?),
            Self::Table(file, mapping) => table(&mut arrival.intake, &file, &mapping)?,
        };
        let taken = taken.map_err(|error| Trouble::Said(error.to_string()))?;
        arrival.take(ctx, uow, taken).await.map_err(said)
    }
}

fn table(
    intake: &mut Intake,
    file: &Path,
    mapping: &Mapping,
) -> Result<Result<Taken, NotReadable>, Trouble> {
    let bytes = bytes_of(file)?;
    Ok(match extension(file).as_str() {
        "csv" => csv_by_mapping(intake, mapping, &bytes),
        _ => workbook_by_mapping(intake, mapping, &bytes),
    })
}

fn about(file: &Path, error: &NotReadable) -> String {
    format!("{}: {error}", file.display())
}

fn extension(path: &Path) -> String {
    path.extension().map(|kind| kind.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn bytes_of(file: &Path) -> Result<Vec<u8>, Trouble> {
    let unreadable = |error| Trouble::File(format!("{} cannot be read", file.display()), error);
    if std::fs::metadata(file).map_err(unreadable)?.len() > LARGEST {
        return Err(Trouble::Said(format!(
            "{} is larger than is taken in (512 MB); take it in by parts",
            file.display()
        )));
    }
    std::fs::read(file).map_err(unreadable)
}

fn text_of(file: &Path) -> Result<String, Trouble> {
    String::from_utf8(bytes_of(file)?).map_err(|_| {
        Trouble::Said(format!("{} is not UTF-8 text; save it as UTF-8", file.display()))
    })
}

/// What an import came to, for the terminal.
fn tell(report: &ImportReport, rehearsed: bool) {
    let quality = &report.quality;
    match quality.per_cent() {
        Some(per_cent) => {
            let [id, status, name, description, url, organisation, contact] = quality.counts();
            say!("{} services read. Quality: {per_cent} of 100.", quality.services);
            say!(
                "  with a UUID {id}, status {status}, name {name}, description {description}, page {url}, organisation {organisation}, contact {contact}"
            );
        }
        None => say!("{} services read.", report.added + report.changed + report.unchanged),
    }
    let (added, changed, unchanged) = (report.added, report.changed, report.unchanged);
    let would = if rehearsed { "Would go in" } else { "Taken in" };
    say!("{would}: {added} new, {changed} changed, {unchanged} as before.");
    if report.waiting > 0 {
        say!(
            "{} were changed here: what the source says of them waits for an editor.",
            report.waiting
        );
    }
    if let Some(not_told) = report.not_told.filter(|many| *many > 0) {
        say!("{not_told} entries are not in this source any more; they stay as they are.");
    }
    if report.troubles > 0 {
        say!("{} things could not be read; the rest went in:", report.troubles);
        for line in report.told.iter().take(PRINTED) {
            say!("  {line}");
        }
        if report.troubles > PRINTED {
            say!("  and {} more", report.troubles - PRINTED);
        }
    }
    if rehearsed {
        say!("Nothing was changed.");
    } else {
        say!(
            "What was taken in is unconfirmed: only professionals see it until its provider confirms."
        );
        say!("Import {0}. Take it back: alongside import directory --undo {0}", report.reference);
    }
}
