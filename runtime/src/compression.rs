//! gzip (RFC 1952), for bodies of requests.

/// The name in `Content-Encoding`.
#[cfg(feature = "client")]
pub(crate) const GZIP: &str = "gzip";

/// The bytes, compressed.
#[cfg(feature = "client")]
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
