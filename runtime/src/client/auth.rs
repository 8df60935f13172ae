//! Who calls: bearer tokens and AWS keys, and where they come from.

use std::error::Error as StdError;
use std::fmt;
use std::future::ready;
use std::pin::Pin;

use crate::Redacted;

/// What a provider gives, later.
pub type Provided<'a, T> = Pin<Box<dyn Future<Output = Result<T, CredentialsError>> + Send + 'a>>;

/// Gives the token of `Authorization: Bearer …`: [`@httpBearerAuth`].
///
/// It is asked before each attempt, so that a token can be renewed while a client lives; a provider
/// that fetches its tokens from elsewhere should keep them for as long as they are good.
///
/// [`@httpBearerAuth`]: https://smithy.io/2.0/spec/authentication-traits.html#httpbearerauth-trait
pub trait TokenProvider: Send + Sync + 'static {
    /// Gives the token for one attempt.
    fn token(&self) -> Provided<'_, BearerToken>;
}

/// Gives the keys for AWS Signature Version 4: [`@aws.auth#sigv4`].
///
/// It is asked before each attempt, so that keys can be renewed while a client lives.
///
/// [`@aws.auth#sigv4`]: https://smithy.io/2.0/aws/aws-auth.html#aws-auth-sigv4-trait
pub trait CredentialsProvider: Send + Sync + 'static {
    /// Gives the keys for one attempt.
    fn credentials(&self) -> Provided<'_, AwsCredentials>;

    /// The region to sign for, where the provider knows one.
    ///
    /// It is asked once, when a client is built without a region of its own.
    fn region(&self) -> Option<String> {
        None
    }
}

/// A token, which nothing prints.
#[derive(Clone, PartialEq, Eq)]
pub struct BearerToken(String);

impl BearerToken {
    /// Holds a token, without the word `Bearer` before it.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The token as it travels.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for BearerToken {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl From<&str> for BearerToken {
    fn from(token: &str) -> Self {
        Self(token.to_owned())
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BearerToken").field(&Redacted).finish()
    }
}

impl TokenProvider for BearerToken {
    fn token(&self) -> Provided<'_, BearerToken> {
        Box::pin(ready(Ok(self.clone())))
    }
}

/// An AWS access key and its secret, which nothing prints.
#[derive(Clone, PartialEq, Eq)]
pub struct AwsCredentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
}

impl AwsCredentials {
    /// Holds a key that lasts.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token: None,
        }
    }

    /// Adds the session token of a temporary key.
    pub fn session_token(mut self, session_token: impl Into<String>) -> Self {
        self.session_token = Some(session_token.into());
        self
    }

    /// The access key's id.
    pub fn expose_access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The secret.
    pub fn expose_secret_access_key(&self) -> &str {
        &self.secret_access_key
    }

    /// The session token of a temporary key.
    pub fn expose_session_token(&self) -> Option<&str> {
        self.session_token.as_deref()
    }
}

impl fmt::Debug for AwsCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AwsCredentials").field(&Redacted).finish()
    }
}

impl CredentialsProvider for AwsCredentials {
    fn credentials(&self) -> Provided<'_, AwsCredentials> {
        Box::pin(ready(Ok(self.clone())))
    }
}

/// Reads a bearer token from an environment variable, by default `BEARER_TOKEN`.
#[derive(Clone, Debug)]
pub struct EnvironmentToken {
    variable: String,
    environment: Environment,
}

impl EnvironmentToken {
    /// Reads the token from this variable.
    pub fn new(variable: impl Into<String>) -> Self {
        Self {
            variable: variable.into(),
            environment: Environment(process_variable),
        }
    }
}

impl Default for EnvironmentToken {
    fn default() -> Self {
        Self::new("BEARER_TOKEN")
    }
}

impl TokenProvider for EnvironmentToken {
    fn token(&self) -> Provided<'_, BearerToken> {
        Box::pin(ready(
            self.environment.required(&self.variable).map(BearerToken),
        ))
    }
}

