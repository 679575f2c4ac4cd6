//! A program with a clock that stands still, and short ways to say what happens in it.

use domain::{
    ChannelId, Clock, Currency, MilestoneId, Money, PartnerId,
    clock::ManualClock,
    partner::Channel,
    program::{CustomerFacts, Goal, Member, Milestone, Origin, Window},
    zone::parse_rfc3339,
};
use program::{Asked, NewMember, Outcome, Program, Seal, Who};
use std::sync::Arc;
use store::{AuditEntry, MemberChange, Store, Told};

pub struct World {
    pub program: Program,
    pub store: Store,
    pub clock: Arc<ManualClock>,
    pub channel: ChannelId,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn new() -> Self {
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
        let seal = Seal::new(&"a secret of thirty-two characters".to_owned().into());
        Self { program: Program::new(store.clone(), seal), store, clock, channel, _folder: folder }
    }

    pub async fn member(&self, name: &str, is_approved: bool) -> PartnerId {
        let new = NewMember {
            first_name: name.into(),
            last_name: String::new(),
            email: format!("{name}@fern.example").parse().unwrap(),
            code: Some(format!("{name}15").parse().unwrap()),
            is_approved,
        };
        self.program.add_member(&self.channel, &new).await.unwrap()
    }

    pub async fn edit(&self, partner: &PartnerId, edit: impl FnOnce(&mut Member)) {
        let mut member = self.store.member(&self.channel, partner).await.unwrap().unwrap();
        let seen = member.clone();
        edit(&mut member);
        for change in [MemberChange::Terms(&seen), MemberChange::Standing(seen.status)] {
            let entry = AuditEntry {
                at: self.clock.now(),
                actor: "test".into(),
                action: "member.edited".into(),
                target: partner.to_string(),
                before: None,
                after: None,
                address: None,
            };
            assert!(self.store.change_member(&self.channel, &member, change, &Told::default(), &entry).await.unwrap());
        }
    }

    pub async fn track(&self, asked: Asked) -> program::Result<Outcome> {
        self.program.track(&self.channel, asked).await
    }

    pub async fn earned(&self, asked: Asked) -> Money {
        match self.track(asked).await.unwrap() {
            Outcome::New(order) => order.amount,
            other => unreachable!("{other:?}"),
        }
    }

    pub async fn promise(&self, name: &str, goal: Goal, window: Window, cents: i64) -> MilestoneId {
        let it = milestone(self, name, goal, window, cents);
        let who = Who { account: "admin:one".into(), address: None };
        self.program.add_milestone(&self.channel, &it, &who).await.unwrap();
        it.id
    }

    /// What is held and what is payable, in cents of a dollar.
    pub async fn dollars_of(&self, partner: &PartnerId) -> [i64; 2] {
        let balances = self.store.balances(&self.channel, partner).await.unwrap();
        let it = balances.iter().find(|it| it.currency == Currency::USD);
        it.map_or([0; 2], |it| [it.held, it.payable])
    }

    pub async fn proven(&self) {
        assert_eq!(self.store.check_ledger(&self.channel).await.unwrap(), Vec::<String>::new());
        assert_eq!(self.store.check_totals(&self.channel).await.unwrap(), Vec::<String>::new());
    }
}

pub fn milestone(world: &World, name: &str, goal: Goal, window: Window, cents: i64) -> Milestone {
    Milestone {
        id: MilestoneId::new(world.clock.as_ref()),
        name: name.into(),
        goal,
        window,
        bonus: dollars(cents),
        starts_on: domain::Day::from_date(2026, 11, 1).unwrap(),
    }
}

pub fn dollars(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

pub fn asked(code: &str, order_id: &str) -> Asked {
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
