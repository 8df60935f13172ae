//! Both services, answered by a function of the test.

use std::fmt;

use codecatalyst::operation as codecatalyst_operation;
use codecatalyst::server::CodeCatalyst;
use farrier::server::{Context, Outcome};
use route53globalresolver::operation as resolver_operation;
use route53globalresolver::server::Route53GlobalResolver;

/// Answers each request for a deletion with what a function makes of the id.
pub struct Answers<F>(pub F);

impl<F> fmt::Debug for Answers<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").finish_non_exhaustive()
    }
}

/// A CodeCatalyst that answers with what `answer` makes of the token's id.
pub fn codecatalyst<F>(answer: F) -> codecatalyst::server::Router<Answers<F>>
where
    F: Fn(String) -> Outcome<codecatalyst_operation::DeleteAccessToken> + Send + Sync + 'static,
{
    codecatalyst::server::Router::new(Answers(answer))
}

/// A Global Resolver that answers with what `answer` makes of the token's id.
pub fn global_resolver<F>(answer: F) -> route53globalresolver::server::Router<Answers<F>>
where
    F: Fn(String) -> Outcome<resolver_operation::DeleteAccessToken> + Send + Sync + 'static,
{
    route53globalresolver::server::Router::new(Answers(answer))
}

impl<F> CodeCatalyst for Answers<F>
where
    F: Fn(String) -> Outcome<codecatalyst_operation::DeleteAccessToken> + Send + Sync + 'static,
{
    async fn delete_access_token(
        &self,
        input: codecatalyst_operation::DeleteAccessTokenInput,
        _: Context,
    ) -> Outcome<codecatalyst_operation::DeleteAccessToken> {
        (self.0)(input.id)
    }
}

impl<F> Route53GlobalResolver for Answers<F>
where
    F: Fn(String) -> Outcome<resolver_operation::DeleteAccessToken> + Send + Sync + 'static,
{
    async fn delete_access_token(
        &self,
        input: resolver_operation::DeleteAccessTokenInput,
        _: Context,
    ) -> Outcome<resolver_operation::DeleteAccessToken> {
        (self.0)(input.access_token_id)
    }
}
