//! The demo's affiliate program: four months of it, told day by day through the same commands as every real one.
//!
//! The days behind are lived with a clock of their own, so that orders, holding periods and payments have their dates. Payments of the
//! past were made elsewhere and recorded; today's go by the rails, to accounts whose names tell the stand-ins what becomes of them.

use super::demo_regulars;
use anyhow::Context;
use domain::{
    ChannelId, Clock, CommissionId, Currency, Day, GroupId, MilestoneId, Money, PartnerId, PayoutRunId, RateBps,
    Timestamp,
    clock::ManualClock,
    payout::{PayoutAccount, PayoutMethod},
    program::{
        Answer, Applicant, Application, CustomerFacts, Goal, Group, MemberStatus, Milestone, Origin, Product,
        ProgramSettings, Question, Rate, Window,
    },
    zone::Zone,
};
use program::{
    Asked, ByHand, Confirmed, ConfirmedItem, Decision, MemberTerms, NewMember, Outcome, Program, Verdict, Who,
};
use std::{sync::Arc, time::Duration};
use store::Store;

const DAYS: i64 = 120;
const TEAM: &str = "system";
const DAY: Duration = Duration::from_hours(24);

fn team() -> Who {
    Who { account: TEAM.into(), address: None }
}

/// First and last name, code, orders in ten days, dollars of a usual order, account, group.
type Sketch = (&'static str, &'static str, &'static str, u64, i64, Account, Option<usize>);

#[derive(Clone, Copy)]
enum Account {
    Paypal(&'static str),
    Stripe(&'static str),
    Sepa(&'static str),
    None,
}

/// Accounts that say `unclaim`, `fail` or `hold` meet that fate with the stand-ins.
const MEMBERS: [Sketch; 11] = [
    ("Maya", "Lindqvist", "MAYA15", 9, 120, Account::Paypal("maya.lindqvist@example.com"), Some(1)),
    ("Oscar", "Bello", "OSCAR10", 7, 95, Account::Paypal("oscar.bello@example.com"), Some(0)),
    ("Priya", "Raman", "PRIYATREK", 6, 140, Account::Stripe("acct_1PriyaRaman"), Some(1)),
    ("Jonas", "Keller", "JONASKLETTERT", 4, 110, Account::Sepa("DE89370400440532013000"), None),
    ("Amélie", "Roux", "AMELIE12", 3, 90, Account::Paypal("amelie.unclaim@example.com"), None),
    ("Sam", "Whitlock", "SAMOUTSIDE", 3, 75, Account::Paypal("sam.fail@example.com"), None),
    ("Keiko", "Mori", "KEIKOHIKES", 2, 180, Account::Paypal("keiko.hold@example.com"), None),
    ("Luis", "Ortega", "LUISRUNS", 2, 60, Account::None, Some(0)),
    ("Hanna", "Virtanen", "HANNA5", 1, 55, Account::Stripe("acct_1HannaVirtanen"), None),
    ("Dev", "Okafor", "DEVCAMPS", 0, 0, Account::None, None),
    ("Ruth", "Alvarez", "RUTHTRAILS", 0, 0, Account::None, None),
];
const GOODS: [(&str, &str); 5] = [
    ("Ridge tent", "Camp"),
    ("Trail shoe", "Run"),
    ("Down quilt", "Sleep"),
    ("Stove set", "Camp"),
    ("Rain shell", "Wear"),
];
const QUESTION: &str = "Where do you share what you love?";
/// Who applied: first name, last name, where to find them, what they answered.
const APPLICANTS: [(&str, &str, &str, &str); 2] = [
    (
        "Signe",
        "Lund",
        "https://signe.example/hut-to-hut",
        "A newsletter about hut-to-hut walks, 4,200 readers, every second Sunday.",
    ),
    (
        "Teo",
        "Marchetti",
        "https://video.example/@teo-climbs",
        "Short films from the Dolomites.\nMostly about gear that lasts.",
    ),
];
/// Who buys: as many as there are first names for each last name.
const BUYERS: u64 = 24 * 40;
const FIRST: [&str; 24] = [
    "Ada", "Ben", "Carla", "Dan", "Elif", "Finn", "Grace", "Hugo", "Ines", "Jonas", "Kaya", "Lena", "Mara", "Nils",
    "Oona", "Pavel", "Quinn", "Rosa", "Sam", "Tess", "Ugo", "Vera", "Wim", "Yara",
];
const LAST: [&str; 40] = [
    "Abbott", "Ahmed", "Baker", "Bauer", "Castillo", "Chen", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia",
    "Grant", "Haas", "Hughes", "Ito", "Jensen", "Kaur", "Keller", "Larsen", "Lopez", "Marino", "Meyer", "Novak",
    "Okafor", "Olsen", "Patel", "Perez", "Quiroga", "Rossi", "Ryan", "Santos", "Silva", "Stone", "Tanaka", "Toth",
    "Urban", "Vega", "Walsh", "Young", "Zeller",
];

/// Fills the program.
///
/// # Errors
/// When the store fails.
pub(super) async fn fill(program: &Program, url: &str, channel: &ChannelId, zone: &Zone) -> anyhow::Result<()> {
    let today = program.store().clock().now();
    let past = Arc::new(ManualClock::at(today.minus(DAY * u32::try_from(DAYS)?)));
    let store = Store::open(url, past.clone()).await.context("the demo's past")?;
    let demo = Demo { past: program.over(store.clone()), now: program.clone(), clock: past, channel, zone };
    demo.found().await?;
    let members = demo.members().await?;
    let mut noise = Noise(7);
    for _ in 0..DAYS {
        demo.clock.advance(DAY);
        demo.live(&members, &mut noise).await?;
    }
    demo_regulars::fill(&demo.past, channel, zone).await?;
    demo.apply().await?;
    store.close().await;
    demo.decide(&members).await?;
    demo.pay().await
}

struct Demo<'a> {
    /// The program on a day of the past.
    past: Program,
    /// The program today.
    now: Program,
    clock: Arc<ManualClock>,
    channel: &'a ChannelId,
    zone: &'a Zone,
}

struct Enrolled {
    id: PartnerId,
    sketch: Sketch,
}

impl Demo<'_> {
    async fn found(&self) -> anyhow::Result<()> {
        let settings = ProgramSettings {
            name: "Northtrail Friends".into(),
            minimum: Some(usd(2_500)),
            takes_applications: true,
            questions: vec![Question { text: QUESTION.into(), is_required: true }],
            ..ProgramSettings::default()
        };
        self.past.store().put_program_settings(self.channel, &settings).await?;
        for (number, (name, bps, moves_at)) in
            [("Friends", 1_000, None), ("Ambassadors", 1_500, Some(150_000))].iter().enumerate()
        {
            let group = Group {
                id: group(number),
                name: (*name).into(),
                rate: Some(Rate::Percentage(RateBps(*bps))),
                hold_days: (number == 1).then_some(14),
                minimum: None,
                moves_at: moves_at.map(usd),
            };
            self.past.store().put_group(self.channel, &group).await?;
        }
        for (name, goal, window, bonus) in [
            ("Ten a month", Goal::Conversions(10), Window::Month, 2_500),
            ("Ten thousand in a quarter", Goal::Sales(usd(1_000_000)), Window::Quarter, 15_000),
        ] {
            let milestone = Milestone {
                id: MilestoneId::new(self.clock.as_ref()),
                name: name.into(),
                goal,
                window,
                bonus: usd(bonus),
                starts_on: self.today(),
            };
            self.past.store().add_milestone(self.channel, &milestone).await?;
        }
        Ok(())
    }

    /// Somebody found the form today.
    async fn apply(&self) -> anyhow::Result<()> {
        for (first, last, found_at, answer) in APPLICANTS {
            let answers = vec![Answer { question: QUESTION.into(), answer: (*answer).into() }];
            let applicant = Applicant {
                first_name: (*first).into(),
                last_name: (*last).into(),
                email: format!("{}@example.com", first.to_lowercase()).parse()?,
                application: Application { found_at: (*found_at).into(), answers },
            };
            self.past.apply(self.channel, &applicant, "192.0.2.7").await?;
        }
        Ok(())
    }

    async fn members(&self) -> anyhow::Result<Vec<Enrolled>> {
        let mut members = Vec::new();
        for sketch in MEMBERS {
            let (first, last, code, .., account, in_group) = sketch;
            let email = format!("{}@example.com", first.to_lowercase().replace('é', "e"));
            let new = NewMember {
                first_name: first.into(),
                last_name: last.into(),
                email: email.parse()?,
                code: Some(code.parse()?),
                is_approved: !matches!(first, "Dev" | "Ruth"),
            };
            let terms = MemberTerms { group_id: in_group.map(group), ..MemberTerms::default() };
            let id = self.past.enter_member(self.channel, &new, terms, &team()).await?;
            if let Some(account) = opened(account, first, last)? {
                self.past.set_payout_account(self.channel, &id, &account).await?;
            }
            if first == "Ruth" {
                let reason = "We work with people who hike at least once a month.";
                self.past.set_standing(self.channel, &id, MemberStatus::Rejected, reason, &team()).await?;
            }
            members.push(Enrolled { id, sketch });
        }
        Ok(members)
    }

    /// One day: orders, what is free by now, and on the fifteenth the month's payments.
    async fn live(&self, members: &[Enrolled], noise: &mut Noise) -> anyhow::Result<()> {
        for member in members {
            let (.., code, in_ten_days, dollars, _, _) = member.sketch;
            if noise.below(10) < in_ten_days {
                self.order(code, dollars, noise).await?;
            }
        }
        self.past.reward(self.channel).await?;
        self.past.free_held(self.channel).await?;
        if self.today().date().2 == 15 {
            self.record_payments().await?;
        }
        Ok(())
    }

    async fn order(&self, code: &str, dollars: i64, noise: &mut Noise) -> anyhow::Result<()> {
        let number = noise.below(1_000_000_000);
        let (name, category) = GOODS[usize::try_from(noise.below(5))?];
        let buyer = noise.below(BUYERS);
        let first = FIRST[usize::try_from(buyer % 24)?];
        let last = LAST[usize::try_from(buyer / 24)?];
        let cents = dollars * 100 * (60 + i64::try_from(noise.below(90))?) / 100;
        let asked = Asked {
            code: code.parse()?,
            order_id: format!("NT-{number:09}"),
            total: usd(cents),
            customer: Some(CustomerFacts {
                email: format!("{}.{}@example.com", first.to_lowercase(), last.to_lowercase()).parse()?,
                name: Some(format!("{first} {last}")),
                external_id: None,
                metadata: None,
            }),
            commission: None,
            placed_at: None,
            notes: String::new(),
            product: Some(Product { id: None, name: Some(name.into()), category: Some(category.into()) }),
            metadata: None,
            origin: Origin::Api,
            account: TEAM.into(),
        };
        let order_id = asked.order_id.clone();
        let done = self.past.track(self.channel, self.zone, asked).await?;
        if matches!(done, Outcome::New(_)) && noise.below(18) == 0 {
            let part = if noise.below(3) == 0 { cents } else { cents / 3 };
            self.past.give_back(self.channel, &order_id, "r1", usd(part)).await?;
        }
        Ok(())
    }

    /// The month's payments, made elsewhere.
    async fn record_payments(&self) -> anyhow::Result<()> {
        let cut_off = self.zone.start_of(self.today().month_start());
        let plan = self.past.plan(self.channel, PayoutMethod::Manual, Currency::USD, cut_off).await?;
        let payable = plan.lines.into_iter().filter(|line| line.verdict == Verdict::Payable);
        let items: Vec<ConfirmedItem> = payable.map(|line| line.confirmed()).collect();
        if items.is_empty() {
            return Ok(());
        }
        let month = self.today().month();
        let confirmed = Confirmed {
            id: PayoutRunId::new(self.clock.as_ref()),
            method: PayoutMethod::Manual,
            currency: Currency::USD,
            cut_off,
            items,
            notes: format!("Commissions, paid in {month}"),
            transaction_id: Some(format!("WIRE-{}", self.today().iso())),
        };
        self.past.confirm(self.channel, &confirmed, TEAM).await?;
        self.past.see_to_runs(self.channel).await?;
        Ok(())
    }

    /// A bonus, a correction, a sale that was none.
    async fn decide(&self, members: &[Enrolled]) -> anyhow::Result<()> {
        let by_hand = |member: &Enrolled, key: &str, cents, reason: &str| ByHand {
            partner: member.id.clone(),
            key: key.into(),
            amount: usd(cents),
            reason: reason.into(),
        };
        let [maya, oscar, ..] = members else { return Ok(()) };
        let gift = by_hand(maya, "demo-1", 10_000, "Thank you for the film about the Ridge tent");
        self.now.adjust(self.channel, self.zone, &gift, TEAM).await?;
        let correction = by_hand(oscar, "demo-2", -750, "Counted twice in September");
        self.now.adjust(self.channel, self.zone, &correction, TEAM).await?;
        if let Some(id) = self.newest_held(&oscar.id).await? {
            let reason = "The card was stolen";
            self.now.decide(self.channel, &[id], Decision::Fraud, TEAM, reason).await?;
        }
        Ok(())
    }

    async fn newest_held(&self, partner: &PartnerId) -> anyhow::Result<Option<CommissionId>> {
        let query = domain::earnings::EntryQuery {
            status: Some(domain::earnings::EntryStatus::Commission(domain::CommissionStatus::Pending)),
            ..domain::earnings::EntryQuery::default()
        };
        let page = self.now.store().entries(self.channel, partner, &query, Duration::ZERO).await?;
        Ok(page.entries.first().and_then(|entry| entry.id.parse().ok()))
    }

    /// Today's payouts: one that was called off, one by PayPal, and one by Stripe that waits for a second member of the team.
    async fn pay(&self) -> anyhow::Result<()> {
        let store = self.now.store();
        let usual = store.program_settings(self.channel).await?;
        let from = |limit| ProgramSettings { approval_above: limit, ..usual.clone() };
        let now = store.clock().now();
        store.put_program_settings(self.channel, &from(Some(usd(1)))).await?;
        if let Some(mut run) = self.planned(PayoutMethod::Manual, now).await? {
            run.items.truncate(1);
            self.now.confirm(self.channel, &run, TEAM).await?;
            self.now.cancel_run(self.channel, &run.id, TEAM, "The wrong month was chosen").await?;
        }
        if let Some(run) = self.planned(PayoutMethod::Stripe, now).await? {
            self.now.confirm(self.channel, &run, TEAM).await?;
        }
        store.put_program_settings(self.channel, &from(None)).await?;
        if let Some(run) = self.planned(PayoutMethod::Paypal, now).await? {
            self.now.confirm(self.channel, &run, TEAM).await?;
        }
        store.put_program_settings(self.channel, &from(Some(usd(100_000)))).await?;
        Ok(())
    }

    async fn planned(&self, method: PayoutMethod, cut_off: Timestamp) -> anyhow::Result<Option<Confirmed>> {
        let plan = self.now.plan(self.channel, method, Currency::USD, cut_off).await?;
        let payable = plan.lines.into_iter().filter(|line| line.verdict == Verdict::Payable);
        let items: Vec<ConfirmedItem> = payable.map(|line| line.confirmed()).collect();
        Ok((!items.is_empty()).then(|| Confirmed {
            id: PayoutRunId::new(self.now.store().clock().as_ref()),
            method,
            currency: Currency::USD,
            cut_off,
            items,
            notes: "Commissions up to today".into(),
            transaction_id: None,
        }))
    }

    fn today(&self) -> Day {
        self.zone.day(self.clock.now())
    }
}

fn opened(account: Account, first: &str, last: &str) -> anyhow::Result<Option<PayoutAccount>> {
    Ok(match account {
        Account::Paypal(email) => Some(PayoutAccount::Paypal { email: email.parse()? }),
        Account::Stripe(account) => Some(PayoutAccount::Stripe { account: account.into() }),
        Account::Sepa(iban) => {
            Some(PayoutAccount::Sepa { name: format!("{first} {last}"), iban: iban.parse()?, bic: None })
        }
        Account::None => None,
    })
}

fn group(number: usize) -> GroupId {
    GroupId::from_parts(1, [u8::try_from(number).unwrap_or(0) + 1; 10])
}

const fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

/// The same demo each time (xorshift).
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
