//! The table of a customer's orders: those that partners brought, with what they brought, and direct ones among them.

use crate::{
    admin::{
        parts::{partner_path, text_or_dash},
        program::commissions::table::coupon_line,
    },
    ui::{Chip, Tone},
};
use domain::{
    CommissionStatus,
    program::{CommissionLine, CustomerOrder, DirectOrderLine},
};
use leptos::{either::Either, prelude::*};

/// The table.
#[component]
pub(super) fn Orders(rows: Vec<CustomerOrder>) -> impl IntoView {
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

fn line(row: CustomerOrder) -> impl IntoView {
    match row {
        CustomerOrder::Brought(row) => Either::Left(brought(*row)),
        CustomerOrder::Direct(row) => Either::Right(direct(row)),
    }
}

fn brought(row: CommissionLine) -> impl IntoView {
    let partner = format!("{}/program", partner_path(&row.partner_id));
    let paid = if row.status == CommissionStatus::Paid { (Tone::Good, "Paid") } else { (Tone::Quiet, "Unpaid") };
    let given_back =
        row.given_back.filter(|it| it.minor > 0).map(|it| view! { <small>{format!("{it} given back")}</small> });
    let standing = (row.status != CommissionStatus::Paid).then(|| view! { <small>{row.status.title()}</small> });
    view! {
        <tr>
            <td class="c-what"><a class="link" dir="auto" href=format!("/admin/commissions/{}", row.id)>{row.title}</a><small>{row.when}</small></td>
            <td class="c-partner"><a class="link" dir="auto" href=partner>{row.partner_name}</a>{coupon_line(row.coupon)}</td>
            <td class="num c-total" data-label="Total">{row.total.map(|total| total.to_string())}{given_back}</td>
            <td class="num c-amount" data-label="Commission"><b>{row.amount.to_string()}</b></td>
            <td class="c-status"><Chip tone=paid.0 text=paid.1 />{standing}</td>
            <td class="c-notes" dir="auto">{row.notes}</td>
        </tr>
    }
}

/// Nothing is owed for it, so that there is nothing to be paid either.
fn direct(row: DirectOrderLine) -> impl IntoView {
    let fate = row.fate().map(|fate| view! { <small>{fate}</small> });
    view! {
        <tr class="direct">
            <td class="c-what"><span dir="auto">{row.name}</span><small>{row.when}</small></td>
            <td class="c-partner"><span class="no-partner">"Direct order"</span>{coupon_line(row.coupon)}</td>
            <td class="num c-total" data-label="Total">{row.total.to_string()}{fate}</td>
            <td class="num c-amount" data-label="Commission">{text_or_dash(None)}</td>
            <td class="c-status"></td>
            <td class="c-notes" dir="auto">{row.notes}</td>
        </tr>
    }
}
