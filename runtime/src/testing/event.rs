//! Events on the wire, by other code than that which is tested: [`application/vnd.amazon.eventstream`].
//!
//! [`application/vnd.amazon.eventstream`]: https://smithy.io/2.0/aws/amazon-eventstream.html

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::expectations;
use crate::Timestamp;

/// Begins an event of a case.
pub fn event() -> Event {
    Event::default()
}

/// An event: its parameters, and its message.
#[derive(Clone, Debug, Default)]
#[must_use = "an event is part of a case"]
pub struct Event {
    pub(super) params: Option<&'static str>,
    headers: Vec<(&'static str, Value)>,
    forbidden: &'static [&'static str],
    required: &'static [&'static str],
    body: Option<(&'static str, &'static str)>,
    bytes: Option<&'static str>,
}

/// The value of a header.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Boolean(bool),
    Byte(i8),
    Short(i16),
    Integer(i32),
    Long(i64),
    Blob(Vec<u8>),
    String(String),
    /// Milliseconds since 1970.
    Timestamp(i64),
    Uuid([u8; 16]),
}

macro_rules! headers {
    ($($(#[$doc:meta])* $name:ident($type:ty): $variant:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(self, name: &'static str, value: $type) -> Self {
            self.with(name, Value::$variant(value.into()))
        }
    )*};
}

impl Event {
    /// The event as the member of the union, as JSON. Without it, the model does not list the event.
    pub fn params(mut self, params: &'static str) -> Self {
        self.params = Some(params);
        self
    }

    headers! {
        /// A header that is text.
        header(&'static str): String;
        /// A header that is true or false.
        boolean(bool): Boolean;
        /// A header of one byte.
        byte(i8): Byte;
        /// A header of two bytes.
        short(i16): Short;
        /// A header of four bytes.
        integer(i32): Integer;
        /// A header of eight bytes.
        long(i64): Long;
    }

    /// A header of bytes, in base64.
    pub fn blob(self, name: &'static str, base64: &'static str) -> Self {
        let bytes = STANDARD.decode(base64).unwrap_or_default();
        self.with(name, Value::Blob(bytes))
    }

    /// A header that is a point in time, as a date-time.
    pub fn timestamp(self, name: &'static str, date_time: &'static str) -> Self {
        let time = date_time.parse::<Timestamp>().unwrap_or_default();
        self.with(name, Value::Timestamp(time.as_millisecond()))
    }

    /// Headers that are not there.
    pub fn forbid_headers(mut self, names: &'static [&'static str]) -> Self {
        self.forbidden = names;
        self
    }

    /// Headers that are there with some value.
    pub fn require_headers(mut self, names: &'static [&'static str]) -> Self {
        self.required = names;
        self
    }

    /// The payload, whose media type says how it is compared.
    pub fn body(mut self, media_type: &'static str, body: &'static str) -> Self {
        self.body = Some((media_type, body));
        self
    }

    /// The payload, if it is JSON.
    pub fn json(self, body: &'static str) -> Self {
        self.body("application/json", body)
    }

    /// The whole message, in base64, as whoever receives it gets it.
    pub fn bytes(mut self, base64: &'static str) -> Self {
        self.bytes = Some(base64);
        self
    }

    fn with(mut self, name: &'static str, value: Value) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The message on the wire.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, String> {
        if let Some(bytes) = self.bytes {
            return STANDARD.decode(bytes).map_err(|error| error.to_string());
        }
        let mut headers = Vec::new();
        for (name, value) in &self.headers {
            headers.push(u8::try_from(name.len()).map_err(|_| format!("{name} is too long"))?);
            headers.extend(name.as_bytes());
            value.write(&mut headers);
        }
        let (media_type, body) = self.body.unwrap_or_default();
        let body = expectations::bytes(media_type, body);
        let length = |bytes: usize| u32::try_from(bytes).map(u32::to_be_bytes);
        let too_long = |_| "the message is too long".to_owned();
        let mut bytes = Vec::new();
        bytes.extend(length(headers.len() + body.len() + 16).map_err(too_long)?);
        bytes.extend(length(headers.len()).map_err(too_long)?);
        bytes.extend(crc32(&bytes).to_be_bytes());
        bytes.extend(headers);
        bytes.extend(body);
        bytes.extend(crc32(&bytes).to_be_bytes());
        Ok(bytes)
    }

    /// What is wrong about a message that was sent.
    pub(super) fn check(&self, message: &Message) -> Vec<String> {
        let mut faults = Vec::new();
        let find = |name: &str| message.headers.iter().find(|(found, _)| found == name);
        for (name, expected) in &self.headers {
            match find(name) {
                Some((_, value)) if value == expected => {}
                found => {
                    let found = found.map(|(_, value)| value);
                    faults.push(format!(
                        "header {name}: expected {expected:?}, found {found:?}"
                    ));
                }
            }
        }
        let forbidden = self.forbidden.iter().filter_map(|name| find(name));
        faults.extend(
            forbidden.map(|(name, value)| format!("header {name}: expected none, found {value:?}")),
        );
        let required = self.required.iter().filter(|name| find(name).is_none());
        faults.extend(required.map(|name| format!("header {name}: not there")));
        if let Some((media_type, body)) = self.body {
            let differs = expectations::body(media_type, body, &message.payload, None);
            faults.extend(differs.into_iter().map(|fault| format!("body: {fault}")));
        }
        faults
    }
}

