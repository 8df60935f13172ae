//! Values as XML documents, both ways.

#![cfg(feature = "xml")]

#[macro_use]
mod structure;

use std::collections::BTreeMap;
use std::fmt::Debug;

use farrier::wire::{
    self, Codec, Member, Part, Reading, Role, Shape, TimestampFormat, XmlNamespace,
};
use farrier::xml::{self, Xml};
use farrier::{Blob, DecodeErrorKind, EncodeErrorKind, Timestamp};

/// States a union as generated code does.
macro_rules! union {
    ($name:ident = $members:expr; $($index:literal $variant:ident: $type:ty,)*) => {
        #[derive(Clone, Debug, PartialEq)]
        enum $name {
            $($variant($type),)*
            Unknown(String),
        }

        impl Shape for $name {
            const NAME: &'static str = stringify!($name);
            const UNION: bool = true;
            const MEMBERS: &'static [Member] = &$members;

            fn blank() -> Self {
                Self::Unknown(String::new())
            }

            fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
                match self {
                    $(Self::$variant(value) => to.member($index, value),)*
                    Self::Unknown(name) => to.unknown(name),
                }
            }

            fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
                *self = match from.index() {
                    $($index => wire::read(from).map(Self::$variant),)*
                    _ => return Ok(()),
                }?;
                Ok(())
            }

            fn decode_unknown(&mut self, name: &str) {
                *self = Self::Unknown(name.to_owned());
            }
        }
    };
}

const SERVICE: &wire::ServiceSchema = &wire::ServiceSchema::new("Parcels", "1", &[])
    .xml_namespace(&XmlNamespace::new("https://example.com/parcels"));

/// Writes a value, and reads it back as a client and as a server.
#[track_caller]
fn assert_xml<T: Shape + Debug>(value: &T, xml: &str) {
    assert_eq!(written(value), xml);
    assert_reads(xml, value);
    let mut reading = Reading::new(Role::Server);
    let mut read = T::blank();
    Xml::decode(&mut read, Part::All, xml.as_bytes(), &mut reading).unwrap();
    assert_eq!(&read, value);
    assert!(reading.into_missing().is_empty());
}

#[track_caller]
fn assert_reads<T: Shape + Debug>(xml: &str, value: &T) {
    assert_eq!(&xml::from_slice::<T>(xml.as_bytes()).unwrap(), value);
}

fn written<T: Shape>(value: &T) -> String {
    String::from_utf8(xml::to_vec(value).unwrap()).unwrap()
}

#[track_caller]
fn refusal<T: Shape + Debug>(xml: &str) -> String {
    xml::from_slice::<T>(xml.as_bytes())
        .unwrap_err()
        .to_string()
}

structure! {
    Scalars = [
        Member::new("text").xml_name("Text"),
        Member::new("flag"),
        Member::new("byte"),
        Member::new("long"),
        Member::new("float"),
        Member::new("double"),
        Member::new("blob"),
        Member::new("sent"),
        Member::new("seconds").timestamp(TimestampFormat::EpochSeconds),
        Member::new("big"),
    ];
    text: Option<String>,
    flag: Option<bool>,
    byte: Option<i8>,
    long: Option<i64>,
    float: Option<f32>,
    double: Option<f64>,
    blob: Option<Blob>,
    sent: Option<Timestamp>,
    seconds: Option<Timestamp>,
    big: Option<farrier::BigDecimal>,
}

