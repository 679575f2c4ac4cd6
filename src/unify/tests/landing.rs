//! The public page of a partner.

use crate::{
    fakes::Mood,
    people::{collab, picked, product},
    stage::{BUDGET, Stage},
};
use domain::{Handle, Source, landing::Landing};
use std::time::Instant;

async fn landing(stage: &Stage, handle: &str) -> Option<Landing> {
    let handle: Handle = handle.parse().unwrap();
    stage.unify.landing(&stage.channel, &handle).await.unwrap()
}

#[tokio::test]
async fn a_page_shows_bio_drops_and_links_that_credit_the_partner() {
    let stage = Stage::new().await;
    stage.partner("ana").await;
    stage.shop.products.lock().unwrap().push(product("9001", "rain-shell"));
    stage.sync().await;
    let page = landing(&stage, "ana").await.unwrap();
    assert_eq!((page.name.as_str(), page.bio.as_str()), ("Ana Lind", "Runs in the rain."));
    assert_eq!((page.color.as_str(), page.coupon.as_deref()), ("#336699", Some("ANA15")));
    let shown = &page.drops[0].products[0];
    assert_eq!((shown.title.as_str(), shown.note.as_str()), ("Rain shell", "My go-to."));
    assert_eq!(
        shown.buy_url.as_deref(),
        Some(
            "https://fjordwear.example/cart/90011:1?attributes[cc-creator-id]=616e61000000000000000000\
             &attributes[cc-creator-handle]=ana&discount=ANA15"
        )
    );
}

#[tokio::test]
async fn products_that_the_shop_keeps_back_or_no_longer_has_cannot_be_bought() {
    let stage = Stage::new().await;
    let mut with_three = collab("ana");
    with_three.drops[0].products =
        vec![picked("9001", "rain-shell"), picked("9002", "draft-boot"), picked("9003", "old-hat")];
    stage.cc.add(with_three);
    stage.signed_in("ana").await;
    let mut draft = product("9002", "draft-boot");
    draft.is_active = false;
    *stage.shop.products.lock().unwrap() = vec![product("9001", "rain-shell"), draft];
    stage.sync().await;
    let page = landing(&stage, "ana").await.unwrap();
    let shown = &page.drops[0].products;
    let titles: Vec<_> = shown.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["Rain shell", "Old hat"]);
    assert_eq!((shown[1].buy_url.as_deref(), shown[1].is_available), (None, false));
    // Taken out of the shop altogether.
    stage.shop.products.lock().unwrap().remove(0);
    stage.later(3_600);
    stage.sync().await;
    let page = landing(&stage, "ana").await.unwrap();
    assert_eq!(page.drops[0].products.len(), 1);
}

#[tokio::test]
async fn with_sizes_to_choose_from_the_link_leads_to_the_product() {
    let stage = Stage::new().await;
    let mut shell = product("9001", "rain-shell");
    let mut large = shell.variants[0].clone();
    large.id = "90012".into();
    shell.variants.push(large);
    stage.shop.products.lock().unwrap().push(shell);
    stage.partner("ana").await;
    stage.sync().await;
    let url = |page: Option<Landing>| page.unwrap().drops[0].products[0].buy_url.clone().unwrap();
    let page = url(landing(&stage, "ana").await);
    assert_eq!(page, "https://fjordwear.example/products/rain-shell?cc=ana&discount=ANA15");
    stage.cc.change(|collabs| collabs[0].drops[0].products[0].variant_id = Some("90012".into()));
    stage.later(600);
    landing(&stage, "ana").await;
    crate::stage::eventually("the chosen size is known", || async {
        url(landing(&stage, "ana").await).starts_with("https://fjordwear.example/cart/90012:1?")
    })
    .await;
}

#[tokio::test]
async fn hostile_codes_and_colours_stay_texts() {
    let stage = Stage::new().await;
    let mut evil = collab("ana");
    evil.summary.affiliate_code = Some("A\"><SCRIPT>&DISCOUNT=ALL#".parse().unwrap());
    evil.summary.creator.color = Some("red;background:url(//evil)".into());
    stage.cc.add(evil);
    stage.signed_in("ana").await;
    stage.shop.products.lock().unwrap().push(product("9001", "rain-shell"));
    stage.sync().await;
    let page = landing(&stage, "ana").await.unwrap();
    assert_eq!(page.color, "#102030");
    let url = page.drops[0].products[0].buy_url.clone().unwrap();
    assert!(url.ends_with("&discount=A%22%3E%3CSCRIPT%3E%26DISCOUNT%3DALL%23"), "{url}");
}

#[tokio::test]
async fn a_page_not_seen_before_asks_cc_within_the_budget() {
    let stage = Stage::new().await;
    stage.partner("ana").await;
    stage.sync().await;
    stage.cc.temper.be(Mood::Hang);
    let began = Instant::now();
    let page = landing(&stage, "ana").await.unwrap();
    assert!(began.elapsed() >= BUDGET);
    assert_eq!((page.name.as_str(), page.drops.len()), ("Ana Lind", 0), "what lists told is shown");
    stage.cc.temper.be(Mood::Well);
    stage.unify.retry(&stage.channel, None, Source::Cc).await.unwrap();
    crate::stage::eventually("the late answer shows", || async {
        landing(&stage, "ana").await.unwrap().drops.len() == 1
    })
    .await;
}

#[tokio::test]
async fn strangers_and_partners_who_left_have_no_page() {
    let stage = Stage::new().await;
    stage.partner("ana").await;
    let mut gone = collab("ben");
    gone.summary.is_active = false;
    stage.cc.add(gone);
    stage.sync().await;
    assert_eq!(landing(&stage, "nobody").await, None);
    assert_eq!(landing(&stage, "ben").await, None);
    stage.cc.change(Vec::clear);
    assert_eq!(landing(&stage, "ana").await, None, "CC no longer knows her");
}
