//! Joins what outside systems say about partners to the partners that are kept.

use super::{
    PartnerReport,
    delete::{Deleted, creator_hash},
    partner_rows,
};
use crate::{
    Engine, Result, Store,
    rows::{CHUNK, Sql},
};
use domain::{ChannelId, CouponCode, Email, Handle, PartnerId, Timestamp, partner::Partner};
use sqlx::AnyConnection;
use std::collections::{BTreeSet, HashMap};

impl Store {
    /// Joins the report to a partner by CC creator id, else e-mail, else affiliate code (old ones too); adds a partner
    /// when none matches and there is an e-mail. `None` when there is none, or when it is another CC creator's. Two partners are never merged, and a handle,
    /// e-mail or code that another partner of the channel holds stays theirs. Whom only a code speaks for keeps their e-mail,
    /// and is not joined to a report about another CC creator. Whoever was deleted comes back only when the team entered their e-mail
    /// anew: until then `None`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_partner(&self, channel: &ChannelId, report: &PartnerReport) -> Result<Option<PartnerId>> {
        let joined = self.join(channel, std::slice::from_ref(report)).await?;
        Ok(joined.into_iter().next().flatten())
    }

    /// Records many partners in one transaction.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_partners(&self, channel: &ChannelId, reports: &[PartnerReport]) -> Result<()> {
        self.join(channel, reports).await.map(drop)
    }

    async fn join(&self, channel: &ChannelId, reports: &[PartnerReport]) -> Result<Vec<Option<PartnerId>>> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                take_turns(&mut transaction, self.engine(), channel).await?;
                let mut joined = Vec::with_capacity(reports.len());
                for chunk in reports.chunks(CHUNK) {
                    let mut roster = Roster::load(&mut transaction, channel, chunk).await?;
                    for report in chunk {
                        if roster.is_pending(report) {
                            roster.write(&mut transaction, self.now()).await?;
                        }
                        joined.push(roster.join(report, self));
                    }
                    roster.write(&mut transaction, self.now()).await?;
                }
                transaction.commit().await?;
                Ok(joined)
            })
            .await
    }
}

/// Writers of partners follow one another: two reports about one new partner must not both find nobody, and what a report read of somebody
/// must not be written back over what became of them meanwhile.
pub(super) async fn take_turns(on: &mut AnyConnection, engine: Engine, channel: &ChannelId) -> Result<()> {
    if let Some(lock) = engine.for_lock() {
        let mut sql = Sql::new("SELECT id FROM channels WHERE id = ");
        sql.text(channel.as_str()).push(lock);
        sql.run(on).await?;
    }
    Ok(())
}

/// The partners whom some reports may be about, found by everything that must be one partner's only.
struct Roster<'a> {
    channel: &'a ChannelId,
    partners: HashMap<PartnerId, Partner>,
    creators: HashMap<String, PartnerId>,
    emails: HashMap<Email, PartnerId>,
    handles: HashMap<Handle, PartnerId>,
    codes: HashMap<CouponCode, PartnerId>,
    deleted: Deleted,
    pending: Vec<PartnerId>,
    new_codes: Vec<(CouponCode, PartnerId)>,
}

