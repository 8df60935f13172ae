//! Sets clients up.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Request, Response};
use tower::Service;

use super::Core;
use super::auth::{BearerToken, CredentialsProvider, TokenProvider};
#[cfg(feature = "s3")]
use super::buckets::{Addressing, BucketSettings};
use super::endpoint::Endpoint;
use super::fault::{BuildError, Fault};
use super::retry::RetryConfig;
use super::seal::CompressionSettings;
use super::shared::{Identity, Shared};
use super::token::TokenSource;
use super::transport::Transport;
use crate::Body;
use crate::bytes::Bytes;
use crate::protocol::Protocol;
use crate::wire::{Auth, ServiceSchema};

/// A generated client.
pub trait ServiceClient: Sized {
    /// The service that it calls.
    const SERVICE: &'static ServiceSchema;

    /// The protocol that it speaks.
    type Protocol: Protocol;

    /// The same client with another protocol.
    type Speaking<Q: Protocol>: ServiceClient;

    /// Makes the client of its core.
    fn from_core(core: Core<Self::Protocol>) -> Self;
}

/// Sets up the client `C`, as `C::builder()` begins it.
///
/// What is wrong is told by [`build`](Self::build), all at once.
#[must_use = "a builder does nothing until it builds"]
pub struct Builder<C> {
    config: Config,
    client: PhantomData<fn() -> C>,
}

/// All that a builder holds, whatever the client.
struct Config {
    endpoint: Option<String>,
    tokens: Option<Arc<dyn TokenProvider>>,
    credentials: Option<Arc<dyn CredentialsProvider>>,
    region: Option<String>,
    without_credentials: bool,
    plaintext_token: bool,
    transport: Option<Transport>,
    in_process: bool,
    retry: RetryConfig,
    connect_timeout: Duration,
    #[cfg(feature = "hyper")]
    http2: bool,
    attempt_timeout: Option<Duration>,
    timeout: Option<Duration>,
    user_agent: Option<String>,
    max_response_size: usize,
    validate_inputs: bool,
    is_lenient: bool,
    compression: CompressionSettings,
    #[cfg(feature = "s3")]
    buckets: BucketSettings,
    idempotency_tokens: TokenSource,
    invalid_token: bool,
}

impl<C: ServiceClient> Builder<C> {
    /// Begins without an endpoint and credentials, and with defaults for everything else.
    pub fn new() -> Self {
        Self {
            config: Config::default(),
            client: PhantomData,
        }
    }

    /// Speaks this protocol instead of the service's first: another that the service declares, or one of
    /// your own that the service has besides. `.protocol(AwsJson1_0)`
    ///
    /// Of a protocol, an application compiles what its calls need, whatever the service declares.
    pub fn protocol<Q: Protocol>(self, protocol: Q) -> Builder<C::Speaking<Q>> {
        // A protocol is a type; its value names it.
        let _ = protocol;
        Builder {
            config: self.config,
            client: PhantomData,
        }
    }

