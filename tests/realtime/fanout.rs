//! Who hears what: every socket of every participant, exactly once, and nobody else.

use serde_json::json;

use crate::util::{TestServer, rut_of};

#[tokio::test]
async fn every_socket_of_every_participant_hears_a_message_once() {
    let server = TestServer::start().await;
    let (ana, luis, marta, pedro) = (
        server.login("ana").await,
        server.login("luis").await,
        server.login("marta").await,
        server.login("pedro").await,
    );
    let group = ana.opens_group("Caja", &[rut_of("luis"), rut_of("marta")]).await;
    let mut till = ana.goes_live().await;
    let mut sockets = vec![
        ana.goes_live_by_polling().await,
        luis.goes_live().await,
        luis.goes_live().await,
        marta.goes_live_by_polling().await,
    ];
    // One of them has joined, one has joined and left; it makes no difference.
    sockets[1].asks("unirse_conversacion", &json!({ "conversacion_id": group })).await;
    sockets[2].asks("unirse_conversacion", &json!({ "conversacion_id": group })).await;
    sockets[2].asks("salir_conversacion", &json!({ "conversacion_id": group })).await;
    let mut stranger = pedro.goes_live().await;

    let sent = till.says(&group, "por el socket").await;
    luis.sends(&group, "por REST").await;
    sockets.push(till);
    for socket in &mut sockets {
        let first = socket.hears_message("por el socket").await;
        assert_eq!(first["id"], sent["id"]);
        assert_eq!(first["conversacion_id"], group);
        assert_eq!(first["usuario"]["nombre_completo"], "Ana Pérez");
        if let Some(own) = first.get("es_propio") {
            assert_eq!(own, &json!(socket.rut == rut_of("ana")), "as seen by the receiver");
        }
        socket.hears_message("por REST").await;
        socket.hears_no("mensaje_recibido").await;
    }
    stranger.hears_nothing_of(&group).await;
    stranger.hears_no("mensaje_recibido").await;
}

#[tokio::test]
async fn typing_goes_to_the_sockets_of_the_others_only() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let (mut till, mut phone) = (ana.goes_live().await, ana.goes_live().await);
    let (mut one, mut two) = (luis.goes_live().await, luis.goes_live_by_polling().await);
    till.emits("escribiendo", &json!({ "conversacion_id": conversation }));
    for socket in [&mut one, &mut two] {
        assert_eq!(socket.hears("usuario_escribiendo").await["usuario_id"], rut_of("ana"));
    }
    for socket in [&mut till, &mut phone] {
        socket.hears_no("usuario_escribiendo").await;
    }
    one.hears_no("usuario_escribiendo").await;
}

#[tokio::test]
async fn a_new_conversation_is_told_to_the_others_as_they_see_it() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let (mut luis, mut marta, mut pedro) = (
        server.login("luis").await.goes_live().await,
        server.login("marta").await.goes_live().await,
        server.login("pedro").await.goes_live().await,
    );
    let mut ana = ana.goes_live().await;
    let pair = ana.opens_chat_with(rut_of("luis")).await;
    let told = luis.hears("nueva_conversacion").await["conversacion"].clone();
    assert_eq!(told, luis.conversation(&pair).await, "the same as in the list");
    assert_eq!(told["nombre"], "Chat con Ana");
    assert_eq!(told["participantes"][0]["id"], rut_of("ana"));

    let group = ana.opens_group("Bodega", &[rut_of("luis"), rut_of("marta")]).await;
    for socket in [&mut luis, &mut marta] {
        let told = socket.hears("nueva_conversacion").await["conversacion"].clone();
        assert_eq!(told["id"], group);
        assert_eq!(told["nombre"], "Bodega");
        let others = told["participantes"].as_array().unwrap();
        assert!(others.len() == 2 && others.iter().all(|other| other["id"] != socket.rut), "{told}");
    }
    ana.hears_no("nueva_conversacion").await;
    pedro.hears_nothing_of(&group).await;
    pedro.hears_nothing_of(&pair).await;
    marta.hears_nothing_of(&pair).await;
}

#[tokio::test]
async fn a_conversation_that_existed_is_told_to_nobody() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let mut luis = server.login("luis").await.goes_live().await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    luis.hears("nueva_conversacion").await;
    assert_eq!(ana.opens_chat_with(rut_of("luis")).await, id);
    luis.opens_chat_with(rut_of("ana")).await;
    luis.hears_nothing_of(&id).await;
}

#[tokio::test]
async fn who_connects_later_hears_from_then_on() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&conversation, "antes").await;
    let mut luis = luis.goes_live().await;
    ana.sends(&conversation, "después").await;
    luis.hears_message("después").await;
}

#[tokio::test]
async fn the_last_message_and_the_unread_count_are_there_when_the_event_is() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let mut luis = server.login("luis").await.goes_live().await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    for number in 1..=10 {
        ana.sends(&conversation, &number.to_string()).await;
        luis.hears_message(&number.to_string()).await;
        assert_eq!(luis.unread(&conversation).await, number, "nothing is told before it can be read");
    }
}
