//! A line to the server that can go dead without a word, as a phone's does when it leaves the shop.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::http::Address;

/// Passes connections on until it stands still.
pub struct Proxy {
    /// Where to connect to.
    pub address: Address,
    dead: watch::Sender<bool>,
}

impl Proxy {
    /// Passes connections on to `server`.
    pub async fn to(server: &Address) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = Address::new(listener.local_addr().expect("address").port());
        let (dead, dying) = watch::channel(false);
        let server = server.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let far = server.connect().await.expect("the server");
                tokio::spawn(pass_on(near, far, dying.clone()));
            }
        });
        Self { address, dead }
    }

    /// From now on nothing is passed on, and nothing is closed either.
    pub fn goes_dead(&self) {
        self.dead.send_replace(true);
    }
}

async fn pass_on(mut near: TcpStream, mut far: TcpStream, mut dying: watch::Receiver<bool>) {
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => return,
        _ = dying.changed() => {}
    }
    // Both stay open for as long as the test runs.
    std::future::pending::<()>().await;
}
