//! Pictures on their way to CC.

use super::{
    Editor,
    writer::{Kept, advice},
};
use crate::{Result, UnifyError, core::Core, fault::AskError, room::Room};
use connectors::co_branding::{CcChannel, MediaFile};
use domain::{PartnerId, Source};
use std::collections::BTreeSet;

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureUse {
    /// The partner's portrait.
    Profile,
    /// A drop.
    Drop,
}

/// A picture whose type and size were checked.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// What it is for.
    pub purpose: PictureUse,
    /// Media type, such as `image/jpeg`.
    pub content_type: &'static str,
    /// The usual ending of files of this type, without a dot.
    pub extension: &'static str,
    /// The picture itself.
    pub bytes: &'a [u8],
}

impl Core {
    pub(super) async fn upload_picture(
        &self,
        room: &Room,
        partner: &PartnerId,
        editor: &Editor,
        picture: Picture<'_>,
    ) -> Result<String> {
        let channel = &room.channel.id;
        let partner = self.store.partner(channel, partner).await?.ok_or(UnifyError::NotFound)?;
        let cc: Option<CcChannel> = self.marks(room).await?.read(Source::Cc, "channel");
        let name = match picture.purpose {
            PictureUse::Profile => "profile",
            PictureUse::Drop => "drop",
        };
        // A name of ours: what the file was called at home is nobody's business.
        let filename = format!("{name}.{}", picture.extension);
        let file = MediaFile {
            filename: &filename,
            content_type: picture.content_type,
            extension: picture.extension,
            channel_id: cc.as_ref().map(|cc| cc.id.as_str()),
            creator_id: partner.cc_creator_id.as_deref(),
            bytes: picture.bytes,
        };
        let uploaded = match room.cc() {
            Ok(cc) => self.call(room, Source::Cc, cc.upload_media(&file)).await,
            Err(error) => Err(error),
        };
        let url = match uploaded {
            Ok(url) => url,
            Err(AskError::Store(error)) => return Err(error.into()),
            Err(AskError::Source(error)) => {
                tracing::warn!(%channel, %error, "a picture could not be uploaded");
                return Err(UnifyError::Outside(advice(&error, &room.channel.name, Kept::Nowhere)));
            }
        };
        self.store.note_pictures(channel, &partner.id, &BTreeSet::from([url.as_str()])).await?;
        let after = serde_json::json!({ "url": url, "for": name }).to_string();
        self.note(room, editor, "content.picture_uploaded", partner.id.as_str(), [None, Some(after)]).await;
        Ok(url)
    }
}
