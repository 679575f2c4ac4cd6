//! Tracks orders: whose code it is, what the order brings them, and until when that is held.

use crate::{Program, ProgramError, Result};
use domain::{
    ChannelId, CouponCode, Email, Money, PartnerId, Timestamp,
    program::{CustomerFacts, Flag, Group, MemberStatus, Origin, Product, ProgramSettings, Terms, TrackOrder},
};
use std::{collections::HashMap, time::Duration};
use store::{CodeHolder, Tracked, TrackedOrder, Tracking};

/// The longest order id, note or metadata that is kept.
const LONGEST_ID: usize = 200;
const LONGEST_TEXT: usize = 4_000;
/// No sane order is larger, and sums of many must still fit.
const LARGEST_TOTAL: i64 = 1_000_000_000_000_000;
/// Clocks differ; what is further ahead is a mistake.
const AHEAD: Duration = Duration::from_hours(24);

/// An order to be tracked, as whoever brings it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The partner's code.
    pub code: CouponCode,
    /// The merchant's id of the order.
    pub order_id: String,
    /// What was paid.
    pub total: Money,
    /// Who bought; shops do not always tell.
    pub customer: Option<CustomerFacts>,
    /// The commission that the order says it brings.
    pub commission: Option<Money>,
    /// When it was placed; now, when nobody says.
    pub placed_at: Option<Timestamp>,
    /// Kept with the commission.
    pub notes: String,
    /// Kept with the commission.
    pub product: Option<Product>,
    /// Kept with the commission, as a JSON object.
    pub metadata: Option<String>,
    /// How it came.
    pub origin: Origin,
    /// Who brings it, such as `key:key_…`.
    pub account: String,
}

/// Why an order brings nobody anything. Expected, and no error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTracked {
    /// Nobody in the program has, or ever had, this code.
    UnknownCode,
    /// The partner is not approved.
    NotApproved,
    /// The code was the partner's, and former codes do not count.
    FormerCode,
    /// Codes count for one order, and this one did.
    UsedCode,
}

impl NotTracked {
    /// What to tell whoever brought the order.
    pub const fn message(self) -> &'static str {
        match self {
            Self::UnknownCode => "No partner has this code; no commission was recorded.",
            Self::NotApproved => "The partner is not approved; no commission was recorded.",
            Self::FormerCode => "The code is no longer in use; no commission was recorded.",
            Self::UsedCode => "The code counts for one order and was used; no commission was recorded.",
        }
    }
}

/// What came of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is counted now.
    New(TrackedOrder),
    /// It was counted before; nothing was changed.
    Known(TrackedOrder),
    /// It brings nobody anything.
    Nothing(NotTracked),
}

impl From<Tracked> for Outcome {
    fn from(tracked: Tracked) -> Self {
        match tracked {
            Tracked::New(order) => Self::New(order),
            Tracked::Known(order) => Self::Known(order),
            Tracked::CodeUsed => Self::Nothing(NotTracked::UsedCode),
        }
    }
}

impl Program {
    /// Tracks an order, once however often it is brought.
    ///
    /// # Errors
    /// `Invalid` for what no order can be; `Store` when it was not written.
    pub async fn track(&self, channel: &ChannelId, asked: Asked) -> Result<Outcome> {
        self.track_named(channel, asked, None).await
    }

    /// Tracks an order of which a name is known beside its id: it may have been tracked by either.
    pub(crate) async fn track_named(&self, channel: &ChannelId, asked: Asked, name: Option<&str>) -> Result<Outcome> {
        check(&asked, self.clock().now())?;
        let order_id = asked.order_id.clone();
        let mut terms = ProgramTerms::load(self, channel).await?;
        match terms.prepare(self, channel, asked).await? {
            Ok(tracking) => {
                let tracking = Tracking { name: name.map(str::to_owned), ..tracking };
                let using = partners_using_codes(std::slice::from_ref(&tracking));
                let tracked = self.gate(channel).pass(tracking).await?;
                if !using.is_empty() {
                    self.renew_codes_soon(channel, Some(&using)).await;
                }
                Ok(tracked.into())
            }
            Err(why) => {
                let known = self.store.tracked_orders(channel, &[&order_id]).await?.into_iter().flatten().next();
                Ok(known.map_or(Outcome::Nothing(why), Outcome::Known))
            }
        }
    }

