//! A server that is killed at work has lost nothing that it acknowledged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use farrier::client::RetryConfig;
use tokio::sync::mpsc;

use crate::process::{Server, succeed};
use crate::{list, store};

const TOKENS: usize = 600;
const CLIENTS: usize = 8;
const ROUNDS: usize = 3;
/// In each round, the server is killed after this many answers.
const ANSWERS: usize = 50;

/// How a call ended: when the token was deleted, or nothing where no answer came. CodeCatalyst's
/// answers do not tell the time.
enum Ended {
    Answered(usize, Option<String>),
    Unanswered(usize),
}

/// Every other token is CodeCatalyst's.
fn service(token: usize) -> &'static str {
    ["codecatalyst", "global-resolver"][token % 2]
}

fn name(token: usize) -> String {
    format!("{} token-{token}", service(token))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_deletions_survive_a_kill() {
    let (_folder, store) = store();
    for first in [0, 1] {
        let ids: Vec<_> = (first..TOKENS)
            .step_by(2)
            .map(|token| format!("token-{token}"))
            .collect();
        let mut create = vec!["create", service(first), "--store", store.to_str().unwrap()];
        create.extend(ids.iter().map(String::as_str));
        succeed(&create);
    }

    let next = Arc::new(AtomicUsize::new(0));
    let mut acknowledged = BTreeMap::new();
    let mut unknown = BTreeSet::new();
    for _ in 0..ROUNDS {
        let server = Server::start(&store);
        let (ended, mut endings) = mpsc::unbounded_channel();
        for _ in 0..CLIENTS {
            tokio::spawn(delete_all(&server, Arc::clone(&next), ended.clone()));
        }
        drop(ended);

        let mut server = Some(server);
        let mut answers = 0;
        while let Some(ending) = endings.recv().await {
            match ending {
                Ended::Answered(token, deleted_at) => {
                    acknowledged.insert(name(token), deleted_at);
                    answers += 1;
                }
                Ended::Unanswered(token) => {
                    unknown.insert(name(token));
                }
            }
            if answers == ANSWERS
                && let Some(server) = server.take()
            {
                assert_eq!(server.kill(), "");
            }
        }
        assert!(
            server.is_none(),
            "the server went away before it was killed"
        );
    }
    assert!(
        next.load(Ordering::Relaxed) < TOKENS,
        "no token is left that nobody deletes"
    );

    let _server = Server::start(&store);
    let listed = list(&store);
    assert_eq!(listed.len(), TOKENS);
    for line in listed {
        let (token, deleted_at) = match line.split_once(" deleted ") {
            Some((token, time)) => (token, Some(time)),
            None => (line.strip_suffix(" operational").unwrap(), None),
        };
        match acknowledged.get(token) {
            Some(Some(answered)) => assert_eq!(deleted_at, Some(answered.as_str()), "{token}"),
            Some(None) => assert!(deleted_at.is_some(), "{token} is back"),
            None if unknown.contains(token) => {}
            None => assert_eq!(deleted_at, None, "{token} was not to be deleted"),
        }
    }
}

/// Deletes one token after the other, until no answer comes.
fn delete_all(
    server: &Server,
    next: Arc<AtomicUsize>,
    ended: mpsc::UnboundedSender<Ended>,
) -> impl Future<Output = ()> + Send + 'static {
    let codecatalyst = codecatalyst::Client::builder()
        .endpoint(&server.codecatalyst)
        .bearer_token("example")
        .retry(RetryConfig::off())
        .build()
        .unwrap();
    let global_resolver = route53globalresolver::Client::builder()
        .endpoint(&server.global_resolver)
        .no_credentials()
        .retry(RetryConfig::off())
        .build()
        .unwrap();
    async move {
        loop {
            let token = next.fetch_add(1, Ordering::Relaxed);
            let id = format!("token-{token}");
            let answer = match token % 2 {
                0 => match codecatalyst.delete_access_token(id).send().await {
                    Ok(_) => Some(None),
                    Err(_) => None,
                },
                _ => match global_resolver.delete_access_token(id).send().await {
                    Ok(answer) => Some(Some(answer.deleted_at.to_string())),
                    Err(_) => None,
                },
            };
            let ending = match answer {
                Some(deleted_at) => Ended::Answered(token, deleted_at),
                None => Ended::Unanswered(token),
            };
            let go_on = matches!(ending, Ended::Answered(..));
            if ended.send(ending).is_err() || !go_on {
                return;
            }
        }
    }
}
