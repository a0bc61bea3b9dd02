//! `user disable`: keeps somebody out, at once.

use std::path::Path;

use super::{Person, output};
use crate::chat::users;
use crate::cli::store::Store;
use crate::error::Result;

#[derive(clap::Args)]
#[command(about = "Deshabilita a una persona; sus sesiones terminan de inmediato")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    person: Person,
}

impl Args {
    /// Disables the person in the data of `dir`.
    pub fn run(self, dir: &Path) -> Result<()> {
        let key = self.person.key()?;
        let user = Store::open_existing(dir)?.write(move |tx| users::disable(tx, &key))?;
        output::say(&format!("Se deshabilitó a {} ({}); sus sesiones terminaron", user.name, user.id))
    }
}
