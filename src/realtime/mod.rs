//! Socket.IO: events in, and what was committed out.
//!
//! [`gate`] stands in front of the library and decides who may open or use a connection; a [`line::Line`] is what is
//! kept of each Engine.IO session; [`events`] takes what a client sends, in the order in which it arrives; [`fanout`]
//! tells the people concerned what was committed.

mod bucket;
mod events;
mod fanout;
mod gate;
mod intake;
mod line;
mod meter;
mod outbox;
mod presence;
mod registry;
mod share;
mod typing;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::any;
use socketioxide::extract::SocketRef;
use socketioxide::handler::ConnectHandler;
use socketioxide::service::SocketIoService;
use socketioxide::{ParserConfig, SocketIo, TransportType};
use tokio::sync::{Semaphore, watch};

use crate::app::App;
use crate::door::stopped;
use crate::door::turns::Turns;
use crate::model::limits;
use registry::Registry;

/// How often sessions of open sockets are looked at, so that one that runs out closes its sockets.
const SWEEP: Duration = Duration::from_secs(60);

/// The real-time part of the server.
pub struct Realtime {
    app: Arc<App>,
    registry: Registry,
    service: SocketIoService<engineioxide::service::NotFoundService>,
    anonymous: Arc<Semaphore>,
    questions: Arc<Turns>,
    typing: typing::Typing,
    rate: u32,
    stopping: watch::Receiver<bool>,
}

impl Realtime {
    /// Starts it. `rate`: events per second of one socket, 0 for no limit; `stopping` turns true when the server stops.
    pub fn start(app: Arc<App>, rate: u32, stopping: watch::Receiver<bool>) -> Arc<Self> {
        let (service, io) = configured();
        let anonymous = Arc::new(Semaphore::new(limits::ANONYMOUS_SOCKETS));
        let questions = Turns::new(limits::QUESTIONS_PER_PERSON);
        let registry = Registry::default();
        let realtime =
            Arc::new(Self { app, registry, service, anonymous, questions, typing: Default::default(), rate, stopping });
        let admitting = realtime.clone();
        let admit = move |socket: SocketRef| {
            let realtime = admitting.clone();
            async move { events::admit(&realtime, &socket).await }
        };
        io.ns("/", events::Connected(realtime.app.present().clone()).with(admit));
        fanout::start(&realtime);
        presence::start(&realtime);
        realtime.clone().sweep();
        realtime
    }

    /// The route of the handshake and of polling. Both spellings of the path are in use.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route("/socket.io/", any(gate::handle))
            .route("/socket.io", any(gate::handle))
            .with_state(self.clone())
    }

    /// Keeps until when people were here, before the server stops.
    pub fn keep_presence(&self) {
        presence::keep_all(self);
    }

    fn sweep(self: Arc<Self>) {
        tokio::spawn(async move {
            let mut stopping = self.stopping.clone();
            loop {
                tokio::select! {
                    () = tokio::time::sleep(SWEEP) => fanout::close_ended(&self).await,
                    () = stopped(&mut stopping) => return,
                }
            }
        });
    }
}

/// Every option set on purpose (RELIABILITY §5.2); the library's defaults allow 64 MiB messages before login.
fn configured() -> (SocketIoService<engineioxide::service::NotFoundService>, SocketIo) {
    let parser = ParserConfig::common()
        .max_incoming_binaries(limits::ATTACHMENTS)
        .max_incoming_binary_buf_size(limits::BODY_BYTES)
        .packet_completion_timeout(limits::ATTACHMENTS_WAIT);
    SocketIo::builder()
        .req_path("/socket.io")
        .ping_interval(limits::PING_INTERVAL)
        .ping_timeout(limits::PING_TIMEOUT)
        .upgrade_timeout(limits::UPGRADE_TIME)
        .connect_timeout(limits::ANONYMOUS_LIFE)
        .ack_timeout(limits::ACK_TIME)
        .max_payload(limits::BODY_BYTES as u64)
        .max_buffer_size(limits::SOCKET_PACKETS)
        .ws_read_buffer_size(limits::SOCKET_READ_BYTES)
        .ws_max_message_size(limits::BODY_BYTES)
        .ws_max_frame_size(limits::BODY_BYTES)
        .transports([TransportType::Polling, TransportType::Websocket])
        .with_parser(parser)
        .build_svc()
}
