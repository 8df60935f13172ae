//! The body of an HTTP message.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Frame, SizeHint};
use pin_project_lite::pin_project;

type BoxError = Box<dyn Error + Send + Sync>;
type LiveBody = Pin<Box<dyn Live>>;

/// The body of a request or response: bytes in memory, or a body that is still to come.
///
/// It is an [`http_body::Body`], and so what hyper, axum and `tower` services take.
pub struct Body(Kind);

enum Kind {
    Whole(Bytes),
    Live(LiveBody),
}

impl Body {
    /// A body without bytes.
    pub const fn empty() -> Self {
        Self(Kind::Whole(Bytes::new()))
    }

    /// A body that comes from elsewhere, such as a connection.
    ///
    /// One that is at its end takes no allocation, nor does one that is a `Body` already.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body + Send + 'static,
        B::Error: Into<BoxError>,
    {
        if body.is_end_stream() {
            return Self::empty();
        }
        let mut body = Some(body);
        if let Some(same) = (&mut body as &mut dyn Any).downcast_mut::<Option<Self>>() {
            return same.take().unwrap_or_default();
        }
        body.map_or_else(Self::empty, |body| {
            Self(Kind::Live(Box::pin(Foreign { body })))
        })
    }

    /// The bytes, if they are in memory.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Whole(bytes) => Some(bytes),
            Kind::Live(_) => None,
        }
    }

    /// What has come already: all of a body in memory; of another, what was waited for, such as the
    /// [first message of an event stream](crate::protocol::Protocol::INITIAL_MESSAGES). It is part of the
    /// body all the same.
    pub fn beginning(&self) -> &[u8] {
        match &self.0 {
            Kind::Whole(bytes) => bytes,
            Kind::Live(body) => body.beginning(),
        }
    }

    /// A body that is still to come.
    #[cfg(all(feature = "event-stream", any(feature = "client", feature = "server")))]
    pub(super) fn live(body: impl Live + 'static) -> Self {
        Self(Kind::Live(Box::pin(body)))
    }

    /// The same body once more, if it is in memory. The copies share the bytes.
    pub fn try_clone(&self) -> Option<Self> {
        self.as_bytes().cloned().map(Self::from)
    }

    /// The bytes, if they are in memory.
    pub fn into_bytes(self) -> Option<Bytes> {
        match self.0 {
            Kind::Whole(bytes) => Some(bytes),
            Kind::Live(_) => None,
        }
    }

    /// How many bytes it has, if that is known before they have come.
    pub fn length(&self) -> Option<u64> {
        http_body::Body::size_hint(self).exact()
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Whole(bytes))
    }
}

macro_rules! from_bytes {
    ($($type:ty),*) => {$(
        impl From<$type> for Body {
            fn from(bytes: $type) -> Self {
                Bytes::from(bytes).into()
            }
        }
    )*};
}

from_bytes!(Vec<u8>, String, &'static str, &'static [u8]);

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        match &mut self.0 {
            Kind::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Kind::Live(body) => body.as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Whole(bytes) => bytes.is_empty(),
            Kind::Live(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Live(body) => body.size_hint(),
        }
    }
}

/// Tells how much there is, and none of it.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.as_bytes(), self.length()) {
            (Some(bytes), _) => write!(f, "Body({} bytes)", bytes.len()),
            (None, Some(length)) => write!(f, "Body({length} bytes to come)"),
            (None, None) => f.write_str("Body(of unknown length)"),
        }
    }
}

/// A body that is still to come.
pub(super) trait Live: http_body::Body<Data = Bytes, Error = StreamError> + Send {
    /// What of it has come already.
    fn beginning(&self) -> &[u8] {
        &[]
    }
}

pin_project! {
    /// A body of another type, its data and errors made ours.
    struct Foreign<B> {
        #[pin]
        body: B,
    }
}

impl<B> http_body::Body for Foreign<B>
where
    B: http_body::Body,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let whole = |mut data: B::Data| data.copy_to_bytes(data.remaining());
        let frame = ready!(self.project().body.poll_frame(context));
        Poll::Ready(frame.map(|frame| match frame {
            Ok(frame) => Ok(frame.map_data(whole)),
            Err(error) => Err(StreamError::new(error)),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B> Live for Foreign<B>
where
    B: http_body::Body + Send,
    B::Error: Into<BoxError>,
{
}

/// Why a body did not come to its end. The reason is its [`source`](Error::source).
#[derive(Debug)]
pub struct StreamError(BoxError);

impl StreamError {
    /// States the reason.
    pub fn new(reason: impl Into<BoxError>) -> Self {
        let reason = reason.into();
        match reason.downcast::<Self>() {
            Ok(same) => *same,
            Err(reason) => Self(reason),
        }
    }
}

#[cfg(feature = "client")]
impl StreamError {
    /// The reason alone.
    pub(crate) fn into_reason(self) -> BoxError {
        self.0
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the body broke off: {}", self.0)
    }
}

impl Error for StreamError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}
