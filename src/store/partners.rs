//! Partners: who they are here, and under which ids other systems know them.

use crate::{Result, Store};
use domain::{
    ChannelId, CouponCode, Email, Handle, PartnerId, Source, Timestamp,
    partner::{ExternalId, Partner},
};

/// What an outside system says about a partner. What is `None` is not known there and leaves the stored value alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartnerReport {
    /// CC creator id: joined by first.
    pub cc_creator_id: Option<String>,
    /// CC collab id.
    pub cc_collab_id: Option<String>,
    /// E-mail: joined by second.
    pub email: Option<Email>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Handle of the landing page.
    pub handle: Option<Handle>,
    /// The current affiliate code: joined by last.
    pub affiliate_code: Option<CouponCode>,
    /// CC's id of the tier.
    pub tier_id: Option<String>,
    /// The tier's name.
    pub tier: Option<String>,
    /// Profile picture.
    pub picture_url: Option<String>,
    /// Whether the partner may sign in.
    pub is_active: bool,
    /// When the partner became one; now, when it is not known.
    pub joined_at: Option<Timestamp>,
}

impl Store {
    /// Joins the report to a partner by CC creator id, else e-mail, else affiliate code; adds a partner when none
    /// matches and there is an e-mail. `None` when there is none. Two partners are never merged, and a handle, e-mail
    /// or code that another partner of the channel holds stays theirs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_partner(&self, channel: &ChannelId, report: &PartnerReport) -> Result<Option<PartnerId>> {
        let _ = (channel, report);
        todo!()
    }

    /// Records many partners in one transaction.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_partners(&self, channel: &ChannelId, reports: &[PartnerReport]) -> Result<()> {
        let _ = (channel, reports);
        todo!()
    }

    /// Finds a partner.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner(&self, channel: &ChannelId, id: &PartnerId) -> Result<Option<Partner>> {
        let _ = (channel, id);
        todo!()
    }

    /// Finds the partner of a CC creator id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner_by_creator(&self, channel: &ChannelId, creator_id: &str) -> Result<Option<Partner>> {
        let _ = (channel, creator_id);
        todo!()
    }

    /// Finds the partner of an e-mail address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner_by_email(&self, channel: &ChannelId, email: &Email) -> Result<Option<Partner>> {
        let _ = (channel, email);
        todo!()
    }

    /// Finds the partner of a handle.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner_by_handle(&self, channel: &ChannelId, handle: &Handle) -> Result<Option<Partner>> {
        let _ = (channel, handle);
        todo!()
    }

    /// Finds the partner who has, or ever had, this code.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner_by_code(&self, channel: &ChannelId, code: &CouponCode) -> Result<Option<Partner>> {
        let _ = (channel, code);
        todo!()
    }

    /// Notes under which id a system knows the partner. A later id of the same system takes the place of the former;
    /// an id that is another partner's moves to this one.
    ///
    /// # Errors
    /// When there is no such partner or the store fails.
    pub async fn link_partner(
        &self,
        channel: &ChannelId,
        source: Source,
        external_id: &str,
        partner: &PartnerId,
    ) -> Result<()> {
        let _ = (channel, source, external_id, partner);
        todo!()
    }

    /// Finds the partner whom a system knows under this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner_by_external(
        &self,
        channel: &ChannelId,
        source: Source,
        external_id: &str,
    ) -> Result<Option<PartnerId>> {
        let _ = (channel, source, external_id);
        todo!()
    }

    /// Under which ids other systems know the partner.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn external_ids(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Vec<ExternalId>> {
        let _ = (channel, partner);
        todo!()
    }
}
