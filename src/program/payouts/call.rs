//! Calls to a rail: sending a batch in portions, and asking how one stands that somebody may have sent.

use connectors::{
    ConnectorError, PayoutRail,
    rail::{BatchReport, ItemReport, RailBatch, RailItem, RailOutcome, is_refusal},
};
use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

/// For how long portions of a run are handed over one after the other; the rest waits for the next attempt. A portion may take a
/// minute more, and all of it ends before the lease does.
const HANDING_OVER: Duration = Duration::from_mins(2);

/// What came of calling a rail.
pub(super) enum Said {
    /// What the rail says of each payout, and what kept it from saying more.
    Report(BatchReport, Option<String>),
    /// Nothing was taken on, and never will be: all of it failed.
    Refused(String),
    /// Nothing was taken on this time: try again.
    Later(String),
    /// Nobody knows: ask.
    Unknown(String),
}

/// Hands a batch over, in portions if it is larger than the rail takes at a time. What was handed over is reported; of the rest the
/// rail is asked later.
pub(super) async fn send(rail: &Arc<dyn PayoutRail>, batch: &RailBatch) -> Said {
    let began = Instant::now();
    let mut told = BatchReport { is_complete: true, ..BatchReport::default() };
    for items in batch.items.chunks(rail.most_items()) {
        let portion = RailBatch { items: items.to_vec(), ..batch.clone() };
        match send_portion(rail, &portion).await {
            Said::Report(report, trouble) => {
                let is_whole = lacking(&portion, &report).is_empty();
                told.items.extend(report.items);
                told.rail_id = report.rail_id.or(told.rail_id);
                if !is_whole || began.elapsed() > HANDING_OVER {
                    return Said::Report(told, trouble);
                }
            }
            // What stops this portion stops the next ones too.
            Said::Refused(why) | Said::Later(why) | Said::Unknown(why) if !told.items.is_empty() => {
                return Said::Report(told, Some(why));
            }
            said => return said,
        }
    }
    Said::Report(told, None)
}

async fn send_portion(rail: &Arc<dyn PayoutRail>, portion: &RailBatch) -> Said {
    match rail.send(portion).await {
        Ok(report) => Said::Report(report, None),
        Err(error @ ConnectorError::Rejected { .. }) => Said::Refused(words(rail, portion, &error)),
        Err(error) if is_refusal(&error) => Said::Later(words(rail, portion, &error)),
        Err(error) => Said::Unknown(words(rail, portion, &error)),
    }
}

/// Asks how a run stands that somebody may have sent; sends again what the rail is sure that it lacks. `lost` is what becomes of
/// those that cannot be sent (any more), when the rail lacks them.
pub(super) async fn ask(
    rail: &Arc<dyn PayoutRail>,
    batch: &RailBatch,
    rail_id: Option<&str>,
    lost: Vec<ItemReport>,
) -> Said {
    let mut report = match rail.look(batch, rail_id).await {
        Ok(report) => report,
        Err(error) => return Said::Unknown(words(rail, batch, &error)),
    };
    if !report.is_complete {
        return Said::Report(report, None);
    }
    let never_sent: Vec<ItemReport> = lost.into_iter().filter(|it| report.of(&it.id).is_none()).collect();
    report.items.extend(never_sent);
    let rest = lacking(batch, &report);
    if rest.is_empty() {
        return Said::Report(report, None);
    }
    match send(rail, &RailBatch { items: rest.clone(), ..batch.clone() }).await {
        Said::Report(more, trouble) => {
            report.items.extend(more.items);
            Said::Report(BatchReport { rail_id: more.rail_id.or(report.rail_id), ..report }, trouble)
        }
        Said::Refused(why) => {
            report.items.extend(rest.iter().map(|item| failed(item, &why)));
            Said::Report(report, None)
        }
        // What was told when asked holds, whatever came of sending the rest.
        Said::Later(why) | Said::Unknown(why) => Said::Report(report, Some(why)),
    }
}

fn lacking(batch: &RailBatch, report: &BatchReport) -> Vec<RailItem> {
    let told: HashSet<&str> = report.items.iter().map(|told| told.id.as_str()).collect();
    batch.items.iter().filter(|item| !told.contains(item.id.as_str())).cloned().collect()
}

fn failed(item: &RailItem, why: &str) -> ItemReport {
    ItemReport {
        id: item.id.clone(),
        outcome: RailOutcome::Failed,
        transaction_id: None,
        fee: None,
        reason: Some(why.to_owned()),
        request_id: None,
    }
}

/// The rail's words where it has any; what its support asks for goes to the log.
fn words(rail: &Arc<dyn PayoutRail>, batch: &RailBatch, error: &ConnectorError) -> String {
    let (rail, request_id) = (rail.method().as_str(), error.request_id());
    tracing::warn!(run = batch.id, rail, request_id, %error, "a rail did not do as asked");
    match error {
        ConnectorError::Rejected { message, .. } if !message.is_empty() => message.clone(),
        other => other.to_string(),
    }
}
