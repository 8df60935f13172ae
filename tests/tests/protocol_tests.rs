//! Generated protocol tests fail when the code is not what the case says, and tell everything that differs.

use std::panic::{UnwindSafe, catch_unwind};

use farrier::testing::{self, malformed_request, request, response};
use farrier_codegen::{Generator, Side};
use farrier_tests::fixtures::Fixture;
use notes::{Client, operation, server};

testing::service!(Service, server::Operations);

impl server::Notes for Service {
    testing::handler!(burn_notes => operation::BurnNotes);
    testing::handler!(get_note => operation::GetNote);
    testing::handler!(put_note => operation::PutNote);
}

/// What a test that fails says, without the answer that it shows.
#[track_caller]
fn failure(test: impl FnOnce() + UnwindSafe) -> String {
    let panic = catch_unwind(test).expect_err("the test fails");
    let said = panic.downcast_ref::<String>().expect("it says why");
    let end = said.find("\nthe ").unwrap_or(said.len());
    said[..end].to_owned()
}

const PUT: &str = r#"{"id":"7","draft":true,"note":{"text":"hello"}}"#;

#[test]
fn a_request_of_the_client_is_held_to_its_method_path_and_query() {
    let wrong = || {
        request("Wrong", "POST", "/note/7")
            .query(&["draft=false"])
            .forbid_query(&["draft"])
            .require_query(&["final"])
            .params(PUT)
            .client::<Client, operation::PutNote>();
    };
    assert_eq!(
        failure(wrong),
        r#"Wrong (client):
  method: expected "POST", found "PUT"
  path: expected "/note/7", found "/notes/7"
  query: expected "draft=false" in "draft=true"
  query: expected no "draft" in "draft=true"
  query: expected "final" in "draft=true""#
    );
}

