//! What becomes of a request's body before the protocol reads it, the counterpart of what a client does
//! last: its checksum is checked, and its encoding undone.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, HeaderValue};
use http::{HeaderMap, Response};

use super::fault::Fault;
use crate::Body;
#[cfg(feature = "checksums")]
use crate::checksum::Stated;
use crate::stream::Flaw;
use crate::wire::{Binding, Compression, OperationSchema, RequestChecksum, Schema};
#[cfg(feature = "checksums")]
use crate::wire::{ChecksumAlgorithm, header_of};

/// Gives the bytes that the protocol reads, of which there are at most `limit`.
pub(super) fn unseal(
    operation: &OperationSchema,
    headers: &mut HeaderMap,
    body: Bytes,
    limit: usize,
) -> Result<Bytes, Fault> {
    if operation.checksum.request != RequestChecksum::None {
        check(operation, headers, &body)?;
    }
    if !headers.contains_key(CONTENT_ENCODING) {
        return Ok(body);
    }
    decode(operation, headers, body, limit)
}

/// Gives the bytes that tell which operation a request is for, without a look at what the operation allows.
pub(super) fn peek(headers: &HeaderMap, body: &Bytes, limit: usize) -> Result<Bytes, Fault> {
    match encodings(headers).last() {
        Some(last) if is_gzip(last) => gunzip(body.clone(), limit),
        _ => Ok(body.clone()),
    }
}

/// Gives the stream that the handler reads. What is wrong with it turns out as it is read: `flaw` tells.
pub(super) fn unseal_stream(
    operation: &OperationSchema,
    headers: &mut HeaderMap,
    body: Body,
    flaw: &Flaw,
) -> Result<Body, Fault> {
    let mut encodings = encodings(headers);
    let before = encodings.len();
    let mut body = body;
    if operation.checksum.request != RequestChecksum::None {
        body = check_stream(operation, headers, &mut encodings, body, flaw)?;
    }
    let last = encodings.last().map(String::as_str);
    if operation.compression == Some(Compression::Gzip) && last.is_some_and(is_gzip) {
        encodings.pop();
        body = gunzip_stream(body, flaw)?;
    }
    if !encodings.is_empty() && !is_bound(operation.input) {
        return Err(Fault::unsupported_encoding());
    }
    if encodings.len() < before {
        list(headers, &encodings);
    }
    Ok(body)
}

/// A member that is bound to the header holds what the caller said, not what the client added.
fn list(headers: &mut HeaderMap, encodings: &[String]) {
    match HeaderValue::from_str(&encodings.join(", ")) {
        Ok(rest) if !encodings.is_empty() => headers.insert(CONTENT_ENCODING, rest),
        _ => headers.remove(CONTENT_ENCODING),
    };
}

/// Undoes the last encoding if it is one that the model lists. Others are left to the handler where an
/// input has a member for them, and refused where it has none.
fn decode(
    operation: &OperationSchema,
    headers: &mut HeaderMap,
    body: Bytes,
    limit: usize,
) -> Result<Bytes, Fault> {
    let mut encodings = encodings(headers);
    let last = encodings.last().map(String::as_str);
    let body = match operation.compression {
        Some(Compression::Gzip) if last.is_some_and(is_gzip) => {
            encodings.pop();
            gunzip(body, limit)?
        }
        _ => body,
    };
    if !encodings.is_empty() && !is_bound(operation.input) {
        return Err(Fault::unsupported_encoding());
    }
    list(headers, &encodings);
    Ok(body)
}

