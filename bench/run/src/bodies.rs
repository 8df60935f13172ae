//! What is written and read: the same bytes in every run.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::serde_shapes::{
    AttributeValue, BatchWriteItemInput, Blob, ConsumedCapacity, Item, PutRequest, QueryOutput,
    WriteRequest,
};
use crate::xml_shapes::{
    ChecksumAlgorithm, FinishedUpload, Listing, NAMESPACE, Owner, Part, StorageClass, Text, Thing,
};

/// The answer to a query: 100 items of 10 attributes, about 55 kB as JSON and 36 kB as CBOR.
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

/// 25 items to write, about 14 kB as JSON and 9 kB as CBOR.
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
        (
            "paid".to_owned(),
            AttributeValue::Bool(number.is_multiple_of(3)),
        ),
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

/// A page of 200 things, about 59 kB as XML.
pub fn listing() -> Listing {
    Listing {
        namespace: NAMESPACE.to_owned(),
        is_truncated: Some(true),
        contents: (0..200).map(thing).collect(),
        name: Some("archive".to_owned()),
        prefix: Some("photos/2024/".to_owned()),
        max_keys: Some(200),
        key_count: Some(200),
        next_continuation_token: Some("1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOw=".to_owned()),
    }
}

fn thing(number: usize) -> Thing {
    let seconds = 1_732_000_000 + 61 * number as i64;
    Thing {
        // An ampersand and letters beyond ASCII, as people name what they keep.
        key: Some(match number % 10 {
            0 => format!("photos/2024/caf\u{e9} & bar/{number:06}.jpg"),
            _ => format!("photos/2024/november/{number:06}.jpg"),
        }),
        last_modified: Timestamp::from_second(seconds).ok(),
        etag: Some(etag(number)),
        checksum_algorithm: vec![Text {
            text: ChecksumAlgorithm::Crc32c,
        }],
        size: Some(2_000_000 + number as i64 * 7919),
        storage_class: Some(match number % 8 {
            0 => StorageClass::Glacier,
            1 => StorageClass::StandardIa,
            _ => StorageClass::Standard,
        }),
        owner: (number.is_multiple_of(4)).then(|| Owner {
            display_name: Some("ana".to_owned()),
            id: Some("75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a".to_owned()),
        }),
    }
}

/// 300 parts of an upload, about 39 kB as XML.
pub fn finished_upload() -> FinishedUpload {
    let part = |number: usize| Part {
        etag: Some(etag(number)),
        checksum_crc32c: Some(format!("{number:06}==")),
        part_number: i32::try_from(number).ok(),
    };
    FinishedUpload {
        namespace: NAMESPACE.to_owned(),
        parts: (1..=300).map(part).collect(),
    }
}

/// 32 hexadecimal digits, in quotes.
fn etag(number: usize) -> String {
    format!(
        "\"{:032x}\"",
        (number as u128 + 1) * 0x1234_5678_9abc_def0_1357
    )
}

/// An order, about 400 bytes.
pub const ORDER: &str = r#"{"reference":"PO-2024.0042","email":"orders@example.com","note":"Please ring twice, the bell is \"shy\".","priority":"HIGH","lines":[{"sku":"oak-table-160","quantity":2,"price":349.5},{"sku":"chair-oslo","quantity":8,"price":79.99,"comment":"four in black"},{"sku":"lamp-e27","quantity":3,"price":24},{"sku":"rug-200x300","quantity":1,"price":189.0}],"labels":{"channel":"phone","region":"south","seller":"Ana"}}"#;
