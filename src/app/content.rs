//! The content manager: what a partner shows on their landing page, seen as it will be while it is written.

pub mod api;
mod bio;
mod compare;
mod conflict;
mod dom;
mod drops;
mod edit;
mod editor;
mod faults;
mod history;
mod local;
mod marks;
mod media;
mod notes;
mod parts;
mod picker;
mod picks;
mod preview;
mod publish;
mod published;
mod saving;
mod shelf;
mod sortable;
mod upload;

pub use compare::Compare;
pub use preview::Preview;

use crate::{
    AppError,
    partner_page::{Tab, Whose, partner_page, retrying},
    ui::{BlockSkeleton, Empty, ErrorPanel, Icon, IconName, PageHead, RefreshSoon, SourceList},
};
use api::load_content;
use bio::Bio;
use domain::{PartnerId, Source, SourceHealth, SourceReport, content::ContentView, landing::compose};
use drops::Drops;
use editor::Editor;
use history::History;
use leptos::{either::EitherOf3, prelude::*};
use leptos_router::{LazyRoute, lazy_route};
use notes::{Notes, Undo};
use parts::flag;
pub(crate) use parts::{Held, written};
use picker::Picker;
use publish::{PublishDialog, Publishing};
use published::AsPublished;
use saving::Saving;

fn load(partner: Signal<Option<PartnerId>>) -> Resource<Result<ContentView, AppError>> {
    Resource::new(move || partner.get(), load_content)
}

/// The page.
#[derive(Clone)]
pub struct ContentRoute;

#[lazy_route]
impl LazyRoute for ContentRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let ContentRoute = this;
        partner_page(Tab::Content, load, |data, whose| view! { <ContentPage data whose /> }.into_any())
    }
}

/// The page's body, for partners and for the team.
#[component]
pub fn ContentPage(
    /// The data.
    data: Resource<Result<ContentView, AppError>>,
    /// Whose page it is.
    whose: Whose,
) -> impl IntoView {
    let reload = Callback::new(move |()| data.refetch());
    let is_own = whose.is_own();
    let partner = whose.partner;
    let body = move || {
        let partner = partner.clone();
        Suspend::new(async move {
            match data.await {
                Ok(view) if view.is_known => EitherOf3::A(view! { <Whole view partner is_own /> }),
                Ok(view) => EitherOf3::B(view! { <NotYet view partner is_own reload /> }),
                Err(error) => EitherOf3::C(view! {
                    {is_own.then(|| view! { <PageHead title="Content" /> })}
                    <ErrorPanel error retry=reload />
                }),
            }
        })
    };
    view! { <Transition fallback=|| view! { <Loading /> }>{body}</Transition> }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <div class="page" role="status" aria-label="Loading">
            <div class="bone head-line" aria-hidden="true"></div>
            <div class="desk">
                <BlockSkeleton class="desk-size" />
                <BlockSkeleton class="desk-size" />
                <BlockSkeleton class="desk-size" />
            </div>
        </div>
    }
}

/// CC never said what is published: whatever would be edited here could overwrite it.
#[component]
fn NotYet(view: ContentView, partner: Option<PartnerId>, is_own: bool, reload: Callback<()>) -> impl IntoView {
    let retry = retrying(partner, move || reload.run(()));
    let now = view.generated_at;
    let is_unconnected = |report: &SourceReport| report.source == Source::Cc && report.health == SourceHealth::Off;
    let (title, text) = if view.sources.iter().any(is_unconnected) {
        (
            "CreatorCommerce is not connected",
            "Bio, picks and a landing page of your own come with it. All else in this dashboard works without.",
        )
    } else {
        (
            "CreatorCommerce has not answered yet",
            "Your bio and drops are kept there. They can be edited as soon as it has said what is published.",
        )
    };
    view! {
        <div class="page">
            <RefreshSoon reports=view.sources.clone() reload />
            {is_own.then(|| view! { <PageHead title="Content" /> })}
            <section class="card">
                <Empty title text />
            </section>
            <SourceList reports=view.sources now retry />
        </div>
    }
}

/// The parts of the page that a phone shows one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Pick,
    Edit,
    Preview,
}

impl Part {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Pick, "Products"), (Self::Edit, "Your page"), (Self::Preview, "Preview")];

    const fn class(self) -> &'static str {
        match self {
            Self::Pick => "desk show-pick",
            Self::Edit => "desk show-edit",
            Self::Preview => "desk show-preview",
        }
    }
}

#[component]
fn Whole(view: ContentView, partner: Option<PartnerId>, is_own: bool) -> impl IntoView {
    let editor = Editor::new(&view, partner);
    let saving = Saving::new(editor, &view);
    let publishing = Publishing::new(editor, saving);
    let history = RwSignal::new(false);
    let shown = RwSignal::new(Part::Edit);
    let address = format!("/p/{}", view.landing.handle);
    let published = compose(&view.landing, &view.live, &view.products);
    let landing = Memo::new(move |_| editor.page());
    let tools = move || view! { <Tools saving publishing history /> }.into_any();
    let tabs = Part::ALL.map(|(part, title)| {
        view! {
            <button type="button" aria-pressed=move || flag(shown.get() == part) on:click=move |_| shown.set(part)>{title}</button>
        }
    });
    view! {
        <div class="page content-page" inert=move || publishing.is_busy()>
            <Head is_own address=address.clone() tools=tools() />
            <AsPublished landing=published />
            <div class="needs-script page">
                <Notes editor saving />
                <div class="seg desk-tabs" role="group" aria-label="Part of the page">{tabs.collect_view()}</div>
                <div class=move || shown.get().class()>
                    <div class="desk-pick"><Picker editor /></div>
                    <div class="desk-edit stack">
                        <Drops editor />
                        <Bio editor />
                    </div>
                    <div class="desk-preview"><Preview landing /></div>
                </div>
                <Undo editor />
            </div>
            <p class="visually-hidden" role="status" aria-live="polite">{editor.say}</p>
        </div>
        <History editor open=history />
        <PublishDialog publishing address />
    }
}

#[component]
fn Head(is_own: bool, address: String, tools: AnyView) -> impl IntoView {
    let text = address.clone();
    let shown = view! {
        <p>"What visitors see at "<a class="link" href=address rel="external noopener" target="_blank">{text}</a></p>
    };
    let title = if is_own {
        view! { <h1 tabindex="-1">"Content"</h1> }.into_any()
    } else {
        view! { <h2 class="content-title">"Content"</h2> }.into_any()
    };
    view! {
        <div class="head">
            <div>{title}{shown}</div>
            <div class="tools needs-script">{tools}</div>
        </div>
    }
}

/// How the draft is, the history, and publishing.
#[component]
fn Tools(saving: Saving, publishing: Publishing, history: RwSignal<bool>) -> impl IntoView {
    let editor_changed = move || publishing.is_changed();
    let state = move || {
        let (text, is_warning) = saving.text();
        view! { <span class="chip save-state" class:warn=is_warning class:quiet=!is_warning role="status">{text}</span> }
    };
    let discard = move || {
        editor_changed().then(|| {
            view! { <button class="btn" type="button" on:click=move |_| saving.discard()>"Discard draft"</button> }
        })
    };
    view! {
        {state}
        {discard}
        <button class="btn" type="button" on:click=move |_| history.set(true)><Icon name=IconName::History />"History"</button>
        <button class="btn primary" type="button" id="publish" on:click=move |_| publishing.ask()>{publishing.word()}</button>
    }
}
