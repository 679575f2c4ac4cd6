//! Runs from the newest on: how, how much, who confirmed, and how their payouts stand.

use super::{
    api::list_runs,
    params::{PATH, PayoutsParams},
    view::{RunRow, RunsPage, RunsQuery},
};
use crate::{
    AppError,
    admin::{
        parts::text_or_dash,
        program::stand::{Stand, StandFilter},
    },
    payouts::parts::{Standing, Watch, moves_by_itself},
    ui::{Empty, ErrorPanel, Icon, IconName, TableSkeleton},
};
use domain::{PayoutRunId, payout::PayoutStatus};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};

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
    Resource::new(move || params.with(|it| RunsQuery { state: it.state, before: it.before.clone() }), list_runs)
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
                    <StandFilter
                        path=PATH any="Any status" all=&PayoutStatus::ALL rest=params.get_untracked().plan().to_vec()
                        chosen=Signal::derive(move || params.get().state.map(Stand::name))
                    />
                    <a class="btn" href=move || params.get().csv() rel="external" download="payouts.csv"><Icon name=IconName::Download />"CSV"</a>
                </div>
            </header>
            <Transition fallback=|| view! { <TableSkeleton rows=4 /> }>{list}</Transition>
        </section>
    }
}

#[component]
fn List(page: RunsPage, params: PayoutsParams, data: Data) -> impl IntoView {
    let RunsPage { runs, next } = page;
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
    let content = if runs.is_empty() && params.state.is_some() {
        EitherOf3::C(view! { <Empty title="None stands so" text="Choose another status to see the other payouts." /> })
    } else if runs.is_empty() {
        EitherOf3::A(
            view! { <Empty title="Nothing was paid yet" text="What you confirm is listed here, with what became of each payout." /> },
        )
    } else {
        EitherOf3::B(view! { <Table runs /> })
    };
    view! {
        <Watch is_open reload=Callback::new(move |()| data.refetch()) />
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
            <td class="run-method">{run.method.title()}<small>{people}</small></td>
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
