//! Fetching from the world, for feeds: https only, and never from inside.
//!
//! Whoever gives the address of a feed, or runs the name server of one, could otherwise make this
//! program read what only this machine and its neighbours may reach. So a name is resolved first, every
//! address that it has must be one of the open network, and that very address is connected to; no
//! redirect is followed. What comes is limited in size and time.
//!
//! Not for mail or certificates, which have ways of their own.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT, CONTENT_ENCODING, HOST, LOCATION, USER_AGENT};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// The most that one answer may hold.
const LARGEST: usize = 64 * 1024 * 1024;
/// The longest that one answer may take.
const LONGEST: Duration = Duration::from_secs(60);

type Answer<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;
type Resolve = Box<dyn Fn(String, u16) -> Answer<Vec<SocketAddr>> + Send + Sync>;
type Dial = Box<dyn Fn(SocketAddr) -> Answer<TcpStream> + Send + Sync>;

/// Why something could not be fetched. Says what to do.
#[derive(Debug, thiserror::Error)]
pub enum NotFetched {
    /// Not an address that is fetched from.
    #[error("a feed's address begins with https:// and names no user")]
    NotHttps,
    /// Its name is not known.
    #[error("{0} is not known to the name server; is it written right?")]
    NoSuchName(String),
    /// It leads to a machine that is not on the open network.
    #[error(
        "{0} leads to an address inside a network; feeds are fetched from the open network only"
    )]
    Inside(String),
    /// It cannot be reached or breaks off.
    #[error("{0} cannot be reached, or broke off")]
    Unreachable(String),
    /// It sends elsewhere.
    #[error("{from} sends on to {to}; if you trust that address, give it instead")]
    SendsOn {
        /// Which host.
        from: String,
        /// To which host.
        to: String,
    },
    /// It answers with a status other than 200.
    #[error("{host} answers {status}")]
    Status {
        /// Which host.
        host: String,
        /// Its answer.
        status: u16,
    },
    /// It sends more, or for longer, than is taken.
    #[error("{0} sends more than is taken in one answer, or takes longer than a minute")]
    TooMuch(String),
    /// It is not UTF-8, or packed though nobody asked for that.
    #[error("{0} sends no plain UTF-8 text")]
    NotText(String),
}

/// A host on the open network, with the address that was checked.
pub struct Fetcher {
    host: String,
    name: ServerName<'static>,
    address: SocketAddr,
    dial: Dial,
    tls: TlsConnector,
    open: Option<SendRequest<Empty<Bytes>>>,
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fetcher({} at {})", self.host, self.address)
    }
}

/// How names are resolved and addresses called. Tests bring their own; the check stands between.
pub struct Network {
    resolve: Resolve,
    dial: Dial,
    roots: RootCertStore,
}

impl Network {
    /// The machine's own name server and network, with the roots that browsers trust.
    pub fn of_this_machine() -> Self {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        Self {
            resolve: Box::new(|name, port| {
                Box::pin(async move { Ok(tokio::net::lookup_host((name, port)).await?.collect()) })
            }),
            dial: Box::new(|address| Box::pin(TcpStream::connect(address))),
            roots,
        }
    }
}

/// May it be fetched from? Only unicast addresses of the open network.
pub fn is_outside(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let inside = v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_documentation()
                || a == 0
                || a >= 224
                // Shared between carriers and their customers (RFC 6598), protocol assignments (RFC 6890),
                // relays (RFC 7526), measuring of networks (RFC 2544).
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (b == 18 || b == 19));
            !inside
        }
        IpAddr::V6(v6) => is_outside_v6(v6),
    }
}

/// Only global unicast (2000::/3), and of that nothing that carries another address inside it.
fn is_outside_v6(v6: Ipv6Addr) -> bool {
    let [first, second, ..] = v6.segments();
    let global = first & 0xe000 == 0x2000;
    // 2001::/23 holds Teredo and other special uses, 2001:db8::/32 is for documents, 2002::/16 is 6to4,
    // 3fff::/20 is for documents.
    let special = (first == 0x2001 && (second < 0x0200 || second == 0x0db8))
        || first == 0x2002
        || (first == 0x3fff && second < 0x1000);
    global && !special
}

