//! What an answer or a failure means for the call.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderMap, Response, StatusCode};

use super::error::{Failure, Timeout, TransportError};
use crate::protocol::ErrorIdentity;
use crate::wire::{Retry, Schema};

/// What kind of retry a failure calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    Retry,
    Timeout,
}

/// What is known of an answer that is not success.
#[derive(Debug)]
pub(crate) struct Denial {
    pub(crate) code: Option<Cow<'static, str>>,
    pub(crate) message: Option<String>,
    /// The error of that code, where the model lists it for the operation.
    pub(crate) schema: Option<&'static Schema>,
    pub(crate) retry: Option<Cost>,
}

impl Denial {
    pub(crate) fn new(
        response: &Response<Bytes>,
        identity: ErrorIdentity,
        schema: Option<&'static Schema>,
    ) -> Self {
        let retry = retry_of_answer(response.status(), identity.code.as_deref(), schema);
        let secret = schema.is_some_and(|schema| {
            schema
                .members
                .iter()
                .any(|member| member.sensitive && member.name.eq_ignore_ascii_case("message"))
        });
        Self {
            code: match schema {
                Some(schema) => Some(Cow::Borrowed(schema.name)),
                None => identity.code.map(Cow::Owned),
            },
            message: identity
                .message
                .filter(|message| !secret && !message.is_empty()),
            schema,
            retry,
        }
    }
}

/// Codes by which AWS services say that they were called too often.
const THROTTLING: [&str; 14] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// Codes by which AWS services say that something failed that may pass.
const TRANSIENT: [&str; 3] = ["InternalError", "RequestTimeout", "RequestTimeoutException"];

fn retry_of_answer(
    status: StatusCode,
    code: Option<&str>,
    schema: Option<&'static Schema>,
) -> Option<Cost> {
    let modelled = schema
        .and_then(|schema| schema.error)
        .is_some_and(|error| error.retry != Retry::No);
    let listed = code.is_some_and(|code| THROTTLING.contains(&code) || TRANSIENT.contains(&code));
    let passing = matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504);
    (modelled || listed || passing).then_some(Cost::Retry)
}

/// What a failure to get an answer calls for; `repeatable` tells whether the operation may be called
/// again when nobody knows whether the service has handled the call.
pub(crate) fn of_failure(failure: &Failure, repeatable: bool) -> Option<Cost> {
    match failure {
        Failure::Transport(TransportError::Connect(_)) => Some(Cost::Retry),
        Failure::Transport(TransportError::Exchange(_) | TransportError::Damaged { .. }) => {
            repeatable.then_some(Cost::Retry)
        }
        Failure::Timeout(Timeout::Attempt(_)) => repeatable.then_some(Cost::Timeout),
        Failure::Transport(TransportError::TooLarge(_))
        | Failure::Timeout(Timeout::Call(_))
        | Failure::Validation(_)
        | Failure::Encode(_)
        | Failure::Credentials(_) => None,
    }
}

/// How long an answer asks to wait: `Retry-After` in seconds or as the date of HTTP.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(
        SystemTime::from(date)
            .duration_since(SystemTime::now())
            .unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::wire::ErrorSchema;

    const PLAIN: &Schema = &schema(ErrorSchema::new(400));
    const RETRYABLE: &Schema = &schema(ErrorSchema::new(400).retryable());
    const THROTTLED: &Schema = &schema(ErrorSchema::new(400).throttling());

    const fn schema(error: ErrorSchema) -> Schema {
        Schema {
            name: "Example",
            members: &[],
            error: Some(error),
            union: false,
            xml_name: None,
            xml_namespace: None,
        }
    }

    #[test]
    fn the_model_the_code_or_the_status_makes_an_answer_retryable() {
        let retried = |status, code, schema| {
            retry_of_answer(StatusCode::from_u16(status).unwrap(), code, schema).is_some()
        };
        assert!(!retried(400, Some("Plain"), Some(PLAIN)));
        assert!(retried(400, Some("Retryable"), Some(RETRYABLE)));
        assert!(retried(400, Some("Throttled"), Some(THROTTLED)));
        assert!(retried(400, Some("SlowDown"), None));
        assert!(retried(400, Some("RequestTimeout"), None));
        for (status, expected) in [
            (302, false),
            (404, false),
            (429, true),
            (500, true),
            (501, false),
            (502, true),
            (503, true),
            (504, true),
        ] {
            assert_eq!(retried(status, None, None), expected, "{status}");
        }
    }

    #[test]
    fn a_request_of_unknown_fate_is_repeated_only_where_that_is_safe() {
        let broken = || Failure::Transport(TransportError::Exchange("reset".into()));
        let slow = Failure::Timeout(Timeout::Attempt(Duration::from_secs(1)));
        let unconnected = Failure::Transport(TransportError::Connect("refused".into()));
        assert_eq!(of_failure(&broken(), true), Some(Cost::Retry));
        assert_eq!(of_failure(&broken(), false), None);
        assert_eq!(of_failure(&slow, true), Some(Cost::Timeout));
        assert_eq!(of_failure(&slow, false), None);
        assert_eq!(of_failure(&unconnected, false), Some(Cost::Retry));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let parse = |text| {
            retry_after(&HeaderMap::from_iter([(
                RETRY_AFTER,
                HeaderValue::from_static(text),
            )]))
        };
        assert_eq!(parse("120"), Some(Duration::from_secs(120)));
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        let far = parse("Tue, 31 Dec 2999 23:59:59 GMT").unwrap();
        assert!(far > Duration::from_secs(86_400 * 365 * 900), "{far:?}");
        assert_eq!(parse("-5"), None);
        assert_eq!(parse("soon"), None);
    }
}
