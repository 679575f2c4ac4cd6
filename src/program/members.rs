//! Who is in the program.

use crate::{MemberTerms, Program, ProgramError, Result};
use domain::{
    ChannelId, CouponCode, Email, PartnerId,
    clock::random,
    payout::PayoutAccount,
    program::{Member, MemberStatus},
};
use store::{PartnerReport, Told};

/// Letters and digits that nobody mistakes for one another.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// How many characters a generated code has.
const CODE: usize = 9;
/// How often a code is made anew that somebody has already.
const TRIES: usize = 8;

/// A partner as the team enters them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail.
    pub email: Email,
    /// The code; one is made when there is none.
    pub code: Option<CouponCode>,
    /// Whether orders count from now on.
    pub is_approved: bool,
}

impl Program {
    /// Takes a partner into the program. Somebody whom the channel knows already, by e-mail, keeps all that is known of them.
    ///
    /// # Errors
    /// `Invalid` when the code is another partner's, `Conflict` when they are in the program.
    pub async fn add_member(&self, channel: &ChannelId, new: &NewMember) -> Result<PartnerId> {
        self.add_member_with(channel, new, MemberTerms::default(), None, false).await
    }

    /// The same, with terms of their own, and where their money goes; told to them if they are approved by it.
    pub(crate) async fn add_member_with(
        &self,
        channel: &ChannelId,
        new: &NewMember,
        terms: MemberTerms,
        account: Option<&PayoutAccount>,
        is_told: bool,
    ) -> Result<PartnerId> {
        let is_in = || ProgramError::Conflict("This e-mail address is in the program already.".into());
        let known = self.store.partner_by_email(channel, &new.email).await?;
        if let Some(partner) = &known
            && self.store.member(channel, &partner.id).await?.is_some()
        {
            return Err(is_in());
        }
        let code = match &new.code {
            Some(code) => self.free_code(channel, code, known.as_ref().map(|it| &it.id)).await?,
            None => match known.as_ref().and_then(|it| it.affiliate_code.clone()) {
                Some(code) => code,
                None => self.new_code(channel).await?,
            },
        };
        let report = PartnerReport {
            email: Some(new.email.clone()),
            first_name: Some(new.first_name.trim().to_owned()).filter(|name| !name.is_empty()),
            last_name: Some(new.last_name.trim().to_owned()).filter(|name| !name.is_empty()),
            affiliate_code: Some(code),
            // Whom CC switched off stays so: to be in the program opens no door there.
            is_active: known.is_none_or(|it| it.is_active),
            ..PartnerReport::default()
        };
        let partner = self.store.record_partner(channel, &report).await?.ok_or(ProgramError::NotFound)?;
        let told = if is_told && new.is_approved { self.welcome_to(channel, &partner).await? } else { Told::default() };
        let status = if new.is_approved { MemberStatus::Approved } else { MemberStatus::Pending };
        let mut member = Member::new(partner.clone(), status, self.clock().now());
        terms.put_into(&mut member);
        if let Some(account) = account {
            member.payout = self.sealed(channel, &partner, account);
        }
        if !self.store.add_member_and_tell(channel, &member, &told).await? {
            return Err(is_in());
        }
        Ok(partner)
    }

    /// Gives a partner another code; the former ones stay theirs. One is made when none is given.
    ///
    /// # Errors
    /// `NotFound` when there is no such partner, `Invalid` when the code is another partner's.
    pub async fn rotate_code(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        code: Option<CouponCode>,
    ) -> Result<CouponCode> {
        let known = self.living(channel, partner).await?;
        let code = match code {
            Some(code) => self.free_code(channel, &code, Some(partner)).await?,
            None => self.new_code(channel).await?,
        };
        let report = PartnerReport {
            cc_creator_id: known.cc_creator_id.clone(),
            email: Some(known.email.clone()),
            affiliate_code: Some(code.clone()),
            is_active: known.is_active,
            ..PartnerReport::default()
        };
        self.store.record_partner(channel, &report).await?;
        Ok(code)
    }

    /// Gives a new code to those whose present one counted for its one order, among some partners or all of them.
    ///
    /// # Errors
    /// When the store fails; whoever came before has theirs then.
    pub async fn renew_codes(&self, channel: &ChannelId, among: Option<&[PartnerId]>) -> Result<usize> {
        if !self.store.program_settings(channel).await?.codes_count_once {
            return Ok(0);
        }
        let partners = self.store.partners_without_code(channel, among).await?;
        let mut renewed = 0;
        for (partner, used) in &partners {
            let fresh = self.new_code(channel).await?;
            renewed += usize::from(self.store.replace_code(channel, partner, [used, &fresh]).await?);
        }
        Ok(renewed)
    }

    /// The same, when orders stand already or nobody waits: what fails here is done by the next round.
    pub(crate) async fn renew_codes_soon(&self, channel: &ChannelId, among: Option<&[PartnerId]>) {
        if let Err(error) = self.renew_codes(channel, among).await {
            tracing::warn!(%error, "used codes could not be replaced; tried again soon");
        }
    }

    /// A code that nobody in the channel has or had.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn new_code(&self, channel: &ChannelId) -> Result<CouponCode> {
        for _ in 0..TRIES {
            let code = code_of(random());
            if self.store.code_owner(channel, &code).await?.is_none() {
                return Ok(code);
            }
        }
        Err(ProgramError::Conflict("No free code was found. Please try again.".into()))
    }

    async fn free_code(
        &self,
        channel: &ChannelId,
        code: &CouponCode,
        partner: Option<&PartnerId>,
    ) -> Result<CouponCode> {
        match self.store.code_owner(channel, code).await? {
            Some(owner) if Some(&owner) != partner => {
                Err(ProgramError::invalid("code", "another partner has or had this code"))
            }
            _ => Ok(code.clone()),
        }
    }
}

/// A code of nine characters out of random bytes.
pub fn code_of(noise: [u8; CODE]) -> CouponCode {
    let text: String = noise.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    // Letters and digits alone: every such text is a code.
    text.parse().unwrap_or_else(|_| unreachable!("letters and digits are a code"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_codes_have_nine_plain_characters() {
        let code = code_of([0, 31, 32, 255, 7, 8, 9, 10, 11]);
        assert_eq!(code.as_str().len(), 9);
        assert!(code.as_str().bytes().all(|byte| LETTERS.contains(&byte)));
    }
}
