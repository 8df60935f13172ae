//! Servers on ports of this machine, each on a thread of its own, and a client that costs next to nothing.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

use crate::by_hand;

/// How many connections send at once.
pub const CONNECTIONS: usize = 8;

/// Starts what `serve` makes of a listener, on a thread that ends with the program.
pub fn start<F: Future>(serve: impl FnOnce(TcpListener) -> F + Send + 'static) -> SocketAddr {
    let (tell, address) = mpsc::channel();
    thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime
            .expect("the system has what a runtime needs")
            .block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0")
                    .await
                    .expect("a port is free");
                let bound = listener
                    .local_addr()
                    .expect("a bound socket has an address");
                tell.send(bound).expect("the caller waits for it");
                serve(listener).await;
            });
    });
    address.recv().expect("the server starts")
}

/// Serves what is written by hand with hyper alone.
pub async fn hyper(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let connection = http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service_fn(by_hand::serve));
        tokio::spawn(connection);
    }
}

/// Connections to one server that are kept alive.
pub struct Caller {
    connections: Vec<TcpStream>,
    request: Vec<u8>,
    buffer: Vec<u8>,
}

impl Caller {
    /// Connects.
    pub fn new(address: SocketAddr, request: &[u8]) -> io::Result<Self> {
        let connect = |_| {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            Ok(stream)
        };
        Ok(Self {
            connections: (0..CONNECTIONS).map(connect).collect::<io::Result<_>>()?,
            request: request.to_vec(),
            buffer: vec![0; 16 << 10],
        })
    }

    /// Sends the request on each connection, and reads the answers, which must be of success.
    pub fn call(&mut self) -> io::Result<()> {
        for connection in &mut self.connections {
            connection.write_all(&self.request)?;
        }
        for connection in &mut self.connections {
            let mut filled = 0;
            loop {
                let read = connection.read(&mut self.buffer[filled..])?;
                filled += read;
                if is_whole(&self.buffer[..filled])? {
                    break;
                }
                if read == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
        }
        Ok(())
    }
}

/// Whether an answer has come to its end.
fn is_whole(answer: &[u8]) -> io::Result<bool> {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(false);
    };
    let head = std::str::from_utf8(&answer[..end]).map_err(io::Error::other)?;
    if !head.starts_with("HTTP/1.1 200 ") {
        return Err(io::Error::other(head.to_owned()));
    }
    let length = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.parse::<usize>().ok());
    let length = length.ok_or_else(|| io::Error::other("the answer does not tell its length"))?;
    Ok(answer.len() >= end + 4 + length)
}
