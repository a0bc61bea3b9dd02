//! A bare axum server: what the transport allows. `/1` and `/3` send each frame back once or three times (a chat
//! message is one frame in and three out: the acknowledgement and an event for each of two people), `/all` sends it to
//! everybody there, `/small` and `/page` answer over HTTP with as many bytes as the chat does.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, UPGRADE};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use futures_util::{SinkExt, StreamExt};
use hyper_util::rt::TokioIo;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use crate::Outcome;

/// Bytes of the answer to a message sent over REST, and of a page of 100 messages.
const SMALL: usize = 480;
const PAGE: usize = 46_000;

type Everybody = Arc<Mutex<Vec<UnboundedSender<Utf8Bytes>>>>;

/// Serves until it is killed.
pub fn run() -> Outcome<()> {
    // With as many threads as the core it is kept on allows: one.
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let everybody = Everybody::default();
        let routes = Router::new()
            .route("/1", any(|request: Request| async { upgrade(request, 1, None) }))
            .route("/3", any(|request: Request| async { upgrade(request, 3, None) }))
            .route("/all", any(|State(all), request: Request| async { upgrade(request, 0, Some(all)) }))
            .route("/small", post(|body: axum::body::Bytes| async move { "x".repeat(SMALL + body.len() % 2) }))
            .route("/page", get(|| async { "x".repeat(PAGE) }))
            .with_state(everybody);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        use axum::serve::ListenerExt;
        let listener = listener.tap_io(|stream| {
            stream.set_nodelay(true).ok();
        });
        Ok(axum::serve(listener, routes).await?)
    })
}

fn upgrade(mut request: Request, times: usize, all: Option<Everybody>) -> Response {
    let Some(key) = request.headers().get(SEC_WEBSOCKET_KEY) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let accept = derive_accept_key(key.as_bytes());
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let Ok(upgraded) = upgraded.await else { return };
        let config = WebSocketConfig::default().read_buffer_size(4 << 10).write_buffer_size(4 << 10);
        let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
        match all {
            None => echo(socket, times).await,
            Some(all) => broadcast(socket, &all).await,
        }
    });
    let head = [(CONNECTION, "Upgrade"), (UPGRADE, "websocket"), (SEC_WEBSOCKET_ACCEPT, accept.as_str())];
    (StatusCode::SWITCHING_PROTOCOLS, head).into_response()
}

async fn echo(mut socket: WebSocketStream<TokioIo<hyper::upgrade::Upgraded>>, times: usize) {
    while let Some(Ok(Message::Text(text))) = socket.next().await {
        for _ in 0..times {
            // Each as a write of its own, as the chat's go to different sockets.
            if socket.send(Message::Text(text.clone())).await.is_err() {
                return;
            }
        }
    }
}

async fn broadcast(mut socket: WebSocketStream<TokioIo<hyper::upgrade::Upgraded>>, all: &Everybody) {
    let (sender, mut mine) = unbounded_channel();
    all.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
    loop {
        tokio::select! {
            Some(text) = mine.recv() => if socket.send(Message::Text(text)).await.is_err() { return },
            heard = socket.next() => match heard {
                Some(Ok(Message::Text(text))) => {
                    let all = all.lock().unwrap_or_else(PoisonError::into_inner);
                    all.iter().for_each(|one| { one.send(text.clone()).ok(); });
                }
                Some(Ok(_)) => {}
                _ => return,
            },
        }
    }
}
