//! Decides about the commissions that are ticked: one decision, one reason, and what became of each.

use super::{
    Desk,
    api::{Choice, Decided, decide_commissions},
};
use crate::{admin::bulk::BulkForm, ui::Tone};
use domain::{CommissionId, CommissionStatus};
use leptos::prelude::*;

const CHOICES: [(&str, &str, Choice); 6] = [
    ("approve", "Approve", Choice::Approve),
    ("reject", "Reject", Choice::Reject),
    ("duplicate", "Mark as duplicate", Choice::Duplicate),
    ("fraud", "Mark as fraud", Choice::Fraud),
    ("mark_paid", "Mark as paid", Choice::MarkPaid),
    ("mark_unpaid", "Mark as unpaid", Choice::MarkUnpaid),
];

/// The line above the table.
#[component]
pub(super) fn Bulk(
    /// What the commissions of this page are called.
    names: Vec<(CommissionId, String)>,
    desk: Desk,
) -> impl IntoView {
    let ids = names.iter().map(|(id, _)| id.clone()).collect();
    let done = move |decided: Decided, _| {
        let (tone, lines) = told(&decided, &names);
        desk.done(tone, lines);
    };
    view! { <BulkForm picked=desk.picked ids choices=&CHOICES label="Decide about what is ticked" decide=decide_commissions done /> }
}

/// What became of them, for people.
fn told(decided: &Decided, names: &[(CommissionId, String)]) -> (Tone, Vec<String>) {
    let mut lines = vec![match decided.done {
        1 => "1 commission was changed.".to_owned(),
        count => format!("{count} commissions were changed."),
    }];
    match decided.already {
        0 => {}
        1 => lines.push("1 stood so already.".to_owned()),
        count => lines.push(format!("{count} stood so already.")),
    }
    lines.extend(decided.left.iter().map(|(id, status)| left(id, *status, names)));
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
    }
}
