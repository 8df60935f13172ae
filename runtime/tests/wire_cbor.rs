//! Values as CBOR, both ways. Bytes stand in hexadecimal digits.

#![cfg(feature = "cbor")]

mod shapes;

use std::collections::BTreeMap;

use farrier::cbor::{self, Cbor};
use farrier::wire::{Codec, Decode, Part, Reading, Role, Shape};
use farrier::{BigDecimal, BigInteger, Blob, DecodeError, Document, Timestamp, json};
use shapes::{Event, Lenient, Tree, Values, tree};

/// The bytes of hexadecimal digits; what stands in quotes is text, and spaces are for the eye.
fn hex(digits: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, part) in digits.split('"').enumerate() {
        match index % 2 {
            0 => {
                let digits: Vec<u8> = part.bytes().filter(|digit| *digit != b' ').collect();
                assert!(digits.len().is_multiple_of(2), "{part}");
                bytes.extend(digits.chunks(2).map(|pair| {
                    let pair = std::str::from_utf8(pair).unwrap();
                    u8::from_str_radix(pair, 16).unwrap()
                }));
            }
            _ => bytes.extend(part.bytes()),
        }
    }
    bytes
}

/// The digits of bytes.
fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn client_reads<T: Decode>(cbor: &str) -> Result<T, DecodeError> {
    cbor::from_slice(&hex(cbor))
}

/// What a server reads, and where it misses something.
fn server_receives<T: Shape>(cbor: &[u8]) -> Result<(T, Vec<String>), DecodeError> {
    let mut reading = Reading::new(Role::Server);
    let mut value = <T as Shape>::blank();
    Cbor::decode(&mut value, Part::All, cbor, &mut reading)?;
    Ok((value, reading.into_missing()))
}

fn server_reads(cbor: &str) -> Result<Values, DecodeError> {
    server_receives(&hex(cbor)).map(|(value, _)| value)
}

fn document(json: &str) -> Document {
    json::from_slice(json.as_bytes()).unwrap()
}

