//! Shopify's Admin API (GraphQL) over HTTP: the shop, products, and orders that creators brought.

mod order;
mod product;
mod query;
mod throttle;
pub mod webhook;

use crate::{
    ConnectorError, Result,
    http::{Call, HttpPolicy, Limits, Setup, VendorClient, shortened},
    storefront::{Collection, OrderFilter, OrderPage, ProductFilter, ProductPage, Shop, Storefront},
    wire::{Json, each, malformed, required, web_url},
};
use async_trait::async_trait;
use domain::Clock;
use http::{HeaderName, StatusCode};
use query::Question;
use secrecy::SecretString;
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use throttle::{CostBudget, Price};

/// The version whose field names this connector was written for.
pub const API_VERSION: &str = "2026-04";
const FIRST_PAGE_SIZE: usize = 50;
const SMALLEST_PAGE_SIZE: usize = 5;

/// How to reach one shop.
#[derive(Debug, Clone)]
pub struct ShopifyConfig {
    /// Base URL, such as `https://{shop}.myshopify.com`.
    pub base_url: String,
    /// The Admin API's access token.
    pub token: SecretString,
}

/// Speaks to one shop.
#[derive(Debug)]
pub struct ShopifyClient {
    http: VendorClient,
    costs: CostBudget,
    page_size: AtomicUsize,
}

impl ShopifyClient {
    /// A client with the usual patience.
    ///
    /// # Errors
    /// When the base URL or the token cannot be used.
    pub fn new(config: ShopifyConfig, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::with_policy(config, HttpPolicy::default(), clock)
    }

    /// A client with another patience.
    ///
    /// # Errors
    /// When the base URL or the token cannot be used.
    pub fn with_policy(config: ShopifyConfig, policy: HttpPolicy, clock: Arc<dyn Clock>) -> Result<Self> {
        let token = HeaderName::from_static("x-shopify-access-token");
        let setup = Setup {
            vendor: "shopify",
            base_url: &config.base_url,
            headers: vec![(token, config.token)],
            limits: Limits::default(),
            judge,
        };
        Ok(Self {
            http: VendorClient::new(setup, policy, clock)?,
            costs: CostBudget::default(),
            page_size: AtomicUsize::new(FIRST_PAGE_SIZE),
        })
    }

    /// Asks for pages, with smaller ones when the shop finds a page too costly.
    async fn ask_page(&self, question: impl Fn(usize) -> Question) -> Result<Json> {
        loop {
            let size = self.page_size.load(Ordering::Relaxed);
            let answer = self.ask(&question(size)).await;
            let is_too_costly = matches!(&answer, Err(ConnectorError::Rejected { code: Some(code), .. }) if code == "MAX_COST_EXCEEDED");
            if !is_too_costly || size <= SMALLEST_PAGE_SIZE {
                return answer;
            }
            self.page_size.store((size / 2).max(SMALLEST_PAGE_SIZE), Ordering::Relaxed);
        }
    }

    /// Asks, once the shop's cost budget allows it.
    async fn ask(&self, question: &Question) -> Result<Json> {
        let wait = self.costs.wait(question.name, self.http.now());
        if wait > self.http.policy().longest_wait {
            return Err(ConnectorError::RateLimited { retry_after: crate::http::clamped(wait) });
        }
        if wait > Duration::ZERO {
            tokio::time::sleep(wait).await;
        }
        let path = format!("/admin/api/{API_VERSION}/graphql.json");
        let body = json!({ "query": question.text, "variables": question.variables });
        let call = Call::post(question.name, path, &body).reading();
        let answer = self.http.ask(&call).await?;
        if let Some(price) = Price::read(&answer) {
            self.costs.note(question.name, &price, self.http.now());
        }
        Ok(answer)
    }
}

#[async_trait]
impl Storefront for ShopifyClient {
    async fn shop(&self) -> Result<Shop> {
        let answer = self.ask(&query::shop()).await?;
        read_shop(answer.at("data.shop")).ok_or_else(|| malformed("the shop cannot be read"))
    }

    async fn orders(&self, filter: &OrderFilter) -> Result<OrderPage> {
        let answer = self.ask_page(|size| query::orders(filter, size)).await?;
        let list = answer.at("data.orders");
        let nodes = list.nodes().ok_or_else(|| malformed("orders are no list"))?;
        Ok(OrderPage { orders: each("orders", nodes, order::read)?, next: next_page(list, filter.after.as_deref()) })
    }

    async fn products(&self, filter: &ProductFilter) -> Result<ProductPage> {
        let answer = self.ask_page(|size| query::products(filter, size)).await?;
        let data = answer.get("data");
        if filter.collection_id.is_some() && data.has("collection") && data.get("collection").is_null() {
            return Err(ConnectorError::NotFound);
        }
        let in_collection = data.at("collection.products");
        let list = if in_collection.is_null() { data.get("products") } else { in_collection };
        let nodes = list.nodes().ok_or_else(|| malformed("products are no list"))?;
        Ok(ProductPage {
            products: each("products", nodes, product::read)?,
            next: next_page(list, filter.after.as_deref()),
        })
    }

    async fn collection_members(
        &self,
        collection_id: &str,
        after: Option<&str>,
    ) -> Result<(Vec<String>, Option<String>)> {
        let answer = self.ask(&query::collection_members(collection_id, after)).await?;
        if answer.at("data.collection").is_null() {
            return Err(ConnectorError::NotFound);
        }
        let list = answer.at("data.collection.products");
        let nodes = list.nodes().ok_or_else(|| malformed("members of a collection are no list"))?;
        let ids = each("members", nodes, |it| it.get("id").numeric_id())?;
        Ok((ids, next_page(list, after)))
    }

