//! Global Resolver over real sockets: its generated client, its generated server, and each against bytes by hand.

use std::time::{Duration, Instant};

use farrier::Timestamp;
use farrier::client::{AwsCredentials, RetryConfig};
use farrier_tests::raw::{RawServer, exchange, json};
use farrier_tests::server::Server;
use farrier_tests::services::global_resolver as service;
use route53globalresolver::operation::{DeleteAccessTokenError, DeleteAccessTokenOutput};
use route53globalresolver::types::{
    AccessDeniedException, InternalServerException, ResourceNotFoundException, ThrottlingException,
    TokenStatus, ValidationException, ValidationExceptionField, ValidationExceptionReason,
};
use route53globalresolver::{Client, Error};

const ID: &str = "token-1.a";
const BODY: &str = r#"{"deletedAt":"2025-11-22T01:02:03.5Z","id":"token-1.a","status":"DELETING"}"#;

fn client(endpoint: String) -> Client {
    let builder = Client::builder()
        .endpoint(endpoint)
        .no_credentials()
        .retry(RetryConfig::off());
    builder.build().expect("the settings are complete")
}

/// Quick enough for a test.
fn retrying(endpoint: String) -> Client {
    let quick = RetryConfig::standard().base_delay(Duration::from_millis(1));
    Client::builder()
        .endpoint(endpoint)
        .no_credentials()
        .retry(quick)
        .build()
        .expect("the settings are complete")
}

fn deleted(status: TokenStatus) -> DeleteAccessTokenOutput {
    let at: Timestamp = "2025-11-22T01:02:03.5Z"
        .parse()
        .expect("the time is well formed");
    DeleteAccessTokenOutput::new(at, ID, status)
}

