//! Partners from CC: all collabs, page by page.

use super::{MOST_PAGES, endless};
use crate::{
    convert,
    core::{Core, Found},
    fault::AskError,
    question::Question,
    room::Room,
};
use domain::Source;
use std::sync::Arc;
use store::{PartnerReport, StoreError};

const STREAM: &str = "collabs";

impl Core {
    /// Reads all collabs. A reading that broke off goes on where it stopped: a large channel takes minutes at CC's rate.
    pub(crate) async fn sync_collabs(self: &Arc<Self>, room: &Arc<Room>) -> Result<Found, AskError> {
        self.first(room, &Question::Tiers).await;
        let channel = &room.channel.id;
        let tiers = self.tier_names(room).await?;
        let cursor = self.store.cursor(channel, Source::Cc, STREAM).await?;
        let mut after = cursor.filter(|cursor| !cursor.is_empty());
        for _ in 0..MOST_PAGES {
            let page = room.cc()?.collabs(after.as_deref());
            let page = self.call(room, Source::Cc, page).await?;
            let mut reports = Vec::with_capacity(page.collabs.len());
            for collab in &page.collabs {
                let report = convert::partner_report(collab, &tiers);
                if self.is_rightful(room, &report).await? {
                    reports.push(report);
                }
            }
            self.store.record_partners(channel, &reports).await?;
            if page.next.is_some() && page.next == after {
                break;
            }
            after = page.next;
            let cursor = after.as_deref().unwrap_or_default();
            self.store.set_cursor(channel, Source::Cc, STREAM, cursor).await?;
            if after.is_none() {
                self.settle_waiting(room).await;
                return Ok(Found::Body("{}".to_owned()));
            }
        }
        // The next reading starts anew rather than where this one lost its way.
        self.store.set_cursor(channel, Source::Cc, STREAM, "").await?;
        Err(endless("collabs"))
    }

    /// Whether the report may be joined: an e-mail address that passed from one creator to another does not bring the
    /// former's sales along.
    async fn is_rightful(&self, room: &Room, report: &PartnerReport) -> Result<bool, StoreError> {
        let (Some(creator), Some(email)) = (&report.cc_creator_id, &report.email) else {
            return Ok(true);
        };
        if self.creator(room, creator).await?.is_some() {
            return Ok(true);
        }
        let holder = self.store.partner_by_email(&room.channel.id, email).await?;
        let other = holder.filter(|holder| holder.cc_creator_id.is_some());
        if let Some(other) = &other {
            tracing::warn!(channel = %room.channel.id, creator, holder = %other.id, "this creator's e-mail is another partner's; left out");
        }
        Ok(other.is_none())
    }
}
