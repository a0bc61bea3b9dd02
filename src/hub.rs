//! The in-memory bus: whoever is interested in what was committed is told, in commit order, from one place.

use std::sync::{PoisonError, RwLock};

use crate::model::Event;

type Listener = Box<dyn Fn(&Event) + Send + Sync>;

/// Who is told of events.
#[derive(Default)]
pub struct Hub {
    listeners: RwLock<Vec<Listener>>,
}

impl Hub {
    /// Tells `listener` of every event from now on. It must not block: all others wait for it.
    pub fn listen(&self, listener: impl Fn(&Event) + Send + Sync + 'static) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(listener));
    }

    /// Tells everybody.
    pub fn tell(&self, event: &Event) {
        for listener in self.listeners.read().unwrap_or_else(PoisonError::into_inner).iter() {
            listener(event);
        }
    }
}
