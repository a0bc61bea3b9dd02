//! Taking connections: bounded in all and per address, each served on a task of its own.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::edge;
use super::hosts::Hosts;
use super::stream::GuardedStream;
use crate::door::connection::{Connection, Phase};
use crate::door::stopped;
use crate::error::{Code, Error, Result};
use crate::model::address::source;
use crate::model::limits;

/// The port of `http://localhost:5000` (CONTRACT).
const PORT: u16 = 5000;
/// How long to wait when the system has no file descriptor left (RELIABILITY §4).
const EXHAUSTED: Duration = Duration::from_millis(50);

/// Listens where it was asked to, or on 127.0.0.1:5000 or the next free port.
///
/// # Errors
/// When the address can't be had.
pub async fn bind(asked: Option<SocketAddr>) -> Result<TcpListener> {
    let refused = |address: SocketAddr, cause: std::io::Error| {
        let why = match cause.kind() {
            std::io::ErrorKind::AddrInUse => "ya está en uso".to_owned(),
            std::io::ErrorKind::PermissionDenied => "este usuario no puede usarla".to_owned(),
            std::io::ErrorKind::AddrNotAvailable => "no es una dirección de este equipo".to_owned(),
            _ => cause.to_string(),
        };
        Error::new(Code::Unavailable, format!("No se puede escuchar en {address}: {why}"))
    };
    if let Some(address) = asked {
        return TcpListener::bind(address).await.map_err(|cause| refused(address, cause));
    }
    let mut last = PORT;
    for port in PORT..PORT + limits::PORTS_TRIED {
        last = port;
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => return Ok(listener),
            Err(cause) if cause.kind() == std::io::ErrorKind::AddrInUse => {}
            Err(cause) => return Err(refused((Ipv4Addr::LOCALHOST, port).into(), cause)),
        }
    }
    Err(Error::new(Code::Unavailable, format!("No hay ningún puerto libre entre {PORT} y {last}")))
}

/// What every connection is served with.
#[derive(Clone)]
pub struct Service {
    /// The doors.
    pub routes: Router,
    /// The names that are ours.
    pub hosts: Arc<Hosts>,
    /// The open connections.
    pub open: Arc<OpenConnections>,
    /// Turns true when the server stops.
    pub stopping: watch::Receiver<bool>,
}

