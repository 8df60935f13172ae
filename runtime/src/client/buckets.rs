//! Buckets before the host instead of in the path, as Amazon S3 has them.

use http::Uri;
use http::uri::PathAndQuery;

use super::endpoint::Endpoint;
use crate::EncodeError;
use crate::wire::{OperationSchema, ServiceSchema};

/// Where a request to Amazon S3 or its like says which bucket it is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Addressing {
    /// Before the host if the bucket's name can stand there and the endpoint has a name, else in the
    /// path. A name with a dot stands in the path of an `https` endpoint, whose certificate would not
    /// fit otherwise.
    #[default]
    Auto,
    /// Before the host: `https://bucket.s3.eu-central-1.amazonaws.com/key`. A call of a bucket whose
    /// name cannot stand there fails.
    Virtual,
    /// In the path: `https://s3.eu-central-1.amazonaws.com/bucket/key`.
    Path,
}

/// What a builder says of buckets.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BucketSettings {
    pub(super) addressing: Addressing,
    pub(super) dual_stack: bool,
    pub(super) accelerate: bool,
}

/// The hosts of AWS, in China and elsewhere.
const DOMAINS: [&str; 2] = [".amazonaws.com", ".amazonaws.com.cn"];

impl BucketSettings {
    /// The same for a call that may say otherwise.
    pub(super) fn for_call(self, addressing: Option<Addressing>) -> Self {
        Self {
            addressing: addressing.unwrap_or(self.addressing),
            ..self
        }
    }

    /// The endpoint of a region.
    pub(super) fn endpoint(self, region: &str) -> String {
        let domain = DOMAINS[usize::from(region.starts_with("cn-"))];
        let dual_stack = if self.dual_stack { "dualstack." } else { "" };
        format!("https://s3.{dual_stack}{region}{domain}")
    }

    /// The endpoint that the settings make of one that was stated.
    ///
    /// # Errors
    ///
    /// There is no such endpoint beside those of AWS.
    pub(super) fn adapt(self, endpoint: &str) -> Result<String, String> {
        if !self.dual_stack && !self.accelerate {
            return Ok(endpoint.to_owned());
        }
        let rest = endpoint.split_once("://s3.").map(|(_, rest)| rest);
        let is_aws = |rest: &&str| {
            let host = rest.split(['/', ':']).next().unwrap_or_default();
            DOMAINS.iter().any(|domain| host.ends_with(domain))
        };
        match rest.filter(is_aws) {
            None => Err("`dual_stack` and `accelerate` are for endpoints such as \
                 https://s3.eu-central-1.amazonaws.com"
                .to_owned()),
            Some(rest) if self.dual_stack && !rest.starts_with("dualstack.") => {
                Ok(endpoint.replacen("://s3.", "://s3.dualstack.", 1))
            }
            Some(_) => Ok(endpoint.to_owned()),
        }
    }

    /// The path and host of a request whose bucket goes before the host; `None` if it stays in the path.
    ///
    /// # Errors
    ///
    /// The bucket's name is no part of a host's name, and cannot go elsewhere.
    pub(super) fn place(
        self,
        service: &ServiceSchema,
        operation: &OperationSchema,
        endpoint: &Endpoint,
        uri: &Uri,
    ) -> Result<Option<Placed>, EncodeError> {
        let Some((label, bucket, rest)) = bucket_of(service, operation, uri) else {
            return Ok(None);
        };
        let fits = match self.addressing {
            Addressing::Path => return Ok(None),
            Addressing::Virtual => is_host(bucket),
            Addressing::Auto => {
                let plain = !bucket.contains('.') || !endpoint.is_https();
                is_host(bucket) && plain && endpoint.is_named()
            }
        };
        if !fits && self.addressing == Addressing::Virtual {
            let reason = "the bucket's name is no part of a host's name";
            return Err(EncodeError::unrepresentable(reason).within(label));
        }
        let path = match rest.starts_with('/') {
            true => PathAndQuery::try_from(rest),
            false => PathAndQuery::try_from(format!("/{rest}")),
        };
        // What is left of a path is one.
        Ok(path.ok().filter(|_| fits).map(|path| Placed {
            prefix: format!("{bucket}."),
            path: Uri::from(path),
            host: self.host(operation),
        }))
    }

    /// The host of an operation that can be accelerated: not one that makes or removes a bucket.
    fn host(self, operation: &OperationSchema) -> Option<&'static str> {
        let of_bucket =
            !operation.uri.contains(['+', '?']) && ["PUT", "DELETE"].contains(&operation.method);
        match (self.accelerate && !of_bucket, self.dual_stack) {
            (false, _) => None,
            (true, false) => Some("s3-accelerate.amazonaws.com"),
            (true, true) => Some("s3-accelerate.dualstack.amazonaws.com"),
        }
    }
}

/// A request whose bucket is before the host.
#[derive(Debug)]
pub(super) struct Placed {
    /// What goes before the host.
    pub(super) prefix: String,
    /// The path without the bucket.
    pub(super) path: Uri,
    /// The host in the place of the endpoint's.
    pub(super) host: Option<&'static str>,
}

/// The label of the bucket, the bucket that a request's path begins with, and what follows that.
fn bucket_of<'u>(
    service: &ServiceSchema,
    operation: &OperationSchema,
    uri: &'u Uri,
) -> Option<(&'static str, &'u str, &'u str)> {
    let label = service.bucket?;
    let template = operation.uri.strip_prefix("/{")?;
    template.strip_prefix(label)?.strip_prefix('}')?;
    let text = uri.path_and_query()?.as_str().strip_prefix('/')?;
    let end = text.find(['/', '?']).unwrap_or(text.len());
    let (bucket, rest) = text.split_at(end);
    Some((label, bucket, rest))
}

