//! Changing what was said: editing, deleting, reactions, pins, stars, replies, forwarding, mentions.

use serde_json::{Value, json};

use crate::util::{Database, Live, Options, Person, TestServer, new_id, rut_of};

const NOT_FOUND: &str = "Mensaje no encontrado";
const TOO_LATE: &str = "Ya pasó el plazo para cambiar ese mensaje";

async fn changes(person: &Person, verb: &str, body: Value) -> Value {
    person.posts(&format!("/api/chat/mensaje/{verb}"), body).await.is(200).json()["mensaje"].clone()
}

/// Ana and Luis live in a conversation with a message of Ana's, and Marta, who has nothing to do with it.
async fn said(server: &TestServer) -> (Live, Live, Live, String, Value) {
    let (ana, luis, marta) = (server.login("ana").await, server.login("luis").await, server.login("marta").await);
    let conversation = ana.opens_chat_with(&luis.rut).await;
    let (ana, mut luis, marta) = (ana.goes_live().await, luis.goes_live().await, marta.goes_live().await);
    let message = ana.sends(&conversation, "¿Llegó?").await;
    luis.hears_message("¿Llegó?").await;
    (ana, luis, marta, conversation, message)
}

#[tokio::test]
async fn a_message_is_edited_and_what_it_said_is_kept() {
    let server = TestServer::start().await;
    let (mut ana, mut luis, mut marta, conversation, message) = said(&server).await;
    let id = &message["id"];
    let edited = changes(&ana, "editar", json!({ "mensaje_id": id, "contenido": "  ¿Llegó todo? " })).await;
    assert_eq!(
        (&edited["contenido"], &edited["editado"], &edited["n"]),
        (&json!("¿Llegó todo?"), &json!(true), &message["n"])
    );
    for live in [&mut ana, &mut luis] {
        let event = live.hears("mensaje_editado").await;
        assert_eq!((&event["mensaje"]["contenido"], &event["por"]), (&json!("¿Llegó todo?"), &json!(rut_of("ana"))));
        assert!(event["n"].as_i64() > message["n"].as_i64());
    }
    marta.hears_nothing_of(&conversation).await;
    let before = luis.get(&format!("/api/chat/mensaje/{}/ediciones", id.as_str().unwrap())).await.is(200).json();
    assert_eq!(before["ediciones"][0]["contenido"], "¿Llegó?");
    assert_eq!(luis.conversation(&conversation).await["ultimo_mensaje"]["contenido"], "¿Llegó todo?");
    // The same text again is no change.
    changes(&ana, "editar", json!({ "mensaje_id": id, "contenido": "¿Llegó todo?" })).await;
    luis.hears_no("mensaje_editado").await;
    let refused = [(&luis, 403, "Solo puedes editar tus propios mensajes"), (&marta, 404, NOT_FOUND)];
    for (person, status, sentence) in refused {
        let body = json!({ "mensaje_id": id, "contenido": "otro" });
        person.posts("/api/chat/mensaje/editar", body).await.refuses(status, sentence);
    }
    for (body, status) in [
        (json!({ "mensaje_id": id }), 400),
        (json!({ "mensaje_id": id, "contenido": " " }), 400),
        (json!({ "mensaje_id": id, "contenido": "a".repeat(4_001) }), 413),
        (json!({ "mensaje_id": new_id(), "contenido": "x" }), 404),
        (json!({ "mensaje_id": "nada", "contenido": "x" }), 404),
        (json!({ "mensaje_id": 7, "contenido": "x" }), 400),
        (json!({ "mensaje_id": id, "contenido": "x", "menciones": "todos" }), 400),
    ] {
        ana.posts("/api/chat/mensaje/editar", body).await.fails(status);
    }
}

