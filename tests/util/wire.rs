//! Engine.IO 4 over WebSocket and over polling, behind one pair of channels.

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{self, Message, client::IntoClientRequest};

use super::PATIENCE;
use super::http::{Address, Answer, Call};

/// What separates packets in the body of a poll.
const SEPARATOR: char = '\u{1e}';

/// One packet, or the end.
#[derive(Debug, Clone, PartialEq)]
pub enum Frame {
    /// A text packet.
    Text(String),
    /// A binary packet.
    Binary(Vec<u8>),
    /// The transport is gone.
    Closed,
}

/// The request that opens a transport.
#[derive(Clone)]
pub struct Handshake {
    address: Address,
    headers: Vec<(String, String)>,
    sid: Option<String>,
    sid_name: String,
}

impl Handshake {
    /// A handshake by nobody.
    pub fn new(address: &Address) -> Self {
        Self { address: address.clone(), headers: Vec::new(), sid: None, sid_name: "sid".to_owned() }
    }

    /// With the cookie of a session.
    pub fn session(self, token: &str) -> Self {
        self.header("cookie", &format!("session={token}"))
    }

    /// With a further header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// For a transport that exists already.
    pub fn of(mut self, sid: &str) -> Self {
        self.sid = Some(sid.to_owned());
        self
    }

    /// For a transport that exists already, with its id under a name of the test's choice.
    pub fn spelling(mut self, name: &str, sid: &str) -> Self {
        self.sid = Some(sid.to_owned());
        self.sid_name = name.to_owned();
        self
    }

    /// Where it goes.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The request for a WebSocket, as text.
    pub fn upgrade_head(&self) -> String {
        let mut head = format!("GET {} HTTP/1.1\r\nHost: {}\r\n", self.path_of("websocket"), self.address.host());
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    }

    /// The path of its requests.
    pub fn path_of(&self, transport: &str) -> String {
        let sid = self.sid.as_ref().map(|sid| format!("&{}={sid}", self.sid_name)).unwrap_or_default();
        format!("/socket.io/?EIO=4&transport={transport}{sid}")
    }

    /// One GET or POST of polling.
    pub fn poll(&self, method: &str) -> Call {
        let call = Call::new(&self.address, method, &self.path_of("polling"));
        self.headers.iter().fold(call, |call, (name, value)| call.header(name, value))
    }

    /// A POST of packets.
    pub async fn posts(&self, packets: &str) -> Answer {
        self.poll("POST").body("text/plain;charset=UTF-8", packets.to_owned()).await
    }

    /// Polls until a text has come, and gives all that came. The first ping may come at any time.
    pub async fn polls_until(&self, wanted: &str) -> String {
        let mut seen = String::new();
        while !seen.contains(wanted) {
            let answer = self.poll("GET").await.is(200).text();
            if answer.split(SEPARATOR).any(|packet| packet == "2") {
                self.posts("3").await.is(200);
            }
            seen += &answer;
            seen.push(SEPARATOR);
        }
        seen
    }

    /// The first GET of polling: the answer, and the `sid` in it.
    pub async fn opens(&self) -> (Self, String) {
        let answer = self.poll("GET").await.is(200);
        let open: Value = serde_json::from_str(answer.text().strip_prefix('0').expect("an open packet")).expect("JSON");
        let sid = open["sid"].as_str().expect("sid").to_owned();
        (self.clone().of(&sid), sid)
    }

    /// A WebSocket, or the status with which it was refused.
    pub async fn upgrade(&self) -> Result<WebSocketStream<TcpStream>, u16> {
        let url = format!("ws://{}{}", self.address.host(), self.path_of("websocket"));
        let mut request = url.into_client_request().expect("request");
        for (name, value) in &self.headers {
            let name = tungstenite::http::HeaderName::from_bytes(name.as_bytes()).expect("name");
            request.headers_mut().insert(name, value.parse().expect("value"));
        }
        let stream = self.address.connect().await.map_err(|_| 0_u16)?;
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(socket),
            Err(tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(_) => Err(0),
        }
    }
}

/// A transport. Pings are answered by it, so a test never sees one.
pub struct Wire {
    /// What the open packet said; null after an upgrade, which has none.
    pub open: Value,
    out: UnboundedSender<Frame>,
    inbox: UnboundedReceiver<Frame>,
    tasks: Vec<JoinHandle<()>>,
}

