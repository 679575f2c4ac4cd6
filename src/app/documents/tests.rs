//! Whatever stands in the data: the pages stay pages.

use super::*;
use domain::{
    Currency, Money, RateBps,
    landing::{LandingDrop, LandingProduct},
    profile::Discount,
};
use scraper::{Html, Selector};

const HOSTILE: [&str; 10] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "javascript:alert(1)",
    "<!>{{constructor.constructor('alert(1)')()}}",
    "&lt;script&gt;\u{0}\u{2028}\u{202e}",
    "https://x.example/\"onfocus=alert(1) autofocus=\"",
];

fn product(title: &str) -> LandingProduct {
    LandingProduct {
        product_id: "9001".into(),
        title: title.into(),
        variant_title: None,
        image_url: Some("https://cdn.example/products/ridge-runner.jpg?v=1700000000".into()),
        price: Some(Money::new(12_900, Currency::USD)),
        note: "I have run four hundred kilometres in these and never had a blister.".into(),
        buy_url: Some("https://store.example/products/ridge-runner?cc=ana&discount=ANA15".into()),
        is_available: true,
    }
}

fn landing() -> Landing {
    Landing {
        handle: "ana".into(),
        creator_id: None,
        name: "Ana Moreno".into(),
        bio: "Trail runner from Granada.\n\nMy club: https://club.example/ana. Say hello!\nSee you out there.".into(),
        picture_url: None,
        color: "#e4572e".into(),
        store_name: "Northtrail".into(),
        store_url: "https://store.example".into(),
        coupon: Some("ANA15".into()),
        discount: Some(Discount::Percentage(RateBps(1_500))),
        drops: vec![LandingDrop {
            id: "d1".into(),
            title: "Race day".into(),
            description: "What I wear when it counts.".into(),
            picture_url: None,
            products: vec![product("Ridge Runner shoe")],
        }],
    }
}

fn landing_html(landing: &Landing) -> String {
    super::landing_html(landing, "https://partners.example/")
}

fn all(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let texts = |element: scraper::ElementRef| element.text().collect::<String>();
    Html::parse_document(html).select(&selector).map(texts).collect()
}

fn one(html: &str, selector: &str) -> String {
    let found = all(html, selector);
    assert_eq!(found.len(), 1, "{selector} in {html}");
    found.into_iter().next().unwrap()
}

fn attribute(html: &str, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let document = Html::parse_document(html);
    document.select(&selector).filter_map(|element| element.attr(name).map(str::to_owned)).collect()
}

/// Reads the page as a browser would and refuses whatever could run.
fn assert_inert(html: &str) {
    let document = Html::parse_document(html);
    let everything = Selector::parse("*").unwrap();
    for element in document.select(&everything) {
        let name = element.value().name();
        assert!(
            !["iframe", "object", "embed", "base", "style", "template", "noscript"].contains(&name),
            "{name} in {html}"
        );
        if name == "script" {
            assert_eq!(element.attr("type"), Some("application/ld+json"));
            let text: String = element.text().collect();
            serde_json::from_str::<serde_json::Value>(&text).unwrap();
        }
        for (key, value) in element.value().attrs() {
            assert!(!key.starts_with("on") && key != "style" && key != "srcdoc", "{key} in {html}");
            if ["href", "src", "action", "formaction", "xlink:href"].contains(&key) {
                let good = value.starts_with("https://") || (value.starts_with('/') && !value.starts_with("//"));
                assert!(good, "{key}={value}");
            }
        }
    }
}

#[test]
fn nothing_from_outside_can_run_on_a_landing_page() {
    for text in HOSTILE {
        let hostile = || text.to_owned();
        let bad = LandingProduct {
            product_id: hostile(),
            title: hostile(),
            variant_title: Some(hostile()),
            image_url: Some(hostile()),
            price: None,
            note: hostile(),
            buy_url: Some(hostile()),
            is_available: true,
        };
        let for_sale = LandingProduct { title: hostile(), note: hostile(), ..product("x") };
        let html = landing_html(&Landing {
            handle: hostile(),
            creator_id: Some(hostile()),
            name: hostile(),
            bio: format!("{text}\n\nhttps://{text} {text}"),
            picture_url: Some(hostile()),
            color: hostile(),
            store_name: hostile(),
            store_url: hostile(),
            coupon: Some(hostile()),
            discount: None,
            drops: vec![LandingDrop {
                id: hostile(),
                title: hostile(),
                description: hostile(),
                picture_url: Some(hostile()),
                products: vec![bad, for_sale],
            }],
        });
        assert_inert(&html);
        // What was written is what is read, except for signs that HTML cannot hold.
        let shown = one(&html, "h1");
        assert_eq!(shown.replace('\u{fffd}', ""), text.replace('\u{0}', ""));
        assert_eq!(all(&html, "h3").len(), 2);
        assert_eq!(all(&html, "script").len(), 1);
    }
}

