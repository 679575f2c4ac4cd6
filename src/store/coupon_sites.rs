//! What pages of coupon sites say: which codes stand there since when, and how the last readings went.
//!
//! A reading changes what is known of its page as a whole, in one transaction; one that failed changes nothing but its own date.

use crate::{
    NewEvent, Result, Store,
    events::News,
    rows::{CHUNK, Cells, Sql},
};
use domain::{ChannelId, CouponCode, PartnerId, Timestamp, admin::LeakedCode, live::Happening};
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// How a page was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteReading {
    /// Its address.
    pub site: String,
    /// When it was tried last.
    pub tried_at: Timestamp,
    /// When it was read last; none until it was.
    pub read_at: Option<Timestamp>,
    /// Why the last attempt came to nothing; empty when it did not.
    pub fault: String,
}

/// A code on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The code.
    pub code: CouponCode,
    /// The page's address.
    pub site: String,
    /// Since when it stands there.
    pub first_seen: Timestamp,
    /// When it was last read there.
    pub last_seen: Timestamp,
    /// When the page was first read without it; none while it stands there.
    pub gone_at: Option<Timestamp>,
    /// Why the page could not be read lately; empty when it could.
    pub fault: String,
}

impl Store {
    /// The codes that partners of the program have or had.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn program_codes(&self, channel: &ChannelId) -> Result<Vec<CouponCode>> {
        let mut sql = Sql::new(
            "SELECT c.code FROM partner_codes c \
             JOIN partners p ON p.channel_id = c.channel_id AND p.id = c.partner_id AND p.deleted_at IS NULL \
             JOIN program_members m ON m.channel_id = c.channel_id AND m.partner_id = c.partner_id WHERE c.channel_id = ",
        );
        sql.text(channel.as_str());
        sql.all(self.reader()).await?.iter().map(|row| Cells::of(row).parse("partner_codes.code")).collect()
    }

    /// How all pages were read lately.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn site_readings(&self, channel: &ChannelId) -> Result<Vec<SiteReading>> {
        let mut sql = Sql::new("SELECT site, tried_at, read_at, fault FROM coupon_sites WHERE channel_id = ");
        sql.text(channel.as_str()).push(" ORDER BY site");
        let rows = sql.all(self.reader()).await?;
        rows.iter()
            .map(|row| {
                let mut cells = Cells::of(row);
                Ok(SiteReading {
                    site: cells.text()?,
                    tried_at: cells.time()?,
                    read_at: cells.maybe_number()?.map(Timestamp::from_millis),
                    fault: cells.text()?,
                })
            })
            .collect()
    }

    /// Notes which codes stand on a page now; those that no longer do are gone from it. Answers the codes that are new there, of each of
    /// which an event tells the team once.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn note_site_read(
        &self,
        channel: &ChannelId,
        site: &str,
        found: &BTreeSet<CouponCode>,
    ) -> Result<Vec<CouponCode>> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let now = self.now();
                // First: of two readings at once the second waits here until it can see what the first one wrote.
                note_try(&mut transaction, channel, site, now, Ok(())).await?;
                let known = standing(&mut transaction, channel, site).await?;
                let holders = holders(&mut transaction, channel, found).await?;
                let gone: Vec<&CouponCode> = known.iter().filter(|code| !found.contains(code)).collect();
                mark_gone(&mut transaction, channel, site, &gone, now).await?;
                let seen: Vec<&CouponCode> = holders.keys().collect();
                mark_seen(&mut transaction, channel, site, &seen, now).await?;
                let fresh = holders.into_iter().filter(|(code, _)| !known.contains(code));
                let (fresh, events): (Vec<_>, Vec<_>) =
                    fresh.map(|(code, partner)| (code.clone(), event(partner, &code, now))).unzip();
                self.commit_with(transaction, channel, &News::of(&events)).await?;
                Ok(fresh)
            })
            .await
    }

    /// Notes that a page could not be read, and why. What it said before stands.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_site_failed(&self, channel: &ChannelId, site: &str, fault: &str) -> Result<()> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                note_try(&mut transaction, channel, site, self.now(), Err(fault)).await?;
                transaction.commit().await?;
                Ok(())
            })
            .await
    }

    /// Forgets pages other than these: nobody reads them any more, and what stood there is gone as far as anybody knows.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_sites(&self, channel: &ChannelId, sites: &[&str]) -> Result<()> {
        let known = self.site_readings(channel).await?;
        for reading in known.iter().filter(|it| !sites.contains(&it.site.as_str())) {
            self.pools
                .retrying(|| async {
                    let mut transaction = self.begin().await?;
                    let mut sql = Sql::new("UPDATE coupon_sightings SET gone_at = ");
                    sql.bind(self.now().millis()).push(" WHERE gone_at IS NULL AND channel_id = ");
                    sql.text(channel.as_str()).push(" AND site = ").text(&reading.site);
                    sql.run_on(&mut transaction).await?;
                    let mut sql = Sql::new("DELETE FROM coupon_sites WHERE channel_id = ");
                    sql.text(channel.as_str()).push(" AND site = ").text(&reading.site);
                    sql.run_on(&mut transaction).await?;
                    transaction.commit().await?;
                    Ok(())
                })
                .await?;
        }
        Ok(())
    }

    /// Where codes of a partner were seen, the latest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sightings_of(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Vec<Sighting>> {
        let mut sql = Sql::new(
            "SELECT s.code, s.site, s.first_seen, s.last_seen, s.gone_at, COALESCE(r.fault, '') FROM partner_codes c \
             JOIN coupon_sightings s ON s.channel_id = c.channel_id AND s.code = c.code \
             LEFT JOIN coupon_sites r ON r.channel_id = s.channel_id AND r.site = s.site WHERE c.channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND c.partner_id = ").text(partner.as_str());
        sql.push(" ORDER BY s.first_seen DESC, s.code, s.site");
        let rows = sql.all(self.reader()).await?;
        rows.iter()
            .map(|row| {
                let mut cells = Cells::of(row);
                Ok(Sighting {
                    code: cells.parse("coupon_sightings.code")?,
                    site: cells.text()?,
                    first_seen: cells.time()?,
                    last_seen: cells.time()?,
                    gone_at: cells.maybe_number()?.map(Timestamp::from_millis),
                    fault: cells.text()?,
                })
            })
            .collect()
    }

    /// Present codes of partners that stand on a coupon site now, by code; so many at most, and how many there are.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn leaked_codes(&self, channel: &ChannelId, limit: usize) -> Result<(Vec<LeakedCode>, usize)> {
        let mut sql = Sql::new(
            "SELECT p.id, s.code, MIN(s.site) FROM coupon_sightings s \
             JOIN partners p ON p.channel_id = s.channel_id AND p.affiliate_code = s.code AND p.deleted_at IS NULL \
             WHERE s.gone_at IS NULL AND s.channel_id = ",
        );
        sql.text(channel.as_str()).push(" GROUP BY p.id, s.code ORDER BY s.code");
        let rows = sql.all(self.reader()).await?;
        let first = rows.iter().take(limit).map(|row| {
            let mut cells = Cells::of(row);
            Ok(LeakedCode { partner: cells.parse("partners.id")?, code: cells.text()?, site: cells.text()? })
        });
        Ok((first.collect::<Result<_>>()?, rows.len()))
    }
}

