//! `restore`: puts a backup in the place of the data.

use std::path::{Path, PathBuf};

use super::output;
use crate::db;
use crate::error::Result;

#[derive(clap::Args)]
#[command(about = "Pone un respaldo en lugar de los datos; el servidor debe estar detenido")]
pub(super) struct Args {
    #[arg(value_name = "ARCHIVO", help = "Un respaldo hecho con «backup»")]
    file: PathBuf,
}

impl Args {
    /// Puts the backup into `dir`.
    pub fn run(self, dir: &Path) -> Result<()> {
        let (report, aside) = db::restore(dir, &self.file)?;
        if let Some(losses) = output::losses(&report) {
            output::warn(&format!("{losses}: no están junto al respaldo ni en {}; los mensajes sí", dir.display()));
        }
        output::say(&format!("Respaldo restaurado en {}: {}", dir.display(), output::holdings(&report)))?;
        if let Some(aside) = aside {
            output::say(&format!("Lo que había antes quedó en {}", aside.display()))?;
        }
        output::say("Cada persona debe iniciar sesión de nuevo")
    }
}
