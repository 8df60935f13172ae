//! HTTP by hand: a client that sends bytes as they are, and a server that answers with bytes as they are.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Sends a request and gives the whole answer as text; what differs each time is [masked](mask).
///
/// # Panics
///
/// When the connection fails.
pub async fn exchange(address: SocketAddr, request: impl AsRef<[u8]>) -> String {
    let mut stream = TcpStream::connect(address)
        .await
        .expect("the server listens");
    // A server that refuses a request early may close before all of it is sent; its answer is there nonetheless.
    let _ = stream.write_all(request.as_ref()).await;
    mask(&receive(&mut stream).await)
}

/// Reads one message with its body, or as much as comes before the other side closes.
///
/// # Panics
///
/// When the connection fails.
pub async fn receive(stream: &mut TcpStream) -> String {
    let mut message = Vec::new();
    let mut buffer = [0; 4096];
    while !is_complete(&message) {
        match stream
            .read(&mut buffer)
            .await
            .expect("the connection holds")
        {
            0 => break,
            read => message.extend_from_slice(&buffer[..read]),
        }
    }
    String::from_utf8_lossy(&message).into_owned()
}

fn is_complete(message: &[u8]) -> bool {
    let Some(end) = message.windows(4).position(|four| four == b"\r\n\r\n") else {
        return false;
    };
    let (head, body) = (
        String::from_utf8_lossy(&message[..end]),
        &message[end + 4..],
    );
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    body.len() >= length.unwrap_or(0)
}

/// The answer with its date and its request id masked.
pub fn mask(answer: &str) -> String {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    let mask = |line: &str| match line.split_once(": ") {
        Some((name @ ("date" | "x-amzn-requestid"), value)) if !value.is_empty() => {
            format!("{name}: ***")
        }
        _ => line.to_owned(),
    };
    let head: Vec<String> = head.split("\r\n").map(mask).collect();
    format!("{}\r\n\r\n{body}", head.join("\r\n"))
}

/// A server that gives the same bytes to every request.
#[derive(Debug)]
pub struct RawServer {
    address: SocketAddr,
    requests: mpsc::UnboundedReceiver<String>,
}

impl RawServer {
    /// Answers each request with `answer`, and closes the connection behind it.
    ///
    /// # Panics
    ///
    /// When there is no port to be had.
    pub async fn start(answer: impl Into<String>) -> Self {
        Self::start_each([answer.into()]).await
    }

    /// Answers the first request with the first of `answers` and so on, and all others with the last one.
    ///
    /// # Panics
    ///
    /// When there is no port to be had.
    pub async fn start_each(answers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut answers: Vec<String> = answers.into_iter().map(Into::into).collect();
        answers.reverse();
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let (sender, requests) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = receive(&mut stream).await;
                let answer = if answers.len() > 1 {
                    answers.pop()
                } else {
                    answers.last().cloned()
                };
                let _ = sender.send(request);
                let _ = stream
                    .write_all(answer.unwrap_or_default().as_bytes())
                    .await;
            }
        });
        Self { address, requests }
    }

    /// What a client takes as its endpoint.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next request that came, waiting for it if need be.
    ///
    /// # Panics
    ///
    /// When the server has ended.
    pub async fn request(&mut self) -> String {
        self.requests.recv().await.expect("the server runs")
    }

    /// How many requests have come that [`request`](Self::request) has not given out.
    pub fn unseen(&self) -> usize {
        self.requests.len()
    }
}

/// An answer with a body of JSON, as a server would write it.
pub fn json(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}
