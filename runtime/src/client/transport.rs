//! How a request gets to the service: any `tower` service.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::pin::Pin;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceExt};

use super::error::{Failure, TransportError};

/// The body of a request.
pub type Body = Full<Bytes>;

type BoxError = Box<dyn StdError + Send + Sync>;
type AnswerBody = Pin<Box<dyn http_body::Body<Data = Bytes, Error = Broken> + Send>>;

/// Why a body did not come to its end.
#[derive(Debug)]
struct Broken(BoxError);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Broken {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// A transport whose type is forgotten, so that all that is done with it is compiled once.
#[derive(Clone)]
pub(crate) struct Transport(BoxCloneSyncService<Request<Body>, Response<AnswerBody>, BoxError>);

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
            .map_response(|response: Response<B>| {
                response
                    .map(|body| Box::pin(body.map_err(|error| Broken(error.into()))) as AnswerBody)
            });
        Self(BoxCloneSyncService::new(service))
    }

    /// Sends a request and reads its answer to the end, but no further than `limit` bytes.
    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        limit: usize,
    ) -> Result<Response<Bytes>, Failure> {
        let answer = self
            .0
            .clone()
            .oneshot(request.map(Full::new))
            .await
            .map_err(sort)?;
        let (head, body) = answer.into_parts();
        match Limited::new(body, limit).collect().await {
            Ok(body) => Ok(Response::from_parts(head, body.to_bytes())),
            Err(error) if error.is::<LengthLimitError>() => {
                Err(Failure::Transport(TransportError::TooLarge(limit)))
            }
            Err(error) => Err(Failure::Transport(TransportError::Exchange(error))),
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
