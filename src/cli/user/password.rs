//! `user password`: a new password for somebody.

use std::path::Path;

use super::{Person, output};
use crate::chat::{passwords, users};
use crate::cli::password::{Source, warn_if_weak};
use crate::cli::store::Store;
use crate::error::Result;

#[derive(clap::Args)]
#[command(about = "Cambia la contraseña de una persona; sus sesiones terminan")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    source: Source,
}

impl Args {
    /// Changes the password in the data of `dir`.
    pub fn run(self, dir: &Path) -> Result<()> {
        let key = self.person.key()?;
        let store = Store::open_existing(dir)?;
        // Before anything is typed: it may be nobody's RUT.
        store.read(|read| users::known(read, &key))?;
        let password = self.source.get()?;
        let hash = passwords::hash(&password)?;
        let user = store.write(move |tx| users::set_password(tx, &key, &hash))?;
        warn_if_weak(&password);
        output::say(&format!("Se cambió la contraseña de {} ({}); sus sesiones terminaron", user.name, user.id))
    }
}
