//! `GET /api/chat/usuarios`.

use serde_json::{Value, json};

use crate::util::{Options, TestServer, Tool, rut_of};

async fn names(server: &TestServer, rut: &str) -> Vec<String> {
    let list = server.login_as(rut).await.get("/api/chat/usuarios").await.is(200).json();
    let list = list["usuarios"].as_array().expect("a list").clone();
    list.iter().map(|user| user["nombre_completo"].as_str().expect("a text").to_owned()).collect()
}

#[tokio::test]
async fn everybody_else_is_listed_with_strings_only() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let list = ana.get("/api/chat/usuarios").await.is(200).json();
    let list = list["usuarios"].as_array().expect("a list");
    assert_eq!(list.len(), 9, "all but oneself");
    for user in list {
        assert_ne!(user["id"], rut_of("ana"));
        for field in ["id", "nombre", "apellido", "nombre_completo", "email", "rol", "iniciales"] {
            assert!(user[field].is_string(), "{field} of {user}");
        }
        assert!(!user.to_string().contains("argon2"), "{user}");
    }
    let find = |rut: &str| list.iter().find(|user| user["id"] == rut).cloned().unwrap_or(Value::Null);
    let marta = json!({
        "id": "33333333-3", "nombre": "Marta", "apellido": "", "nombre_completo": "Marta Núñez",
        "email": "marta@tienda.cl", "rol": "vendedor", "iniciales": "MA",
    });
    assert_eq!(find("33333333-3"), marta);
    assert_eq!(find(rut_of("juan"))["email"], "", "no e-mail is an empty text");
    assert_eq!(find(rut_of("juan"))["id"], "12345678-9", "a wrong check digit is valid data");
    assert_eq!(find(rut_of("ines"))["iniciales"], "IN");
}

#[tokio::test]
async fn the_order_is_spanish() {
    let people = |tool: &Tool| {
        let unordered = [
            ("1-9", "zoe Araya"),
            ("2-7", "Ñandú Pinto"),
            ("3-5", "nora Salas"),
            ("4-3", "Álvaro Ruiz"),
            ("5-1", "Óscar Lagos"),
            ("6-K", "Nuria Paz"),
            ("7-8", "alba Toro"),
            ("8-6", "Olga Mena"),
            ("9-4", "Muñoz Nieto"),
            ("10-8", "Munoz Zúñiga"),
            ("11-6", "ÑUÑO Ríos"),
        ];
        for (rut, name) in unordered {
            tool.add(rut, name).succeeds();
        }
    };
    let server = Options::empty().after(people).start().await;
    let expected = [
        "alba Toro",
        "Álvaro Ruiz",
        "Munoz Zúñiga",
        "Muñoz Nieto",
        "nora Salas",
        "Nuria Paz",
        "Ñandú Pinto",
        "ÑUÑO Ríos",
        "Olga Mena",
        "Óscar Lagos",
    ];
    assert_eq!(names(&server, "1-9").await, expected);
}

#[tokio::test]
async fn initials_are_the_first_two_letters_of_the_first_name() {
    let people = |tool: &Tool| {
        tool.add("1-9", "Quien Mira").succeeds();
        for (rut, name) in [("2-7", "ñ"), ("3-5", "ángel Ñ"), ("4-3", "Juan Pérez"), ("5-1", "O'Higgins Bernardo")]
        {
            tool.add(rut, name).succeeds();
        }
    };
    let server = Options::empty().after(people).start().await;
    let list = server.login_as("1-9").await.get("/api/chat/usuarios").await.is(200).json();
    let initials = |rut: &str| {
        let list = list["usuarios"].as_array().unwrap();
        list.iter().find(|user| user["id"] == rut).unwrap()["iniciales"].clone()
    };
    assert_eq!(initials("2-7"), "Ñ");
    assert_eq!(initials("3-5"), "ÁN");
    assert_eq!(initials("4-3"), "JU");
    assert_eq!(initials("5-1"), "OH", "letters, not the apostrophe");
}

#[tokio::test]
async fn the_disabled_are_not_listed_until_they_are_enabled_again() {
    let server = TestServer::start().await;
    server.command(&["user", "disable", rut_of("hugo")], "").await.succeeds();
    let hugo = "Hugo Díaz".to_owned();
    assert!(!names(&server, rut_of("ana")).await.contains(&hugo));
    server.command(&["user", "enable", rut_of("hugo")], "").await.succeeds();
    assert!(names(&server, rut_of("ana")).await.contains(&hugo));
}
