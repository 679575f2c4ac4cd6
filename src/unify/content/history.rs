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
                Author::Partner | Author::Team if row.version.account == editor.account => "You".to_owned(),
                Author::Partner => name.clone(),
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

    /// Notes what CC has as somebody else's work, if it is another than at last sight. The history of a page begins when its
    /// editor is opened for the first time: until then nothing is written here.
    pub(crate) async fn note_elsewhere(
        &self,
        room: &Room,
        partner: &Partner,
        collab: &Collab,
    ) -> Result<(), StoreError> {
        if self.store.newest_fingerprint(&room.channel.id, &partner.id).await?.is_none() {
            return Ok(());
        }
        let content = convert::content(collab);
        self.note_version(room, &partner.id, &content, Author::Elsewhere, None).await
    }

    /// Begins the history of a page with what CC has.
    pub(super) async fn begin_history(&self, room: &Room, partner: &PartnerId, live: &Content) -> Result<()> {
        let channel = &room.channel.id;
        if self.store.newest_fingerprint(channel, partner).await?.is_none() {
            let version = version(live, Author::Elsewhere, None)?;
            self.store.put_first_version(channel, partner, &version, &pictures(live)).await?;
        }
        Ok(())
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
        let version = version(content, author, editor)?;
        if self.store.newest_fingerprint(channel, partner).await?.as_ref() == Some(&version.fingerprint) {
            return Ok(());
        }
        self.store.put_version(channel, partner, &version, &pictures(content)).await?;
        Ok(())
    }
}

fn version(content: &Content, author: Author, editor: Option<&Editor>) -> Result<NewVersion, StoreError> {
    Ok(NewVersion {
        author,
        account: editor.map(|editor| editor.account.clone()).unwrap_or_default(),
        name: editor.map(Editor::name).unwrap_or_default(),
        fingerprint: fingerprint(content),
        content: json(content)?,
    })
}

/// All pictures of a content.
pub(super) fn pictures(content: &Content) -> BTreeSet<&str> {
    let drops = content.drops.iter().filter_map(|drop| drop.picture_url.as_deref());
    drops.chain(content.picture_url.as_deref()).collect()
}