#[test]
fn a_request_of_the_client_is_held_to_its_headers_and_body() {
    let wrong = || {
        request("Wrong", "PUT", "/notes/7")
            .header("X-Token", "another")
            .forbid_headers(&["Content-Type"])
            .require_headers(&["If-Match"])
            .json(r#"{"note":{"text":"bye","stars":1}}"#)
            .params(PUT)
            .client::<Client, operation::PutNote>();
    };
    assert_eq!(
        failure(wrong),
        r#"Wrong (client):
  header X-Token: expected "another", found "00000000-0000-4000-8000-000000000000"
  header Content-Type: expected none, found "application/json"
  header If-Match: not there
  body: /note/stars: expected 1, found nothing
  body: /note/text: expected "bye", found "hello""#
    );
}

#[test]
fn parameters_that_are_not_of_the_shape_are_told_of() {
    let unknown = || {
        request("Wrong", "PUT", "/notes/7")
            .params(r#"{"id":"7","note":{"txt":"hello"}}"#)
            .client::<Client, operation::PutNote>();
    };
    assert!(failure(unknown).contains("/note/txt: expected a member of Note"));
    let incomplete = || {
        request("Wrong", "PUT", "/notes/7")
            .params(r#"{"id":7}"#)
            .client::<Client, operation::PutNote>();
    };
    assert!(failure(incomplete).contains("/id: expected a string, found 7"));
}

#[test]
fn a_response_to_the_client_is_held_to_its_parameters() {
    let wrong = || {
        response("Wrong", 201)
            .header("ETag", "4")
            .json(r#"{"id":"7"}"#)
            .params(r#"{"version":"5","id":"7"}"#)
            .client::<Client, operation::PutNote>();
    };
    assert_eq!(
        failure(wrong),
        "Wrong (client):\n  output: /version: expected \"5\", found \"4\"\n"
    );
    let another = || {
        response("Wrong", 409)
            .error("NoteChanged")
            .header("X-Amzn-Errortype", "ValidationException")
            .json(r#"{"message":"x"}"#)
            .params(r#"{"message":"x"}"#)
            .client::<Client, operation::PutNote>();
    };
    assert_eq!(
        failure(another),
        "Wrong (client):\n  error: expected NoteChanged, got ValidationException\n"
    );
    let success = || {
        response("Wrong", 409)
            .header("X-Amzn-Errortype", "NoteChanged")
            .json(r#"{"message":"x"}"#)
            .client::<Client, operation::PutNote>();
    };
    assert!(failure(success).contains("expected an output, got: "));
}

#[test]
fn the_input_that_a_server_reads_is_held_to_its_parameters() {
    let wrong = || {
        request("Wrong", "PUT", "/notes/7")
            .query(&["draft=false"])
            .header("Content-Type", "application/json")
            .json(r#"{"note":{"text":"hello"},"tags":["x"]}"#)
            .params(PUT)
            .server::<Service, operation::PutNote>();
    };
    assert_eq!(
        failure(wrong),
        r#"Wrong (server):
  input: /draft: expected true, found false
  input: /tags: expected nothing, found ["x"]
"#
    );
    let elsewhere = || {
        request("Wrong", "GET", "/notes/7")
            .params(PUT)
            .server::<Service, operation::PutNote>();
    };
    assert_eq!(
        failure(elsewhere),
        "Wrong (server):\n  operation: expected \"PutNote\", found \"GetNote\"\n"
    );
    let nowhere = || {
        request("Wrong", "PUT", "/notes")
            .params(PUT)
            .server::<Service, operation::PutNote>();
    };
    assert!(failure(nowhere).contains("no handler was reached"));
}

#[test]
fn a_response_of_the_server_is_held_to_its_status_headers_and_body() {
    let wrong = || {
        response("Wrong", 200)
            .header("ETag", "5")
            .json(r#"{"id":"8"}"#)
            .params(r#"{"version":"4","id":"7"}"#)
            .server::<Service, operation::PutNote>();
    };
    assert_eq!(
        failure(wrong),
        r#"Wrong (server):
  status: expected "200", found "201"
  header ETag: expected "5", found "4"
  body: /id: expected "8", found "7""#
    );
    let error = || {
        response("Wrong", 409)
            .error("NoteLost")
            .server::<Service, operation::PutNote>();
    };
    assert!(failure(error).contains("PutNote does not fail with NoteLost"));
}

#[test]
fn a_malformed_request_must_be_refused_and_as_the_case_says() {
    let accepted = || {
        malformed_request("Wrong", "PUT", "/notes/7")
            .header("Content-Type", "application/json")
            .body(r#"{"note":{"text":$text:S}}"#)
            .answer(400)
            .answer_header("X-Amzn-Errortype", "ValidationException")
            .answer_message("^nothing$$")
            .parameters(&[("text", &["", "fits"])])
            .server::<Service>();
    };
    let said = failure(accepted);
    assert!(
        said.starts_with("Wrong (server): 2 of 2 cases failed\n"),
        "{said}"
    );
    assert!(
        said.contains("text = \"\"\n  body: expected a message like ^nothing$, found"),
        "{said}"
    );
    let accepted = || {
        malformed_request("Wrong", "GET", "/notes/7")
            .answer(400)
            .server::<Service>();
    };
    assert!(failure(accepted).contains("\n  a handler was reached\n  status: expected \"400\""));
}

#[test]
fn events_are_held_to_their_messages_and_to_what_is_read() {
    let wrong = || {
        testing::event_stream("Wrong")
            .input(r#"{"room":"attic","who":"me"}"#)
            .request_event(
                testing::event()
                    .params(r#"{"say":{"text":"hello","loud":true}}"#)
                    .header(":event-type", "hum")
                    .boolean("loud", false)
                    .json(r#"{"text":"bye"}"#),
            )
            .response_event(
                testing::event()
                    .params(r#"{"said":{"by":"you","text":"hello"}}"#)
                    .header(":message-type", "event")
                    .header(":event-type", "said")
                    .header(":content-type", "application/json")
                    .header("by", "them")
                    .json(r#"{"text":"hello"}"#),
            )
            .client::<studio::Client, studio::operation::Talk>();
    };
    assert_eq!(
        failure(wrong),
        r#"Wrong (client):
  event 0: header :event-type: expected String("hum"), found Some(String("say"))
  event 0: header loud: expected Boolean(false), found Some(Boolean(true))
  event 0: body: /text: expected "bye", found "hello"
  output: /0/said/by: expected "you", found "them"
"#
    );
    let sound = || {
        testing::event_stream("Wrong")
            .response_event(
                testing::event()
                    .params(r#"{"said":{"by":"you","text":"hello"}}"#)
                    .header(":message-type", "event")
                    .header(":event-type", "said")
                    .header(":content-type", "application/json")
                    .header("by", "you")
                    .json(r#"{"text":"hello"}"#),
            )
            .fails()
            .client::<studio::Client, studio::operation::Talk>();
    };
    assert!(failure(sound).contains("expected a failure, got: "));
}

fn notes() -> Generator {
    Fixture::named("service_notes")
        .expect("the fixture is there")
        .generator()
}

#[test]
fn a_test_is_excluded_by_side_with_its_reason() {
    let generated = notes()
        .exclude_test(
            Side::Server,
            "PutNoteEverywhere",
            "spaces are not allowed here",
        )
        .generate()
        .expect("the model is sound");
    let file = |path: &str| generated.files.get(path).expect("the file is there");
    let excluded = "#[ignore = \"spaces are not allowed here\"]\n    fn put_note_everywhere()";
    assert!(file("service_notes/tests/server_protocol.rs").contains(excluded));
    assert!(!file("service_notes/tests/client_protocol.rs").contains("#[ignore"));
}

#[test]
fn an_exclusion_of_no_test_is_an_error() {
    let failure = notes()
        .exclude_test(
            Side::Server,
            "PutNoteFillsTokenIn",
            "it is of the client alone",
        )
        .generate()
        .expect_err("there is no such test");
    let told = failure.to_string();
    assert!(
        told.contains("there is no protocol test `PutNoteFillsTokenIn` of the server to exclude"),
        "{told}"
    );
}

#[test]
fn tests_can_be_left_out() {
    let generated = notes().protocol_tests(false).generate();
    let files = generated.expect("the model is sound").files;
    assert!(files.iter().all(|(path, _)| !path.contains("/tests/")));
    let manifest = files.get("service_notes/Cargo.toml");
    assert!(manifest.is_some_and(|manifest| !manifest.contains("dev-dependencies")));
}
