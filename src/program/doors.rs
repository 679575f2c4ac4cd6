//! Private doors: the addresses at which partners of the program find their dashboard.

use crate::{Message, Program, ProgramError, Result, Who};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{ChannelId, PartnerId, Timestamp, clock::random, partner::Partner, program::MemberStatus};
use sha2::{Digest, Sha256};
use std::{collections::HashSet, time::Duration};
use store::NewDoor;

/// How long a new address waits for its first visit.
const FIRST: Duration = Duration::from_hours(14 * 24);
/// How long another password can be set by who forgot theirs.
const RESET: Duration = Duration::from_hours(24);
/// How many addresses are mailed at once.
const MOST: usize = 1_000;

/// A partner's door, as the team sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorView {
    /// The path of the address, such as `/d/…`.
    pub path: String,
    /// Whether a password was set.
    pub is_set: bool,
    /// Whether nobody came in time to set one.
    pub is_expired: bool,
    /// Until when the first visit may set one.
    pub first_until: Timestamp,
}

/// What became of partners whose private address was to be mailed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DoorsMailed {
    /// How many got one.
    pub mailed: usize,
    /// How many had one already.
    pub already: usize,
    /// How many are not approved, or switched off: it would open nothing.
    pub waiting: usize,
    /// Who is not in the program.
    pub outside: Vec<PartnerId>,
}

impl Program {
    /// Gives a partner a new private address; the former one and its password open nothing any more.
    ///
    /// # Errors
    /// `NotFound` when nobody such is in the program.
    pub async fn make_door(&self, channel: &ChannelId, partner: &PartnerId) -> Result<DoorView> {
        self.replace_door(channel, partner, false).await
    }

    /// The same by somebody of the team; mailed to the partner when that is wished for. Their sessions are the caller's to end.
    ///
    /// # Errors
    /// As there.
    pub async fn give_door(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        is_mailed: bool,
        who: &Who,
    ) -> Result<DoorView> {
        let door = self.replace_door(channel, partner, is_mailed).await?;
        self.note(channel, who, "door.made", partner.as_str(), [None, None]).await;
        Ok(door)
    }

    async fn replace_door(&self, channel: &ChannelId, partner: &PartnerId, is_mailed: bool) -> Result<DoorView> {
        if self.store.member(channel, partner).await?.is_none() {
            return Err(ProgramError::NotFound);
        }
        let mail = if is_mailed { Some(self.door_mail(channel, partner, &Message::DoorMade).await?) } else { None };
        let (path, door) = self.new_door(channel, partner);
        self.store.put_door(channel, &door, mail.as_ref()).await?;
        self.posted.notify_one();
        Ok(DoorView { path, is_set: false, is_expired: false, first_until: door.until })
    }

    /// Forgets the password of a partner's door and mails them so: the next visit to the same address sets another one, once, within the
    /// time of a first visit. Until then whoever has the address can: one that leaked is [replaced](Program::give_door) instead. Their
    /// sessions are the caller's to end.
    ///
    /// # Errors
    /// `NotFound` when they have no door.
    pub async fn forget_password(&self, channel: &ChannelId, partner: &PartnerId, who: &Who) -> Result<()> {
        let mail = self.door_mail(channel, partner, &Message::PasswordForgotten).await?;
        let until = self.clock().now().plus(FIRST);
        if !self.store.forget_door_password(channel, partner, until, &mail).await? {
            return Err(ProgramError::NotFound);
        }
        self.note(channel, who, "door.password_forgotten", partner.as_str(), [None, None]).await;
        self.posted.notify_one();
        Ok(())
    }

    /// Gives approved partners who have no private address one, and mails it to them, one after the other.
    ///
    /// # Errors
    /// `Invalid` names `ids` when they are too many; or the store fails, and whoever came before has theirs.
    pub async fn mail_first_doors(&self, channel: &ChannelId, ids: &[PartnerId], who: &Who) -> Result<DoorsMailed> {
        if ids.len() > MOST {
            return Err(ProgramError::invalid("ids", format!("choose at most {MOST} partners")));
        }
        let mut mailed = DoorsMailed::default();
        let mut seen = HashSet::with_capacity(ids.len());
        for id in ids.iter().filter(|id| seen.insert(*id)) {
            let member = self.store.member(channel, id).await?;
            let partner = self.store.partner(channel, id).await?;
            match (member, partner) {
                (Some(member), Some(partner)) if member.status == MemberStatus::Approved && partner.is_active => {
                    let is_new = self.mail_first_door(channel, &partner, who).await?;
                    *if is_new { &mut mailed.mailed } else { &mut mailed.already } += 1;
                }
                (Some(_), Some(_)) => mailed.waiting += 1,
                _ => mailed.outside.push(id.clone()),
            }
        }
        self.posted.notify_one();
        Ok(mailed)
    }

