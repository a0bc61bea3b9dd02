//! What a client sends.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use futures_util::FutureExt;
use serde_json::Value as Json;
use serde_json::value::RawValue;
use socketioxide::adapter::LocalAdapter;
use socketioxide::extract::{Data, Event as Name, SocketRef};
use socketioxide::handler::{ConnectHandler, FromMessageParts, MessageHandler};
use socketioxide::socket::{DisconnectReason, Socket};
use socketioxide_core::Value;

use super::bucket::Verdict;
use super::intake::{self, Work};
use super::line::Line;
use super::outbox::{Outgoing, raw};
use super::{Realtime, typing};
use crate::app::App;
use crate::chat;
use crate::chat::messages::Sent;
use crate::db::{Read, Tx, repeatable};
use crate::error::{Code, Error, Result};
use crate::model::{ConversationId, User, limits};
use crate::presence::Present;
use crate::wire::{self, event};

/// Why a CONNECT is refused; the client sees the text as `connect_error`.
#[derive(Debug)]
pub struct Refused(Error);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Lets a CONNECT pass whose session lives now, whatever the request that opened the transport said; and registers
/// what the client may send before it hears that it is connected.
pub async fn admit(realtime: &Arc<Realtime>, socket: &SocketRef) -> std::result::Result<(), Refused> {
    AssertUnwindSafe(let_in(realtime, socket)).catch_unwind().await.unwrap_or_else(|_| {
        let fault = fault();
        fault.log();
        Err(Refused(fault))
    })
}

async fn let_in(realtime: &Arc<Realtime>, socket: &SocketRef) -> std::result::Result<(), Refused> {
    let line = line_of(socket).ok_or_else(|| Refused(Error::unauthenticated()))?;
    let (Some(session), Some(user)) = (line.session, line.user.clone()) else {
        return Err(Refused(Error::unauthenticated()));
    };
    // Before the newest number is read, so that nothing falls between it and the first event.
    line.expect_connect();
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Answer, &user.id);
    let look = move |read: &Read<'_>| Ok((chat::logins::ended_among(read, &[session])?, chat::events::newest(read)?));
    let (ended, newest) = realtime.app.read(look).await.map_err(Refused)?;
    if !ended.is_empty() || line.is_ended() {
        return Err(Refused(Error::unauthenticated()));
    }
    line.greet_with(newest);
    line.bind(socket.id.as_str());
    // One for all events: a map of six takes half a kilobyte more a socket.
    socket.on_fallback(Handler { realtime: realtime.clone(), line: line.clone(), user: user.clone() });
    let gone = line.clone();
    socket.on_disconnect(move |reason: DisconnectReason| {
        gone.detach();
        if reason == DisconnectReason::ClientNSDisconnect {
            // A client may leave the namespace and keep its transport for ever; it may not here.
            gone.leave("se desconectó");
        }
        tracing::info!(persona = %user.id.masked(), motivo = ?reason, "desconectado");
        async {}
    });
    Ok(())
}

fn line_of(socket: &Socket) -> Option<Arc<Line>> {
    socket.req_parts().extensions.get::<Arc<Line>>().cloned()
}

/// What happens once the client is connected: what has waited goes out, `conectado` first.
#[derive(Clone)]
pub struct Connected(pub Present);

impl ConnectHandler<LocalAdapter, Connected> for Connected {
    fn call(&self, socket: Arc<Socket>, _: Option<Value>) {
        let Some(line) = line_of(&socket) else { return };
        if let Some(user) = &line.user {
            line.stays(self.0.enter(&user.id));
            tracing::info!(persona = %user.id.masked(), transporte = ?socket.transport_type(), "conectado");
        }
        let greeting = raw(wire::connected(line.newest_at_connect()));
        line.attach(socket, Outgoing::Event(event::CONNECTED, greeting));
    }
}

/// What the table of events in CONTRACT and README says.
enum Does {
    Send,
    Join,
    Leave,
    Type,
    CatchUp,
    Receive,
}

impl Does {
    /// `None` for an event that nobody knows: it is counted, and otherwise as if it had not come.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            event::SEND => Self::Send,
            event::JOIN => Self::Join,
            event::LEAVE => Self::Leave,
            event::TYPING => Self::Type,
            event::CATCH_UP => Self::CatchUp,
            event::MESSAGES_RECEIVED => Self::Receive,
            _ => return None,
        })
    }
}

/// Takes the events of one socket. Called where an event arrives, in order.
struct Handler {
    realtime: Arc<Realtime>,
    line: Arc<Line>,
    user: Arc<User>,
}

impl MessageHandler<LocalAdapter, Handler> for Handler {
    fn call(&self, socket: Arc<Socket>, payload: Value, ack: Option<i64>) {
        let reply = Reply { line: self.line.clone(), ack };
        // Called on the task that reads the connection, which a fault of ours would take along.
        if catch_unwind(AssertUnwindSafe(|| self.heed(&socket, payload, &reply))).is_err() {
            reply.refuse(&fault());
        }
    }
}

fn fault() -> Error {
    Error::internal("un evento entró en pánico")
}

impl Handler {
    fn heed(&self, socket: &Arc<Socket>, mut payload: Value, reply: &Reply) {
        match self.line.bucket.take() {
            Verdict::Pass => {}
            Verdict::Refuse => {
                return reply.refuse(&Error::too_many("Demasiados intentos. Espera 1 segundos.", 1));
            }
            Verdict::Flood => return self.line.end("inundación de eventos"),
        }
        let name = Name::from_message_parts(socket, &mut payload, &None);
        let Some(does) = name.ok().and_then(|Name(name)| Does::of(&name)) else { return };
        let done = read_payload(socket, payload).and_then(|body| self.take(does, &body, reply));
        if let Err(error) = done {
            reply.refuse(&error);
        }
    }
}

