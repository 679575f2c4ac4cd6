//! Reads orders and adjustments as they were typed, and tells what came of decisions.

use super::{AdjustmentForm, Decided, Decision as Wanted, Entered, OrderForm, RefundForm};
use crate::{AppError, admin::program::invalid};
use domain::{
    Clock, CommissionId, CouponCode, Currency, Day, Money, PartnerId, Timestamp,
    clock::SystemClock,
    partner::Channel,
    program::{CommissionLine, CustomerFacts, Origin},
    text::InvalidText,
    zone::Zone,
};
use program::{Asked, AskedRefund, ByHand, Decision, Outcome};
use std::time::Duration;
use store::Changed;

/// An order that is entered afterwards was placed in the middle of its day.
const NOON: Duration = Duration::from_hours(12);
/// The longest key of a form.
const LONGEST_KEY: usize = 80;

pub(super) const fn decision(wanted: Wanted) -> Decision {
    match wanted {
        Wanted::Approve => Decision::Approve,
        Wanted::Reject => Decision::Reject,
        Wanted::Duplicate => Decision::Duplicate,
        Wanted::Fraud => Decision::Fraud,
        Wanted::MarkPaid => Decision::MarkPaid,
        Wanted::MarkUnpaid => Decision::MarkUnpaid,
    }
}

pub(super) fn decided(ids: Vec<CommissionId>, changed: &[Changed]) -> Decided {
    let count = |wanted: Changed| changed.iter().filter(|it| **it == wanted).count();
    let left = ids.into_iter().zip(changed).filter_map(|(id, changed)| match changed {
        Changed::NotFrom(status) => Some((id, Some(*status))),
        Changed::Unknown => Some((id, None)),
        Changed::Done | Changed::Already => None,
    });
    Decided { done: count(Changed::Done), already: count(Changed::Already), left: left.collect() }
}

pub(super) fn zone(channel: &Channel) -> Zone {
    Zone::named(&channel.time_zone).unwrap_or(Zone::utc())
}

pub(super) fn code(text: &str) -> Result<CouponCode, AppError> {
    text.parse().map_err(|fault: InvalidText| invalid("code", fault.to_string()))
}

fn currency(text: &str, channel: &Channel) -> Result<Currency, AppError> {
    if text.trim().is_empty() {
        return Ok(channel.currency);
    }
    text.parse().map_err(|_| invalid("currency", "a currency is a three-letter code such as USD"))
}

fn money(field: &'static str, text: &str, currency: Currency) -> Result<Money, AppError> {
    Money::exact(text, currency).map_err(|fault| invalid(field, fault.to_string()))
}

pub(super) fn asked(form: &OrderForm, channel: &Channel, zone: &Zone, account: String) -> Result<Asked, AppError> {
    let currency = currency(&form.currency, channel)?;
    let commission = Some(form.commission.trim()).filter(|text| !text.is_empty());
    let name = Some(form.name.trim().to_owned()).filter(|name| !name.is_empty());
    Ok(Asked {
        code: code(&form.code)?,
        order_id: form.order_id.clone(),
        total: money("total_amount", &form.total_amount, currency)?,
        customer: Some(CustomerFacts {
            email: form.email.parse().map_err(|fault: InvalidText| invalid("email", fault.to_string()))?,
            name,
            external_id: None,
            metadata: None,
        }),
        commission: commission.map(|text| money("commission", text, currency)).transpose()?,
        placed_at: placed_at(&form.timestamp, zone, SystemClock.now())?,
        notes: form.notes.trim().to_owned(),
        product: None,
        metadata: None,
        origin: Origin::Manual,
        account,
    })
}

/// The middle of the day, or now when that is today.
fn placed_at(text: &str, zone: &Zone, now: Timestamp) -> Result<Option<Timestamp>, AppError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day = Day::parse_iso(text.trim()).ok_or_else(|| invalid("timestamp", "enter a day such as 2026-11-21"))?;
    Ok((day != zone.day(now)).then(|| zone.start_of(day).plus(NOON)))
}

pub(super) fn told(outcome: Outcome) -> Result<Entered, AppError> {
    match outcome {
        Outcome::New(order) => Ok(Entered { is_new: true, amount: order.amount }),
        Outcome::Known(order) => Ok(Entered { is_new: false, amount: order.amount }),
        Outcome::Nothing(why) => Err(invalid("code", why.message())),
    }
}

pub(super) fn by_hand(form: &AdjustmentForm, partner: PartnerId, channel: &Channel) -> Result<ByHand, AppError> {
    adjustment(form, partner, currency(&form.currency, channel)?, form.reason.clone())
}

/// Something in addition to a commission, or taken back of it.
pub(super) fn about(form: &AdjustmentForm, line: &CommissionLine) -> Result<ByHand, AppError> {
    let reason = form.reason.trim();
    if reason.is_empty() {
        return Err(invalid("reason", "say why: the partner reads it"));
    }
    adjustment(form, line.partner_id.clone(), line.amount.currency, format!("{}: {reason}", line.title))
}

fn adjustment(
    form: &AdjustmentForm,
    partner: PartnerId,
    currency: Currency,
    reason: String,
) -> Result<ByHand, AppError> {
    let amount = money("amount", &form.amount, currency)?;
    if amount.minor <= 0 {
        return Err(invalid("amount", "enter more than nothing; whether it is given or taken is chosen above"));
    }
    at_most_once(&form.key)?;
    let amount = if form.takes { Money::new(-amount.minor, currency) } else { amount };
    Ok(ByHand { partner, key: form.key.clone(), amount, reason })
}

pub(super) fn refund(form: &RefundForm, currency: Currency) -> Result<AskedRefund, AppError> {
    let amount = money("amount", &form.amount, currency)?;
    at_most_once(&form.key)?;
    Ok(AskedRefund { key: form.key.clone(), amount, reason: form.reason.clone() })
}

/// A form's own key, by which it counts once.
fn at_most_once(key: &str) -> Result<(), AppError> {
    let is_good = (1..=LONGEST_KEY).contains(&key.len());
    is_good.then_some(()).ok_or_else(|| invalid("key", "reload the page and try again"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{CommissionStatus, zone::parse_rfc3339};

    #[test]
    fn a_day_is_its_noon_and_today_is_now() {
        let zone = Zone::named("America/New_York").unwrap();
        let now = parse_rfc3339("2026-11-21T02:00:00Z").unwrap();
        let read = |text| placed_at(text, &zone, now);
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("2026-11-20"), Ok(None), "in New York it is still the twentieth");
        assert_eq!(read("2026-11-19"), Ok(parse_rfc3339("2026-11-19T17:00:00Z")));
        assert!(matches!(read("yesterday"), Err(AppError::Invalid { field, .. }) if field == "timestamp"));
    }

    #[test]
    fn what_was_left_is_told_with_where_it_stands() {
        let ids: Vec<CommissionId> = (0..4).map(|number| CommissionId::from_parts(number, [0; 10])).collect();
        let paid = Changed::NotFrom(CommissionStatus::Paid);
        let answer = decided(ids.clone(), &[Changed::Done, paid, Changed::Already, Changed::Unknown]);
        assert_eq!((answer.done, answer.already), (1, 1));
        assert_eq!(answer.left, [(ids[1].clone(), Some(CommissionStatus::Paid)), (ids[3].clone(), None)]);
    }
}
