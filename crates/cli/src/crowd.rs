//! What strangers may cost: how many connections stand at once, how many of them from one address, and
//! how long each may keep silent. So that ten thousand of them, each as slow as it can be, cost a bounded
//! number of file handles and a bounded memory, and go away by themselves.
//!
//! Not for what is asked on a connection: the size and time of a request are `web::edge`'s.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::Server;
use axum_server::accept::Accept;
use hyper_util::rt::TokioTimer;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_io_timeout::TimeoutStream;
use tower::Service;

/// Connections that one process holds at once, if it may open so many files.
const MOST: usize = 2_048;
/// Of them, from one address. A centre's whole office may stand behind one, with six connections a
/// browser. A proxy before the program is not counted: everybody comes from there.
const MOST_FROM_ONE: usize = 512;
/// File handles kept for the databases, certificates, backups and the program that makes PDFs.
const KEPT: usize = 96;
/// How long the first line and the headers of a request may take, and how long a connection may stand
/// with nothing asked.
const ASKING: Duration = Duration::from_secs(15);
/// How long a connection may not move at all while it is written to.
const NOT_READING: Duration = Duration::from_secs(30);
/// How long a connection may not be heard of, whatever it is doing. Longer than any request may take.
const SILENT: Duration = Duration::from_secs(75);

/// The connections of one process.
#[derive(Debug, Clone)]
pub struct Crowd(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    most: usize,
    most_from_one: usize,
    proxy: Option<IpAddr>,
    standing: Mutex<Standing>,
}

#[derive(Debug, Default)]
struct Standing {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

impl Crowd {
    /// As many as this process may have, by its limit of open files.
    pub fn of_this_process(proxy: Option<IpAddr>) -> Self {
        Self::of(most_by_handles(handles()), MOST_FROM_ONE, proxy)
    }

    fn of(most: usize, most_from_one: usize, proxy: Option<IpAddr>) -> Self {
        Self(Arc::new(Inner { most, most_from_one, proxy, standing: Mutex::default() }))
    }

    /// Stands before what makes a service for each connection.
    pub fn before<M>(self, make: M) -> Doorkeeper<M> {
        Doorkeeper { crowd: self, make }
    }

    /// A place for one more, or nothing when there is none.
    fn place(&self, from: IpAddr) -> Option<Place> {
        let Inner { most, most_from_one, proxy, standing } = &*self.0;
        let mut standing = standing.lock().unwrap_or_else(PoisonError::into_inner);
        if standing.all >= *most {
            return None;
        }
        let counted = (*proxy != Some(from)).then_some(from);
        if let Some(address) = counted {
            let of_this = standing.by_address.entry(address).or_default();
            if *of_this >= *most_from_one {
                return None;
            }
            *of_this += 1;
        }
        standing.all += 1;
        drop(standing);
        Some(Place { crowd: self.clone(), counted })
    }
}

/// One connection's place, given back when it ends.
#[derive(Debug)]
pub struct Place {
    crowd: Crowd,
    counted: Option<IpAddr>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut standing = self.crowd.0.standing.lock().unwrap_or_else(PoisonError::into_inner);
        standing.all = standing.all.saturating_sub(1);
        let Some(address) = self.counted else { return };
        if let Some(of_this) = standing.by_address.get_mut(&address) {
            *of_this -= 1;
            if *of_this == 0 {
                standing.by_address.remove(&address);
            }
        }
    }
}

/// How many connections fit when so many files may be open: half of them at the least are left for the
/// rest where there are few.
fn most_by_handles(handles: usize) -> usize {
    handles.saturating_sub(KEPT).max(handles / 2).clamp(1, MOST)
}

/// How many files this process may open, after asking for as many as connections and the rest need.
/// Systemd gives 1,024 and allows many more to whoever asks.
#[cfg(target_os = "linux")]
fn handles() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::Nofile);
    let enough = u64::try_from(MOST + 2 * KEPT).unwrap_or(u64::MAX);
    let as_count = |limit: Option<u64>| {
        limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
    };
    if now.current.is_some_and(|current| current < enough) {
        let wanted = now.maximum.map_or(enough, |maximum| maximum.min(enough));
        let raised = Rlimit { current: Some(wanted), maximum: now.maximum };
        if setrlimit(Resource::Nofile, raised).is_ok() {
            return as_count(Some(wanted));
        }
    }
    as_count(now.current)
}

#[cfg(not(target_os = "linux"))]
fn handles() -> usize {
    1_024
}

