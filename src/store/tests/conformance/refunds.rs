//! What is given back of a sale is taken back of what it earned: once, whatever has become of the commission meanwhile.

use crate::{
    payouts::run,
    program::{ADMIN, tracking},
    world::{World, at, dollars, on_both, order, play_courses, refund},
};
use domain::{
    CommissionId, CommissionStatus, Money, OrderStatus, PartnerId,
    payout::PayoutStatus,
    program::{CommissionLine, CommissionQuery, Rate},
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use store::{Changed, GivenBack, OrderReport, RefundReport, Tracked, Tracking};

async fn lines(world: &World) -> Vec<CommissionLine> {
    let query = CommissionQuery { limit: Some(1_000), ..CommissionQuery::default() };
    world.store.list_commissions(&world.channel, &query).await.unwrap().rows
}

/// The negative commission that takes back a part of the only one there is.
async fn counter(world: &World) -> CommissionId {
    let mut negative: Vec<_> = lines(world).await.into_iter().filter(|line| line.amount.minor < 0).collect();
    assert_eq!(negative.len(), 1);
    negative.remove(0).id
}

/// What a partner has in all, wherever it lies.
async fn all_of(world: &World, partner: &PartnerId) -> i64 {
    world.money(partner).await.iter().sum()
}

/// Says that the payment never was.
async fn unpay(world: &World, id: &CommissionId) -> Changed {
    let ids = std::slice::from_ref(id);
    world.store.unpay_commissions(&world.channel, ids, ADMIN, "not sent").await.unwrap()[0]
}

/// A commission of $10.00 of which half was taken back after it was paid, and that came back as unpaid.
async fn half_taken_back(world: &World, partner: &PartnerId) -> CommissionId {
    let id = world.due_order("1", partner).await.commission_id;
    assert_eq!(world.change(&id, CommissionStatus::Paid).await, Changed::Done);
    assert!(world.give_back("1", "r1", 5_000).await);
    assert_eq!(world.money(partner).await, [0, -500, 0, 1_000]);
    assert_eq!(unpay(world, &id).await, Changed::Done);
    assert_eq!(world.money(partner).await, [1_000, -500, 0, 0], "held again, and still less what was taken back");
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_taken_back_is_not_taken_again_when_the_payment_came_to_nothing() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        half_taken_back(&world, &ana).await;
        world.give_back("1", "r2", 2_500).await;
        assert_eq!(all_of(&world, &ana).await, 250);
        world.give_back("1", "r3", 2_500).await;
        assert_eq!(all_of(&world, &ana).await, 0);
        assert_eq!(world.sums(&ana).await.earned, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_commission_that_is_turned_down_nothing_is_taken_back() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let id = half_taken_back(&world, &ana).await;
        assert_eq!(world.change(&id, CommissionStatus::Fraud).await, Changed::Done);
        assert_eq!(world.money(&ana).await, [0; 4]);
        assert_eq!(world.change(&id, CommissionStatus::Approved).await, Changed::Done);
        assert_eq!(world.money(&ana).await, [0, 500, 0, 0], "taken up again with what was left of it");
        world.give_back("1", "r2", 5_000).await;
        assert_eq!(world.money(&ana).await, [0; 4]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_payout_was_less_by_is_given_again_when_its_commission_is_turned_down() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let id = half_taken_back(&world, &ana).await;
        world.due_order("2", &ana).await;
        let run = run(&world, &[(&ana, 500)]);
        world.create(&run).await;
        let claim = world.claim().await.unwrap();
        world.settle(&claim, PayoutStatus::Paid).await;
        assert_eq!(world.money(&ana).await, [1_000, 0, 0, 500], "five of the other ten");
        assert_eq!(world.change(&id, CommissionStatus::Fraud).await, Changed::Done);
        assert_eq!(all_of(&world, &ana).await, 1_000, "the other order's ten");
        assert_eq!(world.change(&id, CommissionStatus::Approved).await, Changed::Done);
        assert_eq!(all_of(&world, &ana).await, 1_500, "taken up again with what was left of it");
        world.give_back("1", "r2", 5_000).await;
        assert_eq!(all_of(&world, &ana).await, 1_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn turning_down_both_at_once_is_turning_down_one_sale() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let ids = [half_taken_back(&world, &ana).await, counter(&world).await];
        let to = CommissionStatus::Rejected;
        let answers = world.store.change_commissions(&world.channel, &ids, to, ADMIN, "").await.unwrap();
        assert_eq!(answers, [Changed::Done; 2]);
        assert_eq!(world.money(&ana).await, [0; 4]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_team_forgave_stays_forgiven() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let id = half_taken_back(&world, &ana).await;
        world.change(&counter(&world).await, CommissionStatus::Rejected).await;
        assert_eq!(world.money(&ana).await, [1_000, 0, 0, 0]);
        world.change(&id, CommissionStatus::Paid).await;
        world.give_back("1", "r2", 5_000).await;
        assert_eq!(all_of(&world, &ana).await, 500);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_was_given_back_before_it_is_tracked_earns_what_is_left_of_it() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let given_back =
            |number, cents| OrderReport { refunds: vec![refund("r1", dollars(cents))], ..order(number, &ana) };
        world.record_order(&given_back(1, 5_500)).await;
        world.record_order(&given_back(2, 11_000)).await;
        world.record_order(&OrderReport { status: OrderStatus::Cancelled, ..order(3, &ana) }).await;
        let half = world.tracked("1", &ana).await;
        assert_eq!((half.amount, half.status), (dollars(500), CommissionStatus::Pending));
        for gone in ["2", "3"] {
            assert_eq!(world.tracked(gone, &ana).await.status, CommissionStatus::Refunded);
        }
        assert_eq!(world.money(&ana).await, [500, 0, 0, 0]);
        world.record_order(&given_back(4, 5_500)).await;
        world.tracked("4", &ben).await;
        assert_eq!(world.money(&ben).await, [500, 0, 0, 0], "also when the shop counts it for somebody else");
        let figures = world.store.commission_detail(&world.channel, &half.commission_id).await.unwrap().unwrap();
        assert_eq!(figures.full, dollars(1_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commission_on_an_order_that_counts_for_another_follows_it_too() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.record_order(&order(1, &ana)).await;
        world.tracked("1", &ben).await;
        world.tracked("shop-2", &ben).await;
        world.record_order(&order(2, &ana)).await;
        assert_eq!(world.money(&ben).await, [2_000, 0, 0, 0]);
        for number in [1, 2] {
            let back = OrderReport { refunds: vec![refund("r1", dollars(5_500))], ..order(number, &ana) };
            world.record_order(&back).await;
        }
        assert_eq!(world.money(&ben).await, [1_000, 0, 0, 0]);
        assert_eq!(world.sums(&ana).await.orders, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_that_the_shop_knows_by_another_id_is_one_refund() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.tracked("1", &ana).await;
        assert!(world.give_back("1", "by-api", 5_000).await);
        assert_eq!(world.money(&ana).await, [500, 0, 0, 0]);
        let shops = OrderReport { refunds: vec![refund("777", dollars(5_500))], ..order(1, &ana) };
        world.record_order(&shops).await;
        assert_eq!(world.money(&ana).await, [500, 0, 0, 0]);
        let sums = world.sums(&ana).await;
        assert_eq!((sums.orders, sums.sales, sums.refunds), (1, 10_000, 5_500));
        world.record_order(&shops).await;
        assert_eq!(world.sums(&ana).await.refunds, 5_500);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_give_back_at_once_never_give_more_than_there_is() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.tracked("1", &ana).await;
        let ask = |id: &str, amount: Money| {
            let (world, id) = (world.clone(), id.to_owned());
            tokio::spawn(async move {
                let report = RefundReport { external_id: id, amount, refunded_at: at("2026-11-21T12:00:00Z") };
                world.store.give_back(&world.channel, "1", &report).await.unwrap()
            })
        };
        let (one, other) = (ask("r1", dollars(6_000)), ask("r2", dollars(6_000)));
        let mut answers = [one.await.unwrap(), other.await.unwrap()];
        answers.sort_by_key(|answer| *answer != GivenBack::New);
        assert_eq!(answers, [GivenBack::New, GivenBack::TooMuch { left: dollars(4_000) }]);
        assert_eq!(world.money(&ana).await, [400, 0, 0, 0]);
        let known = ask("r1", dollars(6_000)).await.unwrap();
        let known_too = ask("r2", dollars(6_000)).await.unwrap();
        assert!(
            [known, known_too].contains(&GivenBack::Known),
            "what is sent again finds less left, and is no refusal"
        );
        let euros = Money::new(100, domain::Currency::EUR);
        assert_eq!(ask("r3", euros).await.unwrap(), GivenBack::TooMuch { left: dollars(4_000) });
        let report =
            RefundReport { external_id: "r1".into(), amount: dollars(1), refunded_at: at("2026-11-21T12:00:00Z") };
        assert_eq!(world.store.give_back(&world.channel, "2", &report).await.unwrap(), GivenBack::NoOrder);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_order_of_a_customer_is_the_oldest_of_a_batch() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let placed = |id: &str, moment: &str| {
            let mut it = tracking(id, &ana);
            it.order.placed_at = at(moment);
            it
        };
        let batch = [placed("10", "2026-02-01T12:00:00Z"), placed("9", "2026-01-01T12:00:00Z")];
        let done = world.store.track_orders(&world.channel, &batch).await.unwrap();
        for (answer, is_new) in done.iter().zip([false, true]) {
            let Tracked::New(order) = answer else { panic!("{answer:?}") };
            let detail = world.store.commission_detail(&world.channel, &order.commission_id).await.unwrap().unwrap();
            assert_eq!(detail.is_new_customer, Some(is_new));
        }
    })
    .await;
}

#[derive(Debug, Clone)]
enum Step {
    Track { number: u8, cents: i64 },
    GiveBack { number: u8, id: u8, cents: i64 },
    Decide { number: u8, to: CommissionStatus },
    Unpay { number: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    use CommissionStatus as S;
    let to = prop::sample::select(vec![S::Approved, S::Rejected, S::Paid]);
    prop_oneof![
        2 => (0u8..3, 1i64..20_000).prop_map(|(number, cents)| Step::Track { number, cents }),
        3 => (0u8..3, 0u8..6, 1i64..9_000).prop_map(|(number, id, cents)| Step::GiveBack { number, id, cents }),
        4 => (0u8..3, to).prop_map(|(number, to)| Step::Decide { number, to }),
        2 => (0u8..3).prop_map(|number| Step::Unpay { number }),
    ]
}

/// A sale as the rules have it, told without a database.
struct Sale {
    id: CommissionId,
    total: i64,
    given_back: BTreeMap<u8, i64>,
    is_turned_down: bool,
}

impl Sale {
    fn earns(&self) -> i64 {
        let left = (self.total - self.given_back.values().sum::<i64>()).max(0);
        let full = Rate::USUAL.of(dollars(self.total)).minor;
        let earned = domain::money::share(full, i128::from(left), i128::from(self.total));
        if self.is_turned_down { 0 } else { earned }
    }
}

async fn take(world: &World, ana: &PartnerId, sales: &mut BTreeMap<u8, Sale>, step: &Step) {
    match *step {
        Step::Track { number, cents } => {
            let mut it: Tracking = tracking(&number.to_string(), ana);
            it.order.total = dollars(cents);
            it.amount = Rate::USUAL.of(it.order.total);
            if let Tracked::New(order) = world.track(&it).await {
                let id = order.commission_id;
                sales.insert(number, Sale { id, total: cents, given_back: BTreeMap::new(), is_turned_down: false });
            }
        }
        Step::GiveBack { number, id, cents } => {
            let is_new = world.give_back(&number.to_string(), &id.to_string(), cents).await;
            if let Some(sale) = sales.get_mut(&number) {
                assert_eq!(is_new, !sale.given_back.contains_key(&id));
                sale.given_back.entry(id).or_insert(cents);
            }
        }
        Step::Decide { number, to } => {
            if let Some(sale) = sales.get_mut(&number)
                && world.change(&sale.id, to).await == Changed::Done
            {
                sale.is_turned_down = to == CommissionStatus::Rejected;
            }
        }
        Step::Unpay { number } => {
            if let Some(sale) = sales.get(&number) {
                unpay(world, &sale.id).await;
            }
        }
    }
    let wanted: i64 = sales.values().map(Sale::earns).sum();
    let has = if sales.is_empty() { 0 } else { all_of(world, ana).await };
    assert_eq!(has, wanted, "after {step:?}");
}

async fn play(mut world: World, steps: Vec<Step>) {
    world.channel = world.new_channel().await;
    let ana = world.partner("ana").await;
    let mut sales = BTreeMap::new();
    for step in &steps {
        take(&world, &ana, &mut sales, step).await;
    }
    world.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_has_what_is_left_of_their_sales_whatever_happened_to_them() {
    on_both(|world: World| async move {
        play_courses(&world, 60, &prop::collection::vec(step(), 1..30), play);
    })
    .await;
}
