//! Order is taken where an event arrives: a burst comes out as it went in.

use serde_json::json;

use crate::util::{Live, Options, TestServer, rut_of};

/// One event after the other, none waited for.
fn bursts(sender: &Live, conversation: &str, many: usize) {
    for number in 0..many {
        sender.emits("mensaje_enviar", &json!({ "conversacion_id": conversation, "contenido": number.to_string() }));
    }
}

async fn hears_in_order(receiver: &mut Live, many: usize) {
    for number in 0..many {
        receiver.hears_message(&number.to_string()).await;
    }
    receiver.hears_no("mensaje_recibido").await;
}

/// Each message once and in order, as far as it gets: who polls more slowly than others send is closed.
async fn hears_in_order_or_ends(receiver: &mut Live, many: usize) -> usize {
    for number in 0..many {
        match receiver.hears_or_ends("mensaje_recibido").await {
            Some(message) => assert_eq!(message["contenido"], number.to_string()),
            None => return number,
        }
    }
    many
}

#[tokio::test]
async fn slow_r13_a_burst_of_20_000_keeps_its_order_everywhere() {
    const MANY: usize = 20_000;
    let server = Options::with_cast().with("--rate").with("0").start().await;
    let ana = server.login("ana").await;
    let group = ana.opens_group("Caja", &[rut_of("luis"), rut_of("marta")]).await;
    let mut ana = ana.goes_live().await;
    let mut luis = server.login("luis").await.goes_live().await;
    let mut marta = server.login("marta").await.goes_live_by_polling().await;
    bursts(&ana, &group, MANY);
    let (_, _, polled) = tokio::join!(
        hears_in_order(&mut luis, MANY),
        hears_in_order(&mut ana, MANY),
        hears_in_order_or_ends(&mut marta, MANY)
    );
    let expected: Vec<String> = (0..MANY).map(|number| number.to_string()).collect();
    assert!(server.database().texts_of(&group) == expected, "and in the file");
    match polled {
        MANY => marta.hears_no("mensaje_recibido").await,
        // Closed, not skipped: what is missing is in the history.
        _ => assert_eq!(marta.reads_all(&group).await.len(), MANY, "after {polled}"),
    }
}

#[tokio::test]
async fn a_burst_over_polling_keeps_its_order() {
    const MANY: usize = 300;
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let mut luis = server.login("luis").await.goes_live_by_polling().await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    // One POST of polling may hold many packets; a client sends what it has.
    let (polling, _) = ana.handshake().opens().await;
    polling.posts("40").await.is(200);
    polling.polls_until("conectado").await;
    let packet = |number: usize| {
        format!("42[\"mensaje_enviar\",{{\"conversacion_id\":\"{conversation}\",\"contenido\":\"{number}\"}}]")
    };
    for from in (0..MANY).step_by(100) {
        let packets: Vec<String> = (from..from + 100).map(packet).collect();
        polling.posts(&packets.join("\u{1e}")).await.is(200);
    }
    hears_in_order(&mut luis, MANY).await;
}

#[tokio::test]
async fn everybody_hears_the_same_order() {
    let server = Options::with_cast().with("--rate").with("0").start().await;
    let ana = server.login("ana").await;
    let group = ana.opens_group("Caja", &[rut_of("luis"), rut_of("marta"), rut_of("pedro")]).await;
    let mut people = vec![ana.goes_live().await];
    for key in ["luis", "marta", "pedro"] {
        people.push(server.login(key).await.goes_live().await);
    }
    for person in &people {
        for number in 0..100 {
            let text = format!("{} {number}", person.rut);
            person.emits("mensaje_enviar", &json!({ "conversacion_id": group, "contenido": text }));
        }
    }
    let mut heard = Vec::new();
    for person in &mut people {
        let mut texts = Vec::new();
        for _ in 0..400 {
            texts.push(person.hears("mensaje_recibido").await["contenido"].as_str().unwrap().to_owned());
        }
        heard.push(texts);
    }
    let stored = server.database().texts_of(&group);
    for (person, texts) in people.iter().zip(&heard) {
        assert_eq!(texts, &stored, "what {} heard is the order of the commits", person.rut);
    }
}
