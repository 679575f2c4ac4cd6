//! The program's own figures, from the daily totals alone.

use super::lists::partner_name;
use crate::{
    Result, Store,
    rows::{Cells, Sql},
    totals::{PROGRAM_EARNED, counted_as, first_days, of_days, of_each_partner, summed},
};
use domain::{
    ChannelId, Currency, Day, Money, PartnerId,
    earnings::{Bucket, Range},
    program::{ProgramPoint, TopPartner},
};
use sqlx::any::AnyRow;

/// What happened in the program in a range of days. Amounts are minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProgramSums {
    /// Orders that count: not turned down, and not wholly given back.
    pub conversions: i64,
    /// What they came to, less what was given back of them.
    pub revenue: i64,
    /// Earned by partners, bonuses and what was taken back included.
    pub earned: i64,
    /// As much of it as is paid by now.
    pub earned_paid: i64,
    /// Payouts that arrived on these days.
    pub payouts: i64,
    /// What they came to.
    pub paid_out: i64,
    /// Customers whose first order here is one of the conversions.
    pub new_customers: i64,
    /// Conversions of customers who were known when they ordered.
    pub returning_orders: i64,
    /// Clicks on the links of partners who are or were in the program, whatever the currency.
    pub clicks: i64,
}

/// What is read of each day, in the order in which it is read.
const FIGURES: [&str; 8] = [
    "conversions",
    "revenue",
    PROGRAM_EARNED,
    "earned_paid",
    "payouts",
    "paid_out",
    "new_customers",
    "returning_orders",
];

