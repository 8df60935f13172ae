//! What the protocols have in common whose requests are forms, and whose responses are XML.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header, request};
use http_body::Body as _;

use super::{ErrorIdentity, Received, RequestError, whole, xml_fault};
use crate::Body;
use crate::http_binding::states;
use crate::query::{ACTION, Dialect, FormDecoder, Pairs};
use crate::wire::{
    DecodeError, Decoder as _, EncodeError, Encoder as _, Part, Reading, Role, Shape,
};
use crate::xml::{XmlDecoder, XmlEncoder};

const FORM: &str = "application/x-www-form-urlencoded";

/// A call.
pub(super) fn frame_request(form: String) -> Result<Request<Body>, EncodeError> {
    let mut request = Request::new(Body::from(form.into_bytes()));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::from_static("/");
    let media_type = HeaderValue::from_static(FORM);
    request
        .headers_mut()
        .insert(header::CONTENT_TYPE, media_type);
    Ok(request)
}

/// The form of a request.
pub(super) fn form<'b>(head: &request::Parts, body: &'b Body) -> Result<&'b Bytes, RequestError> {
    if !body.is_end_stream() && !is_form(head) {
        return Err(RequestError::UnsupportedMediaType);
    }
    Ok(whole(body)?)
}

/// Reads an input from a form.
pub(super) fn read<T: Shape>(dialect: Dialect, form: &[u8]) -> Result<Received<T>, RequestError> {
    let pairs = Pairs::parse(form)?;
    let mut reading = Reading::new(Role::Server);
    let mut input = T::blank();
    FormDecoder::new(dialect, &pairs, &mut reading).structure(&mut input)?;
    Ok(Received::new(input, reading))
}

/// Whether the body says that it is a form.
pub(super) fn is_form(head: &request::Parts) -> bool {
    states(&head.headers, FORM)
}

/// The operation that the query names. Names of operations need no percent-coding.
pub(super) fn action_in_query(head: &request::Parts) -> Option<&str> {
    let mut pairs = head.uri.query()?.split('&');
    pairs.find_map(|pair| pair.strip_prefix(ACTION)?.strip_prefix('='))
}

/// Whether the request goes where calls go.
pub(super) fn is_at_root(head: &request::Parts) -> bool {
    matches!(head.uri.path(), "/" | "")
}

/// The root of the response of an operation.
pub(super) fn response_name(operation: &str) -> String {
    format!("{operation}Response")
}

/// A response with this document.
pub(super) fn respond(
    status: StatusCode,
    media_type: &'static str,
    xml: XmlEncoder,
) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(xml.finish()));
    *response.status_mut() = status;
    let media_type = HeaderValue::from_static(media_type);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, media_type);
    response
}

/// Puts a text before the end of the root, in elements inside one another.
pub(super) fn insert(response: &mut Response<Body>, path: &[&str], text: &str) {
    let Some(document) = response.body().as_bytes() else {
        return;
    };
    let Some(end) = document.windows(2).rposition(|mark| mark == b"</") else {
        return;
    };
    let mut xml = XmlEncoder::new(Part::All);
    path.iter().for_each(|name| xml.open(name, None));
    // The text is an id, which has no character that XML has not.
    let _ = xml.string(text);
    path.iter().rev().for_each(|name| xml.close(name));
    let (before, after) = document.split_at(end);
    *response.body_mut() = [before, &xml.finish(), after].concat().into();
}

/// Reads the structure in the element at the end of a path that begins inside the root; nothing if there is none.
pub(super) fn decode<T: Shape, B>(
    response: &Response<B>,
    xml: &Bytes,
    path: &[&str],
) -> Result<T, DecodeError> {
    let mut value = T::blank();
    let mut reading = Reading::response(response);
    if !xml.is_empty() {
        let mut xml = XmlDecoder::new(xml, &mut reading, Part::Call)?;
        if enter(&mut xml, path)? {
            xml.structure(&mut value)?;
            xml.finish()?;
            reading.complete(T::SCHEMA)?;
            return Ok(value);
        }
    }
    reading.miss_all(T::SCHEMA, Part::Call)?;
    reading.complete(T::SCHEMA)?;
    Ok(value)
}

/// Which error the element at the end of a path is.
pub(super) fn identify(xml: &[u8], path: &[&str]) -> Result<ErrorIdentity, DecodeError> {
    let mut reading = Reading::new(Role::Client);
    let mut xml = XmlDecoder::new(xml, &mut reading, Part::Call)?;
    match enter(&mut xml, path)? {
        true => xml_fault::identity(&mut xml),
        false => Ok(ErrorIdentity::default()),
    }
}

fn enter(xml: &mut XmlDecoder<'_, '_>, path: &[&str]) -> Result<bool, DecodeError> {
    for name in path {
        if !xml.enter(name)? {
            return Ok(false);
        }
    }
    Ok(true)
}
