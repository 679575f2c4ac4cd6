//! impact.com: envelope, filters, paging, traps.

use std::collections::BTreeSet;

use sandbox::people;
use serde_json::{Value, json};

use crate::bench::{Bench, both};

const LAST_WEEKS: &str = "/Actions?CampaignId=18421&StartDate=2026-10-10T00:00:00Z&EndDate=2026-11-22T00:00:00Z";

#[tokio::test]
async fn pages_link_to_each_other_relative_to_the_base() {
    let bench = Bench::start().await;
    let (mut uri, mut ids, mut pages) = (format!("{LAST_WEEKS}&PageSize=300"), BTreeSet::new(), 0);
    let total = loop {
        let page = bench.impact(uri.split_once(&bench.keys.impact_sid).map_or(uri.as_str(), |(_, rest)| rest)).await;
        for action in page["Actions"].as_array().unwrap() {
            assert!(ids.insert(action["Id"].as_str().unwrap().to_owned()));
        }
        pages += 1;
        assert_eq!(
            (page["@page"].as_str(), page["@pagesize"].as_str()),
            (Some(pages.to_string().as_str()), Some("300"))
        );
        uri = page["@nextpageuri"].as_str().unwrap().to_owned();
        if uri.is_empty() {
            break page["@total"].as_str().unwrap().to_owned();
        }
        assert!(uri.starts_with("/Advertisers/"));
    };
    assert!(pages > 2);
    assert_eq!(ids.len().to_string(), total);
}

#[tokio::test]
async fn amounts_are_numbers_with_two_decimals_and_empty_dates_are_empty_text() {
    let bench = Bench::start().await;
    let text = bench.impact_request(&format!("{LAST_WEEKS}&PageSize=200")).send().await.unwrap().text().await.unwrap();
    let amounts = text.split("\"Payout\":").skip(1).map(|rest| rest.split(',').next().unwrap());
    for amount in amounts {
        assert_eq!(amount.split_once('.').map(|(_, part)| part.len()), Some(2), "{amount}");
    }
    let page: Value = serde_json::from_str(&text).unwrap();
    let action = &page["Actions"][0];
    assert_eq!(action["ClearedDate"], "");
    assert!(action["CampaignId"].is_number() && action["MediaPartnerId"].is_number() && action["Id"].is_string());
    assert!(
        action["EventDate"].as_str().unwrap().ends_with(":00") && action["EventDate"].as_str().unwrap().len() == 25
    );
}

#[tokio::test]
async fn without_accept_the_answer_is_xml() {
    let bench = Bench::start().await;
    let url = bench.url("impact", &format!("/Advertisers/{}/Actions?CampaignId=18421", bench.keys.impact_sid));
    let response =
        bench.client.get(url).basic_auth(&bench.keys.impact_sid, Some(&bench.keys.impact_token)).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/xml");
    assert!(response.text().await.unwrap().starts_with("<?xml"));
}

#[tokio::test]
async fn rate_limit_headers_come_with_every_answer() {
    let bench = Bench::start().await;
    let response = bench.impact_request(LAST_WEEKS).send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().parse::<u32>().unwrap();
    assert_eq!((header("x-ratelimit-limit"), header("x-ratelimit-remaining")), (1000, 999));
    assert!(header("x-ratelimit-reset") <= 3600);
}

