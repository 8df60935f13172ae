//! How a request gets to the service: any `tower` service.

use std::error::Error as StdError;
use std::io;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceExt};

use super::error::{Failure, TransportError};
use crate::{Body, StreamError};

type BoxError = Box<dyn StdError + Send + Sync>;

/// A transport whose type is forgotten, so that all that is done with it is compiled once.
#[derive(Clone)]
pub(crate) struct Transport(BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>);

impl Transport {
    pub(crate) fn new<S, B>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let service = service
            .map_err(Into::into)
            .map_response(|response: Response<B>| response.map(Body::new));
        Self(BoxCloneSyncService::new(service))
    }

    /// Sends a request and gives its answer as soon as the head is there.
    pub(crate) async fn send(&self, request: Request<Body>) -> Result<Response<Body>, Failure> {
        self.0.clone().oneshot(request).await.map_err(sort)
    }
}

/// Reads an answer to the end, but no further than `limit` bytes.
pub(crate) async fn collect(
    answer: Response<Body>,
    limit: usize,
) -> Result<Response<Bytes>, Failure> {
    let (head, body) = answer.into_parts();
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(Response::from_parts(head, body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Failure::Transport(TransportError::TooLarge(limit)))
        }
        Err(error) => {
            let error = StreamError::new(error).into_reason();
            Err(Failure::Transport(TransportError::Exchange(error)))
        }
    }
}

/// Tells whether the service can have seen the request.
fn sort(error: BoxError) -> Failure {
    Failure::Transport(match is_connect(&*error) {
        true => TransportError::Connect(error),
        false => TransportError::Exchange(error),
    })
}

fn is_connect(error: &(dyn StdError + 'static)) -> bool {
    #[cfg(feature = "hyper")]
    if let Some(error) = error.downcast_ref::<hyper_util::client::legacy::Error>() {
        return error.is_connect();
    }
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            use io::ErrorKind::{
                AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkUnreachable,
            };
            return matches!(
                error.kind(),
                ConnectionRefused | HostUnreachable | NetworkUnreachable | AddrNotAvailable
            );
        }
        next = error.source();
    }
    false
}