/// A message as it was sent.
#[derive(Debug)]
pub(super) struct Message {
    headers: Vec<(String, Value)>,
    payload: Vec<u8>,
}

/// Takes all messages out of a body.
pub(super) fn messages(body: &[u8]) -> Result<Vec<Message>, &'static str> {
    let mut rest = Bytes(body);
    let mut messages = Vec::new();
    while !rest.0.is_empty() {
        messages.push(rest.message().ok_or("the body is no row of messages")??);
    }
    Ok(messages)
}

/// Bytes that are read from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn message(&mut self) -> Option<Result<Message, &'static str>> {
        let total = u32::from_be_bytes(Bytes(self.0).array()?);
        let bytes = self.take(total.try_into().ok()?)?;
        let (checked, sum) = bytes.split_last_chunk::<4>()?;
        let mut rest = Bytes(checked);
        let prelude = rest.take(8)?;
        let (_, length) = prelude.split_last_chunk::<4>()?;
        if rest.array()? != crc32(prelude).to_be_bytes() || *sum != crc32(checked).to_be_bytes() {
            return Some(Err("the checksum of a message is wrong"));
        }
        let mut names = Bytes(rest.take(u32::from_be_bytes(*length).try_into().ok()?)?);
        let mut headers = Vec::new();
        while !names.0.is_empty() {
            let [length] = names.array()?;
            let name = String::from_utf8_lossy(names.take(length.into())?).into_owned();
            headers.push((name, names.value()?));
        }
        let payload = rest.0.to_vec();
        Some(Ok(Message { headers, payload }))
    }

    fn value(&mut self) -> Option<Value> {
        let [kind] = self.array()?;
        Some(match kind {
            0 | 1 => Value::Boolean(kind == 0),
            2 => Value::Byte(i8::from_be_bytes(self.array()?)),
            3 => Value::Short(i16::from_be_bytes(self.array()?)),
            4 => Value::Integer(i32::from_be_bytes(self.array()?)),
            5 => Value::Long(i64::from_be_bytes(self.array()?)),
            6 | 7 => {
                let length = u16::from_be_bytes(self.array()?);
                let bytes = self.take(length.into())?.to_vec();
                match kind {
                    6 => Value::Blob(bytes),
                    _ => Value::String(String::from_utf8(bytes).ok()?),
                }
            }
            8 => Value::Timestamp(i64::from_be_bytes(self.array()?)),
            9 => Value::Uuid(self.array()?),
            _ => return None,
        })
    }
}

impl Value {
    fn write(&self, out: &mut Vec<u8>) {
        let mut put = |kind: u8, length: &[u8], bytes: &[u8]| {
            out.push(kind);
            out.extend(length);
            out.extend(bytes);
        };
        // A value that is too long for its length makes the message unreadable, which the test tells.
        let length = |bytes: &[u8]| (bytes.len() as u16).to_be_bytes();
        match self {
            Self::Boolean(value) => put(u8::from(!value), &[], &[]),
            Self::Byte(value) => put(2, &[], &value.to_be_bytes()),
            Self::Short(value) => put(3, &[], &value.to_be_bytes()),
            Self::Integer(value) => put(4, &[], &value.to_be_bytes()),
            Self::Long(value) => put(5, &[], &value.to_be_bytes()),
            Self::Blob(bytes) => put(6, &length(bytes), bytes),
            Self::String(text) => put(7, &length(text.as_bytes()), text.as_bytes()),
            Self::Timestamp(value) => put(8, &[], &value.to_be_bytes()),
            Self::Uuid(value) => put(9, &[], value),
        }
    }
}

/// The CRC-32 of the format, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 * (sum & 1))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_compared() {
        let event = event()
            .header(":event-type", "a")
            .boolean("yes", true)
            .boolean("no", false)
            .byte("byte", -1)
            .short("short", 2)
            .integer("integer", 3)
            .long("long", 4)
            .blob("blob", "AAE=")
            .timestamp("time", "2024-10-31T14:15:14Z")
            .json(r#"{"a": 1}"#);
        let bytes = event.to_bytes().unwrap();
        let read = messages(&bytes.repeat(2)).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(event.check(&read[1]), [""; 0]);
        let other = super::event()
            .byte("short", 2)
            .forbid_headers(&["long"])
            .require_headers(&["none"])
            .json(r#"{"a": 2}"#);
        assert_eq!(
            other.check(&read[0]),
            [
                "header short: expected Byte(2), found Some(Short(2))",
                "header long: expected none, found Long(4)",
                "header none: not there",
                "body: /a: expected 2, found 1",
            ]
        );
    }

    #[test]
    fn a_known_message_has_known_bytes() {
        // `:event-type: a` without a payload, made by hand.
        let bytes = event().header("x", "y").to_bytes().unwrap();
        assert_eq!(bytes[..8], [0, 0, 0, 22, 0, 0, 0, 6]);
        assert_eq!(bytes[12..18], [1, b'x', 7, 0, 1, b'y']);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let mut broken = bytes.clone();
        broken[14] = 6;
        assert!(messages(&broken).is_err());
        assert!(messages(&bytes[..20]).is_err());
    }
}
