//! What a router answers, called in process.

#![cfg(feature = "server")]

mod server_support;

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use farrier::protocol::RestJson1;
use farrier::server::{Body, Router};
use http::{Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, Full};
use server_support::{Notes, Operations, router, shared};
use tower_service::Service;

type Notebook = Router<Notes, Operations, RestJson1>;

async fn send<B>(mut router: Notebook, request: Request<B>) -> Response<String>
where
    B: http_body::Body + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let response = match router.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Response::from_parts(head, String::from_utf8(body.into()).unwrap())
}

/// A request without a body.
fn request(method: &str, uri: &str) -> Request<Full<Bytes>> {
    Request::builder()
        .method(method)
        .uri(uri)
        .header("x-request-id", "r1")
        .body(Full::default())
        .unwrap()
}

/// A `PUT` of a JSON document.
fn put(uri: &str, body: &str) -> Request<Full<Bytes>> {
    let mut request = request("PUT", uri).map(|_| Full::from(body.to_owned()));
    request
        .headers_mut()
        .insert("content-type", "application/json".parse().unwrap());
    request
}

/// Status, headers in order of name, and body, as they would be read on the wire.
fn show(response: &Response<String>) -> String {
    let mut headers: Vec<String> = response
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap()))
        .collect();
    headers.sort();
    format!(
        "{}\n{}\n{}",
        response.status(),
        headers.concat(),
        response.body()
    )
}

#[track_caller]
fn assert_shows(response: &Response<String>, expected: &str) {
    assert_eq!(show(response), expected);
}