fn some_values() -> Values {
    Values {
        boolean: Some(true),
        byte: Some(-128),
        long: Some(i64::MIN),
        float: Some(1.5),
        double: Some(0.1),
        big_integer: Some("18446744073709551616".parse().unwrap()),
        big_decimal: Some("273.15".parse().unwrap()),
        string: Some("\u{1F60A}".into()),
        blob: Some(Blob::from(b"\x00\xff")),
        epoch: Some("2013-03-21T20:04:00.5Z".parse().unwrap()),
        date: Some("2013-03-21T20:04:00Z".parse().unwrap()),
        dates: Some(vec![Timestamp::UNIX_EPOCH]),
        document: Some(document(r#"[null, "x", 1e400]"#)),
        dense: Some(vec!["a".into()]),
        sparse: Some(vec![None, Some("b".into())]),
        map: Some(BTreeMap::from([("k".into(), 24)])),
        event: Some(Event::Created(tree("t"))),
        tree: Some(Tree {
            name: "root".into(),
            left: Some(Box::new(tree("leaf"))),
        }),
    }
}

/// All of them, in the shortest form and under the names of the model.
const SOME_CBOR: &str = concat!(
    r#"b2 67"boolean" f5 64"byte" 38 7f 64"long" 3b 7f ff ff ff ff ff ff ff "#,
    r#"65"float" fa 3f c0 00 00 66"double" fb 3f b9 99 99 99 99 99 9a "#,
    r#"6a"bigInteger" c2 49 01 00 00 00 00 00 00 00 00 6a"bigDecimal" c4 82 21 19 6a b3 "#,
    r#"66"string" 64 f0 9f 98 8a 64"blob" 42 00 ff "#,
    r#"65"epoch" c1 fb 41 d4 52 d9 ec 20 00 00 64"date" c1 1a 51 4b 67 b0 65"dates" 81 c1 00 "#,
    r#"68"document" 83 f6 61"x" c4 82 19 01 90 01 65"dense" 81 61"a" 66"sparse" 82 f6 61"b" "#,
    r#"63"map" a1 61"k" 18 18 65"event" a1 67"created" a1 64"name" 61"t" "#,
    r#"64"tree" a2 64"name" 64"root" 64"left" a1 64"name" 64"leaf""#,
);

#[test]
fn every_type_is_written_and_read() {
    let written = cbor::to_vec(&some_values()).unwrap();
    assert_eq!(digits(&written), digits(&hex(SOME_CBOR)));
    assert_eq!(client_reads::<Values>(SOME_CBOR).unwrap(), some_values());
    assert_eq!(server_reads(SOME_CBOR).unwrap(), some_values());
}

#[test]
fn what_is_absent_is_left_out() {
    assert_eq!(
        digits(&cbor::to_vec(&<Values as Shape>::blank()).unwrap()),
        "a0"
    );
    // `undefined` is read as `null`.
    let nulls = r#"a4 67"boolean" f6 65"event" f6 64"tree" f7 63"map" f7"#;
    assert_eq!(
        client_reads::<Values>(nulls).unwrap(),
        <Values as Shape>::blank()
    );
    assert_eq!(server_reads(nulls).unwrap(), <Values as Shape>::blank());
}

#[test]
fn lengths_need_not_be_stated() {
    let read = client_reads::<Values>(concat!(
        r#"bf 66"string" 7f 65"strea" 60 64"ming" ff 64"blob" 5f 42 01 02 43 03 04 05 ff "#,
        r#"65"dense" 9f 61"a" 7f 61"b" ff ff 63"map" bf 7f 61"k" ff 01 ff "#,
        r#"65"event" bf 67"removed" bf ff ff 7f 62"by" 62"te" ff 05 ff"#,
    ));
    assert_eq!(
        read.unwrap(),
        Values {
            byte: Some(5),
            string: Some("streaming".into()),
            blob: Some(Blob::from(b"\x01\x02\x03\x04\x05")),
            dense: Some(vec!["a".into(), "b".into()]),
            map: Some(BTreeMap::from([("k".into(), 1)])),
            event: Some(Event::Removed),
            ..Shape::blank()
        }
    );
}

#[test]
fn integers_are_of_any_width_that_fits() {
    for (cbor, value) in [
        ("00", 0),
        ("17", 23),
        ("18 17", 23),
        ("19 00 17", 23),
        ("1a 00 00 00 17", 23),
        ("1b 00 00 00 00 00 00 00 17", 23),
        ("1b 7f ff ff ff ff ff ff ff", i64::MAX),
        ("20", -1),
        ("38 63", -100),
        ("3b 00 00 00 00 00 00 03 e7", -1000),
        ("3b 7f ff ff ff ff ff ff ff", i64::MIN),
    ] {
        assert_eq!(client_reads::<i64>(cbor), Ok(value), "{cbor}");
    }
    for (value, cbor) in [
        (23, "17"),
        (24, "1818"),
        (255, "18ff"),
        (256, "190100"),
        (65_536, "1a00010000"),
        (4_294_967_296, "1b0000000100000000"),
        (-24, "37"),
        (-25, "3818"),
    ] {
        assert_eq!(digits(&cbor::to_vec::<i64>(&value).unwrap()), cbor);
    }
}

#[test]
fn floats_have_three_widths_or_are_integers() {
    for (cbor, value) in [
        ("f9 3c 00", 1.0),
        ("f9 3e 00", 1.5),
        ("f9 7b ff", 65504.0),
        ("f9 00 01", 5.960464477539063e-8),
        ("f9 04 00", 0.00006103515625),
        ("f9 c4 00", -4.0),
        ("f9 7c 00", f64::INFINITY),
        ("f9 fc 00", f64::NEG_INFINITY),
        ("fa 47 c3 50 00", 100000.0),
        ("fa 7f 7f ff ff", 3.4028234663852886e38),
        ("fb 3f f1 99 99 99 99 99 9a", 1.1),
        ("fb 7f f0 00 00 00 00 00 00", f64::INFINITY),
        ("19 01 00", 256.0),
        ("29", -10.0),
    ] {
        assert_eq!(client_reads::<f64>(cbor), Ok(value), "{cbor}");
        if value == f64::from(value as f32) {
            assert_eq!(client_reads::<f32>(cbor), Ok(value as f32), "{cbor}");
        }
    }
    for nan in [
        "f9 7e 00",
        "f9 7c 01",
        "fa 7f c0 00 00",
        "fb ff f8 00 00 00 00 00 00",
    ] {
        assert!(client_reads::<f64>(nan).unwrap().is_nan(), "{nan}");
        assert!(client_reads::<f32>(nan).unwrap().is_nan(), "{nan}");
    }
    let negative = client_reads::<f64>("f9 80 00").unwrap();
    assert!(negative == 0.0 && negative.is_sign_negative());
}

#[test]
fn floats_are_written_short_but_not_in_half_precision() {
    for (value, cbor) in [
        (1.0, "fa3f800000"),
        (-0.0, "fa80000000"),
        (1.1, "fb3ff199999999999a"),
        (16_777_217.0, "fb4170000010000000"),
        (1e300, "fb7e37e43c8800759c"),
        (f64::INFINITY, "fa7f800000"),
        (-f64::NAN, "fa7fc00000"),
    ] {
        assert_eq!(digits(&cbor::to_vec(&value).unwrap()), cbor, "{value}");
    }
    assert_eq!(digits(&cbor::to_vec(&1.1_f32).unwrap()), "fa3f8ccccd");
}

#[test]
fn timestamps_are_seconds_behind_tag_1() {
    for (cbor, time) in [
        ("c1 1a 51 4b 67 b0", "2013-03-21T20:04:00Z"),
        ("c1 fb 41 d4 52 d9 ec 20 00 00", "2013-03-21T20:04:00.5Z"),
        ("c1 fb 41 cc 37 db 38 0f be 77", "2000-01-02T20:34:56.123Z"),
        ("c1 20", "1969-12-31T23:59:59Z"),
        ("c1 f9 be 00", "1969-12-31T23:59:58.5Z"),
    ] {
        let time: Timestamp = time.parse().unwrap();
        assert_eq!(client_reads::<Timestamp>(cbor), Ok(time), "{cbor}");
    }
    for (time, cbor) in [
        ("2013-03-21T20:04:00.000999Z", "c11a514b67b0"),
        ("1969-12-31T23:59:58.5Z", "c1fabfc00000"),
        // The millisecond that it is in began five seconds before 1970.
        ("1969-12-31T23:59:55.0001Z", "c124"),
    ] {
        let time: Timestamp = time.parse().unwrap();
        assert_eq!(digits(&cbor::to_vec(&time).unwrap()), cbor, "{time}");
    }
    for (cbor, found) in [
        ("00", "found an integer"),
        ("c0 60", "found another tagged value"),
        ("c1 60", "found a text string"),
        ("c1 f9 7e 00", "found one out of range"),
        ("c1 fb 7e 37 e4 3c 88 00 75 9c", "found one out of range"),
        ("c1 1b ff ff ff ff ff ff ff ff", "found one out of range"),
    ] {
        let error = client_reads::<Timestamp>(cbor).unwrap_err().to_string();
        assert!(error.ends_with(found), "{cbor}: {error}");
    }
}

#[test]
fn big_numbers_are_read_in_every_form() {
    for (cbor, number) in [
        ("18 2a", "42"),
        ("3b ff ff ff ff ff ff ff ff", "-18446744073709551616"),
        ("c2 49 01 00 00 00 00 00 00 00 00", "18446744073709551616"),
        ("c3 49 01 00 00 00 00 00 00 00 00", "-18446744073709551617"),
        ("c2 40", "0"),
        ("c3 43 00 00 00", "-1"),
        ("c2 5f 41 01 41 00 ff", "256"),
    ] {
        let integer: BigInteger = number.parse().unwrap();
        assert_eq!(client_reads::<BigInteger>(cbor), Ok(integer), "{cbor}");
    }
    for (cbor, number) in [
        ("c4 82 21 19 6a b3", "273.15"),
        ("c4 82 22 20", "-0.001"),
        ("c4 82 02 c2 41 0f", "15e2"),
        ("c4 9f 21 18 96 ff", "1.50"),
        ("07", "7"),
        ("fb 3f f1 99 99 99 99 99 9a", "1.1"),
    ] {
        let decimal = client_reads::<BigDecimal>(cbor).unwrap();
        assert_eq!(decimal.as_str(), number, "{cbor}");
    }
    for cbor in [
        "60",
        "c1 00",
        "c2 60",
        "c4 00",
        "c4 80",
        "c4 81 00",
        "c4 83 00 00 00",
        "c4 82 00 c4 82 00 00",
        "c4 82 f9 00 00 00",
        "c4 82 1b ff ff ff ff ff ff ff ff 01",
        "f9 7e 00",
    ] {
        assert!(client_reads::<BigDecimal>(cbor).is_err(), "{cbor}");
    }
    assert!(client_reads::<BigInteger>("f9 3c 00").is_err());
    assert!(client_reads::<BigInteger>("f9 3e 00").is_err());
    assert!(client_reads::<BigInteger>("c4 82 21 18 96").is_err());
}

#[test]
fn big_numbers_are_written_as_their_types_are() {
    for (number, cbor) in [
        ("0", "00"),
        ("18446744073709551615", "1bffffffffffffffff"),
        ("-18446744073709551616", "3bffffffffffffffff"),
        ("18446744073709551616", "c249010000000000000000"),
        ("-18446744073709551617", "c349010000000000000000"),
    ] {
        let integer: BigInteger = number.parse().unwrap();
        assert_eq!(digits(&cbor::to_vec(&integer).unwrap()), cbor);
    }
    for (number, cbor) in [
        ("273.15", "c48221196ab3"),
        ("1e400", "c48219019001"),
        ("-1.50", "c482213895"),
        ("7", "c4820007"),
    ] {
        let decimal: BigDecimal = number.parse().unwrap();
        assert_eq!(digits(&cbor::to_vec(&decimal).unwrap()), cbor);
    }
    let long: BigInteger = "9".repeat(10_000).parse().unwrap();
    assert_eq!(
        cbor::to_vec(&long).unwrap_err().to_string(),
        "cannot write the message: a number of this format has at most 1,024 bytes"
    );
    let mut long = hex("c2 59 04 01");
    long.extend([1; 1025]);
    assert_eq!(
        cbor::from_slice::<BigInteger>(&long)
            .unwrap_err()
            .to_string(),
        "cannot read the message: expected a number of up to 1024 bytes, found a longer one"
    );
}

#[test]
fn documents_are_what_cbor_has_of_json() {
    // From RFC 8949, appendix A.
    for (cbor, json) in [
        ("1b ff ff ff ff ff ff ff ff", "18446744073709551615"),
        ("c2 49 01 00 00 00 00 00 00 00 00", "18446744073709551616"),
        ("fb c0 10 66 66 66 66 66 66", "-4.1"),
        ("f4", "false"),
        ("f6", "null"),
        (r#"62"\" 22"#, r#""\\\"""#),
        ("64 f0 90 85 91", "\"\u{10151}\""),
        ("80", "[]"),
        ("83 01 82 02 03 82 04 05", "[1, [2, 3], [4, 5]]"),
        (r#"a2 61"a" 01 61"b" 82 02 03"#, r#"{"a": 1, "b": [2, 3]}"#),
        (r#"82 61"a" a1 61"b" 61"c""#, r#"["a", {"b": "c"}]"#),
    ] {
        assert_eq!(client_reads::<Document>(cbor), Ok(document(json)), "{json}");
        assert_eq!(
            digits(&cbor::to_vec(&document(json)).unwrap()),
            digits(&hex(cbor))
        );
    }
    for (cbor, json) in [
        ("9f 01 82 02 03 9f 04 05 ff ff", "[1, [2, 3], [4, 5]]"),
        (
            r#"bf 61"a" 01 61"b" 9f 02 03 ff ff"#,
            r#"{"a": 1, "b": [2, 3]}"#,
        ),
        ("f9 3e 00", "1.5"),
        ("f7", "null"),
    ] {
        assert_eq!(client_reads::<Document>(cbor), Ok(document(json)), "{json}");
    }
    for cbor in [
        "41 00",
        "f0",
        "f8 ff",
        "f9 7e 00",
        "a1 01 02",
        "c1 00",
        "c4 82 1a 77 35 94 00 01",
    ] {
        assert!(client_reads::<Document>(cbor).is_err(), "{cbor}");
    }
}

#[test]
fn members_come_in_any_order_and_others_are_skipped() {
    let read = client_reads::<Values>(concat!(
        r#"a4 63"new" 87 a1 01 f0 bf 9f ff f6 ff c1 00 d9 d9 f7 f9 00 00 5f 41 00 ff 7f 61"x" ff f8 ff "#,
        r#"66"string" 61"s" 64"byte" 0a 67"boolean" f4"#,
    ));
    assert_eq!(
        read.unwrap(),
        Values {
            boolean: Some(false),
            byte: Some(10),
            string: Some("s".into()),
            ..Shape::blank()
        }
    );
}

#[test]
fn the_last_of_several_values_wins() {
    let read = client_reads::<Values>(concat!(
        r#"a4 65"dense" 81 61"a" 64"tree" a2 64"name" 61"a" 64"left" a1 64"name" 61"b" "#,
        r#"65"dense" 81 61"c" 64"tree" a1 64"name" 61"d""#,
    ));
    assert_eq!(
        read.unwrap(),
        Values {
            dense: Some(vec!["c".into()]),
            tree: Some(tree("d")),
            ..Shape::blank()
        }
    );
}

#[test]
fn errors_tell_where_and_what_but_no_value() {
    for (cbor, message) in [
        (
            r#"a1 64"tree" a2 64"name" 61"a" 64"left" a1 64"name" 05"#,
            "cannot read /tree/left/name: expected a text string, found an integer",
        ),
        (
            r#"a1 65"dense" 82 61"a" f5"#,
            "cannot read /dense/1: expected a text string, found a boolean",
        ),
        (
            r#"a1 63"map" a1 63"a/b" 66"secret""#,
            "cannot read /map/a~1b: expected an integer, found a text string",
        ),
        (
            r#"a1 64"byte" 18 80"#,
            "cannot read /byte: expected an integer between -128 and 127, found a number out of range",
        ),
        (
            r#"a1 64"byte" f9 3c 00"#,
            "cannot read /byte: expected an integer, found a float",
        ),
        (
            r#"a1 64"long" 1b ff ff ff ff ff ff ff ff"#,
            "cannot read /long: expected an integer between -9223372036854775808 and 9223372036854775807, found a number out of range",
        ),
        (
            r#"a1 65"float" fb 7e 37 e4 3c 88 00 75 9c"#,
            "cannot read /float: expected a number of 32 bits, found a number out of range",
        ),
        (
            r#"a1 66"double" 61"1""#,
            "cannot read /double: expected a number of 64 bits, found a text string",
        ),
        (
            r#"a1 6a"bigInteger" f9 3e 00"#,
            "cannot read /bigInteger: expected an integer, found another number",
        ),
        (
            r#"a1 64"blob" 61"x""#,
            "cannot read /blob: expected a byte string, found a text string",
        ),
        (
            r#"a1 65"epoch" 00"#,
            "cannot read /epoch: expected seconds since 1970 behind tag 1, found an integer",
        ),
        (
            r#"a1 65"event" a0"#,
            "cannot read /event: expected one member of a union, found none",
        ),
        (
            r#"a1 65"event" a1 67"removed" f6"#,
            "cannot read /event: expected one member of a union, found none",
        ),
        (
            r#"a1 65"event" a2 67"removed" a0 67"created" a1 64"name" 61"x""#,
            "cannot read /event: expected one member of a union, found several",
        ),
        (
            r#"a1 65"event" a2 67"removed" a0 65"other" 01"#,
            "cannot read /event: expected one member of a union, found several",
        ),
        ("a0 a0", "cannot read the message: trailing bytes at byte 1"),
        (
            r#"a1 64"byte""#,
            "cannot read /byte: unexpected end at byte 6",
        ),
        (
            r#"a1 64"byt"#,
            "cannot read the message: unexpected end at byte 5",
        ),
        (
            "80",
            "cannot read the message: expected a map, found an array",
        ),
        (
            "a1 01 02",
            "cannot read the message: expected a text string as key at byte 1",
        ),
        (
            r#"a1 63"new" ff"#,
            "cannot read the message: unexpected break at byte 5",
        ),
        (
            r#"a1 63"new" 1c"#,
            "cannot read the message: reserved byte at byte 5",
        ),
        (
            r#"a1 63"new" 62 c3 28"#,
            "cannot read the message: invalid UTF-8 at byte 5",
        ),
        (
            r#"a1 62 c3 28 00"#,
            "cannot read the message: invalid UTF-8 at byte 1",
        ),
        // A character must not be torn apart by chunks, and chunks are no chunks of others.
        (
            r#"a1 66"string" 7f 61 c3 61 bc ff"#,
            "cannot read /string: invalid UTF-8 at byte 9",
        ),
        (
            r#"a1 66"string" 7f 7f 61"x" ff ff"#,
            "cannot read /string: unexpected item at byte 9",
        ),
        (
            r#"a1 64"blob" 5f 61"x" ff"#,
            "cannot read /blob: unexpected item at byte 7",
        ),
    ] {
        let error = client_reads::<Values>(cbor).unwrap_err();
        assert_eq!(error.to_string(), message, "{cbor}");
        assert_eq!(
            server_reads(cbor).unwrap_err().to_string(),
            message,
            "{cbor}"
        );
    }
}

#[test]
fn a_client_lets_pass_what_a_server_refuses() {
    let dense = r#"a1 65"dense" 83 61"a" f6 61"b""#;
    let read = client_reads::<Values>(dense).unwrap();
    assert_eq!(read.dense.unwrap(), ["a", "b"]);
    assert_eq!(
        server_reads(dense).unwrap_err().to_string(),
        "cannot read /dense/1: expected a value, found null"
    );

    let map = r#"a1 63"map" a2 61"a" f6 61"b" 02"#;
    let read = client_reads::<Values>(map).unwrap();
    assert_eq!(read.map.unwrap(), BTreeMap::from([("b".into(), 2)]));
    assert_eq!(
        server_reads(map).unwrap_err().to_string(),
        "cannot read /map/a: expected a value, found null"
    );

    let unknown = r#"a1 65"event" a2 66"__type" 65"Event" 67"renamed" a1 61"a" 81 01"#;
    assert_eq!(
        client_reads::<Values>(unknown).unwrap().event,
        Some(Event::Unknown("renamed".into()))
    );
    assert_eq!(
        server_reads(unknown).unwrap_err().to_string(),
        "cannot read /event: expected a member of the union, found an unknown member"
    );
}

#[test]
fn a_client_fails_where_a_required_member_is_missing() {
    for cbor in [
        r#"a1 64"tree" a2 64"name" 61"a" 64"left" a0"#,
        r#"a1 64"tree" a2 64"name" 61"a" 64"left" a1 64"name" f6"#,
    ] {
        let error = client_reads::<Values>(cbor).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot read /tree/left/name: the required member is missing"
        );
    }
    let lenient = client_reads::<Lenient>(r#"a1 68"document" f6"#).unwrap();
    assert_eq!(lenient.document, Document::Null);
}

#[test]
fn a_server_goes_on_and_tells_of_all_that_is_missing() {
    let (values, missing) = server_receives::<Values>(&hex(
        r#"a3 64"tree" a1 64"left" a1 64"name" f6 65"event" a1 67"created" a0 64"byte" 01"#,
    ))
    .unwrap();
    assert_eq!(
        missing,
        ["/tree/left/name", "/tree/name", "/event/created/name"]
    );
    assert_eq!(values.byte, Some(1));
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| {
        let open = r#"a2 64"name" 61"n" 64"left" "#.repeat(depth);
        format!(r#"a1 64"tree" {open} a1 64"name" 61"n""#)
    };
    assert!(client_reads::<Values>(&nested(100)).is_ok());
    let too_deep = |cbor: &[u8]| {
        let error = cbor::from_slice::<Values>(cbor).unwrap_err().to_string();
        assert!(error.ends_with(": nested too deep"), "{error}");
    };
    too_deep(&hex(&nested(128)));
    for key in [r#"68"document""#, r#"67"unknown""#] {
        for opener in ["81", "9f", r#"a1 61"a""#, r#"bf 61"a""#] {
            let mut body = hex(&format!("a1 {key}"));
            body.extend(hex(opener).repeat(100_000));
            too_deep(&body);
        }
    }
    // Tags do not nest: they are gone past one by one.
    let mut tags = hex(r#"a1 67"unknown""#);
    tags.extend(vec![0xC1; 1_000_000]);
    tags.push(0);
    assert!(cbor::from_slice::<Values>(&tags).is_ok());

    let mut deep = tree("leaf");
    for _ in 0..200 {
        deep = Tree {
            name: "n".into(),
            left: Some(Box::new(deep)),
        };
    }
    let error = cbor::to_vec(&deep).unwrap_err();
    assert!(error.to_string().ends_with(": nested too deep"));
}

#[test]
fn what_a_length_says_is_believed_only_when_it_is_there() {
    for head in ["5b", "7b", "9b", "bb"] {
        for key in [
            r#"66"string""#,
            r#"64"blob""#,
            r#"65"dense""#,
            r#"63"map""#,
            r#"63"new""#,
        ] {
            let cbor = format!("a1 {key} {head} ff ff ff ff ff ff ff ff");
            let error = client_reads::<Values>(&cbor).unwrap_err().to_string();
            assert!(
                error.contains("unexpected end at byte") || error.contains("expected a"),
                "{cbor}: {error}"
            );
        }
    }
}

#[test]
fn a_union_that_holds_an_unknown_member_is_not_written() {
    let values = Values {
        event: Some(Event::Unknown("renamed".into())),
        ..Shape::blank()
    };
    assert_eq!(
        cbor::to_vec(&values).unwrap_err().to_string(),
        "cannot write /event: the union's member \"renamed\" is not in the model"
    );
}

#[test]
fn a_body_that_is_cut_off_is_refused() {
    let cbor = hex(SOME_CBOR);
    for end in 0..cbor.len() {
        assert!(cbor::from_slice::<Values>(&cbor[..end]).is_err(), "{end}");
    }
}

/// Heads of every kind and width, and what ends those that have no length.
const CHANGES: &str =
    "00 17 18 1b 20 3b 41 5b 5f 61 7b 7f 81 9b 9f a1 bb bf c1 c2 c4 f4 f6 f7 f9 fb ff";

#[test]
fn a_body_with_a_changed_byte_is_refused_or_means_what_it_says() {
    let some = hex(SOME_CBOR);
    for index in 0..some.len() {
        for byte in hex(CHANGES) {
            let mut cbor = some.clone();
            cbor[index] = byte;
            let Ok(values) = cbor::from_slice::<Values>(&cbor) else {
                continue;
            };
            // A union that holds an unknown member is read, but never written, and NaN is not itself.
            let skipped = matches!(values.event, Some(Event::Unknown(_)));
            if !skipped && values == values.clone() {
                let written = cbor::to_vec(&values).unwrap();
                assert_eq!(cbor::from_slice::<Values>(&written).unwrap(), values);
            }
        }
    }
}