#[test]
fn every_simple_type_is_the_text_of_an_element() {
    let value = Scalars {
        text: Some(" <a> & \"b\"\r\n".to_owned()),
        flag: Some(true),
        byte: Some(-128),
        long: Some(i64::MAX),
        float: Some(1.5),
        double: Some(f64::NEG_INFINITY),
        blob: Some(Blob::from("value")),
        sent: Some("2014-04-29T18:30:38.5Z".parse().unwrap()),
        seconds: Some("2014-04-29T18:30:38.5Z".parse().unwrap()),
        big: Some("0.10000000000000000000000001".parse().unwrap()),
    };
    assert_xml(
        &value,
        "<Scalars><Text> &lt;a&gt; &amp; \"b\"&#13;\n</Text><flag>true</flag><byte>-128</byte>\
         <long>9223372036854775807</long><float>1.5</float><double>-Infinity</double>\
         <blob>dmFsdWU=</blob><sent>2014-04-29T18:30:38.5Z</sent><seconds>1398796238.5</seconds>\
         <big>0.10000000000000000000000001</big></Scalars>",
    );
}

#[test]
fn what_is_absent_is_left_out_and_what_is_empty_is_an_empty_element() {
    assert_xml(&Scalars::blank(), "<Scalars></Scalars>");
    assert_reads("<Scalars/>", &Scalars::blank());
    let empty = Scalars {
        text: Some(String::new()),
        blob: Some(Blob::default()),
        ..Shape::blank()
    };
    assert_xml(&empty, "<Scalars><Text></Text><blob></blob></Scalars>");
    assert_reads("<Scalars><Text/><blob /></Scalars>", &empty);
}

#[test]
fn white_space_counts_in_strings_alone() {
    let value = Scalars {
        text: Some(" a  b ".to_owned()),
        flag: Some(false),
        long: Some(7),
        blob: Some(Blob::from("value")),
        ..Shape::blank()
    };
    assert_reads(
        "<Scalars>\n <Text> a  b </Text>\n <flag> false\n</flag><long>\t7 </long><blob>\n dmFs\n dWU=\n</blob></Scalars>\n",
        &value,
    );
}

#[test]
fn a_document_may_have_all_that_xml_has() {
    let value = Scalars {
        text: Some("a<b>&c\n\"'\u{e4}&d;".to_owned()),
        long: Some(1),
        ..Shape::blank()
    };
    assert_reads(
        "\u{feff}<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<!-- <a> -->\n<?php x?>\
         <Scalars xmlns='https://example.com/' xmlns:x='https://example.com/x' other='1'>\
         mixed<![CDATA[ content ]]>&amp;\
         <!-- a -- b --><unknown a='<>'><deep>1</deep><deep/>x&lt;</unknown>\
         <x:Text y='&quot;'>a&lt;<![CDATA[b>&]]>c\r\n<?pi?>&quot;&#39;<!-- -->&#xE4;&#38;d;</x:Text >\
         <long>1</long></Scalars>\n<!-- end -->\n",
        &value,
    );
}

#[test]
fn numbers_without_digits_have_names() {
    let xml = "<Scalars><float>NaN</float><double>Infinity</double></Scalars>";
    let value = xml::from_slice::<Scalars>(xml.as_bytes()).unwrap();
    assert!(value.float.is_some_and(f32::is_nan));
    assert_eq!(value.double, Some(f64::INFINITY));
    assert_eq!(written(&value), xml);
}

#[test]
fn a_value_that_does_not_fit_is_told_with_its_place() {
    for (xml, fault) in [
        (
            "<byte>128</byte>",
            "/byte: expected an integer between -128 and 127, found a number out of range",
        ),
        ("<byte/>", "/byte: expected an integer, found another text"),
        (
            "<long>1.5</long>",
            "/long: expected an integer, found another text",
        ),
        (
            "<long>+1</long>",
            "/long: expected an integer, found another text",
        ),
        (
            "<flag>True</flag>",
            "/flag: expected true or false, found another text",
        ),
        (
            "<float>inf</float>",
            "/float: expected a number of 32 bits, found another text",
        ),
        (
            "<blob>*</blob>",
            "/blob: expected base64, found another text",
        ),
        (
            "<sent>today</sent>",
            "/sent: expected a date-time in UTC, found another text",
        ),
        (
            "<Text>a<b/></Text>",
            "/text: expected text, found an element",
        ),
    ] {
        let document = format!("<Scalars>{xml}</Scalars>");
        assert_eq!(
            refusal::<Scalars>(&document),
            format!("cannot read {fault}"),
            "{xml}"
        );
    }
}

