//! One person as all systems know them.

use super::discount::discount;
use crate::{Result, core::Core, gather::Page};
use connectors::co_branding::Collab;
use domain::{
    ChannelId, PartnerId, RateBps, Source, SourceHealth, SourceReport,
    earnings::Range,
    partner::Partner,
    profile::{Fact, Profile},
    program::{AgreedRate, MemberStatus},
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
        let of_program = OfProgram { rate: self.agreed_rate(&page).await?, link: self.own_link(&page).await? };
        Ok(profile(&page, rate, of_program, &self.policy.public_url))
    }

    /// What the program gives for an order; none for whom it counts none.
    async fn agreed_rate(&self, page: &Page) -> Result<Option<AgreedRate>> {
        let Some(member) = page.member.as_ref().filter(|member| member.status == MemberStatus::Approved) else {
            return Ok(None);
        };
        let (settings, group) = self.store.agreement(&page.room.channel.id, member).await?;
        Ok(Some(member.agreed_rate(group.as_ref(), &settings)))
    }

    /// The first link that a partner of the program made here and has in use.
    async fn own_link(&self, page: &Page) -> Result<Option<String>> {
        if page.member.is_none() {
            return Ok(None);
        }
        let links = self.store.links_of(&page.room.channel.id, &page.partner.id, false).await?;
        Ok(links.into_iter().next_back().map(|link| self.shown(link).short_url))
    }
}

/// What only the program knows.
struct OfProgram {
    rate: Option<AgreedRate>,
    link: Option<String>,
}

fn profile(page: &Page, rate: Option<RateBps>, of_program: OfProgram, public_url: &str) -> Profile {
    let partner = &page.partner;
    let collab = page.collab();
    // Who came in by the program alone is known by what the program was told.
    let is_of_program = page.member.is_some() && partner.cc_creator_id.is_none();
    let home = if is_of_program { Source::Program } else { Source::Cc };
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
        name: Fact { value: Some(partner.name()), source: home },
        email: Fact { value: Some(partner.email.to_string()), source: home },
        handle: cc(handle.map(ToString::to_string)),
        bio: cc(collab.as_ref().map(bio)),
        picture_url: cc(picture(partner, collab.as_ref())),
        tier: cc(Some(partner.tier.clone()).filter(|tier| !tier.is_empty())),
        discount: cc(discount(partner, collab.as_ref(), page.marks())),
        agreed_rate: Fact { value: of_program.rate, source: Source::Program },
        observed_rate: Fact { value: rate, source: Source::Impact },
        contact: Fact { value: contact.and_then(|contact| contact.owner), source: Source::Hubspot },
        coupon: Fact { value: code, source: home },
        affiliate_url: link(collab.as_ref().and_then(url), of_program.link, home),
        network: Fact { value: page.account(), source: Source::Impact },
        joined: page.room.zone.day(partner.joined_at).long(),
        drops: cc(collab.as_ref().map(drops)),
        landing_url: handle.map(|handle| format!("{public_url}/p/{handle}")),
        sources,
        generated_at: page.now,
    }
}

/// CC's link, else the one that was made here.
fn link(of_cc: Option<String>, made_here: Option<String>, home: Source) -> Fact<String> {
    match (of_cc, made_here) {
        (None, Some(url)) => Fact { value: Some(url), source: Source::Program },
        (None, None) => Fact { value: None, source: home },
        (of_cc, _) => cc(of_cc),
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
