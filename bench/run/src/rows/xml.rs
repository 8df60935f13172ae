//! Shapes to the XML of restXml and back, without anything of HTTP.

use farrier::xml;
use quick_xml::de::from_str;
use quick_xml::se::to_string;
use shelves::operation::ListThingsOutput;
use shelves::types::FinishedUpload;

use crate::harness::{Bench, Subject, Target};
use crate::{bodies, xml_shapes};

const SECTION: &str = "XML of restXml";
const DERIVES: &str = "quick-xml with derives";

/// Runs the rows.
pub fn run(bench: &Bench) {
    encode(bench);
    encode_response(bench);
    decode(bench);
}

fn encode(bench: &Bench) {
    let theirs = bodies::finished_upload();
    let text = to_string(&theirs).expect("the shapes have a form as XML");
    let ours: FinishedUpload = xml::from_slice(text.as_bytes()).expect("the text fits the shape");
    assert_eq!(written(&ours), text, "both write the same");
    #[cfg_attr(
        not(feature = "aws"),
        expect(unused_mut, reason = "one more peer with the feature")
    )]
    let mut peers = vec![(
        Subject::new(DERIVES, || to_string(&theirs)),
        Target::Time(1.0),
    )];
    #[cfg(feature = "aws")]
    {
        let body = crate::aws::upload_body(&theirs);
        let same = xml::from_slice(&body).expect("the body fits the shape");
        assert_eq!(ours, same, "AWS's SDK writes the same");
        peers.push((crate::aws::encode_upload(&theirs), Target::Time(0.4)));
    }
    bench.row(
        SECTION,
        "encode 39 kB list of parts",
        Subject::new("farrier", || xml::to_vec(&ours)),
        peers,
    );
}

fn encode_response(bench: &Bench) {
    let theirs = bodies::listing();
    let text = to_string(&theirs).expect("the shapes have a form as XML");
    let ours: ListThingsOutput = xml::from_slice(text.as_bytes()).expect("the text fits the shape");
    assert_eq!(written(&ours), text, "both write the same");
    bench.row(
        SECTION,
        "encode 59 kB listing",
        Subject::new("farrier", || xml::to_vec(&ours)),
        vec![(
            Subject::new(DERIVES, || to_string(&theirs)),
            Target::Time(1.0),
        )],
    );
}

fn decode(bench: &Bench) {
    let theirs = bodies::listing();
    let text = to_string(&theirs).expect("the shapes have a form as XML");
    let ours: ListThingsOutput = xml::from_slice(text.as_bytes()).expect("the text fits the shape");
    assert_eq!(written(&ours), text, "nothing is lost");
    let read: xml_shapes::Listing = from_str(&text).expect("the text fits the shapes");
    assert_eq!(read, theirs, "both read the same");
    #[cfg_attr(
        not(feature = "aws"),
        expect(unused_mut, reason = "one more peer with the feature")
    )]
    let mut peers = vec![(
        Subject::new(DERIVES, || from_str::<xml_shapes::Listing>(&text)),
        Target::Time(1.0),
    )];
    #[cfg(feature = "aws")]
    peers.push((
        crate::aws::decode_listing(text.as_bytes()),
        Target::Time(0.6),
    ));
    bench.row(
        SECTION,
        "decode 59 kB listing",
        Subject::new("farrier", || {
            xml::from_slice::<ListThingsOutput>(text.as_bytes())
        }),
        peers,
    );
}

fn written(shape: &impl farrier::wire::Shape) -> String {
    let xml = xml::to_vec(shape).expect("the shape has a form as XML");
    String::from_utf8(xml).expect("XML is text")
}
