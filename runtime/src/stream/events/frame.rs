//! Messages on the wire: a prelude of lengths, headers and a payload, both followed by checksums.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use crc::{CRC_32_ISO_HDLC, Crc, Table};

use super::header::{self, Header, HeaderValue};
use crate::wire::Role;

static CRC: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC);

/// Both lengths and their checksum.
const PRELUDE: usize = 12;
/// Prelude and the checksum at the end.
const OVERHEAD: usize = PRELUDE + 4;
/// What a service takes as payload, and what nobody may send more of.
const LARGEST_PAYLOAD: usize = 24 << 20;
/// What a service takes as headers.
const LARGEST_HEADERS: usize = 128 << 10;
/// What a client keeps of one message. It has to leave the bounds above to services, and holds no more
/// than it does of other answers.
const LARGEST_MESSAGE: usize = 64 << 20;

/// One message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) headers: Vec<Header>,
    pub(crate) payload: Bytes,
}

impl Message {
    /// Adds a header.
    pub(crate) fn with(mut self, name: &str, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&HeaderValue> {
        let mut headers = self.headers.iter();
        headers
            .find(|(header, _)| header == name)
            .map(|(_, value)| value)
    }

    /// The message on the wire; or why it has no form there.
    pub(crate) fn to_bytes(&self) -> Result<Bytes, &'static str> {
        let mut headers = Vec::with_capacity(128);
        for (name, value) in &self.headers {
            header::write(name, value, &mut headers)?;
        }
        if headers.len() > LARGEST_HEADERS {
            return Err("the headers of a message have 128 KiB at most");
        }
        if self.payload.len() > LARGEST_PAYLOAD {
            return Err("the payload of a message has 24 MiB at most");
        }
        // Both fit, by the bounds above.
        let total = OVERHEAD + headers.len() + self.payload.len();
        let mut out = Vec::with_capacity(total);
        out.put_u32(total as u32);
        out.put_u32(headers.len() as u32);
        out.put_u32(CRC.checksum(&out));
        out.put_slice(&headers);
        out.put_slice(&self.payload);
        out.put_u32(CRC.checksum(&out));
        Ok(out.into())
    }
}

/// Takes messages out of bytes, however these are cut.
pub(super) struct Deframer {
    buffer: BytesMut,
    role: Role,
}

impl Deframer {
    pub(super) fn new(role: Role) -> Self {
        Self {
            buffer: BytesMut::new(),
            role,
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether all bytes were taken.
    pub(super) fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// How many bytes were not taken.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(super) fn len(&self) -> usize {
        self.buffer.len()
    }

    /// The bytes that were not taken.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(super) fn into_bytes(self) -> Bytes {
        self.buffer.freeze()
    }

