//! CC's storage: a signed address to upload to, and where the picture is found afterwards.

use crate::{
    Result,
    co_branding::MediaFile,
    http::{Call, path},
    wire::{Json, malformed, web_url},
};

/// Where an upload goes and where it is found.
pub(super) struct Place {
    /// The signed address.
    pub(super) address: String,
    /// The public address.
    pub(super) media_url: String,
}

/// Asks for a signed address. Asking twice makes two places, of which one stays empty: no harm.
pub(super) fn presign(file: &MediaFile<'_>) -> Result<Call> {
    let call = Call::get("presign upload", path(&["storage", "presigned-url"])?)
        .query("filename", file.filename)
        .query("contentType", file.content_type)
        .query("extension", file.extension);
    let about = [("meta[channelId]", file.channel_id), ("meta[creatorId]", file.creator_id)];
    Ok(about.into_iter().fold(call, |call, (name, id)| match id {
        Some(id) => call.query(name, id),
        None => call,
    }))
}

/// Reads the answer.
pub(super) fn place(body: &Json) -> Result<Place> {
    let address = body.get("presignedUrl").verbatim().map(str::to_owned);
    let media_url = super::collab::media(body.get("media"));
    let place = address.zip(media_url).map(|(address, media_url)| Place { address, media_url });
    place.filter(|place| web_url(&place.address).is_some()).ok_or_else(|| malformed("no place to upload to"))
}