#[tokio::test]
async fn a_deleted_message_leaves_its_place_and_nothing_else() {
    let server = TestServer::start().await;
    let (ana, mut luis, marta, conversation, message) = said(&server).await;
    let id = &message["id"];
    changes(&luis, "reaccionar", json!({ "mensaje_id": id, "emoji": "👍" })).await;
    changes(&ana, "editar", json!({ "mensaje_id": id, "contenido": "un secreto" })).await;
    luis.posts("/api/chat/mensaje/eliminar", json!({ "mensaje_id": id }))
        .await
        .refuses(403, "Solo puedes eliminar tus propios mensajes");
    marta.posts("/api/chat/mensaje/eliminar", json!({ "mensaje_id": id })).await.refuses(404, NOT_FOUND);
    assert_eq!(luis.unread(&conversation).await, 1);
    let deleted = changes(&ana, "eliminar", json!({ "mensaje_id": id })).await;
    assert_eq!((&deleted["contenido"], &deleted["eliminado"]), (&json!(""), &json!(true)));
    assert_eq!(deleted.get("reacciones"), None);
    assert_eq!(luis.hears("mensaje_eliminado").await["mensaje"]["eliminado"], true);
    assert_eq!(luis.unread(&conversation).await, 0);
    changes(&ana, "eliminar", json!({ "mensaje_id": id })).await;
    luis.hears_no("mensaje_eliminado").await;
    let before = ana.get(&format!("/api/chat/mensaje/{}/ediciones", id.as_str().unwrap())).await.is(200).json();
    assert_eq!(before["ediciones"], json!([]));
    for (verb, body) in [
        ("editar", json!({ "mensaje_id": id, "contenido": "x" })),
        ("reaccionar", json!({ "mensaje_id": id, "emoji": "👍" })),
        ("fijar", json!({ "mensaje_id": id })),
    ] {
        ana.posts(&format!("/api/chat/mensaje/{verb}"), body).await.refuses(409, "Ese mensaje ya no se puede cambiar");
    }
}

#[tokio::test]
async fn who_looks_after_the_group_may_delete_what_others_wrote() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let group = ana.opens_group("Bodega", &[rut_of("luis"), rut_of("marta")]).await;
    let message = luis.sends(&group, "fuera de lugar").await;
    changes(&ana, "eliminar", json!({ "mensaje_id": message["id"] })).await;
    let own = ana.sends(&group, "mío").await;
    luis.posts("/api/chat/mensaje/eliminar", json!({ "mensaje_id": own["id"] })).await.fails(403);
}

#[tokio::test]
async fn the_time_for_changing_is_limited() {
    let server = Options::with_cast().with("--edit-minutes").with("1").start().await;
    let (ana, _, _, conversation, _) = said(&server).await;
    let message = ana.sends(&conversation, "de recién").await;
    changes(&ana, "editar", json!({ "mensaje_id": message["id"], "contenido": "a tiempo" })).await;
    let old = Database::change(server.data());
    old.execute("UPDATE mensajes_chat SET fecha_envio = '2020-01-01T00:00:00.000Z' WHERE contenido = 'a tiempo'", ());
    let body = json!({ "mensaje_id": message["id"], "contenido": "tarde" });
    ana.posts("/api/chat/mensaje/editar", body).await.refuses(409, TOO_LATE);
    ana.posts("/api/chat/mensaje/eliminar", json!({ "mensaje_id": message["id"] })).await.refuses(409, TOO_LATE);
}

