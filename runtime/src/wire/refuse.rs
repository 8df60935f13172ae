//! Codecs of few kinds of values: what they do of all others, stated once.

/// Writes methods of an [`Encoder`](super::Encoder) that refuse what they are given, for this reason.
macro_rules! refuse_encoding {
    ($reason:literal: $($method:ident)*) => {
        $($crate::wire::refuse::refuse_encoding!(@$method $reason);)*
    };
    (@structure $reason:literal) => {
        fn structure<T: $crate::wire::Shape>(&mut self, _: &T) -> $crate::wire::EncodeResult {
            Err($crate::EncodeError::unrepresentable($reason))
        }
    };
    (@list $reason:literal) => {
        fn list<T: $crate::wire::Encode>(&mut self, _: &[T]) -> $crate::wire::EncodeResult {
            Err($crate::EncodeError::unrepresentable($reason))
        }
    };
    (@map $reason:literal) => {
        fn map<T: $crate::wire::Encode>(
            &mut self,
            _: &std::collections::BTreeMap<String, T>,
        ) -> $crate::wire::EncodeResult {
            Err($crate::EncodeError::unrepresentable($reason))
        }
    };
    (@null $reason:literal) => {
        fn null(&mut self) -> $crate::wire::EncodeResult {
            Err($crate::EncodeError::unrepresentable($reason))
        }
    };
    (@boolean $reason:literal) => { $crate::wire::refuse::refuse_encoding!(@@boolean bool, $reason); };
    (@integer $reason:literal) => { $crate::wire::refuse::refuse_encoding!(@@integer i64, $reason); };
    (@float $reason:literal) => { $crate::wire::refuse::refuse_encoding!(@@float f32, $reason); };
    (@double $reason:literal) => { $crate::wire::refuse::refuse_encoding!(@@double f64, $reason); };
    (@big_number $reason:literal) => { $crate::wire::refuse::refuse_encoding!(@@big_number &str, $reason); };
    (@string $reason:literal) => { $crate::wire::refuse::refuse_encoding!(@@string &str, $reason); };
    (@blob $reason:literal) => { $crate::wire::refuse::refuse_encoding!(@@blob &[u8], $reason); };
    (@timestamp $reason:literal) => { $crate::wire::refuse::refuse_encoding!(@@timestamp $crate::Timestamp, $reason); };
    (@document $reason:literal) => { $crate::wire::refuse::refuse_encoding!(@@document &$crate::Document, $reason); };
    (@@$method:ident $value:ty, $reason:literal) => {
        fn $method(&mut self, _: $value) -> $crate::wire::EncodeResult {
            Err($crate::EncodeError::unrepresentable($reason))
        }
    };
}

/// Writes methods of a [`Decoder`](super::Decoder) that find something else than they are asked for.
macro_rules! refuse_decoding {
    ($found:literal: $($method:ident)*) => {
        $($crate::wire::refuse::refuse_decoding!(@$method $found);)*
    };
    (@structure $found:literal) => {
        fn structure<T: $crate::wire::Shape>(&mut self, _: &mut T) -> $crate::wire::DecodeResult {
            Err($crate::DecodeError::unexpected("a structure", $found))
        }
    };
    (@list $found:literal) => {
        fn list<T: $crate::wire::Decode>(&mut self, _: &mut Vec<T>) -> $crate::wire::DecodeResult {
            Err($crate::DecodeError::unexpected("a list", $found))
        }
    };
    (@map $found:literal) => {
        fn map<T: $crate::wire::Decode>(
            &mut self,
            _: &mut std::collections::BTreeMap<String, T>,
        ) -> $crate::wire::DecodeResult {
            Err($crate::DecodeError::unexpected("a map", $found))
        }
    };
    (@null $found:literal) => {
        fn null(&mut self) -> Result<bool, $crate::DecodeError> {
            Ok(false)
        }
    };
    (@integer $found:literal) => {
        fn integer(&mut self, _: i64, _: i64) -> Result<i64, $crate::DecodeError> {
            Err($crate::DecodeError::unexpected("an integer", $found))
        }
    };
    (@string $found:literal) => {
        fn string<T>(&mut self, _: impl FnOnce(&str) -> T) -> Result<T, $crate::DecodeError> {
            Err($crate::DecodeError::unexpected("a string", $found))
        }
    };
    (@boolean $found:literal) => { $crate::wire::refuse::refuse_decoding!(@@boolean bool, "a boolean", $found); };
    (@float $found:literal) => { $crate::wire::refuse::refuse_decoding!(@@float f32, "a number", $found); };
    (@double $found:literal) => { $crate::wire::refuse::refuse_decoding!(@@double f64, "a number", $found); };
    (@big_number $found:literal) => { $crate::wire::refuse::refuse_decoding!(@@big_number String, "a number", $found); };
    (@blob $found:literal) => { $crate::wire::refuse::refuse_decoding!(@@blob $crate::Blob, "a blob", $found); };
    (@timestamp $found:literal) => { $crate::wire::refuse::refuse_decoding!(@@timestamp $crate::Timestamp, "a timestamp", $found); };
    (@document $found:literal) => { $crate::wire::refuse::refuse_decoding!(@@document $crate::Document, "a document", $found); };
    (@@$method:ident $value:ty, $expected:literal, $found:literal) => {
        fn $method(&mut self) -> Result<$value, $crate::DecodeError> {
            Err($crate::DecodeError::unexpected($expected, $found))
        }
    };
}

pub(crate) use {refuse_decoding, refuse_encoding};
