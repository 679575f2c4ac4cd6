//! Orders as they are brought: whose they are, what they bring, and what is refused.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use domain::{
    ChannelId, CommissionStatus, Currency, MilestoneId, Money, PartnerId, RateBps, Timestamp,
    clock::ManualClock,
    partner::Channel,
    program::{
        CustomerFacts, CustomerQuery, Goal, Group, Member, MemberStatus, Milestone, Origin, ProgramSettings, Rate,
        Window,
    },
    zone::{Zone, parse_rfc3339},
};
use futures::future::join_all;
use program::{Asked, AskedRefund, ByHand, Decision, NewMember, NotTracked, Outcome, Program, ProgramError, Seal, Who};
use std::{sync::Arc, time::Duration};
use store::Store;

struct World {
    program: Program,
    store: Store,
    clock: Arc<ManualClock>,
    channel: ChannelId,
    zone: Zone,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(parse_rfc3339("2026-11-21T15:00:00Z").unwrap()));
        let url = format!("sqlite://{}/tandem.db", folder.path().display());
        let store = Store::open(&url, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let channel = ChannelId::new(clock.as_ref());
        let shop = Channel {
            id: channel.clone(),
            domain: "fern.myshopify.com".into(),
            name: "Fern & Fable".into(),
            currency: Currency::USD,
            time_zone: "America/New_York".into(),
            brand_color: "#336655".into(),
            logo_url: None,
            store_url: "https://fern.example".into(),
            is_test: true,
        };
        store.put_channel(&shop).await.unwrap();
        let zone = Zone::named("America/New_York").unwrap();
        let seal = Seal::new(&"a secret of thirty-two characters".to_owned().into());
        Self { program: Program::new(store.clone(), seal), store, clock, channel, zone, _folder: folder }
    }

    async fn member(&self, name: &str, is_approved: bool) -> PartnerId {
        let new = NewMember {
            first_name: name.into(),
            last_name: String::new(),
            email: format!("{name}@fern.example").parse().unwrap(),
            code: Some(format!("{name}15").parse().unwrap()),
            is_approved,
        };
        self.program.add_member(&self.channel, &new).await.unwrap()
    }

    async fn edit(&self, partner: &PartnerId, edit: impl FnOnce(&mut Member)) {
        let mut member = self.store.member(&self.channel, partner).await.unwrap().unwrap();
        edit(&mut member);
        self.store.put_member(&self.channel, &member).await.unwrap();
    }

    async fn track(&self, asked: Asked) -> program::Result<Outcome> {
        self.program.track(&self.channel, &self.zone, asked).await
    }

    async fn earned(&self, asked: Asked) -> Money {
        match self.track(asked).await.unwrap() {
            Outcome::New(order) => order.amount,
            other => unreachable!("{other:?}"),
        }
    }

    async fn promise(&self, name: &str, goal: Goal, window: Window, cents: i64) -> MilestoneId {
        let it = milestone(self, name, goal, window, cents);
        let who = Who { account: "admin:one".into(), address: None };
        self.program.add_milestone(&self.channel, &it, &who).await.unwrap();
        it.id
    }

    /// What is held and what is payable, in cents of a dollar.
    async fn dollars_of(&self, partner: &PartnerId) -> [i64; 2] {
        let balances = self.store.balances(&self.channel, partner).await.unwrap();
        let it = balances.iter().find(|it| it.currency == Currency::USD);
        it.map_or([0; 2], |it| [it.held, it.payable])
    }

    async fn proven(&self) {
        assert_eq!(self.store.check_ledger(&self.channel).await.unwrap(), Vec::<String>::new());
        assert_eq!(self.store.check_totals(&self.channel).await.unwrap(), Vec::<String>::new());
    }
}

fn milestone(world: &World, name: &str, goal: Goal, window: Window, cents: i64) -> Milestone {
    Milestone {
        id: MilestoneId::new(world.clock.as_ref()),
        name: name.into(),
        goal,
        window,
        bonus: dollars(cents),
        starts_on: domain::Day::from_date(2026, 11, 1).unwrap(),
    }
}

