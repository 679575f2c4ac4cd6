//! Decides about the commissions that are ticked: one decision, one reason, and what became of each.

use super::{
    Desk,
    api::{Decided, Decision, decide_commissions, list_commissions},
};
use crate::{
    admin::bulk::{BulkForm, Choices},
    ui::Tone,
};
use domain::{CommissionId, CommissionStatus, program::CommissionQuery};
use leptos::prelude::*;

/// How many are decided about at once.
const MOST: u32 = 1_000;

/// How many that were left are told one by one.
const TOLD: usize = 20;

/// What can be decided about a commission.
pub(super) mod choice {
    use super::Decision;
    use crate::admin::bulk::Choice;

    const NO_SALE: &str = "It was no real sale then: it earns nothing, and the partner reads your reason.";
    const PAID_ELSEWHERE: &str = "It counts as paid outside of this program then: no payout will have it.";

    pub const APPROVE: Choice<Decision> = Choice::plain("approve", "Approve", Decision::Approve);
    pub const REJECT: Choice<Decision> = Choice::plain("reject", "Reject", Decision::Reject);
    pub const DUPLICATE: Choice<Decision> = Choice::plain("duplicate", "Mark as duplicate", Decision::Duplicate);
    pub const FRAUD: Choice<Decision> = Choice::asking("fraud", "Mark as fraud", Decision::Fraud, NO_SALE);
    pub const MARK_PAID: Choice<Decision> =
        Choice::asking("mark_paid", "Mark as paid", Decision::MarkPaid, PAID_ELSEWHERE);
    pub const MARK_UNPAID: Choice<Decision> = Choice::plain("mark_unpaid", "Mark as unpaid", Decision::MarkUnpaid);
}

const CHOICES: Choices<Decision> =
    &[choice::APPROVE, choice::REJECT, choice::DUPLICATE, choice::FRAUD, choice::MARK_PAID, choice::MARK_UNPAID];

/// The line above the table.
#[component]
pub(super) fn Bulk(
    /// What the commissions of this page are called.
    names: Vec<(CommissionId, String)>,
    /// What the list asked for, when there is more of it than this page.
    #[prop(optional_no_strip)]
    more: Option<CommissionQuery>,
    desk: Desk,
) -> impl IntoView {
    let ids = names.iter().map(|(id, _)| id.clone()).collect();
    let names = StoredValue::new(names);
    let done = move |decided: Decided, _| {
        let (tone, lines) = names.with_value(|names| told(&decided, names));
        desk.done(tone, lines);
    };
    let beyond = more.map(|query| Callback::new(move |()| choose_all(desk, query.clone(), names)));
    view! { <BulkForm picked=desk.picked ids choices=CHOICES label="Decide about what is ticked" beyond decide=decide_commissions done /> }
}

/// Ticks the first thousand that match.
fn choose_all(desk: Desk, query: CommissionQuery, names: StoredValue<Vec<(CommissionId, String)>>) {
    let query = CommissionQuery { after: None, limit: Some(MOST), ..query };
    leptos::task::spawn_local(async move {
        match list_commissions(query).await {
            Ok(found) => {
                let rows: Vec<_> = found.page.rows.into_iter().map(|row| (row.id, row.title)).collect();
                desk.picked.put(rows.iter().map(|(id, _)| id.clone()).collect());
                let _ = names.try_set_value(rows);
            }
            Err(error) => desk.said.say(Tone::Bad, vec![error.to_string()]),
        }
    });
}

/// What became of them, for people.
pub(super) fn told(decided: &Decided, names: &[(CommissionId, String)]) -> (Tone, Vec<String>) {
    let mut lines = vec![match decided.done {
        1 => "1 commission was changed.".to_owned(),
        count => format!("{count} commissions were changed."),
    }];
    match decided.already {
        0 => {}
        1 => lines.push("1 stood so already.".to_owned()),
        count => lines.push(format!("{count} stood so already.")),
    }
    lines.extend(decided.left.iter().take(TOLD).map(|(id, status)| left(id, *status, names)));
    if let Some(rest) = decided.left.len().checked_sub(TOLD).filter(|rest| *rest > 0) {
        lines.push(format!("{rest} more were left as they are."));
    }
    (if decided.left.is_empty() { Tone::Good } else { Tone::Warn }, lines)
}

fn left(id: &CommissionId, status: Option<CommissionStatus>, names: &[(CommissionId, String)]) -> String {
    let name = names.iter().find(|(it, _)| it == id).map_or_else(|| id.to_string(), |(_, name)| name.clone());
    match status {
        Some(status) => format!("{name} was left as it is: from “{}” it cannot go there.", status.title()),
        None => format!("{name} is gone."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_decided_reads_what_became_of_each() {
        let id = CommissionId::from_parts(1, [1; 10]);
        let names = [(id.clone(), "#1001".to_owned())];
        let all = Decided { done: 2, already: 0, left: Vec::new() };
        assert_eq!(told(&all, &names), (Tone::Good, vec!["2 commissions were changed.".to_owned()]));
        let some = Decided { done: 1, already: 1, left: vec![(id, Some(CommissionStatus::Paid))] };
        let (tone, lines) = told(&some, &names);
        assert_eq!(tone, Tone::Warn);
        assert_eq!(lines[2], "#1001 was left as it is: from “Paid” it cannot go there.");
        let gone = vec![(CommissionId::from_parts(2, [1; 10]), None); 23];
        let (_, lines) = told(&Decided { done: 977, already: 0, left: gone }, &names);
        assert_eq!((lines.len(), lines[21].as_str()), (22, "3 more were left as they are."));
    }
}
