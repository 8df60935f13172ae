//! AWS's SDK: shapes of DynamoDB and S3, and CodeCatalyst's client.

use std::collections::HashMap;
use std::fmt::Debug;

use aws_sdk_dynamodb::operation::batch_write_item::{BatchWriteItem, BatchWriteItemInput};
use aws_sdk_dynamodb::operation::query::{Query, QueryOutput};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use aws_sdk_s3::operation::complete_multipart_upload::{
    CompleteMultipartUpload, CompleteMultipartUploadInput,
};
use aws_sdk_s3::operation::list_objects_v2::{ListObjectsV2, ListObjectsV2Output};
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse, SerializeRequest, SharedRequestSerializer, SharedResponseDeserializer,
};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use tokio::runtime::Runtime;

use crate::harness::Subject;
use crate::{serde_shapes, xml_shapes};

/// Writes the request of a batch write: the body, with a URI and four headers. Nothing else of a call.
pub fn encode<'a>(input: &serde_shapes::BatchWriteItemInput) -> Subject<'a> {
    writing(
        "aws-sdk-dynamodb, awsJson1_0",
        &BatchWriteItem::new(),
        batch_write(input),
    )
}

/// Writes the request that ends an upload: the body, with a URI and two headers. Nothing else of a call.
pub fn encode_upload<'a>(input: &xml_shapes::FinishedUpload) -> Subject<'a> {
    writing(
        "aws-sdk-s3",
        &CompleteMultipartUpload::new(),
        complete_upload(input),
    )
}

/// The body of the request of a batch write.
pub fn batch_write_body(input: &serde_shapes::BatchWriteItemInput) -> Vec<u8> {
    body(&BatchWriteItem::new(), batch_write(input))
}

/// The body of the request that ends an upload.
pub fn upload_body(input: &xml_shapes::FinishedUpload) -> Vec<u8> {
    body(&CompleteMultipartUpload::new(), complete_upload(input))
}

fn body<I: Debug + Send + Sync + 'static>(operation: &dyn RuntimePlugin, input: I) -> Vec<u8> {
    let mut config = config(operation);
    let request = serializer(&config)
        .serialize_input(Input::erase(input), &mut config)
        .expect("the request can be written");
    let body = request.body().bytes().expect("the body is in memory");
    body.to_vec()
}

/// Reads the response of a query. Nothing else of a call.
pub fn decode<'a>(body: &[u8]) -> Subject<'a> {
    reading(
        "aws-sdk-dynamodb, awsJson1_0",
        &Query::new(),
        body,
        |output: &QueryOutput| output.items().len() == 100,
    )
}

/// Reads a page of things. Nothing else of a call.
pub fn decode_listing<'a>(body: &[u8]) -> Subject<'a> {
    reading(
        "aws-sdk-s3",
        &ListObjectsV2::new(),
        body,
        |output: &ListObjectsV2Output| output.contents().len() == 200,
    )
}

fn writing<'a, I>(name: &'static str, operation: &dyn RuntimePlugin, input: I) -> Subject<'a>
where
    I: Clone + Debug + Send + Sync + 'static,
{
    let mut config = config(operation);
    let serializer = serializer(&config);
    Subject::prepared(
        name,
        move || Input::erase(input.clone()),
        move |input| serializer.serialize_input(input, &mut config),
    )
}

fn serializer(config: &ConfigBag) -> SharedRequestSerializer {
    config
        .load::<SharedRequestSerializer>()
        .expect("an operation has one")
        .clone()
}

/// Reads a response, all of which `is_read` finds in the output.
fn reading<'a, O: Debug + Send + Sync + 'static>(
    name: &'static str,
    operation: &dyn RuntimePlugin,
    body: &[u8],
    is_read: impl FnOnce(&O) -> bool,
) -> Subject<'a> {
    let config = config(operation);
    let response = http::Response::new(SdkBody::from(body));
    let response = HttpResponse::try_from(response).expect("the response is well-formed");
    let read = move || {
        let deserializer = config
            .load::<SharedResponseDeserializer>()
            .expect("an operation has one");
        deserializer.deserialize_nonstreaming_with_config(&response, &config)
    };
    let output = read().ok().and_then(|output| output.downcast::<O>().ok());
    assert!(
        output.is_some_and(|output| is_read(&output)),
        "the response is read"
    );
    Subject::new(name, read)
}

/// What an operation puts in the configuration of its calls.
fn config(operation: &dyn RuntimePlugin) -> ConfigBag {
    let mut config = ConfigBag::base();
    config.push_shared_layer(operation.config().expect("an operation has a layer"));
    config
}