impl<'a> Roster<'a> {
    async fn load(on: &mut AnyConnection, channel: &'a ChannelId, reports: &[PartnerReport]) -> Result<Self> {
        let mut roster = Self {
            channel,
            partners: HashMap::new(),
            creators: HashMap::new(),
            emails: HashMap::new(),
            handles: HashMap::new(),
            codes: HashMap::new(),
            deleted: Deleted::default(),
            pending: Vec::new(),
            new_codes: Vec::new(),
        };
        let codes = distinct(reports, |report| report.affiliate_code.as_ref().map(CouponCode::as_str));
        if !codes.is_empty() {
            roster.codes.extend(partner_rows::load_codes(on, channel, &codes).await?);
        }
        let holders: BTreeSet<String> = roster.codes.values().map(PartnerId::to_string).collect();
        for (column, values) in [
            ("cc_creator_id", distinct(reports, |report| report.cc_creator_id.as_deref())),
            ("email", distinct(reports, |report| report.email.as_ref().map(Email::as_str))),
            ("handle", distinct(reports, |report| report.handle.as_ref().map(Handle::as_str))),
            ("id", holders.iter().map(String::as_str).collect()),
        ] {
            if !values.is_empty() {
                let found = partner_rows::load(&mut *on, channel, column, &values).await?;
                for partner in found {
                    roster.place(partner);
                }
            }
        }
        let creators = distinct(reports, |report| report.cc_creator_id.as_deref());
        roster.deleted = Deleted::load(on, channel, &holders, &creators).await?;
        Ok(roster)
    }

    /// Notes what the partner is found by, and forgets what they were found by before. Codes are never forgotten.
    fn place(&mut self, partner: Partner) {
        if let Some(before) = self.partners.get(&partner.id) {
            self.emails.remove(&before.email);
            before.cc_creator_id.as_ref().map(|id| self.creators.remove(id));
            before.handle.as_ref().map(|handle| self.handles.remove(handle));
        }
        self.emails.insert(partner.email.clone(), partner.id.clone());
        if let Some(creator) = &partner.cc_creator_id {
            self.creators.insert(creator.clone(), partner.id.clone());
        }
        if let Some(handle) = &partner.handle {
            self.handles.insert(handle.clone(), partner.id.clone());
        }
        self.partners.insert(partner.id.clone(), partner);
    }

    fn find(&self, report: &PartnerReport) -> Option<(&Partner, bool)> {
        let by_creator = report.cc_creator_id.as_ref().and_then(|id| self.creators.get(id));
        let by_email = || report.email.as_ref().and_then(|email| self.emails.get(email));
        if let Some(id) = by_creator.or_else(by_email) {
            return self.partners.get(id).map(|partner| (partner, false));
        }
        let holder = self.codes.get(report.affiliate_code.as_ref()?).filter(|holder| !self.deleted.has(holder))?;
        let partner = self.partners.get(holder)?;
        let is_another = report.cc_creator_id.is_some() && partner.cc_creator_id.is_some();
        (!is_another).then_some((partner, true))
    }

    /// Whether the report is about a partner with unwritten changes: one statement cannot write a row twice.
    fn is_pending(&self, report: &PartnerReport) -> bool {
        self.find(report).is_some_and(|(partner, _)| self.pending.contains(&partner.id))
    }

    /// Whether the e-mail is that of another CC creator: a mailbox changed hands, or somebody claims one. Joining the two
    /// would show one person's earnings to another.
    fn is_of_another_creator(&self, report: &PartnerReport) -> bool {
        let Some(creator) = report.cc_creator_id.as_ref().filter(|id| !self.creators.contains_key(*id)) else {
            return false;
        };
        let holder =
            report.email.as_ref().and_then(|email| self.emails.get(email)).and_then(|id| self.partners.get(id));
        holder.and_then(|holder| holder.cc_creator_id.as_ref()).is_some_and(|known| known != creator)
    }

    /// Whether the report is about somebody who was deleted, and whom the team has not entered anew since.
    fn is_gone(&self, report: &PartnerReport) -> bool {
        let was_deleted = report.cc_creator_id.as_ref().is_some_and(|id| self.deleted.was(&creator_hash(id)));
        was_deleted && self.find(report).is_none_or(|(_, by_code_only)| by_code_only)
    }