#[test]
fn nothing_that_was_typed_can_run_on_the_other_pages() {
    for text in HOSTILE {
        let form = AdminSignInForm { email: text.into(), error: Some(text.into()), next: text.into() };
        let html = admin_sign_in_html(&form);
        assert_inert(&html);
        assert_eq!(all(&html, "script").len(), 0);
        assert_eq!(all(&html, "input").len(), 3);
        let html = message_html(text, text, Some((text, "/")));
        assert_inert(&html);
        assert_eq!(all(&html, "script").len(), 0);
    }
    assert_inert(&sign_in_html());
}

#[test]
fn a_landing_page_of_four_drops_is_small() {
    let products = (0..12).map(|_| product("Ridge Runner trail shoe, wide")).collect::<Vec<_>>();
    let drop = LandingDrop {
        id: "d".into(),
        title: "Race day".into(),
        description: "What I wear when it counts.".into(),
        picture_url: None,
        products,
    };
    let html = landing_html(&Landing { drops: vec![drop; 4], ..landing() });
    assert_eq!(all(&html, "article").len(), 48);
    assert!(html.len() <= 60_000, "{} bytes", html.len());
}

#[test]
fn a_visitor_reads_who_recommends_what_at_which_price() {
    let html = landing_html(&landing());
    assert_eq!(one(&html, "title"), "Ana Moreno × Northtrail");
    assert_eq!(one(&html, "h2"), "Race day");
    assert_eq!(one(&html, ".price s"), "$129.00");
    assert_eq!(one(&html, ".price b"), "$109.65");
    assert_eq!(one(&html, ".coupon strong"), "Save 15\u{a0}%");
    assert_eq!(one(&html, ".coupon code"), "ANA15");
    assert_eq!(attribute(&html, ".product a", "rel"), ["sponsored noopener"]);
    assert_eq!(attribute(&html, ".product img", "width"), ["400"]);
    assert!(one(&html, "footer p:first-child").contains("Ana Moreno earns a commission"));
    assert_eq!(attribute(&html, "link[rel=canonical]", "href"), ["https://partners.example/p/ana"]);
    assert_eq!(attribute(&html, "meta[property='og:title']", "content"), ["Ana Moreno × Northtrail"]);
}

fn property(html: &str, name: &str) -> String {
    attribute(html, &format!("meta[property='{name}']"), "content").concat()
}

#[test]
fn previews_get_whole_addresses_and_a_picture_with_its_text() {
    let mut page = landing();
    page.drops[0].picture_url = Some("https://cdn.example/race-day.jpg".into());
    let html = landing_html(&page);
    assert_eq!(property(&html, "og:url"), "https://partners.example/p/ana");
    assert_eq!(property(&html, "og:image"), "https://cdn.example/race-day.jpg");
    assert_eq!(property(&html, "og:image:alt"), "Race day");
    assert_eq!(attribute(&html, "meta[name='twitter:card']", "content"), ["summary_large_image"]);
    assert_eq!(attribute(&html, ".scene", "src"), ["https://cdn.example/race-day.jpg"]);
    let bare = Landing { drops: vec![], ..landing() };
    assert_eq!(attribute(&landing_html(&bare), "meta[name='twitter:card']", "content"), ["summary"]);
}

#[test]
fn search_engines_get_products_with_the_price_of_the_store() {
    let html = landing_html(&landing());
    let data: serde_json::Value = serde_json::from_str(&one(&html, "script")).unwrap();
    assert_eq!(data["@type"], "ProfilePage");
    assert_eq!(data["mainEntity"]["url"], "https://partners.example/p/ana");
    let item = &data["hasPart"]["itemListElement"][0]["item"];
    assert_eq!((&item["@type"], &item["name"]), (&"Product".into(), &"Ridge Runner shoe".into()));
    assert_eq!((&item["offers"]["price"], &item["offers"]["priceCurrency"]), (&"129.00".into(), &"USD".into()));
    assert_eq!(item["offers"]["availability"], "https://schema.org/InStock");
}

