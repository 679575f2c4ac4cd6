//! The command line.

mod admin;
mod demo;
mod demo_program;
mod history;
mod log;
mod program;
mod sandbox;

use crate::{
    limits,
    settings::{Need, Settings},
    start,
};
use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use domain::{Clock, clock::SystemClock};
use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};
use tokio::net::TcpListener;

/// One dashboard for a merchant's partners and the team that runs the program.
#[derive(Debug, Parser)]
#[command(name = "tandem", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve, with the settings of tandem.toml and TANDEM_* variables
    Serve,
    /// Serve a demo merchant, with stand-ins for all outside systems
    Demo(Demo),
    /// Serve only the stand-ins for CC, Shopify, impact.com, HubSpot, `PayPal` and Stripe
    Sandbox(Sandbox),
    /// The merchant's team
    #[command(subcommand)]
    Admin(Admin),
    /// Keys of the API
    #[command(subcommand)]
    Key(Key),
    /// The program's ledger
    #[command(subcommand)]
    Ledger(Ledger),
    /// Bring the database up to date, and do nothing else
    Migrate,
    /// Print the version
    Version,
}

#[derive(Debug, Args)]
struct Demo {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where the stand-ins listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:4100")]
    sandbox_listen: SocketAddr,
    /// Folder of the demo's data
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Mean seconds between new orders; 0 for none
    #[arg(long, default_value_t = 20)]
    live: u64,
    /// Written, as JSON, once everything is ready and the first reading is done
    #[arg(long)]
    ready_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Sandbox {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:4100")]
    listen: SocketAddr,
    /// Where Tandem runs: target of SSO links and webhooks
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    app_url: String,
    /// Same seed, same merchant
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Mean seconds between new orders; 0 for none
    #[arg(long, default_value_t = 20)]
    live: u64,
}

#[derive(Debug, Subcommand)]
enum Admin {
    /// Create a member of the team; prints a generated password unless one is given
    Create(NewAdmin),
    /// Give a member of the team another password and end their sessions; prints a generated one unless one is given
    ResetPassword(PasswordReset),
}

#[derive(Debug, Subcommand)]
enum Key {
    /// Make a key; it is shown this once
    Create(NewKey),
    /// List the keys
    List,
    /// Make a key open nothing any more
    Revoke {
        /// The id of the key
        id: String,
    },
}

#[derive(Debug, Args)]
struct NewKey {
    /// What the key is for
    #[arg(long)]
    name: String,
    /// What it may do: read, or write as well
    #[arg(long, default_value = "write")]
    scope: String,
}

#[derive(Debug, Subcommand)]
enum Ledger {
    /// Prove that every movement sums to nothing, and every balance and total is what its rows come to
    Check,
}

#[derive(Debug, Args)]
struct PasswordReset {
    /// E-mail address they sign in with
    #[arg(long)]
    email: String,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Debug, Args)]
struct NewAdmin {
    /// E-mail address: what they sign in with
    #[arg(long)]
    email: String,
    /// Full name
    #[arg(long)]
    name: String,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tandem: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    limits::raise_open_files();
    // Fewer than four workers can hang a page: one that waits for another holds the only one.
    let workers = std::thread::available_parallelism().map_or(4, usize::from).max(4);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build()?;
    runtime.block_on(async {
        match command {
            Command::Serve => serve().await,
            Command::Demo(demo) => demo::run(demo).await,
            Command::Sandbox(sandbox) => sandbox::run(sandbox).await,
            Command::Admin(Admin::Create(new)) => admin::create(new).await,
            Command::Admin(Admin::ResetPassword(reset)) => admin::reset_password(reset).await,
            Command::Key(Key::Create(new)) => program::create_key(new).await,
            Command::Key(Key::List) => program::list_keys().await,
            Command::Key(Key::Revoke { id }) => program::revoke_key(&id).await,
            Command::Ledger(Ledger::Check) => program::check_ledger().await,
            Command::Migrate => migrate().await,
            Command::Version => {
                println!("tandem {}", env!("CARGO_PKG_VERSION"));
                Ok(())
            }
        }
    })
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

async fn serve() -> anyhow::Result<()> {
    let settings = Settings::load(Need::Serve)?;
    log::init(&settings.log, settings.is_log_json)?;
    let stop = start::stop_on_signal()?;
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("cannot listen on {} (listen, TANDEM_LISTEN)", settings.listen))?;
    let store = start::open_store(&settings, clock()).await?;
    let tandem = start::assemble(&settings, store, clock(), start::leptos_options()?).await?;
    tracing::info!(listen = %listener.local_addr()?, public_url = settings.public_url, channel = tandem.channel.domain, "serving");
    tandem.serve(listener, stop).await
}

async fn migrate() -> anyhow::Result<()> {
    let settings = Settings::load(Need::Store)?;
    log::init(&settings.log, settings.is_log_json)?;
    let store = start::open_store(&settings, clock()).await?;
    store.close().await;
    println!("The database is up to date.");
    Ok(())
}
