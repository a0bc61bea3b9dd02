//! `user enable`: lets somebody in again.

use std::path::Path;

use super::{Person, output};
use crate::chat::users;
use crate::cli::store::Store;
use crate::error::Result;

#[derive(clap::Args)]
#[command(about = "Habilita de nuevo a una persona")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    person: Person,
}

impl Args {
    /// Enables the person in the data of `dir`.
    pub fn run(self, dir: &Path) -> Result<()> {
        let key = self.person.key()?;
        let user = Store::open_existing(dir)?.write(move |tx| users::enable(tx, &key))?;
        output::say(&format!("Se habilitó a {} ({})", user.name, user.id))
    }
}
