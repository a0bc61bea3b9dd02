//! Groups that change: who comes, who goes, names, roles, who may write.

use serde_json::{Value, json};

use crate::util::{Live, Person, TestServer, rut_of};

const NOT_ENTITLED: &str = "No tienes permiso para hacer eso en este grupo";

async fn asks(person: &Person, verb: &str, body: Value) -> Value {
    person.posts(&format!("/api/chat/grupo/{verb}"), body).await.is(200).json()["grupo"].clone()
}

fn roles(group: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    group["integrantes"].as_array().unwrap().iter().map(|one| (text(&one["id"]), text(&one["rol_grupo"]))).collect()
}

fn of(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, role)| (rut_of(key).to_owned(), (*role).to_owned())).collect()
}

/// A group of Ana's with Luis and Marta, all live, and Tomás, who is not in it.
async fn group(server: &TestServer) -> (Live, Live, Live, Live, String) {
    let ana = server.login("ana").await;
    let id = ana.opens_group("Bodega", &[rut_of("luis"), rut_of("marta")]).await;
    let ana = ana.goes_live().await;
    let luis = server.login("luis").await.goes_live().await;
    let marta = server.login("marta").await.goes_live().await;
    let tomas = server.login("tomas").await.goes_live().await;
    (ana, luis, marta, tomas, id)
}

#[tokio::test]
async fn who_makes_a_group_is_in_charge_of_it() {
    let server = TestServer::start().await;
    let (ana, luis, _, tomas, id) = group(&server).await;
    let seen = ana.conversation(&id).await;
    assert_eq!((&seen["mi_rol_grupo"], &seen["solo_admins"]), (&json!("dueño"), &json!(false)));
    assert_eq!(luis.conversation(&id).await["mi_rol_grupo"], "miembro");
    let whole = luis.get(&format!("/api/chat/grupo/{id}")).await.is(200).json();
    assert_eq!(roles(&whole["grupo"]).len(), 3);
    tomas.get(&format!("/api/chat/grupo/{id}")).await.fails(403);
    let chat = ana.opens_chat_with(&luis.rut).await;
    ana.get(&format!("/api/chat/grupo/{chat}")).await.refuses(400, "Esa conversación no es un grupo");
}

#[tokio::test]
async fn people_come_and_hear_from_then_on() {
    let server = TestServer::start().await;
    let (ana, mut luis, _, mut tomas, id) = group(&server).await;
    ana.sends(&id, "antes").await;
    luis.posts("/api/chat/grupo/agregar", json!({ "conversacion_id": id, "participantes": [tomas.rut] }))
        .await
        .refuses(403, NOT_ENTITLED);
    tomas.hears_nothing_of(&id).await;
    let changed = asks(&ana, "agregar", json!({ "conversacion_id": id, "participantes": [tomas.rut, luis.rut] })).await;
    assert_eq!(roles(&changed).len(), 4);
    let told = tomas.hears("nueva_conversacion").await;
    assert_eq!((&told["conversacion"]["id"], &told["conversacion"]["mensajes_no_leidos"]), (&json!(id), &json!(0)));
    assert_eq!(luis.hears("grupo_cambiado").await["integrantes"].as_array().unwrap().len(), 4);
    let line = tomas.hears("mensaje_recibido").await;
    assert_eq!(line["es_sistema"], true);
    assert!(line["contenido"].as_str().unwrap().contains(" agregó a "), "{line}");
    assert_eq!(tomas.unread(&id).await, 0, "the system's line is unread for nobody");
    ana.sends(&id, "después").await;
    tomas.hears_message("después").await;
    assert_eq!(tomas.unread(&id).await, 1);
    let texts: Vec<_> = tomas.reads_all(&id).await.iter().map(|message| message["contenido"].clone()).collect();
    assert_eq!(texts.len(), 3, "what was said before can be read");
    for (body, status) in [
        (json!({ "conversacion_id": id, "participantes": [] }), 400),
        (json!({ "conversacion_id": id }), 400),
        (json!({ "conversacion_id": id, "participantes": ["12345678-0"] }), 404),
    ] {
        ana.posts("/api/chat/grupo/agregar", body).await.fails(status);
    }
}

