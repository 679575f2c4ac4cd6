//! What the merchant's team changes of the program: partners, settings, groups. Each change leaves a line in the audit trail.

use crate::{Program, ProgramError, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    ChannelId, CouponCode, GroupId, PartnerId,
    partner::Partner,
    program::{Group, Member, MemberStatus, Minimums, ProgramSettings, Rate},
};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{AuditEntry, MemberChange, Told};

/// The longest note and name, in characters.
const LONGEST_NOTES: usize = 4_000;
const LONGEST_NAME: usize = 60;

/// Who changes something, as the audit trail names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Such as `admin:adm_…`.
    pub account: String,
    /// From which address.
    pub address: Option<String>,
}

/// What a partner is promised; what is `None` is the group's or the program's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct MemberTerms {
    /// Their own rate.
    pub rate: Option<Rate>,
    /// Whether what an order says about its commission is ignored.
    pub ignores_product_rates: bool,
    /// Their group.
    pub group_id: Option<GroupId>,
    /// Their own holding period, in days.
    pub hold_days: Option<i64>,
    /// Their own minimum payouts.
    pub minimums: Minimums,
    /// What the team notes about them.
    pub notes: String,
}

impl MemberTerms {
    /// What a partner is promised now.
    pub fn of(member: &Member) -> Self {
        Self {
            rate: member.rate,
            ignores_product_rates: member.ignores_product_rates,
            group_id: member.group_id.clone(),
            hold_days: member.hold_days,
            minimums: member.minimums.clone(),
            notes: member.notes.clone(),
        }
    }

    /// What tells whether they are still what a form showed.
    pub fn version(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(text_of(self).unwrap_or_default()))
    }

    /// For the audit trail, which outlives the person: of the notes, only whether they changed.
    fn states(before: &Self, after: &Self) -> [Option<String>; 2] {
        [before, after].map(|it| {
            let mut state = json!(it);
            state["notes"] = json!(if before.notes == after.notes { "unchanged" } else { "changed" });
            Some(state.to_string())
        })
    }

    pub(crate) fn put_into(self, member: &mut Member) {
        member.rate = self.rate;
        member.ignores_product_rates = self.ignores_product_rates;
        member.group_id = self.group_id;
        member.hold_days = self.hold_days;
        member.minimums = self.minimums;
        member.notes = self.notes;
    }
}

impl Program {
    /// Takes a partner whom the channel knows into the program, with a code if they have none, and tells them so. Their orders count from
    /// now on.
    ///
    /// # Errors
    /// `NotFound` when there is no such partner, `Conflict` when they are in the program.
    pub async fn take_in(&self, channel: &ChannelId, partner: &PartnerId, who: &Who) -> Result<()> {
        let known = self.living(channel, partner).await?;
        if self.store.member(channel, partner).await?.is_some() {
            return Err(ProgramError::Conflict("This partner is in the program already.".into()));
        }
        if known.affiliate_code.is_none() {
            self.rotate_code(channel, partner, None).await?;
        }
        let member = Member::new(partner.clone(), MemberStatus::Approved, self.clock().now());
        let told = self.welcome_to(channel, partner).await?;
        if !self.store.add_member_and_tell(channel, &member, &told).await? {
            return Err(ProgramError::Conflict("This partner is in the program already.".into()));
        }
        self.posted.notify_one();
        let after = json!({ "status": member.status });
        self.note(channel, who, "member.taken_in", partner.as_str(), [None, Some(after.to_string())]).await;
        Ok(())
    }

    /// Says what a partner is promised from now on, if that is what `seen` is the [version](MemberTerms::version) of until now.
    ///
    /// # Errors
    /// `Invalid` names what cannot be, `NotFound` when they are not in the program, `Conflict` when somebody changed it meanwhile.
    pub async fn set_terms(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        terms: MemberTerms,
        seen: &str,
        who: &Who,
    ) -> Result<()> {
        self.check_terms(channel, &terms).await?;
        let known = self.store.member(channel, partner).await?.ok_or(ProgramError::NotFound)?;
        let before = MemberTerms::of(&known);
        let entry = self.entry(who, "member.changed", partner.as_str(), MemberTerms::states(&before, &terms));
        let (change, mut member) = (MemberChange::Terms(&known), known.clone());
        terms.put_into(&mut member);
        if before.version() == seen
            && self.store.change_member(channel, &member, change, &Told::default(), &entry).await?
        {
            return Ok(());
        }
        Err(ProgramError::Conflict(
            "Somebody else changed these terms meanwhile: nothing was saved. Load the page again to see theirs.".into(),
        ))
    }

