//! `aws.protocols#awsQuery`.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, request};

use super::xml_fault::{ERROR, sender_or_receiver, write_text};
use super::{ErrorIdentity, Protocol, Received, RequestError, Target, is_unit, query, whole};
use crate::Body;
use crate::query::{ACTION, Dialect, FormEncoder, find};
use crate::wire::{
    DecodeError, EncodeError, Encoder as _, Operation, Part, Schema, ServiceSchema, Shape,
};
use crate::xml::XmlEncoder;

const MEDIA_TYPE: &str = "text/xml";

/// The protocol [`aws.protocols#awsQuery`]: requests are forms that name the operation, responses are XML.
///
/// A server takes calls in the query of a `GET`, too.
///
/// [`aws.protocols#awsQuery`]: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
#[derive(Clone, Copy, Debug)]
pub struct AwsQuery;

impl Protocol for AwsQuery {
    fn encode_request<O: Operation>(
        service: &'static ServiceSchema,
        input: &O::Input,
    ) -> Result<Request<Body>, EncodeError> {
        query::frame_request(FormEncoder::call(
            Dialect::Aws,
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
        if head.method == Method::GET {
            let query = head.uri.query().unwrap_or_default();
            return query::read(Dialect::Aws, query.as_bytes());
        }
        query::read(Dialect::Aws, query::form(head, body)?)
    }

    fn encode_response<O: Operation>(
        service: &'static ServiceSchema,
        output: &O::Output,
    ) -> Result<Response<Body>, EncodeError> {
        let mut xml = XmlEncoder::new(Part::Call);
        let (root, result) = (query::response_name(O::NAME), result_name(O::NAME));
        xml.open(&root, service.xml_namespace);
        if !is_unit(O::Output::SCHEMA) {
            xml.open(&result, None);
            xml.structure(output)?;
            xml.close(&result);
        }
        xml.close(&root);
        Ok(query::respond(StatusCode::OK, MEDIA_TYPE, xml).map(Body::from))
    }

    fn decode_response<O: Operation>(
        _: &'static ServiceSchema,
        response: &mut Response<Body>,
    ) -> Result<O::Output, DecodeError> {
        query::decode(response, whole(response.body())?, &[&result_name(O::NAME)])
    }

    fn encode_error<T: Shape>(
        _: &'static ServiceSchema,
        error: &T,
    ) -> Result<Response<Bytes>, EncodeError> {
        let schema = T::SCHEMA;
        let status = status_of(schema);
        let mut xml = XmlEncoder::new(Part::Call);
        xml.open("ErrorResponse", None);
        xml.open(ERROR, None);
        xml.structure_after(error, |xml| {
            xml.element("Type", sender_or_receiver(status))?;
            xml.element("Code", code_of(schema))
        })?;
        xml.close(ERROR);
        xml.close("ErrorResponse");
        Ok(query::respond(status, MEDIA_TYPE, xml))
    }

    fn encode_fault(
        _: &'static ServiceSchema,
        status: StatusCode,
        code: &str,
        message: &str,
    ) -> Response<Bytes> {
        let mut xml = XmlEncoder::new(Part::Call);
        xml.open("ErrorResponse", None);
        xml.open(ERROR, None);
        write_text(&mut xml, "Type", sender_or_receiver(status));
        write_text(&mut xml, "Code", code);
        write_text(&mut xml, "Message", message);
        xml.close(ERROR);
        xml.close("ErrorResponse");
        query::respond(status, MEDIA_TYPE, xml)
    }

    fn name_request(response: &mut Response<Body>, id: &str) {
        match response.status().is_success() {
            true => query::insert(response, &["ResponseMetadata", "RequestId"], id),
            false => query::insert(response, &["RequestId"], id),
        }
    }

    fn identify_error(_: &'static ServiceSchema, response: &Response<Bytes>) -> ErrorIdentity {
        query::identify(response.body(), &[ERROR]).unwrap_or_default()
    }

    fn decode_error<T: Shape>(
        _: &'static ServiceSchema,
        response: &Response<Bytes>,
    ) -> Result<T, DecodeError> {
        query::decode(response, response.body(), &[ERROR])
    }

    fn is_error(error: &Schema, code: &str) -> bool {
        code_of(error) == code
    }

    fn claims(_: &'static ServiceSchema, head: &request::Parts) -> bool {
        let is_query = || head.method == Method::GET && query::action_in_query(head).is_some();
        query::is_at_root(head) && (query::is_form(head) || is_query())
    }

    fn target<'a>(_: &'static ServiceSchema, head: &'a request::Parts) -> Target<'a> {
        if !query::is_at_root(head) {
            return Target::Unknown;
        }
        match head.method {
            Method::POST => Target::Body,
            Method::GET => query::action_in_query(head).map_or(Target::Unknown, Target::Query),
            _ => Target::Unknown,
        }
    }

    fn named_in_body(body: &[u8]) -> Option<String> {
        find(body, ACTION)
    }
}

/// The element inside the response that holds the output.
fn result_name(operation: &str) -> String {
    format!("{operation}Result")
}

/// What the error is known by: section "Error `Code` resolution" of the specification.
fn code_of(error: &Schema) -> &'static str {
    let stated = error.error.and_then(|error| error.query);
    stated.map_or(error.name, |query| query.code)
}

/// Section "Error HTTP response status code resolution" of the specification, which knows no `@httpError`.
fn status_of(error: &Schema) -> StatusCode {
    let stated = error.error.and_then(|error| error.query);
    let stated = stated.and_then(|query| StatusCode::from_u16(query.status).ok());
    let by_fault = match super::status_of(error) {
        400..=499 => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    stated.unwrap_or(by_fault)
}
