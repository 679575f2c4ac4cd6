//! Bonuses that partners get by themselves once they have brought enough.
//!
//! A bonus is held as long as the partner's other commissions. Should orders be given back in the meantime so that the goal is missed
//! after all, it is taken away again. A milestone is a promise: it can be ended, but not changed.

use crate::{
    Program, ProgramError, Result, Who,
    desk::{at_most, text_of},
};
use domain::{
    ChannelId, CommissionId, CommissionKind, CommissionStatus, Day, MilestoneId, PartnerId, Timestamp,
    earnings::Range,
    program::{Goal, Group, Member, MemberStatus, Milestone, Origin, ProgramSettings, Progress, Window},
};
use std::{collections::HashMap, time::Duration};
use store::{NewAdjustment, Performance};

/// The longest name, in characters.
const LONGEST_NAME: usize = 60;
/// How many a program may have: each is shown to every partner.
const MOST: usize = 20;
/// How many bonuses are taken back in one transaction.
const PIECE: usize = 500;
const DAY: Duration = Duration::from_hours(24);

impl Program {
    /// Gives every approved partner the bonuses they have earned, and takes back those that are held and whose goal is missed after
    /// all. Says how many were given.
    ///
    /// # Errors
    /// When the store fails; what was given until then stays given.
    pub async fn reward(&self, channel: &ChannelId) -> Result<u64> {
        let milestones = self.store.milestones(channel).await?;
        if milestones.is_empty() {
            return Ok(0);
        }
        let round = self.round(channel).await?;
        self.take_back_missed(channel, &milestones, &round).await?;
        let mut given = 0;
        for milestone in &milestones {
            let present = milestone.days(round.today);
            // A month's last orders may be told after its end: the days before the present ones are looked at once more.
            let former = present.and_then(|days| milestone.days(days.from.plus(-1)));
            for days in former.into_iter().chain(present) {
                given += self.reward_by(channel, &round, milestone, days).await?;
            }
        }
        Ok(given)
    }

