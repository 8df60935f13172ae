//! What users see of each failure.

use std::error::Error as _;

use farrier::client::BearerToken;
use farrier::client::{CredentialsError, Error, Provided, TokenProvider, TransportError};

use crate::fake::{Act, DONE, Fake};
use crate::log::Log;
use crate::shop::{NotFoundException, OrderError};

type Failure = Error<OrderError>;

async fn cancel(act: Act) -> Failure {
    Fake::new([act])
        .client()
        .cancel_order("o-1")
        .await
        .unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn a_modelled_error_is_matched_by_its_type() {
    let headers = &[
        ("x-amzn-errortype", "NotFoundException"),
        ("x-amzn-requestid", "r-42"),
    ];
    let error = cancel(Act::Answer(
        404,
        headers,
        r#"{"message":"There is no order o-1."}"#,
    ))
    .await;

    let expected = OrderError::NotFound(NotFoundException {
        message: "There is no order o-1.".into(),
    });
    assert_eq!(error.as_service(), Some(&expected));
    assert_eq!(error.operation(), "CancelOrder");
    assert_eq!(error.code(), Some("NotFoundException"));
    assert_eq!(error.message(), Some("There is no order o-1."));
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(error.request_id(), Some("r-42"));
    assert!(!error.is_retryable());
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: NotFoundException: There is no order o-1. (HTTP 404 Not Found, request id r-42)"
    );
    assert_eq!(error.into_service().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_message_is_found_whatever_its_case() {
    let error = cancel(Act::Answer(
        400,
        &[("x-amzn-errortype", "BusyException")],
        r#"{"Message":"later"}"#,
    ))
    .await;
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: BusyException: later (HTTP 400 Bad Request, 3 attempts)"
    );
    assert!(error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn a_sensitive_message_is_not_told() {
    let headers = &[("x-amzn-errortype", "RefusedException")];
    for body in [
        r#"{"message":"the password is swordfish"}"#,
        r#"{"message":7,"Message":"swordfish"}"#,
    ] {
        let error = cancel(Act::Answer(403, headers, body)).await;
        assert_eq!(error.message(), None);
        assert!(
            error
                .to_string()
                .starts_with("CancelOrder failed: RefusedException"),
            "{error}"
        );
        let told = format!("{error} {:?}", error.details());
        assert!(!told.contains("swordfish"), "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_that_the_model_does_not_list_keeps_all_that_is_known() {
    let headers = &[(
        "x-amzn-errortype",
        "com.example#TeapotException:http://example.com/",
    )];
    let error = cancel(Act::Answer(
        418,
        headers,
        r#"{"message":"short\nand stout"}"#,
    ))
    .await;
    assert!(matches!(error, Error::Unmodeled(_)), "{error:?}");
    assert_eq!(error.code(), Some("TeapotException"));
    assert_eq!(
        error.details().body().unwrap(),
        r#"{"message":"short\nand stout"}"#
    );
    assert_eq!(
        error.to_string(),
        r"CancelOrder failed: TeapotException: short\nand stout (HTTP 418 I'm a teapot)"
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_of_something_in_between_has_a_status_alone() {
    let error = cancel(Act::Answer(
        413,
        &[("x-request-id", "lb-7")],
        "<html>too much</html>",
    ))
    .await;
    assert_eq!(error.code(), None);
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: an answer without an error code (HTTP 413 Payload Too Large, request id lb-7)"
    );
}

#[tokio::test(start_paused = true)]
async fn a_modelled_error_that_does_not_fit_keeps_its_code() {
    let error = cancel(Act::Answer(
        404,
        &[("x-amzn-errortype", "NotFoundException")],
        "{}",
    ))
    .await;
    assert!(matches!(error, Error::Unmodeled(_)), "{error:?}");
    assert_eq!(error.code(), Some("NotFoundException"));
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: NotFoundException; it does not look as the model says: cannot read /message: the required \
         member is missing (HTTP 404 Not Found)"
    );
    assert!(error.source().is_some());
}

#[tokio::test(start_paused = true)]
async fn success_that_does_not_fit_names_the_member() {
    let error = cancel(Act::Answer(
        200,
        &[("x-amzn-requestid", "r-1")],
        r#"{"orderID":"o-1"}"#,
    ))
    .await;
    assert!(matches!(error, Error::Decode(..)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: the answer is not what the model says: cannot read /orderId: the required member is \
         missing (HTTP 200 OK, request id r-1)"
    );
}

#[tokio::test(start_paused = true)]
async fn success_that_lacks_members_is_taken_where_that_is_asked_for() {
    let fake = Fake::new([
        Act::Answer(200, &[], "{}"),
        Act::Answer(404, &[("x-amzn-errortype", "NotFoundException")], "{}"),
    ]);
    let shop = fake.builder().accept_incomplete_responses();
    let shop = shop.build().unwrap();
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    assert_eq!(shop.cancel_order("o-1").await.unwrap().order_id, "");
    let error = shop.cancel_order("o-1").await.unwrap_err();
    assert!(matches!(error, Error::Service(..)), "{error:?}");
    let told: Vec<String> = log.text().lines().map(str::to_owned).collect();
    let told: Vec<&String> = told
        .iter()
        .filter(|line| line.starts_with("WARN"))
        .collect();
    assert_eq!(
        told,
        [
            "WARN message=required member is missing structure=\"OrderOutput\" member=\"/orderId\"",
            "WARN message=required member is missing structure=\"NotFoundException\" member=\"/message\"",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn any_status_of_success_is_success() {
    for status in [200, 201, 202] {
        let fake = Fake::new([Act::Answer(status, &[], r#"{"orderId":"o-1"}"#)]);
        assert_eq!(
            fake.client().cancel_order("o-1").await.unwrap().order_id,
            "o-1",
            "HTTP {status}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_refused_says_so() {
    let error = cancel(Act::Refuse).await;
    assert!(
        matches!(error, Error::Transport(TransportError::Connect(_), _)),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: cannot connect: connection refused (3 attempts)"
    );
    assert!(error.is_retryable());
    assert!(
        error.source().unwrap().source().is_some(),
        "the cause can be asked for"
    );
}

#[tokio::test(start_paused = true)]
async fn a_broken_connection_may_have_done_it() {
    let error = Fake::new([Act::Break])
        .client()
        .place_order("anvil")
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Transport(TransportError::Exchange(_), _)),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "PlaceOrder failed: no answer: connection reset"
    );
    assert!(!error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn an_answer_over_the_limit_is_not_read() {
    let fake = Fake::new([DONE]);
    let client = fake.builder().max_response_size(16).build().unwrap();
    let error = client.cancel_order("o-1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: the answer is larger than 16 bytes"
    );
    let client = fake.builder().max_response_size(17).build().unwrap();
    client.cancel_order("o-1").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_empty_label_is_never_sent() {
    let fake = Fake::new([DONE]);
    let error = fake.client().cancel_order("").await.unwrap_err();
    assert!(matches!(error, Error::Encode(..)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "CancelOrder was not sent: cannot write /orderId: a label must not be empty"
    );
    assert!(fake.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn inputs_are_checked_where_that_is_asked_for() {
    let fake = Fake::new([DONE]);
    fake.client().cancel_order("far too long").await.unwrap();
    assert_eq!(
        fake.sent().len(),
        1,
        "by default, that is the service's to judge"
    );

    let client = fake.builder().validate_inputs(true).build().unwrap();
    let error = client.cancel_order("far too long").await.unwrap_err();
    let Error::Validation(violations, _) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        violations
            .iter()
            .map(|violation| &violation.path)
            .collect::<Vec<_>>(),
        ["/orderId"]
    );
    assert!(
        error
            .to_string()
            .starts_with("CancelOrder was not sent: 1 validation error detected. "),
        "{error}"
    );
    assert!(fake.sent().is_empty());
}

/// Has no token, and then one that no header can hold.
struct Locked(&'static str);

impl TokenProvider for Locked {
    fn token(&self) -> Provided<'_, BearerToken> {
        Box::pin(async {
            match self.0 {
                "" => Err(CredentialsError::new("the vault is locked").with_source("no key")),
                token => Ok(token.into()),
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_without_credentials() {
    let fake = Fake::new([DONE]);
    let client = fake.builder().token_provider(Locked("")).build().unwrap();
    let error = client.cancel_order("o-1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: no credentials: the vault is locked"
    );

    let client = fake
        .builder()
        .token_provider(Locked("swordfish\n"))
        .build()
        .unwrap();
    let error = client.cancel_order("o-1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: no credentials: the bearer token has characters that a header cannot hold"
    );
    assert!(!format!("{error:?}").contains("swordfish"));
    assert!(fake.sent().is_empty());
}

/// Takes forever to open.
struct Stuck;

impl TokenProvider for Stuck {
    fn token(&self) -> Provided<'_, BearerToken> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_for_credentials_is_part_of_an_attempt() {
    let fake = Fake::new([DONE]);
    let client = fake.builder().token_provider(Stuck).build().unwrap();
    let error = client.cancel_order("o-1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: no answer within 30s, the limit of an attempt (3 attempts)"
    );
    assert!(fake.sent().is_empty());
}

#[tokio::test]
async fn a_model_may_make_any_status_that_of_success() {
    let fake = Fake::new([Act::Answer(302, &[], r#"{"orderId":"o-1"}"#)]);
    let output = fake.client().find_order("o-1").await.unwrap();
    assert_eq!(output.order_id, "o-1");
    let error = fake.client().cancel_order("o-1").await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
}
