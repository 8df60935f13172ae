//! Bodies that are made of other bodies, piece by piece.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};

use super::flaw::Flaw;
use super::{Body, StreamError};

/// What is done to the bytes of a body.
pub(crate) trait Transform: Send + Unpin + 'static {
    /// Takes some bytes off `input`, and gives what has come of them, which may be nothing yet.
    ///
    /// It is called until `input` is empty, so it can keep each piece of output small.
    fn step(&mut self, input: &mut Bytes) -> Result<Bytes, StreamError>;

    /// Gives what is left at the end of the body.
    fn finish(&mut self) -> Result<Bytes, StreamError>;
}

/// A body whose bytes are transformed as they are read.
pub(crate) struct Transformed<T> {
    body: Body,
    transform: T,
    input: Bytes,
    ended: bool,
    /// How many bytes are still to come, if that is known.
    left: Option<u64>,
    flaw: Flaw,
}

impl<T: Transform> Transformed<T> {
    /// A body of `length` bytes, if that is known, that comes of another.
    #[cfg(feature = "client")]
    pub(crate) fn body(body: Body, transform: T, length: Option<u64>) -> Body {
        Self::noting(body, transform, length, &Flaw::default())
    }

    /// The same; `flaw` gets to know what is wrong with it.
    pub(crate) fn noting(body: Body, transform: T, length: Option<u64>, flaw: &Flaw) -> Body {
        Body::new(Self {
            flaw: flaw.clone(),
            body,
            transform,
            input: Bytes::new(),
            ended: false,
            left: length,
        })
    }

    fn note(&self, result: Result<Bytes, StreamError>) -> Result<Bytes, StreamError> {
        if let Err(error) = &result {
            self.flaw.note(error);
        }
        result
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, StreamError>> {
        loop {
            if !self.input.is_empty() {
                let output = self.transform.step(&mut self.input);
                let output = self.note(output)?;
                if !output.is_empty() {
                    return Poll::Ready(Ok(Some(output)));
                }
                continue;
            }
            if self.ended {
                return Poll::Ready(Ok(None));
            }
            match ready!(Pin::new(&mut self.body).poll_frame(context)).transpose()? {
                // Trailers are of no use to anybody here.
                Some(frame) => self.input = frame.into_data().unwrap_or_default(),
                None => {
                    self.ended = true;
                    let output = self.transform.finish();
                    let output = self.note(output)?;
                    return Poll::Ready(Ok(Some(output).filter(|output| !output.is_empty())));
                }
            }
        }
    }
}

impl<T: Transform> http_body::Body for Transformed<T> {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let result = ready!(self.poll(context));
        if result.is_err() {
            self.ended = true;
            self.input.clear();
        }
        let result = result.map(|output| {
            let output = output?;
            self.left = self
                .left
                .map(|left| left.saturating_sub(output.len() as u64));
            Some(Frame::data(output))
        });
        Poll::Ready(result.transpose())
    }

    /// Not before the end has been seen, since something may be left or wrong there.
    fn is_end_stream(&self) -> bool {
        self.ended && self.input.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
