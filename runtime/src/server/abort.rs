//! How a handler gives a request up.

use std::convert::Infallible;
use std::fmt::{self, Debug};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

/// Where a handler leaves the reason for which it gives up, and whoever polls it finds that.
#[derive(Default)]
pub(super) struct Abort(Mutex<State>);

#[derive(Default)]
struct State {
    reason: Option<String>,
    waker: Option<Waker>,
}

impl Abort {
    /// Leaves the reason, and never comes back.
    pub(super) async fn abort(&self, reason: String) -> Infallible {
        let waker = {
            let mut state = self.state();
            state.reason.get_or_insert(reason);
            state.waker.take()
        };
        // The handler may have been calling from another task than its own.
        if let Some(waker) = waker {
            waker.wake();
        }
        std::future::pending().await
    }

    /// The reason, if there is one; else `waker` is called when there is.
    pub(super) fn reason(&self, waker: &Waker) -> Option<String> {
        let mut state = self.state();
        if state.reason.is_none() {
            state
                .waker
                .get_or_insert_with(|| waker.clone())
                .clone_from(waker);
        }
        state.reason.take()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Debug for Abort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Abort")
    }
}
