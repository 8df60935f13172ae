//! The one routine that makes calls, whatever the operation.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response, Uri};
use tokio::time::{Instant, timeout, timeout_at};
use tower::retry::Retry;
use tower::{Service, ServiceExt};

#[cfg(feature = "s3")]
use super::Addressing;
#[cfg(feature = "s3")]
use super::buckets::Placed;
use super::endpoint::Endpoint;
use super::error::{Details, Facts, Failure, Timeout};
use super::retry::Standard;
use super::seal::{seal, verify, verify_stream};
use super::shared::Shared;
use super::token::has_token;
use super::transport::collect;
use super::verdict::{self, Denial};
use crate::protocol::{ErrorIdentity, Lenient};
use crate::wire::{ChecksumAlgorithm, OperationSchema, Schema, ServiceSchema};
use crate::{Body, EncodeError};

/// What the routine has to know of an operation and its protocol.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) operation: &'static OperationSchema,
    pub(crate) input: &'static Schema,
    /// Whether the input has a stream.
    pub(crate) sends_stream: bool,
    /// Whether the output has a stream.
    pub(crate) receives_stream: bool,
    /// Whether the first message of that stream is to be there before the output is read.
    pub(crate) awaits_first_message: bool,
    /// Whether an answer is an error whatever its status.
    pub(crate) is_denial: fn(&'static ServiceSchema, &Response<Bytes>) -> bool,
    pub(crate) identify: fn(&'static ServiceSchema, &Response<Bytes>) -> ErrorIdentity,
    pub(crate) modelled: fn(&str) -> Option<&'static Schema>,
    /// The checksums that a success is checked by, if it comes with one.
    pub(crate) verify: &'static [ChecksumAlgorithm],
}

impl Plan {
    /// Whether a call may be repeated when nobody knows whether the service has handled it.
    fn is_repeatable(&self) -> bool {
        self.operation.idempotent || has_token(self.input)
    }
}

/// A request as the protocol wrote it.
pub(crate) struct Outgoing {
    pub(crate) request: Request<Body>,
    /// Where it goes, if not to the client's endpoint.
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) host_prefix: Option<String>,
    /// The checksum algorithm that the caller chose.
    pub(crate) algorithm: Option<String>,
    /// Where the caller wants the bucket, if not where the client says.
    #[cfg(feature = "s3")]
    pub(crate) addressing: Option<Addressing>,
}

/// An answer of the service.
pub(crate) enum Answer {
    /// The body is in memory, unless the output has a stream.
    Success(Response<Body>),
    /// Anything but success, and what is known of it.
    Denied(Response<Bytes>, Denial),
}

impl Answer {
    /// Reads an answer, but not the stream of an output.
    async fn read(
        mut response: Response<Body>,
        plan: &Plan,
        shared: &Shared,
    ) -> Result<Self, Failure> {
        if shared.is_lenient {
            response.extensions_mut().insert(Lenient);
        }
        let limit = shared.max_response_size;
        // A model may make any status that of success.
        let status = response.status();
        let success = status.is_success() || status.as_u16() == plan.operation.status;
        if success && plan.receives_stream {
            let mut response = verify_stream(plan.verify, response);
            if plan.awaits_first_message {
                begin(response.body_mut(), limit).await?;
            }
            return Ok(Self::Success(response));
        }
        let response = collect(response, limit).await?;
        if success && !(plan.is_denial)(shared.service, &response) {
            return verify(plan.verify, response)
                .map(|response| Self::Success(response.map(Body::from)));
        }
        let identity = (plan.identify)(shared.service, &response);
        let schema = identity.code.as_deref().and_then(plan.modelled);
        let denial = Denial::new(&response, identity, schema);
        Ok(Self::Denied(response, denial))
    }
}

/// Waits for the first message of an event stream, of at most so many bytes.
#[cfg(feature = "event-stream")]
async fn begin(body: &mut Body, limit: usize) -> Result<(), Failure> {
    use super::error::TransportError;
    use crate::stream::first_message;
    use crate::wire::Role;

    let error = match first_message(body, Role::Client, limit).await {
        Ok(true) => return Ok(()),
        Ok(false) => TransportError::TooLarge(limit),
        Err(error) => TransportError::Exchange(error.into_reason()),
    };
    Err(Failure::Transport(error))
}

/// Without the feature, nothing streams events.
#[cfg(not(feature = "event-stream"))]
async fn begin(_: &mut Body, _: usize) -> Result<(), Failure> {
    Ok(())
}

