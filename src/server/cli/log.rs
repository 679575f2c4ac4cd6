//! The log: to standard error, as text or JSON.

use anyhow::Context;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging.
///
/// # Errors
/// When the filter cannot be read or logging was started before.
pub(crate) fn init(filter: &str, is_json: bool) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter).context("log (TANDEM_LOG) is not a log filter")?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = if is_json { log.json().try_init() } else { log.try_init() };
    started.map_err(|error| anyhow::anyhow!("logging cannot be started: {error}"))
}
