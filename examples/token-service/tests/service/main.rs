//! The program as its users see it: each test runs it on a store of its own.

mod broken;
mod killed;
mod process;
#[cfg(unix)]
mod stopped;

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::process::{Server, complaint, fail, run_as_nobody, succeed};

/// A folder that is removed in the end, and the path of a store in it.
fn store() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("tokens.redb");
    (folder, store)
}

/// The lines that `list` prints.
fn list(store: &Path) -> Vec<String> {
    let printed = succeed(&["list", "--store", store.to_str().unwrap()]);
    printed.lines().map(str::to_owned).collect()
}

#[test]
fn tokens_are_created_deleted_and_listed_while_they_are_served() {
    let (_folder, store) = store();
    let path = store.to_str().unwrap();
    let server = Server::start(&store);

    // Each service has ids of its own.
    for service in ["codecatalyst", "global-resolver"] {
        assert_eq!(
            succeed(&["create", service, "one", "two", "--store", path]),
            "one created\ntwo created\n"
        );
    }
    assert_eq!(
        succeed(&[
            "delete",
            "codecatalyst",
            "one",
            "--endpoint",
            &server.codecatalyst
        ]),
        "one deleted\n"
    );
    let delete = [
        "delete",
        "global-resolver",
        "two",
        "--endpoint",
        &server.global_resolver,
    ];
    let deleted = succeed(&delete);
    let deleted_at = deleted.strip_prefix("two DELETING ").unwrap().trim_end();

    let listed = list(&store);
    assert!(
        listed[0].starts_with("codecatalyst one deleted 20"),
        "{listed:?}"
    );
    assert_eq!(
        listed[1..],
        [
            "codecatalyst two operational".to_owned(),
            "global-resolver one operational".to_owned(),
            format!("global-resolver two deleted {deleted_at}"),
        ]
    );

    // The operations are idempotent: who repeats a call gets the same answer.
    assert_eq!(succeed(&delete), deleted);
    // What was deleted does not come back.
    assert_eq!(
        succeed(&["create", "global-resolver", "two", "--store", path]),
        "two was created before\n"
    );
    assert_eq!(list(&store), listed);
}

#[test]
fn ids_of_any_characters_are_served() {
    let (_folder, store) = store();
    let server = Server::start(&store);
    let id = "größe/a b?c#d%20";
    succeed(&[
        "create",
        "codecatalyst",
        id,
        "--store",
        store.to_str().unwrap(),
    ]);
    assert_eq!(
        succeed(&[
            "delete",
            "codecatalyst",
            id,
            "--endpoint",
            &server.codecatalyst
        ]),
        format!("{id} deleted\n")
    );
    let listed = list(&store);
    assert!(
        listed[0].starts_with(&format!("codecatalyst {id} deleted ")),
        "{listed:?}"
    );
}

#[test]
fn errors_of_the_services_are_printed() {
    let (_folder, store) = store();
    let server = Server::start(&store);
    let endpoints = [
        ("codecatalyst", &server.codecatalyst),
        ("global-resolver", &server.global_resolver),
    ];
    for (service, endpoint) in endpoints {
        let error = fail(&["delete", service, "nothing", "--endpoint", endpoint]);
        let (error, request_id) = error.split_once(", request id ").unwrap();
        assert_eq!(
            error,
            "error: DeleteAccessToken failed: ResourceNotFoundException: \
             There is no such access token. (HTTP 404 Not Found"
        );
        assert!(request_id.ends_with(")\n"), "{request_id:?}");
    }

    let error = fail(&[
        "delete",
        "global-resolver",
        "a b",
        "--endpoint",
        &server.global_resolver,
    ]);
    assert!(
        error.starts_with(
            "error: DeleteAccessToken failed: ValidationException: 1 validation error detected. \
             Value at '/accessTokenId' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: ^[-.a-zA-Z0-9]+$ \
             (HTTP 400 Bad Request, request id "
        ),
        "{error}"
    );
}

#[test]
fn what_cannot_be_called_is_said() {
    let error = complaint(run_as_nobody(&["delete", "codecatalyst", "one"]));
    assert_eq!(
        error,
        "error: DeleteAccessToken failed: no credentials: \
         the environment variable BEARER_TOKEN is not set, empty or not UTF-8\n"
    );
    let error = complaint(run_as_nobody(&["delete", "global-resolver", "one"]));
    assert!(error.contains("region"), "{error}");
    let error = fail(&["delete", "codecatalyst", "one", "--endpoint", "localhost"]);
    assert!(
        error.contains("it does not begin with https:// or http://"),
        "{error}"
    );
}

#[test]
fn an_id_that_breaks_the_model_is_not_created() {
    let (_folder, store) = store();
    let path = store.to_str().unwrap();
    let error = fail(&["create", "global-resolver", "good", "a b", "--store", path]);
    assert_eq!(
        error,
        "error: \"a b\" cannot be an id: 1 validation error detected. \
         Value at '/accessTokenId' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: ^[-.a-zA-Z0-9]+$\n"
    );
    assert_eq!(list(&store), Vec::<String>::new());
}
