//! All connectors against the sandbox, which speaks the vendors' formats with a state of its own.

use connectors::{
    AffiliatePlatform, CoBranding, ConnectorError, Crm, SignOn, Storefront,
    cc::{
        CcClient, CcConfig,
        sign_on::{CcSignOn, SignOnConfig, SignOnKey},
    },
    co_branding::{DropDraft, DropProduct, MediaFile},
    crms::hubspot::{HubspotClient, HubspotConfig},
    platform::ActionWindow,
    platforms::impact::{ImpactClient, ImpactConfig},
    shopify::{ShopifyClient, ShopifyConfig},
    sign_on::SignOnError,
    storefront::{OrderFilter, ProductFilter},
};
use domain::{Clock, CommissionKind, CommissionStatus, Day, OrderStatus, Timestamp, clock::SystemClock, zone::Zone};
use sandbox::{CHANNEL_DOMAIN, Credentials, IMPACT_CAMPAIGN_ID, Options, Running, SSO_ISSUER, people};
use serde_json::{Value, json};
use std::{collections::HashSet, sync::Arc};

async fn sandbox() -> (Running, Credentials) {
    let credentials = Credentials::default();
    let options = Options {
        listen: "127.0.0.1:0".parse().unwrap(),
        app_url: "http://127.0.0.1:9".into(),
        seed: 7,
        now_ms: SystemClock.now().millis(),
        live: None,
        credentials: credentials.clone(),
    };
    (sandbox::start(options).await.unwrap(), credentials)
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

fn cc(running: &Running, keys: &Credentials) -> CcClient {
    let config = CcConfig {
        base_url: running.base("cc"),
        token: keys.cc_token.clone().into(),
        channel_domain: CHANNEL_DOMAIN.into(),
    };
    CcClient::new(config, clock()).unwrap()
}

fn shopify(running: &Running, token: &str) -> ShopifyClient {
    let config = ShopifyConfig { base_url: running.base("shopify"), token: token.into() };
    ShopifyClient::new(config, clock()).unwrap()
}

#[tokio::test]
async fn cc_is_read() {
    let (running, keys) = sandbox().await;
    let cc = cc(&running, &keys);
    let channel = cc.channel().await.unwrap();
    assert!(!channel.name.is_empty() && channel.primary_color.is_some());
    let (mut after, mut ids) = (None, HashSet::new());
    loop {
        let page = cc.collabs(after.as_deref()).await.unwrap();
        ids.extend(page.collabs.into_iter().map(|it| it.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert!(ids.len() >= 100, "{}", ids.len());
    assert!(cc.tiers().await.unwrap().iter().any(|tier| tier.is_default));
    let found = cc.collab_by_email(&people::ANA.email.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((found.id.as_str(), found.creator.id.as_str()), (people::ANA.collab_id, people::ANA.creator_id));
    let full = cc.collab(people::ANA.collab_id).await.unwrap().unwrap();
    assert!(full.bio.is_some() && !full.drops.is_empty() && full.summary.tier.is_some());
    assert!(full.drops.iter().all(|drop| !drop.products.is_empty()));
    assert_eq!(cc.collab("64b0000000000000000000ff").await, Ok(None));
    assert_eq!(cc.collab_by_email(&"nobody@example.com".parse().unwrap()).await, Ok(None));
    let hostile = cc.collab(people::HOSTILE.collab_id).await.unwrap().unwrap().summary;
    assert!(hostile.creator.picture_url.is_none_or(|it| it.starts_with("http")));
    assert!(cc.magic_link(&people::ANA.email.parse().unwrap()).await.unwrap().link.starts_with("http"));
    let today = Zone::utc().day(SystemClock.now());
    assert!(!cc.revenue_metrics(today.plus(-30), today).await.unwrap().all.is_empty());
    assert!(!cc.session_metrics(today.plus(-30), today).await.unwrap().per_day.is_empty());
}

#[tokio::test]
async fn what_is_written_to_cc_is_read_back() {
    let (running, keys) = sandbox().await;
    let cc = cc(&running, &keys);
    let id = people::ANA.collab_id;
    let read = async || cc.collab(id).await.unwrap().unwrap();
    cc.set_bio(id, "Runs far.\nRests well.").await.unwrap();
    assert_eq!(read().await.bio.as_deref(), Some("Runs far.\nRests well."));
    cc.set_bio(id, "").await.unwrap();
    assert!(read().await.bio.is_none_or(|it| it.is_empty()));

    let page = shopify(&running, &keys.shopify_token).products(&ProductFilter::default()).await.unwrap();
    let product = |at: usize, note: &str| DropProduct {
        shopify_id: page.products[at].id.clone(),
        handle: page.products[at].handle.clone(),
        note: note.into(),
        variant_id: Some(page.products[at].variants[0].id.clone()),
    };
    let mut draft = DropDraft {
        title: "Race day".into(),
        description: "What I wear".into(),
        key: Some("new-race".into()),
        products: vec![product(0, "My go-to"), product(1, "")],
    };
    let made = cc.create_drop(id, &draft).await.unwrap();
    let drop_of = |collab: connectors::co_branding::Collab| collab.drops.into_iter().find(|it| it.id == made).unwrap();
    let picture = Some("https://img.example/race.webp");
    cc.set_drop_picture(id, &made, picture).await.unwrap();
    let drop = drop_of(read().await);
    assert_eq!(drop.products, draft.products);
    assert_eq!((drop.key.as_deref(), drop.picture_url.as_deref(), drop.is_hidden), (Some("new-race"), picture, false));
    draft.key = None;
    draft.title = "Rest day".into();
    draft.products = vec![product(2, "Soft"), product(0, "Again")];
    cc.update_drop(id, &made, &draft).await.unwrap();
    let drop = drop_of(read().await);
    assert_eq!((drop.title.as_str(), &drop.products), ("Rest day", &draft.products));
    assert!(drop.key.is_some() && drop.picture_url.is_some(), "what was not sent stays");
    draft.products = vec![DropProduct { variant_id: None, ..product(0, "Again") }];
    draft.description = String::new();
    cc.update_drop(id, &made, &draft).await.unwrap();
    cc.set_drop_picture(id, &made, None).await.unwrap();
    let drop = drop_of(read().await);
    assert_eq!((&drop.products, drop.picture_url, drop.description.as_str()), (&draft.products, None, ""));
    cc.add_products(id, &made, &[product(3, "Late find")]).await.unwrap();
    assert_eq!(drop_of(read().await).products.last(), Some(&product(3, "Late find")));
    let mut order: Vec<String> = read().await.drops.into_iter().map(|it| it.id).collect();
    order.reverse();
    cc.reorder_drops(id, &order).await.unwrap();
    let now: Vec<String> = read().await.drops.into_iter().map(|it| it.id).collect();
    assert_eq!(now, order);
    cc.hide_drop(id, &made).await.unwrap();
    assert!(drop_of(read().await).is_hidden);
    order.retain(|it| *it != made);
    cc.reorder_drops(id, &order).await.unwrap();
    assert!(read().await.drops.iter().all(|it| it.id != made), "what is left out is gone");
}

#[tokio::test]
async fn a_picture_is_kept_and_shown() {
    let (running, keys) = sandbox().await;
    let cc = cc(&running, &keys);
    let file = MediaFile {
        filename: "profile.png",
        content_type: "image/png",
        extension: "png",
        channel_id: None,
        creator_id: Some(people::ANA.creator_id),
        bytes: &vec![7; 3_000_000],
    };
    let url = cc.upload_media(&file).await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let kept = client.get(&url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(kept.len(), 3_000_000);
    let id = people::ANA.collab_id;
    cc.set_picture(id, Some(&url)).await.unwrap();
    let picture = async || cc.collab(id).await.unwrap().unwrap().summary.creator.picture_url;
    assert_eq!(picture().await.as_deref(), Some(url.as_str()));
    cc.set_picture(id, None).await.unwrap();
    assert_eq!(picture().await, None);
}

#[tokio::test]
async fn collections_tell_their_members() {
    let (running, keys) = sandbox().await;
    let shop = shopify(&running, &keys.shopify_token);
    let all = shop.products(&ProductFilter::default()).await.unwrap().products;
    assert!(all.iter().all(|it| it.created_at.is_some()));
    let collections = shop.collections().await.unwrap();
    let inside = ProductFilter { collection_id: Some(collections[0].id.clone()), ..ProductFilter::default() };
    let inside = shop.products(&inside).await.unwrap().products;
    let (members, next) = shop.collection_members(&collections[0].id, None).await.unwrap();
    let ids = |list: &[String]| list.iter().cloned().collect::<HashSet<_>>();
    let expected: Vec<String> = inside.into_iter().map(|it| it.id).collect();
    assert_eq!((ids(&members), next), (ids(&expected), None));
    assert_eq!(shop.collection_members("404", None).await, Err(ConnectorError::NotFound));
}

#[tokio::test]
async fn all_orders_of_the_shop_are_paged_through() {
    let (running, keys) = sandbox().await;
    let shop = shopify(&running, &keys.shopify_token);
    let details = shop.shop().await.unwrap();
    assert_eq!(details.time_zone, sandbox::CHANNEL_ZONE);
    let mut filter = OrderFilter { creator_id: Some(people::ANA.creator_id.into()), ..OrderFilter::default() };
    let (mut orders, mut last) = (Vec::new(), Timestamp::default());
    loop {
        let page = shop.orders(&filter).await.unwrap();
        assert!(page.orders.iter().all(|it| it.changed_at >= last), "oldest change first");
        last = page.orders.last().map_or(last, |it| it.changed_at);
        orders.extend(page.orders);
        filter.after = page.next;
        if filter.after.is_none() {
            break;
        }
    }
    let ids: HashSet<&str> = orders.iter().map(|it| it.id.as_str()).collect();
    assert!(ids.len() == orders.len() && orders.len() > 300, "{}", orders.len());
    assert!(orders.iter().all(|it| it.creator_id.as_deref() == Some(people::ANA.creator_id)));
    assert!(orders.iter().all(|it| it.total.currency == details.currency));
    assert!(orders.iter().any(|it| !it.refunds.is_empty()) && orders.iter().any(|it| it.status == OrderStatus::Paid));
    let half = orders[orders.len() / 2].changed_at;
    let since = OrderFilter { changed_since: Some(half), after: None, ..filter };
    let first = shop.orders(&since).await.unwrap();
    assert!(first.orders.iter().all(|it| it.changed_at.millis() / 1_000 >= half.millis() / 1_000));
    let everyone = shop.orders(&OrderFilter::default()).await.unwrap();
    assert!(everyone.next.is_some() && everyone.orders.iter().all(|it| it.creator_id.is_some()));
}

#[tokio::test]
async fn products_are_found_by_text_collection_and_id() {
    let (running, keys) = sandbox().await;
    let shop = shopify(&running, &keys.shopify_token);
    let all = shop.products(&ProductFilter::default()).await.unwrap().products;
    assert!(all.len() >= 40 && all.iter().all(|it| !it.variants.is_empty() && it.price.minor > 0));
    let collections = shop.collections().await.unwrap();
    let inside = ProductFilter { collection_id: Some(collections[0].id.clone()), ..ProductFilter::default() };
    let inside = shop.products(&inside).await.unwrap().products;
    assert!(!inside.is_empty() && inside.len() < all.len());
    let word = all[3].title.split_whitespace().next().unwrap().to_lowercase();
    let by_text = ProductFilter { text: word, ..ProductFilter::default() };
    assert!(shop.products(&by_text).await.unwrap().products.iter().any(|it| it.id == all[3].id));
    let wanted = vec![all[5].id.clone(), all[9].id.clone()];
    let by_id = ProductFilter { ids: wanted.clone(), ..ProductFilter::default() };
    let found = shop.products(&by_id).await.unwrap().products;
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|it| wanted.contains(&it.id)));
    assert_eq!(shopify(&running, "wrong").shop().await, Err(ConnectorError::Unauthorized));
}

#[tokio::test]
async fn the_network_gives_partners_and_actions() {
    let (running, keys) = sandbox().await;
    let config = ImpactConfig {
        base_url: running.base("impact"),
        account_sid: keys.impact_sid.clone(),
        auth_token: keys.impact_token.clone().into(),
        campaign_id: IMPACT_CAMPAIGN_ID.to_string(),
    };
    let impact = ImpactClient::new(config, clock()).unwrap();
    let partners = impact.partners().await.unwrap();
    let has_code = |code: &str| partners.iter().any(|it| it.codes.iter().any(|it| it.as_str() == code));
    assert!(has_code(people::ANA.affiliate_code) && !has_code(people::MISSING_IN_NETWORK.affiliate_code));
    let today = Zone::utc().day(SystemClock.now());
    let mut actions = Vec::new();
    for window in 0..8 {
        let to = today.plus(-45 * window);
        actions.extend(impact.actions(ActionWindow::Happened(to.plus(-44), to)).await.unwrap());
    }
    let kinds = |kind| actions.iter().filter(|it| it.kind == kind).count();
    assert!(kinds(CommissionKind::Sale) > 1_000 && kinds(CommissionKind::Bonus) > 0, "{}", actions.len());
    assert!(actions.iter().any(|it| it.status == CommissionStatus::Rejected && it.amount.minor > 0));
    let updated = impact.actions(ActionWindow::Updated(today.plus(-44), today)).await.unwrap();
    let locking = impact.actions(ActionWindow::Locking(today.plus(-20), today.plus(20))).await.unwrap();
    assert!(!updated.is_empty() && !locking.is_empty());
    let last = |day: Day| day.plus(21);
    assert!(locking.iter().filter_map(|it| it.locks_at).all(|at| Zone::utc().day(at) <= last(today)));
}

#[tokio::test]
async fn the_crm_knows_contacts_and_owners() {
    let (running, keys) = sandbox().await;
    let config = HubspotConfig { base_url: running.base("hubspot"), token: keys.hubspot_token.clone().into() };
    let hubspot = HubspotClient::new(config, clock()).unwrap();
    let find = async |email: &str| hubspot.contact_by_email(&email.parse().unwrap()).await.unwrap();
    let ana = find(people::ANA.email).await.unwrap();
    assert!(ana.owner.is_some_and(|it| it.email.contains('@') && !it.name.is_empty()));
    assert_eq!(find(people::MISSING_IN_CRM.email).await, None);
    assert!(find(people::HOSTILE.email).await.is_some());
}

async fn minted(running: &Running, overrides: Value) -> String {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let body = json!({"handle": people::ANA.handle, "overrides": overrides});
    let request = client.post(format!("{}/_sso/mint", running.origin())).json(&body);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    answer["sso_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_partner_signs_on_once() {
    let (running, keys) = sandbox().await;
    let config = SignOnConfig {
        base_url: running.base("cc"),
        channel_token: keys.cc_token.clone().into(),
        issuer: SSO_ISSUER.into(),
        channel_domain: CHANNEL_DOMAIN.into(),
        key: SignOnKey::Hs256(keys.cc_sso_secret.clone().into()),
    };
    let sign_on = CcSignOn::new(config, clock()).unwrap();
    let token = minted(&running, json!({})).await;
    let signed_on = sign_on.exchange(&token).await.unwrap();
    assert_eq!((signed_on.creator_id.as_str(), signed_on.email.as_str()), (people::ANA.creator_id, people::ANA.email));
    assert!(matches!(sign_on.exchange(&token).await, Err(SignOnError::Refused(_))), "a second time");
    for overrides in [json!({"alg": "none"}), json!({"iss": "https://evil.example"}), json!({"jti": null})] {
        let token = minted(&running, overrides.clone()).await;
        assert!(matches!(sign_on.exchange(&token).await, Err(SignOnError::Refused(_))), "{overrides}");
    }
}

#[tokio::test]
async fn clicks_of_the_network_are_ordered_and_come_after_a_while() {
    let (running, keys) = sandbox().await;
    let config = ImpactConfig {
        base_url: running.base("impact"),
        account_sid: keys.impact_sid.clone(),
        auth_token: keys.impact_token.clone().into(),
        campaign_id: IMPACT_CAMPAIGN_ID.to_string(),
    };
    let network = ImpactClient::new(config, clock()).unwrap();
    let yesterday = Zone::named(sandbox::CHANNEL_ZONE).unwrap().day(SystemClock.now()).plus(-1);
    let job = network.order_clicks(yesterday).await.unwrap().unwrap();
    assert_eq!(network.order_clicks(yesterday).await.unwrap().as_ref(), Some(&job), "the same order is the same job");
    assert_eq!(network.ordered_clicks(&job).await.unwrap(), None, "not done yet");
    let clicks = network.ordered_clicks(&job).await.unwrap().unwrap();
    assert!(clicks.values().sum::<i64>() > 10, "{clicks:?}");
    assert_eq!(network.ordered_clicks("no-such-job").await, Err(ConnectorError::NotFound));
}
