//! Decisions with a reason: the line above a table whose rows are ticked, and the same about one thing on its own page. What cannot
//! easily be taken back is asked about first.

use super::{
    picked::Picked,
    program::form::{Fields, FormFault, SelectField, Sending, TextField, clear},
};
use crate::{AppError, ui::Dialog};
use leptos::{ev::SubmitEvent, html::Form, prelude::*};

/// Something that can be decided.
#[derive(Debug, Clone, Copy)]
pub struct Choice<C> {
    /// Its value in the form.
    pub value: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What it is.
    pub what: C,
    /// What follows from it, asked about before it is done; empty when it is done at once.
    pub asks: &'static str,
}

impl<C> Choice<C> {
    /// Done at once.
    pub const fn plain(value: &'static str, title: &'static str, what: C) -> Self {
        Self { value, title, what, asks: "" }
    }

    /// Asked about before it is done.
    pub const fn asking(value: &'static str, title: &'static str, what: C, asks: &'static str) -> Self {
        Self { value, title, what, asks }
    }
}

/// What can be decided, the usual first.
pub type Choices<C> = &'static [Choice<C>];

/// What is decided and not done yet.
#[derive(Debug, Clone)]
struct Pending<I, C> {
    ids: Vec<I>,
    choice: Choice<C>,
    reason: String,
}

/// The line above a table. `decide` asks the server, `done` says what came of it.
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
    /// Ticks all that match, beyond this page too; none when this page is all.
    #[prop(optional_no_strip)]
    beyond: Option<Callback<()>>,
    decide: A,
    done: D,
) -> impl IntoView
where
    I: Clone + PartialEq + Send + Sync + 'static,
    C: Copy + Send + Sync + 'static,
    T: 'static,
    A: Fn(Vec<I>, C, String) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<T, AppError>> + 'static,
    D: Fn(T, C) + Clone + Send + Sync + 'static,
{
    let here = StoredValue::new(ids);
    let all = move |event| picked.put(if event_target_checked(&event) { here.get_value() } else { Vec::new() });
    let is_all = move || here.with_value(|ids| ids.iter().all(|id| picked.has(id)));
    let beyond = beyond.map(|run| {
        view! {
            <p class="beyond needs-script">
                <button class="btn small" type="button" on:click=move |_| run.run(())>"Choose all that match, up to 1,000"</button>
            </p>
        }
    });
    view! {
        <DecisionForm ids=Signal::derive(move || picked.now()) choices label decide done>
            <label class="check"><input type="checkbox" prop:checked=is_all on:change=all />"All on this page"</label>
        </DecisionForm>
        {beyond}
    }
}

/// A decision about some things, with one reason.
#[component]
pub fn DecisionForm<I, C, T, A, R, D>(
    /// What it is about.
    #[prop(into)]
    ids: Signal<Vec<I>>,
    /// What can be decided, the usual first.
    choices: Choices<C>,
    /// What the form is, for who does not see it.
    label: &'static str,
    /// Asks the server.
    decide: A,
    /// Says what came of it.
    done: D,
    /// How the things are chosen; nothing when there is but one.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView
where
    I: Clone + Send + Sync + 'static,
    C: Copy + Send + Sync + 'static,
    T: 'static,
    A: Fn(Vec<I>, C, String) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<T, AppError>> + 'static,
    D: Fn(T, C) + Clone + Send + Sync + 'static,
{
    let form = Sending::new("bulk");
    let node = NodeRef::<Form>::new();
    let (asked, is_asking) = (RwSignal::new(None::<Pending<I, C>>), RwSignal::new(false));
    let send = move |Pending { ids, choice, reason }: Pending<I, C>| {
        let done = done.clone();
        form.send(decide(ids, choice.what, reason), move |decided| {
            clear(node);
            done(decided, choice.what);
        });
    };
    let confirmed = send.clone();
    let submit = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let choice = choices.iter().find(|it| it.value == fields.text("choice"));
        let ids = ids.get_untracked();
        let Some(choice) = choice.copied().filter(|_| !ids.is_empty()) else { return };
        let pending = Pending { ids, choice, reason: fields.text("reason") };
        if choice.asks.is_empty() {
            send(pending);
        } else {
            asked.set(Some(pending));
            is_asking.set(true);
        }
    };
    let go = Callback::new(move |()| {
        is_asking.set(false);
        if let Some(pending) = asked.get_untracked() {
            confirmed(pending);
        }
    });
    let usual = choices.first().map_or("", |choice| choice.value);
    let options = choices.iter().map(|it| (it.value.to_owned(), it.title.to_owned())).collect();
    let count = Signal::derive(move || ids.with(Vec::len));
    let is_single = children.is_none();
    let text = move || match count.get() {
        _ if is_single => "Apply".to_owned(),
        0 => "Apply".to_owned(),
        count => format!("Apply to {count}"),
    };
    let title =
        Signal::derive(move || asked.with(|it| it.as_ref().map_or_else(String::new, |it| question(it, is_single))));
    let asks = Signal::derive(move || asked.with(|it| it.as_ref().map_or("", |it| it.choice.asks)));
    let word = Signal::derive(move || asked.with(|it| it.as_ref().map_or("", |it| it.choice.title)));
    view! {
        <form class="bulk needs-script" class:single=is_single method="post" novalidate node_ref=node on:submit=submit aria-label=label>
            {children.map(|children| children())}
            <SelectField form name="choice" title="Decision" options chosen=usual />
            <TextField form name="reason" title="Reason, the partner reads it" />
            <button class="btn" type="submit" disabled=move || count.get() == 0 aria-busy=move || form.busy()>{text}</button>
            <FormFault form fields=&["reason"] />
        </form>
        <Dialog open=is_asking title>{move || view! { <Question text=asks.get() word=word.get() is_open=is_asking go /> }}</Dialog>
    }
}

/// Asks before it is done.
#[component]
pub fn Question(
    /// What follows from it.
    #[prop(into)]
    text: String,
    /// What it is called.
    #[prop(into)]
    word: String,
    is_open: RwSignal<bool>,
    /// Does it.
    go: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="dialog-form">
            <div class="pad"><p>{text}</p></div>
            <footer>
                <button class="btn" type="button" on:click=move |_| is_open.set(false)>"Keep as it is"</button>
                <button class="btn danger" type="button" on:click=move |_| go.run(())>{word}</button>
            </footer>
        </div>
    }
}

fn question<I, C>(pending: &Pending<I, C>, is_single: bool) -> String {
    match pending.ids.len() {
        _ if is_single => format!("{}?", pending.choice.title),
        count => format!("{}, {count} in all?", pending.choice.title),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_says_how_many_it_is_about() {
        let choice = Choice::asking("fraud", "Mark as fraud", (), "They earn nothing.");
        let pending = |count: usize| Pending { ids: vec![(); count], choice, reason: String::new() };
        assert_eq!(question(&pending(12), false), "Mark as fraud, 12 in all?");
        assert_eq!(question(&pending(1), true), "Mark as fraud?");
    }
}
