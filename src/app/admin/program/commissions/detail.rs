//! One commission: how it came about, and what happened to it.

use super::{
    api::load_commission,
    decide::{Adjust, Decide},
    refund::Refund,
};
use crate::{
    AppError,
    admin::{
        parts::partner_path,
        program::form::{Said, SaidNotice},
    },
    ui::{BlockSkeleton, Card, ErrorPanel, Icon, IconName, PageHead, StatusChip},
};
use domain::{
    CommissionId, CommissionKind,
    earnings::EntryStatus,
    program::{CommissionDetail, CommissionLine, Origin, StepLine},
};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// One commission.
#[derive(Clone)]
pub struct CommissionRoute;

impl CommissionRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let params = use_params_map();
        let id = Memo::new(move |_| read_id(params.get().get("id")));
        // The answer's status depends on it: the first bytes wait for it.
        let data = Resource::new_blocking(move || id.get(), load_commission);
        view! { <Page data /> }.into_any()
    }
}

/// What is no id names no commission: the server then says that there is none.
fn read_id(text: Option<String>) -> CommissionId {
    text.and_then(|text| text.parse().ok()).unwrap_or_else(|| CommissionId::from_parts(0, [0; 10]))
}

pub(super) type Data = Resource<Result<CommissionDetail, AppError>>;

#[component]
fn Page(data: Data) -> impl IntoView {
    let said = Said::new();
    let whole = move || {
        Suspend::new(async move {
            match data.await {
                Ok(detail) => Either::Left(view! { <Loaded detail data said /> }),
                Err(error) => Either::Right(view! {
                    <PageHead title="Commission" />
                    <ErrorPanel error retry=Callback::new(move |()| data.refetch()) />
                }),
            }
        })
    };
    view! { <Transition fallback=|| view! { <BlockSkeleton class="partner-wait" /> }>{whole}</Transition> }
}

#[component]
fn Loaded(detail: CommissionDetail, data: Data, said: Said) -> impl IntoView {
    let (steps, order) = (detail.steps.clone(), detail.order.clone());
    let (line, id, kind) = (detail.line.clone(), detail.line.id.clone(), detail.line.kind);
    let (about, currency) = (id.clone(), line.amount.currency);
    let order = order.filter(|_| kind == CommissionKind::Sale);
    view! {
        <div class="page program-page">
            <Head line=detail.line.clone() />
            <SaidNotice said />
            <div class="grid2">
                <div class="stack">
                    <Facts detail />
                    <Decide line data said />
                </div>
                <div class="stack">
                    <Card title="History"><ol class="steps">{steps.into_iter().rev().map(step).collect_view()}</ol></Card>
                    {order.map(|order| view! { <Refund id order data said /> })}
                    <Adjust id=about currency data said />
                </div>
            </div>
        </div>
    }
}

#[component]
fn Head(line: CommissionLine) -> impl IntoView {
    view! {
        <Title text=format!("Commission {}", line.title) />
        <div class="partner-head">
            <a class="back" href="/admin/commissions"><Icon name=IconName::ChevronLeft />"Commissions"</a>
            <div class="head">
                <div>
                    <h1 tabindex="-1" dir="auto">{line.title}</h1>
                    <p>{format!("{} for ", line.amount)}<a class="link" dir="auto" href=format!("{}/program", partner_path(&line.partner_id))>{line.partner_name}</a></p>
                </div>
                <div class="tools"><StatusChip status=EntryStatus::Commission(line.status) /></div>
            </div>
        </div>
    }
}

#[component]
fn Facts(detail: CommissionDetail) -> impl IntoView {
    let CommissionDetail { line, rate, full, free, origin, product, metadata, is_new_customer, .. } = detail;
    let product = product.map(|it| [it.name, it.id, it.category].into_iter().flatten().collect::<Vec<_>>().join(" · "));
    let customer = line.customer.map(|it| {
        let buyer = if is_new_customer == Some(true) { ", their first order" } else { "" };
        view! { <a class="link" href=format!("/admin/customers/{}", it.id)>{it.email}</a>{buyer} }.into_any()
    });
    let text = |text: Option<String>| {
        text.filter(|text| !text.is_empty())
            .map(|text| view! { <span dir="auto" class="prose">{text}</span> }.into_any())
    };
    let how = rate.map_or_else(|| "The amount was given with it".to_owned(), |rate| rate.to_string());
    let before = (full != line.amount).then(|| format!("{full}, before refunds took their part"));
    let facts = [
        ("Order total", text(line.total.map(|total| total.to_string()))),
        ("Commission", text(Some(line.amount.to_string()))),
        ("Was", text(before)),
        ("Rate", text(Some(how))),
        ("Why it stands so", text(Some(line.reason))),
        ("Look at it", text(line.flag.map(|flag| format!("{}.", flag.title())))),
        ("Customer", customer),
        ("Coupon", text(line.coupon)),
        ("Product", text(product)),
        ("Notes", text(Some(line.notes))),
        ("Metadata", metadata.map(|json| view! { <code class="json">{json}</code> }.into_any())),
        ("Date", text(Some(line.when))),
        ("Free to be paid", text(Some(free))),
        ("Came by", text(Some(came_by(origin).to_owned()))),
    ];
    let fact = |(title, value): (&'static str, Option<AnyView>)| {
        value.map(|value| view! { <div class="fact"><dt>{title}</dt><dd><div>{value}</div></dd></div> })
    };
    view! { <Card title="Facts"><dl class="facts">{facts.into_iter().map(fact).collect::<Vec<_>>()}</dl></Card> }
}

const fn came_by(origin: Origin) -> &'static str {
    match origin {
        Origin::Api => "The tracking API",
        Origin::Webhook => "The shop's webhook",
        Origin::Import => "A file",
        Origin::Manual => "Entered by hand",
        Origin::Milestone => "A goal that was reached",
    }
}

fn step(it: StepLine) -> impl IntoView {
    let reason = (!it.reason.is_empty()).then(|| view! { <blockquote dir="auto">{it.reason}</blockquote> });
    view! {
        <li>
            <p><StatusChip status=EntryStatus::Commission(it.status) />" "<b>{it.amount.to_string()}</b></p>
            <small>{format!("{} · ", it.when)}<span dir="auto">{it.account}</span></small>
            {reason}
        </li>
    }
}
