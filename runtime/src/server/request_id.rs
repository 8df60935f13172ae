//! The name of one request, in its answer and in logs.

use http::HeaderValue;

const MAX: usize = 64;

/// A short text of harmless characters, kept in place so that it costs no allocation.
pub(super) struct RequestId {
    text: [u8; MAX],
    len: usize,
}

impl RequestId {
    /// A new one, in the form of a random UUID.
    pub(super) fn random() -> Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        // Where the two digits of each byte stand.
        const PLACES: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
        // Version 4, variant 1: RFC 9562, section 5.4.
        let bits = fastrand::u128(..) & !(0xf << 76) & !(0b11 << 62) | (0x4 << 76) | (0b10 << 62);
        let mut text = [b'-'; MAX];
        for (place, byte) in PLACES.into_iter().zip(bits.to_be_bytes()) {
            text[place] = HEX[usize::from(byte >> 4)];
            text[place + 1] = HEX[usize::from(byte & 0xf)];
        }
        Self { text, len: 36 }
    }

    /// The one that a caller gave, where it is safe to log and to send back.
    pub(super) fn given(value: &HeaderValue) -> Option<Self> {
        let value = value.as_bytes();
        let harmless = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:=+/".contains(byte);
        if value.is_empty() || value.len() > MAX || !value.iter().all(harmless) {
            return None;
        }
        let mut text = [0; MAX];
        text[..value.len()].copy_from_slice(value);
        Some(Self {
            text,
            len: value.len(),
        })
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..self.len]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_ids_are_uuids_of_version_4() {
        let id = RequestId::random();
        let groups: Vec<usize> = id.as_str().split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!(&id.as_str()[14..15], "4");
        assert!(matches!(&id.as_str()[19..20], "8" | "9" | "a" | "b"));
        assert_ne!(id.as_str(), RequestId::random().as_str());
    }

    #[test]
    fn given_ids_are_short_and_harmless() {
        let given = |text: &'static str| RequestId::given(&HeaderValue::from_static(text));
        assert_eq!(
            given("Root=1-5759e988:2_a").map(|id| id.as_str().to_owned()),
            Some("Root=1-5759e988:2_a".into())
        );
        assert!(given("").is_none());
        assert!(given("two words").is_none());
        assert!(given("\"quoted\"").is_none());
        let long = "a".repeat(65);
        assert!(RequestId::given(&HeaderValue::from_str(&long[1..]).unwrap()).is_some());
        assert!(RequestId::given(&HeaderValue::from_str(&long).unwrap()).is_none());
    }
}
