//! Shapes the way generated code states them, and services on a socket.

use std::convert::Infallible;

use farrier::server::{Reply, serve};
use http::{Request, Response};
use tower_service::Service;

/// The service of all of them.
pub(crate) const SERVICE: &farrier::wire::ServiceSchema =
    &farrier::wire::ServiceSchema::new("Streams", "1", &[]);

/// States a structure the way generated code does.
macro_rules! shape {
    ($name:ident $(error($error:expr))?, $members:expr, $($field:ident: $type:ty),*) => {
        #[derive(Debug, PartialEq)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type),*
        }

        impl farrier::wire::Shape for $name {
            const NAME: &'static str = stringify!($name);
            $(const ERROR: Option<farrier::wire::ErrorSchema> = Some($error);)?
            const MEMBERS: &'static [farrier::wire::Member] = &$members;

            fn blank() -> Self {
                Self { $($field: farrier::wire::blank()),* }
            }

            fn encode_members<M: farrier::wire::MemberEncoder>(
                &self,
                to: &mut M,
            ) -> farrier::wire::EncodeResult {
                to.members(($(&self.$field,)*))
            }

            fn decode_member<D: farrier::wire::Decoder>(
                &mut self,
                from: &mut D,
            ) -> farrier::wire::DecodeResult {
                from.member(($(&mut self.$field,)*))
            }
        }
    };
}

/// States an operation the way generated code does.
macro_rules! operation {
    ($name:ident, $method:literal $uri:literal, $input:ty, $output:ty, $error:ty) => {
        #[derive(Debug)]
        pub(crate) enum $name {}

        impl farrier::wire::Operation for $name {
            const NAME: &'static str = stringify!($name);
            const METHOD: &'static str = $method;
            const URI: &'static str = $uri;
            const IDEMPOTENT: bool = true;
            type Input = $input;
            type Output = $output;
            type Error = $error;
        }
    };
}

/// States the one error of an operation the way generated code does.
macro_rules! error {
    ($name:ident, $variant:ident($type:ty)) => {
        #[derive(Debug, PartialEq)]
        pub(crate) enum $name {
            $variant($type),
        }

        impl farrier::wire::OperationError for $name {
            fn variants<V: farrier::wire::Variants<Self>>(variants: V) -> V {
                variants.variant(Self::$variant)
            }

            fn visit<V: farrier::wire::ErrorVisitor>(&self, visitor: V) -> V::Output {
                match self {
                    Self::$variant(error) => visitor.error(error),
                }
            }
        }
    };
}

pub(crate) use {error, operation, shape};

/// Serves on a socket of this machine until the test ends, and gives the endpoint.
pub(crate) async fn listen<S>(service: S) -> String
where
    S: Service<
            Request<hyper::body::Incoming>,
            Response = Response<farrier::Body>,
            Error = Infallible,
            Future = Reply,
        > + Clone
        + Send
        + 'static,
{
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, service).into_future());
    format!("http://{address}")
}
