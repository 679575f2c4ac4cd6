//! A year of visitors for the demo: the stand-ins tell it, and it is counted by the same function as every real visitor.

use anyhow::Context;
use domain::{
    ChannelId, Currency, Day, Money, PartnerId,
    analytics::EventName,
    link::{LinkDraft, Utm},
};
use serde::Deserialize;
use std::{collections::BTreeMap, time::Duration};
use store::{Hit, Store};
use unify::Unify;

/// Events that are counted in one transaction.
const BATCH: usize = 4_000;
/// Sources that the whole channel tells apart: what else there is comes from sites without a name.
const KNOWN: [&str; 7] = ["instagram", "youtube", "tiktok", "direct", "email", "google", "strava"];

#[derive(Deserialize)]
struct Traffic {
    events: Vec<EventName>,
    links: Vec<SharedLink>,
    partners: Vec<Visited>,
}

#[derive(Deserialize)]
struct SharedLink {
    label: String,
    utm_source: String,
}

#[derive(Deserialize)]
struct Visited {
    handle: String,
    days: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    date: String,
    source: String,
    device: String,
    country: String,
    link: Option<usize>,
    counts: Vec<i64>,
    cents: i64,
    currency: Currency,
}

/// Makes the links that partners share, counts who came by them, and tells the stand-ins which links to follow from now on.
///
/// # Errors
/// When the stand-ins do not answer as they do, or the store fails.
pub(super) async fn import(sandbox: &str, unify: &Unify, store: &Store, channel: &ChannelId) -> anyhow::Result<()> {
    let client = client()?;
    let traffic: Traffic = client.get(format!("{sandbox}/_traffic")).send().await?.error_for_status()?.json().await?;
    let mut codes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for visited in &traffic.partners {
        let handle = visited.handle.parse().context("a handle of the stand-ins")?;
        let Some(partner) = store.partner_by_handle(channel, &handle).await? else { continue };
        let links = share(unify, channel, &partner.id, &traffic.links).await?;
        let hits = visited.days.iter().flat_map(|row| hits(&partner.id, &traffic.events, &links, row));
        let hits: Vec<Hit> = hits.collect();
        for batch in hits.chunks(BATCH) {
            store.record_hits(channel, batch).await?;
        }
        codes.insert(&visited.handle, links);
    }
    client.post(format!("{sandbox}/_links")).json(&codes).send().await?.error_for_status()?;
    Ok(())
}

fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(1)).build()
}

async fn share(
    unify: &Unify,
    channel: &ChannelId,
    partner: &PartnerId,
    links: &[SharedLink],
) -> anyhow::Result<Vec<String>> {
    let mut codes = Vec::with_capacity(links.len());
    for link in links {
        let utm = Utm { source: link.utm_source.clone(), medium: "social".into(), campaign: String::new() };
        let draft = LinkDraft { label: link.label.clone(), utm, ..LinkDraft::default() };
        codes.push(unify.create_link(channel, partner, &draft, "demo").await?.code);
    }
    Ok(codes)
}

/// A row of the stand-ins as events, one for each step of the funnel.
fn hits(partner: &PartnerId, events: &[EventName], links: &[String], row: &Row) -> Vec<Hit> {
    let Some(day) = Day::parse_iso(&row.date) else { return Vec::new() };
    let is_known = KNOWN.contains(&row.source.as_str());
    let steps = events.iter().zip(&row.counts).filter(|(_, count)| **count > 0);
    let hit = |(event, count): (&EventName, &i64)| Hit {
        partner_id: partner.clone(),
        event: *event,
        day,
        mark: None,
        link: row.link.and_then(|link| links.get(link).cloned()),
        source: row.source.clone(),
        channel_source: if is_known { row.source.clone() } else { "other".to_owned() },
        device: row.device.clone(),
        country: row.country.clone(),
        times: *count,
        worth: (*event == EventName::CheckoutCompleted).then(|| Money::new(row.cents, row.currency)),
    };
    steps.map(hit).collect()
}
