//! Deletes partners: what they earned and were paid stays, who they were goes.

use super::join;
use crate::{
    AuditEntry, Result, Store, audit,
    rows::{Cells, Sql},
    sales::links,
};
use domain::{ChannelId, PartnerId, text::search_text};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;
use std::{
    collections::{BTreeSet, HashSet},
    fmt::Write,
};

/// What stands where the name was.
const NAME: [&str; 2] = ["Deleted", "partner"];

/// What became of a partner who was to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// Their person is gone, their money stays.
    Done,
    /// Money is on its way to them: it must arrive or fail first.
    PayoutUnderWay,
    /// The channel has no such partner, or has none any more.
    Unknown,
}

/// What goes with the person, table by table.
const GOES: [&str; 11] = [
    "DELETE FROM partner_external_ids WHERE channel_id = $1 AND partner_id = $2",
    "DELETE FROM mail WHERE channel_id = $1 AND partner_id = $2",
    "DELETE FROM applications WHERE channel_id = $1 AND partner_id = $2",
    "DELETE FROM partner_doors WHERE channel_id = $1 AND partner_id = $2",
    "DELETE FROM coupon_sightings WHERE channel_id = $1 AND code IN \
     (SELECT code FROM partner_codes WHERE channel_id = $1 AND partner_id = $2)",
    "DELETE FROM content_drafts WHERE channel_id = $1 AND partner_id = $2",
    "DELETE FROM content_versions WHERE channel_id = $1 AND partner_id = $2",
    "DELETE FROM content_heads WHERE channel_id = $1 AND partner_id = $2",
    "DELETE FROM content_attempts WHERE channel_id = $1 AND partner_id = $2",
    "DELETE FROM content_reviews WHERE channel_id = $1 AND partner_id = $2",
    "DELETE FROM content_pictures WHERE channel_id = $1 AND partner_id = $2",
];

/// What stays without what tells who it was about: links go on to lead where they led, payouts are known by what the rail called them.
const FADES: [&str; 3] = [
    "UPDATE links SET label = '', utm_source = '', utm_medium = '', utm_campaign = '', is_archived = 1 \
     WHERE channel_id = $1 AND partner_id = $2",
    "UPDATE payouts SET sealed = '', shown = '' WHERE channel_id = $1 AND partner_id = $2",
    "UPDATE program_members SET status = 'disabled', reason = 'Deleted', payout_method = NULL, payout_sealed = '', payout_shown = '', \
     notes = '', group_id = NULL WHERE channel_id = $1 AND partner_id = $2",
];

impl Store {
    /// Deletes a partner, in one transaction with its line in the audit trail. Their e-mail and handle may be used again, their codes
    /// are nobody's from then on. Their sessions are the caller's to end.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn delete_partner(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        entry: &AuditEntry,
    ) -> Result<Deletion> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                join::take_turns(&mut transaction, self.engine(), channel).await?;
                let one = std::iter::once(partner.as_str());
                links::lock_partners(&mut transaction, self.engine(), channel, one).await?;
                let Some(creator) = living(&mut transaction, channel, partner).await? else {
                    return Ok(Deletion::Unknown);
                };
                if is_paid_now(&mut transaction, channel, partner).await? {
                    return Ok(Deletion::PayoutUnderWay);
                }
                // First: what is theirs tells which lines are about them.
                audit::forget(&mut transaction, channel, partner).await?;
                for statement in GOES.into_iter().chain(FADES) {
                    sqlx::query(statement)
                        .bind(channel.as_str())
                        .bind(partner.as_str())
                        .execute(&mut *transaction)
                        .await?;
                }
                forget_answers(&mut transaction, channel, partner, creator.as_deref()).await?;
                self.forget_person(&mut transaction, channel, partner, creator.as_deref()).await?;
                audit::write(&mut *transaction, channel, entry).await?;
                transaction.commit().await?;
                Ok(Deletion::Done)
            })
            .await
    }

    /// Whether a partner was deleted.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_deleted(&self, channel: &ChannelId, partner: &PartnerId) -> Result<bool> {
        let mut sql = Sql::new("SELECT id FROM partners WHERE deleted_at IS NOT NULL AND channel_id = ");
        sql.text(channel.as_str()).push(" AND id = ").text(partner.as_str());
        Ok(!sql.all(self.reader()).await?.is_empty())
    }

    async fn forget_person(
        &self,
        on: &mut AnyConnection,
        channel: &ChannelId,
        partner: &PartnerId,
        creator: Option<&str>,
    ) -> Result<()> {
        let name = search_text(&[&NAME.join(" ")]);
        let mut sql = Sql::new("UPDATE partners SET first_name = ");
        sql.text(NAME[0]).push(", last_name = ").text(NAME[1]);
        // A domain that never exists (RFC 2606), unique by the id.
        sql.push(", email = ").text(&format!("{partner}@deleted.invalid"));
        sql.push(", name_key = ").text(&name).push(", search = ").text(&name);
        sql.push(", handle = NULL, picture_url = NULL, affiliate_code = NULL, tier_id = NULL, tier = '', cc_creator_id = NULL");
        sql.push(", cc_collab_id = NULL, is_active = 0, deleted_at = ").bind(self.now().millis());
        sql.push(", deleted_creator = ").maybe(creator.map(creator_hash).as_deref());
        sql.push(" WHERE channel_id = ").text(channel.as_str()).push(" AND id = ").text(partner.as_str());
        sql.run_on(on).await?;
        Ok(())
    }
}

