//! Checksums of bodies, in headers: `Content-MD5`, `x-amz-checksum-…` and Glacier's tree hash.

mod check;
mod chunked;
mod digest;
#[cfg(feature = "client")]
mod tree_hash;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
#[cfg(feature = "server")]
use http::HeaderValue;
use http::{HeaderMap, HeaderName};

use crate::wire::ChecksumAlgorithm;

pub(crate) use check::Check;
pub(crate) use chunked::AWS_CHUNKED;
#[cfg(feature = "client")]
pub(crate) use chunked::AwsChunked;
#[cfg(feature = "server")]
pub(crate) use chunked::Unchunked;
pub(crate) use digest::Digest;
#[cfg(feature = "client")]
pub(crate) use tree_hash::TreeHash;

/// `Content-MD5`: RFC 1864.
pub(crate) const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

/// The header value of a checksum.
#[cfg(feature = "server")]
pub(crate) fn header_value(text: &str) -> HeaderValue {
    // The text is base64 or hexadecimal, which every header can hold.
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

/// A checksum that a message states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stated {
    pub(crate) algorithm: ChecksumAlgorithm,
    pub(crate) text: String,
}

impl Stated {
    /// The checksum of `Content-MD5`.
    #[cfg(feature = "server")]
    pub(crate) fn content_md5(headers: &HeaderMap) -> Option<Self> {
        Some(Self {
            algorithm: ChecksumAlgorithm::Md5,
            text: text(headers, CONTENT_MD5.as_str())?,
        })
    }

    /// The first checksum that is there of these algorithms.
    ///
    /// One with a number of parts behind it, such as `…==-3`, is that of the parts' checksums, and so
    /// nothing that the body can be held against.
    #[cfg(feature = "client")]
    pub(crate) fn first(headers: &HeaderMap, algorithms: &[ChecksumAlgorithm]) -> Option<Self> {
        algorithms
            .iter()
            .filter_map(|algorithm| Self::of(headers, *algorithm))
            .find(|stated| !stated.text.contains('-'))
    }

    /// Every checksum that is there, but for `Content-MD5`.
    #[cfg(feature = "server")]
    pub(crate) fn all(headers: &HeaderMap) -> Vec<Self> {
        ChecksumAlgorithm::ALL
            .iter()
            .filter_map(|algorithm| Self::of(headers, *algorithm))
            .collect()
    }

    pub(crate) fn of(headers: &HeaderMap, algorithm: ChecksumAlgorithm) -> Option<Self> {
        Some(Self {
            algorithm,
            text: text(headers, algorithm.header())?,
        })
    }

    /// The checksum of these bytes.
    pub(crate) fn computed(&self, body: &[u8]) -> String {
        Digest::new(self.algorithm).of(body)
    }

    /// Whether the checksum is `computed`, which is in base64.
    pub(crate) fn is(&self, computed: &str) -> bool {
        let bytes = |text: &str| STANDARD.decode(text).ok();
        bytes(&self.text).is_some_and(|stated| Some(stated) == bytes(computed))
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    Some(String::from_utf8_lossy(value).trim().to_owned())
}

/// Whether a message states a checksum, `Content-MD5` aside.
pub(crate) fn states_any(headers: &HeaderMap) -> bool {
    ChecksumAlgorithm::ALL
        .iter()
        .any(|algorithm| headers.contains_key(algorithm.header()))
}