/// Whether a present code of the partner `p` stands on a coupon site now.
pub(crate) const IS_LEAKED: &str = "EXISTS (SELECT 1 FROM coupon_sightings s \
     WHERE s.channel_id = p.channel_id AND s.code = p.affiliate_code AND s.gone_at IS NULL)";

async fn note_try(
    on: &mut AnyConnection,
    channel: &ChannelId,
    site: &str,
    now: Timestamp,
    outcome: std::result::Result<(), &str>,
) -> Result<()> {
    let read_at = outcome.is_ok().then(|| now.millis());
    let mut sql = Sql::new("INSERT INTO coupon_sites (channel_id, site, tried_at, read_at, fault) VALUES (");
    sql.text(channel.as_str()).comma().text(site).comma().bind(now.millis()).comma().bind(read_at).comma();
    sql.text(outcome.err().unwrap_or_default());
    sql.push(
        ") ON CONFLICT (channel_id, site) DO UPDATE SET tried_at = excluded.tried_at, fault = excluded.fault, \
         read_at = COALESCE(excluded.read_at, coupon_sites.read_at)",
    );
    sql.run_on(on).await?;
    Ok(())
}

async fn standing(on: &mut AnyConnection, channel: &ChannelId, site: &str) -> Result<BTreeSet<CouponCode>> {
    let mut sql = Sql::new("SELECT code FROM coupon_sightings WHERE gone_at IS NULL AND channel_id = ");
    sql.text(channel.as_str()).push(" AND site = ").text(site);
    sql.all_on(on).await?.iter().map(|row| Cells::of(row).parse("coupon_sightings.code")).collect()
}

