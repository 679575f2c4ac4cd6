//! Direct orders: a part of what a customer bought, until a partner turns out to have brought them.

mod courses;

use crate::{
    program::{ADMIN, tracking},
    world::{World, at, dollars, euros, on_both, order, refund},
};
use domain::{
    CommissionStatus, Currency, CustomerId, OrderStatus,
    program::{CustomerLine, CustomerOrder, CustomerOrderQuery, CustomerQuery, CustomerTotals, DirectOrderLine, Rate},
};
use futures::future::join_all;
use std::time::Duration;
use store::{AuditEntry, BuyerReport, DirectOrder, ProgramSums, StoreError, Tracked};

/// An order of $60.00, of which $66.00 were paid, called `#number`, with the external id `shop-number`.
fn direct(number: u32) -> DirectOrder {
    let placed_at = at("2026-11-18T15:00:00Z");
    DirectOrder {
        external_id: format!("shop-{number}"),
        name: format!("#{number}"),
        coupon: None,
        placed_at,
        status: OrderStatus::Paid,
        subtotal: dollars(6_000),
        total: dollars(6_600),
        notes: "Ring twice".into(),
        changed_at: placed_at,
        refunds: Vec::new(),
    }
}

fn lin() -> BuyerReport {
    BuyerReport { email: Some("lin@example.com".parse().unwrap()), external_id: None }
}

impl World {
    async fn hear(&self, order: &DirectOrder) -> bool {
        self.store.hear_direct(&self.channel, order, &lin()).await.unwrap()
    }

    async fn customers(&self) -> Vec<CustomerLine> {
        self.store.list_customers(&self.channel, &CustomerQuery::default()).await.unwrap().rows
    }

    /// What the only customer bought, newest first.
    async fn bought(&self, customer: &CustomerId) -> Vec<CustomerOrder> {
        let query = CustomerOrderQuery { customer: customer.clone(), after: None, limit: None };
        self.store.customer_orders(&self.channel, &query).await.unwrap().rows
    }

    /// Those of it that no partner brought.
    async fn direct_of(&self, customer: &CustomerId) -> Vec<DirectOrderLine> {
        let only_direct = |line| match line {
            CustomerOrder::Direct(line) => Some(line),
            CustomerOrder::Brought(_) => None,
        };
        self.bought(customer).await.into_iter().filter_map(only_direct).collect()
    }

    async fn forget(&self, customer: &CustomerId) -> bool {
        let entry = AuditEntry {
            at: at("2026-11-21T15:00:00Z"),
            actor: ADMIN.into(),
            action: "customer.deleted".into(),
            target: customer.to_string(),
            before: None,
            after: None,
            address: None,
        };
        self.store.delete_customer(&self.channel, customer, &entry).await.unwrap()
    }
}

fn totals(orders: i64, revenue: i64, commission: i64) -> CustomerTotals {
    CustomerTotals { orders, revenue: dollars(revenue), commission: dollars(commission) }
}

