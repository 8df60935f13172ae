//! DynamoDB: awsJson1_0, and values that hold one another.

use std::collections::BTreeMap;
use std::sync::Mutex;

use dynamodb::operation::{
    GetItem, GetItemError, GetItemInput, GetItemOutput, PutItem, PutItemError, PutItemInput,
    PutItemOutput,
};
use dynamodb::server::{DynamoDb20120810, Router};
use dynamodb::types::{
    AttributeValue, ConditionalCheckFailedException, ConsumedCapacity, ResourceNotFoundException,
};
use farrier::server::{Context, Outcome};

use crate::client;
use crate::server::Server;

type Item = BTreeMap<String, AttributeValue>;

/// One table, whose items are known by their `id`.
#[derive(Default)]
struct Table(Mutex<Vec<Item>>);

impl DynamoDb20120810 for Table {
    async fn put_item(&self, input: PutItemInput, _: Context) -> Outcome<PutItem> {
        let mut items = self.0.lock().expect("nobody panics here");
        let old = items.iter().position(|item| item["id"] == input.item["id"]);
        let old = old.map(|at| items.swap_remove(at));
        if let Some(item) = old.clone().filter(|_| input.condition_expression.is_some()) {
            let failed = ConditionalCheckFailedException::new()
                .message("it is there")
                .item(item.clone());
            items.push(item);
            return Err(PutItemError::ConditionalCheckFailed(failed));
        }
        items.push(input.item);
        let mut output = PutItemOutput::new();
        output.attributes = old;
        Ok(output)
    }

    async fn get_item(&self, input: GetItemInput, _: Context) -> Outcome<GetItem> {
        if input.table_name != "boats" {
            let missing = ResourceNotFoundException::new().message("no such table");
            return Err(GetItemError::ResourceNotFound(missing));
        }
        let items = self.0.lock().expect("nobody panics here");
        let mut output =
            GetItemOutput::new().consumed_capacity(ConsumedCapacity::new().capacity_units(0.5));
        output.item = items
            .iter()
            .find(|item| item["id"] == input.key["id"])
            .cloned();
        Ok(output)
    }
}

fn key(id: &str) -> Item {
    BTreeMap::from([("id".to_owned(), AttributeValue::S(id.to_owned()))])
}

/// An item with a value of every kind.
fn item() -> Item {
    use AttributeValue::*;
    let mut item = key("1");
    let nested = BTreeMap::from([(
        "deep".to_owned(),
        L(vec![Null(true), Bool(false), M(key("2"))]),
    )]);
    item.extend([
        ("n".to_owned(), N("-12345678901234567890.5".to_owned())),
        ("b".to_owned(), B(vec![0, 1, 255].into())),
        (
            "ss".to_owned(),
            Ss(vec!["\u{1f600}".to_owned(), "\"quoted\"\n".to_owned()]),
        ),
        ("ns".to_owned(), Ns(vec!["1".to_owned(), "2".to_owned()])),
        ("bs".to_owned(), Bs(vec![vec![].into(), vec![7].into()])),
        ("m".to_owned(), M(nested)),
    ]);
    item
}

#[tokio::test]
async fn items_come_back_as_they_were_put() {
    let server = Server::start(Router::new(Table::default())).await;
    let client = client!(dynamodb, server);
    let put = client
        .put_item("boats", item())
        .await
        .expect("the item is put");
    assert_eq!(put.attributes, None);
    let got = client
        .get_item("boats", key("1"))
        .await
        .expect("the table is there");
    assert_eq!(got.item, Some(item()));
    assert_eq!(
        got.consumed_capacity
            .and_then(|capacity| capacity.capacity_units),
        Some(0.5)
    );
    let got = client
        .get_item("boats", key("2"))
        .await
        .expect("the table is there");
    assert_eq!(got.item, None);
}

#[tokio::test]
async fn failures_are_those_of_the_model() {
    let server = Server::start(Router::new(Table::default())).await;
    let client = client!(dynamodb, server);
    client
        .put_item("boats", key("1"))
        .await
        .expect("the item is put");
    let put = client.put_item("boats", item());
    let put = put.with(|input| input.condition_expression("attribute_not_exists(id)"));
    let failed = put.await.expect_err("there is such an item");
    match failed.as_service() {
        Some(PutItemError::ConditionalCheckFailed(error)) => assert_eq!(error.item, Some(key("1"))),
        other => panic!("{other:?}"),
    }
    let failed = client
        .get_item("cars", key("1"))
        .await
        .expect_err("there is no such table");
    assert_eq!(failed.code(), Some("ResourceNotFoundException"));
    assert_eq!(failed.message(), Some("no such table"));
    assert!(matches!(
        failed.as_service(),
        Some(GetItemError::ResourceNotFound(_))
    ));
}