#[tokio::test]
async fn success_carries_every_member() {
    let server = Server::start(service(|id| {
        assert_eq!(id, ID);
        Ok(deleted(TokenStatus::Deleting))
    }))
    .await;
    let output = client(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the token is deleted");
    assert_eq!(output, deleted(TokenStatus::Deleting));
}

#[tokio::test]
async fn the_request_is_a_delete_with_the_id_in_its_path() {
    let mut server = RawServer::start(json("200 OK", "", BODY)).await;
    client(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the token is deleted");
    let host = server.endpoint().replace("http://", "");
    let expected = format!(
        "DELETE /tokens/token-1.a HTTP/1.1\r\n\
         user-agent: farrier/{} Route53GlobalResolver/2022-09-27\r\n\
         host: {host}\r\n\r\n",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(server.request().await, expected);
}

#[tokio::test]
async fn requests_are_signed_for_the_service() {
    let mut server = RawServer::start(json("200 OK", "", BODY)).await;
    let client = Client::builder()
        .endpoint(server.endpoint())
        .credentials(AwsCredentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        ))
        .region("eu-central-1")
        .build()
        .expect("the settings are complete");
    client
        .delete_access_token(ID)
        .send()
        .await
        .expect("the token is deleted");
    let request = server.request().await;
    let line = |name: &str| {
        request
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap_or_default()
            .to_owned()
    };
    let authorization = line("authorization: ");
    assert!(
        authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"),
        "{request}"
    );
    assert!(
        authorization.contains("/eu-central-1/route53globalresolver/aws4_request, "),
        "{request}"
    );
    assert_eq!(
        line("x-amz-date: ").len(),
        "20251122T010203Z".len(),
        "{request}"
    );
    assert!(!request.contains("wJalr"), "{request}");
}

#[tokio::test]
async fn the_output_is_read_and_written_as_documented() {
    let server = Server::start(service(|_| Ok(deleted(TokenStatus::Deleting)))).await;
    let answer = exchange(
        server.address(),
        "DELETE /tokens/token-1.a HTTP/1.1\r\nHost: here\r\n\r\n",
    )
    .await;
    let expected = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-amzn-requestid: ***\r\n\
         content-length: {}\r\ndate: ***\r\n\r\n{BODY}",
        BODY.len()
    );
    assert_eq!(answer, expected);
    let server = RawServer::start(json("200 OK", "", BODY)).await;
    let output = client(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the token is deleted");
    assert_eq!(output, deleted(TokenStatus::Deleting));
}

#[tokio::test]
async fn deleted_at_is_an_rfc_3339_date_time() {
    let answer = |time: &str| {
        json(
            "200 OK",
            "",
            &format!(r#"{{"deletedAt":{time},"id":"a","status":"DELETING"}}"#),
        )
    };
    for time in [
        r#""2025-11-22T01:02:03.5Z""#,
        r#""2025-11-22T01:02:03.500Z""#,
        r#""2025-11-22T02:02:03.5+01:00""#,
    ] {
        let server = RawServer::start(answer(time)).await;
        let output = client(server.endpoint())
            .delete_access_token(ID)
            .send()
            .await
            .expect("the token is deleted");
        assert_eq!(
            output.deleted_at,
            deleted(TokenStatus::Deleting).deleted_at,
            "{time}"
        );
    }
    for time in [
        "1763773323.5",
        r#""Sat, 22 Nov 2025 01:02:03 GMT""#,
        r#""2025-11-22""#,
        r#""""#,
    ] {
        let server = RawServer::start(answer(time)).await;
        let error = client(server.endpoint())
            .delete_access_token(ID)
            .send()
            .await
            .expect_err("it is no date-time");
        assert!(matches!(error, Error::Decode(..)), "{time}: {error}");
        assert!(error.to_string().contains("/deletedAt"), "{error}");
    }
}

#[tokio::test]
async fn each_status_arrives() {
    let statuses = [
        TokenStatus::Creating,
        TokenStatus::Operational,
        TokenStatus::Deleting,
    ];
    let given = statuses.clone();
    let server = Server::start(service(move |id| {
        let index: usize = id.parse().expect("ids are indices");
        Ok(deleted(given[index].clone()))
    }))
    .await;
    for (index, status) in statuses.into_iter().enumerate() {
        let call = client(server.endpoint())
            .delete_access_token(index.to_string())
            .send()
            .await;
        assert_eq!(call.expect("the token is deleted").status, status);
    }
    assert_eq!(TokenStatus::VALUES, ["CREATING", "OPERATIONAL", "DELETING"]);
}

#[tokio::test]
async fn a_status_of_a_newer_service_is_kept() {
    let server = RawServer::start(json("200 OK", "", &BODY.replace("DELETING", "SUSPENDED"))).await;
    let output = client(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the token is deleted");
    assert_eq!(output.status, TokenStatus::Unknown("SUSPENDED".to_owned()));
    assert_eq!(output.status.as_str(), "SUSPENDED");
}

#[tokio::test]
async fn an_answer_that_lacks_a_member_is_not_made_up() {
    let answers = [
        ("deletedAt", r#"{"id":"a","status":"DELETING"}"#),
        (
            "id",
            r#"{"deletedAt":"2025-11-22T01:02:03Z","status":"DELETING"}"#,
        ),
        (
            "id",
            r#"{"deletedAt":"2025-11-22T01:02:03Z","id":null,"status":"DELETING"}"#,
        ),
        ("status", r#"{"deletedAt":"2025-11-22T01:02:03Z","id":"a"}"#),
        ("deletedAt", "{}"),
        ("deletedAt", ""),
    ];
    for (member, body) in answers {
        let server = RawServer::start(json("200 OK", "", body)).await;
        let error = client(server.endpoint())
            .delete_access_token(ID)
            .send()
            .await
            .expect_err("it is no answer");
        assert!(matches!(error, Error::Decode(..)), "{body}: {error}");
        assert!(error.to_string().contains(member), "{error}");
    }
}

#[tokio::test]
async fn members_of_a_newer_service_are_passed_over() {
    let body = BODY.replace(
        "{\"deletedAt\"",
        "{\"new\":{\"nested\":[1,{\"deep\":null}]},\"deletedAt\"",
    );
    let server = RawServer::start(json("200 OK", "", &body)).await;
    let output = client(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the token is deleted");
    assert_eq!(output, deleted(TokenStatus::Deleting));
}

#[tokio::test]
async fn each_modelled_error_arrives_whole() {
    type E = DeleteAccessTokenError;
    let errors = [
        (
            403,
            "AccessDeniedException",
            E::AccessDenied(AccessDeniedException::new("no")),
        ),
        (
            500,
            "InternalServerException",
            E::InternalServer(InternalServerException::new("oh").retry_after_seconds(7)),
        ),
        (
            500,
            "InternalServerException",
            E::InternalServer(InternalServerException::new("oh")),
        ),
        (
            404,
            "ResourceNotFoundException",
            E::ResourceNotFound(
                ResourceNotFoundException::new("no")
                    .resource_id("a")
                    .resource_type("token"),
            ),
        ),
        (
            404,
            "ResourceNotFoundException",
            E::ResourceNotFound(ResourceNotFoundException::new("no")),
        ),
        (
            429,
            "ThrottlingException",
            E::Throttling(
                ThrottlingException::new("slow")
                    .quota_code("L-1")
                    .retry_after_seconds(-2_147_483_648)
                    .service_code("s"),
            ),
        ),
        (
            400,
            "ValidationException",
            E::Validation(
                ValidationException::new("wrong")
                    .reason(ValidationExceptionReason::Other)
                    .field_list(vec![
                        ValidationExceptionField::new("a", "b"),
                        ValidationExceptionField::new("", ""),
                    ]),
            ),
        ),
    ];
    let given: Vec<E> = errors.iter().map(|(_, _, error)| error.clone()).collect();
    let server = Server::start(service(move |id| {
        Err(given[id.parse::<usize>().expect("ids are indices")].clone())
    }))
    .await;
    for (index, (status, code, expected)) in errors.iter().enumerate() {
        let call = client(server.endpoint())
            .delete_access_token(index.to_string())
            .send()
            .await;
        let error = call.expect_err("it fails");
        assert_eq!(error.as_service(), Some(expected));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(*status));
        assert_eq!(error.code(), Some(*code));
        assert_eq!(error.is_retryable(), [429, 500].contains(status), "{code}");
    }
}

#[tokio::test]
async fn retry_after_travels_in_its_header() {
    let error = ThrottlingException::new("slow down")
        .quota_code("L-7")
        .retry_after_seconds(30)
        .service_code("resolver");
    let server = Server::start(service(move |_| {
        Err(DeleteAccessTokenError::Throttling(error.clone()))
    }))
    .await;
    let answer = exchange(
        server.address(),
        "DELETE /tokens/a HTTP/1.1\r\nHost: here\r\n\r\n",
    )
    .await;
    let expected = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 30\r\ncontent-type: application/json\r\n\
                    x-amzn-errortype: ThrottlingException\r\nx-amzn-requestid: ***\r\ncontent-length: 66\r\ndate: ***\r\n\r\n\
                    {\"message\":\"slow down\",\"quotaCode\":\"L-7\",\"serviceCode\":\"resolver\"}";
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn each_reason_arrives() {
    for (reason, text) in [
        (
            ValidationExceptionReason::UnknownOperation,
            "UNKNOWN_OPERATION",
        ),
        (ValidationExceptionReason::CannotParse, "CANNOT_PARSE"),
        (
            ValidationExceptionReason::FieldValidationFailed,
            "FIELD_VALIDATION_FAILED",
        ),
        (ValidationExceptionReason::Other, "OTHER"),
        (
            ValidationExceptionReason::Unknown("NEWER".to_owned()),
            "NEWER",
        ),
    ] {
        let body = format!(r#"{{"message":"m","reason":"{text}"}}"#);
        let server = RawServer::start(json(
            "400 Bad Request",
            "x-amzn-errortype: ValidationException\r\n",
            &body,
        ))
        .await;
        let error = client(server.endpoint())
            .delete_access_token(ID)
            .send()
            .await
            .expect_err("it fails");
        let expected =
            DeleteAccessTokenError::Validation(ValidationException::new("m").reason(reason));
        assert_eq!(error.as_service(), Some(&expected));
    }
}

#[tokio::test]
async fn violations_fill_the_field_list() {
    let server = Server::start(service(|_| panic!("the handler sees no invalid input"))).await;
    let error = client(server.endpoint())
        .delete_access_token("no spaces please")
        .send()
        .await
        .expect_err("it fails");
    let message = "Value at '/accessTokenId' failed to satisfy constraint: \
                   Member must satisfy regular expression pattern: ^[-.a-zA-Z0-9]+$";
    let expected = ValidationException::new(format!("1 validation error detected. {message}"))
        .reason(ValidationExceptionReason::FieldValidationFailed)
        .field_list(vec![ValidationExceptionField::new(
            "/accessTokenId",
            message,
        )]);
    assert_eq!(
        error.as_service(),
        Some(&DeleteAccessTokenError::Validation(expected))
    );
}

#[tokio::test]
async fn all_violations_are_reported_at_once() {
    let server = Server::start(service(|_| panic!("the handler sees no invalid input"))).await;
    let id = "é".repeat(65);
    let error = client(server.endpoint())
        .delete_access_token(id)
        .send()
        .await
        .expect_err("it fails");
    let Ok(DeleteAccessTokenError::Validation(error)) = error.into_service() else {
        panic!("it is a violation")
    };
    let fields = error.field_list.unwrap_or_default();
    let messages: Vec<&str> = fields.iter().map(|field| &*field.message).collect();
    assert_eq!(
        messages,
        [
            "Value with length 65 at '/accessTokenId' failed to satisfy constraint: \
             Member must have length between 1 and 64, inclusive",
            "Value at '/accessTokenId' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: ^[-.a-zA-Z0-9]+$",
        ]
    );
    assert_eq!(
        error.message,
        format!("2 validation errors detected. {}", messages.join("; "))
    );
}

#[tokio::test]
async fn internal_errors_are_retried() {
    let failed = json(
        "500 Internal Server Error",
        "x-amzn-errortype: InternalServerException\r\n",
        r#"{"message":"oh"}"#,
    );
    let mut server =
        RawServer::start_each([failed.clone(), failed, json("200 OK", "", BODY)]).await;
    retrying(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the third attempt succeeds");
    for _ in 0..3 {
        server.request().await;
    }
}

#[tokio::test]
async fn throttling_is_retried() {
    let headers = "x-amzn-errortype: ThrottlingException\r\nRetry-After: 1\r\n";
    let throttled = json(
        "429 Too Many Requests",
        headers,
        r#"{"message":"slow down"}"#,
    );
    let server = RawServer::start_each([throttled, json("200 OK", "", BODY)]).await;
    let start = Instant::now();
    retrying(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the second attempt succeeds");
    assert!(
        start.elapsed() >= Duration::from_secs(1),
        "the client waits as long as it is asked to"
    );
}

#[tokio::test]
async fn a_deletion_may_be_repeated() {
    // A connection that breaks leaves open whether the request was carried out.
    let mut server = RawServer::start_each([String::new(), json("200 OK", "", BODY)]).await;
    retrying(server.endpoint())
        .delete_access_token(ID)
        .send()
        .await
        .expect("the second attempt succeeds");
    assert_eq!(server.request().await, server.request().await);
}

#[tokio::test]
async fn a_client_calls_a_router_in_the_same_program() {
    let router = service(|_| Ok(deleted(TokenStatus::Operational)));
    let client = Client::builder()
        .in_process(router)
        .build()
        .expect("nothing else is needed");
    let output = client
        .delete_access_token(ID)
        .send()
        .await
        .expect("the token is deleted");
    assert_eq!(output, deleted(TokenStatus::Operational));
}
