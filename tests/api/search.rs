//! `GET /api/chat/buscar`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::util::{Options, PATIENCE, Person, TestServer, eventually, rut_of};

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn found(person: &Person, question: &str) -> Vec<String> {
    let path = format!("/api/chat/buscar?q={}", encoded(question));
    let answer = eventually("the index to be whole", PATIENCE, || async {
        Some(person.get(&path).await.is(200).json()).filter(|answer| answer["completo"] == true)
    });
    let answer = answer.await;
    let list = answer["resultados"].as_array().expect("a list");
    list.iter().map(|hit| hit["mensaje"]["contenido"].as_str().unwrap().to_owned()).collect()
}

/// Ana with a chat with Luis, one with Marta, and one of Luis and Marta that is none of hers.
async fn talk(server: &TestServer) -> (Person, Person, Person, String) {
    let (ana, luis, marta) = (server.login("ana").await, server.login("luis").await, server.login("marta").await);
    let with_luis = ana.opens_chat_with(&luis.rut).await;
    let with_marta = ana.opens_chat_with(&marta.rut).await;
    let foreign = luis.opens_chat_with(&marta.rut).await;
    for text in ["José trae la receta", "Este año llegó el lote 4471", "ANO con mayúsculas", "ver https://tienda.cl/x"]
    {
        ana.sends(&with_luis, text).await;
    }
    luis.sends(&with_luis, "La recetaria no vino").await;
    marta.sends(&with_marta, "receta de Marta").await;
    luis.sends(&foreign, "receta secreta").await;
    (ana, luis, marta, with_luis)
}

#[tokio::test]
async fn words_are_found_without_accents_and_the_enye_is_a_letter() {
    let server = TestServer::start().await;
    let (ana, _, marta, with_luis) = talk(&server).await;
    assert_eq!(found(&ana, "jose").await, ["José trae la receta"]);
    assert_eq!(found(&ana, "año ").await, ["Este año llegó el lote 4471"]);
    assert_eq!(found(&ana, "ano ").await, ["ANO con mayúsculas"]);
    assert_eq!(
        found(&ana, "rece").await,
        ["receta de Marta", "La recetaria no vino", "José trae la receta"],
        "as one types"
    );
    assert_eq!(found(&ana, "receta ").await, ["receta de Marta", "José trae la receta"], "a whole word");
    assert_eq!(found(&ana, "\"lote 4471\"").await, ["Este año llegó el lote 4471"]);
    assert_eq!(found(&ana, "lote receta").await, [""; 0]);
    assert_eq!(found(&ana, "receta de:marta").await, ["receta de Marta"]);
    assert_eq!(found(&ana, "receta de:yo").await, ["José trae la receta"]);
    assert_eq!(found(&ana, "con:enlace").await, ["ver https://tienda.cl/x"]);
    assert_eq!(found(&ana, "receta desde:2020-01-01 hasta:01-01-2021").await, [""; 0]);
    assert_eq!(found(&ana, "jose desde:2020-01-01").await.len(), 1);
    assert_eq!(
        found(&marta, "receta").await,
        ["receta secreta", "receta de Marta"],
        "in one's own conversations alone"
    );
    let here = ana.get(&format!("/api/chat/buscar?q=rece&conversacion_id={with_luis}&limit=1")).await.is(200).json();
    assert_eq!((here["resultados"].as_array().unwrap().len(), &here["hay_mas"]), (1, &json!(true)));
    let first = &here["resultados"][0];
    assert_eq!(
        first["fragmento"],
        json!([{ "texto": "La ", "marcado": false }, { "texto": "recetaria", "marcado": true }, { "texto": " no vino", "marcado": false }])
    );
    let id = first["mensaje"]["id"].as_str().unwrap();
    let rest =
        ana.get(&format!("/api/chat/buscar?q=rece&conversacion_id={with_luis}&antes_de={id}")).await.is(200).json();
    assert_eq!(rest["resultados"][0]["mensaje"]["contenido"], "José trae la receta");
    marta.get(&format!("/api/chat/buscar?q=rece&conversacion_id={with_luis}")).await.fails(403);
}

