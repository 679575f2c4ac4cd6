//! Amounts: exact to the digit, or refused by name.

use super::{Client, json_of, pointers};
use crate::program::Stage;
use serde_json::json;

fn body(id: &str, total: &str, more: &str) -> String {
    format!(r#"{{"order_id":"{id}","total_amount":{total},"customer":{{"email":"lin@example.com"}}{more}}}"#)
}

#[tokio::test]
async fn amounts_keep_their_digits_in_every_currency() {
    let client = Client::new().await;
    for (id, total, currency, amount) in [
        ("a", "19.99", "USD", "2.00"),
        ("b", "8.20", "USD", "0.82"),
        ("c", "4.35", "EUR", "0.44"),
        ("d", "0.05", "USD", "0.00"),
        ("e", "1000", "JPY", "100"),
        ("f", "1.234", "KWD", "0.123"),
        ("g", "0", "USD", "0.00"),
    ] {
        let body = format!(
            r#"{{"order_id":"{id}","total_amount":{total},"currency":"{currency}","customer":{{"email":"lin@example.com"}}}}"#
        );
        let answer = client.raw(&body).await;
        assert!(answer.body.contains(&format!("\"amount\":{amount},\"currency\":\"{currency}\"")), "{}", answer.body);
    }
    client.proven().await;
}

#[tokio::test]
async fn what_floats_make_of_a_sum_is_the_sum_and_parts_of_a_cent_are_refused() {
    let client = Client::new().await;
    for (id, total, amount) in [("a", "0.30000000000000004", "0.03"), ("b", "434.99999999999994", "43.50")] {
        let answer = client.raw(&body(id, total, "")).await;
        assert!(answer.status == 200 && answer.body.contains(&format!("\"amount\":{amount},")), "{}", answer.body);
    }
    for (total, more, pointer) in [
        ("8.205", "", "/total_amount"),
        ("1000.5", r#","currency":"JPY""#, "/total_amount"),
        ("1.2345", r#","currency":"KWD""#, "/total_amount"),
        ("10", r#","commission":0.005"#, "/commission"),
    ] {
        let answer = client.raw(&body("c", total, more)).await;
        assert_eq!(pointers(&answer), [pointer], "{total}");
        assert!(answer.body.contains("digits behind the point"), "{}", answer.body);
    }
    let bulk = format!(r#"{{"orders":[{}]}}"#, body("d", "8.205", r#","affiliate_code":"FERN10""#));
    let answer = client.send(super::TRACK, &[("y-api-key", &client.key)], &bulk).await;
    assert_eq!(json_of(&answer)["results"][0]["body"]["errors"][0]["pointer"], "/orders/0/total_amount");
    client.proven().await;
}

#[tokio::test]
async fn what_is_entered_by_hand_is_as_exact() {
    let stage = Stage::with_ana().await;
    for (total, commission, field) in [("8.205", "", "total_amount"), ("8.20", "0.005", "commission")] {
        let wrong = json!({ "total_amount": total, "commission": commission });
        let order = json!({ "order": crate::program::order("1", wrong) });
        assert_eq!(stage.fault("enter-order", order).await, field);
    }
    let noise = stage.enter("1", json!({ "total_amount": "0.30000000000000004" })).await;
    assert_eq!(noise["amount"]["minor"], 3);
}

#[tokio::test]
async fn numbers_that_json_does_not_have_are_named() {
    let client = Client::new().await;
    for (total, more, pointer) in [
        ("NaN", "", "/total_amount"),
        ("-Infinity", "", "/total_amount"),
        ("10", r#","commission":Infinity"#, "/commission"),
        ("10", r#","timestamp":NaN"#, "/timestamp"),
        ("10", r#","metadata":{"worth":[NaN]}"#, ""),
    ] {
        let answer = client.raw(&body("a", total, more)).await;
        assert_eq!(pointers(&answer), [pointer], "{total}{more}");
    }
    assert_eq!(client.raw(&body("a", "NaN", ",")).await.status, 400, "no JSON otherwise either");
    let good = body("b", "10", r#","affiliate_code":"FERN10","notes":"NaN""#);
    let bulk = format!(r#"{{"orders":[{},{good}]}}"#, body("a", "NaN", r#","affiliate_code":"FERN10""#));
    let answer = client.send(super::TRACK, &[("y-api-key", &client.key)], &bulk).await;
    let results = json_of(&answer)["results"].clone();
    assert_eq!((&results[0]["status"], &results[1]["status"]), (&json!(422), &json!(200)), "{}", answer.body);
    client.proven().await;
}