#[tokio::test]
async fn reactions_are_one_of_each_a_person() {
    let server = TestServer::start().await;
    let (ana, mut luis, marta, _, message) = said(&server).await;
    let react = |emoji: &str, remove: bool| json!({ "mensaje_id": message["id"], "emoji": emoji, "quitar": remove });
    changes(&luis, "reaccionar", react("👍", false)).await;
    changes(&luis, "reaccionar", react("👍", false)).await;
    changes(&luis, "reaccionar", react("❤️", false)).await;
    let both = changes(&ana, "reaccionar", react("👍", false)).await;
    let (ana_rut, luis_rut) = (rut_of("ana"), rut_of("luis"));
    assert_eq!(
        both["reacciones"],
        json!([{ "emoji": "👍", "usuarios": [luis_rut, ana_rut] }, { "emoji": "❤️", "usuarios": [luis_rut] }])
    );
    for _ in 0..3 {
        luis.hears("mensaje_reaccionado").await;
    }
    luis.hears_no("mensaje_reaccionado").await;
    for (person, emoji) in [(&luis, "👍"), (&luis, "❤️"), (&ana, "👍")] {
        changes(person, "reaccionar", react(emoji, true)).await;
    }
    let page = ana.page(message["conversacion_id"].as_str().unwrap(), "").await.json();
    assert_eq!(page["mensajes"][0].get("reacciones"), None, "as if there had been none");
    marta.posts("/api/chat/mensaje/reaccionar", react("👍", false)).await.refuses(404, NOT_FOUND);
    for emoji in ["", "ok", "<b>", "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍"] {
        luis.posts("/api/chat/mensaje/reaccionar", react(emoji, false)).await.fails(400);
    }
    for emoji in ["😀", "😁", "😂", "🤣", "😃", "😄", "😅", "😆", "😉", "😊"] {
        changes(&luis, "reaccionar", react(emoji, false)).await;
    }
    luis.posts("/api/chat/mensaje/reaccionar", react("😋", false))
        .await
        .refuses(409, "Ese mensaje ya tiene demasiadas reacciones");
}

#[tokio::test]
async fn what_is_pinned_is_so_for_all_and_what_is_starred_for_oneself() {
    let server = TestServer::start().await;
    let (ana, mut luis, marta, conversation, message) = said(&server).await;
    let id = &message["id"];
    let pinned = changes(&luis, "fijar", json!({ "mensaje_id": id })).await;
    assert_eq!(pinned["fijado"], true);
    assert_eq!(luis.hears("mensaje_fijado").await["mensaje"]["fijado"], true);
    let list = ana.get(&format!("/api/chat/fijados/{conversation}")).await.is(200).json();
    assert_eq!(list["mensajes"][0]["id"], *id);
    marta.get(&format!("/api/chat/fijados/{conversation}")).await.fails(403);
    changes(&ana, "fijar", json!({ "mensaje_id": id, "quitar": true })).await;
    assert_eq!(ana.get(&format!("/api/chat/fijados/{conversation}")).await.json()["mensajes"], json!([]));

    ana.posts("/api/chat/mensaje/destacar", json!({ "mensaje_id": id })).await.is(200);
    marta.posts("/api/chat/mensaje/destacar", json!({ "mensaje_id": id })).await.refuses(404, NOT_FOUND);
    let starred = |person: &Person| person.get("/api/chat/destacados");
    assert_eq!(starred(&ana).await.json()["mensajes"][0]["destacado"], true);
    assert_eq!(starred(&luis).await.json()["mensajes"], json!([]));
    assert_eq!(ana.page(&conversation, "").await.json()["mensajes"][0]["destacado"], true);
    assert_eq!(luis.page(&conversation, "").await.json()["mensajes"][0].get("destacado"), None);
    luis.hears_no("mensaje_destacado").await;
    ana.posts("/api/chat/mensaje/destacar", json!({ "mensaje_id": id, "quitar": true })).await.is(200);
    assert_eq!(starred(&ana).await.json()["mensajes"], json!([]));
}