impl Store {
    /// What happened in the program in a range of days; with one partner, or with all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn program_sums(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
        currency: Currency,
    ) -> Result<ProgramSums> {
        let row = summed(&FIGURES, channel, partner, range, currency).one(self.reader()).await?;
        let mut cells = Cells::of(&row);
        let clicks = self.program_clicks(channel, partner, range).await?;
        Ok(ProgramSums {
            conversions: cells.number()?,
            revenue: cells.number()?,
            earned: cells.number()?,
            earned_paid: cells.number()?,
            payouts: cells.number()?,
            paid_out: cells.number()?,
            new_customers: cells.number()?,
            returning_orders: cells.number()?,
            clicks: clicks.iter().map(|(_, count)| count).sum(),
        })
    }

    /// The same over time, without gaps. At most 2,000 points: later ones are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn program_series(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
        currency: Currency,
        bucket: Bucket,
    ) -> Result<Vec<ProgramPoint>> {
        let mut sql = Sql::new("SELECT day");
        for column in FIGURES {
            sql.comma().push(column);
        }
        of_days(&mut sql, channel, partner, range, currency);
        let rows = sql.all(self.reader()).await?;
        let mut points: Vec<ProgramPoint> = first_days(range, bucket).map(ProgramPoint::empty).collect();
        for row in &rows {
            let mut cells = Cells::of(row);
            let day = Day::from_number(cells.number()?);
            if let Some(point) = point_of(&mut points, bucket.start(day)) {
                add(point, &mut cells)?;
            }
        }
        for (day, count) in self.program_clicks(channel, partner, range).await? {
            if let Some(point) = point_of(&mut points, bucket.start(day)) {
                point.clicks += count;
            }
        }
        Ok(points)
    }

    /// Clicks by day on the links of one partner, or of all who are or were in the program: the others of the channel are none of its.
    async fn program_clicks(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
    ) -> Result<Vec<(Day, i64)>> {
        let mut sql = Sql::new(
            "SELECT day, CAST(SUM(count) AS BIGINT) FROM daily_traffic WHERE metric = 'click' AND stream = '' AND channel_id = ",
        );
        sql.text(channel.as_str());
        match partner {
            Some(partner) => sql.push(" AND partner_id = ").text(partner.as_str()),
            None => sql
                .push(" AND partner_id IN (SELECT partner_id FROM program_members WHERE channel_id = ")
                .text(channel.as_str())
                .push(" AND status IN ('approved', 'disabled'))"),
        };
        sql.push(" AND day BETWEEN ").bind(range.from.number()).push(" AND ").bind(range.to.number());
        sql.push(" GROUP BY day");
        let read = |row| {
            let mut cells = Cells::of(row);
            Ok((Day::from_number(cells.number()?), cells.number()?))
        };
        sql.all(self.reader()).await?.iter().map(read).collect()
    }

    /// How many orders of the program ever counted, whatever the currency; of one partner, or of all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count_conversions(&self, channel: &ChannelId, partner: Option<&PartnerId>) -> Result<i64> {
        let count = sqlx::query_scalar(
            "SELECT CAST(COALESCE(SUM(conversions), 0) AS BIGINT) FROM daily_totals WHERE channel_id = $1 AND partner_id = $2",
        )
        .bind(channel.as_str())
        .bind(counted_as(partner))
        .fetch_one(self.reader())
        .await?;
        Ok(count)
    }

    /// All currencies that orders of the program came to or partners earned in, the one with most conversions first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn program_currencies(&self, channel: &ChannelId, partner: Option<&PartnerId>) -> Result<Vec<Currency>> {
        let rows = sqlx::query(
            "SELECT currency FROM daily_totals WHERE channel_id = $1 AND partner_id = $2 \
             GROUP BY currency HAVING SUM(conversions + program_count + program_bonus_count) > 0 \
             ORDER BY SUM(conversions) DESC, currency",
        )
        .bind(channel.as_str())
        .bind(counted_as(partner))
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(|row| Cells::of(row).parse("daily_totals.currency")).collect()
    }

    /// The partners whose orders came to most; those without any are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn program_top(
        &self,
        channel: &ChannelId,
        range: Range,
        currency: Currency,
        limit: u32,
    ) -> Result<Vec<TopPartner>> {
        let mut sql = Sql::new(
            "SELECT p.id, p.first_name, p.last_name, p.handle, p.email, p.picture_url, p.affiliate_code, p.is_active, \
             t.conversions, t.revenue, t.earned FROM (SELECT d.partner_id, \
             CAST(SUM(d.conversions) AS BIGINT) AS conversions, CAST(SUM(d.revenue) AS BIGINT) AS revenue, CAST(SUM(",
        );
        sql.push(PROGRAM_EARNED).push(") AS BIGINT) AS earned FROM ");
        of_each_partner(&mut sql, channel, range).push(" AND d.currency = ");
        sql.text(currency.code())
            .push(" GROUP BY d.partner_id) AS t JOIN partners p ON p.id = t.partner_id AND p.channel_id = ")
            .text(channel.as_str());
        sql.push(" WHERE t.conversions > 0 OR t.earned <> 0 ORDER BY t.revenue DESC, t.earned DESC, p.id LIMIT ");
        sql.bind(i64::from(limit));
        sql.all(self.reader()).await?.iter().map(|row| read(row, currency)).collect()
    }
}

fn point_of(points: &mut [ProgramPoint], start: Day) -> Option<&mut ProgramPoint> {
    let index = points.binary_search_by_key(&start, |point| point.day).ok()?;
    points.get_mut(index)
}

fn add(point: &mut ProgramPoint, cells: &mut Cells<'_>) -> Result<()> {
    point.conversions += cells.number()?;
    point.revenue += cells.number()?;
    point.earned += cells.number()?;
    point.earned_paid += cells.number()?;
    point.payouts += cells.number()?;
    point.paid_out += cells.number()?;
    point.new_customers += cells.number()?;
    point.returning_orders += cells.number()?;
    Ok(())
}

fn read(row: &AnyRow, currency: Currency) -> Result<TopPartner> {
    let mut cells = Cells::of(row);
    Ok(TopPartner {
        id: cells.parse("partners.id")?,
        name: partner_name(&mut cells)?,
        picture_url: cells.maybe_text()?,
        code: cells.maybe_text()?,
        is_active: cells.flag()?,
        conversions: cells.number()?,
        revenue: Money::new(cells.number()?, currency),
        earned: Money::new(cells.number()?, currency),
    })
}
