//! Moves partners into better groups by what they brought; nobody is moved down by a machine.

use crate::{Program, Result};
use domain::{
    ChannelId, Currency,
    earnings::Range,
    program::{Group, MemberStatus},
};
use std::collections::BTreeSet;
use store::AuditEntry;

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
                    if is_above(&groups, best, member.group_id.as_ref()) {
                        let former = groups.iter().find(|it| Some(&it.id) == member.group_id.as_ref());
                        self.note_move(channel, &member.partner_id, former, best).await?;
                        let next = domain::program::Member { group_id: Some(best.id.clone()), ..member };
                        self.store.put_member(channel, &next).await?;
                        moved += 1;
                    }
                }
            }
        }
        Ok(moved)
    }

    async fn note_move(
        &self,
        channel: &ChannelId,
        partner: &domain::PartnerId,
        former: Option<&Group>,
        next: &Group,
    ) -> Result<()> {
        let entry = AuditEntry {
            at: self.clock().now(),
            actor: "system".into(),
            action: "member.moved".into(),
            target: partner.to_string(),
            before: former.map(|group| format!("{:?}", group.name)),
            after: Some(format!("{:?}", next.name)),
            address: None,
        };
        Ok(self.store.audit(channel, &entry).await?)
    }
}

/// The group with the highest threshold that was reached.
fn earned(groups: &[Group], currency: Currency, sales: i64) -> Option<&Group> {
    let reached =
        groups.iter().filter(|group| group.moves_at.is_some_and(|at| at.currency == currency && sales >= at.minor));
    reached.max_by_key(|group| group.moves_at.map(|at| at.minor))
}

/// Whether a group is better than the present one: it has a higher threshold. One without a threshold is left by nobody who was put
/// there for a higher one.
fn is_above(groups: &[Group], best: &Group, present: Option<&domain::GroupId>) -> bool {
    if present == Some(&best.id) {
        return false;
    }
    let present = groups.iter().find(|group| Some(&group.id) == present).and_then(|group| group.moves_at);
    match (best.moves_at, present) {
        (Some(best), Some(present)) => best.currency == present.currency && best.minor > present.minor,
        (Some(_), None) => true,
        (None, _) => false,
    }
}