    async fn mail_first_door(&self, channel: &ChannelId, partner: &Partner, who: &Who) -> Result<bool> {
        let mail = self.write_to(channel, partner, &Message::DoorMade, None).await?;
        let door = self.new_door(channel, &partner.id).1;
        let is_new = self.store.put_first_door(channel, &door, &mail).await?;
        if is_new {
            self.note(channel, who, "door.made", partner.id.as_str(), [None, None]).await;
        }
        Ok(is_new)
    }

    /// Mails a partner their private address as it is.
    ///
    /// # Errors
    /// `NotFound` when they have none.
    pub async fn mail_door(&self, channel: &ChannelId, partner: &PartnerId, who: &Who) -> Result<()> {
        self.door(channel, partner).await?.ok_or(ProgramError::NotFound)?;
        let mail = self.door_mail(channel, partner, &Message::DoorMade).await?;
        self.store.post(channel, &mail).await?;
        self.note(channel, who, "door.mailed", partner.as_str(), [None, None]).await;
        self.posted.notify_one();
        Ok(())
    }

    /// Mails whoever has the door at an address another one, which sets a new password once. The door stays as it is until then. Whether
    /// there is one, the answer does not tell.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ask_for_reset(&self, token: &str, address: &str) -> Result<()> {
        let Some(found) = self.store.door_at(&hash(token)).await? else {
            return Ok(());
        };
        let (channel, partner) = (&found.channel_id, &found.partner_id);
        if !self.store.partner(channel, partner).await?.is_some_and(|partner| partner.is_active) {
            return Ok(());
        }
        let mail = self.door_mail(channel, partner, &Message::DoorReset).await?;
        let until = self.clock().now().plus(RESET);
        let door = NewDoor { until, ..self.new_door(channel, partner).1 };
        if self.store.put_door_reset(channel, &door, &mail).await? {
            let who = Who { account: format!("partner:{partner}"), address: Some(address.to_owned()) };
            self.note(channel, &who, "door.reset_asked", partner.as_str(), [None, None]).await;
            self.posted.notify_one();
        }
        Ok(())
    }

    async fn door_mail(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        message: &Message<'_>,
    ) -> Result<store::NewMail> {
        let partner = self.store.partner(channel, partner).await?.ok_or(ProgramError::NotFound)?;
        self.write_to(channel, &partner, message, None).await
    }

    /// An address that nobody guesses, and what is kept of it.
    pub(crate) fn new_door(&self, channel: &ChannelId, partner: &PartnerId) -> (String, NewDoor) {
        let token = URL_SAFE_NO_PAD.encode(random::<32>());
        let door = NewDoor {
            partner_id: partner.clone(),
            token_hash: hash(&token),
            sealed: self.seal.close_text(channel, partner, &token),
            until: self.clock().now().plus(FIRST),
        };
        (path(&token), door)
    }

    /// A partner's door; none until one was made, or when the installation's secret is another since.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn door(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<DoorView>> {
        let Some(door) = self.store.door_of(channel, partner).await? else {
            return Ok(None);
        };
        let is_set = door.password_hash.is_some();
        Ok(self.seal.open_text(channel, partner, &door.sealed).map(|token| DoorView {
            path: path(&token),
            is_set,
            is_expired: !is_set && door.first_until <= self.clock().now(),
            first_until: door.first_until,
        }))
    }

    /// Where a partner may set another password; none when they did not ask, or did so since.
    pub(crate) async fn reset_path(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<String>> {
        let reset = self.store.door_reset_of(channel, partner).await?;
        Ok(reset.and_then(|door| self.seal.open_text(channel, partner, &door.sealed)).map(|token| path(&token)))
    }
}

fn path(token: &str) -> String {
    format!("/d/{token}")
}

fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}
