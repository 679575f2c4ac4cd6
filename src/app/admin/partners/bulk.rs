//! Approves or rejects the partners that are ticked: one decision, one reason, and how many it changed.

use super::{
    Desk,
    api::{Choice, Decided, decide_members},
};
use crate::{
    admin::program::form::{Fields, FormFault, SelectField, Sending, TextField, clear},
    ui::Tone,
};
use domain::PartnerId;
use leptos::{ev::SubmitEvent, html::Form, prelude::*};
use std::sync::Arc;

const CHOICES: [(&str, &str, Choice); 2] =
    [("approve", "Approve", Choice::Approve), ("reject", "Reject", Choice::Reject)];

/// The line above the table.
#[component]
pub(super) fn Bulk(
    /// What the partners of this page are called.
    names: Vec<(PartnerId, String)>,
    desk: Desk,
) -> impl IntoView {
    let form = Sending::new("bulk");
    let node = NodeRef::<Form>::new();
    let picked = desk.picked;
    let names: Arc<[(PartnerId, String)]> = names.into();
    let (ids, count) = (Arc::clone(&names), names.len());
    let send = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let choice = CHOICES.iter().find(|(name, ..)| *name == fields.text("choice")).map(|(.., choice)| *choice);
        let ids = picked.all();
        if let Some(choice) = choice.filter(|_| !ids.is_empty()) {
            let names = Arc::clone(&names);
            form.send(decide_members(ids, choice, fields.text("reason")), move |decided| {
                let (tone, lines) = told(&decided, choice, &names);
                clear(node);
                desk.done(tone, lines);
            });
        }
    };
    let all = move |event| {
        let all = || ids.iter().map(|(id, _)| id.clone()).collect();
        picked.put(if event_target_checked(&event) { all() } else { Vec::new() });
    };
    let is_all = move || picked.count() == count;
    let options = CHOICES.map(|(value, text, _)| (value.to_owned(), text.to_owned())).into();
    let text = move || match picked.count() {
        0 => "Apply".to_owned(),
        count => format!("Apply to {count}"),
    };
    view! {
        <form class="bulk needs-script" method="post" novalidate node_ref=node on:submit=send aria-label="Decide about who is ticked">
            <label class="check"><input type="checkbox" prop:checked=is_all on:change=all />"All on this page"</label>
            <SelectField form name="choice" title="Decision" options chosen="approve" />
            <TextField form name="reason" title="Reason, the partner reads it" />
            <button class="btn" type="submit" disabled=move || picked.count() == 0 aria-busy=move || form.busy()>{text}</button>
            <FormFault form fields=&["reason"] />
        </form>
    }
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