#[tokio::test]
async fn what_is_changed_is_found_as_it_is_and_what_is_deleted_not_at_all() {
    let server = TestServer::start().await;
    let (ana, luis, _, with_luis) = talk(&server).await;
    let message = ana.sends(&with_luis, "clave zanahoria").await;
    assert_eq!(found(&luis, "zanahoria").await.len(), 1);
    let body = json!({ "mensaje_id": message["id"], "contenido": "clave betarraga" });
    ana.posts("/api/chat/mensaje/editar", body).await.is(200);
    assert_eq!(found(&luis, "zanahoria").await, [""; 0]);
    assert_eq!(found(&luis, "betarraga").await, ["clave betarraga"]);
    ana.posts("/api/chat/mensaje/eliminar", json!({ "mensaje_id": message["id"] })).await.is(200);
    assert_eq!(found(&luis, "betarraga").await, [""; 0]);
    let bytes = |name: &str| fs::read(server.data().join(name)).unwrap_or_default();
    let files = [bytes("busqueda.db"), bytes("busqueda.db-wal")].concat();
    let holds = |word: &str| files.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(holds("recetaria"), "what is still said, or this shows nothing");
    for word in ["zanahoria", "betarraga"] {
        assert!(!holds(word), "{word} is still in the index");
    }
}

#[tokio::test]
async fn who_is_out_of_a_group_finds_nothing_of_it() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let group = ana.opens_group("Bodega", &[rut_of("luis"), rut_of("marta")]).await;
    ana.sends(&group, "inventario").await;
    let luis = server.login("luis").await;
    assert_eq!(found(&luis, "inventario").await.len(), 1);
    ana.posts("/api/chat/grupo/quitar", json!({ "conversacion_id": group, "usuario_id": luis.rut })).await.is(200);
    assert_eq!(found(&luis, "inventario").await, [""; 0]);
}

#[tokio::test]
async fn the_index_is_made_anew_whatever_becomes_of_its_file() {
    let mut first = TestServer::start().await;
    let (ana, ..) = talk(&first).await;
    assert_eq!(found(&ana, "jose").await.len(), 1);
    first.stop().await;
    let index = first.data().join("busqueda.db");
    for harm in [None, Some(b"no es una base de datos".to_vec()), Some(Vec::new())] {
        for end in ["-wal", "-shm"] {
            fs::remove_file(first.data().join(format!("busqueda.db{end}"))).ok();
        }
        match harm {
            None => fs::remove_file(&index).unwrap(),
            Some(bytes) => fs::write(&index, bytes).unwrap(),
        }
        let mut server = Options::on(first.data()).start().await;
        assert_eq!(found(&server.login("ana").await, "jose").await, ["José trae la receta"]);
        let mode = fs::metadata(&index).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "it holds what people wrote: {mode:o}");
        server.stop().await;
    }
}

#[tokio::test]
async fn s13_nothing_that_is_typed_is_syntax() {
    let server = TestServer::start().await;
    let (ana, ..) = talk(&server).await;
    for question in [
        "a OR b",
        "NEAR(jose receta)",
        "jose*",
        "^jose",
        "{texto} : jose",
        "lugar:c1",
        "autor : u",
        "-jose",
        "jose AND",
        "(",
        ")",
        "'; DROP TABLE textos; --",
        "\"",
        "\"\"\"",
        "jose\" OR \"x",
        "🦤",
        "a\u{301}",
        "texto:\"x",
        "%",
        "_",
        "\\",
        "jose\u{202e}",
    ] {
        let status = ana.get(&format!("/api/chat/buscar?q={}", encoded(question))).await.status;
        assert!(status == 200 || status == 400, "{question}: {status}");
        for hit in ana.get(&format!("/api/chat/buscar?q={}", encoded(question))).await.json()["resultados"]
            .as_array()
            .into_iter()
            .flatten()
        {
            assert_ne!(hit["mensaje"]["contenido"], "receta secreta", "{question}");
        }
    }
    for (question, sentence) in [
        ("", "Escribe qué quieres buscar"),
        ("desde:ayer", "Las fechas se escriben así: desde:2025-11-01 o hasta:30-11-2025"),
        ("con:nada", "Después de con: va archivo o enlace"),
        (&"a".repeat(201), "La búsqueda es demasiado larga"),
    ] {
        ana.get(&format!("/api/chat/buscar?q={}", encoded(question))).await.refuses(400, sentence);
    }
    ana.get("/api/chat/buscar").await.fails(400);
    ana.get("/api/chat/buscar?q=jose&limit=x").await.fails(400);
    ana.get("/api/chat/buscar?q=jose&antes_de=nada").await.fails(404);
    let _: Value = ana.get("/api/chat/buscar?q=jose&limit=1000").await.is(200).json();
}
