//! Fetching, against a server on this machine that pretends to be on the open network: the check of
//! addresses is the real one, only the names and the last step of calling are the test's.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::crawl::{NotCrawled, crawl};

const OUTSIDE: &str = "93.184.216.34:443";

type Says = Arc<dyn Fn(&str) -> (u16, String, String) + Send + Sync>;

/// A server that answers paths with status, one more header, and body.
struct Server {
    port: u16,
    roots: RootCertStore,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn saying(says: impl Fn(&str) -> (u16, String, String) + Send + Sync + 'static) -> Self {
        let CertifiedKey { cert, key_pair } =
            generate_simple_self_signed(["feed.example.org".to_owned()]).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(cert.der().clone()).unwrap();
        let key = PrivateKeyDer::try_from(key_pair.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (says, heard): (Says, _) = (Arc::new(says), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, says, heard) = (acceptor.clone(), says.clone(), heard.clone());
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut head = Vec::new();
                    while let Ok(byte) = stream.read_u8().await {
                        head.push(byte);
                        if !head.ends_with(b"\r\n\r\n") {
                            continue;
                        }
                        let text = String::from_utf8(std::mem::take(&mut head)).unwrap();
                        let path = text.split(' ').nth(1).unwrap().to_owned();
                        let (status, header, body) = says(&path);
                        heard.lock().unwrap().push(path);
                        let length = body.len();
                        let head = format!(
                            "HTTP/1.1 {status} x\r\nContent-Length: {length}\r\n{header}\r\n"
                        );
                        let whole = [head.as_bytes(), body.as_bytes()].concat();
                        if stream.write_all(&whole).await.is_err() {
                            return;
                        }
                        let _ = stream.flush().await;
                    }
                });
            }
        });
        Self { port, roots, asked }
    }

    /// The world in which this server is what the name resolves to.
    fn network(&self) -> Network {
        let port = self.port;
        Network {
            resolve: Box::new(|_, _| Box::pin(async { Ok(vec![OUTSIDE.parse().unwrap()]) })),
            dial: Box::new(move |address| {
                assert_eq!(address, OUTSIDE.parse().unwrap(), "only the checked address is called");
                Box::pin(TcpStream::connect(("127.0.0.1", port)))
            }),
            roots: self.roots.clone(),
        }
    }

    async fn fetcher(&self) -> Fetcher {
        Fetcher::to(&url("/"), self.network()).await.unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn url(path: &str) -> Url {
    Url::parse(&format!("https://feed.example.org{path}")).unwrap()
}

/// A network that must not be used.
fn closed(addresses: &'static [&'static str]) -> Network {
    Network {
        resolve: Box::new(move |_, port| {
            let found = addresses.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), port));
            let found = found.collect();
            Box::pin(async { Ok(found) })
        }),
        dial: Box::new(|address| panic!("{address} was called")),
        roots: RootCertStore::empty(),
    }
}

