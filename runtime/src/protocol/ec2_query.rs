//! `aws.protocols#ec2Query`.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, request};

use super::{ErrorIdentity, Protocol, Received, RequestError, Target, query, whole, xml_fault};
use crate::Body;
use crate::query::{ACTION, Dialect, FormEncoder, find};
use crate::wire::{DecodeError, EncodeError, Encoder as _, Operation, Part, ServiceSchema, Shape};
use crate::xml::XmlEncoder;

const MEDIA_TYPE: &str = "text/xml;charset=UTF-8";

/// Where an error is inside the root.
const ERROR: &[&str] = &["Errors", xml_fault::ERROR];

/// The protocol [`aws.protocols#ec2Query`]: as [`AwsQuery`](super::AwsQuery), with other names and flat lists.
///
/// [`aws.protocols#ec2Query`]: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
#[derive(Clone, Copy, Debug)]
pub struct Ec2Query;

impl Protocol for Ec2Query {
    fn encode_request<O: Operation>(
        service: &'static ServiceSchema,
        input: &O::Input,
    ) -> Result<Request<Body>, EncodeError> {
        query::frame_request(FormEncoder::call(
            Dialect::Ec2,
            O::NAME,
            service.version,
            input,
        )?)
    }

    fn decode_request<O: Operation>(
        _: &'static ServiceSchema,
        head: &request::Parts,
        body: &mut Body,
    ) -> Result<Received<O::Input>, RequestError> {
        query::read(Dialect::Ec2, query::form(head, body)?)
    }

    fn encode_response<O: Operation>(
        service: &'static ServiceSchema,
        output: &O::Output,
    ) -> Result<Response<Body>, EncodeError> {
        let mut xml = XmlEncoder::new(Part::Call);
        let root = query::response_name(O::NAME);
        xml.open(&root, service.xml_namespace);
        xml.structure(output)?;
        xml.close(&root);
        Ok(query::respond(StatusCode::OK, MEDIA_TYPE, xml).map(Body::from))
    }

    fn decode_response<O: Operation>(
        _: &'static ServiceSchema,
        response: &mut Response<Body>,
    ) -> Result<O::Output, DecodeError> {
        query::decode(response, whole(response.body())?, &[])
    }

    fn encode_error<T: Shape>(
        _: &'static ServiceSchema,
        error: &T,
    ) -> Result<Response<Bytes>, EncodeError> {
        let mut xml = XmlEncoder::new(Part::Call);
        open_error(&mut xml);
        xml.structure_after(error, |xml| xml.element("Code", T::SCHEMA.name))?;
        close_error(&mut xml);
        let status = StatusCode::from_u16(super::status_of(T::SCHEMA));
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Ok(query::respond(status, MEDIA_TYPE, xml))
    }

    fn encode_fault(
        _: &'static ServiceSchema,
        status: StatusCode,
        code: &str,
        message: &str,
    ) -> Response<Bytes> {
        let mut xml = XmlEncoder::new(Part::Call);
        open_error(&mut xml);
        xml_fault::write_text(&mut xml, "Code", code);
        xml_fault::write_text(&mut xml, "Message", message);
        close_error(&mut xml);
        query::respond(status, MEDIA_TYPE, xml)
    }

    fn name_request(response: &mut Response<Body>, id: &str) {
        let element = match response.status().is_success() {
            true => "requestId",
            false => "RequestID",
        };
        query::insert(response, &[element], id);
    }

    fn identify_error(_: &'static ServiceSchema, response: &Response<Bytes>) -> ErrorIdentity {
        query::identify(response.body(), ERROR).unwrap_or_default()
    }

    fn decode_error<T: Shape>(
        _: &'static ServiceSchema,
        response: &Response<Bytes>,
    ) -> Result<T, DecodeError> {
        query::decode(response, response.body(), ERROR)
    }

    fn claims(_: &'static ServiceSchema, head: &request::Parts) -> bool {
        query::is_at_root(head) && query::is_form(head)
    }

    fn target<'a>(_: &'static ServiceSchema, head: &'a request::Parts) -> Target<'a> {
        match head.method == Method::POST && query::is_at_root(head) {
            true => Target::Body,
            false => Target::Unknown,
        }
    }

    fn named_in_body(body: &[u8]) -> Option<String> {
        find(body, ACTION)
    }
}

fn open_error(xml: &mut XmlEncoder) {
    for element in ["Response", "Errors", xml_fault::ERROR] {
        xml.open(element, None);
    }
}

fn close_error(xml: &mut XmlEncoder) {
    for element in [xml_fault::ERROR, "Errors", "Response"] {
        xml.close(element);
    }
}