    /// Says where the service is: `https://host[:port][/path]`, or the same with `http`.
    ///
    /// The path goes before the path of each operation.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.config.endpoint = Some(endpoint.into());
        self
    }

    /// Calls with a token that does not change: `Authorization: Bearer …`.
    pub fn bearer_token(mut self, token: impl Into<BearerToken>) -> Self {
        let token = token.into();
        self.config.invalid_token =
            token.expose().is_empty() || HeaderValue::from_str(token.expose()).is_err();
        self.config.tokens = Some(Arc::new(token));
        self
    }

    /// Calls with tokens from a provider, such as [`EnvironmentToken`](super::EnvironmentToken).
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.config.invalid_token = false;
        self.config.tokens = Some(Arc::new(provider));
        self
    }

    /// Lets bearer tokens travel over plain http to other machines, where everyone on the way can
    /// read them.
    ///
    /// Without it, only an `https` endpoint or one on this machine gets them.
    pub fn allow_plaintext_token(mut self) -> Self {
        self.config.plaintext_token = true;
        self
    }

    /// Signs with AWS keys: [`AwsCredentials`](super::AwsCredentials) that do not change,
    /// [`EnvironmentCredentials`](super::EnvironmentCredentials), or a provider of your own.
    ///
    /// Signing needs the feature `sigv4`.
    pub fn credentials(mut self, provider: impl CredentialsProvider) -> Self {
        self.config.credentials = Some(Arc::new(provider));
        self
    }

    /// Says which AWS region to sign for, such as `eu-central-1`. By default, it is the one that the
    /// credentials' provider knows.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.config.region = Some(region.into());
        self
    }

    /// Calls without credentials although the service has a way to authenticate.
    pub fn no_credentials(mut self) -> Self {
        self.config.without_credentials = true;
        self
    }

    /// Says where requests tell which bucket they are for; [`Addressing::Auto`] by default. A call may
    /// say otherwise.
    #[cfg(feature = "s3")]
    pub fn addressing(mut self, addressing: Addressing) -> Self {
        self.config.buckets.addressing = addressing;
        self
    }

    /// Calls endpoints of AWS that are there for IPv4 and IPv6.
    #[cfg(feature = "s3")]
    pub fn dual_stack(mut self) -> Self {
        self.config.buckets.dual_stack = true;
        self
    }

    /// Calls buckets through AWS's points of entry near the caller: [transfer acceleration].
    ///
    /// [transfer acceleration]: https://docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration.html
    #[cfg(feature = "s3")]
    pub fn accelerate(mut self) -> Self {
        self.config.buckets.accelerate = true;
        self
    }

    /// Sends requests through a `tower` service in the place of the feature `hyper`'s transport.
    ///
    /// Each attempt is one request with an absolute URI and all of its headers but `Host` and
    /// `Content-Length`. Errors that hold an [`io::Error`](std::io::Error) of a connection that was
    /// refused, or of a host that cannot be reached, are known to have sent nothing.
    pub fn transport<S, B>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Error: Into<Box<dyn StdError + Send + Sync>>,
        S::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        self.config.transport = Some(Transport::new(service));
        self.config.in_process = false;
        self
    }

    /// Calls a service in this program, such as a generated router around a test double.
    ///
    /// Neither endpoint nor credentials are needed then.
    pub fn in_process<S, B>(self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Error: Into<Box<dyn StdError + Send + Sync>>,
        S::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        let mut builder = self.transport(service);
        builder.config.in_process = true;
        builder
    }

    /// Says how often to try; [`RetryConfig::standard`] by default.
    pub fn retry(mut self, config: RetryConfig) -> Self {
        self.config.retry = config;
        self
    }

    /// Limits the time until there is a connection; 5 seconds by default. It is a limit of the
    /// feature `hyper`'s transport: another has its own.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.config.connect_timeout = limit;
        self
    }

    /// Speaks HTTP/2 from the first byte on, also over plain http, where nobody can agree on it.
    ///
    /// Without it, HTTP/2 is spoken over https if the service offers it, and else HTTP/1.1.
    #[cfg(all(feature = "hyper", feature = "http2"))]
    pub fn http2_only(mut self) -> Self {
        self.config.http2 = true;
        self
    }

    /// Limits each attempt, from credentials to the end of the answer; 30 seconds by default, `None`
    /// for no limit.
    ///
    /// An output that has a stream is there with the head of the answer, and no limit is set to the
    /// stream. Nor is one set to an attempt that sends a stream, whose pace is the caller's.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.config.attempt_timeout = limit.into();
        self
    }

    /// Limits each call, all attempts and the waits between them included; no limit by default. The
    /// call ends before the stream of an output does.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.config.timeout = limit.into();
        self
    }

    /// Says what to send as `User-Agent`; `farrier/VERSION SERVICE/VERSION` by default.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.config.user_agent = Some(user_agent.into());
        self
    }

    /// Limits the body of an answer, in bytes; 64 MiB by default. No limit is set to streams.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.config.max_response_size = bytes;
        self
    }

    /// Checks each input against the model before it is sent, so that what the service would refuse
    /// fails as [`Error::Validation`](super::Error::Validation). By default that is left to the
    /// service, whose model may be newer.
    pub fn validate_inputs(mut self, validate: bool) -> Self {
        self.config.validate_inputs = validate;
        self
    }

    /// Takes answers that lack required members: such a member is blank (an empty text, zero, the Unix epoch, a
    /// variant that is not known), and the log warns of it. By default, such an answer is
    /// [`Error::Decode`](super::Error::Decode): the service did not say those values.
    ///
    /// Smithy calls this [client error correction](https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction).
    pub fn accept_incomplete_responses(mut self) -> Self {
        self.config.is_lenient = true;
        self
    }

    /// Sends every body as it is. By default, those of operations that the model says may be compressed
    /// are, with gzip: [`@requestCompression`].
    ///
    /// [`@requestCompression`]: https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait
    pub fn disable_request_compression(mut self) -> Self {
        self.config.compression.enabled = false;
        self
    }

    /// Says how many bytes a body must have for it to be compressed; 10,240 by default, at most
    /// 10,485,760. A body that is streamed is compressed whatever its size.
    pub fn request_min_compression_size(mut self, bytes: usize) -> Self {
        self.config.compression.min_size = bytes;
        self
    }

    /// Says what to fill in for an absent member that is an [`@idempotencyToken`]; it is asked once
    /// per call and member, and all attempts of the call share what it gives. By default, it is a
    /// random UUID.
    ///
    /// [`@idempotencyToken`]: https://smithy.io/2.0/spec/behavior-traits.html#idempotencytoken-trait
    pub fn idempotency_tokens(
        mut self,
        source: impl Fn() -> String + Send + Sync + 'static,
    ) -> Self {
        self.config.idempotency_tokens = TokenSource::new(source);
        self
    }

    /// Builds the client. Nothing is sent and no connection is made.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with what the builder was given.
    pub fn build(self) -> Result<C, BuildError> {
        self.build_core().map(C::from_core)
    }

    /// What the client is made of.
    pub(crate) fn build_core(self) -> Result<Core<C::Protocol>, BuildError> {
        self.config.build(C::SERVICE).map(Core::new)
    }
}

