//! A service of several protocols, over real sockets: one router takes them all, and a client speaks the one that it is
//! told to.
//!
//! Its crate, `generated/ledger`, is made of the fixture `service_ledger`: see `generated.rs`.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use farrier::bytes::Bytes;
use farrier::client::{Builder, RetryConfig};
use farrier::http::{Request, Response, StatusCode};
use farrier::protocol::{AwsJson1_0, AwsQuery, Protocol, RestJson1, RpcV2Cbor, RpcV2Json};
use farrier::server::{Body, Context, Outcome, Protocols};
use farrier::{Blob, EventStream};
use farrier_tests::server::Server;
use ledger::operation::{
    GetAccount, GetAccountError, GetAccountInput, GetAccountOutput, ImportEntries,
    ImportEntriesInput, ImportEntriesOutput, PostEntry, PostEntryInput, PostEntryOutput,
    WatchAccount, WatchAccountError, WatchAccountInput, WatchAccountOutput,
};
use ledger::server::{Ledger, Router};
use ledger::types::{Entries, Entry, NoSuchAccount};
use ledger::{Client, Error};
use tokio::sync::mpsc;
use tower_service::Service as _;

/// The entries of each account, with their memos.
#[derive(Default)]
struct Book(Mutex<BTreeMap<String, Vec<Line>>>);

/// An amount, and what it is for.
type Line = (i64, Option<String>);

impl Book {
    fn post(&self, account: String, amount: i64, memo: Option<String>) -> i64 {
        let mut book = self.0.lock().expect("nobody panics here");
        let entries = book.entry(account).or_default();
        entries.push((amount, memo));
        entries.iter().map(|(amount, _)| amount).sum()
    }

    fn entries(&self, account: &str) -> Option<Vec<(i64, Option<String>)>> {
        let book = self.0.lock().expect("nobody panics here");
        book.get(account).cloned()
    }
}

fn missing() -> NoSuchAccount {
    NoSuchAccount::new().message("there is no such account")
}

impl Ledger for Book {
    async fn post_entry(&self, input: PostEntryInput, _: Context) -> Outcome<PostEntry> {
        let balance = self.post(input.account, input.amount, input.memo);
        Ok(PostEntryOutput::new(balance))
    }

    async fn get_account(&self, input: GetAccountInput, _: Context) -> Outcome<GetAccount> {
        let Some(entries) = self.entries(&input.account) else {
            return Err(GetAccountError::NoSuchAccount(missing()));
        };
        let balance = entries.iter().map(|(amount, _)| amount).sum();
        let memos = entries.into_iter().filter_map(|(_, memo)| memo).collect();
        Ok(GetAccountOutput::new(balance)
            .memos(memos)
            .seal(Blob::from("\0sealed\u{ff}")))
    }

    async fn import_entries(
        &self,
        mut input: ImportEntriesInput,
        context: Context,
    ) -> Outcome<ImportEntries> {
        let mut balance = 0;
        while let Some(entry) = input.entries.next().await {
            balance = match entry {
                Ok(Entries::Entry(entry)) => self.post(input.account.clone(), entry.amount, None),
                Ok(other) => match context.abort(format!("{other:?}")).await {},
                Err(error) => match context.abort(error).await {},
            };
        }
        Ok(ImportEntriesOutput::new(balance))
    }

    async fn watch_account(&self, input: WatchAccountInput, _: Context) -> Outcome<WatchAccount> {
        let Some(entries) = self.entries(&input.account) else {
            return Err(WatchAccountError::NoSuchAccount(missing()));
        };
        let balance = entries.iter().map(|(amount, _)| amount).sum();
        let entries = entries
            .into_iter()
            .map(|(amount, _)| Entries::Entry(Entry::new(amount)));
        Ok(WatchAccountOutput::new(balance).entries(entries.collect()))
    }
}

/// A client of this server, before it is told what else to do.
fn client(server: &Server) -> Builder<Client> {
    Client::builder()
        .endpoint(server.endpoint())
        .retry(RetryConfig::off())
}

