//! `backup`: a copy of the data, and of what is in files, while the server runs.

use std::path::{Path, PathBuf};

use super::output;
use crate::db;
use crate::error::Result;
use crate::files::copies;

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
        if let Some(losses) = output::losses(&report) {
            output::warn(&format!("{losses}: no están en el respaldo"));
        }
        output::say(&format!("Respaldo guardado en {}: {}", self.file.display(), output::holdings(&report)))?;
        if report.files > 0 {
            let files = copies::of_backup(&self.file);
            output::say(&format!("Los archivos están en {}: guarda los dos juntos", files.display()))?;
        }
        Ok(())
    }
}
