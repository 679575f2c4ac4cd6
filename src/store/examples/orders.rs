//! How many orders of the program a store takes, and whether what a partner's pages read stays as quick when there are many.
//!
//! Usage: `orders DATABASE_URL COUNT…`: fills an empty database up to each count in turn, prints rows of a Markdown table.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot be made ends")]

use domain::{
    ChannelId, Currency, Day, Money, PartnerId, Timestamp,
    clock::SystemClock,
    earnings::{Bucket, EntryQuery, Range},
    partner::Channel,
    program::{CustomerFacts, Member, MemberStatus, Origin, Rate, TrackOrder},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use store::{PartnerReport, Store, Tracking};

const PARTNERS: usize = 1_000;
const BULK: usize = 1_000;
const SECONDS: u64 = 5;
const ROUNDS: usize = 200;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap();
    let counts: Vec<usize> = arguments.map(|count| count.parse().unwrap()).collect();
    let store = Store::open(&url, Arc::new(SystemClock)).await.unwrap();
    store.migrate().await.unwrap();
    let engine = format!("{:?}", store.engine());
    let bench = Bench::fill(store).await;
    let mut number = 0;
    for clients in [1, 8] {
        let rate = bench.one_by_one(clients).await;
        println!("| orders tracked one by one, {engine}, {clients} at a time | {rate:.0}/s |");
    }
    for count in counts {
        let (began, first) = (Instant::now(), number);
        while number < count {
            let batch: Vec<Tracking> = (number..number + BULK).map(|it| bench.order(it)).collect();
            bench.store.track_orders(&bench.channel, &batch).await.unwrap();
            number += BULK;
        }
        if number > first {
            let rate = (number - first) as f64 / began.elapsed().as_secs_f64();
            println!("| orders tracked 1,000 at a time up to {number}, {engine} | {rate:.0}/s |");
        }
        println!("| what a partner's pages read at {number} orders, {engine}, p95 | {} |", bench.reads().await);
    }
    println!("| faults in ledger and totals afterwards | {} |", bench.faults().await);
}

struct Bench {
    store: Store,
    channel: ChannelId,
    partners: Vec<PartnerId>,
    began: Timestamp,
}

impl Bench {
    async fn fill(store: Store) -> Self {
        let channel = ChannelId::new(&SystemClock);
        let shop = Channel {
            id: channel.clone(),
            domain: format!("{channel}.myshopify.com"),
            name: "Bench".into(),
            currency: Currency::USD,
            time_zone: "UTC".into(),
            brand_color: "#336655".into(),
            logo_url: None,
            store_url: "https://bench.example".into(),
            is_test: true,
        };
        store.put_channel(&shop).await.unwrap();
        let mut partners = Vec::with_capacity(PARTNERS);
        for number in 0..PARTNERS {
            let report = PartnerReport {
                email: Some(format!("partner{number}@bench.example").parse().unwrap()),
                affiliate_code: Some(format!("CODE{number}").parse().unwrap()),
                is_active: true,
                ..PartnerReport::default()
            };
            let id = store.record_partner(&channel, &report).await.unwrap().unwrap();
            let member = Member::new(id.clone(), MemberStatus::Approved, store.clock().now());
            store.add_member(&channel, &member).await.unwrap();
            partners.push(id);
        }
        let began = store.clock().now();
        Self { store, channel, partners, began }
    }

    /// An order of the past year; which one follows from its number.
    fn order(&self, number: usize) -> Tracking {
        let mixed = number.wrapping_mul(2_654_435_761) % 1_000_003;
        let age = Duration::from_secs((mixed as u64 * 31) % (365 * 86_400));
        let placed_at = self.began.minus(age);
        let total = Money::new(1_000 + i64::try_from(mixed * 7 % 20_000).unwrap(), Currency::USD);
        Tracking {
            amount: Rate::USUAL.of(total),
            rate: Some(Rate::USUAL),
            free_at: placed_at.plus(Duration::from_hours(30 * 24)),
            pay_day: Day::from_number(placed_at.millis() / 86_400_000 + 45),
            flag: None,
            account: "key:bench".into(),
            uses_code_up: false,
            order: TrackOrder {
                order_id: format!("o{number}"),
                partner_id: self.partners[number % PARTNERS].clone(),
                coupon: None,
                total,
                customer: Some(CustomerFacts {
                    email: format!("customer{}@bench.example", mixed % 100_000).parse().unwrap(),
                    name: None,
                    external_id: None,
                    metadata: None,
                }),
                commission: None,
                placed_at,
                notes: String::new(),
                product: None,
                metadata: None,
                origin: Origin::Api,
            },
        }
    }

    async fn one_by_one(&self, clients: usize) -> f64 {
        let began = Instant::now();
        let step = 1_000_000;
        let mut count = 0;
        let work = (0..clients).map(|client| {
            let first = (clients * 10 + client) * step;
            async move {
                let mut done = 0;
                while began.elapsed() < Duration::from_secs(SECONDS) {
                    // Numbers beyond those of the bulk: nothing is met twice.
                    let order = self.order(1_000_000_000 + first + done);
                    self.store.track_orders(&self.channel, &[order]).await.unwrap();
                    done += 1;
                }
                done
            }
        });
        for done in futures::future::join_all(work).await {
            count += done;
        }
        count as f64 / began.elapsed().as_secs_f64()
    }

    /// Each read's p95 in milliseconds.
    async fn reads(&self) -> String {
        let today = Day::from_number(self.began.millis() / 86_400_000);
        let range = |days: i64| Range { from: today.plus(1 - days), to: today };
        let mut times: Vec<(&str, Vec<f64>)> =
            ["sums", "series", "entries", "balances", "payouts"].map(|it| (it, Vec::new())).into();
        for round in 0..ROUNDS {
            let (channel, partner) = (&self.channel, Some(&self.partners[(round * 37) % PARTNERS]));
            let whose = partner.unwrap();
            let mut clock = Instant::now();
            let mut lap = |index: usize| {
                times[index].1.push(clock.elapsed().as_secs_f64() * 1_000.0);
                clock = Instant::now();
            };
            self.store.sums(channel, partner, range(30), Currency::USD).await.unwrap();
            lap(0);
            self.store.series(channel, partner, range(365), Currency::USD, Bucket::Day).await.unwrap();
            lap(1);
            self.store.entries(channel, whose, &EntryQuery::default(), Duration::ZERO).await.unwrap();
            lap(2);
            self.store.balances(channel, whose).await.unwrap();
            lap(3);
            self.store.payouts(channel, partner, None, None, 20).await.unwrap();
            lap(4);
        }
        let told = times.into_iter().map(|(name, mut all)| {
            all.sort_by(f64::total_cmp);
            format!("{name} {:.2} ms", all[all.len() * 95 / 100])
        });
        told.collect::<Vec<_>>().join(", ")
    }

    async fn faults(&self) -> usize {
        let ledger = self.store.check_ledger(&self.channel).await.unwrap();
        let totals = self.store.check_totals(&self.channel).await.unwrap();
        ledger.len() + totals.len()
    }
}
