//! A server on a real socket, spoken to in raw bytes.

#![cfg(feature = "serve")]

mod server_support;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use farrier::protocol::RestJson1;
use farrier::server::{Router, Serve, serve};
use server_support::{Notes, Operations, shared};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct Server {
    address: SocketAddr,
    notes: Arc<Notes>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<io::Result<()>>,
}

/// Starts a server, set up by `set`.
async fn start(
    set: impl FnOnce(
        Serve<Router<Notes, Operations, RestJson1>>,
    ) -> Serve<Router<Notes, Operations, RestJson1>>,
) -> Server {
    let (notes, router) = shared();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let server = serve(listener, router.body_limit(1000)).graceful_shutdown(async {
        let _ = stopped.await;
    });
    let running = tokio::spawn(set(server).into_future());
    Server {
        address,
        notes,
        stop,
        running,
    }
}

/// Sends `request` and reads all until the server closes the connection.
async fn talk(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    without_date(&answer)
}

/// Reads one answer and leaves the connection open.
async fn read_answer(stream: &mut TcpStream, end: &str) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(end.as_bytes()) {
        let byte = tokio::time::timeout(Duration::from_secs(5), stream.read_u8()).await;
        answer.push(
            byte.unwrap_or_else(|_| panic!("stuck after {}", String::from_utf8_lossy(&answer)))
                .unwrap(),
        );
    }
    without_date(&String::from_utf8(answer).unwrap())
}

fn without_date(answer: &str) -> String {
    let kept = |line: &&str| !line.starts_with("date: ");
    answer.split_inclusive("\r\n").filter(kept).collect()
}

