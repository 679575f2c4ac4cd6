//! What was paid, and what did not arrive.

use super::{
    api::Paid,
    parts::{Proof, Standing},
};
use crate::{figures::params::Params, ui::Empty};
use domain::PayoutId;
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;

/// A page of payouts with its way on.
#[component]
pub(super) fn History(
    lines: Vec<Paid>,
    next: Option<PayoutId>,
    /// Where the partner's pages are.
    base: String,
) -> impl IntoView {
    if lines.is_empty() {
        return Either::Left(
            view! { <Empty title="No payouts yet" text="Each payout is listed here, with its transaction id once it arrived." /> },
        );
    }
    let onward = next.map(|id| {
        // The figures below keep their days, currency and charts.
        let query = use_query_map();
        let href = move || query.with(|map| Params::read(map).earlier(&format!("{base}/payouts"), id.to_string()));
        view! { <nav class="pager" aria-label="Pages of payouts"><a class="btn" href=href>"Earlier payouts"</a></nav> }
    });
    Either::Right(view! {
        <table class="cards payout-table">
            <thead>
                <tr>
                    <th scope="col">"Date"</th>
                    <th scope="col">"To"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col">"Transaction"</th>
                    <th scope="col" class="num">"Amount"</th>
                </tr>
            </thead>
            <tbody>{lines.into_iter().map(line).collect_view()}</tbody>
        </table>
        {onward}
    })
}

fn line(paid: Paid) -> impl IntoView {
    let Paid { on, line } = paid;
    let small = |text: String| (!text.is_empty()).then(|| view! { <small dir="auto">{text}</small> });
    let (reason, notes, shown) = (small(line.reason.clone()), small(line.notes.clone()), small(line.shown.clone()));
    view! {
        <tr>
            <td class="pay-who">{on.long()}{notes}</td>
            <td class="pay-account">{line.way()}{shown}</td>
            <td class="pay-status"><Standing status=line.status />{reason}</td>
            <td class="pay-proof"><Proof line=line.clone() /></td>
            <td class="num pay-amount"><b>{line.amount.to_string()}</b></td>
        </tr>
    }
}
