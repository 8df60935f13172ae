//! The body of a request, whatever carries it.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http_body::Body as _;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::exchange::within;
use super::fault::Fault;
use crate::Body;
#[cfg(feature = "event-stream")]
use crate::stream::first_message;
#[cfg(feature = "event-stream")]
use crate::wire::Role;

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
    match within(time, pin!(Limited::new(body, limit).collect())).await {
        Some(Ok(body)) => Ok(body.to_bytes()),
        Some(Err(error)) if error.is::<LengthLimitError>() => Err(Fault::too_large(limit)),
        // The reason is the carrier's to log.
        Some(Err(_)) => Err(Fault::incomplete_body()),
        None => Err(Fault::body_too_slow()),
    }
}

/// Waits for the first message of an event stream, which has at most `limit` bytes, for at most `time`.
#[cfg(feature = "event-stream")]
pub(super) async fn begin(body: &mut Body, limit: usize, time: Duration) -> Result<(), Fault> {
    match within(time, pin!(first_message(body, Role::Server, limit))).await {
        Some(Ok(true)) => Ok(()),
        Some(Ok(false)) => Err(Fault::too_large(limit)),
        Some(Err(_)) => Err(Fault::incomplete_body()),
        None => Err(Fault::body_too_slow()),
    }
}

/// Without the feature, nothing streams events.
#[cfg(not(feature = "event-stream"))]
pub(super) async fn begin(_: &mut Body, _: usize, _: Duration) -> Result<(), Fault> {
    Ok(())
}
