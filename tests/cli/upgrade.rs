//! Databases of older versions (D-17): taken over whole, with a copy of what was.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::util::{Database, Options, PASSWORD, TempDir, Tool};

const FIXTURES: [(i64, &str); 4] = [
    (1, include_str!("../fixtures/schema-1.sql")),
    (2, include_str!("../fixtures/schema-2.sql")),
    (3, include_str!("../fixtures/schema-3.sql")),
    (4, include_str!("../fixtures/schema-4.sql")),
];
const CHAT: &str = "01941f29-7c00-7000-8000-000000000001";

fn lay_down(data: &Path, fixture: &str) {
    fs::create_dir(data).unwrap();
    Connection::open(data.join("chat.db")).unwrap().execute_batch(fixture).unwrap();
}

/// Tables with their columns, indexes and triggers; not their text, which ALTER TABLE writes in its own way.
fn shape(data: &Path) -> Vec<String> {
    let columns = "SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || coalesce(c.dflt_value, '') \
         FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid";
    let others = "SELECT coalesce(sql, name) FROM sqlite_schema WHERE type IN ('index', 'trigger') ORDER BY name";
    let database = Database::look(data);
    [columns, others].into_iter().flat_map(|sql| database.rows(sql, (), |row| row.get::<_, String>(0))).collect()
}

#[tokio::test]
async fn d17_a_database_of_every_older_version_is_taken_over() {
    let fresh = Options::empty().start().await;
    for (version, fixture) in FIXTURES {
        let dir = TempDir::new();
        let data = dir.join("data");
        lay_down(&data, fixture);
        for rut in ["11111111-1", "22222222-2"] {
            Tool::on(&data).run_with_input(&["user", "password", rut, "--password-stdin"], PASSWORD).succeeds();
        }
        let server = Options::on(&data).start().await;
        assert_eq!(shape(&data), shape(fresh.data()), "version {version}");
        let (ana, luis) = (server.login_as("11111111-1").await, server.login_as("22222222-2").await);
        assert_eq!((ana.unread(CHAT).await, luis.unread(CHAT).await), (1, 0));
        let told = luis.get("/api/chat/eventos?desde=0").await.json();
        let told = told["eventos"].as_array().unwrap();
        let names: Vec<_> = told.iter().map(|event| event["evento"].as_str().unwrap()).collect();
        assert_eq!(names, ["mensaje_recibido", "mensaje_recibido", "conversacion_creada"]);
        // Who has taken one takes no other for a repetition of it.
        let numbers: HashSet<_> = told.iter().map(|event| event["n"].as_i64().unwrap()).collect();
        assert_eq!(numbers.len(), told.len(), "{told:?}");
        ana.sends(CHAT, "de ahora").await;
        assert_eq!(server.database().texts_of(CHAT), ["de antes", "también", "de ahora"]);
        server.database().is_sound();
        let copies = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let copies: Vec<_> =
            copies.filter(|name| name.starts_with("antes-de-la-version-") && name.ends_with(".db")).collect();
        assert_eq!(copies.len(), 1, "{copies:?}");
        let copy = Connection::open(data.join(&copies[0])).unwrap();
        let kept: i64 = copy.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(kept, version, "the copy is of before");
    }
}