/// Sets how long a request's head may take.
pub fn be_brief<Acceptor>(
    mut server: Server<SocketAddr, Acceptor>,
) -> Server<SocketAddr, Acceptor> {
    let builder = server.http_builder();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(ASKING);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(ASKING))
        .keep_alive_timeout(ASKING)
        .max_concurrent_streams(64);
    server
}

/// There is no place. The connection is closed at once: an answer would cost what is short.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("no place")]
pub struct Full;

/// Stands where connections come in, before anything is done for one.
#[derive(Debug, Clone)]
pub struct Doorkeeper<M> {
    crowd: Crowd,
    make: M,
}

/// A connection's service, and its place for as long as it stands.
#[derive(Debug, Clone)]
pub struct Placed<S> {
    service: S,
    _place: Arc<Place>,
}

impl<M, S> Service<SocketAddr> for Doorkeeper<M>
where
    M: Service<SocketAddr, Response = S, Error = Infallible>,
    M::Future: Send + 'static,
    S: Send + 'static,
{
    type Response = Placed<S>;
    type Error = Full;
    type Future = Pin<Box<dyn Future<Output = Result<Placed<S>, Full>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Full>> {
        self.make.poll_ready(cx).map_err(|never| match never {})
    }

    fn call(&mut self, from: SocketAddr) -> Self::Future {
        let Some(place) = self.crowd.place(from.ip()) else {
            return Box::pin(ready(Err(Full)));
        };
        let made = self.make.call(from);
        Box::pin(async move {
            let Ok(service) = made.await;
            Ok(Placed { service, _place: Arc::new(place) })
        })
    }
}

impl<R, S: Service<R>> Service<R> for Placed<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> S::Future {
        self.service.call(request)
    }
}

/// Gives each connection its patience.
#[derive(Debug, Clone, Copy)]
pub struct Patient;

impl<S> Accept<TcpStream, S> for Patient {
    type Stream = Visit;
    type Service = S;
    type Future = Ready<io::Result<(Visit, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        // Small answers leave at once.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_read_timeout(Some(SILENT));
        stream.set_write_timeout(Some(NOT_READING));
        ready(Ok((Visit(Box::pin(stream)), service)))
    }
}

/// Patience first, and then another acceptor: the one that speaks TLS.
#[derive(Debug, Clone)]
pub struct PatientThen<A>(pub A);

impl<A, S> Accept<TcpStream, S> for PatientThen<A>
where
    A: Accept<Visit, S> + Clone + Send + 'static,
    A::Future: Send,
    S: Send + 'static,
{
    type Stream = A::Stream;
    type Service = A::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(A::Stream, A::Service)>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let let_in = Patient.accept(stream, service);
        let then = self.0.clone();
        Box::pin(async move {
            let (visit, service) = let_in.await?;
            // A handshake is a question too.
            tokio::time::timeout(ASKING, then.accept(visit, service))
                .await
                .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
        })
    }
}

/// One connection that was let in.
#[derive(Debug)]
pub struct Visit(Pin<Box<TimeoutStream<TcpStream>>>);

impl AsyncRead for Visit {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_read(cx, into)
    }
}

impl AsyncWrite for Visit {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0.as_mut().poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.0.as_mut().poll_write_vectored(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([127, 0, 0, last])
    }

    #[test]
    fn one_address_cannot_take_every_place_and_a_proxy_can() {
        let crowd = Crowd::of(5, 2, Some(address(9)));
        let first = crowd.place(address(1)).unwrap();
        let _second = crowd.place(address(1)).unwrap();
        assert!(crowd.place(address(1)).is_none(), "a third from one address");
        let _others: Vec<Place> = (0..3).map(|_| crowd.place(address(9)).unwrap()).collect();
        assert!(crowd.place(address(2)).is_none(), "a sixth");
        drop(first);
        let _again = crowd.place(address(2)).unwrap();
        assert!(crowd.place(address(3)).is_none());
    }

    #[test]
    fn nothing_is_remembered_of_who_has_gone() {
        let crowd = Crowd::of(5, 2, None);
        drop((crowd.place(address(1)), crowd.place(address(2))));
        let standing = crowd.0.standing.lock().unwrap();
        assert!(standing.all == 0 && standing.by_address.is_empty());
    }

    #[test]
    fn few_file_handles_make_a_small_crowd_and_many_do_not_make_a_larger_one() {
        assert_eq!(most_by_handles(1 << 20), MOST);
        assert_eq!(most_by_handles(1_024), 1_024 - KEPT);
        assert_eq!(most_by_handles(128), 64);
        assert_eq!(most_by_handles(1), 1);
    }
}
