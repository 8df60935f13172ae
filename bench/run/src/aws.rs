//! AWS's SDK: DynamoDB's shapes and CodeCatalyst's client.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::batch_write_item::{BatchWriteItem, BatchWriteItemInput};
use aws_sdk_dynamodb::operation::query::{Query, QueryOutput};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
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
use crate::serde_shapes;

/// Writes the request of a batch write: the body, with a URI and four headers. Nothing else of a call.
pub fn encode<'a>(input: &serde_shapes::BatchWriteItemInput) -> Subject<'a> {
    let input = batch_write(input);
    let mut config = config(&BatchWriteItem::new());
    let serializer = config
        .load::<SharedRequestSerializer>()
        .expect("an operation has one")
        .clone();
    Subject::prepared(
        "aws-sdk-dynamodb",
        move || Input::erase(input.clone()),
        move |input| serializer.serialize_input(input, &mut config),
    )
}

/// Reads the response of a query. Nothing else of a call.
pub fn decode<'a>(body: &[u8]) -> Subject<'a> {
    let body = body.to_vec();
    let config = config(&Query::new());
    let response = http::Response::new(SdkBody::from(body));
    let response = HttpResponse::try_from(response).expect("the response is well-formed");
    let read = move || {
        let deserializer = config
            .load::<SharedResponseDeserializer>()
            .expect("an operation has one");
        deserializer.deserialize_nonstreaming_with_config(&response, &config)
    };
    let output = read()
        .ok()
        .and_then(|output| output.downcast::<QueryOutput>().ok());
    assert_eq!(
        output.map(|output| output.items().len()),
        Some(100),
        "the response is read"
    );
    Subject::new("aws-sdk-dynamodb", read)
}

/// What an operation puts in the configuration of its calls.
fn config(operation: &dyn RuntimePlugin) -> ConfigBag {
    let mut config = ConfigBag::base();
    config.push_shared_layer(operation.config().expect("an operation has a layer"));
    config
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
