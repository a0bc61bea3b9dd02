//! A WebSocket without a library: frames as no proper client sends them, and a reader that stops reading.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, timeout, timeout_at};

use super::http::{Address, Call};
use super::wire::Handshake;
use super::{PATIENCE, eventually};

/// The first byte of a frame: a whole text.
pub const TEXT: u8 = 0x81;
/// The first part of a text.
pub const FIRST: u8 = 0x01;
/// A further part, not the last.
pub const FURTHER: u8 = 0x00;
/// A ping of WebSocket, which has nothing to do with Engine.IO's.
pub const PING: u8 = 0x89;

/// The open connection.
pub struct Bare {
    stream: TcpStream,
}

impl Bare {
    /// Opens a WebSocket; what the server says first stays unread.
    pub async fn open(handshake: &Handshake) -> Self {
        Self::open_on(connect(handshake.address(), None).await, handshake).await
    }

    /// Opens one whose client has room for very little that it doesn't read.
    pub async fn open_narrow(handshake: &Handshake) -> Self {
        Self::open_on(connect(handshake.address(), Some(4_096)).await, handshake).await
    }

    async fn open_on(mut stream: TcpStream, handshake: &Handshake) -> Self {
        stream.write_all(handshake.upgrade_head().as_bytes()).await.expect("the request");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(timeout(PATIENCE, stream.read_u8()).await.expect("an answer in time").expect("an answer"));
        }
        assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
        Self { stream }
    }

    /// Asks for a WebSocket in the given pieces, each with the next one on its heels; what came is left unread.
    pub async fn open_in_pieces(address: &Address, pieces: &[&[u8]]) -> Self {
        let mut stream = connect(address, None).await;
        for piece in pieces {
            // An error means that the server has closed already, which the test looks at.
            let _ = stream.write_all(piece).await;
            tokio::task::yield_now().await;
        }
        Self { stream }
    }

    /// Sends a frame; false when the connection is gone.
    pub async fn sends(&mut self, first: u8, payload: impl AsRef<[u8]>) -> bool {
        self.sends_bytes(&frame(first, payload.as_ref())).await
    }

    /// Sends bytes that need not be a frame; false when the connection is gone.
    pub async fn sends_bytes(&mut self, bytes: &[u8]) -> bool {
        timeout(PATIENCE, self.stream.write_all(bytes)).await.is_ok_and(|sent| sent.is_ok())
    }

    /// Closes the connection in order, once what was sent is on its way.
    pub async fn hangs_up(mut self) {
        // A connection that is dropped with something unread is reset, and what was sent may be lost with it.
        self.stream.shutdown().await.ok();
        self.is_closed().await;
    }

    /// Reads until something has come.
    pub async fn reads_until(&mut self, wanted: &str) {
        let mut seen = Vec::new();
        while !String::from_utf8_lossy(&seen).contains(wanted) {
            let some = timeout(PATIENCE, self.stream.read_buf(&mut seen)).await;
            assert!(some.is_ok_and(|some| some.is_ok_and(|some| some > 0)), "{wanted} does not come");
        }
    }

    /// Connects to the namespace and waits for the greeting.
    pub async fn connects(&mut self) {
        assert!(self.sends(TEXT, "40").await);
        self.reads_until("conectado").await;
    }

    /// The server must close the connection before the moment; all that came until then.
    pub async fn is_closed_before(&mut self, moment: Instant) -> String {
        let mut seen = Vec::new();
        let end = async { while self.stream.read_buf(&mut seen).await.is_ok_and(|some| some > 0) {} };
        assert!(timeout_at(moment, end).await.is_ok(), "not closed in time: {}", String::from_utf8_lossy(&seen));
        String::from_utf8_lossy(&seen).into_owned()
    }

    /// The server must close the connection; all that came until then.
    pub async fn is_closed(&mut self) -> String {
        self.is_closed_before(Instant::now() + PATIENCE).await
    }

    /// The server must reset the connection, which is noticed here without reading a byte of what still waits.
    pub async fn is_reset_within(&self, limit: Duration) {
        eventually("the connection is reset", limit, || async {
            self.stream.take_error().expect("the socket's state").map(drop)
        })
        .await;
    }
}

async fn connect(address: &Address, receive_buffer: Option<u32>) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("socket");
    if let Some(size) = receive_buffer {
        // Before connecting: the window is agreed on then.
        socket.set_recv_buffer_size(size).expect("a small buffer");
    }
    let stream = socket.connect(address.host().parse().expect("address")).await.expect("connection");
    stream.set_nodelay(true).expect("nodelay");
    stream
}

/// A masked frame.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = frame_head(first, payload.len() as u64);
    // A mask of zeros changes nothing.
    bytes.extend(payload);
    bytes
}

/// The head of a frame of any size.
pub fn frame_head(first: u8, size: u64) -> Vec<u8> {
    let mut bytes = vec![first];
    match size {
        0..126 => bytes.push(0x80 | size as u8),
        126..65_536 => {
            bytes.push(0x80 | 126);
            bytes.extend((size as u16).to_be_bytes());
        }
        _ => {
            bytes.push(0x80 | 127);
            bytes.extend(size.to_be_bytes());
        }
    }
    bytes.extend([0; 4]);
    bytes
}

/// A request over a connection that stays open for the next one.
pub struct KeptAlive {
    sender: hyper::client::conn::http1::SendRequest<http_body_util::Full<hyper::body::Bytes>>,
}

impl KeptAlive {
    /// Connects.
    pub async fn open(address: &Address) -> Self {
        let stream = hyper_util::rt::TokioIo::new(address.connect().await.expect("connection"));
        let (sender, connection) = hyper::client::conn::http1::handshake(stream).await.expect("HTTP");
        tokio::spawn(connection);
        Self { sender }
    }

    /// Sends a request; an error when the connection is gone.
    pub async fn sends(&mut self, call: Call) -> Result<super::Answer, String> {
        timeout(PATIENCE, call.send_over(&mut self.sender)).await.map_err(|_| "no answer in time".to_owned())?
    }
}
