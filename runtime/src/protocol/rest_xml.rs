//! `aws.protocols#restXml`.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header, request};

use super::rest::{self, Payload, RestCodec};
use super::xml_fault::{self, ERROR};
use super::{ErrorIdentity, Protocol, Received, RequestError, status_of, whole};
use crate::Body;
use crate::http_binding::{Direction, Source, accepts, states};
use crate::wire::{
    Codec as _, DecodeError, DecodeResult, Decoder as _, EncodeError, Operation, Part, Reading,
    Role, ServiceSchema, Shape,
};
use crate::xml::{Xml, XmlDecoder, XmlEncoder};

/// The protocol [`aws.protocols#restXml`]: XML bodies, and members in the path, the query and headers.
///
/// [`aws.protocols#restXml`]: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
#[derive(Clone, Copy, Debug)]
pub struct RestXml;

impl RestCodec for Xml {
    const EMPTY: Option<&'static [u8]> = None;
}

/// What stands before the output that [`UNWRAPPED_OUTPUT`](Operation::UNWRAPPED_OUTPUT) is about.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The element around an error.
const ERROR_RESPONSE: &str = "ErrorResponse";

impl Protocol for RestXml {
    fn encode_request<O: Operation>(
        service: &'static ServiceSchema,
        input: &O::Input,
    ) -> Result<Request<Body>, EncodeError> {
        rest::encode_request::<Xml, O>(service, input)
    }

    fn decode_request<O: Operation>(
        service: &'static ServiceSchema,
        head: &request::Parts,
        body: &mut Body,
    ) -> Result<Received<O::Input>, RequestError> {
        rest::decode_request::<Xml, O>(service, head, body)
    }

    fn encode_response<O: Operation>(
        service: &'static ServiceSchema,
        output: &O::Output,
    ) -> Result<Response<Body>, EncodeError> {
        if const { O::UNWRAPPED_OUTPUT } {
            let document = unwrapped(service, output)?;
            return rest::encode_document(output, document, O::SCHEMA.status);
        }
        rest::encode_response::<Xml, O>(service, output)
    }

    fn decode_response<O: Operation>(
        _: &'static ServiceSchema,
        response: &mut Response<Body>,
    ) -> Result<O::Output, DecodeError> {
        if const { O::UNWRAPPED_OUTPUT } {
            let bytes = whole(response.body())?;
            return read(response, |output, reading| {
                read_unwrapped(output, bytes, reading)
            });
        }
        rest::decode_response::<Xml, O>(response)
    }

    fn encode_error<T: Shape>(
        service: &'static ServiceSchema,
        error: &T,
    ) -> Result<Response<Bytes>, EncodeError> {
        let schema = T::SCHEMA;
        let status = StatusCode::from_u16(status_of(schema));
        let mut xml = XmlEncoder::new(Part::Response);
        begin_error(&mut xml, service);
        xml.structure_after(error, |xml| {
            let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            xml.element("Type", xml_fault::sender_or_receiver(status))?;
            xml.element("Code", schema.name)
        })?;
        end_error(&mut xml, service);
        let document = Payload::document::<Xml>(xml.finish());
        let response = rest::encode_document(error, document, status_of(schema))?;
        Ok(response.map(|body| body.into_bytes().unwrap_or_default()))
    }

