//! One run: what it pays to whom, what became of each payout, and what is left to do.

use super::{
    api::load_run,
    params::{PATH, PayoutsParams},
    run_acts::{Acts, Desk, Reason, Reference},
    runs::{Standings, run_path},
    view::{RunPayout, RunRow, RunView},
};
use crate::{
    AppError,
    admin::parts::{partner_path, text_or_dash},
    payouts::parts::{Proof, Standing, Watch, moves_by_itself},
    ui::{BlockSkeleton, ErrorPanel, Icon, IconName, Notice, PageHead, Tone},
};
use domain::{
    PayoutRunId,
    payout::{PayoutMethod, PayoutStatus},
};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

pub(super) type Data = Resource<Result<RunView, AppError>>;

/// One run.
#[derive(Clone)]
pub struct PayoutRunRoute;

impl PayoutRunRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let params = use_params_map();
        let id = Memo::new(move |_| read_id(params.get().get("id")));
        // The answer's status depends on it: the first bytes wait for it.
        let data = Resource::new_blocking(move || id.get(), load_run);
        view! { <Page id data /> }.into_any()
    }
}

/// What is no id names no run: the server then says that there is none.
fn read_id(text: Option<String>) -> PayoutRunId {
    text.and_then(|text| text.parse().ok()).unwrap_or_else(|| PayoutRunId::from_parts(0, [0; 10]))
}

#[component]
fn Page(id: Memo<PayoutRunId>, data: Data) -> impl IntoView {
    let desk = Desk::new(id, Callback::new(move |()| data.refetch()));
    let whole = move || {
        Suspend::new(async move {
            match data.await {
                Ok(run) => Either::Left(view! { <Loaded run data desk /> }),
                Err(error) => Either::Right(view! {
                    <PageHead title="Payout" />
                    <ErrorPanel error retry=Callback::new(move |()| data.refetch()) />
                }),
            }
        })
    };
    view! {
        <Transition fallback=|| view! { <BlockSkeleton class="partner-wait" /> }>{whole}</Transition>
        <Reason desk />
    }
}

#[component]
fn Loaded(run: RunView, data: Data, desk: Desk) -> impl IntoView {
    let RunView { run: row, until, notes, payouts, is_own, alarms } = run;
    let again = PayoutsParams {
        method: Some(row.method),
        currency: Some(row.sum.currency),
        until: Some(until),
        retry: Some(row.id.clone()),
        ..PayoutsParams::default()
    };
    let is_open = payouts.iter().any(|it| moves_by_itself(it.line.status, row.method));
    let failed = row.standing(PayoutStatus::Failed) + row.standing(PayoutStatus::Cancelled);
    let notes = (!notes.is_empty()).then(|| view! { <blockquote dir="auto">{notes}</blockquote> });
    let way = row.method.told(row.paid_by);
    let title = format!("{} by {way}", row.sum);
    let approved = row.approved_by.clone().map(|name| format!(", approved by {name}")).unwrap_or_default();
    let about = format!("Confirmed {} by {}{approved}. Earned up to {}.", row.when, row.created_by, until.long());
    view! {
        <Title text=format!("Payout {}", row.when) />
        <Watch is_open reload=Callback::new(move |()| data.refetch()) />
        <div class="page">
            <div class="partner-head">
                <a class="back" href=PATH><Icon name=IconName::ChevronLeft />"Payouts"</a>
                <div class="head">
                    <div><h1 tabindex="-1">{title}</h1><p>{about}</p></div>
                    <div class="tools"><Standings run=row.clone() /></div>
                </div>
                {notes}
            </div>
            <Acts run=row.clone() is_own desk />
            <Trouble row=row.clone() alarms />
            <DueAgain count=failed again=again.href() />
            <section class="card" aria-labelledby="payouts-title">
                <header>
                    <h2 id="payouts-title">"Payouts"</h2>
                    <div class="tools">
                        <a class="btn" href=format!("{}/payouts.csv", run_path(&row.id)) rel="external" download><Icon name=IconName::Download />"CSV"</a>
                    </div>
                </header>
                <Table payouts method=row.method desk />
            </section>
        </div>
    }
}

