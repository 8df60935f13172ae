//! Event streams.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use pin_project_lite::pin_project;

use super::StreamError;
use crate::{DecodeError, EncodeError};

type Events<T> = Pin<Box<dyn Stream<Item = Result<T, EventStreamError>> + Send>>;

/// A stream of events, which are the members of a union: [`@streaming`].
///
/// Whoever receives one takes the events as they come:
///
/// ```
/// # async fn example<T: std::fmt::Debug>(mut events: farrier::EventStream<T>) -> Result<(), farrier::EventStreamError> {
/// while let Some(event) = events.next().await {
///     println!("{:?}", event?);
/// }
/// # Ok(())
/// # }
/// ```
///
/// Whoever sends one makes it of a list of events, or of any [`Stream`] of them, such as the receiving
/// end of a channel. It is sent once. A member of the union that is an error goes out as an exception,
/// after which nothing more is sent.
///
/// Two are equal if both have been empty from the beginning; what is still to come equals nothing.
///
/// [`@streaming`]: https://smithy.io/2.0/spec/streaming.html#event-streams
pub struct EventStream<T>(Mutex<Source<T>>);

enum Source<T> {
    Empty,
    Live(Events<T>),
}

impl<T> EventStream<T> {
    /// A stream of these events.
    pub fn new<S>(events: S) -> Self
    where
        S: Stream<Item = T> + Send + 'static,
    {
        Self::from_results(Whole { events })
    }

    /// A stream of events that may fail: with [`EventStreamError::Unmodeled`], the receiver is told;
    /// with another error, it sees the stream break off.
    pub fn from_results<S>(events: S) -> Self
    where
        S: Stream<Item = Result<T, EventStreamError>> + Send + 'static,
    {
        Self(Mutex::new(Source::Live(Box::pin(events))))
    }

    /// The next event, or nothing at the end.
    ///
    /// # Errors
    ///
    /// See [`EventStreamError`]. After [`EventStreamError::Decode`], more events may come.
    pub async fn next(&mut self) -> Option<Result<T, EventStreamError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn slot(&self) -> MutexGuard<'_, Source<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for EventStream<T> {
    /// A stream without events.
    fn default() -> Self {
        Self(Mutex::new(Source::Empty))
    }
}

impl<T> PartialEq for EventStream<T> {
    fn eq(&self, other: &Self) -> bool {
        let empty = |stream: &Self| matches!(&*stream.slot(), Source::Empty);
        empty(self) && empty(other)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &*self.slot() {
            Source::Empty => "EventStream(empty)",
            Source::Live(_) => "EventStream(live)",
        })
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<T, EventStreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.get_mut().unwrap_or_else(PoisonError::into_inner) {
            Source::Live(events) => events.as_mut().poll_next(context),
            Source::Empty => Poll::Ready(None),
        }
    }
}

impl<T: Send + 'static> FromIterator<T> for EventStream<T> {
    fn from_iter<I: IntoIterator<Item = T>>(events: I) -> Self {
        events.into_iter().collect::<Vec<T>>().into()
    }
}

impl<T: Send + 'static> From<Vec<T>> for EventStream<T> {
    fn from(events: Vec<T>) -> Self {
        if events.is_empty() {
            return Self::default();
        }
        Self::from_results(Listed(events.into_iter()))
    }
}

impl<T: Send + 'static, const N: usize> From<[T; N]> for EventStream<T> {
    fn from(events: [T; N]) -> Self {
        events.into_iter().collect()
    }
}

pin_project! {
    /// Events none of which fails.
    struct Whole<S> {
        #[pin]
        events: S,
    }
}

impl<S: Stream> Stream for Whole<S> {
    type Item = Result<S::Item, EventStreamError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = ready!(self.project().events.poll_next(context));
        Poll::Ready(event.map(Ok))
    }
}

/// Events that are there already.
struct Listed<T>(std::vec::IntoIter<T>);

/// What is in the list is never pinned.
impl<T> Unpin for Listed<T> {}

impl<T> Stream for Listed<T> {
    type Item = Result<T, EventStreamError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

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
    /// An event is not what the model says.
    Decode(DecodeError),
    /// An event cannot be written.
    Encode(EncodeError),
    /// What came is no event stream, such as a message whose checksum is wrong; the text says why.
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
            Self::Encode(error) => Some(error),
            Self::Body(error) => Some(error),
        }
    }
}

impl From<StreamError> for EventStreamError {
    fn from(error: StreamError) -> Self {
        Self::Body(error)
    }
}
