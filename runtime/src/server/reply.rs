//! What a router answers with.

use std::convert::Infallible;
use std::fmt::{self, Debug};
use std::future::{Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll};

use http::Response;

use crate::Body;

/// The answer to a request, as a future that does not fail.
///
/// Made by [`Incoming::handle`](super::Incoming::handle) and
/// [`Incoming::unmatched`](super::Incoming::unmatched).
#[must_use = "nothing is answered unless the reply is awaited"]
pub struct Reply(State);

enum State {
    Ready(Ready<Response<Body>>),
    Pending(Pin<Box<dyn Future<Output = Response<Body>> + Send>>),
}

impl Reply {
    pub(super) fn ready(response: Response<Body>) -> Self {
        Self(State::Ready(ready(response)))
    }

    pub(super) fn pending(response: impl Future<Output = Response<Body>> + Send + 'static) -> Self {
        Self(State::Pending(Box::pin(response)))
    }
}

impl Future for Reply {
    type Output = Result<Response<Body>, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.get_mut().0 {
            State::Ready(response) => Pin::new(response).poll(context).map(Ok),
            State::Pending(response) => response.as_mut().poll(context).map(Ok),
        }
    }
}

impl Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").finish_non_exhaustive()
    }
}