#[test]
fn only_addresses_of_the_open_network_are_outside() {
    for inside in [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "240.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
    ] {
        assert!(!is_outside(inside.parse().unwrap()), "{inside}");
    }
    for outside in ["93.184.216.34", "1.1.1.1", "172.32.0.1", "2606:4700::1", "2a00:1450::5"] {
        assert!(is_outside(outside.parse().unwrap()), "{outside}");
    }
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused_and_nothing_is_called() {
    for addresses in [
        &["127.0.0.1"][..],
        &["169.254.169.254"],
        &["93.184.216.34", "10.0.0.1"],
        &["::1"],
        &["fd00::1", "2606:4700::1"],
    ] {
        let found = Fetcher::to(&url("/"), closed(addresses)).await;
        assert!(matches!(found, Err(NotFetched::Inside(_))), "{addresses:?}");
    }
    let nowhere = Fetcher::to(&url("/"), closed(&[])).await;
    assert!(matches!(nowhere, Err(NotFetched::NoSuchName(_))));
    for address in [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://192.168.0.1:8443/",
    ] {
        let found = Fetcher::to(&Url::parse(address).unwrap(), closed(&[])).await;
        assert!(matches!(found, Err(NotFetched::Inside(_))), "{address}");
    }
    for address in
        ["http://feed.example.org/", "https://me@feed.example.org/", "file:///etc/passwd"]
    {
        let found = Fetcher::to(&Url::parse(address).unwrap(), closed(&[])).await;
        assert!(matches!(found, Err(NotFetched::NotHttps)), "{address}");
    }
}

#[tokio::test]
async fn a_name_is_asked_once_and_what_was_checked_is_what_is_called() {
    let server = Server::saying(|_| (200, String::new(), "hello".into())).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let network = Network {
        // The second answer would lead inside, as a name server does that means ill.
        resolve: Box::new(move |_, _| {
            let first = count.fetch_add(1, Ordering::Relaxed) == 0;
            let to = if first { OUTSIDE } else { "127.0.0.1:443" };
            Box::pin(async move { Ok(vec![to.parse().unwrap()]) })
        }),
        ..server.network()
    };
    let mut fetcher = Fetcher::to(&url("/"), network).await.unwrap();
    for _ in 0..3 {
        assert_eq!(fetcher.text(&url("/a?b=c")).await.unwrap(), "hello");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    assert_eq!(server.asked(), ["/a?b=c"; 3]);
    let elsewhere = Url::parse("https://other.example.org/").unwrap();
    assert!(matches!(fetcher.text(&elsewhere).await, Err(NotFetched::NotHttps)));
}

#[tokio::test]
async fn no_redirect_is_followed_and_nothing_large_packed_or_untrusted_is_taken() {
    let server = Server::saying(|path| match path {
        "/away" => (302, "Location: https://169.254.169.254/latest\r\n".into(), String::new()),
        "/large" => (200, String::new(), "x".repeat(LARGEST + 1)),
        "/packed" => (200, "Content-Encoding: gzip\r\n".into(), "x".into()),
        _ => (500, String::new(), String::new()),
    })
    .await;
    let mut fetcher = server.fetcher().await;
    let error = fetcher.text(&url("/away")).await.unwrap_err();
    assert!(matches!(&error, NotFetched::SendsOn { to, .. } if to == "169.254.169.254"), "{error}");
    assert!(matches!(fetcher.text(&url("/large")).await, Err(NotFetched::TooMuch(_))));
    assert!(matches!(fetcher.text(&url("/packed")).await, Err(NotFetched::NotText(_))));
    assert!(matches!(fetcher.text(&url("/")).await, Err(NotFetched::Status { status: 500, .. })));
    assert_eq!(server.asked().len(), 4);
    let network = Network { roots: RootCertStore::empty(), ..server.network() };
    let mut fetcher = Fetcher::to(&url("/"), network).await.unwrap();
    assert!(matches!(fetcher.text(&url("/")).await, Err(NotFetched::Unreachable(_))));
}

fn service(number: u64) -> serde_json::Value {
    serde_json::json!({ "id": format!("s{number}"), "name": "x", "phones": [] })
}

fn number_of(path: &str, otherwise: u64) -> u64 {
    path.split_once("page=").map_or(otherwise, |(_, number)| number.parse().unwrap())
}

async fn crawled(server: &Server, path: &str) -> Result<(Vec<String>, Vec<String>), NotCrawled> {
    let mut fetcher = server.fetcher().await;
    let crawled = crawl(&mut fetcher, &url(path), None, |_| {}).await?;
    let mut ids = Vec::new();
    for page in crawled.pages {
        let records: Vec<serde_json::Value> = serde_json::from_str(&page).unwrap();
        ids.extend(records.iter().map(|record| record["id"].as_str().unwrap().to_owned()));
    }
    Ok((ids, crawled.troubles))
}

fn names(many: u64) -> Vec<String> {
    (0..many).map(|number| format!("s{number}")).collect()
}

#[tokio::test]
async fn a_feed_is_read_to_its_end_whether_it_counts_from_nought_or_from_one() {
    for begins_at in [0, 1] {
        let server = Server::saying(move |path| {
            let number = number_of(path, begins_at);
            let first = number.saturating_sub(begins_at) * 2;
            let contents: Vec<_> = (first..(first + 2).min(5)).map(service).collect();
            let page = serde_json::json!({
                "page_number": number, "total_pages": 3, "total_items": 5,
                "last_page": number - begins_at == 2, "contents": contents,
            });
            (200, String::new(), page.to_string())
        })
        .await;
        let (ids, troubles) = crawled(&server, "/v3/services").await.unwrap();
        assert_eq!((ids, troubles), (names(5), vec![]), "from {begins_at}");
    }
}

#[tokio::test]
async fn a_feed_that_lies_about_its_total_its_last_page_or_never_ends_is_not_believed() {
    // Says at once that this is the last of two services; there are six.
    let server = Server::saying(|path| {
        let number = number_of(path, 1);
        let contents: Vec<_> = ((number - 1) * 2..(number * 2).min(6)).map(service).collect();
        let page = serde_json::json!({
            "number": number, "totalPages": 9, "totalElements": 7, "last": true, "content": contents,
        });
        (200, String::new(), page.to_string())
    })
    .await;
    let (ids, troubles) = crawled(&server, "/services").await.unwrap();
    assert_eq!(ids, names(6));
    assert_eq!(troubles, ["the feed says that it has 7 services and gave 6"]);
    // The same page for ever.
    let server = Server::saying(|_| {
        let page = serde_json::json!({
            "number": 1, "totalPages": 1000, "totalElements": 1000, "content": [service(0)],
        });
        (200, String::new(), page.to_string())
    })
    .await;
    let (ids, troubles) = crawled(&server, "/services").await.unwrap();
    assert_eq!((ids.len(), troubles.len(), server.asked().len()), (1, 1, 3));
    // A page in the middle that is none: nothing is to be taken in.
    let server = Server::saying(|path| match number_of(path, 1) {
        1 => {
            let page = serde_json::json!({ "number": 1, "totalPages": 3, "content": [service(0)] });
            (200, String::new(), page.to_string())
        }
        _ => (200, String::new(), "<html>we are down</html>".into()),
    })
    .await;
    assert!(matches!(crawled(&server, "/services").await, Err(NotCrawled::Page(_))));
}

#[tokio::test]
async fn services_are_found_from_the_root_and_read_whole_where_the_list_has_summaries() {
    let server = Server::saying(|path| {
        let said = match path {
            "/v3" => serde_json::json!({ "version": "HSDS-UK-3.0", "openapi_url": "https://x" }),
            "/v3/services/s7" => serde_json::json!({ "id": "s7", "name": "x", "contacts": [] }),
            "/v3/services/s8" => return (404, String::new(), String::new()),
            _ => serde_json::json!({
                "page_number": 1, "total_pages": 1, "total_items": 2, "last_page": true,
                "contents": [{"id": "s7", "name": "x"}, {"id": "s8", "name": "y"}],
            }),
        };
        (200, String::new(), said.to_string())
    })
    .await;
    let mut fetcher = server.fetcher().await;
    let found = crawl(&mut fetcher, &url("/v3"), None, |_| {}).await.unwrap();
    assert_eq!(found.pages.len(), 1);
    assert!(found.pages[0].contains("contacts") && found.pages[0].contains("s8"));
    let asked = server.asked();
    assert_eq!(asked, ["/v3", "/v3/services", "/v3/services/s7", "/v3/services/s8"]);
    let day = jiff::civil::date(2026, 11, 1);
    crawl(&mut fetcher, &url("/v3"), Some(day), |_| {}).await.unwrap();
    assert!(server.asked().contains(&"/v3/services?modified_after=2026-11-01".to_owned()));
}
