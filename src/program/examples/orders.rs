//! How many orders the program takes, and whether what a partner's pages read stays as quick when there are many.
//!
//! Usage: `orders DATABASE_URL PARTNERS COUNT [xTIMES]`: fills an empty database with so many orders of a year, in the order they were
//! placed, and prints rows of a Markdown table. With a last word such as `x10`, what is there is then copied until there is ten times as
//! much, and read once more (SQLite only). What an earlier measurement left is only read, or copied and then read.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot be made ends")]

use domain::{
    ChannelId, Currency, Day, Money, PartnerId, Timestamp,
    admin::PartnerQuery,
    clock::SystemClock,
    earnings::{Bucket, EntryQuery, Range},
    partner::Channel,
    program::{CustomerFacts, Member, MemberStatus, Origin},
    zone::Zone,
};
use program::{Asked, Outcome, Program, Seal};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use store::{PartnerReport, Store};

const BULK: usize = 1_000;
const SECONDS: u64 = 5;
const YEAR: Duration = Duration::from_hours(365 * 24);
const ROUNDS: usize = 200;
/// Of so many passes the quietest is told: what else the machine does is not what is measured.
const PASSES: usize = 5;
const READS: [&str; 7] = ["sums", "series", "entries", "balances", "payouts", "program", "its series"];

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap();
    let partners: usize = arguments.next().unwrap().parse().unwrap();
    let count: usize = arguments.next().unwrap().parse().unwrap();
    let times: Option<i64> = arguments.next().map(|it| it.strip_prefix('x').unwrap().parse().unwrap());
    let store = Store::open(&url, Arc::new(SystemClock)).await.unwrap();
    store.migrate().await.unwrap();
    let engine = format!("{:?}", store.engine());
    let found = Bench::found(&url, store.clone()).await;
    let is_new = found.is_none();
    let bench = match found {
        Some(bench) => bench,
        None => Bench::fill(store, partners).await,
    };
    if is_new {
        println!("| {count} orders tracked 1,000 at a time, {engine} | {:.0}/s |", bench.bulk(count).await);
    }
    println!("| what a partner's pages read at {count} orders, {engine}, p95 | {} |", bench.reads().await);
    if let Some(times) = times {
        copy(&url, times).await;
        let many = count * usize::try_from(times).unwrap();
        println!("| what a partner's pages read at {many} orders, {engine}, p95 | {} |", bench.reads().await);
    }
    if !is_new {
        return;
    }
    for clients in [1, 8, 64] {
        let rate = bench.one_by_one(clients).await;
        println!("| orders tracked one by one, {engine}, {clients} clients | {rate:.0}/s |");
    }
    println!("| faults in ledger and totals afterwards | {} |", bench.faults().await);
}

/// Copies every order with all that belongs to it, under ids of their own; sums are multiplied.
async fn copy(url: &str, times: i64) {
    sqlx::any::install_default_drivers();
    let mut on = AnyConnection::connect(url).await.unwrap();
    on.execute("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000").await.unwrap();
    // A letter of the time in it: what is copied is appended.
    let id = |column: &str| format!("substr({column}, 1, 5) || n.code || substr({column}, 7)");
    let tables = ["orders", "commissions", "program_commissions", "commission_steps", "ledger_entries"];
    for table in tables {
        let columns =
            sqlx::query("SELECT name FROM pragma_table_info($1)").bind(table).fetch_all(&mut on).await.unwrap();
        let columns: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
        let copied = |column: &String| match column.as_str() {
            "id" | "order_id" | "commission_id" | "movement_id" | "subject" => id(column),
            "external_id" | "order_ref" | "name" | "bare_name" => format!("{column} || '-' || n.code"),
            _ => column.clone(),
        };
        let selected: Vec<String> = columns.iter().map(copied).collect();
        let (columns, selected) = (columns.join(", "), selected.join(", "));
        run(&mut on, format!("CREATE TEMP TABLE source AS SELECT * FROM {table}")).await;
        for code in "23456789ABCDEFGHJKMNPQRSTVWXYZ".chars().take(usize::try_from(times).unwrap() - 1) {
            let insert = format!(
                "INSERT INTO {table} ({columns}) SELECT {selected} FROM temp.source, (SELECT '{code}' AS code) AS n"
            );
            run(&mut on, insert).await;
        }
        run(&mut on, "DROP TABLE temp.source".into()).await;
    }
    for table in ["daily_totals", "daily_due", "ledger_balances", "customer_totals"] {
        let sums = sqlx::query("SELECT name FROM pragma_table_info($1) WHERE pk = 0").bind(table);
        let sums = sums.fetch_all(&mut on).await.unwrap();
        let sums: Vec<String> = sums.iter().map(|row| row.get(0)).collect();
        let sets: Vec<String> = sums.iter().map(|sum| format!("{sum} = {sum} * {times}")).collect();
        run(&mut on, format!("UPDATE {table} SET {}", sets.join(", "))).await;
    }
    run(&mut on, "PRAGMA wal_checkpoint(TRUNCATE)".into()).await;
}

async fn run(on: &mut AnyConnection, sql: String) {
    on.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.unwrap();
}

struct Bench {
    program: Program,
    store: Store,
    channel: ChannelId,
    partners: Vec<PartnerId>,
    began: Timestamp,
}

