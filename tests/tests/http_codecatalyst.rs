//! CodeCatalyst over real sockets: its generated client, its generated server, and each against bytes by hand.

use codecatalyst::operation::{DeleteAccessTokenError, DeleteAccessTokenOutput};
use codecatalyst::types::{
    AccessDeniedException, ConflictException, ResourceNotFoundException,
    ServiceQuotaExceededException, ThrottlingException, ValidationException,
};
use codecatalyst::{Client, Error};
use farrier::client::RetryConfig;
use farrier_tests::raw::{RawServer, exchange, json};
use farrier_tests::server::Server;
use farrier_tests::services::codecatalyst as service;

const ID: &str = "a1b2c3d4-5678-90ab-cdef-EXAMPLEbbbbb";

fn client(endpoint: String) -> Client {
    Client::builder()
        .endpoint(endpoint)
        .bearer_token("AKIAI44QH8DHBEXAMPLE")
        .retry(RetryConfig::off())
        .build()
        .expect("the settings are complete")
}

/// Quick enough for a test.
fn retrying(endpoint: String) -> Client {
    let quick = RetryConfig::standard().base_delay(std::time::Duration::from_millis(1));
    let builder = Client::builder()
        .endpoint(endpoint)
        .bearer_token("token")
        .retry(quick);
    builder.build().expect("the settings are complete")
}

