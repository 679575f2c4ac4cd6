//! The program's lists: filters, pages, what one commission and one customer tell, and what the team changes of partners.

use crate::{
    program::{ADMIN, tracking},
    world::{World, at, day, dollars, euros, on_both},
};
use domain::{
    CommissionKind, CommissionStatus, Currency, GroupId, OrderStatus, PartnerId,
    payout::PayoutMethod,
    program::{
        Brought, CommissionLine, CommissionOrder, CommissionQuery, CustomerQuery, CustomerTotals, Flag, Group, Member,
        MemberStatus, Minimums, Origin, PayoutDetails, Rate,
    },
    zone::Zone,
};
use std::time::Duration;
use store::{
    AuditEntry, BuyerReport, Changed, Deletion, DirectOrder, MemberChange, NewAdjustment, StoreError, Told, Tracking,
};

async fn list(world: &World, query: CommissionQuery) -> Vec<CommissionLine> {
    world.store.list_commissions(&world.channel, &query).await.unwrap().rows
}

fn titles(lines: &[CommissionLine]) -> Vec<&str> {
    lines.iter().map(|line| line.title.as_str()).collect()
}

fn text(text: &str) -> CommissionQuery {
    CommissionQuery { text: text.into(), ..CommissionQuery::default() }
}

/// An order by somebody, some hours after the others.
fn bought(order_id: &str, partner: &PartnerId, email: &str, hours: u64) -> Tracking {
    let mut it = tracking(order_id, partner);
    it.order.customer.as_mut().unwrap().email = email.parse().unwrap();
    it.order.placed_at = it.order.placed_at.plus(Duration::from_hours(hours));
    it
}

fn group(world: &World, name: &str) -> Group {
    Group {
        id: GroupId::new(world.clock.as_ref()),
        name: name.into(),
        rate: None,
        hold_days: None,
        minimums: Minimums::default(),
        moves_at: None,
    }
}

