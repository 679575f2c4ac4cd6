//! impact.com's export of clicks: ordered for a day, asked about until it is done, then fetched. Ten orders a day are allowed.

use super::ImpactClient;
use crate::{
    ConnectorError, Result,
    http::{Call, path},
    wire::{Json, malformed, required},
};
use domain::Day;
use std::collections::BTreeMap;

impl ImpactClient {
    /// Orders the clicks of a day. Gives the job's id. The same order twice is one job.
    pub(super) async fn order(&self, day: Day) -> Result<String> {
        let target = path(&["Advertisers", &self.account_sid, "Programs", &self.campaign_id, "ClickExport"])?;
        let call = Call::get("order clicks", target)
            .query("Date", &day.iso())
            .query("UniqueClick", "true")
            .query("ResultFormat", "JSON")
            .once();
        job_id(&self.http.ask(&call).await?).ok_or_else(|| malformed("an order of clicks without a job"))
    }

    /// The clicks of a job by partner; none while it is not done.
    pub(super) async fn ordered(&self, job: &str) -> Result<Option<BTreeMap<String, i64>>> {
        let state = path(&["Advertisers", &self.account_sid, "Jobs", job])?;
        let answer = self.http.ask(&Call::get("ask about clicks", state)).await?;
        if !is_done(&answer)? {
            return Ok(None);
        }
        let download = path(&["Advertisers", &self.account_sid, "Jobs", job, "Download"])?;
        let body = self.http.ask(&Call::get("fetch clicks", download)).await?;
        let mut clicks = BTreeMap::new();
        for click in required("fetch clicks", &body, "Clicks")? {
            if let Some(partner) = click.any(&["MediaId", "MediaPartnerId"]).id() {
                *clicks.entry(partner).or_default() += 1;
            }
        }
        Ok(Some(clicks))
    }
}

/// The last part of `/Advertisers/{sid}/Jobs/{id}`: the path is built anew, so that no answer decides where we ask.
fn job_id(answer: &Json) -> Option<String> {
    let uri = answer.get("QueuedUri").text()?;
    let (_, id) = uri.rsplit_once("/Jobs/")?;
    let is_id = (1..=100).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_id.then(|| id.to_owned())
}

fn is_done(answer: &Json) -> Result<bool> {
    let status = answer.get("Status").text().unwrap_or_default().to_ascii_uppercase();
    match status.as_str() {
        "COMPLETED" | "COMPLETE" => Ok(true),
        "QUEUED" | "PENDING" | "PREPARING" | "PROCESSING" | "RUNNING" | "DEFERRED" => Ok(false),
        _ => Err(ConnectorError::Rejected {
            status: 200,
            code: Some("job".to_owned()),
            message: format!("the export of clicks ended as {status:.40}"),
            request_id: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::testing::seen;
    use serde_json::json;

    #[test]
    fn a_job_is_known_by_its_id_and_nothing_else() {
        let id = |uri: &str| job_id(&seen(&json!({ "Status": "QUEUED", "QueuedUri": uri })));
        assert_eq!(id("/Advertisers/IRx/Jobs/d8807a9f-a5ee").as_deref(), Some("d8807a9f-a5ee"));
        for bad in ["", "/Advertisers/IRx", "https://evil.example/Jobs/", "/Jobs/a/../b", "/Jobs/a?b", "/Jobs/%2e%2e"] {
            assert_eq!(id(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_job_that_failed_is_a_fault() {
        let done = |status: &str| is_done(&seen(&json!({ "Status": status })));
        assert_eq!(done("COMPLETED"), Ok(true));
        assert_eq!(done("running"), Ok(false));
        assert!(done("FAILED").is_err() && done("").is_err());
    }
}
