//! Who the program's partners are: entered by hand, called otherwise, decided about many at a time, deleted.

use crate::{MemberTerms, NewMember, Program, ProgramError, Result, Who};
use domain::{ChannelId, Email, PartnerId, program::MemberStatus};
use serde_json::json;
use std::collections::HashSet;
use store::{Deletion, Renaming};

/// How many partners one decision may be about.
const MOST: usize = 1_000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

/// What became of partners who were decided about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MembersDecided {
    /// How many stand so now.
    pub done: usize,
    /// How many stood so already.
    pub already: usize,
    /// Who is not in the program.
    pub outside: Vec<PartnerId>,
}

impl Program {
    /// Takes somebody into the program by hand, with terms of their own. Who is approved by it hears so when that is wished for, with a
    /// private address unless they come in by a portal.
    ///
    /// # Errors
    /// As [`Program::add_member`]; `Invalid` names a name that is missing or too long, or a term that cannot be.
    pub async fn enter_member(
        &self,
        channel: &ChannelId,
        new: &NewMember,
        terms: MemberTerms,
        is_told: bool,
        who: &Who,
    ) -> Result<PartnerId> {
        check_names([&new.first_name, &new.last_name])?;
        self.check_terms(channel, &terms).await?;
        let after = json!({ "approved": new.is_approved, "rate": terms.rate }).to_string();
        let partner = self.add_member_with(channel, new, terms, None, is_told).await?;
        self.posted.notify_one();
        self.note(channel, who, "member.entered", partner.as_str(), [None, Some(after)]).await;
        Ok(partner)
    }

    /// Changes the name and e-mail of a partner who is not CC's. The audit trail says which of them: it outlives the person.
    ///
    /// # Errors
    /// `Invalid` names what cannot be or is another partner's, `Conflict` when CC says who they are, `NotFound` when there is no such
    /// partner.
    pub async fn rename_partner(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        names: [&str; 2],
        email: &Email,
        who: &Who,
    ) -> Result<()> {
        let names = names.map(str::trim);
        check_names(names)?;
        let known = self.living(channel, partner).await?;
        let parts = [
            ("first_name", known.first_name != names[0]),
            ("last_name", known.last_name != names[1]),
            ("email", known.email != *email),
        ];
        let changed: Vec<&str> = parts.into_iter().filter(|(_, is_new)| *is_new).map(|(name, _)| name).collect();
        let after = json!({ "changed": changed }).to_string();
        let entry = self.entry(who, "partner.renamed", partner.as_str(), [None, Some(after)]);
        match self.store.rename_partner(channel, partner, names, email, &entry).await? {
            Renaming::Done => Ok(()),
            Renaming::EmailTaken => Err(ProgramError::invalid("email", "another partner has this e-mail address")),
            Renaming::OfCc => Err(ProgramError::Conflict(
                "CreatorCommerce says what this partner is called: change it there, the next refresh brings it here."
                    .into(),
            )),
            Renaming::Unknown => Err(ProgramError::NotFound),
        }
    }

    /// Says where partners stand from now on, one after the other, and why.
    ///
    /// # Errors
    /// `Invalid` names `ids` when they are too many, and else as [`Program::set_standing`]; whoever came before the fault stands so.
    pub async fn decide_members(
        &self,
        channel: &ChannelId,
        ids: &[PartnerId],
        status: MemberStatus,
        reason: &str,
        who: &Who,
    ) -> Result<MembersDecided> {
        if ids.len() > MOST {
            return Err(ProgramError::invalid("ids", "choose at most 1,000 partners"));
        }
        let mut decided = MembersDecided::default();
        let mut seen = HashSet::with_capacity(ids.len());
        for id in ids.iter().filter(|id| seen.insert(*id)) {
            let stands = self.store.member(channel, id).await?.map(|member| member.status);
            if stands == Some(status) {
                decided.already += 1;
                continue;
            }
            match self.set_standing(channel, id, status, reason, who).await {
                Ok(()) => decided.done += 1,
                Err(ProgramError::NotFound) => decided.outside.push(id.clone()),
                Err(error) => return Err(error),
            }
        }
        Ok(decided)
    }

    /// Deletes a partner: what they earned and were paid stays, who they were goes. `typed` is their code, or their name when they have
    /// none: whoever deletes has looked at whom. Their sessions are the caller's to end.
    ///
    /// # Errors
    /// `NotFound` when there is no such partner, `Invalid` names `typed` when it is somebody else, `Conflict` while money is on its way
    /// to them.
    pub async fn delete_partner(&self, channel: &ChannelId, partner: &PartnerId, typed: &str, who: &Who) -> Result<()> {
        let known = self.living(channel, partner).await?;
        let right = known.affiliate_code.as_ref().map_or_else(|| known.name(), ToString::to_string);
        if typed.trim().to_lowercase() != right.to_lowercase() {
            return Err(ProgramError::invalid("typed", format!("type {right} to delete this partner")));
        }
        let entry = self.entry(who, "partner.deleted", partner.as_str(), [None, None]);
        match self.store.delete_partner(channel, partner, &entry).await? {
            Deletion::Done => Ok(()),
            Deletion::Unknown => Err(ProgramError::NotFound),
            Deletion::PayoutUnderWay => Err(ProgramError::Conflict(
                "A payout to this partner is under way. Delete them once it has arrived, failed, or been called off."
                    .into(),
            )),
        }
    }
}

fn check_names(names: [&str; 2]) -> Result<()> {
    let [first, last] = names.map(str::trim);
    if first.is_empty() && last.is_empty() {
        return Err(ProgramError::invalid("first_name", "say what they are called"));
    }
    for (field, name) in [("first_name", first), ("last_name", last)] {
        if name.chars().count() > LONGEST_NAME {
            return Err(ProgramError::invalid(field, format!("at most {LONGEST_NAME} characters")));
        }
    }
    Ok(())
}