    pub(crate) async fn check_terms(&self, channel: &ChannelId, terms: &MemberTerms) -> Result<()> {
        at_most(&terms.notes, LONGEST_NOTES, "notes")?;
        if let Some(group) = &terms.group_id
            && !self.store.groups(channel).await?.iter().any(|it| it.id == *group)
        {
            return Err(ProgramError::invalid("group", "this group is gone: choose another"));
        }
        Ok(())
    }

    /// Gives a partner another code, as [`Program::rotate_code`] does.
    ///
    /// # Errors
    /// As there.
    pub async fn change_code(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        code: Option<CouponCode>,
        who: &Who,
    ) -> Result<CouponCode> {
        let known = self.store.partner(channel, partner).await?.ok_or(ProgramError::NotFound)?;
        let code = self.rotate_code(channel, partner, code).await?;
        let states = [known.affiliate_code.map(|code| code.to_string()), Some(code.to_string())];
        let states = states.map(|code| Some(json!({ "code": code }).to_string()));
        self.note(channel, who, "member.code_changed", partner.as_str(), states).await;
        Ok(code)
    }

    /// Puts other settings in the place of the present ones.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_settings(&self, channel: &ChannelId, settings: &ProgramSettings, who: &Who) -> Result<()> {
        let before = self.store.program_settings(channel).await?;
        self.store.put_program_settings(channel, settings).await?;
        self.note(channel, who, "program.changed", channel.as_str(), [text_of(&before), text_of(settings)]).await;
        Ok(())
    }

    /// Adds a group or changes it.
    ///
    /// # Errors
    /// `Invalid` names `name` when it is empty, too long or another group's.
    pub async fn put_group(&self, channel: &ChannelId, group: &Group, who: &Who) -> Result<()> {
        if group.name.trim().is_empty() {
            return Err(ProgramError::invalid("name", "give the group a name"));
        }
        at_most(&group.name, LONGEST_NAME, "name")?;
        let before = self.store.groups(channel).await?.into_iter().find(|it| it.id == group.id);
        if !self.store.put_group(channel, group).await? {
            return Err(ProgramError::invalid("name", "another group has this name"));
        }
        let states = [before.as_ref().and_then(text_of), text_of(group)];
        self.note(channel, who, "group.changed", group.id.as_str(), states).await;
        Ok(())
    }

    /// Takes a group away; its partners fall back to the program's terms.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn delete_group(&self, channel: &ChannelId, id: &GroupId, who: &Who) -> Result<()> {
        let before = self.store.groups(channel).await?.into_iter().find(|it| it.id == *id);
        if !self.store.delete_group(channel, id).await? {
            return Err(ProgramError::NotFound);
        }
        self.note(channel, who, "group.deleted", id.as_str(), [before.as_ref().and_then(text_of), None]).await;
        Ok(())
    }

    /// A partner who is there.
    pub(crate) async fn living(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Partner> {
        let known = self.store.partner(channel, partner).await?.ok_or(ProgramError::NotFound)?;
        let is_gone = self.store.is_deleted(channel, partner).await?;
        if is_gone { Err(ProgramError::NotFound) } else { Ok(known) }
    }

    pub(crate) fn entry(
        &self,
        who: &Who,
        action: &str,
        target: &str,
        [before, after]: [Option<String>; 2],
    ) -> AuditEntry {
        AuditEntry {
            at: self.clock().now(),
            actor: who.account.clone(),
            action: action.to_owned(),
            target: target.to_owned(),
            before,
            after,
            address: who.address.clone(),
        }
    }

    /// Writes a line of the audit trail. What was done is done: a trail that cannot be written is reported, not undone.
    pub(crate) async fn note(
        &self,
        channel: &ChannelId,
        who: &Who,
        action: &str,
        target: &str,
        states: [Option<String>; 2],
    ) {
        let entry = self.entry(who, action, target, states);
        if let Err(error) = self.store.audit(channel, &entry).await {
            tracing::error!(%error, action, "the audit trail could not be written");
        }
    }
}

pub(crate) fn text_of(state: &impl Serialize) -> Option<String> {
    serde_json::to_string(state).ok()
}

pub(crate) fn at_most(text: &str, longest: usize, field: &'static str) -> Result<()> {
    if text.chars().count() > longest {
        return Err(ProgramError::invalid(field, format!("at most {longest} characters")));
    }
    Ok(())
}
