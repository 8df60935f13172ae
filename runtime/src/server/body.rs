//! The body of a request, whatever carries it.

use std::time::Duration;

use bytes::Bytes;
use http_body::Body as _;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::fault::Fault;
use crate::Body;

/// Reads at most `limit` bytes, for at most `time`.
///
/// A body that announces more is refused before any of it is read.
pub(super) async fn read(body: Body, limit: usize, time: Duration) -> Result<Bytes, Fault> {
    let least = body.size_hint().lower();
    if usize::try_from(least).map_or(true, |least| least > limit) {
        return Err(Fault::too_large(limit));
    }
    if let Some(bytes) = body.as_bytes() {
        return Ok(bytes.clone());
    }
    match tokio::time::timeout(time, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Fault::too_large(limit)),
        // The reason is the carrier's to log.
        Ok(Err(_)) => Err(Fault::incomplete_body()),
        Err(_) => Err(Fault::body_too_slow()),
    }
}
