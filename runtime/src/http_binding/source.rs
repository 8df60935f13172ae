//! Where the texts of a message come from.

use std::borrow::Cow;
use std::collections::BTreeMap;

use http::{HeaderMap, HeaderValue, Response, request};

use super::text_decode::{TextDecoder, Texts};
use super::{Direction, uri};
use crate::wire::{
    Binding, DecodeError, DecodeResult, Member, OperationSchema, Reading, ServiceSchema, Shape,
};

/// The texts of a message that are beside its body.
pub(crate) struct Source<'a> {
    direction: Direction,
    labels: uri::Labels<'a>,
    query: uri::Pairs<'a>,
    headers: &'a HeaderMap,
    status: u16,
}

impl<'a> Source<'a> {
    /// The texts of a request that is for the operation.
    pub(crate) fn request(
        service: &ServiceSchema,
        schema: &OperationSchema,
        head: &'a request::Parts,
    ) -> Result<Self, DecodeError> {
        Ok(Self {
            direction: Direction::Request,
            labels: uri::labels(schema, head.uri.path(), service.bucket.is_some())?,
            query: uri::query(head.uri.query().unwrap_or_default())?,
            headers: &head.headers,
            status: 0,
        })
    }

    /// The texts of a response.
    pub(crate) fn response<B>(response: &'a Response<B>) -> Self {
        Self {
            direction: Direction::Response,
            labels: Vec::new(),
            query: Vec::new(),
            headers: response.headers(),
            status: response.status().as_u16(),
        }
    }

    /// Reads the members of `value` that are bound to texts.
    pub(crate) fn read<T: Shape>(&self, value: &mut T, reading: &mut Reading) -> DecodeResult {
        for (index, member) in T::SCHEMA.members.iter().enumerate() {
            if let Some(mut decoder) = self.decoder(index, member, reading)? {
                value
                    .decode_member(&mut decoder)
                    .map_err(|error| error.within(member.name))?;
            }
        }
        Ok(())
    }

    fn decoder(
        &self,
        index: usize,
        member: &'static Member,
        reading: &mut Reading,
    ) -> Result<Option<TextDecoder<'a>>, DecodeError> {
        if !self.direction.binds(member) {
            return Ok(None);
        }
        let texts = self
            .texts(member)
            .map_err(|error| error.within(member.name))?;
        let is_map = matches!(
            member.binding,
            Binding::QueryParams | Binding::PrefixHeaders(_)
        );
        if texts.is_none() && member.required && !is_map {
            reading.miss(member)?;
        }
        Ok(texts.map(|texts| TextDecoder::new(index, member, reading.role(), texts)))
    }

    fn texts(&self, member: &Member) -> Result<Option<Texts<'a>>, DecodeError> {
        Ok(match member.binding {
            Binding::Label => {
                let label = self.labels.iter().find(|(name, _)| *name == member.name);
                label.map(|(_, text)| Texts::One(text.clone()))
            }
            Binding::Body
            | Binding::Payload
            | Binding::ByteStream
            | Binding::EventStream
            | Binding::EventHeader
            | Binding::EventPayload => None,
            Binding::ResponseCode => Some(Texts::One(self.status.to_string().into())),
            Binding::Query(key) => {
                let pairs = self.query.iter().filter(|(name, _)| name == key);
                non_empty(pairs.map(|(_, value)| value.clone()).collect())
            }
            Binding::QueryParams => {
                let mut entries = BTreeMap::<String, Vec<_>>::new();
                for (key, value) in &self.query {
                    entries
                        .entry(key.clone().into_owned())
                        .or_default()
                        .push(value.clone());
                }
                (!entries.is_empty()).then_some(Texts::Entries(entries))
            }
            Binding::Header(name) => {
                let mut lines = self.headers.get_all(name).iter().map(header_text);
                joined(&mut lines)?.map(Texts::One)
            }
            Binding::PrefixHeaders(prefix) => self.prefixed(prefix)?,
        })
    }

    fn prefixed(&self, prefix: &str) -> Result<Option<Texts<'a>>, DecodeError> {
        let mut entries = BTreeMap::new();
        for name in self.headers.keys() {
            let (start, key) = match name.as_str().split_at_checked(prefix.len()) {
                Some((start, key)) if !key.is_empty() => (start, key),
                _ => continue,
            };
            if start.eq_ignore_ascii_case(prefix) {
                let mut lines = self.headers.get_all(name).iter().map(header_text);
                entries.insert(key.to_owned(), joined(&mut lines)?.into_iter().collect());
            }
        }
        // A service that sends none has no entries; a caller may have no map.
        let is_there = !entries.is_empty() || self.direction == Direction::Response;
        Ok(is_there.then_some(Texts::Entries(entries)))
    }
}

fn non_empty(values: Vec<Cow<'_, str>>) -> Option<Texts<'_>> {
    (!values.is_empty()).then_some(Texts::Values(values))
}

/// Several lines of a header are one, separated by commas (RFC 9110, section 5.3).
fn joined<'a>(
    lines: &mut impl Iterator<Item = Result<&'a str, DecodeError>>,
) -> Result<Option<Cow<'a, str>>, DecodeError> {
    let mut joined = lines.next().transpose()?.map(Cow::Borrowed);
    for line in lines {
        let text = joined.get_or_insert_default().to_mut();
        text.push_str(", ");
        text.push_str(line?);
    }
    Ok(joined)
}

fn header_text(value: &HeaderValue) -> Result<&str, DecodeError> {
    std::str::from_utf8(value.as_bytes())
        .map(str::trim_ascii)
        .map_err(|_| DecodeError::unexpected("a header in UTF-8", "other bytes"))
}
