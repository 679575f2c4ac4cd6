//! Partners who wait for the team, who asked first first: read, approved or turned down, many at a time. Those about whom was decided
//! stay readable.

mod api;
mod bulk;
#[cfg(feature = "ssr")]
pub mod csv;

use super::{
    Pager,
    form::{Said, SaidNotice},
    member::Written,
    stand::{Stand, StandFilter, StandParams},
};
use crate::{
    AppError,
    admin::{
        parts::partner_path,
        picked::{Picked, Tick},
    },
    period::controls::Faults,
    ui::{Empty, ErrorPanel, Icon, IconName, PageHead, TableSkeleton, Tone},
};
use api::list_applications;
use bulk::Bulk;
use domain::{
    PartnerId,
    program::{ApplicationLine, ApplicationPage, MemberStatus},
};
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;

const PATH: &str = "/admin/applications";
const FILE: &str = "/admin/applications.csv";

type Params = StandParams<MemberStatus>;

/// Where those stand who are shown: they wait, unless something else is asked for.
#[cfg(feature = "ssr")]
fn standing_of(params: &Params) -> MemberStatus {
    params.state.unwrap_or(MemberStatus::Pending)
}

/// Where those stand about whom was decided.
const DECIDED: &[MemberStatus] = &[MemberStatus::Approved, MemberStatus::Rejected, MemberStatus::Disabled];

impl Stand for MemberStatus {
    const ALL: &'static [Self] = DECIDED;
    const HINT: &'static str = "approved, rejected or disabled";

    fn name(self) -> &'static str {
        self.as_str()
    }

    fn title(self) -> &'static str {
        Self::title(self)
    }
}

/// A page of applications, loading or loaded.
type Data = Resource<Result<ApplicationPage, AppError>>;

/// The list.
#[derive(Clone)]
pub struct ApplicationsRoute;

impl ApplicationsRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(Params::read));
        let data = Resource::new(move || params.get(), list_applications);
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
fn Page(params: Memo<Params>, data: Data) -> impl IntoView {
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
            <a class="btn" href=move || params.get().href(FILE, None) rel="external" download><Icon name=IconName::Download />"CSV"</a>
        </PageHead>
        <Faults faults=Signal::derive(move || params.get().faults) />
        <SaidNotice said=desk.said />
        <section class="card" aria-labelledby="applications-title">
            <h2 id="applications-title" class="visually-hidden">"Who applied"</h2>
            <StandFilter path=PATH any="Waiting" all=DECIDED chosen=Signal::derive(move || params.get().state.map(Stand::name)) />
            <Transition fallback=|| view! { <TableSkeleton rows=6 /> }>{list}</Transition>
        </section>
    }
}

/// A page of the list with its way on.
#[component]
fn List(page: ApplicationPage, params: Params, desk: Desk) -> impl IntoView {
    let ApplicationPage { rows, next, total } = page;
    let onward = next.map(|after| params.href(PATH, Some(after)));
    let back = params.after.is_some().then(|| params.href(PATH, None));
    let waits = params.state.is_none();
    let content = if rows.is_empty() {
        let (title, text) = if waits {
            ("Nobody waits", "Who applies with the form shows up here.")
        } else {
            ("Nobody", "None of those who applied stands so.")
        };
        Either::Left(view! { <Empty title text /> })
    } else {
        let ids = rows.iter().map(|row| row.partner_id.clone()).collect();
        Either::Right(view! {
            {waits.then(|| view! { <Bulk ids desk /> })}
            <ul class="applications">{rows.into_iter().map(|row| line(row, waits.then_some(desk.picked))).collect_view()}</ul>
        })
    };
    let count = counted(total, params.state);
    view! {
        <p class="count" role="status">{count}</p>
        {content}
        <Pager label="Pages of applications" back onward />
    }
}

/// How many there are in all.
fn counted(total: i64, state: Option<MemberStatus>) -> String {
    let word = state.map(|state| MemberStatus::title(state).to_lowercase());
    match (total, word) {
        (1, None) => "1 application waits".to_owned(),
        (total, None) => format!("{total} applications wait"),
        (1, Some(word)) => format!("1 who applied is {word}"),
        (total, Some(word)) => format!("{total} who applied are {word}"),
    }
}

/// Somebody who applied, to be ticked while they wait.
fn line(row: ApplicationLine, picked: Option<Picked<PartnerId>>) -> impl IntoView {
    let ApplicationLine { partner_id, name, email, application, since } = row;
    let href = format!("{}/program", partner_path(&partner_id));
    let written = application.map(|application| view! { <Written application /> });
    let tick = picked.map(|picked| view! { <Tick id=partner_id title=name.clone() picked /> });
    view! {
        <li>
            {tick}
            <div>
                <h3><a class="link" href=href dir="auto">{name}</a></h3>
                <p><small>{format!("{email}, since {since}")}</small></p>
                {written}
            </div>
        </li>
    }
}
