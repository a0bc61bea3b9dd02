//! `user add`: one person.

use std::path::Path;

use super::{has_wrong_digit, output};
use crate::chat::{passwords, users};
use crate::cli::password::{Source, warn_if_weak};
use crate::cli::store::Store;
use crate::error::Result;
use crate::model::user::Profile;

#[derive(clap::Args)]
#[command(about = "Agrega a una persona; la contraseña se pregunta dos veces")]
pub(in crate::cli) struct Args {
    #[arg(value_name = "RUT", help = "Su RUT, con o sin puntos: 12345678-5")]
    rut: String,
    #[arg(long, value_name = "NOMBRE", help = "Su nombre completo")]
    name: String,
    #[arg(long, value_name = "CORREO", help = "Su correo, para iniciar sesión también con él (opcional)")]
    email: Option<String>,
    #[arg(long, value_name = "ROL", help = "Su rol en la tienda: vendedor, bodeguero… (opcional)")]
    role: Option<String>,
    #[command(flatten)]
    password: Source,
}

impl Args {
    /// Adds the person to the data of `dir`.
    pub fn run(self, dir: &Path) -> Result<()> {
        let (email, role) = (self.email.unwrap_or_default(), self.role.unwrap_or_default());
        let profile = Profile::parse(&self.rut, &self.name, &email, &role)?;
        let password = self.password.get()?;
        let hash = passwords::hash(&password)?;
        let added = profile.clone();
        Store::open(dir)?.write(move |tx| users::add(tx, &profile, &hash))?;
        // Only now: what failed is told in one sentence.
        if has_wrong_digit(&added.id) {
            output::warn(&format!("Aviso: el dígito verificador de {} no corresponde", added.id));
        }
        warn_if_weak(&password);
        output::say(&format!("Se agregó a {} ({})", added.name, added.id))
    }
}
