//! Watches pages of coupon sites for partners' codes: reads each of them every few hours, and keeps since when which code stands there.
//!
//! A page that cannot be read says nothing: what was known of it stands, with its age.

mod words;

use crate::{Program, Result};
use connectors::{CouponPage, coupon_page};
use domain::{ChannelId, CouponCode, Timestamp};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
    time::Duration,
};
use store::SiteReading;
use words::SHORTEST;

/// How often a page is read.
const EVERY: Duration = Duration::from_hours(4);
/// How soon one is tried again that could not be.
const AGAIN: Duration = Duration::from_hours(1);

impl Program {
    /// The program that looks for its codes on these pages.
    #[must_use]
    pub fn watching(self, pages: Vec<CouponPage>) -> Self {
        Self { coupon_pages: pages.into(), ..self }
    }

    /// Whether any pages are watched.
    pub(crate) fn watches_pages(&self) -> bool {
        !self.coupon_pages.is_empty()
    }

    /// Reads all pages that were not read for some hours; says how many were.
    ///
    /// # Errors
    /// When the store fails; what was read until then is kept.
    pub async fn read_due_pages(&self, channel: &ChannelId) -> Result<usize> {
        let addresses: Vec<&str> = self.coupon_pages.iter().map(CouponPage::address).collect();
        self.store.keep_sites(channel, &addresses).await?;
        let now = self.clock().now();
        let readings = self.store.site_readings(channel).await?;
        let readings: HashMap<&str, &SiteReading> = readings.iter().map(|it| (it.site.as_str(), it)).collect();
        let is_due = |page: &&CouponPage| readings.get(page.address()).is_none_or(|reading| is_due(reading, now));
        self.read_some(channel, self.coupon_pages.iter().filter(is_due).collect()).await
    }

    /// Reads all pages now; says how many were.
    ///
    /// # Errors
    /// As [`Program::read_due_pages`].
    pub async fn read_pages(&self, channel: &ChannelId) -> Result<usize> {
        self.read_some(channel, self.coupon_pages.iter().collect()).await
    }

    async fn read_some(&self, channel: &ChannelId, pages: Vec<&CouponPage>) -> Result<usize> {
        if pages.is_empty() {
            return Ok(0);
        }
        let codes = self.store.program_codes(channel).await?.into_iter();
        let codes: Arc<HashSet<CouponCode>> =
            Arc::new(codes.filter(|code| code.as_str().chars().count() >= SHORTEST).collect());
        let mut read = 0;
        for page in pages {
            match page.read().await {
                Ok(html) => {
                    self.note_found(channel, page.address(), html, Arc::clone(&codes)).await?;
                    read += 1;
                }
                Err(fault) => {
                    let words = coupon_page::words(&fault);
                    tracing::warn!(
                        site = page.address(),
                        fault = words,
                        "a coupon site could not be read; tried again later"
                    );
                    self.store.note_site_failed(channel, page.address(), &words).await?;
                }
            }
        }
        Ok(read)
    }

    async fn note_found(
        &self,
        channel: &ChannelId,
        site: &str,
        html: String,
        codes: Arc<HashSet<CouponCode>>,
    ) -> Result<()> {
        // Megabytes of text would hold up whoever shares this thread.
        let found = tokio::task::spawn_blocking(move || words::codes_in(&html, &codes)).await;
        let Ok(found): std::result::Result<BTreeSet<CouponCode>, _> = found else {
            return Ok(self.store.note_site_failed(channel, site, "it could not be understood").await?);
        };
        for code in self.store.note_site_read(channel, site, &found).await? {
            tracing::info!(%code, site, "a partner's code was seen on a coupon site");
        }
        Ok(())
    }
}

fn is_due(reading: &SiteReading, now: Timestamp) -> bool {
    let pause = if reading.fault.is_empty() { EVERY } else { AGAIN };
    reading.tried_at.plus(pause) <= now
}
