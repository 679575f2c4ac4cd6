//! The views that pages show, each put together from our own store and shared by visitors of the same second.

mod analytics;
mod discount;
mod earnings;
mod home;
pub(crate) mod landing;
mod overview;
mod profile;
mod ranges;
mod tasks;

use crate::{Result, Unify, report::is_calm};
use domain::{
    ChannelId, Currency, Handle, PartnerId,
    admin::{Overview, PartnerPage, PartnerQuery},
    analytics::{Analytics, AnalyticsQuery},
    earnings::{EarningsOverview, EarningsQuery, EntryPage, EntryQuery, Range},
    home::Home,
    landing::Landing,
    profile::Profile,
};

impl Unify {
    /// This month up to today beside the same days of last month, what is new and what needs doing.
    ///
    /// # Errors
    /// [`crate::UnifyError::NotFound`] when there is no such partner; or the store fails.
    pub async fn home(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Home> {
        let name = format!("home {partner}");
        let view = self.core.home(channel, partner);
        self.core.moment(channel, name, view, |it| is_calm(&it.sources)).await
    }

    /// Who the partner is, each fact with the system it comes from. A biography that was never written is an empty
    /// text; one that is not known is none.
    ///
    /// # Errors
    /// [`crate::UnifyError::NotFound`] when there is no such partner; or the store fails.
    pub async fn profile(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Profile> {
        let name = format!("profile {partner}");
        let view = self.core.profile(channel, partner);
        self.core.moment(channel, name, view, |it| is_calm(&it.sources)).await
    }

    /// Everything above the list of the earnings page.
    ///
    /// # Errors
    /// [`crate::UnifyError::Invalid`] names `from` or `to` when the days make no sense; [`crate::UnifyError::NotFound`]
    /// when there is no such partner; or the store fails.
    pub async fn earnings(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        query: &EarningsQuery,
    ) -> Result<EarningsOverview> {
        let name = format!("earnings {partner} {query:?}");
        let view = self.core.earnings(channel, partner, query);
        self.core.moment(channel, name, view, |it| is_calm(&it.sources)).await
    }

    /// One page of the list of sales, commissions and bonuses. Whose they are is said by `partner`, not by the query.
    ///
    /// # Errors
    /// [`crate::UnifyError::Invalid`] names `from`, `to`, `limit` or `after`; [`crate::UnifyError::NotFound`] when there
    /// is no such channel; or the store fails.
    pub async fn entries(&self, channel: &ChannelId, partner: &PartnerId, query: &EntryQuery) -> Result<EntryPage> {
        let name = format!("entries {partner} {query:?}");
        let view = self.core.entries(channel, partner, query);
        self.core.moment(channel, name, view, |_| true).await
    }

    /// The funnel, clicks and conversions, and what other systems count beside them. Whose they are is said by `partner`,
    /// not by the query.
    ///
    /// # Errors
    /// [`crate::UnifyError::Invalid`] names `from` or `to` when the days make no sense; [`crate::UnifyError::NotFound`]
    /// when there is no such partner; or the store fails.
    pub async fn analytics(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        query: &AnalyticsQuery,
    ) -> Result<Analytics> {
        let name = format!("analytics {partner} {query:?}");
        let view = self.core.analytics(channel, partner, query);
        self.core.moment(channel, name, view, |it| is_calm(&it.sources)).await
    }

    /// The whole channel at a glance.
    ///
    /// # Errors
    /// [`crate::UnifyError::Invalid`] names `from` or `to` when the days make no sense; [`crate::UnifyError::NotFound`]
    /// when there is no such channel; or the store fails.
    pub async fn overview(
        &self,
        channel: &ChannelId,
        range: Option<Range>,
        currency: Option<Currency>,
    ) -> Result<Overview> {
        let name = format!("overview {range:?} {currency:?}");
        let view = self.core.overview(channel, range, currency);
        self.core.moment(channel, name, view, |it| is_calm(&it.sources)).await
    }

    /// One page of partners with their figures of the last 30 days.
    ///
    /// # Errors
    /// [`crate::UnifyError::Invalid`] names `text`, `limit` or `after`; [`crate::UnifyError::NotFound`] when there is no
    /// such channel; or the store fails.
    pub async fn partners(&self, channel: &ChannelId, query: &PartnerQuery) -> Result<PartnerPage> {
        self.core.partners(channel, query).await
    }

    /// The landing page behind a handle; none when there is no such partner, the partner is not active or CC no longer
    /// knows them. What was never asked is asked now, within the page's budget.
    ///
    /// # Errors
    /// [`crate::UnifyError::NotFound`] when there is no such channel; or the store fails.
    pub async fn landing(&self, channel: &ChannelId, handle: &Handle) -> Result<Option<Landing>> {
        let name = format!("landing {handle}");
        let view = self.core.landing(channel, handle);
        // An unknown handle is not worth a place: strangers try many.
        self.core.moment(channel, name, view, Option::is_some).await
    }
}
