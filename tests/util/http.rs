//! HTTP requests, one connection each, and their answers.

use std::net::Ipv4Addr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{HeaderMap, Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::PATIENCE;
use super::person::Person;

/// Where the server is; a restart moves it to another port and everybody who holds it moves along.
#[derive(Clone)]
pub struct Address(Arc<AtomicU16>);

impl Address {
    /// A port of 127.0.0.1.
    pub fn new(port: u16) -> Self {
        Self(Arc::new(AtomicU16::new(port)))
    }

    /// The port now.
    pub fn port(&self) -> u16 {
        self.0.load(Ordering::Acquire)
    }

    /// What a client writes into `Host`.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port())
    }

    /// The server listens elsewhere now.
    pub fn moves_to(&self, port: u16) {
        self.0.store(port, Ordering::Release);
    }

    /// A new connection.
    pub async fn connect(&self) -> std::io::Result<TcpStream> {
        self.connect_from(Ipv4Addr::LOCALHOST).await
    }

    /// A new connection from another address of this machine: all of 127.0.0.0/8 are.
    pub async fn connect_from(&self, from: Ipv4Addr) -> std::io::Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        if from != Ipv4Addr::LOCALHOST {
            socket.bind((from, 0).into())?;
        }
        let stream = socket.connect((Ipv4Addr::LOCALHOST, self.port()).into()).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// A request that is being put together; `.await` sends it.
#[derive(Clone)]
pub struct Call {
    address: Address,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Bytes,
    from: Ipv4Addr,
}

impl Call {
    /// A request without headers and body.
    pub fn new(address: &Address, method: &str, path: &str) -> Self {
        Self {
            address: address.clone(),
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Bytes::new(),
            from: Ipv4Addr::LOCALHOST,
        }
    }

    /// From another address of this machine.
    pub fn from(mut self, address: Ipv4Addr) -> Self {
        self.from = address;
        self
    }

    /// A further header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A header that may be there.
    pub fn header_if(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    /// The cookie of a session.
    pub fn session(self, token: &str) -> Self {
        self.header("cookie", &format!("session={token}"))
    }

    /// A JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// A form as a browser sends it.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect();
        self.body("application/x-www-form-urlencoded", pairs.join("&"))
    }

    /// Any body of any type.
    pub fn body(self, kind: &str, body: impl Into<Bytes>) -> Self {
        let mut call = self.header("content-type", kind);
        call.body = body.into();
        call
    }

    /// A body without a type.
    pub fn untyped_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends it; an error when the connection breaks, as it does when the server is killed.
    pub async fn send(self) -> Result<Answer, String> {
        timeout(PATIENCE, self.exchange()).await.map_err(|_| "no answer in time".to_owned())?
    }

    async fn exchange(self) -> Result<Answer, String> {
        let stream = self.address.connect_from(self.from).await.map_err(|e| e.to_string())?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|e| e.to_string())?;
        tokio::spawn(connection);
        self.send_over(&mut sender).await
    }

    /// Sends it over a connection that is there already.
    pub async fn send_over(self, sender: &mut SendRequest<Full<Bytes>>) -> Result<Answer, String> {
        let host = self.address.host();
        let method = Method::from_bytes(self.method.as_bytes()).expect("method");
        let mut request = Request::builder().method(method).uri(&self.path);
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request = request.header("host", host);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(self.body)).unwrap_or_else(|e| panic!("{}: {e}", self.path));
        let answer = sender.send_request(request).await.map_err(|e| e.to_string())?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(|e| e.to_string())?.to_bytes();
        let asked = format!("{} {}", self.method, self.path);
        Ok(Answer { asked, status: head.status.as_u16(), headers: head.headers, body })
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let asked = format!("{} {}", self.method, self.path);
            self.send().await.unwrap_or_else(|e| panic!("{asked}: {e}"))
        })
    }
}

/// A connection on which one request follows the other.
pub struct KeptOpen {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    cookie: String,
}

impl KeptOpen {
    /// With the cookie of a person.
    pub async fn by(person: &Person) -> Self {
        let stream = person.address().connect().await.expect("connection");
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
        tokio::spawn(connection);
        Self { sender, host: person.address().host(), cookie: format!("session={}", person.token) }
    }

    /// A POST of JSON; the status of the answer, which is read to its end.
    pub async fn posts(&mut self, path: &str, body: &Value) -> u16 {
        let request = Request::post(path).header("host", &self.host).header("cookie", &self.cookie);
        let request = request.header("content-type", "application/json").body(Full::new(body.to_string().into()));
        self.sender.ready().await.expect("an open connection");
        let answer = self.sender.send_request(request.expect("request")).await.expect("an answer");
        let status = answer.status().as_u16();
        answer.into_body().collect().await.expect("a whole answer");
        status
    }
}

/// Sends bytes that no proper client would send, and reads the answer until the server closes. The request
/// should say `Connection: close`.
pub async fn raw(address: &Address, request: impl AsRef<[u8]>) -> Answer {
    let work = async {
        let mut stream = address.connect().await.expect("connection");
        // A server that refuses early may close before it has read everything.
        let _ = stream.write_all(request.as_ref()).await;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        bytes
    };
    let bytes = timeout(PATIENCE, work).await.expect("an answer in time");
    let asked = String::from_utf8_lossy(&request.as_ref()[..request.as_ref().len().min(120)]).into_owned();
    parse(asked, &bytes)
}

/// What the server said. The one that was asked is kept for the messages of failing tests.
#[derive(Debug, Clone)]
pub struct Answer {
    asked: String,
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub body: Bytes,
}

impl Answer {
    /// The status must be this one.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} answered {}", self.asked, self.text());
        self
    }

    /// It must be an error as the contract writes errors; gives the sentence.
    #[track_caller]
    pub fn fails(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{} answered {}", self.asked, self.text());
        let kind = self.header("content-type").unwrap_or_default();
        assert!(kind.starts_with("application/json"), "{}: an error is JSON, not {kind:?}", self.asked);
        let sentence = self.json()["error"].as_str().unwrap_or_default().to_owned();
        assert!(!sentence.trim().is_empty(), "{}: no sentence in {}", self.asked, self.text());
        sentence
    }

    /// It must be exactly this error.
    #[track_caller]
    pub fn refuses(&self, status: u16, sentence: &str) {
        assert_eq!(self.fails(status), sentence, "{}", self.asked);
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{} answered {} no JSON ({e}): {}", self.asked, self.status, self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The whole `Set-Cookie` of the session.
    pub fn set_cookie(&self) -> Option<String> {
        let cookies = self.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        cookies.map(str::to_owned).find(|cookie| cookie.starts_with("session="))
    }

    /// The token that it sets.
    #[track_caller]
    pub fn token(&self) -> String {
        let cookie = self.set_cookie().unwrap_or_else(|| panic!("{} sets no session", self.asked));
        cookie["session=".len()..].split(';').next().unwrap_or_default().to_owned()
    }
}

fn parse(asked: String, bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap_or_default().split(' ').nth(1).and_then(|code| code.parse().ok());
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let name = hyper::header::HeaderName::from_bytes(name.as_bytes()).expect("header name");
        headers.append(name, value.trim().parse().expect("header value"));
    }
    let body = Bytes::copy_from_slice(bytes.get(end + 4..).unwrap_or_default());
    // 0 stands for a connection that was closed without a word.
    Answer { asked, status: status.unwrap_or(0), headers, body }
}

/// Percent-encodes all but letters and digits.
pub fn percent(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => (byte as char).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(encode).collect()
}
