//! Tokenisers of JSON side by side: each goes through a body once, hands out every key, string and number, and builds
//! nothing of them. What a codec that stands on one can come to at best.

use std::fmt;

use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;
use hifijson::{Read as _, SliceLexer};
use jiter::{Jiter, Peek};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::bodies;
use crate::harness::{Bench, Subject, Target};

/// Runs the rows.
pub fn run(bench: &Bench) {
    let text = serde_json::to_vec(&bodies::query_output()).expect("the shapes have a form as JSON");
    let all = [with_hifijson(&text), with_jiter(&text), with_serde(&text)];
    assert_eq!(all, [all[0]; 3], "all see the same");
    bench.row(
        "Tokenisers of JSON",
        "all tokens of the 55 kB query response",
        Subject::new("hifijson", || with_hifijson(&text)),
        vec![
            (Subject::new("jiter", || with_jiter(&text)), Target::Open),
            (
                Subject::new("serde_json", || with_serde(&text)),
                Target::Open,
            ),
        ],
    );
}

/// The bytes of all keys, strings and numbers.
fn with_hifijson(json: &[u8]) -> usize {
    fn value(lexer: &mut SliceLexer<'_>) -> usize {
        match lexer.ws_peek() {
            Some(b'"') => {
                lexer.take_next();
                string(lexer)
            }
            Some(b'[') => {
                lexer.take_next();
                let mut bytes = 0;
                if lexer.ws_peek() == Some(b']') {
                    lexer.take_next();
                    return bytes;
                }
                loop {
                    bytes += value(lexer);
                    lexer.ws_peek();
                    if lexer.take_next() != Some(b',') {
                        return bytes;
                    }
                }
            }
            Some(b'{') => {
                lexer.take_next();
                let mut bytes = 0;
                if lexer.ws_peek() == Some(b'}') {
                    lexer.take_next();
                    return bytes;
                }
                loop {
                    lexer.ws_peek();
                    lexer.take_next();
                    bytes += string(lexer);
                    lexer.ws_peek();
                    lexer.take_next();
                    bytes += value(lexer);
                    lexer.ws_peek();
                    if lexer.take_next() != Some(b',') {
                        return bytes;
                    }
                }
            }
            Some(b'-' | b'0'..=b'9') => lexer
                .num_string()
                .validated()
                .map_or(0, |(text, _)| text.len()),
            _ => {
                let _ = lexer.null_or_bool();
                0
            }
        }
    }

    fn string(lexer: &mut SliceLexer<'_>) -> usize {
        lexer.str_string().map_or(0, |text| text.len())
    }

    value(&mut SliceLexer::new(json))
}

/// The same, with jiter.
fn with_jiter(json: &[u8]) -> usize {
    fn value(jiter: &mut Jiter<'_>, peek: Peek) -> usize {
        match peek {
            Peek::String => jiter.known_str().map_or(0, str::len),
            Peek::Array => {
                let mut bytes = 0;
                let mut next = jiter.known_array();
                while let Ok(Some(peek)) = next {
                    bytes += value(jiter, peek);
                    next = jiter.array_step();
                }
                bytes
            }
            Peek::Object => {
                let mut bytes = 0;
                let mut key = jiter.known_object().map(|key| key.map(str::len));
                while let Ok(Some(length)) = key {
                    bytes += length;
                    let Ok(peek) = jiter.peek() else {
                        return bytes;
                    };
                    bytes += value(jiter, peek);
                    key = jiter.next_key().map(|key| key.map(str::len));
                }
                bytes
            }
            Peek::Null => jiter.known_null().map_or(0, |()| 0),
            Peek::True | Peek::False => jiter.known_bool(peek).map_or(0, |_| 0),
            number => jiter.known_number_bytes(number).map_or(0, <[u8]>::len),
        }
    }

    let mut jiter = Jiter::new(json);
    jiter.peek().map_or(0, |peek| value(&mut jiter, peek))
}

/// The same, with serde_json, whose tokens are what it tells a visitor. Numbers are parsed by it, so that their length is
/// that of what they are written as.
fn with_serde(json: &[u8]) -> usize {
    struct Bytes;

    impl<'de> DeserializeSeed<'de> for Bytes {
        type Value = usize;

        fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
            from.deserialize_any(self)
        }
    }

    impl<'de> Visitor<'de> for Bytes {
        type Value = usize;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("JSON")
        }

        fn visit_unit<E>(self) -> Result<usize, E> {
            Ok(0)
        }

        fn visit_bool<E>(self, _: bool) -> Result<usize, E> {
            Ok(0)
        }

        fn visit_u64<E>(self, value: u64) -> Result<usize, E> {
            Ok(value.checked_ilog10().unwrap_or(0) as usize + 1)
        }

        fn visit_f64<E>(self, value: f64) -> Result<usize, E> {
            // Only `7.5` is there.
            Ok(if value == 7.5 { 3 } else { 0 })
        }

        fn visit_str<E>(self, text: &str) -> Result<usize, E> {
            Ok(text.len())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<usize, A::Error> {
            let mut bytes = 0;
            while let Some(item) = items.next_element_seed(Bytes)? {
                bytes += item;
            }
            Ok(bytes)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<usize, A::Error> {
            let mut bytes = 0;
            while let Some(key) = entries.next_key_seed(Bytes)? {
                bytes += key + entries.next_value_seed(Bytes)?;
            }
            Ok(bytes)
        }
    }

    let mut from = serde_json::Deserializer::from_slice(json);
    Bytes.deserialize(&mut from).unwrap_or_default()
}
