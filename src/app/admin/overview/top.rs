//! The partners who sell most.

use crate::{
    admin::{params::PartnersParams, parts::PartnerName},
    ui::{Card, Empty, Icon, IconName, count_text, money_text},
};
use domain::{Currency, admin::PartnerRow};
use leptos::{either::Either, prelude::*};

/// The best partners of the range, and the way to all of them.
#[component]
pub fn TopPartners(
    /// The best, first the very best.
    rows: Vec<PartnerRow>,
    /// The currency of the figures.
    currency: Currency,
    /// Whether the shop has been read: without that no list is no news.
    knows_sales: bool,
    /// Where they are as a file.
    file: String,
) -> impl IntoView {
    let all = PartnersParams { currency: Some(currency), ..PartnersParams::default() }.href();
    let tools = view! {
        <a class="btn small" href=file rel="external" download><Icon name=IconName::Download />"CSV"</a>
        <a class="btn small" href=all>"All partners"</a>
    };
    let tools = tools.into_any();
    let list = if rows.is_empty() {
        let (title, text) = if knows_sales {
            ("No sales in this range", "Partners appear here with their first attributed order.")
        } else {
            ("Nothing known yet", "The best partners appear here as soon as the store has answered once.")
        };
        Either::Left(view! { <Empty title text /> })
    } else {
        let lines = rows.into_iter().map(line).collect_view();
        Either::Right(view! {
            <table class="cards top">
                <thead>
                    <tr>
                        <th scope="col">"Partner"</th>
                        <th scope="col" class="num">"Orders"</th>
                        <th scope="col" class="num">"Sales"</th>
                        <th scope="col" class="num">"Earned"</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        })
    };
    view! { <Card title="Top partners" tools>{list}</Card> }
}

fn line(row: PartnerRow) -> impl IntoView {
    let text = if row.tier.is_empty() { row.email } else { row.tier };
    view! {
        <tr class="linked">
            <td class="p-who"><PartnerName id=row.id name=row.name picture_url=row.picture_url text is_active=row.is_active /></td>
            <td class="num p-orders" data-label="Orders">{count_text(row.orders)}</td>
            <td class="num p-sales" data-label="Sales"><b>{money_text(row.sales)}</b></td>
            <td class="num p-earned" data-label="Earned">{money_text(row.earned)}</td>
        </tr>
    }
}
