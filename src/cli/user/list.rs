//! `user list`: everybody, as a table or as JSON.

use std::path::Path;

use serde::Serialize;

use super::output;
use crate::chat::users;
use crate::cli::store::Store;
use crate::error::{Error, Result};
use crate::model::User;

#[derive(clap::Args)]
#[command(about = "Muestra a todas las personas")]
pub(in crate::cli) struct Args {
    #[arg(long, help = "En JSON, para otros programas")]
    json: bool,
}

/// A person as other programs read them.
#[derive(Serialize)]
struct Entry<'a> {
    rut: &'a str,
    nombre: &'a str,
    correo: &'a str,
    rol: &'a str,
    activo: bool,
}

impl Args {
    /// Lists the people in the data of `dir`.
    pub fn run(self, dir: &Path) -> Result<()> {
        let people = Store::open_existing(dir)?.read(users::everyone)?;
        output::say(&if self.json { json(&people)? } else { table(&people) })
    }
}

fn json(people: &[User]) -> Result<String> {
    let entries = people.iter().map(|user| Entry {
        rut: user.id.as_str(),
        nombre: &user.name,
        correo: &user.email,
        rol: &user.role,
        activo: user.active,
    });
    serde_json::to_string_pretty(&entries.collect::<Vec<_>>()).map_err(Error::internal)
}

fn table(people: &[User]) -> String {
    if people.is_empty() {
        return "No hay personas todavía".to_owned();
    }
    let mut rows = vec![["RUT", "Nombre", "Correo", "Rol", "Estado"].map(str::to_owned).to_vec()];
    rows.extend(people.iter().map(|user| {
        let state = if user.active { "activo" } else { "deshabilitado" };
        vec![user.id.to_string(), user.name.clone(), user.email.clone(), user.role.clone(), state.to_owned()]
    }));
    output::table(&rows)
}