#[tokio::test]
async fn success_is_answered_with_200() {
    let server = Server::start(service(|id| {
        assert_eq!(id, ID);
        Ok(DeleteAccessTokenOutput::new())
    }))
    .await;
    let output = client(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the token is deleted");
    assert_eq!(output, DeleteAccessTokenOutput::new());
}

#[tokio::test]
async fn the_request_is_a_delete_with_the_id_in_its_path() {
    let mut server = RawServer::start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    client(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the token is deleted");
    let host = server.endpoint().replace("http://", "");
    let expected = format!(
        "DELETE /v1/accessTokens/{ID} HTTP/1.1\r\n\
         user-agent: farrier/{} CodeCatalyst/2022-09-28\r\n\
         authorization: Bearer AKIAI44QH8DHBEXAMPLE\r\n\
         host: {host}\r\n\r\n",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(server.request().await, expected);
}

#[tokio::test]
async fn the_request_carries_the_bearer_token() {
    let mut server = RawServer::start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    client(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the token is deleted");
    let request = server.request().await;
    assert!(
        request.contains("\r\nauthorization: Bearer AKIAI44QH8DHBEXAMPLE\r\n"),
        "{request}"
    );
}

#[tokio::test]
async fn each_modelled_error_arrives_whole() {
    type E = DeleteAccessTokenError;
    let errors = [
        (
            403,
            "AccessDeniedException",
            E::AccessDenied(AccessDeniedException::new("no role")),
        ),
        (
            409,
            "ConflictException",
            E::Conflict(ConflictException::new("changed meanwhile")),
        ),
        (
            404,
            "ResourceNotFoundException",
            E::ResourceNotFound(ResourceNotFoundException::new("no such token")),
        ),
        (
            402,
            "ServiceQuotaExceededException",
            E::ServiceQuotaExceeded(ServiceQuotaExceededException::new("used up")),
        ),
        (
            429,
            "ThrottlingException",
            E::Throttling(ThrottlingException::new("slow down")),
        ),
        (
            400,
            "ValidationException",
            E::Validation(ValidationException::new("not a token, \"äöü\" is")),
        ),
    ];
    let given: Vec<E> = errors.iter().map(|(_, _, error)| error.clone()).collect();
    let server = Server::start(service(move |id| {
        Err(given[id.parse::<usize>().expect("ids are indices")].clone())
    }))
    .await;
    let client = client(server.endpoint());
    for (index, (status, code, expected)) in errors.iter().enumerate() {
        let error = client
            .delete_access_token(index.to_string())
            .send()
            .await
            .expect_err("it fails");
        assert_eq!(error.as_service(), Some(expected));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(*status));
        assert_eq!(error.code(), Some(*code));
        assert_eq!(error.is_retryable(), *status == 429, "{code}");
    }
}

#[tokio::test]
async fn an_error_is_printed_with_all_that_identifies_it() {
    let body = r#"{"message":"no such token"}"#;
    let headers = "x-amzn-errortype: ResourceNotFoundException:http://internal.amazon.com/coral/\r\nx-amzn-requestid: 7f3e\r\n";
    let server = RawServer::start(json("404 Not Found", headers, body)).await;
    let error = client(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect_err("it fails");
    assert_eq!(
        error.to_string(),
        "DeleteAccessToken failed: ResourceNotFoundException: no such token (HTTP 404 Not Found, request id 7f3e)"
    );
}

#[tokio::test]
async fn the_error_code_is_found_wherever_it_stands() {
    let answers = [
        (
            "x-amzn-errortype: ConflictException\r\n",
            r#"{"message":"m"}"#,
        ),
        (
            "x-amzn-errortype: aws.protocoltests#ConflictException:http://a/\r\n",
            r#"{"message":"m","code":"Other"}"#,
        ),
        ("", r#"{"message":"m","code":"ConflictException"}"#),
        (
            "",
            r#"{"message":"m","__type":"com.amazonaws.codecatalyst#ConflictException"}"#,
        ),
    ];
    for (headers, body) in answers {
        let server = RawServer::start(json("409 Conflict", headers, body)).await;
        let error = client(server.endpoint())
            .delete_access_token(ID)
            .send()
            .await
            .expect_err("it fails");
        let expected = DeleteAccessTokenError::Conflict(ConflictException::new("m"));
        assert_eq!(error.as_service(), Some(&expected), "{headers}{body}");
    }
}

#[tokio::test]
async fn an_error_that_the_model_lacks_keeps_what_is_known() {
    let body = r#"{"message":"out to lunch"}"#;
    let server = RawServer::start(json(
        "418 I'm a teapot",
        "x-amzn-errortype: TeapotException\r\n",
        body,
    ))
    .await;
    let error = client(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect_err("it fails");
    let Error::Unmodeled(details) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(details.code(), Some("TeapotException"));
    assert_eq!(details.message(), Some("out to lunch"));
    assert_eq!(details.body().map(|body| &body[..]), Some(body.as_bytes()));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(418));
}

#[tokio::test]
async fn the_client_accepts_every_empty_success() {
    let answers = [
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_owned(),
        "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_owned(),
        json("200 OK", "", "{}"),
        json("200 OK", "", r#"{"added":"later"}"#),
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}".to_owned(),
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 2\r\n\r\n{}".to_owned(),
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>ok</p>".to_owned(),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
    ];
    for answer in answers {
        let server = RawServer::start(&*answer).await;
        let output = client(server.endpoint())
            .delete_access_token(ID)
            .send()
            .await;
        assert!(
            matches!(output, Ok(DeleteAccessTokenOutput { .. })),
            "{answer}: {output:?}"
        );
    }
}

#[tokio::test]
async fn the_server_accepts_the_documents_sample_request() {
    let server = Server::start(service(|id| {
        assert_eq!(id, ID);
        Ok(DeleteAccessTokenOutput::new())
    }))
    .await;
    let sample = [
        "DELETE https://codecatalyst.global.api.aws/v1/accessTokens/a1b2c3d4-5678-90ab-cdef-EXAMPLEbbbbb HTTP/1.1",
        "Host: codecatalyst.global.api.aws",
        "Accept-Encoding: identity",
        "User-Agent: aws-cli/2.7.31 Python/3.10.8 Darwin/21.6.0 source/x86_64 prompt/off command/codecatalyst.delete-access-token",
        "Content-Type: application/x-amz-json-1.1",
        "Authorization: Bearer AKIAI44QH8DHBEXAMPLE",
        "Content-Length: 0",
        "\r\n",
    ];
    let answer = exchange(server.address(), sample.join("\r\n")).await;
    let expected = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-amzn-requestid: ***\r\n\
                    content-length: 2\r\ndate: ***\r\n\r\n{}";
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn an_error_is_answered_with_its_type_and_its_members() {
    let missing = || {
        DeleteAccessTokenError::ResourceNotFound(ResourceNotFoundException::new("no such token"))
    };
    let server = Server::start(service(move |_| Err(missing()))).await;
    let answer = exchange(
        server.address(),
        "DELETE /v1/accessTokens/1 HTTP/1.1\r\nHost: here\r\n\r\n",
    )
    .await;
    let expected = "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\n\
                    x-amzn-errortype: ResourceNotFoundException\r\nx-amzn-requestid: ***\r\n\
                    content-length: 27\r\ndate: ***\r\n\r\n{\"message\":\"no such token\"}";
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn violations_fill_the_validation_exception() {
    let server = Server::start(service(|_| panic!("the handler sees no invalid input"))).await;
    let id = "x".repeat(37);
    let answer = exchange(
        server.address(),
        format!("DELETE /v1/accessTokens/{id} HTTP/1.1\r\nHost: here\r\n\r\n"),
    )
    .await;
    let body = "{\"message\":\"1 validation error detected. Value with length 37 at '/id' failed to satisfy constraint: \
                Member must have length between 1 and 36, inclusive\"}";
    let expected = format!(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nx-amzn-errortype: ValidationException\r\n\
         x-amzn-requestid: ***\r\ncontent-length: {}\r\ndate: ***\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn ids_travel_whatever_their_characters() {
    let (sender, mut ids) = tokio::sync::mpsc::unbounded_channel();
    let server = Server::start(service(move |id| {
        sender.send(id).expect("the test listens");
        Ok(DeleteAccessTokenOutput::new())
    }))
    .await;
    let client = client(server.endpoint());
    for id in [
        "a b",
        "a/b",
        "/",
        "50%",
        "%2F",
        "a+b",
        "..a",
        "a?b#c",
        "a:b;c=d,e",
        "äöü",
        "名前",
        "😀",
        "\u{0}\n\u{7f}",
        "~_-.",
    ] {
        client
            .delete_access_token(id)
            .send()
            .await
            .unwrap_or_else(|error| panic!("{id:?}: {error}"));
        assert_eq!(ids.recv().await.as_deref(), Some(id));
    }
}

#[tokio::test]
async fn an_id_that_would_lead_elsewhere_is_not_sent() {
    // Proxies resolve these two as steps in a path, even where their dots are percent-encoded.
    let server = RawServer::start("").await;
    for id in [".", ".."] {
        let error = client(server.endpoint())
            .delete_access_token(id)
            .send()
            .await
            .expect_err("it is refused");
        let expected =
            "DeleteAccessToken was not sent: cannot write /id: a label must not have a dot segment";
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(server.unseen(), 0);
}

#[tokio::test]
async fn each_character_of_an_id_is_encoded_as_in_a_path() {
    let mut server =
        RawServer::start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
    let client = client(server.endpoint());
    for (id, path) in [
        ("a b+c", "a%20b%2Bc"),
        ("a/b", "a%2Fb"),
        ("50%", "50%25"),
        ("ä", "%C3%A4"),
        ("~_-.", "~_-."),
    ] {
        client
            .delete_access_token(id)
            .send()
            .await
            .expect("the token is deleted");
        let request = server.request().await;
        assert!(
            request.starts_with(&format!("DELETE /v1/accessTokens/{path} HTTP/1.1\r\n")),
            "{request}"
        );
    }
}

#[tokio::test]
async fn throttling_is_retried() {
    let throttled = json(
        "429 Too Many Requests",
        "x-amzn-errortype: ThrottlingException\r\n",
        r#"{"message":"slow down"}"#,
    );
    let mut server = RawServer::start_each([throttled, json("200 OK", "", "{}")]).await;
    retrying(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the second attempt succeeds");
    let (first, second) = (server.request().await, server.request().await);
    assert_eq!(first, second);
}

#[tokio::test]
async fn what_is_not_retryable_is_not_retried() {
    let conflict = json(
        "409 Conflict",
        "x-amzn-errortype: ConflictException\r\n",
        r#"{"message":"no"}"#,
    );
    let mut server = RawServer::start(conflict).await;
    let error = retrying(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect_err("it fails");
    assert_eq!(error.details().attempts(), 1);
    server.request().await;
    assert_eq!(server.unseen(), 0);
}

#[tokio::test]
async fn a_deletion_may_be_repeated() {
    // A connection that breaks leaves open whether the request was carried out.
    let mut server = RawServer::start_each([
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut off".to_owned(),
        json("200 OK", "", "{}"),
    ])
    .await;
    retrying(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the second attempt succeeds");
    assert_eq!(server.request().await, server.request().await);
}

#[tokio::test]
async fn a_client_calls_a_router_in_the_same_program() {
    let router = service(|id| {
        Err(DeleteAccessTokenError::Conflict(ConflictException::new(
            format!("{id} is in use"),
        )))
    });
    let client = Client::builder()
        .in_process(router)
        .build()
        .expect("nothing else is needed");
    let error = client
        .delete_access_token("7")
        .send()
        .await
        .expect_err("it fails");
    assert_eq!(error.message(), Some("7 is in use"));
}

#[tokio::test]
async fn a_token_does_not_travel_in_the_clear() {
    let built = Client::builder()
        .endpoint("http://codecatalyst.example")
        .bearer_token("secret")
        .build();
    let fault = built.expect_err("the token would be seen").to_string();
    assert!(fault.contains("plain http"), "{fault}");
    assert!(!fault.contains("secret"), "{fault}");
}
