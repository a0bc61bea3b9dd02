//! Sample data: for trying (`serve --demo`) and for measuring (`seed`). The same numbers give the same rows.

use std::collections::HashMap;
use std::ops::Range;

use crate::db::{self, Tx};
use crate::error::{Error, Result};
use crate::model::conversation::pair_key;
use crate::model::ids::check_digit;
use crate::model::user::Profile;
use crate::model::{
    Conversation, ConversationId, GroupRole, Message, MessageId, MessageText, NewConversation, NewMessage, PersonRef,
    Timestamp, Traits, UserId, Wishes, limits,
};

/// How much to make.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// People.
    pub users: u64,
    /// Conversations; every fifth is a group, the others are pairs.
    pub conversations: u64,
    /// Messages in total.
    pub messages: u64,
}

/// When sample data begin: 2025-01-01T00:00:00Z, in milliseconds.
const BEGIN_MS: u64 = 1_735_689_600_000;
/// Rows of one transaction: some tenths of a second.
pub const ROWS_AT_ONCE: u64 = 20_000;

const FIRST_NAMES: &[&str] = &[
    "Ana",
    "Luis",
    "Marta",
    "José",
    "Íñigo",
    "Camila",
    "Óscar",
    "Ñusta",
    "Rosa",
    "Andrés",
    "Paula",
    "Felipe",
    "Úrsula",
    "Diego",
    "Sofía",
    "Tomás",
    "Valentina",
];
const LAST_NAMES: &[&str] = &[
    "Pérez",
    "Soto",
    "Núñez",
    "González",
    "Muñoz",
    "Rojas",
    "Díaz",
    "Contreras",
    "Silva",
    "Ñancupil",
    "Araya",
    "Vera",
    "Lagos",
];
const ROLES: &[&str] = &["administrador", "vendedor", "bodeguero", "químico farmacéutico"];
const TEXTS: &[&str] = &[
    "¿Queda paracetamol de 500 en bodega?",
    "Sí, tres cajas. Las llevo al mesón.",
    "Llegó el pedido del proveedor; falta revisar la factura.",
    "Gracias 👍",
    "El cliente de la receta 4471 pasa a las seis.",
    "Por favor, cierren la caja dos antes del turno.",
    "Voy en camino.",
    "¿Alguien vio las llaves de la vitrina?",
];

impl Plan {
    /// Passes for what can be made.
    ///
    /// # Errors
    /// Invalid, saying what is too little or too much.
    pub fn check(&self) -> Result<()> {
        for (made, least, most, what) in [
            (self.users, 2, limits::SEED_USERS, "personas"),
            (self.conversations, 0, limits::SEED_CONVERSATIONS, "conversaciones"),
            (self.messages, 0, limits::SEED_MESSAGES, "mensajes"),
        ] {
            if !(least..=most).contains(&made) {
                return Err(Error::invalid(format!("Se pueden crear entre {least} y {most} {what}")));
            }
        }
        if self.conversations == 0 && self.messages > 0 {
            return Err(Error::invalid("Para crear mensajes se necesita al menos una conversación"));
        }
        if self.users == 2 && self.conversations > 1 {
            return Err(Error::invalid("Entre dos personas solo cabe una conversación"));
        }
        Ok(())
    }

    /// The first person's key, for telling how to log in.
    pub fn first_key(&self) -> UserId {
        Self::key(0)
    }

    /// The key of person `number`: `10000001-…` upwards, with the right check digit.
    fn key(number: u64) -> UserId {
        let digits = 10_000_001 + number;
        UserId::stored(format!("{digits}-{}", check_digit(digits)))
    }

