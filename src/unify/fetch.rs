//! Questions about one partner, and the small ones about the channel.

use crate::{
    convert,
    core::{Core, Found},
    fault::AskError,
    room::Room,
};
use connectors::{
    co_branding::{Collab, Tier},
    storefront::OrderFilter,
};
use domain::{PartnerId, Source, admin::PartnerQuery, earnings::Range, partner::Partner};
use serde::Serialize;
use std::{collections::HashMap, sync::Arc};
use store::StoreError;

impl Core {
    /// A partner's collab: by its id, else by e-mail. What changed in CC goes to the partner's row.
    pub(crate) async fn fetch_collab(&self, room: &Room, partner: &PartnerId) -> Result<Found, AskError> {
        let channel = &room.channel.id;
        let Some(partner) = self.store.partner(channel, partner).await? else {
            return Ok(Found::Nothing);
        };
        let Some(collab) = self.find_collab(room, &partner).await? else {
            return Ok(Found::Missing);
        };
        let tiers = self.tier_names(room).await?;
        let report = convert::partner_report(&collab.summary, &tiers);
        self.store.record_partner(channel, &report).await?;
        self.note_elsewhere(room, &partner, &collab).await?;
        Ok(Found::Body(json(&collab)?))
    }

    pub(crate) async fn find_collab(&self, room: &Room, partner: &Partner) -> Result<Option<Collab>, AskError> {
        let cc = room.cc()?;
        let is_theirs = |collab: &Collab| is_same_creator(partner, &collab.summary.creator.id);
        if let Some(id) = &partner.cc_collab_id {
            let found = self.look_up(room, Source::Cc, cc.collab(id)).await?;
            if let Some(collab) = found.filter(is_theirs) {
                return Ok(Some(collab));
            }
        }
        let by_email = cc.collab_by_email(&partner.email);
        let summary = self.look_up(room, Source::Cc, by_email).await?;
        // An e-mail address may have passed to another person: a creator id that we know decides.
        let Some(summary) = summary.filter(|it| is_same_creator(partner, &it.creator.id)) else {
            return Ok(None);
        };
        let found = self.look_up(room, Source::Cc, cc.collab(&summary.id)).await?;
        Ok(found.filter(is_theirs))
    }

    /// Who looks after a partner.
    pub(crate) async fn fetch_contact(&self, room: &Room, partner: &PartnerId) -> Result<Found, AskError> {
        let partner = self.store.partner(&room.channel.id, partner).await?;
        let (Some(partner), Some(crm)) = (partner, &room.sources.crm) else {
            return Ok(Found::Nothing);
        };
        let asked = crm.contact_by_email(&partner.email);
        match self.look_up(room, Source::Hubspot, asked).await? {
            Some(contact) => Ok(Found::Body(json(&contact)?)),
            None => Ok(Found::Missing),
        }
    }

    /// All orders of one partner.
    pub(crate) async fn fetch_orders_of(&self, room: &Arc<Room>, partner: &PartnerId) -> Result<Found, AskError> {
        let partner = self.store.partner(&room.channel.id, partner).await?;
        let Some(creator) = partner.and_then(|partner| partner.cc_creator_id) else {
            return Ok(Found::Nothing);
        };
        let filter = OrderFilter { creator_id: Some(creator), ..OrderFilter::default() };
        self.read_orders(room, filter, None).await?;
        Ok(Found::Body("{}".to_owned()))
    }

    /// The channel as CC knows it.
    pub(crate) async fn fetch_cc_channel(&self, room: &Room) -> Result<Found, AskError> {
        let channel = self.call(room, Source::Cc, room.cc()?.channel()).await?;
        Ok(Found::Body(json(&channel)?))
    }

    /// CC's tiers.
    pub(crate) async fn fetch_tiers(&self, room: &Room) -> Result<Found, AskError> {
        let tiers = self.call(room, Source::Cc, room.cc()?.tiers()).await?;
        Ok(Found::Body(json(&tiers)?))
    }

    /// Whether the CRM answers: asked about the first partner, as it has no question about nobody.
    pub(crate) async fn fetch_crm_alive(&self, room: &Room) -> Result<Found, AskError> {
        let query = PartnerQuery { limit: Some(1), ..PartnerQuery::default() };
        let today = room.zone.day(self.now());
        let (channel, range) = (&room.channel, Range::last(30, today));
        let list = self.store.list_partners(&channel.id, &query, range, channel.currency);
        let list = list.await?;
        let (Some(row), Some(crm)) = (list.rows.first(), &room.sources.crm) else {
            return Ok(Found::Nothing);
        };
        if let Ok(email) = row.email.parse() {
            let asked = crm.contact_by_email(&email);
            self.look_up(room, Source::Hubspot, asked).await?;
        }
        Ok(Found::Body("{}".to_owned()))
    }

    /// Tier names by CC's tier id, as far as they are known.
    pub(crate) async fn tier_names(&self, room: &Room) -> Result<HashMap<String, String>, StoreError> {
        let tiers: Option<Vec<Tier>> = self.marks(room).await?.read(Source::Cc, "tiers");
        let tiers = tiers.unwrap_or_default().into_iter();
        Ok(tiers.map(|tier| (tier.id, tier.title)).collect())
    }
}

fn is_same_creator(partner: &Partner, creator: &str) -> bool {
    let known = partner.cc_creator_id.as_deref();
    known.is_none_or(|known| known == creator)
}

/// Writes an answer as the store keeps it.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Other(error.to_string()))
}
