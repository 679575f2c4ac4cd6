//! The same order, or the same request, again and at once: done once, and told the same.

use super::{Client, TRACK, json_of, key, member, order};
use crate::support::{Answer, TestApp};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{earnings::EntryQuery, live::LiveEvent};
use futures::{future::join_all, poll};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{pin::pin, time::Duration};
use store::{KeyScope, Repeat};

/// An order of now, which everybody hears of.
fn fresh(id: &str) -> Value {
    json!({ "order_id": id, "total_amount": 100.00, "customer": { "email": "lin@example.com" } })
}

#[tokio::test]
async fn a_repeated_request_is_answered_the_same_and_done_once() {
    let client = Client::new().await;
    let body = order("1").to_string();
    let send = async |key: &str, body: &str| client.keyed(key, body).await;
    let first = send("\"k-1\"", &body).await;
    let again = send("k-1", &body).await;
    assert_eq!((first.status, again.status, &first.body), (200, 200, &again.body));
    assert_eq!(send("k-1", &order("2").to_string()).await.status, 422, "the key was used for another request");
    assert_eq!(send("k-2", &body).await.status, 409, "another request for the same order");
    assert_eq!(send("k-2", &body).await.status, 409);
    assert_eq!(send(&"x".repeat(256), &body).await.status, 400);
    client.proven().await;
}

/// The one order, commission and event of fifty requests, whatever else the store holds.
pub async fn the_main_story(app: &TestApp) {
    let (store, channel) = (&app.house.store, &app.channel.id);
    let fern = member(app, channel, "fern", true).await;
    let (visitor, key) = (app.visitor(), key(app, channel, KeyScope::Write).await);
    let send = async |path: &str, body: Value| {
        let headers = [("content-type", "application/json"), ("y-api-key", key.as_str())];
        visitor.send(http::Method::POST, path, &headers, &body.to_string()).await
    };
    let events = async |after| store.events_after(channel, Some(&fern), &after, 100).await.unwrap();
    let kinds = |events: Vec<LiveEvent>| events.into_iter().map(|it| (it.what, it.title)).collect::<Vec<_>>();
    let path = format!("{TRACK}/FERN10");
    let start = store.event_position(channel).await.unwrap();
    assert_eq!(send(&path, fresh("76")).await.status, 200);
    let alone = kinds(events(start).await);
    let start = store.event_position(channel).await.unwrap();
    let answers = join_all((0..50).map(|_| send(&path, fresh("77")))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|it| it.status).collect();
    statuses.sort_unstable();
    assert_eq!((statuses[0], statuses[1], statuses[49]), (200, 409, 409));
    let ids: Vec<Value> = answers.iter().map(|answer| json_of(answer)["commission"]["id"].clone()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "all are told of the one commission");
    let told: Vec<_> = alone.into_iter().map(|(what, title)| (what, title.replace("76", "77"))).collect();
    assert_eq!(kinds(events(start).await), told, "as of an order that came once");
    let entries = store.entries(channel, &fern, &EntryQuery::default(), Duration::ZERO).await.unwrap().entries;
    assert_eq!(entries.len(), 2);
    assert_eq!(store.balances(channel, &fern).await.unwrap()[0].held, 2_000);
    let coded = |id: &str| {
        let mut body = fresh(id);
        body["affiliate_code"] = json!("FERN10");
        body
    };
    let bulk = send(TRACK, json!({ "orders": [coded("77"), coded("78"), coded("78")] })).await;
    let results = json_of(&bulk)["results"].clone();
    let statuses: Vec<&Value> = results.as_array().unwrap().iter().map(|it| &it["status"]).collect();
    assert_eq!(statuses, [409, 200, 409]);
    let refund = json!({ "refund_id": "r1", "amount": 50.00 });
    let backs = join_all((0..8).map(|_| send("/api/affiliates/orders/77/refunds", refund.clone()))).await;
    assert_eq!(backs.iter().filter(|it| it.status == 200).count(), 1);
    assert_eq!(store.balances(channel, &fern).await.unwrap()[0].held, 2_500);
    assert_eq!(store.check_ledger(channel).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.check_totals(channel).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn fifty_at_once_are_one_order_one_commission_and_one_event() {
    the_main_story(&TestApp::new().await).await;
}

/// As the API names a request: the lengths keep two lists of parts apart.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

#[tokio::test]
async fn a_request_that_is_still_under_way_is_to_be_asked_for_again() {
    let client = Client::new().await;
    let (store, channel) = (&client.app.house.store, &client.app.channel.id);
    let body = order("1").to_string();
    let id = store.api_keys(channel).await.unwrap().remove(0).id;
    let (hash, print) = (digest(&[id.as_str(), "k-1"]), digest(&["POST", "/track/FERN10", &body]));
    assert_eq!(store.begin_answer(channel, &hash, &print).await.unwrap(), Repeat::First);
    let running = client.keyed("k-1", &body).await;
    assert_eq!((running.status, running.header("retry-after")), (409, "1"), "{}", running.body);
    assert!(running.body.contains("still under way"), "{}", running.body);
    assert_eq!(client.keyed("k-1", &order("2").to_string()).await.status, 422);
    // The process that began it died.
    client.app.clock.advance(Duration::from_mins(3));
    assert_eq!(client.keyed("k-1", &body).await.status, 200);
    client.proven().await;
}

#[tokio::test]
async fn who_hangs_up_half_way_is_told_on_asking_again_what_came_of_it() {
    let client = Client::new().await;
    for turn in 0..12 {
        let (key, body) = (format!("turn-{turn}"), order(&turn.to_string()).to_string());
        {
            let mut request = pin!(client.keyed(&key, &body));
            // Each turn hangs up a little later.
            for _ in 0..=turn * 4 {
                if poll!(&mut request).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        let answer = settled(&client, &key, &body).await;
        assert_eq!((answer.status, &json_of(&answer)["success"]), (200, &json!(true)), "{turn}: {}", answer.body);
    }
    client.proven().await;
}

/// The answer to a request, asked for until it is not under way any more.
async fn settled(client: &Client, key: &str, body: &str) -> Answer {
    let asked = async {
        loop {
            let answer = client.keyed(key, body).await;
            if !answer.body.contains("still under way") {
                return answer;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), asked).await.unwrap()
}
