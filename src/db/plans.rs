//! No query scans a table that grows: EXPLAIN QUERY PLAN of each says SEARCH, or walks an index in its order.

use super::{
    changes, conversations, extras, files, messages, migrations, participants, receipts, search, sessions, urgent,
    users,
};
use rusqlite::Connection;

fn plan(sql: &str) -> String {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(migrations::SCHEMA).unwrap();
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let parameters = vec![rusqlite::types::Null; statement.parameter_count()];
    let lines = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get::<_, String>(3));
    lines.unwrap().map(|line| line.unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_query_scans() {
    for sql in [
        users::BY_ID,
        users::BY_EMAIL,
        users::BY_NAME,
        users::BY_NUMBER,
        users::ACTIVE,
        users::SEEN,
        sessions::LIVE,
        sessions::STILL_LIVE,
        conversations::LIST,
        conversations::ONE,
        conversations::OTHERS_OF_ALL,
        conversations::OTHERS,
        conversations::CHANGED,
        participants::IS_IN,
        participants::MEMBERS,
        participants::MARK,
        participants::KEY,
        participants::ACQUAINTED,
        messages::BY_ID,
        messages::NEWEST,
        messages::BEFORE,
        messages::OLDEST,
        messages::AFTER,
        messages::BY_SEQ,
        messages::BACKWARDS,
        messages::NEXT,
        files::BY_ID,
        files::OF_MESSAGE,
        files::IS_SHOWN_TO,
        files::IS_CARRIED,
        files::USED_BY,
        files::UNSENT_OF,
        files::UNSENT,
        files::PICTURE,
        files::IS_KEPT,
        changes::SINCE,
        changes::ADDRESSED,
        conversations::PEOPLE,
        conversations::PLACES,
        search::AFTER,
        search::CHANGED,
        extras::ANSWERED,
        extras::REACTIONS,
        extras::MENTIONS,
        extras::STARRED_BETWEEN,
        extras::STARRED,
        extras::PINNED,
        extras::EDITIONS,
        participants::ROLES,
        receipts::AUTHORS,
        receipts::MARK,
        receipts::OF,
        urgent::ACKNOWLEDGED,
        urgent::ALL,
        urgent::PENDING,
        urgent::OF_AUTHOR,
    ] {
        let plan = plan(sql);
        // What an inner query gives is counted one by one; how it comes to that is told on lines of its own.
        let scans = plan.lines().any(|line| line.contains("SCAN") && !line.starts_with("SCAN (subquery"));
        assert!(!scans, "{sql}\n{plan}");
    }
}

#[test]
fn what_somebody_has_sent_is_counted_in_the_index_alone() {
    for sql in [files::USED_BY, files::UNSENT_OF] {
        let plan = plan(sql);
        assert!(plan.contains("USING COVERING INDEX archivos_por_usuario (usuario_id=?)"), "{plan}");
    }
}

#[test]
fn history_is_read_in_the_order_of_the_table_without_sorting() {
    for sql in [messages::NEWEST, messages::BEFORE, messages::OLDEST, messages::AFTER, messages::BACKWARDS] {
        let plan = plan(sql);
        assert!(
            plan.contains("SEARCH mensajes_chat USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)")
                && !plan.contains("TEMP B-TREE"),
            "{plan}"
        );
    }
}
