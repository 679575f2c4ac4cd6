//! Commissions as a table; as cards on a phone.

use crate::{
    admin::{
        parts::{partner_path, text_or_dash},
        picked::{Pick, Picked},
    },
    ui::{Chip, StatusChip, Tone},
};
use domain::{
    CommissionId,
    earnings::EntryStatus,
    program::{CommissionLine, CustomerName},
};
use leptos::prelude::*;

/// The lines, with a box to tick each.
#[component]
pub(super) fn Table(
    /// The commissions.
    rows: Vec<CommissionLine>,
    /// Those that are ticked.
    picked: Picked<CommissionId>,
) -> impl IntoView {
    let line = move |row| line(row, picked);
    view! {
        <table class="cards commission-table">
            <thead>
                <tr>
                    <th scope="col" class="choose needs-script"><span class="visually-hidden">"Choose"</span></th>
                    <th scope="col">"Order"</th>
                    <th scope="col">"Partner"</th>
                    <th scope="col">"Customer"</th>
                    <th scope="col" class="num">"Total"</th>
                    <th scope="col" class="num">"Commission"</th>
                    <th scope="col">"Status"</th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
        </table>
    }
}

fn line(row: CommissionLine, picked: Picked<CommissionId>) -> impl IntoView {
    let CommissionLine { id, title, when, partner_id, partner_name, coupon, customer, total, amount, .. } = row;
    let path = format!("/admin/commissions/{id}");
    let partner = format!("{}/program", partner_path(&partner_id));
    let reason = (!row.reason.is_empty()).then(|| view! { <small dir="auto">{row.reason}</small> });
    let flag = row.flag.map(|_| view! { <Chip tone=Tone::Warn text="Look at it" /> });
    view! {
        <tr>
            <Pick id title=title.clone() picked />
            <td class="c-what"><a class="link" href=path dir="auto">{title}</a><small>{when}</small></td>
            <td class="c-partner"><a class="link" href=partner dir="auto">{partner_name}</a>{coupon_line(coupon)}</td>
            <td class="c-customer">{customer_cell(customer)}</td>
            <td class="num c-total" data-label="Total">{text_or_dash(total.map(|total| total.to_string()))}</td>
            <td class="num c-amount" data-label="Commission"><b>{amount.to_string()}</b></td>
            <td class="c-status"><StatusChip status=EntryStatus::Commission(row.status) />" "{flag}{reason}</td>
        </tr>
    }
}

/// The code that the order came with, below its partner.
pub(in crate::admin::program) fn coupon_line(coupon: Option<String>) -> impl IntoView {
    coupon.map(|code| view! { <small><code>{code}</code></small> })
}

fn customer_cell(customer: Option<CustomerName>) -> AnyView {
    match customer {
        Some(CustomerName { id, email, name }) => {
            let name = (!name.is_empty()).then(|| view! { <small dir="auto">{name}</small> });
            view! { <a class="link" href=format!("/admin/customers/{id}")>{email}</a>{name} }.into_any()
        }
        None => text_or_dash(None).into_any(),
    }
}
