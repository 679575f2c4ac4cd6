//! A partner as the program has them, and the terms that follow.

use super::{Group, Minimums, ProgramSettings, Rate};
use crate::{GroupId, Money, PartnerId, Timestamp, payout::PayoutMethod};
use serde::{Deserialize, Serialize};

/// Where a partner stands in the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberStatus {
    /// Waits for the team; orders do not count yet.
    Pending,
    /// Orders count.
    Approved,
    /// Was turned down.
    Rejected,
    /// Was a partner; orders count no more, what was earned stays.
    Disabled,
}

impl MemberStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Approved, Self::Rejected, Self::Disabled];

    /// The name in the store, in the API and in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Disabled => "disabled",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Approved => "Approved",
            Self::Rejected => "Rejected",
            Self::Disabled => "Disabled",
        }
    }

    /// Whether what they earned is paid: who was disabled is still owed it, who never was a partner earned nothing.
    pub const fn may_be_paid(self) -> bool {
        matches!(self, Self::Approved | Self::Disabled)
    }
}

/// What partners are told of where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Where.
    pub status: MemberStatus,
    /// Why, when the team said so.
    pub reason: String,
}

/// What an order brings a partner, and whose word that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedRate {
    /// What an order brings.
    pub rate: Rate,
    /// Whose word it is.
    pub by: RateOf,
}

/// Whose rate counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateOf {
    /// The partner's own.
    Partner,
    /// Their group's, by its name.
    Group(String),
    /// The program's.
    Program,
}

/// What is kept of where the money goes: sealed, and a part of it for people to recognise.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PayoutDetails {
    /// How money goes out; none until it is chosen.
    pub method: Option<PayoutMethod>,
    /// The account, sealed with the installation's key; empty until it is given.
    pub sealed: String,
    /// What people may see of it, such as `j•••@example.com`.
    pub shown: String,
}

/// A partner as the program has them. What is `None` is the group's or the program's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub partner_id: PartnerId,
    /// Where they stand.
    pub status: MemberStatus,
    /// Why, when the team said so.
    pub reason: String,
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
    /// Where the money goes.
    pub payout: PayoutDetails,
    /// What the team notes about them.
    pub notes: String,
    /// When they came in, or asked to.
    pub applied_at: Timestamp,
    /// When they were last approved: orders of before bring nothing, whenever the shop tells of them.
    pub approved_at: Option<Timestamp>,
}

impl Member {
    /// A partner who has just come in.
    pub fn new(partner_id: PartnerId, status: MemberStatus, applied_at: Timestamp) -> Self {
        Self {
            partner_id,
            status,
            reason: String::new(),
            rate: None,
            ignores_product_rates: false,
            group_id: None,
            hold_days: None,
            minimums: Minimums::default(),
            payout: PayoutDetails { method: None, sealed: String::new(), shown: String::new() },
            notes: String::new(),
            applied_at,
            approved_at: (status == MemberStatus::Approved).then_some(applied_at),
        }
    }

    /// What they are told of where they stand.
    pub fn standing(&self) -> Standing {
        Standing { status: self.status, reason: self.reason.clone() }
    }

    /// What an order brings them, and whose word that is.
    pub fn agreed_rate(&self, group: Option<&Group>, program: &ProgramSettings) -> AgreedRate {
        let rate = self.terms(group, program).rate;
        let of_group = group.filter(|group| group.rate.is_some());
        let by = match (self.rate, of_group) {
            (Some(_), _) => RateOf::Partner,
            (None, Some(group)) => RateOf::Group(group.name.clone()),
            (None, None) => RateOf::Program,
        };
        AgreedRate { rate, by }
    }

    /// What they are promised.
    pub fn terms(&self, group: Option<&Group>, program: &ProgramSettings) -> Terms {
        Terms {
            rate: self.rate.or_else(|| group?.rate).unwrap_or(program.rate),
            ignores_product_rates: self.ignores_product_rates,
            hold_days: self.hold_days.or_else(|| group?.hold_days).unwrap_or(program.hold_days),
            minimums: self
                .minimums
                .or(&group.map_or_else(|| program.minimums.clone(), |it| it.minimums.or(&program.minimums))),
        }
    }
}

/// What a partner is promised, whoever promised it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// What an order brings.
    pub rate: Rate,
    /// Whether what an order says about its commission is ignored.
    pub ignores_product_rates: bool,
    /// For how many days after the order a commission is held.
    pub hold_days: i64,
    /// What must be due before it is paid, currency by currency.
    pub minimums: Minimums,
}

