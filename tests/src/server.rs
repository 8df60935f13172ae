//! A server on a port of this machine, for as long as a test needs it.

use std::io;
use std::net::SocketAddr;

use farrier::server::{Protocols, Router, Routes, Serve, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server that is running.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    running: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Serves `router` on a port that the system chooses.
    ///
    /// # Panics
    ///
    /// When there is no port to be had.
    pub async fn start<S, R, P>(router: Router<S, R, P>) -> Self
    where
        S: Send + Sync + 'static,
        R: Routes<S>,
        P: Protocols,
    {
        Self::start_with(router, |serve| serve).await
    }

    /// The same, with settings.
    ///
    /// # Panics
    ///
    /// When there is no port to be had.
    pub async fn start_with<S, R, P>(
        router: Router<S, R, P>,
        set: impl FnOnce(Serve<Router<S, R, P>>) -> Serve<Router<S, R, P>>,
    ) -> Self
    where
        S: Send + Sync + 'static,
        R: Routes<S>,
        P: Protocols,
    {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            // Whoever drops the server without stopping it wants it to run on.
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let server = set(serve(listener, router)).graceful_shutdown(stopped);
        Self {
            address,
            stop,
            running: tokio::spawn(server.into_future()),
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a client takes as its endpoint.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops gracefully and waits for the end.
    ///
    /// # Errors
    ///
    /// When the server has failed.
    pub async fn stop(self) -> io::Result<()> {
        let _ = self.stop.send(());
        self.running.await.map_err(io::Error::other)?
    }
}