#[tokio::test]
async fn bad_requests_name_the_field() {
    let bench = Bench::start().await;
    for (path, field) in [
        ("/Actions", "CampaignId"),
        ("/Actions?CampaignId=abc", "CampaignId"),
        ("/Actions?CampaignId=18421&StartDate=2026-01-01T00:00:00Z", "EndDate"),
        ("/Actions?CampaignId=18421&EndDate=2026-01-01T00:00:00Z", "StartDate"),
        ("/Actions?CampaignId=18421&StartDate=2026-01-01&EndDate=2026-03-01", "EndDate"),
        ("/Actions?CampaignId=18421&StartDate=2022-01-01&EndDate=2022-01-03", "StartDate"),
        ("/Actions?CampaignId=18421&LockingDateStart=2026-03-01&LockingDateEnd=2026-02-01", "LockingDateEnd"),
        ("/Actions?CampaignId=18421&StartDate=yesterday&EndDate=today", "StartDate"),
        ("/Actions?CampaignId=18421&State=OPEN", "State"),
        ("/Actions?CampaignId=18421&PageSize=0", "PageSize"),
    ] {
        let (status, body) = both(bench.impact_request(path).send().await.unwrap()).await;
        assert_eq!(
            (status, &body["Status"], &body["Errors"][0]["Field"]),
            (400, &json!("ERROR"), &json!(field)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn wrong_credentials_and_foreign_accounts_are_refused() {
    let bench = Bench::start().await;
    let url = bench.url("impact", &format!("/Advertisers/{}/Actions?CampaignId=18421", bench.keys.impact_sid));
    let wrong =
        bench.client.get(&url).basic_auth("x", Some("y")).header("accept", "application/json").send().await.unwrap();
    let (status, body) = both(wrong).await;
    assert_eq!((status, &body["Status"]), (401, &json!("ERROR")));
    let foreign = url.replace(&bench.keys.impact_sid, "IRother");
    let request = bench.client.get(foreign).basic_auth(&bench.keys.impact_sid, Some(&bench.keys.impact_token));
    assert_eq!(request.send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn partners_join_by_affiliate_code_and_one_is_missing() {
    let bench = Bench::start().await;
    let all = bench.impact("/MediaPartners?CampaignId=18421").await["MediaPartners"].as_array().unwrap().clone();
    assert_eq!(all.len(), 99);
    let of = |code: &str| all.iter().find(|partner| partner["CustomPartnerId"] == code).cloned();
    let ana = of(people::ANA.affiliate_code).unwrap();
    assert_eq!((&ana["Name"], &ana["RelationshipState"]), (&json!("Ana Oliveira"), &json!("ACTIVE")));
    assert!(of(people::MISSING_IN_NETWORK.affiliate_code).is_none());
    let one = bench.impact(&format!("/MediaPartners/{}", ana["Id"].as_str().unwrap())).await;
    assert_eq!(one, ana);
    assert_eq!(bench.impact_request("/MediaPartners/1").send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn approval_is_no_update_so_only_the_locking_window_shows_it() {
    let bench = Bench::start().await;
    let locked = bench
        .impact("/Actions?CampaignId=18421&State=APPROVED&LockingDateStart=2026-11-14T00:00:00Z&LockingDateEnd=2026-11-21T14:00:00Z")
        .await;
    let locked: Vec<String> =
        locked["Actions"].as_array().unwrap().iter().map(|action| action["Id"].as_str().unwrap().to_owned()).collect();
    assert!(locked.len() > 30);
    let updated = bench
        .impact("/Actions?CampaignId=18421&State=APPROVED&StartDate=2026-11-14T00:00:00Z&EndDate=2026-11-21T14:00:00Z")
        .await;
    let updated = updated["Actions"].as_array().unwrap().clone();
    let sales = updated.iter().filter(|action| action["ActionTrackerName"] == "Online Sale");
    let seen: BTreeSet<&str> = sales.map(|action| action["Id"].as_str().unwrap()).collect();
    let both = locked.iter().filter(|id| seen.contains(id.as_str())).count();
    assert!(both < locked.len() / 4, "{both} of {}", locked.len());
}

#[tokio::test]
async fn updates_list_only_what_was_corrected() {
    let bench = Bench::start().await;
    let updates = bench.impact(&LAST_WEEKS.replace("/Actions", "/ActionUpdates")).await["ActionUpdates"].clone();
    let updates = updates.as_array().unwrap();
    assert!(updates.len() > 20);
    for update in updates {
        let (paid, intended) = (update["Payout"].as_f64().unwrap(), update["IntendedPayout"].as_f64().unwrap());
        assert!(paid < intended, "{update}");
        assert_eq!(update["State"] == "REVERSED", paid == 0.0);
    }
}

#[tokio::test]
async fn a_refunded_order_lowers_and_then_reverses_its_action() {
    let bench = Bench::start().await;
    let find = async |id: &Value| {
        let page = bench.impact("/Actions?CampaignId=18421").await;
        page["Actions"].as_array().unwrap().iter().find(|action| action["Id"] == *id).cloned().unwrap()
    };
    let partly =
        bench.own_post("/_orders", json!({"handle": people::ANA.handle, "total": "200.00", "refund": "50.00"})).await;
    let action = find(&partly["action_id"]).await;
    assert_eq!((&action["Oid"], &action["State"]), (&partly["legacy_id"], &json!("PENDING")));
    assert_eq!((action["Payout"].as_f64(), action["IntendedPayout"].as_f64()), (Some(22.5), Some(30.0)));
    let full = bench.own_post("/_orders", json!({"handle": people::ANA.handle, "total": 80, "refund": "full"})).await;
    let action = find(&full["action_id"]).await;
    assert_eq!((&action["State"], action["Payout"].as_f64()), (&json!("REVERSED"), Some(0.0)));
    let outside =
        bench.own_post("/_orders", json!({"handle": people::ANA.handle, "total": "20.00", "in_network": false})).await;
    assert!(outside["action_id"].is_null());
}
