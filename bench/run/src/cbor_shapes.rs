//! The shapes of `model/tables.json` as somebody would write them for minicbor's derives. These have numbers where the
//! protocol has names, so that their bodies are shorter than the protocol's, and no other program's.

use std::collections::BTreeMap;

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::serde_shapes;

pub type Item = BTreeMap<String, AttributeValue>;

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(flat)]
pub enum AttributeValue {
    #[n(0)]
    S(#[n(0)] String),
    #[n(1)]
    N(#[n(0)] String),
    #[n(2)]
    B(#[n(0)] ByteVec),
    #[n(3)]
    Ss(#[n(0)] Vec<String>),
    #[n(4)]
    Ns(#[n(0)] Vec<String>),
    #[n(5)]
    Bs(#[n(0)] Vec<ByteVec>),
    #[n(6)]
    M(#[n(0)] Item),
    #[n(7)]
    L(#[n(0)] Vec<AttributeValue>),
    #[n(8)]
    Null(#[n(0)] bool),
    #[n(9)]
    Bool(#[n(0)] bool),
}

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct QueryOutput {
    #[n(0)]
    pub items: Option<Vec<Item>>,
    #[n(1)]
    pub count: i32,
    #[n(2)]
    pub scanned_count: i32,
    #[n(3)]
    pub last_evaluated_key: Option<Item>,
    #[n(4)]
    pub consumed_capacity: Option<ConsumedCapacity>,
}

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct ConsumedCapacity {
    #[n(0)]
    pub table_name: Option<String>,
    #[n(1)]
    pub capacity_units: Option<f64>,
    #[n(2)]
    pub read_capacity_units: Option<f64>,
    #[n(3)]
    pub write_capacity_units: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct BatchWriteItemInput {
    #[n(0)]
    pub request_items: BTreeMap<String, Vec<WriteRequest>>,
}

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct WriteRequest {
    #[n(0)]
    pub put_request: Option<ItemOrKey>,
    #[n(1)]
    pub delete_request: Option<ItemOrKey>,
}

/// What is put, or the key of what is deleted.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct ItemOrKey {
    #[n(0)]
    pub attributes: Item,
}

impl From<&serde_shapes::QueryOutput> for QueryOutput {
    fn from(from: &serde_shapes::QueryOutput) -> Self {
        let items = from.items.as_ref();
        let used = from.consumed_capacity.as_ref();
        Self {
            items: items.map(|items| items.iter().map(item).collect()),
            count: from.count,
            scanned_count: from.scanned_count,
            last_evaluated_key: from.last_evaluated_key.as_ref().map(item),
            consumed_capacity: used.map(|used| ConsumedCapacity {
                table_name: used.table_name.clone(),
                capacity_units: used.capacity_units,
                read_capacity_units: used.read_capacity_units,
                write_capacity_units: used.write_capacity_units,
            }),
        }
    }
}

impl From<&serde_shapes::BatchWriteItemInput> for BatchWriteItemInput {
    fn from(from: &serde_shapes::BatchWriteItemInput) -> Self {
        let held = |attributes: &serde_shapes::Item| ItemOrKey {
            attributes: item(attributes),
        };
        let write = |request: &serde_shapes::WriteRequest| WriteRequest {
            put_request: request.put_request.as_ref().map(|put| held(&put.item)),
            delete_request: request.delete_request.as_ref().map(|gone| held(&gone.key)),
        };
        let tables = from.request_items.iter();
        Self {
            request_items: tables
                .map(|(table, requests)| (table.clone(), requests.iter().map(write).collect()))
                .collect(),
        }
    }
}

fn item(from: &serde_shapes::Item) -> Item {
    from.iter()
        .map(|(key, held)| (key.clone(), value(held)))
        .collect()
}

fn value(from: &serde_shapes::AttributeValue) -> AttributeValue {
    use serde_shapes::AttributeValue as Theirs;
    let blob = |blob: &serde_shapes::Blob| ByteVec::from(blob.0.clone());
    match from {
        Theirs::S(text) => AttributeValue::S(text.clone()),
        Theirs::N(text) => AttributeValue::N(text.clone()),
        Theirs::B(bytes) => AttributeValue::B(blob(bytes)),
        Theirs::Ss(texts) => AttributeValue::Ss(texts.clone()),
        Theirs::Ns(texts) => AttributeValue::Ns(texts.clone()),
        Theirs::Bs(blobs) => AttributeValue::Bs(blobs.iter().map(blob).collect()),
        Theirs::M(held) => AttributeValue::M(item(held)),
        Theirs::L(values) => AttributeValue::L(values.iter().map(value).collect()),
        Theirs::Null(is) => AttributeValue::Null(*is),
        Theirs::Bool(is) => AttributeValue::Bool(*is),
    }
}
