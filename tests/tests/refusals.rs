//! What a generated server does with requests that no handler should see, and under load: bytes in, bytes out.

use std::time::Duration;

use codecatalyst::Client;
use codecatalyst::operation::DeleteAccessTokenOutput;
use codecatalyst::server::Router;
use farrier::server::Outcome;
use farrier_tests::raw::{exchange, mask, receive};
use farrier_tests::server::Server;
use farrier_tests::services::{Answers, codecatalyst as service, global_resolver};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

type Deleted = Outcome<codecatalyst::operation::DeleteAccessToken>;

/// A service whose handler is not to be reached.
fn untouched() -> Router<Answers<impl Fn(String) -> Deleted + Send + Sync + 'static>> {
    service(|id| panic!("the handler was called for {id:?}"))
}

/// What a refusal looks like as a whole.
fn refusal(status: &str, extra: &str, code: &str, message: &str) -> String {
    let body = format!(r#"{{"message":"{message}"}}"#);
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nx-amzn-errortype: {code}\r\n{extra}\
         x-amzn-requestid: ***\r\ncontent-length: {}\r\ndate: ***\r\n\r\n{body}",
        body.len()
    )
}

/// Sends a request with these lines and this body to a service that is not to be reached.
async fn refused(head: &[&str], body: &str) -> String {
    let server = Server::start(untouched()).await;
    exchange(
        server.address(),
        format!("{}\r\nHost: here\r\n\r\n{body}", head.join("\r\n")),
    )
    .await
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let expected = refusal(
        "404 Not Found",
        "",
        "UnknownOperationException",
        "No operation has this path.",
    );
    for path in [
        "/",
        "/v1",
        "/v1/accessTokens",
        "/v1/accessTokens/",
        "/v1/accessTokens/a//",
        "/v1/accessTokens/a/b",
        "//v1/accessTokens/a",
        "/V1/accesstokens/a",
        "/v1/accessTokens/a%2Fb/c",
        "/v1/../v1/accessTokens/a",
    ] {
        assert_eq!(
            refused(&[&format!("DELETE {path} HTTP/1.1")], "").await,
            expected,
            "{path}"
        );
    }
}

#[tokio::test]
async fn another_method_is_told_which_ones_there_are() {
    let message = "No operation has this method at this path.";
    let expected = refusal(
        "405 Method Not Allowed",
        "allow: DELETE\r\n",
        "MethodNotAllowedException",
        message,
    );
    for method in ["GET", "POST", "PUT", "PATCH", "OPTIONS", "PURGE", "delete"] {
        assert_eq!(
            refused(&[&format!("{method} /v1/accessTokens/a HTTP/1.1")], "").await,
            expected,
            "{method}"
        );
    }
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let message = "The operation does not take a body of this media type.";
    let expected = refusal(
        "415 Unsupported Media Type",
        "",
        "UnsupportedMediaTypeException",
        message,
    );
    for media_type in [
        "text/plain",
        "application/x-amz-json-1.1",
        "application/jsonp",
        "json",
    ] {
        let head = [
            "DELETE /v1/accessTokens/a HTTP/1.1",
            &format!("Content-Type: {media_type}"),
            "Content-Length: 2",
        ];
        assert_eq!(refused(&head, "{}").await, expected, "{media_type}");
    }
}

#[tokio::test]
async fn a_caller_who_cannot_read_the_answer_is_told_so() {
    let server = Server::start(global_resolver(|_| panic!("the handler was called"))).await;
    let message = "The operation gives no media type that the request accepts.";
    let expected = refusal("406 Not Acceptable", "", "NotAcceptableException", message);
    for accept in [
        "text/html",
        "application/xml, text/*",
        "application/json;q=0",
    ] {
        let request =
            format!("DELETE /tokens/a HTTP/1.1\r\nHost: here\r\nAccept: {accept}\r\n\r\n");
        assert_eq!(
            exchange(server.address(), request).await,
            expected,
            "{accept}"
        );
    }
}

