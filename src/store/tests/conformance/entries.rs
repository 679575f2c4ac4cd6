//! The list of entries: what each line says, filters, and pages that neither miss nor repeat a line.

use crate::{
    program::ADMIN,
    world::{GRACE, World, at, bonus, commission, day, dollars, euros, on_both, order, refund},
};
use domain::{
    CommissionKind, CommissionStatus, Currency, OrderStatus, PartnerId, Source,
    earnings::{Entry, EntryQuery, EntryStatus, Stream},
    program::Origin,
};
use std::{collections::HashSet, time::Duration};
use store::{Changed, CommissionReport, NewAdjustment, OrderReport, StoreError};

fn only(status: EntryStatus) -> EntryQuery {
    EntryQuery { status: Some(status), ..EntryQuery::default() }
}

fn titles(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.title.as_str()).collect()
}

/// One entry of each standing. Now is November 21, 10:00 in New York; the grace is two days.
async fn one_of_each(world: &World) -> PartnerId {
    let ana = world.partner("ana").await;
    let recent = at("2026-11-21T02:30:00Z");
    let orders = [
        order(1, &ana),
        OrderReport { placed_at: recent, ..order(2, &ana) },
        OrderReport { status: OrderStatus::Cancelled, ..order(3, &ana) },
        OrderReport { refunds: vec![refund("r", dollars(11_000))], ..order(4, &ana) },
        order(5, &ana),
        order(6, &ana),
        order(7, &ana),
        order(8, &ana),
        order(9, &ana),
    ];
    world.store.record_orders(&world.channel, &orders).await.unwrap();
    let standing = |id: &str, order_ref: &str, status: CommissionStatus| CommissionReport {
        status,
        ..commission(id, &ana, order_ref)
    };
    let commissions = [
        CommissionReport {
            hold_until: Some(day("2026-12-20")),
            pay_day: Some(day("2027-01-15")),
            ..standing("pending", "5", CommissionStatus::Pending)
        },
        standing("approved", "6", CommissionStatus::Approved),
        CommissionReport { pay_day: Some(day("2026-12-01")), ..standing("paid", "7", CommissionStatus::Paid) },
        standing("rejected", "8", CommissionStatus::Rejected),
        CommissionReport { reason: "Own purchase".into(), ..standing("said", "9", CommissionStatus::Rejected) },
        standing("lone", "4711", CommissionStatus::Pending),
        CommissionReport { occurred_at: recent, ..standing("fresh", "4712", CommissionStatus::Approved) },
        bonus("bonus", &ana, dollars(2_500)),
    ];
    world.store.record_commissions(&world.channel, &commissions).await.unwrap();
    ana
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_line_says_where_it_stands_and_why() {
    on_both(|world: World| async move {
        let ana = one_of_each(&world).await;
        let entries = world.entries(&ana, EntryQuery::default()).await;
        let network = "impact.com";
        let approved = EntryStatus::Commission(CommissionStatus::Approved);
        let rejected = EntryStatus::Commission(CommissionStatus::Rejected);
        for (title, status, reason) in [
            ("#1", EntryStatus::NotInNetwork, format!("{network} has not reported this order")),
            ("#2", EntryStatus::AwaitingNetwork, format!("{network} usually reports within 2 days")),
            ("#3", EntryStatus::Cancelled, "Cancelled before it earned anything".into()),
            ("#4", EntryStatus::Cancelled, "Refunded before it earned anything".into()),
            ("#5", EntryStatus::Commission(CommissionStatus::Pending), "Hold until Dec 20 · Expected Jan 15".into()),
            ("#6", approved, "Expected Dec 15".into()),
            ("#7", EntryStatus::Commission(CommissionStatus::Paid), "Paid Dec 1".into()),
            ("#8", rejected, format!("Reversed by {network}")),
            ("#9", rejected, "Own purchase".into()),
            ("4711", EntryStatus::NotInStore, format!("Only {network} reports this order")),
            ("4712", approved, "Expected Dec 15".into()),
            ("Autumn bonus", approved, "Expected Dec 15".into()),
        ] {
            let found: Vec<&Entry> = entries.iter().filter(|entry| entry.title == title).collect();
            assert_eq!(found.len(), 1, "{title} stands once");
            assert_eq!((found[0].status, &found[0].reason), (status, &reason), "{title}");
        }
        assert_eq!(entries.len(), 12);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_knows_its_sale_its_sources_and_its_time() {
    on_both(|world: World| async move {
        let ana = one_of_each(&world).await;
        let entries = world.entries(&ana, EntryQuery::default()).await;
        let find = |title: &str| entries.iter().find(|entry| entry.title == title).unwrap();
        let fresh = find("#2");
        assert_eq!((fresh.when.as_str(), fresh.at), ("Nov 20, 21:30", at("2026-11-21T02:30:00Z")));
        assert_eq!((fresh.sale, fresh.earned, fresh.stream), (Some(dollars(10_000)), None, Stream::CcSale));
        assert_eq!(fresh.sources, [Source::Cc]);
        let linked = find("#6");
        assert_eq!((linked.sale, linked.earned), (Some(dollars(10_000)), Some(dollars(1_200))));
        assert_eq!(linked.sources, [Source::Cc, Source::Impact]);
        let lone = find("4711");
        assert_eq!((lone.stream, lone.sources.as_slice()), (Stream::Network, &[Source::Impact][..]));
        let bonus = find("Autumn bonus");
        assert_eq!((bonus.stream, bonus.sale, bonus.earned), (Stream::Bonus, None, Some(dollars(2_500))));
        assert_eq!(find("#4").refunded, Some(dollars(11_000)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_keep_exactly_what_they_name() {
    on_both(|world: World| async move {
        let ana = one_of_each(&world).await;
        let all = world.entries(&ana, EntryQuery::default()).await;
        let standings: Vec<EntryStatus> = CommissionStatus::ALL
            .into_iter()
            .map(EntryStatus::Commission)
            .chain([
                EntryStatus::AwaitingNetwork,
                EntryStatus::NotInNetwork,
                EntryStatus::NotInStore,
                EntryStatus::Cancelled,
            ])
            .collect();
        for status in standings {
            let expected: Vec<Entry> = all.iter().filter(|entry| entry.status == status).cloned().collect();
            assert_eq!(world.entries(&ana, only(status)).await, expected, "{status:?}");
        }
        for stream in Stream::ALL {
            let expected: Vec<Entry> = all.iter().filter(|entry| entry.stream == stream).cloned().collect();
            let query = EntryQuery { stream: Some(stream), ..EntryQuery::default() };
            assert_eq!(world.entries(&ana, query).await, expected, "{stream:?}");
        }
        let contradiction = EntryQuery { stream: Some(Stream::Bonus), ..only(EntryStatus::AwaitingNetwork) };
        assert!(world.entries(&ana, contradiction).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_and_currencies_narrow_the_list() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let orders = [
            OrderReport { placed_at: at("2026-11-01T03:59:59Z"), ..order(1, &ana) },
            OrderReport { placed_at: at("2026-11-01T04:00:00Z"), ..order(2, &ana) },
            OrderReport { placed_at: at("2026-11-02T04:59:59Z"), ..order(3, &ana) },
            OrderReport { placed_at: at("2026-11-02T05:00:00Z"), ..order(4, &ana) },
            OrderReport {
                placed_at: at("2026-11-01T12:00:00Z"),
                subtotal: euros(1),
                total: euros(1),
                ..order(5, &ana)
            },
        ];
        world.store.record_orders(&world.channel, &orders).await.unwrap();
        // A day of 25 hours in New York.
        let first = EntryQuery {
            from: Some(day("2026-11-01")),
            to: Some(day("2026-11-01")),
            currency: Some(Currency::USD),
            ..EntryQuery::default()
        };
        assert_eq!(titles(&world.entries(&ana, first).await), ["#3", "#2"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_waits_until_its_grace_is_over() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let placed = OrderReport { placed_at: at("2026-11-19T15:00:00Z"), ..order(1, &ana) };
        world.record_order(&placed).await;
        let status = async || world.entries(&ana, EntryQuery::default()).await[0].status;
        assert_eq!(status().await, EntryStatus::AwaitingNetwork);
        world.clock.advance(Duration::from_millis(1));
        assert_eq!(status().await, EntryStatus::NotInNetwork);
    })
    .await;
}

/// Reads all pages; after the first, more entries come in.
async fn visit(world: &World, ana: &PartnerId, limit: u32) -> Vec<Entry> {
    let mut query = EntryQuery { limit: Some(limit), ..EntryQuery::default() };
    let mut seen = Vec::new();
    loop {
        let page = world.store.entries(&world.channel, ana, &query, GRACE).await.unwrap();
        assert!(page.entries.len() <= limit as usize);
        seen.extend(page.entries);
        let number = 9_000 + u32::try_from(seen.len()).unwrap();
        let newcomer = OrderReport { placed_at: at("2026-11-21T14:00:00Z"), ..order(number, ana) };
        world.record_order(&newcomer).await;
        match page.next {
            Some(next) => query.after = Some(next),
            None => return seen,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_show_each_entry_once_while_others_come_in() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        // Many at the same moment, orders and commissions mixed: only the id tells them apart.
        let orders: Vec<_> = (0..40).map(|number| order(number, &ana)).collect();
        let commissions: Vec<_> =
            (20..60).map(|number| commission(&format!("c{number}"), &ana, &number.to_string())).collect();
        world.store.record_orders(&world.channel, &orders).await.unwrap();
        world.store.record_commissions(&world.channel, &commissions).await.unwrap();
        for limit in [1, 7, 60, 1_000] {
            let everything = EntryQuery { limit: Some(1_000), ..EntryQuery::default() };
            let before: Vec<String> = world.entries(&ana, everything).await.into_iter().map(|entry| entry.id).collect();
            let seen: Vec<String> = visit(&world, &ana, limit).await.into_iter().map(|entry| entry.id).collect();
            assert_eq!(seen, before, "limit {limit}");
            assert_eq!(seen.iter().collect::<HashSet<_>>().len(), seen.len());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mangled_cursor_is_refused() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let orders: Vec<_> = (0..3).map(|number| order(number, &ana)).collect();
        world.store.record_orders(&world.channel, &orders).await.unwrap();
        let query = EntryQuery { limit: Some(1), ..EntryQuery::default() };
        let good = world.store.entries(&world.channel, &ana, &query, GRACE).await.unwrap().next.unwrap();
        let mut bad: Vec<String> = ["", "x", "'; --", "AAAA", "ümlaut"].map(str::to_owned).to_vec();
        for place in 0..good.len() {
            let mut letters: Vec<char> = good.chars().collect();
            letters[place] = if letters[place] == 'A' { 'B' } else { 'A' };
            bad.push(letters.into_iter().collect());
            bad.push(good[..place].to_owned());
        }
        for after in bad {
            let query = EntryQuery { after: Some(after.clone()), ..query.clone() };
            let answer = world.store.entries(&world.channel, &ana, &query, GRACE).await;
            assert!(matches!(answer, Err(StoreError::InvalidCursor)), "{after}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_sees_what_belongs_to_another_channel_or_partner() {
    on_both(|world: World| async move {
        let ana = one_of_each(&world).await;
        let ben = world.partner("ben").await;
        let elsewhere = world.new_channel().await;
        let twin = world.partner_of(&elsewhere, "ana").await;
        assert!(world.entries(&ben, EntryQuery::default()).await.is_empty());
        for partner in [&ana, &twin] {
            let page = world.store.entries(&elsewhere, partner, &EntryQuery::default(), GRACE).await.unwrap();
            assert!(page.entries.is_empty() && page.next.is_none());
            assert!(!world.store.has_any_sales(&elsewhere, partner).await.unwrap());
        }
        assert!(world.store.has_any_sales(&world.channel, &ana).await.unwrap());
        assert!(!world.store.has_any_sales(&world.channel, &ben).await.unwrap());
        // The same order number there is another sale.
        world.store.record_orders(&elsewhere, &[order(1, &twin)]).await.unwrap();
        assert_eq!(world.sums(&ana).await.orders, 8);
        assert_eq!(world.store.check_totals(&elsewhere).await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_program_paid_was_paid_when_it_arrived_and_a_bonus_says_why() {
    on_both(|world: World| async move {
        let ana = world.approved("ana").await;
        let paid = world.tracked("1001", &ana).await;
        world.tracked("1002", &ana).await;
        let new = NewAdjustment {
            partner_id: ana.clone(),
            kind: CommissionKind::Bonus,
            external_id: "bonus".into(),
            title: "Bonus".into(),
            amount: dollars(2_500),
            account: ADMIN.into(),
            reason: "For the reel".into(),
            free_at: None,
            origin: Origin::Manual,
        };
        world.store.adjust(&world.channel, &new).await.unwrap();
        assert_eq!(world.change(&paid.commission_id, CommissionStatus::Paid).await, Changed::Done);
        let said = async |title: &str| {
            let entries = world.entries(&ana, EntryQuery::default()).await;
            entries.into_iter().find(|entry| entry.title == title).unwrap()
        };
        // It was expected for January.
        assert_eq!(said("#1001").await.reason, "Paid Nov 21");
        assert_eq!(said("#1002").await.reason, "Hold until Dec 20 · Expected Jan 15");
        let bonus = said("Bonus").await;
        assert_eq!(bonus.reason, "For the reel · Expected Dec 15");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partners_read_code_customer_and_history_of_their_own_commissions_of_the_program() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let first = world.tracked("1001", &ana).await;
        world.tracked("1002", &ben).await;
        world.store.record_commissions(&world.channel, &[bonus("bonus", &ana, dollars(2_500))]).await.unwrap();
        assert_eq!(world.change(&first.commission_id, CommissionStatus::Approved).await, Changed::Done);
        let mut entries = world.entries(&ana, EntryQuery::default()).await;
        world.store.tell_of_program(&world.channel, &ana, &mut entries).await.unwrap();
        let told = entries.iter().find(|entry| entry.title == "#1001").unwrap();
        assert_eq!((told.coupon.as_deref(), told.customer.as_deref()), (Some("ANA15"), Some("l•••@example.com")));
        let steps: Vec<_> =
            told.steps.iter().map(|it| (it.status, it.amount, it.is_by_team, it.reason.as_str())).collect();
        let pending = (CommissionStatus::Pending, dollars(1_000), false, "");
        assert_eq!(steps, [pending, (CommissionStatus::Approved, dollars(1_000), true, "because")]);
        let other = entries.iter().find(|entry| entry.title != "#1001").unwrap();
        assert_eq!((other.coupon.as_ref(), other.customer.as_ref(), other.steps.len()), (None, None, 0));
        // Whoever asks with another's lines is told nothing of their customers.
        let mut theirs = world.entries(&ben, EntryQuery::default()).await;
        world.store.tell_of_program(&world.channel, &ana, &mut theirs).await.unwrap();
        assert_eq!((theirs[0].coupon.as_ref(), theirs[0].customer.as_ref()), (None, None));
    })
    .await;
}
