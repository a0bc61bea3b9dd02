//! A lean Socket.IO client over a raw WebSocket: text frames as they are, no JSON parsed on the hot path, small
//! buffers, so that ten thousand of them cost the bench little.

use std::net::{SocketAddr, ToSocketAddrs};

use futures_util::{SinkExt, StreamExt};
use hyper::header::{COOKIE, HOST, HeaderValue};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::Outcome;

/// Where Socket.IO lives (CONTRACT).
const SOCKET_IO: &str = "/socket.io/?EIO=4&transport=websocket";

/// A server to be measured.
#[derive(Clone, Debug)]
pub struct Target {
    address: SocketAddr,
    authority: String,
}

impl Target {
    /// The server at `http://HOST:PORT`.
    pub fn parse(url: &str) -> Outcome<Self> {
        let rest = url.strip_prefix("http://").ok_or("the URL has to begin with http://")?;
        let authority = rest.split('/').next().unwrap_or_default().to_owned();
        let with_port = if authority.contains(':') { authority.clone() } else { format!("{authority}:80") };
        let address = with_port.to_socket_addrs()?.next().ok_or("the URL names no address")?;
        Ok(Self { address, authority })
    }

    /// What stands in `Host`.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// A new TCP connection.
    pub async fn dial(&self) -> Outcome<TcpStream> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// One WebSocket.
pub struct Wire {
    stream: WebSocketStream<TcpStream>,
}

/// What a frame is to the bench.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    /// The acknowledgement with this number, and whether it says ok.
    Acked(u64, bool),
    /// A message, as the whole frame.
    Delivered(&'a str),
    /// Anything else.
    Other,
}

impl Wire {
    /// A bare WebSocket on `path`.
    pub async fn open(target: &Target, path: &str, cookie: Option<&str>) -> Outcome<Self> {
        let mut request = format!("ws://{}{path}", target.authority()).into_client_request()?;
        request.headers_mut().insert(HOST, HeaderValue::from_str(target.authority())?);
        if let Some(cookie) = cookie {
            request.headers_mut().insert(COOKIE, HeaderValue::from_str(cookie)?);
        }
        // The default would be 128 KiB for each socket, eagerly.
        let config = WebSocketConfig::default().read_buffer_size(4 << 10).write_buffer_size(4 << 10);
        let (stream, _) = client_async_with_config(request, target.dial().await?, Some(config)).await?;
        Ok(Self { stream })
    }

    /// A Socket.IO connection that has been let in and greeted.
    pub async fn connect(target: &Target, cookie: &str) -> Outcome<Self> {
        let mut wire = Self::open(target, SOCKET_IO, Some(cookie)).await?;
        loop {
            let frame = wire.next().await?;
            match frame.as_str() {
                open if open.starts_with('0') => wire.send("40".to_owned()).await?,
                refused if refused.starts_with("44") => return Err(refused.to_owned().into()),
                greeting if greeting.starts_with(r#"42["conectado""#) => return Ok(wire),
                _ => {}
            }
        }
    }

    /// Writes a frame; [`Self::flush`] sends it.
    pub async fn feed(&mut self, frame: String) -> Outcome<()> {
        Ok(self.stream.feed(Message::text(frame)).await?)
    }

    /// Sends what was fed.
    pub async fn flush(&mut self) -> Outcome<()> {
        Ok(self.stream.flush().await?)
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: String) -> Outcome<()> {
        Ok(self.stream.send(Message::text(frame)).await?)
    }

    /// The next frame; a ping of Engine.IO is answered on the way. May be dropped while it waits.
    pub async fn next(&mut self) -> Outcome<Utf8Bytes> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) if text.as_str() == "2" => self.send("3".to_owned()).await?,
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Close(_))) | None => return Err("the server closed the socket".into()),
                Some(Ok(_)) => {}
                Some(Err(cause)) => return Err(cause.into()),
            }
        }
    }
}

/// Tells frames apart by their first letters.
pub fn hear(frame: &str) -> Heard<'_> {
    if let Some(rest) = frame.strip_prefix("43") {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let fine = rest[digits..].contains(r#""ok":true"#);
        return Heard::Acked(rest[..digits].parse().unwrap_or(0), fine);
    }
    match frame.starts_with(r#"42["mensaje_recibido""#) {
        true => Heard::Delivered(frame),
        false => Heard::Other,
    }
}

/// `mensaje_enviar` with an acknowledgement.
pub fn say(ack: u64, conversation: &str, id: Option<&str>, text: &str) -> String {
    let id = id.map(|id| format!(r#","id":"{id}""#)).unwrap_or_default();
    format!(r#"42{ack}["mensaje_enviar",{{"conversacion_id":"{conversation}","contenido":"{text}"{id}}}]"#)
}

/// A text that says when it was due, in nanoseconds of the bench's clock, and who said it.
pub fn stamped(due: u64, sender: usize) -> String {
    format!("El cliente de la receta 4471 pasa a las seis. ~T{due} {sender} fin")
}

/// What [`stamped`] wrote, out of a whole frame.
pub fn stamp(frame: &str) -> Option<(u64, usize)> {
    let (_, rest) = frame.split_once("~T")?;
    let mut words = rest.split(' ');
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}
