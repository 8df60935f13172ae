//! Streaming blobs.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Body as _, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::{Body, StreamError};
use crate::{Blob, EncodeError};

/// A blob that is the body of a message and is not held in memory: [`@streaming`].
///
/// Whoever receives one reads it as it comes, and so sets the pace of the sender:
///
/// ```
/// # async fn example(mut body: farrier::ByteStream) -> Result<(), farrier::StreamError> {
/// while let Some(chunk) = body.next().await {
///     println!("{} bytes", chunk?.len());
/// }
/// # Ok(())
/// # }
/// ```
///
/// Whoever sends one makes it of bytes in memory, which can be sent again when an attempt fails, or
/// of another body or a stream of chunks, which is sent once.
///
/// Two are equal if both are in memory and hold the same bytes; what is still to come equals nothing.
///
/// [`@streaming`]: https://smithy.io/2.0/spec/streaming.html#streaming-trait
pub struct ByteStream(Mutex<Option<Body>>);

impl ByteStream {
    /// A stream of what another body holds.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        Body::new(body).into()
    }

    /// A stream of chunks, of unknown length; see [`ByteStream::with_length`].
    pub fn from_stream<S, C, E>(chunks: S) -> Self
    where
        S: Stream<Item = Result<C, E>> + Send + 'static,
        C: Into<Bytes>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Body::new(Chunks { chunks }).into()
    }

    /// States the length in bytes, as [`@requiresLength`] wants it of a stream that does not tell.
    ///
    /// Reading fails if there turn out to be more bytes, or fewer.
    ///
    /// [`@requiresLength`]: https://smithy.io/2.0/spec/streaming.html#requireslength-trait
    pub fn with_length(self, length: u64) -> Self {
        Body::new(Measured {
            body: self,
            left: length,
        })
        .into()
    }

    /// How many bytes are to come, if that is known.
    pub fn length(&self) -> Option<u64> {
        self.slot().as_ref().and_then(Body::length)
    }

    /// The next bytes, or nothing at the end.
    ///
    /// # Errors
    ///
    /// The body broke off; nothing comes after that.
    pub async fn next(&mut self) -> Option<Result<Bytes, StreamError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All bytes, in memory: see [`ByteStream::collect_up_to`] for those of a sender not to be trusted.
    ///
    /// # Errors
    ///
    /// The body broke off.
    pub async fn collect(self) -> Result<Bytes, StreamError> {
        self.collect_up_to(usize::MAX).await
    }

    /// All bytes, in memory, if they are `limit` at most.
    ///
    /// # Errors
    ///
    /// The body broke off, or there are more bytes.
    pub async fn collect_up_to(mut self, limit: usize) -> Result<Bytes, StreamError> {
        let announced = http_body::Body::size_hint(&self).lower();
        if usize::try_from(announced).map_or(true, |announced| announced > limit) {
            return Err(too_long(limit));
        }
        let Some(first) = self.next().await.transpose()? else {
            return Ok(Bytes::new());
        };
        let Some(second) = self.next().await.transpose()? else {
            return within(limit, first.len()).map(|()| first);
        };
        let mut all = BytesMut::from(first);
        let mut next = Some(second);
        while let Some(chunk) = next {
            within(limit, all.len().saturating_add(chunk.len()))?;
            all.extend_from_slice(&chunk);
            next = self.next().await.transpose()?;
        }
        Ok(all.freeze())
    }

    /// The same stream once more, if it is in memory. The copies share the bytes.
    pub fn try_clone(&self) -> Option<Self> {
        self.slot()
            .as_ref()
            .and_then(Body::try_clone)
            .map(Self::from)
    }

    /// The body to send. Bytes in memory stay here, too; what is still to come can be taken once.
    pub(crate) fn take(&self) -> Result<Body, EncodeError> {
        let mut slot = self.slot();
        let again = slot.as_ref().and_then(Body::try_clone);
        again
            .or_else(|| slot.take())
            .ok_or_else(|| EncodeError::unrepresentable("the stream has been sent already"))
    }

    fn slot(&self) -> MutexGuard<'_, Option<Body>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn body(&mut self) -> Option<&mut Body> {
        self.0
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
    }
}