const ITEM: Member = Member::new("member").xml_name("item");
const LINK: Member =
    Member::new("member").xml_namespace(&XmlNamespace::new("https://example.com/l"));
const LISTS: Member = Member::new("member").list(&ITEM);

structure! {
    Pair = [Member::new("a").xml_name("value"), Member::new("b").xml_name("other")];
    a: Option<String>,
    b: Option<i32>,
}

structure! {
    Lists = [
        Member::new("texts"),
        Member::new("renamed").xml_name("Renamed").list(&ITEM),
        Member::new("nested").list(&LISTS),
        Member::new("flat").xml_flattened(),
        Member::new("flatRenamed").xml_name("Flat").xml_flattened().list(&ITEM),
        Member::new("pairs").xml_name("Pair").xml_flattened(),
        Member::new("sparse"),
        Member::new("links").xml_flattened().list(&LINK),
    ];
    texts: Option<Vec<String>>,
    renamed: Option<Vec<i32>>,
    nested: Option<Vec<Vec<String>>>,
    flat: Option<Vec<String>>,
    flat_renamed: Option<Vec<String>>,
    pairs: Option<Vec<Pair>>,
    sparse: Option<Vec<Option<String>>>,
    links: Option<Vec<String>>,
}

fn pair(a: &str, b: i32) -> Pair {
    Pair {
        a: Some(a.to_owned()),
        b: Some(b),
    }
}

#[test]
fn a_list_has_an_element_for_each_item() {
    let texts = |items: &[&str]| {
        items
            .iter()
            .map(|&item| item.to_owned())
            .collect::<Vec<_>>()
    };
    let value = Lists {
        texts: Some(texts(&["a", ""])),
        renamed: Some(vec![1, 2]),
        nested: Some(vec![texts(&["b"]), vec![]]),
        flat: Some(texts(&["c", "d"])),
        flat_renamed: Some(texts(&["e"])),
        pairs: Some(vec![pair("f", 1), pair("g", 2)]),
        sparse: Some(vec![None, Some(String::new())]),
        links: Some(texts(&["h"])),
    };
    assert_xml(
        &value,
        "<Lists><texts><member>a</member><member></member></texts>\
         <Renamed><item>1</item><item>2</item></Renamed>\
         <nested><member><item>b</item></member><member></member></nested>\
         <flat>c</flat><flat>d</flat><Flat>e</Flat>\
         <Pair><value>f</value><other>1</other></Pair><Pair><value>g</value><other>2</other></Pair>\
         <sparse><member xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"></member>\
         <member></member></sparse>\
         <links xmlns=\"https://example.com/l\">h</links></Lists>",
    );
}

#[test]
fn an_empty_list_is_an_empty_element_unless_it_is_flattened() {
    let value = Lists {
        texts: Some(vec![]),
        flat: Some(vec![]),
        ..Shape::blank()
    };
    assert_eq!(written(&value), "<Lists><texts></texts></Lists>");
    assert_reads(
        "<Lists><texts/></Lists>",
        &Lists {
            flat: None,
            ..value
        },
    );
}

#[test]
fn the_items_of_a_flattened_list_may_stand_anywhere() {
    let value = Lists {
        flat: Some(vec!["a".into(), "b".into(), "c".into()]),
        pairs: Some(vec![pair("d", 1), pair("e", 2)]),
        renamed: Some(vec![2]),
        ..Shape::blank()
    };
    assert_reads(
        "<Lists><flat>a</flat><flat>b</flat><Pair><value>d</value><other>1</other></Pair><other/>\
         <flat>c</flat><Renamed><item>1</item></Renamed><Pair><other>2</other><value>e</value></Pair>\
         <Renamed><other>1</other><item>2</item></Renamed></Lists>",
        &value,
    );
}

