//! One customer: who they are, what they bought and brought, and their orders.

use super::{
    api::{CustomerView, load_customer},
    orders::Orders,
    person::{Delete, Person},
};
use crate::{
    AppError,
    admin::program::{
        Pager,
        form::{Said, SaidNotice},
    },
    period::address,
    ui::{BlockSkeleton, Card, Empty, ErrorPanel, Icon, IconName, PageHead},
};
use domain::{
    CustomerId,
    program::{CustomerLine, CustomerTotals},
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
    let file = format!("{path}/orders.csv");
    let onward = orders.next.map(|after| address(&path, &[("after", Some(after))]));
    let back = (!is_first).then_some(path);
    let tools = view! { <a class="btn" href=file rel="external" download><Icon name=IconName::Download />"CSV"</a> };
    let list = if orders.rows.is_empty() {
        Either::Left(view! { <Empty title="No orders here" text="There are none beyond this page." /> })
    } else {
        Either::Right(view! { <Orders rows=orders.rows /> })
    };
    view! {
        <div class="page program-page">
            <Head customer=customer.clone() />
            <SaidNotice said />
            <Facts customer=customer.clone() />
            <Card title="Orders" tools=tools.into_any()>{list}<Pager label="Pages of orders" back onward /></Card>
            <div class="grid2">
                <Person customer=customer.clone() data said />
                <Delete id=customer.id />
            </div>
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
            <p class="card-note">"All orders count, also those that no partner brought, and as they were placed: what was given back is not taken off."</p>
        </Card>
    }
}

fn totals(it: CustomerTotals) -> impl IntoView {
    let orders = if it.orders == 1 { "1 order".to_owned() } else { format!("{} orders", it.orders) };
    let text = format!("{} in {orders}, {} for partners", it.revenue, it.commission);
    view! { <div class="fact"><dt>{format!("In {}", it.revenue.currency)}</dt><dd><div>{text}</div></dd></div> }
}
