//! Event streams, as messages of [`application/vnd.amazon.eventstream`].
//!
//! [`application/vnd.amazon.eventstream`]: https://smithy.io/2.0/aws/amazon-eventstream.html

mod error;
#[cfg(any(feature = "client", feature = "server"))]
mod first;
mod frame;
mod header;
mod initial;
mod read;
mod write;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use pin_project_lite::pin_project;
use tokio::sync::mpsc;

use super::Body;
use crate::EncodeError;
use crate::wire::{Codec, Event, Reading, ServiceSchema};

pub use error::EventStreamError;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use first::first_message;
#[cfg(feature = "sigv4")]
pub(crate) use frame::Message;
#[cfg(feature = "sigv4")]
pub(crate) use header::{HeaderValue, write as write_header};
pub(crate) use initial::{read_initial, write_initial};

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
/// end of a channel of tokio. It is sent once. A member of the union that is an error goes out as an exception,
/// after which nothing more is sent.
///
/// Two are equal if both have been empty from the beginning; what is still to come equals nothing.
///
/// [`@streaming`]: https://smithy.io/2.0/spec/streaming.html#event-streams
pub struct EventStream<T>(Mutex<Source<T>>);

enum Source<T> {
    Empty,
    Live(Events<T>),
    Sent,
}

impl<T> EventStream<T> {
    /// A stream of these events.
    pub fn new<S>(events: S) -> Self
    where
        S: Stream<Item = T> + Send + 'static,
    {
        Self::from_results(Whole { events })
    }

    /// A stream of events that may fail, after which nothing more is sent: of
    /// [`EventStreamError::Unmodeled`] the receiver is told, with any other error it sees the stream
    /// break off.
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
    /// See [`EventStreamError`]. More events may come after those that are of one event alone.
    pub async fn next(&mut self) -> Option<Result<T, EventStreamError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The events to send, once.
    pub(crate) fn take(&self) -> Result<Self, EncodeError> {
        let mut slot = self.slot();
        match std::mem::replace(&mut *slot, Source::Sent) {
            Source::Sent => Err(EncodeError::unrepresentable(
                "the stream has been sent already",
            )),
            source => Ok(Self(Mutex::new(source))),
        }
    }

    /// The body of a message that has these events, behind a first message if there is one.
    pub(crate) fn to_body<C: Codec>(
        &self,
        service: &'static ServiceSchema,
        first: Option<Bytes>,
    ) -> Result<Body, EncodeError>
    where
        T: Event,
    {
        let events = self.take()?;
        if events.is_empty() {
            return Ok(first.map_or_else(Body::empty, Body::from));
        }
        let writer = write::Writer::<T, C>::new(service, first, events);
        Ok(Body::new(writer))
    }

    /// The events that a body has; who reads them decides what to be strict about.
    pub(crate) fn from_body<C: Codec>(body: Body, reading: &Reading) -> Self
    where
        T: Event,
    {
        Self::from_results(read::Reader::<T, C>::new(body, reading))
    }

    /// Whether it has been empty from the beginning.
    fn is_empty(&self) -> bool {
        matches!(&*self.slot(), Source::Empty)
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
        self.is_empty() && other.is_empty()
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &*self.slot() {
            Source::Empty => "EventStream(empty)",
            Source::Live(_) => "EventStream(live)",
            Source::Sent => "EventStream(sent)",
        })
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<T, EventStreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.get_mut().unwrap_or_else(PoisonError::into_inner) {
            Source::Live(events) => events.as_mut().poll_next(context),
            Source::Empty | Source::Sent => Poll::Ready(None),
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

impl<T: Send + 'static> From<mpsc::Receiver<T>> for EventStream<T> {
    /// A stream of what is sent into a channel, until all of its senders are gone.
    fn from(events: mpsc::Receiver<T>) -> Self {
        Self::from_results(Received(events))
    }
}

/// Events out of a channel.
struct Received<T>(mpsc::Receiver<T>);

impl<T> Stream for Received<T> {
    type Item = Result<T, EventStreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
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