#[test]
fn the_place_of_an_item_is_its_index() {
    for xml in [
        "<Lists><Pair/><texts/><Pair><other>x</other></Pair></Lists>",
        "<Lists><Pair/><Pair><other>x</other></Pair></Lists>",
    ] {
        assert_eq!(
            refusal::<Lists>(xml),
            "cannot read /pairs/1/b: expected an integer, found another text"
        );
    }
}

const KEY: Member = Member::new("key").xml_name("K");
const AMOUNT: Member = Member::new("value")
    .xml_name("V")
    .xml_namespace(&XmlNamespace::new("https://example.com/v"));

structure! {
    Maps = [
        Member::new("plain"),
        Member::new("flat").xml_flattened(),
        Member::new("renamed").xml_name("Renamed").map(&KEY, &AMOUNT),
        Member::new("flatRenamed").xml_name("Flat").xml_flattened().map(&KEY, &AMOUNT),
        Member::new("pairs"),
        Member::new("sparse"),
        Member::new("nested").xml_flattened(),
    ];
    plain: Option<BTreeMap<String, String>>,
    flat: Option<BTreeMap<String, i32>>,
    renamed: Option<BTreeMap<String, i32>>,
    flat_renamed: Option<BTreeMap<String, i32>>,
    pairs: Option<BTreeMap<String, Pair>>,
    sparse: Option<BTreeMap<String, Option<i32>>>,
    nested: Option<BTreeMap<String, BTreeMap<String, i32>>>,
}

#[test]
fn a_map_has_an_element_for_each_entry() {
    let numbers = || BTreeMap::from([("a".to_owned(), 1), ("b&".to_owned(), 2)]);
    let value = Maps {
        plain: Some(BTreeMap::from([("k".into(), "v".into())])),
        flat: Some(numbers()),
        renamed: Some(BTreeMap::from([("a".into(), 1)])),
        flat_renamed: Some(BTreeMap::from([("a".into(), 1)])),
        pairs: Some(BTreeMap::from([("p".into(), pair("x", 3))])),
        sparse: Some(BTreeMap::from([("n".into(), None)])),
        nested: Some(BTreeMap::from([("o".into(), numbers())])),
    };
    assert_xml(
        &value,
        "<Maps><plain><entry><key>k</key><value>v</value></entry></plain>\
         <flat><key>a</key><value>1</value></flat><flat><key>b&amp;</key><value>2</value></flat>\
         <Renamed><entry><K>a</K><V xmlns=\"https://example.com/v\">1</V></entry></Renamed>\
         <Flat><K>a</K><V xmlns=\"https://example.com/v\">1</V></Flat>\
         <pairs><entry><key>p</key><value><value>x</value><other>3</other></value></entry></pairs>\
         <sparse><entry><key>n</key><value xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:nil=\"true\"></value></entry></sparse>\
         <nested><key>o</key><value><entry><key>a</key><value>1</value></entry>\
         <entry><key>b&amp;</key><value>2</value></entry></value></nested></Maps>",
    );
}

#[test]
fn the_halves_of_an_entry_may_come_in_any_order_and_entries_of_a_flattened_map_anywhere() {
    let value = Maps {
        plain: Some(BTreeMap::new()),
        flat: Some(BTreeMap::from([("a".into(), 3), ("b".into(), 2)])),
        ..Shape::blank()
    };
    assert_reads(
        "<Maps><flat><value>1</value><key>a</key></flat><plain><other/></plain>\
         <flat><other/><key>b</key><value>2</value></flat><flat><key>a</key><value>3</value></flat></Maps>",
        &value,
    );
}

