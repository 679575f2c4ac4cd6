//! What the home page says in each of its states.

use super::*;
use domain::{
    CommissionStatus, Currency, Day, SourceHealth, SourceReport, Timestamp,
    earnings::{Entry, EntryStatus, NextPayment, Range, Reconciliation, Stream},
    home::Task,
};

const USD: Currency = Currency::USD;

fn home(earned: Option<i64>, orders: Option<i64>) -> Home {
    Home {
        first_name: "Noor".to_owned(),
        range: Range::last(21, Day::from_number(20_778)),
        currency: USD,
        earned: Figure { now: earned.map(|minor| Money::new(minor, USD)), before: None },
        sales: Figure { now: None, before: None },
        orders: Figure { now: orders, before: None },
        standing: None,
        next_payment: None,
        on_its_way: Money::zero(USD),
        points: Vec::new(),
        news: Vec::new(),
        tasks: Vec::new(),
        reconciliation: Reconciliation::default(),
        sources: Vec::new(),
        generated_at: Timestamp::from_millis(100_000_000),
    }
}

#[test]
fn a_partner_of_whom_nothing_is_known_is_not_taken_for_a_new_one() {
    assert!(is_new(&home(Some(0), Some(0))));
    assert!(!is_new(&home(None, None)));
    assert!(!is_new(&home(Some(1_536), Some(1))));
}

#[test]
fn a_figure_says_what_it_is_compared_with() {
    let figure = |now, before| Figure { now, before };
    assert_eq!(note(figure(Some(5), Some(4)), Some("$0.04".into()), "Oct 2026"), "from $0.04");
    assert_eq!(note(figure(Some(5), Some(0)), Some("$0.00".into()), "Oct 2026"), "nothing to compare with in Oct 2026");
    assert_eq!(note(figure(None, Some(4)), None, "Oct 2026"), "No source has answered yet");
}

#[test]
fn the_line_of_a_month_adds_up() {
    let point = |bonus| Point { day: Day::default(), cc_sale: 10, network: 0, program: 0, bonus };
    assert_eq!(running_total(&[point(0), point(5), point(-3)]), [10, 25, 32]);
}

#[cfg(feature = "ssr")]
mod shown {
    use super::*;

    /// The page as the team sees it: without a head of its own, so nothing names the browser's tab.
    fn html(home: Home) -> String {
        let owner = Owner::new();
        owner.with(|| {
            let base = "/admin/partners/ptn_1".to_owned();
            view! { <Loaded home base retry=Callback::new(|_| ()) reload=Callback::new(|()| ()) /> }.to_html()
        })
    }

    fn report(source: Source, health: SourceHealth) -> SourceReport {
        SourceReport { source, health, as_of: Some(Timestamp::from_millis(92_800_000)), note: String::new() }
    }

    fn full() -> Home {
        let mut home = home(Some(218_460), Some(14));
        home.earned.before = Some(Money::new(185_100, USD));
        home.points =
            vec![Point { day: Day::from_number(20_770), cc_sale: 4_000, network: 1_200, program: 0, bonus: -300 }];
        home.next_payment = Some(NextPayment { day: Day::from_number(20_802), amount: Money::new(146_210, USD) });
        home.news = vec![Entry {
            id: "ord_1".into(),
            title: "<script>alert('title')</script>".into(),
            at: Timestamp::default(),
            when: "Nov 20, 09:14".into(),
            stream: Stream::CcSale,
            sources: vec![Source::Shopify, Source::Impact],
            sale: Some(Money::new(12_800, USD)),
            refunded: None,
            earned: None,
            status: EntryStatus::Commission(CommissionStatus::Pending),
            reason: "\"><img src=x onerror=alert(1)>".into(),
            coupon: None,
            customer: None,
            steps: Vec::new(),
        }];
        home.tasks =
            vec![Task { title: "Add <b>bio</b>".into(), text: "It helps.".into(), href: "javascript:alert(2)".into() }];
        home.sources = vec![report(Source::Cc, SourceHealth::Live), report(Source::Impact, SourceHealth::Stale)];
        home
    }

    #[test]
    fn figures_compare_with_the_month_before() {
        let html = html(full());
        for text in ["$2,184.60", "from $1,851.00", "$1,462.10", "expected Dec 15"] {
            assert!(html.contains(text), "{text} in {html}");
        }
    }

    #[test]
    fn what_is_on_its_way_stands_where_no_payment_is_expected() {
        let mut home = full();
        home.on_its_way = Money::new(2_000, USD);
        assert!(!html(home.clone()).contains("on its way"));
        home.next_payment = None;
        let html = html(home);
        assert!(html.contains("$20.00") && html.contains("on its way"), "{html}");
    }

    #[test]
    fn what_is_not_known_is_said_to_be_unknown_and_never_zero() {
        let mut unknown = home(None, None);
        unknown.sources = vec![report(Source::Impact, SourceHealth::Unknown)];
        let html = html(unknown);
        assert!(html.contains("unknown"));
        assert!(html.contains("No source has answered yet"));
        assert!(!html.contains("$0.00"), "{html}");
        assert!(!html.contains("No sales yet"));
    }

    #[test]
    fn a_source_that_fails_is_named_with_the_age_of_what_is_shown_and_can_be_asked_again() {
        let html = html(full());
        assert!(html.contains("impact.com does not answer now"), "{html}");
        assert!(html.contains("2 h ago"));
        assert!(html.contains("aria-label=\"Ask impact.com again\""));
        assert!(!html.contains("aria-label=\"Ask CreatorCommerce again\""));
    }

    #[test]
    fn a_new_partner_is_told_what_comes_first() {
        let html = html(home(Some(0), Some(0)));
        assert!(html.contains("No sales yet"));
        assert!(html.contains("href=\"/admin/partners/ptn_1/profile\""));
    }

    #[test]
    fn outside_text_stays_text() {
        let html = html(full());
        for attack in ["<script>alert", "<img src=x", "<b>bio", "javascript:"] {
            assert!(!html.contains(attack), "{attack} in {html}");
        }
    }
}