#[tokio::test]
async fn who_is_taken_out_hears_and_reads_nothing_more() {
    let server = TestServer::start().await;
    let (ana, mut luis, mut marta, tomas, id) = group(&server).await;
    let last = ana.sends(&id, "antes").await;
    luis.hears_message("antes").await;
    marta.hears_message("antes").await;
    marta
        .posts("/api/chat/grupo/quitar", json!({ "conversacion_id": id, "usuario_id": luis.rut }))
        .await
        .refuses(403, NOT_ENTITLED);
    asks(&ana, "quitar", json!({ "conversacion_id": id, "usuario_id": luis.rut })).await;
    assert_eq!(luis.hears("conversacion_quitada").await["conversacion_id"], id);
    marta.hears("grupo_cambiado").await;
    ana.sends(&id, "después").await;
    marta.hears("mensaje_recibido").await;
    luis.hears_no("mensaje_recibido").await;
    luis.page(&id, "").await.fails(403);
    luis.sends_body(json!({ "conversacion_id": id, "contenido": "hola" })).await.fails(403);
    assert!(luis.conversations().await.iter().all(|one| one["id"] != id.as_str()));
    let missed = luis.get(&format!("/api/chat/eventos?desde={}", last["n"])).await.is(200).json();
    let about = missed["eventos"].as_array().unwrap().iter().filter(|event| event["datos"].to_string().contains(&id));
    let names: Vec<_> = about.map(|event| &event["evento"]).collect();
    assert_eq!(names, ["conversacion_quitada"]);
    ana.posts("/api/chat/grupo/quitar", json!({ "conversacion_id": id, "usuario_id": tomas.rut }))
        .await
        .refuses(404, "Esa persona no está en el grupo");
    ana.posts("/api/chat/grupo/quitar", json!({ "conversacion_id": id, "usuario_id": ana.rut })).await.fails(400);
    // Back again: what was said meanwhile is not unread, and counting goes on from there.
    asks(&ana, "agregar", json!({ "conversacion_id": id, "participantes": [luis.rut] })).await;
    assert_eq!(luis.unread(&id).await, 0);
    ana.sends(&id, "de nuevo").await;
    assert_eq!(luis.unread(&id).await, 1);
}

#[tokio::test]
async fn a_group_always_has_somebody_in_charge() {
    let server = TestServer::start().await;
    let (ana, luis, marta, _, id) = group(&server).await;
    let role =
        |person: &str, role: &str| json!({ "conversacion_id": id, "usuario_id": rut_of(person), "rol_grupo": role });
    let with = |list: &[(&str, &str)]| {
        let mut pairs = of(list);
        pairs.sort();
        pairs
    };
    let sorted = |group: &Value| {
        let mut pairs = roles(group);
        pairs.sort();
        pairs
    };
    luis.posts("/api/chat/grupo/rol", role("marta", "admin")).await.refuses(403, NOT_ENTITLED);
    let changed = asks(&ana, "rol", role("luis", "admin")).await;
    assert_eq!(sorted(&changed), with(&[("ana", "dueño"), ("luis", "admin"), ("marta", "miembro")]));
    ana.posts("/api/chat/grupo/rol", role("ana", "miembro")).await.fails(409);
    ana.posts("/api/chat/grupo/rol", role("luis", "rey")).await.fails(400);
    asks(&luis, "renombrar", json!({ "conversacion_id": id, "nombre": " Bodega 2 " })).await;
    assert_eq!(marta.conversation(&id).await["nombre"], "Bodega 2");
    marta
        .posts("/api/chat/grupo/renombrar", json!({ "conversacion_id": id, "nombre": "X" }))
        .await
        .refuses(403, NOT_ENTITLED);
    luis.posts("/api/chat/grupo/renombrar", json!({ "conversacion_id": id, "nombre": " " })).await.fails(400);
    luis.posts("/api/chat/grupo/quitar", json!({ "conversacion_id": id, "usuario_id": rut_of("ana") }))
        .await
        .refuses(403, NOT_ENTITLED);
    ana.posts("/api/chat/grupo/salir", json!({ "conversacion_id": id })).await.is(200);
    ana.page(&id, "").await.fails(403);
    let left = luis.get(&format!("/api/chat/grupo/{id}")).await.json();
    assert_eq!(sorted(&left["grupo"]), with(&[("luis", "dueño"), ("marta", "miembro")]), "the admin inherits it");
    asks(&luis, "rol", role("marta", "dueño")).await;
    assert_eq!(luis.conversation(&id).await["mi_rol_grupo"], "admin");
    for person in [&luis, &marta] {
        person.posts("/api/chat/grupo/salir", json!({ "conversacion_id": id })).await.is(200);
    }
}