fn dollars(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn asked(code: &str, order_id: &str) -> Asked {
    Asked {
        code: code.parse().unwrap(),
        order_id: order_id.into(),
        total: dollars(10_000),
        customer: Some(CustomerFacts {
            email: "lin@example.com".parse().unwrap(),
            name: None,
            external_id: None,
            metadata: None,
        }),
        commission: None,
        placed_at: None,
        notes: String::new(),
        product: None,
        metadata: None,
        origin: Origin::Api,
        account: "key:one".into(),
    }
}

#[tokio::test]
async fn an_order_brings_what_the_nearest_terms_say() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    assert_eq!(world.earned(asked("ana15", "1")).await, dollars(1_000));
    let gold = Group {
        id: domain::GroupId::new(world.clock.as_ref()),
        name: "Gold".into(),
        rate: Some(Rate::Percentage(RateBps(1_500))),
        hold_days: Some(0),
        minimum: None,
        moves_at: None,
    };
    world.store.put_group(&world.channel, &gold).await.unwrap();
    world.edit(&ana, |member| member.group_id = Some(gold.id.clone())).await;
    assert!(
        matches!(world.track(asked("ANA15", "2")).await.unwrap(), Outcome::New(it) if it.amount == dollars(1_500) && it.status == CommissionStatus::Approved)
    );
    world.edit(&ana, |member| member.rate = Some(Rate::Fixed(dollars(500)))).await;
    assert_eq!(world.earned(asked("ana15", "3")).await, dollars(500));
    let said = Asked { commission: Some(dollars(4_200)), ..asked("ana15", "4") };
    assert_eq!(world.earned(said.clone()).await, dollars(4_200));
    world.edit(&ana, |member| member.ignores_product_rates = true).await;
    assert_eq!(world.earned(Asked { order_id: "5".into(), ..said }).await, dollars(500));
    world.proven().await;
}

