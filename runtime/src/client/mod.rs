//! What generated clients call, and what their users set up.
//!
//! A generated client is a [`Core`] with one method per operation, each of which makes a [`Call`]:
//!
//! ```text
//! let client = Client::builder().endpoint("https://tokens.example").bearer_token(token).build()?;
//! let output = client.delete_access_token("a1b2c3d4").send().await?;
//! ```
//!
//! # Features
//!
//! - `hyper`: the transport that a [`Builder`] takes when it is given none.
//! - `tls`: `https` endpoints, with rustls. Certificates are checked against those that the operating
//!   system trusts, or Mozilla's where it has none.
//! - `sigv4`: signs with AWS keys.
//! - `s3`: buckets before the host, for Amazon S3 and its like.
//!
//! # Failing and trying again
//!
//! [`Error`] tells failures apart, [`RetryConfig`] which of them are tried again. A call waits on
//! tokio's clock, and so runs on a tokio runtime with time enabled.

mod auth;
#[cfg(feature = "s3")]
mod buckets;
mod builder;
mod call;

mod endpoint;
mod error;
mod exchange;
mod fault;
#[cfg(feature = "hyper")]
mod hyper;
mod retry;
mod seal;
mod shared;
#[cfg(all(feature = "sigv4", feature = "event-stream"))]
mod sign_events;
#[cfg(feature = "sigv4")]
mod sigv4;
mod token;
mod transport;
mod verdict;

pub use crate::Body;
pub use auth::{
    AwsCredentials, BearerToken, CredentialsError, CredentialsProvider, EnvironmentCredentials,
    EnvironmentToken, Provided, TokenProvider,
};
#[cfg(feature = "s3")]
pub use buckets::Addressing;
pub use builder::{Builder, ServiceClient};
#[cfg(feature = "testing")]
pub(crate) use call::answered;
pub use call::{Call, Sending};
pub use error::{Details, Error, Timeout, TransportError};
pub use fault::{BuildError, Fault};
pub use retry::RetryConfig;
pub use shared::Core;
