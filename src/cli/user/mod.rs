//! `user`: the people who may write. One file a command.

mod add;
mod disable;
mod enable;
mod hashing;
mod import;
mod list;
mod password;
mod people_file;

use std::path::Path;

use clap::Subcommand;

use super::output;
use crate::error::{Error, Result};
use crate::model::UserId;

#[derive(Subcommand)]
pub(super) enum Command {
    Add(add::Args),
    Import(import::Args),
    List(list::Args),
    Password(password::Args),
    Disable(disable::Args),
    Enable(enable::Args),
}

impl Command {
    /// Runs the command on the data of `dir`.
    pub fn run(self, dir: &Path) -> Result<()> {
        match self {
            Self::Add(args) => args.run(dir),
            Self::Import(args) => args.run(dir),
            Self::List(args) => args.run(dir),
            Self::Password(args) => args.run(dir),
            Self::Disable(args) => args.run(dir),
            Self::Enable(args) => args.run(dir),
        }
    }
}

/// A person who is there already, by RUT.
#[derive(clap::Args)]
struct Person {
    #[arg(value_name = "RUT", help = "El RUT de la persona, con o sin puntos")]
    rut: String,
}

impl Person {
    fn key(&self) -> Result<UserId> {
        UserId::parse(&self.rut).ok_or_else(|| Error::invalid(format!("El RUT «{}» no es válido", self.rut.trim())))
    }
}

/// A wrong check digit is a warning, never a refusal (CONTRACT).
fn has_wrong_digit(key: &UserId) -> bool {
    key.check_digit_holds() == Some(false)
}