#[tokio::test]
async fn a_message_answers_repeats_and_names() {
    let server = TestServer::start().await;
    let (ana, mut luis, marta, conversation, message) = said(&server).await;
    let body = json!({
        "conversacion_id": conversation, "contenido": "Sí, @Ana", "id": new_id(), "respuesta_a": message["id"],
        "menciones": [rut_of("ana"), rut_of("marta"), "todos", rut_of("ana")],
    });
    let answer = luis.sends_body(body.clone()).await.is(201).json()["mensaje"].clone();
    assert_eq!(answer["respuesta_a"]["contenido"], "¿Llegó?");
    assert_eq!(answer["respuesta_a"]["usuario_id"], rut_of("ana"));
    assert_eq!(answer["menciones"], json!([rut_of("ana"), "todos"]), "who does not take part is not named");
    let again = luis.sends_body(body).await.is(200).json()["mensaje"].clone();
    assert_eq!(again["respuesta_a"], answer["respuesta_a"]);
    changes(&ana, "eliminar", json!({ "mensaje_id": message["id"] })).await;
    let page = ana.page(&conversation, "").await.json();
    assert_eq!(page["mensajes"][1]["respuesta_a"]["eliminado"], true);
    assert_eq!(page["mensajes"][1]["respuesta_a"]["contenido"], "");

    let other = luis.opens_chat_with(&marta.rut).await;
    let forward = json!({ "conversacion_id": other, "contenido": "lo que sea", "reenviado_de": answer["id"] });
    let forwarded = luis.sends_body(forward.clone()).await.is(201).json()["mensaje"].clone();
    assert_eq!((&forwarded["contenido"], &forwarded["reenviado"]), (&json!("Sí, @Ana"), &json!(true)));
    marta
        .sends_body(json!({ "conversacion_id": other, "contenido": "x", "reenviado_de": answer["id"] }))
        .await
        .refuses(404, NOT_FOUND);
    luis.sends_body(json!({ "conversacion_id": other, "contenido": "x", "respuesta_a": answer["id"] }))
        .await
        .refuses(404, NOT_FOUND);
    luis.sends_body(json!({ "conversacion_id": other, "contenido": "x", "reenviado_de": message["id"] }))
        .await
        .fails(409);
    luis.hears_no("error").await;
}

#[tokio::test]
async fn who_was_away_is_told_what_each_thing_is_now() {
    let server = TestServer::start().await;
    let (ana, luis, marta, conversation, message) = said(&server).await;
    let old = ana.sends(&conversation, "otro").await;
    let since = old["n"].as_i64().unwrap();
    for text in ["uno", "dos"] {
        changes(&ana, "editar", json!({ "mensaje_id": message["id"], "contenido": text })).await;
    }
    let fresh = ana.sends(&conversation, "nuevo").await;
    changes(&ana, "editar", json!({ "mensaje_id": fresh["id"], "contenido": "nuevo, corregido" })).await;
    let missed = luis.get(&format!("/api/chat/eventos?desde={since}")).await.is(200).json();
    let told: Vec<_> = missed["eventos"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            let message =
                if event["evento"] == "mensaje_cambiado" { &event["datos"]["mensaje"] } else { &event["datos"] };
            (event["evento"].as_str().unwrap().to_owned(), message["contenido"].as_str().unwrap().to_owned())
        })
        .collect();
    let new = "nuevo, corregido"; // and its change: who has the message from a page of history takes that
    let right = [("mensaje_cambiado", "dos"), ("mensaje_recibido", new), ("mensaje_cambiado", new)];
    assert_eq!(told, right.map(|(event, text)| (event.to_owned(), text.to_owned())));
    assert_eq!(marta.get(&format!("/api/chat/eventos?desde={since}")).await.json()["eventos"], json!([]));
    let rest = luis.get(&format!("/api/chat/eventos?desde={}", missed["hasta"])).await.json();
    assert_eq!(rest["eventos"], json!([]));
}

