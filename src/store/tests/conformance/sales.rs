//! One sale is one row: reports that repeat, overtake one another, arrive in parts or contradict.

use crate::world::{World, at, bonus, commission, day, dollars, euros, on_both, order, refund};
use domain::{
    CommissionStatus, Currency, OrderStatus, Source,
    earnings::{EntryQuery, EntryStatus, Stream},
};
use store::{OrderReport, Recorded};

const NEW: Recorded = Recorded { inserted: 1, changed: 0, unchanged: 0 };
const CHANGED: Recorded = Recorded { inserted: 0, changed: 1, unchanged: 0 };
const SAME: Recorded = Recorded { inserted: 0, changed: 0, unchanged: 1 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_reported_twice_is_one_sale() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        assert_eq!(world.record_order(&order(1, &ana)).await, NEW);
        assert_eq!(world.record_order(&order(1, &ana)).await, SAME);
        let twice = [order(2, &ana), order(2, &ana)];
        let recorded = world.store.record_orders(&world.channel, &twice).await.unwrap();
        assert_eq!(recorded, Recorded { inserted: 1, changed: 0, unchanged: 1 });
        let sums = world.sums(&ana).await;
        assert_eq!((sums.orders, sums.sales), (2, 20_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_report_wins_and_an_older_one_changes_nothing() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.record_order(&order(1, &ana)).await;
        let newer = OrderReport { subtotal: dollars(8_000), changed_at: at("2026-11-11T00:00:00Z"), ..order(1, &ana) };
        let older = OrderReport { subtotal: dollars(7_000), changed_at: at("2026-11-10T18:00:00Z"), ..order(1, &ana) };
        assert_eq!(world.record_order(&newer).await, CHANGED);
        assert_eq!(world.record_order(&older).await, SAME);
        assert_eq!(world.sums(&ana).await.sales, 8_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_repeats_what_is_known_still_dates_it() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.record_order(&order(1, &ana)).await;
        let repeat = OrderReport { changed_at: at("2026-11-15T00:00:00Z"), ..order(1, &ana) };
        assert_eq!(world.record_order(&repeat).await, SAME);
        let between = OrderReport { subtotal: dollars(1), changed_at: at("2026-11-12T00:00:00Z"), ..order(1, &ana) };
        assert_eq!(world.record_order(&between).await, SAME);
        assert_eq!(world.sums(&ana).await.sales, 10_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_counts_once_however_it_is_told() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let (store, channel) = (&world.store, &world.channel);
        let one = refund("r1", dollars(2_500));
        assert!(!store.record_refund(channel, Source::Shopify, "shop-1", &one).await.unwrap());
        world.record_order(&order(1, &ana)).await;
        assert!(store.record_refund(channel, Source::Shopify, "shop-1", &one).await.unwrap());
        assert!(!store.record_refund(channel, Source::Shopify, "shop-1", &one).await.unwrap());
        assert!(!store.record_refund(channel, Source::Cc, "shop-1", &refund("r9", dollars(1))).await.unwrap());
        let again = OrderReport {
            refunds: vec![one.clone(), one, refund("r2", dollars(500))],
            status: OrderStatus::PartlyRefunded,
            ..order(1, &ana)
        };
        assert_eq!(world.record_order(&again).await, CHANGED);
        assert_eq!(world.record_order(&again).await, SAME);
        let sums = world.sums(&ana).await;
        assert_eq!((sums.sales, sums.refunds), (10_000, 3_000));
        let entries = world.entries(&ana, EntryQuery::default()).await;
        assert_eq!(entries[0].refunded, Some(dollars(3_000)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_report_still_brings_refunds_that_were_missed() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.record_order(&order(1, &ana)).await;
        let older = OrderReport {
            subtotal: dollars(1),
            changed_at: at("2026-11-01T00:00:00Z"),
            refunds: vec![refund("r1", dollars(100))],
            ..order(1, &ana)
        };
        assert_eq!(world.record_order(&older).await, CHANGED);
        let sums = world.sums(&ana).await;
        assert_eq!((sums.sales, sums.refunds), (10_000, 100));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_order_counts_neither_as_sale_nor_as_refund() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let placed = OrderReport { refunds: vec![refund("r1", dollars(11_000))], ..order(1, &ana) };
        world.record_order(&placed).await;
        let cancelled = OrderReport { status: OrderStatus::Cancelled, ..placed };
        assert_eq!(world.record_order(&cancelled).await, CHANGED);
        assert_eq!(world.sums(&ana).await, store::Sums::default());
        let entries = world.entries(&ana, EntryQuery::default()).await;
        assert_eq!((entries.len(), entries[0].status), (1, EntryStatus::Cancelled));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commission_finds_its_order_whichever_arrives_first() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        // By external id and by name, order first.
        world.record_order(&order(1, &ana)).await;
        world.record_order(&order(2, &ana)).await;
        world.record_commission(&commission("a", &ana, "shop-1")).await;
        world.record_commission(&commission("b", &ana, "2")).await;
        // Commission first.
        world.record_commission(&commission("c", &ana, "shop-3")).await;
        world.record_commission(&commission("d", &ana, "#4")).await;
        let before = world.sums(&ana).await;
        assert_eq!((before.cc_sale, before.network, before.earned), (2_400, 2_400, 4_800));
        world.record_order(&order(3, &ana)).await;
        world.record_order(&order(4, &ana)).await;
        let after = world.sums(&ana).await;
        assert_eq!((after.cc_sale, after.network, after.earned), (4_800, 0, 4_800));
        let entries = world.entries(&ana, EntryQuery::default()).await;
        assert_eq!(entries.len(), 4, "one sale is one line");
        for entry in entries {
            assert_eq!(entry.stream, Stream::CcSale);
            assert_eq!(entry.sources, [Source::Cc, Source::Impact]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commission_never_takes_another_partners_order() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.record_order(&order(1, &ben)).await;
        world.record_commission(&commission("a", &ana, "shop-1")).await;
        assert_eq!(world.sums(&ana).await.network, 1_200);
        // The shop corrects whom the order counts for: the link follows.
        let corrected = OrderReport { changed_at: at("2026-11-11T00:00:00Z"), ..order(1, &ana) };
        world.record_order(&corrected).await;
        let sums = world.sums(&ana).await;
        assert_eq!((sums.cc_sale, sums.network, sums.sales), (1_200, 0, 10_000));
        assert_eq!(world.sums(&ben).await, store::Sums::default());
        // And back again.
        let back = OrderReport { changed_at: at("2026-11-12T00:00:00Z"), ..order(1, &ben) };
        world.record_order(&back).await;
        let sums = world.sums(&ana).await;
        assert_eq!((sums.cc_sale, sums.network, sums.sales), (0, 1_200, 0));
        assert_eq!(world.sums(&ben).await.sales, 10_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commission_changes_by_newer_reports_only() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let first = commission("a", &ana, "shop-1");
        assert_eq!(world.record_commission(&first).await, NEW);
        assert_eq!(world.record_commission(&first).await, SAME);
        let mut rejected = first.clone();
        rejected.status = CommissionStatus::Rejected;
        rejected.changed_at = at("2026-11-12T00:00:00Z");
        assert_eq!(world.record_commission(&rejected).await, CHANGED);
        assert_eq!(world.record_commission(&first).await, SAME);
        assert_eq!(world.sums(&ana).await.earned, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commission_that_means_another_order_moves_its_link() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.record_order(&order(1, &ana)).await;
        world.record_order(&order(2, &ana)).await;
        world.record_commission(&commission("a", &ana, "shop-1")).await;
        let mut other = commission("a", &ana, "shop-2");
        other.changed_at = at("2026-11-12T00:00:00Z");
        assert_eq!(world.record_commission(&other).await, CHANGED);
        let waiting = EntryQuery { status: Some(EntryStatus::NotInNetwork), ..EntryQuery::default() };
        let entries = world.entries(&ana, waiting).await;
        assert_eq!(entries.iter().map(|entry| entry.title.as_str()).collect::<Vec<_>>(), ["#1"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bonuses_and_adjustments_have_a_stream_of_their_own() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.record_order(&order(1, &ana)).await;
        let mut back = bonus("b", &ana, dollars(-300));
        back.kind = domain::CommissionKind::Adjustment;
        back.order_ref = "shop-1".into();
        let both = [bonus("a", &ana, dollars(5_000)), back];
        world.store.record_commissions(&world.channel, &both).await.unwrap();
        let sums = world.sums(&ana).await;
        assert_eq!((sums.bonus, sums.earned, sums.cc_sale), (4_700, 4_700, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn currencies_stay_apart() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let abroad = OrderReport { subtotal: euros(9_000), total: euros(9_900), ..order(2, &ana) };
        world.store.record_orders(&world.channel, &[order(1, &ana), abroad]).await.unwrap();
        assert_eq!(world.sums(&ana).await.sales, 10_000);
        let in_euros = world.store.sums(&world.channel, Some(&ana), crate::world::year(), Currency::EUR).await.unwrap();
        assert_eq!((in_euros.sales, in_euros.orders), (9_000, 1));
        // The report may also correct the currency itself.
        let corrected = OrderReport { changed_at: at("2026-11-12T00:00:00Z"), ..order(2, &ana) };
        world.record_order(&corrected).await;
        assert_eq!(world.sums(&ana).await.sales, 20_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_with_a_foreign_partner_leaves_nothing_behind() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let elsewhere = world.new_channel().await;
        let stranger = world.partner_of(&elsewhere, "zoe").await;
        let batch = [order(1, &ana), order(2, &stranger)];
        assert!(world.store.record_orders(&world.channel, &batch).await.is_err());
        let commissions = [commission("a", &ana, ""), commission("b", &stranger, "")];
        assert!(world.store.record_commissions(&world.channel, &commissions).await.is_err());
        assert_eq!(world.sums(&ana).await, store::Sums::default());
        assert!(!world.store.has_any_sales(&world.channel, &ana).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_in_one_call_with_commissions_before_and_after() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let ben = world.partner("ben").await;
        let whose = |number: u32| if number.is_multiple_of(3) { &ben } else { &ana };
        let orders: Vec<_> = (0..1_500).map(|number| order(number, whose(number))).collect();
        let early: Vec<_> =
            (0..700).map(|number| commission(&format!("c{number}"), whose(number), &number.to_string())).collect();
        let late: Vec<_> = (500..1_500)
            .map(|number| commission(&format!("c{number}"), whose(number), &format!("shop-{number}")))
            .collect();
        world.store.record_commissions(&world.channel, &early).await.unwrap();
        let recorded = world.store.record_orders(&world.channel, &orders).await.unwrap();
        assert_eq!(recorded.inserted, 1_500);
        let recorded = world.store.record_commissions(&world.channel, &late).await.unwrap();
        assert_eq!((recorded.inserted, recorded.changed), (800, 200));
        let recorded = world.store.record_orders(&world.channel, &orders).await.unwrap();
        assert_eq!(recorded.unchanged, 1_500);
        let later: Vec<_> = orders
            .iter()
            .map(|it| OrderReport { changed_at: at("2026-11-13T00:00:00Z"), subtotal: dollars(5_000), ..it.clone() })
            .collect();
        let recorded = world.store.record_orders(&world.channel, &later).await.unwrap();
        assert_eq!(recorded.changed, 1_500);
        let all = world.store.sums(&world.channel, None, crate::world::year(), Currency::USD).await.unwrap();
        assert_eq!((all.orders, all.sales, all.network, all.cc_sale), (1_500, 7_500_000, 0, 1_800_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strange_texts_are_kept_as_they_are_but_for_nul() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let strange = OrderReport { name: "#1'; DROP TABLE orders; -- \u{1f600}\0".into(), ..order(1, &ana) };
        assert_eq!(world.record_order(&strange).await, NEW);
        assert_eq!(world.record_order(&strange).await, SAME);
        let entries = world.entries(&ana, EntryQuery::default()).await;
        assert_eq!(entries[0].title, "#1'; DROP TABLE orders; -- \u{1f600}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_falls_on_the_day_of_the_shop() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        // 21:30 on November 20 in New York.
        let late = OrderReport { placed_at: at("2026-11-21T02:30:00Z"), ..order(1, &ana) };
        world.record_order(&late).await;
        let on = |day| domain::earnings::Range { from: day, to: day };
        let sums = world.store.sums(&world.channel, Some(&ana), on(day("2026-11-20")), Currency::USD).await.unwrap();
        assert_eq!(sums.orders, 1);
        // The shop moves its days; the totals follow.
        let moved = crate::world::channel(&world.channel, "Europe/Berlin");
        world.store.put_channel(&moved).await.unwrap();
        let sums = world.store.sums(&world.channel, Some(&ana), on(day("2026-11-21")), Currency::USD).await.unwrap();
        assert_eq!(sums.orders, 1);
        world.assert_counted().await;
    })
    .await;
}
