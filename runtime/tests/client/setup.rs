//! Setting clients up.

use std::time::Duration;

use farrier::client::{AwsCredentials, Fault, RetryConfig};

use crate::fake::{DONE, Double, Fake};
use crate::shop::Shop;

#[test]
fn everything_that_is_missing_is_told_at_once() {
    let error = Shop::builder()
        .user_agent("line\nfeed")
        .timeout(Duration::ZERO)
        .retry(RetryConfig::standard().max_attempts(0))
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot build a client of Shop: `timeout` was given zero; `max_attempts` was given zero; no endpoint: call \
         `endpoint`; no credentials: call `bearer_token`, `token_provider` or `credentials`, or `no_credentials` to go \
         without; the user agent has characters that a header cannot hold"
    );
}

#[test]
fn an_endpoint_is_a_url() {
    let faults = |endpoint: &str| {
        let built = Shop::builder().endpoint(endpoint).no_credentials().build();
        built
            .unwrap_err()
            .to_string()
            .replace("cannot build a client of Shop: ", "")
    };
    assert_eq!(
        faults("shop.example"),
        r#"the endpoint "shop.example" does not do: it does not begin with https:// or http://"#
    );
    assert_eq!(
        faults("http://me:swordfish@shop.example"),
        r#"the endpoint "***@shop.example" does not do: it has a user name or password in it"#
    );
}

#[cfg(not(feature = "tls"))]
#[test]
fn https_needs_its_feature() {
    let error = Shop::builder()
        .endpoint("https://shop.example")
        .no_credentials()
        .build()
        .unwrap_err();
    assert_eq!(error.faults(), [Fault::MissingTls]);
}

#[cfg(feature = "tls")]
#[test]
fn https_is_there_with_its_feature() {
    Shop::builder()
        .endpoint("https://shop.example")
        .no_credentials()
        .build()
        .unwrap();
}

#[test]
fn a_token_does_not_travel_in_the_clear_unasked() {
    let builder = |endpoint: &str| {
        Shop::builder()
            .endpoint(endpoint)
            .bearer_token("open sesame")
    };
    assert_eq!(
        builder("http://10.0.0.1").build().unwrap_err().faults(),
        [Fault::PlaintextToken]
    );
    builder("http://10.0.0.1")
        .allow_plaintext_token()
        .build()
        .unwrap();
    for here in [
        "http://localhost:8080",
        "http://127.0.0.1",
        "http://[::1]:8080",
    ] {
        builder(here).build().unwrap();
    }
}

#[test]
fn a_token_that_no_header_can_hold_is_refused_and_not_printed() {
    for token in ["", "swordfish\n"] {
        let error = Shop::builder()
            .endpoint("http://localhost")
            .bearer_token(token)
            .build()
            .unwrap_err();
        assert_eq!(error.faults(), [Fault::InvalidToken], "{token:?}");
        assert!(!format!("{error} {error:?}").contains("swordfish"));
    }
}

#[cfg(feature = "sigv4")]
#[test]
fn a_signature_needs_a_region() {
    let builder = || {
        Shop::builder()
            .endpoint("http://10.0.0.1")
            .credentials(AwsCredentials::new("AKID", "secret"))
    };
    assert_eq!(
        builder().build().unwrap_err().faults(),
        [Fault::MissingRegion]
    );
    builder().region("eu-central-1").build().unwrap();
}

#[cfg(not(feature = "sigv4"))]
#[test]
fn a_signature_needs_its_feature() {
    let error = Shop::builder()
        .endpoint("http://10.0.0.1")
        .credentials(AwsCredentials::new("AKID", "secret"))
        .region("eu-central-1")
        .build()
        .unwrap_err();
    assert_eq!(error.faults(), [Fault::MissingSigner]);
}

#[cfg(feature = "sigv4")]
#[tokio::test(start_paused = true)]
async fn each_attempt_is_signed() {
    let fake = Fake::new([crate::fake::UNAVAILABLE, DONE]);
    let keys = AwsCredentials::new("AKIDEXAMPLE", "wJalr").session_token("FQoG");
    let client = Shop::builder()
        .endpoint("https://shop.example/stage")
        .credentials(keys)
        .region("eu-central-1")
        .transport(fake.clone())
        .build()
        .unwrap();
    client.cancel_order("a b").await.unwrap();
    let sent = fake.sent();
    assert_eq!(sent.len(), 2);
    for sent in sent {
        assert_eq!(
            sent.request.uri(),
            "https://shop.example/stage/orders/a%20b"
        );
        assert_eq!(sent.request.headers()["x-amz-security-token"], "FQoG");
        let date = sent.request.headers()["x-amz-date"].to_str().unwrap();
        let authorization = sent.request.headers()["authorization"].to_str().unwrap();
        let expected = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{}/eu-central-1/shop/aws4_request, \
             SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=",
            &date[..8]
        );
        assert!(authorization.starts_with(&expected), "{authorization}");
        assert!(
            !format!("{:?}", sent.request).contains("FQoG"),
            "what is signed with is not printed"
        );
    }
}

#[tokio::test]
async fn a_service_in_the_same_program_needs_neither_endpoint_nor_credentials() {
    let client = Shop::builder().in_process(Double).build().unwrap();
    assert_eq!(
        client.cancel_order("o-1").await.unwrap().order_id,
        "in process"
    );
}

#[tokio::test]
async fn the_first_way_to_authenticate_that_there_are_credentials_for_is_taken() {
    let fake = Fake::new([DONE]);
    let client = fake
        .builder()
        .credentials(AwsCredentials::new("AKID", "secret"))
        .build()
        .unwrap();
    client.cancel_order("o-1").await.unwrap();
    assert_eq!(
        fake.sent()[0].request.headers()["authorization"],
        "Bearer open sesame"
    );
}

#[tokio::test]
async fn the_user_agent_can_be_chosen_and_credentials_left_out() {
    let fake = Fake::new([DONE]);
    let client = fake
        .builder()
        .user_agent("till/1.0")
        .no_credentials()
        .build()
        .unwrap();
    client.cancel_order("o-1").await.unwrap();
    let request = &fake.sent()[0].request;
    assert_eq!(request.headers()["user-agent"], "till/1.0");
    assert!(!request.headers().contains_key("authorization"));
}

#[test]
fn a_client_prints_no_secret() {
    let client = Fake::new([DONE]).client();
    let printed = format!("{client:?}");
    assert!(
        printed.contains("shop.example") && !printed.contains("sesame"),
        "{printed}"
    );
}
