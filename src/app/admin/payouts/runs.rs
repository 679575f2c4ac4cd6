//! Runs from the newest on: how, how much, who confirmed, and how their payouts stand.

use super::{
    api::list_runs,
    params::{PATH, PayoutsParams},
    view::{History, RunRow, RunsPage, RunsQuery},
};
use crate::{
    AppError,
    admin::{
        finder::{Narrow, NarrowDay},
        parts::text_or_dash,
        program::stand::Stand,
    },
    payouts::parts::{Standing, Watch, moves_by_itself},
    period::controls::kept,
    ui::{Empty, ErrorPanel, Icon, IconName, TableSkeleton},
};
use domain::{
    PayoutRunId,
    payout::{PayoutMethod, PayoutStatus},
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use leptos_router::components::Form;

impl Stand for PayoutStatus {
    const ALL: &'static [Self] = &Self::ALL;
    const HINT: &'static str = "awaiting_approval, scheduled, sending, in_flight, paid, failed or cancelled";

    fn name(self) -> &'static str {
        self.as_str()
    }

    fn title(self) -> &'static str {
        Self::title(self)
    }
}

/// A page of runs, loading or loaded.
pub(super) type Data = Resource<Result<RunsPage, AppError>>;

/// Asks for the runs that the address names.
pub(super) fn load(params: Memo<PayoutsParams>) -> Data {
    Resource::new(
        move || params.with(|it| RunsQuery { history: it.history.clone(), before: it.before.clone() }),
        list_runs,
    )
}

/// Where a run is looked at.
pub(super) fn run_path(id: &PayoutRunId) -> String {
    format!("{PATH}/{id}")
}

/// The list.
#[component]
pub(super) fn Runs(params: Memo<PayoutsParams>, data: Data) -> impl IntoView {
    let list = move || {
        Suspend::new(async move {
            match data.await {
                Ok(page) => Either::Left(view! { <List page params=params.get_untracked() data /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    view! {
        <section class="card" aria-labelledby="runs-title">
            <header>
                <h2 id="runs-title">"History"</h2>
                <div class="tools">
                    <a class="btn" href=move || params.get().csv() rel="external" download="payouts.csv"><Icon name=IconName::Download />"CSV"</a>
                </div>
            </header>
            <Filters params />
            <Transition fallback=|| view! { <TableSkeleton rows=4 /> }>{list}</Transition>
        </section>
    }
}

/// What narrows the list, all of it kept in the address.
#[component]
fn Filters(params: Memo<PayoutsParams>) -> impl IntoView {
    let named = |value: &'static str, title: &'static str| (value.to_owned(), title.to_owned());
    let states = PayoutStatus::ALL.map(|it| named(it.as_str(), it.title())).into();
    let methods = PayoutMethod::ALL.map(|it| named(it.as_str(), it.title())).into();
    let change = move |change: &dyn Fn(&mut History)| {
        let params = params.get_untracked();
        let mut history = params.history.clone();
        change(&mut history);
        params.looking_back(history).href()
    };
    let state = move |text: Option<String>| change(&|it| it.state = text.as_deref().and_then(PayoutStatus::parse));
    let method = move |text: Option<String>| change(&|it| it.by = text.as_deref().and_then(PayoutMethod::parse));
    let kept = move || {
        let params = params.get();
        let of = params.past().into_iter().filter(|(name, _)| *name == "of");
        kept(params.plan().into_iter().chain(of))
    };
    view! {
        <Form method="GET" action=PATH replace=true noscroll=true attr:class="filters finder">
            {kept}
            <Narrow name="state" title="Status" any="Any status" options=states
                chosen=Signal::derive(move || params.get().history.state.map(|it| it.as_str().to_owned())) choose=state />
            <Narrow name="by" title="Method" any="Any method" options=methods
                chosen=Signal::derive(move || params.get().history.by.map(|it| it.as_str().to_owned())) choose=method />
            <NarrowDay name="from" title="From" chosen=Signal::derive(move || params.get().history.from)
                choose=move |from| change(&|it| it.from = from) />
            <NarrowDay name="to" title="To" chosen=Signal::derive(move || params.get().history.to)
                choose=move |to| change(&|it| it.to = to) />
            <button class="btn no-js" type="submit">"Show"</button>
        </Form>
    }
}

#[component]
fn List(page: RunsPage, params: PayoutsParams, data: Data) -> impl IntoView {
    let RunsPage { runs, next, only } = page;
    let only = only.map(|name| {
        let all = params.looking_back(History { of: None, ..params.history.clone() }).href();
        view! { <p class="count">"Only those with "<b dir="auto">{name}</b>". "<a class="link" href=all>"Show everybody's"</a></p> }
    });
    let is_open = runs.iter().any(is_moving);
    let onward = next.map(|before| PayoutsParams { before: Some(before), ..params.clone() }.href());
    let back = params.before.is_some().then(|| params.first().href());
    let pager = (onward.is_some() || back.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages of payouts">
                {back.map(|href| view! { <a class="btn" href=href>"First page"</a> })}
                {onward.map(|href| view! { <a class="btn" href=href>"Next page"</a> })}
            </nav>
        }
    });
    let content = if runs.is_empty() && params.history != History::default() {
        EitherOf3::C(
            view! { <Empty title="None is so" text="Choose another status, method or other days to see the other payouts." /> },
        )
    } else if runs.is_empty() {
        EitherOf3::A(
            view! { <Empty title="Nothing was paid yet" text="What you confirm is listed here, with what became of each payout." /> },
        )
    } else {
        EitherOf3::B(view! { <Table runs /> })
    };
    view! {
        <Watch is_open reload=Callback::new(move |()| data.refetch()) />
        {only}
        {content}
        {pager}
    }
}

fn is_moving(run: &RunRow) -> bool {
    run.tallies.iter().any(|tally| moves_by_itself(tally.status, run.method))
}

#[component]
fn Table(runs: Vec<RunRow>) -> impl IntoView {
    view! {
        <table class="cards run-table">
            <thead>
                <tr>
                    <th scope="col">"Confirmed"</th>
                    <th scope="col">"Method"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col">"By"</th>
                    <th scope="col" class="num">"Sum"</th>
                </tr>
            </thead>
            <tbody>{runs.into_iter().map(line).collect_view()}</tbody>
        </table>
    }
}

fn line(run: RunRow) -> impl IntoView {
    let waits = (run.standing(PayoutStatus::AwaitingApproval) > 0)
        .then(|| view! { <small>"Waits for a second member of the team"</small> });
    let unknown = run.trouble.is_some().then(|| view! { <small>"Not answered for yet"</small> });
    let approved = run.approved_by.clone().map(|name| view! { <small>{format!("Approved by {name}")}</small> });
    let people = if run.count() == 1 { "1 partner".to_owned() } else { format!("{} partners", run.count()) };
    view! {
        <tr class="linked">
            <td class="run-when"><span class="person-name"><a href=run_path(&run.id)>{run.when.clone()}</a></span></td>
            <td class="run-method">{run.method.told(run.paid_by)}<small>{people}</small></td>
            <td class="run-status"><Standings run=run.clone() />{waits}{unknown}</td>
            <td class="run-by">{text_or_dash(Some(run.created_by))}{approved}</td>
            <td class="num run-sum"><b>{run.sum.to_string()}</b></td>
        </tr>
    }
}

/// How many payouts stand where.
#[component]
pub(super) fn Standings(run: RunRow) -> impl IntoView {
    let chip = |tally: &super::view::Tally| view! { <Standing status=tally.status count=tally.count /> };
    view! { <span class="chips">{run.tallies.iter().map(chip).collect_view()}</span> }
}
