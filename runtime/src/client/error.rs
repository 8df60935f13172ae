//! Why a call failed.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::{self, Display, Write as _};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};

use super::CredentialsError;
use crate::validate::Violations;
use crate::wire::{OperationSchema, ServiceSchema};
use crate::{DecodeError, EncodeError};

/// Why a call failed; `E` is what the model lists for the operation.
///
/// It prints as one line that tells all that is known: the operation, the error's code and message,
/// the HTTP status and the id of the request. Each variant carries the [`Details`] that the line is
/// made of.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The service answered with an error that the model lists.
    Service(E, Details),
    /// The service, or something before it, answered with an error that the model does not list, or
    /// with one that does not look as the model says.
    Unmodeled(Details),
    /// No answer came.
    Transport(TransportError, Details),
    /// No answer came in time.
    Timeout(Timeout, Details),
    /// The input does not satisfy the model. Nothing was sent.
    Validation(Violations, Details),
    /// The input cannot be written, such as an empty label of the path. Nothing was sent.
    Encode(EncodeError, Details),
    /// The service answered with success, and the answer is not what the model says.
    Decode(DecodeError, Details),
    /// There are no credentials to call with, or they cannot be used.
    Credentials(CredentialsError, Details),
}

impl<E> Error<E> {
    /// The error that the model lists, if it is one.
    pub fn as_service(&self) -> Option<&E> {
        match self {
            Self::Service(error, _) => Some(error),
            _ => None,
        }
    }

    /// The error that the model lists, or `self` if it is another.
    pub fn into_service(self) -> Result<E, Self> {
        match self {
            Self::Service(error, _) => Ok(error),
            other => Err(other),
        }
    }

    /// Whether the same call may succeed later.
    ///
    /// The client has then tried as often as its [`RetryConfig`](super::RetryConfig) and its timeout
    /// allow.
    pub fn is_retryable(&self) -> bool {
        self.details().facts.retryable
    }

    /// The name of the error that the service answered with, modelled or not.
    pub fn code(&self) -> Option<&str> {
        self.details().code()
    }

    /// The message that the service answered with, unless the model says that it is sensitive.
    pub fn message(&self) -> Option<&str> {
        self.details().message()
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.details().status()
    }

    /// The id that the service gave to the request.
    pub fn request_id(&self) -> Option<&str> {
        self.details().request_id()
    }

    /// The name of the operation that was called.
    pub fn operation(&self) -> &'static str {
        self.details().operation()
    }

    /// What is known of the call.
    pub fn details(&self) -> &Details {
        match self {
            Self::Service(_, details)
            | Self::Unmodeled(details)
            | Self::Transport(_, details)
            | Self::Timeout(_, details)
            | Self::Validation(_, details)
            | Self::Encode(_, details)
            | Self::Decode(_, details)
            | Self::Credentials(_, details) => details,
        }
    }

    pub(crate) fn from_failure(failure: Failure, details: Details) -> Self {
        match failure {
            Failure::Transport(error) => Self::Transport(error, details),
            Failure::Timeout(timeout) => Self::Timeout(timeout, details),
            Failure::Validation(violations) => Self::Validation(violations, details),
            Failure::Encode(error) => Self::Encode(error, details),
            Failure::Credentials(error) => Self::Credentials(error, details),
        }
    }
}

impl<E> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(_, details) | Self::Unmodeled(details) => details.write_answer(f),
            Self::Transport(error, details) => details.write(f, " failed: ", error),
            Self::Timeout(timeout, details) => details.write(f, " failed: ", timeout),
            Self::Validation(violations, details) => {
                details.write(f, " was not sent: ", violations)
            }
            Self::Encode(error, details) => details.write(f, " was not sent: ", error),
            Self::Decode(error, details) => {
                details.write(f, " failed: the answer is not what the model says: ", error)
            }
            Self::Credentials(error, details) => {
                details.write(f, " failed: no credentials: ", error)
            }
        }
    }
}