    /// Whether all of the next message is there; or why the bytes are none.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(super) fn is_complete(&self) -> Result<bool, &'static str> {
        self.complete().map(|lengths| lengths.is_some())
    }

    /// The lengths of the next message and its headers, if all of it is there.
    fn complete(&self) -> Result<Option<(usize, usize)>, &'static str> {
        let Some((mut prelude, _)) = self.buffer.split_at_checked(PRELUDE) else {
            return Ok(None);
        };
        let checksum = CRC.checksum(&prelude[..PRELUDE - 4]);
        let total = prelude.get_u32() as usize;
        let headers = prelude.get_u32() as usize;
        if prelude.get_u32() != checksum {
            return Err("the checksum of a message's lengths is wrong");
        }
        self.check(total, headers)?;
        Ok((total <= self.buffer.len()).then_some((total, headers)))
    }

    /// The next message, if all of it is there; or why the bytes are none.
    pub(super) fn next(&mut self) -> Result<Option<Message>, &'static str> {
        let Some((total, headers)) = self.complete()? else {
            return Ok(None);
        };
        let mut message = self.buffer.split_to(total).freeze();
        let mut end = message.split_off(total - 4);
        if end.get_u32() != CRC.checksum(&message) {
            return Err("the checksum of a message is wrong");
        }
        message.advance(PRELUDE);
        let payload = message.split_off(headers);
        Ok(Some(Message {
            headers: header::read(message)?,
            payload,
        }))
    }

    fn check(&self, total: usize, headers: usize) -> Result<(), &'static str> {
        let payload = total
            .checked_sub(OVERHEAD)
            .and_then(|rest| rest.checked_sub(headers))
            .ok_or("the lengths of a message contradict each other")?;
        match self.role {
            Role::Server if headers > LARGEST_HEADERS => {
                Err("the headers of a message have more than 128 KiB")
            }
            Role::Server if payload > LARGEST_PAYLOAD => {
                Err("the payload of a message has more than 24 MiB")
            }
            Role::Client if total > LARGEST_MESSAGE => Err("a message has more than 64 MiB"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message {
            headers: vec![
                ("true".into(), HeaderValue::Boolean(true)),
                ("false".into(), HeaderValue::Boolean(false)),
                ("byte".into(), HeaderValue::Byte(-50)),
                ("short".into(), HeaderValue::Short(20_000)),
                ("integer".into(), HeaderValue::Integer(500_000)),
                ("long".into(), HeaderValue::Long(50_000_000_000)),
                (
                    "bytes".into(),
                    HeaderValue::Bytes(Bytes::from_static(b"\0\x01\xff")),
                ),
                ("text".into(), "some text".into()),
                ("time".into(), HeaderValue::Timestamp(5_000_000)),
                ("uuid".into(), HeaderValue::Uuid(*b"0123456789abcdef")),
            ],
            payload: Bytes::from_static(b"some payload"),
        }
    }

    fn read(role: Role, bytes: &[u8]) -> Result<Option<Message>, &'static str> {
        let mut deframer = Deframer::new(role);
        deframer.push(bytes);
        deframer.next()
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        let bytes = message().to_bytes().unwrap();
        assert_eq!(read(Role::Server, &bytes), Ok(Some(message())));
        assert_eq!(read(Role::Client, &bytes), Ok(Some(message())));
    }

    #[test]
    fn messages_may_be_cut_anywhere() {
        let bytes = message().to_bytes().unwrap();
        let twice = [&bytes[..], &bytes[..]].concat();
        let mut deframer = Deframer::new(Role::Client);
        let mut messages = Vec::new();
        for byte in twice {
            deframer.push(&[byte]);
            messages.extend(deframer.next().unwrap());
        }
        assert_eq!(messages, [message(), message()]);
        assert!(deframer.is_empty());
    }

    #[test]
    fn a_changed_bit_is_noticed() {
        let bytes = message().to_bytes().unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.to_vec();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(read(Role::Client, &changed).is_err(), "bit {bit}");
        }
    }

    /// A message with these lengths, whose checksums are right.
    fn stated(total: u32, headers: u32, rest: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.put_u32(total);
        bytes.put_u32(headers);
        bytes.put_u32(CRC.checksum(&bytes));
        bytes.put_slice(rest);
        bytes.put_u32(CRC.checksum(&bytes));
        bytes
    }

    #[test]
    fn lengths_have_bounds_before_anything_is_kept() {
        let refused = |role, total, headers| read(role, &stated(total, headers, b"")).unwrap_err();
        for (total, headers) in [(0, 0), (15, 0), (16, 1), (20, u32::MAX)] {
            assert_eq!(
                refused(Role::Client, total, headers),
                "the lengths of a message contradict each other"
            );
        }
        assert_eq!(
            refused(Role::Server, 16 + (24 << 20) + 1, 0),
            "the payload of a message has more than 24 MiB"
        );
        assert_eq!(
            refused(Role::Server, 16 + (128 << 10) + 1, (128 << 10) + 1),
            "the headers of a message have more than 128 KiB"
        );
        assert_eq!(
            refused(Role::Client, (64 << 20) + 1, 0),
            "a message has more than 64 MiB"
        );
        assert_eq!(
            read(Role::Server, &stated(16, 0, b"")),
            Ok(Some(Message::default()))
        );
    }

    #[test]
    fn headers_must_be_whole_and_known() {
        for (headers, reason) in [
            (&b"\x00\x00"[..], "a header's name is cut off or is no text"),
            (b"\x05ab", "a header's name is cut off or is no text"),
            (b"\x01\xff\x00", "a header's name is cut off or is no text"),
            (b"\x01a", "a header's value is cut off or of no known type"),
            (
                b"\x01a\x0a",
                "a header's value is cut off or of no known type",
            ),
            (
                b"\x01a\x07\x00\x05ab",
                "a header's value is cut off or of no known type",
            ),
            (
                b"\x01a\x07\x00\x01\xff",
                "a header's value is cut off or of no known type",
            ),
            (
                b"\x01a\x04\x00\x00",
                "a header's value is cut off or of no known type",
            ),
            (b"\x01a\x00\x01a\x01", "a header is there twice"),
        ] {
            let length = headers.len() as u32;
            assert_eq!(
                read(Role::Client, &stated(16 + length, length, headers)).unwrap_err(),
                reason
            );
        }
    }

    #[test]
    fn what_has_no_form_is_not_written() {
        let refused = |message: Message| message.to_bytes().unwrap_err();
        assert_eq!(
            refused(Message::default().with(&"n".repeat(256), "")),
            "a header's name is longer than 255 bytes"
        );
        assert_eq!(
            refused(Message::default().with("n", &*"v".repeat(32_768))),
            "a header's value is longer than 32,767 bytes"
        );
        let many = (0..5).fold(Message::default(), |message, index| {
            message.with(&index.to_string(), &*"v".repeat(32_767))
        });
        assert_eq!(
            refused(many),
            "the headers of a message have 128 KiB at most"
        );
        let payload = Bytes::from(vec![0; (24 << 20) + 1]);
        assert_eq!(
            refused(Message {
                payload,
                ..Message::default()
            }),
            "the payload of a message has 24 MiB at most"
        );
    }
}