fn read_payload(socket: &Arc<Socket>, mut payload: Value) -> Result<Json> {
    if matches!(&payload, Value::Str(_, Some(attached)) if !attached.is_empty()) {
        return Err(Error::missing());
    }
    let Data(body) = Data::<Json>::from_message_parts(socket, &mut payload, &None).map_err(|_| Error::missing())?;
    Ok(body)
}

impl Handler {
    fn take(&self, does: Does, body: &Json, reply: &Reply) -> Result<()> {
        let app = &self.realtime.app;
        let work = match does {
            Does::Leave => {
                // Every participant hears of everything, joined or not; so there is nothing to leave.
                wire::conversation_of(body).map_err(|_| Error::missing())?;
                reply.ok();
                return Ok(());
            }
            Does::Send => {
                let new = wire::new_message(body)?;
                let (user, reply) = (self.user.clone(), reply.clone());
                let actor = user.id.clone();
                let send = move |tx: &mut Tx<'_>| chat::messages::send(tx, &actor, &new);
                Work::Write(repeatable(send, move |sent| reply.sent(&user, sent)))
            }
            Does::Receive => {
                let up_to = wire::received(body)?;
                let (actor, reply) = (self.user.id.clone(), reply.clone());
                let note = move |tx: &mut Tx<'_>| chat::receipts::received(tx, &actor, up_to);
                Work::Write(repeatable(note, move |noted| match noted {
                    Ok(()) => reply.ok(),
                    Err(error) => reply.refuse(&error),
                }))
            }
            Does::Join => {
                self.ask(reply, join(app.clone(), self.user.clone(), wire::conversation_of(body)?, reply.clone()))
            }
            Does::CatchUp => {
                self.ask(reply, catch_up(app.clone(), self.user.clone(), wire::since(body)?, reply.clone()))
            }
            Does::Type => {
                let conversation = wire::conversation_of(body)?;
                self.ask(reply, types(self.realtime.clone(), self.user.clone(), conversation, reply.clone()))
            }
        };
        match intake::take(&self.line, app, work) {
            true => Ok(()),
            false => Err(Error::unavailable("El servidor está ocupado; intenta de nuevo en unos segundos")),
        }
    }

    /// A question to the database, in its person's turn. It is answered whatever happens: the socket's next events
    /// wait for it.
    fn ask(&self, reply: &Reply, question: impl Future<Output = ()> + Send + 'static) -> Work {
        let (turns, person, reply) = (self.realtime.questions.clone(), self.user.id.clone(), reply.clone());
        Work::Ask(Box::pin(async move {
            // Two hundred sockets of one person must not all stand before somebody else.
            let _turn = match turns.take(&person).await {
                Ok(turn) => turn,
                Err(error) => return reply.refuse(&error),
            };
            if AssertUnwindSafe(question).catch_unwind().await.is_err() {
                reply.refuse(&fault());
            }
        }))
    }
}

async fn types(realtime: Arc<Realtime>, user: Arc<User>, conversation: ConversationId, reply: Reply) {
    match typing::told(&realtime, &user, conversation).await {
        Ok(()) => reply.ok(),
        Err(error) => reply.refuse(&error),
    }
}

async fn join(app: Arc<App>, user: Arc<User>, conversation: ConversationId, reply: Reply) {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Answer, conversation);
    let actor = user.id.clone();
    match app.read(move |read| chat::conversations::enter(read, &actor, conversation)).await {
        Ok(()) => {
            tracing::info!(persona = %user.id.masked(), conversacion = %conversation, "se unió a la conversación");
            reply.event(event::JOINED, wire::joined(conversation));
            reply.ok();
        }
        Err(error) => reply.refuse(&error),
    }
}

async fn catch_up(app: Arc<App>, user: Arc<User>, since: i64, reply: Reply) {
    let actor = user.id.clone();
    let text = app.read(move |read| {
        let caught_up = chat::events::since(read, &actor, since, limits::PAGE_EVENTS)?;
        Ok(wire::ack_caught_up(&caught_up, &actor))
    });
    match text.await {
        Ok(text) => reply.acknowledge(text),
        Err(error) => reply.refuse(&error),
    }
}

/// The way back to who sent an event.
#[derive(Clone)]
struct Reply {
    line: Arc<Line>,
    ack: Option<i64>,
}

impl Reply {
    fn event(&self, name: &'static str, text: String) {
        self.line.push(Outgoing::Event(name, raw(text)));
    }

    fn acknowledge(&self, text: Arc<RawValue>) {
        if let Some(id) = self.ack {
            self.line.push(Outgoing::Ack(id, text));
        }
    }

    fn ok(&self) {
        self.acknowledge(raw(wire::ACK.to_owned()));
    }

    fn sent(&self, user: &User, sent: Result<Sent>) {
        match sent {
            Ok(sent) => {
                let conversation = sent.said.message.conversation;
                tracing::debug!(persona = %user.id.masked(), conversacion = %conversation, via = "socket", "mensaje enviado");
                self.acknowledge(wire::ack_sent(&sent.said));
            }
            Err(error) => self.refuse(&error),
        }
    }

    /// Malformed input has one sentence on the socket, whatever was wrong with it (CONTRACT).
    fn refuse(&self, error: &Error) {
        error.log();
        let said = match error.code {
            Code::Invalid => Error::invalid("Datos inválidos"),
            _ => error.clone(),
        };
        self.acknowledge(raw(wire::ack_error(&said)));
        self.event(event::ERROR, wire::error_event(&said));
    }
}
