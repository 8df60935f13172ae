//! What becomes of a request between the protocol and the signature: the service's own headers,
//! compression, and checksums of the bytes that are then sent.

use bytes::Bytes;
#[cfg(any(feature = "checksums", feature = "compression"))]
use http::header::CONTENT_ENCODING;
#[cfg(feature = "checksums")]
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderValue, Request, Response};

use super::error::Failure;
#[cfg(feature = "checksums")]
use super::error::TransportError;
use super::shared::Shared;
use crate::wire::{Binding, ChecksumAlgorithm, Compression, OperationSchema, RequestChecksum};
use crate::{Body, EncodeError};

/// Which requests are compressed, of those that the model says may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct CompressionSettings {
    pub(super) enabled: bool,
    /// Bodies of fewer bytes are sent as they are.
    pub(super) min_size: usize,
}

impl CompressionSettings {
    /// The most that may be asked for as the smallest body.
    pub(super) const LARGEST_MIN_SIZE: usize = 10 << 20;

    /// A stream is compressed whatever its size, unless its length must be known: for the service, or for
    /// the checksum behind it.
    fn takes(self, operation: &OperationSchema, body: &Body) -> bool {
        let input = operation.input;
        let stream = input.stream().and_then(|index| input.members.get(index));
        self.enabled
            && match (stream, body.as_bytes()) {
                (Some(stream), _) if stream.binding != Binding::ByteStream => false,
                (Some(stream), _) if stream.requires_length => false,
                (Some(_), Some(body)) => !body.is_empty(),
                (Some(_), None) => operation.checksum.request == RequestChecksum::None,
                (None, Some(body)) => !body.is_empty() && body.len() >= self.min_size,
                (None, None) => false,
            }
    }
}

impl Default for CompressionSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            min_size: 10_240,
        }
    }
}

/// Completes a request, once a call. `algorithm` is what the caller chose for its checksum.
pub(super) fn seal(
    shared: &Shared,
    operation: &OperationSchema,
    algorithm: Option<&str>,
    request: &mut Request<Body>,
) -> Result<(), EncodeError> {
    for &(name, value) in shared.service.headers {
        set_absent(request.headers_mut(), name, value)?;
    }
    match operation.compression {
        Some(Compression::Gzip) if shared.compression.takes(operation, request.body()) => {
            compress(request)?;
        }
        _ => {}
    }
    match operation.checksum.request {
        RequestChecksum::None => Ok(()),
        _ => sum(operation, algorithm, request),
    }
}

/// Sets a header that the caller has not set.
fn set_absent(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), EncodeError> {
    let value = HeaderValue::from_str(value)
        .map_err(|_| EncodeError::unrepresentable("a header has no control characters"))?;
    headers
        .try_entry(name)
        .map_err(|_| EncodeError::unrepresentable("the name is no name of a header"))?
        .or_insert(value);
    Ok(())
}

#[cfg(feature = "compression")]
fn compress(request: &mut Request<Body>) -> Result<(), EncodeError> {
    use crate::compression::{GZIP, Gzip, gzip};
    use crate::stream::Transformed;

    let body = std::mem::take(request.body_mut());
    *request.body_mut() = match body.as_bytes() {
        Some(bytes) => gzip(bytes)
            .map_err(|_| EncodeError::unrepresentable("the body cannot be compressed"))?
            .into(),
        None => Transformed::body(body, Gzip::new(), None),
    };
    encode_as(request.headers_mut(), GZIP)
}

/// Lists an encoding behind those that were applied before it, the caller's own first: RFC 9110, section 8.4.
#[cfg(any(feature = "checksums", feature = "compression"))]
fn encode_as(headers: &mut HeaderMap, encoding: &str) -> Result<(), EncodeError> {
    let mut encodings = Vec::new();
    for earlier in headers.get_all(CONTENT_ENCODING) {
        encodings.extend_from_slice(earlier.as_bytes());
        encodings.extend_from_slice(b", ");
    }
    encodings.extend_from_slice(encoding.as_bytes());
    let encodings = HeaderValue::from_bytes(&encodings)
        .map_err(|_| EncodeError::unrepresentable("a header has no control characters"))?;
    headers.insert(CONTENT_ENCODING, encodings);
    Ok(())
}

/// Compression is never a must: without the feature, bodies go as they are.
#[cfg(not(feature = "compression"))]
fn compress(_: &mut Request<Body>) -> Result<(), EncodeError> {
    Ok(())
}

