//! The demo's affiliate program: four months of it, told day by day through the same commands as every real one.
//!
//! The days behind are lived with a clock of their own, so that orders, holding periods and payments have their dates. Payments of the
//! past were made elsewhere and recorded, or by a bank; today's go by the rails too, to accounts whose names tell the stand-ins what
//! becomes of them. In the end there is a commission and a payout in every state that lasts.

mod cast;
mod decisions;
mod file;
mod payments;
mod regulars;
mod visits;

use anyhow::Context;
use cast::{APPLICANTS, BUYERS, FIRST, GOODS, LAST, LOYAL, MEMBERS, QUESTION, Sketch};
use domain::{
    ChannelId, Clock, Currency, Day, GroupId, MilestoneId, Money, PartnerId, PayoutRunId, RateBps,
    clock::ManualClock,
    program::{
        Answer, Applicant, Application, CustomerFacts, Goal, Group, MemberStatus, Milestone, Minimums, Origin, Product,
        ProgramSettings, Question, Rate, Window,
    },
    zone::Zone,
};
use program::{Asked, MemberTerms, NewMember, Outcome, Program, Who};
use std::{sync::Arc, time::Duration};
use store::{Hit, Store};
use unify::Unify;

const DAYS: i64 = 120;
const TEAM: &str = "system";
const DAY: Duration = Duration::from_hours(24);
/// Of the last payday and what came since nothing is paid: whatever day it is today, there is enough to be.
const UNPAID_DAYS: i64 = 35;

fn team() -> Who {
    Who { account: TEAM.into(), address: None }
}

/// Fills the program.
///
/// # Errors
/// When the store fails.
pub(super) async fn fill(
    program: &Program,
    unify: &Unify,
    url: &str,
    channel: &ChannelId,
    zone: &Zone,
) -> anyhow::Result<()> {
    let today = program.store().clock().now();
    let past = Arc::new(ManualClock::at(today.minus(DAY * u32::try_from(DAYS)?)));
    let store = Store::open(url, past.clone()).await.context("the demo's past")?;
    let demo = Demo { past: program.over(store.clone()), now: program.clone(), clock: past, channel, zone };
    demo.found().await?;
    let mut members = demo.members().await?;
    demo.share(unify, &mut members).await?;
    let mut course = Course { noise: Noise(7), visits: Vec::new(), at_bank: Vec::new() };
    for left in (0..DAYS).rev() {
        demo.clock.advance(DAY);
        demo.live(&members, &mut course, left).await?;
    }
    demo.come_back().await?;
    demo.apply().await?;
    store.close().await;
    demo.count(&course.visits).await?;
    demo.take_file().await?;
    demo.decide(&members).await?;
    demo.pay(&members).await?;
    // The worker looked before anybody had a code, and looks again in some hours only.
    program.read_pages(channel).await?;
    Ok(())
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
    /// The code of the link that they share; none for who is not approved.
    link: Option<String>,
}

/// What goes on from day to day.
struct Course {
    noise: Noise,
    visits: Vec<Hit>,
    /// Runs that a bank has and has not paid yet.
    at_bank: Vec<PayoutRunId>,
}

impl Demo<'_> {
    async fn found(&self) -> anyhow::Result<()> {
        let settings = ProgramSettings {
            name: "Northtrail Friends".into(),
            minimums: Minimums::from_iter([usd(2_500)]),
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
                minimums: Minimums::default(),
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
            let id = self.past.enter_member(self.channel, &new, terms, false, &team()).await?;
            if let Some(account) = account.opened(first, last)? {
                self.past.set_payout_account(self.channel, &id, &account).await?;
            }
            if first == "Ruth" {
                let reason = "We work with people who hike at least once a month.";
                self.past.set_standing(self.channel, &id, MemberStatus::Rejected, reason, &team()).await?;
            }
            members.push(Enrolled { id, sketch, link: None });
        }
        Ok(members)
    }

    /// One day: visits and orders, what is free by now, and around the fifteenth the month's payments. Those of the last month are
    /// still to be made.
    async fn live(&self, members: &[Enrolled], course: &mut Course, days_left: i64) -> anyhow::Result<()> {
        let mut orders = Vec::new();
        for member in members {
            let (.., in_ten_days, _, _, _) = member.sketch;
            let order = (course.noise.below(10) < in_ten_days).then(|| order(member, &mut course.noise)).transpose()?;
            self.visit(member, order.as_ref().map(|order| order.total), course);
            orders.extend(order);
        }
        self.track(orders, &mut course.noise).await?;
        self.past.reward(self.channel).await?;
        self.past.free_held(self.channel).await?;
        match self.today().date().2 {
            15 if days_left >= UNPAID_DAYS => self.pay_month(course).await?,
            17 => self.hear_from_bank(course).await?,
            _ => {}
        }
        Ok(())
    }

    /// A day's orders, and what of them is given back at once.
    async fn track(&self, orders: Vec<Asked>, noise: &mut Noise) -> anyhow::Result<()> {
        let placed: Vec<(String, Money)> = orders.iter().map(|it| (it.order_id.clone(), it.total)).collect();
        let done = self.past.track_all(self.channel, orders).await?;
        for ((order_id, total), outcome) in placed.into_iter().zip(done) {
            if matches!(outcome?, Outcome::New(_)) && noise.below(18) == 0 {
                let minor = if noise.below(3) == 0 { total.minor } else { total.minor / 3 };
                self.past.give_back(self.channel, &order_id, "r1", Money { minor, ..total }).await?;
            }
        }
        Ok(())
    }

    fn today(&self) -> Day {
        self.zone.day(self.clock.now())
    }
}

/// Somebody buys with the member's code.
fn order(member: &Enrolled, noise: &mut Noise) -> anyhow::Result<Asked> {
    let (_, _, code, _, usual, account, _) = member.sketch;
    let number = noise.below(1_000_000_000);
    let (name, category) = GOODS[usize::try_from(noise.below(5))?];
    let among = if noise.below(8) == 0 { LOYAL } else { BUYERS };
    let buyer = noise.below(among);
    let first = FIRST[usize::try_from(buyer % 24)?];
    let last = LAST[usize::try_from(buyer / 24)?];
    let minor = usual * (60 + i64::try_from(noise.below(90))?);
    let email = format!("{}.{}@example.com", first.to_lowercase(), last.to_lowercase());
    let total = Money::new(minor, account.currency());
    let product = Some(Product { id: None, name: Some(name.into()), category: Some(category.into()) });
    Ok(Asked { product, ..asked(code, format!("NT-{number:09}"), total, (first, last), &email)? })
}

/// An order of somebody's, placed now.
fn asked(
    code: &str,
    order_id: String,
    total: Money,
    (first, last): (&str, &str),
    email: &str,
) -> anyhow::Result<Asked> {
    Ok(Asked {
        code: code.parse()?,
        order_id,
        total,
        customer: Some(CustomerFacts {
            email: email.parse()?,
            name: Some(format!("{first} {last}")),
            external_id: None,
            metadata: None,
        }),
        commission: None,
        placed_at: None,
        notes: String::new(),
        product: None,
        metadata: None,
        origin: Origin::Api,
        account: TEAM.into(),
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
