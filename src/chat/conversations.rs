//! Conversations: listing them, opening one with somebody, making a group.

use std::sync::Arc;

use crate::db::{self, Read, Tx};
use crate::error::{Error, Result};
use crate::model::conversation::{creation_fingerprint, pair_key};
use crate::model::{
    Conversation, ConversationId, ConversationView, Created, Event, GroupRole, NewConversation, PersonRef, User,
    UserId, limits,
};

/// All conversations of `actor`, latest activity first.
pub fn list(read: &Read<'_>, actor: &UserId) -> Result<Vec<ConversationView>> {
    db::conversations::list(read, actor)
}

/// Passes for who takes part in a conversation.
///
/// # Errors
/// Forbidden for anybody else, and for a conversation that does not exist.
pub fn enter(read: &Read<'_>, actor: &UserId, conversation: ConversationId) -> Result<()> {
    if db::participants::is_in(read, conversation, actor)? { Ok(()) } else { Err(Error::no_access()) }
}

/// The others in a conversation.
///
/// # Errors
/// Forbidden for who does not take part.
pub fn others(read: &Read<'_>, actor: &UserId, conversation: ConversationId) -> Result<Vec<UserId>> {
    let mut members = db::participants::members(read, conversation)?;
    let own = members.iter().position(|member| member == actor).ok_or_else(Error::no_access)?;
    members.swap_remove(own);
    Ok(members)
}

/// Opens the conversation that `actor` asks for, making it if it does not stand yet, and tells the others.
///
/// # Errors
/// Invalid when the number of people is wrong, not found for unknown or disabled people, a conflict when a RUT
/// without check digit is several people's or when a group's id was used for something else; told in this order.
pub fn create(tx: &mut Tx<'_>, actor: &UserId, new: NewConversation) -> Result<Created> {
    match new {
        NewConversation::Direct { people } => {
            let found = look_up(tx, actor, &people)?;
            if found.named() != 1 {
                return Err(Error::invalid("Debes especificar exactamente un participante"));
            }
            let mut others = found.all()?;
            direct(tx, actor, others.remove(0))
        }
        NewConversation::Group { name, people, id } => {
            let found = look_up(tx, actor, &people)?;
            if !(limits::GROUP_MIN_OTHERS..=limits::GROUP_MAX_OTHERS).contains(&found.named()) {
                return Err(Error::invalid(format!(
                    "Un grupo necesita entre {} y {} personas además de ti",
                    limits::GROUP_MIN_OTHERS,
                    limits::GROUP_MAX_OTHERS
                )));
            }
            group(tx, actor, name, found.all()?, id)
        }
    }
}

/// Who was named, oneself and repeated ones dropped.
#[derive(Default)]
pub(super) struct Named {
    known: Vec<Arc<User>>,
    unknown: usize,
    shared: usize,
}

impl Named {
    fn named(&self) -> usize {
        self.known.len() + self.unknown + self.shared
    }

    pub(super) fn all(self) -> Result<Vec<Arc<User>>> {
        if self.unknown > 0 {
            return Err(Error::not_found("Usuario no encontrado"));
        }
        if self.shared > 0 {
            return Err(Error::conflict("Ese RUT sin dígito verificador es de varias personas"));
        }
        Ok(self.known)
    }
}

pub(super) fn look_up(tx: &mut Tx<'_>, actor: &UserId, people: &[PersonRef]) -> Result<Named> {
    let mut named = Named::default();
    let mut seen: Vec<&PersonRef> = Vec::new();
    for person in people {
        if seen.contains(&person) {
            continue;
        }
        seen.push(person);
        let mut found = match person {
            PersonRef::Key(None) => Vec::new(),
            PersonRef::Key(Some(key)) => {
                db::users::remembered(tx, key)?.into_iter().filter(|user| user.active).collect()
            }
            PersonRef::Number(number) => {
                db::users::by_number(tx, *number)?.into_iter().map(Arc::new).collect::<Vec<_>>()
            }
        };
        match (found.len(), found.pop()) {
            (1, Some(user)) if user.id == *actor => {}
            (1, Some(user)) if named.known.iter().any(|known| known.id == user.id) => {}
            (1, Some(user)) => named.known.push(user),
            (0, _) => named.unknown += 1,
            _ => named.shared += 1,
        }
    }
    Ok(named)
}

fn direct(tx: &mut Tx<'_>, actor: &UserId, other: Arc<User>) -> Result<Created> {
    let pair = pair_key(actor, &other.id);
    if let Some(id) = db::conversations::by_pair(tx, &pair)? {
        return existing(tx, actor, id);
    }
    let conversation = fresh(tx, ConversationId::new(), actor, None);
    let seq = tx.next_seq();
    db::conversations::insert(tx, &conversation, Some(&pair), None, seq)?;
    made(tx, actor, conversation, vec![other], seq)
}

fn group(
    tx: &mut Tx<'_>,
    actor: &UserId,
    name: String,
    others: Vec<Arc<User>>,
    id: Option<ConversationId>,
) -> Result<Created> {
    let keys: Vec<UserId> = others.iter().map(|user| user.id.clone()).collect();
    let fingerprint = creation_fingerprint(&name, &keys);
    if let Some(id) = id
        && let Some((maker, asked_for)) = db::conversations::origin(tx, id)?
    {
        if maker == *actor && asked_for.as_deref() == Some(&fingerprint[..]) {
            return existing(tx, actor, id);
        }
        return Err(Error::conflict("El id ya se usó para otra conversación"));
    }
    let conversation = fresh(tx, id.unwrap_or_default(), actor, Some(name));
    let seq = tx.next_seq();
    db::conversations::insert(tx, &conversation, None, Some(&fingerprint), seq)?;
    made(tx, actor, conversation, others, seq)
}

fn fresh(tx: &Tx<'_>, id: ConversationId, actor: &UserId, name: Option<String>) -> Conversation {
    Conversation { id, is_group: name.is_some(), name, created_by: actor.clone(), updated_at: tx.now.to_rfc3339() }
}

fn existing(tx: &Tx<'_>, actor: &UserId, id: ConversationId) -> Result<Created> {
    let view = db::conversations::one(tx, id, actor)?.ok_or_else(Error::no_access)?;
    Ok(Created { view, created: false })
}

fn made(
    tx: &mut Tx<'_>,
    actor: &UserId,
    conversation: Conversation,
    others: Vec<Arc<User>>,
    seq: i64,
) -> Result<Created> {
    let id = conversation.id;
    let maker = db::users::remembered(tx, actor)?.ok_or_else(Error::unauthenticated)?;
    let members: Arc<[Arc<User>]> = others.into_iter().chain([maker]).collect();
    for member in members.iter() {
        let is_owner = conversation.is_group && member.id == *actor;
        let role = if is_owner { GroupRole::Owner } else { GroupRole::Member };
        db::participants::add(tx, id, &member.id, role)?;
    }
    tx.publish(Event::ConversationCreated { conversation: Arc::new(conversation), members, seq });
    let view = db::conversations::one(tx, id, actor)?.ok_or_else(Error::no_access)?;
    Ok(Created { view, created: true })
}
