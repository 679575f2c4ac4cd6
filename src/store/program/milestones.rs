//! Bonuses that partners get by themselves once they have brought enough.

use super::groups::money;
use crate::{
    Result, Store,
    rows::{Cells, Sql},
};
use domain::{
    ChannelId, CommissionId, CommissionStatus, MilestoneId, Money, PartnerId,
    program::{Goal, Milestone, Window},
};
use sqlx::any::AnyRow;

/// A bonus that is held still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBonus {
    /// The commission.
    pub id: CommissionId,
    /// Whose.
    pub partner_id: PartnerId,
    /// What it is for, as [`Milestone::key`] wrote it.
    pub key: String,
}

/// A bonus that there is, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenBonus {
    /// What it is for, as [`Milestone::key_after`] wrote it.
    pub key: String,
    /// Whether it was taken back by itself because the goal was missed after all. What a person turned down was not.
    pub is_taken_back: bool,
}

/// How the history of commissions names what happens by itself.
const ITSELF: &str = "system";

impl Store {
    /// All milestones by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn milestones(&self, channel: &ChannelId) -> Result<Vec<Milestone>> {
        let mut sql = Sql::new(
            "SELECT id, name, goal_currency, goal, period, bonus_currency, bonus, starts_on FROM program_milestones \
             WHERE channel_id = ",
        );
        sql.text(channel.as_str()).push(" ORDER BY name_key");
        sql.all(self.reader()).await?.iter().map(read).collect()
    }

    /// Adds a milestone. `false` when another has the name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn add_milestone(&self, channel: &ChannelId, it: &Milestone) -> Result<bool> {
        let (currency, goal) = match it.goal {
            Goal::Sales(sales) => (Some(sales.currency), sales.minor),
            Goal::Conversions(orders) => (None, orders),
        };
        let mut sql = Sql::new(
            "INSERT INTO program_milestones (channel_id, id, name, name_key, goal_currency, goal, period, bonus_currency, \
             bonus, starts_on) VALUES (",
        );
        sql.text(channel.as_str()).comma().text(it.id.as_str()).comma();
        sql.text(it.name.trim()).comma().text(&it.name.trim().to_lowercase()).comma();
        sql.maybe(currency.as_ref().map(domain::Currency::code)).comma().bind(goal).comma();
        sql.text(it.window.as_str()).comma();
        money(&mut sql, Some(it.bonus)).comma().bind(it.starts_on.number());
        sql.push(") ON CONFLICT (channel_id, name_key) DO NOTHING");
        Ok(sql.run(self.writer()).await? > 0)
    }

    /// Takes a milestone away; what was earned by it stays. `false` when there is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_milestone(&self, channel: &ChannelId, id: &MilestoneId) -> Result<bool> {
        let mut sql = Sql::new("DELETE FROM program_milestones WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND id = ").text(id.as_str());
        Ok(sql.run(self.writer()).await? > 0)
    }

    /// The bonuses whose keys begin so.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn given_bonuses(&self, channel: &ChannelId, key_start: &str) -> Result<Vec<GivenBonus>> {
        let mut sql = Sql::new(
            "SELECT c.external_id, c.status, s.account FROM commissions c \
             JOIN program_commissions p ON p.channel_id = c.channel_id AND p.commission_id = c.id \
             JOIN commission_steps s ON s.channel_id = c.channel_id AND s.commission_id = c.id AND s.step = p.steps \
             WHERE c.source = 'program' AND c.channel_id = ",
        );
        // A range, so that the index of the keys is used: no key holds a letter that comes after all others.
        sql.text(channel.as_str()).push(" AND c.external_id >= ").text(key_start);
        sql.push(" AND c.external_id < ").text(&format!("{key_start}\u{10FFFF}"));
        let read = |row: &AnyRow| {
            let mut cells = Cells::of(row);
            let key = cells.text()?;
            let status = cells.word(CommissionStatus::parse, "commissions.status")?;
            Ok(GivenBonus { key, is_taken_back: status == CommissionStatus::Rejected && cells.text()? == ITSELF })
        };
        sql.all(self.reader()).await?.iter().map(read).collect()
    }

    /// The bonuses of milestones whose holding period is not over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn held_bonuses(&self, channel: &ChannelId) -> Result<Vec<HeldBonus>> {
        let mut sql = Sql::new(
            "SELECT c.id, c.partner_id, c.external_id FROM program_commissions p \
             JOIN commissions c ON c.channel_id = p.channel_id AND c.id = p.commission_id \
             WHERE p.is_held = 1 AND p.origin = 'milestone' AND p.channel_id = ",
        );
        sql.text(channel.as_str()).push(" ORDER BY c.id");
        let read = |row: &AnyRow| {
            let mut cells = Cells::of(row);
            Ok(HeldBonus {
                id: cells.parse("commissions.id")?,
                partner_id: cells.parse("commissions.partner_id")?,
                key: cells.text()?,
            })
        };
        sql.all(self.reader()).await?.iter().map(read).collect()
    }
}

fn read(row: &AnyRow) -> Result<Milestone> {
    let mut cells = Cells::of(row);
    let (id, name) = (cells.parse("program_milestones.id")?, cells.text()?);
    let currency = cells.maybe_parse("program_milestones.goal_currency")?;
    let goal = cells.number()?;
    Ok(Milestone {
        id,
        name,
        goal: currency.map_or(Goal::Conversions(goal), |currency| Goal::Sales(Money::new(goal, currency))),
        window: cells.word(Window::parse, "program_milestones.period")?,
        bonus: cells.money("program_milestones.bonus")?,
        starts_on: domain::Day::from_number(cells.number()?),
    })
}
