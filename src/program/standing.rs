//! Where partners stand in the program: decided by the team, and told to whom it is about, once for each change.

use crate::{Message, Program, ProgramError, Result, Who, desk::at_most};
use domain::{
    ChannelId, PartnerId,
    partner::Partner,
    program::{Member, MemberStatus},
};
use serde_json::json;
use store::{MemberChange, Told};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 1_000;
/// How many applications are decided at once.
const MOST: usize = 1_000;

/// What became of applications that were decided together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecidedApplications {
    /// How many were decided.
    pub done: usize,
    /// Who did not wait any more.
    pub left: Vec<PartnerId>,
}

impl Program {
    /// Says where a partner stands from now on, and why. Who is approved, turned down or taken out by it hears so; who comes in by no portal gets a
    /// private address with the approval.
    ///
    /// # Errors
    /// `Invalid` when somebody is turned down without a reason, `NotFound` when they are not in the program, `Conflict` when somebody
    /// else decided meanwhile.
    pub async fn set_standing(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        status: MemberStatus,
        reason: &str,
        who: &Who,
    ) -> Result<()> {
        let reason = checked(status, reason)?;
        let member = self.store.member(channel, partner).await?.ok_or(ProgramError::NotFound)?;
        if self.stand(channel, member, status, reason, who).await? {
            return Ok(());
        }
        Err(ProgramError::Conflict("Somebody else decided about them meanwhile. Look again.".into()))
    }

    /// Decides about partners who wait, with one reason for all. Who does not wait any more is left alone.
    ///
    /// # Errors
    /// As [`Program::set_standing`], or `Invalid` when they are too many; those before stay decided.
    pub async fn decide_applications(
        &self,
        channel: &ChannelId,
        partners: &[PartnerId],
        is_approved: bool,
        reason: &str,
        who: &Who,
    ) -> Result<DecidedApplications> {
        if partners.len() > MOST {
            return Err(ProgramError::invalid("ids", "choose at most 1,000 applications"));
        }
        let status = if is_approved { MemberStatus::Approved } else { MemberStatus::Rejected };
        let reason = checked(status, reason)?;
        let mut decided = DecidedApplications::default();
        for partner in partners {
            let member = self.store.member(channel, partner).await?;
            let waiting = member.filter(|member| member.status == MemberStatus::Pending);
            let is_done = match waiting {
                Some(member) => self.stand(channel, member, status, reason, who).await?,
                None => false,
            };
            if is_done {
                decided.done += 1;
            } else {
                decided.left.push(partner.clone());
            }
        }
        Ok(decided)
    }

    /// `false` when they stand elsewhere by now.
    async fn stand(
        &self,
        channel: &ChannelId,
        mut member: Member,
        status: MemberStatus,
        reason: &str,
        who: &Who,
    ) -> Result<bool> {
        let standing = |member: &Member| json!({ "status": member.status, "reason": member.reason }).to_string();
        let (from, before) = (member.status, standing(&member));
        let told = if from == status {
            Told::default()
        } else {
            let partner = self.store.partner(channel, &member.partner_id).await?.ok_or(ProgramError::NotFound)?;
            self.told(channel, partner, status, reason).await?
        };
        if status == MemberStatus::Approved && from != status {
            member.approved_at = Some(self.clock().now());
        }
        member.status = status;
        reason.clone_into(&mut member.reason);
        let after = standing(&member);
        let entry = self.entry(who, "member.decided", member.partner_id.as_str(), [Some(before), Some(after)]);
        let is_done = self.store.change_member(channel, &member, MemberChange::Standing(from), &told, &entry).await?;
        self.posted.notify_one();
        Ok(is_done)
    }

    /// What somebody is told who stands there from now on.
    async fn told(&self, channel: &ChannelId, partner: Partner, status: MemberStatus, reason: &str) -> Result<Told> {
        match status {
            MemberStatus::Approved => self.welcome(channel, partner).await,
            MemberStatus::Rejected => {
                let mail = self.write_to(channel, &partner, &Message::Rejected { reason }, None).await?;
                Ok(Told { door: None, mail: Some(mail) })
            }
            MemberStatus::Disabled => {
                let mail = self.write_to(channel, &partner, &Message::Disabled { reason }, None).await?;
                Ok(Told { door: None, mail: Some(mail) })
            }
            MemberStatus::Pending => Ok(Told::default()),
        }
    }

    /// The same, of a partner as they are known.
    pub(crate) async fn welcome_to(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Told> {
        let known = self.store.partner(channel, partner).await?.ok_or(ProgramError::NotFound)?;
        self.welcome(channel, known).await
    }

    /// What somebody is told who is approved: the code that orders count by, and the way in.
    pub(crate) async fn welcome(&self, channel: &ChannelId, partner: Partner) -> Result<Told> {
        let code = match partner.affiliate_code.clone() {
            Some(code) => code,
            None => self.rotate_code(channel, &partner.id, None).await?,
        };
        let has_portal = partner.cc_creator_id.is_some();
        let has_door = self.store.door_of(channel, &partner.id).await?.is_some();
        let door = (!has_portal && !has_door).then(|| self.new_door(channel, &partner.id).1);
        let message = Message::Approved { code: Some(&code), by_door: !has_portal };
        let mail = self.write_to(channel, &partner, &message, None).await?;
        Ok(Told { door, mail: Some(mail) })
    }
}

fn checked(status: MemberStatus, reason: &str) -> Result<&str> {
    let reason = reason.trim();
    if reason.is_empty() && matches!(status, MemberStatus::Rejected | MemberStatus::Disabled) {
        return Err(ProgramError::invalid("reason", "say why: the partner reads it"));
    }
    at_most(reason, LONGEST_REASON, "reason")?;
    Ok(reason)
}