impl Wire {
    /// Opens a WebSocket, or gives the status with which it was refused.
    pub async fn websocket(handshake: &Handshake) -> Result<Self, u16> {
        let mut wire = Self::over(handshake.upgrade().await?);
        if handshake.sid.is_none() {
            let Frame::Text(open) = wire.next().await else {
                return Err(0);
            };
            wire.open = serde_json::from_str(open.strip_prefix('0').expect("an open packet")).expect("JSON");
        }
        Ok(wire)
    }

    fn over(socket: WebSocketStream<TcpStream>) -> Self {
        let (out, mut to_send) = unbounded_channel();
        let (received, inbox) = unbounded_channel();
        let (mut sink, mut stream) = socket.split();
        let pong = out.clone();
        let reader = tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                let _ = match message {
                    Message::Text(text) if text.as_str() == "2" => pong.send(Frame::Text("3".to_owned())),
                    Message::Text(text) => received.send(Frame::Text(text.to_string())),
                    Message::Binary(bytes) => received.send(Frame::Binary(bytes.to_vec())),
                    Message::Close(_) => break,
                    _ => Ok(()),
                };
            }
            let _ = received.send(Frame::Closed);
        });
        let writer = tokio::spawn(async move {
            while let Some(frame) = to_send.recv().await {
                let message = match frame {
                    Frame::Text(text) => Message::text(text),
                    Frame::Binary(bytes) => Message::binary(bytes),
                    Frame::Closed => Message::Close(None),
                };
                if sink.send(message).await.is_err() {
                    return;
                }
            }
        });
        Self { open: Value::Null, out, inbox, tasks: vec![reader, writer] }
    }

    /// Opens polling, or gives the status with which it was refused.
    pub async fn polling(handshake: &Handshake) -> Result<Self, u16> {
        let answer = handshake.poll("GET").send().await.map_err(|_| 0_u16)?;
        if answer.status != 200 {
            return Err(answer.status);
        }
        let open: Value = serde_json::from_str(answer.text().strip_prefix('0').expect("an open packet")).expect("JSON");
        let handshake = handshake.clone().of(open["sid"].as_str().expect("sid"));
        let (out, to_send) = unbounded_channel();
        let (received, inbox) = unbounded_channel();
        let reader = tokio::spawn(read_polls(handshake.clone(), received, out.clone()));
        let writer = tokio::spawn(write_polls(handshake, to_send));
        Ok(Self { open, out, inbox, tasks: vec![reader, writer] })
    }

    /// Sends a text packet.
    pub fn says(&self, text: impl Into<String>) {
        let _ = self.out.send(Frame::Text(text.into()));
    }

    /// Sends a binary packet.
    pub fn says_bytes(&self, bytes: &[u8]) {
        let _ = self.out.send(Frame::Binary(bytes.to_vec()));
    }

    /// The next packet, or the end of the transport.
    pub async fn next(&mut self) -> Frame {
        self.next_before(Instant::now() + PATIENCE).await.expect("a packet or the end, in time")
    }

    /// The next packet before a moment; `None` when there was none.
    pub async fn next_before(&mut self, moment: Instant) -> Option<Frame> {
        timeout_at(moment, self.inbox.recv()).await.ok().map(|frame| frame.unwrap_or(Frame::Closed))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn read_polls(handshake: Handshake, received: UnboundedSender<Frame>, out: UnboundedSender<Frame>) {
    loop {
        // The server answers a poll after its ping interval at the latest, which is longer than our
        // patience with anything else.
        let Some(answer) = patient_poll(&handshake).await.filter(|answer| answer.status == 200) else {
            break;
        };
        for packet in answer.text().split(SEPARATOR) {
            let _ = match packet {
                "2" => out.send(Frame::Text("3".to_owned())),
                "1" => break,
                packet => received.send(Frame::Text(packet.to_owned())),
            };
        }
        if answer.text().split(SEPARATOR).any(|packet| packet == "1") {
            break;
        }
    }
    let _ = received.send(Frame::Closed);
}

async fn patient_poll(handshake: &Handshake) -> Option<Answer> {
    loop {
        match handshake.poll("GET").send().await {
            Ok(answer) => return Some(answer),
            Err(e) if e == "no answer in time" => {}
            Err(_) => return None,
        }
    }
}

async fn write_polls(handshake: Handshake, mut to_send: UnboundedReceiver<Frame>) {
    while let Some(frame) = to_send.recv().await {
        let packet = match frame {
            Frame::Text(text) => text,
            Frame::Binary(_) => panic!("binary over polling is not needed yet"),
            Frame::Closed => "1".to_owned(),
        };
        if handshake.poll("POST").body("text/plain;charset=UTF-8", packet).send().await.is_err() {
            return;
        }
    }
}