    fn profile(number: u64) -> Profile {
        let pick = |list: &[&'static str], step: u64| list[(number / step) as usize % list.len()];
        let first = pick(FIRST_NAMES, 1);
        let name = format!("{first} {} {}", pick(LAST_NAMES, 1), number + 1);
        let email = Some(format!("persona{}@ejemplo.cl", number + 1));
        Profile { id: Self::key(number), name, email, role: pick(ROLES, 1).to_owned() }
    }

    fn conversation_id(number: u64) -> ConversationId {
        ConversationId::sample(BEGIN_MS, number)
    }

    /// Who takes part in conversation `number`, as numbers of people; the first one made it. Pairs are all different;
    /// when there are no more of them, the rest are groups.
    fn members(&self, number: u64) -> Vec<u64> {
        let pair = number - number / 5;
        let (distance, first) = (pair / self.users + 1, pair % self.users);
        let pairs_left = 2 * distance < self.users || (2 * distance == self.users && first < distance);
        let is_pair = pairs_left && (number % 5 != 4 || self.users < 4);
        let size = if is_pair { 2 } else { (3 + number % 4).min(self.users) };
        let distance = if is_pair { distance } else { 1 };
        (0..size).map(|step| (first + step * distance) % self.users).collect()
    }
}

/// Stores the people, all with the same password.
pub fn people(tx: &mut Tx<'_>, plan: &Plan, range: Range<u64>, password_hash: &str) -> Result<()> {
    for number in range.start..range.end.min(plan.users) {
        db::users::put(tx, &Plan::profile(number), Some(password_hash))?;
    }
    Ok(())
}

/// Stores the conversations; one whose pair stands already is left out.
pub fn conversations(tx: &mut Tx<'_>, plan: &Plan, range: Range<u64>) -> Result<()> {
    for number in range.start..range.end.min(plan.conversations) {
        let members: Vec<UserId> = plan.members(number).into_iter().map(Plan::key).collect();
        let is_group = members.len() != 2;
        let conversation = Conversation {
            id: Plan::conversation_id(number),
            name: is_group.then(|| format!("Grupo {}", number + 1)),
            is_group,
            created_by: members[0].clone(),
            updated_at: Timestamp(BEGIN_MS as i64).to_rfc3339(),
        };
        let pair = (!is_group).then(|| pair_key(&members[0], &members[1]));
        let seq = tx.next_seq();
        if db::conversations::insert(tx, &conversation, pair.as_deref(), None, seq)? {
            for member in &members {
                let is_owner = is_group && *member == members[0];
                let role = if is_owner { GroupRole::Owner } else { GroupRole::Member };
                db::participants::add(tx, conversation.id, member, role)?;
            }
        }
    }
    Ok(())
}

/// Stores messages, one conversation after the other in turn, a second apart.
pub fn messages(tx: &mut Tx<'_>, plan: &Plan, range: Range<u64>) -> Result<()> {
    let mut newest = HashMap::new();
    for number in range.start..range.end.min(plan.messages) {
        let (turn, conversation) = (number / plan.conversations, number % plan.conversations);
        let conversation_id = Plan::conversation_id(conversation);
        let members = plan.members(conversation);
        let author = Plan::key(members[turn as usize % members.len()]);
        let Some(key) = db::participants::key(tx, conversation_id, &author)? else { continue };
        let millis = BEGIN_MS + number * 1000;
        let message = Message {
            seq: tx.next_seq(),
            id: MessageId::sample(millis, number),
            conversation: conversation_id,
            author,
            content: TEXTS[(turn + conversation) as usize % TEXTS.len()].to_owned(),
            sent_at: Timestamp(millis as i64).to_rfc3339(),
            edited: false,
            deleted: false,
            traits: Traits::default(),
        };
        if db::sample::insert_message(tx, key, &message)? {
            newest.insert(conversation_id, (key, message));
        }
    }
    newest.values().try_for_each(|(key, message)| db::sample::set_newest(tx, *key, message))
}

/// Brings the conversations' counters in line with their messages.
pub fn recount(tx: &mut Tx<'_>, plan: &Plan, range: Range<u64>) -> Result<()> {
    for number in range.start..range.end.min(plan.conversations) {
        let maker = Plan::key(plan.members(number)[0]);
        if let Some(key) = db::participants::key(tx, Plan::conversation_id(number), &maker)? {
            db::sample::recount(tx, key)?;
        }
    }
    Ok(())
}

/// The demo's people: key, name, e-mail, role.
pub const DEMO_PEOPLE: &[(&str, &str, &str, &str)] = &[
    ("11111111-1", "Ana Pérez", "ana@ejemplo.cl", "administrador"),
    ("22222222-2", "Luis Soto", "luis@ejemplo.cl", "bodeguero"),
    ("33333333-3", "Marta Núñez", "marta@ejemplo.cl", "químico farmacéutico"),
];
/// The demo's password.
pub const DEMO_PASSWORD: &str = "demo-1234";

/// Fills an empty database with three people and a few conversations. False when it is not empty.
pub fn demo(tx: &mut Tx<'_>, password_hash: &str) -> Result<bool> {
    if !db::users::is_empty(tx)? {
        return Ok(false);
    }
    let mut keys = Vec::new();
    for (rut, name, email, role) in DEMO_PEOPLE {
        let profile = Profile::parse(rut, name, email, role)?;
        db::users::put(tx, &profile, Some(password_hash))?;
        keys.push(profile.id);
    }
    let (ana, luis, marta) = (&keys[0], &keys[1], &keys[2]);
    let named = |people: &[&UserId]| people.iter().map(|key| PersonRef::Key(Some((*key).clone()))).collect();
    let pair = super::conversations::create(tx, ana, NewConversation::Direct { people: named(&[luis]) })?;
    let second = super::conversations::create(tx, marta, NewConversation::Direct { people: named(&[ana]) })?;
    let group = NewConversation::Group { name: "Turno de la mañana".into(), people: named(&[luis, marta]), id: None };
    let group = super::conversations::create(tx, ana, group)?;
    for (created, author, text) in [
        (&group, ana, "Buenos días. Hoy llega el pedido a las once."),
        (&group, marta, "Recibido. Dejo espacio en el refrigerador."),
        (&second, marta, "Ana, ¿autorizas la receta 4471?"),
        (&second, ana, "Sí, ya la revisé."),
        (&pair, ana, "Luis, ¿queda paracetamol de 500 en bodega?"),
        (&pair, luis, "Quedan tres cajas. Las llevo al mesón."),
    ] {
        let conversation = created.view.conversation.id;
        super::reads::mark_read(tx, author, conversation, None)?;
        let new = NewMessage { conversation, text: MessageText::parse(text)?, id: None, wishes: Wishes::default() };
        super::messages::send(tx, author, &new)?;
    }
    db::settings::set_demo(tx)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn pairs_are_distinct_and_groups_are_groups() {
        for users in 2..=12 {
            let plan = Plan { users, conversations: 500, messages: 0 };
            let mut pairs = HashSet::new();
            for number in 0..if users == 2 { 1 } else { plan.conversations } {
                let members = plan.members(number);
                let distinct: HashSet<&u64> = members.iter().collect();
                assert_eq!(distinct.len(), members.len(), "{users} people, conversation {number}: {members:?}");
                assert!(members.iter().all(|member| *member < users) && members.len() >= 2);
                if let [a, b] = members[..] {
                    assert!(pairs.insert((a.min(b), a.max(b))), "{users} people: {members:?} twice");
                }
            }
            assert_eq!(pairs.len() as u64, users * (users - 1) / 2, "{users} people: every pair is used");
        }
    }

    #[test]
    fn what_cannot_be_made_is_refused() {
        let check = |users, conversations, messages| Plan { users, conversations, messages }.check();
        assert!(
            check(2, 1, 10).is_ok()
                && check(3, 0, 0).is_ok()
                && check(100_000, limits::SEED_CONVERSATIONS, 100_000_000).is_ok()
        );
        for (users, conversations, messages) in [(1, 0, 0), (2, 2, 0), (5, 0, 1), (100_001, 1, 0), (3, 1_000_001, 0)] {
            assert!(check(users, conversations, messages).is_err(), "{users} {conversations} {messages}");
        }
    }
}
