//! Who is due what, and why somebody would not be paid.

use crate::{Program, Result};
use domain::{
    ChannelId, Currency, Money, PartnerId, Timestamp,
    payout::PayoutMethod,
    program::{Group, Member, MemberStatus, ProgramSettings},
};

/// Whether a partner would be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Payable,
    /// Not yet: less than so much.
    BelowMinimum(Money),
    /// More was taken back than is due.
    Negative,
    /// The partner wants to be paid another way.
    OtherMethod(PayoutMethod),
    /// The partner has not said where the money shall go.
    NoAccount,
    /// The account does not take this currency.
    OtherCurrency,
    /// The partner is not approved.
    NotApproved,
}

/// One partner of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Whom.
    pub partner_id: PartnerId,
    /// Their name.
    pub name: String,
    /// How much.
    pub amount: Money,
    /// Of how many commissions.
    pub count: i64,
    /// What people may see of the account.
    pub shown: String,
    /// Whether they would be paid.
    pub verdict: Verdict,
}

/// Who is due what in one currency, the most first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The partners.
    pub lines: Vec<Due>,
}

impl Plan {
    /// What would be paid.
    pub fn payable(&self, currency: Currency) -> Money {
        let payable = self.lines.iter().filter(|line| line.verdict == Verdict::Payable);
        Money::new(payable.map(|line| line.amount.minor).fold(0, i64::saturating_add), currency)
    }
}

impl Program {
    /// Who would be paid by one method in one currency, of what was earned before a time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn plan(
        &self,
        channel: &ChannelId,
        method: PayoutMethod,
        currency: Currency,
        cut_off: Timestamp,
    ) -> Result<Plan> {
        let due = self.store.due(channel, None, currency, cut_off).await?;
        let settings = self.store.program_settings(channel).await?;
        let groups = self.store.groups(channel).await?;
        let ids: Vec<&PartnerId> = due.iter().map(|due| &due.partner_id).collect();
        let mut people = self.store.members_by_id(channel, &ids).await?;
        let lines = due.into_iter().filter_map(|due| {
            let (member, name) = people.remove(&due.partner_id)?;
            let verdict = self.verdict(channel, &member, due.amount, method, (&settings, &groups));
            Some(Due {
                partner_id: due.partner_id,
                name,
                amount: due.amount,
                count: due.count,
                shown: member.payout.shown,
                verdict,
            })
        });
        Ok(Plan { lines: lines.collect() })
    }

    fn verdict(
        &self,
        channel: &ChannelId,
        member: &Member,
        due: Money,
        method: PayoutMethod,
        (settings, groups): (&ProgramSettings, &[Group]),
    ) -> Verdict {
        let group = groups.iter().find(|group| Some(&group.id) == member.group_id.as_ref());
        let terms = member.terms(group, settings);
        if due.minor <= 0 {
            return Verdict::Negative;
        }
        if !terms.may_be_paid(due) {
            return Verdict::BelowMinimum(terms.minimum.unwrap_or_else(|| Money::zero(due.currency)));
        }
        // Who was disabled is still owed what they earned; who never was a partner earned nothing.
        if matches!(member.status, MemberStatus::Pending | MemberStatus::Rejected) {
            return Verdict::NotApproved;
        }
        if method == PayoutMethod::Manual {
            return Verdict::Payable;
        }
        match member.payout.method {
            None => Verdict::NoAccount,
            Some(other) if other != method => Verdict::OtherMethod(other),
            Some(_) => match self.seal.open(channel, &member.partner_id, &member.payout.sealed) {
                None => Verdict::NoAccount,
                Some(account) if account.currency().is_some_and(|takes| takes != due.currency) => {
                    Verdict::OtherCurrency
                }
                Some(_) => Verdict::Payable,
            },
        }
    }
}