impl<C: ServiceClient> Default for Builder<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").finish_non_exhaustive()
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            endpoint: None,
            tokens: None,
            credentials: None,
            region: None,
            without_credentials: false,
            plaintext_token: false,
            transport: None,
            in_process: false,
            retry: RetryConfig::standard(),
            connect_timeout: Duration::from_secs(5),
            #[cfg(feature = "hyper")]
            http2: false,
            attempt_timeout: Some(Duration::from_secs(30)),
            timeout: None,
            user_agent: None,
            max_response_size: 64 << 20,
            validate_inputs: false,
            is_lenient: false,
            compression: CompressionSettings::default(),
            #[cfg(feature = "s3")]
            buckets: BucketSettings::default(),
            idempotency_tokens: TokenSource::default(),
            invalid_token: false,
        }
    }
}

impl Config {
    fn build(mut self, service: &'static ServiceSchema) -> Result<Shared, BuildError> {
        let mut faults = Vec::new();
        self.check_limits(&mut faults);
        let endpoint = self.endpoint(service, &mut faults);
        let identity = self.identity(service, endpoint.as_ref(), &mut faults);
        let user_agent = self.user_agent(service, &mut faults);
        let transport = self.transport(endpoint.as_ref(), &mut faults);
        match (endpoint, user_agent, transport) {
            (Some(endpoint), Some(user_agent), Some(transport)) if faults.is_empty() => {
                Ok(Shared {
                    service,
                    endpoint,
                    transport,
                    identity,
                    bucket: Arc::new(self.retry.bucket()),
                    retry: self.retry,
                    attempt_timeout: self.attempt_timeout,
                    timeout: self.timeout,
                    user_agent,
                    max_response_size: self.max_response_size,
                    validate_inputs: self.validate_inputs,
                    is_lenient: self.is_lenient,
                    compression: self.compression,
                    #[cfg(feature = "s3")]
                    buckets: self.buckets,
                    idempotency_tokens: self.idempotency_tokens,
                })
            }
            _ => Err(BuildError {
                service: service.name,
                faults,
            }),
        }
    }

    fn check_limits(&self, faults: &mut Vec<Fault>) {
        let limits = [
            ("connect_timeout", Some(self.connect_timeout)),
            ("attempt_timeout", self.attempt_timeout),
            ("timeout", self.timeout),
        ];
        faults.extend(
            limits
                .iter()
                .filter(|(_, limit)| *limit == Some(Duration::ZERO))
                .map(|(name, _)| Fault::Zero(name)),
        );
        if self.retry.max_attempts == 0 {
            faults.push(Fault::Zero("max_attempts"));
        }
        if self.compression.min_size > CompressionSettings::LARGEST_MIN_SIZE {
            faults.push(Fault::TooLarge(
                "request_min_compression_size",
                CompressionSettings::LARGEST_MIN_SIZE,
            ));
        }
    }

    fn endpoint(&self, service: &ServiceSchema, faults: &mut Vec<Fault>) -> Option<Endpoint> {
        let text = match (&self.endpoint, self.in_process) {
            (Some(text), _) => text.clone(),
            (None, true) => "http://localhost".to_owned(),
            (None, false) => match self.own_endpoint(service) {
                Some(endpoint) => endpoint,
                None => {
                    faults.push(Fault::MissingEndpoint);
                    return None;
                }
            },
        };
        let text = &*text;
        self.adapted(service, text)
            .and_then(|text| Endpoint::parse(&text))
            .map_err(|reason| {
                let endpoint = match text.rsplit_once('@') {
                    Some((_, host)) => format!("***@{host}"),
                    None => text.to_owned(),
                };
                faults.push(Fault::InvalidEndpoint { endpoint, reason });
            })
            .ok()
    }