/// Takes connections until the server stops.
pub async fn accept(listener: TcpListener, service: Service) {
    let mut stopping = service.stopping.clone();
    let mut exhausted = false;
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stopping) => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                if std::mem::take(&mut exhausted) {
                    tracing::info!("se vuelve a aceptar conexiones");
                }
                // Dropped, and so closed, when there are too many.
                if let Some(place) = service.open.enter(peer.ip().to_canonical()) {
                    tokio::spawn(serve(stream, place, service.clone()));
                }
            }
            Err(cause) => {
                // Said once: it is tried again twenty times a second.
                if !std::mem::replace(&mut exhausted, true) {
                    tracing::warn!(%cause, "no se pudo aceptar una conexión");
                }
                tokio::time::sleep(EXHAUSTED).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, place: Place, service: Service) {
    // Without this an event that is followed by its acknowledgement waits 40 ms for the peer's delayed ACK.
    stream.set_nodelay(true).ok();
    let socket = socket2::SockRef::from(&stream);
    socket.set_tcp_keepalive(&socket2::TcpKeepalive::new().with_time(limits::TCP_SILENCE)).ok();
    #[cfg(target_os = "linux")]
    {
        socket.set_tcp_user_timeout(Some(limits::TCP_SILENCE)).ok();
        // Or the system takes up to 4 MiB for who does not read, and how fast they do can't be seen from here.
        socket.set_tcp_notsent_lowat(limits::UNSENT_BYTES).ok();
    }

    let Service { routes, hosts, mut stopping, .. } = service;
    let connection = place.connection.clone();
    let stream = GuardedStream::new(stream, place);
    let answer = service_fn(move |request| {
        let (routes, hosts, connection) = (routes.clone(), hosts.clone(), connection.clone());
        async move {
            let response = edge::answer(request, routes, hosts, connection.clone()).await;
            if edge::is_upgrade(&response) {
                connection.enter(Phase::Upgraded);
            }
            Ok::<_, Infallible>(response)
        }
    });
    let mut serving = std::pin::pin!(
        http1::Builder::new()
            .max_headers(limits::HEADERS)
            // The buffer alone would let nearly twice as much through.
            .max_buf_size(limits::HEAD_BYTES)
            .max_header_size(limits::HEAD_BYTES)
            .half_close(false)
            .serve_connection(TokioIo::new(stream), answer)
            .with_upgrades()
    );
    let done = tokio::select! {
        done = serving.as_mut() => done,
        () = stopped(&mut stopping) => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(cause) = done {
        tracing::debug!(%cause, "la conexión terminó");
    }
}

/// Every open connection, counted per address.
#[derive(Default)]
pub struct OpenConnections {
    inner: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    per_source: HashMap<IpAddr, usize>,
    all: HashMap<usize, Arc<Connection>>,
    next: usize,
}

impl OpenConnections {
    fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let mut open = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let of_address = open.per_source.get(&source(address)).copied().unwrap_or(0);
        let crowded = !address.is_loopback() && of_address >= limits::CONNECTIONS_PER_ADDRESS;
        if crowded || open.all.len() >= limits::CONNECTIONS {
            tracing::warn!("demasiadas conexiones: se rechaza una");
            return None;
        }
        let connection = Arc::new(Connection::new(address));
        let number = open.next;
        open.next += 1;
        open.all.insert(number, connection.clone());
        *open.per_source.entry(source(address)).or_default() += 1;
        Some(Place { of: self.clone(), number, connection })
    }

    /// Asks every WebSocket's client to come back later.
    pub fn dismiss_all(&self) {
        let open = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        open.all.values().for_each(|connection| connection.dismiss());
    }

    /// Whether a WebSocket is still open.
    pub fn has_websockets(&self) -> bool {
        let open = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        open.all.values().any(|connection| connection.phase() == Phase::Upgraded)
    }

    /// Cuts every connection off.
    pub fn cut_all(&self) {
        let open = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        open.all.values().for_each(|connection| connection.cut());
    }
}

/// A connection's place among the open ones, given up when it is dropped.
pub struct Place {
    of: Arc<OpenConnections>,
    number: usize,
    /// The connection's handle.
    pub connection: Arc<Connection>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.of.inner.lock().unwrap_or_else(PoisonError::into_inner);
        open.all.remove(&self.number);
        let source = source(self.connection.peer);
        if let Some(count) = open.per_source.get_mut(&source) {
            *count -= 1;
            if *count == 0 {
                open.per_source.remove(&source);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of as many addresses as one likes are let in.
    fn let_in(open: &Arc<OpenConnections>, address: impl Fn(usize) -> String) -> Vec<Place> {
        (0..2 * limits::CONNECTIONS_PER_ADDRESS).filter_map(|n| open.enter(address(n).parse().unwrap())).collect()
    }

    #[test]
    fn an_address_has_so_many_places_and_an_ipv6_network_no_more() {
        let open = Arc::<OpenConnections>::default();
        let here = let_in(&open, |_| "::1".to_owned());
        assert_eq!(here.len(), 2 * limits::CONNECTIONS_PER_ADDRESS, "this machine is exempt");
        let one = let_in(&open, |_| "192.168.1.4".to_owned());
        let other = let_in(&open, |n| format!("2001:db8:0:1::{n:x}"));
        assert_eq!((one.len(), other.len()), (limits::CONNECTIONS_PER_ADDRESS, limits::CONNECTIONS_PER_ADDRESS));
        assert!(open.enter("192.168.1.5".parse().unwrap()).is_some());
        assert!(open.enter("2001:db8:0:2::1".parse().unwrap()).is_some());
        drop((here, one, other));
        assert!(open.inner.lock().unwrap().per_source.is_empty(), "who is gone is forgotten");
        assert!(open.enter("2001:db8:0:1::ffff".parse().unwrap()).is_some());
    }
}