impl<E: fmt::Debug> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Service(..) => None,
            Self::Unmodeled(details) => details.misfit().map(|error| error as _),
            Self::Transport(error, _) => Some(error),
            Self::Timeout(timeout, _) => Some(timeout),
            Self::Validation(violations, _) => Some(violations),
            Self::Encode(error, _) => Some(error),
            Self::Decode(error, _) => Some(error),
            Self::Credentials(error, _) => Some(error),
        }
    }
}

/// A failure that is the same for every operation.
#[derive(Debug)]
pub(crate) enum Failure {
    Transport(TransportError),
    Timeout(Timeout),
    Validation(Violations),
    Encode(EncodeError),
    Credentials(CredentialsError),
}

/// What is known of a call that failed.
///
/// Its `Debug` form leaves out headers and body, since they may hold what must not be shown.
pub struct Details {
    facts: Box<Facts>,
}

pub(crate) struct Facts {
    pub(crate) service: &'static ServiceSchema,
    pub(crate) operation: &'static OperationSchema,
    pub(crate) attempts: u32,
    pub(crate) retryable: bool,
    pub(crate) code: Option<Cow<'static, str>>,
    pub(crate) message: Option<String>,
    pub(crate) misfit: Option<DecodeError>,
    pub(crate) response: Option<Response<Bytes>>,
}

/// Headers in which services give the id of a request, the likeliest first.
const REQUEST_ID: [&str; 4] = [
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-amz-requestid",
    "x-request-id",
];

impl Details {
    pub(crate) fn new(facts: Facts) -> Self {
        Self {
            facts: Box::new(facts),
        }
    }

    pub(crate) fn answered(mut self, response: Response<Bytes>) -> Self {
        self.facts.response = Some(response);
        self
    }

    /// Takes the message that the modelled error holds, which is surer than what the protocol found.
    pub(crate) fn with_message(mut self, message: Option<String>) -> Self {
        self.facts.message = message.or(self.facts.message);
        self
    }

    pub(crate) fn with_misfit(mut self, misfit: DecodeError) -> Self {
        self.facts.misfit = Some(misfit);
        self
    }

    /// The name of the service that was called.
    pub fn service(&self) -> &'static str {
        self.facts.service.name
    }

    /// The name of the operation that was called.
    pub fn operation(&self) -> &'static str {
        self.facts.operation.name
    }

    /// How many attempts were made, whether or not they got as far as sending.
    pub fn attempts(&self) -> u32 {
        self.facts.attempts
    }

    /// The name of the error that the service answered with, modelled or not.
    pub fn code(&self) -> Option<&str> {
        self.facts.code.as_deref()
    }

    /// The message that the service answered with, unless the model says that it is sensitive.
    pub fn message(&self) -> Option<&str> {
        self.facts.message.as_deref()
    }

    /// Why the answer could not be read as the modelled error that it says it is.
    pub fn misfit(&self) -> Option<&DecodeError> {
        self.facts.misfit.as_ref()
    }

    /// The HTTP status of the last answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.facts.response.as_ref().map(Response::status)
    }

    /// The headers of the last answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.facts.response.as_ref().map(Response::headers)
    }

    /// The body of the last answer.
    pub fn body(&self) -> Option<&Bytes> {
        self.facts.response.as_ref().map(Response::body)
    }

    /// The id that the service gave to the request, from `x-amzn-requestid`, `x-amz-request-id` or
    /// `x-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        let headers = self.headers()?;
        REQUEST_ID
            .iter()
            .find_map(|name| headers.get(*name)?.to_str().ok())
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, verb: &str, what: &dyn Display) -> fmt::Result {
        write!(f, "{}{verb}{what}", self.operation())?;
        self.write_circumstances(f)
    }

    fn write_answer(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed: ", self.operation())?;
        match self.code() {
            Some(code) => write!(f, "{}", OneLine(code))?,
            None => f.write_str("an answer without an error code")?,
        }
        if let Some(message) = self.message() {
            write!(f, ": {}", OneLine(message))?;
        }
        if let Some(error) = self.misfit() {
            write!(f, "; it does not look as the model says: {error}")?;
        }
        self.write_circumstances(f)
    }

    fn write_circumstances(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = " (";
        let mut write = |part: fmt::Arguments<'_>| {
            f.write_str(std::mem::replace(&mut separator, ", "))?;
            f.write_fmt(part)
        };
        if let Some(status) = self.status() {
            write(format_args!("HTTP {status}"))?;
        }
        if let Some(id) = self.request_id() {
            write(format_args!("request id {id}"))?;
        }
        if self.attempts() > 1 {
            write(format_args!("{} attempts", self.attempts()))?;
        }
        if separator == ", " {
            f.write_char(')')
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Details")
            .field("service", &self.service())
            .field("operation", &self.operation())
            .field("attempts", &self.attempts())
            .field("retryable", &self.facts.retryable)
            .field("code", &self.code())
            .field("message", &self.message())
            .field("misfit", &self.misfit())
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

/// Text from the other side, so that it can neither break a line of a log nor flood it.
struct OneLine<'a>(&'a str);