/// What nobody knows, and what only people can put right.
#[component]
fn Trouble(row: RunRow, alarms: Vec<String>) -> impl IntoView {
    let alarms: Vec<_> = alarms.into_iter().map(|text| view! { <li dir="auto">{text}</li> }).collect();
    let alarm = (!alarms.is_empty()).then(|| view! { <Notice tone=Tone::Bad><ul>{alarms}</ul></Notice> });
    let unknown = row.standing(PayoutStatus::Sending);
    let lead = match unknown {
        0 => "It is not settled yet.".to_owned(),
        1 => "Nobody knows yet what became of 1 payout.".to_owned(),
        _ => format!("Nobody knows yet what became of {unknown} payouts."),
    };
    let trouble = row.trouble.map(|text| view! { <Notice tone=Tone::Warn><p><b>{lead}</b>" "{text}</p></Notice> });
    view! { {alarm}{trouble} }
}

/// What did not arrive is not lost.
#[component]
fn DueAgain(
    count: i64,
    /// The plan that has these and no others.
    again: String,
) -> impl IntoView {
    let text = match count {
        1 => "1 payout did not arrive. Its commissions are due again: the next plan has them.".to_owned(),
        _ => format!("{count} payouts did not arrive. Their commissions are due again: the next plan has them."),
    };
    (count > 0).then(
        || view! { <Notice tone=Tone::Warn><p>{text}</p><a class="btn" href=again>"Plan them again"</a></Notice> },
    )
}

#[component]
fn Table(payouts: Vec<RunPayout>, method: PayoutMethod, desk: Desk) -> impl IntoView {
    let is_by_bank = method == PayoutMethod::Bank;
    view! {
        <table class="cards payout-table">
            <thead>
                <tr>
                    <th scope="col">"Partner"</th>
                    <th scope="col">"Account"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col">"Transaction"</th>
                    <th scope="col" class="num">"Amount"</th>
                </tr>
            </thead>
            <tbody>{payouts.into_iter().map(|it| line(it, is_by_bank, desk)).collect_view()}</tbody>
        </table>
    }
}

fn line(payout: RunPayout, is_by_bank: bool, desk: Desk) -> impl IntoView {
    let RunPayout { id, partner, name, line, is_for_people } = payout;
    let reason = (!line.reason.is_empty()).then(|| view! { <small dir="auto">{line.reason.clone()}</small> });
    // Banks give money back after they took it.
    let may_fail = is_by_bank && matches!(line.status, PayoutStatus::InFlight | PayoutStatus::Paid);
    let label = format!("{name}’s payout failed");
    let who = name.clone();
    let service = line.method.title();
    let unanswered = (is_for_people && !is_by_bank).then(|| {
        let (id, who) = (id.clone(), name.clone());
        let label = format!("Say what became of {name}’s payout");
        let ask = move |_| desk.ask_what(id.clone(), who.clone(), service);
        view! { <button class="btn small needs-script" type="button" aria-label=label on:click=ask>"Settle by hand"</button> }
    });
    let reference = (is_by_bank && line.status == PayoutStatus::InFlight)
        .then(|| view! { <Reference payout=id.clone() name=name.clone() desk /> });
    let fail = may_fail.then(|| {
        let ask = move |_| desk.ask_why(id.clone(), who.clone());
        view! { <button class="btn small needs-script" type="button" aria-label=label on:click=ask>"Failed"</button> }
    });
    view! {
        <tr>
            <td class="pay-who"><a href=format!("{}/payouts", partner_path(&partner)) dir="auto">{name}</a></td>
            <td class="pay-account">{text_or_dash(Some(line.shown.clone()))}</td>
            <td class="pay-status"><span class="chips"><Standing status=line.status />{fail}{unanswered}</span>{reason}</td>
            <td class="pay-proof"><Proof line=line.clone() />{reference}</td>
            <td class="num pay-amount"><b>{line.amount.to_string()}</b></td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_id_names_no_run() {
        let real = PayoutRunId::from_parts(1, [7; 10]);
        assert_eq!(read_id(Some(real.to_string())), real);
        assert_eq!(read_id(Some("../x".into())), read_id(None));
    }
}
