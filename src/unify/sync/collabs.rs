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
            let page = room.sources.cc.collabs(after.as_deref());
            let page = self.call(room, Source::Cc, page).await?;
            let reports: Vec<_> = page.collabs.iter().map(|collab| convert::partner_report(collab, &tiers)).collect();
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
}
