//! Bounds of numbers.

use std::fmt;

/// A bound of `@range`: decimal text, with the double next to it where that can be told when code is compiled.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    text: &'static str,
    double: Option<f64>,
}

impl Bound {
    /// The bound that is written so.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            double: exact(text.as_bytes()),
        }
    }

    /// As the model writes it.
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// As a double; nothing of a text that is no number.
    #[inline]
    pub(crate) fn double(&self) -> Option<f64> {
        self.double.or_else(|| self.text.parse().ok())
    }
}

/// The bound as the model writes it.
impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

/// The double next to a text of a sign, at most fifteen digits and a point among them. Digits and power of ten are then
/// doubles themselves, and dividing them rounds once, as reading the text does.
const fn exact(text: &[u8]) -> Option<f64> {
    let (negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if rest.is_empty() || rest.len() > 16 {
        return None;
    }
    let (mut digits, mut power, mut after_point) = (0_u64, 1_u64, false);
    let mut count = 0;
    while let [byte, others @ ..] = rest {
        match *byte {
            digit @ b'0'..=b'9' => {
                digits = digits * 10 + (digit - b'0') as u64;
                count += 1;
                if after_point {
                    power *= 10;
                }
            }
            b'.' if !after_point && count > 0 => after_point = true,
            _ => return None,
        }
        rest = others;
    }
    if count > 15 {
        return None;
    }
    let magnitude = digits as f64 / power as f64;
    Some(if negative { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use super::Bound;

    #[test]
    fn what_is_known_early_is_what_reading_gives() {
        let texts = [
            "0",
            "-0",
            "1",
            "-7",
            "100000",
            "0.1",
            "8.8",
            "-12.625",
            "0.000000000001",
            "123456789.012345",
            "999999999999999",
            "3.14159265358979",
        ];
        for text in texts {
            let early = Bound::new(text).double.map(f64::to_bits);
            assert_eq!(early, text.parse().ok().map(f64::to_bits), "{text}");
        }
    }

    #[test]
    fn the_rest_is_read_when_it_is_asked_for() {
        for text in ["1e3", "1234567890123456789", "0.1234567890123456"] {
            assert_eq!(Bound::new(text).double, None, "{text}");
            assert_eq!(Bound::new(text).double(), text.parse().ok(), "{text}");
        }
        for text in ["", "-", ".5.", "one"] {
            assert_eq!(Bound::new(text).double(), None, "{text}");
        }
        assert_eq!(Bound::new("1.50").to_string(), "1.50");
    }
}
