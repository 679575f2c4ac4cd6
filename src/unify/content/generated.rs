//! What CC's text generator wrote: it never goes to the page by itself, the team looks at it first.

use super::{Editor, refuse};
use crate::{Result, UnifyError, core::Core, fetch::json};
use domain::{
    ChannelId,
    content::{Author, Content, DropContent, Limits, Pick},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::NewReview;

/// What CC sends as `content.generated`: the texts that it wrote for one creator.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GeneratedContent {
    /// CC's id of the creator.
    pub creator_id: String,
    /// A new biography.
    #[serde(default)]
    pub bio: Option<String>,
    /// Drops: new ones, and new texts for those that are named by their id.
    #[serde(default)]
    pub drops: Vec<GeneratedDrop>,
}

/// A drop that the generator wrote.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GeneratedDrop {
    /// CC's id of the drop that it rewrites; a new drop when left out.
    #[serde(default)]
    pub id: Option<String>,
    /// Title.
    pub title: String,
    /// Description.
    #[serde(default)]
    pub description: String,
    /// Its products. A drop that is rewritten keeps its own when there are none.
    #[serde(default)]
    pub products: Vec<GeneratedPick>,
}

/// A product with the generator's note.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GeneratedPick {
    /// Shopify's numeric product id.
    pub id: String,
    /// The note.
    #[serde(default)]
    pub note: String,
}

impl Core {
    pub(super) async fn apply_generated(
        self: &Arc<Self>,
        channel: &ChannelId,
        generated: GeneratedContent,
    ) -> Result<()> {
        let partner = self.store.partner_by_creator(channel, &generated.creator_id).await?;
        let partner = partner.ok_or(UnifyError::NotFound)?;
        let known = self.known(channel, &partner.id).await?;
        if known.collab.is_none() {
            // Without what is there now, nobody could see what would change. The event waits.
            return Err(UnifyError::Outside("CreatorCommerce has not said yet what is published.".to_owned()));
        }
        let proposed = proposal(&known.live, generated).tidied();
        if proposed == known.live {
            return Ok(());
        }
        refuse(Limits::draft_faults(&proposed))?;
        let review = NewReview {
            partner: partner.id.clone(),
            author: Author::Generated,
            account: String::new(),
            base: super::fingerprint(&known.live),
            before: json(&known.live)?,
            after: json(&proposed)?,
        };
        let id = self.store.propose(channel, &review).await?;
        let id = id.ok_or_else(|| UnifyError::Conflict("the one before is just being published".to_owned()))?;
        let machine = Editor { account: "cc".to_owned(), admin: None, address: None };
        let states = [Some(review.before), Some(review.after)];
        self.note(&known.room, &machine, "content.generated", id.as_str(), states).await;
        Ok(())
    }
}

/// What the page would be with the generator's texts in it.
fn proposal(live: &Content, generated: GeneratedContent) -> Content {
    let mut content = live.clone();
    if let Some(bio) = generated.bio {
        content.bio = bio;
    }
    for drop in generated.drops {
        let known = content.drops.iter_mut().find(|known| Some(&known.id) == drop.id.as_ref());
        let picks: Vec<Pick> = drop.products.iter().map(pick).collect();
        match known {
            Some(known) => {
                known.title = drop.title;
                known.description = drop.description;
                if !picks.is_empty() {
                    known.picks = picks;
                }
            }
            None => content.drops.push(DropContent {
                id: new_id(&drop),
                title: drop.title,
                description: drop.description,
                picture_url: None,
                picks,
            }),
        }
    }
    content
}

fn pick(generated: &GeneratedPick) -> Pick {
    Pick { product_id: generated.id.clone(), variant_id: None, note: generated.note.clone() }
}

/// The same drop gets the same id, so that an event that comes twice proposes the same.
fn new_id(drop: &GeneratedDrop) -> String {
    let hash = Sha256::digest(format!("{}\u{1f}{}", drop.title, drop.description));
    let digits = super::hex(hash.iter().take(10));
    format!("{}cc-{digits}", DropContent::NEW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_replace_what_they_name_and_add_what_they_do_not() {
        let drop = DropContent {
            id: "d1".into(),
            title: "Old".into(),
            picks: vec![Pick { product_id: "1".into(), variant_id: Some("2".into()), note: "Mine.".into() }],
            ..DropContent::default()
        };
        let live =
            Content { bio: "Old.".into(), picture_url: Some("https://a.example/1".into()), drops: vec![drop.clone()] };
        let generated: GeneratedContent = serde_json::from_str(
            r#"{"creator_id":"c","drops":[{"id":"d1","title":"New"},{"title":"More","products":[{"id":"7","note":"N"}]}]}"#,
        )
        .unwrap();
        let proposed = proposal(&live, generated.clone());
        assert_eq!((proposed.bio.as_str(), &proposed.picture_url), ("Old.", &live.picture_url));
        assert_eq!(proposed.drops[0], DropContent { title: "New".into(), ..drop });
        let added = &proposed.drops[1];
        assert!(added.is_new());
        assert_eq!((added.title.as_str(), added.picks[0].note.as_str()), ("More", "N"));
        assert_eq!(proposal(&live, generated), proposed, "the same texts make the same proposal");
        let bio: GeneratedContent = serde_json::from_str(r#"{"creator_id":"c","bio":"New."}"#).unwrap();
        assert_eq!(proposal(&live, bio), Content { bio: "New.".into(), ..live });
    }
}
