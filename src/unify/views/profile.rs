//! One person as all systems know them.

use super::discount::discount;
use crate::{Result, core::Core, gather::Page};
use connectors::co_branding::Collab;
use domain::{
    ChannelId, PartnerId, RateBps, Source, SourceHealth, SourceReport,
    earnings::Range,
    partner::Partner,
    profile::{Fact, Profile},
};
use std::sync::Arc;

impl Core {
    /// Who the partner is, each fact with the system it comes from. A biography that was never written is an empty
    /// text; one that is not known is none.
    pub(super) async fn profile(self: &Arc<Self>, channel: &ChannelId, partner: &PartnerId) -> Result<Profile> {
        let page = self.page(channel, partner).await?;
        let last_days = Range::last(90, page.today());
        let rate =
            if page.has_commissions { self.store.observed_rate(channel, partner, last_days).await? } else { None };
        Ok(profile(&page, rate, &self.policy.public_url))
    }
}

fn profile(page: &Page, rate: Option<RateBps>, public_url: &str) -> Profile {
    let partner = &page.partner;
    let collab = page.collab();
    let contact = page.contact();
    let code = partner.affiliate_code.as_ref().map(ToString::to_string);
    let handle = partner.handle.as_ref();
    let bio = |collab: &Collab| collab.bio.clone().unwrap_or_default();
    let drops = |collab: &Collab| i64::try_from(collab.drops.len()).unwrap_or(i64::MAX);
    let url = |collab: &Collab| collab.summary.affiliate_url.clone();
    let public_url = public_url.trim_end_matches('/');
    let has_owner = contact.as_ref().is_none_or(|contact| contact.owner.is_some());
    let mut sources = page.reports.clone();
    if !has_owner {
        explain_owner(&mut sources, &page.room.channel.name);
    }
    Profile {
        name: cc(Some(partner.name())),
        email: cc(Some(partner.email.to_string())),
        handle: cc(handle.map(ToString::to_string)),
        bio: cc(collab.as_ref().map(bio)),
        picture_url: cc(picture(partner, collab.as_ref())),
        tier: cc(Some(partner.tier.clone()).filter(|tier| !tier.is_empty())),
        discount: cc(discount(partner, collab.as_ref(), page.marks())),
        observed_rate: Fact { value: rate, source: Source::Impact },
        contact: Fact { value: contact.and_then(|contact| contact.owner), source: Source::Hubspot },
        coupon: cc(code),
        affiliate_url: cc(collab.as_ref().and_then(url)),
        network: Fact { value: page.account(), source: Source::Impact },
        joined: page.room.zone.day(partner.joined_at).long(),
        drops: cc(collab.as_ref().map(drops)),
        landing_url: handle.map(|handle| format!("{public_url}/p/{handle}")),
        sources,
        generated_at: page.now,
    }
}

/// The collab knows also when a picture was taken away.
fn picture(partner: &Partner, collab: Option<&Collab>) -> Option<String> {
    collab.map_or_else(|| partner.picture_url.clone(), |collab| collab.summary.creator.picture_url.clone())
}

const fn cc<T>(value: Option<T>) -> Fact<T> {
    Fact { value, source: Source::Cc }
}

/// A contact without a name beside it is no fault of the source, but the empty place needs a word.
fn explain_owner(sources: &mut [SourceReport], store: &str) {
    let crm = sources.iter_mut().find(|it| it.source == Source::Hubspot);
    if let Some(crm) = crm.filter(|crm| crm.health == SourceHealth::Live) {
        crm.note = format!("{store} has not named a contact for you in HubSpot yet.");
    }
}
