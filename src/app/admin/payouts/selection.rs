//! Whom of a plan somebody has chosen.

use super::view::{OrderItem, PlanLine};
use domain::{Currency, Money, PartnerId, payout::PayoutMethod};
use leptos::prelude::*;

/// The lines of a plan and which of them are chosen; those who would be paid, at first.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    lines: StoredValue<Vec<PlanLine>>,
    chosen: RwSignal<Vec<bool>>,
    currency: Currency,
}

impl Selection {
    pub(super) fn new(lines: &[PlanLine], currency: Currency) -> Self {
        let chosen = lines.iter().map(PlanLine::is_payable).collect();
        Self { lines: StoredValue::new(lines.to_vec()), chosen: RwSignal::new(chosen), currency }
    }

    pub(super) fn has(self, index: usize) -> bool {
        self.chosen.with(|chosen| chosen.get(index).copied().unwrap_or_default())
    }

    pub(super) fn set(self, index: usize, is_chosen: bool) {
        self.chosen.update(|chosen| {
            if let Some(place) = chosen.get_mut(index) {
                *place = is_chosen;
            }
        });
    }

    /// Chooses everybody who would be paid, or nobody.
    pub(super) fn set_all(self, is_chosen: bool) {
        let chosen = self.lines.with_value(|lines| lines.iter().map(|it| is_chosen && it.is_payable()).collect());
        self.chosen.set(chosen);
    }

    /// Whether everybody is chosen who would be paid.
    pub(super) fn is_all(self) -> bool {
        let most = self.lines.with_value(|lines| lines.iter().filter(|line| line.is_payable()).count());
        most > 0 && self.count() == most
    }

    pub(super) fn count(self) -> usize {
        self.chosen.with(|chosen| chosen.iter().filter(|it| **it).count())
    }

    /// Whom, what is shown of them, and the ids of payments that were made elsewhere.
    pub(super) fn items(self, transaction: impl Fn(&PartnerId) -> String) -> Vec<OrderItem> {
        self.split(true, |line| OrderItem {
            partner: line.partner.clone(),
            amount: line.amount.minor,
            account_mark: line.account_mark.clone(),
            transaction_id: transaction(&line.partner),
        })
    }

    /// Whoever is chosen alone.
    pub(super) fn only(self) -> Option<PartnerId> {
        let mut partners = self.split(true, |line| line.partner.clone());
        partners.pop().filter(|_| partners.is_empty())
    }

    /// The kind of account that all who are chosen have named.
    pub(super) fn common_account(self) -> Option<PayoutMethod> {
        let accounts = self.split(true, |line| line.account);
        let first = accounts.first().copied().flatten();
        first.filter(|_| accounts.iter().all(|account| *account == first))
    }

    /// What the chosen ones come to.
    pub(super) fn sum(self) -> Money {
        let minor = self.split(true, |line| line.amount.minor).into_iter().fold(0, i64::saturating_add);
        Money::new(minor, self.currency)
    }

    /// Who would be paid and is not chosen, or is due something and cannot be paid.
    pub(super) fn left_out(self) -> Vec<(String, String)> {
        let why = |line: &PlanLine| if line.is_payable() { "not selected".to_owned() } else { line.why_not.clone() };
        let is_due = |line: &PlanLine| line.amount.minor != 0;
        let left = self.split(false, |line| is_due(line).then(|| (line.name.clone(), why(line))));
        left.into_iter().flatten().collect()
    }

    fn split<T>(self, is_chosen: bool, of: impl Fn(&PlanLine) -> T) -> Vec<T> {
        let chosen = self.chosen.read();
        self.lines.with_value(|lines| {
            lines.iter().zip(chosen.iter()).filter(|(_, it)| **it == is_chosen).map(|(line, _)| of(line)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, minor: i64, why_not: &str) -> PlanLine {
        PlanLine {
            partner: PartnerId::from_parts(minor, [1; 10]),
            name: name.into(),
            amount: Money::new(minor, Currency::USD),
            count: 1,
            account: (minor > 2_000).then_some(PayoutMethod::Paypal),
            shown: String::new(),
            account_mark: String::new(),
            why_not: why_not.into(),
        }
    }

    #[test]
    fn those_who_would_be_paid_are_chosen_and_the_sum_follows() {
        Owner::new().with(|| {
            let waits = line("Dee", 0, "Nothing is due yet");
            let lines = [line("Ana", 5_000, ""), line("Ben", 2_000, ""), line("Cleo", 900, "Below the minimum"), waits];
            let selection = Selection::new(&lines, Currency::USD);
            assert_eq!((selection.count(), selection.sum().minor, selection.is_all()), (2, 7_000, true));
            assert_eq!((selection.only(), selection.common_account()), (None, None));
            selection.set(1, false);
            assert_eq!(
                (selection.only(), selection.common_account()),
                (Some(lines[0].partner.clone()), Some(PayoutMethod::Paypal))
            );
            assert_eq!(selection.items(|_| "wire-1".into())[0].transaction_id, "wire-1");
            assert_eq!(
                (selection.items(|_| String::new()).len(), selection.sum().minor, selection.is_all()),
                (1, 5_000, false)
            );
            let left: Vec<String> =
                selection.left_out().into_iter().map(|(name, why)| format!("{name}: {why}")).collect();
            assert_eq!(left, ["Ben: not selected", "Cleo: Below the minimum"]);
            selection.set_all(false);
            assert_eq!((selection.count(), selection.is_all()), (0, false));
            selection.set_all(true);
            assert_eq!(selection.count(), 2, "who cannot be paid is never chosen");
        });
    }
}
