//! What all calls of one client share.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderValue, Request};

use super::CredentialsError;
use super::auth::{CredentialsProvider, TokenProvider};
#[cfg(feature = "s3")]
use super::buckets::BucketSettings;
use super::endpoint::Endpoint;
use super::error::Failure;
use super::retry::{RetryConfig, TokenBucket};
use super::seal::CompressionSettings;
use super::token::TokenSource;
use super::transport::Transport;
use crate::Body;
use crate::wire::{OperationSchema, ServiceSchema};

/// What all calls of one client share: where the service is, how requests get there, who calls, and
/// the tokens for retries. Copies share it. `P` is the protocol that the client speaks.
pub struct Core<P> {
    pub(super) shared: Arc<Shared>,
    protocol: PhantomData<fn() -> P>,
}

pub(super) struct Shared {
    pub(super) service: &'static ServiceSchema,
    pub(super) endpoint: Endpoint,
    pub(super) transport: Transport,
    pub(super) identity: Identity,
    pub(super) retry: RetryConfig,
    pub(super) bucket: Arc<TokenBucket>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) timeout: Option<Duration>,
    pub(super) user_agent: HeaderValue,
    pub(super) max_response_size: usize,
    pub(super) validate_inputs: bool,
    pub(super) is_lenient: bool,
    pub(super) compression: CompressionSettings,
    #[cfg(feature = "s3")]
    pub(super) buckets: BucketSettings,
    pub(super) idempotency_tokens: TokenSource,
}

/// How requests tell who calls.
pub(super) enum Identity {
    Nobody,
    Bearer(Arc<dyn TokenProvider>),
    #[cfg_attr(
        not(feature = "sigv4"),
        expect(dead_code, reason = "the builder refuses it without a signer")
    )]
    SigV4 {
        provider: Arc<dyn CredentialsProvider>,
        region: String,
        name: &'static str,
    },
}

impl<P> Core<P> {
    pub(super) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
            protocol: PhantomData,
        }
    }
}

impl<P> Clone for Core<P> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            protocol: PhantomData,
        }
    }
}

impl Shared {
    /// Makes a request of a path ready for one attempt: endpoint, user agent, credentials.
    pub(super) async fn prepare(
        &self,
        operation: &OperationSchema,
        mut request: Request<Body>,
    ) -> Result<Request<Body>, Failure> {
        request
            .headers_mut()
            .insert(USER_AGENT, self.user_agent.clone());
        if !operation.anonymous {
            self.authorize(operation, &mut request)
                .await
                .map_err(Failure::Credentials)?;
        }
        Ok(request)
    }

    async fn authorize(
        &self,
        operation: &OperationSchema,
        request: &mut Request<Body>,
    ) -> Result<(), CredentialsError> {
        // Signatures alone depend on what the operation sends.
        let _ = operation;
        match &self.identity {
            Identity::Nobody => Ok(()),
            Identity::Bearer(provider) => {
                let token = provider.token().await?;
                let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose()))
                    .map_err(|_| {
                        CredentialsError::new(
                            "the bearer token has characters that a header cannot hold",
                        )
                    })?;
                value.set_sensitive(true);
                request.headers_mut().insert(AUTHORIZATION, value);
                Ok(())
            }
            #[cfg(feature = "sigv4")]
            Identity::SigV4 {
                provider,
                region,
                name,
            } => {
                let credentials = provider.credentials().await?;
                super::sigv4::sign(
                    request,
                    &credentials,
                    region,
                    name,
                    std::time::SystemTime::now(),
                    super::sigv4::Manner {
                        events: operation.input.streams_events(),
                        raw: self.service.bucket.is_some(),
                    },
                )
            }
            #[cfg(not(feature = "sigv4"))]
            Identity::SigV4 { .. } => Err(CredentialsError::new("the feature `sigv4` is off")),
        }
    }
}

impl<P> fmt::Debug for Core<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("service", &self.shared.service.name)
            .field("endpoint", &self.shared.endpoint)
            .field("retry", &self.shared.retry)
            .field("attempt_timeout", &self.shared.attempt_timeout)
            .field("timeout", &self.shared.timeout)
            .finish_non_exhaustive()
    }
}
