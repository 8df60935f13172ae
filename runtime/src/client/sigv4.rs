//! Signs requests: AWS Signature Version 4, with the signer of AWS's own SDK.

use std::error::Error;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    self, PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode,
};
use aws_sigv4::sign::v4::SigningParams;
use http::{HeaderName, HeaderValue, Request};

use super::{AwsCredentials, CredentialsError};
use crate::Body;

/// What stands for the digest of a payload of signed events.
const SIGNED_EVENTS: &str = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

/// What is particular to a request.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Manner {
    /// Whether the body is a stream of events.
    pub(super) events: bool,
    /// Whether the path is signed as it stands, and the digest of the payload is sent, as in Amazon S3.
    pub(super) raw: bool,
}

/// Adds `Authorization`, `X-Amz-Date` and, with a temporary key, `X-Amz-Security-Token`.
///
/// The payload is signed as well if it is in memory; a live one is not, and `X-Amz-Content-Sha256`
/// says so. The messages of an event stream are signed one by one, as they are sent.
///
/// The request's URI is absolute by then, since the host is signed.
pub(super) fn sign(
    request: &mut Request<Body>,
    credentials: &AwsCredentials,
    region: &str,
    name: &str,
    time: SystemTime,
    manner: Manner,
) -> Result<(), CredentialsError> {
    let Manner { events, raw } = manner;
    let identity = Credentials::new(
        credentials.expose_access_key_id(),
        credentials.expose_secret_access_key(),
        credentials.expose_session_token().map(str::to_owned),
        None,
        "farrier",
    )
    .into();
    let mut settings = SigningSettings::default();
    if raw {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    let payload = match request.body().as_bytes() {
        _ if events => {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
            SignableBody::Precomputed(SIGNED_EVENTS.to_owned())
        }
        Some(bytes) => SignableBody::Bytes(bytes),
        None if request.headers().contains_key("x-amz-trailer") => {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
            SignableBody::StreamingUnsignedPayloadTrailer
        }
        None => {
            // The service has to be told what is signed in the place of the payload's digest.
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
            SignableBody::UnsignedPayload
        }
    };
    let parameters = SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(name)
        .time(time)
        .settings(settings)
        .build()
        .map_err(unsigned)?
        .into();
    let uri = request.uri().to_string();
    let headers = request
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let signable =
        SignableRequest::new(request.method().as_str(), uri, headers, payload).map_err(unsigned)?;
    let signed = http_request::sign(signable, &parameters).map_err(unsigned)?;
    let (added, signature) = signed.into_parts();
    let (added, _) = added.into_parts();
    for header in added {
        let mut value = HeaderValue::from_str(header.value()).map_err(|_| {
            CredentialsError::new("the keys have characters that a header cannot hold")
        })?;
        value.set_sensitive(true);
        request
            .headers_mut()
            .insert(HeaderName::from_static(header.name()), value);
    }
    if events {
        sign_events(request, credentials, region, name, signature);
    }
    Ok(())
}

#[cfg(feature = "event-stream")]
fn sign_events(
    request: &mut Request<Body>,
    credentials: &AwsCredentials,
    region: &str,
    name: &str,
    seed: String,
) {
    let events = std::mem::take(request.body_mut());
    *request.body_mut() = super::sign_events::sign(events, credentials, region, name, seed);
}

/// No operation has events without the feature.
#[cfg(not(feature = "event-stream"))]
fn sign_events(_: &mut Request<Body>, _: &AwsCredentials, _: &str, _: &str, _: String) {}

fn unsigned(error: impl Error + Send + Sync + 'static) -> CredentialsError {
    CredentialsError::new("the request cannot be signed").with_source(error)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    /// 2015-08-30T12:36:00Z, the moment of AWS's test suite.
    const MOMENT: Duration = Duration::from_secs(1_440_938_160);

    fn keys() -> AwsCredentials {
        AwsCredentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    }

    fn signed(uri: &str, credentials: &AwsCredentials) -> Request<Body> {
        let mut request = Request::get(uri).body(Body::empty()).unwrap();
        sign(
            &mut request,
            credentials,
            "us-east-1",
            "service",
            UNIX_EPOCH + MOMENT,
            Manner::default(),
        )
        .unwrap();
        request
    }

    /// The examples of Amazon S3's own description of signing.
    #[test]
    fn paths_of_buckets_are_signed_as_they_stand() {
        // 2013-05-24T00:00:00Z
        let time = UNIX_EPOCH + Duration::from_secs(1_369_353_600);
        let keys = AwsCredentials::new(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        );
        let host = "https://examplebucket.s3.amazonaws.com";
        let get = Request::get(format!("{host}/test.txt")).header("range", "bytes=0-9");
        let lifecycle = Request::get(format!("{host}/?lifecycle"));
        let put = Request::put(format!("{host}/test%24file.text"))
            .header("date", "Fri, 24 May 2013 00:00:00 GMT")
            .header("x-amz-storage-class", "REDUCED_REDUNDANCY");
        for (request, body, signature) in [
            (
                get,
                "",
                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            ),
            (
                lifecycle,
                "",
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
            ),
            (
                put,
                "Welcome to Amazon S3.",
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            ),
        ] {
            let mut request = request.body(Body::from(body.as_bytes())).unwrap();
            let manner = Manner {
                events: false,
                raw: true,
            };
            sign(&mut request, &keys, "us-east-1", "s3", time, manner).unwrap();
            let authorization = request.headers()["authorization"].to_str().unwrap();
            assert!(authorization.ends_with(signature), "{authorization}");
            assert!(request.headers().contains_key("x-amz-content-sha256"));
        }
    }

    /// `get-vanilla` of the suite.
    #[test]
    fn the_signature_is_the_one_of_the_test_suite() {
        let request = signed("https://example.amazonaws.com/", &keys());
        assert_eq!(request.headers()["x-amz-date"], "20150830T123600Z");
        assert_eq!(
            request.headers()["authorization"],
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
             SignedHeaders=host;x-amz-date, \
             Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        );
    }

    #[test]
    fn the_token_of_a_temporary_key_is_sent_and_signed() {
        let request = signed(
            "https://example.amazonaws.com/",
            &keys().session_token("FQoGZXIvYXdzE"),
        );
        assert_eq!(request.headers()["x-amz-security-token"], "FQoGZXIvYXdzE");
        let authorization = request.headers()["authorization"].to_str().unwrap();
        assert!(
            authorization.contains("SignedHeaders=host;x-amz-date;x-amz-security-token,"),
            "{authorization}"
        );
    }

    #[test]
    fn a_checksum_that_follows_the_payload_is_announced() {
        struct Live;

        impl http_body::Body for Live {
            type Data = bytes::Bytes;
            type Error = std::convert::Infallible;

            fn poll_frame(
                self: std::pin::Pin<&mut Self>,
                _: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>>
            {
                std::task::Poll::Ready(None)
            }
        }

        let digest = |trailer: bool| {
            let mut request = Request::put("https://example.amazonaws.com/");
            if trailer {
                request = request.header("x-amz-trailer", "x-amz-checksum-crc32");
            }
            let mut request = request.body(Body::new(Live)).unwrap();
            let time = UNIX_EPOCH + MOMENT;
            sign(
                &mut request,
                &keys(),
                "us-east-1",
                "service",
                time,
                Manner::default(),
            )
            .unwrap();
            request.headers()["x-amz-content-sha256"].clone()
        };
        assert_eq!(digest(true), "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        assert_eq!(digest(false), "UNSIGNED-PAYLOAD");
    }

    #[test]
    fn path_and_query_are_signed() {
        let signature = |uri| signed(uri, &keys()).headers()["authorization"].clone();
        let plain = signature("https://example.amazonaws.com/tokens/a%20b");
        assert_eq!(
            plain,
            signature("https://example.amazonaws.com/tokens/a%20b")
        );
        assert_ne!(
            plain,
            signature("https://example.amazonaws.com/tokens/a%20c")
        );
        assert_ne!(
            plain,
            signature("https://example.amazonaws.com/tokens/a%20b?c")
        );
    }

    #[test]
    fn nothing_signed_is_printed() {
        let request = signed(
            "https://example.amazonaws.com/",
            &keys().session_token("FQoGZXIvYXdzE"),
        );
        let printed = format!("{request:?}");
        assert!(
            !printed.contains("FQoG") && !printed.contains("5fa00fa3"),
            "{printed}"
        );
    }
}
