//! Customers whom partners brought: a list to be searched, and one customer with their orders.

mod api;
#[cfg(feature = "ssr")]
pub mod csv;
mod detail;
mod filters;
mod orders;
#[cfg(feature = "ssr")]
pub mod orders_csv;
mod person;

pub use detail::CustomerRoute;

use super::{Pager, params::CustomersParams};
use crate::{
    AppError,
    period::controls::Faults,
    ui::{Empty, ErrorPanel, Icon, IconName, PageHead, TableSkeleton},
};
use api::{Customers, list_customers};
use domain::program::{CustomerLine, CustomerPage, CustomerTotals};
use filters::Filters;
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;

type Data = Resource<Result<Customers, AppError>>;

/// The list.
#[derive(Clone)]
pub struct CustomersRoute;

impl CustomersRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(CustomersParams::read));
        let data = Resource::new(move || params.with(CustomersParams::query), list_customers);
        view! { <Page params data /> }.into_any()
    }
}

#[component]
fn Page(params: Memo<CustomersParams>, data: Data) -> impl IntoView {
    let (is_pending, set_pending) = signal(false);
    let list = move || {
        Suspend::new(async move {
            let params = params.get_untracked();
            match data.await {
                Ok(Customers { page, .. }) => Either::Left(view! { <List page params /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    view! {
        <PageHead title="Customers" text="Who bought with a partner's code. Orders and revenue count what came without, too.">
            <a class="btn" href=move || params.get().file() rel="external" download><Icon name=IconName::Download />"CSV"</a>
        </PageHead>
        <Faults faults=Signal::derive(move || params.get().faults) />
        <section class="card partners" aria-labelledby="customers-title" aria-busy=move || is_pending.get().then_some("true")>
            <h2 id="customers-title" class="visually-hidden">"All customers"</h2>
            <Filters params data />
            <Transition fallback=|| view! { <TableSkeleton rows=10 /> } set_pending>{list}</Transition>
        </section>
    }
}

#[component]
fn List(page: CustomerPage, params: CustomersParams) -> impl IntoView {
    let CustomerPage { rows, next } = page;
    let onward = next.map(|after| CustomersParams { after: Some(after), ..params.clone() }.href());
    let back = params.after.is_some().then(|| params.first().href());
    let content = if rows.is_empty() {
        Either::Left(view! { <Nobody is_filtered=params.is_filtered() || params.after.is_some() /> })
    } else {
        Either::Right(view! { <Table rows /> })
    };
    view! {
        {content}
        <Pager label="Pages of customers" back onward />
    }
}

#[component]
fn Nobody(is_filtered: bool) -> impl IntoView {
    let (title, text) = if is_filtered {
        ("Nobody matches", "No customer has this text in e-mail, name or id, and ordered so.")
    } else {
        ("No customers yet", "They appear here with the first order that is tracked or entered.")
    };
    let all = is_filtered.then(|| view! { <a class="btn" href=CustomersParams::PATH>"Show all customers"</a> });
    view! { <Empty title text>{all}</Empty> }
}

#[component]
fn Table(rows: Vec<CustomerLine>) -> impl IntoView {
    view! {
        <table class="cards customer-table">
            <thead>
                <tr>
                    <th scope="col">"Customer"</th>
                    <th scope="col" class="num">"Orders"</th>
                    <th scope="col" class="num">"Revenue"</th>
                    <th scope="col" class="num">"Commission"</th>
                    <th scope="col" class="num">"Last order"</th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
        </table>
    }
}

fn line(row: CustomerLine) -> impl IntoView {
    let path = format!("/admin/customers/{}", row.id);
    let of = |read: fn(&CustomerTotals) -> String| {
        row.totals.iter().map(|totals| view! { <span class="each">{read(totals)}</span> }).collect_view()
    };
    let [orders, revenue, commission] =
        [of(|it| it.orders.to_string()), of(|it| it.revenue.to_string()), of(|it| it.commission.to_string())];
    view! {
        <tr class="linked">
            <td class="u-who"><span class="person-name"><a href=path>{row.email}</a></span><small dir="auto">{row.name}</small></td>
            <td class="num u-orders" data-label="Orders">{orders}</td>
            <td class="num u-revenue" data-label="Revenue">{revenue}</td>
            <td class="num u-commission" data-label="Commission">{commission}</td>
            <td class="num u-last" data-label="Last order">{row.last}</td>
        </tr>
    }
}