#[tokio::test]
async fn outputs_and_modelled_errors() {
    assert_shows(
        &send(router(), put("/notes/a", r#"{"text":"hello"}"#)).await,
        "201 Created\ncontent-type: application/json\nx-amzn-requestid: r1\n\n{\"length\":5}",
    );
    assert_shows(
        &send(router(), put("/notes/full", r#"{"text":"hello"}"#)).await,
        "507 Insufficient Storage\ncontent-type: application/json\nretry-after: 7\n\
         x-amzn-errortype: NotebookFull\nx-amzn-requestid: r1\n\n{\"message\":\"no page left\"}",
    );
    assert_shows(
        &send(router(), request("GET", "/notes/gone")).await,
        "410 Gone\ncontent-type: application/json\n\
         x-amzn-errortype: NoteGone\nx-amzn-requestid: r1\n\n{\"message\":\"burnt\"}",
    );
}

#[tokio::test]
async fn invalid_inputs_are_answered_in_full() {
    assert_shows(
        &send(router(), put("/notes/longer-than-8", r#"{"text":""}"#)).await,
        "422 Unprocessable Entity\ncontent-type: application/json\n\
         x-amzn-errortype: InvalidNote\nx-amzn-requestid: r1\n\n\
         {\"message\":\"2 validation errors detected. Value with length 13 at '/name' failed to \
         satisfy constraint: Member must have length between 1 and 8, inclusive; Value with length \
         0 at '/text' failed to satisfy constraint: Member must have length greater than or equal \
         to 1\"}",
    );
    let response = send(router(), put("/notes/a", "{}")).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        response.body(),
        "{\"message\":\"1 validation error detected. \
         Value at '/text' failed to satisfy constraint: Member must not be null\"}"
    );
}

#[tokio::test]
async fn a_service_without_an_error_for_it_answers_validation_exception() {
    let message = "Value with length 13 at '/name' failed to satisfy constraint: Member must have length between 1 and 8, inclusive";
    assert_shows(
        &send(router(), request("GET", "/notes/longer-than-8")).await,
        &format!(
            "400 Bad Request\ncontent-type: application/json\n\
             x-amzn-errortype: ValidationException\nx-amzn-requestid: r1\n\n\
             {{\"message\":\"1 validation error detected. {message}\",\
             \"fieldList\":[{{\"path\":\"/name\",\"message\":\"{message}\"}}]}}"
        ),
    );
}

#[tokio::test]
async fn unknown_paths_are_404() {
    for uri in [
        "/",
        "/other",
        "/notes",
        "/notes/",
        "/notes//",
        "//notes/a",
        "/notes/a//",
        "/notes/a/b",
        "/files/",
    ] {
        assert_shows(
            &send(router(), request("GET", uri)).await,
            "404 Not Found\ncontent-type: application/json\n\
             x-amzn-errortype: UnknownOperationException\nx-amzn-requestid: r1\n\n\
             {\"message\":\"No operation has this path.\"}",
        );
    }
    let mut asterisk = request("OPTIONS", "*");
    assert_eq!(
        send(router(), asterisk).await.status(),
        StatusCode::NOT_FOUND
    );
    asterisk = request("CONNECT", "host:443");
    assert_eq!(
        send(router(), asterisk).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn other_methods_are_405_with_those_that_are_there() {
    for method in ["DELETE", "POST", "OPTIONS", "PURGE"] {
        assert_shows(
            &send(router(), request(method, "/notes/a")).await,
            "405 Method Not Allowed\nallow: GET, PUT\ncontent-type: application/json\n\
             x-amzn-errortype: MethodNotAllowedException\nx-amzn-requestid: r1\n\n\
             {\"message\":\"No operation has this method at this path.\"}",
        );
    }
    let response = send(router(), request("PUT", "/files/a/b")).await;
    assert_eq!(response.headers()["allow"], "GET");
}

#[tokio::test]
async fn answers_to_head_have_a_length_and_no_body() {
    let response = send(router(), request("HEAD", "/probes/a")).await;
    assert_shows(
        &response,
        "200 OK\ncontent-length: 25\ncontent-type: application/json\nx-amzn-requestid: r1\n\n",
    );
    let response = send(router(), request("HEAD", "/notes/a")).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.headers()["allow"], "GET, PUT");
    assert_eq!(response.body(), "");
}

#[tokio::test]
async fn paths_are_decoded_piece_by_piece() {
    let text = |response: Response<String>| response.into_body();
    assert_eq!(
        text(send(router(), request("GET", "/n%6Ftes/a%2Fb")).await),
        r#"{"text":"a/b by GetNote"}"#
    );
    assert_eq!(
        text(send(router(), request("GET", "/notes/a?raw")).await),
        r#"{"text":"a by GetRawNote"}"#
    );
    assert_eq!(
        text(send(router(), request("GET", "/notes/a?x=raw")).await),
        r#"{"text":"a by GetNote"}"#
    );
    assert_eq!(
        text(send(router(), request("GET", "/files/a//b/")).await),
        r#"{"text":"a//b"}"#
    );
    assert_eq!(
        text(send(router(), request("GET", "/notes/a/?raw")).await),
        r#"{"text":"a by GetRawNote"}"#
    );
}

#[tokio::test]
async fn a_base_path_goes_before_all_others() {
    let router = router().base_path("v1/");
    assert_eq!(
        send(router.clone(), request("GET", "/v1/notes/a?raw"))
            .await
            .body(),
        r#"{"text":"a by GetRawNote"}"#
    );
    assert_eq!(
        send(router.clone(), request("GET", "/notes/a"))
            .await
            .status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        send(router, request("GET", "/v10/notes/a")).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn media_types_are_checked() {
    let mut wrong = put("/notes/a", "<text/>");
    wrong
        .headers_mut()
        .insert("content-type", "text/xml".parse().unwrap());
    assert_shows(
        &send(router(), wrong).await,
        "415 Unsupported Media Type\ncontent-type: application/json\n\
         x-amzn-errortype: UnsupportedMediaTypeException\nx-amzn-requestid: r1\n\n\
         {\"message\":\"The operation does not take a body of this media type.\"}",
    );
    let mut picky = request("GET", "/notes/a");
    picky
        .headers_mut()
        .insert("accept", "text/html".parse().unwrap());
    assert_shows(
        &send(router(), picky).await,
        "406 Not Acceptable\ncontent-type: application/json\n\
         x-amzn-errortype: NotAcceptableException\nx-amzn-requestid: r1\n\n\
         {\"message\":\"The operation gives no media type that the request accepts.\"}",
    );
}

#[tokio::test]
async fn malformed_bodies_are_400() {
    for body in [r#"{"text":"#, r#"{"text":7}"#, "[]", "nonsense"] {
        let response = send(router(), put("/notes/a", body)).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(
            response.headers()["x-amzn-errortype"],
            "SerializationException"
        );
        assert_eq!(response.headers()["content-type"], "application/json");
        assert!(
            response.body().starts_with("{\"message\":\"cannot read "),
            "{}",
            response.body()
        );
    }
}

#[tokio::test]
async fn bodies_over_the_limit_are_413() {
    let router = router().body_limit(16);
    let expected = "413 Payload Too Large\nconnection: close\ncontent-type: application/json\n\
        x-amzn-errortype: RequestEntityTooLargeException\nx-amzn-requestid: r1\n\n\
        {\"message\":\"The request body is larger than 16 bytes.\"}";
    assert_eq!(
        send(router.clone(), put("/notes/a", r#"{"text":"12345"}"#))
            .await
            .status(),
        StatusCode::CREATED
    );
    assert_shows(
        &send(router.clone(), put("/notes/a", r#"{"text":"123456"}"#)).await,
        expected,
    );
    // Of a body that announces its length, nothing is read.
    let announced = put("/notes/a", "").map(|_| Pieces {
        announced: 17,
        ..Pieces::default()
    });
    assert_shows(&send(router.clone(), announced).await, expected);
    let streamed = put("/notes/a", "")
        .map(|_| Pieces::of([Ok("{\"text\":\"1"), Ok("2345678"), Err("never read")]));
    assert_shows(&send(router, streamed).await, expected);
}

#[tokio::test]
async fn bodies_come_in_pieces_or_not_at_all() {
    let pieces =
        put("/notes/a", "").map(|_| Pieces::of([Ok("{\"te"), Ok("xt\":"), Ok("\"abc\"}")]));
    assert_eq!(send(router(), pieces).await.body(), "{\"length\":3}");
    let broken = put("/notes/a", "").map(|_| Pieces::of([Ok("{\"te"), Err("reset")]));
    assert_shows(
        &send(router(), broken).await,
        "400 Bad Request\nconnection: close\ncontent-type: application/json\n\
         x-amzn-errortype: IncompleteBodyException\nx-amzn-requestid: r1\n\n\
         {\"message\":\"The request body ended early or could not be read.\"}",
    );
}

#[tokio::test(start_paused = true)]
async fn slow_bodies_are_408_and_slow_handlers_503() {
    let stalled = put("/notes/a", "").map(|_| Pieces {
        stalls: true,
        ..Pieces::of([Ok("{")])
    });
    assert_shows(
        &send(router().body_timeout(Duration::from_secs(5)), stalled).await,
        "408 Request Timeout\nconnection: close\ncontent-type: application/json\n\
         x-amzn-errortype: RequestTimeoutException\nx-amzn-requestid: r1\n\n\
         {\"message\":\"The request body did not arrive in time.\"}",
    );
    let start = tokio::time::Instant::now();
    assert_shows(
        &send(
            router().handler_timeout(Duration::from_secs(9)),
            request("GET", "/notes/slow"),
        )
        .await,
        "503 Service Unavailable\ncontent-type: application/json\n\
         x-amzn-errortype: ServiceUnavailable\nx-amzn-requestid: r1\n\n\
         {\"message\":\"The server did not handle the request in time.\"}",
    );
    assert_eq!(start.elapsed().as_secs(), 9);
}

#[tokio::test]
async fn a_panic_is_500_without_its_text() {
    let router = router();
    assert_shows(
        &send(router.clone(), request("GET", "/notes/panic")).await,
        "500 Internal Server Error\ncontent-type: application/json\n\
         x-amzn-errortype: InternalFailure\nx-amzn-requestid: r1\n\n\
         {\"message\":\"The server failed to handle the request.\"}",
    );
    assert_eq!(
        send(router, request("GET", "/notes/a")).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_handler_that_gives_up_is_500_without_its_reason() {
    for path in ["/notes/broken", "/notes/spawned"] {
        assert_shows(
            &send(router(), request("GET", path)).await,
            "500 Internal Server Error\ncontent-type: application/json\n\
             x-amzn-errortype: InternalFailure\nx-amzn-requestid: r1\n\n\
             {\"message\":\"The server failed to handle the request.\"}",
        );
    }
}

#[tokio::test]
async fn request_ids_are_taken_only_from_the_header_that_was_named() {
    let response = send(router(), request("GET", "/notes/id")).await;
    assert_eq!(response.body(), r#"{"text":"r1"}"#);
    let mut unsafe_id = request("GET", "/notes/id");
    unsafe_id
        .headers_mut()
        .insert("x-request-id", "a b".parse().unwrap());
    let requests = [unsafe_id, request("GET", "/notes/id")];
    let routers = [router(), Router::new(Notes::default())];
    for (router, request) in routers.into_iter().zip(requests) {
        let response = send(router, request).await;
        let id = response.headers()["x-amzn-requestid"].to_str().unwrap();
        assert_eq!(id.len(), 36);
        assert_eq!(*response.body(), format!("{{\"text\":\"{id}\"}}"));
    }
}

#[tokio::test]
async fn a_context_shows_no_secrets() {
    let mut request = request("GET", "/notes/context?token=hush");
    for name in [
        "authorization",
        "cookie",
        "x-api-key",
        "x-amz-security-token",
    ] {
        request.headers_mut().insert(name, "hush".parse().unwrap());
    }
    let response = send(router(), request).await;
    assert!(!response.body().contains("hush"), "{}", response.body());
    assert!(
        response.body().contains("x-request-id"),
        "{}",
        response.body()
    );
}

#[tokio::test]
async fn routers_share_one_service() {
    let (notes, router) = shared();
    let running = tokio::spawn(send(router.clone(), request("GET", "/notes/held")));
    notes.begun.notified().await;
    notes.release.notify_one();
    assert_eq!(running.await.unwrap().status(), StatusCode::OK);
    assert!(format!("{router:?}").starts_with("Router { service: \"Notebook\""));
}

/// A body in pieces, which may announce a length that it does not have, break, or stall.
#[derive(Default)]
struct Pieces {
    left: std::collections::VecDeque<Result<&'static str, &'static str>>,
    announced: u64,
    stalls: bool,
}

impl Pieces {
    fn of(pieces: impl IntoIterator<Item = Result<&'static str, &'static str>>) -> Self {
        Self {
            left: pieces.into_iter().collect(),
            ..Self::default()
        }
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        assert_eq!(self.announced, 0, "nothing is to be read");
        match self.left.pop_front() {
            Some(piece) => Poll::Ready(Some(
                piece.map(|piece| Frame::data(Bytes::from_static(piece.as_bytes()))),
            )),
            None if self.stalls => Poll::Pending,
            None => Poll::Ready(None),
        }
    }

    fn size_hint(&self) -> http_body::SizeHint {
        let mut hint = http_body::SizeHint::new();
        hint.set_lower(self.announced);
        hint
    }
}

/// The bounds under which hyper, axum and adapters for Lambda carry a service.
#[test]
fn a_router_can_be_carried() {
    fn carried<S>(_: S)
    where
        S: Service<Request<Full<Bytes>>, Response = Response<Body>, Error = Infallible>,
        S: Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
    }
    carried(router());
}