    /// Tracks many orders in one transaction; the answers stand in their order. What is wrong with one says nothing about the others.
    ///
    /// # Errors
    /// `Store` when nothing was written.
    pub async fn track_all(&self, channel: &ChannelId, asked: Vec<Asked>) -> Result<Vec<Result<Outcome>>> {
        let ids: Vec<String> = asked.iter().map(|it| it.order_id.clone()).collect();
        let mut answers: Vec<Option<Result<Outcome>>> = Vec::with_capacity(asked.len());
        let mut batch = Vec::new();
        for prepared in self.prepare_all(channel, asked).await? {
            match prepared {
                Ok(tracking) => {
                    batch.push(tracking);
                    answers.push(None);
                }
                Err(answer) => answers.push(Some(answer)),
            }
        }
        let mut done = self.store.track_orders(channel, &batch).await?.into_iter();
        let using = partners_using_codes(&batch);
        if !using.is_empty() {
            self.renew_codes_soon(channel, Some(&using)).await;
        }
        let whole = answers.into_iter().map(|answer| match answer {
            Some(answer) => answer,
            None => done.next().map(Outcome::from).ok_or(ProgramError::NotFound),
        });
        self.with_known(channel, &ids, whole.collect()).await
    }

    /// An order that brings nobody anything may be the repeat of one that did: since then its code may have been replaced, and its partner
    /// disabled.
    async fn with_known(
        &self,
        channel: &ChannelId,
        ids: &[String],
        mut answers: Vec<Result<Outcome>>,
    ) -> Result<Vec<Result<Outcome>>> {
        let mut refused: Vec<(&str, &mut Result<Outcome>)> = ids
            .iter()
            .map(String::as_str)
            .zip(answers.iter_mut())
            .filter(|(_, answer)| matches!(answer, Ok(Outcome::Nothing(_))))
            .collect();
        if !refused.is_empty() {
            let wanted: Vec<&str> = refused.iter().map(|(id, _)| *id).collect();
            let known = self.store.tracked_orders(channel, &wanted).await?;
            for ((_, answer), order) in refused.iter_mut().zip(known) {
                if let Some(order) = order {
                    **answer = Ok(Outcome::Known(order));
                }
            }
        }
        Ok(answers)
    }

    /// Orders with what they bring, ready to be written; or what came of those that are not.
    pub(crate) async fn prepare_all(
        &self,
        channel: &ChannelId,
        asked: Vec<Asked>,
    ) -> Result<Vec<std::result::Result<Tracking, Result<Outcome>>>> {
        let mut terms = ProgramTerms::load(self, channel).await?;
        let mut all = Vec::with_capacity(asked.len());
        for one in asked {
            all.push(match check(&one, self.clock().now()) {
                Ok(()) => {
                    let prepared = terms.prepare(self, channel, one).await?;
                    prepared.map_err(|why| Ok(Outcome::Nothing(why)))
                }
                Err(fault) => Err(Err(fault)),
            });
        }
        Ok(all)
    }
}

/// Whose present code may have counted for its one order.
fn partners_using_codes(batch: &[Tracking]) -> Vec<PartnerId> {
    let mut using: Vec<PartnerId> =
        batch.iter().filter(|it| it.uses_code_up).map(|it| it.order.partner_id.clone()).collect();
    using.sort_unstable();
    using.dedup();
    using
}

/// The terms of a channel's program, read once for however many orders.
struct ProgramTerms {
    settings: ProgramSettings,
    groups: Vec<Group>,
    /// Whose the codes are that were asked about.
    holders: HashMap<CouponCode, Option<CodeHolder>>,
}

impl ProgramTerms {
    async fn load(program: &Program, channel: &ChannelId) -> Result<Self> {
        let settings = program.store.program_settings(channel).await?;
        let groups = program.store.groups(channel).await?;
        Ok(Self { settings, groups, holders: HashMap::new() })
    }

    /// The order with what it brings, or why it brings nobody anything.
    async fn prepare(
        &mut self,
        program: &Program,
        channel: &ChannelId,
        asked: Asked,
    ) -> Result<std::result::Result<Tracking, NotTracked>> {
        if !self.holders.contains_key(&asked.code) {
            let holder = program.store.code_holder(channel, &asked.code).await?;
            self.holders.insert(asked.code.clone(), holder);
        }
        let Some(Some(holder)) = self.holders.get(&asked.code) else {
            return Ok(Err(NotTracked::UnknownCode));
        };
        if holder.member.status != MemberStatus::Approved || is_older(holder, &asked) {
            return Ok(Err(NotTracked::NotApproved));
        }
        if !holder.is_current && !self.settings.old_codes_count {
            return Ok(Err(NotTracked::FormerCode));
        }
        Ok(Ok(self.tracking(holder, asked, program.clock().now())))
    }

