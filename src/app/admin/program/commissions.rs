//! The program's commissions: filtered by the URL, decided about many at a time, entered by hand.

mod api;
mod bulk;
#[cfg(feature = "ssr")]
pub mod csv;
mod decide;
mod detail;
mod enter;
mod filters;
mod refund;
pub(super) mod table;

pub use detail::CommissionRoute;

use super::{
    Pager,
    form::{Said, SaidNotice},
    params::CommissionsParams,
};
use crate::{
    AppError,
    admin::picked::Picked,
    period::controls::Faults,
    ui::{Empty, ErrorPanel, Icon, IconName, PageHead, TableSkeleton, Tone},
};
use api::{Commissions, list_commissions};
use bulk::Bulk;
use domain::{CommissionId, program::CommissionPage};
use enter::{Enter, Task};
use filters::Filters;
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;
use table::Table;

pub(super) type Data = Resource<Result<Commissions, AppError>>;

/// The list.
#[derive(Clone)]
pub struct CommissionsRoute;

impl CommissionsRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(CommissionsParams::read));
        let data = Resource::new(move || params.with(CommissionsParams::query), list_commissions);
        view! { <Page params data /> }.into_any()
    }
}

/// What the parts of the page act on.
#[derive(Clone, Copy)]
struct Desk {
    data: Data,
    said: Said,
    picked: Picked<CommissionId>,
    task: RwSignal<Task>,
    is_open: RwSignal<bool>,
}

impl Desk {
    /// Says what was done, and shows how things are now.
    fn done(self, tone: Tone, lines: Vec<String>) {
        self.is_open.set(false);
        self.picked.clear();
        self.data.refetch();
        self.said.say(tone, lines);
    }

    fn begin(self, task: Task) {
        self.task.set(task);
        self.is_open.set(true);
    }
}

#[component]
fn Page(params: Memo<CommissionsParams>, data: Data) -> impl IntoView {
    let (is_pending, set_pending) = signal(false);
    let desk = Desk {
        data,
        said: Said::new(),
        picked: Picked::new(),
        task: RwSignal::new(Task::Order),
        is_open: RwSignal::new(false),
    };
    // What is ticked belongs to the lines that are shown.
    Effect::new(move |_| {
        params.track();
        desk.picked.clear();
    });
    let list = move || {
        Suspend::new(async move {
            let params = params.get_untracked();
            match data.await {
                Ok(found) => Either::Left(view! { <List page=found.page params desk /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    view! {
        <PageHead title="Commissions" text="What orders with partners' codes bring them.">
            <a class="btn" href=move || params.get().file() rel="external" download><Icon name=IconName::Download />"CSV"</a>
            <a class="btn" href="/admin/imports?kind=orders"><Icon name=IconName::Upload />"Import CSV"</a>
            <button class="btn needs-script" type="button" on:click=move |_| desk.begin(Task::Adjustment)>"Bonus or deduction"</button>
            <button class="btn primary needs-script" type="button" on:click=move |_| desk.begin(Task::Order)>
                <Icon name=IconName::Plus />"Enter an order"
            </button>
        </PageHead>
        <Faults faults=Signal::derive(move || params.get().faults) />
        <SaidNotice said=desk.said />
        <section class="card partners" aria-labelledby="commissions-title" aria-busy=move || is_pending.get().then_some("true")>
            <h2 id="commissions-title" class="visually-hidden">"All commissions"</h2>
            <Filters params data />
            <Transition fallback=|| view! { <TableSkeleton rows=10 /> } set_pending>{list}</Transition>
        </section>
        <Enter desk />
    }
}

/// A page of the list with its way on.
#[component]
fn List(page: CommissionPage, params: CommissionsParams, desk: Desk) -> impl IntoView {
    let CommissionPage { rows, next } = page;
    let more = (next.is_some() || params.after.is_some()).then(|| params.query());
    let onward = next.map(|after| CommissionsParams { after: Some(after), ..params.clone() }.href());
    let back = params.after.is_some().then(|| params.first().href());
    let content = if rows.is_empty() {
        Either::Left(view! { <Nothing is_filtered=params.is_filtered() is_beyond=params.after.is_some() /> })
    } else {
        let names = rows.iter().map(|row| (row.id.clone(), row.title.clone())).collect();
        Either::Right(view! { <Bulk names more desk /><Table rows picked=desk.picked /> })
    };
    view! {
        {content}
        <Pager label="Pages of commissions" back onward />
    }
}

/// No line to show, and why.
#[component]
fn Nothing(is_filtered: bool, is_beyond: bool) -> impl IntoView {
    let (title, text) = match (is_filtered, is_beyond) {
        (_, true) => ("That was the last page", "There are no commissions beyond it."),
        (true, false) => ("Nothing matches", "No commission of the program fits all that is chosen above."),
        (false, false) => {
            ("No commissions yet", "They appear here as soon as an order with a partner's code is tracked or entered.")
        }
    };
    let all = (is_filtered || is_beyond)
        .then(|| view! { <a class="btn" href=CommissionsParams::PATH>"Show all commissions"</a> });
    view! { <Empty title text>{all}</Empty> }
}
