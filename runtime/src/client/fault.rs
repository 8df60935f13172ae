//! What is wrong with how a client was set up.

use std::fmt;

/// A client cannot be built: lists everything that is wrong with how it was set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    pub(crate) service: &'static str,
    pub(crate) faults: Vec<Fault>,
}

impl BuildError {
    /// What is wrong.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot build a client of {}: ", self.service)?;
        for (index, fault) in self.faults.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}

/// One thing that is wrong with how a client was set up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// There is no endpoint.
    MissingEndpoint,
    /// The endpoint is not a URL that requests can go to.
    InvalidEndpoint {
        /// What was given, without user name and password.
        endpoint: String,
        /// Why it does not do.
        reason: String,
    },
    /// The endpoint is `https`, and the feature `tls` is off.
    MissingTls,
    /// There is no transport: none was given, and the feature `hyper` is off.
    MissingTransport,
    /// The service wants to know who calls, and nothing tells it.
    MissingCredentials {
        /// The methods of the builder any one of which helps.
        methods: &'static str,
    },
    /// The service signs requests, and the feature `sigv4` is off.
    MissingSigner,
    /// Requests are signed for a region, and none is known.
    MissingRegion,
    /// A bearer token would travel so that others can read it.
    PlaintextToken,
    /// The token has characters that no header can hold.
    InvalidToken,
    /// The `User-Agent` has characters that no header can hold.
    InvalidUserAgent,
    /// A limit of time is zero, or a call may make no attempt.
    Zero(
        /// The method of the builder that was given it.
        &'static str,
    ),
    /// A limit of size is larger than it may be.
    TooLarge(
        /// The method of the builder that was given it.
        &'static str,
        /// The most that it may be, in bytes.
        usize,
    ),
    /// Certificates for TLS cannot be loaded.
    Certificates(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingEndpoint => f.write_str("no endpoint: call `endpoint`"),
            Self::InvalidEndpoint { endpoint, reason } => write!(f, "the endpoint {endpoint:?} does not do: {reason}"),
            Self::MissingTls => {
                f.write_str("the endpoint is https: turn on the feature `tls` of the crate farrier, or give a `transport`")
            }
            Self::MissingTransport => f.write_str(
                "nothing to send with: turn on the feature `hyper` of the crate farrier, or give a `transport`",
            ),
            Self::MissingCredentials { methods } => {
                write!(f, "no credentials: call {methods}, or `no_credentials` to go without")
            }
            Self::MissingSigner => {
                f.write_str("requests are to be signed: turn on the feature `sigv4` of the crate farrier")
            }
            Self::MissingRegion => f.write_str("no region to sign for: call `region`"),
            Self::PlaintextToken => f.write_str(
                "the bearer token would travel over plain http to another machine: use an https endpoint, or call \
                 `allow_plaintext_token`",
            ),
            Self::InvalidToken => f.write_str("the bearer token has characters that a header cannot hold"),
            Self::InvalidUserAgent => f.write_str("the user agent has characters that a header cannot hold"),
            Self::Zero(method) => write!(f, "`{method}` was given zero"),
            Self::TooLarge(method, most) => write!(f, "`{method}` was given more than {most}"),
            Self::Certificates(reason) => write!(f, "cannot load certificates for TLS: {reason}"),
        }
    }
}
