//! Trying again, and limits of time. The clock is tokio's, paused: it jumps to the next timer.

use std::time::Duration;

use farrier::client::{Error, RetryConfig, Timeout, TransportError};
use tokio::time::Instant;

use crate::fake::{Act, DONE, Fake, UNAVAILABLE};
use crate::shop::{OrderError, Shop};

const BUSY: Act = Act::Answer(
    400,
    &[("x-amzn-errortype", "BusyException")],
    r#"{"Message":"later"}"#,
);

/// How often the client tried to cancel an order, which is idempotent.
async fn attempts_to_cancel(script: impl IntoIterator<Item = Act>) -> usize {
    let fake = Fake::new(script);
    let _ = fake.client().cancel_order("o-1").await;
    fake.sent().len()
}

/// How often the client tried to place an order, which is not idempotent.
async fn attempts_to_place(script: impl IntoIterator<Item = Act>) -> usize {
    let fake = Fake::new(script);
    let _ = fake.client().place_order("anvil").await;
    fake.sent().len()
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_three_times() {
    for status in [429, 500, 502, 503, 504] {
        assert_eq!(
            attempts_to_place([Act::Answer(status, &[], "")]).await,
            3,
            "HTTP {status}"
        );
    }
    assert_eq!(
        attempts_to_place([BUSY]).await,
        3,
        "the model says that it is throttling"
    );
    let slow_down = Act::Answer(400, &[("x-amzn-errortype", "SlowDown")], "{}");
    assert_eq!(
        attempts_to_place([slow_down]).await,
        3,
        "the code is known as throttling"
    );
    assert_eq!(
        attempts_to_place([Act::Refuse]).await,
        3,
        "nothing was sent"
    );
}

#[tokio::test(start_paused = true)]
async fn what_will_not_pass_is_tried_once() {
    for status in [302, 400, 403, 404, 409, 501] {
        assert_eq!(
            attempts_to_cancel([Act::Answer(status, &[], "")]).await,
            1,
            "HTTP {status}"
        );
    }
    let not_found = Act::Answer(
        404,
        &[("x-amzn-errortype", "NotFoundException")],
        r#"{"message":"gone"}"#,
    );
    assert_eq!(attempts_to_cancel([not_found]).await, 1);
    assert_eq!(
        attempts_to_cancel([Act::Answer(200, &[], "{}")]).await,
        1,
        "success that cannot be read"
    );
}

#[tokio::test(start_paused = true)]
async fn a_request_of_unknown_fate_is_repeated_only_if_the_operation_is_idempotent() {
    assert_eq!(attempts_to_cancel([Act::Break]).await, 3);
    assert_eq!(attempts_to_place([Act::Break]).await, 1);
    assert_eq!(attempts_to_cancel([Act::Hang]).await, 3);
    assert_eq!(attempts_to_place([Act::Hang]).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_later_success_is_success() {
    let fake = Fake::new([UNAVAILABLE, Act::Refuse, DONE]);
    let output = fake.client().cancel_order("o-1").await.unwrap();
    assert_eq!(output.order_id, "o-1");
    assert_eq!(fake.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn waits_are_random_and_double() {
    let fake = Fake::new([UNAVAILABLE]);
    let client = fake
        .builder()
        .retry(RetryConfig::standard().max_attempts(5).tokens(10_000))
        .build()
        .unwrap();
    let mut longest = [Duration::ZERO; 4];
    for _ in 0..200 {
        client.cancel_order("o-1").await.unwrap_err();
        let sent = fake.sent();
        for (longest, pair) in longest.iter_mut().zip(sent.windows(2)) {
            *longest = (*longest).max(pair[1].at - pair[0].at);
        }
    }
    for (longest, bound) in longest.into_iter().zip([1, 2, 4, 8]) {
        let bound = Duration::from_secs(bound);
        // The clock of tokio counts milliseconds.
        assert!(
            longest <= bound + Duration::from_millis(1),
            "{longest:?} is longer than {bound:?}"
        );
        assert!(
            longest > bound / 2,
            "{longest:?} of 200 is no random share of {bound:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_lengthens_the_wait_up_to_the_longest() {
    for (header, expected) in [("7", 7), ("3600", 20)] {
        let headers: &[(&str, &str)] = match header {
            "7" => &[("retry-after", "7")],
            _ => &[("retry-after", "3600")],
        };
        let fake = Fake::new([Act::Answer(503, headers, ""), DONE]);
        fake.client().cancel_order("o-1").await.unwrap();
        let sent = fake.sent();
        assert_eq!(
            (sent[1].at - sent[0].at).as_secs(),
            expected,
            "Retry-After: {header}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_empty_bucket_ends_retries_and_success_fills_it() {
    // Tokens for two retries.
    let fake = Fake::new([UNAVAILABLE]);
    let client = fake
        .builder()
        .retry(RetryConfig::standard().tokens(10))
        .build()
        .unwrap();
    client.cancel_order("o-1").await.unwrap_err();
    assert_eq!(fake.sent().len(), 3);
    let error = client.cancel_order("o-1").await.unwrap_err();
    assert_eq!(
        fake.sent().len(),
        1,
        "copies and later calls share the empty bucket"
    );
    assert!(error.is_retryable());

    // Five successes give back what one retry costs.
    let fake = Fake::new([
        UNAVAILABLE,
        UNAVAILABLE,
        UNAVAILABLE,
        DONE,
        DONE,
        DONE,
        DONE,
        DONE,
        UNAVAILABLE,
    ]);
    let client = fake
        .builder()
        .retry(RetryConfig::standard().tokens(10))
        .build()
        .unwrap();
    client.cancel_order("o-1").await.unwrap_err();
    for _ in 0..5 {
        client.cancel_order("o-1").await.unwrap();
    }
    fake.sent();
    client.clone().cancel_order("o-1").await.unwrap_err();
    assert_eq!(fake.sent().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_a_timeout_costs_double() {
    let fake = Fake::new([Act::Hang]);
    let client = fake
        .builder()
        .retry(RetryConfig::standard().tokens(10))
        .build()
        .unwrap();
    client.cancel_order("o-1").await.unwrap_err();
    assert_eq!(fake.sent().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn retries_can_be_turned_off() {
    let fake = Fake::new([UNAVAILABLE]);
    let client = fake.builder().retry(RetryConfig::off()).build().unwrap();
    let error = client.cancel_order("o-1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: an answer without an error code (HTTP 503 Service Unavailable)"
    );
    assert_eq!(fake.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_takes_too_long_is_given_up() {
    let fake = Fake::new([Act::Hang, Act::After(Duration::from_secs(1))]);
    let client = fake
        .builder()
        .attempt_timeout(Duration::from_secs(2))
        .build()
        .unwrap();
    client.cancel_order("o-1").await.unwrap();
    assert_eq!(fake.sent().len(), 2);

    let fake = Fake::new([Act::Hang]);
    let client = fake
        .builder()
        .attempt_timeout(Duration::from_millis(1500))
        .build()
        .unwrap();
    let error = client.cancel_order("o-1").await.unwrap_err();
    assert!(
        matches!(error, Error::Timeout(Timeout::Attempt(_), _)),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: no answer within 1.5s, the limit of an attempt (3 attempts)"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_takes_too_long_is_given_up() {
    let fake = Fake::new([Act::Hang]);
    let client = fake
        .builder()
        .attempt_timeout(None)
        .timeout(Duration::from_secs(60))
        .build()
        .unwrap();
    let started = Instant::now();
    let error = client.cancel_order("o-1").await.unwrap_err();
    assert!(
        matches!(error, Error::Timeout(Timeout::Call(_), _)),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "CancelOrder failed: no answer within 60s, the limit of the call"
    );
    assert_eq!(started.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_outlast_the_call_is_not_begun() {
    let fake = Fake::new([Act::Answer(503, &[("retry-after", "10")], "")]);
    let client = fake
        .builder()
        .timeout(Duration::from_secs(9))
        .build()
        .unwrap();
    let started = Instant::now();
    let error = client.cancel_order("o-1").await.unwrap_err();
    assert_eq!(
        error.status().unwrap().as_u16(),
        503,
        "the answer tells more than a timeout"
    );
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn limits_may_be_as_long_as_they_like() {
    let fake = Fake::new([UNAVAILABLE, DONE]);
    let forever = Duration::MAX;
    let client = fake
        .builder()
        .timeout(forever)
        .attempt_timeout(forever)
        .connect_timeout(forever)
        .build()
        .unwrap();
    client.cancel_order("o-1").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_the_same_request() {
    let fake = Fake::new([UNAVAILABLE, DONE]);
    fake.client()
        .place_order("anvil")
        .with(|input| input.note("heavy"))
        .send()
        .await
        .unwrap();
    for sent in fake.sent() {
        let request = sent.request;
        assert_eq!(request.method(), "POST");
        assert_eq!(request.uri(), "https://shop.example/orders");
        assert_eq!(request.headers()["authorization"], "Bearer open sesame");
        assert_eq!(
            request.headers()["user-agent"],
            concat!("farrier/", env!("CARGO_PKG_VERSION"), " Shop/2026-01-01")
        );
        assert_eq!(request.headers()["content-type"], "application/json");
        assert_eq!(
            request.body(),
            r#"{"item":"anvil","note":"heavy"}"#.as_bytes()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_idempotency_token_makes_repeating_safe() {
    let fake = Fake::new([Act::Break, DONE, DONE]);
    let client = fake.client();
    client.pay_order("acme").await.unwrap();
    client.pay_order("acme").await.unwrap();
    let bodies: Vec<_> = fake
        .sent()
        .into_iter()
        .map(|sent| sent.request.into_body())
        .collect();
    assert_eq!(bodies[0], bodies[1], "both attempts have one token");
    assert_ne!(bodies[0], bodies[2], "another call has another");
    let text = str::from_utf8(&bodies[0]).unwrap();
    assert!(
        text.starts_with(r#"{"bank":"acme","clientToken":""#),
        "{text}"
    );

    let chosen = client.pay_order("acme").with(|mut input| {
        input.client_token = Some("mine".into());
        input
    });
    chosen.await.unwrap();
    assert_eq!(
        fake.sent()[0].request.body(),
        r#"{"bank":"acme","clientToken":"mine"}"#.as_bytes()
    );
}

#[tokio::test(start_paused = true)]
async fn a_host_prefix_goes_before_the_host() {
    let fake = Fake::new([DONE]);
    fake.client().pay_order("acme").await.unwrap();
    assert_eq!(
        fake.sent()[0].request.uri(),
        "https://acme.pay.shop.example/payments"
    );
    for bank in ["", "evil.example/", "a.b"] {
        let error = fake.client().pay_order(bank).await.unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("PayOrder was not sent: cannot write /bank: "),
            "{error}"
        );
    }
    assert!(fake.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_call_outlives_its_client_and_runs_on_any_task() {
    let sending = Fake::new([DONE]).client().cancel_order("o-1").send();
    assert_eq!(
        tokio::spawn(sending).await.unwrap().unwrap().order_id,
        "o-1"
    );
}

#[tokio::test(start_paused = true)]
async fn the_last_failure_is_the_one_that_is_told() {
    let fake = Fake::new([Act::Refuse, UNAVAILABLE, BUSY]);
    let client: Shop = fake.client();
    match client.place_order("anvil").await {
        Err(Error::Service(OrderError::Busy(error), details)) => {
            assert_eq!(error.message, "later");
            assert_eq!(details.attempts(), 3);
        }
        other => panic!("{other:?}"),
    }
    let fake = Fake::new([UNAVAILABLE, UNAVAILABLE, Act::Refuse]);
    let error = fake.client().place_order("anvil").await.unwrap_err();
    assert!(
        matches!(error, Error::Transport(TransportError::Connect(_), _)),
        "{error:?}"
    );
}
