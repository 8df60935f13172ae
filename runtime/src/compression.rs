//! gzip (RFC 1952), for bodies of requests.

use bytes::Bytes;

use crate::StreamError;
use crate::stream::Transform;

/// The name in `Content-Encoding`.
#[cfg(feature = "client")]
pub(crate) const GZIP: &str = "gzip";

/// The bytes, compressed.
#[cfg(any(feature = "client", all(feature = "testing", feature = "server")))]
pub(crate) fn gzip(data: &[u8]) -> std::io::Result<Vec<u8>> {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    let mut encoder = GzEncoder::new(Vec::with_capacity(data.len() / 4), Compression::default());
    encoder.write_all(data)?;
    encoder.finish()
}

/// The bytes that were compressed, unless they are more than `limit`.
#[cfg(feature = "server")]
pub(crate) fn gunzip(data: &[u8], limit: usize) -> Result<Vec<u8>, GunzipError> {
    use std::io::Read as _;

    use flate2::bufread::MultiGzDecoder;

    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    MultiGzDecoder::new(data)
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|_| GunzipError::Malformed)?;
    if bytes.len() > limit {
        return Err(GunzipError::TooLarge);
    }
    Ok(bytes)
}

/// Compresses a stream as it goes.
#[cfg(feature = "client")]
pub(crate) struct Gzip(Option<flate2::write::GzEncoder<Vec<u8>>>);

#[cfg(feature = "client")]
impl Gzip {
    pub(crate) fn new() -> Self {
        let level = flate2::Compression::default();
        Self(Some(flate2::write::GzEncoder::new(Vec::new(), level)))
    }
}

#[cfg(feature = "client")]
impl Transform for Gzip {
    fn step(&mut self, input: &mut Bytes) -> Result<Bytes, StreamError> {
        use std::io::Write as _;

        let Some(encoder) = &mut self.0 else {
            input.clear();
            return Ok(Bytes::new());
        };
        encoder.write_all(input).map_err(StreamError::new)?;
        input.clear();
        Ok(std::mem::take(encoder.get_mut()).into())
    }

    fn finish(&mut self) -> Result<Bytes, StreamError> {
        let rest = self.0.take().map(flate2::write::GzEncoder::finish);
        let rest = rest.transpose().map_err(StreamError::new)?;
        Ok(rest.unwrap_or_default().into())
    }
}

/// Undoes the compression of a stream as it comes, a piece of bounded size at a time.
#[cfg(feature = "server")]
pub(crate) struct Gunzip(flate2::write::MultiGzDecoder<Vec<u8>>);

#[cfg(feature = "server")]
impl Gunzip {
    pub(crate) fn new() -> Self {
        Self(flate2::write::MultiGzDecoder::new(Vec::new()))
    }
}

#[cfg(feature = "server")]
impl Transform for Gunzip {
    fn step(&mut self, input: &mut Bytes) -> Result<Bytes, StreamError> {
        use std::io::Write as _;

        use bytes::Buf as _;

        let taken = self.0.write(input).map_err(StreamError::new)?;
        let output = std::mem::take(self.0.get_mut());
        if taken == 0 && output.is_empty() {
            return Err(StreamError::new("it is no gzip"));
        }
        input.advance(taken);
        Ok(output.into())
    }

    fn finish(&mut self) -> Result<Bytes, StreamError> {
        self.0.try_finish().map_err(StreamError::new)?;
        Ok(std::mem::take(self.0.get_mut()).into())
    }
}

/// Why bytes are not what was compressed.
#[cfg(feature = "server")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GunzipError {
    /// They are no gzip, or end early.
    Malformed,
    /// What was compressed is larger than the limit.
    TooLarge,
}

#[cfg(all(test, feature = "client", feature = "server"))]
mod tests {
    use super::*;

    #[test]
    fn what_was_compressed_comes_back() {
        let data = b"the same words, the same words, the same words".repeat(100);
        let zipped = gzip(&data).unwrap();
        assert!(zipped.len() < data.len() / 10, "{}", zipped.len());
        assert_eq!(gunzip(&zipped, data.len()).unwrap(), data);
        let twice = [zipped.clone(), zipped].concat();
        assert_eq!(gunzip(&twice, 1 << 20).unwrap(), data.repeat(2));
    }

    #[test]
    fn a_bomb_is_not_read_past_the_limit() {
        let zipped = gzip(&vec![0; 1 << 24]).unwrap();
        assert!(zipped.len() < 20_000, "{}", zipped.len());
        assert_eq!(gunzip(&zipped, 1 << 20), Err(GunzipError::TooLarge));
    }

    #[test]
    fn what_is_no_gzip_is_told() {
        let zipped = gzip(b"text").unwrap();
        assert_eq!(
            gunzip(&zipped[..zipped.len() - 1], 100),
            Err(GunzipError::Malformed)
        );
        assert_eq!(gunzip(b"text", 100), Err(GunzipError::Malformed));
    }
}
