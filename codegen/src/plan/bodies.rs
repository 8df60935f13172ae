//! What operations say of the bytes of their bodies: compression and checksums.

use farrier_smithy::traits::{
    EnumValue, HttpChecksum, HttpChecksumRequired, RequestCompression, Trait as _,
};
use farrier_smithy::{Model, Operation, Shape};

use super::customizations::Customization;
use super::{ChecksumPlan, RequestChecksumPlan};

/// The algorithms that the runtime knows, and their names there. A response may come with others, which are
/// then not looked at.
const ALGORITHMS: [(&str, &str); 7] = [
    ("CRC32", "Crc32"),
    ("CRC32C", "Crc32c"),
    ("CRC64NVME", "Crc64Nvme"),
    ("MD5", "Md5"),
    ("SHA1", "Sha1"),
    ("SHA256", "Sha256"),
    ("SHA512", "Sha512"),
];

/// Whether requests may be compressed with gzip, the one encoding that there is.
pub(super) fn gzip(shape: &Shape) -> bool {
    shape
        .traits
        .get::<RequestCompression>()
        .is_some_and(|RequestCompression { encodings }| {
            encodings
                .iter()
                .any(|encoding| encoding.eq_ignore_ascii_case("gzip"))
        })
}

/// The checksums of an operation's messages. `@httpChecksum` goes before `@httpChecksumRequired`.
pub(super) fn checksum(
    model: &Model,
    shape: &Shape,
    operation: &Operation,
    customization: Option<&Customization>,
) -> ChecksumPlan {
    let input = model.shape(&operation.input);
    if customization.is_some_and(|customization| customization.hashes(input)) {
        return ChecksumPlan {
            request: Some(RequestChecksumPlan::TreeHash),
            response: None,
        };
    }
    let Some(stated) = shape.traits.get::<HttpChecksum>() else {
        let required = shape.traits.has::<HttpChecksumRequired>();
        return ChecksumPlan {
            request: required.then_some(RequestChecksumPlan::Md5),
            response: None,
        };
    };
    let required = stated.request_checksum_required;
    let request = match stated.request_algorithm_member {
        Some(member) => {
            let default = required.then(|| default(model, input, &member));
            Some(RequestChecksumPlan::Chosen { member, default })
        }
        None => required.then_some(RequestChecksumPlan::Md5),
    };
    let algorithms = stated.response_algorithms.iter();
    let algorithms: Vec<_> = algorithms.filter_map(|name| runtime_name(name)).collect();
    let response = stated
        .request_validation_mode_member
        .filter(|_| !algorithms.is_empty())
        .map(|member| (member, algorithms));
    ChecksumPlan { request, response }
}

/// What a request carries if the caller does not choose: CRC32, or the first that the enum has.
fn default(model: &Model, input: Option<&Shape>, member: &str) -> &'static str {
    let target = input
        .and_then(|input| input.member(member))
        .and_then(|member| model.shape(&member.target));
    let values: Vec<String> = target
        .into_iter()
        .flat_map(|target| &target.members)
        .filter_map(|value| {
            value
                .traits
                .node(EnumValue::ID)?
                .as_str()
                .map(str::to_owned)
        })
        .collect();
    let known = |value: &String| runtime_name(value);
    match values.iter().any(|value| value == "CRC32") {
        true => "Crc32",
        false => values.iter().find_map(known).unwrap_or("Crc32"),
    }
}

fn runtime_name(name: &str) -> Option<&'static str> {
    let found = ALGORITHMS.iter().find(|(model, _)| *model == name);
    found.map(|(_, runtime)| *runtime)
}
