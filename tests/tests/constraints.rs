//! Each documented constraint at its edges: by `validate()`, and by what the server lets through to its handler.

use codecatalyst::operation as codecatalyst_operation;
use farrier::client::RetryConfig;
use farrier::validate::{ConstraintKind, Validate, Violations};
use farrier_tests::raw::RawServer;
use farrier_tests::server::Server;
use farrier_tests::services;
use route53globalresolver::operation as resolver_operation;
use route53globalresolver::types::TokenStatus;

fn codecatalyst(id: &str) -> Result<(), Violations> {
    codecatalyst_operation::DeleteAccessTokenInput::new(id).validate()
}

fn global_resolver(id: &str) -> Result<(), Violations> {
    resolver_operation::DeleteAccessTokenInput::new(id).validate()
}

/// Which constraints a value breaks.
fn kinds(result: Result<(), Violations>) -> Vec<ConstraintKind> {
    result
        .err()
        .map(|found| found.iter().map(|violation| violation.constraint).collect())
        .unwrap_or_default()
}

#[test]
fn codecatalyst_id_is_1_to_36_characters() {
    for length in [1, 36] {
        assert_eq!(codecatalyst(&"x".repeat(length)), Ok(()), "{length}");
    }
    for length in [0, 37, 64, 65] {
        let found = codecatalyst(&"x".repeat(length)).expect_err("the length is wrong");
        assert_eq!(
            found.to_string(),
            format!(
                "1 validation error detected. Value with length {length} at '/id' failed to satisfy constraint: \
                 Member must have length between 1 and 36, inclusive"
            )
        );
    }
}

#[test]
fn global_resolver_id_is_1_to_64_characters() {
    for length in [1, 36, 37, 64] {
        assert_eq!(global_resolver(&"x".repeat(length)), Ok(()), "{length}");
    }
    let found = global_resolver(&"x".repeat(65)).expect_err("the length is wrong");
    assert_eq!(
        found.to_string(),
        "1 validation error detected. Value with length 65 at '/accessTokenId' failed to satisfy constraint: \
         Member must have length between 1 and 64, inclusive"
    );
    // What is empty breaks the pattern as well.
    assert_eq!(
        kinds(global_resolver("")),
        [ConstraintKind::Length, ConstraintKind::Pattern]
    );
}

#[test]
fn length_counts_characters_not_bytes() {
    for character in ["ä", "名", "😀", "\u{301}"] {
        assert_eq!(codecatalyst(&character.repeat(36)), Ok(()), "{character}");
        assert_eq!(
            kinds(codecatalyst(&character.repeat(37))),
            [ConstraintKind::Length],
            "{character}"
        );
        assert_eq!(
            kinds(global_resolver(&character.repeat(64))),
            [ConstraintKind::Pattern],
            "{character}"
        );
        let both = [ConstraintKind::Length, ConstraintKind::Pattern];
        assert_eq!(
            kinds(global_resolver(&character.repeat(65))),
            both,
            "{character}"
        );
    }
}

#[test]
fn the_pattern_ends_at_each_class_boundary() {
    for inside in ["-", ".", "0", "9", "A", "Z", "a", "z"] {
        assert_eq!(global_resolver(inside), Ok(()), "{inside:?}");
    }
    // The neighbours of each range in ASCII, and what looks or folds alike elsewhere.
    for outside in [
        ",", "/", ":", "@", "[", "`", "{", "_", " ", "\0", "\u{7f}", "\u{80}", "٣", "é", "ｚ",
        "\u{17f}", "\u{212a}",
    ] {
        assert_eq!(
            kinds(global_resolver(outside)),
            [ConstraintKind::Pattern],
            "{outside:?}"
        );
    }
    for byte in 0..=0x7f_u8 {
        let fits = byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        assert_eq!(
            global_resolver(&char::from(byte).to_string()).is_ok(),
            fits,
            "{byte:#x}"
        );
    }
}

#[test]
fn the_pattern_holds_for_the_whole_value() {
    for id in [" a", "a ", "a a", "a\n", "\na", "a\r\nb", "a/b"] {
        assert_eq!(
            kinds(global_resolver(id)),
            [ConstraintKind::Pattern],
            "{id:?}"
        );
    }
    let found = global_resolver("a b").expect_err("the pattern is broken");
    let violation = found.iter().next().expect("one violation");
    assert_eq!(violation.path, "/accessTokenId");
    assert_eq!(
        violation.message,
        "Value at '/accessTokenId' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: ^[-.a-zA-Z0-9]+$"
    );
}

