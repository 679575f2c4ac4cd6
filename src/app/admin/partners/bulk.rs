//! Approves or rejects the partners that are ticked, or mails them their private addresses: one decision, and how many it changed.

use super::{
    Desk,
    api::{Choice, Decided, decide_members},
};
use crate::{
    admin::{
        api::list_partners,
        bulk::{self, BulkForm, Choices},
    },
    ui::Tone,
};
use domain::{PartnerId, admin::PartnerQuery};
use leptos::prelude::*;

/// How many are decided about at once.
const MOST: u32 = 1_000;
/// How many that are outside are told one by one.
const TOLD: usize = 20;

const CHOICES: Choices<Choice> = &[
    bulk::Choice::plain("approve", "Approve", Choice::Approve),
    bulk::Choice::plain("reject", "Reject", Choice::Reject),
    bulk::Choice::asking(
        "mail",
        "Mail private addresses",
        Choice::MailAddress,
        "Whoever is ticked, is approved and has no private address yet gets one by mail. Nobody else gets anything.",
    ),
];

/// The line above the table.
#[component]
pub(super) fn Bulk(
    /// What the partners of this page are called.
    names: Vec<(PartnerId, String)>,
    /// What the list asked for, when there is more of it than this page.
    #[prop(optional_no_strip)]
    more: Option<PartnerQuery>,
    desk: Desk,
) -> impl IntoView {
    let ids = names.iter().map(|(id, _)| id.clone()).collect();
    let names = StoredValue::new(names);
    let done = move |decided: Decided, choice| {
        let (tone, lines) = names.with_value(|names| told(&decided, choice, names));
        desk.done(tone, lines);
    };
    let beyond = more.map(|query| Callback::new(move |()| choose_all(desk, query.clone(), names)));
    view! { <BulkForm picked=desk.picked ids choices=CHOICES label="Decide about who is ticked" beyond decide=decide_members done /> }
}

/// Ticks the first thousand who match.
fn choose_all(desk: Desk, query: PartnerQuery, names: StoredValue<Vec<(PartnerId, String)>>) {
    let query = PartnerQuery { after: None, limit: Some(MOST), ..query };
    leptos::task::spawn_local(async move {
        match list_partners(query).await {
            Ok(page) => {
                let rows: Vec<_> = page.rows.into_iter().map(|row| (row.id, row.name)).collect();
                desk.picked.put(rows.iter().map(|(id, _)| id.clone()).collect());
                let _ = names.try_set_value(rows);
            }
            Err(error) => desk.said.say(Tone::Bad, vec![error.to_string()]),
        }
    });
}

/// What became of them, for people.
fn told(decided: &Decided, choice: Choice, names: &[(PartnerId, String)]) -> (Tone, Vec<String>) {
    let mut lines = match choice {
        Choice::Approve => stood(decided, "approved"),
        Choice::Reject => stood(decided, "rejected"),
        Choice::MailAddress => mailed(decided),
    };
    lines.extend(decided.outside.iter().take(TOLD).map(|id| {
        let name = names.iter().find(|(it, _)| it == id).map_or_else(|| id.to_string(), |(_, name)| name.clone());
        format!("{name} is not in the program: take them in on their page.")
    }));
    if let Some(rest) = decided.outside.len().checked_sub(TOLD).filter(|rest| *rest > 0) {
        lines.push(format!("{rest} more are not in the program."));
    }
    (if decided.outside.is_empty() && decided.waiting == 0 { Tone::Good } else { Tone::Warn }, lines)
}

fn mailed(decided: &Decided) -> Vec<String> {
    let count = |count: usize, one: &str, several: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {several}")),
    };
    let done = match decided.done {
        1 => "1 private address is on its way by mail.".to_owned(),
        count => format!("{count} private addresses are on their way by mail."),
    };
    let already =
        count(decided.already, "had one already: mail it on their page.", "had one already: mail it on their page.");
    let waiting = count(
        decided.waiting,
        "is not approved or is switched off, and got none.",
        "are not approved or are switched off, and got none.",
    );
    [Some(done), already, waiting].into_iter().flatten().collect()
}

fn stood(decided: &Decided, word: &str) -> Vec<String> {
    let mut lines = vec![match decided.done {
        1 => format!("1 partner was {word}."),
        count => format!("{count} partners were {word}."),
    }];
    match decided.already {
        0 => {}
        1 => lines.push(format!("1 was {word} already.")),
        count => lines.push(format!("{count} were {word} already.")),
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_decided_reads_how_many_it_changed_and_who_was_left() {
        let id = PartnerId::from_parts(1, [1; 10]);
        let names = [(id.clone(), "Ana".to_owned())];
        let all = Decided { done: 2, already: 1, waiting: 0, outside: Vec::new() };
        let lines = vec!["2 partners were rejected.".to_owned(), "1 was rejected already.".to_owned()];
        assert_eq!(told(&all, Choice::Reject, &names), (Tone::Good, lines));
        let (tone, lines) =
            told(&Decided { done: 1, already: 0, waiting: 0, outside: vec![id] }, Choice::Approve, &names);
        assert_eq!(tone, Tone::Warn);
        assert_eq!(lines, ["1 partner was approved.", "Ana is not in the program: take them in on their page."]);
        let some = Decided { done: 1, already: 2, waiting: 1, outside: Vec::new() };
        let lines = [
            "1 private address is on its way by mail.",
            "2 had one already: mail it on their page.",
            "1 is not approved or is switched off, and got none.",
        ];
        assert_eq!(told(&some, Choice::MailAddress, &names), (Tone::Warn, lines.map(str::to_owned).to_vec()));
    }
}
