//! What is due, and when it is paid.

use super::api::{Balance, Membership};
use crate::ui::{Notice, Tile, Tone};
use domain::{Day, Money};
use leptos::prelude::*;

/// Currency by currency: what is held, due, on its way and paid; and the next payout.
#[component]
pub(super) fn Balances(membership: Membership, is_own: bool) -> impl IntoView {
    let day = membership.pay_day;
    let has_account = membership.method.is_some() || membership.methods.is_empty();
    let is_due = membership.balances.iter().any(|balance| balance.due.minor > 0);
    let missing = (!has_account && is_due).then(|| {
        let text = if is_own {
            "Say below where the money should go: until then nothing can be paid to you."
        } else {
            "This partner has not said where the money should go: until then only a manual payout is possible."
        };
        view! { <Notice tone=Tone::Warn><p>{text}</p></Notice> }
    });
    let balances = membership.balances;
    let nothing = balances.is_empty().then(|| {
        view! { <Notice tone=Tone::Quiet><p>{format!("Nothing was earned yet. Payouts are made on the {} of each month.", ordinal(day))}</p></Notice> }
    });
    let tiles = balances.into_iter().map(|balance| view! { <Tiles balance day /> });
    view! { {missing}{nothing}{tiles.collect_view()} }
}

#[component]
fn Tiles(balance: Balance, day: Day) -> impl IntoView {
    let currency = balance.due.currency;
    view! {
        <section class="tiles" aria-label=format!("Balance in {currency}")>
            <Tile label=format!("Due, {currency}") value=balance.due.to_string() note=next(balance, day) />
            <Tile label="In holding period" value=balance.held.to_string() note="free once the order can no longer be returned" />
            <Tile label="On its way" value=balance.on_its_way.to_string() />
            <Tile label="Paid" value=balance.paid.to_string() note="in all" />
        </section>
    }
}

/// When what is due is paid, or why not. A payout that does not pay just what is due says how much: something is free by then, or was
/// earned in a month that is not over.
fn next(balance: Balance, day: Day) -> String {
    let Money { minor, currency } = balance.due;
    match (balance.next, minor, balance.below) {
        (Some(next), ..) if next.amount == balance.due => format!("next payout on {}", next.day.long()),
        (Some(next), ..) => format!("next payout on {}: {}", next.day.long(), next.amount),
        (None, ..0, _) => "refunds exceed what was earned; set off against what comes next".to_owned(),
        (None, 0, _) => format!("next payouts on {}", day.long()),
        (None, _, Some(minimum)) => {
            format!("below the minimum of {minimum}; {} to go", Money::new(minimum.minor - minor, currency))
        }
        (None, _, None) => "not paid while you are not in the program".to_owned(),
    }
}

/// `15th`.
fn ordinal(day: Day) -> String {
    let (_, _, date) = day.date();
    let end = match (date % 10, date) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{date}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, earnings::NextPayment};

    fn balance(due: i64, below: Option<i64>, next: Option<(Day, i64)>) -> Balance {
        let money = |minor| Money::new(minor, Currency::USD);
        let next = next.map(|(day, minor)| NextPayment { day, amount: money(minor) });
        let (held, on_its_way, paid) = (money(0), money(0), money(0));
        Balance { held, due: money(due), on_its_way, paid, below: below.map(money), next }
    }

    #[test]
    fn the_next_payout_is_said_with_its_day_or_why_there_is_none() {
        let day = Day::from_date(2026, 12, 15).unwrap();
        assert_eq!(next(balance(12_000, None, Some((day, 12_000))), day), "next payout on Dec 15, 2026");
        assert_eq!(next(balance(12_000, None, Some((day, 7_000))), day), "next payout on Dec 15, 2026: $70.00");
        assert_eq!(next(balance(0, None, Some((day.plus(31), 900))), day), "next payout on Jan 15, 2027: $9.00");
        assert_eq!(next(balance(1_200, Some(5_000), None), day), "below the minimum of $50.00; $38.00 to go");
        assert_eq!(next(balance(0, None, None), day), "next payouts on Dec 15, 2026");
        assert!(next(balance(-500, None, None), day).starts_with("refunds exceed"));
    }

    #[test]
    fn days_of_the_month_have_their_endings() {
        let of = |date| ordinal(Day::from_date(2026, 12, date).unwrap());
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 21, 22, 28].map(of),
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "22nd", "28th"]
        );
    }
}