#[tokio::test]
async fn who_is_not_known_or_not_approved_earns_nothing_and_that_is_no_error() {
    let world = World::new().await;
    let ben = world.member("ben", false).await;
    let nothing = |why| Outcome::Nothing(why);
    assert_eq!(world.track(asked("nobody", "1")).await.unwrap(), nothing(NotTracked::UnknownCode));
    assert_eq!(world.track(asked("ben15", "1")).await.unwrap(), nothing(NotTracked::NotApproved));
    for status in [MemberStatus::Rejected, MemberStatus::Disabled] {
        world.edit(&ben, |member| member.status = status).await;
        assert_eq!(world.track(asked("ben15", "1")).await.unwrap(), nothing(NotTracked::NotApproved));
    }
    world.edit(&ben, |member| member.status = MemberStatus::Approved).await;
    assert_eq!(world.earned(asked("ben15", "1")).await, dollars(1_000));
    let fresh = world.program.rotate_code(&world.channel, &ben, None).await.unwrap();
    assert_eq!(world.earned(asked("ben15", "2")).await, dollars(1_000), "former codes go on counting");
    assert_eq!(world.earned(asked(fresh.as_str(), "3")).await, dollars(1_000));
    let strict = ProgramSettings { old_codes_count: false, ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &strict).await.unwrap();
    assert_eq!(world.track(asked("ben15", "4")).await.unwrap(), nothing(NotTracked::FormerCode));
    world.proven().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_that_counts_once_is_replaced_by_another_one() {
    let world = Arc::new(World::new().await);
    let ana = world.member("ana", true).await;
    let once = ProgramSettings { codes_count_once: true, ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &once).await.unwrap();
    let code = async || world.store.partner(&world.channel, &ana).await.unwrap().unwrap().affiliate_code.unwrap();
    // Twenty buyers at once, all with the code that leaked.
    let tasks = (0..20).map(|number| {
        let world = world.clone();
        tokio::spawn(async move { world.track(asked("ana15", &number.to_string())).await.unwrap() })
    });
    let done: Vec<Outcome> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
    let new: Vec<usize> = (0..20).filter(|number| matches!(done[*number], Outcome::New(_))).collect();
    assert_eq!(new.len(), 1, "{done:?}");
    assert_eq!(done.iter().filter(|it| **it == Outcome::Nothing(NotTracked::UsedCode)).count(), 19);
    let again = world.track(asked("ana15", &new[0].to_string())).await.unwrap();
    assert!(matches!(again, Outcome::Known(_)), "the same order is known, not refused: {again:?}");
    let second = code().await;
    assert!(second.as_str() != "ANA15" && second.as_str().len() == 9);
    // Many at once, each with the present code: in one transaction too it counts for the first alone.
    let batch = ["a", "b"].map(|id| asked(second.as_str(), id)).to_vec();
    let done = world.program.track_all(&world.channel, &world.zone, batch).await.unwrap();
    assert!(matches!(done[0], Ok(Outcome::New(_))) && matches!(done[1], Ok(Outcome::Nothing(NotTracked::UsedCode))));
    assert_ne!(code().await, second);
    let codes = world.store.codes_of(&world.channel, &ana).await.unwrap();
    let standing: Vec<_> = codes.iter().map(|it| (it.is_current, it.is_used)).collect();
    assert_eq!(standing, [(true, false), (false, true), (false, true)]);
    // A file holds orders of times when codes counted as they did then.
    let old = Asked { origin: Origin::Import, ..asked("ana15", "old") };
    assert!(matches!(world.track(old).await.unwrap(), Outcome::New(_)));
    assert_eq!(world.program.renew_codes(&world.channel, None).await.unwrap(), 0, "everybody has one");
    world.store.put_program_settings(&world.channel, &ProgramSettings::default()).await.unwrap();
    assert_eq!(world.earned(asked("ana15", "d")).await, dollars(1_000), "without the setting codes count as ever");
    world.proven().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_orders_at_once_are_each_written_once() {
    let world = Arc::new(World::new().await);
    world.member("ana", true).await;
    let tasks = (0..200).map(|number| {
        let world = Arc::clone(&world);
        tokio::spawn(async move { world.track(asked("ana15", &format!("o{}", number % 100))).await.unwrap() })
    });
    let done: Vec<Outcome> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().filter(|it| matches!(it, Outcome::New(_))).count(), 100);
    assert_eq!(done.iter().filter(|it| matches!(it, Outcome::Known(_))).count(), 100);
    world.proven().await;
}

#[tokio::test]
async fn what_no_order_can_be_is_named_and_spoils_no_other() {
    let world = World::new().await;
    world.member("ana", true).await;
    let good = || asked("ana15", "good");
    let ahead: Timestamp = parse_rfc3339("2026-11-23T15:00:01Z").unwrap();
    for (field, bad) in [
        ("order_id", Asked { order_id: " # ".into(), ..good() }),
        ("order_id", Asked { order_id: "x".repeat(201), ..good() }),
        ("total_amount", Asked { total: dollars(-1), ..good() }),
        ("total_amount", Asked { total: dollars(i64::MAX), ..good() }),
        ("commission", Asked { commission: Some(dollars(-1)), ..good() }),
        ("timestamp", Asked { placed_at: Some(ahead), ..good() }),
        ("notes", Asked { notes: "x".repeat(4_001), ..good() }),
    ] {
        let fault = world.track(bad.clone()).await.unwrap_err();
        assert!(matches!(fault, ProgramError::Invalid { field: named, .. } if named == field), "{field}: {fault}");
        let both = world.program.track_all(&world.channel, &world.zone, vec![bad, good()]).await.unwrap();
        assert!(both[0].is_err() && both[1].is_ok());
    }
    let none = Asked { total: dollars(0), ..asked("ana15", "nothing") };
    assert_eq!(world.earned(none).await, dollars(0));
    world.proven().await;
}

#[tokio::test]
async fn a_partner_who_buys_from_themselves_waits_for_a_person() {
    let world = World::new().await;
    world.member("ana", true).await;
    let mut own = asked("ana15", "1");
    own.customer.as_mut().unwrap().email = "ana+gift@fern.example".parse().unwrap();
    let Outcome::New(order) = world.track(own).await.unwrap() else { unreachable!() };
    world.clock.advance(Duration::from_hours(24 * 100));
    assert_eq!(world.program.free_held(&world.channel).await.unwrap(), 0);
    let reasonless = world
        .program
        .decide(&world.channel, std::slice::from_ref(&order.commission_id), Decision::Fraud, "admin:a", " ")
        .await;
    assert!(matches!(reasonless, Err(ProgramError::Invalid { field: "reason", .. })));
    world.program.decide(&world.channel, &[order.commission_id], Decision::Approve, "admin:a", "").await.unwrap();
    world.proven().await;
}

#[tokio::test]
async fn refunds_and_gifts_by_hand_happen_once() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let Outcome::New(order) = world.track(asked("ana15", "#7")).await.unwrap() else { unreachable!() };
    let back = |id: &'static str, cents| {
        let (program, channel) = (world.program.clone(), world.channel.clone());
        async move { program.give_back(&channel, "#7", id, dollars(cents)).await }
    };
    assert!(back("r1", 5_000).await.unwrap());
    assert!(!back("r1", 5_000).await.unwrap());
    for cents in [0, -1, 5_001] {
        assert!(matches!(back("r2", cents).await, Err(ProgramError::Invalid { field: "amount", .. })));
    }
    let unknown = world.program.give_back(&world.channel, "8", "r1", dollars(1)).await;
    assert!(matches!(unknown, Err(ProgramError::NotFound)));
    let who = Who { account: "admin:a".into(), address: None };
    let form = AskedRefund { key: "k1".into(), amount: dollars(1_000), reason: "Broken".into() };
    for is_new in [true, false] {
        let done = world.program.refund(&world.channel, &order.commission_id, &form, &who).await.unwrap();
        assert_eq!(done, is_new);
    }
    let trail = world.store.audit_trail(&world.channel, 9).await.unwrap();
    let noted: Vec<_> = trail.iter().filter(|it| it.action == "order.refunded").collect();
    assert!(noted.len() == 1 && noted[0].after.as_ref().unwrap().contains("Broken"), "{noted:?}");
    let gift = ByHand { partner: ana.clone(), key: "k1".into(), amount: dollars(2_000), reason: "Thanks".into() };
    let first = world.program.adjust(&world.channel, &world.zone, &gift, "admin:a").await.unwrap();
    let again = world.program.adjust(&world.channel, &world.zone, &gift, "admin:a").await.unwrap();
    assert_eq!((first.0, first.1, again.1), (again.0, true, false));
    let balances = world.store.balances(&world.channel, &ana).await.unwrap();
    assert_eq!((balances[0].held, balances[0].payable), (400, 2_000));
    world.proven().await;
}

