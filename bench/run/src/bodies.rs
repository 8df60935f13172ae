//! What is written and read: the same bytes in every run.

use std::collections::BTreeMap;

use crate::serde_shapes::{
    AttributeValue, BatchWriteItemInput, Blob, ConsumedCapacity, Item, PutRequest, QueryOutput,
    WriteRequest,
};

/// The answer to a query: 100 items of 10 attributes, about 55 kB as JSON.
pub fn query_output() -> QueryOutput {
    QueryOutput {
        items: Some((0..100).map(item).collect()),
        count: 100,
        scanned_count: 240,
        last_evaluated_key: Some(key(99)),
        consumed_capacity: Some(ConsumedCapacity {
            table_name: Some("orders".to_owned()),
            capacity_units: Some(7.5),
            read_capacity_units: None,
            write_capacity_units: None,
        }),
    }
}

/// 25 items to write, about 14 kB as JSON.
pub fn batch_write() -> BatchWriteItemInput {
    let put = |number| WriteRequest {
        put_request: Some(PutRequest { item: item(number) }),
        delete_request: None,
    };
    BatchWriteItemInput {
        request_items: BTreeMap::from([("orders".to_owned(), (0..25).map(put).collect())]),
    }
}

fn key(number: usize) -> Item {
    BTreeMap::from([
        (
            "customerId".to_owned(),
            AttributeValue::S(format!("customer-{:08}", number * 7919)),
        ),
        (
            "orderId".to_owned(),
            AttributeValue::S(format!("2024-11-{:02}#{number:06}", number % 28 + 1)),
        ),
    ])
}

/// Ten attributes, of most kinds.
fn item(number: usize) -> Item {
    let text = |text: String| AttributeValue::S(text);
    let number_text = |value: usize| AttributeValue::N(value.to_string());
    let mut item = key(number);
    item.extend([
        (
            "amount".to_owned(),
            AttributeValue::N(format!("{}.{:02}", number * 37 % 1000, number % 100)),
        ),
        (
            "createdAt".to_owned(),
            number_text(1_732_000_000 + number * 61),
        ),
        (
            "description".to_owned(),
            // Quotes, a line break and letters beyond ASCII, as people write.
            text(format!(
                "A \"{number}th\" order of caf\u{e9} tables,\nto be sent within {} days",
                number % 9 + 1
            )),
        ),
        (
            "digest".to_owned(),
            AttributeValue::B(Blob((0..24).map(|byte| (byte * number) as u8).collect())),
        ),
        ("paid".to_owned(), AttributeValue::Bool(number % 3 == 0)),
        (
            "shipping".to_owned(),
            AttributeValue::M(BTreeMap::from([
                ("city".to_owned(), text("Lisbon".to_owned())),
                (
                    "street".to_owned(),
                    text(format!("Rua do Ouro {}", number + 1)),
                ),
                ("zip".to_owned(), text(format!("{}", 10_000 + number))),
            ])),
        ),
        (
            "skus".to_owned(),
            AttributeValue::L(vec![
                number_text(number * 3),
                number_text(number * 5),
                number_text(number * 7),
            ]),
        ),
        (
            "tags".to_owned(),
            AttributeValue::Ss(vec![
                "priority".to_owned(),
                "gift-wrapped".to_owned(),
                format!("batch-{number}"),
            ]),
        ),
    ]);
    item
}

/// An order, about 400 bytes.
pub const ORDER: &str = r#"{"reference":"PO-2024.0042","email":"orders@example.com","note":"Please ring twice, the bell is \"shy\".","priority":"HIGH","lines":[{"sku":"oak-table-160","quantity":2,"price":349.5},{"sku":"chair-oslo","quantity":8,"price":79.99,"comment":"four in black"},{"sku":"lamp-e27","quantity":3,"price":24},{"sku":"rug-200x300","quantity":1,"price":189.0}],"labels":{"channel":"phone","region":"south","seller":"Ana"}}"#;
