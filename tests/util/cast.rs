//! The people of the tests, and a data directory that has them.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use super::command::Tool;
use super::dir::{TempDir, copy_all};

/// The password of everybody.
pub const PASSWORD: &str = "mostrador-azul";

/// One person of the cast.
pub struct Member {
    /// What the tests call them.
    pub key: &'static str,
    /// Their RUT as stored.
    pub rut: &'static str,
    /// Their name as stored.
    pub name: &'static str,
    /// Their e-mail; Juan has none.
    pub email: &'static str,
}

const fn person(key: &'static str, rut: &'static str, name: &'static str, email: &'static str) -> Member {
    Member { key, rut, name, email }
}

/// Everybody. Juan has the RUT of the design's documents, whose check digit is wrong, and no e-mail.
/// Tomás is the witness: tests don't use him but to see that something did *not* happen.
pub const CAST: [Member; 10] = [
    person("ana", "11111111-1", "Ana Pérez", "ana@tienda.cl"),
    person("luis", "22222222-2", "Luis Soto", "luis@tienda.cl"),
    person("marta", "33333333-3", "Marta Núñez", "marta@tienda.cl"),
    person("pedro", "44444444-4", "Pedro Rojas", "pedro@tienda.cl"),
    person("rosa", "55555555-5", "Rosa Ibáñez", "rosa@tienda.cl"),
    person("tomas", "66666666-6", "Tomás Vera", "tomas@tienda.cl"),
    person("ines", "77777777-7", "Inés Álvarez", "ines@tienda.cl"),
    person("hugo", "88888888-8", "Hugo Díaz", "hugo@tienda.cl"),
    person("elena", "99999999-9", "Elena Mora", "elena@tienda.cl"),
    person("juan", "12345678-9", "Juan Pérez", ""),
];

/// Looks a person up by what the tests call them.
pub fn member(key: &str) -> &'static Member {
    CAST.iter().find(|member| member.key == key).unwrap_or_else(|| panic!("no {key} in the cast"))
}

/// The RUT of a person of the cast.
pub fn rut_of(key: &str) -> &'static str {
    member(key).rut
}

/// Puts a database with the cast into a directory. The database is made once by the real command and then
/// copied, because ten password hashes a test would be most of the suite's time.
pub fn populate(data: &Path) {
    static TEMPLATE: OnceLock<TempDir> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let dir = TempDir::new();
        let mut csv = String::from("rut,nombre,correo,rol,password\n");
        for Member { rut, name, email, .. } in &CAST {
            csv += &format!("{rut},{name},{email},vendedor,{PASSWORD}\n");
        }
        let file = dir.join("cast.csv");
        fs::write(&file, csv).expect("cast.csv");
        let data = dir.join("data");
        Tool::on(&data).run(&["user", "import", file.to_str().expect("path")]).succeeds();
        dir
    });
    copy_all(&template.join("data"), data);
}