#[tokio::test]
async fn a_customer_is_corrected_and_forgotten_and_what_they_brought_stays() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let who = Who { account: "admin:a".into(), address: None };
    world.earned(asked("ana15", "1")).await;
    let (program, channel) = (&world.program, &world.channel);
    let customers = async || program.customers(channel, &CustomerQuery::default()).await.unwrap().rows;
    let lin = customers().await.remove(0);
    let facts = |email: &str, metadata: Option<&str>| CustomerFacts {
        email: email.parse().unwrap(),
        name: Some("Lin".into()),
        external_id: None,
        metadata: metadata.map(str::to_owned),
    };
    for metadata in ["[]", "{", "7"] {
        let refused = program.change_customer(channel, &lin.id, &facts("lin@example.com", Some(metadata)), &who).await;
        assert!(matches!(refused, Err(ProgramError::Invalid { field: "metadata", .. })), "{refused:?}");
    }
    let new = facts("lin.new@example.com", Some(r#"{"vip":true}"#));
    program.change_customer(channel, &lin.id, &new, &who).await.unwrap();
    let changed = program.customer(channel, &lin.id).await.unwrap();
    assert_eq!((changed.email.as_str(), changed.name.as_str()), ("lin.new@example.com", "Lin"));
    assert_eq!(changed.metadata.as_deref(), Some(r#"{"vip":true}"#));
    // Their old e-mail is somebody else's now, and cannot be taken back from them.
    world.earned(asked("ana15", "2")).await;
    let taken = program.change_customer(channel, &lin.id, &facts(&lin.email, None), &who).await;
    assert!(matches!(taken, Err(ProgramError::Invalid { field: "email", .. })), "{taken:?}");
    let before = world.store.balances(channel, &ana).await.unwrap();
    for customer in customers().await {
        program.delete_customer(channel, &customer.id, &who).await.unwrap();
        let again = program.delete_customer(channel, &customer.id, &who).await;
        assert!(matches!(again, Err(ProgramError::NotFound)));
    }
    assert!(customers().await.is_empty());
    assert_eq!(world.store.balances(channel, &ana).await.unwrap(), before);
    let trail = format!("{:?}", world.store.audit_trail(channel, 20).await.unwrap());
    assert!(
        trail.contains("customer.deleted") && !trail.contains("lin.new@"),
        "the trail outlives the person: {trail}"
    );
    // They come back with their next order.
    world.earned(asked("ana15", "3")).await;
    assert_eq!(customers().await.len(), 1);
    world.proven().await;
}

#[tokio::test]
async fn who_brings_enough_moves_up_and_nobody_is_moved_down() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let group = |number: u8, at: Option<i64>| Group {
        id: domain::GroupId::from_parts(1, [number; 10]),
        name: format!("Group {number}"),
        rate: None,
        hold_days: None,
        minimum: None,
        moves_at: at.map(dollars),
    };
    let (silver, gold, closed) = (group(1, Some(20_000)), group(2, Some(50_000)), group(3, None));
    for it in [&silver, &gold, &closed] {
        world.store.put_group(&world.channel, it).await.unwrap();
    }
    let of = async || world.store.member(&world.channel, &ana).await.unwrap().unwrap().group_id;
    world.earned(asked("ana15", "1")).await;
    assert_eq!(world.program.move_tiers(&world.channel).await.unwrap(), 0);
    world.earned(asked("ana15", "2")).await;
    assert_eq!((world.program.move_tiers(&world.channel).await.unwrap(), of().await), (1, Some(silver.id)));
    for order in ["3", "4", "5"] {
        world.earned(asked("ana15", order)).await;
    }
    assert_eq!((world.program.move_tiers(&world.channel).await.unwrap(), of().await), (1, Some(gold.id.clone())));
    world.clock.advance(Duration::from_hours(24 * 200));
    assert_eq!((world.program.move_tiers(&world.channel).await.unwrap(), of().await), (0, Some(gold.id)));
}

#[tokio::test]
async fn a_goal_that_is_reached_brings_its_bonus_once_in_its_days() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana", true).await, world.member("ben", true).await);
    world.edit(&ana, |member| member.hold_days = Some(7)).await;
    world.promise("Three orders", Goal::Conversions(3), Window::Month, 5_000).await;
    world.promise("Five hundred", Goal::Sales(dollars(50_000)), Window::Ever, 2_000).await;
    for order in ["1", "2"] {
        world.earned(asked("ana15", order)).await;
    }
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    world.earned(Asked { total: Money::new(90_000, Currency::EUR), ..asked("ana15", "3") }).await;
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 1);
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    assert_eq!(world.dollars_of(&ana).await, [7_000, 0], "two orders and the bonus are held");
    let told: Vec<_> = world.program.progress(&world.channel, &ana).await.unwrap();
    assert_eq!(told.iter().map(|it| (it.brought, it.percent())).collect::<Vec<_>>(), [(20_000, 40), (3, 100)]);
    assert!(world.program.progress(&world.channel, &ben).await.unwrap().iter().all(|it| it.brought == 0));

    world.clock.advance(Duration::from_hours(24 * 10));
    world.program.free_held(&world.channel).await.unwrap();
    assert_eq!(world.dollars_of(&ana).await, [0, 7_000]);
    for order in ["4", "5", "6"] {
        world.earned(asked("ana15", order)).await;
    }
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 2, "a new month, and $500 in all");
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    world.proven().await;
}

