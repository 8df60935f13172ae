//! The answers that no model lists.

use std::borrow::Cow;

use http::StatusCode;

use crate::protocol::RequestError;

/// Why a request does not get as far as an answer of its operation.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: Cow<'static, str>,
    /// Whether part of the request may be left unread, so that no other can follow it.
    pub(super) closes: bool,
}

impl Fault {
    fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            closes: false,
        }
    }

    pub(super) fn closing(self) -> Self {
        Self {
            closes: true,
            ..self
        }
    }

    pub(super) fn unknown_path() -> Self {
        Self::unknown_operation("No operation has this path.")
    }

    pub(super) fn unknown_name() -> Self {
        Self::unknown_operation("No operation has this name.")
    }

    pub(super) fn no_name() -> Self {
        Self::unknown_operation("The request names no operation.")
    }

    fn unknown_operation(message: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "UnknownOperationException", message)
    }

    pub(super) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "MethodNotAllowedException",
            "No operation has this method at this path.",
        )
    }

    pub(super) fn too_large(limit: usize) -> Self {
        let message = format!("The request body is larger than {limit} bytes.");
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLargeException",
            message,
        )
        .closing()
    }

    pub(super) fn body_too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "RequestTimeoutException",
            "The request body did not arrive in time.",
        )
        .closing()
    }

    pub(super) fn incomplete_body() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "IncompleteBodyException",
            "The request body ended early or could not be read.",
        )
        .closing()
    }

    pub(super) fn unsupported_encoding() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaTypeException",
            "The operation does not take a body in this content encoding.",
        )
    }

    pub(super) fn damaged_stream(flaw: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "InvalidChecksumException",
            format!("The request body cannot be used: {flaw}."),
        )
        .closing()
    }

    #[cfg(feature = "compression")]
    pub(super) fn malformed_encoding() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "SerializationException",
            "The request body is not in the content encoding that the request names.",
        )
    }

    #[cfg(feature = "checksums")]
    pub(super) fn missing_checksum(header: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "InvalidChecksumException",
            format!("The request lacks its checksum, the header {header}."),
        )
    }

    #[cfg(feature = "checksums")]
    pub(super) fn wrong_checksum(algorithm: &str) -> Self {
        let message = format!("The {algorithm} that the request states is not that of its body.");
        Self::new(StatusCode::BAD_REQUEST, "InvalidChecksumException", message)
    }

    pub(super) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalFailure",
            "The server failed to handle the request.",
        )
    }

    pub(super) fn handler_too_slow() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "ServiceUnavailable",
            "The server did not handle the request in time.",
        )
    }
}

impl From<RequestError> for Fault {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::UnsupportedMediaType => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "UnsupportedMediaTypeException",
                "The operation does not take a body of this media type.",
            ),
            RequestError::NotAcceptable => Self::new(
                StatusCode::NOT_ACCEPTABLE,
                "NotAcceptableException",
                "The operation gives no media type that the request accepts.",
            ),
            RequestError::LengthRequired => Self::new(
                StatusCode::LENGTH_REQUIRED,
                "LengthRequiredException",
                "The operation does not take a body of unknown length.",
            )
            .closing(),
            RequestError::Malformed(error) => Self::new(
                StatusCode::BAD_REQUEST,
                "SerializationException",
                error.to_string(),
            ),
        }
    }
}
