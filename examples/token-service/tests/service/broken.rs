//! Stores that cannot be used.

use farrier::client::RetryConfig;
use redb::{Database, TableDefinition};

use crate::process::{Server, fail};
use crate::store;

#[test]
fn a_file_that_holds_something_else_is_left_alone() {
    let (_folder, store) = store();
    std::fs::write(&store, "not tokens").unwrap();
    let path = store.to_str().unwrap();
    let error = fail(&["serve", "--store", path]);
    assert!(
        error.starts_with(&format!("error: cannot open {path}: ")),
        "{error}"
    );
    assert_eq!(std::fs::read(&store).unwrap(), b"not tokens");
}

#[tokio::test]
async fn the_reason_why_a_store_fails_is_for_the_log_alone() {
    let (_folder, store) = store();
    let database = Database::create(&store).unwrap();
    let transaction = database.begin_write().unwrap();
    let other_form = TableDefinition::<u64, u64>::new("tokens");
    transaction.open_table(other_form).unwrap();
    transaction.commit().unwrap();
    drop(database);

    let server = Server::start(&store);
    let global_resolver = route53globalresolver::Client::builder()
        .endpoint(&server.global_resolver)
        .no_credentials()
        .retry(RetryConfig::off())
        .build()
        .unwrap();
    let error = global_resolver.delete_access_token("one").send().await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), Some("InternalServerException"));
    assert_eq!(error.message(), Some("The token could not be deleted."));

    // The model of CodeCatalyst has no such error.
    let codecatalyst = codecatalyst::Client::builder()
        .endpoint(&server.codecatalyst)
        .bearer_token("example")
        .retry(RetryConfig::off())
        .build()
        .unwrap();
    let error = codecatalyst.delete_access_token("one").send().await;
    let error = error.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(500));
    assert_eq!(error.code(), Some("InternalFailure"));

    let log = server.kill();
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(lines.len(), 2, "{log}");
    for line in lines {
        assert!(line.starts_with("error: the store failed: "), "{log}");
    }
}
