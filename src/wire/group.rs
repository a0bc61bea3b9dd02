//! Groups: who is in them and as what.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::caught_up::NewConversationOut;
use super::{ConversationOut, UserOut, text};
use crate::model::{ConversationId, ConversationView, Group, GroupRole, User, UserId};

pub(super) fn role_name(role: GroupRole) -> &'static str {
    match role {
        GroupRole::Member => "miembro",
        GroupRole::Admin => "admin",
        GroupRole::Owner => "dueño",
    }
}

/// The payload of `nueva_conversacion` for who came into a group that was there.
pub fn joined_group_event(view: &ConversationView, person: &UserId, seq: i64) -> String {
    text(&NewConversationOut { conversacion: ConversationOut::of_view(view).without(person), n: seq })
}

/// The payload of `conversacion_quitada`.
pub fn left_event(conversation: ConversationId, seq: i64) -> String {
    text(&json!({"conversacion_id": conversation, "n": seq}))
}

/// The payload of `grupo_cambiado`: the group with everyone in it, and the number of the change.
#[derive(Serialize)]
pub(super) struct GroupOut<'a> {
    conversacion_id: ConversationId,
    nombre: &'a str,
    solo_admins: bool,
    integrantes: Vec<MemberOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<i64>,
}

#[derive(Serialize)]
struct MemberOut<'a> {
    #[serde(flatten)]
    usuario: UserOut<'a>,
    rol_grupo: &'static str,
}

impl<'a> GroupOut<'a> {
    pub(super) fn of(group: &'a Group, seq: Option<i64>) -> Self {
        let member = |(user, role): &'a (Arc<User>, GroupRole)| MemberOut {
            usuario: UserOut::of(user),
            rol_grupo: role_name(*role),
        };
        Self {
            conversacion_id: group.conversation.id,
            nombre: group.conversation.name.as_deref().unwrap_or_default(),
            solo_admins: group.announces,
            integrantes: group.people.iter().map(member).collect(),
            n: seq,
        }
    }
}

/// The payload of `grupo_cambiado`.
pub fn group_event(group: &Group, seq: i64) -> String {
    text(&GroupOut::of(group, Some(seq)))
}

/// `{"grupo": {"conversacion_id", "nombre", "solo_admins", "integrantes": [USUARIO + "rol_grupo"…]}}`.
pub fn group(group: &Group) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        grupo: GroupOut<'a>,
    }
    text(&Out { grupo: GroupOut::of(group, None) })
}
