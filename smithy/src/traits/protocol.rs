//! Protocols, and what AWS says of its services.

use super::{flag, markers, string, strings, texts};
use crate::{Node, Number, Trait};

markers! {
    /// HTTP bindings and JSON. See [restJson1](https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).
    RestJson1 = "aws.protocols#restJson1";
    /// JSON over POST. See [awsJson1_0](https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html).
    AwsJson1_0 = "aws.protocols#awsJson1_0";
    /// JSON over POST. See [awsJson1_1](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
    AwsJson1_1 = "aws.protocols#awsJson1_1";
    /// A form as request, XML as response. See [awsQuery](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).
    AwsQuery = "aws.protocols#awsQuery";
    /// A form as request, XML as response. See [ec2Query](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html).
    Ec2Query = "aws.protocols#ec2Query";
    /// Errors carry the codes that awsQuery gave them.
    /// See [awsQueryCompatible](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait).
    AwsQueryCompatible = "aws.protocols#awsQueryCompatible";
    /// CBOR over POST. See [rpcv2Cbor](https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html).
    RpcV2Cbor = "smithy.protocols#rpcv2Cbor";
    /// JSON over POST. See [rpcv2Json](https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html).
    RpcV2Json = "smithy.protocols#rpcv2Json";
    /// The output's XML has no element around it.
    /// See [s3UnwrappedXmlOutput](https://smithy.io/2.0/aws/customizations/s3-customizations.html).
    S3UnwrappedXmlOutput = "aws.customizations#s3UnwrappedXmlOutput";
}

texts! {
    /// The member's key in a form of ec2Query.
    /// See [ec2QueryName](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#aws-protocols-ec2queryname-trait).
    Ec2QueryName = "aws.protocols#ec2QueryName";
}

/// HTTP bindings and XML. See [restXml](https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestXml {
    /// Whether errors have no `ErrorResponse` element around them.
    pub no_error_wrapping: bool,
}

impl Trait for RestXml {
    const ID: &'static str = "aws.protocols#restXml";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self {
            no_error_wrapping: flag(node, "noErrorWrapping"),
        })
    }
}

/// Checksums of an operation's bodies. See [httpChecksum](https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpChecksum {
    /// The member of the input that names the algorithm for the request.
    pub request_algorithm_member: Option<String>,
    /// Whether a request must carry a checksum.
    pub request_checksum_required: bool,
    /// The member of the input that asks for a checksum of the response, which is then checked.
    pub request_validation_mode_member: Option<String>,
    /// The algorithms that responses may come with, in the order in which they are looked for.
    pub response_algorithms: Vec<String>,
}

impl Trait for HttpChecksum {
    const ID: &'static str = "aws.protocols#httpChecksum";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self {
            request_algorithm_member: string(node, "requestAlgorithmMember"),
            request_checksum_required: flag(node, "requestChecksumRequired"),
            request_validation_mode_member: string(node, "requestValidationModeMember"),
            response_algorithms: node
                .get("responseAlgorithms")
                .and_then(strings)
                .unwrap_or_default(),
        })
    }
}

/// The code and status that an error has in awsQuery.
/// See [awsQueryError](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsqueryerror-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsQueryError {
    /// What stands in place of the shape's name.
    pub code: String,
    /// The HTTP status.
    pub http_response_code: u16,
}

impl Trait for AwsQueryError {
    const ID: &'static str = "aws.protocols#awsQueryError";

    fn from_node(node: &Node) -> Option<Self> {
        let status = node
            .get("httpResponseCode")
            .and_then(Node::as_number)
            .and_then(Number::as_u64)?;
        Some(Self {
            code: string(node, "code")?,
            http_response_code: status.try_into().ok()?,
        })
    }
}

/// What AWS calls a service in different places. See [service](https://smithy.io/2.0/aws/aws-core.html#aws-api-service-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsService {
    /// The name that SDKs know it by, such as `S3 Control`.
    pub sdk_id: String,
    /// What stands before the region in its endpoints.
    pub endpoint_prefix: Option<String>,
    /// Its name in ARNs.
    pub arn_namespace: Option<String>,
    /// Its name in CloudFormation.
    pub cloud_formation_name: Option<String>,
    /// Its name as a source of events.
    pub cloud_trail_event_source: Option<String>,
}

impl Trait for AwsService {
    const ID: &'static str = "aws.api#service";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self {
            sdk_id: string(node, "sdkId")?,
            endpoint_prefix: string(node, "endpointPrefix"),
            arn_namespace: string(node, "arnNamespace"),
            cloud_formation_name: string(node, "cloudFormationName"),
            cloud_trail_event_source: string(node, "cloudTrailEventSource"),
        })
    }
}