fn within(limit: usize, length: usize) -> Result<(), StreamError> {
    match length <= limit {
        true => Ok(()),
        false => Err(too_long(limit)),
    }
}

fn too_long(limit: usize) -> StreamError {
    StreamError::new(format!("there are more than {limit} bytes"))
}

impl Default for ByteStream {
    /// A stream without bytes.
    fn default() -> Self {
        Body::empty().into()
    }
}

impl PartialEq for ByteStream {
    fn eq(&self, other: &Self) -> bool {
        let bytes = |stream: &Self| {
            let slot = stream.slot();
            slot.as_ref().and_then(|body| body.as_bytes().cloned())
        };
        let ours = bytes(self);
        ours.is_some() && ours == bytes(other)
    }
}

/// Tells how much there is, and none of it.
impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.slot() {
            None => f.write_str("ByteStream(sent)"),
            Some(body) => match (body.as_bytes(), body.length()) {
                (Some(bytes), _) => write!(f, "ByteStream({} bytes)", bytes.len()),
                (None, Some(length)) => write!(f, "ByteStream({length} bytes to come)"),
                (None, None) => f.write_str("ByteStream(of unknown length)"),
            },
        }
    }
}

impl http_body::Body for ByteStream {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        match self.body() {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.slot().as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.slot()
            .as_ref()
            .map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, StreamError>>> {
        loop {
            let Some(frame) = ready!(self.as_mut().poll_frame(context)) else {
                return Poll::Ready(None);
            };
            // Trailers are of no member.
            match frame.map(Frame::into_data) {
                Ok(Ok(data)) if !data.is_empty() => return Poll::Ready(Some(Ok(data))),
                Ok(_) => {}
                Err(error) => {
                    self.0
                        .get_mut()
                        .unwrap_or_else(PoisonError::into_inner)
                        .replace(Body::empty());
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl From<Body> for ByteStream {
    fn from(body: Body) -> Self {
        Self(Mutex::new(Some(body)))
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        Body::from(bytes).into()
    }
}

macro_rules! from_bytes {
    ($($type:ty),*) => {$(
        impl From<$type> for ByteStream {
            fn from(bytes: $type) -> Self {
                Bytes::from(bytes).into()
            }
        }
    )*};
}

from_bytes!(Vec<u8>, String, &'static str, &'static [u8], Blob);

impl<const N: usize> From<&'static [u8; N]> for ByteStream {
    fn from(bytes: &'static [u8; N]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

pin_project! {
    /// A body of chunks.
    struct Chunks<S> {
        #[pin]
        chunks: S,
    }
}

impl<S, C, E> http_body::Body for Chunks<S>
where
    S: Stream<Item = Result<C, E>>,
    C: Into<Bytes>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let chunk = ready!(self.project().chunks.poll_next(context));
        Poll::Ready(chunk.map(|chunk| match chunk {
            Ok(chunk) => Ok(Frame::data(chunk.into())),
            Err(error) => Err(StreamError::new(error)),
        }))
    }
}

/// A body whose length is stated.
struct Measured {
    body: ByteStream,
    left: u64,
}

impl http_body::Body for Measured {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        let length = match &frame {
            Some(Ok(frame)) => frame.data_ref().map_or(0, |data| data.len() as u64),
            Some(Err(_)) => 0,
            None if self.left > 0 => {
                let reason = format!("{} bytes of its stated length are missing", self.left);
                return Poll::Ready(Some(Err(StreamError::new(reason))));
            }
            None => return Poll::Ready(None),
        };
        let Some(left) = self.left.checked_sub(length) else {
            return Poll::Ready(Some(Err(StreamError::new(
                "it is longer than its stated length",
            ))));
        };
        self.left = left;
        Poll::Ready(frame)
    }

    /// Not before the end has been seen, since there may be more than was stated.
    fn is_end_stream(&self) -> bool {
        self.left == 0 && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
