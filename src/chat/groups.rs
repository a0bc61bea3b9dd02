//! Groups: who comes, who goes, what they are called, who may do what.

use std::sync::Arc;

use super::conversations::look_up;
use super::messages::note;
use crate::db::{self, Read, Tx};
use crate::error::{Error, Result};
use crate::model::{ConversationId, Event, Group, GroupRole, PersonRef, User, UserId, limits};

/// Adds people to a group; who is in it already stays as they are.
///
/// # Errors
/// Forbidden for who is no admin of it; not found for unknown people; invalid when it would be too large.
pub fn add(tx: &mut Tx<'_>, actor: &UserId, conversation: ConversationId, people: &[PersonRef]) -> Result<Arc<Group>> {
    let group = entitled(tx, actor, conversation, GroupRole::Admin)?;
    let mut added = look_up(tx, actor, people)?.all()?;
    added.retain(|person| group.role_of(&person.id).is_none());
    if added.is_empty() {
        return Ok(Arc::new(group));
    }
    if group.people.len() + added.len() > limits::GROUP_MAX_OTHERS + 1 {
        return Err(Error::invalid(format!("Un grupo tiene a lo más {} personas", limits::GROUP_MAX_OTHERS + 1)));
    }
    for person in &added {
        db::participants::add(tx, conversation, &person.id, GroupRole::Member)?;
    }
    // Read once, not for each of them: everybody waits for this transaction.
    let mut view = db::conversations::one(tx, conversation, &added[0].id)?.ok_or_else(Error::no_access)?;
    (view.others, view.standings) = db::conversations::everyone(tx, conversation)?;
    let view = Arc::new(view);
    for person in &added {
        let seq = tx.next_seq();
        db::changes::note_for(tx, seq, conversation, &person.id)?;
        tx.publish(Event::GroupJoined { person: person.id.clone(), view: view.clone(), seq });
    }
    let names = list_of(added.iter().map(|person| person.name.as_str()));
    told(tx, actor, conversation, |name| format!("{name} agregó a {names}"))
}

/// Takes somebody out of a group, who reads nothing of it from then on.
///
/// # Errors
/// Forbidden for whose role is not above theirs; not found for who is not in it.
pub fn remove(tx: &mut Tx<'_>, actor: &UserId, conversation: ConversationId, person: &UserId) -> Result<Arc<Group>> {
    if person == actor {
        return Err(Error::invalid("Para irte del grupo usa salir"));
    }
    let group = entitled(tx, actor, conversation, GroupRole::Admin)?;
    let role = group.role_of(person).ok_or_else(|| Error::not_found("Esa persona no está en el grupo"))?;
    if group.role_of(actor).unwrap_or_default() <= role {
        return Err(not_entitled());
    }
    let name = group.name_of(person);
    take_out(tx, conversation, person)?;
    told(tx, actor, conversation, |actor| format!("{actor} quitó a {name}"))
}

/// Leaves a group. An owner leaves it to the first admin, or else to the first of the others; to who can log in, if
/// anybody can.
///
/// # Errors
/// Forbidden for who is not in it.
pub fn leave(tx: &mut Tx<'_>, actor: &UserId, conversation: ConversationId) -> Result<()> {
    let group = entitled(tx, actor, conversation, GroupRole::Member)?;
    told(tx, actor, conversation, |name| format!("{name} salió del grupo"))?;
    take_out(tx, conversation, actor)?;
    let left = group.people.iter().filter(|(person, _)| person.id != *actor);
    if group.role_of(actor) == Some(GroupRole::Owner)
        && let Some((heir, _)) = left.rev().max_by_key(|(person, role)| (person.active, *role))
    {
        db::participants::set_role(tx, conversation, &heir.id, GroupRole::Owner)?;
    }
    publish(tx, conversation).map(drop)
}

/// Gives a group another name.
///
/// # Errors
/// Forbidden for who is no admin of it.
pub fn rename(tx: &mut Tx<'_>, actor: &UserId, conversation: ConversationId, name: &str) -> Result<Arc<Group>> {
    let group = entitled(tx, actor, conversation, GroupRole::Admin)?;
    if group.conversation.name.as_deref() == Some(name) {
        return Ok(Arc::new(group));
    }
    db::conversations::rename(tx, conversation, name)?;
    told(tx, actor, conversation, |actor| format!("{actor} cambió el nombre a «{name}»"))
}

