//! Approves or rejects the partners that are ticked: one decision, one reason, and how many it changed.

use super::{
    Desk,
    api::{Choice, Decided, decide_members},
};
use crate::{admin::bulk::BulkForm, ui::Tone};
use domain::PartnerId;
use leptos::prelude::*;

const CHOICES: [(&str, &str, Choice); 2] =
    [("approve", "Approve", Choice::Approve), ("reject", "Reject", Choice::Reject)];

/// The line above the table.
#[component]
pub(super) fn Bulk(
    /// What the partners of this page are called.
    names: Vec<(PartnerId, String)>,
    desk: Desk,
) -> impl IntoView {
    let ids = names.iter().map(|(id, _)| id.clone()).collect();
    let done = move |decided: Decided, choice| {
        let (tone, lines) = told(&decided, choice, &names);
        desk.done(tone, lines);
    };
    view! { <BulkForm picked=desk.picked ids choices=&CHOICES label="Decide about who is ticked" decide=decide_members done /> }
}

/// What became of them, for people.
fn told(decided: &Decided, choice: Choice, names: &[(PartnerId, String)]) -> (Tone, Vec<String>) {
    let word = match choice {
        Choice::Approve => "approved",
        Choice::Reject => "rejected",
    };
    let mut lines = vec![match decided.done {
        1 => format!("1 partner was {word}."),
        count => format!("{count} partners were {word}."),
    }];
    match decided.already {
        0 => {}
        1 => lines.push(format!("1 was {word} already.")),
        count => lines.push(format!("{count} were {word} already.")),
    }
    lines.extend(decided.outside.iter().map(|id| {
        let name = names.iter().find(|(it, _)| it == id).map_or_else(|| id.to_string(), |(_, name)| name.clone());
        format!("{name} is not in the program: take them in on their page.")
    }));
    (if decided.outside.is_empty() { Tone::Good } else { Tone::Warn }, lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_decided_reads_how_many_it_changed_and_who_was_left() {
        let id = PartnerId::from_parts(1, [1; 10]);
        let names = [(id.clone(), "Ana".to_owned())];
        let all = Decided { done: 2, already: 1, outside: Vec::new() };
        let lines = vec!["2 partners were rejected.".to_owned(), "1 was rejected already.".to_owned()];
        assert_eq!(told(&all, Choice::Reject, &names), (Tone::Good, lines));
        let (tone, lines) = told(&Decided { done: 1, already: 0, outside: vec![id] }, Choice::Approve, &names);
        assert_eq!(tone, Tone::Warn);
        assert_eq!(lines, ["1 partner was approved.", "Ana is not in the program: take them in on their page."]);
    }
}
