//! `user import`: many people at once, all or nobody.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::people_file::{self, Row, at};
use super::{has_wrong_digit, hashing, output};
use crate::chat::{passwords, users};
use crate::cli::store::Store;
use crate::db::Tx;
use crate::error::{Code, Error, Result, reason};
use crate::model::user::{Profile, email_key};
use crate::model::{User, UserId, limits};

/// How many warnings of a kind are told one by one.
const LISTED: usize = 5;

#[derive(clap::Args)]
#[command(
    about = "Agrega o actualiza a las personas de un archivo CSV: todas, o ninguna si algo está mal",
    after_help = "El archivo, en UTF-8, empieza con el encabezado rut,nombre,correo,rol,password\n\
        (en cualquier orden). El correo y el rol pueden ir vacíos; la contraseña también, si la\n\
        persona ya existe: entonces conserva la suya. Una contraseña nueva termina sus sesiones."
)]
pub(in crate::cli) struct Args {
    #[arg(value_name = "ARCHIVO.csv", help = "El archivo con las personas")]
    file: PathBuf,
}

impl Args {
    /// Imports into the data of `dir`.
    pub fn run(self, dir: &Path) -> Result<()> {
        let rows = people_file::parse(&read(&self.file)?)?;
        let store = Store::open(dir)?;
        // Hashing takes minutes: what can be refused is refused before it.
        check(&rows, &store.read(known)?)?;
        let given: Vec<Option<&str>> = rows.iter().map(|row| row.password.as_deref()).collect();
        let hashes = hashing::hash_all(&given)?;
        let warnings = warnings(&rows);
        let (added, updated) = store.write(move |tx| put_all(tx, &rows, &hashes))?;
        warnings.iter().for_each(|warning| output::warn(warning));
        let added = output::counted(added, "persona agregada", "personas agregadas");
        output::say(&format!("{added}, {}", output::counted(updated, "actualizada", "actualizadas")))
    }
}

/// Reads no more than what is too much.
fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limits::IMPORT_BYTES as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(bytes),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            Err(Error::new(Code::NotFound, format!("No existe el archivo {}", path.display())))
        }
        Err(cause) => {
            Err(Error::new(Code::Unavailable, format!("No se puede leer {}: {}", path.display(), reason(&cause))))
        }
    }
}

type Known = HashMap<UserId, User>;

fn known(read: &crate::db::Read<'_>) -> Result<Known> {
    Ok(users::everyone(read)?.into_iter().map(|user| (user.id.clone(), user)).collect())
}

/// What is wrong with the file beside the people who are there.
fn check(rows: &[Row], known: &Known) -> Result<()> {
    let listed: HashMap<&UserId, &Row> = rows.iter().map(|row| (&row.profile.id, row)).collect();
    // Whose e-mails stay what they are: a person of the file may pass theirs on to another of the file.
    let kept = known.values().filter(|user| !user.email.is_empty() && !listed.contains_key(&user.id));
    let taken: HashMap<String, &UserId> = kept.map(|user| (email_key(&user.email), &user.id)).collect();
    for row in rows {
        if row.password.is_none() && !known.contains_key(&row.profile.id) {
            return Err(at(row.line, Error::invalid("Falta la contraseña de una persona nueva")));
        }
        if let Some(email) = &row.profile.email
            && let Some(owner) = taken.get(&email_key(email))
        {
            return Err(at(row.line, Error::invalid(format!("El correo {email} ya es de {owner}"))));
        }
    }
    Ok(())
}

/// Stores everybody; gives how many are new and how many were there.
fn put_all(tx: &mut Tx<'_>, rows: &[Row], hashes: &[Option<String>]) -> Result<(u64, u64)> {
    let known = known(tx)?;
    check(rows, &known)?;
    let mut updated = 0;
    for row in rows.iter().filter(|row| known.contains_key(&row.profile.id)) {
        // Lets go of all e-mails first, so that two people can swap theirs.
        users::put(tx, &Profile { email: None, ..row.profile.clone() }, None)?;
        updated += 1;
    }
    for (row, hash) in rows.iter().zip(hashes) {
        users::put(tx, &row.profile, hash.as_deref())?;
    }
    Ok((rows.len() as u64 - updated, updated))
}

fn warnings(rows: &[Row]) -> Vec<String> {
    let wrong = rows.iter().filter(|row| has_wrong_digit(&row.profile.id));
    let weak = rows.iter().filter(|row| row.password.as_deref().is_some_and(passwords::is_weak));
    let wrong = wrong.map(|row| format!("línea {} ({})", row.line, row.profile.id)).collect();
    let weak = weak.map(|row| format!("línea {}", row.line)).collect();
    let found = [
        warning("con un dígito verificador que no corresponde", wrong),
        warning("con una contraseña fácil de adivinar", weak),
    ];
    found.into_iter().flatten().collect()
}

fn warning(what: &str, places: Vec<String>) -> Option<String> {
    let shown = places.get(..LISTED).unwrap_or(&places).join(", ");
    let more = if places.len() > LISTED { "…" } else { "" };
    let count = output::counted(places.len() as u64, "persona", "personas");
    (!places.is_empty()).then(|| format!("Aviso: {count} {what}: {shown}{more}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_counted_and_the_first_are_listed() {
        let places = |count: usize| (1..=count).map(|line| format!("línea {line}")).collect::<Vec<_>>();
        assert_eq!(warning("x", places(0)), None);
        assert_eq!(warning("x", places(1)).unwrap(), "Aviso: 1 persona x: línea 1");
        let seven = warning("x", places(7)).unwrap();
        assert!(seven.starts_with("Aviso: 7 personas x: línea 1, ") && seven.ends_with(", línea 5…"), "{seven}");
    }
}
