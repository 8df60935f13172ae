//! JSON without a schema: written as it was read, and read as serde_json reads it.

use farrier::{DecodeErrorKind, Document, json};
use serde_json::Value;

#[test]
fn what_is_read_is_written() {
    for text in [
        r#"null"#,
        r#"[true,false,-0,1.50,1e2,12345678901234567890123]"#,
        r#"{"":[],"a":{"b":"\"\\/\b\f\n\r\t\u0001é😊"}}"#,
    ] {
        let document: Document = json::from_slice(text.as_bytes()).unwrap();
        assert_eq!(
            String::from_utf8(json::to_vec(&document).unwrap()),
            Ok(text.to_owned())
        );
    }
}

#[test]
fn lists_and_maps_are_documents_of_their_own() {
    let numbers: Vec<i32> = json::from_slice(b" [1, 2,\n3] ").unwrap();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(json::to_vec(&numbers).unwrap(), b"[1,2,3]");
    assert_eq!(json::to_vec(&None::<bool>).unwrap(), b"null");
    assert_eq!(json::from_slice::<Option<bool>>(b"null"), Ok(None));
}

#[test]
fn faults_tell_where_they_are() {
    let fault = |text: &[u8]| json::from_slice::<Vec<String>>(text).unwrap_err();
    assert_eq!(fault(b"[\"a\", 1]").path(), "/1");
    assert!(matches!(
        fault(b"[] []").kind(),
        DecodeErrorKind::Syntax { offset: 3, .. }
    ));
    assert!(matches!(
        fault(b"[\"a\xff\"]").kind(),
        DecodeErrorKind::Syntax { offset: 3, .. }
    ));
    assert!(matches!(
        fault(b"[]\xff").kind(),
        DecodeErrorKind::Syntax { offset: 2, .. }
    ));
}

/// Texts that are broken at random: both readers take the same ones, and make the same of them.
#[test]
fn broken_texts_are_taken_or_refused_as_by_serde_json() {
    const TEXTS: [&str; 4] = [
        r#"{"name":"a \"quoted\" name","long":"a text of more than eight bytes","n":[1,-2.5,30e1]}"#,
        r#"[{"S":"caf\u00e9"},{"N":"1"},{"NULL":true},{"L":[null,false,[],{}]},"\ud83d\ude0a"]"#,
        "  { \"é\" : \"😊 and \\\\ and \\n\" , \"b\" : [ ] }\r\n",
        r#""0123456789abcdef0123456789abcdef\/""#,
    ];
    const BYTES: &[u8] = b"\"\\{}[],:0129-+.eEntfu \n\x00\x1f\x7f\x80\xc3\xa9\xff/dD8cC";
    let mut random = fastrand::Rng::with_seed(7);
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..40_000 {
        let mut text = random.choice(TEXTS).unwrap_or_default().as_bytes().to_vec();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..text.len());
            let byte = random.choice(BYTES).copied().unwrap_or_default();
            match random.u8(..4) {
                0 => text[at] = byte,
                1 => text.insert(at, byte),
                2 if text.len() > 1 => drop(text.remove(at)),
                _ => text.truncate(at + 1),
            }
        }
        let theirs = serde_json::from_slice::<Value>(&text);
        if theirs
            .as_ref()
            .is_err_and(|error| error.to_string().contains("out of range"))
        {
            // Documents hold numbers of any size.
            continue;
        }
        let ours = json::from_slice::<Document>(&text);
        let shown = text.escape_ascii();
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => {
                let written = json::to_vec(&ours).unwrap();
                assert_eq!(
                    serde_json::from_slice::<Value>(&written).unwrap(),
                    theirs,
                    "{shown}"
                );
                taken += 1;
            }
            (Err(_), Err(_)) => refused += 1,
            (ours, theirs) => panic!("{shown}: {ours:?}, where serde_json has {theirs:?}"),
        }
    }
    assert!(
        taken > 1_000 && refused > 1_000,
        "{taken} taken, {refused} refused"
    );
}
