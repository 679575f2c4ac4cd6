//! One customer: who they are, what they bought and brought, and their orders.

use super::{
    api::{CustomerView, load_customer},
    person::{Delete, Person},
};
use crate::{
    AppError,
    admin::{
        parts::partner_path,
        program::{
            Pager,
            commissions::table::coupon_line,
            form::{Said, SaidNotice},
        },
    },
    period::address,
    ui::{BlockSkeleton, Card, Chip, Empty, ErrorPanel, Icon, IconName, PageHead, Tone},
};
use domain::{
    CommissionStatus, CustomerId,
    program::{CommissionLine, CustomerLine, CustomerTotals},
};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// One customer.
#[derive(Clone)]
pub struct CustomerRoute;

impl CustomerRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let (params, query) = (use_params_map(), use_query_map());
        let asked = Memo::new(move |_| (read_id(params.get().get("id")), query.get().get("after")));
        // The answer's status depends on it: the first bytes wait for it.
        let data = Resource::new_blocking(move || asked.get(), |(id, after)| load_customer(id, after));
        view! { <Page data after=Signal::derive(move || asked.get().1) /> }.into_any()
    }
}

/// What is no id names nobody: the server then says that there is no such customer.
fn read_id(text: Option<String>) -> CustomerId {
    text.and_then(|text| text.parse().ok()).unwrap_or_else(|| CustomerId::from_parts(0, [0; 10]))
}

pub(super) type Data = Resource<Result<CustomerView, AppError>>;

#[component]
fn Page(data: Data, after: Signal<Option<String>>) -> impl IntoView {
    let said = Said::new();
    let whole = move || {
        Suspend::new(async move {
            match data.await {
                Ok(view) => Either::Left(view! { <Loaded view data said is_first=after.get_untracked().is_none() /> }),
                Err(error) => Either::Right(view! {
                    <PageHead title="Customer" />
                    <ErrorPanel error retry=Callback::new(move |()| data.refetch()) />
                }),
            }
        })
    };
    view! { <Transition fallback=|| view! { <BlockSkeleton class="partner-wait" /> }>{whole}</Transition> }
}

#[component]
fn Loaded(view: CustomerView, data: Data, said: Said, is_first: bool) -> impl IntoView {
    let CustomerView { customer, orders } = view;
    let path = format!("/admin/customers/{}", customer.id);
    let onward = orders.next.map(|after| address(&path, &[("after", Some(after))]));
    let back = (!is_first).then_some(path);
    let list = if orders.rows.is_empty() {
        Either::Left(view! { <Empty title="No orders here" text="There are none beyond this page." /> })
    } else {
        Either::Right(view! { <Orders rows=orders.rows /> })
    };
    view! {
        <div class="page program-page">
            <Head customer=customer.clone() />
            <SaidNotice said />
            <div class="grid2">
                <div class="stack">
                    <Facts customer=customer.clone() />
                    <Delete id=customer.id.clone() />
                </div>
                <Person customer data said />
            </div>
            <Card title="Orders">{list}<Pager label="Pages of orders" back onward /></Card>
        </div>
    }
}

#[component]
fn Head(customer: CustomerLine) -> impl IntoView {
    let CustomerLine { email, name, .. } = customer;
    let title = if name.is_empty() { email.clone() } else { name };
    view! {
        <Title text=title.clone() />
        <div class="partner-head">
            <a class="back" href="/admin/customers"><Icon name=IconName::ChevronLeft />"Customers"</a>
            <div class="head">
                <div>
                    <h1 tabindex="-1" dir="auto">{title}</h1>
                    <p><a class="link" rel="external" href=format!("mailto:{email}")>{email.clone()}</a></p>
                </div>
            </div>
        </div>
    }
}

#[component]
fn Facts(customer: CustomerLine) -> impl IntoView {
    let fact = |(title, text): (&'static str, Option<String>)| {
        text.map(|text| view! { <div class="fact"><dt>{title}</dt><dd><div dir="auto">{text}</div></dd></div> })
    };
    let facts = [
        ("Your own id", customer.external_id),
        ("First order", Some(customer.first)),
        ("Last order", Some(customer.last)),
    ];
    view! {
        <Card title="Facts">
            <dl class="facts">
                {customer.totals.into_iter().map(totals).collect_view()}
                {facts.into_iter().map(fact).collect::<Vec<_>>()}
            </dl>
        </Card>
    }
}

fn totals(it: CustomerTotals) -> impl IntoView {
    let orders = if it.orders == 1 { "1 order".to_owned() } else { format!("{} orders", it.orders) };
    let text = format!("{} in {orders}, {} for partners", it.revenue, it.commission);
    view! { <div class="fact"><dt>{format!("In {}", it.revenue.currency)}</dt><dd><div>{text}</div></dd></div> }
}

#[component]
fn Orders(rows: Vec<CommissionLine>) -> impl IntoView {
    view! {
        <table class="cards order-table">
            <thead>
                <tr>
                    <th scope="col">"Order"</th>
                    <th scope="col">"Partner"</th>
                    <th scope="col" class="num">"Total"</th>
                    <th scope="col" class="num">"Commission"</th>
                    <th scope="col">"Paid"</th>
                    <th scope="col">"Notes"</th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
        </table>
    }
}

fn line(row: CommissionLine) -> impl IntoView {
    let partner = format!("{}/program", partner_path(&row.partner_id));
    let paid = if row.status == CommissionStatus::Paid { (Tone::Good, "Paid") } else { (Tone::Quiet, "Unpaid") };
    let standing = (row.status != CommissionStatus::Paid).then(|| view! { <small>{row.status.title()}</small> });
    view! {
        <tr>
            <td class="c-what"><a class="link" dir="auto" href=format!("/admin/commissions/{}", row.id)>{row.title}</a><small>{row.when}</small></td>
            <td class="c-partner"><a class="link" dir="auto" href=partner>{row.partner_name}</a>{coupon_line(row.coupon)}</td>
            <td class="num c-total" data-label="Total">{row.total.map(|total| total.to_string())}</td>
            <td class="num c-amount" data-label="Commission"><b>{row.amount.to_string()}</b></td>
            <td class="c-status"><Chip tone=paid.0 text=paid.1 />{standing}</td>
            <td class="c-notes" dir="auto">{row.notes}</td>
        </tr>
    }
}