#[test]
fn a_description_is_plain_text() {
    let html = landing_html(&Landing { bio: "**Trail** runner\n\n- *fast*\n- light".into(), ..landing() });
    assert_eq!(attribute(&html, "meta[name=description]", "content"), ["Trail runner fast light"]);
    assert_eq!(all(&html, ".bio strong"), ["Trail"]);
    assert_eq!(all(&html, ".bio ul li"), ["fast", "light"]);
}

#[test]
fn a_chosen_variant_is_named() {
    let mut page = landing();
    page.drops[0].products[0].variant_title = Some("Blue / 42".into());
    assert_eq!(one(&landing_html(&page), ".variant"), "Blue / 42");
}

#[test]
fn a_bio_keeps_its_paragraphs_and_its_links() {
    let html = landing_html(&landing());
    assert_eq!(all(&html, ".bio p").len(), 2);
    assert_eq!(all(&html, ".bio br").len(), 1);
    assert_eq!(attribute(&html, ".bio a", "href"), ["https://club.example/ana"]);
    assert_eq!(attribute(&html, ".bio a", "rel"), ["nofollow ugc noopener"]);
    assert!(all(&html, ".bio p").concat().contains("https://club.example/ana. Say hello!"));
}

#[test]
fn nothing_promises_a_price_that_the_store_will_not_give() {
    let without_code = Landing { coupon: None, ..landing() };
    let off_the_order = Landing { discount: Some(Discount::Fixed(Money::new(1_000, Currency::USD))), ..landing() };
    for page in [without_code, off_the_order] {
        let html = landing_html(&page);
        assert_eq!(one(&html, ".price"), "$129.00");
    }
}

#[test]
fn what_cannot_be_bought_has_no_link() {
    let mut page = landing();
    page.drops[0].products = vec![
        LandingProduct { is_available: false, ..product("Sold out shoe") },
        LandingProduct { buy_url: None, ..product("Old shoe") },
    ];
    let html = landing_html(&page);
    assert_eq!(all(&html, ".flag"), ["Sold out", "No longer in the store"]);
    assert_eq!(all(&html, ".product a").len(), 0);
    assert_eq!(all(&html, ".price"), ["$129.00"]);
}

#[test]
fn a_page_without_picks_says_so() {
    let html = landing_html(&Landing { drops: vec![], ..landing() });
    assert_eq!(one(&html, ".empty h2"), "No picks yet");
    assert_eq!(attribute(&html, ".empty a", "href"), ["https://store.example"]);
}

#[test]
fn a_refused_sign_in_keeps_the_email_and_says_what_to_do() {
    let form = AdminSignInForm {
        email: "kim@store.example".into(),
        error: Some("E-mail or password is not right.".into()),
        next: "/admin/partners".into(),
    };
    let html = admin_sign_in_html(&form);
    assert_eq!(one(&html, "[role=alert]#error"), "E-mail or password is not right.");
    assert_eq!(attribute(&html, "#email", "value"), ["kim@store.example"]);
    assert_eq!(attribute(&html, "input[aria-invalid=true]", "aria-describedby"), ["error", "error"]);
    assert_eq!(attribute(&html, "[name=next]", "value"), ["/admin/partners"]);
    assert_eq!(attribute(&html, "#password", "value"), [""; 0]);
    assert_eq!(attribute(&html, "[autofocus]", "id"), ["password"]);

    let fresh = admin_sign_in_html(&AdminSignInForm::default());
    assert!(all(&fresh, "[role=alert]").is_empty());
    assert!(attribute(&fresh, "input", "aria-invalid").is_empty());
    assert_eq!(attribute(&fresh, "[autofocus]", "id"), ["email"]);
}

#[test]
fn nothing_is_left_of_hydration() {
    for html in [landing_html(&landing()), sign_in_html()] {
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\">"), "{html}");
        assert!(!html.contains("<!>") && !html.contains("<!--"), "{html}");
    }
}