#[tokio::test]
async fn nobody_is_made_to_stand_behind_another_text() {
    let server = TestServer::start().await;
    let (ana, luis, _, conversation, message) = said(&server).await;
    let edit = |id: &Value| json!({ "mensaje_id": id, "contenido": "otra cosa" });
    let body =
        json!({ "conversacion_id": conversation, "contenido": "x", "reenviado_de": message["id"], "id": new_id() });
    let forward = luis.sends_body(body.clone()).await.is(201).json()["mensaje"]["id"].clone();
    let sentence = "Un mensaje reenviado no se puede editar";
    luis.posts("/api/chat/mensaje/editar", edit(&forward)).await.refuses(409, sentence);
    let body_of =
        |text: &str| json!({ "conversacion_id": conversation, "contenido": text, "urgente": true, "id": new_id() });
    let urgent = ana.sends_body(body_of("Reunión a las 5")).await.is(201).json()["mensaje"]["id"].clone();
    changes(&ana, "editar", json!({ "mensaje_id": urgent, "contenido": "Reunión a las 6" })).await;
    luis.posts("/api/chat/mensaje/confirmar", json!({ "mensaje_id": urgent })).await.is(200);
    let sentence = "Ese mensaje urgente ya fue confirmado: envía otro";
    ana.posts("/api/chat/mensaje/editar", edit(&urgent)).await.refuses(409, sentence);

    // The same wish again is answered with what came of it, whatever was done meanwhile; another one is refused.
    changes(&ana, "eliminar", json!({ "mensaje_id": message["id"] })).await;
    assert_eq!(luis.sends_body(body.clone()).await.is(200).json()["mensaje"]["id"], forward);
    let other = json!({ "conversacion_id": conversation, "contenido": "otro texto", "id": body["id"] });
    luis.sends_body(other).await.refuses(409, "El id ya se usó para otro mensaje");
    let mut last = Value::Null;
    for number in 0..5 {
        last = body_of(&format!("urgente {number}"));
        ana.sends_body(last.clone()).await.is(201);
    }
    ana.sends_body(body_of("una más")).await.fails(409);
    ana.sends_body(last).await.is(200);
}

#[tokio::test]
async fn a_message_is_not_edited_for_ever() {
    let server = TestServer::start().await;
    let (ana, _, _, _, message) = said(&server).await;
    let edit = |number: usize| json!({ "mensaje_id": message["id"], "contenido": format!("{number}") });
    for number in 0..50 {
        changes(&ana, "editar", edit(number)).await;
    }
    ana.posts("/api/chat/mensaje/editar", edit(50)).await.refuses(409, "Ese mensaje ya se editó demasiadas veces");
}

#[tokio::test]
async fn stars_of_a_group_that_one_left_are_not_in_the_way() {
    let server = TestServer::start().await;
    let (ana, luis, _, conversation, message) = said(&server).await;
    let group = luis.opens_group("Bodega", &[rut_of("ana"), rut_of("marta")]).await;
    changes_nothing_but(&ana, "destacar", &message["id"]).await;
    let mut gone = Value::Null;
    for number in 0..4 {
        gone = luis.sends(&group, &number.to_string()).await["id"].clone();
        changes_nothing_but(&ana, "destacar", &gone).await;
    }
    let body = json!({ "conversacion_id": group, "usuario_id": ana.rut });
    luis.posts("/api/chat/grupo/quitar", body).await.is(200);
    let page = ana.get("/api/chat/destacados?limit=2").await.is(200).json();
    assert_eq!((page["mensajes"].as_array().unwrap().len(), &page["hay_mas"]), (1, &json!(false)), "{page}");
    assert_eq!(page["mensajes"][0]["conversacion_id"], conversation.as_str());
    ana.posts("/api/chat/mensaje/destacar", json!({ "mensaje_id": gone, "quitar": true })).await.is(200);
    ana.posts("/api/chat/mensaje/destacar", json!({ "mensaje_id": gone, "quitar": true })).await.fails(404);
    ana.posts("/api/chat/mensaje/destacar", json!({ "mensaje_id": gone })).await.fails(404);
}

async fn changes_nothing_but(person: &Person, verb: &str, id: &Value) {
    person.posts(&format!("/api/chat/mensaje/{verb}"), json!({ "mensaje_id": id })).await.is(200);
}

#[tokio::test]
async fn who_reacts_again_and_again_takes_no_room_from_the_others() {
    let server = TestServer::start().await;
    let (ana, _, _, _, message) = said(&server).await;
    for number in 0..130 {
        let body = json!({ "mensaje_id": message["id"], "emoji": "👍", "quitar": number % 2 == 1 });
        changes(&ana, "reaccionar", body).await;
    }
    let kept = Database::look(server.data()).number("SELECT count(*) FROM cambios_chat", []);
    assert_eq!(kept, 1, "of a message the newest change says what it is");
}
