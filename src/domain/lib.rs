//! What the product knows: money, time, partners, orders, commissions and how they are shown. Pure, no I/O, for server and browser.
#![forbid(unsafe_code)]

pub mod admin;
pub mod analytics;
pub mod bank;
pub mod bio;
pub mod changes;
pub mod clock;
pub mod commission;
pub mod content;
pub mod diff;
pub mod earnings;
pub mod home;
pub mod id;
pub mod landing;
pub mod link;
pub mod live;
pub mod mail;
pub mod money;
pub mod order;
pub mod partner;
pub mod payout;
pub mod profile;
pub mod program;
pub mod source;
pub mod text;
pub mod time;
#[cfg(feature = "host")]
pub mod zone;

pub use clock::Clock;
pub use commission::{CommissionKind, CommissionStatus};
pub use id::{
    AdminId, ApiKeyId, ChannelId, CommissionId, ContentVersionId, CustomerId, EventId, GroupId, ImportId, LinkId,
    MailId, MilestoneId, MovementId, OrderId, PartnerId, PayoutId, PayoutRunId, RefundId, ReviewId,
};
pub use money::{Currency, Money, RateBps};
pub use order::{Attribution, OrderStatus, Refund};
pub use source::{Source, SourceHealth, SourceReport};
pub use text::{CouponCode, Email, Handle};
pub use time::{Day, Timestamp};
