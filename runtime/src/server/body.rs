//! The body of a request, whatever carries it.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use bytes::{Buf, Bytes};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::fault::Fault;

/// A body that is still to be read.
pub(super) enum Payload {
    /// There is none, which needs no allocation.
    Empty,
    /// At least this many bytes.
    Stream(UnsyncBoxBody<Bytes, Broken>, u64),
}

impl Payload {
    pub(super) fn new<B: http_body::Body + Send + 'static>(body: B) -> Self {
        if body.is_end_stream() {
            return Self::Empty;
        }
        let least = body.size_hint().lower();
        let whole = |mut data: B::Data| data.copy_to_bytes(data.remaining());
        let body = body
            .map_frame(move |frame| frame.map_data(whole))
            .map_err(|_| Broken);
        Self::Stream(body.boxed_unsync(), least)
    }

    /// Reads at most `limit` bytes, for at most `time`.
    ///
    /// A body that announces more is refused before any of it is read.
    pub(super) async fn read(self, limit: usize, time: Duration) -> Result<Bytes, Fault> {
        let Self::Stream(body, least) = self else {
            return Ok(Bytes::new());
        };
        if usize::try_from(least).map_or(true, |least| least > limit) {
            return Err(Fault::too_large(limit));
        }
        match tokio::time::timeout(time, Limited::new(body, limit).collect()).await {
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Fault::too_large(limit)),
            Ok(Err(_)) => Err(Fault::incomplete_body()),
            Err(_) => Err(Fault::body_too_slow()),
        }
    }
}

/// A body that cannot be read to its end. The reason is the carrier's to log.
#[derive(Debug)]
pub(super) struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body cannot be read to its end")
    }
}

impl Error for Broken {}
