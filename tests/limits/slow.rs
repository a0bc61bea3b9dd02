//! who says nothing, or too little too slowly, is gone when the time is over, and keeps nobody else out.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use weigence_chat::model::limits;

use crate::util::{Address, Person, TestServer};

/// Of each kind.
const CLIENTS: usize = 50;
/// What a busy machine may take to notice that a time is over.
const LATE: Duration = Duration::from_secs(15);

/// How long an answer is read before who reads it counts as served. Who takes a third of what they should has used up
/// their patience after 45 s.
const LONG: Duration = Duration::from_secs(55);

/// Sends `head`, then `drop` again and again; how long the server let it, and what it said.
async fn drips(address: Address, head: String, drop: &'static str, pause: Duration) -> (Duration, String) {
    let stream = address.connect().await.expect("connection");
    let start = Instant::now();
    let (mut from, mut to) = stream.into_split();
    let dripping = tokio::spawn(async move {
        let _ = to.write_all(head.as_bytes()).await;
        while to.write_all(drop.as_bytes()).await.is_ok() {
            tokio::time::sleep(pause).await;
        }
    });
    let mut said = Vec::new();
    let _ = from.read_to_end(&mut said).await;
    let lasted = start.elapsed();
    dripping.abort();
    (lasted, String::from_utf8_lossy(&said).into_owned())
}

struct Attack {
    what: &'static str,
    head: String,
    drop: &'static str,
    pause: Duration,
    limit: Duration,
    says: &'static str,
}

fn attacks(host: &str, cookie: &str) -> Vec<Attack> {
    let pause = Duration::from_secs(2);
    let get = format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\n");
    let post = format!(
        "POST /api/chat/mensaje/enviar HTTP/1.1\r\nhost: {host}\r\ncookie: session={cookie}\r\n\
         content-type: application/json\r\ncontent-length: 1000\r\n\r\n"
    );
    let attack = |what, head: &str, drop, limit, says| Attack { what, head: head.to_owned(), drop, pause, limit, says };
    vec![
        attack("headers, a letter at a time", &format!("{get}x: "), "y", limits::HEAD_TIME, ""),
        attack("one header after the other", &get, "x: y\r\n", limits::HEAD_TIME, ""),
        attack("a request line that never ends", "GET /", "y", limits::HEAD_TIME, ""),
        attack("nothing but line ends", "\r\n", "\r\n", limits::HEAD_TIME, ""),
        attack("a body, a letter at a time", &post, " ", limits::BODY_TIME, "HTTP/1.1 400"),
    ]
}

async fn says_nothing(address: Address) -> Duration {
    let mut stream: TcpStream = address.connect().await.expect("connection");
    let start = Instant::now();
    let _ = stream.read_to_end(&mut Vec::new()).await;
    start.elapsed()
}

#[tokio::test]
async fn slow_r10_who_dawdles_is_closed_and_others_get_in() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let mut ends = JoinSet::new();
    for attack in attacks(&server.address.host(), &ana.token) {
        for _ in 0..CLIENTS {
            let (address, head) = (server.address.clone(), attack.head.clone());
            let Attack { what, drop, pause, limit, says, .. } = attack;
            ends.spawn(async move {
                let (lasted, said) = drips(address, head, drop, pause).await;
                (what, limit, lasted, said.starts_with(says) && says.is_empty() == said.is_empty(), said)
            });
        }
    }
    for _ in 0..CLIENTS {
        let address = server.address.clone();
        ends.spawn(async move { ("nothing", limits::FIRST_BYTE, says_nothing(address).await, true, String::new()) });
    }
    let tomas = server.login("tomas").await;
    while let Some(end) = ends.join_next().await {
        let (what, limit, lasted, as_said, said) = end.expect("a client");
        assert!(as_said, "{what}: {said}");
        // The pause between two drops is what the client may notice the end later by, or the clocks differ.
        assert!(lasted + Duration::from_secs(1) > limit, "{what}: closed after {lasted:?} already");
        assert!(lasted < limit + LATE, "{what}: closed after {lasted:?} only");
        if ends.len() % CLIENTS == 0 {
            server.login("luis").await;
            assert!(tomas.is_logged_in().await);
        }
    }
}

/// Who sends as fast as it can is stopped by the size, long before the time.
#[tokio::test]
async fn r10_a_head_without_end_is_closed_at_its_size() {
    let server = TestServer::start().await;
    for head in ["GET /", "GET / HTTP/1.1\r\nx: "] {
        let drop: &'static str =
            "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy";
        let (lasted, said) = drips(server.address.clone(), head.to_owned(), drop, Duration::ZERO).await;
        assert!(lasted < limits::HEAD_TIME, "{lasted:?}");
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
    }
    server.login("ana").await;
}

/// Asks for a list that is larger than what systems keep, over a line as narrow as on a real network: on loopback the
/// system would take some megabytes at once.
async fn asks_over_a_narrow_line(person: &Person) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("socket");
    socket.set_recv_buffer_size(4_096).expect("a small buffer");
    socket2::SockRef::from(&socket).set_tcp_mss(536).expect("small segments");
    let mut stream = socket.connect(person.address().host().parse().expect("address")).await.expect("connection");
    let (host, cookie) = (person.address().host(), &person.token);
    let request = format!("GET /api/chat/usuarios HTTP/1.1\r\nhost: {host}\r\ncookie: session={cookie}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("the request");
    stream
}

/// Takes so many bytes a second; how long the server let it, `LONG` at most.
async fn takes(mut stream: TcpStream, speed: usize) -> Duration {
    let start = Instant::now();
    let mut some = vec![0; speed / 4];
    while start.elapsed() < LONG {
        match stream.read(&mut some).await {
            Ok(0) | Err(_) => break,
            Ok(_) => tokio::time::sleep(Duration::from_millis(250)).await,
        }
    }
    start.elapsed()
}

#[tokio::test]
async fn slow_r10_who_takes_an_answer_in_drops_is_cut_off() {
    let server = TestServer::start().await;
    let people = ["seed", "--users", "30000", "--conversations", "0", "--messages", "0"];
    server.command(&people, "").await.succeeds();
    let ana = server.login("ana").await;
    let dawdles = takes(asks_over_a_narrow_line(&ana).await, limits::READING_SPEED / 3);
    let reads = takes(asks_over_a_narrow_line(&ana).await, limits::READING_SPEED * 3);
    let (dawdled, read) = tokio::join!(dawdles, reads);
    assert!(dawdled >= limits::READING_PATIENCE, "cut after {dawdled:?} already");
    assert!(dawdled < LONG, "cut after {dawdled:?} only");
    assert!(read >= LONG, "who reads fast enough was cut after {read:?}");
}