    fn join(&mut self, report: &PartnerReport, store: &Store) -> Option<PartnerId> {
        if self.is_gone(report) {
            tracing::debug!(channel = %self.channel, "a report about a partner who was deleted; left out");
            return None;
        }
        if self.is_of_another_creator(report) {
            tracing::warn!(channel = %self.channel, creator = ?report.cc_creator_id, "the e-mail is another creator's; not joined");
            return None;
        }
        let (before, by_code_only) = match self.find(report) {
            Some((partner, by_code_only)) => (Some(partner.clone()), by_code_only),
            None => (None, false),
        };
        let mut partner = match &before {
            Some(partner) => partner.clone(),
            None => self.newcomer(report, store)?,
        };
        let email = report.email.as_ref().filter(|_| !by_code_only);
        if let Some(email) = email.filter(|email| self.is_free(self.emails.get(email), &partner.id, "e-mail")) {
            partner.email = email.clone();
        }
        let handle = report.handle.as_ref();
        if let Some(handle) = handle.filter(|handle| self.is_free(self.handles.get(handle), &partner.id, "handle")) {
            partner.handle = Some(handle.clone());
        }
        let code = report.affiliate_code.as_ref();
        if let Some(code) = code.filter(|code| self.is_free(self.codes.get(code), &partner.id, "code")) {
            partner.affiliate_code = Some(code.clone());
            if self.codes.insert(code.clone(), partner.id.clone()).is_none() {
                self.new_codes.push((code.clone(), partner.id.clone()));
            }
        }
        overlay(&mut partner, report);
        let id = partner.id.clone();
        if before.as_ref() != Some(&partner) {
            self.pending.push(id.clone());
            self.place(partner);
        }
        Some(id)
    }

    fn newcomer(&self, report: &PartnerReport, store: &Store) -> Option<Partner> {
        Some(Partner {
            channel_id: self.channel.clone(),
            id: PartnerId::new(store.clock().as_ref()),
            first_name: String::new(),
            last_name: String::new(),
            email: report.email.clone()?,
            handle: None,
            cc_creator_id: None,
            cc_collab_id: None,
            affiliate_code: None,
            tier_id: None,
            tier: String::new(),
            picture_url: None,
            is_active: report.is_active,
            joined_at: store.now(),
        })
    }

    fn is_free(&self, holder: Option<&PartnerId>, partner: &PartnerId, what: &str) -> bool {
        let free = holder.is_none_or(|holder| holder == partner);
        if !free {
            tracing::warn!(channel = %self.channel, %partner, ?holder, what, "already another partner's; left as it is");
        }
        free
    }

    async fn write(&mut self, on: &mut AnyConnection, now: Timestamp) -> Result<()> {
        let changed: Vec<Partner> = self.pending.drain(..).filter_map(|id| self.partners.get(&id).cloned()).collect();
        partner_rows::write(on, self.channel, &changed).await?;
        let codes = std::mem::take(&mut self.new_codes);
        partner_rows::write_codes(on, self.channel, &codes, now).await
    }
}

/// What the report knows takes the place of what was known.
fn overlay(partner: &mut Partner, report: &PartnerReport) {
    let keep = |new: &Option<String>, old: &mut String| {
        if let Some(new) = new {
            old.clone_from(new);
        }
    };
    let keep_maybe = |new: &Option<String>, old: &mut Option<String>| {
        if new.is_some() {
            old.clone_from(new);
        }
    };
    keep(&report.first_name, &mut partner.first_name);
    keep(&report.last_name, &mut partner.last_name);
    keep(&report.tier, &mut partner.tier);
    keep_maybe(&report.cc_creator_id, &mut partner.cc_creator_id);
    keep_maybe(&report.cc_collab_id, &mut partner.cc_collab_id);
    keep_maybe(&report.tier_id, &mut partner.tier_id);
    keep_maybe(&report.picture_url, &mut partner.picture_url);
    partner.is_active = report.is_active;
    partner.joined_at = report.joined_at.unwrap_or(partner.joined_at);
}

fn distinct<'r>(reports: &'r [PartnerReport], part: impl Fn(&'r PartnerReport) -> Option<&'r str>) -> Vec<&'r str> {
    let values: BTreeSet<&str> = reports.iter().filter_map(part).collect();
    values.into_iter().collect()
}
