//! Moves partners into better groups by what they brought; nobody is moved down by a machine.

use crate::{Program, Result, Who};
use domain::{
    ChannelId, Currency, GroupId,
    earnings::Range,
    program::{Group, Member, MemberStatus, ProgramSettings, Rate},
};
use std::collections::BTreeSet;
use store::{MemberChange, Told};

/// How many partners are looked at in one piece.
const PIECE: u32 = 500;

impl Program {
    /// Moves every approved partner into the best group that their sales of the last 90 days have earned. Says how many moved.
    ///
    /// # Errors
    /// When the store fails; who was moved until then stays moved.
    pub async fn move_tiers(&self, channel: &ChannelId) -> Result<u64> {
        let groups = self.store.groups(channel).await?;
        let currencies: BTreeSet<Currency> = groups.iter().filter_map(|it| it.moves_at).map(|it| it.currency).collect();
        if currencies.is_empty() {
            return Ok(0);
        }
        let settings = self.store.program_settings(channel).await?;
        let today = self.store.zone(channel).await?.day(self.clock().now());
        let range = Range { from: today.plus(1 - Group::WINDOW), to: today };
        let performance = self.store.performance(channel, None, range).await?;
        let mut moved = 0;
        for currency in currencies {
            let mut after = None;
            loop {
                let last = after.as_ref().map(|(at, id)| (*at, id));
                let members = self.store.members_of_status(channel, MemberStatus::Approved, last, PIECE).await?;
                let Some(end) = members.last() else { break };
                after = Some((end.applied_at, end.partner_id.clone()));
                for member in members {
                    let sales = performance.get(&member.partner_id).map_or(0, |it| it.sales(currency));
                    let Some(best) = earned(&groups, currency, sales) else { continue };
                    if is_above(&groups, best, member.group_id.as_ref())
                        && !is_paid_less(&groups, best, &member, &settings)
                    {
                        moved += u64::from(self.lift(channel, member, &groups, best).await?);
                    }
                }
            }
        }
        Ok(moved)
    }

    /// `false` when somebody put them elsewhere meanwhile, or they are not approved any more.
    async fn lift(&self, channel: &ChannelId, mut member: Member, groups: &[Group], best: &Group) -> Result<bool> {
        let former = member.group_id.replace(best.id.clone());
        let former = groups.iter().find(|it| Some(&it.id) == former.as_ref());
        let who = Who { account: "system".into(), address: None };
        let states = [former, Some(best)].map(|group| group.map(|it| format!("{:?}", it.name)));
        let entry = self.entry(&who, "member.moved", member.partner_id.as_str(), states);
        let change = MemberChange::Group(former.map(|it| &it.id));
        Ok(self.store.change_member(channel, &member, change, &Told::default(), &entry).await?)
    }
}

/// The group with the highest threshold that was reached.
fn earned(groups: &[Group], currency: Currency, sales: i64) -> Option<&Group> {
    let reached =
        groups.iter().filter(|group| group.moves_at.is_some_and(|at| at.currency == currency && sales >= at.minor));
    reached.max_by_key(|group| group.moves_at.map(|at| at.minor))
}

/// Whether a machine may bring somebody from the present group into this one: out of none, or up to a higher threshold. Whoever is in a
/// group without a threshold was put there by the team, and stays.
fn is_above(groups: &[Group], best: &Group, present: Option<&GroupId>) -> bool {
    let Some(present) = present else { return true };
    let present = groups.iter().find(|group| group.id == *present).and_then(|group| group.moves_at);
    present
        .zip(best.moves_at)
        .is_some_and(|(present, best)| best.currency == present.currency && best.minor > present.minor)
}

/// Whether an order would bring somebody less in a group than it does now.
fn is_paid_less(groups: &[Group], best: &Group, member: &Member, settings: &ProgramSettings) -> bool {
    let present = groups.iter().find(|group| Some(&group.id) == member.group_id.as_ref());
    match (member.terms(present, settings).rate, member.terms(Some(best), settings).rate) {
        (Rate::Percentage(now), Rate::Percentage(then)) => then < now,
        (Rate::Fixed(now), Rate::Fixed(then)) => then.currency == now.currency && then.minor < now.minor,
        // Which of a share and an amount is more depends on the order.
        _ => false,
    }
}
