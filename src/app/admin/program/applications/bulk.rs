//! Decides about the applications that are ticked: one decision, one reason.

use super::{
    Desk,
    api::{Decided, decide_applications},
};
use crate::{
    admin::program::form::{FormFault, Sending, TextField},
    ui::Tone,
};
use domain::PartnerId;
use leptos::{html::Form, prelude::*, web_sys};

/// The applications that are ticked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picked(RwSignal<Vec<PartnerId>>);

impl Picked {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Whether one is ticked.
    pub(super) fn has(self, id: &PartnerId) -> bool {
        self.0.with(|all| all.contains(id))
    }

    pub(super) fn set(self, id: &PartnerId, is_on: bool) {
        self.0.update(|all| {
            all.retain(|it| it != id);
            if is_on {
                all.push(id.clone());
            }
        });
    }

    pub(super) fn clear(self) {
        self.0.set(Vec::new());
    }

    fn count(self) -> usize {
        self.0.with(Vec::len)
    }
}

/// The line above the list.
#[component]
pub(super) fn Bulk(
    /// Who is on this page.
    ids: Vec<PartnerId>,
    desk: Desk,
) -> impl IntoView {
    let form = Sending::new("decide");
    let node = NodeRef::<Form>::new();
    let picked = desk.picked;
    let count = ids.len();
    let decide = move |is_approved: bool| {
        let data = node.get_untracked().and_then(|it| web_sys::FormData::new_with_form(&it).ok());
        let reason = data.and_then(|data| data.get("reason").as_string()).unwrap_or_default();
        let ids = picked.0.get_untracked();
        if !ids.is_empty() {
            form.send(decide_applications(ids, is_approved, reason), move |decided| {
                let (tone, lines) = told(decided, is_approved);
                desk.done(tone, lines);
            });
        }
    };
    let all = move |event| picked.0.set(if event_target_checked(&event) { ids.clone() } else { Vec::new() });
    let is_all = move || picked.count() == count;
    let is_none = move || picked.count() == 0;
    let text = move |word: &'static str| match picked.count() {
        0 => word.to_owned(),
        count => format!("{word} {count}"),
    };
    view! {
        <form class="bulk decide needs-script" node_ref=node novalidate on:submit=|event| event.prevent_default() aria-label="Decide about who is ticked">
            <label class="check"><input type="checkbox" prop:checked=is_all on:change=all />"All on this page"</label>
            <TextField form name="reason" title="Reason, the partner reads it" />
            <button class="btn" type="button" disabled=is_none aria-busy=move || form.busy() on:click=move |_| decide(false)>
                {move || text("Reject")}
            </button>
            <button class="btn primary" type="button" disabled=is_none aria-busy=move || form.busy() on:click=move |_| decide(true)>
                {move || text("Approve")}
            </button>
            <FormFault form fields=&["reason"] />
        </form>
    }
}

/// What became of them, for people.
fn told(decided: Decided, is_approved: bool) -> (Tone, Vec<String>) {
    let word = if is_approved { "approved" } else { "rejected" };
    let mut lines = vec![match decided.done {
        1 => format!("1 application is {word}. A message is on its way."),
        count => format!("{count} applications are {word}. Messages are on their way."),
    }];
    match decided.left {
        0 => return (Tone::Good, lines),
        1 => lines.push("1 was decided by somebody else meanwhile.".to_owned()),
        count => lines.push(format!("{count} were decided by somebody else meanwhile.")),
    }
    (Tone::Warn, lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_decided_reads_what_became_of_it() {
        let (tone, lines) = told(Decided { done: 3, left: 0 }, true);
        assert_eq!((tone, lines.len()), (Tone::Good, 1));
        let (tone, lines) = told(Decided { done: 1, left: 2 }, false);
        assert_eq!(tone, Tone::Warn);
        assert_eq!(
            lines,
            ["1 application is rejected. A message is on its way.", "2 were decided by somebody else meanwhile."]
        );
    }
}
