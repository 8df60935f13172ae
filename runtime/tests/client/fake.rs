//! A transport that plays the service: it gives the answers of a script, and keeps the requests.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::{Future, Ready, pending, ready};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use farrier::bytes::Bytes;
use farrier::client::{Body, Builder};
use farrier::http::{Request, Response};
use tokio::time::{Instant, sleep};
use tower::Service;

use crate::shop::Shop;

/// What the transport does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Answers with a status, headers and a body.
    Answer(u16, &'static [(&'static str, &'static str)], &'static str),
    /// Answers with success after a while.
    After(Duration),
    /// Fails as a socket does that nobody listens at.
    Refuse,
    /// Fails as a connection does that breaks.
    Break,
    /// Never answers.
    Hang,
}

pub(crate) const DONE: Act = Act::Answer(200, &[], r#"{"orderId":"o-1"}"#);
pub(crate) const UNAVAILABLE: Act = Act::Answer(503, &[], "");

/// One request as it was sent, and when.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) request: Request<Bytes>,
    pub(crate) at: Instant,
}

/// The transport. Copies share script and record. When the script has ended, the last act repeats.
#[derive(Clone)]
pub(crate) struct Fake {
    script: Arc<Mutex<VecDeque<Act>>>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Fake {
    pub(crate) fn new(script: impl IntoIterator<Item = Act>) -> Self {
        Self {
            script: Arc::new(Mutex::new(script.into_iter().collect())),
            sent: Arc::default(),
        }
    }

    /// A builder that lacks nothing.
    pub(crate) fn builder(&self) -> Builder<Shop> {
        Shop::builder()
            .endpoint("https://shop.example")
            .bearer_token("open sesame")
            .transport(self.clone())
    }

    pub(crate) fn client(&self) -> Shop {
        self.builder().build().unwrap()
    }

    /// Takes what was sent since.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }
}

impl Service<Request<Body>> for Fake {
    type Response = Response<Body>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Response<Body>>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let mut script = self.script.lock().unwrap();
        let act = if script.len() > 1 {
            script.pop_front()
        } else {
            script.front().cloned()
        };
        let act = act.expect("a script of at least one act");
        let request = request.map(whole);
        self.sent.lock().unwrap().push(Sent {
            request,
            at: Instant::now(),
        });
        Box::pin(async move {
            match act {
                Act::Answer(status, headers, body) => Ok(answer(status, headers, body)),
                Act::After(time) => {
                    sleep(time).await;
                    Ok(answer(200, &[], r#"{"orderId":"o-1"}"#))
                }
                Act::Refuse => Err(io::ErrorKind::ConnectionRefused.into()),
                Act::Break => Err(io::ErrorKind::ConnectionReset.into()),
                Act::Hang => pending().await,
            }
        })
    }
}

fn answer(status: u16, headers: &[(&str, &str)], body: &'static str) -> Response<Body> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(body)).unwrap()
}

/// The bytes of a body that is there as a whole.
fn whole(body: Body) -> Bytes {
    body.into_bytes().expect("a body in memory")
}

/// A service in the same program.
#[derive(Clone)]
pub(crate) struct Double;

impl Service<Request<Body>> for Double {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        assert!(request.headers().get("authorization").is_none());
        ready(Ok(answer(200, &[], r#"{"orderId":"in process"}"#)))
    }
}
