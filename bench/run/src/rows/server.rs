//! One request: read, decoded, checked, handled and answered.

use std::convert::Infallible;

use bytes::Bytes;
use codecatalyst::operation::{DeleteAccessToken, DeleteAccessTokenInput, DeleteAccessTokenOutput};
use codecatalyst::server::CodeCatalyst;
use farrier::server::{Context, Outcome, serve};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Body;
use tables::operation::{
    BatchWriteItem, BatchWriteItemInput, BatchWriteItemOutput, PlaceOrder, PlaceOrderInput,
    PlaceOrderOutput, Query, QueryInput, QueryOutput, UntagResource, UntagResourceInput,
};
use tables::server::Tables;
use tokio::runtime::Runtime;
use tower::{Service, ServiceExt as _, service_fn};

use super::runtime;
use crate::harness::{Bench, Subject, Target};
use crate::loopback::{self, CONNECTIONS, Caller};
use crate::{bodies, by_hand};

struct Tokens;

impl CodeCatalyst for Tokens {
    async fn delete_access_token(
        &self,
        _: DeleteAccessTokenInput,
        _: Context,
    ) -> Outcome<DeleteAccessToken> {
        Ok(DeleteAccessTokenOutput::new())
    }
}

struct Store;

impl Tables for Store {
    async fn batch_write_item(
        &self,
        _: BatchWriteItemInput,
        _: Context,
    ) -> Outcome<BatchWriteItem> {
        Ok(BatchWriteItemOutput::new())
    }

    async fn place_order(&self, input: PlaceOrderInput, _: Context) -> Outcome<PlaceOrder> {
        let placed = by_hand::placed(input.lines.iter().map(|line| (line.quantity, line.price)));
        Ok(PlaceOrderOutput::new(placed.number, placed.total))
    }

    async fn query(&self, _: QueryInput, _: Context) -> Outcome<Query> {
        Ok(QueryOutput::new())
    }

    async fn untag_resource(&self, _: UntagResourceInput, _: Context) -> Outcome<UntagResource> {
        Ok(Default::default())
    }
}

/// A request in both of its forms.
#[derive(Clone, Copy)]
struct Exchange {
    method: &'static str,
    path: &'static str,
    body: &'static str,
}

impl Exchange {
    fn request(&self) -> Request<Full<Bytes>> {
        let request = Request::builder()
            .method(self.method)
            .uri(self.path)
            .header("host", "127.0.0.1")
            .header("user-agent", "bench");
        let request = match self.body {
            "" => request,
            _ => request.header("content-type", "application/json"),
        };
        request
            .body(Full::from(self.body))
            .expect("the request is well-formed")
    }

    fn bytes(&self) -> Vec<u8> {
        let Self { method, path, body } = self;
        let head = format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: bench\r\n");
        let entity = match *body {
            "" => String::new(),
            body => format!(
                "content-type: application/json\r\ncontent-length: {}\r\n",
                body.len()
            ),
        };
        format!("{head}{entity}\r\n{body}").into_bytes()
    }
}

const DELETE: Exchange = Exchange {
    method: "DELETE",
    path: "/v1/accessTokens/a1b2c3d4-0000-1111-2222-333344445555",
    body: "",
};

const PUT: Exchange = Exchange {
    method: "PUT",
    path: "/orders/customer-17",
    body: bodies::ORDER,
};

/// Runs the rows.
pub fn run(bench: &Bench) {
    in_process(bench);
    over_loopback(bench);
}

const SECTION: &str = "Server";
const BY_HAND: Target = Target::Throughput(0.95);
const AXUM: Target = Target::Throughput(1.0);

fn in_process(bench: &Bench) {
    let runtime = runtime();
    bench.row(
        SECTION,
        "in process, label alone",
        subject(
            "farrier",
            &runtime,
            DELETE,
            codecatalyst::server::Router::new(Tokens),
        ),
        vec![
            (
                subject(
                    "hyper by hand",
                    &runtime,
                    DELETE,
                    service_fn(by_hand::serve),
                ),
                BY_HAND,
            ),
            (subject("axum", &runtime, DELETE, by_hand::axum()), AXUM),
        ],
    );
    bench.row(
        SECTION,
        "in process, 400 bytes of JSON",
        subject("farrier", &runtime, PUT, tables::server::Router::new(Store)),
        vec![
            (
                subject("hyper by hand", &runtime, PUT, service_fn(by_hand::serve)),
                BY_HAND,
            ),
            (subject("axum", &runtime, PUT, by_hand::axum()), AXUM),
        ],
    );
}

/// A service that answers the request; its answer is read to the end, as hyper would.
fn subject<'a, S, B>(
    name: &'static str,
    runtime: &'a Runtime,
    exchange: Exchange,
    service: S,
) -> Subject<'a>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>, Error = Infallible> + Clone + 'a,
    B: Body<Data = Bytes>,
{
    let answer = move || {
        let service = service.clone();
        async move {
            let response = service
                .oneshot(exchange.request())
                .await
                .unwrap_or_else(|never| match never {});
            let (head, body) = response.into_parts();
            let body = body.collect().await.ok().map(|body| body.to_bytes());
            (head, body)
        }
    };
    let (head, body) = runtime.block_on(answer());
    assert!(
        head.status.is_success(),
        "the request succeeds: {head:?} {body:?}"
    );
    Subject::future(name, runtime, answer)
}

fn over_loopback(bench: &Bench) {
    const LABEL: &str = "over loopback, label alone";
    const JSON: &str = "over loopback, 400 bytes of JSON";
    if !bench.wants(SECTION, LABEL) && !bench.wants(SECTION, JSON) {
        return;
    }
    let tokens = loopback::start(|listener| async {
        let _ = serve(listener, codecatalyst::server::Router::new(Tokens)).await;
    });
    let tables = loopback::start(|listener| async {
        let _ = serve(listener, tables::server::Router::new(Store)).await;
    });
    let hyper = loopback::start(loopback::hyper);
    let axum = loopback::start(|listener| async {
        let _ = axum::serve(listener, by_hand::axum()).await;
    });
    for (what, ours, exchange) in [(LABEL, tokens, DELETE), (JSON, tables, PUT)] {
        let subject = |name, address| {
            let mut caller =
                Caller::new(address, &exchange.bytes()).expect("the server takes connections");
            Subject::new(name, move || caller.call().expect("the server answers"))
                .batch(CONNECTIONS)
        };
        bench.row(
            SECTION,
            what,
            subject("farrier", ours),
            vec![
                (subject("hyper by hand", hyper), BY_HAND),
                (subject("axum", axum), AXUM),
            ],
        );
    }
}