#[tokio::test]
async fn a_goal_that_is_missed_after_all_brings_nothing_and_an_ended_promise_is_kept() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana", true).await, world.member("ben", true).await);
    let milestone = world.promise("Two orders", Goal::Conversions(2), Window::Quarter, 5_000).await;
    for code in ["ana15", "ben15"] {
        for order in ["1", "2"] {
            world.earned(asked(code, &format!("{code}-{order}"))).await;
        }
    }
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 2);
    world.program.give_back(&world.channel, "ana15-2", "r1", dollars(10_000)).await.unwrap();
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    assert_eq!(world.dollars_of(&ana).await, [1_000, 0]);
    assert_eq!(world.dollars_of(&ben).await, [7_000, 0]);
    let who = Who { account: "admin:one".into(), address: None };
    world.program.end_milestone(&world.channel, &milestone, &who).await.unwrap();
    world.program.give_back(&world.channel, "ben15-2", "r2", dollars(10_000)).await.unwrap();
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    assert_eq!(world.dollars_of(&ben).await, [6_000, 0], "what was promised is kept");
    let again = world.program.end_milestone(&world.channel, &milestone, &who).await;
    assert!(matches!(again, Err(ProgramError::NotFound)));
    world.proven().await;
}

#[tokio::test]
async fn what_no_milestone_can_be_is_named() {
    let world = World::new().await;
    let who = Who { account: "admin:one".into(), address: None };
    let good = milestone(&world, "Two orders", Goal::Conversions(2), Window::Ever, 5_000);
    world.program.add_milestone(&world.channel, &good, &who).await.unwrap();
    for (field, bad) in [
        ("name", Milestone { id: MilestoneId::new(world.clock.as_ref()), name: " two ORDERS ".into(), ..good.clone() }),
        ("name", Milestone { name: " ".into(), ..good.clone() }),
        ("name", Milestone { name: "x".repeat(61), ..good.clone() }),
        ("bonus", Milestone { bonus: dollars(0), ..good.clone() }),
        ("goal", Milestone { goal: Goal::Conversions(0), ..good.clone() }),
        ("goal", Milestone { goal: Goal::Sales(dollars(-1)), ..good.clone() }),
    ] {
        match world.program.add_milestone(&world.channel, &bad, &who).await {
            Err(ProgramError::Invalid { field: named, .. }) => assert_eq!(named, field),
            other => unreachable!("{other:?}"),
        }
    }
    assert_eq!(world.store.milestones(&world.channel).await.unwrap(), [good]);
}

#[tokio::test]
async fn codes_are_nobody_elses() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let taken = NewMember {
        first_name: "Ben".into(),
        last_name: String::new(),
        email: "ben@fern.example".parse().unwrap(),
        code: Some("ANA15".parse().unwrap()),
        is_approved: true,
    };
    assert!(matches!(
        world.program.add_member(&world.channel, &taken).await,
        Err(ProgramError::Invalid { field: "code", .. })
    ));
    let twice = NewMember { email: "ana@fern.example".parse().unwrap(), code: None, ..taken.clone() };
    assert!(matches!(world.program.add_member(&world.channel, &twice).await, Err(ProgramError::Conflict(_))));
    let made = world.program.add_member(&world.channel, &NewMember { code: None, ..taken }).await.unwrap();
    let code = world.store.partner(&world.channel, &made).await.unwrap().unwrap().affiliate_code.unwrap();
    assert_eq!(code.as_str().len(), 9);
    let rotated = world.program.rotate_code(&world.channel, &ana, Some(code)).await;
    assert!(matches!(rotated, Err(ProgramError::Invalid { field: "code", .. })));
}
