//! D-10 and D-11: the same thing many times at once is one thing.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::util::{CAST, Person, TestServer, new_id, rut_of};

/// All answers to a request made many times at once.
async fn at_once(requests: Vec<crate::util::Call>) -> Vec<(u16, Value)> {
    let tasks: Vec<_> = requests.into_iter().map(|request| tokio::spawn(request.into_future())).collect();
    let mut answers = Vec::new();
    for task in tasks {
        let answer = task.await.expect("an answer");
        answers.push((answer.status, answer.json()));
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_d10_64_clients_create_the_same_conversation() {
    let server = TestServer::start().await;
    let mut people: Vec<Person> = Vec::new();
    for member in &CAST {
        people.push(server.login_as(member.rut).await);
    }
    let pairs: Vec<(&Person, &Person)> = people
        .iter()
        .enumerate()
        .flat_map(|(at, one)| people[at + 1..].iter().map(move |two| (one, two)))
        .take(30)
        .collect();
    assert_eq!(pairs.len(), 30);
    for (one, two) in pairs {
        let request = |from: &Person, to: &Person| {
            from.post("/api/chat/conversacion/crear").json(&json!({ "participantes": [to.rut] }))
        };
        let requests =
            (0..64).map(|number| if number % 2 == 0 { request(one, two) } else { request(two, one) }).collect();
        let answers = at_once(requests).await;
        let ids: HashSet<&str> =
            answers.iter().map(|(_, answer)| answer["conversacion_id"].as_str().expect("id")).collect();
        assert_eq!(ids.len(), 1, "everybody gets the same");
        let made = answers
            .iter()
            .filter(|(status, answer)| *status == 201 && answer["conversacion"]["creado"] == true)
            .count();
        let found = answers
            .iter()
            .filter(|(status, answer)| *status == 200 && answer["conversacion"]["creado"] == false)
            .count();
        assert_eq!((made, found), (1, 63), "made once");
    }
    assert_eq!(server.database().number("SELECT count(*) FROM conversaciones_chat", []), 30);
    assert_eq!(server.database().number("SELECT count(*) FROM participantes_chat", []), 60);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d10_the_same_group_at_once_is_one_group() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let body = json!({ "participantes": [rut_of("luis"), rut_of("marta")], "es_grupal": true, "nombre": "Caja", "id": new_id() });
    let answers = at_once((0..32).map(|_| ana.post("/api/chat/conversacion/crear").json(&body)).collect()).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == 201).count(), 1);
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 31);
    assert_eq!(ana.conversations().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d11_the_same_message_ten_times_at_once_and_after_a_restart_is_one() {
    let mut server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let mut receiver = luis.goes_live().await;
    let body = json!({ "conversacion_id": conversation, "contenido": "una sola vez", "id": new_id() });

    let mut sockets = Vec::new();
    for _ in 0..5 {
        sockets.push(ana.goes_live().await);
    }
    let by_rest = tokio::spawn(at_once((0..5).map(|_| ana.post("/api/chat/mensaje/enviar").json(&body)).collect()));
    let numbers: Vec<u64> = sockets.iter_mut().map(|socket| socket.begins("mensaje_enviar", &body)).collect();
    let mut messages = Vec::new();
    for (socket, number) in sockets.iter_mut().zip(numbers) {
        let answer = socket.ack(number).await;
        assert_eq!(answer["ok"], true, "{answer}");
        messages.push(answer["mensaje"].clone());
    }
    let by_rest = by_rest.await.expect("answers");
    assert!(by_rest.iter().filter(|(status, _)| *status == 201).count() <= 1, "{by_rest:?}");
    messages.extend(by_rest.into_iter().map(|(_, answer)| answer["mensaje"].clone()));
    receiver.hears_message("una sola vez").await;
    receiver.hears_no("mensaje_recibido").await;

    server.kill();
    server.start_again().await;
    for _ in 0..3 {
        messages.push(ana.sends_body(body.clone()).await.is(200).json()["mensaje"].clone());
    }
    assert!(messages.iter().all(|message| message == &messages[0]), "identical answers: {messages:#?}");
    assert_eq!(messages[0]["id"], body["id"]);
    assert_eq!(server.database().messages_in(&conversation), 1);
}
