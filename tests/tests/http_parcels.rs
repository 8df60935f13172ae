//! A service whose bodies are compressed and checked, over real sockets.
//!
//! Its crate, `generated/parcels`, is made of the fixture `service_parcels`: see `generated.rs`.

use farrier::Blob;
use farrier::client::{Error, TransportError};
use farrier::server::{Context, Outcome};
use farrier_tests::raw::{RawServer, exchange, json};
use farrier_tests::server::Server;
use parcels::Client;
use parcels::operation::{
    PutParcel, PutParcelInput, PutParcelOutput, SealParcel, SealParcelInput, SealParcelOutput,
    SendParcel, SendParcelInput, SendParcelOutput, StoreParcel, StoreParcelInput,
    StoreParcelOutput,
};
use parcels::server::{Parcels, Router};
use parcels::types::{Algorithm, Mode};

/// Tells what arrived.
struct Office;

impl Parcels for Office {
    async fn put_parcel(&self, input: PutParcelInput, _: Context) -> Outcome<PutParcel> {
        let mut output = PutParcelOutput::new();
        output.text = input.text;
        output.encoding = input.encoding;
        Ok(output)
    }

    async fn seal_parcel(&self, input: SealParcelInput, _: Context) -> Outcome<SealParcel> {
        let mut output = SealParcelOutput::new();
        output.text = input.text;
        Ok(output)
    }

    async fn send_parcel(&self, input: SendParcelInput, _: Context) -> Outcome<SendParcel> {
        let mut output = SendParcelOutput::new();
        output.content = input.content;
        Ok(output)
    }

    async fn store_parcel(&self, _: StoreParcelInput, _: Context) -> Outcome<StoreParcel> {
        Ok(StoreParcelOutput::new())
    }
}

async fn office() -> (Server, Client) {
    let server = Server::start(Router::new(Office).body_limit(100_000)).await;
    let client = client(&server.endpoint());
    (server, client)
}

fn client(endpoint: &str) -> Client {
    let client = Client::builder().endpoint(endpoint).build();
    client.expect("the settings are complete")
}

/// The head of a request, but for what differs each time, in order.
fn head(request: &str) -> String {
    let (head, _) = request.split_once("\r\n\r\n").expect("a whole request");
    let mut lines: Vec<&str> = head.split("\r\n").collect();
    lines.retain(|line| !line.starts_with("host:") && !line.starts_with("user-agent:"));
    lines[1..].sort_unstable();
    lines.join("\n")
}

fn text(length: usize) -> String {
    "Ham, cheese and pickles. "
        .chars()
        .cycle()
        .take(length)
        .collect()
}

#[tokio::test]
async fn a_large_body_is_compressed_and_read_again() {
    let mut raw = RawServer::start(json("200 OK", "", "{}")).await;
    let client = client(&raw.endpoint());
    let put = client.put_parcel().with(|input| input.text(text(12_000)));
    put.await.expect("the parcel is put");
    let request = head(&raw.request().await);
    let (before, length) = request
        .split_once("content-length: ")
        .expect("the length is known");
    let length: usize = length
        .split_once('\n')
        .map_or(length, |(length, _)| length)
        .parse()
        .expect("a number");
    assert!(length < 200, "{length}");
    assert!(before.contains("\ncontent-encoding: gzip\n"), "{request}");

    let (_server, client) = office().await;
    let put = client
        .put_parcel()
        .with(|input| input.text(text(90_000)).encoding("custom"));
    let output = put.await.expect("the parcel is put");
    assert_eq!(output.text, Some(text(90_000)));
    assert_eq!(output.encoding.as_deref(), Some("custom"));
}

#[tokio::test]
async fn an_encoding_of_the_callers_goes_before_that_of_the_client() {
    let mut raw = RawServer::start(json("200 OK", "", "{}")).await;
    let client = client(&raw.endpoint());
    let put = client
        .put_parcel()
        .with(|input| input.text(text(12_000)).encoding("custom"));
    put.await.expect("the parcel is put");
    let request = head(&raw.request().await);
    assert!(
        request.contains("\ncontent-encoding: custom, gzip\n"),
        "{request}"
    );
}

#[tokio::test]
async fn small_bodies_and_those_of_clients_that_do_not_want_it_are_not_compressed() {
    let mut raw = RawServer::start(json("200 OK", "", "{}")).await;
    let builder = || Client::builder().endpoint(raw.endpoint());
    let frame = r#"{"text":""}"#.len();
    let clients = [
        (builder(), 10_239, false),
        (builder(), 10_240, true),
        (builder().request_min_compression_size(100), 100, true),
        (builder().disable_request_compression(), 50_000, false),
    ];
    let clients = clients.map(|(builder, length, zipped)| {
        (
            builder.build().expect("the settings are complete"),
            length,
            zipped,
        )
    });
    for (client, length, zipped) in clients {
        let put = client
            .put_parcel()
            .with(|input| input.text(text(length - frame)));
        put.await.expect("the parcel is put");
        let request = raw.request().await;
        assert_eq!(
            request.contains("content-encoding: gzip"),
            zipped,
            "{length}"
        );
    }
    let error = Client::builder()
        .endpoint("http://localhost")
        .request_min_compression_size(10_485_761)
        .build()
        .expect_err("that is too much");
    assert_eq!(
        error.to_string(),
        "cannot build a client of Parcels: `request_min_compression_size` was given more than 10485760"
    );
}

