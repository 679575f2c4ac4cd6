//! The questions put to Shopify (contract B9). Outside text goes into variables; inside search text it is quoted.

use crate::storefront::{OrderFilter, ProductFilter};
use serde_json::{Value, json};

/// A question: its name for log and price list, its text, its variables.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
    pub(super) variables: Value,
}

const SHOP: &str = "query Shop { shop { name myshopifyDomain currencyCode ianaTimezone primaryDomain { url host } } }";

const ORDERS: &str = "query Orders($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {
      id legacyResourceId name createdAt processedAt updatedAt cancelledAt displayFinancialStatus test tags
      customAttributes { key value } discountCodes currencyCode
      subtotalPriceSet { shopMoney { amount currencyCode } }
      totalPriceSet { shopMoney { amount currencyCode } }
      refunds(first: 10) { id createdAt totalRefundedSet { shopMoney { amount currencyCode } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}";

macro_rules! product_fields {
    () => {
        "nodes {
      id handle title vendor productType tags status totalInventory onlineStoreUrl createdAt
      featuredImage { url }
      priceRangeV2 { minVariantPrice { amount currencyCode } }
      variants(first: 25) { nodes { id title price availableForSale } }
    }
    pageInfo { hasNextPage endCursor }"
    };
}

const PRODUCTS: &str = concat!(
    "query Products($first: Int!, $after: String, $query: String) {
  products(first: $first, after: $after, query: $query, sortKey: TITLE) {
    ",
    product_fields!(),
    "
  }
}"
);

const COLLECTION_PRODUCTS: &str = concat!(
    "query CollectionProducts($id: ID!, $first: Int!, $after: String, $query: String) {
  collection(id: $id) { products(first: $first, after: $after, query: $query, sortKey: BEST_SELLING) {
    ",
    product_fields!(),
    "
  } }
}"
);

const MEMBERS: &str = "query Members($id: ID!, $first: Int!, $after: String) {
  collection(id: $id) { products(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }
}";

const COLLECTIONS: &str = "query Collections($first: Int!, $after: String) {
  collections(first: $first, after: $after) { nodes { id title handle } pageInfo { hasNextPage endCursor } }
}";

pub(super) fn shop() -> Question {
    Question { name: "read shop", text: SHOP, variables: json!({}) }
}

pub(super) fn orders(filter: &OrderFilter, first: usize) -> Question {
    let tag = match &filter.creator_id {
        Some(id) => format!("cc-creator-id-{id}"),
        None => "CreatorCommerce".to_owned(),
    };
    let mut search = format!("tag:{}", quoted(&tag));
    if let Some(since) = filter.changed_since {
        search += " updated_at:>=";
        search += &quoted(&domain::zone::rfc3339(since));
    }
    Question {
        name: "list orders",
        text: ORDERS,
        variables: json!({ "first": first, "after": filter.after, "query": search }),
    }
}

pub(super) fn products(filter: &ProductFilter, first: usize) -> Question {
    let search = product_search(filter);
    let mut variables = json!({ "first": first, "after": filter.after, "query": search });
    let Some(collection) = &filter.collection_id else {
        return Question { name: "list products", text: PRODUCTS, variables };
    };
    if let Some(fields) = variables.as_object_mut() {
        let id = format!("gid://shopify/Collection/{collection}");
        fields.insert("id".to_owned(), json!(id));
    }
    Question { name: "list products of collection", text: COLLECTION_PRODUCTS, variables }
}

/// The ids alone: what the products are is read from the list of all.
pub(super) fn collection_members(collection: &str, after: Option<&str>) -> Question {
    let id = format!("gid://shopify/Collection/{collection}");
    let variables = json!({ "id": id, "first": 250, "after": after });
    Question { name: "list members of collection", text: MEMBERS, variables }
}

pub(super) fn collections(after: Option<&str>) -> Question {
    Question { name: "list collections", text: COLLECTIONS, variables: json!({ "first": 100, "after": after }) }
}

/// Every word must begin a word of the title; ids are alternatives.
fn product_search(filter: &ProductFilter) -> Option<String> {
    let words = filter.text.split(|it: char| !it.is_alphanumeric());
    let words = words.filter(|it| !it.is_empty()).take(8);
    let mut terms: Vec<String> = words.map(|word| format!("title:{word}*")).collect();
    let is_numeric = |id: &&String| !id.is_empty() && id.bytes().all(|it| it.is_ascii_digit());
    let ids: Vec<String> = filter.ids.iter().filter(is_numeric).map(|id| format!("id:{id}")).collect();
    if !ids.is_empty() {
        terms.push(format!("({})", ids.join(" OR ")));
    }
    (!terms.is_empty()).then(|| terms.join(" "))
}

/// A value of Shopify's search text in quotes, in which `\` and `'` are escaped.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\'', "\\'");
    format!("'{escaped}'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    fn search(filter: &ProductFilter) -> Option<String> {
        product_search(filter)
    }

    #[test]
    fn orders_are_searched_by_tag_and_time() {
        let all = orders(&OrderFilter::default(), 50);
        assert_eq!(all.variables["query"], "tag:'CreatorCommerce'");
        let filter = OrderFilter {
            creator_id: Some("64b000000000000000000001".into()),
            changed_since: Some(Timestamp::from_millis(1_793_491_200_000)),
            after: Some("abc".into()),
        };
        let one = orders(&filter, 50);
        assert_eq!(
            one.variables["query"],
            "tag:'cc-creator-id-64b000000000000000000001' updated_at:>='2026-11-01T00:00:00Z'"
        );
        assert_eq!(one.variables["after"], "abc");
    }

    #[test]
    fn hostile_values_stay_inside_their_quotes() {
        let filter = OrderFilter { creator_id: Some(r"x' OR tag:'\".into()), ..OrderFilter::default() };
        assert_eq!(orders(&filter, 1).variables["query"], r"tag:'cc-creator-id-x\' OR tag:\'\\'");
    }

    #[test]
    fn products_are_searched_by_words_and_ids() {
        let text = |text: &str| ProductFilter { text: text.into(), ..ProductFilter::default() };
        assert_eq!(search(&text("")), None);
        assert_eq!(search(&text(" ' * : ")), None);
        assert_eq!(search(&text("trail run")).as_deref(), Some("title:trail* title:run*"));
        assert_eq!(search(&text("x' OR *")).as_deref(), Some("title:x* title:OR*"));
        let ids = ProductFilter { ids: vec!["7".into(), "8 OR *".into(), "9".into()], ..ProductFilter::default() };
        assert_eq!(search(&ids).as_deref(), Some("(id:7 OR id:9)"));
    }

    #[test]
    fn collections_are_asked_by_gid() {
        let filter = ProductFilter { collection_id: Some("42".into()), ..ProductFilter::default() };
        let question = products(&filter, 10);
        assert_eq!(question.variables["id"], "gid://shopify/Collection/42");
        assert!(question.text.contains("collection(id: $id)"));
    }
}