#[tokio::test]
async fn where_only_admins_write_the_others_read() {
    let server = TestServer::start().await;
    let (ana, mut luis, _, _, id) = group(&server).await;
    luis.posts("/api/chat/grupo/anuncios", json!({ "conversacion_id": id, "solo_admins": true }))
        .await
        .refuses(403, NOT_ENTITLED);
    asks(&ana, "anuncios", json!({ "conversacion_id": id, "solo_admins": true })).await;
    assert_eq!(luis.hears("grupo_cambiado").await["solo_admins"], true);
    let refused = "Aquí solo escriben quienes administran el grupo";
    luis.sends_body(json!({ "conversacion_id": id, "contenido": "hola" })).await.refuses(403, refused);
    let ack = luis.asks("mensaje_enviar", &json!({ "conversacion_id": id, "contenido": "hola" })).await;
    assert_eq!(ack["error"], refused);
    ana.sends(&id, "un aviso").await;
    luis.hears("mensaje_recibido").await;
    ana.posts("/api/chat/grupo/anuncios", json!({ "conversacion_id": id, "solo_admins": "sí" })).await.fails(400);
    asks(&ana, "anuncios", json!({ "conversacion_id": id, "solo_admins": false })).await;
    luis.sends(&id, "gracias").await;
}

#[tokio::test]
async fn the_list_tells_how_many_unread_messages_name_one_and_what_the_server_said() {
    let server = TestServer::start().await;
    let (ana, luis, marta, _, id) = group(&server).await;
    let says = async |who: &Live, text: &str, mentions: &[&str]| {
        let body = json!({ "conversacion_id": id, "contenido": text, "menciones": mentions });
        who.sends_body(body).await.is(201).json()["mensaje"]["id"].clone()
    };
    let counts = async |who: &Live| {
        let seen = who.conversation(&id).await;
        (seen["mensajes_no_leidos"].as_i64().unwrap(), seen["menciones_no_leidas"].as_i64().unwrap())
    };
    says(&ana, "nada", &[]).await;
    let named = says(&ana, "@Luis y @todos", &[&luis.rut, "todos"]).await;
    let all = says(&marta, "@todos", &["todos"]).await;
    says(&luis, "@Marta, yo y @todos", &[&marta.rut, &luis.rut, "todos"]).await;
    assert_eq!((counts(&luis).await, counts(&marta).await, counts(&ana).await), ((3, 2), (3, 2), (2, 2)));
    // What is another message now, or none, names nobody.
    marta.posts("/api/chat/mensaje/editar", json!({ "mensaje_id": all, "contenido": "ya no" })).await.is(200);
    assert_eq!(counts(&luis).await, (3, 1));
    luis.posts("/api/chat/mensaje/marcar-leido", json!({ "conversacion_id": id, "mensaje_id": named })).await.is(200);
    assert_eq!(counts(&luis).await, (1, 0));
    ana.posts("/api/chat/mensaje/eliminar", json!({ "mensaje_id": named })).await.is(200);
    assert_eq!(counts(&marta).await, (2, 1));
    assert!(luis.conversation(&id).await["ultimo_mensaje"].get("es_sistema").is_none());
    asks(&ana, "renombrar", json!({ "conversacion_id": id, "nombre": "Bodega 2" })).await;
    assert_eq!(luis.conversation(&id).await["ultimo_mensaje"]["es_sistema"], true);
    for number in 0..110 {
        says(&ana, &format!("{number}"), &["todos"]).await;
    }
    assert_eq!(counts(&luis).await, (111, 100), "they are counted up to a limit");
}