fn titles(lines: &[CustomerOrder]) -> Vec<&str> {
    lines
        .iter()
        .map(|line| match line {
            CustomerOrder::Brought(line) => line.title.as_str(),
            CustomerOrder::Direct(line) => line.name.as_str(),
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_direct_order_is_kept_once_and_its_newest_report_counts() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.tracked("1", &ana).await;
        let before = world.sums(&ana).await;
        let lin = world.customers().await.remove(0);
        assert!(world.hear(&direct(7)).await && world.hear(&direct(7)).await);
        let customer = world.customers().await.remove(0);
        assert_eq!(customer.totals, [totals(2, 16_000, 1_000)]);
        assert_eq!((customer.first.as_str(), customer.last.as_str()), ("Nov 18, 2026", "Nov 20, 2026"));
        assert_ne!(customer.first, lin.first, "the older order is their first one now");

        let second = |seconds| at("2026-11-18T15:00:00Z").plus(Duration::from_secs(seconds));
        let newer = DirectOrder {
            status: OrderStatus::PartlyRefunded,
            subtotal: dollars(5_000),
            coupon: Some("SUMMER".parse().unwrap()),
            changed_at: second(20),
            refunds: vec![refund("r2", dollars(500))],
            ..direct(7)
        };
        assert!(world.hear(&newer).await);
        let late = DirectOrder { changed_at: second(10), refunds: vec![refund("r1", dollars(100))], ..direct(7) };
        assert!(world.hear(&late).await, "it is still about the order");
        let store = &world.store;
        for _ in 0..2 {
            let more = refund("r3", dollars(400));
            assert!(store.hear_direct_refund(&world.channel, "#shop-7", &more).await.unwrap());
        }
        let odd = refund("r4", euros(400));
        assert!(store.hear_direct_refund(&world.channel, "shop-7", &odd).await.unwrap());
        assert!(!store.hear_direct_refund(&world.channel, "shop-8", &odd).await.unwrap(), "there is no such order");

        let lines = world.direct_of(&customer.id).await;
        let line = &lines[0];
        assert_eq!((lines.len(), line.name.as_str(), line.status), (1, "#7", OrderStatus::PartlyRefunded));
        assert_eq!((line.total, line.refunded), (dollars(5_000), dollars(1_000)), "each refund once, in its currency");
        assert_eq!((line.coupon.as_deref(), line.notes.as_str()), (Some("SUMMER"), "Ring twice"));
        assert_eq!((line.when.as_str(), line.placed_at.as_str()), ("Nov 18, 10:00", "2026-11-18T15:00:00Z"));
        assert_eq!(line.fate().as_deref(), Some("$10.00 given back"));
        assert_eq!(world.customers().await[0].totals, [totals(2, 15_000, 1_000)], "as placed, before refunds");

        let cancelled = DirectOrder { status: OrderStatus::Cancelled, changed_at: second(30), ..newer };
        assert!(world.hear(&cancelled).await);
        assert_eq!(world.direct_of(&customer.id).await[0].fate().as_deref(), Some("Cancelled"));

        assert_eq!(world.sums(&ana).await, before, "no partner's figure knows of it");
        let of_program = store.program_sums(&world.channel, None, crate::world::year(), Currency::USD).await.unwrap();
        let one = ProgramSums { conversions: 1, revenue: 10_000, earned: 1_000, new_customers: 1, ..of_program };
        assert_eq!(of_program, one);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_kept_of_strangers() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let ana = world.partner("ana").await;
        assert!(!world.hear(&direct(1)).await, "nobody is a customer yet");
        let mut tracked = tracking("0", &ana);
        tracked.order.customer.as_mut().unwrap().external_id = Some("c-7".into());
        world.track(&tracked).await;
        let buyer = |email: Option<&str>, id: Option<&str>| BuyerReport {
            email: email.map(|email| email.parse().unwrap()),
            external_id: id.map(str::to_owned),
        };
        let hear = async |number, buyer| store.hear_direct(channel, &direct(number), &buyer).await.unwrap();
        assert!(!hear(2, buyer(None, None)).await);
        assert!(!hear(2, buyer(Some("max@example.com"), Some("c-8"))).await);
        assert!(hear(3, buyer(None, Some("c-7"))).await, "by the merchant's id alone");
        assert!(hear(4, buyer(Some("lin@example.com"), Some("c-8"))).await, "an e-mail beats an id");
        assert!(hear(3, buyer(None, None)).await, "whose it is was told before");
        let all = world.customers().await;
        assert_eq!((all.len(), all[0].totals[0].orders), (1, 3));
        assert_eq!(world.direct_of(&all[0].id).await.len(), 2);
        // Two customers by one id of the merchant's: who bought last is meant.
        let mut of_max = tracked.clone();
        of_max.order.order_id = "9".into();
        of_max.order.placed_at = tracked.order.placed_at.plus(Duration::from_hours(1));
        of_max.order.customer.as_mut().unwrap().email = "max@example.com".parse().unwrap();
        world.track(&of_max).await;
        assert!(hear(5, buyer(None, Some("c-7"))).await);
        let max = world.customers().await.remove(0);
        assert_eq!((max.email.as_str(), world.direct_of(&max.id).await.len()), ("max@example.com", 1));
        // Another merchant's customers are theirs.
        let far = world.new_channel().await;
        assert!(!store.hear_direct(&far, &direct(3), &lin()).await.unwrap());
        let query = CustomerOrderQuery { customer: all[0].id.clone(), after: None, limit: None };
        assert!(store.customer_orders(&far, &query).await.unwrap().rows.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_a_partner_brought_is_direct_no_longer() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.tracked("0", &ana).await;
        let lin = world.customers().await.remove(0).id;
        let half = DirectOrder { refunds: vec![refund("r1", dollars(3_300))], ..direct(1) };
        assert!(world.hear(&half).await && world.hear(&direct(2)).await && world.hear(&direct(3)).await);
        assert_eq!(world.customers().await[0].totals, [totals(4, 28_000, 1_000)]);

        // By its id, with what was given back of it before.
        let of_ana = |id: &str| {
            let mut it = tracking(id, &ana);
            it.order.total = dollars(6_000);
            it.amount = Rate::USUAL.of(it.order.total);
            it
        };
        let Tracked::New(first) = world.track(&of_ana("shop-1")).await else { panic!("it is new") };
        assert_eq!((first.amount, first.status), (dollars(300), CommissionStatus::Pending));
        assert_eq!(world.customers().await[0].totals, [totals(4, 28_000, 1_300)]);
        assert!(!world.give_back("shop-1", "r1", 3_300).await, "that refund came along");
        assert!(world.give_back("shop-1", "r2", 3_300).await);
        assert_eq!(world.money(&ana).await, [1_000, 0, 0, 0]);
        assert_eq!(world.sums(&ana).await.refunds, 6_600);

        // By its name, by somebody who does not say who bought.
        let mut unnamed = of_ana("#2");
        unnamed.order.customer = None;
        assert!(matches!(world.track(&unnamed).await, Tracked::New(it) if it.customer_id.as_ref() == Some(&lin)));
        assert_eq!(world.direct_of(&lin).await.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["#3"]);
        assert_eq!(world.customers().await[0].totals, [totals(4, 28_000, 1_600)]);

        // By the shop itself, which now knows its creator.
        world.record_order(&order(3, &ana)).await;
        assert!(world.direct_of(&lin).await.is_empty());
        assert_eq!(world.customers().await[0].totals, [totals(3, 22_000, 1_600)]);

        // None of them becomes direct again.
        for number in 1..=3 {
            let again = DirectOrder { changed_at: at("2026-11-21T15:00:00Z"), ..direct(number) };
            assert!(!world.hear(&again).await, "{number}");
        }
        assert!(world.direct_of(&lin).await.is_empty());
        assert_eq!(titles(&world.bought(&lin).await).len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_was_called_off_or_is_of_another_currency_comes_over_as_it_stands() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.tracked("0", &ana).await;
        let off = DirectOrder { status: OrderStatus::Cancelled, ..direct(1) };
        let euro = DirectOrder { subtotal: euros(4_000), total: euros(4_400), ..direct(2) };
        assert!(world.hear(&off).await && world.hear(&euro).await);
        let in_euros = CustomerTotals { orders: 1, revenue: euros(4_000), commission: euros(0) };
        assert_eq!(world.customers().await[0].totals, [in_euros, totals(2, 16_000, 1_000)]);
        let Tracked::New(first) = world.track(&tracking("shop-1", &ana)).await else { panic!("it is new") };
        assert_eq!(first.status, CommissionStatus::Refunded);
        world.tracked("shop-2", &ana).await;
        assert_eq!(world.money(&ana).await, [2_000, 0, 0, 0]);
        assert_eq!(world.customers().await[0].totals, [totals(3, 30_000, 2_000)], "nothing is left in euros");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn direct_orders_go_with_their_customer() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.tracked("0", &ana).await;
        let lin = world.customers().await.remove(0).id;
        assert!(world.hear(&direct(1)).await);
        assert!(world.forget(&lin).await);
        assert!(world.bought(&lin).await.is_empty());
        assert!(!world.hear(&direct(1)).await, "a stranger again");
        let late = refund("r1", dollars(100));
        assert!(!world.store.hear_direct_refund(&world.channel, "shop-1", &late).await.unwrap());
        assert_eq!(world.money(&ana).await, [1_000, 0, 0, 0], "what partners earned stays");
        // The same e-mail is somebody new, whose orders from then on are theirs.
        world.tracked("2", &ana).await;
        assert!(world.hear(&direct(3)).await);
        assert_eq!(world.customers().await[0].totals, [totals(2, 16_000, 1_000)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_both_kinds_visit_each_once_also_those_of_one_moment() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let placed_at = at("2026-11-20T15:00:00Z");
        for number in 0..9u32 {
            world.tracked(&format!("t{number}"), &ana).await;
            // A third of them at the moment of the tracked ones, the others around it.
            let hours = Duration::from_hours(u64::from(number / 3));
            let placed_at =
                if number % 3 == 0 { placed_at } else { placed_at.plus(hours).minus(Duration::from_hours(1)) };
            assert!(world.hear(&DirectOrder { placed_at, ..direct(number) }).await);
        }
        let lin = world.customers().await.remove(0).id;
        let all = world.bought(&lin).await;
        assert_eq!(all.len(), 18);
        let moments: Vec<&str> = all
            .iter()
            .map(|line| match line {
                CustomerOrder::Brought(line) => line.occurred_at.as_str(),
                CustomerOrder::Direct(line) => line.placed_at.as_str(),
            })
            .collect();
        assert!(moments.is_sorted_by(|one, other| one >= other), "newest first: {moments:?}");
        for limit in [1, 2, 5, 17, 18] {
            let mut visited = Vec::new();
            let mut query = CustomerOrderQuery { customer: lin.clone(), after: None, limit: Some(limit) };
            loop {
                let page = world.store.customer_orders(&world.channel, &query).await.unwrap();
                assert!(page.rows.len() <= limit as usize);
                visited.extend(page.rows);
                let Some(next) = page.next else { break };
                query.after = Some(next);
            }
            assert_eq!(visited, all, "{limit} a page");
        }
        let odd = CustomerOrderQuery { customer: lin, after: Some("odd".into()), limit: None };
        let fault = world.store.customer_orders(&world.channel, &odd).await.unwrap_err();
        assert!(matches!(fault, StoreError::InvalidCursor));
    })
    .await;
}

/// Tells of an order, and of a refund of it.
async fn tell(world: World, number: u32) {
    world.hear(&direct(number)).await;
    let late = refund("r", dollars(100));
    let id = format!("shop-{number}");
    world.store.hear_direct_refund(&world.channel, &id, &late).await.unwrap();
    world.hear(&DirectOrder { refunds: vec![late], ..direct(number) }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_order_told_and_tracked_at_once_is_one_order() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.tracked("first", &ana).await;
        for round in 0..4u32 {
            let all = round * 120..(round + 1) * 120;
            // The shop counts a third of them itself, and two thirds are tracked by their id or their name. Long transactions are met
            // more often, and without a customer it is no row of theirs that makes one wait for the other.
            let of_shop: Vec<_> = all.clone().filter(|it| it % 3 == 0).map(|number| order(number, &ana)).collect();
            let reference = |number| if number % 3 == 1 { format!("#{number}") } else { format!("shop-{number}") };
            let unnamed = |number| {
                let mut it = tracking(&reference(number), &ana);
                (it.order.total, it.order.customer) = (dollars(6_000), None);
                it
            };
            let tracked: Vec<_> = all.clone().filter(|it| it % 3 != 0).map(unnamed).collect();
            let [one, two] = [world.clone(), world.clone()];
            let told: Vec<_> = all.map(|number| tokio::spawn(tell(world.clone(), number))).collect();
            let of_shop = tokio::spawn(async move { one.store.record_orders(&one.channel, &of_shop).await.unwrap() });
            let tracked = tokio::spawn(async move { two.store.track_orders(&two.channel, &tracked).await.unwrap() });
            join_all(told).await.into_iter().for_each(Result::unwrap);
            assert_eq!(of_shop.await.unwrap().inserted, 40);
            assert!(tracked.await.unwrap().iter().all(|it| matches!(it, Tracked::New(_))));
            let lin = world.customers().await.remove(0);
            assert_eq!(world.direct_of(&lin.id).await, []);
            world.assert_counted().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_customer_forgotten_while_the_shop_tells_of_them_is_forgotten() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        for round in 0..10u32 {
            world.tracked(&format!("t{round}"), &ana).await;
            let lin = world.customers().await.remove(0).id;
            let heard = (0..4).map(|number| {
                let world = world.clone();
                tokio::spawn(async move {
                    world.hear(&direct(round * 4 + number)).await;
                })
            });
            let heard: Vec<_> = heard.collect();
            let (other, id) = (world.clone(), lin.clone());
            let tracked = world.clone();
            let mut unnamed = tracking(&format!("shop-{}", round * 4), &ana);
            unnamed.order.customer = None;
            let forgotten = tokio::spawn(async move { other.forget(&id).await });
            let late = tokio::spawn(async move { matches!(tracked.track(&unnamed).await, Tracked::New(_)) });
            join_all(heard).await.into_iter().for_each(Result::unwrap);
            assert!(forgotten.await.unwrap() && late.await.unwrap());
            assert!(world.customers().await.is_empty() && world.bought(&lin).await.is_empty());
            world.assert_counted().await;
        }
    })
    .await;
}
