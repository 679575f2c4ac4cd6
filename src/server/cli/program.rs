//! `tandem key` and `tandem ledger`: keys of the API, and the proof that every cent is where it belongs.

use super::{NewKey, clock, log};
use crate::{
    channel,
    settings::{Need, Settings},
    start,
};
use access::{Access, AccessConfig};
use anyhow::Context;
use domain::{ApiKeyId, ChannelId};
use secrecy::ExposeSecret;
use store::{KeyScope, Store};

/// Makes a key and shows it, once.
pub(super) async fn create_key(new: NewKey) -> anyhow::Result<()> {
    let scope = KeyScope::parse(&new.scope).context("--scope: read or write")?;
    let (store, channel) = open().await?;
    let access = Access::new(store.clone(), Vec::new(), AccessConfig::default(), clock());
    let (key, secret) = access.create_api_key(&channel, &new.name, scope, "cli").await?;
    println!("{} ({}, {})\n{}", key.id, key.name, scope.as_str(), secret.expose_secret());
    println!("This is the only time that the key is shown.");
    store.close().await;
    Ok(())
}

/// Lists the keys.
pub(super) async fn list_keys() -> anyhow::Result<()> {
    let (store, channel) = open().await?;
    for key in store.api_keys(&channel).await? {
        let state = if key.revoked_at.is_some() { "revoked" } else { key.scope.as_str() };
        println!("{}  {}  {state}  {}", key.id, key.shown, key.name);
    }
    store.close().await;
    Ok(())
}

/// Makes a key open nothing any more.
pub(super) async fn revoke_key(id: &str) -> anyhow::Result<()> {
    let id: ApiKeyId = id.parse().context("the id of a key begins with key_")?;
    let (store, channel) = open().await?;
    let is_revoked = store.revoke_api_key(&channel, &id).await?;
    store.close().await;
    anyhow::ensure!(is_revoked, "there is no such key, or it was revoked before");
    println!("{id} opens nothing any more.");
    Ok(())
}

/// Proves the ledger and the daily totals; fails with everything that does not hold.
pub(super) async fn check_ledger() -> anyhow::Result<()> {
    let (store, channel) = open().await?;
    let mut faults = store.check_ledger(&channel).await?;
    faults.extend(store.check_totals(&channel).await?);
    store.close().await;
    if faults.is_empty() {
        println!("Every movement sums to nothing, every balance and total is what its rows come to.");
        return Ok(());
    }
    anyhow::bail!("{} things do not hold:\n{}", faults.len(), faults.join("\n"))
}

async fn open() -> anyhow::Result<(Store, ChannelId)> {
    let settings = Settings::load(Need::Store)?;
    log::init(&settings.log, settings.is_log_json)?;
    let store = start::open_store(&settings, clock()).await?;
    let channel = channel::find(&settings, &store, &clock()).await?.id;
    Ok((store, channel))
}
