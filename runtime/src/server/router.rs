//! A service of a model as a `tower` service.

use std::any::type_name;
use std::convert::Infallible;
use std::error::Error;
use std::fmt::{self, Debug};
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::HeaderName;
use http::uri::PathAndQuery;
use http::{Method, Request, Response, Uri, request};
use tower_service::Service;

use super::exchange::{Call, Settings};
use super::fault::Fault;
use super::incoming::{Frames, Incoming};
use super::path;
use super::protocols::{Choice, Protocols};
use super::reply::Reply;
use crate::Body;
use crate::protocol::{Protocol, Target};
use crate::wire::{OperationSchema, ServiceSchema};

/// The operations of a service, and which request is for which, as generated code states them.
///
/// `S` is what implements the service.
pub trait Routes<S>: Sized + 'static {
    /// The protocols of requests and answers that the service declares.
    type Protocols: Protocols;

    /// The service's name and version.
    const SERVICE: &'static ServiceSchema;

    /// All operations that have a method and path, for the `Allow` header of a 405.
    const OPERATIONS: &'static [&'static OperationSchema] = &[];

    /// Finds the operation of a request by its method and path, and hands it over; there is none where no
    /// protocol that the service declares does so.
    ///
    /// `path` is what stands between the slashes, each piece percent-decoded on its own; `/` alone
    /// has no pieces. A piece may be empty: [`Incoming::handle`] refuses those that stand for a label.
    fn route(method: &str, path: &[&str], call: Incoming<S, impl Protocols>) -> Reply {
        let _ = (method, path);
        call.unmatched()
    }

    /// Finds an operation by its name, and hands the request over; there is none where every protocol that the
    /// service declares goes by method and path.
    fn named(name: &str, call: Incoming<S, impl Protocols>) -> Reply {
        let _ = name;
        call.unmatched()
    }
}

/// Serves what `S` implements over HTTP, in the protocols `P`: a `tower` service that does not fail.
///
/// It takes requests with any body, so that axum, hyper, Lambda adapters and a client in the same
/// program can call it, within a tokio runtime whose time driver is on. Clones share the one `S`.
pub struct Router<S, R, P> {
    service: Arc<S>,
    settings: Arc<Settings>,
    routes: PhantomData<fn() -> (R, P)>,
}

impl<S, R: Routes<S>> Router<S, R, R::Protocols> {
    /// Serves `service` in all protocols that it declares, with the limits that the other methods name as defaults.
    pub fn new(service: S) -> Self {
        Self::shared(Arc::new(service))
    }

    /// Serves a `service` that others hold, too.
    pub fn shared(service: Arc<S>) -> Self {
        Self {
            service,
            settings: Arc::default(),
            routes: PhantomData,
        }
    }
}

impl<S, R, P> Router<S, R, P> {
    /// Speaks these protocols instead of those that the service declares: some of them, or ones of your own.
    /// `.protocols((RestJson1, Mine))`
    pub fn protocols<Q: Protocols>(self, protocols: Q) -> Router<S, R, Q> {
        // Protocols are types; their values name them.
        let _ = protocols;
        Router {
            service: self.service,
            settings: self.settings,
            routes: PhantomData,
        }
    }

    /// Refuses bodies of more than this many bytes with 413. The default is 2 MiB. Streams have no
    /// limit.
    pub fn body_limit(self, bytes: usize) -> Self {
        self.set(|settings| settings.body_limit = bytes)
    }

    /// Refuses a body that takes longer than this to arrive with 408. The default is 30 seconds;
    /// [`Duration::MAX`] is no limit. Streams have none.
    pub fn body_timeout(self, time: Duration) -> Self {
        self.set(|settings| settings.body_timeout = time)
    }

    /// Answers 503 when a handler takes longer than this, and drops the handler's future. The
    /// default is 30 seconds; [`Duration::MAX`] is no limit.
    ///
    /// A handler whose input has a stream is not limited, since it waits for its caller. The stream of
    /// an output begins when the handler is done, and is not limited either.
    pub fn handler_timeout(self, time: Duration) -> Self {
        self.set(|settings| settings.handler_timeout = time)
    }

    /// Serves all operations under this path, such as `/v1`; other paths are unknown.
    pub fn base_path(self, path: &str) -> Self {
        let path = path.trim_matches('/');
        let path = if path.is_empty() {
            String::new()
        } else {
            format!("/{path}")
        };
        self.set(|settings| settings.base_path = path)
    }

    /// Takes a request's id from this header, such as `x-request-id` behind a proxy that sets it.
    ///
    /// Only an id of up to 64 letters, digits and `-_.:=+/` is taken. Without one, and by default,
    /// each request gets a random id.
    pub fn request_id_header(self, name: HeaderName) -> Self {
        self.set(|settings| settings.request_id_header = Some(name))
    }

    fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }
}

impl<S, R, P> Clone for Router<S, R, P> {
    fn clone(&self) -> Self {
        Self {
            service: Arc::clone(&self.service),
            settings: Arc::clone(&self.settings),
            routes: PhantomData,
        }
    }
}

impl<S, R: Routes<S>, P> Debug for Router<S, R, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router")
            .field("service", &R::SERVICE.name)
            .field("handler", &type_name::<S>())
            .field("protocols", &type_name::<P>())
            .field("settings", &self.settings)
            .finish()
    }
}

impl<S, R, P, B> Service<Request<B>> for Router<S, R, P>
where
    S: Send + Sync + 'static,
    R: Routes<S>,
    P: Protocols,
    B: http_body::Body + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Reply;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Reply {
        let (mut head, body) = request.into_parts();
        let inside = enter(&self.settings.base_path, &mut head.uri);
        let place = P::claimed(R::SERVICE, &head);
        let framing = P::choose(place, Frames);
        let body = Body::new(body);
        let call = Call::new(&self.settings, R::SERVICE, framing, head, body);
        if !inside {
            return call.exchange.unmatched(&[]);
        }
        let shared = Arc::clone(&call.exchange.shared);
        let incoming = Incoming {
            service: Arc::clone(&self.service),
            call,
            place,
            routed: None,
            protocols: PhantomData,
        };
        let find = Find::<S, R, P> {
            head: &shared.head,
            incoming,
            routes: PhantomData,
        };
        P::choose(place, find)
    }
}

/// Finds the operation of a request, and hands it over.
struct Find<'a, S, R, P> {
    head: &'a request::Parts,
    incoming: Incoming<S, P>,
    routes: PhantomData<fn() -> R>,
}

impl<S, R, P> Choice for Find<'_, S, R, P>
where
    S: Send + Sync + 'static,
    R: Routes<S>,
    P: Protocols,
{
    type Output = Reply;

    fn of<Q: Protocol>(self) -> Reply {
        let Self {
            head, mut incoming, ..
        } = self;
        match Q::target(R::SERVICE, head) {
            Target::Route => path::split(head.uri.path(), |path| {
                incoming.routed = Some(R::OPERATIONS);
                R::route(head.method.as_str(), path, incoming)
            }),
            Target::Query(name) => R::named(name, incoming),
            _ if head.method != Method::POST => incoming.call.exchange.allows(&["POST"]),
            Target::Operation(name) => R::named(name, incoming),
            Target::Body => {
                let Incoming {
                    service,
                    call,
                    place,
                    routed,
                    protocols,
                } = incoming;
                let go_on = move |name: &str, call| {
                    let incoming = Incoming {
                        service,
                        call,
                        place,
                        routed,
                        protocols,
                    };
                    R::named(name, incoming)
                };
                call.named(Q::named_in_body, Box::new(go_on))
            }
            Target::Unknown => incoming.call.exchange.refused(Fault::no_name()),
        }
    }
}

/// Takes the base path off a URI, and tells whether it was there.
///
/// The URIs of `CONNECT host:port` and `OPTIONS *` have no path, and so belong to no operation.
fn enter(base: &str, uri: &mut Uri) -> bool {
    if !uri.path().starts_with('/') {
        return false;
    }
    if base.is_empty() {
        return true;
    }
    let rest = match uri
        .path_and_query()
        .and_then(|path| path.as_str().strip_prefix(base))
    {
        Some(rest) if rest.starts_with('/') => PathAndQuery::try_from(rest),
        Some(rest) if rest.is_empty() || rest.starts_with('?') => {
            PathAndQuery::try_from(format!("/{rest}"))
        }
        _ => return false,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = rest.ok();
    Uri::from_parts(parts).map(|inner| *uri = inner).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_paths_end_at_a_slash() {
        let entered = |uri: &'static str| {
            let mut uri = Uri::from_static(uri);
            enter("/v1", &mut uri).then(|| uri.to_string())
        };
        assert_eq!(
            entered("/v1/tokens/a?x=1").as_deref(),
            Some("/tokens/a?x=1")
        );
        assert_eq!(entered("/v1?x=1").as_deref(), Some("/?x=1"));
        assert_eq!(entered("/v1").as_deref(), Some("/"));
        assert_eq!(
            entered("http://host/v1/a").as_deref(),
            Some("http://host/a")
        );
        assert_eq!(entered("/v10/a"), None);
        assert_eq!(entered("/tokens/a"), None);
        assert_eq!(entered("*"), None);
    }
}
