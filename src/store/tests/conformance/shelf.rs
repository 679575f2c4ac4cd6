//! The picker's search of products.

use crate::world::{World, on_both};
use domain::content::{ShelfQuery, ShelfSort};
use std::collections::BTreeSet;
use store::{CollectionRow, ProductRow, StoreError};

fn product(id: u32, title: &str, kind: &str, tags: &[&str], price: i64) -> ProductRow {
    ProductRow {
        id: id.to_string(),
        handle: title.to_lowercase().replace(' ', "-"),
        title: title.into(),
        vendor: "Northtrail".into(),
        product_type: kind.into(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        is_active: true,
        is_available: true,
        price,
        created_at: i64::from(id),
        body: format!("{id} {title} {kind} {tags:?} {price}"),
    }
}

fn collection(id: &str, title: &str, products: &[&str]) -> CollectionRow {
    CollectionRow { id: id.into(), title: title.into(), products: products.iter().map(|id| (*id).to_owned()).collect() }
}

async fn shelf(world: &World) {
    let sold_out = ProductRow { is_available: false, ..product(4, "Ümit's cap", "Hats", &["sun"], 2_500) };
    let draft = ProductRow { is_active: false, ..product(5, "Draft boot", "Boots", &["secret"], 1) };
    let all = [
        product(1, "Trail shoe", "Shoes", &["running", "bestseller"], 12_000),
        product(2, "T-shirt 100% cotton", "Shirts", &["summer_sale"], 3_000),
        product(3, "Trunk bag", "Bags", &["bestseller"], 9_000),
        sold_out,
        draft,
    ];
    world.store.put_products(&world.channel, &all).await.unwrap();
    let collections = [
        collection("70", "Summer", &["2", "4", "99"]),
        collection("71", "autumn", &["1"]),
        collection("72", "Drafts", &["5"]),
    ];
    world.store.put_collections(&world.channel, &collections).await.unwrap();
}

/// The ids of the first page, and how many are said to be on all.
async fn found(world: &World, query: ShelfQuery) -> (String, i64) {
    let (page, next, total) = world.store.search_products(&world.channel, &query, 24).await.unwrap();
    assert_eq!(next, None);
    (page.iter().map(|row| row.id.as_str()).collect::<Vec<_>>().join(" "), total)
}

fn text(text: &str) -> ShelfQuery {
    ShelfQuery { text: text.into(), ..ShelfQuery::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_are_found_at_their_beginning_in_any_case() {
    on_both(|world: World| async move {
        shelf(&world).await;
        for (query, expected) in [
            ("", "2 1 3 4"),
            ("tr", "1 3"),
            ("TRAIL sho", "1"),
            ("run", "1"),
            ("t-shirt", "2"),
            ("100%", "2"),
            ("summer_sale", "2"),
            ("ümit", "4"),
            ("ÜMIT'S", "4"),
            ("northtrail bags", "3"),
            ("rail", ""),
            ("secret", ""),
            ("%", "2 1 3 4"),
            ("' OR 1=1 --", ""),
            ("\\", "2 1 3 4"),
        ] {
            let (ids, total) = found(&world, text(query)).await;
            assert_eq!(ids, expected, "{query}");
            assert_eq!(total, i64::try_from(expected.split_whitespace().count()).unwrap(), "{query}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_narrow_together() {
    on_both(|world: World| async move {
        shelf(&world).await;
        let some = |text: &str| Some(text.to_owned());
        for (query, expected) in [
            (ShelfQuery { tag: some("bestseller"), ..text("") }, "1 3"),
            (ShelfQuery { tag: some("Bestseller"), ..text("") }, ""),
            (ShelfQuery { product_type: some("Hats"), ..text("") }, "4"),
            (ShelfQuery { collection: some("70"), ..text("") }, "2 4"),
            (ShelfQuery { collection: some("70"), in_stock: true, ..text("") }, "2"),
            (ShelfQuery { collection: some("72"), ..text("") }, ""),
            (ShelfQuery { tag: some("bestseller"), product_type: some("Bags"), ..text("tr") }, "3"),
            (ShelfQuery { tag: some("' OR ''='"), ..text("") }, ""),
        ] {
            assert_eq!(found(&world, query.clone()).await.0, expected, "{query:?}");
        }
        let facets = world.store.facets(&world.channel).await.unwrap();
        assert_eq!(facets.collections, [("71".into(), "autumn".into()), ("70".into(), "Summer".into())]);
        assert_eq!(facets.tags, ["bestseller", "running", "summer_sale", "sun"]);
        assert_eq!(facets.product_types, ["Bags", "Hats", "Shirts", "Shoes"]);
        let elsewhere = world.new_channel().await;
        assert_eq!(world.store.search_products(&elsewhere, &text(""), 24).await.unwrap().2, 0);
        assert_eq!(world.store.facets(&elsewhere).await.unwrap(), domain::content::Facets::default());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_order_is_paged_without_gap_or_repeat() {
    on_both(|world: World| async move {
        let all: Vec<ProductRow> = (1..=57)
            .map(|id| ProductRow {
                created_at: i64::from(id % 5),
                ..product(id, &format!("Tent {}", id % 7), "Tents", &[], i64::from(id % 3))
            })
            .collect();
        world.store.put_products(&world.channel, &all).await.unwrap();
        for sort in [ShelfSort::Title, ShelfSort::Newest, ShelfSort::Price] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let query = ShelfQuery { sort, after, ..text("tent") };
                let (page, next, total) = world.store.search_products(&world.channel, &query, 10).await.unwrap();
                assert_eq!(total, 57);
                seen.extend(page.into_iter().map(|row| row.id.parse::<usize>().unwrap()));
                after = next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 57, "{sort:?}");
            assert_eq!(seen.len(), 57);
            let sorted = |id: usize| match sort {
                ShelfSort::Title => id % 7,
                ShelfSort::Newest => 5 - id % 5,
                ShelfSort::Price => id % 3,
            };
            assert!(seen.windows(2).all(|pair| sorted(pair[0]) <= sorted(pair[1])), "{sort:?}");
        }
        let (_, next, _) = world.store.search_products(&world.channel, &text(""), 10).await.unwrap();
        let foreign = ShelfQuery { sort: ShelfSort::Price, after: next, ..text("") };
        let refused = world.store.search_products(&world.channel, &foreign, 10).await;
        assert!(matches!(refused, Err(StoreError::InvalidCursor)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_shop_changes_is_found_as_it_is_now() {
    on_both(|world: World| async move {
        shelf(&world).await;
        let (store, channel) = (&world.store, &world.channel);
        store.put_products(channel, &[product(1, "Road shoe", "Shoes", &["road"], 12_000)]).await.unwrap();
        assert_eq!(found(&world, text("trail")).await.0, "");
        assert_eq!(found(&world, text("road")).await.0, "1");
        assert_eq!(store.facets(channel).await.unwrap().tags, ["bestseller", "road", "summer_sale", "sun"]);
        store.put_collections(channel, &[collection("70", "Summer 2", &["1"])]).await.unwrap();
        let facets = store.facets(channel).await.unwrap();
        assert_eq!(facets.collections, [("70".into(), "Summer 2".into())]);
        let query = ShelfQuery { collection: Some("70".into()), ..text("") };
        assert_eq!(found(&world, query).await.0, "1");
        store.put_collections(channel, &[]).await.unwrap();
        assert_eq!(store.facets(channel).await.unwrap().collections, []);
    })
    .await;
}