/// Whether a bucket's name can stand in a host's: see [bucket naming rules].
///
/// [bucket naming rules]: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
fn is_host(bucket: &str) -> bool {
    let is_end = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let is_label = |label: &str| {
        let label = label.as_bytes();
        is_end(label.first())
            && is_end(label.last())
            && label.iter().all(|byte| is_end(Some(byte)) || *byte == b'-')
    };
    (3..=63).contains(&bucket.len())
        && bucket.split('.').all(is_label)
        && bucket.parse::<std::net::Ipv4Addr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Unit;
    use crate::wire::{Checksum, Shape as _};

    const SERVICE: ServiceSchema = ServiceSchema::new("Store", "1", &[]).buckets("Bucket");

    const fn operation(method: &'static str, uri: &'static str) -> OperationSchema {
        OperationSchema {
            name: "Example",
            method,
            uri,
            status: 200,
            idempotent: false,
            anonymous: false,
            host_prefix: None,
            compression: None,
            checksum: Checksum::NONE,
            input: Unit::SCHEMA,
        }
    }

    const GET: OperationSchema = operation("GET", "/{Bucket}/{Key+}");

    /// Where a request of a path goes.
    fn placed(settings: BucketSettings, endpoint: &str, path: &str) -> Result<String, EncodeError> {
        let endpoint = Endpoint::parse(endpoint).unwrap();
        let uri: Uri = path.parse().unwrap();
        let placed = settings.place(&SERVICE, &GET, &endpoint, &uri)?;
        Ok(match placed {
            None => endpoint.resolve(&uri, None).unwrap().to_string(),
            Some(Placed { prefix, path, host }) => endpoint
                .at(host)
                .resolve(&path, Some(&prefix))
                .unwrap()
                .to_string(),
        })
    }

    fn addressed(addressing: Addressing, endpoint: &str, path: &str) -> Result<String, String> {
        let settings = BucketSettings {
            addressing,
            ..BucketSettings::default()
        };
        placed(settings, endpoint, path).map_err(|error| error.to_string())
    }

    #[test]
    fn a_bucket_goes_before_the_host_where_its_name_allows_it() {
        let auto = |endpoint, path| addressed(Addressing::Auto, endpoint, path).unwrap();
        let aws = "https://s3.eu-central-1.amazonaws.com";
        for (path, uri) in [
            (
                "/books/a%20b/../c?x=1",
                "https://books.s3.eu-central-1.amazonaws.com/a%20b/../c?x=1",
            ),
            ("/books", "https://books.s3.eu-central-1.amazonaws.com/"),
            (
                "/books?list",
                "https://books.s3.eu-central-1.amazonaws.com/?list",
            ),
            // A certificate is for one label alone.
            (
                "/my.books/a",
                "https://s3.eu-central-1.amazonaws.com/my.books/a",
            ),
            (
                "/My_Books/a",
                "https://s3.eu-central-1.amazonaws.com/My_Books/a",
            ),
            (
                "/192.168.0.1/a",
                "https://s3.eu-central-1.amazonaws.com/192.168.0.1/a",
            ),
            ("/a%2Fb/c", "https://s3.eu-central-1.amazonaws.com/a%2Fb/c"),
            ("/-a-/c", "https://s3.eu-central-1.amazonaws.com/-a-/c"),
        ] {
            assert_eq!(auto(aws, path), uri);
        }
        assert_eq!(
            auto("http://files.example:9000", "/my.books/a"),
            "http://my.books.files.example:9000/a"
        );
        for endpoint in [
            "http://127.0.0.1:9000",
            "http://[::1]:9000",
            "http://localhost:9000",
        ] {
            assert_eq!(auto(endpoint, "/books/a"), format!("{endpoint}/books/a"));
        }
    }

    #[test]
    fn the_caller_may_know_better() {
        let endpoint = "http://localhost:9000";
        assert_eq!(
            addressed(Addressing::Virtual, endpoint, "/books/a").unwrap(),
            "http://books.localhost:9000/a"
        );
        assert_eq!(
            addressed(Addressing::Virtual, endpoint, "/My_Books/a").unwrap_err(),
            "cannot write /Bucket: the bucket's name is no part of a host's name"
        );
        let aws = "https://s3.eu-central-1.amazonaws.com";
        assert_eq!(
            addressed(Addressing::Path, aws, "/books/a").unwrap(),
            "https://s3.eu-central-1.amazonaws.com/books/a"
        );
    }

    #[test]
    fn an_endpoint_may_be_accelerated_and_of_both_stacks() {
        let settings = |dual_stack, accelerate| BucketSettings {
            dual_stack,
            accelerate,
            addressing: Addressing::Auto,
        };
        for (dual_stack, accelerate, host) in [
            (true, false, "books.s3.dualstack.us-west-2.amazonaws.com"),
            (false, true, "books.s3-accelerate.amazonaws.com"),
            (true, true, "books.s3-accelerate.dualstack.amazonaws.com"),
        ] {
            let settings = settings(dual_stack, accelerate);
            let endpoint = settings
                .adapt("https://s3.us-west-2.amazonaws.com")
                .unwrap();
            let uri = placed(settings, &endpoint, "/books/a").unwrap();
            assert_eq!(uri, format!("https://{host}/a"));
            assert!(settings.adapt("https://files.example").is_err());
        }
        assert_eq!(
            settings(true, false).endpoint("cn-north-1"),
            "https://s3.dualstack.cn-north-1.amazonaws.com.cn"
        );
        assert_eq!(
            settings(false, true).host(&operation("PUT", "/{Bucket}")),
            None
        );
        assert!(
            settings(false, true)
                .host(&operation("PUT", "/{Bucket}?acl"))
                .is_some()
        );
    }
}