    /// The endpoint that is meant by one that was stated.
    fn adapted<'e>(
        &self,
        service: &ServiceSchema,
        endpoint: &'e str,
    ) -> Result<Cow<'e, str>, String> {
        #[cfg(feature = "s3")]
        if service.bucket.is_some() {
            return self.buckets.adapt(endpoint).map(Cow::Owned);
        }
        let _ = service;
        Ok(Cow::Borrowed(endpoint))
    }

    /// The endpoint that a service is known to have in a region.
    fn own_endpoint(&self, service: &ServiceSchema) -> Option<String> {
        #[cfg(feature = "s3")]
        if service.bucket.is_some() {
            let stated = self.region.clone();
            let known = || self.credentials.as_ref()?.region();
            let region = stated.or_else(known).filter(|region| !region.is_empty());
            return region.map(|region| self.buckets.endpoint(&region));
        }
        let _ = service;
        None
    }

    /// Takes the first of the service's ways to authenticate for which there are credentials.
    fn identity(
        &mut self,
        service: &ServiceSchema,
        endpoint: Option<&Endpoint>,
        faults: &mut Vec<Fault>,
    ) -> Identity {
        if self.without_credentials {
            return Identity::Nobody;
        }
        for scheme in service.auth {
            match scheme {
                Auth::Bearer => {
                    if let Some(provider) = self.tokens.take() {
                        self.check_token(endpoint, faults);
                        return Identity::Bearer(provider);
                    }
                }
                Auth::SigV4(name) => {
                    if let Some(provider) = self.credentials.take() {
                        return self.signer(name, provider, faults);
                    }
                }
            }
        }
        if !service.auth.is_empty() && !self.in_process {
            let bearer = service.auth.contains(&Auth::Bearer);
            let sigv4 = service
                .auth
                .iter()
                .any(|scheme| matches!(scheme, Auth::SigV4(_)));
            let methods = match (bearer, sigv4) {
                (true, true) => "`bearer_token`, `token_provider` or `credentials`",
                (true, false) => "`bearer_token` or `token_provider`",
                (false, _) => "`credentials`",
            };
            faults.push(Fault::MissingCredentials { methods });
        }
        Identity::Nobody
    }

    fn check_token(&self, endpoint: Option<&Endpoint>, faults: &mut Vec<Fault>) {
        if self.invalid_token {
            faults.push(Fault::InvalidToken);
        }
        let seen = endpoint.is_some_and(|endpoint| !endpoint.is_https() && !endpoint.is_loopback());
        if seen && !self.in_process && !self.plaintext_token {
            faults.push(Fault::PlaintextToken);
        }
    }

    fn signer(
        &mut self,
        name: &'static str,
        provider: Arc<dyn CredentialsProvider>,
        faults: &mut Vec<Fault>,
    ) -> Identity {
        if cfg!(not(feature = "sigv4")) {
            faults.push(Fault::MissingSigner);
        }
        let region = self
            .region
            .take()
            .or_else(|| provider.region())
            .filter(|region| !region.is_empty());
        if region.is_none() {
            faults.push(Fault::MissingRegion);
        }
        Identity::SigV4 {
            provider,
            region: region.unwrap_or_default(),
            name,
        }
    }

    fn user_agent(&self, service: &ServiceSchema, faults: &mut Vec<Fault>) -> Option<HeaderValue> {
        let text = match &self.user_agent {
            Some(text) => text.clone(),
            None => {
                let version = if service.version.is_empty() {
                    "0"
                } else {
                    service.version
                };
                format!(
                    "farrier/{} {}/{version}",
                    env!("CARGO_PKG_VERSION"),
                    service.name
                )
            }
        };
        HeaderValue::try_from(text)
            .map_err(|_| faults.push(Fault::InvalidUserAgent))
            .ok()
    }

    fn transport(
        &mut self,
        endpoint: Option<&Endpoint>,
        faults: &mut Vec<Fault>,
    ) -> Option<Transport> {
        if let Some(transport) = self.transport.take() {
            return Some(transport);
        }
        #[cfg(feature = "hyper")]
        return super::hyper::transport(endpoint?.is_https(), self.connect_timeout, self.http2)
            .map_err(|fault| faults.push(fault))
            .ok();
        #[cfg(not(feature = "hyper"))]
        {
            let _ = endpoint;
            faults.push(Fault::MissingTransport);
            None
        }
    }
}
