//! Where a service is, and the URI of one request to it.

use std::net::IpAddr;

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

/// The base of every request's URI.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    scheme: Scheme,
    authority: Authority,
    /// The path that goes before each request's own, without a slash at its end.
    path: String,
}

impl Endpoint {
    /// Reads `http://host[:port][/path]` or the same with `https`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let uri: Uri = text
            .parse()
            .map_err(|error: http::uri::InvalidUri| error.to_string())?;
        let parts = uri.into_parts();
        let Some(scheme) = parts.scheme else {
            return Err("it does not begin with https:// or http://".into());
        };
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(format!(
                "its scheme is {scheme}, where https or http is known"
            ));
        }
        let Some(authority) = parts
            .authority
            .filter(|authority| !authority.host().is_empty())
        else {
            return Err("it has no host".into());
        };
        if authority.as_str().contains('@') {
            return Err("it has a user name or password in it".into());
        }
        let path = parts
            .path_and_query
            .unwrap_or_else(|| PathAndQuery::from_static("/"));
        if path.query().is_some() {
            return Err("it has a query string".into());
        }
        let path = path.path().trim_end_matches('/').to_owned();
        Ok(Self {
            scheme,
            authority,
            path,
        })
    }

    /// Whether connections are to be TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Whether the host is a name with a dot in it, and so something may stand before it.
    #[cfg(feature = "s3")]
    pub(crate) fn is_named(&self) -> bool {
        let host = self.authority.host();
        host.contains('.') && !host.starts_with('[') && host.parse::<IpAddr>().is_err()
    }

    /// The same at another host, if one is stated.
    #[cfg(feature = "s3")]
    pub(crate) fn at(&self, host: Option<&'static str>) -> Self {
        let mut endpoint = self.clone();
        if let Some(host) = host {
            endpoint.authority = Authority::from_static(host);
        }
        endpoint
    }

    /// Whether nobody but this machine can read what is sent.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self
            .authority
            .host()
            .trim_start_matches('[')
            .trim_end_matches(']');
        match host.parse::<IpAddr>() {
            Ok(address) => address.to_canonical().is_loopback(),
            Err(_) => {
                let host = host.trim_end_matches('.').to_ascii_lowercase();
                host == "localhost" || host.ends_with(".localhost")
            }
        }
    }

    /// Puts the endpoint before a request's path, and a prefix before the host.
    pub(crate) fn resolve(
        &self,
        request: &Uri,
        host_prefix: Option<&str>,
    ) -> Result<Uri, http::Error> {
        let authority = match host_prefix {
            Some(prefix) => Authority::try_from(format!("{prefix}{}", self.authority))?,
            None => self.authority.clone(),
        };
        let own = request.path_and_query().map_or("/", PathAndQuery::as_str);
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(authority)
            .path_and_query(format!("{}{own}", self.path))
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(endpoint: &str, request: &str) -> String {
        let request = request.parse().unwrap();
        Endpoint::parse(endpoint)
            .unwrap()
            .resolve(&request, None)
            .unwrap()
            .to_string()
    }

    #[test]
    fn the_path_of_an_endpoint_is_kept() {
        assert_eq!(
            resolve("https://api.example", "/a?b=c"),
            "https://api.example/a?b=c"
        );
        assert_eq!(
            resolve("https://api.example/", "/a"),
            "https://api.example/a"
        );
        assert_eq!(
            resolve("http://[::1]:80/stage/v1/", "/a%2Fb"),
            "http://[::1]:80/stage/v1/a%2Fb"
        );
    }

    #[test]
    fn a_prefix_goes_before_the_host() {
        let endpoint = Endpoint::parse("https://api.example:8443").unwrap();
        let uri = endpoint
            .resolve(&Uri::from_static("/a"), Some("data."))
            .unwrap();
        assert_eq!(uri, "https://data.api.example:8443/a");
    }

    #[test]
    fn what_is_no_endpoint_is_refused() {
        for (text, reason) in [
            ("api.example", "it does not begin with https:// or http://"),
            (
                "ftp://api.example",
                "its scheme is ftp, where https or http is known",
            ),
            (
                "https://me:secret@api.example",
                "it has a user name or password in it",
            ),
            ("https://api.example/?a=b", "it has a query string"),
        ] {
            assert_eq!(Endpoint::parse(text).unwrap_err(), reason, "{text}");
        }
        assert!(Endpoint::parse("https://api example").is_err());
        assert!(Endpoint::parse("").is_err());
    }

    #[test]
    fn loopback_is_told_from_other_hosts() {
        for (host, loopback) in [
            ("localhost:8080", true),
            ("api.localhost", true),
            ("127.1.2.3", true),
            ("[::1]:80", true),
            ("[::ffff:127.0.0.1]", true),
            ("127.0.0.1.example", false),
            ("10.0.0.1", false),
            ("localhost.example", false),
        ] {
            let endpoint = Endpoint::parse(&format!("http://{host}")).unwrap();
            assert_eq!(endpoint.is_loopback(), loopback, "{host}");
        }
    }
}