/// The encodings in the order in which they were applied, without `identity`.
fn encodings(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(CONTENT_ENCODING).iter();
    let texts = lines.map(|line| String::from_utf8_lossy(line.as_bytes()));
    let encodings = texts.flat_map(|text| {
        text.split(',')
            .map(|encoding| encoding.trim().to_owned())
            .collect::<Vec<_>>()
    });
    encodings
        .filter(|encoding| !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity"))
        .collect()
}

/// RFC 9110, section 8.4.1.3, wants `x-gzip` to be the same.
fn is_gzip(encoding: &str) -> bool {
    encoding.eq_ignore_ascii_case("gzip") || encoding.eq_ignore_ascii_case("x-gzip")
}

fn is_bound(input: &Schema) -> bool {
    let name = CONTENT_ENCODING;
    input.members.iter().any(|member| {
        matches!(member.binding, Binding::Header(header) if header.eq_ignore_ascii_case(name.as_str()))
    })
}

#[cfg(feature = "compression")]
fn gunzip(body: Bytes, limit: usize) -> Result<Bytes, Fault> {
    use crate::compression::{GunzipError, gunzip};

    if body.is_empty() {
        return Ok(body);
    }
    gunzip(&body, limit)
        .map(Bytes::from)
        .map_err(|error| match error {
            GunzipError::Malformed => Fault::malformed_encoding(),
            GunzipError::TooLarge => Fault::too_large(limit),
        })
}

#[cfg(not(feature = "compression"))]
fn gunzip(_: Bytes, _: usize) -> Result<Bytes, Fault> {
    Err(Fault::unsupported_encoding())
}

#[cfg(feature = "compression")]
fn gunzip_stream(body: Body, flaw: &Flaw) -> Result<Body, Fault> {
    use crate::compression::Gunzip;
    use crate::stream::Transformed;

    Ok(Transformed::noting(body, Gunzip::new(), None, flaw))
}

#[cfg(not(feature = "compression"))]
fn gunzip_stream(_: Body, _: &Flaw) -> Result<Body, Fault> {
    Err(Fault::unsupported_encoding())
}

/// Holds the body against every checksum that the request states.
#[cfg(feature = "checksums")]
fn check(operation: &OperationSchema, headers: &HeaderMap, body: &Bytes) -> Result<(), Fault> {
    let wrong = stated(operation, headers, None)?
        .into_iter()
        .find(|stated| !stated.is(&stated.computed(body)));
    match wrong {
        Some(wrong) => Err(Fault::wrong_checksum(wrong.algorithm.name())),
        None => Ok(()),
    }
}

/// The checksums that the request states in headers; `trailing` is that which is to follow the body.
#[cfg(feature = "checksums")]
fn stated(
    operation: &OperationSchema,
    headers: &HeaderMap,
    trailing: Option<ChecksumAlgorithm>,
) -> Result<Vec<Stated>, Fault> {
    let md5 = Stated::content_md5(headers);
    let (mut stated, required) = match operation.checksum.request {
        RequestChecksum::None | RequestChecksum::TreeHash => return Ok(Vec::new()),
        RequestChecksum::Md5 => (Vec::new(), true),
        RequestChecksum::Chosen { member, default } => {
            let header = header_of(operation.input, member).and_then(|name| headers.get(name));
            let named = header.and_then(|value| ChecksumAlgorithm::named(value.to_str().ok()?));
            let is_there = |named: &ChecksumAlgorithm| {
                headers.contains_key(named.header()) || trailing == Some(*named)
            };
            if let Some(named) = named.filter(|named| !is_there(named)) {
                return Err(Fault::missing_checksum(named.header()));
            }
            (Stated::all(headers), default.is_some())
        }
    };
    stated.extend(md5);
    match required && stated.is_empty() && trailing.is_none() {
        true => Err(Fault::missing_checksum("content-md5")),
        false => Ok(stated),
    }
}

/// Holds a stream against every checksum that goes before it, and the one that follows it.
#[cfg(feature = "checksums")]
fn check_stream(
    operation: &OperationSchema,
    headers: &HeaderMap,
    encodings: &mut Vec<String>,
    mut body: Body,
    flaw: &Flaw,
) -> Result<Body, Fault> {
    use crate::checksum::{AWS_CHUNKED, Check, Unchunked};
    use crate::stream::Transformed;

    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let chunked = encodings
        .iter()
        .position(|encoding| encoding.eq_ignore_ascii_case(AWS_CHUNKED));
    let mut trailing = None;
    if let Some(chunked) = chunked {
        encodings.remove(chunked);
        let announced = text("x-amz-trailer").unwrap_or_default().trim();
        trailing = ChecksumAlgorithm::ALL
            .into_iter()
            .find(|algorithm| algorithm.header().eq_ignore_ascii_case(announced));
        let length = text("x-amz-decoded-content-length").and_then(|length| length.parse().ok());
        let unchunked = Unchunked::new(trailing, length);
        body = Transformed::noting(body, unchunked, length, flaw);
    }
    let stated = stated(operation, headers, trailing)?;
    if stated.is_empty() {
        return Ok(body);
    }
    let length = body.length();
    Ok(Transformed::noting(body, Check::new(stated), length, flaw))
}

/// Generated code cannot ask for a checksum without the feature: see [`Checksum`](crate::wire::Checksum).
#[cfg(not(feature = "checksums"))]
fn check_stream(
    _: &OperationSchema,
    _: &HeaderMap,
    _: &mut Vec<String>,
    body: Body,
    _: &Flaw,
) -> Result<Body, Fault> {
    Ok(body)
}

/// Generated code cannot ask for a checksum without the feature: see [`Checksum`](crate::wire::Checksum).
#[cfg(not(feature = "checksums"))]
fn check(_: &OperationSchema, _: &HeaderMap, _: &Bytes) -> Result<(), Fault> {
    Ok(())
}

/// Adds the checksum that the caller asks for to a response that has none, in the first algorithm that
/// the model lists.
#[cfg(feature = "checksums")]
pub(super) fn sum(
    operation: &OperationSchema,
    request: &HeaderMap,
) -> impl FnOnce(Response<Body>) -> Response<Body> + use<> {
    use crate::checksum::{Digest, header_value, states_any};
    use crate::wire::{ResponseChecksum, header_of};

    let wanted = |ResponseChecksum { member, algorithms }: ResponseChecksum| {
        let value = request.get(header_of(operation.input, member)?)?;
        algorithms.first().filter(|_| value == "ENABLED").copied()
    };
    let algorithm = operation.checksum.response.and_then(wanted);
    move |mut response| {
        let algorithm = algorithm.filter(|_| !states_any(response.headers()));
        if let (Some(algorithm), Some(body)) = (algorithm, response.body().as_bytes()) {
            let checksum = header_value(&Digest::new(algorithm).of(body));
            response.headers_mut().insert(algorithm.header(), checksum);
        }
        response
    }
}

/// Generated code cannot ask for a checksum without the feature: see [`Checksum`](crate::wire::Checksum).
#[cfg(not(feature = "checksums"))]
pub(super) fn sum(
    _: &OperationSchema,
    _: &HeaderMap,
) -> impl FnOnce(Response<Body>) -> Response<Body> + use<> {
    |response| response
}