fn complete_upload(input: &xml_shapes::FinishedUpload) -> CompleteMultipartUploadInput {
    let part = |part: &xml_shapes::Part| {
        CompletedPart::builder()
            .set_e_tag(part.etag.clone())
            .set_checksum_crc32_c(part.checksum_crc32c.clone())
            .set_part_number(part.part_number)
            .build()
    };
    let upload = CompletedMultipartUpload::builder()
        .set_parts(Some(input.parts.iter().map(part).collect()))
        .build();
    CompleteMultipartUploadInput::builder()
        .bucket("archive")
        .key("film.mkv")
        .upload_id("VXBsb2FkIElE")
        .multipart_upload(upload)
        .build()
        .expect("the upload has its labels")
}

fn batch_write(input: &serde_shapes::BatchWriteItemInput) -> BatchWriteItemInput {
    let put = |request: &serde_shapes::WriteRequest| {
        let items = request.put_request.iter().flat_map(|put| put.item.iter());
        let put = PutRequest::builder()
            .set_item(Some(
                items
                    .map(|(key, held)| (key.clone(), value(held)))
                    .collect(),
            ))
            .build()
            .expect("the item is there");
        WriteRequest::builder().put_request(put).build()
    };
    let tables = input.request_items.iter();
    let requests = tables
        .map(|(table, requests)| (table.clone(), requests.iter().map(put).collect()))
        .collect();
    BatchWriteItemInput::builder()
        .set_request_items(Some(requests))
        .build()
        .expect("the requests are there")
}

fn value(value: &serde_shapes::AttributeValue) -> AttributeValue {
    use serde_shapes::AttributeValue as Theirs;
    let blob = |blob: &serde_shapes::Blob| Blob::new(blob.0.clone());
    let map = |map: &serde_shapes::Item| -> HashMap<_, _> {
        map.iter()
            .map(|(key, held)| (key.clone(), self::value(held)))
            .collect()
    };
    match value {
        Theirs::S(text) => AttributeValue::S(text.clone()),
        Theirs::N(text) => AttributeValue::N(text.clone()),
        Theirs::B(bytes) => AttributeValue::B(blob(bytes)),
        Theirs::Ss(texts) => AttributeValue::Ss(texts.clone()),
        Theirs::Ns(texts) => AttributeValue::Ns(texts.clone()),
        Theirs::Bs(blobs) => AttributeValue::Bs(blobs.iter().map(blob).collect()),
        Theirs::M(held) => AttributeValue::M(map(held)),
        Theirs::L(values) => AttributeValue::L(values.iter().map(self::value).collect()),
        Theirs::Null(is) => AttributeValue::Null(*is),
        Theirs::Bool(is) => AttributeValue::Bool(*is),
    }
}

/// One whole call with a bearer token, over a connector that answers at once.
pub fn delete_access_token(runtime: &Runtime) -> Subject<'_> {
    let config = aws_sdk_codecatalyst::Config::builder()
        .behavior_version_latest()
        .region(aws_sdk_codecatalyst::config::Region::new("us-west-2"))
        .endpoint_url("https://codecatalyst.global.api.aws")
        .bearer_token(aws_sdk_codecatalyst::config::Token::new(
            "a-token-of-some-length-0123456789",
            None,
        ))
        .http_client(answering())
        .build();
    let client = aws_sdk_codecatalyst::Client::from_conf(config);
    let call = move || {
        client
            .delete_access_token()
            .id("a1b2c3d4-0000-1111-2222-333344445555")
            .send()
    };
    assert!(runtime.block_on(call()).is_ok(), "the call succeeds");
    Subject::future("aws-sdk-codecatalyst", runtime, call)
}

/// One whole call that is signed, over a connector that answers at once.
pub fn untag_resource<'a>(runtime: &'a Runtime, table: &'a str) -> Subject<'a> {
    let keys = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version_latest()
        .region(aws_sdk_dynamodb::config::Region::new("eu-central-1"))
        .endpoint_url("https://dynamodb.eu-central-1.amazonaws.com")
        .credentials_provider(aws_sdk_dynamodb::config::Credentials::new(
            "AKIDEXAMPLE",
            keys,
            None,
            None,
            "static",
        ))
        .http_client(answering())
        .build();
    let client = aws_sdk_dynamodb::Client::from_conf(config);
    let call = move || {
        client
            .untag_resource()
            .resource_arn(table)
            .tag_keys("team")
            .tag_keys("cost-center")
            .send()
    };
    assert!(runtime.block_on(call()).is_ok(), "the call succeeds");
    Subject::future("aws-sdk-dynamodb", runtime, call)
}

/// Answers every request with status 200 and no body.
fn answering() -> SharedHttpClient {
    http_client_fn(|_, _| SharedHttpConnector::new(Answering))
}

#[derive(Debug)]
struct Answering;

impl HttpConnector for Answering {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let response = HttpResponse::try_from(http::Response::new(SdkBody::empty()));
        HttpConnectorFuture::ready(
            response.map_err(|error| ConnectorError::other(error.into(), None)),
        )
    }
}