#[test]
fn an_entry_has_a_key_and_a_value() {
    let maps = |entry: &str| format!("<Maps><flat>{entry}</flat></Maps>");
    let half = maps("<value>1</value>");
    assert_eq!(
        refusal::<Maps>(&half),
        "cannot read /flat: expected a key, found none"
    );
    assert_eq!(
        refusal::<Maps>(&maps("<key>a</key><value>x</value>")),
        "cannot read /flat/a: expected an integer, found another text"
    );
    // A service that sends a key alone has no value for it.
    let lone = maps("<key>a</key>");
    assert_reads(
        &lone,
        &Maps {
            flat: Some(BTreeMap::new()),
            ..Shape::blank()
        },
    );
    let mut reading = Reading::new(Role::Server);
    let read = Xml::decode(&mut Maps::blank(), Part::All, lone.as_bytes(), &mut reading);
    assert_eq!(
        read.unwrap_err().to_string(),
        "cannot read /flat/a: expected a value, found none"
    );
}

union! {
    Choice = [
        Member::new("text").xml_name("Text"),
        Member::new("lines").xml_name("Line").xml_flattened(),
        Member::new("pair"),
        Member::new("choice"),
    ];
    0 Text: String,
    1 Lines: Vec<String>,
    2 Pair: Pair,
    3 Inner: Box<Choice>,
}

structure! {
    Holder = [Member::new("choice").xml_name("Choice"), Member::new("more").xml_flattened()];
    choice: Option<Choice>,
    more: Option<Vec<Choice>>,
}

#[test]
fn a_union_is_an_element_with_the_one_member_that_it_holds() {
    assert_xml(&Choice::Text("a".into()), "<Choice><Text>a</Text></Choice>");
    assert_xml(
        &Choice::Lines(vec!["a".into(), "b".into()]),
        "<Choice><Line>a</Line><Line>b</Line></Choice>",
    );
    let value = Holder {
        choice: Some(Choice::Inner(Box::new(Choice::Pair(pair("a", 1))))),
        more: Some(vec![
            Choice::Lines(vec!["a".into(), "b".into()]),
            Choice::Text("c".into()),
        ]),
    };
    assert_xml(
        &value,
        "<Holder><Choice><choice><pair><value>a</value><other>1</other></pair></choice></Choice>\
         <more><Line>a</Line><Line>b</Line></more><more><Text>c</Text></more></Holder>",
    );
}

#[test]
fn a_client_keeps_the_name_of_a_member_that_it_does_not_know() {
    assert_reads(
        "<Choice><new><a/></new></Choice>",
        &Choice::Unknown("new".into()),
    );
    let error = xml::to_vec(&Choice::Unknown("new".into())).unwrap_err();
    assert_eq!(error.kind(), &EncodeErrorKind::UnknownVariant("new".into()));
    let mut reading = Reading::new(Role::Server);
    let read = Xml::decode(
        &mut Choice::blank(),
        Part::All,
        b"<Choice><new/></Choice>",
        &mut reading,
    );
    assert!(read.is_err());
}

#[test]
fn a_union_holds_one_member() {
    for (xml, found) in [
        ("<Choice/>", "none"),
        ("<Choice>text</Choice>", "none"),
        ("<Choice><Text/><Text/></Choice>", "several"),
        ("<Choice><Line/><Text/><Line/></Choice>", "several"),
    ] {
        let expected =
            format!("cannot read the message: expected one member of a union, found {found}");
        assert_eq!(refusal::<Choice>(xml), expected, "{xml}");
    }
}

structure! {
    Person = [
        Member::new("kind").xml_name("xsi:type").xml_attribute(),
        Member::required("name"),
        Member::new("age").xml_attribute(),
    ];
    kind: Option<String>,
    name: String,
    age: Option<i32>,
}

structure! {
    Grant {
        const XML_NAME: Option<&'static str> = Some("GrantDocument");
        const XML_NAMESPACE: Option<&'static XmlNamespace> = Some(&XmlNamespace::new("https://example.com/g"));
    } = [
        Member::new("person").xml_namespace(
            &XmlNamespace::new("http://www.w3.org/2001/XMLSchema-instance").prefix("xsi"),
        ),
        Member::new("id").xml_attribute().xml_name("Id"),
    ];
    person: Option<Person>,
    id: Option<String>,
}

