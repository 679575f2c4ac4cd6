//! What the rest of the house asks for.

use crate::{Policy, Sources, UnifyError};
use connectors::storefront::{StoreOrder, StoreRefund};
use domain::{
    ChannelId, Clock, Currency, Handle, PartnerId, Source, SourceReport,
    admin::{Overview, PartnerPage, PartnerQuery},
    earnings::{EarningsOverview, EarningsQuery, EntryPage, EntryQuery, Range},
    home::Home,
    landing::Landing,
    partner::{Channel, Partner},
    profile::Profile,
};
use std::sync::Arc;
use store::Store;
use tokio_util::sync::CancellationToken;

type Result<T> = std::result::Result<T, UnifyError>;

/// The combined data layer.
#[derive(Debug)]
pub struct Unify {
    _store: Store,
}

#[expect(
    missing_docs,
    clippy::unused_async,
    clippy::missing_errors_doc,
    reason = "signatures first"
)]
impl Unify {
    pub fn new(store: Store, _policy: Policy, _clock: Arc<dyn Clock>) -> Self {
        Self { _store: store }
    }
    pub fn connect(&self, _channel: Channel, _sources: Sources) {}
    pub async fn home(&self, _: &ChannelId, _: &PartnerId) -> Result<Home> {
        Err(UnifyError::NotFound)
    }
    pub async fn profile(&self, _: &ChannelId, _: &PartnerId) -> Result<Profile> {
        Err(UnifyError::NotFound)
    }
    pub async fn earnings(
        &self,
        _: &ChannelId,
        _: &PartnerId,
        _: &EarningsQuery,
    ) -> Result<EarningsOverview> {
        Err(UnifyError::NotFound)
    }
    pub async fn entries(&self, _: &ChannelId, _: &PartnerId, _: &EntryQuery) -> Result<EntryPage> {
        Err(UnifyError::NotFound)
    }
    pub async fn overview(
        &self,
        _: &ChannelId,
        _: Option<Range>,
        _: Option<Currency>,
    ) -> Result<Overview> {
        Err(UnifyError::NotFound)
    }
    pub async fn partners(&self, _: &ChannelId, _: &PartnerQuery) -> Result<PartnerPage> {
        Err(UnifyError::NotFound)
    }
    pub async fn landing(&self, _: &ChannelId, _: &Handle) -> Result<Option<Landing>> {
        Err(UnifyError::NotFound)
    }
    pub async fn channel(&self, _: &ChannelId) -> Result<Channel> {
        Err(UnifyError::NotFound)
    }
    pub async fn partner(&self, _: &ChannelId, _: &PartnerId) -> Result<Partner> {
        Err(UnifyError::NotFound)
    }
    pub async fn retry(
        &self,
        _: &ChannelId,
        _: Option<&PartnerId>,
        _: Source,
    ) -> Result<SourceReport> {
        Err(UnifyError::NotFound)
    }
    pub async fn first_sync(&self, _: &ChannelId) -> Result<()> {
        Err(UnifyError::NotFound)
    }
    pub async fn run_workers(&self, _: CancellationToken) {}
    pub async fn shutdown(&self) {}
    pub async fn apply_order(&self, _: &ChannelId, _: StoreOrder) -> Result<()> {
        Err(UnifyError::NotFound)
    }
    pub async fn apply_refund(&self, _: &ChannelId, _: &str, _: StoreRefund) -> Result<()> {
        Err(UnifyError::NotFound)
    }
}
