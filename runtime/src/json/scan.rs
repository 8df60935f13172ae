//! Looks for the bytes that JSON writes with a backslash.

/// How many bytes there are before the first that does not stand for itself in a JSON string: a quote, a
/// backslash or a control character.
#[inline]
pub(super) fn plain(text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks();
    let mut length = 0;
    for word in words {
        let found = special(*word);
        if found != 0 {
            return length + found.trailing_zeros() as usize / 8;
        }
        length += word.len();
    }
    match text.last_chunk() {
        // The last word once more begins with bytes that are known to be plain.
        Some(word) if !rest.is_empty() => match special(*word) {
            0 => text.len(),
            found => text.len() - word.len() + found.trailing_zeros() as usize / 8,
        },
        Some(_) => length,
        None => short(text),
    }
}

/// The same for less than eight bytes.
fn short(text: &[u8]) -> usize {
    let is_special = |&byte: &u8| matches!(byte, b'"' | b'\\' | ..0x20);
    text.iter().position(is_special).unwrap_or(text.len())
}

/// A bit in the place of the first byte that is special, and perhaps of some that come after it: the
/// arithmetic of "Hacker's Delight", section 6-1.
#[inline]
fn special(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    // The first byte is the lowest, so that what borrows from its neighbour does so behind it.
    let word = u64::from_le_bytes(word);
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let is = |byte: u8| zero(word ^ (ONES * u64::from(byte)));
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (control | is(b'"') | is(b'\\')) & HIGH
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn every_special_byte_is_found_wherever_it_is() {
        for byte in 0..=u8::MAX {
            let special = matches!(byte, b'"' | b'\\' | ..0x20);
            for length in 0..40 {
                for at in 0..length {
                    for filler in [b' ', b'!', b'#', b'[', b']', 0x7F, 0x80, 0xA0, 0xFF] {
                        let mut text = vec![filler; length];
                        text[at] = byte;
                        let expected = if special { at } else { length };
                        assert_eq!(plain(&text), expected, "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_of_several_is_found() {
        for first in 0..24 {
            for second in first..24 {
                for (one, other) in [(b'"', 0), (0x1F, b'\\'), (b'\\', b'"')] {
                    let mut text = [b'!'; 24];
                    text[second] = other;
                    text[first] = one;
                    assert_eq!(plain(&text), first, "{text:?}");
                }
            }
        }
    }
}