#[test]
fn attributes_are_written_in_the_start_tag_wherever_they_stand_in_the_model() {
    let value = Grant {
        person: Some(Person {
            kind: Some("User".into()),
            name: "a".into(),
            age: Some(7),
        }),
        id: Some("<\"a\"\t&\n>".into()),
    };
    assert_xml(
        &value,
        "<GrantDocument xmlns=\"https://example.com/g\" Id=\"&lt;&quot;a&quot;&#9;&amp;&#10;&gt;\">\
         <person xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"User\" age=\"7\">\
         <name>a</name></person></GrantDocument>",
    );
}

#[test]
fn an_attribute_is_found_whatever_its_prefix_and_its_quotes() {
    let person = Person {
        kind: Some("a b'&".into()),
        name: String::new(),
        age: None,
    };
    assert_reads(
        "<Person xmlns:i='urn:i' other='1' i:type = 'a\nb&apos;&amp;'><name/><kind>2</kind><age>1</age></Person>",
        &person,
    );
    for (attributes, fault) in [
        ("age='1' age='2'", "an attribute that is there twice"),
        ("age='&x;'", "an attribute with an unknown entity"),
    ] {
        let refused = refusal::<Person>(&format!("<Person {attributes}><name/></Person>"));
        assert!(refused.contains(fault), "{refused}");
    }
    assert_eq!(
        refusal::<Person>("<Person age='x'><name/></Person>"),
        "cannot read /age: expected an integer, found another text"
    );
}

#[test]
fn a_document_has_the_namespace_of_its_shape_or_else_of_the_service() {
    let encoded = |value: &Scalars| {
        String::from_utf8(Xml::encode(SERVICE, value, Part::Response).unwrap()).unwrap()
    };
    assert_eq!(
        encoded(&Scalars::blank()),
        r#"<Scalars xmlns="https://example.com/parcels"></Scalars>"#
    );
    let grant = Xml::encode(SERVICE, &Grant::blank(), Part::Response).unwrap();
    assert_eq!(
        String::from_utf8(grant).unwrap(),
        r#"<GrantDocument xmlns="https://example.com/g"></GrantDocument>"#
    );
}

structure! {
    Payloads = [
        Member::new("grant").payload(),
        Member::new("renamed").payload().xml_name("Renamed"),
        Member::new("count").payload().xml_namespace(&XmlNamespace::new("urn:c").prefix("c")),
        Member::new("choice").payload(),
    ];
    grant: Option<Grant>,
    renamed: Option<Grant>,
    count: Option<i32>,
    choice: Option<Choice>,
}

#[test]
fn a_member_that_is_a_document_is_called_as_it_says_or_else_as_its_shape() {
    let grant = || {
        Some(Grant {
            id: Some("7".into()),
            person: None,
        })
    };
    let value = Payloads {
        grant: grant(),
        renamed: grant(),
        count: Some(1),
        choice: Some(Choice::Text("a".into())),
    };
    for (index, xml) in [
        r#"<GrantDocument xmlns="https://example.com/g" Id="7"></GrantDocument>"#,
        r#"<Renamed xmlns="https://example.com/g" Id="7"></Renamed>"#,
        r#"<count xmlns:c="urn:c">1</count>"#,
        r#"<Choice xmlns="https://example.com/parcels"><Text>a</Text></Choice>"#,
    ]
    .into_iter()
    .enumerate()
    {
        let written = Xml::encode_member(SERVICE, &value, index).unwrap().unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), xml);
        let mut read = Payloads::blank();
        let mut reading = Reading::new(Role::Server);
        Xml::decode_member(&mut read, index, xml.as_bytes(), &mut reading).unwrap();
        let again = Xml::encode_member(SERVICE, &read, index).unwrap().unwrap();
        assert_eq!(String::from_utf8(again).unwrap(), xml);
        assert_eq!(
            Xml::encode_member(SERVICE, &Payloads::blank(), index).unwrap(),
            None
        );
    }
}

