//! The program: what an order brings, whoever tells of it and however often, and what becomes of it when the order is given back.

use crate::world::{World, at, dollars, euros, on_both, order, refund};
use domain::{
    CommissionId, CommissionKind, CommissionStatus, CouponCode, Money, OrderStatus, PartnerId, Source,
    earnings::Stream,
    program::{CustomerFacts, Flag, Member, MemberStatus, Origin, Rate, TrackOrder},
};
use futures::future::join_all;
use std::time::Duration;
use store::{
    Balances, Changed, NewAdjustment, OrderReport, PartnerReport, RefundReport, Tracked, TrackedOrder, Tracking,
};

pub const ADMIN: &str = "admin:adm_00000000000000000000000000";
const HOLD: Duration = Duration::from_hours(30 * 24);

/// An order of $100.00 that brings $10.00, held for 30 days.
pub fn tracking(order_id: &str, partner: &PartnerId) -> Tracking {
    let placed_at = at("2026-11-20T15:00:00Z");
    Tracking {
        order: TrackOrder {
            order_id: order_id.into(),
            partner_id: partner.clone(),
            coupon: Some("ANA15".parse().unwrap()),
            total: dollars(10_000),
            customer: Some(CustomerFacts {
                email: "lin@example.com".parse().unwrap(),
                name: Some("Lin".into()),
                external_id: None,
                metadata: None,
            }),
            commission: None,
            placed_at,
            notes: "by hand".into(),
            product: None,
            metadata: Some(r#"{"a":1}"#.into()),
            origin: Origin::Api,
        },
        amount: dollars(1_000),
        rate: Some(Rate::USUAL),
        free_at: placed_at.plus(HOLD),
        flag: None,
        account: "key:key_1".into(),
        uses_code_up: false,
        name: None,
    }
}

impl World {
    pub async fn track(&self, tracking: &Tracking) -> Tracked {
        let done = self.store.track_orders(&self.channel, std::slice::from_ref(tracking)).await.unwrap();
        done.into_iter().next().unwrap()
    }

    pub async fn tracked(&self, order_id: &str, partner: &PartnerId) -> TrackedOrder {
        match self.track(&tracking(order_id, partner)).await {
            Tracked::New(order) => order,
            other => panic!("{order_id} is not new: {other:?}"),
        }
    }

    /// An order whose commission is due at once.
    pub async fn due_order(&self, order_id: &str, partner: &PartnerId) -> TrackedOrder {
        let order = self.tracked(order_id, partner).await;
        assert_eq!(self.change(&order.commission_id, CommissionStatus::Approved).await, Changed::Done);
        order
    }

    pub async fn change(&self, id: &CommissionId, to: CommissionStatus) -> Changed {
        let ids = std::slice::from_ref(id);
        self.store.change_commissions(&self.channel, ids, to, ADMIN, "because").await.unwrap()[0]
    }

    /// Held, payable, reserved and paid, in cents.
    pub async fn money(&self, partner: &PartnerId) -> [i64; 4] {
        let balances = self.store.balances(&self.channel, partner).await.unwrap();
        assert!(balances.len() <= 1, "one currency: {balances:?}");
        balances.first().map_or([0; 4], |it: &Balances| [it.held, it.payable, it.reserved, it.paid])
    }

    pub async fn give_back(&self, order_id: &str, refund_id: &str, cents: i64) -> bool {
        let report = RefundReport {
            external_id: refund_id.into(),
            amount: dollars(cents),
            refunded_at: at("2026-11-21T12:00:00Z"),
        };
        self.store.record_refund(&self.channel, Source::Program, order_id, &report).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_counts_once_is_used_up_with_its_order() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let ours = PartnerReport {
            email: Some("kim@example.com".parse().unwrap()),
            affiliate_code: Some("KIM15".parse().unwrap()),
            is_active: true,
            ..PartnerReport::default()
        };
        let kim = store.record_partner(channel, &ours).await.unwrap().unwrap();
        let of_kim = |id: &str, uses_code_up: bool| {
            let mut it = Tracking { uses_code_up, ..tracking(id, &kim) };
            it.order.coupon = Some("KIM15".parse().unwrap());
            it
        };
        let once = |id: &str| of_kim(id, true);
        let batch = [once("1"), once("2"), of_kim("3", false)];
        let done = store.track_orders(channel, &batch).await.unwrap();
        assert!(matches!(done[..], [Tracked::New(_), Tracked::CodeUsed, Tracked::New(_)]), "{done:?}");
        let again = store.track_orders(channel, &[once("1"), once("4")]).await.unwrap();
        assert!(matches!(again[..], [Tracked::Known(_), Tracked::CodeUsed]), "{again:?}");
        // Nothing came after it, as after a crash: who wants another code is found.
        let [used, fresh]: [CouponCode; 2] = ["KIM15", "KIM16"].map(|code| code.parse().unwrap());
        assert_eq!(store.partners_without_code(channel, None).await.unwrap(), [(kim.clone(), used.clone())]);
        let ana = world.partner("ana").await;
        assert_eq!(store.partners_without_code(channel, Some(&[ana])).await.unwrap(), []);
        for is_first in [true, false] {
            assert_eq!(store.replace_code(channel, &kim, [&used, &fresh]).await.unwrap(), is_first, "replaced once");
        }
        assert_eq!(store.partners_without_code(channel, None).await.unwrap(), []);
        assert_eq!(store.partner_by_code(channel, &used).await.unwrap().map(|it| it.id), Some(kim.clone()));
        assert_eq!(world.sums(&kim).await.orders, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_tracked_with_all_that_follows_from_it() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let order = world.tracked("#1001", &ana).await;
        assert_eq!((order.amount, order.status), (dollars(1_000), CommissionStatus::Pending));
        let sums = world.sums(&ana).await;
        assert_eq!((sums.orders, sums.sales, sums.program, sums.earned), (1, 10_000, 1_000, 1_000));
        assert_eq!(world.money(&ana).await, [1_000, 0, 0, 0]);
        let entry = &world.entries(&ana, domain::earnings::EntryQuery::default()).await[0];
        assert_eq!(
            (entry.title.as_str(), entry.stream, entry.sources.as_slice()),
            ("#1001", Stream::Program, &[Source::Program][..])
        );
        let steps = world.store.commission_steps(&world.channel, &order.commission_id).await.unwrap();
        assert_eq!((steps.len(), steps[0].account.as_str(), steps[0].amount), (1, "key:key_1", 1_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_at_once_are_one_commission_and_every_other_is_told_so() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let tasks = (0..50).map(|turn| {
            let (world, partner) = (world.clone(), if turn % 2 == 0 { ana.clone() } else { ben.clone() });
            let name = if turn % 3 == 0 { "#77" } else { "77" };
            tokio::spawn(async move { world.track(&tracking(name, &partner)).await })
        });
        let done: Vec<Tracked> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
        let first = done.iter().filter_map(|it| match it {
            Tracked::New(order) => Some(order.clone()),
            _ => None,
        });
        let first: Vec<TrackedOrder> = first.collect();
        assert_eq!(first.len(), 1);
        assert!(done.iter().all(|it| matches!(it, Tracked::New(order) | Tracked::Known(order) if *order == first[0])));
        let orders = world.sums(&ana).await.orders + world.sums(&ben).await.orders;
        assert_eq!(orders, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_answers_each_order_and_counts_a_repeated_one_once() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.tracked("3", &ana).await;
        let batch: Vec<Tracking> = ["1", "2", "1", "3"].iter().map(|id| tracking(id, &ana)).collect();
        let done = world.store.track_orders(&world.channel, &batch).await.unwrap();
        let is_new: Vec<bool> = done.iter().map(|it| matches!(it, Tracked::New(_))).collect();
        assert_eq!(is_new, [true, true, false, false]);
        assert_eq!(world.money(&ana).await, [3_000, 0, 0, 0]);
        let many: Vec<Tracking> = (0..1_000).map(|number| tracking(&format!("m{number}"), &ana)).collect();
        assert_eq!(world.store.track_orders(&world.channel, &many).await.unwrap().len(), 1_000);
        assert_eq!(world.sums(&ana).await.orders, 1_003);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shops_own_report_and_the_tracked_order_are_one_sale_whichever_comes_first() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.record_order(&order(1, &ana)).await;
        let tracked = world.tracked("1", &ana).await;
        world.tracked("2", &ana).await;
        world.record_order(&order(2, &ana)).await;
        let sums = world.sums(&ana).await;
        assert_eq!((sums.orders, sums.program), (2, 2_000));
        let entries = world.entries(&ana, domain::earnings::EntryQuery::default()).await;
        assert_eq!(entries.len(), 2);
        // From then on the shop's word counts: what it gives back is taken back.
        let back = OrderReport { refunds: vec![refund("r1", dollars(5_500))], ..order(1, &ana) };
        world.record_order(&back).await;
        assert_eq!(world.money(&ana).await, [1_500, 0, 0, 0], "{tracked:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_the_shop_counts_for_another_brings_a_commission_and_no_second_sale() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.record_order(&order(1, &ana)).await;
        assert_eq!(world.tracked("1", &ben).await.order_id, None);
        assert_eq!((world.sums(&ana).await.orders, world.sums(&ben).await.orders), (1, 0));
        assert_eq!(world.money(&ben).await, [1_000, 0, 0, 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn time_sets_free_what_was_held_but_not_what_somebody_should_look_at() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let order = world.tracked("1", &ana).await;
        let odd = Tracking { flag: Some(Flag::SelfReferral), ..tracking("2", &ana) };
        world.track(&odd).await;
        assert_eq!(world.store.free_held_commissions(&world.channel, order_free()).await.unwrap(), 0);
        world.clock.advance(HOLD);
        let now = domain::Clock::now(world.clock.as_ref());
        assert_eq!(world.store.free_held_commissions(&world.channel, now).await.unwrap(), 1);
        assert_eq!(world.store.free_held_commissions(&world.channel, now).await.unwrap(), 0);
        assert_eq!(world.money(&ana).await, [1_000, 1_000, 0, 0]);
        let steps = world.store.commission_steps(&world.channel, &order.commission_id).await.unwrap();
        assert_eq!(steps[1].account, "system");
        let old =
            Tracking { flag: Some(Flag::SelfReferral), free_at: at("2026-11-20T15:00:00Z"), ..tracking("4", &ana) };
        assert!(matches!(world.track(&old).await, Tracked::New(it) if it.status == CommissionStatus::Pending));
        let at_once = Tracking { free_at: at("2026-11-20T15:00:00Z"), ..tracking("3", &ana) };
        assert!(matches!(world.track(&at_once).await, Tracked::New(it) if it.status == CommissionStatus::Approved));
    })
    .await;
}

fn order_free() -> domain::Timestamp {
    at("2026-11-21T15:00:00Z")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_team_decides_within_what_may_be_decided() {
    on_both(|world: World| async move {
        use CommissionStatus as S;
        let ana = world.partner("ana").await;
        let order = world.tracked("1", &ana).await;
        let id = &order.commission_id;
        assert_eq!(world.change(id, S::Fraud).await, Changed::Done);
        assert_eq!(world.change(id, S::Fraud).await, Changed::Already);
        assert_eq!(world.money(&ana).await, [0; 4]);
        assert_eq!(world.change(id, S::Approved).await, Changed::Done);
        assert_eq!(world.change(id, S::Pending).await, Changed::NotFrom(S::Approved));
        assert_eq!(world.change(id, S::InPayout).await, Changed::NotFrom(S::Approved));
        assert_eq!(world.change(id, S::Paid).await, Changed::Done);
        assert_eq!(world.money(&ana).await, [0, 0, 0, 1_000]);
        assert_eq!(world.change(id, S::Approved).await, Changed::NotFrom(S::Paid), "nobody is paid twice by a tick");
        let unpay = async || world.store.unpay_commissions(&world.channel, std::slice::from_ref(id), ADMIN, "").await;
        assert_eq!(unpay().await.unwrap(), [Changed::Done]);
        assert_eq!(unpay().await.unwrap(), [Changed::Already]);
        assert_eq!(world.money(&ana).await, [1_000, 0, 0, 0], "held until its period is over");
        assert_eq!(world.change(id, S::Rejected).await, Changed::Done);
        let ids = [id.clone(), CommissionId::from_parts(1, [1; 10]), id.clone()];
        let answers = world.store.change_commissions(&world.channel, &ids, S::Approved, ADMIN, "").await.unwrap();
        assert_eq!(answers, [Changed::Done, Changed::Unknown, Changed::Already]);
        let elsewhere = world.new_channel().await;
        let answers = world.store.change_commissions(&elsewhere, &ids[..1], S::Rejected, ADMIN, "").await.unwrap();
        assert_eq!(answers, [Changed::Unknown]);
        assert_eq!(world.store.commission_steps(&world.channel, id).await.unwrap().len(), 7);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refunds_take_their_share_before_it_is_paid() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.tracked("1", &ana).await;
        assert!(world.give_back("1", "r1", 2_500).await);
        assert!(!world.give_back("1", "r1", 2_500).await, "once, however often it is told");
        assert_eq!(world.money(&ana).await, [750, 0, 0, 0]);
        world.give_back("1", "r2", 2_500).await;
        assert_eq!(world.money(&ana).await, [500, 0, 0, 0], "from the full amount each time");
        world.due_order("2", &ana).await;
        world.give_back("2", "r1", 3_333).await;
        assert_eq!(world.money(&ana).await, [500, 667, 0, 0]);
        world.give_back("2", "r2", 9_999).await;
        assert_eq!(world.money(&ana).await, [500, 0, 0, 0], "more than all of it is all of it");
        let turned_down = world.tracked("3", &ana).await;
        world.change(&turned_down.commission_id, CommissionStatus::Rejected).await;
        world.give_back("3", "r1", 10_000).await;
        assert_eq!(
            world.change(&turned_down.commission_id, CommissionStatus::Approved).await,
            Changed::NotFrom(CommissionStatus::Refunded)
        );
        assert_eq!(world.sums(&ana).await.earned, 500);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_order_brings_nothing() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.record_order(&order(1, &ana)).await;
        world.tracked("1", &ana).await;
        let cancelled =
            OrderReport { status: OrderStatus::Cancelled, changed_at: at("2026-11-21T14:00:00Z"), ..order(1, &ana) };
        world.record_order(&cancelled).await;
        assert_eq!(world.money(&ana).await, [0; 4]);
        assert_eq!(world.sums(&ana).await.earned, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_given_by_hand_is_given_once_and_may_be_taken() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let bonus = NewAdjustment {
            partner_id: ana.clone(),
            kind: CommissionKind::Bonus,
            external_id: "bonus:1".into(),
            title: "Welcome".into(),
            amount: dollars(2_000),
            account: ADMIN.into(),
            reason: "A good start".into(),
            free_at: None,
            origin: Origin::Manual,
        };
        let (id, is_new) = world.store.adjust(&world.channel, &bonus).await.unwrap();
        assert!(is_new);
        assert_eq!(world.store.adjust(&world.channel, &bonus).await.unwrap(), (id, false));
        let taken = NewAdjustment {
            kind: CommissionKind::Adjustment,
            external_id: "adjustment:1".into(),
            amount: dollars(-2_500),
            ..bonus
        };
        world.store.adjust(&world.channel, &taken).await.unwrap();
        assert_eq!(world.money(&ana).await, [0, -500, 0, 0]);
        assert_eq!(world.sums(&ana).await.bonus, -500);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn currencies_stay_apart_and_customers_are_known_by_their_email() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.tracked("1", &ana).await;
        let mut other = tracking("2", &ana);
        other.order.total = euros(5_000);
        other.order.customer.as_mut().unwrap().name = None;
        other.amount = euros(500);
        world.track(&other).await;
        let balances = world.store.balances(&world.channel, &ana).await.unwrap();
        assert_eq!(
            balances.iter().map(|it| (it.currency.to_string(), it.held)).collect::<Vec<_>>(),
            [("EUR".to_owned(), 500), ("USD".to_owned(), 1_000)]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_in_the_program_is_found_by_present_and_former_codes() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let code = |text: &str| text.parse::<CouponCode>().unwrap();
        assert_eq!(world.store.code_holder(&world.channel, &code("ANA15")).await.unwrap(), None);
        let member = Member {
            rate: Some(Rate::Fixed(Money::new(500, domain::Currency::USD))),
            minimums: [dollars(2_500), Money::new(2_000, domain::Currency::EUR)].into_iter().collect(),
            ..Member::new(ana.clone(), MemberStatus::Approved, at("2026-11-01T00:00:00Z"))
        };
        world.store.add_member(&world.channel, &member).await.unwrap();
        assert_eq!(world.store.member(&world.channel, &ana).await.unwrap().as_ref(), Some(&member));
        let report = PartnerReport { affiliate_code: Some(code("ANA20")), ..crate::world::report("ana") };
        world.store.record_partner(&world.channel, &report).await.unwrap();
        let old = world.store.code_holder(&world.channel, &code("ana15")).await.unwrap().unwrap();
        let new = world.store.code_holder(&world.channel, &code("ANA20")).await.unwrap().unwrap();
        assert_eq!((old.member, old.is_current, new.is_current), (member, false, true));
        assert_eq!(new.email.as_str(), "ana@fern.example");
        let elsewhere = world.new_channel().await;
        assert_eq!(world.store.code_holder(&elsewhere, &code("ANA20")).await.unwrap(), None);
    })
    .await;
}