impl OneLine<'_> {
    const LONGEST: usize = 2_000;
}

impl Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, character) in self.0.chars().enumerate() {
            if index == Self::LONGEST {
                return f.write_char('…');
            }
            match character.is_control() {
                true => write!(f, "{}", character.escape_default())?,
                false => f.write_char(character)?,
            }
        }
        Ok(())
    }
}

/// Why no answer came.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportError {
    /// There was no connection to send on: the service has seen nothing of the request.
    Connect(Box<dyn StdError + Send + Sync>),
    /// The connection broke, or what came was not HTTP: the service may have handled the request.
    Exchange(Box<dyn StdError + Send + Sync>),
    /// The body of the answer is larger than this many bytes, the most that the client takes.
    TooLarge(usize),
    /// The body of the answer is not the one that the service sent: its checksum is another.
    Damaged {
        /// The name of the algorithm, such as `CRC32`.
        algorithm: &'static str,
        /// The checksum that came with the answer, in base64.
        stated: String,
        /// The checksum of the body that came, in base64.
        computed: String,
    },
}

impl Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause: &dyn StdError = match self {
            Self::Connect(cause) => {
                f.write_str("cannot connect: ")?;
                &**cause
            }
            Self::Exchange(cause) => {
                f.write_str("no answer: ")?;
                &**cause
            }
            Self::TooLarge(limit) => return write!(f, "the answer is larger than {limit} bytes"),
            Self::Damaged {
                algorithm,
                stated,
                computed,
            } => {
                return write!(
                    f,
                    "the body of the answer is damaged: its {algorithm} is {computed}, and the answer says {}",
                    OneLine(stated)
                );
            }
        };
        write!(f, "{cause}")?;
        // Libraries say the telling part, such as "connection refused", at the end of the chain.
        let mut said = cause.to_string();
        let mut next = cause.source();
        while let Some(cause) = next {
            let text = cause.to_string();
            if !said.contains(&text) {
                write!(f, ": {text}")?;
                said = text;
            }
            next = cause.source();
        }
        Ok(())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Connect(cause) | Self::Exchange(cause) => Some(&**cause),
            Self::TooLarge(_) | Self::Damaged { .. } => None,
        }
    }
}

/// Which limit of time was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Timeout {
    /// The limit of one attempt.
    Attempt(Duration),
    /// The limit of the whole call.
    Call(Duration),
}

impl Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attempt(limit) => {
                write!(f, "no answer within {limit:?}, the limit of an attempt")
            }
            Self::Call(limit) => write!(f, "no answer within {limit:?}, the limit of the call"),
        }
    }
}

impl StdError for Timeout {}
