//! D-14: a disk on which every sync takes 200 ms longer. Many who write at once share one sync, so that the chat
//! stays usable; counted, not timed.

use serde_json::json;

use super::shim::Shim;
use crate::util::{Live, Options, left_out, rut_of};

/// Writers, and what each has on the way at once.
const SENDERS: usize = 20;
const AHEAD: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d14_on_a_slow_disk_many_messages_share_a_sync() {
    let Some(shim) = Shim::build() else {
        left_out("D-14", "there is no cc to build the library with that slows the disk down");
        return;
    };
    let server = Options::with_cast()
        .with("--rate")
        .with("0")
        .with_variable("LD_PRELOAD", shim.library())
        .with_variable("CUENTA", shim.count())
        .with_variable("DEMORA_MS", "200")
        .start()
        .await;
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    let mut sockets: Vec<Live> = Vec::new();
    for _ in 0..SENDERS {
        sockets.push(ana.goes_live().await);
    }
    let before = shim.counted().0;
    assert!(before > 0, "the library is in the server");
    let senders: Vec<_> = sockets.into_iter().map(|socket| tokio::spawn(talk(socket, id.clone()))).collect();
    for sender in senders {
        sender.await.expect("a sender");
    }
    let (messages, syncs) = (SENDERS * AHEAD, shim.counted().0 - before);
    // At 200 ms and more a sync, ten to each make 50 messages a second; usually it is some fifty.
    assert!(syncs * 10 <= messages, "{messages} messages took {syncs} syncs");
    assert_eq!(ana.reads_all(&id).await.len(), messages, "0 lost");
}

/// Says all at once what one has to say, and waits for the acknowledgements.
async fn talk(mut socket: Live, id: String) {
    let begin = |socket: &mut Live, number: usize| {
        socket.begins("mensaje_enviar", &json!({ "conversacion_id": id, "contenido": number.to_string() }))
    };
    let numbers: Vec<u64> = (0..AHEAD).map(|number| begin(&mut socket, number)).collect();
    for number in numbers {
        assert_eq!(socket.ack(number).await["ok"], true);
    }
}
