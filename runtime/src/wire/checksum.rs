//! What an operation says of the bytes of its bodies: compression and checksums.

#[cfg(all(feature = "checksums", any(feature = "client", feature = "server")))]
use super::{Binding, Schema};

/// An encoding that a service takes the bodies of requests in: [`@requestCompression`].
///
/// [`@requestCompression`]: https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// gzip (RFC 1952). Without the feature `compression`, clients send bodies as they are, and
    /// servers refuse those that are encoded.
    Gzip,
}

/// A checksum of a body that travels in the header `x-amz-checksum-…`: [`@httpChecksum`].
///
/// [`@httpChecksum`]: https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecksumAlgorithm {
    /// `CRC32`: the CRC of ISO-HDLC.
    Crc32,
    /// `CRC32C`: the CRC of iSCSI.
    Crc32c,
    /// `CRC64NVME`: the CRC of NVM Express.
    Crc64Nvme,
    /// `MD5`.
    Md5,
    /// `SHA1`.
    Sha1,
    /// `SHA256`.
    Sha256,
    /// `SHA512`.
    Sha512,
}

impl ChecksumAlgorithm {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Crc32,
        Self::Crc32c,
        Self::Crc64Nvme,
        Self::Md5,
        Self::Sha1,
        Self::Sha256,
        Self::Sha512,
    ];

    /// The name in models and in the values of enums, such as `CRC32`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    /// The header that holds the checksum in base64.
    pub const fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Md5 => "x-amz-checksum-md5",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
            Self::Sha512 => "x-amz-checksum-sha512",
        }
    }

    /// The algorithm of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }
}

/// The checksums of an operation's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// That of requests.
    pub request: RequestChecksum,
    /// That of responses.
    pub response: Option<ResponseChecksum>,
}

/// Which checksum a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestChecksum {
    /// None.
    None,
    /// `Content-MD5` (RFC 1864): [`@httpChecksumRequired`].
    ///
    /// [`@httpChecksumRequired`]: https://smithy.io/2.0/spec/http-bindings.html#httpchecksumrequired-trait
    Md5,
    /// The one that the caller chooses: `requestAlgorithmMember` of `@httpChecksum`.
    Chosen {
        /// The member of the input that names the algorithm.
        member: &'static str,
        /// The algorithm for a caller who does not say: there is one where requests must carry a checksum.
        default: Option<ChecksumAlgorithm>,
    },
    /// `x-amz-sha256-tree-hash` and `x-amz-content-sha256`, as Amazon Glacier has it.
    TreeHash,
}

/// How a client asks for the checksum of a response, which it then checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseChecksum {
    /// The member of the input that asks for it, by the value `ENABLED`: `requestValidationModeMember`.
    pub member: &'static str,
    /// The algorithms that responses may come with: `responseAlgorithms`.
    pub algorithms: &'static [ChecksumAlgorithm],
}

impl Checksum {
    /// No checksums.
    pub const NONE: Self = Self {
        request: RequestChecksum::None,
        response: None,
    };

    /// States the checksum that a response is checked by, as `@httpChecksum` says.
    pub const fn response(
        mut self,
        member: &'static str,
        algorithms: &'static [ChecksumAlgorithm],
    ) -> Self {
        self.response = Some(ResponseChecksum { member, algorithms });
        self
    }
}

/// What generated code states. Without the feature, such code does not compile, so that no request
/// goes out without the checksum that its service insists on.
#[cfg(feature = "checksums")]
impl Checksum {
    /// Requests carry `Content-MD5`.
    pub const MD5: Self = Self::request(RequestChecksum::Md5);
    /// Requests carry the hashes that Amazon Glacier asks for.
    pub const TREE_HASH: Self = Self::request(RequestChecksum::TreeHash);

    /// The caller may choose a checksum for requests, by this member.
    pub const fn chosen(member: &'static str) -> Self {
        Self::request(RequestChecksum::Chosen {
            member,
            default: None,
        })
    }

    /// The same, where requests must carry one: `default`, if the caller does not choose.
    pub const fn required(member: &'static str, default: ChecksumAlgorithm) -> Self {
        Self::request(RequestChecksum::Chosen {
            member,
            default: Some(default),
        })
    }

    const fn request(request: RequestChecksum) -> Self {
        Self {
            request,
            response: None,
        }
    }
}

/// The header that a member of an input is bound to.
#[cfg(all(feature = "checksums", any(feature = "client", feature = "server")))]
pub(crate) fn header_of(input: &Schema, member: &str) -> Option<&'static str> {
    let member = input.members.iter().find(|found| found.name == member)?;
    match member.binding {
        Binding::Header(name) => Some(name),
        _ => None,
    }
}