const GET: &str = "GET /notes/a HTTP/1.1\r\nhost: h\r\nx-request-id: r1\r\n\r\n";
const GOT: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-amzn-requestid: r1\r\n\
    content-length: 23\r\n\r\n{\"text\":\"a by GetNote\"}";

#[tokio::test]
async fn connections_are_kept_and_pipelined() {
    let server = start(|server| server).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    for _ in 0..2 {
        stream.write_all(GET.as_bytes()).await.unwrap();
        assert_eq!(read_answer(&mut stream, "}").await, GOT);
    }
    stream.write_all(GET.repeat(3).as_bytes()).await.unwrap();
    for _ in 0..3 {
        assert_eq!(read_answer(&mut stream, "}").await, GOT);
    }
}

#[tokio::test]
async fn a_client_that_closes_its_side_is_still_answered() {
    let server = start(|server| server).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(HELD.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    server.notes.begun.notified().await;
    // Time for the server to see that nothing more comes.
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.notes.release.notify_one();
    let answer = read_answer(&mut stream, "}").await;
    assert!(
        answer.ends_with("{\"text\":\"held by GetNote\"}"),
        "{answer}"
    );
}

#[tokio::test]
async fn head_is_answered_without_a_body() {
    let server = start(|server| server).await;
    let request =
        "HEAD /probes/a HTTP/1.1\r\nhost: h\r\nx-request-id: r1\r\nconnection: close\r\n\r\n";
    assert_eq!(
        talk(server.address, request).await,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-amzn-requestid: r1\r\n\
         content-length: 25\r\nconnection: close\r\n\r\n"
    );
}

#[tokio::test]
async fn refusals_travel_whole() {
    let server = start(|server| server).await;
    let request =
        "DELETE /notes/a HTTP/1.1\r\nhost: h\r\nx-request-id: r1\r\nconnection: close\r\n\r\n";
    assert_eq!(
        talk(server.address, request).await,
        "HTTP/1.1 405 Method Not Allowed\r\ncontent-type: application/json\r\n\
         x-amzn-errortype: MethodNotAllowedException\r\nallow: GET, PUT\r\nx-amzn-requestid: r1\r\n\
         connection: close\r\ncontent-length: 56\r\n\r\n\
         {\"message\":\"No operation has this method at this path.\"}"
    );
}

const TOO_LARGE: &str = "HTTP/1.1 413 Payload Too Large\r\ncontent-type: application/json\r\n\
    x-amzn-errortype: RequestEntityTooLargeException\r\nconnection: close\r\nx-amzn-requestid: r1\r\n\
    content-length: 57\r\n\r\n{\"message\":\"The request body is larger than 1000 bytes.\"}";

/// The answer must arrive even though the client goes on sending.
#[tokio::test]
async fn large_bodies_are_refused_and_the_refusal_arrives() {
    let server = start(|server| server).await;
    let head = "PUT /notes/a HTTP/1.1\r\nhost: h\r\nx-request-id: r1\r\ncontent-type: application/json\r\n";
    let body = "x".repeat(8_000_000);
    let announced = format!("{head}content-length: 8000000\r\n\r\n{body}");
    assert_eq!(talk(server.address, &announced).await, TOO_LARGE);
    let chunk = format!("{:x}\r\n{}\r\n", 3000, &body[..3000]);
    let chunked = format!(
        "{head}transfer-encoding: chunked\r\n\r\n{}0\r\n\r\n",
        chunk.repeat(2000)
    );
    assert_eq!(talk(server.address, &chunked).await, TOO_LARGE);
}

#[tokio::test]
async fn a_large_body_is_refused_before_it_is_sent() {
    let server = start(|server| server).await;
    let request = "PUT /notes/a HTTP/1.1\r\nhost: h\r\nx-request-id: r1\r\nexpect: 100-continue\r\n\
        content-type: application/json\r\ncontent-length: 1001\r\n\r\n";
    assert_eq!(talk(server.address, request).await, TOO_LARGE);
}

#[tokio::test]
async fn a_body_that_ends_early_is_400() {
    let server = start(|server| server).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let request = "PUT /notes/a HTTP/1.1\r\nhost: h\r\nx-request-id: r1\r\n\
        content-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
        "{answer}"
    );
    assert!(
        answer.contains("\r\nx-amzn-errortype: IncompleteBodyException\r\n"),
        "{answer}"
    );
}

#[tokio::test]
async fn slow_heads_are_cut_off() {
    let server = start(|server| server.header_read_timeout(Duration::from_millis(200))).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let begun = Instant::now();
    // One byte at a time does not start the clock again.
    for byte in "GET /notes/a HTTP/1.1\r\nx-slow: ".bytes().cycle() {
        if stream.write_all(&[byte]).await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(begun.elapsed() < Duration::from_secs(5), "still open");
    }
    assert!(begun.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn idle_connections_are_closed() {
    let server = start(|server| server.header_read_timeout(Duration::from_millis(100))).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(GET.as_bytes()).await.unwrap();
    assert_eq!(read_answer(&mut stream, "}").await, GOT);
    assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_cut_off() {
    let server = start(|server| server.write_timeout(Duration::from_millis(200))).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let request = format!(
        "GET /files/{} HTTP/1.1\r\nhost: h\r\n\r\n",
        "x".repeat(50_000)
    );
    let flood = async { while stream.write_all(request.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(10), flood)
        .await
        .expect("the server gives up");
}

#[tokio::test]
async fn no_limit_is_too_large() {
    let server = start(|server| {
        server
            .header_read_timeout(Duration::MAX)
            .write_timeout(Duration::MAX)
            .max_connections(usize::MAX)
    })
    .await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(GET.as_bytes()).await.unwrap();
    assert_eq!(read_answer(&mut stream, "}").await, GOT);
}

#[tokio::test]
async fn connections_over_the_bound_wait() {
    let server = start(|server| server.max_connections(1)).await;
    let mut first = TcpStream::connect(server.address).await.unwrap();
    first.write_all(GET.as_bytes()).await.unwrap();
    assert_eq!(read_answer(&mut first, "}").await, GOT);
    let mut second = TcpStream::connect(server.address).await.unwrap();
    second.write_all(GET.as_bytes()).await.unwrap();
    assert!(
        tokio::time::timeout(Duration::from_millis(200), second.readable())
            .await
            .is_err()
    );
    drop(first);
    assert_eq!(read_answer(&mut second, "}").await, GOT);
}

const HELD: &str = "GET /notes/held HTTP/1.1\r\nhost: h\r\nx-request-id: r1\r\n\r\n";

#[tokio::test]
async fn a_graceful_shutdown_lets_requests_finish() {
    let Server {
        address,
        notes,
        stop,
        running,
    } = start(|server| server).await;
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(GET.as_bytes()).await.unwrap();
    assert_eq!(read_answer(&mut idle, "}").await, GOT);
    let mut busy = TcpStream::connect(address).await.unwrap();
    busy.write_all(HELD.as_bytes()).await.unwrap();
    notes.begun.notified().await;

    stop.send(()).unwrap();
    assert_eq!(idle.read(&mut [0]).await.unwrap(), 0);
    assert!(TcpStream::connect(address).await.is_err());
    assert!(!running.is_finished());

    notes.release.notify_one();
    let mut answer = String::new();
    busy.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.ends_with("{\"text\":\"held by GetNote\"}"),
        "{answer}"
    );
    drop((idle, busy));
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_ever() {
    let server = start(|server| server.shutdown_timeout(Duration::from_millis(100))).await;
    let mut busy = TcpStream::connect(server.address).await.unwrap();
    busy.write_all(HELD.as_bytes()).await.unwrap();
    server.notes.begun.notified().await;
    server.stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), server.running)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(busy.read(&mut [0]).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn a_panic_does_not_close_the_connection() {
    let server = start(|server| server).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let panic = "GET /notes/panic HTTP/1.1\r\nhost: h\r\nx-request-id: r1\r\n\r\n";
    stream
        .write_all(format!("{panic}{GET}").as_bytes())
        .await
        .unwrap();
    let answer = read_answer(&mut stream, "}").await;
    assert!(
        answer.starts_with("HTTP/1.1 500 Internal Server Error\r\n"),
        "{answer}"
    );
    assert_eq!(read_answer(&mut stream, "}").await, GOT);
}

#[tokio::test]
async fn a_dropped_server_closes_its_connections() {
    let server = start(|server| server).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(GET.as_bytes()).await.unwrap();
    assert_eq!(read_answer(&mut stream, "}").await, GOT);
    server.running.abort();
    assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0);
    assert!(TcpStream::connect(server.address).await.is_err());
}
