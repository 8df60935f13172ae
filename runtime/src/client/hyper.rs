//! The transport that is there without asking: hyper, with a pool of connections over HTTP/1.1, and over
//! HTTP/2 with the feature `http2`.

use std::time::Duration;

use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::fault::Fault;
use super::transport::Transport;
use crate::Body;

/// How long a connection that is not used stays open. Load balancers of AWS close theirs after 60
/// seconds or more; to be earlier than they are saves most requests that meet a closing connection.
const IDLE: Duration = Duration::from_secs(55);

/// A transport for plain HTTP and, with the feature `tls`, for HTTPS.
///
/// `http2` leaves HTTP/1.1 out; over TLS, both ends agree on a version in any case.
pub(crate) fn transport(
    https: bool,
    connect_timeout: Duration,
    http2: bool,
) -> Result<Transport, Fault> {
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(connect_timeout));
    connector.set_nodelay(true);
    let mut builder = Client::builder(TokioExecutor::new());
    builder
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE);
    #[cfg(feature = "http2")]
    builder.http2_only(http2);
    #[cfg(not(feature = "http2"))]
    let _ = http2;
    match https {
        false => Ok(Transport::new(builder.build::<_, Body>(connector))),
        true => secure(&builder, connector),
    }
}

#[cfg(not(feature = "tls"))]
fn secure(_: &hyper_util::client::legacy::Builder, _: HttpConnector) -> Result<Transport, Fault> {
    Err(Fault::MissingTls)
}

/// Trusts the certificates of the operating system, and Mozilla's where it has none.
#[cfg(feature = "tls")]
fn secure(
    builder: &hyper_util::client::legacy::Builder,
    mut connector: HttpConnector,
) -> Result<Transport, Fault> {
    use hyper_rustls::HttpsConnectorBuilder;
    use rustls::crypto::ring::default_provider;

    connector.enforce_http(false);
    let wanted = HttpsConnectorBuilder::new();
    let rooted = match wanted.with_provider_and_native_roots(default_provider()) {
        Ok(rooted) => rooted,
        Err(_) => HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(default_provider())
            .map_err(|error| Fault::Certificates(error.to_string()))?,
    };
    let rooted = rooted.https_only();
    #[cfg(feature = "http2")]
    let versions = rooted.enable_all_versions();
    #[cfg(not(feature = "http2"))]
    let versions = rooted.enable_http1();
    let connector = versions.wrap_connector(connector);
    Ok(Transport::new(builder.build::<_, Body>(connector)))
}
