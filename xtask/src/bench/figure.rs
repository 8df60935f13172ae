//! Figures as people read them.

/// A count with a comma at each thousand.
pub(super) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Seconds, to about three digits.
pub(super) fn seconds(seconds: f64) -> String {
    match seconds {
        long if long >= 10.0 => format!("{long:.0} s"),
        some if some >= 1.0 => format!("{some:.1} s"),
        short => format!("{short:.2} s"),
    }
}

/// Megabytes.
pub(super) fn megabytes(megabytes: f64) -> String {
    match megabytes {
        large if large >= 10.0 => format!("{large:.0} MB"),
        small => format!("{small:.2} MB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        assert_eq!(
            [7, 999, 1_000, 60_707, 1_234_567].map(count),
            ["7", "999", "1,000", "60,707", "1,234,567"]
        );
        assert_eq!(
            [0.254, 1.31, 83.2].map(seconds),
            ["0.25 s", "1.3 s", "83 s"]
        );
        assert_eq!([1.234, 1030.4].map(megabytes), ["1.23 MB", "1030 MB"]);
    }
}
