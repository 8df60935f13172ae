//! Listening on a socket.

use std::error::Error;
use std::fmt::{self, Debug};
use std::future::{IntoFuture, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use http::{Request, Response};
#[cfg(not(feature = "http2"))]
use hyper::server::conn::http1;
#[cfg(feature = "http2")]
use hyper_util::rt::TokioExecutor;
use hyper_util::rt::{TokioIo, TokioTimer};
#[cfg(feature = "http2")]
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower_service::Service;

use super::connection::Connection;

/// Serves `service`, such as a [`Router`](super::Router), over HTTP/1.1 on `listener`; with the feature
/// `http2`, over HTTP/2 as well, for clients that begin with it.
///
/// What comes back is awaited, after settings if there are any. It runs until its future is
/// dropped, which closes all connections, or until [`Serve::graceful_shutdown`].
///
/// Settings are not a future yet: where one is asked for, as by `try_join!`, call `into_future`.
///
/// A client that hangs up does not cancel its request: the handler runs to its end.
///
/// ```no_run
/// # async fn example<S, B>(service: S) -> std::io::Result<()>
/// # where
/// #     S: tower_service::Service<http::Request<hyper::body::Incoming>, Response = http::Response<B>>,
/// #     S: Clone + Send + 'static,
/// #     S::Future: Send,
/// #     S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
/// #     B: http_body::Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
/// # {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// let stop = async { std::future::pending().await }; // such as a signal of the operating system
/// farrier::server::serve(listener, service).max_connections(10_000).graceful_shutdown(stop).await
/// # }
/// ```
pub fn serve<S>(listener: TcpListener, service: S) -> Serve<S> {
    Serve {
        listener,
        service,
        header_read_timeout: Duration::from_secs(30),
        write_timeout: Duration::from_secs(30),
        max_connections: Semaphore::MAX_PERMITS,
        stop: Box::pin(std::future::pending()),
        shutdown_timeout: Duration::from_secs(30),
    }
}

/// A server that is about to start; see [`serve`].
#[must_use = "a server does nothing unless it is awaited"]
pub struct Serve<S> {
    listener: TcpListener,
    service: S,
    header_read_timeout: Duration,
    write_timeout: Duration,
    max_connections: usize,
    stop: Pin<Box<dyn Future<Output = ()> + Send>>,
    shutdown_timeout: Duration,
}

impl<S> Serve<S> {
    /// Closes a connection on which the head of a request, the first or a later one, has not
    /// arrived in full within this time. The default is 30 seconds.
    pub fn header_read_timeout(mut self, time: Duration) -> Self {
        // hyper adds this to the present, which must not overflow.
        self.header_read_timeout = time.min(Duration::from_secs(365 * 24 * 60 * 60));
        self
    }

    /// Closes a connection whose client takes nothing of an answer for this long. The default is 30
    /// seconds.
    pub fn write_timeout(mut self, time: Duration) -> Self {
        self.write_timeout = time;
        self
    }

    /// Accepts no further connection while this many are open. By default there is no bound.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// Stops once `stop` is ready: accepts no further connection, closes the idle ones, and lets
    /// the requests that are under way finish.
    ///
    /// A stop that is a signal of the operating system stays caught while they do. To stop several
    /// servers at once, give each a receiver of one channel.
    pub fn graceful_shutdown(mut self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        self.stop = Box::pin(stop);
        self
    }

    /// Closes the connections that are still open this long after the stop. The default is 30
    /// seconds.
    pub fn shutdown_timeout(mut self, time: Duration) -> Self {
        self.shutdown_timeout = time;
        self
    }
}

impl<S, B> IntoFuture for Serve<S>
where
    S: Service<Request<hyper::body::Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: http_body::Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    type Output = io::Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self {
            listener,
            service,
            header_read_timeout,
            write_timeout,
            max_connections,
            mut stop,
            shutdown_timeout,
        } = self;
        Box::pin(async move {
            let http = protocols(header_read_timeout);
            let slots = Arc::new(Semaphore::new(max_connections));
            let graceful = GracefulShutdown::new();
            let mut connections = JoinSet::new();
            while let Some((stream, slot)) = unless(&mut stop, async {
                let slot = Arc::clone(&slots).acquire_owned().await;
                (accept(&listener).await, slot)
            })
            .await
            {
                let connection = Connection::new(stream, write_timeout);
                #[cfg(feature = "http2")]
                let connection = connection.recognised_within(header_read_timeout);
                let io = TokioIo::new(connection);
                let connection =
                    http.serve_connection(io, TowerToHyperService::new(service.clone()));
                #[cfg(feature = "http2")]
                let connection = connection.into_owned();
                let connection = graceful.watch(connection);
                connections.spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "connection failed");
                    }
                    drop(slot);
                });
                // Tasks that have ended are held until they are joined.
                while connections.try_join_next().is_some() {}
            }
            drop(listener);
            if tokio::time::timeout(shutdown_timeout, graceful.shutdown())
                .await
                .is_err()
            {
                tracing::warn!("requests were cut off, as they did not end in time after the stop");
            }
            connections.shutdown().await;
            Ok(())
        })
    }
}

#[cfg(not(feature = "http2"))]
fn protocols(header_read_timeout: Duration) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(header_read_timeout)
        .half_close(true);
    http
}

#[cfg(feature = "http2")]
fn protocols(header_read_timeout: Duration) -> auto::Builder<TokioExecutor> {
    /// How long a connection may be silent before its client is asked whether it is there.
    const SILENCE: Duration = Duration::from_secs(30);

    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(header_read_timeout)
        .half_close(true);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(SILENCE);
    http
}

impl<S> Debug for Serve<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serve")
            .field("listener", &self.listener)
            .field("header_read_timeout", &self.header_read_timeout)
            .field("write_timeout", &self.write_timeout)
            .field("max_connections", &self.max_connections)
            .field("shutdown_timeout", &self.shutdown_timeout)
            .finish_non_exhaustive()
    }
}

/// What `next` gives, unless `stop` is ready before.
async fn unless<T>(
    stop: &mut Pin<Box<dyn Future<Output = ()> + Send>>,
    next: impl Future<Output = T>,
) -> Option<T> {
    let mut next = pin!(next);
    poll_fn(|context| match stop.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => next.as_mut().poll(context).map(Some),
    })
    .await
}

/// The next connection. What keeps it from being accepted, such as too many open files, is waited
/// out.
async fn accept(listener: &TcpListener) -> TcpStream {
    const LONGEST: Duration = Duration::from_secs(1);
    let mut pause = Duration::from_millis(5);
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Answers are written in one piece, so that there is nothing to wait for.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY cannot be set");
                }
                return stream;
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, ?pause, "no connection can be accepted");
                tokio::time::sleep(pause).await;
                pause = LONGEST.min(pause * 2);
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}
