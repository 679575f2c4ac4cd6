//! What the profile says about facts that are there, that are old, and that are not there.

use super::{api::QrCode, *};
use domain::{
    Currency, Money, RateBps, SourceHealth, SourceReport, Timestamp,
    profile::{Contact, Discount, Fact, NetworkAccount, Profile},
    program::{AgreedRate, Rate, RateOf},
};

fn fact<T>(value: Option<T>, source: Source) -> Fact<T> {
    Fact { value, source }
}

fn text(value: &str) -> Fact<String> {
    fact(Some(value.to_owned()), Source::Cc)
}

fn report(source: Source, health: SourceHealth) -> SourceReport {
    SourceReport { source, health, as_of: Some(Timestamp::from_millis(92_800_000)), note: String::new() }
}

fn profile() -> Profile {
    Profile {
        name: text("Noor Haddad"),
        email: text("noor@studio.example"),
        handle: text("noor"),
        bio: text("Paints outdoors."),
        picture_url: fact(None, Source::Cc),
        tier: text("Silver"),
        discount: fact(Some(Discount::Fixed(Money::new(500, Currency::EUR))), Source::Cc),
        agreed_rate: fact(None, Source::Program),
        observed_rate: fact(Some(RateBps(1_250)), Source::Impact),
        contact: fact(Some(Contact { name: "Ida Berg".into(), email: "ida@shop.example".into() }), Source::Hubspot),
        coupon: text("NOOR10"),
        affiliate_url: text("https://shop.example/?ref=noor"),
        network: fact(
            Some(NetworkAccount { id: "77".into(), name: "Noor".into(), state: "ACTIVE".into() }),
            Source::Impact,
        ),
        joined: "Mar 3, 2025".into(),
        drops: fact(Some(2), Source::Cc),
        landing_url: Some("https://partners.example/p/noor".into()),
        sources: [Source::Cc, Source::Impact, Source::Hubspot].map(|it| report(it, SourceHealth::Live)).to_vec(),
        generated_at: Timestamp::from_millis(100_000_000),
    }
}

fn html(profile: Profile) -> String {
    let owner = Owner::new();
    owner.with(|| {
        let qr = profile.affiliate_url.value.as_deref().and_then(qr::draw);
        let page = ProfilePage { profile, qr };
        view! { <Loaded page base=String::new() retry=Callback::new(|_| ()) reload=Callback::new(|()| ()) /> }.to_html()
    })
}

#[test]
fn each_fact_stands_with_its_source_and_age() {
    let html = html(profile());
    for text in
        ["NOOR10", "12.5\u{a0}%", "€5.00 an order", "Partner since Mar 3, 2025", "Ida Berg", "Active", "2 drops"]
    {
        assert!(html.contains(text), "{text} in {html}");
    }
    assert!(html.contains("HubSpot") && html.contains("2 h ago"));
    assert!(html.contains("QR code of https://shop.example/?ref=noor"), "{html}");
}

#[test]
fn a_fact_that_is_not_there_says_why() {
    let mut bare = profile();
    bare.contact.value = None;
    bare.network.value = None;
    bare.coupon.value = None;
    bare.affiliate_url.value = None;
    bare.sources = vec![
        report(Source::Cc, SourceHealth::Live),
        report(Source::Impact, SourceHealth::Missing),
        report(Source::Hubspot, SourceHealth::Unknown),
    ];
    let html = html(bare);
    assert!(html.contains("impact.com does not know this partner"));
    assert!(html.contains("Not known yet: HubSpot has not answered"));
    assert!(html.contains("Not set in CreatorCommerce"));
    assert!(!html.contains("QR code"));
}

#[test]
fn a_partner_of_the_program_alone_reads_what_it_agreed_and_of_nothing_that_is_not_set_up() {
    let agreed = AgreedRate { rate: Rate::Percentage(RateBps(1_500)), by: RateOf::Group("Gold".into()) };
    let mut alone = profile();
    alone.agreed_rate.value = Some(agreed);
    alone.observed_rate.value = None;
    (alone.contact.value, alone.network.value, alone.drops.value) = (None, None, None);
    (alone.handle.value, alone.bio.value, alone.tier.value) = (None, None, None);
    (alone.affiliate_url, alone.landing_url) = (fact(None, Source::Program), None);
    let off = [Source::Cc, Source::Impact, Source::Hubspot].map(|it| report(it, SourceHealth::Off));
    alone.sources = off.into_iter().chain([report(Source::Program, SourceHealth::Live)]).collect();
    let html = html(alone);
    for text in ["15\u{a0}%", "what your group Gold gets", "Partner program", "href=\"/analytics\"", "NOOR10"] {
        assert!(html.contains(text), "{text} in {html}");
    }
    for text in ["is not connected", "Network account", "Your contact", "Handle", "On the page"] {
        assert!(!html.contains(text), "{text} in {html}");
    }
    assert_eq!(html.matches("Not connected: CreatorCommerce, impact.com, HubSpot").count(), 1, "{html}");
}

#[test]
fn outside_text_stays_text_and_outside_addresses_run_nothing() {
    let mut hostile = profile();
    hostile.name = text("<script>alert(1)</script>");
    hostile.bio = text("</dd><img src=x onerror=alert(2)>");
    hostile.affiliate_url = text("javascript:alert(3)");
    hostile.landing_url = Some("javascript:alert(4)".into());
    hostile.picture_url = text("javascript:alert(5)");
    let html = html(hostile);
    for attack in ["<script", "<img", "href=\"javascript:", "src=\"javascript:"] {
        assert!(!html.contains(attack), "{attack} in {html}");
    }
}

#[test]
fn the_code_is_drawn_by_the_server() {
    let code: Option<QrCode> = qr::draw("https://shop.example");
    assert!(code.is_some_and(|code| code.path.starts_with('M')));
}