#[test]
fn the_id_of_the_output_is_constrained_alike() {
    let output = |id: &str, status: TokenStatus| {
        resolver_operation::DeleteAccessTokenOutput::new(farrier::Timestamp::default(), id, status)
            .validate()
    };
    assert_eq!(output("a", TokenStatus::Deleting), Ok(()));
    assert_eq!(
        kinds(output("a b", TokenStatus::Deleting)),
        [ConstraintKind::Pattern]
    );
    assert_eq!(
        kinds(output(&"a".repeat(65), TokenStatus::Deleting)),
        [ConstraintKind::Length]
    );
    let found =
        output("a", TokenStatus::Unknown("GONE".to_owned())).expect_err("there is no such status");
    assert_eq!(
        found.to_string(),
        "1 validation error detected. Value at '/status' failed to satisfy constraint: \
         Member must satisfy enum value set: [CREATING, OPERATIONAL, DELETING]"
    );
}

#[tokio::test]
async fn an_empty_label_is_refused_before_anything_is_sent() {
    let server = RawServer::start("").await;
    let client = codecatalyst::Client::builder()
        .endpoint(server.endpoint())
        .bearer_token("token");
    let client = client.build().expect("the settings are complete");
    let error = client
        .delete_access_token("")
        .send()
        .await
        .expect_err("it is refused");
    assert_eq!(
        error.to_string(),
        "DeleteAccessToken was not sent: cannot write /id: a label must not be empty"
    );
    let client = route53globalresolver::Client::builder()
        .endpoint(server.endpoint())
        .no_credentials();
    let client = client.build().expect("the settings are complete");
    let error = client
        .delete_access_token("")
        .send()
        .await
        .expect_err("it is refused");
    assert_eq!(
        error.to_string(),
        "DeleteAccessToken was not sent: cannot write /accessTokenId: a label must not be empty"
    );
    assert_eq!(server.unseen(), 0);
}

#[tokio::test]
async fn a_client_that_is_asked_to_validates_before_it_sends() {
    let server = RawServer::start("").await;
    let client = route53globalresolver::Client::builder()
        .endpoint(server.endpoint())
        .no_credentials();
    let client = client
        .validate_inputs(true)
        .build()
        .expect("the settings are complete");
    let error = client
        .delete_access_token("a b")
        .send()
        .await
        .expect_err("it is refused");
    assert!(
        error
            .to_string()
            .starts_with("DeleteAccessToken was not sent: 1 validation error detected."),
        "{error}"
    );
    assert_eq!(server.unseen(), 0);
}

#[tokio::test]
async fn the_server_lets_the_same_values_through() {
    let done = || Ok(codecatalyst_operation::DeleteAccessTokenOutput::new());
    let server = Server::start(services::codecatalyst(move |_| done())).await;
    let client = codecatalyst::Client::builder()
        .endpoint(server.endpoint())
        .bearer_token("token");
    let client = client
        .retry(RetryConfig::off())
        .build()
        .expect("the settings are complete");
    for id in [
        "x",
        &"x".repeat(36),
        &"😀".repeat(36),
        &"x".repeat(37),
        &"x".repeat(64),
        &"x".repeat(65),
        &"ä".repeat(37),
    ] {
        let answer = client.delete_access_token(id).send().await;
        assert_eq!(answer.is_ok(), codecatalyst(id).is_ok(), "{id}");
        let status = answer
            .err()
            .and_then(|error| error.status())
            .map(|status| status.as_u16());
        assert_eq!(status, codecatalyst(id).err().map(|_| 400), "{id}");
    }
    let done = |id| {
        resolver_operation::DeleteAccessTokenOutput::new(
            farrier::Timestamp::default(),
            id,
            TokenStatus::Deleting,
        )
    };
    let server = Server::start(services::global_resolver(move |id| Ok(done(id)))).await;
    let client = route53globalresolver::Client::builder()
        .endpoint(server.endpoint())
        .no_credentials();
    let client = client
        .retry(RetryConfig::off())
        .build()
        .expect("the settings are complete");
    for id in [
        "x",
        &"x".repeat(64),
        &"x".repeat(65),
        "a/b",
        "a@b",
        "a[b",
        "a`b",
        "a{b",
        "a,b",
        "a:b",
        "ä",
        "9.Z-a",
    ] {
        let answer = client.delete_access_token(id).send().await;
        assert_eq!(answer.is_ok(), global_resolver(id).is_ok(), "{id}");
        let status = answer
            .err()
            .and_then(|error| error.status())
            .map(|status| status.as_u16());
        assert_eq!(status, global_resolver(id).err().map(|_| 400), "{id}");
    }
}
