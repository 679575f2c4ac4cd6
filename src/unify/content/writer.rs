//! Writes to CC: one thing at a time, in an order that leaves the page whole wherever it breaks off.

use super::plan::{Standing, Step, draft, new_draft};
use crate::{UnifyError, convert, core::Core, fault::AskError, room::Room};
use connectors::{ConnectorError, co_branding::Collab};
use domain::{
    Source,
    content::{Content, DropContent},
    partner::Channel,
};
use std::collections::HashMap;

/// Where the text is that could not be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Its writer has it as the draft.
    AsDraft,
    /// It waits for the team.
    InQueue,
    /// It is a picture, which is nowhere yet.
    Nowhere,
}

/// Why something was not written.
pub(super) enum Trouble {
    /// CC does not answer, or not as it should.
    Cc(AskError),
    /// CC refuses this drop.
    Drop(String, ConnectorError),
}

impl From<AskError> for Trouble {
    fn from(error: AskError) -> Self {
        Self::Cc(error)
    }
}

impl Core {
    /// Writes what is different; then the list of drops, if it is another: drops that are left out leave the page.
    pub(super) async fn write_steps(
        &self,
        room: &Room,
        collab_id: &str,
        standing: &Standing,
        steps: Vec<Step<'_>>,
        wanted: &Content,
    ) -> Result<(), Trouble> {
        let cc = room.cc()?;
        let mut ids: HashMap<&str, String> =
            standing.ids.iter().map(|(name, id)| (name.as_str(), id.clone())).collect();
        let mut listed = standing.listed.clone();
        for step in steps {
            match step {
                Step::Bio(bio) => self.call(room, Source::Cc, cc.set_bio(collab_id, bio)).await?,
                Step::Picture(url) => self.call(room, Source::Cc, cc.set_picture(collab_id, url)).await?,
                Step::Create(drop) => {
                    let draft = new_draft(drop);
                    let made = self.call(room, Source::Cc, cc.create_drop(collab_id, &draft)).await;
                    let id = made.map_err(|error| of_drop(error, drop))?;
                    listed.push(id.clone());
                    ids.insert(&drop.id, id);
                }
                Step::Update(drop) => {
                    let Some(id) = ids.get(drop.id.as_str()) else { continue };
                    let draft = draft(drop);
                    let written = self.call(room, Source::Cc, cc.update_drop(collab_id, id, &draft)).await;
                    written.map_err(|error| of_drop(error, drop))?;
                }
                Step::DropPicture(drop) => {
                    let Some(id) = ids.get(drop.id.as_str()) else { continue };
                    let picture = cc.set_drop_picture(collab_id, id, drop.picture_url.as_deref());
                    self.call(room, Source::Cc, picture).await?;
                }
            }
        }
        let order: Vec<String> = wanted.drops.iter().filter_map(|drop| ids.get(drop.id.as_str()).cloned()).collect();
        if order != listed {
            self.call(room, Source::Cc, cc.reorder_drops(collab_id, &order)).await?;
        }
        Ok(())
    }

    /// Hides drops that left the list and that CC shows nevertheless. True when there were any.
    pub(super) async fn hide_left_over(
        &self,
        room: &Room,
        collab: &Collab,
        wanted: &Content,
        standing: &Standing,
    ) -> Result<bool, Trouble> {
        let is_wanted = |id: &str| {
            wanted.drops.iter().any(|drop| standing.ids.get(&drop.id).map_or(drop.id == id, |known| known == id))
        };
        let left: Vec<&String> = standing.listed.iter().filter(|id| !is_wanted(id)).collect();
        let shown = convert::content(collab);
        let mut any = false;
        for drop in shown.drops.iter().filter(|drop| left.contains(&&drop.id)) {
            let cc = room.cc()?;
            self.call(room, Source::Cc, cc.hide_drop(&collab.summary.id, &drop.id)).await?;
            any = true;
        }
        Ok(any)
    }
}

/// A refusal is about the drop; anything else is about CC.
fn of_drop(error: AskError, drop: &DropContent) -> Trouble {
    match error {
        AskError::Source(error @ (ConnectorError::Rejected { .. } | ConnectorError::NotFound)) => {
            Trouble::Drop(drop.id.clone(), error)
        }
        other => Trouble::Cc(other),
    }
}

impl Trouble {
    /// What the person is told who published.
    pub(super) fn explain(self, channel: &Channel, wanted: &Content, kept: Kept) -> UnifyError {
        match self {
            Self::Cc(AskError::Store(error)) => error.into(),
            Self::Cc(AskError::Source(error)) => UnifyError::Outside(advice(&error, &channel.name, kept)),
            Self::Drop(id, error) => {
                tracing::warn!(channel = %channel.id, %error, "CC refuses a drop");
                let place = wanted.drops.iter().position(|drop| drop.id == id).unwrap_or_default();
                UnifyError::Invalid {
                    field: format!("drops[{place}].picks").into(),
                    message:
                        "CreatorCommerce does not take this collection: one of its products may have left the shop. \
                              Take it out and publish again."
                            .to_owned(),
                }
            }
        }
    }
}

/// What to do about a CC that does not take part.
pub(super) fn advice(error: &ConnectorError, store: &str, kept: Kept) -> String {
    let (is_kept, again) = match kept {
        Kept::AsDraft => ("Your text is kept as a draft", "publish it again"),
        Kept::InQueue => ("The change still waits here", "approve it again"),
        Kept::Nowhere => ("The picture is not there yet", "upload it again"),
    };
    match error {
        ConnectorError::RateLimited { retry_after } | ConnectorError::Paused { retry_after } => {
            let seconds = retry_after.as_secs().max(1);
            format!("CreatorCommerce asks us to wait. {is_kept}: {again} in {seconds} s.")
        }
        ConnectorError::Unauthorized => {
            format!("CreatorCommerce refuses our access. {is_kept}; {store} has to connect CreatorCommerce again.")
        }
        ConnectorError::NotFound => {
            format!("CreatorCommerce does not know this page any more. {is_kept}; ask {store} about it.")
        }
        _ => format!("CreatorCommerce does not answer. {is_kept}: {again} in a moment."),
    }
}
