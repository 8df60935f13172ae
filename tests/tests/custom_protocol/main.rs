//! A protocol that none of the project's crates knows, as client and as server of a generated service, over a real
//! socket. `docs/custom-protocol.md` shows the code.

mod memo;

use farrier::client::RetryConfig;
use farrier::protocol::RestJson1;
use farrier::server::{Context, Outcome};
use farrier_tests::server::Server;
use ledger::operation::{
    GetAccount, GetAccountError, GetAccountInput, GetAccountOutput, ImportEntries,
    ImportEntriesInput, PostEntry, PostEntryInput, PostEntryOutput, WatchAccount,
    WatchAccountInput,
};
use ledger::server::{Ledger, Router};
use ledger::types::NoSuchAccount;
use ledger::{Client, Error};
use memo::Memo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Keeps one account, which never changes.
struct Book;

impl Ledger for Book {
    async fn get_account(&self, input: GetAccountInput, _: Context) -> Outcome<GetAccount> {
        match &*input.account {
            "savings" => Ok(GetAccountOutput::new(250)),
            _ => Err(GetAccountError::NoSuchAccount(
                NoSuchAccount::new().message("there is none"),
            )),
        }
    }

    async fn post_entry(&self, input: PostEntryInput, _: Context) -> Outcome<PostEntry> {
        Ok(PostEntryOutput::new(250 + input.amount))
    }

    async fn import_entries(
        &self,
        _: ImportEntriesInput,
        context: Context,
    ) -> Outcome<ImportEntries> {
        match context.abort("nothing is imported here").await {}
    }

    async fn watch_account(&self, _: WatchAccountInput, context: Context) -> Outcome<WatchAccount> {
        match context.abort("nothing is watched here").await {}
    }
}

async fn server() -> Server {
    let router = Router::new(Book).protocols((Memo, RestJson1));
    Server::start(router).await
}

#[tokio::test]
async fn a_client_and_a_server_speak_it() {
    let server = server().await;
    let client = Client::builder()
        .endpoint(server.endpoint())
        .retry(RetryConfig::off())
        .protocol(Memo)
        .build()
        .unwrap();

    assert_eq!(client.get_account("savings").await.unwrap().balance, 250);
    let posted = client.post_entry("savings", "1", 5).await.unwrap();
    assert_eq!(posted.balance, 255);

    let error = client.get_account("checking").await.unwrap_err();
    assert_eq!(error.message(), Some("there is none"));
    assert!(
        matches!(error, Error::Service(GetAccountError::NoSuchAccount(_), _)),
        "{error:?}"
    );
    let error = client.get_account("").await.unwrap_err();
    assert!(
        matches!(error, Error::Service(GetAccountError::Validation(_), _)),
        "{error:?}"
    );
    let error = client.watch_account("savings").await.unwrap_err();
    assert_eq!(error.code(), Some("InternalFailure"), "{error:?}");
    let error = client.import_entries("savings").await.unwrap_err();
    assert!(matches!(error, Error::Encode(..)), "{error:?}");

    let rest = Client::builder()
        .endpoint(server.endpoint())
        .protocol(RestJson1)
        .build()
        .unwrap();
    assert_eq!(rest.get_account("savings").await.unwrap().balance, 250);
    server.stop().await.unwrap();
}

/// What comes back over a socket, without the headers that differ from time to time.
async fn exchange(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let lines = answer
        .lines()
        .filter(|line| !line.starts_with("date:") && !line.starts_with("x-amzn-requestid:"));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn this_is_what_travels() {
    let server = server().await;
    let request = "POST /memos HTTP/1.1\r\nhost: h\r\nconnection: close\r\nmemo-to: PostEntry\r\n\
                   content-length: 43\r\n\r\n{\"account\":\"savings\",\"id\":\"1\",\"cents\":1000}";
    assert_eq!(
        exchange(&server, request).await,
        "HTTP/1.1 200 OK\nconnection: close\ncontent-length: 16\n\n{\"balance\":1250}"
    );
    let request = "POST /memos HTTP/1.1\r\nhost: h\r\nconnection: close\r\nmemo-to: Burn\r\n\r\n";
    assert_eq!(
        exchange(&server, request).await,
        "HTTP/1.1 404 Not Found\nmemo-fault: UnknownOperationException\nconnection: close\n\
         content-length: 41\n\n{\"message\":\"No operation has this name.\"}"
    );
    server.stop().await.unwrap();
}

/// What the page shows is what is tested here.
#[test]
fn the_page_shows_this_code() {
    let page = include_str!("../../../docs/custom-protocol.md");
    let code = [include_str!("memo.rs"), include_str!("main.rs")];
    let blocks: Vec<&str> = page
        .split("```rust\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(blocks.len() > 2, "the page shows code");
    let squeezed = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").replace("pub(crate) ", "pub ")
    };
    for block in blocks {
        assert!(
            code.iter()
                .any(|code| squeezed(code).contains(&squeezed(block))),
            "the page shows what is not tested:\n{block}"
        );
    }
}