impl Terms {
    /// What an order of this total brings, when the order itself says `said`. The second value is the rate it was counted with; none
    /// when the order said it.
    pub fn commission(&self, total: Money, said: Option<Money>) -> (Money, Option<Rate>) {
        match said.filter(|_| !self.ignores_product_rates) {
            Some(said) => (said, None),
            None => (self.rate.of(total), Some(self.rate)),
        }
    }

    /// Whether so much may be paid: something, and not less than the minimum of its currency.
    pub fn may_be_paid(&self, due: Money) -> bool {
        let least = self.minimums.of(due.currency).map_or(1, |it| it.minor.max(1));
        due.minor >= least
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, RateBps};

    fn dollars(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    fn percent(bps: i64) -> Rate {
        Rate::Percentage(RateBps(bps))
    }

    fn member() -> Member {
        Member::new(PartnerId::from_parts(1, [1; 10]), MemberStatus::Approved, Timestamp::default())
    }

    fn group() -> Group {
        Group {
            id: GroupId::from_parts(1, [1; 10]),
            name: "Gold".into(),
            rate: Some(percent(1_500)),
            hold_days: Some(7),
            minimums: Minimums::default(),
            moves_at: None,
        }
    }

    #[test]
    fn the_nearest_terms_win() {
        let least = |minor| Minimums::from_iter([dollars(minor)]);
        let program = ProgramSettings { minimums: least(5_000), ..ProgramSettings::default() };
        assert_eq!(member().terms(None, &program).rate, Rate::USUAL);
        let in_group = member().terms(Some(&group()), &program);
        assert_eq!((in_group.rate, in_group.hold_days, in_group.minimums), (percent(1_500), 7, least(5_000)));
        let own = Member { rate: Some(percent(0)), hold_days: Some(0), minimums: least(1), ..member() };
        let own = own.terms(Some(&group()), &program);
        assert_eq!((own.rate, own.hold_days, own.minimums), (percent(0), 0, least(1)));
    }

    #[test]
    fn a_rate_says_whose_word_it_is() {
        let program = ProgramSettings::default();
        let by = |member: &Member, group: Option<&Group>| member.agreed_rate(group, &program).by;
        assert_eq!(by(&member(), None), RateOf::Program);
        assert_eq!(by(&member(), Some(&group())), RateOf::Group("Gold".into()));
        assert_eq!(by(&member(), Some(&Group { rate: None, ..group() })), RateOf::Program);
        let own = Member { rate: Some(percent(0)), ..member() };
        assert_eq!(own.agreed_rate(Some(&group()), &program), AgreedRate { rate: percent(0), by: RateOf::Partner });
    }

    #[test]
    fn which_rate_wins() {
        let program = ProgramSettings::default();
        let (total, said) = (dollars(10_000), Some(dollars(2_500)));
        let usual = member().terms(None, &program);
        assert_eq!(usual.commission(total, said), (dollars(2_500), None));
        assert_eq!(usual.commission(total, None), (dollars(1_000), Some(Rate::USUAL)));
        let stubborn = Member { ignores_product_rates: true, ..member() }.terms(None, &program);
        assert_eq!(stubborn.commission(total, said), (dollars(1_000), Some(Rate::USUAL)));
    }

    #[test]
    fn a_minimum_holds_for_its_currency_only() {
        let own = Member { minimums: Minimums::from_iter([dollars(5_000)]), ..member() };
        let terms = own.terms(None, &ProgramSettings::default());
        assert!(!terms.may_be_paid(dollars(4_999)) && terms.may_be_paid(dollars(5_000)));
        assert!(terms.may_be_paid(Money::new(1, Currency::EUR)));
        assert!(!terms.may_be_paid(Money::new(0, Currency::EUR)) && !terms.may_be_paid(dollars(-1)));
        let euros = ProgramSettings {
            minimums: [dollars(1), Money::new(4_500, Currency::EUR)].into_iter().collect(),
            ..ProgramSettings::default()
        };
        let both = own.terms(None, &euros);
        assert!(!both.may_be_paid(dollars(4_999)), "the partner's own counts before the program's");
        assert!(
            !both.may_be_paid(Money::new(4_499, Currency::EUR)) && both.may_be_paid(Money::new(4_500, Currency::EUR))
        );
    }
}
