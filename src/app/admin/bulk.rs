//! The line above a table whose rows are ticked: one decision about all of them, with one reason.

use super::{
    picked::Picked,
    program::form::{Fields, FormFault, SelectField, Sending, TextField, clear},
};
use crate::AppError;
use leptos::{ev::SubmitEvent, html::Form, prelude::*};

/// What can be decided: its value in the form, its name, and what it is.
pub type Choices<C> = &'static [(&'static str, &'static str, C)];

/// The form. `decide` asks the server, `done` says what came of it.
#[component]
pub fn BulkForm<I, C, T, A, R, D>(
    /// What is ticked.
    picked: Picked<I>,
    /// The rows of this page.
    ids: Vec<I>,
    /// What can be decided, the usual first.
    choices: Choices<C>,
    /// What the form is, for who does not see it.
    label: &'static str,
    decide: A,
    done: D,
) -> impl IntoView
where
    I: Clone + PartialEq + Send + Sync + 'static,
    C: Copy + Sync + 'static,
    T: 'static,
    A: Fn(Vec<I>, C, String) -> R + 'static,
    R: Future<Output = Result<T, AppError>> + 'static,
    D: Fn(T, C) + Clone + 'static,
{
    let form = Sending::new("bulk");
    let node = NodeRef::<Form>::new();
    let count = ids.len();
    let send = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let choice = choices.iter().find(|(name, ..)| *name == fields.text("choice")).map(|(.., choice)| *choice);
        let ids = picked.all();
        if let Some(choice) = choice.filter(|_| !ids.is_empty()) {
            let done = done.clone();
            form.send(decide(ids, choice, fields.text("reason")), move |decided| {
                clear(node);
                done(decided, choice);
            });
        }
    };
    let all = move |event| picked.put(if event_target_checked(&event) { ids.clone() } else { Vec::new() });
    let is_all = move || picked.count() == count;
    let usual = choices.first().map_or("", |(value, ..)| value);
    let options = choices.iter().map(|(value, text, _)| ((*value).to_owned(), (*text).to_owned())).collect();
    let text = move || match picked.count() {
        0 => "Apply".to_owned(),
        count => format!("Apply to {count}"),
    };
    view! {
        <form class="bulk needs-script" method="post" novalidate node_ref=node on:submit=send aria-label=label>
            <label class="check"><input type="checkbox" prop:checked=is_all on:change=all />"All on this page"</label>
            <SelectField form name="choice" title="Decision" options chosen=usual />
            <TextField form name="reason" title="Reason, the partner reads it" />
            <button class="btn" type="submit" disabled=move || picked.count() == 0 aria-busy=move || form.busy()>{text}</button>
            <FormFault form fields=&["reason"] />
        </form>
    }
}
