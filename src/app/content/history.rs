//! What was published before: a list, a comparison with what is being edited, and the way back.

use super::{api::list_versions, compare::Compare, editor::Editor, parts::flag};
use crate::{
    AppError,
    ui::{Dialog, ErrorPanel},
};
use domain::content::{Author, ContentVersion};
use leptos::prelude::*;

/// What was found so far.
#[derive(Clone, Copy)]
struct Versions {
    editor: Editor,
    all: RwSignal<Vec<ContentVersion>>,
    next: RwSignal<Option<String>>,
    fault: RwSignal<Option<AppError>>,
    is_busy: RwSignal<bool>,
    chosen: RwSignal<Option<usize>>,
}

impl Versions {
    fn ask(self, after: Option<String>) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.fault.set(None);
        let partner = self.editor.partner.get_value();
        leptos::task::spawn_local(async move {
            let is_further = after.is_some();
            let answer = list_versions(partner, after).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok((versions, next)) if is_further => {
                    self.all.update(|all| all.extend(versions));
                    self.next.set(next);
                }
                Ok((versions, next)) => {
                    self.chosen.set((!versions.is_empty()).then_some(0));
                    self.all.set(versions);
                    self.next.set(next);
                }
                Err(error) => self.fault.set(Some(error)),
            }
        });
    }
}

/// The dialog; asks anew each time it opens.
#[component]
pub fn History(
    /// The page's state.
    editor: Editor,
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    let versions = Versions {
        editor,
        all: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        fault: RwSignal::new(None),
        is_busy: RwSignal::new(false),
        chosen: RwSignal::new(None),
    };
    Effect::new(move |_| {
        if open.get() {
            versions.ask(None);
        }
    });
    view! {
        <Dialog open title="History".to_owned() class="wide history">
            <div class="dialog-body two">
                <List versions />
                {move || chosen(versions, open)}
            </div>
        </Dialog>
    }
}

#[component]
fn List(versions: Versions) -> impl IntoView {
    let fault = move || {
        versions
            .fault
            .get()
            .map(|error| view! { <ErrorPanel error retry=Callback::new(move |()| versions.ask(None)) /> })
    };
    let nothing = move || {
        let is_empty =
            versions.all.with(Vec::is_empty) && !versions.is_busy.get() && versions.fault.with(Option::is_none);
        is_empty.then(|| view! { <p class="nothing">"Nothing was published yet."</p> })
    };
    let more = move || {
        versions.next.get().map(|after| {
            view! { <button class="btn" type="button" on:click=move |_| versions.ask(Some(after.clone()))>"Older versions"</button> }
        })
    };
    view! {
        <div class="versions" aria-busy=move || flag(versions.is_busy.get())>
            {fault}
            {nothing}
            <ol>
                <For each=move || versions.all.get().into_iter().enumerate() key=|(_, it)| it.id.clone() children=move |(place, version)| {
                    view! { <Line versions place version /> }
                } />
            </ol>
            {more}
        </div>
    }
}

#[component]
fn Line(versions: Versions, place: usize, version: ContentVersion) -> impl IntoView {
    let who = match version.author {
        Author::Generated => "Written by CreatorCommerce's text generator".to_owned(),
        Author::Elsewhere => "Changed at CreatorCommerce".to_owned(),
        Author::Partner | Author::Team => version.by,
    };
    view! {
        <li>
            <button
                class="version" type="button" aria-pressed=move || flag(versions.chosen.get() == Some(place))
                on:click=move |_| versions.chosen.set(Some(place))
            >
                <b>{version.when}</b>
                <small dir="auto">{who}</small>
            </button>
        </li>
    }
}

/// The chosen version against what is being edited.
fn chosen(versions: Versions, open: RwSignal<bool>) -> Option<impl IntoView> {
    let place = versions.chosen.get()?;
    let version = versions.all.with(|all| all.get(place).cloned())?;
    let editor = versions.editor;
    let content = version.content.clone();
    let restore = move |_| {
        editor.replace(content.clone());
        editor.say.set("Restored into your draft".to_owned());
        open.set(false);
    };
    let title = format!("From {} to what you are editing", version.when);
    Some(view! {
        <div class="compared">
            <header>
                <h3>{title}</h3>
                <button class="btn primary" type="button" on:click=restore>"Restore into the draft"</button>
            </header>
            <Compare before=version.content after=editor.content.get() products=editor.shelf.get() />
        </div>
    })
}