impl Bench {
    /// What an earlier measurement left.
    async fn found(url: &str, store: Store) -> Option<Self> {
        let mut on = AnyConnection::connect(url).await.unwrap();
        let found = sqlx::query("SELECT id FROM channels LIMIT 1").fetch_optional(&mut on).await.unwrap()?;
        let channel: ChannelId = found.get::<String, _>(0).parse().unwrap();
        let query = PartnerQuery { limit: Some(100), ..PartnerQuery::default() };
        let range = Range { from: Day::from_number(0), to: Day::from_number(1) };
        let page = store.list_partners(&channel, &query, range, Currency::USD).await.unwrap();
        let (partners, began) = (page.rows.into_iter().map(|row| row.id).collect(), store.clock().now());
        let seal = Seal::new(&"a secret of thirty-two characters".to_owned().into());
        Some(Self { program: Program::new(store.clone(), seal), store, channel, partners, began })
    }

    async fn fill(store: Store, count: usize) -> Self {
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
        let mut partners = Vec::with_capacity(count);
        for number in 0..count {
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
        let seal = Seal::new(&"a secret of thirty-two characters".to_owned().into());
        Self { program: Program::new(store.clone(), seal), store, channel, partners, began }
    }

    /// An order placed so long ago; who bought what follows from its number.
    fn order(&self, number: usize, age: Duration) -> Asked {
        let mixed = number.wrapping_mul(2_654_435_761) % 1_000_003;
        let customer = CustomerFacts {
            email: format!("customer{}@bench.example", mixed % 100_000).parse().unwrap(),
            name: None,
            external_id: None,
            metadata: None,
        };
        Asked {
            code: format!("CODE{}", number % self.partners.len()).parse().unwrap(),
            order_id: format!("o{number}"),
            total: Money::new(1_000 + i64::try_from(mixed * 7 % 20_000).unwrap(), Currency::USD),
            customer: Some(customer),
            commission: None,
            placed_at: Some(self.began.minus(age)),
            notes: String::new(),
            product: None,
            metadata: None,
            origin: Origin::Api,
            account: "key:bench".into(),
        }
    }

    /// So many orders of the past year, the oldest first, as they come in life.
    async fn bulk(&self, count: usize) -> f64 {
        let began = Instant::now();
        let age = |number: usize| YEAR * u32::try_from(count - number).unwrap() / u32::try_from(count).unwrap();
        for from in (0..count).step_by(BULK) {
            let batch = (from..from + BULK).map(|it| self.order(it, age(it))).collect();
            let answers = self.program.track_all(&self.channel, &Zone::utc(), batch).await.unwrap();
            assert!(answers.iter().all(|it| matches!(it, Ok(Outcome::New(_)))));
        }
        count as f64 / began.elapsed().as_secs_f64()
    }

    /// So many clients, each of whom sends its next order when the last was answered.
    async fn one_by_one(&self, clients: usize) -> f64 {
        let began = Instant::now();
        let step = 1_000_000;
        let work = (0..clients).map(|client| {
            // Numbers beyond those of the bulk: nothing is met twice.
            let first = 1_000_000_000 + (clients * 10 + client) * step;
            async move {
                let mut done = 0;
                while began.elapsed() < Duration::from_secs(SECONDS) {
                    let order = self.order(first + done, Duration::ZERO);
                    self.program.track(&self.channel, &Zone::utc(), order).await.unwrap();
                    done += 1;
                }
                done
            }
        });
        let done: usize = futures::future::join_all(work).await.into_iter().sum();
        done as f64 / began.elapsed().as_secs_f64()
    }

    /// Each read's p95 of the quietest pass, in milliseconds. The first pass only warms what the others read.
    async fn reads(&self) -> String {
        self.pass().await;
        let mut best = [f64::INFINITY; READS.len()];
        for _ in 0..PASSES {
            let times = self.pass().await;
            best = std::array::from_fn(|index| best[index].min(times[index]));
        }
        let told = READS.iter().zip(best).map(|(name, time)| format!("{name} {time:.2} ms"));
        told.collect::<Vec<_>>().join(", ")
    }

    /// Each read's p95 over so many rounds, the partners taking turns.
    async fn pass(&self) -> [f64; READS.len()] {
        let today = Day::from_number(self.began.millis() / 86_400_000);
        let range = |days: i64| Range { from: today.plus(1 - days), to: today };
        let mut times = [const { Vec::new() }; READS.len()];
        for round in 0..ROUNDS {
            let (channel, partner) = (&self.channel, Some(&self.partners[(round * 37) % self.partners.len()]));
            let whose = partner.unwrap();
            let mut clock = Instant::now();
            let mut lap = |index: usize| {
                times[index].push(clock.elapsed().as_secs_f64() * 1_000.0);
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
            self.store.program_sums(channel, partner, range(30), Currency::USD).await.unwrap();
            lap(5);
            self.store.program_series(channel, partner, range(365), Currency::USD, Bucket::Day).await.unwrap();
            lap(6);
        }
        times.map(|mut all: Vec<f64>| {
            all.sort_by(f64::total_cmp);
            all[all.len() * 95 / 100]
        })
    }

    async fn faults(&self) -> usize {
        let ledger = self.store.check_ledger(&self.channel).await.unwrap();
        let totals = self.store.check_totals(&self.channel).await.unwrap();
        ledger.len() + totals.len()
    }
}
