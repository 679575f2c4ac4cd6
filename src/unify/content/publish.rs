//! Publishing: read what CC has, see that nobody else changed it, write what is different, read it back.

use super::{
    Editor, fingerprint,
    history::pictures,
    plan::{self, Standing},
    refuse,
    writer::{Kept, Trouble, advice},
};
use crate::{
    Result, UnifyError, convert,
    core::{Core, Found},
    fault::AskError,
    fetch::json,
    flights::Pilot,
    question::Question,
    room::Room,
};
use connectors::{ConnectorError, co_branding::Collab};
use domain::{
    PartnerId,
    content::{Author, Content, DropContent, Fault, Limits, Published},
    partner::Partner,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use store::NewReview;

/// How long a publication may take with all that it writes; the next one goes on where it stopped.
pub(super) const LONGEST: Duration = Duration::from_secs(90);

/// What is to be published, and for whom.
#[derive(Debug, Clone)]
pub(super) struct Publication {
    pub(super) partner: Partner,
    /// Who publishes it.
    pub(super) editor: Editor,
    /// Who wrote it.
    pub(super) writer: Editor,
    pub(super) author: Author,
    /// Where it is until it is published.
    pub(super) kept: Kept,
    pub(super) content: Content,
    /// Fingerprint of the published content that the edit began from.
    pub(super) base: String,
    /// That content where it is known otherwise than from the history.
    pub(super) base_content: Option<Content>,
}

/// What CC has now, and whether it may be overwritten.
struct Read {
    collab: Collab,
    standing: Standing,
    theirs: Content,
    is_foreign: bool,
}

impl Core {
    /// What publishing means for this editor: to write to CC, or to ask the team.
    pub(super) async fn publish_or_propose(
        self: &Arc<Self>,
        room: &Arc<Room>,
        partner: &PartnerId,
        editor: &Editor,
        content: Content,
        base: &str,
    ) -> Result<Published> {
        let channel = &room.channel.id;
        let partner = self.store.partner(channel, partner).await?.ok_or(UnifyError::NotFound)?;
        let publication = Publication {
            partner,
            author: editor.author(),
            editor: editor.clone(),
            writer: editor.clone(),
            kept: Kept::AsDraft,
            content: content.tidied(),
            base: base.to_owned(),
            base_content: None,
        };
        let must_wait = publication.author == Author::Partner && self.store.is_review_required(channel).await?;
        let done = if must_wait {
            self.propose(room, &publication).await
        } else {
            self.publish_to_its_end(room, publication.clone()).await
        };
        match done {
            Ok(Published::Conflict { theirs, version }) => Ok(Published::Conflict { theirs, version }),
            Ok(done) => {
                let account = &publication.editor.account;
                self.drop_draft(channel, &publication.partner.id, account, &publication.content).await?;
                Ok(done)
            }
            Err(error @ UnifyError::Outside(_)) => {
                let by = (editor.account.as_str(), &*editor.name());
                let (partner, content) = (&publication.partner.id, &publication.content);
                self.keep_as_draft(channel, partner, by, content, &publication.base).await?;
                Err(error)
            }
            Err(error) => Err(error),
        }
    }

    /// Publishes in a task of its own: it ends also when the browser that asked for it is gone.
    pub(super) async fn publish_to_its_end(
        self: &Arc<Self>,
        room: &Arc<Room>,
        publication: Publication,
    ) -> Result<Published> {
        let (core, room) = (Arc::clone(self), Arc::clone(room));
        let task = self.tasks.spawn(async move {
            let published = tokio::time::timeout(LONGEST, core.publish_now(&room, &publication));
            let done = core.stop.run_until_cancelled(published).await;
            let late = || UnifyError::Outside(advice(&ConnectorError::Timeout, &room.channel.name, publication.kept));
            done.and_then(std::result::Result::ok).unwrap_or_else(|| Err(late()))
        });
        task.await.unwrap_or_else(|error| Err(UnifyError::Store(store::StoreError::Other(error.to_string()))))
    }

    async fn publish_now(self: &Arc<Self>, room: &Arc<Room>, publication: &Publication) -> Result<Published> {
        let question = Question::Collab(publication.partner.id.clone());
        // Nobody else reads or writes this collab meanwhile: what they would keep is older than what we read back.
        let _pilot = self.take_seat(room, &question).await;
        let read = self.read_for(room, publication).await?;
        if read.is_foreign {
            return self.conflict(room, publication, read.theirs).await;
        }
        let Publication { partner, content, .. } = publication;
        self.check(room, publication, &read.standing.content).await?;
        let (steps, collab_id) = (plan::steps(&read.standing, content), read.collab.summary.id.clone());
        self.store.begin_attempt(&room.channel.id, &partner.id, &fingerprint(content), &json(content)?).await?;
        let trouble = |trouble: Trouble| trouble.explain(&room.channel, content, publication.kept);
        let written = self.write_steps(room, &collab_id, &read.standing, steps, content).await;
        written.map_err(trouble)?;
        let mut now = self.read_collab(room, publication).await?;
        if self.hide_left_over(room, &now, content, &read.standing).await.map_err(trouble)? {
            now = self.read_collab(room, publication).await?;
        }
        self.settle(room, publication, &read.theirs, now).await
    }

    /// Waits until nobody asks this question, and keeps others from asking it.
    async fn take_seat(&self, room: &Room, question: &Question) -> Pilot {
        loop {
            match room.flights.board(question) {
                (_, Some(pilot)) => return pilot,
                (flight, None) => flight.landed().await,
            }
        }
    }

    /// Reads what CC has now and compares it with what may stand there.
    async fn read_for(&self, room: &Room, publication: &Publication) -> Result<Read> {
        let Publication { partner, content, base, .. } = publication;
        let channel = &room.channel.id;
        let collab = self.read_collab(room, publication).await?;
        let theirs = convert::content(&collab);
        let base_content = match &publication.base_content {
            Some(known) => Some(known.clone()),
            None if fingerprint(&theirs) == *base => Some(theirs.clone()),
            None => {
                let known = self.store.version_content(channel, &partner.id, base).await?;
                known.and_then(|known| serde_json::from_str(&known).ok())
            }
        };
        let attempts = self.store.attempts(channel, &partner.id).await?;
        let attempts: Vec<Content> = attempts.iter().filter_map(|it| serde_json::from_str(it).ok()).collect();
        let standing = plan::standing(&collab, content, base_content.as_ref());
        let ours: Vec<&Content> = base_content.iter().chain([content]).chain(&attempts).collect();
        let is_foreign = plan::is_foreign(&standing.content, content, &ours);
        Ok(Read { collab, standing, theirs, is_foreign })
    }

    /// The collab as CC has it now.
    async fn read_collab(&self, room: &Room, publication: &Publication) -> Result<Collab> {
        let Publication { partner, kept, .. } = publication;
        let question = Question::Collab(partner.id.clone());
        let now = self.now();
        if !room.admits(&question, now, true) {
            let retry_after =
                room.paused_until(&question, now).map_or(Duration::from_secs(5), |until| until.since(now));
            let error = ConnectorError::Paused { retry_after };
            return Err(UnifyError::Outside(advice(&error, &room.channel.name, *kept)));
        }
        let found = self.find_collab(room, partner).await;
        let error = match &found {
            Err(AskError::Source(error)) => Some(error),
            _ => None,
        };
        room.note_question(&question, now, self.now(), error);
        match found {
            Ok(Some(collab)) => Ok(collab),
            Ok(None) => Err(UnifyError::Outside(advice(&ConnectorError::NotFound, &room.channel.name, *kept))),
            Err(error) => Err(Trouble::Cc(error).explain(&room.channel, &Content::default(), *kept)),
        }
    }

    /// Tells what somebody else wrote, and remembers it: publishing over it knowingly begins from there.
    async fn conflict(&self, room: &Room, publication: &Publication, theirs: Content) -> Result<Published> {
        self.note_version(room, &publication.partner.id, &theirs, Author::Elsewhere, None).await?;
        let version = fingerprint(&theirs);
        Ok(Published::Conflict { theirs, version })
    }

    /// Everything that keeps a content from being published, the shop's products included.
    async fn check(&self, room: &Room, publication: &Publication, live: &Content) -> Result<()> {
        let content = &publication.content;
        refuse(Limits::default().faults(content, live))?;
        refuse(self.foreign_pictures(room, publication, live).await?)?;
        refuse(self.missing_products(room, content, live).await?)
    }

    /// Pictures that were neither uploaded here nor ever stood on the page: a page shows no address that anybody typed.
    async fn foreign_pictures(&self, room: &Room, publication: &Publication, live: &Content) -> Result<Vec<Fault>> {
        let content = &publication.content;
        let shown = pictures(live);
        let new: BTreeSet<&str> = pictures(content).into_iter().filter(|url| !shown.contains(url)).collect();
        let known = self.store.known_pictures(&room.channel.id, &publication.partner.id, &new).await?;
        let is_foreign = |url: Option<&str>| url.is_some_and(|url| new.contains(url) && !known.contains(url));
        let fault = |field: String| Fault { field, message: "Upload this picture here first.".to_owned() };
        let portrait = is_foreign(content.picture_url.as_deref()).then(|| fault("picture_url".to_owned()));
        let drops = content.drops.iter().enumerate().filter(|(_, drop)| is_foreign(drop.picture_url.as_deref()));
        Ok(portrait.into_iter().chain(drops.map(|(n, _)| fault(format!("drops[{n}].picture_url")))).collect())
    }

    /// Products and variants that were picked anew and that the shop does not have.
    async fn missing_products(&self, room: &Room, content: &Content, live: &Content) -> Result<Vec<Fault>> {
        if self.store.product_count(&room.channel.id).await? == 0 {
            return Ok(Vec::new());
        }
        let products = self.shelf_of(room, [content]).await?;
        let mut faults = Vec::new();
        for (n, drop) in content.drops.iter().enumerate() {
            let known: &[_] = live.drops.iter().find(|it| it.id == drop.id).map_or(&[], |it| &it.picks);
            for (at, pick) in drop.picks.iter().enumerate() {
                let before = known.iter().find(|it| it.product_id == pick.product_id);
                let product = products.iter().find(|product| product.id == pick.product_id);
                let fault = |name: &str, what: &str| Fault {
                    field: format!("drops[{n}].picks[{at}].{name}"),
                    message: format!("The shop no longer has this {what}."),
                };
                if before.is_none() && !product.is_some_and(|product| product.is_active) {
                    faults.push(fault("product_id", "product"));
                }
                let is_new_choice = before.is_none_or(|before| before.variant_id != pick.variant_id);
                let chosen = pick.variant_id.as_deref().filter(|_| is_new_choice);
                if chosen.is_some() && product.is_some_and(|product| product.variant(chosen).is_none()) {
                    faults.push(fault("variant_id", "variant"));
                }
            }
        }
        Ok(faults)
    }

    /// CC has it: the answer is kept for all pages, the state for the history, and the deed for the audit trail.
    async fn settle(
        self: &Arc<Self>,
        room: &Arc<Room>,
        publication: &Publication,
        before: &Content,
        collab: Collab,
    ) -> Result<Published> {
        let Publication { partner, editor, writer, author, content, kept, .. } = publication;
        let channel = &room.channel.id;
        let now = convert::content(&collab);
        if !is_as_wanted(&now, content) {
            tracing::warn!(%channel, partner = %partner.id, "CC shows another content than was written to it");
        }
        self.note_version(room, &partner.id, &now, *author, Some(writer)).await?;
        let report = convert::partner_report(&collab.summary, &self.tier_names(room).await?);
        self.store.record_partner(channel, &report).await?;
        let question = Question::Collab(partner.id.clone());
        let stored = self.keep(room, &question, Ok(Found::Body(json(&collab)?))).await;
        stored.map_err(|error| Trouble::Cc(error).explain(&room.channel, content, *kept))?;
        if *before != now {
            let states = [Some(json(before)?), Some(json(&now)?)];
            self.note(room, editor, "content.published", partner.id.as_str(), states).await;
        }
        self.store.end_attempts(channel, &partner.id).await?;
        let version = fingerprint(&now);
        Ok(Published::Live { content: now, version })
    }

    /// Puts a partner's change into the queue, if it is a change and nobody else changed the page meanwhile.
    async fn propose(self: &Arc<Self>, room: &Arc<Room>, publication: &Publication) -> Result<Published> {
        let Publication { partner, editor, content, .. } = publication;
        let read = self.read_for(room, publication).await?;
        if read.is_foreign {
            return self.conflict(room, publication, read.theirs).await;
        }
        self.check(room, publication, &read.standing.content).await?;
        let version = fingerprint(&read.theirs);
        if read.theirs == *content {
            return Ok(Published::Live { content: read.theirs, version });
        }
        let review = NewReview {
            partner: partner.id.clone(),
            author: Author::Partner,
            account: editor.account.clone(),
            base: version,
            before: json(&read.theirs)?,
            after: json(content)?,
        };
        self.note_version(room, &partner.id, &read.theirs, Author::Elsewhere, None).await?;
        let id = self.store.propose(&room.channel.id, &review).await?.ok_or_else(|| {
            UnifyError::Conflict("The team is just publishing your last change. Try again in a minute.".to_owned())
        })?;
        let states = [Some(review.before), Some(review.after)];
        self.note(room, editor, "content.proposed", id.as_str(), states).await;
        let row = self.store.review(&room.channel.id, &id).await?.ok_or(UnifyError::NotFound)?;
        Ok(Published::InReview { review: row.review })
    }
}

/// Whether CC has what was wanted; new drops have ids of its own by now.
fn is_as_wanted(now: &Content, wanted: &Content) -> bool {
    let same =
        |(now, wanted): (&DropContent, &DropContent)| DropContent { id: now.id.clone(), ..wanted.clone() } == *now;
    now.bio == wanted.bio
        && now.picture_url == wanted.picture_url
        && now.drops.len() == wanted.drops.len()
        && now.drops.iter().zip(&wanted.drops).all(same)
}
