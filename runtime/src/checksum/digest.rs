//! The algorithms, fed piece by piece.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc::{Crc, Table};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

use crate::wire::ChecksumAlgorithm;

/// Tables for sixteen bytes at a time.
type Wide = Table<16>;

static CRC_32: Crc<u32, Wide> = Crc::<u32, Wide>::new(&crc::CRC_32_ISO_HDLC);
static CRC_32C: Crc<u32, Wide> = Crc::<u32, Wide>::new(&crc::CRC_32_ISCSI);
static CRC_64_NVME: Crc<u64, Wide> = Crc::<u64, Wide>::new(&crc::CRC_64_NVME);

/// A checksum under way.
#[derive(Clone)]
pub(crate) enum Digest {
    Crc32(crc::Digest<'static, u32, Wide>),
    Crc64(crc::Digest<'static, u64, Wide>),
    Md5(Md5),
    Sha1(Sha1),
    Sha256(Sha256),
    Sha512(Sha512),
}

impl Digest {
    pub(crate) fn new(algorithm: ChecksumAlgorithm) -> Self {
        match algorithm {
            ChecksumAlgorithm::Crc32 => Self::Crc32(CRC_32.digest()),
            ChecksumAlgorithm::Crc32c => Self::Crc32(CRC_32C.digest()),
            ChecksumAlgorithm::Crc64Nvme => Self::Crc64(CRC_64_NVME.digest()),
            ChecksumAlgorithm::Md5 => Self::Md5(Md5::new()),
            ChecksumAlgorithm::Sha1 => Self::Sha1(Sha1::new()),
            ChecksumAlgorithm::Sha256 => Self::Sha256(Sha256::new()),
            ChecksumAlgorithm::Sha512 => Self::Sha512(Sha512::new()),
        }
    }

    pub(crate) fn update(&mut self, data: &[u8]) {
        match self {
            Self::Crc32(digest) => digest.update(data),
            Self::Crc64(digest) => digest.update(data),
            Self::Md5(digest) => digest.update(data),
            Self::Sha1(digest) => digest.update(data),
            Self::Sha256(digest) => digest.update(data),
            Self::Sha512(digest) => digest.update(data),
        }
    }

    /// The checksum in base64, as headers have it.
    pub(crate) fn finish(self) -> String {
        match self {
            Self::Crc32(digest) => STANDARD.encode(digest.finalize().to_be_bytes()),
            Self::Crc64(digest) => STANDARD.encode(digest.finalize().to_be_bytes()),
            Self::Md5(digest) => STANDARD.encode(digest.finalize()),
            Self::Sha1(digest) => STANDARD.encode(digest.finalize()),
            Self::Sha256(digest) => STANDARD.encode(digest.finalize()),
            Self::Sha512(digest) => STANDARD.encode(digest.finalize()),
        }
    }

    /// The checksum of bytes that are there as a whole.
    pub(crate) fn of(mut self, data: &[u8]) -> String {
        self.update(data);
        self.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the catalogue of CRCs, of RFC 1321 and of FIPS 180.
    #[test]
    fn checksums_are_those_of_their_definitions() {
        let hex = |digest: Digest, data: &str| {
            let bytes = STANDARD.decode(digest.of(data.as_bytes())).unwrap();
            bytes
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        };
        let of = |algorithm, data| hex(Digest::new(algorithm), data);
        assert_eq!(of(ChecksumAlgorithm::Crc32, "123456789"), "cbf43926");
        assert_eq!(of(ChecksumAlgorithm::Crc32c, "123456789"), "e3069283");
        assert_eq!(
            of(ChecksumAlgorithm::Crc64Nvme, "123456789"),
            "ae8b14860a799888"
        );
        assert_eq!(
            of(ChecksumAlgorithm::Sha1, "abc"),
            "a9993e364706816aba3e25717850c26c9cd0d89d"
        );
        assert_eq!(
            of(ChecksumAlgorithm::Sha256, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            of(ChecksumAlgorithm::Md5, "abc"),
            "900150983cd24fb0d6963f7d28e17f72"
        );
        assert!(
            of(ChecksumAlgorithm::Sha512, "abc").starts_with("ddaf35a193617abacc417349ae204131")
        );
    }

    #[test]
    fn pieces_come_to_the_same_as_the_whole() {
        let data: Vec<u8> = (0..=255).cycle().take(10_007).collect();
        for algorithm in ChecksumAlgorithm::ALL {
            let mut pieces = Digest::new(algorithm);
            data.chunks(97).for_each(|piece| pieces.update(piece));
            assert_eq!(
                pieces.finish(),
                Digest::new(algorithm).of(&data),
                "{algorithm:?}"
            );
        }
    }
}
