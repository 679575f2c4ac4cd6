//! Who follows the members' links, as a year's visitors are counted too: [`super::super::history`].

use super::{Course, Demo, Enrolled};
use domain::{
    Money,
    analytics::EventName,
    link::{LinkDraft, Utm},
};
use store::Hit;
use unify::Unify;

/// Events that are counted in one transaction.
const BATCH: usize = 4_000;
const SOURCES: [(&str, &str, &str); 5] = [
    ("instagram", "phone", "US"),
    ("youtube", "desktop", "US"),
    ("instagram", "phone", "DE"),
    ("email", "desktop", "GB"),
    ("tiktok", "phone", "CA"),
];

impl Demo<'_> {
    /// Gives everybody who is approved a link to share.
    pub(super) async fn share(&self, unify: &Unify, members: &mut [Enrolled]) -> anyhow::Result<()> {
        for member in members.iter_mut().filter(|member| member.sells()) {
            let utm = Utm { source: "instagram".into(), medium: "social".into(), campaign: String::new() };
            let draft = LinkDraft { label: "In my profile".into(), utm, ..LinkDraft::default() };
            member.link = Some(unify.create_link(self.channel, &member.id, &draft, "demo").await?.code);
        }
        Ok(())
    }

    /// A day's visitors of a member, some of whom look on, and the one who buys.
    pub(super) fn visit(&self, member: &Enrolled, sale: Option<Money>, course: &mut Course) {
        let (.., in_ten_days, _, _, _) = member.sketch;
        if !member.sells() {
            return;
        }
        let clicks = i64::try_from(2 * in_ten_days + course.noise.below(4 * in_ten_days) + 1).unwrap_or_default();
        let (source, device, country) =
            SOURCES[usize::try_from(course.noise.below(SOURCES.len() as u64)).unwrap_or_default()];
        let bought = i64::from(sale.is_some());
        let steps =
            [clicks, clicks - clicks / 8, clicks / 2, (clicks / 8).max(bought), (clicks / 12).max(bought), bought];
        let hits = EventName::ALL.into_iter().zip(steps).filter(|(_, times)| *times > 0).map(|(event, times)| Hit {
            partner_id: member.id.clone(),
            event,
            day: self.today(),
            mark: None,
            link: member.link.clone(),
            source: source.into(),
            channel_source: source.into(),
            device: device.into(),
            country: country.into(),
            times,
            worth: sale.filter(|_| event == EventName::CheckoutCompleted),
        });
        course.visits.extend(hits);
    }

    /// Counts all visits.
    pub(super) async fn count(&self, visits: &[Hit]) -> anyhow::Result<()> {
        for batch in visits.chunks(BATCH) {
            self.now.store().record_hits(self.channel, batch).await?;
        }
        Ok(())
    }
}

impl Enrolled {
    fn sells(&self) -> bool {
        let (.., in_ten_days, _, _, _) = self.sketch;
        in_ten_days > 0
    }
}