    async fn collections(&self) -> Result<Vec<Collection>> {
        let mut all = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let answer = self.ask(&query::collections(after.as_deref())).await?;
            let data = answer.get("data");
            let nodes = required("collections", data, "collections")?;
            all.extend(each("collections", nodes, product::collection)?);
            after = next_page(data.get("collections"), after.as_deref());
            if after.is_none() {
                return Ok(all);
            }
        }
    }
}

/// The end of this page, if another follows. A shop that repeats itself has no further page.
fn next_page(list: &Json, before: Option<&str>) -> Option<String> {
    let info = list.get("pageInfo");
    let goes_on = info.get("hasNextPage").flag().unwrap_or(false);
    let end = goes_on.then(|| info.get("endCursor").text()).flatten();
    end.filter(|it| Some(it.as_str()) != before)
}

fn read_shop(json: &Json) -> Option<Shop> {
    let url = json.at("primaryDomain.url").text().and_then(|it| web_url(&it));
    let domain = json.get("myshopifyDomain").text();
    let fallback = || domain.as_ref().and_then(|it| web_url(&format!("https://{it}")));
    Some(Shop {
        name: json.get("name").text().or_else(|| domain.clone())?,
        currency: json.get("currencyCode").currency()?,
        time_zone: json.get("ianaTimezone").text().unwrap_or_else(|| "UTC".to_owned()),
        url: url.or_else(fallback)?,
    })
}

/// GraphQL's errors come with status 200, sometimes beside a part of the data; throttling with 200 or 429 (contract B8).
fn judge(status: StatusCode, body: &Json) -> Option<ConnectorError> {
    let errors = body.get("errors").items()?;
    let code_of = |error: &Json| error.at("extensions.code").text();
    let code = errors.iter().find_map(code_of);
    match code.as_deref() {
        Some("THROTTLED") => Some(ConnectorError::RateLimited {
            retry_after: Price::read(body).map_or(Duration::from_secs(2), |it| it.restored_in()),
        }),
        Some("ACCESS_DENIED") if has_no_data(body) => Some(ConnectorError::Unauthorized),
        _ if status.is_success() && has_no_data(body) => {
            let first = errors.first().map(|it| it.get("message").text().unwrap_or_default());
            Some(ConnectorError::Rejected {
                status: status.as_u16(),
                code,
                message: shortened(&first.unwrap_or_default(), 300),
                request_id: None,
            })
        }
        _ if status.is_success() => {
            tracing::warn!(vendor = "shopify", code, "an answer holds a part of the data only");
            None
        }
        _ => None,
    }
}

/// Whether no root field of the answer has a value.
fn has_no_data(body: &Json) -> bool {
    let fields = body.get("data").fields();
    fields.is_none_or(|fields| fields.values().all(Json::is_null))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::testing::{any_json, seen, spoilt};
    use proptest::prelude::*;
    use serde_json::Value;

    fn good() -> Value {
        let money = json!({"shopMoney": {"amount": "12.50", "currencyCode": "USD"}});
        json!({
            "order": {"id": "gid://shopify/Order/1", "createdAt": "2026-01-02T03:04:05Z", "tags": ["cc-creator-id-64b0"],
                "customAttributes": [{"key": "cc-creator-id", "value": "64b0"}], "discountCodes": ["ANA15"],
                "displayFinancialStatus": "PAID", "subtotalPriceSet": money, "totalPriceSet": money,
                "refunds": [{"id": "gid://shopify/Refund/1", "createdAt": "2026-01-02T03:04:05Z", "totalRefundedSet": money}]},
            "product": {"id": "gid://shopify/Product/1", "title": "Shoe", "featuredImage": {"url": "https://a.example/b"},
                "priceRangeV2": {"minVariantPrice": {"amount": "1.00", "currencyCode": "USD"}},
                "variants": {"nodes": [{"id": 1, "price": "1.00"}]}},
            "shop": {"name": "Demo", "currencyCode": "USD", "primaryDomain": {"url": "https://a.example"}},
            "extensions": {"cost": {"requestedQueryCost": 5, "throttleStatus": {"currentlyAvailable": 1, "restoreRate": 5}}}
        })
    }

    fn read_all(answer: &Value) -> Vec<bool> {
        let body = seen(answer);
        let _ = judge(StatusCode::OK, &body);
        let _ = next_page(&body, None);
        vec![
            order::read(body.get("order")).is_some(),
            product::read(body.get("product")).is_some(),
            read_shop(body.get("shop")).is_some(),
            Price::read(&body).is_some_and(|price| price.restored_in() >= Duration::from_secs(1)),
        ]
    }

    #[test]
    fn a_good_answer_is_read() {
        assert_eq!(read_all(&good()), [true; 4]);
    }

    proptest! {
        #[test]
        fn a_spoilt_answer_costs_one_part_at_most(answer in spoilt(good())) {
            if answer.get("order").is_some() && answer.get("shop").is_some() {
                let lost = read_all(&answer).into_iter().filter(|is_read| !is_read).count();
                prop_assert!(lost <= 1, "{lost}");
            }
        }

        #[test]
        fn any_answer_is_read_or_refused(answer in any_json()) {
            let _ = read_all(&answer);
        }
    }
}
