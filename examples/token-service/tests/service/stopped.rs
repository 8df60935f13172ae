//! A server that is asked to stop finishes what it has begun.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

use crate::process::{Server, succeed};
use crate::{list, store};

#[test]
fn a_request_under_way_is_answered_before_the_server_stops() {
    let (_folder, store) = store();
    succeed(&[
        "create",
        "global-resolver",
        "one",
        "--store",
        store.to_str().unwrap(),
    ]);
    let server = Server::start(&store);
    let address = server
        .global_resolver
        .strip_prefix("http://")
        .unwrap()
        .to_owned();

    let mut client = TcpStream::connect(&address).unwrap();
    client
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    client
        .write_all(
            b"DELETE /tokens/one HTTP/1.1\r\nhost: localhost\r\n\
              content-length: 2\r\nexpect: 100-continue\r\n\r\n",
        )
        .unwrap();
    // The server asks for the body, so the request is under way.
    let mut go_on = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    client.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");

    server.terminate();
    while TcpStream::connect(&address).is_ok() {
        sleep(Duration::from_millis(5));
    }
    client.write_all(b"{}").unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();

    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains(r#""status":"DELETING""#), "{answer}");
    assert!(server.wait().success());
    assert!(list(&store)[0].starts_with("global-resolver one deleted "));
}