/// How a call ended, before anything is read that depends on the operation.
pub(crate) enum Ending {
    Success(Response<Body>, Details),
    /// The schema is that of the error if the model lists it.
    Denied(Response<Bytes>, Details, Option<&'static Schema>),
    Failed(Failure, Details),
}

/// A call under way.
pub(crate) type Exchange = Pin<Box<dyn Future<Output = Ending> + Send>>;

/// Makes a call: at once to failure if there is no request to send.
pub(crate) fn exchange(
    shared: &Arc<Shared>,
    plan: Plan,
    outgoing: Result<Outgoing, Failure>,
) -> Exchange {
    let shared = Arc::clone(shared);
    Box::pin(async move {
        let progress = Arc::new(Progress::default());
        let result = match outgoing {
            Ok(outgoing) => call(&shared, plan, outgoing, &progress).await,
            Err(failure) => Err(failure),
        };
        conclude(&shared, plan, progress.attempts(), result)
    })
}

async fn call(
    shared: &Arc<Shared>,
    plan: Plan,
    outgoing: Outgoing,
    progress: &Arc<Progress>,
) -> Result<Answer, Failure> {
    let request = address(shared, plan.operation, outgoing)?;
    let policy = Standard {
        operation: plan.operation.name,
        config: shared.retry.clone(),
        bucket: shared.bucket.clone(),
        progress: progress.clone(),
        repeatable: plan.is_repeatable(),
        deadline: shared
            .timeout
            .and_then(|limit| Instant::now().checked_add(limit)),
        paid: None,
    };
    let deadline = policy.deadline;
    let attempts = Retry::new(
        policy,
        Attempt {
            shared: shared.clone(),
            plan,
            progress: progress.clone(),
        },
    );
    let answer = attempts.oneshot(request);
    match (deadline, shared.timeout) {
        (Some(deadline), Some(limit)) => timeout_at(deadline, answer)
            .await
            .unwrap_or(Err(Failure::Timeout(Timeout::Call(limit)))),
        _ => answer.await,
    }
}

/// Puts the endpoint before the path that the protocol wrote, and does what else is done once a call.
fn address(
    shared: &Shared,
    operation: &OperationSchema,
    outgoing: Outgoing,
) -> Result<Request<Body>, Failure> {
    let uri = locate(shared, operation, &outgoing)?;
    let Outgoing {
        mut request,
        algorithm,
        ..
    } = outgoing;
    *request.uri_mut() = uri;
    seal(shared, operation, algorithm.as_deref(), &mut request).map_err(Failure::Encode)?;
    Ok(request)
}

/// Where a request goes.
fn locate(
    shared: &Shared,
    operation: &OperationSchema,
    outgoing: &Outgoing,
) -> Result<Uri, Failure> {
    let too_long = |_| {
        Failure::Encode(EncodeError::unrepresentable(
            "the path, query or host is too long for a URI",
        ))
    };
    let endpoint = outgoing.endpoint.as_ref().unwrap_or(&shared.endpoint);
    let uri = outgoing.request.uri();
    #[cfg(feature = "s3")]
    if let Some(placed) = shared
        .buckets
        .for_call(outgoing.addressing)
        .place(shared.service, operation, endpoint, uri)
        .map_err(Failure::Encode)?
    {
        let Placed { prefix, path, host } = placed;
        let uri = endpoint.at(host).resolve(&path, Some(&prefix));
        return uri.map_err(too_long);
    }
    let _ = operation;
    endpoint
        .resolve(uri, outgoing.host_prefix.as_deref())
        .map_err(too_long)
}

fn conclude(shared: &Shared, plan: Plan, attempts: u32, result: Result<Answer, Failure>) -> Ending {
    let mut facts = Facts {
        service: shared.service,
        operation: plan.operation,
        attempts,
        retryable: false,
        code: None,
        message: None,
        misfit: None,
        response: None,
    };
    match result {
        Ok(Answer::Success(response)) => Ending::Success(response, Details::new(facts)),
        Ok(Answer::Denied(response, denial)) => {
            facts.retryable = denial.retry.is_some();
            facts.code = denial.code;
            facts.message = denial.message;
            Ending::Denied(response, Details::new(facts), denial.schema)
        }
        Err(failure) => {
            facts.retryable = verdict::of_failure(&failure, plan.is_repeatable()).is_some();
            Ending::Failed(failure, Details::new(facts))
        }
    }
}

/// How far a call has come; shared, so that it is known when time runs out.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    attempts: AtomicU32,
}

impl Progress {
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts.load(Relaxed)
    }
}

/// One attempt, as the service that is retried.
#[derive(Clone)]
struct Attempt {
    shared: Arc<Shared>,
    plan: Plan,
    progress: Arc<Progress>,
}

impl Service<Request<Body>> for Attempt {
    type Response = Answer;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.clone().make(request))
    }
}

impl Attempt {
    async fn make(self, request: Request<Body>) -> Result<Answer, Failure> {
        let Self {
            shared,
            plan,
            progress,
        } = self;
        progress.attempts.fetch_add(1, Relaxed);
        let started = Instant::now();
        let exchange = async {
            let request = shared.prepare(plan.operation, request).await?;
            let response = shared.transport.send(request).await?;
            Answer::read(response, &plan, &shared).await
        };
        // Who sends a stream sets its pace.
        let limit = shared.attempt_timeout.filter(|_| !plan.sends_stream);
        let result = match limit {
            Some(limit) => timeout(limit, exchange)
                .await
                .unwrap_or(Err(Failure::Timeout(Timeout::Attempt(limit)))),
            None => exchange.await,
        };
        trace(&shared, &plan, progress.attempts(), started, &result);
        result
    }
}

fn trace(
    shared: &Shared,
    plan: &Plan,
    attempt: u32,
    started: Instant,
    result: &Result<Answer, Failure>,
) {
    let service = shared.service.name;
    let operation = plan.operation.name;
    let elapsed = started.elapsed();
    match result {
        Ok(answer) => {
            let (status, code) = match answer {
                Answer::Success(response) => (response.status(), None),
                Answer::Denied(response, denial) => (response.status(), denial.code.as_deref()),
            };
            let status = status.as_u16();
            tracing::debug!(
                service,
                operation,
                attempt,
                ?elapsed,
                status,
                code,
                "answered"
            );
        }
        Err(failure) => {
            let failure = match failure {
                Failure::Transport(_) => "transport",
                Failure::Timeout(_) => "timeout",
                Failure::Validation(_) => "validation",
                Failure::Encode(_) => "encode",
                Failure::Credentials(_) => "credentials",
            };
            tracing::debug!(
                service,
                operation,
                attempt,
                ?elapsed,
                failure,
                "not answered"
            );
        }
    }
}
