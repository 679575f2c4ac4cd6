//! The partners as a table, sorted by its headers; as cards on a phone.

use crate::{
    admin::{
        params::PartnersParams,
        parts::{PartnerName, text_or_dash},
        picked::{Pick, Picked},
    },
    ui::{Chip, Tone, count_text, money_text},
};
use domain::{
    PartnerId,
    admin::{PartnerRow, PartnerSort},
    program::MemberStatus,
};
use leptos::prelude::*;

/// The lines.
#[component]
pub fn PartnerTable(
    /// The partners.
    rows: Vec<PartnerRow>,
    /// The choices of the moment.
    params: PartnersParams,
    /// Those that are ticked.
    picked: Picked<PartnerId>,
) -> impl IntoView {
    let head = |sort: PartnerSort, title: &'static str, class: &'static str| header(&params, sort, title, class);
    view! {
        <table class="cards partner-table">
            <thead>
                <tr>
                    <th scope="col" class="choose needs-script"><span class="visually-hidden">"Choose"</span></th>
                    {head(PartnerSort::Name, "Partner", "")}
                    <th scope="col" class="h-tier">"Tier"</th>
                    <th scope="col" class="h-code">"Code"</th>
                    <th scope="col" class="h-network">"Network"</th>
                    <th scope="col" class="h-standing">"Program"</th>
                    {head(PartnerSort::Sales, "Sales", "num")}
                    {head(PartnerSort::Earned, "Earned", "num h-earned")}
                    {head(PartnerSort::Orders, "Orders", "num h-orders")}
                    {head(PartnerSort::Commissions, "Commissions", "num h-commissions")}
                    {head(PartnerSort::Owed, "Owed", "num h-owed")}
                    {head(PartnerSort::Conversions, "Conversions", "num h-conversions")}
                    {head(PartnerSort::Joined, "Joined", "num h-joined")}
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(|row| line(row, picked)).collect_view()}</tbody>
        </table>
    }
}

fn header(
    params: &PartnersParams,
    sort: PartnerSort,
    title: &'static str,
    class: &'static str,
) -> impl IntoView + use<> {
    let direction = (params.sort == sort).then(|| direction(sort, params.reversed));
    let arrow = match direction {
        Some("ascending") => "▲",
        Some(_) => "▼",
        None => "",
    };
    let href = params.sorted(sort).href();
    view! {
        <th scope="col" class=class aria-sort=direction>
            <a href=href>{title}<span class="arrow" aria-hidden="true">{arrow}</span></a>
        </th>
    }
}

/// Names begin with A, everything else with the largest or newest.
fn direction(sort: PartnerSort, reversed: bool) -> &'static str {
    if (sort == PartnerSort::Name) == reversed { "descending" } else { "ascending" }
}

/// Where somebody stands in the program, as a chip.
pub(super) const fn standing(status: Option<MemberStatus>) -> (Tone, &'static str) {
    match status {
        Some(MemberStatus::Approved) => (Tone::Good, "Approved"),
        Some(MemberStatus::Pending) => (Tone::Warn, "Pending"),
        Some(status) => (Tone::Bad, status.title()),
        None => (Tone::Quiet, "Not in it"),
    }
}

/// Whether the network knows somebody, as a chip.
pub(super) const fn network(is_known: Option<bool>) -> (Tone, &'static str) {
    match is_known {
        Some(true) => (Tone::Good, "In network"),
        Some(false) => (Tone::Quiet, "Not found"),
        None => (Tone::Quiet, "Not known yet"),
    }
}

