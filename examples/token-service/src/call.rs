//! Calls the services through their generated clients.

use std::error::Error;

use farrier::client::{EnvironmentCredentials, EnvironmentToken};

use crate::services::Service;

/// Deletes a token, and returns what to print of the answer.
pub(crate) async fn delete(
    service: Service,
    id: &str,
    endpoint: &str,
) -> Result<String, Box<dyn Error>> {
    match service {
        Service::CodeCatalyst => {
            let client = codecatalyst::Client::builder()
                .endpoint(endpoint)
                .token_provider(EnvironmentToken::default())
                .build()?;
            client.delete_access_token(id).send().await?;
            Ok(format!("{id} deleted"))
        }
        Service::GlobalResolver => {
            let client = route53globalresolver::Client::builder()
                .endpoint(endpoint)
                .credentials(EnvironmentCredentials::new())
                .build()?;
            let answer = client.delete_access_token(id).send().await?;
            Ok(format!(
                "{} {} {}",
                answer.id, answer.status, answer.deleted_at
            ))
        }
    }
}
