//! Both services over one store: what they answer, and how they are served.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;

use clap::ValueEnum;
use codecatalyst::server::CodeCatalyst;
use farrier::Timestamp;
use farrier::server::{Context, Outcome, serve};
use farrier::validate::{Validate, Violations};
use route53globalresolver::server::Route53GlobalResolver;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use crate::store::Store;

/// Whose token it is: each service has ids of its own.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Service {
    /// Amazon CodeCatalyst
    #[value(name = "codecatalyst")]
    CodeCatalyst,
    /// Amazon Route 53 Global Resolver
    GlobalResolver,
}

impl Service {
    /// The name in the store and in what is printed, which is that of the command line, too.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CodeCatalyst => "codecatalyst",
            Self::GlobalResolver => "global-resolver",
        }
    }

    /// Checks an id as the service checks it when it is asked to delete the token.
    pub(crate) fn check(self, id: &str) -> Result<(), Violations> {
        match self {
            Self::CodeCatalyst => {
                codecatalyst::operation::DeleteAccessTokenInput::new(id).validate()
            }
            Self::GlobalResolver => {
                route53globalresolver::operation::DeleteAccessTokenInput::new(id).validate()
            }
        }
    }
}

const NOT_FOUND: &str = "There is no such access token.";

/// Implements both services.
#[derive(Clone)]
struct Tokens(Arc<Store>);

/// Why a token was not deleted.
enum Refusal {
    /// There never was such a token.
    NotFound,
    /// The store failed, which has been logged.
    Store,
}

impl Tokens {
    /// Deletes a token, and returns since when it is deleted once that is on disk.
    ///
    /// It may be repeated: a client that got no answer asks again, and gets the one that it missed.
    async fn delete(&self, service: Service, id: &str) -> Result<Timestamp, Refusal> {
        let store = Arc::clone(&self.0);
        let id = id.to_owned();
        let deleted = spawn_blocking(move || store.delete(service, &id)).await;
        match deleted
            .map_err(io::Error::from)
            .map_err(redb::Error::from)
            .flatten()
        {
            Ok(deleted_at) => deleted_at.ok_or(Refusal::NotFound),
            Err(error) => {
                eprintln!("error: the store failed: {error}");
                Err(Refusal::Store)
            }
        }
    }
}

impl CodeCatalyst for Tokens {
    async fn delete_access_token(
        &self,
        input: codecatalyst::operation::DeleteAccessTokenInput,
        context: Context,
    ) -> Outcome<codecatalyst::operation::DeleteAccessToken> {
        use codecatalyst::operation::{DeleteAccessTokenError as Error, DeleteAccessTokenOutput};
        use codecatalyst::types::ResourceNotFoundException;

        match self.delete(Service::CodeCatalyst, &input.id).await {
            Ok(_) => Ok(DeleteAccessTokenOutput::new()),
            Err(Refusal::NotFound) => Err(Error::ResourceNotFound(ResourceNotFoundException::new(
                NOT_FOUND,
            ))),
            // The model has no error for it.
            Err(Refusal::Store) => match context.abort("the store failed").await {},
        }
    }
}

impl Route53GlobalResolver for Tokens {
    async fn delete_access_token(
        &self,
        input: route53globalresolver::operation::DeleteAccessTokenInput,
        _: Context,
    ) -> Outcome<route53globalresolver::operation::DeleteAccessToken> {
        use route53globalresolver::operation::{
            DeleteAccessTokenError as Error, DeleteAccessTokenOutput,
        };
        use route53globalresolver::types::{
            InternalServerException, ResourceNotFoundException, TokenStatus,
        };

        let id = input.access_token_id;
        match self.delete(Service::GlobalResolver, &id).await {
            Ok(deleted_at) => Ok(DeleteAccessTokenOutput::new(
                deleted_at,
                id,
                TokenStatus::Deleting,
            )),
            Err(Refusal::NotFound) => Err(Error::ResourceNotFound(
                ResourceNotFoundException::new(NOT_FOUND)
                    .resource_id(id)
                    .resource_type("AccessToken"),
            )),
            Err(Refusal::Store) => Err(Error::InternalServer(InternalServerException::new(
                "The token could not be deleted.",
            ))),
        }
    }
}

/// Serves both services until Ctrl-C or SIGTERM, and then finishes what is under way.
///
/// Prints where each service listens, once both do.
pub(crate) async fn run(
    store: Store,
    codecatalyst: SocketAddr,
    global_resolver: SocketAddr,
) -> io::Result<()> {
    let tokens = Tokens(Arc::new(store));
    let codecatalyst = listen(codecatalyst).await?;
    let global_resolver = listen(global_resolver).await?;
    let (stop, stopped) = watch::channel(());
    let signal = stop_signal()?;
    tokio::spawn(async move {
        signal.await;
        drop(stop);
    });

    let mut stdout = io::stdout().lock();
    for (service, listener) in [
        (Service::CodeCatalyst, &codecatalyst),
        (Service::GlobalResolver, &global_resolver),
    ] {
        writeln!(
            stdout,
            "{} http://{}",
            service.name(),
            listener.local_addr()?
        )?;
    }
    drop(stdout);

    let stopped = || {
        let mut stopped = stopped.clone();
        // It fails once `stop` is gone, and never succeeds.
        async move { drop(stopped.changed().await) }
    };
    let codecatalyst = serve(
        codecatalyst,
        codecatalyst::server::Router::new(tokens.clone()),
    )
    .graceful_shutdown(stopped());
    let global_resolver = serve(
        global_resolver,
        route53globalresolver::server::Router::new(tokens),
    )
    .graceful_shutdown(stopped());
    tokio::try_join!(codecatalyst.into_future(), global_resolver.into_future())?;
    Ok(())
}

async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"))
    })
}

/// Watches for Ctrl-C and SIGTERM from now on.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Watches for Ctrl-C from now on.
#[cfg(windows)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