    fn encode_fault(
        service: &'static ServiceSchema,
        status: StatusCode,
        code: &str,
        message: &str,
    ) -> Response<Bytes> {
        let mut xml = XmlEncoder::new(Part::All);
        begin_error(&mut xml, service);
        xml_fault::write_text(&mut xml, "Type", xml_fault::sender_or_receiver(status));
        xml_fault::write_text(&mut xml, "Code", code);
        xml_fault::write_text(&mut xml, "Message", message);
        end_error(&mut xml, service);
        let mut response = Response::new(Bytes::from(xml.finish()));
        *response.status_mut() = status;
        let media_type = HeaderValue::from_static(Xml::MEDIA_TYPE);
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, media_type);
        response
    }

    fn identify_error(
        service: &'static ServiceSchema,
        response: &Response<Bytes>,
    ) -> ErrorIdentity {
        let is_lost = response.body().is_empty() && response.status() == StatusCode::NOT_FOUND;
        if service.bucket.is_some() && is_lost {
            return ErrorIdentity {
                code: Some("NotFound".to_owned()),
                message: None,
            };
        }
        xml_fault::identify(response.body()).unwrap_or_default()
    }

    fn decode_error<T: Shape>(
        _: &'static ServiceSchema,
        response: &Response<Bytes>,
    ) -> Result<T, DecodeError> {
        read(response, |error, reading| {
            read_error(error, response.body(), reading)
        })
    }

    fn is_denial(service: &'static ServiceSchema, response: &Response<Bytes>) -> bool {
        if service.bucket.is_none() || response.body().is_empty() {
            return false;
        }
        let mut reading = Reading::new(Role::Client);
        XmlDecoder::new(response.body(), &mut reading, Part::All)
            .is_ok_and(|document| document.is_called(ERROR))
    }

    /// Takes requests that state XML; one without a body may state nothing, and is another protocol's then.
    fn claims(_: &'static ServiceSchema, head: &request::Parts) -> bool {
        const XML: &str = "application/xml";
        const JSON: &str = "application/json";

        let headers = &head.headers;
        states(headers, XML) || accepts(headers, XML) && !accepts(headers, JSON)
    }
}

fn begin_error(xml: &mut XmlEncoder, service: &'static ServiceSchema) {
    if !service.bare_errors {
        xml.open(ERROR_RESPONSE, service.xml_namespace);
    }
    xml.open(ERROR, None);
}

fn end_error(xml: &mut XmlEncoder, service: &'static ServiceSchema) {
    xml.close(ERROR);
    if !service.bare_errors {
        xml.close(ERROR_RESPONSE);
    }
}

/// The one member of an output, without an element of the output's own; an empty element if it is absent.
fn unwrapped<T: Shape>(
    service: &'static ServiceSchema,
    output: &T,
) -> Result<Payload, EncodeError> {
    let member = Part::Response.first(T::SCHEMA);
    let document = match member {
        Some(index) => Xml::encode_member(service, output, index)?,
        None => None,
    };
    let document = match document {
        Some(document) => document,
        None => Xml::encode(service, output, Part::Response)?,
    };
    let document = [DECLARATION.as_bytes(), &document].concat();
    Ok(Payload::document::<Xml>(document))
}

/// Reads an output or error: what `document` reads, and the members that are in headers.
fn read<T: Shape, B>(
    response: &Response<B>,
    document: impl FnOnce(&mut T, &mut Reading) -> DecodeResult,
) -> Result<T, DecodeError> {
    let mut value = T::blank();
    let mut reading = Reading::response(response);
    if const { Direction::Response.binds_any(T::SCHEMA) } {
        Source::response(response).read(&mut value, &mut reading)?;
    }
    document(&mut value, &mut reading)?;
    reading.complete(T::SCHEMA)?;
    Ok(value)
}

fn read_unwrapped<T: Shape>(value: &mut T, bytes: &[u8], reading: &mut Reading) -> DecodeResult {
    let Some(index) = Part::Response.first(T::SCHEMA) else {
        return Ok(());
    };
    if XmlDecoder::new(bytes, reading, Part::All)?.is_empty()? {
        return reading.miss_all(T::SCHEMA, Part::Response);
    }
    Xml::decode_member(value, index, bytes, reading)
}

fn read_error<T: Shape>(value: &mut T, bytes: &[u8], reading: &mut Reading) -> DecodeResult {
    if !bytes.is_empty() {
        let mut xml = XmlDecoder::new(bytes, reading, Part::Response)?;
        if xml_fault::enter(&mut xml)? {
            xml.structure(value)?;
            return xml.finish();
        }
    }
    reading.miss_all(T::SCHEMA, Part::Response)
}
