//! HubSpot's answers.

use crate::stub::{Stub, TOKEN, ok, status, text};
use connectors::{ConnectorError, Crm};
use domain::Email;
use serde_json::{Value, json};
use std::time::Duration;

fn email() -> Email {
    "ana@example.com".parse().unwrap()
}

fn contact(owner: Value) -> crate::stub::Reply {
    ok(json!({"id": "512", "properties": {"email": "ana@example.com", "hubspot_owner_id": owner}, "archived": false}))
}

fn owner() -> crate::stub::Reply {
    ok(json!({"id": "77", "email": "sam@shop.example", "firstName": "Sam", "lastName": "Reed", "teams": []}))
}

#[tokio::test]
async fn a_contact_comes_with_its_owner() {
    let stub = Stub::saying([contact(json!("77")), owner()]).await;
    let found = stub.hubspot().contact_by_email(&email()).await.unwrap().unwrap();
    let owner = found.owner.unwrap();
    assert_eq!((found.id.as_str(), owner.name.as_str(), owner.email.as_str()), ("512", "Sam Reed", "sam@shop.example"));
    let seen = stub.seen();
    assert_eq!(seen[0].path(), "/crm/v3/objects/contacts/ana%40example.com");
    assert!(seen[0].query().contains("idProperty=email") && seen[0].query().contains("archived=false"));
    assert_eq!(seen[0].headers["authorization"], format!("Bearer {TOKEN}"));
    assert_eq!((seen[1].path(), seen[1].query()), ("/crm/v3/owners/77", "idProperty=id"));
}

#[tokio::test]
async fn an_address_cannot_change_the_path() {
    let stub = Stub::saying([contact(Value::Null)]).await;
    let hostile = "a/b?c#d%2e+f@x.example".parse().unwrap();
    stub.hubspot().contact_by_email(&hostile).await.unwrap();
    assert_eq!(stub.seen()[0].path(), "/crm/v3/objects/contacts/a%2Fb%3Fc%23d%252e%2Bf%40x.example");
}

#[tokio::test]
async fn missing_contacts_and_owners_are_none() {
    let gone = status(404, json!({"status": "error", "message": "resource not found", "category": "OBJECT_NOT_FOUND"}));
    let stub = Stub::saying([gone.clone()]).await;
    assert_eq!(stub.hubspot().contact_by_email(&email()).await, Ok(None));
    for owner_id in [Value::Null, json!("")] {
        let stub = Stub::saying([contact(owner_id)]).await;
        assert_eq!(stub.hubspot().contact_by_email(&email()).await.unwrap().unwrap().owner, None);
        assert_eq!(stub.count(), 1);
    }
    let archived = ok(json!({"id": "77", "firstName": "Sam", "archived": true}));
    for answer in [gone, archived, ok(json!({"id": "77"}))] {
        let stub = Stub::saying([contact(json!(77)), answer]).await;
        assert_eq!(stub.hubspot().contact_by_email(&email()).await.unwrap().unwrap().owner, None);
    }
}

#[tokio::test]
async fn an_owner_that_cannot_be_read_is_no_missing_owner() {
    let stub = Stub::saying([contact(json!("77")), text(500, "<html>")]).await;
    assert!(stub.hubspot().contact_by_email(&email()).await.is_err());
}

#[tokio::test]
async fn owners_are_kept_for_ten_minutes() {
    let stub = Stub::saying([contact(json!("77")), owner(), contact(json!("77")), contact(json!("77")), owner()]).await;
    let hubspot = stub.hubspot();
    for count in [2, 3] {
        assert!(hubspot.contact_by_email(&email()).await.unwrap().unwrap().owner.is_some());
        assert_eq!(stub.count(), count);
    }
    stub.clock.advance(Duration::from_mins(10));
    assert!(hubspot.contact_by_email(&email()).await.unwrap().unwrap().owner.is_some());
    assert_eq!(stub.count(), 5);
}

#[tokio::test]
async fn both_shapes_of_error_are_understood() {
    let shape = json!({"message": "Bad", "category": "VALIDATION_ERROR", "correlationId": "c-1"});
    let stub = Stub::saying([status(400, shape)]).await;
    let expect = ConnectorError::Rejected {
        status: 400,
        code: Some("VALIDATION_ERROR".into()),
        message: "Bad".into(),
        request_id: Some("c-1".into()),
    };
    assert_eq!(stub.hubspot().contact_by_email(&email()).await, Err(expect));
    for (policy, seconds) in [("DAILY", 300), ("TEN_SECONDLY_ROLLING", 10), ("SECONDLY", 1)] {
        let body = json!({"status": "error", "errorType": "RATE_LIMIT", "policyName": policy});
        let stub = Stub::saying([status(429, body)]).await;
        let expect = ConnectorError::RateLimited { retry_after: Duration::from_secs(seconds) };
        assert_eq!(stub.hubspot().contact_by_email(&email()).await, Err(expect), "{policy}");
    }
}
