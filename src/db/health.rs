//! What keeps the server from storing: for the writer, which then refuses, and for whoever asks.

use std::sync::atomic::{AtomicBool, Ordering};

use super::error::FULL;
use crate::error::Error;

/// Shared by the writer, which knows, and the doors, which tell.
#[derive(Debug, Default)]
pub(super) struct Health {
    no_room: AtomicBool,
    damaged: AtomicBool,
    unwritable: AtomicBool,
}

impl Health {
    /// Why nothing, or nothing but logins, is stored now. `None` when all is well.
    pub fn trouble(&self) -> Option<Error> {
        let unwritable = "El disco no deja escribir: por ahora no se puede guardar nada";
        self.known_trouble().or_else(|| self.is_unwritable().then(|| Error::unavailable(unwritable)))
    }

    /// What makes it useless to try.
    fn known_trouble(&self) -> Option<Error> {
        if self.is_damaged() {
            return Some(Error::unavailable(
                "La base de datos está dañada: se puede leer, pero no guardar nada hasta restaurar un respaldo",
            ));
        }
        self.has_no_room().then(|| Error::unavailable(FULL))
    }

    /// Why a change is refused now. Logins go on in the room that is kept for them; into a damaged file nothing
    /// is written, because that may spread the damage.
    pub(super) fn refusal(&self, is_essential: bool) -> Option<Error> {
        if is_essential && !self.is_damaged() { None } else { self.known_trouble() }
    }

    pub(super) fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Relaxed)
    }

    pub(super) fn has_no_room(&self) -> bool {
        self.no_room.load(Ordering::Relaxed)
    }

    /// Whether the last try failed. Every change is tried nevertheless: only that shows when it is over.
    pub(super) fn is_unwritable(&self) -> bool {
        self.unwritable.load(Ordering::Relaxed)
    }

    pub(super) fn set_unwritable(&self, unwritable: bool) {
        self.unwritable.store(unwritable, Ordering::Relaxed);
    }

    /// For good: only a fresh start on other data ends it.
    pub(super) fn set_damaged(&self) {
        self.damaged.store(true, Ordering::Relaxed);
    }

    pub(super) fn set_no_room(&self, no_room: bool) {
        self.no_room.store(no_room, Ordering::Relaxed);
    }
}