fn line(row: PartnerRow, picked: Picked<PartnerId>) -> impl IntoView {
    let stands = standing(row.standing);
    let group = row.group.map(|group| view! { <small dir="auto">{group}</small> });
    let network = network(row.in_network);
    let mark = row.is_leaked.then_some("On a coupon site");
    let code = row.code.map(|code| view! { <code>{code}</code> }.into_any());
    view! {
        <tr class="linked">
            <Pick id=row.id.clone() title=row.name.clone() picked />
            <td class="p-who">
                <PartnerName id=row.id name=row.name picture_url=row.picture_url text=row.email is_active=row.is_active mark />
            </td>
            <td class="p-tier">{text_or_dash(Some(row.tier))}</td>
            <td class="p-code">{code.unwrap_or_else(|| text_or_dash(None).into_any())}</td>
            <td class="p-network"><Chip tone=network.0 text=network.1 /></td>
            <td class="p-standing"><Chip tone=stands.0 text=stands.1 />{group}</td>
            <td class="num p-sales" data-label="Sales"><b>{money_text(row.sales)}</b></td>
            <td class="num p-earned" data-label="Earned">{money_text(row.earned)}</td>
            <td class="num p-orders" data-label="Orders">{count_text(row.orders)}</td>
            <td class="num p-commissions" data-label="Commissions">{row.commissions.to_string()}</td>
            <td class="num p-owed" data-label="Owed">{row.owed.to_string()}</td>
            <td class="num p-conversions" data-label="Conversions">{count_text(Some(row.conversions))}</td>
            <td class="num p-joined" data-label="Joined">{row.joined}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_rise_and_figures_fall_until_turned_round() {
        assert_eq!(direction(PartnerSort::Name, false), "ascending");
        assert_eq!(direction(PartnerSort::Name, true), "descending");
        assert_eq!(direction(PartnerSort::Sales, false), "descending");
        assert_eq!(direction(PartnerSort::Joined, true), "ascending");
    }

    #[cfg(feature = "ssr")]
    mod rendered {
        use super::*;
        use domain::{Currency, Money, PartnerId};
        use scraper::{Html, Selector};

        fn row(text: &str) -> PartnerRow {
            PartnerRow {
                id: PartnerId::from_parts(1, [7; 10]),
                name: text.into(),
                email: text.into(),
                handle: Some(text.into()),
                picture_url: Some(text.into()),
                tier: text.into(),
                code: Some(text.into()),
                is_active: false,
                in_network: Some(false),
                sales: Some(Money::new(12_345, Currency::USD)),
                earned: None,
                orders: Some(3),
                joined: text.into(),
                standing: Some(MemberStatus::Pending),
                group: Some(text.into()),
                commissions: Money::new(700, Currency::USD),
                owed: Money::new(-5, Currency::USD),
                conversions: 2,
                is_leaked: true,
            }
        }

        fn table(text: &str, params: PartnersParams) -> Html {
            let html = Owner::new()
                .with(|| view! { <PartnerTable rows=vec![row(text)] params picked=Picked::new() /> }.to_html());
            Html::parse_fragment(&html)
        }

        fn all(html: &Html, selector: &str) -> Vec<String> {
            let selector = Selector::parse(selector).unwrap();
            html.select(&selector).map(|element| element.text().collect()).collect()
        }

        #[test]
        fn what_outside_systems_say_stays_text() {
            for text in ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)"] {
                let html = table(text, PartnersParams::default());
                assert!(all(&html, "script, img, [onerror]").is_empty(), "{text}");
                assert_eq!(all(&html, ".person-name a"), [text]);
                assert_eq!(all(&html, "code"), [text]);
            }
        }

        #[test]
        fn what_was_never_read_is_no_zero() {
            let html = table("Ana", PartnersParams::default());
            assert_eq!(all(&html, ".p-earned"), ["–"]);
            assert_eq!(all(&html, ".p-sales"), ["$123.45"]);
            assert_eq!(all(&html, "td.p-commissions"), ["$7.00"]);
            assert!(all(&html, "td.p-standing")[0].starts_with("Pending"));
            assert_eq!(all(&html, ".person-name .chip.warn"), ["On a coupon site"]);
        }

        #[test]
        fn one_column_says_that_it_is_sorted_and_how() {
            let html = table("Ana", PartnersParams::default().sorted(PartnerSort::Joined));
            let sorted = Selector::parse("th[aria-sort]").unwrap();
            let sorted: Vec<_> = html.select(&sorted).collect();
            assert_eq!(sorted.len(), 1);
            assert_eq!(sorted[0].attr("aria-sort"), Some("descending"));
            assert!(sorted[0].text().collect::<String>().starts_with("Joined"));
        }
    }
}
