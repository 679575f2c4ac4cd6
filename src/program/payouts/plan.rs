//! Who is due what, and why somebody would not be paid.

use super::ConfirmedItem;
use crate::{Program, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    ChannelId, Currency, Money, PartnerId, Timestamp,
    payout::PayoutMethod,
    program::{Group, Member, PayoutDetails, ProgramSettings},
};
use sha2::{Digest, Sha256};
use store::Waiting;

/// Whether a partner would be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing that they have is due: it is held, was earned later, or is on its way already.
    NotYet(NotYet),
    /// No payout can get to the account, and why.
    Unusable(&'static str),
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

/// What a partner has that this plan does not pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotYet {
    /// In its holding period.
    pub held: Money,
    /// Free to be paid, but earned after the plan's day.
    pub later: Money,
    /// Part of a payout under way.
    pub reserved: Money,
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
    /// What kind of account the partner named, if any.
    pub account: Option<PayoutMethod>,
    /// What people may see of the account.
    pub shown: String,
    /// The account, sealed.
    pub sealed: String,
    /// Whether they would be paid.
    pub verdict: Verdict,
}

impl Due {
    /// What somebody confirms who was shown this.
    pub fn confirmed(&self) -> ConfirmedItem {
        let (partner_id, amount) = (self.partner_id.clone(), self.amount.minor);
        ConfirmedItem { partner_id, amount, account_mark: self.account_mark(), transaction_id: None }
    }

    /// Tells this account from every other, also from one that looks alike, and nothing about it. It changes whenever the account is
    /// saved.
    pub fn account_mark(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.sealed.as_bytes()))
    }
}

/// Who is due what in one currency, the most first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The partners.
    pub lines: Vec<Due>,
    /// Whether the program has minimums, and none in this currency.
    pub is_unbounded: bool,
}

impl Plan {
    /// What would be paid.
    pub fn payable(&self, currency: Currency) -> Money {
        let payable = self.lines.iter().filter(|line| line.verdict == Verdict::Payable);
        Money::new(payable.map(|line| line.amount.minor).fold(0, i64::saturating_add), currency)
    }
}

impl Program {
    /// Who would be paid by one method in one currency, of what was earned before a time; then who has something that is not due.
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
        let mut waiting = self.store.waiting(channel, currency).await?;
        for due in &due {
            waiting.remove(&due.partner_id);
        }
        let ids: Vec<&PartnerId> = due.iter().map(|due| &due.partner_id).chain(waiting.keys()).collect();
        let mut people = self.store.members_by_id(channel, &ids).await?;
        let mut line = |partner_id: PartnerId, amount: Money, count, verdict: &dyn Fn(&Member) -> Verdict| {
            let (member, name) = people.remove(&partner_id)?;
            let verdict = verdict(&member);
            let PayoutDetails { method: account, shown, sealed } = member.payout;
            Some(Due { partner_id, name, amount, count, account, shown, sealed, verdict })
        };
        let mut lines: Vec<Due> = due
            .into_iter()
            .filter_map(|due| {
                let verdict = |member: &Member| self.verdict(channel, member, due.amount, method, (&settings, &groups));
                line(due.partner_id, due.amount, due.count, &verdict)
            })
            .collect();
        let mut later: Vec<Due> = waiting
            .into_iter()
            .filter_map(|(partner, has)| line(partner, Money::zero(currency), 0, &|_| not_yet(has, currency)))
            .collect();
        later.sort_by(|one, other| one.name.cmp(&other.name).then_with(|| one.partner_id.cmp(&other.partner_id)));
        lines.extend(later);
        let is_unbounded = !settings.minimums.is_empty() && settings.minimums.of(currency).is_none();
        Ok(Plan { lines, is_unbounded })
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
            return Verdict::BelowMinimum(terms.minimums.of(due.currency).unwrap_or_else(|| Money::zero(due.currency)));
        }
        if !member.status.may_be_paid() {
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
                Some(account) => account.fault().map_or(Verdict::Payable, |fault| Verdict::Unusable(fault.reason)),
            },
        }
    }
}

fn not_yet(has: Waiting, currency: Currency) -> Verdict {
    let of = |minor: i64| Money::new(minor.max(0), currency);
    Verdict::NotYet(NotYet { held: of(has.held), later: of(has.payable), reserved: of(has.reserved) })
}