fn entry(action: &str) -> AuditEntry {
    AuditEntry {
        at: at("2026-11-21T15:00:00Z"),
        actor: ADMIN.into(),
        action: action.into(),
        target: "ana".into(),
        before: Some("{}".into()),
        after: None,
        address: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commissions_are_found_by_where_they_stand_whose_they_are_and_what_they_are_for() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let first = world.tracked("1001", &ana).await;
        let mut other = bought("AB_2", &ben, "max@example.com", 1);
        other.order.coupon = Some("BEN15".parse().unwrap());
        other.flag = Some(Flag::SelfReferral);
        world.track(&other).await;
        assert_eq!(world.change(&first.commission_id, CommissionStatus::Approved).await, Changed::Done);
        assert_eq!(titles(&list(&world, CommissionQuery::default()).await), ["#AB_2", "#1001"], "newest first");
        let of = |status| CommissionQuery { status: Some(status), ..CommissionQuery::default() };
        assert_eq!(titles(&list(&world, of(CommissionStatus::Approved)).await), ["#1001"]);
        assert_eq!(titles(&list(&world, of(CommissionStatus::Pending)).await), ["#AB_2"]);
        let bens = CommissionQuery { partner: Some(ben), ..CommissionQuery::default() };
        let bens = list(&world, bens).await;
        let line = &bens[0];
        assert_eq!((bens.len(), line.partner_name.as_str(), line.coupon.as_deref()), (1, "ben", Some("BEN15")));
        assert_eq!(
            (line.total, line.amount, line.flag),
            (Some(dollars(10_000)), dollars(1_000), Some(Flag::SelfReferral))
        );
        assert_eq!((line.when.as_str(), line.occurred_at.as_str()), ("Nov 20, 11:00", "2026-11-20T16:00:00Z"));
        let max = line.customer.clone().unwrap();
        assert_eq!(max.email, "max@example.com");
        let by_max = CommissionQuery { customer: Some(max.id), ..CommissionQuery::default() };
        assert_eq!(titles(&list(&world, by_max).await), ["#AB_2"]);
        // The channel's days are New York's.
        let on = |from, to| CommissionQuery { from: Some(day(from)), to: Some(day(to)), ..CommissionQuery::default() };
        assert_eq!(list(&world, on("2026-11-20", "2026-11-20")).await.len(), 2);
        assert!(list(&world, on("2026-11-21", "2026-11-30")).await.is_empty());
        assert!(list(&world, on("2026-11-01", "2026-11-19")).await.is_empty());
        let in_euros = CommissionQuery { currency: Some(Currency::EUR), ..CommissionQuery::default() };
        assert!(list(&world, in_euros).await.is_empty());
        let in_dollars = CommissionQuery { currency: Some(Currency::USD), ..CommissionQuery::default() };
        assert_eq!(list(&world, in_dollars).await.len(), 2);
        let flagged = CommissionQuery { flag: Some(Flag::SelfReferral), ..CommissionQuery::default() };
        assert_eq!(titles(&list(&world, flagged).await), ["#AB_2"]);
        for (words, found) in [
            ("1001", vec!["#1001"]),
            ("ab_2", vec!["#AB_2"]),
            ("_", vec!["#AB_2"]),
            ("ben15", vec!["#AB_2"]),
            ("MAX@example", vec!["#AB_2"]),
            ("ana 1001", vec!["#1001"]),
            ("ana max", vec![]),
            ("%", vec![]),
            ("' OR 1=1 --", vec![]),
        ] {
            assert_eq!(titles(&list(&world, text(words)).await), found, "{words}");
        }
        let far = world.new_channel().await;
        assert!(world.store.list_commissions(&far, &CommissionQuery::default()).await.unwrap().rows.is_empty());
        assert_eq!(world.store.commission_detail(&far, &first.commission_id).await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_commissions_visit_each_once_also_those_of_one_moment() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        for number in 0..7 {
            world.tracked(&format!("o{number}"), &ana).await;
        }
        let mut seen = Vec::new();
        let mut query = CommissionQuery { limit: Some(3), ..CommissionQuery::default() };
        loop {
            let page = world.store.list_commissions(&world.channel, &query).await.unwrap();
            seen.extend(page.rows.into_iter().map(|line| line.id));
            let Some(next) = page.next else { break };
            query.after = Some(next);
        }
        assert_eq!(seen.len(), 7);
        assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "of one moment, the newest id first");
        let foreign = CommissionQuery { after: Some("nonsense".into()), ..CommissionQuery::default() };
        let refused = world.store.list_commissions(&world.channel, &foreign).await;
        assert!(matches!(refused, Err(StoreError::InvalidCursor)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_commission_tells_how_it_came_about_and_what_happened_to_it() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let order = world.tracked("1001", &ana).await;
        world.change(&order.commission_id, CommissionStatus::Rejected).await;
        let detail = world.store.commission_detail(&world.channel, &order.commission_id).await.unwrap().unwrap();
        assert_eq!((detail.rate, detail.full, detail.origin), (Some(Rate::USUAL), dollars(1_000), Origin::Api));
        assert_eq!((detail.line.notes.as_str(), detail.metadata.as_deref()), ("by hand", Some(r#"{"a":1}"#)));
        assert_eq!((detail.is_new_customer, detail.free.as_str()), (Some(true), "Dec 20, 10:00"));
        let order_of = |refunded: i64| CommissionOrder {
            external_id: "1001".into(),
            is_ours: true,
            total: dollars(10_000),
            refunded: dollars(refunded),
        };
        assert_eq!(detail.order, Some(order_of(0)));
        assert!(world.give_back("1001", "r1", 2_500).await);
        let detail = world.store.commission_detail(&world.channel, &order.commission_id).await.unwrap().unwrap();
        assert_eq!(detail.order, Some(order_of(2_500)));
        let steps: Vec<_> =
            detail.steps.iter().map(|it| (it.status, it.account.as_str(), it.reason.as_str())).collect();
        assert_eq!(
            steps,
            [
                (CommissionStatus::Pending, "key:key_1", ""),
                (CommissionStatus::Rejected, ADMIN, "because"),
                (CommissionStatus::Rejected, "system", "A part of the order was given back"),
            ]
        );
        let gift = NewAdjustment {
            partner_id: ana,
            kind: CommissionKind::Bonus,
            external_id: "by-hand:1".into(),
            title: "Bonus".into(),
            amount: dollars(500),
            account: ADMIN.into(),
            reason: "Thanks".into(),
            free_at: None,
            origin: Origin::Manual,
        };
        let (id, _) = world.store.adjust(&world.channel, &gift).await.unwrap();
        let bonus = world.store.commission_detail(&world.channel, &id).await.unwrap().unwrap();
        assert_eq!((bonus.line.total, bonus.line.customer, bonus.rate), (None, None, None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_are_listed_once_with_their_sums_apart_by_currency() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.track(&bought("1", &ana, "lin@example.com", 0)).await;
        let mut in_euros = bought("2", &ana, "lin@example.com", 2);
        (in_euros.order.total, in_euros.amount) = (euros(4_000), euros(400));
        world.track(&in_euros).await;
        world.track(&bought("3", &ana, "max@example.com", 1)).await;
        let page = |query: CustomerQuery| {
            let (store, channel) = (world.store.clone(), world.channel.clone());
            async move { store.list_customers(&channel, &query).await.unwrap() }
        };
        let all = page(CustomerQuery::default()).await;
        assert_eq!(
            all.rows.iter().map(|it| it.email.as_str()).collect::<Vec<_>>(),
            ["lin@example.com", "max@example.com"]
        );
        let totals = |orders, revenue, commission| CustomerTotals { orders, revenue, commission };
        assert_eq!(
            all.rows[0].totals,
            [totals(1, euros(4_000), euros(400)), totals(1, dollars(10_000), dollars(1_000))]
        );
        let first = page(CustomerQuery { limit: Some(1), ..CustomerQuery::default() }).await;
        let second = page(CustomerQuery { limit: Some(1), after: first.next, ..CustomerQuery::default() }).await;
        assert_eq!((second.rows[0].email.as_str(), second.next), ("max@example.com", None));
        let found = page(CustomerQuery { text: "MAX".into(), ..CustomerQuery::default() }).await;
        assert_eq!(found.rows.len(), 1);
        let one = world.store.customer(&world.channel, &found.rows[0].id).await.unwrap();
        assert_eq!(one.as_ref(), found.rows.first());
        let far = world.new_channel().await;
        assert_eq!(world.store.customer(&far, &found.rows[0].id).await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_are_narrowed_by_who_brought_their_orders_and_when_they_ordered() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        for it in [
            bought("1", &ana, "lin@example.com", 0),
            bought("2", &ben, "lin@example.com", 24 * 5),
            bought("3", &ana, "max@example.com", 24 * 5),
            bought("4", &ana, "zoe@example.com", 24 * 5),
        ] {
            world.track(&it).await;
        }
        let direct = DirectOrder {
            external_id: "shop-9".into(),
            name: "#9".into(),
            coupon: None,
            placed_at: bought("9", &ana, "zoe@example.com", 24 * 10).order.placed_at,
            status: OrderStatus::Paid,
            subtotal: dollars(1_000),
            total: dollars(1_000),
            notes: String::new(),
            changed_at: at("2026-12-24T15:00:00Z"),
            refunds: Vec::new(),
        };
        let zoe = BuyerReport { email: Some("zoe@example.com".parse().unwrap()), external_id: None };
        assert!(world.store.hear_direct(&world.channel, &direct, &zoe).await.unwrap());
        let first = Zone::utc().day(bought("1", &ana, "lin@example.com", 0).order.placed_at);
        let found = async |brought: Option<Brought>, from: Option<i64>, to: Option<i64>| {
            let day = |offset: Option<i64>| offset.map(|days| first.plus(days));
            let mut query =
                CustomerQuery { brought, from: day(from), to: day(to), limit: Some(1), ..CustomerQuery::default() };
            let mut names = Vec::new();
            loop {
                let page = world.store.list_customers(&world.channel, &query).await.unwrap();
                names.extend(page.rows.iter().map(|row| row.email[..3].to_owned()));
                let Some(after) = page.next else { break };
                query.after = Some(after);
            }
            names.sort();
            names.join(" ")
        };
        let by = |partner: &PartnerId| Some(Brought::By(partner.clone()));
        assert_eq!(found(by(&ana), None, None).await, "lin max zoe");
        assert_eq!(found(by(&ben), None, None).await, "lin");
        assert_eq!(found(by(&ana), Some(1), None).await, "max zoe", "days are those of the partner's orders");
        assert_eq!(found(by(&ana), None, Some(0)).await, "lin");
        assert_eq!(found(Some(Brought::Directly), None, None).await, "zoe");
        assert_eq!(found(Some(Brought::Directly), None, Some(9)).await, "");
        assert_eq!(found(None, Some(0), Some(0)).await, "lin");
        assert_eq!(found(None, Some(1), Some(4)).await, "", "between two orders nothing was bought");
        assert_eq!(found(None, Some(5), None).await, "lin max zoe");
        assert_eq!(found(None, Some(10), Some(10)).await, "zoe", "direct orders are orders");
        assert_eq!(found(by(&PartnerId::from_parts(0, [0; 10])), None, None).await, "");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_is_found_by_what_they_are_called_now() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let found = async |text: &str| {
            let query = CustomerQuery { text: text.into(), ..CustomerQuery::default() };
            world.store.list_customers(&world.channel, &query).await.unwrap().rows.len()
        };
        let buy = async |order_id: &str, name: Option<&str>, external_id: Option<&str>| {
            let mut it = bought(order_id, &ana, "lin@example.com", 0);
            let customer = it.order.customer.as_mut().unwrap();
            (customer.name, customer.external_id) = (name.map(str::to_owned), external_id.map(str::to_owned));
            world.track(&it).await;
        };
        buy("1", Some("Linnea Magdalena Bergström"), Some("c-7")).await;
        assert_eq!((found("magdalena").await, found("c-7").await), (1, 1));
        buy("2", Some("Lin"), None).await;
        assert_eq!((found("lin lin@ c-7").await, found("magdalena").await), (1, 0));
        buy("3", None, Some("c-8")).await;
        assert_eq!((found("lin c-8").await, found("c-7").await), (1, 0));
        buy("4", None, None).await;
        assert_eq!(found("lin lin@example.com c-8").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_change_of_a_partner_touches_its_part_only_and_is_in_the_audit_trail() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let (store, channel) = (&world.store, &world.channel);
        let mut member = Member::new(ana.clone(), MemberStatus::Pending, at("2026-11-01T00:00:00Z"));
        let (told, standing) = (Told::default(), MemberChange::Standing(MemberStatus::Pending));
        let unknown = store.change_member(channel, &member, standing, &told, &entry("member.decided")).await;
        assert!(!unknown.unwrap());
        assert!(store.audit_trail(channel, 9).await.unwrap().is_empty(), "what did not happen is not told");
        store.add_member(channel, &member).await.unwrap();
        let group = group(&world, "Gold");
        store.put_group(channel, &group).await.unwrap();
        let mut decided = member.clone();
        (decided.status, decided.reason) = (MemberStatus::Rejected, "No fit".into());
        member.rate = Some(Rate::Fixed(euros(500)));
        member.group_id = Some(group.id);
        member.minimums = [dollars(5_000), euros(4_500)].into_iter().collect();
        member.notes = "Met in May".into();
        let seen = store.member(channel, &ana).await.unwrap().unwrap();
        let terms = MemberChange::Terms(&seen);
        assert!(store.change_member(channel, &member, terms, &told, &entry("member.changed")).await.unwrap());
        assert!(store.change_member(channel, &decided, standing, &told, &entry("member.decided")).await.unwrap());
        let late = store.change_member(channel, &decided, standing, &told, &entry("member.decided")).await;
        assert!(!late.unwrap(), "somebody decided before");
        (member.status, member.reason) = (decided.status, decided.reason);
        assert_eq!(store.member(channel, &ana).await.unwrap(), Some(member.clone()));
        let late = store.change_member(channel, &member, terms, &told, &entry("member.changed")).await;
        assert!(!late.unwrap(), "somebody promised something else before");
        let trail = store.audit_trail(channel, 9).await.unwrap();
        assert_eq!(trail.len(), 2);
        let seen = member.clone();
        let terms = MemberChange::Terms(&seen);
        member.group_id = Some(GroupId::from_parts(1, [1; 10]));
        assert!(store.change_member(channel, &member, terms, &told, &entry("member.changed")).await.is_err());
        assert_eq!(store.audit_trail(channel, 9).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_and_a_group_are_changed_without_bringing_back_what_else_changed_meanwhile() {
    on_both(|world: World| async move {
        let (store, channel, told) = (&world.store, &world.channel, Told::default());
        let ana = world.partner("ana").await;
        let account = |shown: &str| PayoutDetails {
            method: Some(PayoutMethod::Paypal),
            sealed: format!("sealed {shown}"),
            shown: shown.into(),
        };
        assert!(!store.set_payout_details(channel, &ana, &account("a•••")).await.unwrap(), "not in the program");
        let member = Member::new(ana.clone(), MemberStatus::Approved, at("2026-11-01T00:00:00Z"));
        assert!(store.add_member(channel, &member).await.unwrap());
        assert!(!store.add_member(channel, &Member { notes: "again".into(), ..member.clone() }).await.unwrap());
        let gold = group(&world, "Gold");
        store.put_group(channel, &gold).await.unwrap();
        // A machine and a member of the team looked at Ana, and then she gave another account.
        let seen = store.member(channel, &ana).await.unwrap().unwrap();
        assert!(store.set_payout_details(channel, &ana, &account("b•••")).await.unwrap());
        let moved = Member { group_id: Some(gold.id.clone()), ..seen.clone() };
        let up = MemberChange::Group(None);
        assert!(store.change_member(channel, &moved, up, &told, &entry("member.moved")).await.unwrap());
        let now = store.member(channel, &ana).await.unwrap().unwrap();
        assert_eq!(now, Member { payout: account("b•••"), group_id: Some(gold.id.clone()), ..seen.clone() });
        let again = store.change_member(channel, &moved, up, &told, &entry("member.moved")).await;
        assert!(!again.unwrap(), "not in that group any more");
        let disabled = Member { status: MemberStatus::Disabled, ..now.clone() };
        let standing = MemberChange::Standing(MemberStatus::Approved);
        assert!(store.change_member(channel, &disabled, standing, &told, &entry("member.decided")).await.unwrap());
        let from_gold = MemberChange::Group(Some(&gold.id));
        let late = store.change_member(channel, &seen, from_gold, &told, &entry("member.moved")).await;
        assert!(!late.unwrap(), "a machine moves nobody who is not approved");
        assert_eq!(store.delete_partner(channel, &ana, &entry("partner.deleted")).await.unwrap(), Deletion::Done);
        let gone = store.member(channel, &ana).await.unwrap();
        assert!(!store.set_payout_details(channel, &ana, &account("c•••")).await.unwrap());
        assert!(!store.add_member(channel, &member).await.unwrap());
        let standing = MemberChange::Standing(MemberStatus::Disabled);
        assert!(!store.change_member(channel, &seen, standing, &told, &entry("member.decided")).await.unwrap());
        assert_eq!(store.member(channel, &ana).await.unwrap(), gone, "who was deleted stays as they were left");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_listed_with_the_present_one_first() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.clock.advance(Duration::from_hours(24));
        let rotated =
            store::PartnerReport { affiliate_code: Some("ANANEW".parse().unwrap()), ..crate::world::report("ana") };
        world.store.record_partner(&world.channel, &rotated).await.unwrap();
        let codes = world.store.codes_of(&world.channel, &ana).await.unwrap();
        let shown: Vec<_> = codes.iter().map(|it| (it.code.as_str(), it.since.as_str(), it.is_current)).collect();
        assert_eq!(shown, [("ANANEW", "Nov 22, 2026", true), ("ANA15", "Nov 21, 2026", false)]);
    })
    .await;
}