    /// How far a partner is with everything that is promised now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn progress(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Vec<Progress>> {
        let mut all = Vec::new();
        let today = self.store.zone(channel).await?.day(self.clock().now());
        for milestone in self.store.milestones(channel).await? {
            if let Some(days) = milestone.days(today) {
                let brought = self.store.performance(channel, Some(partner), days).await?;
                all.push(progress(&milestone, days, brought.get(partner)));
            }
        }
        Ok(all)
    }

    /// Promises a bonus.
    ///
    /// # Errors
    /// `Invalid` names what cannot be.
    pub async fn add_milestone(&self, channel: &ChannelId, milestone: &Milestone, who: &Who) -> Result<()> {
        if milestone.name.trim().is_empty() {
            return Err(ProgramError::invalid("name", "give it a name: partners read it"));
        }
        at_most(milestone.name.trim(), LONGEST_NAME, "name")?;
        if milestone.bonus.minor <= 0 {
            return Err(ProgramError::invalid("bonus", "a bonus is more than nothing"));
        }
        let wanted = match milestone.goal {
            Goal::Sales(sales) => sales.minor,
            Goal::Conversions(orders) => orders,
        };
        if wanted <= 0 {
            return Err(ProgramError::invalid("goal", "a goal is more than nothing"));
        }
        if self.store.milestones(channel).await?.len() >= MOST {
            return Err(ProgramError::invalid("name", format!("a program has at most {MOST} of them: end one first")));
        }
        if !self.store.add_milestone(channel, milestone).await? {
            return Err(ProgramError::invalid("name", "another bonus has this name"));
        }
        self.note(channel, who, "milestone.added", milestone.id.as_str(), [None, text_of(milestone)]).await;
        Ok(())
    }

    /// Promises a bonus no more; what was earned by it stays.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn end_milestone(&self, channel: &ChannelId, id: &MilestoneId, who: &Who) -> Result<()> {
        let before = self.store.milestones(channel).await?.into_iter().find(|it| it.id == *id);
        if !self.store.delete_milestone(channel, id).await? {
            return Err(ProgramError::NotFound);
        }
        self.note(channel, who, "milestone.ended", id.as_str(), [before.as_ref().and_then(text_of), None]).await;
        Ok(())
    }

    async fn round(&self, channel: &ChannelId) -> Result<Round> {
        let (zone, now) = (self.store.zone(channel).await?, self.clock().now());
        Ok(Round {
            settings: self.store.program_settings(channel).await?,
            groups: self.store.groups(channel).await?,
            today: zone.day(now),
            now,
        })
    }

    async fn reward_by(&self, channel: &ChannelId, round: &Round, milestone: &Milestone, days: Range) -> Result<u64> {
        let brought = self.store.performance(channel, None, days).await?;
        let reached: Vec<&PartnerId> = brought
            .iter()
            .filter(|(_, it)| progress(milestone, days, Some(it)).is_reached())
            .map(|(id, _)| id)
            .collect();
        if reached.is_empty() {
            return Ok(0);
        }
        let known = self.given(channel, milestone, days).await?;
        let mut given = 0;
        for partner in reached {
            // What was taken back is earned anew by whoever reaches the goal after all.
            let Some(taken_back) = known.get(partner).map_or(Some(0), |it| *it) else { continue };
            let Some(member) = self.store.member(channel, partner).await? else { continue };
            if member.status == MemberStatus::Approved {
                let key = milestone.key_after(days, partner, taken_back);
                let (_, is_new) = self.store.adjust(channel, &round.bonus(milestone, key, &member)).await?;
                given += u64::from(is_new);
            }
        }
        Ok(given)
    }

    /// How many bonuses of these days were taken back from each partner who was given one; none while one of theirs stands.
    async fn given(
        &self,
        channel: &ChannelId,
        milestone: &Milestone,
        days: Range,
    ) -> Result<HashMap<PartnerId, Option<usize>>> {
        let mut given = HashMap::new();
        for bonus in self.store.given_bonuses(channel, &milestone.key_start(days)).await? {
            let Some(partner) = milestone.key_partner(days, &bonus.key) else { continue };
            let times = given.entry(partner).or_insert(Some(0));
            *times = times.filter(|_| bonus.is_taken_back).map(|times| times + 1);
        }
        Ok(given)
    }

    async fn take_back_missed(&self, channel: &ChannelId, milestones: &[Milestone], round: &Round) -> Result<()> {
        let mut missed: Vec<CommissionId> = Vec::new();
        for held in self.store.held_bonuses(channel).await? {
            let Some((id, first)) = Milestone::read_key(&held.key) else { continue };
            // What is not promised any more stays with who earned it.
            let Some(milestone) = milestones.iter().find(|it| it.id == id) else { continue };
            let day = if milestone.window == Window::Ever { round.today } else { first };
            let Some(days) = milestone.days(day) else { continue };
            let brought = self.store.performance(channel, Some(&held.partner_id), days).await?;
            if !progress(milestone, days, brought.get(&held.partner_id)).is_reached() {
                missed.push(held.id);
            }
        }
        for ids in missed.chunks(PIECE) {
            let reason = "Orders were given back, so that the goal was missed after all";
            self.store.change_commissions(channel, ids, CommissionStatus::Rejected, "system", reason).await?;
        }
        Ok(())
    }
}

/// What one look at all partners needs to know.
struct Round {
    settings: ProgramSettings,
    groups: Vec<Group>,
    now: Timestamp,
    today: Day,
}

impl Round {
    fn bonus(&self, milestone: &Milestone, key: String, member: &Member) -> NewAdjustment {
        let group = self.groups.iter().find(|it| Some(&it.id) == member.group_id.as_ref());
        let held = member.terms(group, &self.settings).hold_days;
        let free_at = self.now.plus(DAY * u32::try_from(held).unwrap_or(0));
        NewAdjustment {
            partner_id: member.partner_id.clone(),
            kind: CommissionKind::Bonus,
            external_id: key,
            title: milestone.name.clone(),
            amount: milestone.bonus,
            account: "system".into(),
            reason: milestone.promise(),
            free_at: (held > 0).then_some(free_at),
            origin: Origin::Milestone,
        }
    }
}

fn progress(milestone: &Milestone, days: Range, brought: Option<&Performance>) -> Progress {
    let brought = brought.map_or(0, |it| match milestone.goal {
        Goal::Sales(sales) => it.sales(sales.currency),
        Goal::Conversions(_) => it.conversions(),
    });
    Progress { milestone: milestone.clone(), days, brought }
}
