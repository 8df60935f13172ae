//! Why an event stream does not go on.

use std::error::Error;
use std::fmt;

use crate::stream::StreamError;
use crate::validate::Violations;
use crate::{DecodeError, EncodeError};

/// Why an event stream does not go on, or an event of it cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum EventStreamError {
    /// The sender ended the stream with an error that the model does not list.
    Unmodeled {
        /// The error's code.
        code: String,
        /// The error's message, which may be empty.
        message: String,
    },
    /// One event is not what the model says; others may come after it.
    Decode(DecodeError),
    /// One event, as a server received it, breaks a constraint; others may come after it.
    Validation(Violations),
    /// An event cannot be written.
    Encode(EncodeError),
    /// What came is no event stream, such as a message whose checksum is wrong; the text says why.
    /// Nothing more is read.
    Framing(&'static str),
    /// The body broke off.
    Body(StreamError),
}

impl fmt::Display for EventStreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmodeled { code, message } if message.is_empty() => f.write_str(code),
            Self::Unmodeled { code, message } => write!(f, "{code}: {message}"),
            Self::Decode(error) => write!(f, "an event is not what the model says: {error}"),
            Self::Validation(violations) => write!(f, "an event is invalid: {violations}"),
            Self::Encode(error) => write!(f, "an event cannot be sent: {error}"),
            Self::Framing(reason) => write!(f, "what came is no event stream: {reason}"),
            Self::Body(error) => error.fmt(f),
        }
    }
}

impl Error for EventStreamError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unmodeled { .. } | Self::Framing(_) => None,
            Self::Decode(error) => Some(error),
            Self::Validation(violations) => Some(violations),
            Self::Encode(error) => Some(error),
            Self::Body(error) => Some(error),
        }
    }
}

impl From<DecodeError> for EventStreamError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl From<EncodeError> for EventStreamError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl From<StreamError> for EventStreamError {
    fn from(error: StreamError) -> Self {
        Self::Body(error)
    }
}