/// Calls every kind of operation, whatever the protocol.
async fn keep_books<P: Protocol>(client: Client<P>) {
    let name = std::any::type_name::<P>().rsplit("::").next().unwrap();
    let account = &name[..name.len().min(20)];
    let posted = client
        .post_entry(account, "1", 250)
        .with(|input| input.memo("rent \"as agreed\""))
        .await
        .unwrap();
    assert_eq!(posted.balance, 250);

    let entries = [-40, -10].map(|amount| Entries::Entry(Entry::new(amount)));
    let imported = client
        .clone()
        .import_entries(account)
        .with(|input| input.entries(EventStream::from(entries)))
        .await
        .unwrap();
    assert_eq!(imported.balance, 200);

    let found = client.get_account(account).await.unwrap();
    assert_eq!(found.balance, 200);
    assert_eq!(found.memos.unwrap(), ["rent \"as agreed\""]);
    assert_eq!(found.seal.unwrap(), Blob::from("\0sealed\u{ff}"));

    let mut watched = client.watch_account(account).await.unwrap();
    assert_eq!(watched.balance, 200);
    let mut amounts = Vec::new();
    while let Some(event) = watched.entries.next().await {
        match event.unwrap() {
            Entries::Entry(entry) => amounts.push(entry.amount),
            other => panic!("unexpected: {other:?}"),
        }
    }
    assert_eq!(amounts, [250, -40, -10]);

    let error = client.get_account("nobody").await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.message(), Some("there is no such account"));
    assert!(
        matches!(error, Error::Service(GetAccountError::NoSuchAccount(_), _)),
        "{error:?}"
    );
    let error = client.get_account("a".repeat(21)).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
    assert!(
        matches!(error, Error::Service(GetAccountError::Validation(_), _)),
        "{error:?}"
    );
}

