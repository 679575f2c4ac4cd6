//! The merchant as a whole: the same every time, and believable.

use std::collections::{BTreeMap, BTreeSet};

use sandbox::people;
use serde_json::{Value, json};

use crate::bench::Bench;

const ORDERS: &str = "query($after: String) { orders(first: 250, after: $after, sortKey: CREATED_AT) { nodes {
    id legacyResourceId name createdAt cancelledAt tags displayFinancialStatus presentmentCurrencyCode
    subtotalPriceSet { shopMoney { amount } } } pageInfo { hasNextPage endCursor } } }";

async fn all_orders(bench: &Bench) -> Vec<Value> {
    let (mut orders, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = bench.graphql(ORDERS, json!({"after": after})).await["data"]["orders"].clone();
        orders.extend(page["nodes"].as_array().unwrap().clone());
        if page["pageInfo"]["hasNextPage"] == false {
            return orders;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// All actions by event date, in windows of 45 days back from today.
async fn all_actions(bench: &Bench) -> Vec<Value> {
    let mut actions = Vec::new();
    let mut end = jiff::civil::date(2026, 11, 22);
    for _ in 0..9 {
        let start = end.checked_sub(jiff::Span::new().days(44)).unwrap();
        let path = format!("/Actions?CampaignId=18421&ActionDateStart={start}T00:00:00Z&ActionDateEnd={end}T23:59:59Z");
        actions.extend(bench.impact(&path).await["Actions"].as_array().unwrap().clone());
        end = start.checked_sub(jiff::Span::new().days(1)).unwrap();
    }
    actions
}

fn creator(order: &Value) -> Option<&str> {
    order["tags"].as_array()?.iter().find_map(|tag| tag.as_str()?.strip_prefix("cc-creator-id-"))
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[tokio::test]
async fn the_same_seed_is_the_same_merchant_and_another_is_not() {
    let (one, same) = tokio::join!(Bench::start(), Bench::start());
    let other = Bench::with(|options| options.seed = 8).await;
    let look = async |bench: &Bench| {
        let parts = [
            bench.graphql(ORDERS, json!({})).await["data"].clone(),
            bench
                .graphql(
                    "{ products(first: 50) { nodes { id title totalInventory updatedAt featuredImage { url } } } }",
                    json!({}),
                )
                .await["data"]
                .clone(),
            bench.impact("/Actions?CampaignId=18421").await["Actions"].clone(),
            bench.channel("/collabs?limit=250").await,
            bench.channel(&format!("/collabs/{}", people::ANA.collab_id)).await,
        ];
        json!(parts).to_string().replace(bench.running.origin(), "")
    };
    let (first, second, third) = (look(&one).await, look(&same).await, look(&other).await);
    assert!(first == second, "two runs differ");
    assert!(first != third, "the seed does nothing");
}

#[tokio::test]
async fn a_year_of_orders_has_a_believable_shape() {
    let bench = Bench::start().await;
    let orders = all_orders(&bench).await;
    let ids: BTreeSet<&str> = orders.iter().map(|order| order["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), orders.len(), "each order once");
    assert!((11_300..12_700).contains(&orders.len()), "{}", orders.len());

    let mut by_partner: BTreeMap<&str, usize> = BTreeMap::new();
    for id in orders.iter().filter_map(creator) {
        *by_partner.entry(id).or_default() += 1;
    }
    assert!((540..680).contains(&by_partner[people::ANA.creator_id]), "{}", by_partner[people::ANA.creator_id]);
    assert!(!by_partner.contains_key(people::NEW_PARTNER.creator_id));
    let mut counts: Vec<usize> = by_partner.values().copied().collect();
    counts.sort_unstable();
    let top: usize = counts.iter().rev().take(10).sum();
    assert!((0.3..0.75).contains(&share(top, counts.iter().sum())), "the best ten bring {top}");
    let tagged = orders.iter().filter(|order| creator(order).is_some()).count();
    assert!((0.85..0.92).contains(&share(tagged, orders.len())));

    let in_month =
        |month: &str| orders.iter().filter(|order| order["createdAt"].as_str().unwrap().starts_with(month)).count();
    assert!(in_month("2026-05") > in_month("2026-02") * 3 / 2, "spring");
    assert!(in_month("2025-12") > in_month("2026-01") * 3 / 2, "December");
    let day = |day: &str| orders.iter().filter(|order| order["createdAt"].as_str().unwrap().starts_with(day)).count();
    assert!(day("2025-11-28") > day("2025-11-25") * 3 / 2, "Black Friday");

    let status = |name: &str| orders.iter().filter(|order| order["displayFinancialStatus"] == name).count();
    assert!((0.03..0.09).contains(&share(status("REFUNDED"), orders.len())));
    assert!((0.01..0.06).contains(&share(status("PARTIALLY_REFUNDED"), orders.len())));
    assert!((0.01..0.04).contains(&share(status("VOIDED"), orders.len())));
    let cents = |order: &Value| {
        order["subtotalPriceSet"]["shopMoney"]["amount"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap()
    };
    let mean = orders.iter().map(cents).sum::<i64>() / i64::try_from(orders.len()).unwrap();
    assert!((6_000..22_000).contains(&mean), "the mean order is {mean} cents");
    let euro = orders.iter().filter(|order| order["presentmentCurrencyCode"] == "EUR").count();
    assert!((0.03..0.35).contains(&share(euro, orders.len())), "{euro}");
}

#[tokio::test]
async fn the_network_agrees_with_the_shop_but_for_about_two_in_a_hundred() {
    let bench = Bench::start().await;
    let (orders, actions) = tokio::join!(all_orders(&bench), all_actions(&bench));
    let partners = bench.impact("/MediaPartners").await["MediaPartners"].as_array().unwrap().clone();
    let people = bench.client.get(bench.own("/_people")).send().await.unwrap().json::<Value>().await.unwrap();
    let creators: BTreeMap<String, String> = people
        .as_array()
        .unwrap()
        .iter()
        .map(|person| {
            (person["affiliate_code"].as_str().unwrap().to_owned(), person["creator_id"].as_str().unwrap().to_owned())
        })
        .collect();
    let creator_of: BTreeMap<u64, &String> = partners
        .iter()
        .map(|partner| {
            (partner["Id"].as_str().unwrap().parse().unwrap(), &creators[partner["CustomPartnerId"].as_str().unwrap()])
        })
        .collect();
    let tags: BTreeMap<String, Option<&str>> = orders
        .iter()
        .flat_map(|order| {
            let number = order["name"].as_str().unwrap().trim_start_matches('#').to_owned();
            [(order["legacyResourceId"].as_str().unwrap().to_owned(), creator(order)), (number, creator(order))]
        })
        .collect();
    let sales: Vec<&Value> = actions.iter().filter(|action| action["ActionTrackerName"] == "Online Sale").collect();
    let stray = sales
        .iter()
        .filter(|action| {
            let owner = creator_of[&action["MediaPartnerId"].as_u64().unwrap()];
            tags[action["Oid"].as_str().unwrap()] != Some(owner.as_str())
        })
        .count();
    assert!((0.01..0.035).contains(&share(stray, sales.len())), "{stray} of {}", sales.len());

    let known: BTreeSet<&str> = sales.iter().map(|action| action["Oid"].as_str().unwrap()).collect();
    let joined: BTreeSet<&str> = creator_of.values().map(|id| id.as_str()).collect();
    let expected: Vec<&Value> =
        orders.iter().filter(|order| creator(order).is_some_and(|id| joined.contains(id))).collect();
    let missing: Vec<&&Value> = expected
        .iter()
        .filter(|order| {
            let number = order["name"].as_str().unwrap().trim_start_matches('#');
            !known.contains(order["legacyResourceId"].as_str().unwrap()) && !known.contains(number)
        })
        .collect();
    assert!((0.01..0.035).contains(&share(missing.len(), expected.len())), "{}", missing.len());
    assert!(
        missing.iter().all(|order| order["createdAt"].as_str() < Some("2026-11-17")),
        "young orders are never missing"
    );
    let short = sales.iter().filter(|action| action["Oid"].as_str().unwrap().len() < 8).count();
    assert!((0.015..0.05).contains(&share(short, sales.len())), "{short} by the order's number");
}

#[tokio::test]
async fn commissions_follow_tier_state_and_currency() {
    let bench = Bench::start().await;
    let actions = all_actions(&bench).await;
    let number = |action: &Value, name: &str| action[name].as_f64().unwrap();
    for action in actions.iter().filter(|action| action["ActionTrackerName"] == "Online Sale") {
        let rate = number(action, "IntendedPayout") / number(action, "IntendedAmount");
        assert!((0.075..0.155).contains(&rate), "{action}");
        let locked = action["LockingDate"].as_str() <= Some("2026-11-21T10:00:00-05:00");
        let state = action["State"].as_str().unwrap();
        assert!(state == "REVERSED" || (state == "APPROVED") == locked, "{action}");
        assert_eq!(state == "REVERSED", number(action, "Payout") == 0.0, "{action}");
    }
    let bonuses: Vec<&Value> =
        actions.iter().filter(|action| action["ActionTrackerName"] == "Performance bonus").collect();
    assert!(bonuses.len() > 20, "{}", bonuses.len());
    assert!(
        bonuses
            .iter()
            .all(|bonus| bonus["Oid"] == "" && number(bonus, "Amount") == 0.0 && number(bonus, "Payout") >= 50.0)
    );
    let of = |name: &str, currency: &str| {
        actions.iter().filter(|a| a["MediaPartnerName"] == name && a["Currency"] == currency).count()
    };
    assert!(of("Matthieu Roche", "EUR") > 5 * of("Matthieu Roche", "USD") && of("Matthieu Roche", "USD") > 0);
    assert!(of("Ana Oliveira", "USD") > 5 * of("Ana Oliveira", "EUR") && of("Ana Oliveira", "EUR") > 0);
}
