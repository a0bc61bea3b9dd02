//! What came after a number.

use std::sync::Arc;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::group::GroupOut;
use super::message::{ChangedOut, MessageOut};
use super::{ConversationOut, UserOut, event, raw, text};
use crate::model::{CatchUp, ConversationId, Missed, Said, UserId, limits};

/// `{"eventos": [{"evento", "datos"}…], "hasta", "hay_mas", "recargar"}`.
pub fn caught_up(caught_up: &CatchUp, asker: &UserId) -> String {
    text(&CaughtUpOut::of(caught_up, asker))
}

/// The acknowledgement of `sincronizar`: `"ok": true` and the same.
pub fn ack_caught_up(caught_up: &CatchUp, asker: &UserId) -> Arc<RawValue> {
    #[derive(Serialize)]
    struct Out {
        ok: bool,
        #[serde(flatten)]
        caught_up: CaughtUpOut,
    }
    raw(&Out { ok: true, caught_up: CaughtUpOut::of(caught_up, asker) })
}

#[derive(Serialize)]
struct CaughtUpOut {
    eventos: Vec<Box<RawValue>>,
    hasta: i64,
    hay_mas: bool,
    recargar: bool,
}

/// An event that was missed, as the socket would have told it.
#[derive(Serialize)]
struct MissedOut<'a> {
    n: i64,
    evento: &'static str,
    datos: MissedData<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum MissedData<'a> {
    Message(MessageOut<'a, UserOut<'a>>),
    Changed(ChangedOut<'a>),
    Group(GroupOut<'a>),
    Left { conversacion_id: ConversationId, n: i64 },
    Conversation(NewConversationOut<'a>),
}

#[derive(Serialize)]
pub(super) struct NewConversationOut<'a> {
    pub(super) conversacion: ConversationOut<'a>,
    pub(super) n: i64,
}

impl CaughtUpOut {
    /// As many of the events as fit, one at least; what they take is known only now that they are written.
    fn of(caught_up: &CatchUp, asker: &UserId) -> Self {
        let CatchUp { missed, up_to, more, reload } = caught_up;
        let mut out =
            Self { eventos: Vec::with_capacity(missed.len()), hasta: *up_to, hay_mas: *more, recargar: *reload };
        let mut bytes = 0;
        for (at, one) in missed.iter().enumerate() {
            let event = to_raw_value(&MissedOut::of(one, asker)).unwrap_or_default();
            bytes += event.get().len();
            if at > 0 && bytes > limits::PAGE_EVENTS_BYTES {
                (out.hasta, out.hay_mas) = (missed[at - 1].seq(), true);
                break;
            }
            out.eventos.push(event);
        }
        out
    }
}

impl<'a> MissedOut<'a> {
    fn of(missed: &'a Missed, asker: &UserId) -> Self {
        let own = |said: &Said| said.message.author == *asker;
        let (evento, datos) = match missed {
            Missed::Message(said) => (event::MESSAGE, MissedData::Message(MessageOut::of(said, own(said)))),
            Missed::Changed { said, seq } => {
                (event::CHANGED, MissedData::Changed(ChangedOut::of(said, None, *seq, own(said))))
            }
            Missed::Group { group, seq } => (event::GROUP_CHANGED, MissedData::Group(GroupOut::of(group, Some(*seq)))),
            Missed::Left { conversation, seq } => {
                (event::LEFT_GROUP, MissedData::Left { conversacion_id: *conversation, n: *seq })
            }
            Missed::Conversation { view, seq } => {
                // As it was made, without messages: those come after it, and would count twice.
                let people: Vec<_> = view.others.iter().map(|user| &**user).collect();
                let conversacion = ConversationOut::with(&view.conversation, &people, &view.standings, view.role);
                let data = NewConversationOut { conversacion, n: *seq };
                (event::of_creation(view.conversation.created_by == *asker), MissedData::Conversation(data))
            }
        };
        Self { n: missed.seq(), evento, datos }
    }
}
