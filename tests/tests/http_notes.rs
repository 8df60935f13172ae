//! A service with bodies, over real sockets: everything that travels, and what is refused because of its body.
//!
//! Its crate, `generated/notes`, is made of the fixture `service_notes`: see `generated.rs`.

use std::collections::BTreeMap;
use std::sync::Mutex;

use farrier::server::{Context, Outcome};
use farrier::{Blob, Document, Timestamp};
use farrier_tests::raw::exchange;
use farrier_tests::server::Server;
use notes::Client;
use notes::operation::{
    BurnNotes, BurnNotesInput, BurnNotesOutput, GetNote, GetNoteInput, GetNoteOutput, PutNote,
    PutNoteError, PutNoteInput, PutNoteOutput,
};
use notes::server::{Notes, Router};
use notes::types::{Content, Kind, Note, NoteChanged};

/// Keeps one note, whatever its id.
#[derive(Default)]
struct Shelf(Mutex<Option<PutNoteInput>>);

impl Notes for Shelf {
    async fn put_note(&self, input: PutNoteInput, _: Context) -> Outcome<PutNote> {
        let mut kept = self.0.lock().expect("nobody panics here");
        if input.version.as_deref() == Some("\"old\"") {
            return Err(PutNoteError::NoteChanged(
                NoteChanged::new("too late").version("\"7\""),
            ));
        }
        let output = PutNoteOutput::new("\"8\"", &*input.id);
        *kept = Some(input);
        Ok(output)
    }

    async fn get_note(&self, _: GetNoteInput, _: Context) -> Outcome<GetNote> {
        let kept = self.0.lock().expect("nobody panics here");
        Ok(GetNoteOutput::new(
            kept.as_ref().expect("a note was put").note.clone(),
        ))
    }

    async fn burn_notes(&self, _: BurnNotesInput, _: Context) -> Outcome<BurnNotes> {
        *self.0.lock().expect("nobody panics here") = None;
        Ok(BurnNotesOutput::new())
    }
}

async fn shelf() -> (Server, Client) {
    let server = Server::start(Router::new(Shelf::default()).body_limit(1000)).await;
    let client = Client::builder()
        .endpoint(server.endpoint())
        .build()
        .expect("the settings are complete");
    (server, client)
}

fn note() -> Note {
    let labels = BTreeMap::from([("color".to_owned(), "\u{1f534} \"red\"\n".to_owned())]);
    let more = BTreeMap::from([(
        "deep".to_owned(),
        Document::Array(vec![Document::Null, Document::from(true)]),
    )]);
    Note::new("buy milk")
        .kind(Kind::Todo)
        .written(
            "2025-11-22T01:02:03.5Z"
                .parse::<Timestamp>()
                .expect("the time is well formed"),
        )
        .stars(5)
        .content(Content::Points(vec![0.1, -0.0, 1e300, f64::INFINITY]))
        .replies(vec![Note::new("done").content(Content::None)])
        .labels(labels)
        .secret("hush")
        .bytes(Blob::from(vec![0, 255, 128]))
        .more(Document::Object(more))
}

#[tokio::test]
async fn escapes_in_a_uri_template_are_part_of_the_route() {
    let (server, client) = shelf().await;
    client
        .burn_notes()
        .send()
        .await
        .expect("the client's own spelling is understood");
    for (target, status) in [
        ("/all%20notes?how=for+good", "404 Not Found"),
        ("/all%20notes?how=for%20%67ood", "200 OK"),
        ("/all notes?how=for%20good", "400 Bad Request"),
        ("/all%20notes", "404 Not Found"),
    ] {
        let request = format!("DELETE {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = exchange(server.address(), &request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}\r\n")),
            "{target}: {answer}"
        );
    }
}

#[tokio::test]
async fn every_kind_of_value_arrives() {
    let (_server, client) = shelf().await;
    let put = client
        .put_note("a/b", note())
        .with(|input| input.draft(true).tags(vec!["x".into(), "y".into()]));
    let output = put.send().await.expect("the note is put");
    assert_eq!(output, PutNoteOutput::new("\"8\"", "a/b"));
    let output = client
        .get_note("a/b")
        .send()
        .await
        .expect("the note is there");
    assert_eq!(output.note, note());
}

