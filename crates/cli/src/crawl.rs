//! Reading a feed of Open Referral UK page by page, when its pages lie about how many there are.
//!
//! Not for what a page holds: `directory::intake` reads that, after all pages were fetched, so that no
//! database waits for somebody's server.

use std::collections::HashSet;

use directory::intake::{NotReadable, open_page};
use serde_json::Value;
use url::Url;

use crate::fetch::{Fetcher, NotFetched};

/// No feed of services is larger.
const LARGEST: usize = 512 * 1024 * 1024;
/// So many pages are asked for and no more.
const MOST_PAGES: u64 = 20_000;
/// After so many services in a row of which only the summary could be had, only summaries are read.
const PATIENCE: u32 = 5;
/// What tells that a record is whole and not a summary.
const WHOLE: [&str; 8] = [
    "service_at_locations",
    "contacts",
    "phones",
    "schedules",
    "regular_schedules",
    "service_areas",
    "attributes",
    "service_taxonomys",
];

/// A feed that was fetched.
#[derive(Debug, Default)]
pub struct Crawled {
    /// Its records, a JSON list a page.
    pub pages: Vec<String>,
    /// What was odd, in words.
    pub troubles: Vec<String>,
}

/// Why a feed could not be read.
#[derive(Debug, thiserror::Error)]
pub enum NotCrawled {
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] NotFetched),
    /// A page is none.
    #[error(transparent)]
    Page(#[from] NotReadable),
    /// It does not end.
    #[error(
        "the feed does not end: after 20,000 pages or 512 MB it was left, and nothing was taken in"
    )]
    Endless,
}

/// Fetches all of a feed. `since` asks for what is newer than that day; a feed that does not know the
/// question answers with everything. `hear` is told how many services there are so far.
///
/// # Errors
/// [`NotCrawled`]; then nothing is to be taken in.
pub async fn crawl(
    fetcher: &mut Fetcher,
    url: &Url,
    since: Option<jiff::civil::Date>,
    mut hear: impl FnMut(usize),
) -> Result<Crawled, NotCrawled> {
    let mut first = fetcher.text(url).await?;
    let mut list = url.clone();
    if is_welcome(&first) {
        // The root of a feed of 3.0 tells its version; services stand below it.
        list = below(url, "services");
        first = fetcher.text(&list).await?;
    }
    if let Some(day) = since {
        list.query_pairs_mut().append_pair("modified_after", &day.to_string());
        first = fetcher.text(&list).await?;
    }
    let mut crawl = Crawl {
        fetcher,
        list,
        seen: HashSet::new(),
        bytes: 0,
        silent: 0,
        found: Crawled::default(),
    };
    let Ok((records, facts)) = open_page(&first) else {
        // One service a line, or no feed at all: whoever reads it will say.
        crawl.found.pages.push(first);
        return Ok(crawl.found);
    };
    crawl.page(records).await?;
    hear(crawl.seen.len());
    let is_paged = facts.number.is_some() || facts.pages.is_some() || facts.last.is_some();
    let mut total = facts.total;
    let mut is_last = facts.is_last();
    let (mut number, mut nothing_new) = (0, 0);
    let told = |total: Option<u64>, seen: usize| {
        total.is_none_or(|total| usize::try_from(total).is_ok_and(|total| seen >= total))
    };
    // Pages count from 0 or from 1, and the first came without a number: so 1 may be the same again.
    // The total and the word "last" may both be wrong; a page is believed that brings nothing new.
    while is_paged && nothing_new < 2 && !(is_last && told(total, crawl.seen.len())) {
        number += 1;
        if number > MOST_PAGES {
            return Err(NotCrawled::Endless);
        }
        let text = match crawl.fetcher.text(&crawl.numbered(number)).await {
            Ok(text) => text,
            // Some answer 404 after their last page.
            Err(NotFetched::Status { status: 400 | 404, .. }) => break,
            Err(error) => return Err(error.into()),
        };
        let (records, facts) = open_page(&text)?;
        let before = crawl.seen.len();
        let is_empty = records.is_empty();
        crawl.page(records).await?;
        hear(crawl.seen.len());
        if is_empty {
            break;
        }
        nothing_new = if crawl.seen.len() > before { 0 } else { nothing_new + 1 };
        (total, is_last) = (facts.total.or(total), facts.is_last());
    }
    let seen = crawl.seen.len();
    let mut found = crawl.found;
    if let Some(total) = total.filter(|total| usize::try_from(*total).is_ok_and(|t| t != seen)) {
        found.troubles.push(format!("the feed says that it has {total} services and gave {seen}"));
    }
    Ok(found)
}

struct Crawl<'f> {
    fetcher: &'f mut Fetcher,
    list: Url,
    seen: HashSet<String>,
    bytes: usize,
    silent: u32,
    found: Crawled,
}

impl Crawl<'_> {
    fn numbered(&self, number: u64) -> Url {
        let mut url = self.list.clone();
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| name != "page")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(kept).append_pair("page", &number.to_string());
        url
    }

    /// Keeps the records of a page that did not come before, each whole where it can be had.
    async fn page(&mut self, records: Vec<Value>) -> Result<(), NotCrawled> {
        let mut new = Vec::with_capacity(records.len());
        for record in records {
            let id = match record.get("id") {
                Some(Value::String(id)) => id.clone(),
                Some(Value::Number(id)) => id.to_string(),
                // Without an id it cannot be known again; its reader will say so.
                _ => record.to_string(),
            };
            if self.seen.insert(id.clone()) {
                new.push(self.whole(record, &id).await);
            }
        }
        let text = Value::Array(new).to_string();
        self.bytes += text.len();
        if self.bytes > LARGEST {
            return Err(NotCrawled::Endless);
        }
        self.found.pages.push(text);
        Ok(())
    }

    /// A list may hold summaries: then the service's own page is asked for.
    async fn whole(&mut self, record: Value, id: &str) -> Value {
        let is_list = self.list.path().trim_end_matches('/').ends_with("/services");
        let is_whole = WHOLE.iter().any(|name| record.get(name).is_some());
        let is_plain =
            id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if is_whole || !is_list || !is_plain || self.silent >= PATIENCE {
            return record;
        }
        let mut own = below(&self.list, id);
        own.set_query(None);
        let text = self.fetcher.text(&own).await.ok();
        let full = text.and_then(|text| serde_json::from_str::<Value>(&text).ok());
        match full.filter(|full| full.get("id") == record.get("id")) {
            Some(full) => {
                self.silent = 0;
                full
            }
            None => {
                self.silent += 1;
                if self.silent == PATIENCE {
                    let words = "the feed gives summaries only; whole services could not be had";
                    self.found.troubles.push(words.to_owned());
                }
                record
            }
        }
    }
}

/// Is it the root of a feed, which tells its version and holds no services?
fn is_welcome(text: &str) -> bool {
    let Ok(Value::Object(map)) = serde_json::from_str(text) else { return false };
    let tells = ["version", "profile", "openapi_url"].iter().any(|name| map.contains_key(*name));
    let holds = ["contents", "content", "services", "items", "data"];
    tells && !holds.iter().any(|name| map.contains_key(*name))
}

/// The address one step below.
fn below(url: &Url, step: &str) -> Url {
    let mut below = url.clone();
    if let Ok(mut steps) = below.path_segments_mut() {
        steps.pop_if_empty().push(step);
    }
    below
}
