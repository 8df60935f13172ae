//! Hosts whose first part is the first segment of the path.

use std::sync::Arc;
use std::task::{Context, Poll};

use http::uri::PathAndQuery;
use http::{Request, Uri, header};
use tower_service::Service;

/// Serves buckets that stand before the host as if they stood in the path: a request to
/// `books.files.example/key` is one to `/books/key`, as Amazon S3 has it.
///
/// ```text
/// let service = VirtualHosts::new(Router::new(Files::open(path)?), ["files.example"]);
/// ```
///
/// Requests to other hosts, and to `files.example` itself, are handed on as they are.
#[derive(Clone, Debug)]
pub struct VirtualHosts<S> {
    inner: S,
    /// Each begins with a dot, and has no capital letters.
    hosts: Arc<[String]>,
}

impl<S> VirtualHosts<S> {
    /// Hands requests on to `inner`; `hosts` are those that something may stand before, without a port.
    pub fn new(inner: S, hosts: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let ending = |host: &str| format!(".{}", host.to_ascii_lowercase());
        Self {
            inner,
            hosts: hosts
                .into_iter()
                .map(|host| ending(host.as_ref()))
                .collect(),
        }
    }

    /// What stands before one of the hosts in a request.
    fn prefix<B>(&self, request: &Request<B>) -> Option<String> {
        let stated = request.headers().get(header::HOST);
        let host = match request.uri().host() {
            Some(host) => host,
            None => stated?.to_str().ok()?.split(':').next()?,
        };
        let host = host.to_ascii_lowercase();
        let prefix = self
            .hosts
            .iter()
            .find_map(|ending| host.strip_suffix(&**ending))?;
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        (!prefix.is_empty() && prefix.bytes().all(is_part)).then(|| prefix.to_owned())
    }
}

/// Puts a segment before the path.
fn enter(segment: &str, uri: &Uri) -> Option<Uri> {
    let path = uri.path_and_query()?.as_str();
    let rest = match path.strip_prefix('/')? {
        "" => "",
        rest if rest.starts_with('?') => rest,
        _ => path,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(format!("/{segment}{rest}")).ok()?);
    Uri::from_parts(parts).ok()
}

impl<S, B> Service<Request<B>> for VirtualHosts<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        let prefix = self.prefix(&request);
        if let Some(uri) = prefix.and_then(|prefix| enter(&prefix, request.uri())) {
            *request.uri_mut() = uri;
        }
        self.inner.call(request)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::{Ready, ready};

    use super::*;

    /// Gives the URI that it is asked for.
    #[derive(Clone)]
    struct Echo;

    impl Service<Request<()>> for Echo {
        type Response = String;
        type Error = Infallible;
        type Future = Ready<Result<String, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request<()>) -> Self::Future {
            ready(Ok(request.uri().to_string()))
        }
    }

    fn asked(host: &str, uri: &str) -> String {
        let mut request = Request::get(uri);
        if !host.is_empty() {
            request = request.header(header::HOST, host);
        }
        let hosts = ["Files.example", "s3.local"];
        let mut service = VirtualHosts::new(Echo, hosts);
        let asked = service.call(request.body(()).unwrap());
        asked.into_inner().unwrap()
    }

    #[test]
    fn what_stands_before_a_host_becomes_the_first_segment() {
        for (host, uri, seen) in [
            ("books.files.example", "/a%2Fb/c?d", "/books/a%2Fb/c?d"),
            ("Books.FILES.example:8080", "/../c", "/books/../c"),
            ("my.books.s3.local", "/?list", "/my.books?list"),
            ("my.books.s3.local", "/", "/my.books"),
            (
                "",
                "http://books.s3.local:80/a",
                "http://books.s3.local:80/books/a",
            ),
        ] {
            assert_eq!(asked(host, uri), seen, "{host}");
        }
    }

    #[test]
    fn other_hosts_are_left_alone() {
        for host in [
            "",
            "files.example",
            "bookfiles.example",
            ".files.example",
            "b%2F.files.example",
            "[::1]:80",
        ] {
            assert_eq!(asked(host, "/a"), "/a", "{host}");
        }
    }
}
