//! Two people wrote at once: both versions side by side, and for each part one of them to go on with.

use super::{compare::part, editor::Editor, parts::flag};
use domain::{
    changes::{Change, Part, Side, changes, merge},
    content::Content,
};
use leptos::prelude::*;
use std::collections::HashMap;

/// What the buttons below do with what was chosen.
#[derive(Clone)]
pub struct Ways {
    /// What the button that takes the choice as it is says.
    pub take: &'static str,
    /// Told of the choice, and whether it is to be edited further before anything else happens.
    pub on_choice: Callback<(Content, bool)>,
}

/// The choice between two versions, part by part.
#[component]
pub fn Conflict(
    /// The page's state.
    editor: Editor,
    /// What somebody else wrote.
    theirs: Content,
    /// What happens then.
    ways: Ways,
) -> impl IntoView {
    let mine = editor.content.get_untracked();
    let found = changes(&theirs, &mine);
    let chosen = RwSignal::new(HashMap::<Part, Side>::new());
    let products = editor.shelf.get_untracked();
    let parts = found.iter().cloned().map(|change| {
        let inside = part(&change.part, &theirs, &mine, &products);
        view! { <Choice change chosen><div class="both">{inside}</div></Choice> }.into_any()
    });
    let parts = parts.collect_view();
    let all = StoredValue::new(found.into_iter().map(|change| change.part).collect::<Vec<_>>());
    let choose_all = move |side: Side| chosen.set(all.get_value().into_iter().map(|part| (part, side)).collect());
    let (mine, theirs) = (StoredValue::new(mine), StoredValue::new(theirs));
    let take = ways.take;
    let finish = move |is_edited: bool| {
        let side = |part: &Part| chosen.with_untracked(|chosen| chosen.get(part).copied().unwrap_or(Side::Mine));
        let merged = mine.with_value(|mine| theirs.with_value(|theirs| merge(mine, theirs, side)));
        ways.on_choice.run((merged, is_edited));
    };
    view! {
        <div class="dialog-body">
            <p>"This page was changed elsewhere while you were editing. Nothing was overwritten. Choose what to go on with."</p>
            <div class="row">
                <button class="btn" type="button" on:click=move |_| choose_all(Side::Mine)>"Keep all of mine"</button>
                <button class="btn" type="button" on:click=move |_| choose_all(Side::Theirs)>"Take all of theirs"</button>
            </div>
            {parts}
        </div>
        <footer>
            <button class="btn" type="button" on:click=move |_| finish(true)>"Edit further"</button>
            <button class="btn primary" type="button" on:click=move |_| finish(false)>{take}</button>
        </footer>
    }
}

/// One part with its two sides.
#[component]
fn Choice(change: Change, chosen: RwSignal<HashMap<Part, Side>>, children: Children) -> impl IntoView {
    let part = StoredValue::new(change.part);
    let is = move |side: Side| {
        chosen.with(|chosen| part.with_value(|part| chosen.get(part).copied().unwrap_or(Side::Mine)) == side)
    };
    let button = |side: Side, text: &'static str| {
        view! {
            <button
                type="button" aria-pressed=move || flag(is(side))
                on:click=move |_| chosen.update(|chosen| { chosen.insert(part.get_value(), side); })
            >
                {text}
            </button>
        }
    };
    let label = format!("Whose: {}", change.title);
    view! {
        <section class="change choice" class:theirs=move || is(Side::Theirs)>
            <header>
                <h3 dir="auto">{change.title}" "<small>{change.text}</small></h3>
                <div class="seg" role="group" aria-label=label>
                    {button(Side::Mine, "Keep mine")}
                    {button(Side::Theirs, "Take theirs")}
                </div>
            </header>
            {children()}
        </section>
    }
}