#[tokio::test]
async fn an_error_carries_its_header() {
    let (_server, client) = shelf().await;
    let error = client
        .put_note("1", note())
        .with(|input| input.version("\"old\""))
        .send()
        .await
        .expect_err("it fails");
    let expected = NoteChanged::new("too late").version("\"7\"");
    assert_eq!(
        error.as_service(),
        Some(&PutNoteError::NoteChanged(expected))
    );
}

#[tokio::test]
async fn sensitive_members_are_not_shown() {
    let (_server, client) = shelf().await;
    let call = client.put_note("1", note());
    assert!(!format!("{call:?}").contains("hush"), "{call:?}");
    assert!(format!("{call:?}").contains("buy milk"), "{call:?}");
}

/// The answer to a `PUT` with this body.
async fn put(headers: &str, body: &str) -> String {
    let (server, _) = shelf().await;
    let length = body.len();
    let request = format!(
        "PUT /notes/1 HTTP/1.1\r\nHost: here\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
    exchange(server.address(), request).await
}

const JSON: &str = "Content-Type: application/json\r\n";

/// What an answer of 400 looks like as a whole.
fn bad_request(code: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nx-amzn-errortype: {code}\r\n\
         x-amzn-requestid: ***\r\ncontent-length: {}\r\ndate: ***\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn a_good_request_is_answered_byte_for_byte() {
    let answer = put(
        JSON,
        r#"{"note":{"text":"hi","kind":"plain"},"later":[{}]}"#,
    )
    .await;
    let expected = "HTTP/1.1 201 Created\r\netag: \"8\"\r\ncontent-type: application/json\r\n\
                    x-amzn-requestid: ***\r\ncontent-length: 10\r\ndate: ***\r\n\r\n{\"id\":\"1\"}";
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn a_malformed_body_is_refused_with_the_place() {
    for (body, place) in [
        ("{", ""),
        ("[]", ""),
        ("null", ""),
        ("\"note\"", ""),
        (r#"{"note":{"text":"hi"}} trailing"#, ""),
        (r#"{"note":{"text":"hi",}}"#, ""),
        (r#"{"note":{"text":1}}"#, "/note/text"),
        (r#"{"note":[]}"#, "/note"),
        (r#"{"note":{"text":"hi","stars":1.5}}"#, "/note/stars"),
        (
            r#"{"note":{"text":"hi","stars":2147483648}}"#,
            "/note/stars",
        ),
        (r#"{"note":{"text":"hi","stars":"1"}}"#, "/note/stars"),
        (
            r#"{"note":{"text":"hi","bytes":"not base64"}}"#,
            "/note/bytes",
        ),
        (
            r#"{"note":{"text":"hi","replies":[{"text":"a"},{"text":false}]}}"#,
            "/note/replies/1/text",
        ),
        (
            r#"{"note":{"text":"hi","labels":{"a":1}}}"#,
            "/note/labels/a",
        ),
        (
            r#"{"note":{"text":"hi","content":{"link":"a","points":[]}}}"#,
            "/note/content",
        ),
    ] {
        let answer = put(JSON, body).await;
        assert!(
            answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
            "{body}: {answer}"
        );
        assert!(
            answer.contains("\r\nx-amzn-errortype: SerializationException\r\n"),
            "{body}: {answer}"
        );
        assert!(answer.contains(place), "{body}: {answer}");
    }
    let answer = put(JSON, "{\"note\":{\"text\":\"hi\"}\0}").await;
    assert!(answer.contains("SerializationException"), "{answer}");
}

#[tokio::test]
async fn a_body_that_nests_without_end_is_refused() {
    let server = Server::start(Router::new(Shelf::default())).await;
    for (open, close) in [
        ("{\"text\":\"a\",\"replies\":[", "]}"),
        ("{\"text\":\"a\",\"more\":", "}"),
        ("[", "]"),
    ] {
        let body = format!(
            "{{\"note\":{}{}}}",
            open.repeat(10_000),
            close.repeat(10_000)
        );
        let length = body.len();
        let head = format!(
            "PUT /notes/1 HTTP/1.1\r\nHost: here\r\n{JSON}Content-Length: {length}\r\n\r\n"
        );
        let answer = exchange(server.address(), head + &body).await;
        assert!(
            answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
            "{answer}"
        );
        assert!(
            answer.contains("\r\nx-amzn-errortype: SerializationException\r\n"),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn all_that_breaks_a_constraint_is_reported_at_once() {
    let body = r#"{"note":{"text":"","kind":"other","stars":6,"replies":[{"text":"longer than 12"}],"labels":{"A":"x"}},"tags":["a","a"]}"#;
    let rules = [
        (
            "/note/text",
            "Value with length 0 at '/note/text' failed to satisfy constraint: Member must have length between 1 and 12, inclusive",
        ),
        (
            "/note/kind",
            "Value at '/note/kind' failed to satisfy constraint: Member must satisfy enum value set: [plain, todo]",
        ),
        (
            "/note/stars",
            "Value at '/note/stars' failed to satisfy constraint: Member must be between 1 and 5, inclusive",
        ),
        (
            "/note/replies/0/text",
            "Value with length 14 at '/note/replies/0/text' failed to satisfy constraint: Member must have length between 1 and 12, inclusive",
        ),
        (
            "/note/labels",
            "Value at '/note/labels' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z]+$",
        ),
        (
            "/tags",
            "Value at '/tags' failed to satisfy constraint: Member must have unique values",
        ),
    ];
    let messages: Vec<&str> = rules.iter().map(|(_, message)| *message).collect();
    let fields: Vec<String> = rules
        .iter()
        .map(|(path, message)| format!(r#"{{"path":"{path}","message":"{message}"}}"#))
        .collect();
    let expected = format!(
        r#"{{"message":"6 validation errors detected. {}","fieldList":[{}]}}"#,
        messages.join("; "),
        fields.join(",")
    );
    assert_eq!(
        put(JSON, body).await,
        bad_request("ValidationException", &expected)
    );
}

#[tokio::test]
async fn a_missing_member_is_a_violation() {
    for body in ["{}", "", r#"{"note":null}"#] {
        let message = "Value at '/note' failed to satisfy constraint: Member must not be null";
        let expected = format!(
            r#"{{"message":"1 validation error detected. {message}","fieldList":[{{"path":"/note","message":"{message}"}}]}}"#
        );
        assert_eq!(
            put(JSON, body).await,
            bad_request("ValidationException", &expected),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_body_must_say_that_it_is_json() {
    let body = r#"{"note":{"text":"hi"}}"#;
    for media_type in [
        "",
        "Content-Type: text/plain\r\n",
        "Content-Type: application/x-amz-json-1.1\r\n",
    ] {
        let answer = put(media_type, body).await;
        assert!(
            answer.starts_with("HTTP/1.1 415 Unsupported Media Type\r\n"),
            "{media_type}: {answer}"
        );
    }
    for media_type in ["application/json; charset=utf-8", "Application/JSON"] {
        let answer = put(&format!("Content-Type: {media_type}\r\n"), body).await;
        assert!(
            answer.starts_with("HTTP/1.1 201 Created\r\n"),
            "{media_type}: {answer}"
        );
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_too_large() {
    let body = format!(
        r#"{{"note":{{"text":"hi","secret":"{}"}}}}"#,
        "x".repeat(1000)
    );
    let answer = put(JSON, &body).await;
    assert!(
        answer.starts_with("HTTP/1.1 413 Payload Too Large\r\n"),
        "{answer}"
    );
    let fits = format!(
        r#"{{"note":{{"text":"hi","secret":"{}"}}}}"#,
        "x".repeat(900)
    );
    assert!(put(JSON, &fits).await.starts_with("HTTP/1.1 201 "));
}
