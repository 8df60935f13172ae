//! The first message of an event stream, before anything of the stream is read.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};

use super::frame::Deframer;
use crate::stream::body::Live;
use crate::stream::{Body, StreamError};
use crate::wire::Role;

/// Waits until the first message has come, and leaves it [in front of the rest](Body::beginning).
///
/// Gives `false` if the message has more than `limit` bytes. A body that ends before, and one that can be no event
/// stream, are left to whoever reads them, and finds out the same.
///
/// # Errors
///
/// The body broke off.
pub(crate) async fn first_message(
    body: &mut Body,
    role: Role,
    limit: usize,
) -> Result<bool, StreamError> {
    if body.as_bytes().is_some() {
        return Ok(true);
    }
    let mut deframer = Deframer::new(role);
    while matches!(deframer.is_complete(), Ok(false)) {
        if deframer.len() > limit {
            return Ok(false);
        }
        let Some(frame) = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await else {
            *body = deframer.into_bytes().into();
            return Ok(true);
        };
        if let Some(data) = frame?.data_ref() {
            deframer.push(data);
        }
    }
    *body = Body::live(Begun {
        beginning: deframer.into_bytes(),
        rest: std::mem::take(body),
    });
    Ok(true)
}

/// A body of which something has come already.
struct Begun {
    beginning: Bytes,
    rest: Body,
}

impl Live for Begun {
    fn beginning(&self) -> &[u8] {
        &self.beginning
    }
}

impl http_body::Body for Begun {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        match std::mem::take(&mut self.beginning) {
            beginning if beginning.is_empty() => Pin::new(&mut self.rest).poll_frame(context),
            beginning => Poll::Ready(Some(Ok(Frame::data(beginning)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.beginning.is_empty() && self.rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (beginning, rest) = (self.beginning.len() as u64, self.rest.size_hint());
        let mut hint = SizeHint::new();
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(beginning));
        }
        hint.set_lower(rest.lower().saturating_add(beginning));
        hint
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::convert::Infallible;
    use std::task::Waker;

    use super::super::frame::Message;
    use super::*;

    /// A body that comes in these pieces.
    struct Pieces(VecDeque<Bytes>);

    impl http_body::Body for Pieces {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece))))
        }
    }

    fn pieces(pieces: &[&[u8]]) -> Body {
        let pieces = pieces.iter().map(|piece| Bytes::copy_from_slice(piece));
        Body::new(Pieces(pieces.collect()))
    }

    fn begin(body: &mut Body, limit: usize) -> bool {
        let begun = std::pin::pin!(first_message(body, Role::Server, limit));
        match begun.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result.unwrap(),
            Poll::Pending => panic!("all pieces are there"),
        }
    }

    fn rest(mut body: Body) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut context = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(frame)) = Pin::new(&mut body).poll_frame(&mut context) {
            bytes.extend(frame.unwrap().into_data().unwrap());
        }
        bytes
    }

    fn message(text: &str) -> Vec<u8> {
        let message = Message::default().with(":event-type", text);
        message.to_bytes().unwrap().to_vec()
    }

    #[test]
    fn the_first_message_stays_in_front() {
        let (first, second) = (message("initial-request"), message("move"));
        let (start, end) = first.split_at(9);
        let mut body = pieces(&[start, end, &second]);
        assert!(begin(&mut body, 1 << 20));
        assert_eq!(body.beginning(), first);
        assert!(body.as_bytes().is_none());
        assert_eq!(rest(body), [first, second].concat());
    }

    #[test]
    fn what_is_no_message_is_left_to_whoever_reads_it() {
        let mut body = pieces(&[b"this is no message", b", whatever comes"]);
        assert!(begin(&mut body, 1 << 20));
        assert_eq!(body.beginning(), b"this is no message");
        let cut = &message("initial-request")[..20];
        let mut body = pieces(&[cut]);
        assert!(begin(&mut body, 1 << 20));
        assert_eq!(body.as_bytes().unwrap(), cut);
        let mut body = pieces(&[]);
        assert!(begin(&mut body, 1 << 20));
        assert!(body.as_bytes().unwrap().is_empty());
    }

    #[test]
    fn no_more_is_kept_than_the_limit() {
        let first = message("initial-request");
        let mut body = pieces(&[&first[..30], &first[30..]]);
        assert!(!begin(&mut body, 29));
    }
}
