//! `backup`: a copy of the data while the server runs.

use std::path::{Path, PathBuf};

use super::output;
use crate::db;
use crate::error::Result;

#[derive(clap::Args)]
#[command(about = "Guarda una copia de los datos; el servidor puede estar andando")]
pub(super) struct Args {
    #[arg(value_name = "ARCHIVO", help = "Dónde guardarla; no debe existir todavía")]
    file: PathBuf,
}

impl Args {
    /// Copies the data of `dir`.
    pub fn run(self, dir: &Path) -> Result<()> {
        let report = db::backup(dir, &self.file)?;
        output::say(&format!("Respaldo guardado en {}: {}", self.file.display(), output::holdings(&report)))
    }
}
