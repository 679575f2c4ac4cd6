//! Partner links: what may be made of them, and where they lead.

use crate::{Result, Unify, UnifyError, core::Core, room::Room};
use domain::{
    ChannelId, Handle, LinkId, PartnerId,
    link::{AllowedHosts, Link, LinkDraft, Utm},
};
use store::{LinkChange, LinkContent, LinkRow, MOST_LINKS};

/// What a label and each campaign parameter may hold, in characters.
const LONGEST_TEXT: usize = 60;

/// Where a link leads the visitor who follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The address, at an allowed host.
    pub address: String,
    /// For whom the click counts; none when the partner is not active any more.
    pub partner: Option<PartnerId>,
    /// The campaign source that the link names; may be empty.
    pub utm_source: String,
}

impl Unify {
    /// Makes a link.
    ///
    /// # Errors
    /// [`UnifyError::Invalid`] names `label`, `target` or `utm` when they cannot be used, or `label` when the partner has as
    /// many links as one may have; [`UnifyError::NotFound`] when there is no such channel; or the store fails.
    pub async fn create_link(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        draft: &LinkDraft,
        actor: &str,
    ) -> Result<Link> {
        let core = &self.core;
        let room = core.room(channel)?;
        let content = core.checked(&room, draft)?;
        let made = core.store.add_link(channel, partner, &content, actor).await?;
        room.forget();
        let too_many = || {
            let message = format!("{MOST_LINKS} links are in use: put one away first");
            UnifyError::invalid("label", &message)
        };
        Ok(core.shown(made.ok_or_else(too_many)?))
    }

    /// Changes a link of the partner.
    ///
    /// # Errors
    /// As [`Unify::create_link`]; [`UnifyError::NotFound`] also when the partner has no such link.
    pub async fn change_link(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        id: &LinkId,
        draft: &LinkDraft,
        actor: &str,
    ) -> Result<Link> {
        let core = &self.core;
        let room = core.room(channel)?;
        let content = core.checked(&room, draft)?;
        let change = LinkChange::Content(&content);
        let changed = core.store.change_link(channel, partner, id, change, actor).await?;
        room.forget();
        Ok(core.shown(changed.ok_or(UnifyError::NotFound)?))
    }

    /// Puts a link of the partner away, or takes it out again. It goes on to lead where it led.
    ///
    /// # Errors
    /// [`UnifyError::NotFound`] when there is no such channel or link; or the store fails.
    pub async fn archive_link(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        id: &LinkId,
        archived: bool,
        actor: &str,
    ) -> Result<Link> {
        let core = &self.core;
        let room = core.room(channel)?;
        let change = LinkChange::Archived(archived);
        let changed = core.store.change_link(channel, partner, id, change, actor).await?;
        room.forget();
        Ok(core.shown(changed.ok_or(UnifyError::NotFound)?))
    }

    /// A link of the partner, put away or not.
    ///
    /// # Errors
    /// [`UnifyError::NotFound`] when there is no such link; or the store fails.
    pub async fn link(&self, channel: &ChannelId, partner: &PartnerId, id: &LinkId) -> Result<Link> {
        let row = self.core.store.link(channel, partner, id).await?;
        Ok(self.core.shown(row.ok_or(UnifyError::NotFound)?))
    }

    /// Where the link with this code leads; none when there is no such code. What is no longer allowed leads to the shop's
    /// front page: the visitor came for the shop.
    ///
    /// # Errors
    /// [`UnifyError::NotFound`] when there is no such channel; or the store fails.
    pub async fn follow_link(&self, channel: &ChannelId, code: &str) -> Result<Option<Followed>> {
        let Core { store, .. } = &*self.core;
        let room = self.core.room(channel)?;
        let Some(link) = store.link_by_code(channel, code).await? else {
            return Ok(None);
        };
        let partner = store.partner(channel, &link.partner_id).await?.filter(|partner| partner.is_active);
        let hosts = self.core.link_hosts(&room);
        let front = || hosts.admit(&room.channel.store_url);
        let Some(target) = hosts.admit(&link.target).or_else(front) else {
            return Ok(None);
        };
        let handle = partner.as_ref().and_then(|partner| partner.handle.as_ref()).map_or("", Handle::as_str);
        let Utm { source, medium, campaign } = &link.utm;
        let code = if partner.is_some() { link.code.as_str() } else { "" };
        let address = target.with(&[
            ("utm_source", source),
            ("utm_medium", medium),
            ("utm_campaign", campaign),
            ("cc", handle),
            ("tandem", code),
        ]);
        Ok(Some(Followed { address, partner: partner.map(|it| it.id), utm_source: link.utm.source }))
    }

    /// Where links may lead, and which pages events may come from.
    ///
    /// # Errors
    /// [`UnifyError::NotFound`] when there is no such channel.
    pub fn link_hosts(&self, channel: &ChannelId) -> Result<AllowedHosts> {
        Ok(self.core.link_hosts(&*self.core.room(channel)?))
    }
}

impl Core {
    fn link_hosts(&self, room: &Room) -> AllowedHosts {
        let (channel, policy) = (&room.channel, &self.policy);
        let own = [channel.store_url.as_str(), channel.domain.as_str(), policy.public_url.as_str()];
        AllowedHosts::new(own.into_iter().chain(policy.link_hosts.iter().map(String::as_str)))
    }

    /// A link as pages show it.
    pub(crate) fn shown(&self, row: LinkRow) -> Link {
        let public_url = self.policy.public_url.trim_end_matches('/');
        Link {
            short_url: format!("{public_url}/r/{}", row.code),
            id: row.id,
            code: row.code,
            label: row.label,
            target: row.target,
            utm: row.utm,
            created_at: row.created_at,
            is_archived: row.is_archived,
        }
    }

    fn checked(&self, room: &Room, draft: &LinkDraft) -> Result<LinkContent> {
        let hosts = self.link_hosts(room);
        let label = text("label", &draft.label)?;
        if label.is_empty() {
            return Err(UnifyError::invalid("label", "give the link a name, such as “Newsletter in May”"));
        }
        let target = draft.target.trim();
        if !target.is_empty() && hosts.admit(target).is_none() {
            let host = hosts
                .admit(&room.channel.store_url)
                .map_or_else(|| room.channel.domain.clone(), |_| room.channel.store_url.clone());
            let message = format!("links lead to {}: enter an address that begins with {host}", room.channel.name);
            return Err(UnifyError::invalid("target", &message));
        }
        Ok(LinkContent {
            label,
            target: target.to_owned(),
            utm: Utm {
                source: text("utm_source", &draft.utm.source)?,
                medium: text("utm_medium", &draft.utm.medium)?,
                campaign: text("utm_campaign", &draft.utm.campaign)?,
            },
        })
    }
}

fn text(field: &'static str, given: &str) -> Result<String> {
    let given = given.trim();
    if given.chars().count() > LONGEST_TEXT {
        return Err(UnifyError::invalid(field, &format!("use at most {LONGEST_TEXT} characters")));
    }
    let is_plain =
        |letter: char| !letter.is_control() && !matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if !given.chars().all(is_plain) {
        return Err(UnifyError::invalid(field, "use letters, digits and signs in one line"));
    }
    Ok(given.to_owned())
}
