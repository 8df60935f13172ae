//! Serves the generated services over one store on disk, and calls them: `token-service help`.

mod call;
mod services;
mod store;

use std::error::Error;
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::services::Service;
use crate::store::Store;

/// Where `serve` listens, and where `delete` calls, unless told otherwise.
const CODECATALYST: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
const GLOBAL_RESOLVER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8081);

/// Access tokens of Amazon CodeCatalyst and Amazon Route 53 Global Resolver.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves both services until Ctrl-C or SIGTERM.
    ///
    /// Every caller may delete every token: neither bearer tokens nor signatures are checked.
    Serve {
        /// Where CodeCatalyst listens; port 0 takes any that is free.
        #[arg(long, value_name = "ADDRESS", default_value_t = CODECATALYST)]
        codecatalyst: SocketAddr,
        /// Where Global Resolver listens; port 0 takes any that is free.
        #[arg(long, value_name = "ADDRESS", default_value_t = GLOBAL_RESOLVER)]
        global_resolver: SocketAddr,
        #[command(flatten)]
        place: Place,
    },
    /// Puts tokens into the store, whether it is being served or not.
    Create {
        /// Whose tokens they are.
        service: Service,
        /// What to call them, as the service allows it.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Lists the tokens in the store, whether it is being served or not.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Calls a service to delete a token.
    ///
    /// CodeCatalyst takes a bearer token, which the environment variable BEARER_TOKEN holds. Calls to
    /// Global Resolver are signed with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, if there is one,
    /// AWS_SESSION_TOKEN, for the region in AWS_REGION.
    Delete {
        /// Which service to call.
        service: Service,
        /// Which token to delete.
        id: String,
        /// Where the service is, if not where `serve` listens by default.
        #[arg(long, value_name = "URL")]
        endpoint: Option<String>,
    },
}

#[derive(Debug, Args)]
struct Place {
    /// The file that holds the tokens; it is made if there is none.
    #[arg(long, value_name = "PATH", default_value = "tokens.redb")]
    store: PathBuf,
}

impl Place {
    fn open(&self) -> Result<Store, String> {
        Store::open(&self.store)
            .map_err(|error| format!("cannot open {}: {error}", self.store.display()))
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Serve {
            codecatalyst,
            global_resolver,
            place,
        } => services::run(place.open()?, codecatalyst, global_resolver).await?,
        Command::Create {
            service,
            ids,
            place,
        } => create(&place.open()?, service, &ids)?,
        Command::List { place } => list(&place.open()?)?,
        Command::Delete {
            service,
            id,
            endpoint,
        } => {
            let endpoint = endpoint.unwrap_or_else(|| {
                let address = match service {
                    Service::CodeCatalyst => CODECATALYST,
                    Service::GlobalResolver => GLOBAL_RESOLVER,
                };
                format!("http://{address}")
            });
            let answer = call::delete(service, &id, &endpoint).await?;
            writeln!(io::stdout(), "{answer}")?;
        }
    }
    Ok(())
}

fn create(store: &Store, service: Service, ids: &[String]) -> Result<(), Box<dyn Error>> {
    for id in ids {
        service
            .check(id)
            .map_err(|violations| format!("{id:?} cannot be an id: {violations}"))?;
    }
    let new = store.create(service, ids)?;
    let mut stdout = io::stdout().lock();
    for id in ids {
        let what = match new.contains(&id.as_str()) {
            true => "created",
            false => "was created before",
        };
        writeln!(stdout, "{id} {what}")?;
    }
    Ok(())
}

fn list(store: &Store) -> Result<(), Box<dyn Error>> {
    let mut stdout = io::stdout().lock();
    for token in store.list()? {
        // An id of CodeCatalyst may hold any character, a line's end among them.
        write!(stdout, "{} {} ", token.service, token.id.escape_debug())?;
        match token.deleted_at {
            None => writeln!(stdout, "operational")?,
            Some(time) => writeln!(stdout, "deleted {time}")?,
        }
    }
    Ok(())
}