#[test]
fn a_server_takes_the_root_that_the_model_names_alone() {
    let server = |xml: &str| {
        let mut reading = Reading::new(Role::Server);
        Xml::decode(&mut Grant::blank(), Part::All, xml.as_bytes(), &mut reading)
    };
    assert!(server("<GrantDocument/>").is_ok());
    assert!(server("<g:GrantDocument xmlns:g='https://example.com/g'></g:GrantDocument>").is_ok());
    assert_eq!(
        server("<Grant/>").unwrap_err().to_string(),
        "cannot read the message: expected the element GrantDocument, found another element"
    );
    assert_reads("<Anything/>", &Grant::blank());
}

structure! {
    People = [Member::required("people").xml_flattened(), Member::required("lead"), Member::new("rest")];
    people: Vec<Person>,
    lead: Person,
    rest: Option<BTreeMap<String, Person>>,
}

#[test]
fn a_server_notes_all_that_is_missing_and_a_client_fails_at_the_first() {
    let xml = "<People><people><name/></people><people/><lead/>\
               <rest><entry><value/><key>a/b</key></entry></rest></People>";
    let mut reading = Reading::new(Role::Server);
    Xml::decode(
        &mut People::blank(),
        Part::All,
        xml.as_bytes(),
        &mut reading,
    )
    .unwrap();
    assert_eq!(
        reading.into_missing(),
        ["/people/1/name", "/lead/name", "/rest/a~1b/name"]
    );
    assert_eq!(
        refusal::<People>(xml),
        "cannot read /people/1/name: the required member is missing"
    );
}

structure! {
    Tree = [Member::new("left"), Member::new("right")];
    left: Option<Box<Tree>>,
    right: Option<Box<Tree>>,
}

#[test]
fn depth_is_bounded() {
    let tree = |depth: usize| {
        let inner = "<left>".repeat(depth - 1) + &"</left>".repeat(depth - 1);
        format!("<Tree>{inner}</Tree>")
    };
    let too_deep = |xml: &str| {
        let error = xml::from_slice::<Tree>(xml.as_bytes()).err();
        error.is_some_and(|error| error.kind() == &DecodeErrorKind::TooDeep)
    };
    assert!(!too_deep(&tree(wire::MAX_DEPTH)));
    assert!(too_deep(&tree(wire::MAX_DEPTH + 1)));
    let unknown = |depth: usize| {
        format!(
            "<Tree>{}{}</Tree>",
            "<a>".repeat(depth),
            "</a>".repeat(depth)
        )
    };
    assert!(!too_deep(&unknown(wire::MAX_DEPTH - 1)));
    assert!(too_deep(&unknown(wire::MAX_DEPTH)));
    let mut value = Tree::blank();
    for _ in 1..wire::MAX_DEPTH {
        value = Tree {
            left: Some(Box::new(value)),
            right: None,
        };
    }
    assert!(xml::to_vec(&value).is_ok());
    value = Tree {
        left: Some(Box::new(value)),
        right: None,
    };
    let error = xml::to_vec(&value).unwrap_err();
    assert_eq!(error.kind(), &EncodeErrorKind::TooDeep);
}

#[test]
fn what_is_no_document_is_refused() {
    for (xml, reason) in [
        ("", "expected an element, found none"),
        (" \n", "expected an element, found none"),
        ("text", "text outside of the root"),
        ("text<Tree/>", "text outside of the root"),
        ("<Tree/>text", "content after the root"),
        ("<Tree/><Tree/>", "content after the root"),
        ("<Tree></Tree>&amp;", "content after the root"),
        ("<Tree>", "an element is not closed"),
        ("<Tree><left></left>", "an element is not closed"),
        ("<Tree></left></Tree>", "expected `</Tree>`"),
        ("<Tree/></Tree>", "`</Tree>`"),
        ("<Tree", "tag not closed"),
        ("<Tree><left", "tag not closed"),
        ("<Tree><![CDATA[", "CDATA not closed"),
        ("<Tree><!-- ", "comment not closed"),
        ("<Tree>&lt</Tree>", "reference"),
        ("<></>", "an element without a name"),
        (
            "<Tree><?xml version='1.0'?></Tree>",
            "an XML declaration inside of the document",
        ),
        (
            "<?xml version='1.0' encoding='utf-16'?><Tree/>",
            "another encoding than UTF-8",
        ),
    ] {
        let refused = refusal::<Tree>(xml);
        assert!(refused.contains(reason), "{xml}: {refused}");
    }
    let error = xml::from_slice::<Tree>(b"<Tree><left>\xff</left></Tree>").unwrap_err();
    assert!(
        matches!(error.kind(), DecodeErrorKind::Syntax { .. }),
        "{error}"
    );
}

