//! What the team decided: a bonus, a correction, sales that were none; and an order of a partner's own that waits for a decision.

use super::{Demo, Enrolled, TEAM, asked, usd};
use domain::{
    CommissionId, CommissionStatus, PartnerId,
    earnings::{EntryQuery, EntryStatus},
};
use program::{ByHand, Decision};
use std::time::Duration;

impl Demo<'_> {
    pub(super) async fn decide(&self, members: &[Enrolled]) -> anyhow::Result<()> {
        let [maya, oscar, priya, ..] = members else { return Ok(()) };
        self.adjust(maya, "demo-1", 10_000, "Thank you for the film about the Ridge tent").await?;
        self.adjust(oscar, "demo-2", -750, "Counted twice in September").await?;
        for (member, decision, reason) in [
            (oscar, Decision::Fraud, "The card was stolen"),
            (maya, Decision::Duplicate, "The shop sent this order a second time under another number"),
            (priya, Decision::Reject, "Never paid: the buyer cancelled it within the hour"),
        ] {
            if let Some(id) = self.newest_held(&member.id).await? {
                self.now.decide(self.channel, &[id], decision, TEAM, reason).await?;
            }
        }
        self.buy_oneself(oscar).await
    }

    async fn adjust(&self, member: &Enrolled, key: &str, cents: i64, reason: &str) -> anyhow::Result<()> {
        let by_hand = ByHand { partner: member.id.clone(), key: key.into(), amount: usd(cents), reason: reason.into() };
        self.now.adjust(self.channel, &by_hand, TEAM).await?;
        Ok(())
    }

    /// The newest commission that is in its holding period.
    async fn newest_held(&self, partner: &PartnerId) -> anyhow::Result<Option<CommissionId>> {
        let status = Some(EntryStatus::Commission(CommissionStatus::Pending));
        let query = EntryQuery { status, ..EntryQuery::default() };
        let page = self.now.store().entries(self.channel, partner, &query, Duration::ZERO).await?;
        Ok(page.entries.first().and_then(|entry| entry.id.parse().ok()))
    }

    /// An order that somebody placed with their own code.
    async fn buy_oneself(&self, member: &Enrolled) -> anyhow::Result<()> {
        let (first, last, code, ..) = member.sketch;
        let email = format!("{}+shop@example.com", first.to_lowercase());
        let asked = asked(code, "NT-000000777".into(), usd(21_900), (first, last), &email)?;
        self.now.track(self.channel, asked).await?;
        Ok(())
    }
}
