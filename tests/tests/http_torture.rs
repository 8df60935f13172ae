//! Whatever things are called in Rust, they travel under their Smithy names: over real sockets, from client to server
//! and back.
//!
//! The crates are made of the models in `farrier_tests::torture`: see `generated.rs`.

use farrier::client::Error;
use farrier::server::{Context, Outcome};
use farrier_tests::raw::exchange;
use farrier_tests::server::Server;
use farrier_tests::torture::{ERRORS, names};
use serde_json::{Value, json};
use torture_calls::operation as calls;
use torture_calls::server::Calls;
use torture_shapes::operation::{Echo, EchoError, EchoInput, EchoOutput};
use torture_shapes::server::Shapes;
use torture_shapes::types;

/// Gives back what it takes, or fails as it is told.
struct Echoes;

impl Shapes for Echoes {
    async fn echo(&self, input: EchoInput, _: Context) -> Outcome<Echo> {
        let text = "as asked";
        Err(match input.fail.as_deref() {
            None => return Ok(output(input)),
            Some("Error") => EchoError::Error(types::Error::new().message(text)),
            Some("Option") => EchoError::Option(types::Option::new().message(text)),
            Some("Result") => EchoError::Result(types::Result::new().message(text)),
            Some("Err") => EchoError::Err(types::Err::new().message(text)),
            Some(_) => EchoError::Unknown(types::Unknown::new().message(text)),
        })
    }
}

fn output(input: EchoInput) -> EchoOutput {
    let mut output = EchoOutput::new();
    output.choices = input.choices;
    output.everything = input.everything;
    output.numbers = input.numbers;
    output.others = input.others;
    output.othervalues = input.othervalues;
    output.values = input.values;
    output
}

/// Asks another server.
struct Proxy(torture_shapes::Client);

impl Shapes for Proxy {
    async fn echo(&self, input: EchoInput, context: Context) -> Outcome<Echo> {
        match self.0.echo().with(|_| input).send().await {
            Ok(output) => Ok(output),
            Err(Error::Service(error, ..)) => Err(error),
            Err(error) => match context.abort(error).await {},
        }
    }
}

/// A server behind another, so that what comes back has been written and read by a client too.
async fn proxied() -> (Server, Server) {
    let server = Server::start(torture_shapes::server::Router::new(Echoes)).await;
    let client = torture_shapes::Client::builder().endpoint(server.endpoint());
    let proxy = Proxy(client.build().expect("the settings are complete"));
    let proxy = Server::start(torture_shapes::server::Router::new(proxy)).await;
    (server, proxy)
}