#[cfg(feature = "checksums")]
fn sum(
    operation: &OperationSchema,
    algorithm: Option<&str>,
    request: &mut Request<Body>,
) -> Result<(), EncodeError> {
    use crate::checksum::{CONTENT_MD5, Digest, TreeHash, states_any};
    use crate::wire::header_of;

    let body = request.body().as_bytes().cloned();
    let whole = || {
        body.as_deref().ok_or_else(|| {
            EncodeError::unrepresentable(
                "the checksum of a stream that is still to come is not known: set it yourself, or send bytes in memory",
            )
        })
    };
    let headers = request.headers_mut();
    match operation.checksum.request {
        RequestChecksum::Md5 if !headers.contains_key(CONTENT_MD5) => set_absent(
            headers,
            CONTENT_MD5.as_str(),
            &Digest::new(ChecksumAlgorithm::Md5).of(whole()?),
        ),
        RequestChecksum::TreeHash => {
            let hash = TreeHash::of(whole()?);
            set_absent(headers, "x-amz-sha256-tree-hash", &hash.tree)?;
            set_absent(headers, "x-amz-content-sha256", &hash.content)
        }
        RequestChecksum::Chosen { member, default } if !states_any(headers) => {
            let default = default.filter(|_| !headers.contains_key(CONTENT_MD5));
            let chosen = match algorithm {
                Some(name) => Some(named(name).map_err(|error| error.within(member))?),
                None => default,
            };
            let Some(chosen) = chosen else {
                return Ok(());
            };
            if let Some(name) = header_of(operation.input, member) {
                set_absent(headers, name, chosen.name())?;
            }
            match &body {
                Some(body) => set_absent(headers, chosen.header(), &Digest::new(chosen).of(body)),
                None => trail(request, chosen),
            }
        }
        RequestChecksum::None | RequestChecksum::Md5 | RequestChecksum::Chosen { .. } => Ok(()),
    }
}

/// Sends the checksum of a stream behind it.
#[cfg(feature = "checksums")]
fn trail(request: &mut Request<Body>, algorithm: ChecksumAlgorithm) -> Result<(), EncodeError> {
    use crate::checksum::{AWS_CHUNKED, AwsChunked};
    use crate::stream::Transformed;

    let length = request.body().length().ok_or_else(|| {
        EncodeError::unrepresentable(
            "the checksum of a stream goes behind it, and its length before it: say how long it is, or set the \
             checksum yourself",
        )
    })?;
    let chunked = AwsChunked::new(algorithm, length);
    let encoded_length = chunked.encoded_length();
    let body = std::mem::take(request.body_mut());
    *request.body_mut() = Transformed::body(body, chunked, Some(encoded_length));
    let headers = request.headers_mut();
    headers.remove(CONTENT_LENGTH);
    encode_as(headers, AWS_CHUNKED)?;
    set_absent(headers, "x-amz-trailer", algorithm.header())?;
    set_absent(headers, "x-amz-decoded-content-length", &length.to_string())?;
    set_absent(
        headers,
        "x-amz-content-sha256",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    )
}

/// Generated code cannot ask for a checksum without the feature: see [`Checksum`](crate::wire::Checksum).
#[cfg(not(feature = "checksums"))]
fn sum(_: &OperationSchema, _: Option<&str>, _: &mut Request<Body>) -> Result<(), EncodeError> {
    Err(EncodeError::unrepresentable(
        "a checksum needs the feature `checksums` of the crate farrier",
    ))
}

/// The algorithm that the caller named.
#[cfg(feature = "checksums")]
fn named(name: &str) -> Result<crate::wire::ChecksumAlgorithm, EncodeError> {
    crate::wire::ChecksumAlgorithm::named(name).ok_or_else(|| {
        EncodeError::unrepresentable(
            "no checksum of this name can be computed: set the checksum itself, or choose another",
        )
    })
}

/// Holds the body of a success against the first of these checksums that it comes with.
#[cfg(feature = "checksums")]
pub(super) fn verify(
    algorithms: &[ChecksumAlgorithm],
    response: Response<Bytes>,
) -> Result<Response<Bytes>, Failure> {
    use crate::checksum::Stated;

    if algorithms.is_empty() || !response.status().is_success() {
        return Ok(response);
    }
    let Some(stated) = Stated::first(response.headers(), algorithms) else {
        tracing::debug!("the answer has no checksum to check it by");
        return Ok(response);
    };
    let algorithm = stated.algorithm.name();
    let computed = stated.computed(response.body());
    if stated.is(&computed) {
        tracing::debug!(algorithm, "the checksum of the answer is right");
        return Ok(response);
    }
    Err(Failure::Transport(TransportError::Damaged {
        algorithm,
        stated: stated.text,
        computed,
    }))
}

/// Generated code cannot ask for a checksum without the feature: see [`Checksum`](crate::wire::Checksum).
#[cfg(not(feature = "checksums"))]
pub(super) fn verify(
    _: &[ChecksumAlgorithm],
    response: Response<Bytes>,
) -> Result<Response<Bytes>, Failure> {
    Ok(response)
}

/// The same for a stream, which is checked as it is read, and fails at its end.
#[cfg(feature = "checksums")]
pub(super) fn verify_stream(
    algorithms: &[ChecksumAlgorithm],
    response: Response<Body>,
) -> Response<Body> {
    use crate::checksum::{Check, Stated};
    use crate::stream::Transformed;

    let Some(stated) = Stated::first(response.headers(), algorithms) else {
        return response;
    };
    tracing::debug!(
        algorithm = stated.algorithm.name(),
        "the checksum of the stream is checked as it is read"
    );
    response.map(|body| {
        let length = body.length();
        Transformed::body(body, Check::new([stated]), length)
    })
}

/// Generated code cannot ask for a checksum without the feature: see [`Checksum`](crate::wire::Checksum).
#[cfg(not(feature = "checksums"))]
pub(super) fn verify_stream(_: &[ChecksumAlgorithm], response: Response<Body>) -> Response<Body> {
    response
}