#[tokio::test]
async fn one_server_takes_each_protocol_that_the_service_declares() {
    let server = Server::start(Router::new(Book::default())).await;
    let client = || client(&server);
    keep_books(client().build().unwrap()).await;
    keep_books(client().protocol(RpcV2Json).build().unwrap()).await;
    keep_books(client().protocol(AwsJson1_0).build().unwrap()).await;
    keep_books(client().protocol(RestJson1).build().unwrap()).await;
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_first_protocol_is_the_default() {
    let server = Server::start(Router::new(Book::default()).protocols(RpcV2Cbor)).await;
    let default: Client = client(&server).build().unwrap();
    assert_eq!(default.post_entry("a", "1", 5).await.unwrap().balance, 5);
    let other: Client<RpcV2Json> = client(&server).protocol(RpcV2Json).build().unwrap();
    assert!(other.post_entry("a", "1", 5).await.is_err());
}

/// What a server that speaks these protocols answers to a request in these lines: its head, without what each answer
/// has, and its body.
async fn answer<P: Protocols>(
    router: ledger::server::Router<Book, P>,
    request: &str,
    body: impl Into<Body>,
) -> (String, Bytes) {
    let (start, headers) = request.split_once('\n').unwrap_or((request, ""));
    let (method, uri) = start.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(uri);
    for header in headers.lines() {
        let (name, value) = header.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    let request = request.body(body.into()).unwrap();
    let mut router = router;
    let response: Response<Body> = router.call(request).await.unwrap();
    let (head, body) = response.into_parts();
    let mut lines = vec![head.status.to_string()];
    let mut headers: Vec<String> = head
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-amzn-requestid")
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    lines.extend(headers);
    (lines.join("\n"), body.into_bytes().unwrap())
}

async fn refused(request: &str) -> (String, String) {
    let (head, body) = answer(Router::new(Book::default()), request, "").await;
    (head, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn an_unknown_operation_is_told_of_in_the_protocol_of_the_request() {
    let (head, body) =
        refused("POST /service/Ledger/operation/Burn\nsmithy-protocol: rpc-v2-json").await;
    assert_eq!(
        head,
        "404 Not Found\ncontent-type: application/json\nsmithy-protocol: rpc-v2-json"
    );
    assert_eq!(
        body,
        r#"{"__type":"UnknownOperationException","message":"No operation has this name."}"#
    );
    let (head, body) = refused("POST /\nx-amz-target: Ledger.Burn").await;
    assert_eq!(
        head,
        "404 Not Found\ncontent-type: application/x-amz-json-1.0"
    );
    assert_eq!(
        body,
        r#"{"__type":"UnknownOperationException","message":"No operation has this name."}"#
    );
    let (head, body) = refused("POST /\nx-amz-target: Elsewhere.GetAccount").await;
    assert!(head.starts_with("404"), "{head}");
    assert_eq!(
        body,
        r#"{"__type":"UnknownOperationException","message":"The request names no operation."}"#
    );
    let (head, body) = refused("POST /burn").await;
    assert_eq!(
        head,
        "404 Not Found\ncontent-type: application/json\nx-amzn-errortype: UnknownOperationException"
    );
    assert_eq!(body, r#"{"message":"No operation has this path."}"#);
}

#[tokio::test]
async fn another_method_is_refused_with_those_that_there_are() {
    let (head, _) =
        refused("PUT /service/Ledger/operation/GetAccount\nsmithy-protocol: rpc-v2-cbor").await;
    assert_eq!(
        head,
        "405 Method Not Allowed\nallow: POST\ncontent-type: application/cbor\nsmithy-protocol: rpc-v2-cbor"
    );
    let (head, _) = refused("GET /\nx-amz-target: Ledger.GetAccount").await;
    assert_eq!(
        head,
        "405 Method Not Allowed\nallow: POST\ncontent-type: application/x-amz-json-1.0"
    );
    let (head, _) = refused("DELETE /accounts/a").await;
    assert_eq!(
        head,
        "405 Method Not Allowed\nallow: GET\ncontent-type: application/json\n\
         x-amzn-errortype: MethodNotAllowedException"
    );
}

#[tokio::test]
async fn a_protocol_that_is_left_out_is_not_spoken() {
    let router = Router::new(Book::default()).protocols((RpcV2Json, AwsJson1_0));
    let (head, _) = answer(router.clone(), "GET /accounts/a", "").await;
    assert_eq!(
        head,
        "405 Method Not Allowed\nallow: POST\ncontent-type: application/x-amz-json-1.0"
    );
    let call = "POST /\nx-amz-target: Ledger.PostEntry\ncontent-type: application/x-amz-json-1.0";
    let (head, body) = answer(router, call, r#"{"account":"a","id":"1","amount":3}"#).await;
    assert!(head.starts_with("200"), "{head}");
    assert_eq!(body, r#"{"balance":3}"#);
}

/// A protocol whose calls name their operation in the body, beside one that goes by method and path.
#[tokio::test]
async fn the_body_may_name_the_operation() {
    let router = Router::new(Book::default()).protocols((AwsQuery, RestJson1));
    let server = Server::start(router.clone()).await;
    let form = client(&server).protocol(AwsQuery).build().unwrap();
    assert_eq!(form.post_entry("a", "1", 7).await.unwrap().balance, 7);
    let rest = client(&server).protocol(RestJson1).build().unwrap();
    assert_eq!(rest.get_account("a").await.unwrap().balance, 7);
    server.stop().await.unwrap();

    let form = "POST /\ncontent-type: application/x-www-form-urlencoded";
    let (head, body) = answer(router.clone(), form, "Action=Burn&Version=2026-01-01").await;
    assert!(
        head.starts_with("404 Not Found\ncontent-type: text/xml"),
        "{head}"
    );
    let body = String::from_utf8_lossy(&body).into_owned();
    assert!(
        body.contains("<Code>UnknownOperationException</Code>"),
        "{body}"
    );
    assert!(body.contains("No operation has this name."), "{body}");
    let (_, body) = answer(router.clone(), form, "Account=a").await;
    let body = String::from_utf8_lossy(&body).into_owned();
    assert!(body.contains("The request names no operation."), "{body}");
    let long = format!("Action=GetAccount&Account={}", "a".repeat(100));
    let (head, _) = answer(router.body_limit(100), form, long).await;
    assert!(head.starts_with("413"), "{head}");
}

/// A body that is still to come.
struct Coming(mpsc::Receiver<Bytes>);

impl http_body::Body for Coming {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        let piece = self.0.poll_recv(context);
        piece.map(|piece| piece.map(|piece| Ok(http_body::Frame::data(piece))))
    }
}

#[tokio::test]
async fn the_first_message_of_a_stream_has_the_limits_of_a_body() {
    let call = "POST /service/Ledger/operation/ImportEntries\nsmithy-protocol: rpc-v2-json\n\
                content-type: application/vnd.amazon.eventstream";
    let router = || Router::new(Book::default()).body_timeout(Duration::from_millis(50));
    let stalled = |bytes: &'static [u8]| {
        let (pieces, coming) = mpsc::channel(1);
        pieces.try_send(Bytes::from_static(bytes)).unwrap();
        // As long as there is a sender, the body does not end.
        (pieces, Body::new(Coming(coming)))
    };
    // The lengths of a message of 4096 bytes, and their checksum.
    const LENGTHS: &[u8] = &[0, 0, 0x10, 0, 0, 0, 0, 0, 0x66, 0xf4, 0xdd, 0xf2];
    let (_sender, body) = stalled(LENGTHS);
    let (head, _) = answer(router(), call, body).await;
    assert!(head.starts_with("408"), "{head}");
    let (_sender, body) = stalled(LENGTHS);
    let (head, _) = answer(router().body_limit(10), call, body).await;
    assert!(head.starts_with("413"), "{head}");
    let (_sender, body) = stalled(b"no message at all");
    let (head, body) = answer(router(), call, body).await;
    assert!(head.starts_with("400"), "{head}");
    let body = String::from_utf8_lossy(&body).into_owned();
    assert!(body.contains("SerializationException"), "{body}");
}
