//! The SHA-256 tree hash of Amazon Glacier.
//!
//! Each mebibyte of the body is hashed; then pairs of hashes are, and pairs of those, until one is left. A
//! hash without a neighbour goes up as it is. See
//! [Computing checksums](https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations.html).

use sha2::{Digest as _, Sha256};

const LEAF: usize = 1 << 20;

/// The hashes of a body that Glacier asks for, in hexadecimal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TreeHash {
    /// `x-amz-sha256-tree-hash`.
    pub(crate) tree: String,
    /// `x-amz-content-sha256`: the hash of all bytes.
    pub(crate) content: String,
}

impl TreeHash {
    pub(crate) fn of(body: &[u8]) -> Self {
        let mut level: Vec<[u8; 32]> = body.chunks(LEAF).map(hash).collect();
        while level.len() > 1 {
            level = level.chunks(2).map(parent).collect();
        }
        let root = level.first().copied().unwrap_or_else(|| hash(body));
        Self {
            tree: hex(&root),
            content: hex(&hash(body)),
        }
    }
}

fn hash(data: &[u8]) -> [u8; 32] {
    Sha256::digest(data).into()
}

fn parent(children: &[[u8; 32]]) -> [u8; 32] {
    match children {
        [only] => *only,
        _ => hash(children.as_flattened()),
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_leaf_is_its_own_root() {
        let hash = TreeHash::of(b"hello world");
        assert_eq!(
            hash.content,
            "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"
        );
        assert_eq!(hash.tree, hash.content);
    }

    #[test]
    fn no_bytes_have_a_hash() {
        let hash = TreeHash::of(b"");
        assert_eq!(
            hash.tree,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn a_leaf_without_a_neighbour_goes_up() {
        let body: Vec<u8> = (0..2 * LEAF + 1).map(|index| (index >> 20) as u8).collect();
        let leaves: Vec<[u8; 32]> = body.chunks(LEAF).map(hash).collect();
        let pair = hash(&[leaves[0], leaves[1]].concat());
        let root = hash(&[pair, leaves[2]].concat());
        assert_eq!(TreeHash::of(&body).tree, hex(&root));
    }
}
