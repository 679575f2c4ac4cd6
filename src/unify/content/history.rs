//! Published states of the past.

use super::{Editor, fingerprint};
use crate::{Result, convert, core::Core, fetch::json, room::Room};
use connectors::co_branding::Collab;
use domain::{
    ChannelId, PartnerId,
    content::{Author, Content, ContentVersion},
    partner::Partner,
};
use std::collections::BTreeSet;
use store::{NewVersion, StoreError};

/// States of one page of the history.
const PAGE: u32 = 20;

impl Core {
    pub(super) async fn versions(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
        after: Option<&str>,
    ) -> Result<(Vec<ContentVersion>, Option<String>)> {
        let room = self.room(channel)?;
        let name = self.partner_name(channel, partner).await?;
        let (rows, next) = self.store.versions(channel, partner, after, PAGE).await?;
        let versions = rows.into_iter().filter_map(|row| {
            let by = match row.version.author {
                Author::Partner if row.version.account == editor.account => "You".to_owned(),
                Author::Partner => name.clone(),
                Author::Team if row.version.account == editor.account => "You".to_owned(),
                Author::Team => row.version.name,
                Author::Generated => "CreatorCommerce’s text generator".to_owned(),
                Author::Elsewhere => "CreatorCommerce".to_owned(),
            };
            Some(ContentVersion {
                id: row.id,
                at: row.at,
                when: room.zone.moment(row.at),
                author: row.version.author,
                by,
                content: serde_json::from_str(&row.version.content).ok()?,
            })
        });
        Ok((versions.collect(), next))
    }

    /// Notes what CC has as somebody else's work, if it was not seen before.
    pub(crate) async fn note_elsewhere(
        &self,
        room: &Room,
        partner: &Partner,
        collab: &Collab,
    ) -> Result<(), StoreError> {
        let content = convert::content(collab);
        self.note_version(room, &partner.id, &content, Author::Elsewhere, None).await
    }

    /// Notes a published state and the pictures in it, if it is another than the newest.
    pub(super) async fn note_version(
        &self,
        room: &Room,
        partner: &PartnerId,
        content: &Content,
        author: Author,
        editor: Option<&Editor>,
    ) -> Result<(), StoreError> {
        let channel = &room.channel.id;
        let fingerprint = fingerprint(content);
        if self.store.newest_fingerprint(channel, partner).await?.as_ref() == Some(&fingerprint) {
            return Ok(());
        }
        self.store.note_pictures(channel, partner, &pictures(content)).await?;
        let version = NewVersion {
            author,
            account: editor.map(|editor| editor.account.clone()).unwrap_or_default(),
            name: editor.map(Editor::name).unwrap_or_default(),
            fingerprint,
            content: json(content)?,
        };
        self.store.put_version(channel, partner, &version).await?;
        Ok(())
    }
}

/// All pictures of a content.
pub(super) fn pictures(content: &Content) -> BTreeSet<&str> {
    let drops = content.drops.iter().filter_map(|drop| drop.picture_url.as_deref());
    drops.chain(content.picture_url.as_deref()).collect()
}
