//! When to try again, and how long to wait before.
//!
//! These are the rules of the standard mode of AWS SDKs. `tower`'s [`Retry`](tower::retry::Retry)
//! drives the attempts; the bucket is our own, since `tower`'s budgets price every retry alike.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use http::Request;
use tokio::time::{Instant, Sleep, sleep};
use tower::retry::Policy;

use super::error::Failure;
use super::exchange::{Answer, Progress};
use super::verdict::{self, Cost};
use crate::Body;

/// How often a client tries, and how long it waits in between.
///
/// A call is tried again if its failure may pass:
///
/// - the model says that the error is `@retryable`;
/// - the error's code is one that AWS services use for throttling or for faults that pass;
/// - the HTTP status is 429, 500, 502, 503 or 504;
/// - there was no connection to send on;
/// - the connection broke, or an attempt took too long, **and** the operation is `@idempotent` or
///   `@readonly` or has an `@idempotencyToken`: the service may have handled the request, and nothing
///   else may be repeated then.
///
/// The wait before the second attempt is a random share of [`base_delay`](Self::base_delay), and its
/// bound doubles with each attempt up to [`max_delay`](Self::max_delay). An answer's `Retry-After`,
/// in seconds or as a date, lengthens the wait, up to the same bound. A call whose time would be over
/// before the wait is does not wait.
///
/// An input with a stream that is not in memory is sent once, whatever comes of it.
///
/// All calls of a client pay for their retries from one bucket of tokens, so that a service in
/// trouble is not flooded: a retry costs 5, one after an attempt that took too long 10; success gives
/// back what the last retry cost, or 1. With an empty bucket, failures are final.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryConfig {
    pub(crate) max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    capacity: u32,
}

impl RetryConfig {
    /// At most 3 attempts; waits of up to 1 second, doubling up to 20; 500 tokens.
    pub fn standard() -> Self {
        Self {
            max_attempts: 3,
            base_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(20),
            capacity: 500,
        }
    }

    /// One attempt.
    pub fn off() -> Self {
        Self::standard().max_attempts(1)
    }

    /// How often a request is sent at most, the first time included.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The longest wait before the second attempt.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest wait before any attempt.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// How many tokens the bucket holds.
    pub fn tokens(mut self, capacity: u32) -> Self {
        self.capacity = capacity;
        self
    }

    pub(crate) fn bucket(&self) -> TokenBucket {
        TokenBucket {
            capacity: self.capacity,
            tokens: AtomicU32::new(self.capacity),
        }
    }

    /// The wait after this many attempts: full jitter.
    fn backoff(&self, attempts: u32) -> Duration {
        let doubled = 1_u32
            .checked_shl(attempts.saturating_sub(1))
            .unwrap_or(u32::MAX);
        let bound = self.base_delay.saturating_mul(doubled).min(self.max_delay);
        Duration::try_from_secs_f64(bound.as_secs_f64() * fastrand::f64()).unwrap_or(bound)
    }
}

impl Default for RetryConfig {
    fn default() -> Self {
        Self::standard()
    }
}

/// What all calls of a client pay their retries from.
#[derive(Debug)]
pub(crate) struct TokenBucket {
    capacity: u32,
    tokens: AtomicU32,
}

impl TokenBucket {
    fn take(&self, tokens: u32) -> bool {
        self.tokens
            .try_update(Relaxed, Relaxed, |held| held.checked_sub(tokens))
            .is_ok()
    }

    fn put(&self, tokens: u32) {
        self.tokens.update(Relaxed, Relaxed, |held| {
            held.saturating_add(tokens).min(self.capacity)
        });
    }
}

/// Decides for one call.
#[derive(Clone)]
pub(crate) struct Standard {
    pub(crate) operation: &'static str,
    pub(crate) config: RetryConfig,
    pub(crate) bucket: Arc<TokenBucket>,
    pub(crate) progress: Arc<Progress>,
    /// Whether a request whose fate is unknown may be repeated.
    pub(crate) repeatable: bool,
    pub(crate) deadline: Option<Instant>,
    /// What the last retry of this call cost.
    pub(crate) paid: Option<u32>,
}

impl Policy<Request<Body>, Answer, Failure> for Standard {
    type Future = Sleep;

    fn retry(
        &mut self,
        _: &mut Request<Body>,
        result: &mut Result<Answer, Failure>,
    ) -> Option<Sleep> {
        let (cost, wish) = match result {
            Ok(Answer::Success(_)) => {
                self.bucket.put(self.paid.unwrap_or(1));
                return None;
            }
            Ok(Answer::Denied(response, denial)) => {
                (denial.retry?, verdict::retry_after(response.headers()))
            }
            Err(failure) => (verdict::of_failure(failure, self.repeatable)?, None),
        };
        let attempts = self.progress.attempts();
        if attempts >= self.config.max_attempts {
            return None;
        }
        let wish = wish.unwrap_or_default().min(self.config.max_delay);
        let wait = self.config.backoff(attempts).max(wish);
        let outlasts = |deadline| {
            Instant::now()
                .checked_add(wait)
                .is_none_or(|end| end >= deadline)
        };
        if self.deadline.is_some_and(outlasts) {
            return None;
        }
        let price = match cost {
            Cost::Retry => 5,
            Cost::Timeout => 10,
        };
        if !self.bucket.take(price) {
            tracing::debug!(
                operation = self.operation,
                attempts,
                "not tried again: the bucket of tokens is empty"
            );
            return None;
        }
        self.paid = Some(price);
        tracing::debug!(operation = self.operation, attempts, ?wait, "trying again");
        Some(sleep(wait))
    }

    /// A body that is still to come cannot be sent twice.
    fn clone_request(&mut self, request: &Request<Body>) -> Option<Request<Body>> {
        let mut copy = Request::new(request.body().try_clone()?);
        *copy.method_mut() = request.method().clone();
        *copy.uri_mut() = request.uri().clone();
        *copy.version_mut() = request.version();
        *copy.headers_mut() = request.headers().clone();
        *copy.extensions_mut() = request.extensions().clone();
        Some(copy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let config = RetryConfig::standard();
        for (attempts, bound) in [
            (1, 1),
            (2, 2),
            (3, 4),
            (5, 16),
            (6, 20),
            (40, 20),
            (u32::MAX, 20),
        ] {
            let longest = (0..200)
                .map(|_| config.backoff(attempts))
                .max()
                .unwrap_or_default();
            assert!(
                longest <= Duration::from_secs(bound),
                "{longest:?} after {attempts}"
            );
            assert!(
                longest > Duration::from_secs(bound) / 2,
                "{longest:?} after {attempts}"
            );
        }
        let endless = config.base_delay(Duration::MAX).max_delay(Duration::MAX);
        assert!(
            (0..200).all(|_| endless.backoff(3) <= Duration::MAX),
            "the longest waits do not overflow"
        );
    }

    #[test]
    fn a_bucket_gives_what_it_holds_and_holds_no_more_than_it_can() {
        let bucket = RetryConfig::standard().tokens(12).bucket();
        assert!(bucket.take(10));
        assert!(!bucket.take(5));
        bucket.put(3);
        assert!(bucket.take(5));
        bucket.put(100);
        assert!(bucket.take(12));
        assert!(!bucket.take(1));
    }
}