    fn of(&self, holder: &CodeHolder) -> Terms {
        let group = self.groups.iter().find(|group| Some(&group.id) == holder.member.group_id.as_ref());
        holder.member.terms(group, &self.settings)
    }

    fn tracking(&self, holder: &CodeHolder, asked: Asked, now: Timestamp) -> Tracking {
        let terms = self.of(holder);
        let placed_at = asked.placed_at.unwrap_or(now);
        let (amount, rate) = terms.commission(asked.total, asked.commission);
        let hold = Duration::from_hours(24 * u64::try_from(terms.hold_days).unwrap_or_default());
        let free_at = placed_at.plus(hold);
        Tracking {
            amount,
            rate,
            free_at,
            flag: flag(&holder.email, asked.customer.as_ref()),
            account: asked.account,
            // The orders of a file were placed when codes counted as they did then.
            uses_code_up: self.settings.codes_count_once && !holder.is_of_cc && asked.origin != Origin::Import,
            name: None,
            order: TrackOrder {
                order_id: asked.order_id,
                partner_id: holder.member.partner_id.clone(),
                coupon: Some(asked.code),
                total: asked.total,
                customer: asked.customer,
                commission: asked.commission,
                placed_at,
                notes: asked.notes,
                product: asked.product,
                metadata: asked.metadata,
                origin: asked.origin,
            },
        }
    }
}

/// Whether the shop tells of an order that was placed before the partner was approved. It tells of every order again whenever something
/// becomes of it, and in whole seconds.
fn is_older(holder: &CodeHolder, asked: &Asked) -> bool {
    let second = |at: Timestamp| at.millis().div_euclid(1_000);
    let placed_at = asked.placed_at.filter(|_| asked.origin == Origin::Webhook);
    holder.member.approved_at.zip(placed_at).is_some_and(|(approved, placed)| second(placed) < second(approved))
}

fn flag(partner: &Email, customer: Option<&CustomerFacts>) -> Option<Flag> {
    customer.is_some_and(|customer| is_self(partner, &customer.email)).then_some(Flag::SelfReferral)
}

/// The same mailbox: many providers deliver `ana+shop@` and `a.n.a@` to Ana, and whoever cheats knows it.
fn is_self(partner: &Email, customer: &Email) -> bool {
    let mailbox = |email: &Email| {
        let (local, host) = email.as_str().rsplit_once('@').unwrap_or_default();
        let local = local.split('+').next().unwrap_or_default().replace('.', "");
        (local, host.to_owned())
    };
    mailbox(partner) == mailbox(customer)
}

/// What no order can be, whoever brings it.
pub(crate) fn check_order(order_id: &str, total: Money, placed_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    let id = order_id.trim().trim_start_matches('#');
    if id.is_empty() || id.chars().count() > LONGEST_ID || id.chars().any(char::is_control) {
        return Err(ProgramError::invalid("order_id", "an order id has 1 to 200 characters"));
    }
    if !(0..=LARGEST_TOTAL).contains(&total.minor) {
        return Err(ProgramError::invalid("total_amount", "a total is not negative, and not larger than any order"));
    }
    if placed_at.is_some_and(|at| at > now.plus(AHEAD)) {
        return Err(ProgramError::invalid("timestamp", "the order's time lies in the future"));
    }
    if placed_at.is_some_and(|at| at.millis() < 0) {
        return Err(ProgramError::invalid("timestamp", "the order's time lies before 1970"));
    }
    Ok(())
}

/// What no order that is to be tracked can be.
pub(crate) fn check(asked: &Asked, now: Timestamp) -> Result<()> {
    check_order(&asked.order_id, asked.total, asked.placed_at, now)?;
    if asked.commission.is_some_and(|said| !(0..=LARGEST_TOTAL).contains(&said.minor)) {
        return Err(ProgramError::invalid("commission", "a commission is not negative, and not larger than any order"));
    }
    if asked.notes.chars().count() > LONGEST_TEXT {
        return Err(ProgramError::invalid("notes", "notes have at most 4,000 characters"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_under_two_spellings_is_one_person() {
        let same = |one: &str, other: &str| is_self(&one.parse().unwrap(), &other.parse().unwrap());
        assert!(same("ana@example.com", "Ana@Example.com"));
        assert!(same("ana@example.com", "a.na+shop@example.com"));
        assert!(!same("ana@example.com", "ana@example.org") && !same("ana@example.com", "anna@example.com"));
    }
}
