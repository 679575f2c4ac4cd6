//! Every refusal: which field, which body, and when to come again.

use super::{Client, TRACK, json_of, order, pointers};
use domain::program::ProgramSettings;
use serde_json::{Value, json};

#[tokio::test]
async fn what_is_wrong_with_a_customer_is_named_too() {
    let client = Client::new().await;
    let customer = |name: &str, value: Value| {
        let mut body = order("1");
        body["customer"][name] = value;
        body
    };
    let with = |name: &str, value: Value| {
        let mut body = order("1");
        body[name] = value;
        body
    };
    let large = || json!({ "text": "x".repeat(17_000) });
    for (pointer, body) in [
        ("/customer/name", customer("name", json!(7))),
        ("/customer/name", customer("name", json!("x".repeat(201)))),
        ("/customer/customer_id", customer("customer_id", json!(7))),
        ("/customer/customer_id", customer("customer_id", json!("x".repeat(201)))),
        ("/customer/customer_metadata", customer("customer_metadata", json!([1]))),
        ("/customer/customer_metadata", customer("customer_metadata", large())),
        ("/customer/email", customer("email", json!(7))),
        ("/customer/email", customer("email", json!(format!("{}@example.com", "x".repeat(250))))),
        ("/metadata", with("metadata", large())),
        ("/product", with("product", json!("p1"))),
        ("/product/id", with("product", json!({ "id": "x".repeat(201) }))),
    ] {
        assert_eq!(pointers(&client.track("FERN10", &body).await), [pointer]);
    }
    let all = json!({ "total_amount": "1", "customer": { "name": 7 } });
    let named = pointers(&client.track("FERN10", &all).await);
    assert_eq!(named, ["/order_id", "/total_amount", "/customer/email", "/customer/name"], "all at once");
    let large = json!({ "text": "x".repeat(16_000) });
    assert_eq!(client.track("FERN10", &with("metadata", large)).await.status, 200, "up to 16 kB are kept");
    client.proven().await;
}

#[tokio::test]
async fn a_bulk_request_that_is_none_is_refused_whole() {
    let client = Client::new().await;
    let send = async |body: &str| client.send(TRACK, &[("y-api-key", &client.key)], body).await;
    for body in ["", "[]", "{}", "{\"orders\":3}", "{\"orders\":{\"order_id\":\"1\"}}", "{\"orders\":[", "null"] {
        let answer = send(body).await;
        assert_eq!((answer.status, answer.header("content-type")), (400, "application/problem+json"), "{body}");
    }
    assert_eq!(pointers(&send("{\"orders\":[]}").await), ["/orders"]);
    let many = format!("{{\"orders\":[{}]}}", vec!["{}"; 1_001].join(","));
    assert_eq!(pointers(&send(&many).await), ["/orders"]);
    let large = format!("{{\"orders\":[{}]}}", "x".repeat(4 * 1024 * 1024));
    assert_eq!(send(&large).await.status, 413);
    client.proven().await;
}

#[tokio::test]
async fn codes_that_were_used_or_replaced_bring_nothing_and_a_repeat_of_theirs_is_one() {
    let client = Client::new().await;
    let (store, channel) = (&client.app.house.store, &client.app.channel.id);
    let said = async |id: &str| {
        let answer = client.track("FERN10", &order(id)).await;
        assert_eq!((answer.status, &json_of(&answer)["success"]), (200, &json!(false)), "{}", answer.body);
        json_of(&answer)["message"].as_str().unwrap().to_owned()
    };
    let once = ProgramSettings { codes_count_once: true, ..ProgramSettings::default() };
    store.put_program_settings(channel, &once).await.unwrap();
    assert_eq!(client.track("FERN10", &order("1")).await.status, 200);
    assert!(said("2").await.contains("counts for one order"));
    let strict = ProgramSettings { old_codes_count: false, ..once };
    store.put_program_settings(channel, &strict).await.unwrap();
    assert!(said("2").await.contains("no longer in use"));
    assert_eq!(client.track("FERN10", &order("1")).await.status, 409, "the first answer may have been lost");
    client.proven().await;
}

#[tokio::test]
async fn a_store_that_does_not_answer_says_when_to_come_again() {
    let client = Client::new().await;
    client.app.house.store.close().await;
    for answer in [client.track("FERN10", &order("1")).await, client.keyed("k", &order("1").to_string()).await] {
        assert_eq!((answer.status, answer.header("retry-after")), (503, "5"), "{}", answer.body);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}
