//! The transport that is there without asking, against sockets of this machine.

use std::time::Duration;

use farrier::client::{Error, RetryConfig, Timeout, TransportError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::shop::Shop;

fn client(listener: &TcpListener) -> farrier::client::Builder<Shop> {
    let retry = RetryConfig::standard().base_delay(Duration::from_millis(1));
    Shop::builder()
        .endpoint(format!("http://{}/v1/", listener.local_addr().unwrap()))
        .bearer_token("open sesame")
        .retry(retry)
}

/// Reads until these bytes have come.
async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut read = Vec::new();
    let mut part = [0; 1024];
    while !read.ends_with(end.as_bytes()) {
        match stream.read(&mut part).await.unwrap() {
            0 => panic!("closed after {:?}", String::from_utf8_lossy(&read)),
            count => read.extend_from_slice(&part[..count]),
        }
    }
    String::from_utf8(read).unwrap()
}

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"orderId\":\"o-1\"}";

#[tokio::test]
async fn requests_are_http_and_share_a_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let client = client(&listener).user_agent("till/1.0").build().unwrap();
    let service = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let cancelled = read_until(&mut stream, "\r\n\r\n").await;
        stream.write_all(ANSWER).await.unwrap();
        let placed = read_until(&mut stream, "}").await;
        stream.write_all(ANSWER).await.unwrap();
        (cancelled, placed)
    });

    assert_eq!(client.cancel_order("a/b c").await.unwrap().order_id, "o-1");
    assert_eq!(client.place_order("anvil").await.unwrap().order_id, "o-1");

    let (cancelled, placed) = service.await.unwrap();
    assert_eq!(
        cancelled,
        format!(
            "DELETE /v1/orders/a%2Fb%20c HTTP/1.1\r\nuser-agent: till/1.0\r\nauthorization: Bearer open sesame\r\nhost: \
             {address}\r\n\r\n"
        )
    );
    assert_eq!(
        placed,
        format!(
            "POST /v1/orders HTTP/1.1\r\ncontent-type: application/json\r\nuser-agent: till/1.0\r\nauthorization: Bearer \
             open sesame\r\nhost: {address}\r\ncontent-length: 16\r\n\r\n{{\"item\":\"anvil\"}}"
        )
    );
}

#[tokio::test]
async fn where_nobody_listens_there_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&listener).build().unwrap();
    drop(listener);
    let error = client.place_order("anvil").await.unwrap_err();
    assert!(
        matches!(error, Error::Transport(TransportError::Connect(_), _)),
        "{error:?}"
    );
    assert_eq!(error.details().attempts(), 3);
    let told = error.to_string();
    assert!(
        told.starts_with("PlaceOrder failed: cannot connect: "),
        "{told}"
    );
    assert!(told.contains("onnection refused"), "{told}");
}

#[tokio::test]
async fn a_connection_that_breaks_is_not_an_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&listener).build().unwrap();
    let service = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_until(&mut stream, "}").await;
        stream.write_all(&ANSWER[..50]).await.unwrap();
    });
    let error = client.place_order("anvil").await.unwrap_err();
    service.await.unwrap();
    assert!(
        matches!(error, Error::Transport(TransportError::Exchange(_), _)),
        "{error:?}"
    );
    assert_eq!(
        error.details().attempts(),
        1,
        "the service may have placed the order"
    );
}

#[tokio::test]
async fn a_service_that_is_silent_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&listener)
        .attempt_timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let error = client.place_order("anvil").await.unwrap_err();
    assert!(
        matches!(error, Error::Timeout(Timeout::Attempt(_), _)),
        "{error:?}"
    );
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn https_begins_with_a_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let client = client(&listener)
        .endpoint(endpoint)
        .retry(RetryConfig::off())
        .build()
        .unwrap();
    let service = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut record = [0; 5];
        stream.read_exact(&mut record).await.unwrap();
        stream.write_all(ANSWER).await.unwrap();
        record[0]
    });
    let error = client.place_order("anvil").await.unwrap_err();
    assert_eq!(service.await.unwrap(), 22, "a record of the handshake");
    assert!(
        matches!(error, Error::Transport(TransportError::Connect(_), _)),
        "nothing was sent in the clear: {error:?}"
    );
}