/// Whose the codes are. Partners may have been deleted since the codes were asked for.
async fn holders(
    on: &mut AnyConnection,
    channel: &ChannelId,
    codes: &BTreeSet<CouponCode>,
) -> Result<BTreeMap<CouponCode, PartnerId>> {
    let codes: Vec<&str> = codes.iter().map(CouponCode::as_str).collect();
    let mut holders = BTreeMap::new();
    for chunk in codes.chunks(CHUNK) {
        let mut sql = Sql::new(
            "SELECT c.code, c.partner_id FROM partner_codes c \
             JOIN partners p ON p.channel_id = c.channel_id AND p.id = c.partner_id AND p.deleted_at IS NULL WHERE c.channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND c.code IN ").list(chunk.iter().copied());
        for row in sql.all_on(&mut *on).await? {
            let mut cells = Cells::of(&row);
            holders.insert(cells.parse("partner_codes.code")?, cells.parse("partner_codes.partner_id")?);
        }
    }
    Ok(holders)
}

async fn mark_gone(
    on: &mut AnyConnection,
    channel: &ChannelId,
    site: &str,
    codes: &[&CouponCode],
    now: Timestamp,
) -> Result<()> {
    for chunk in codes.chunks(CHUNK) {
        let mut sql = Sql::new("UPDATE coupon_sightings SET gone_at = ");
        sql.bind(now.millis()).push(" WHERE channel_id = ").text(channel.as_str()).push(" AND site = ").text(site);
        sql.push(" AND code IN ").list(chunk.iter().map(|code| code.as_str()));
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

/// A code that was gone and is there again stands there since now.
async fn mark_seen(
    on: &mut AnyConnection,
    channel: &ChannelId,
    site: &str,
    codes: &[&CouponCode],
    now: Timestamp,
) -> Result<()> {
    for chunk in codes.chunks(CHUNK) {
        let mut sql =
            Sql::new("INSERT INTO coupon_sightings (channel_id, code, site, first_seen, last_seen, gone_at) VALUES ");
        sql.rows(chunk, |sql, code| {
            sql.text(channel.as_str()).comma().text(code.as_str()).comma().text(site).comma();
            sql.bind(now.millis()).comma().bind(now.millis()).push(", NULL");
        });
        sql.push(
            " ON CONFLICT (channel_id, code, site) DO UPDATE SET last_seen = excluded.last_seen, gone_at = NULL, first_seen = \
             CASE WHEN coupon_sightings.gone_at IS NULL THEN coupon_sightings.first_seen ELSE excluded.first_seen END",
        );
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

fn event(partner_id: PartnerId, code: &CouponCode, happened_at: Timestamp) -> NewEvent {
    NewEvent {
        partner_id,
        what: Happening::CodeSeen,
        subject: code.to_string(),
        title: code.to_string(),
        count: 1,
        amount: None,
        happened_at,
    }
}