/// Gives somebody a role. Who makes another the owner is an admin from then on.
///
/// # Errors
/// Forbidden for who is not the owner, or an admin where the owner can log in no more; not found for who is not in the
/// group, or can't log in; a conflict for the owner's own role.
pub fn set_role(
    tx: &mut Tx<'_>,
    actor: &UserId,
    conversation: ConversationId,
    person: &UserId,
    role: GroupRole,
) -> Result<Arc<Group>> {
    let group = group(tx, actor, conversation)?;
    let owner = group.people.iter().find(|(_, role)| *role == GroupRole::Owner).map(|(owner, _)| owner.clone());
    let is_kept = owner.as_ref().is_some_and(|owner| owner.active);
    require(&group, actor, if is_kept { GroupRole::Owner } else { GroupRole::Admin })?;
    let before = group.role_of(person).ok_or_else(|| Error::not_found("Esa persona no está en el grupo"))?;
    if role > before && !group.people.iter().any(|(one, _)| one.id == *person && one.active) {
        return Err(Error::not_found("Usuario no encontrado"));
    }
    if before == GroupRole::Owner && role != before {
        return Err(Error::conflict("Un grupo tiene siempre una persona a cargo: nombra primero a otra"));
    }
    if role == before {
        return Ok(Arc::new(group));
    }
    db::participants::set_role(tx, conversation, person, role)?;
    if let Some(owner) = owner.filter(|_| role == GroupRole::Owner) {
        db::participants::set_role(tx, conversation, &owner.id, GroupRole::Admin)?;
    }
    let name = group.name_of(person);
    told(tx, actor, conversation, |actor| match role {
        GroupRole::Owner => format!("{actor} dejó el grupo a cargo de {name}"),
        GroupRole::Admin => format!("{name} ahora administra el grupo"),
        GroupRole::Member => format!("{name} ya no administra el grupo"),
    })
}

/// Lets only admins write, or everyone again.
///
/// # Errors
/// Forbidden for who is no admin of the group.
pub fn announce(tx: &mut Tx<'_>, actor: &UserId, conversation: ConversationId, on: bool) -> Result<Arc<Group>> {
    let group = entitled(tx, actor, conversation, GroupRole::Admin)?;
    if group.announces == on {
        return Ok(Arc::new(group));
    }
    db::conversations::set_announces(tx, conversation, on)?;
    told(tx, actor, conversation, |_| {
        if on { "Ahora solo escriben quienes administran el grupo" } else { "Ahora todas las personas pueden escribir" }
            .to_owned()
    })
}

/// A group as everyone in it sees it.
///
/// # Errors
/// Forbidden for who is not in it; invalid for a conversation of two.
pub fn group(read: &Read<'_>, actor: &UserId, conversation: ConversationId) -> Result<Group> {
    let group = db::conversations::group(read, conversation)?.ok_or_else(Error::no_access)?;
    if group.role_of(actor).is_none() {
        return Err(Error::no_access());
    }
    if !group.conversation.is_group {
        return Err(Error::invalid("Esa conversación no es un grupo"));
    }
    Ok(group)
}

fn entitled(read: &Read<'_>, actor: &UserId, conversation: ConversationId, least: GroupRole) -> Result<Group> {
    let group = group(read, actor, conversation)?;
    require(&group, actor, least)?;
    Ok(group)
}

fn require(group: &Group, actor: &UserId, least: GroupRole) -> Result<()> {
    if group.role_of(actor).unwrap_or_default() < least { Err(not_entitled()) } else { Ok(()) }
}

fn not_entitled() -> Error {
    Error::forbidden("No tienes permiso para hacer eso en este grupo")
}

fn take_out(tx: &mut Tx<'_>, conversation: ConversationId, person: &UserId) -> Result<()> {
    db::participants::remove(tx, conversation, person)?;
    let seq = tx.next_seq();
    db::changes::note_for(tx, seq, conversation, person)?;
    tx.publish(Event::GroupLeft { person: person.clone(), conversation, seq });
    Ok(())
}

/// Tells everyone in the group what it is now, and writes a line about it.
fn told(
    tx: &mut Tx<'_>,
    actor: &UserId,
    conversation: ConversationId,
    line: impl FnOnce(&str) -> String,
) -> Result<Arc<Group>> {
    let author: Arc<User> = db::users::remembered(tx, actor)?.ok_or_else(Error::unauthenticated)?;
    let group = publish(tx, conversation)?;
    let line = line(&author.name);
    note(tx, &author, conversation, line)?;
    Ok(group)
}

fn publish(tx: &mut Tx<'_>, conversation: ConversationId) -> Result<Arc<Group>> {
    let seq = tx.next_seq();
    db::changes::note(tx, seq, conversation, None)?;
    let group = Arc::new(db::conversations::group(tx, conversation)?.ok_or_else(Error::no_access)?);
    tx.publish(Event::GroupChanged { group: group.clone(), seq });
    Ok(group)
}

/// `Ana`, `Ana y Luis`, `Ana, Luis y 3 personas más`.
fn list_of<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    const NAMED: usize = 3;
    let count = names.len();
    let names: Vec<&str> = names.take(if count > NAMED + 1 { NAMED } else { count }).collect();
    match (names.as_slice(), count - names.len()) {
        ([], _) => String::new(),
        ([one], 0) => (*one).to_owned(),
        ([first @ .., last], 0) => format!("{} y {last}", first.join(", ")),
        (named, more) => format!("{} y {more} personas más", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::list_of;

    #[test]
    fn people_are_listed_as_one_would_say_it() {
        let said = |names: &[&'static str]| list_of(names.iter().copied());
        assert_eq!(said(&["Ana"]), "Ana");
        assert_eq!(said(&["Ana", "Luis"]), "Ana y Luis");
        assert_eq!(said(&["Ana", "Luis", "Eva", "Juan"]), "Ana, Luis, Eva y Juan");
        assert_eq!(said(&["Ana", "Luis", "Eva", "Juan", "Marta"]), "Ana, Luis, Eva y 2 personas más");
    }
}