#[test]
fn there_are_no_entities_but_the_five() {
    for xml in [
        "<!DOCTYPE Scalars><Scalars/>",
        "<!DOCTYPE Scalars [<!ENTITY a 'b'>]><Scalars><Text>&a;</Text></Scalars>",
        "<!DOCTYPE Scalars SYSTEM 'file:///etc/passwd'><Scalars/>",
        "<Scalars><!DOCTYPE x></Scalars>",
    ] {
        let refused = refusal::<Scalars>(xml);
        assert!(
            refused.contains("a document type definition"),
            "{xml}: {refused}"
        );
    }
    for xml in [
        "<Scalars><Text>&a;</Text></Scalars>",
        "<Scalars><Text>&nbsp;</Text></Scalars>",
        "<Scalars>&a;</Scalars>",
        "<Scalars><unknown>&a;</unknown></Scalars>",
    ] {
        let refused = refusal::<Scalars>(xml);
        assert!(refused.contains("an unknown entity"), "{xml}: {refused}");
    }
    for xml in ["&#0;", "&#xD800;", "&#x110000;", "&#;", "&#x;", "&#-1;"] {
        let refused = refusal::<Scalars>(&format!("<Scalars><Text>{xml}</Text></Scalars>"));
        assert!(
            refused.contains("a reference to no character"),
            "{xml}: {refused}"
        );
    }
}

#[test]
fn what_xml_has_no_characters_for_is_read_by_clients_alone() {
    for text in ["a\u{1}", "&#1;", "&#x1f;b", "\u{ffff}", "<![CDATA[\u{8}]]>"] {
        let xml = format!("<Scalars><Text>{text}</Text></Scalars>");
        assert!(xml::from_slice::<Scalars>(xml.as_bytes()).is_ok(), "{text}");
        let mut reading = Reading::new(Role::Server);
        let read = Xml::decode(
            &mut Scalars::blank(),
            Part::All,
            xml.as_bytes(),
            &mut reading,
        );
        let refused = read.unwrap_err().to_string();
        let reason = "a character that XML does not have";
        assert!(refused.contains(reason), "{text}: {refused}");
    }
}

#[test]
fn what_xml_has_no_characters_for_is_not_written() {
    let value = Scalars {
        text: Some("\u{1}".into()),
        ..Shape::blank()
    };
    assert_eq!(
        xml::to_vec(&value).unwrap_err().to_string(),
        "cannot write /text: XML has no control characters"
    );
}

#[test]
fn the_texts_of_a_document_are_known_without_its_shape() {
    let texts = Xml::texts(
        b"<?xml version='1.0'?><Error><Code>Slow</Code><e:Message>a&lt;b</e:Message><Empty/><Deep>a<b>c</b>d</Deep>\
          <Deep2><b/></Deep2><RequestId>7</RequestId></Error>",
    );
    let expected = [
        ("Code", "Slow"),
        ("Empty", ""),
        ("Message", "a<b"),
        ("RequestId", "7"),
    ];
    let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(texts, BTreeMap::from(expected));
    assert!(Xml::texts(b"{}").is_empty());
    assert!(Xml::texts(b"<Error><Code>Slow</Code>").is_empty());
}
