//! Partners who wait for the team, who asked first first: read, approved or turned down, many at a time.

mod api;
mod bulk;

use super::{
    Pager,
    form::{Said, SaidNotice},
    member::Written,
    params::AfterParams,
};
use crate::{
    AppError,
    admin::parts::partner_path,
    ui::{Empty, ErrorPanel, PageHead, TableSkeleton, Tone},
};
use api::list_applications;
use bulk::{Bulk, Picked};
use domain::program::{ApplicationLine, ApplicationPage};
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;

const PATH: &str = "/admin/applications";

/// A page of applications, loading or loaded.
type Data = Resource<Result<ApplicationPage, AppError>>;

/// The list.
#[derive(Clone)]
pub struct ApplicationsRoute;

impl ApplicationsRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(AfterParams::read));
        let data = Resource::new(move || params.get(), list_applications);
        view! { <Page params data /> }.into_any()
    }
}

/// What the parts of the page act on.
#[derive(Clone, Copy)]
struct Desk {
    data: Data,
    said: Said,
    picked: Picked,
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
fn Page(params: Memo<AfterParams>, data: Data) -> impl IntoView {
    let desk = Desk { data, said: Said::new(), picked: Picked::new() };
    // What is ticked belongs to the lines that are shown.
    Effect::new(move |_| {
        params.track();
        desk.picked.clear();
    });
    let list = move || {
        Suspend::new(async move {
            let params = params.get_untracked();
            match data.await {
                Ok(page) => Either::Left(view! { <List page params desk /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    view! {
        <PageHead title="Applications" text="Who waits for your decision. Each hears of it by e-mail.">
            <a class="btn" href="/admin/program">"The form"</a>
        </PageHead>
        <SaidNotice said=desk.said />
        <section class="card" aria-labelledby="applications-title">
            <h2 id="applications-title" class="visually-hidden">"Who waits"</h2>
            <Transition fallback=|| view! { <TableSkeleton rows=6 /> }>{list}</Transition>
        </section>
    }
}

/// A page of the list with its way on.
#[component]
fn List(page: ApplicationPage, params: AfterParams, desk: Desk) -> impl IntoView {
    let ApplicationPage { rows, next, total } = page;
    let onward = next.map(|after| AfterParams { after: Some(after) }.href(PATH));
    let back = params.after.is_some().then(|| PATH.to_owned());
    let content = if rows.is_empty() {
        Either::Left(view! { <Empty title="Nobody waits" text="Who applies with the form shows up here." /> })
    } else {
        let ids = rows.iter().map(|row| row.partner_id.clone()).collect();
        Either::Right(view! {
            <Bulk ids desk />
            <ul class="applications">{rows.into_iter().map(|row| line(row, desk)).collect_view()}</ul>
        })
    };
    let count = if total == 1 { "1 application waits".to_owned() } else { format!("{total} applications wait") };
    view! {
        <p class="count" role="status">{count}</p>
        {content}
        <Pager label="Pages of applications" back onward />
    }
}

fn line(row: ApplicationLine, desk: Desk) -> impl IntoView {
    let ApplicationLine { partner_id, name, email, application, since } = row;
    let href = format!("{}/program", partner_path(&partner_id));
    let written = application.map(|application| view! { <Written application /> });
    let (shown, picked) = (partner_id.clone(), desk.picked);
    let is_on = move || picked.has(&shown);
    let tick = move |event| picked.set(&partner_id, event_target_checked(&event));
    view! {
        <li>
            <input class="needs-script" type="checkbox" aria-label=format!("Choose {name}") prop:checked=is_on on:change=tick />
            <div>
                <h3><a class="link" href=href dir="auto">{name}</a></h3>
                <p><small>{format!("{email}, since {since}")}</small></p>
                {written}
            </div>
        </li>
    }
}
