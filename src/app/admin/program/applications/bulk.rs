//! Decides about the applications that are ticked: one decision, one reason.

use super::{
    Desk,
    api::{Decided, decide_applications},
};
use crate::{
    admin::bulk::{BulkForm, Choice, Choices},
    ui::Tone,
};
use domain::PartnerId;
use leptos::prelude::*;

const CHOICES: Choices<bool> = &[Choice::plain("approve", "Approve", true), Choice::plain("reject", "Reject", false)];

/// The line above the list.
#[component]
pub(super) fn Bulk(
    /// Who is on this page.
    ids: Vec<PartnerId>,
    desk: Desk,
) -> impl IntoView {
    let done = move |decided: Decided, is_approved| {
        let (tone, lines) = told(decided, is_approved);
        desk.done(tone, lines);
    };
    view! { <BulkForm picked=desk.picked ids choices=CHOICES label="Decide about who is ticked" decide=decide_applications done /> }
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
