//! One socket may send so many events a second; the rest is refused, and a flood ends the connection.

use serde_json::{Value, json};

use crate::util::{Options, PATIENCE, TestServer, new_id, rut_of};

fn is_429(answer: &Value) -> bool {
    answer["ok"] == false && answer["error"].as_str().unwrap_or_default().starts_with("Demasiados intentos. Espera ")
}

#[tokio::test]
async fn beyond_the_rate_an_event_is_refused_and_not_stored() {
    let server = Options::with_cast().with("--rate").with("1").start().await;
    let mut ana = server.login("ana").await.goes_live().await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let nowhere = json!({ "conversacion_id": new_id() });
    // Cheap events use up what may come at once. How much that is with `--rate 1` is not said; 2,000 at most.
    let mut spent = 0;
    'spending: loop {
        let numbers: Vec<u64> = (0..20).map(|_| ana.begins("salir_conversacion", &nowhere)).collect();
        for number in numbers {
            let answer = ana.ack(number).await;
            if is_429(&answer) {
                break 'spending;
            }
            assert_eq!(answer["ok"], true, "{answer}");
            spent += 1;
        }
        assert!(spent < 2_200, "never refused");
    }
    let sentence = ana.hears("error").await["mensaje"].as_str().unwrap().to_owned();
    assert!(sentence.starts_with("Demasiados intentos. Espera ") && sentence.ends_with(" segundos."), "{sentence}");
    // One or two may pass, because time passes; what passed is stored and what was refused is not.
    let body = |number: usize| json!({ "conversacion_id": conversation, "contenido": number.to_string() });
    let numbers: Vec<u64> = (0..10).map(|number| ana.begins("mensaje_enviar", &body(number))).collect();
    let mut stored = 0;
    for number in numbers {
        let answer = ana.ack(number).await;
        if answer["ok"] == true {
            stored += 1;
        } else {
            assert!(is_429(&answer), "{answer}");
        }
    }
    assert!(stored <= 3, "{stored} of 10 passed at once, at one a second");
    assert_eq!(server.database().messages_in(&conversation), stored);
}

#[tokio::test]
async fn a_burst_of_2000_passes_by_default() {
    let server = TestServer::start().await;
    let mut ana = server.login("ana").await.goes_live().await;
    let nowhere = json!({ "conversacion_id": new_id() });
    let numbers: Vec<u64> = (0..1_990).map(|_| ana.begins("salir_conversacion", &nowhere)).collect();
    for number in numbers {
        assert_eq!(ana.ack(number).await["ok"], true);
    }
}

#[tokio::test]
async fn who_goes_on_flooding_is_disconnected_alone() {
    let server = TestServer::start().await;
    let mut luis = server.login("luis").await.goes_live().await;
    let mut flooder = server.login("ana").await.goes_live().await;
    let conversation = luis.opens_chat_with(rut_of("ana")).await;
    for _ in 0..40_000 {
        flooder.emits("salir_conversacion", &json!({ "conversacion_id": conversation }));
    }
    flooder.is_cut_within(PATIENCE).await;
    luis.says(&conversation, "todo bien").await;
    assert!(flooder.is_logged_in().await, "the session goes on: only the connection ends");
    flooder.goes_live().await.goes_on().await;
}