async fn post(server: &Server, headers: &str, body: &Value) -> String {
    let body = body.to_string();
    let request = format!(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n{headers}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    exchange(server.address(), request).await
}

#[tokio::test]
async fn members_and_values_travel_under_their_smithy_names() {
    let [first, again] = names();
    let object = |names: &[&str]| -> Value {
        names
            .iter()
            .map(|name| ((*name).to_owned(), json!(format!("the {name}"))))
            .collect()
    };
    let numbers: Vec<usize> = (1..=first.len()).collect();
    let choices: Vec<Value> = first.iter().map(|name| json!({ *name: name })).collect();
    let sent = json!({
        "everything": object(&first),
        "others": object(&again),
        "values": first,
        "othervalues": again,
        "choices": choices,
        "numbers": numbers,
    });
    let (_server, proxy) = proxied().await;
    let answer = post(&proxy, "", &sent).await;
    let (head, body) = answer.split_once("\r\n\r\n").expect("there is a body");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!(
        serde_json::from_str::<Value>(body).expect("the body is JSON"),
        sent
    );
}

#[tokio::test]
async fn values_that_are_not_listed_are_refused_by_name() {
    let (_server, proxy) = proxied().await;
    let answer = post(&proxy, "", &json!({ "values": ["SELF"] })).await;
    assert!(
        answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
        "{answer}"
    );
    assert!(answer.contains("/values/0"), "{answer}");
}

#[tokio::test]
async fn errors_travel_under_their_smithy_names() {
    let (_server, proxy) = proxied().await;
    for code in ERRORS {
        let answer = post(&proxy, &format!("x-fail: {code}\r\n"), &json!({})).await;
        assert!(answer.starts_with("HTTP/1.1 409 Conflict\r\n"), "{answer}");
        assert!(
            answer.contains(&format!("\r\nx-amzn-errortype: {code}\r\n")),
            "{answer}"
        );
        assert!(answer.ends_with(r#"{"message":"as asked"}"#), "{answer}");
    }
}

/// Puts each label and query into the output that the operation gives.
struct Answers;

macro_rules! answers {
    ($($method:ident: $operation:ident, $input:ident { $label:ident, $query:ident }, $output:ident;)*) => {
        impl Calls for Answers {
            $(async fn $method(&self, input: calls::$input, _: Context) -> Outcome<calls::$operation> {
                let mut output = calls::$output::new();
                output.$label = Some(input.$label);
                output.$query = input.$query;
                Ok(output)
            })*
        }

        /// Calls every operation, and checks that what was sent came back.
        async fn call_each(client: &torture_calls::Client) {
            $({
                let sent = concat!("to ", stringify!($method));
                let call = client.$method(sent).with(|mut input| { input.$query = Some("?".to_owned()); input });
                let output = call.send().await.expect("it is answered");
                assert_eq!((output.$label.as_deref(), output.$query.as_deref()), (Some(sent), Some("?")));
            })*
        }
    };
}

answers! {
    acronym_inside_op: AcronymInsideOp, AcronymInsideOpInput { acronym_inside_op, acronym_inside_op_query }, AcronymInsideOpOutput;
    acronym_inside_op2: AcronymInsideOp2, AcronymInsideOp2Input { acronym_inside_op, acronym_inside_op_query }, AcronymInsideOp2Output;
    r#async: Async, AsyncInput { r#async, async_query }, AsyncOutput;
    builder2: Builder, BuilderInput { builder, builder_query }, BuilderOutput;
    client: Client, ClientInput { client, client_query }, ClientOutput;
    r#mod: Mod, ModInput { r#mod, mod_query }, ModOutput;
    new: New, NewInput { new, new_query }, NewOutput;
    operation: Operation, OperationInput { operation, operation_query }, OperationOutput;
    result: Result, ResultInput { result, result_query }, ResultOutput;
    self_: Self_, SelfInput { self_, self_query }, SelfOutput;
    string: String, StringInput { string, string_query }, StringOutput;
    super_: Super, SuperInput { super_, super_query }, SuperOutput;
    r#type: Type, TypeInput { r#type, type_query }, TypeOutput;
    n1st: N1st, N1stInput { n1st, n1st_query }, N1stOutput;
}

#[tokio::test]
async fn operations_are_called_by_whatever_name() {
    let server = Server::start(torture_calls::server::Router::new(Answers)).await;
    let client = torture_calls::Client::builder().endpoint(server.endpoint());
    call_each(&client.build().expect("the settings are complete")).await;
}

#[tokio::test]
async fn requests_and_answers_have_the_smithy_names() {
    let server = Server::start(torture_calls::server::Router::new(Answers)).await;
    for name in farrier_tests::torture::CALLED {
        let request = format!(
            "PUT /{name}/a%20b?{name}=c HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
        let answer = exchange(server.address(), request).await;
        assert!(
            answer.starts_with("HTTP/1.1 200 OK\r\n"),
            "{name}: {answer}"
        );
        let header = format!("\r\nx-{}: a b\r\n", name.to_lowercase());
        assert!(answer.contains(&header), "{name}: {answer}");
        assert!(
            answer.ends_with(&format!(r#"{{"{name}_query":"c"}}"#)),
            "{name}: {answer}"
        );
    }
}
