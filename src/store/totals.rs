//! Daily totals: kept with every write, so that no chart or figure ever scans orders.

pub(crate) mod deltas;
mod next_payment;
mod recount;

pub(crate) use recount::rebuild;

use crate::{
    Result, Store,
    rows::{Cells, Sql},
};
use deltas::WHOLE_CHANNEL;
use domain::{
    ChannelId, Currency, Day, Money, PartnerId, RateBps,
    earnings::{Bucket, Point, Range},
};

/// Goes up whenever rows are counted in another way: the totals of every channel are counted anew then.
pub(crate) const WAY_OF_COUNTING: i64 = 4;

/// What the program's partners earned: by sales, and otherwise.
pub(crate) const PROGRAM_EARNED: &str = "program + program_bonus";

/// More points than a chart can show are never made.
const MOST_POINTS: usize = 2_000;

/// Sums over a range of days, in minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Attributed sales: subtotals of orders that were not cancelled.
    pub sales: i64,
    /// Given back on these days for orders of any day.
    pub refunds: i64,
    /// How many orders.
    pub orders: i64,
    /// Earned: all streams together.
    pub earned: i64,
    /// Earned on sales that CC attributed.
    pub cc_sale: i64,
    /// Earned on sales that only the network reports.
    pub network: i64,
    /// Earned in our own program.
    pub program: i64,
    /// Bonuses and adjustments.
    pub bonus: i64,
}

impl Store {
    /// What was earned per bucket, without gaps; of one partner, or of all. At most 2,000 points: later ones are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn series(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
        currency: Currency,
        bucket: Bucket,
    ) -> Result<Vec<Point>> {
        let mut sql = Sql::new("SELECT day, cc_sale, network, program, bonus");
        of_days(&mut sql, channel, partner, range, currency);
        let rows = sql.all(self.reader()).await?;
        let mut points = empty_points(range, bucket);
        for row in &rows {
            let mut cells = Cells::of(row);
            let start = bucket.start(Day::from_number(cells.number()?));
            let Ok(index) = points.binary_search_by_key(&start, |point| point.day) else {
                continue;
            };
            if let Some(point) = points.get_mut(index) {
                point.cc_sale += cells.number()?;
                point.network += cells.number()?;
                point.program += cells.number()?;
                point.bonus += cells.number()?;
            }
        }
        Ok(points)
    }

    /// The sums of a range; of one partner, or of all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sums(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
        currency: Currency,
    ) -> Result<Sums> {
        let columns = ["sales", "refunds", "orders", "cc_sale", "network", "program", "bonus"];
        let row = summed(&columns, channel, partner, range, currency).one(self.reader()).await?;
        let mut cells = Cells::of(&row);
        let sums = Sums {
            sales: cells.number()?,
            refunds: cells.number()?,
            orders: cells.number()?,
            earned: 0,
            cc_sale: cells.number()?,
            network: cells.number()?,
            program: cells.number()?,
            bonus: cells.number()?,
        };
        Ok(Sums { earned: sums.cc_sale + sums.network + sums.program + sums.bonus, ..sums })
    }

    /// All currencies sold or earned in, the one with most earned in the last 365 days first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn currencies(&self, channel: &ChannelId, partner: Option<&PartnerId>) -> Result<Vec<Currency>> {
        let today = self.zone(channel).await?.day(self.now());
        let rows = sqlx::query(
            "SELECT currency, CAST(SUM(CASE WHEN day > $3 THEN cc_sale + network + program + bonus ELSE 0 END) AS BIGINT) AS earned \
             FROM daily_totals WHERE channel_id = $1 AND partner_id = $2 GROUP BY currency \
             HAVING SUM(orders + cc_sale_count + network_count + program_count + bonus_count) > 0 ORDER BY earned DESC, currency",
        )
        .bind(channel.as_str())
        .bind(counted_as(partner))
        .bind(today.plus(-365).number())
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(|row| Cells::of(row).parse("daily_totals.currency")).collect()
    }

    /// Commission as a share of sales over the range, in the currency with most commissions; none without any.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn observed_rate(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        range: Range,
    ) -> Result<Option<RateBps>> {
        let row = sqlx::query(
            "SELECT currency, CAST(SUM(cc_sale + network + program - unrated) AS BIGINT), CAST(SUM(base) AS BIGINT) \
             FROM daily_totals WHERE channel_id = $1 AND partner_id = $2 AND day BETWEEN $3 AND $4 GROUP BY currency \
             HAVING SUM(cc_sale_count + network_count + program_count) > 0 \
             ORDER BY SUM(cc_sale_count + network_count + program_count - unrated_count) DESC, currency LIMIT 1",
        )
        .bind(channel.as_str())
        .bind(partner.as_str())
        .bind(range.from.number())
        .bind(range.to.number())
        .fetch_optional(self.reader())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let mut cells = Cells::of(&row);
        let currency: Currency = cells.parse("daily_totals.currency")?;
        let (earned, base) = (cells.number()?, cells.number()?);
        Ok(RateBps::observed(Money::new(earned, currency), Money::new(base, currency)))
    }
}

/// Adds the totals `d` of all partners `p` over a range of days, with their conditions. Partner by partner, whose days lie together: the
/// order of the join is said to SQLite, which would read the whole channel over.
pub(crate) fn of_each_partner<'s>(sql: &'s mut Sql, channel: &ChannelId, range: Range) -> &'s mut Sql {
    sql.push("partners p CROSS JOIN daily_totals d WHERE d.channel_id = p.channel_id AND d.partner_id = p.id AND p.channel_id = ");
    sql.text(channel.as_str()).push(" AND d.day BETWEEN ").bind(range.from.number());
    sql.push(" AND ").bind(range.to.number())
}

/// Begins a question that adds columns up over a range of days: one row, of one partner or of all.
pub(crate) fn summed(
    columns: &[&str],
    channel: &ChannelId,
    partner: Option<&PartnerId>,
    range: Range,
    currency: Currency,
) -> Sql {
    let mut sql = Sql::new("SELECT ");
    for (index, column) in columns.iter().enumerate() {
        sql.push(if index > 0 { ", " } else { "" });
        sql.push("CAST(COALESCE(SUM(").push(column).push("), 0) AS BIGINT)");
    }
    of_days(&mut sql, channel, partner, range, currency);
    sql
}

/// Goes on with the days of a range; of one partner, or of all.
pub(crate) fn of_days(
    sql: &mut Sql,
    channel: &ChannelId,
    partner: Option<&PartnerId>,
    range: Range,
    currency: Currency,
) {
    sql.push(" FROM daily_totals WHERE channel_id = ").text(channel.as_str());
    sql.push(" AND partner_id = ").text(counted_as(partner)).push(" AND currency = ").text(currency.code());
    sql.push(" AND day BETWEEN ").bind(range.from.number()).push(" AND ").bind(range.to.number());
}

pub(crate) fn counted_as(partner: Option<&PartnerId>) -> &str {
    partner.map_or(WHOLE_CHANNEL, PartnerId::as_str)
}

fn empty_points(range: Range, bucket: Bucket) -> Vec<Point> {
    let point = |day| Point { day, cc_sale: 0, network: 0, program: 0, bonus: 0 };
    first_days(range, bucket).map(point).collect()
}

/// The first days of a range's buckets; no more than a chart can show.
pub(crate) fn first_days(range: Range, bucket: Bucket) -> impl Iterator<Item = Day> {
    std::iter::successors(Some(bucket.start(range.from)), move |start| Some(bucket.next(*start)))
        .take_while(move |start| *start <= range.to)
        .take(MOST_POINTS)
}
