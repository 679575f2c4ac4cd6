//! The list of partners: filters, order and page, all of it in the URL; decided about many at a time.

pub(super) mod api;
mod bulk;
#[cfg(feature = "ssr")]
pub mod csv;
mod new;
mod search;
mod table;

pub use new::NewPartnerRoute;

use super::{
    api::list_partners,
    params::PartnersParams,
    parts::Pager,
    picked::Picked,
    program::form::{Said, SaidNotice},
};
use crate::{
    AppError,
    period::controls::Faults,
    ui::{Empty, ErrorPanel, Icon, IconName, PageHead, TableSkeleton, Tone, count_text},
};
use bulk::Bulk;
use domain::{PartnerId, admin::PartnerPage};
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;
use search::Search;
use table::PartnerTable;

/// A page of the list, loading or loaded.
pub type Data = Resource<Result<PartnerPage, AppError>>;

/// The list.
#[derive(Clone)]
pub struct PartnersRoute;

impl PartnersRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(PartnersParams::read));
        // Of several answers under way only the one to the newest question is kept.
        let data = Resource::new(move || params.with(PartnersParams::query), list_partners);
        view! { <Page params data /> }.into_any()
    }
}

/// What the parts of the page act on.
#[derive(Clone, Copy)]
struct Desk {
    data: Data,
    said: Said,
    picked: Picked<PartnerId>,
}

impl Desk {
    /// Says what was done, and shows how things are now.
    fn done(self, tone: Tone, lines: Vec<String>) {
        self.picked.clear();
        self.data.refetch();
        self.said.say(tone, lines);
    }
}

#[component]
fn Page(params: Memo<PartnersParams>, data: Data) -> impl IntoView {
    let (is_pending, set_pending) = signal(false);
    let desk = Desk { data, said: Said::new(), picked: Picked::new() };
    // Who is ticked belongs to the lines that are shown.
    Effect::new(move |_| {
        params.track();
        desk.picked.clear();
    });
    let list = move || {
        Suspend::new(async move {
            let params = params.get_untracked();
            match data.await {
                Ok(page) => Either::Left(view! { <List page params desk /> }),
                Err(error) => Either::Right(view! { <Fault error params data /> }),
            }
        })
    };
    view! {
        <PageHead title="Partners" text="Everyone who sells for you. Figures are of the last 30 days, what is owed is of now.">
            <a class="btn" href="/admin/applications">"Applications"</a>
            <a class="btn" href="/admin/imports?kind=partners"><Icon name=IconName::Upload />"Import CSV"</a>
            <a class="btn" href=move || params.get().file() rel="external" download><Icon name=IconName::Download />"CSV"</a>
            <a class="btn primary" href="/admin/partners/new"><Icon name=IconName::Plus />"New partner"</a>
        </PageHead>
        <Faults faults=Signal::derive(move || params.get().faults) />
        <SaidNotice said=desk.said />
        <section class="card partners" aria-labelledby="partners-title" aria-busy=move || is_pending.get().then_some("true")>
            <h2 id="partners-title" class="visually-hidden">"All partners"</h2>
            <Search params data />
            <Transition fallback=|| view! { <TableSkeleton rows=10 /> } set_pending>{list}</Transition>
        </section>
    }
}

/// A page of the list with its way on.
#[component]
fn List(page: PartnerPage, params: PartnersParams, desk: Desk) -> impl IntoView {
    let PartnerPage { rows, next, total, currency, .. } = page;
    let count = match total {
        1 => "1 partner".to_owned(),
        _ => format!("{} partners", count_text(Some(total))),
    };
    let more = (next.is_some() || params.after.is_some()).then(|| params.query());
    let onward = next.map(|after| PartnersParams { after: Some(after), ..params.clone() }.href());
    let back = params.after.is_some().then(|| params.first().href());
    let content = if rows.is_empty() {
        Either::Left(view! { <Nobody is_filtered=params.is_filtered() is_beyond=params.after.is_some() /> })
    } else {
        let names = rows.iter().map(|row| (row.id.clone(), row.name.clone())).collect();
        Either::Right(view! { <Bulk names more desk /><PartnerTable rows params picked=desk.picked /> })
    };
    view! {
        <p class="count" role="status">{count}{format!(", amounts in {currency}")}</p>
        {content}
        <Pager label="Pages of partners" back onward />
    }
}

/// No line to show, and why.
#[component]
fn Nobody(is_filtered: bool, is_beyond: bool) -> impl IntoView {
    let (title, text) = match (is_filtered, is_beyond) {
        (true, _) => ("Nobody matches", "No partner has this text in name, e-mail, handle or code, and stands so."),
        (false, true) => ("That was the last page", "There are no partners beyond it."),
        (false, false) => (
            "No partners yet",
            "Add the first one, import a file of them, or let them apply. Those whom a connected source knows appear here by themselves.",
        ),
    };
    let all =
        (is_filtered || is_beyond).then(|| view! { <a class="btn" href=PartnersParams::PATH>"Show all partners"</a> });
    view! { <Empty title text>{all}</Empty> }
}

#[component]
fn Fault(error: AppError, params: PartnersParams, data: Data) -> impl IntoView {
    // A link from long ago may lead to a page that can no longer be found.
    let back = params.after.is_some().then(|| {
        view! { <p class="pad"><a class="link" href=params.first().href()>"Back to the first page"</a></p> }
    });
    view! {
        <ErrorPanel error retry=Callback::new(move |()| data.refetch()) />
        {back}
    }
}
