//! The plan: how, in which currency and up to which day; then whom, and why somebody not.

use super::{
    api::load_plan,
    by_hand::{Account, LineTransaction},
    confirm::{Confirm, Desk},
    params::{PATH, PayoutsParams},
    selection::Selection,
    view::{PlanLine, PlanView},
};
use crate::{
    AppError,
    admin::parts::{partner_path, text_or_dash},
    period::Fault,
    ui::{Choice, Empty, ErrorPanel, Icon, IconName, Notice, TableSkeleton, Tone, count_text},
};
use domain::{Currency, payout::PayoutMethod};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use leptos_router::components::Form;

/// The plan, loading or loaded.
pub(super) type Data = Resource<Result<PlanView, AppError>>;

/// Asks for the plan that the address names.
pub(super) fn load(params: Memo<PayoutsParams>) -> Data {
    Resource::new(move || params.with(PayoutsParams::query), load_plan)
}

/// The plan.
#[component]
pub(super) fn Plan(params: Memo<PayoutsParams>, data: Data, desk: Desk) -> impl IntoView {
    let (is_pending, set_pending) = signal(false);
    let plan = move || {
        Suspend::new(async move {
            match data.await {
                Ok(plan) => Either::Left(view! { <Loaded plan params=params.get_untracked() desk /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    let faults = move || params.with(|it| it.faults.clone());
    view! {
        <Show when=move || !faults().is_empty()>
            <Notice tone=Tone::Bad><ul>{move || faults().into_iter().map(fault).collect_view()}</ul></Notice>
        </Show>
        <section class="card plan" aria-labelledby="plan-title" aria-busy=move || is_pending.get().then_some("true")>
            <header>
                <h2 id="plan-title">"What is due"</h2>
                <div class="tools">
                    <a class="btn" href=move || params.get().plan_csv() rel="external" download="due.csv"><Icon name=IconName::Download />"CSV"</a>
                </div>
            </header>
            <Transition fallback=|| view! { <TableSkeleton rows=6 /> } set_pending>{plan}</Transition>
        </section>
    }
}

fn fault((field, hint): Fault) -> impl IntoView {
    view! { <li><b>{field}</b>{format!(": {hint} It was left out.")}</li> }
}

#[component]
fn Loaded(plan: PlanView, params: PayoutsParams, desk: Desk) -> impl IntoView {
    let selection = Selection::new(&plan.lines, plan.currency);
    let content = if plan.lines.is_empty() {
        let text = format!("No partner earned anything in {} up to this day that was not paid.", plan.currency);
        Either::Left(view! { <Empty title="Nothing is due" text /> })
    } else {
        Either::Right(view! {
            <Table lines=plan.lines.clone() is_by_hand=plan.method == PayoutMethod::Manual selection desk />
            <More count=plan.more />
            <Confirm plan=plan.clone() selection desk />
        })
    };
    let retry = plan.retry.clone().map(|when| {
        let all = PayoutsParams { retry: None, ..params.first() }.href();
        let text = format!("Only those whose payout did not arrive of what was confirmed {when}.");
        view! { <Notice tone=Tone::Quiet><p>{text}</p><a class="btn" href=all>"Show all that is due"</a></Notice> }
    });
    let only = plan.only.clone().map(|name| {
        let all = PayoutsParams { partner: None, ..params.first() }.href();
        view! {
            <Notice tone=Tone::Quiet>
                <p>"Only what "<b dir="auto">{name}</b>" is due."</p>
                <a class="btn" href=all>"Show all that is due"</a>
            </Notice>
        }
    });
    let unbounded = (plan.is_unbounded && !plan.lines.is_empty()).then(|| {
        let text = format!(
            "The program has no minimum payout in {}: any amount is paid, unless a group or partner has one of their own.",
            plan.currency
        );
        view! { <Notice tone=Tone::Quiet><p>{text}</p><a class="btn" href="/admin/program">"Set one"</a></Notice> }
    });
    view! { <Controls plan params />{retry}{only}{unbounded}{content} }
}

/// Method, currency and day: links and a plain form, so that a plan has an address.
#[component]
fn Controls(plan: PlanView, params: PayoutsParams) -> impl IntoView {
    let method = |it: PayoutMethod| {
        let href = PayoutsParams { method: Some(it), ..params.first() }.href();
        (it.title().to_owned(), format!("Pay by {}", it.title()), href, it == plan.method)
    };
    let currency = |it: Currency| {
        let href = PayoutsParams { currency: Some(it), ..params.first() }.href();
        (it.to_string(), format!("What is due in {it}"), href, it == plan.currency)
    };
    let methods: Vec<_> = plan.methods.iter().copied().map(method).collect();
    let currencies: Vec<_> = plan.currencies.iter().copied().map(currency).collect();
    let has_choice = currencies.len() > 1 || !plan.currencies.contains(&plan.currency);
    let choice = has_choice.then(|| view! { <Choice label="Currency" options=currencies /> });
    let kept = params.plan().into_iter().filter(|(name, _)| *name != "until");
    let kept = kept.filter_map(|(name, value)| Some(view! { <input type="hidden" name=name value=value? /> }));
    view! {
        <div class="plan-controls">
            <Choice label="Method" options=methods />
            {choice}
            <Form method="GET" action=PATH noscroll=true attr:class="plan-until">
                {kept.collect_view()}
                <label>"Earned up to "<input type="date" name="until" value=plan.until.iso() required /></label>
                <button class="btn" type="submit">"Apply"</button>
            </Form>
        </div>
    }
}

#[component]
fn Table(lines: Vec<PlanLine>, is_by_hand: bool, selection: Selection, desk: Desk) -> impl IntoView {
    let all = move |event| selection.set_all(event_target_checked(&event));
    // One payment alone is asked for its id where it is confirmed.
    let has_ids = is_by_hand && lines.iter().filter(|line| line.is_payable()).count() > 1;
    let ids = has_ids.then(|| view! { <th scope="col">"Transaction id"</th> });
    let line = move |(index, it)| line(index, it, is_by_hand, has_ids.then_some(desk), selection);
    view! {
        <table class="cards plan-table">
            <thead>
                <tr>
                    <th scope="col" class="plan-pick needs-script">
                        <input type="checkbox" aria-label="Select everybody who can be paid" prop:checked=move || selection.is_all() on:change=all />
                    </th>
                    <th scope="col">"Partner"</th>
                    <th scope="col">"Account"</th>
                    {ids}
                    <th scope="col" class="num">"Commissions"</th>
                    <th scope="col" class="num">"Amount"</th>
                </tr>
            </thead>
            <tbody>{lines.into_iter().enumerate().map(line).collect_view()}</tbody>
        </table>
    }
}

fn line(
    index: usize,
    line: PlanLine,
    is_by_hand: bool,
    ids: Option<Desk>,
    selection: Selection,
) -> impl IntoView + use<> {
    let is_payable = line.is_payable();
    let id = ids.map(|desk| {
        let field = is_payable.then(|| view! { <LineTransaction line=line.clone() desk /> });
        view! { <td class="plan-id">{field}</td> }
    });
    let pick = move |event| selection.set(index, event_target_checked(&event));
    let account = if !is_payable {
        EitherOf3::A(view! { <span class="why-not">{line.why_not.clone()}</span> })
    } else if is_by_hand {
        EitherOf3::B(view! { <Account line=line.clone() /> })
    } else {
        EitherOf3::C(text_or_dash(Some(line.shown.clone())))
    };
    view! {
        <tr class:is-out=!is_payable>
            <td class="plan-pick needs-script">
                <input
                    type="checkbox" aria-label=format!("Pay {}", line.name) checked=is_payable disabled=!is_payable
                    prop:checked=move || selection.has(index) on:change=pick
                />
            </td>
            <td class="plan-who"><a href=partner_path(&line.partner) dir="auto">{line.name.clone()}</a></td>
            <td class="plan-account">{account}</td>
            {id}
            <td class="num plan-count" data-label="Commissions">{count_text(Some(line.count))}</td>
            <td class="num plan-amount"><b>{line.amount.to_string()}</b></td>
        </tr>
    }
}

/// More than one confirmation pays.
#[component]
fn More(count: usize) -> impl IntoView {
    (count > 0).then(|| {
        view! { <p class="count">{format!("{count} more are due something. They are listed once these are paid.")}</p> }
    })
}
