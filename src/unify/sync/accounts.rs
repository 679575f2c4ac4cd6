//! Accounts in the affiliate network, and which partner each belongs to.

use super::actions;
use crate::{
    core::{Cause, Core, Found},
    fault::AskError,
    fetch::json,
    question::Question,
    room::Room,
};
use connectors::platform::PlatformPartner;
use domain::{PartnerId, Source, profile::NetworkAccount};
use std::{collections::HashSet, sync::Arc, time::Duration};
use store::StoreError;

impl Core {
    /// Reads all accounts and joins them to partners: by the link we have, else by e-mail, else by code.
    pub(crate) async fn sync_accounts(self: &Arc<Self>, room: &Arc<Room>) -> Result<Found, AskError> {
        let Some(platform) = &room.sources.platform else {
            return Ok(Found::Nothing);
        };
        self.first(room, &Question::Collabs).await;
        let accounts = self.call(room, Source::Impact, platform.partners()).await?;
        let known: HashSet<&str> = accounts.iter().map(|account| account.id.as_str()).collect();
        let mut has_new = false;
        for account in &accounts {
            let linked = self.linked(room, &account.id).await?;
            let partner = if linked.is_some() {
                linked
            } else {
                let partner = self.link(room, account, &known).await?;
                has_new |= partner.is_some();
                partner
            };
            if let Some(partner) = partner {
                self.keep_account(room, account, &partner).await?;
            }
        }
        if has_new {
            // What the newly linked earned before is in no page until it is read.
            drop(self.ask(room, &Question::Actions, Cause::Older(Duration::ZERO)));
        }
        Ok(Found::Body("{}".to_owned()))
    }

    /// The partner of a network account.
    pub(crate) async fn linked(&self, room: &Room, account: &str) -> Result<Option<PartnerId>, StoreError> {
        if let Some(partner) = room.joined(Source::Impact, account) {
            return Ok(Some(partner));
        }
        let channel = &room.channel.id;
        let found = self.store.partner_by_external(channel, Source::Impact, account).await?;
        if let Some(partner) = &found {
            room.join(Source::Impact, account, partner);
        }
        Ok(found)
    }

    async fn link(
        &self,
        room: &Room,
        account: &PlatformPartner,
        known: &HashSet<&str>,
    ) -> Result<Option<PartnerId>, StoreError> {
        let channel = &room.channel.id;
        let Some(partner) = self.owner(room, account).await? else {
            return Ok(None);
        };
        let other = self.store.external_ids(channel, &partner).await?;
        let other = other.iter().find(|it| it.source == Source::Impact);
        if let Some(other) = other.filter(|other| known.contains(other.id.as_str())) {
            tracing::warn!(channel = %channel, %partner, account = account.id, kept = other.id, "two network accounts of one partner");
            return Ok(None);
        }
        // Before the link: should we stop in between, the history is read once more rather than never.
        actions::forget_cursor(&self.store, channel).await?;
        self.store.link_partner(channel, Source::Impact, &account.id, &partner).await?;
        room.join(Source::Impact, &account.id, &partner);
        Ok(Some(partner))
    }

    async fn owner(&self, room: &Room, account: &PlatformPartner) -> Result<Option<PartnerId>, StoreError> {
        let channel = &room.channel.id;
        if let Some(email) = &account.email
            && let Some(partner) = self.store.partner_by_email(channel, email).await?
        {
            return Ok(Some(partner.id));
        }
        for code in &account.codes {
            if let Some(partner) = self.store.partner_by_code(channel, code).await? {
                return Ok(Some(partner.id));
            }
        }
        Ok(None)
    }

    /// Keeps what a page shows of the account; writes only what is new.
    async fn keep_account(
        &self,
        room: &Room,
        account: &PlatformPartner,
        partner: &PartnerId,
    ) -> Result<(), StoreError> {
        let (channel, key) = (&room.channel.id, partner.as_str());
        let body =
            json(&NetworkAccount { id: account.id.clone(), name: account.name.clone(), state: account.state.clone() })?;
        let last = self.store.answer(channel, Source::Impact, "partner", key).await?;
        if last.and_then(|last| last.body).as_deref() == Some(body.as_str()) {
            return Ok(());
        }
        self.store.put_answer(channel, Source::Impact, "partner", key, &body).await
    }
}
