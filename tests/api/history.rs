//! `GET /api/chat/mensajes/<id>` and its twin with a query.

use serde_json::{Value, json};

use crate::util::{Database, Person, TestServer, new_id, rut_of};

const NOT_FOUND: &str = "Mensaje no encontrado";

/// A conversation with texts `1`, `2`, … in it, and the ids of the messages.
async fn filled(server: &TestServer, many: usize) -> (Person, String, Vec<String>) {
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let mut ids = Vec::new();
    for number in 1..=many {
        let message = ana.sends(&conversation, &number.to_string()).await;
        ids.push(message["id"].as_str().unwrap().to_owned());
    }
    (ana, conversation, ids)
}

fn numbers(page: &Value) -> Vec<usize> {
    let list = page["mensajes"].as_array().expect("a list");
    list.iter().map(|message| message["contenido"].as_str().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn the_newest_page_comes_oldest_first() {
    let server = TestServer::start().await;
    let (ana, conversation, ids) = filled(&server, 7).await;
    let page = ana.page(&conversation, "limit=3").await.is(200).json();
    assert_eq!(numbers(&page), [5, 6, 7]);
    assert_eq!(page["hay_mas"], true);
    let before = ana.page(&conversation, &format!("limit=3&antes_de={}", ids[4])).await.is(200).json();
    assert_eq!(numbers(&before), [2, 3, 4]);
    assert_eq!(before["hay_mas"], true);
    let first = ana.page(&conversation, &format!("limit=3&antes_de={}", ids[1].to_uppercase())).await.is(200).json();
    assert_eq!(numbers(&first), [1]);
    assert_eq!(first["hay_mas"], false);
    let none = ana.page(&conversation, &format!("antes_de={}", ids[0])).await.is(200).json();
    assert_eq!(numbers(&none), [0; 0]);
    assert_eq!(none["hay_mas"], false);
    let exact = ana.page(&conversation, "limit=7").await.is(200).json();
    assert_eq!(exact["hay_mas"], false, "seven of seven");
}

#[tokio::test]
async fn a_page_may_lie_anywhere() {
    let server = TestServer::start().await;
    let (ana, conversation, ids) = filled(&server, 9).await;
    let cases: [(String, &[usize], bool, bool); 9] = [
        ("despues_de=inicio&limit=3".into(), &[1, 2, 3], false, true),
        ("despues_de=inicio".into(), &[1, 2, 3, 4, 5, 6, 7, 8, 9], false, false),
        (format!("despues_de={}&limit=3", ids[5]), &[7, 8, 9], true, false),
        (format!("despues_de={}&limit=2", ids[5]), &[7, 8], true, true),
        (format!("despues_de={}", ids[8]), &[], true, false),
        (format!("alrededor_de={}&limit=5", ids[4]), &[3, 4, 5, 6, 7], true, true),
        (format!("alrededor_de={}&limit=1", ids[4]), &[5], true, true),
        (format!("alrededor_de={}&limit=4", ids[0]), &[1, 2, 3, 4], false, true),
        (format!("alrededor_de={}&limit=4&antes_de=", ids[8].to_uppercase()), &[8, 9], true, false),
    ];
    for (query, right, older, newer) in cases {
        let page = ana.page(&conversation, &query).await.is(200).json();
        assert_eq!(numbers(&page), right, "{query}");
        assert_eq!((&page["hay_mas"], &page["hay_mas_nuevos"]), (&json!(older), &json!(newer)), "{query}");
    }
    let newest = ana.page(&conversation, "limit=2").await.is(200).json();
    assert_eq!(newest.get("hay_mas_nuevos"), None, "the contract's page is as it was");
    let two = format!("antes_de={}&despues_de={}", ids[1], ids[2]);
    ana.page(&conversation, &two).await.refuses(400, "Usa solo uno de antes_de, despues_de y alrededor_de");
    server.login("marta").await.page(&conversation, "despues_de=inicio").await.fails(403);
}

#[tokio::test]
async fn the_query_form_is_the_same() {
    let server = TestServer::start().await;
    let (ana, conversation, ids) = filled(&server, 4).await;
    for query in ["", "limit=2", &format!("antes_de={}", ids[2]), "limit=abc", &format!("antes_de={}", new_id())] {
        let by_path = ana.page(&conversation, query).await;
        let by_query = ana.get(&format!("/api/chat/mensajes?conversacion_id={conversation}&{query}")).await;
        assert_eq!((by_path.status, by_path.json()), (by_query.status, by_query.json()), "{query}");
    }
    ana.get("/api/chat/mensajes").await.refuses(400, "Faltan datos requeridos");
    ana.get("/api/chat/mensajes?conversacion_id=").await.refuses(400, "Faltan datos requeridos");
}

#[tokio::test]
async fn the_limit_is_clamped_and_must_be_a_whole_number() {
    let server = TestServer::start().await;
    let (ana, conversation, _) = filled(&server, 3).await;
    for (limit, many) in
        [("1", 1), ("0", 1), ("-5", 1), ("100", 3), ("101", 3), ("99999999999999999999999", 3), ("", 3)]
    {
        let page = ana.page(&conversation, &format!("limit={limit}")).await.is(200).json();
        assert_eq!(numbers(&page).len(), many, "limit={limit}");
    }
    for limit in ["abc", "1.5", "1e2", "0x10", "%20", "5;6", "١"] {
        let limit = limit.replace('١', "%D9%A1");
        ana.page(&conversation, &format!("limit={limit}")).await.fails(400);
    }
}

#[tokio::test]
async fn slow_a_page_has_at_most_100() {
    let server = TestServer::start().await;
    let (ana, conversation, _) = filled(&server, 103).await;
    for query in ["", "limit=100", "limit=1000"] {
        let page = ana.page(&conversation, query).await.is(200).json();
        assert_eq!(numbers(&page), (4..=103).collect::<Vec<_>>(), "{query}");
        assert_eq!(page["hay_mas"], true);
    }
    let all = ana.reads_all(&conversation).await;
    assert_eq!(numbers(&json!({ "mensajes": all })), (1..=103).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_message_from_elsewhere_is_no_place_to_read_from() {
    let server = TestServer::start().await;
    let (ana, conversation, _) = filled(&server, 2).await;
    let mine = ana.opens_chat_with(rut_of("marta")).await;
    let of_mine = ana.sends(&mine, "aquí").await["id"].as_str().unwrap().to_owned();
    let (luis, marta) = (server.login("luis").await, server.login("marta").await);
    let theirs = luis.opens_chat_with(&marta.rut).await;
    let of_theirs = luis.sends(&theirs, "allá").await["id"].as_str().unwrap().to_owned();
    for id in [of_mine, of_theirs, new_id()] {
        ana.page(&conversation, &format!("antes_de={id}")).await.refuses(404, NOT_FOUND);
        ana.page(&conversation, &format!("limit=5&antes_de={id}")).await.refuses(404, NOT_FOUND);
        ana.page(&conversation, &format!("despues_de={id}")).await.refuses(404, NOT_FOUND);
        ana.page(&conversation, &format!("alrededor_de={id}")).await.refuses(404, NOT_FOUND);
    }
    let nonsense = ana.page(&conversation, "antes_de=nada").await.status;
    assert!(nonsense == 400 || nonsense == 404, "{nonsense}");
    ana.page(&conversation, "despues_de=nada").await.refuses(404, NOT_FOUND);
    ana.page(&conversation, "alrededor_de=inicio").await.refuses(404, NOT_FOUND);
    ana.page(&conversation, "antes_de=").await.is(200);
}

#[tokio::test]
async fn a_deleted_message_keeps_its_place_and_nothing_else() {
    let mut server = TestServer::start().await;
    let (ana, conversation, ids) = filled(&server, 3).await;
    let luis = server.login("luis").await;
    assert_eq!(luis.unread(&conversation).await, 3);
    server.stop().await;
    // No door deletes yet; the column's meaning is in the contract, and a store's own tool may set it.
    for id in &ids[1..] {
        let changed =
            Database::change(server.data()).execute("UPDATE mensajes_chat SET eliminado = 1 WHERE id = ?1", [id]);
        assert_eq!(changed, 1);
    }
    server.start_again().await;
    let all = ana.reads_all(&conversation).await;
    let contents: Vec<_> =
        all.iter().map(|message| (message["contenido"].clone(), message["eliminado"].clone())).collect();
    let gone = || (json!(""), json!(true));
    assert_eq!(contents, [(json!("1"), json!(false)), gone(), gone()]);
    let seen = luis.conversation(&conversation).await;
    assert_eq!(seen["ultimo_mensaje"]["id"], ids[2], "it is still the last");
    assert_eq!(seen["ultimo_mensaje"]["contenido"], "");
    assert_eq!(seen["mensajes_no_leidos"], 1, "the deleted ones don't count");
}