/// Reads AWS keys from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, and the
/// region from `AWS_REGION` or else `AWS_DEFAULT_REGION`.
#[derive(Clone, Debug)]
pub struct EnvironmentCredentials {
    environment: Environment,
}

impl EnvironmentCredentials {
    /// Reads this process's variables.
    pub fn new() -> Self {
        Self {
            environment: Environment(process_variable),
        }
    }
}

impl Default for EnvironmentCredentials {
    fn default() -> Self {
        Self::new()
    }
}

impl CredentialsProvider for EnvironmentCredentials {
    fn credentials(&self) -> Provided<'_, AwsCredentials> {
        let read = || {
            Ok(AwsCredentials {
                access_key_id: self.environment.required("AWS_ACCESS_KEY_ID")?,
                secret_access_key: self.environment.required("AWS_SECRET_ACCESS_KEY")?,
                session_token: self.environment.optional("AWS_SESSION_TOKEN"),
            })
        };
        Box::pin(ready(read()))
    }

    fn region(&self) -> Option<String> {
        let environment = &self.environment;
        environment
            .optional("AWS_REGION")
            .or_else(|| environment.optional("AWS_DEFAULT_REGION"))
    }
}

/// Looks variables up. Tests put their own in the place of the process's.
#[derive(Clone, Copy)]
struct Environment(fn(&str) -> Option<String>);

fn process_variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Environment {
    fn optional(&self, name: &str) -> Option<String> {
        (self.0)(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    fn required(&self, name: &str) -> Result<String, CredentialsError> {
        self.optional(name).ok_or_else(|| {
            CredentialsError::new(format!(
                "the environment variable {name} is not set, empty or not UTF-8"
            ))
        })
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

/// Why a provider had nothing to give, or what it gave cannot be used.
#[derive(Debug)]
pub struct CredentialsError {
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl CredentialsError {
    /// States the reason, which is printed: keep secrets out of it.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
        }
    }

    /// Adds the error that was the reason.
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for CredentialsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn now<T>(mut provided: Provided<'_, T>) -> Result<T, CredentialsError> {
        match provided
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(result) => result,
            Poll::Pending => panic!("a provider of fixed values waits"),
        }
    }

    #[test]
    fn keys_come_from_the_environment() {
        let provider = EnvironmentCredentials {
            environment: Environment(|name| {
                Some(match name {
                    "AWS_ACCESS_KEY_ID" => "AKIDEXAMPLE".to_owned(),
                    "AWS_SECRET_ACCESS_KEY" => " very secret\n".to_owned(),
                    "AWS_DEFAULT_REGION" => "eu-central-1".to_owned(),
                    _ => return None,
                })
            }),
        };
        let expected = AwsCredentials::new("AKIDEXAMPLE", "very secret");
        assert_eq!(now(provider.credentials()).unwrap(), expected);
        assert_eq!(provider.region().as_deref(), Some("eu-central-1"));
    }

    #[test]
    fn a_missing_variable_is_named() {
        let provider = EnvironmentCredentials {
            environment: Environment(|name| {
                (name == "AWS_ACCESS_KEY_ID").then(|| "AKIDEXAMPLE".to_owned())
            }),
        };
        assert_eq!(
            now(provider.credentials()).unwrap_err().to_string(),
            "the environment variable AWS_SECRET_ACCESS_KEY is not set, empty or not UTF-8"
        );
        let provider = EnvironmentToken {
            variable: "TOKEN".into(),
            environment: Environment(|_| None),
        };
        assert_eq!(
            now(provider.token()).unwrap_err().to_string(),
            "the environment variable TOKEN is not set, empty or not UTF-8"
        );
    }

    #[test]
    fn secrets_are_not_printed() {
        let keys = AwsCredentials::new("AKIDEXAMPLE", "wJalr").session_token("FQoG");
        assert_eq!(format!("{keys:?}"), "AwsCredentials(*** redacted ***)");
        assert_eq!(
            format!("{:?}", BearerToken::new("eyJh")),
            "BearerToken(*** redacted ***)"
        );
    }
}
