//! Affiliate platforms: networks that decide commissions.

use crate::Result;
use async_trait::async_trait;
use domain::{CommissionKind, CommissionStatus, CouponCode, Day, Money, Source, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A partner as the platform knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformPartner {
    /// The platform's id.
    pub id: String,
    /// Name there.
    pub name: String,
    /// State there, in the platform's words.
    pub state: String,
    /// E-mail, if the platform gives one.
    pub email: Option<domain::Email>,
    /// Codes by which the partner is known elsewhere.
    pub codes: Vec<CouponCode>,
}

/// A commission as the platform reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformAction {
    /// The platform's id of the action.
    pub id: String,
    /// The platform's id of the partner.
    pub partner_id: String,
    /// The partner's name there.
    pub partner_name: String,
    /// What it is for.
    pub kind: CommissionKind,
    /// Its name there, such as `Performance bonus`.
    pub title: String,
    /// The merchant's order id as the platform knows it; empty for a bonus.
    pub order_ref: String,
    /// The code the buyer used.
    pub coupon: Option<CouponCode>,
    /// The sale; none for a bonus.
    pub sale: Option<Money>,
    /// What the partner earns.
    pub amount: Money,
    /// Where it stands, in our words.
    pub status: CommissionStatus,
    /// When the sale happened.
    pub occurred_at: Timestamp,
    /// Until when the platform may still change it.
    pub locks_at: Option<Timestamp>,
    /// When the platform cleared it for payment.
    pub cleared_at: Option<Timestamp>,
}

/// Which actions to ask for, by days of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionWindow {
    /// Last updated from one day to another, both included.
    Updated(Day, Day),
    /// Locking from one day to another, both included: finds changes of state that do not count as updates.
    Locking(Day, Day),
    /// Happened from one day to another, both included: for the first filling of the store.
    Happened(Day, Day),
}

/// Speaks to one affiliate platform for one channel.
#[async_trait]
pub trait AffiliatePlatform: Send + Sync + std::fmt::Debug {
    /// Which platform this is.
    fn source(&self) -> Source;
    /// The longest window that one question may span, in days.
    fn longest_window(&self) -> i64;
    /// All partners, all pages.
    async fn partners(&self) -> Result<Vec<PlatformPartner>>;
    /// All actions of a window, all pages.
    async fn actions(&self, window: ActionWindow) -> Result<Vec<PlatformAction>>;
    /// Has the platform put the clicks of a day together, which it does in its own time and only a few times a day. Gives the
    /// job to ask about; none when the platform tells no clicks.
    async fn order_clicks(&self, day: Day) -> Result<Option<String>> {
        let _ = day;
        Ok(None)
    }
    /// Clicks by the platform's id of the partner; none while the job is not done.
    async fn ordered_clicks(&self, job: &str) -> Result<Option<BTreeMap<String, i64>>> {
        let _ = job;
        Ok(None)
    }
}