#[tokio::test]
async fn who_comes_later_was_not_there() {
    let server = TestServer::start().await;
    let (ana, luis, marta, mut tomas, id) = group(&server).await;
    let urgent = |text: &str| json!({ "conversacion_id": id, "contenido": text, "urgente": true });
    let early = ana.sends_body(urgent("antes")).await.is(201).json()["mensaje"].clone();
    let confirm = json!({ "mensaje_id": early["id"] });
    for person in [&luis, &marta] {
        person.posts("/api/chat/mensaje/confirmar", confirm.clone()).await.is(200);
    }
    asks(&ana, "agregar", json!({ "conversacion_id": id, "participantes": [tomas.rut] })).await;
    let told = tomas.hears("nueva_conversacion").await["conversacion"].clone();
    assert_eq!(told["estados"].as_array().unwrap().len(), 3, "nobody is among the others of their own");
    assert!(told["mi_entrada"].as_i64() >= early["n"].as_i64(), "{told}");
    let standing = |seen: &Value| {
        seen["estados"].as_array().unwrap().iter().find(|one| one["usuario_id"] == tomas.rut.as_str()).cloned().unwrap()
    };
    assert_eq!(standing(&ana.conversation(&id).await)["entrada"], told["mi_entrada"]);
    // Nobody waits for a newcomer's word on what they did not see, and it isn't said that they have read it.
    let waiting = tomas.get("/api/chat/urgentes?pendientes=true").await.is(200).json();
    assert_eq!(waiting["mensajes"], json!([]));
    tomas.posts("/api/chat/mensaje/confirmar", confirm).await.refuses(409, "Ese mensaje no espera tu confirmación");
    let state = ana.get(&format!("/api/chat/mensaje/{}/estado", early["id"].as_str().unwrap())).await.is(200).json();
    assert_eq!(state["personas"].as_array().unwrap().len(), 2, "{state}");
    let late = ana.sends_body(urgent("después")).await.is(201).json()["mensaje"].clone();
    tomas.posts("/api/chat/mensaje/confirmar", json!({ "mensaje_id": late["id"] })).await.is(200);
}

#[tokio::test]
async fn a_group_is_left_to_who_can_log_in_and_never_to_nobody() {
    let server = TestServer::start().await;
    let (ana, luis, marta, _, id) = group(&server).await;
    let role = |person: &str, role: &str| json!({ "conversacion_id": id, "usuario_id": person, "rol_grupo": role });
    asks(&ana, "rol", role(&luis.rut, "admin")).await;
    asks(&ana, "rol", role(&marta.rut, "admin")).await;
    server.command(&["user", "disable", &marta.rut], "").await.succeeds();
    asks(&ana, "rol", role(&marta.rut, "miembro")).await;
    ana.posts("/api/chat/grupo/rol", role(&marta.rut, "dueño")).await.fails(404);
    luis.posts("/api/chat/grupo/rol", role(&luis.rut, "dueño")).await.refuses(403, NOT_ENTITLED);
    server.command(&["user", "disable", &ana.rut], "").await.succeeds();
    // An admin may take it over, and not leave it to nobody.
    let body = role(&ana.rut, "miembro");
    luis.posts("/api/chat/grupo/rol", body).await.fails(409);
    let changed = asks(&luis, "rol", role(&luis.rut, "dueño")).await;
    assert!(roles(&changed).contains(&(luis.rut.clone(), "dueño".to_owned())), "{changed}");
    assert_eq!(roles(&changed).iter().filter(|(_, role)| role == "dueño").count(), 1);
}

#[tokio::test]
async fn where_only_admins_write_nobody_else_edits_or_pins() {
    let server = TestServer::start().await;
    let (ana, luis, _, _, id) = group(&server).await;
    let own = luis.sends(&id, "hola").await;
    let notice = ana.sends(&id, "Mañana se abre a las 9").await;
    asks(&ana, "anuncios", json!({ "conversacion_id": id, "solo_admins": true })).await;
    let sentence = "Aquí solo escriben quienes administran el grupo";
    let edit = json!({ "mensaje_id": own["id"], "contenido": "Mañana no se abre", "menciones": ["todos"] });
    luis.posts("/api/chat/mensaje/editar", edit).await.refuses(403, sentence);
    let pin = json!({ "mensaje_id": notice["id"] });
    luis.posts("/api/chat/mensaje/fijar", pin.clone()).await.refuses(403, sentence);
    ana.posts("/api/chat/mensaje/fijar", pin.clone()).await.is(200);
    luis.posts("/api/chat/mensaje/fijar", json!({ "mensaje_id": notice["id"], "quitar": true }))
        .await
        .refuses(403, sentence);
    luis.posts("/api/chat/mensaje/eliminar", json!({ "mensaje_id": own["id"] })).await.is(200);
}