/// The CC creator of a partner who is there; the outer is none when they are not.
async fn living(on: &mut AnyConnection, channel: &ChannelId, partner: &PartnerId) -> Result<Option<Option<String>>> {
    let mut sql = Sql::new("SELECT cc_creator_id FROM partners WHERE deleted_at IS NULL AND channel_id = ");
    sql.text(channel.as_str()).push(" AND id = ").text(partner.as_str());
    sql.all_on(on).await?.first().map(|row| Cells::of(row).maybe_text()).transpose()
}

async fn is_paid_now(on: &mut AnyConnection, channel: &ChannelId, partner: &PartnerId) -> Result<bool> {
    let mut sql =
        Sql::new("SELECT id FROM payouts WHERE status NOT IN ('paid', 'failed', 'cancelled') AND channel_id = ");
    sql.text(channel.as_str()).push(" AND partner_id = ").text(partner.as_str()).push(" LIMIT 1");
    Ok(!sql.all_on(on).await?.is_empty())
}

async fn forget_answers(
    on: &mut AnyConnection,
    channel: &ChannelId,
    partner: &PartnerId,
    creator: Option<&str>,
) -> Result<()> {
    let subjects = std::iter::once(partner.as_str()).chain(creator);
    let mut sql = Sql::new("DELETE FROM answers WHERE channel_id = ");
    sql.text(channel.as_str()).push(" AND subject IN ").list(subjects);
    sql.run_on(on).await?;
    Ok(())
}

/// What is kept of a creator who was deleted.
pub(super) fn creator_hash(creator: &str) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(creator.as_bytes()) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Which of some partners and CC creators were deleted.
#[derive(Default)]
pub(super) struct Deleted {
    partners: HashSet<String>,
    creators: HashSet<String>,
}

impl Deleted {
    pub(super) async fn load(
        on: &mut AnyConnection,
        channel: &ChannelId,
        partners: &BTreeSet<String>,
        creators: &[&str],
    ) -> Result<Self> {
        let mut deleted = Self::default();
        let hashes: Vec<String> = creators.iter().map(|creator| creator_hash(creator)).collect();
        let sets: [(&str, Vec<&str>); 2] = [
            ("id", partners.iter().map(String::as_str).collect()),
            ("deleted_creator", hashes.iter().map(String::as_str).collect()),
        ];
        for (column, values) in sets.into_iter().filter(|(_, values)| !values.is_empty()) {
            let mut sql = Sql::new("SELECT ");
            sql.push(column)
                .push(" FROM partners WHERE deleted_at IS NOT NULL AND channel_id = ")
                .text(channel.as_str());
            sql.push(" AND ").push(column).push(" IN ").list(values);
            for row in sql.all_on(&mut *on).await? {
                let value = Cells::of(&row).text()?;
                if column == "id" {
                    deleted.partners.insert(value)
                } else {
                    deleted.creators.insert(value)
                };
            }
        }
        Ok(deleted)
    }

    /// Whether this partner was deleted.
    pub(super) fn has(&self, partner: &PartnerId) -> bool {
        self.partners.contains(partner.as_str())
    }

    /// Whether the creator with this hash was.
    pub(super) fn was(&self, hash: &str) -> bool {
        self.creators.contains(hash)
    }
}