#[tokio::test]
async fn a_path_that_is_no_text_is_malformed() {
    for id in ["%ff", "%C3", "%ED%A0%80"] {
        let answer = refused(&[&format!("DELETE /v1/accessTokens/{id} HTTP/1.1")], "").await;
        assert!(
            answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
            "{id}: {answer}"
        );
        assert!(
            answer.contains("\r\nx-amzn-errortype: SerializationException\r\n"),
            "{id}: {answer}"
        );
        assert!(answer.contains("/id"), "{id}: {answer}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let message = "The request body is larger than 8 bytes.";
    let closed = "connection: close\r\n";
    let expected = refusal(
        "413 Payload Too Large",
        closed,
        "RequestEntityTooLargeException",
        message,
    );
    let server = Server::start(untouched().body_limit(8)).await;
    let head =
        "DELETE /v1/accessTokens/a HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n";
    let announced = format!("{head}Content-Length: 9\r\n\r\n123456789");
    assert_eq!(exchange(server.address(), announced).await, expected);
    // The answer does not wait for a body that is too large anyway.
    let awaited = format!("{head}Content-Length: 1000000000\r\n\r\n");
    assert_eq!(exchange(server.address(), awaited).await, expected);
    let chunked =
        format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n5\r\n67890\r\n0\r\n\r\n");
    assert_eq!(exchange(server.address(), chunked).await, expected);
}

#[tokio::test]
async fn a_client_that_is_slow_with_its_head_is_cut_off() {
    let quick = Duration::from_millis(100);
    let server = Server::start_with(untouched(), |serve| serve.header_read_timeout(quick)).await;
    let mut stream = TcpStream::connect(server.address())
        .await
        .expect("the server listens");
    let start = Instant::now();
    stream
        .write_all(b"DELETE /v1/accessTokens/a HTTP/1.1\r\nHost: h")
        .await
        .expect("the server reads");
    let answer = timeout(Duration::from_secs(5), receive(&mut stream))
        .await
        .expect("the server hangs up");
    assert!(start.elapsed() >= quick, "the client had its time");
    assert!(!answer.contains(" 200 "), "{answer}");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_not_awaited_for_ever() {
    let server = Server::start(untouched().body_timeout(Duration::from_millis(50))).await;
    let head = "DELETE /v1/accessTokens/a HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\n12";
    let message = "The request body did not arrive in time.";
    let closed = "connection: close\r\n";
    let expected = refusal(
        "408 Request Timeout",
        closed,
        "RequestTimeoutException",
        message,
    );
    assert_eq!(exchange(server.address(), head).await, expected);
}

#[tokio::test]
async fn a_panic_is_answered_without_its_text() {
    let server = Server::start(service(|id| {
        if id == "bad" {
            panic!("the secret of {id}")
        }
        Ok(DeleteAccessTokenOutput::new())
    }))
    .await;
    let answer = exchange(
        server.address(),
        "DELETE /v1/accessTokens/bad HTTP/1.1\r\nHost: here\r\n\r\n",
    )
    .await;
    let message = "The server failed to handle the request.";
    assert_eq!(
        answer,
        refusal("500 Internal Server Error", "", "InternalFailure", message)
    );
    let answer = exchange(
        server.address(),
        "DELETE /v1/accessTokens/good HTTP/1.1\r\nHost: here\r\n\r\n",
    )
    .await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n"),
        "the server lives on: {answer}"
    );
}

#[tokio::test]
async fn one_connection_carries_one_request_after_the_other() {
    let server = Server::start(service(|_| Ok(DeleteAccessTokenOutput::new()))).await;
    let mut stream = TcpStream::connect(server.address())
        .await
        .expect("the server listens");
    let mut answers = Vec::new();
    for path in ["/v1/accessTokens/a", "/nowhere", "/v1/accessTokens/b"] {
        let request = format!("DELETE {path} HTTP/1.1\r\nHost: here\r\n\r\n");
        stream
            .write_all(request.as_bytes())
            .await
            .expect("the server reads");
        answers.push(mask(&receive(&mut stream).await));
    }
    let statuses: Vec<&str> = answers
        .iter()
        .filter_map(|answer| answer.lines().next())
        .collect();
    assert_eq!(
        statuses,
        [
            "HTTP/1.1 200 OK",
            "HTTP/1.1 404 Not Found",
            "HTTP/1.1 200 OK"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_requests_at_once_are_all_answered() {
    let server = Server::start(service(|id| {
        use codecatalyst::{operation::DeleteAccessTokenError::Conflict, types::ConflictException};
        Err(Conflict(ConflictException::new(id)))
    }))
    .await;
    let client = Client::builder()
        .endpoint(server.endpoint())
        .bearer_token("token")
        .build()
        .expect("it is complete");
    let mut calls = JoinSet::new();
    for number in 0..1000 {
        let client = client.clone();
        calls.spawn(async move {
            let error = client
                .delete_access_token(number.to_string())
                .send()
                .await
                .expect_err("it is a conflict");
            assert_eq!(error.message(), Some(&*number.to_string()), "{error}");
        });
    }
    assert_eq!(calls.join_all().await.len(), 1000);
}

#[tokio::test]
async fn a_server_that_stops_finishes_what_it_has_begun() {
    struct Slow;
    impl codecatalyst::server::CodeCatalyst for Slow {
        async fn delete_access_token(
            &self,
            _: codecatalyst::operation::DeleteAccessTokenInput,
            _: farrier::server::Context,
        ) -> Deleted {
            sleep(Duration::from_millis(200)).await;
            Ok(DeleteAccessTokenOutput::new())
        }
    }
    let server = Server::start(Router::new(Slow)).await;
    let address = server.address();
    let request = "DELETE /v1/accessTokens/a HTTP/1.1\r\nHost: here\r\n\r\n";
    let answer = tokio::spawn(exchange(address, request));
    sleep(Duration::from_millis(50)).await;
    timeout(Duration::from_secs(5), server.stop())
        .await
        .expect("it ends")
        .expect("it ends well");
    let answer = answer.await.expect("the exchange ends");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
}