/// A request of JSON with these headers, whose body is given as it is sent.
fn request(path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// The status line and the body of an answer.
async fn answer(server: &Server, request: Vec<u8>) -> String {
    let answer = exchange(server.address(), request).await;
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    let status = head.lines().next().unwrap_or_default();
    format!("{} {body}", status.trim_start_matches("HTTP/1.1 "))
}

/// A mebibyte of spaces, compressed.
fn bomb() -> Vec<u8> {
    use std::io::Write as _;

    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    zipped
        .write_all(&vec![b' '; 1 << 20])
        .expect("memory takes it");
    zipped.finish().expect("memory takes it")
}

#[tokio::test]
async fn a_server_reads_no_more_than_its_limit() {
    let (server, _) = office().await;
    let bomb = bomb();
    assert!(bomb.len() < 2_000, "{}", bomb.len());
    let refused = answer(
        &server,
        request("/put", "Content-Encoding: gzip\r\n", &bomb),
    )
    .await;
    assert_eq!(
        refused,
        r#"413 Payload Too Large {"message":"The request body is larger than 100000 bytes."}"#
    );
}

#[tokio::test]
async fn encodings_that_nobody_knows_are_refused() {
    let (server, _) = office().await;
    let unknown = r#"415 Unsupported Media Type {"message":"The operation does not take a body in this content encoding."}"#;
    let body = br#"{"text":"a"}"#;
    for (path, headers, expected) in [
        (
            "/seal",
            "Content-Encoding: br\r\nContent-MD5: Y00B9axHEROgE6s3KqS8Hg==\r\n",
            unknown,
        ),
        ("/123/store", "Content-Encoding: gzip\r\n", unknown),
        (
            "/put",
            "Content-Encoding: gzip\r\n",
            r#"400 Bad Request {"message":"The request body is not in the content encoding that the request names."}"#,
        ),
        (
            "/put",
            "Content-Encoding: identity\r\n",
            r#"200 OK {"text":"a"}"#,
        ),
        (
            "/put",
            "Content-Encoding: br\r\n",
            r#"200 OK {"text":"a","encoding":"br"}"#,
        ),
    ] {
        assert_eq!(
            answer(&server, request(path, headers, body)).await,
            expected,
            "{path} {headers}"
        );
    }
}

#[tokio::test]
async fn a_body_goes_with_its_md5() {
    let mut raw = RawServer::start(json("200 OK", "", "{}")).await;
    let sealed = client(&raw.endpoint());
    let seal = sealed
        .seal_parcel()
        .with(|input| input.text("base64 encoded md5 checksum"));
    seal.await.expect("the parcel is sealed");
    let sent = head(&raw.request().await);
    assert!(sent.contains("\ncontent-md5: "), "{sent}");

    // What is checked is what is sent: the compressed body.
    let (server, sealed) = office().await;
    let seal = sealed.seal_parcel().with(|input| input.text(text(50_000)));
    let output = seal.await.expect("the checksum is right");
    assert_eq!(output.text, Some(text(50_000)));

    let body = br#"{"text":"a"}"#;
    for (headers, expected) in [
        (
            "",
            "400 Bad Request {\"message\":\"The request lacks its checksum, the header content-md5.\"}",
        ),
        (
            "Content-MD5: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
            "400 Bad Request {\"message\":\"The MD5 that the request states is not that of its body.\"}",
        ),
        (
            "Content-MD5: ?\r\n",
            "400 Bad Request {\"message\":\"The MD5 that the request states is not that of its body.\"}",
        ),
    ] {
        assert_eq!(
            answer(&server, request("/seal", headers, body)).await,
            expected,
            "{headers}"
        );
    }
}

const OCTETS: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n";

fn octets(headers: &str, body: &str) -> String {
    format!(
        "{OCTETS}{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn the_caller_chooses_the_checksum() {
    let mut raw = RawServer::start(octets("", "")).await;
    let client = client(&raw.endpoint());
    let content = || Blob::from(b"123456789".to_vec());
    let choices = [
        (
            None,
            "x-amz-checksum-crc32: y/Q5Jg==\nx-amz-glacier-version: 2024-01-01\nx-amz-sdk-checksum-algorithm: CRC32",
        ),
        (
            Some(Algorithm::Crc32c),
            "x-amz-checksum-crc32c: 4waSgw==\nx-amz-glacier-version: 2024-01-01\nx-amz-sdk-checksum-algorithm: CRC32C",
        ),
        (
            Some(Algorithm::Crc64nvme),
            "x-amz-checksum-crc64nvme: rosUhgp5mIg=\nx-amz-glacier-version: 2024-01-01\nx-amz-sdk-checksum-algorithm: CRC64NVME",
        ),
        (
            Some(Algorithm::Sha1),
            "x-amz-checksum-sha1: 98O8HYCOBHMq32eZZczDTKeuNEE=\nx-amz-glacier-version: 2024-01-01\nx-amz-sdk-checksum-algorithm: SHA1",
        ),
    ];
    for (choice, expected) in choices {
        let send = client.send_parcel().with(|mut input| {
            input.algorithm = choice;
            input.content(content())
        });
        send.await.expect("the parcel is sent");
        let sent = head(&raw.request().await);
        assert!(sent.contains(expected), "{sent}");
    }
    // One that is there is kept, and nothing else computed.
    let send = client
        .send_parcel()
        .with(|input| input.sha256("bm90IHJpZ2h0").content(content()));
    send.await.expect("the parcel is sent");
    let sent = head(&raw.request().await);
    assert!(
        sent.contains("x-amz-checksum-sha256: bm90IHJpZ2h0"),
        "{sent}"
    );
    assert!(!sent.contains("crc32"), "{sent}");
    // What cannot be computed is not sent.
    let send = client.send_parcel().with(|input| {
        input
            .algorithm(Algorithm::from("XXHASH3"))
            .content(content())
    });
    assert_eq!(
        send.await.expect_err("nobody knows it").to_string(),
        "SendParcel was not sent: cannot write /algorithm: no checksum of this name can be computed: set the \
         checksum itself, or choose another"
    );
}

#[tokio::test]
async fn a_server_checks_what_it_gets_and_sums_what_it_sends() {
    let (server, client) = office().await;
    let send = client.send_parcel().with(|input| {
        input
            .mode(Mode::Enabled)
            .content(Blob::from(b"123456789".to_vec()))
    });
    let output = send.await.expect("all checksums are right");
    assert_eq!(output.content, Some(Blob::from(b"123456789".to_vec())));

    let wrong = client.send_parcel().with(|input| {
        input
            .sha256("bm90IHJpZ2h0")
            .content(Blob::from(b"123456789".to_vec()))
    });
    let error = wrong.await.expect_err("the checksum is wrong");
    assert_eq!(
        (
            error.status().map(|status| status.as_u16()),
            error.code(),
            error.message()
        ),
        (
            Some(400),
            Some("InvalidChecksumException"),
            Some("The SHA256 that the request states is not that of its body.")
        )
    );
    for (headers, message) in [
        (
            "",
            "The request lacks its checksum, the header content-md5.",
        ),
        (
            "x-amz-sdk-checksum-algorithm: SHA1\r\nx-amz-checksum-crc32: y/Q5Jg==\r\n",
            "The request lacks its checksum, the header x-amz-checksum-sha1.",
        ),
    ] {
        assert_eq!(
            answer(&server, request("/send", headers, b"123456789")).await,
            format!("400 Bad Request {{\"message\":\"{message}\"}}")
        );
    }
}

#[tokio::test]
async fn a_response_is_checked_if_the_caller_asks() {
    for (headers, damaged) in [
        ("", None),
        ("x-amz-checksum-crc32: y/Q5Jg==\r\n", None),
        ("x-amz-checksum-crc32: AAAAAA==\r\n", Some("CRC32")),
        (
            "x-amz-checksum-crc64nvme: AAAAAAAAAAA=\r\nx-amz-checksum-crc32: y/Q5Jg==\r\n",
            Some("CRC64NVME"),
        ),
        // Of a body in parts, and of an algorithm that the model does not list.
        ("x-amz-checksum-crc32: AAAAAA==-3\r\n", None),
        ("x-amz-checksum-sha1: AAAA\r\n", None),
    ] {
        let raw = RawServer::start(octets(headers, "123456789")).await;
        let client = client(&raw.endpoint());
        let get = || {
            client
                .send_parcel()
                .with(|input| input.content(Blob::default()))
        };
        get().await.expect("nobody asked");
        let error = get().with(|input| input.mode(Mode::Enabled)).await.err();
        let found = error.as_ref().map(|error| match error {
            Error::Transport(TransportError::Damaged { algorithm, .. }, _) => *algorithm,
            other => panic!("{other}"),
        });
        assert_eq!(found, damaged, "{headers}");
        if damaged == Some("CRC32") {
            assert_eq!(
                error.map(|error| error.to_string()).as_deref(),
                Some(
                    "SendParcel failed: the body of the answer is damaged: its CRC32 is y/Q5Jg==, and the answer says \
                     AAAAAA== (3 attempts)"
                )
            );
        }
    }
}

#[tokio::test]
async fn what_glacier_asks_for_is_there() {
    let mut raw = RawServer::start(json("200 OK", "", "{}")).await;
    let client = client(&raw.endpoint());
    let store = client
        .store_parcel("")
        .with(|input| input.body(Blob::from(b"hello world".to_vec())));
    store.await.expect("the parcel is stored");
    assert_eq!(
        head(&raw.request().await),
        "POST /-/store HTTP/1.1\n\
         content-length: 11\n\
         content-type: application/octet-stream\n\
         x-amz-content-sha256: b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9\n\
         x-amz-glacier-version: 2024-01-01\n\
         x-amz-sha256-tree-hash: b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"
    );
}
