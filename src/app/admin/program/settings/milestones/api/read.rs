//! Reads bonuses as they were typed, and writes them as they are shown.

use super::{MilestoneForm, MilestoneLine};
use crate::{
    AppError,
    admin::program::{invalid, typed::amount},
};
use domain::{
    Currency, Day, MilestoneId,
    clock::SystemClock,
    program::{Goal, Milestone, Window},
};

pub(super) fn line(it: &Milestone) -> MilestoneLine {
    MilestoneLine {
        id: it.id.to_string(),
        name: it.name.clone(),
        promise: it.promise(),
        since: format!("from {}", it.starts_on.long()),
    }
}

pub(super) fn milestone(form: &MilestoneForm, shops: Currency) -> Result<Milestone, AppError> {
    let currency = match form.currency.as_str() {
        "" => shops,
        code => code.parse().map_err(|_| invalid("currency", "choose one of the currencies"))?,
    };
    let no_amount = |field| move || invalid(field, "say how much");
    let goal = match form.goal_kind.as_str() {
        "orders" => Goal::Conversions(orders(&form.goal)?),
        "sales" => Goal::Sales(amount("goal", &form.goal, currency)?.ok_or_else(no_amount("goal"))?),
        _ => return Err(invalid("goal_kind", "choose orders or sales")),
    };
    Ok(Milestone {
        id: MilestoneId::new(&SystemClock),
        name: form.name.trim().to_owned(),
        goal,
        window: Window::parse(&form.window).ok_or_else(|| invalid("window", "choose how it is counted"))?,
        bonus: amount("bonus", &form.bonus, currency)?.ok_or_else(no_amount("bonus"))?,
        starts_on: Day::parse_iso(form.starts_on.trim()).ok_or_else(|| invalid("starts_on", "choose the first day"))?,
    })
}

fn orders(text: &str) -> Result<i64, AppError> {
    text.trim().parse().map_err(|_| invalid("goal", "a whole number of orders"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Money;

    fn form() -> MilestoneForm {
        MilestoneForm {
            name: " Twenty ".into(),
            goal_kind: "orders".into(),
            goal: "20".into(),
            window: "month".into(),
            bonus: "50".into(),
            currency: String::new(),
            starts_on: "2026-11-01".into(),
        }
    }

    #[test]
    fn what_is_typed_is_what_is_promised() {
        let it = milestone(&form(), Currency::USD).unwrap();
        assert_eq!(
            (it.name.as_str(), it.goal, it.bonus),
            ("Twenty", Goal::Conversions(20), Money::new(5_000, Currency::USD))
        );
        assert_eq!(line(&it).promise, "$50.00 for 20 orders, each month");
        let sales =
            MilestoneForm { goal_kind: "sales".into(), goal: "1000.50".into(), window: "ever".into(), ..form() };
        let it = milestone(&sales, Currency::USD).unwrap();
        assert_eq!(line(&it).promise, "$50.00 for sales of $1,000.50, once");
        let euros = milestone(&MilestoneForm { currency: "EUR".into(), ..sales }, Currency::USD).unwrap();
        assert_eq!(line(&euros).promise, "€50.00 for sales of €1,000.50, once");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let field = |form: MilestoneForm| match milestone(&form, Currency::USD) {
            Err(AppError::Invalid { field, .. }) => field,
            other => format!("{other:?}"),
        };
        for goal in ["", "a few", "1.5", "99999999999999999999"] {
            assert_eq!(field(MilestoneForm { goal: goal.into(), ..form() }), "goal");
        }
        assert_eq!(field(MilestoneForm { goal_kind: "sales".into(), goal: String::new(), ..form() }), "goal");
        assert_eq!(field(MilestoneForm { currency: "euro".into(), ..form() }), "currency");
        assert_eq!(field(MilestoneForm { goal_kind: "joy".into(), ..form() }), "goal_kind");
        assert_eq!(field(MilestoneForm { bonus: "-5".into(), ..form() }), "bonus");
        assert_eq!(field(MilestoneForm { window: "week".into(), ..form() }), "window");
        assert_eq!(field(MilestoneForm { starts_on: "tomorrow".into(), ..form() }), "starts_on");
    }
}
