//! Values as trees that compare: the form that the parameters of protocol tests have.

use std::collections::BTreeMap;
use std::pin::Pin;

#[cfg(feature = "event-stream")]
use crate::EventStream;
#[cfg(feature = "event-stream")]
use crate::wire::Event;
use crate::wire::{
    Encode, EncodeError, EncodeResult, Encoder, MAX_DEPTH, MemberEncoder, Schema, Shape,
};
use crate::{BigDecimal, ByteStream, Document, EncodeErrorKind, Timestamp};

/// The tree of a structure: members by name, those that are absent left out. Reads a stream to its end.
pub(super) async fn tree<T: Shape>(value: &T) -> Result<Document, String> {
    let mut encoder = Canonical::default();
    let written = encoder.structure(value);
    written.map_err(|error| error.to_string())?;
    let Canonical {
        mut tree, stream, ..
    } = encoder;
    if let Some(stream) = stream {
        let read = stream.await?;
        let member = T::SCHEMA.stream().and_then(|index| T::MEMBERS.get(index));
        if let (Document::Object(entries), Some(member)) = (&mut tree, member) {
            entries.insert(member.name.to_owned(), read);
        }
    }
    Ok(tree)
}

/// A tree to come.
type Pending = Pin<Box<dyn Future<Output = Result<Document, String>> + Send>>;

/// Bytes as text, which is what they are in parameters.
fn text(bytes: &[u8]) -> Document {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => format!("the bytes {bytes:02x?}").into(),
    }
}

/// Keeps the tree of the value that was written last.
#[derive(Default)]
struct Canonical {
    tree: Document,
    depth: usize,
    /// What is still to be read of a member of the root.
    stream: Option<Pending>,
}

impl Canonical {
    fn put(&mut self, tree: Document) -> EncodeResult {
        self.tree = tree;
        Ok(())
    }

    fn inner<T: Encode>(&mut self, value: &T) -> Result<Document, EncodeError> {
        if self.depth == MAX_DEPTH {
            return Err(EncodeError::new(EncodeErrorKind::TooDeep));
        }
        self.depth += 1;
        value.encode(self)?;
        self.depth -= 1;
        Ok(std::mem::take(&mut self.tree))
    }

    fn number(&mut self, text: &str) -> EncodeResult {
        let number = text.parse::<BigDecimal>();
        self.put(match number {
            Ok(number) => Document::Number(number),
            Err(_) => Document::String(text.to_owned()),
        })
    }

    fn floating(&mut self, value: f64, shortest: &str) -> EncodeResult {
        match value {
            f64::INFINITY => self.string("Infinity"),
            f64::NEG_INFINITY => self.string("-Infinity"),
            value if value.is_nan() => self.string("NaN"),
            _ => self.number(shortest),
        }
    }
}

impl Encoder for Canonical {
    fn structure<T: Shape>(&mut self, value: &T) -> EncodeResult {
        let mut members = Members {
            encoder: self,
            schema: T::SCHEMA,
            entries: BTreeMap::new(),
        };
        value.encode_members(&mut members)?;
        let entries = members.entries;
        self.put(Document::Object(entries))
    }

    fn list<T: Encode>(&mut self, items: &[T]) -> EncodeResult {
        let items = items
            .iter()
            .map(|item| self.inner(item))
            .collect::<Result<_, _>>()?;
        self.put(Document::Array(items))
    }

    fn map<T: Encode>(&mut self, entries: &BTreeMap<String, T>) -> EncodeResult {
        let entry = |(key, value): (&String, &T)| Ok((key.clone(), self.inner(value)?));
        let entries = entries
            .iter()
            .map(entry)
            .collect::<Result<_, EncodeError>>()?;
        self.put(Document::Object(entries))
    }

    fn null(&mut self) -> EncodeResult {
        self.put(Document::Null)
    }

    fn boolean(&mut self, value: bool) -> EncodeResult {
        self.put(value.into())
    }

    fn integer(&mut self, value: i64) -> EncodeResult {
        self.put(value.into())
    }

    fn float(&mut self, value: f32) -> EncodeResult {
        self.floating(value.into(), &value.to_string())
    }

    fn double(&mut self, value: f64) -> EncodeResult {
        self.floating(value, &value.to_string())
    }

    fn big_number(&mut self, text: &str) -> EncodeResult {
        self.number(text)
    }

    fn string(&mut self, value: &str) -> EncodeResult {
        self.put(value.into())
    }

    fn blob(&mut self, value: &[u8]) -> EncodeResult {
        self.put(text(value))
    }

    fn timestamp(&mut self, value: Timestamp) -> EncodeResult {
        let nanoseconds = value.as_nanosecond();
        let sign = if nanoseconds < 0 { "-" } else { "" };
        let (seconds, fraction) = (
            nanoseconds.abs() / 1_000_000_000,
            nanoseconds.abs() % 1_000_000_000,
        );
        self.number(&format!("{sign}{seconds}.{fraction:09}"))
    }

    fn byte_stream(&mut self, stream: &ByteStream) -> EncodeResult {
        let stream = ByteStream::from(stream.take()?);
        self.stream = Some(Box::pin(async move {
            let bytes = stream.collect().await;
            bytes
                .map(|bytes| text(&bytes))
                .map_err(|error| error.to_string())
        }));
        self.put(Document::Null)
    }

    #[cfg(feature = "event-stream")]
    fn event_stream<T: Event>(&mut self, stream: &EventStream<T>) -> EncodeResult {
        let mut stream = stream.take()?;
        self.stream = Some(Box::pin(async move {
            let mut events = Vec::new();
            while let Some(event) = stream.next().await {
                let event = event.map_err(|error| error.to_string())?;
                let mut encoder = Canonical::default();
                let written = encoder.structure(&event);
                written.map_err(|error| error.to_string())?;
                events.push(encoder.tree);
            }
            Ok(Document::Array(events))
        }));
        self.put(Document::Null)
    }

    fn document(&mut self, value: &Document) -> EncodeResult {
        self.put(value.clone())
    }
}

struct Members<'a> {
    encoder: &'a mut Canonical,
    schema: &'static Schema,
    entries: BTreeMap<String, Document>,
}

impl MemberEncoder for Members<'_> {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        if !value.is_absent() {
            let name = self.schema.members[index].name;
            let tree = self
                .encoder
                .inner(value)
                .map_err(|error| error.within(name))?;
            self.entries.insert(name.to_owned(), tree);
        }
        Ok(())
    }

    fn unknown(&mut self, name: &str) -> EncodeResult {
        self.entries
            .insert(name.to_owned(), "a member that is not in the model".into());
        Ok(())
    }
}