impl Fetcher {
    /// Looks where an address leads, and refuses whatever is not on the open network. Nothing is
    /// connected to yet.
    ///
    /// # Errors
    /// [`NotFetched`].
    pub async fn to(url: &Url, network: Network) -> Result<Self, NotFetched> {
        if url.scheme() != "https" || !url.username().is_empty() || url.password().is_some() {
            return Err(NotFetched::NotHttps);
        }
        let host = url.host().ok_or(NotFetched::NotHttps)?;
        let port = url.port_or_known_default().ok_or(NotFetched::NotHttps)?;
        let text = host.to_string();
        let found = match &host {
            Host::Ipv4(v4) => vec![SocketAddr::new(IpAddr::V4(*v4), port)],
            Host::Ipv6(v6) => vec![SocketAddr::new(IpAddr::V6(*v6), port)],
            Host::Domain(name) => {
                let found = timeout(LONGEST, (network.resolve)((*name).to_owned(), port)).await;
                found.ok().and_then(Result::ok).unwrap_or_default()
            }
        };
        // A name with one address inside and one outside is somebody's trick.
        if found.iter().any(|address| !is_outside(address.ip())) {
            return Err(NotFetched::Inside(text));
        }
        let first = found.first().ok_or_else(|| NotFetched::NoSuchName(text.clone()))?;
        let name = match host {
            Host::Ipv4(v4) => ServerName::from(IpAddr::V4(v4)),
            Host::Ipv6(v6) => ServerName::from(IpAddr::V6(v6)),
            Host::Domain(name) => {
                ServerName::try_from(name.to_owned()).map_err(|_| NotFetched::NotHttps)?
            }
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| NotFetched::Unreachable(text.clone()))?
            .with_root_certificates(network.roots)
            .with_no_client_auth();
        Ok(Self {
            address: *first,
            name,
            dial: network.dial,
            tls: TlsConnector::from(Arc::new(config)),
            host: text,
            open: None,
        })
    }

    /// What stands at an address of this host, as text.
    ///
    /// # Errors
    /// [`NotFetched`]; an address of another host is refused.
    pub async fn text(&mut self, url: &Url) -> Result<String, NotFetched> {
        if url.host_str() != Some(self.host.as_str()) || url.scheme() != "https" {
            return Err(NotFetched::NotHttps);
        }
        let answer = timeout(LONGEST, self.answer(url)).await;
        let bytes = answer.map_err(|_| NotFetched::TooMuch(self.host.clone()))??;
        String::from_utf8(bytes).map_err(|_| NotFetched::NotText(self.host.clone()))
    }

    async fn answer(&mut self, url: &Url) -> Result<Vec<u8>, NotFetched> {
        // A connection that was kept open may have ended meanwhile: then once more on a new one.
        let kept = self.open.take();
        if let Some(sender) = kept.filter(|sender| !sender.is_closed())
            && let Ok(bytes) = self.asked(sender, url).await
        {
            return bytes;
        }
        let sender = self.connect().await.map_err(|()| self.unreachable())?;
        self.asked(sender, url).await.map_err(|()| self.unreachable())?
    }

    fn unreachable(&self) -> NotFetched {
        NotFetched::Unreachable(self.host.clone())
    }

    async fn connect(&self) -> Result<SendRequest<Empty<Bytes>>, ()> {
        let stream = (self.dial)(self.address).await.map_err(|_| ())?;
        let tls = self.tls.connect(self.name.clone(), stream).await.map_err(|_| ())?;
        let (sender, connection) = handshake(TokioIo::new(tls)).await.map_err(|_| ())?;
        tokio::spawn(connection);
        Ok(sender)
    }

    /// The outer error is of the way there, the inner one of what was answered.
    async fn asked(
        &mut self,
        mut sender: SendRequest<Empty<Bytes>>,
        url: &Url,
    ) -> Result<Result<Vec<u8>, NotFetched>, ()> {
        sender.ready().await.map_err(|_| ())?;
        let path = url
            .query()
            .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let host =
            url.port().map_or_else(|| self.host.clone(), |port| format!("{}:{port}", self.host));
        let request = Request::get(path)
            .header(HOST, host)
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, "alongside")
            .body(Empty::new())
            .map_err(|_| ())?;
        let answer = sender.send_request(request).await.map_err(|_| ())?;
        let status = answer.status();
        if status.is_redirection() {
            let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok());
            let to = to.and_then(|to| url.join(to).ok());
            let to = to.as_ref().and_then(Url::host_str).unwrap_or("another address").to_owned();
            return Ok(Err(NotFetched::SendsOn { from: self.host.clone(), to }));
        }
        if status != StatusCode::OK {
            let host = self.host.clone();
            return Ok(Err(NotFetched::Status { host, status: status.as_u16() }));
        }
        if answer.headers().contains_key(CONTENT_ENCODING) {
            return Ok(Err(NotFetched::NotText(self.host.clone())));
        }
        let mut body = answer.into_body();
        let mut bytes = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| ())?;
            let Ok(data) = frame.into_data() else { continue };
            if bytes.len() + data.len() > LARGEST {
                return Ok(Err(NotFetched::TooMuch(self.host.clone())));
            }
            bytes.extend_from_slice(&data);
        }
        self.open = Some(sender);
        Ok(Ok(bytes))
    }
}

#[cfg(test)]
mod tests;
