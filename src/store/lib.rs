//! Where everything is kept: one schema and one SQL text for SQLite and PostgreSQL, behind [`Store`].
//!
//! Rules of the house:
//! - every method takes the channel first and every query begins with it: no method can reach another merchant's rows;
//! - `Ok(None)` is "not found"; errors are [`StoreError`], and each of its variants names its HTTP status;
//! - a method that writes is one transaction, daily totals included: it happens as a whole or not at all;
//! - SQL stays within what both engines understand; what they say differently is in `engine.rs` alone.
//!
//! To keep a new kind of thing: write a migration that explains its table, a file named after it with `impl Store`, and a story in `tests/`.
#![forbid(unsafe_code)]

mod admins;
mod answers;
mod api_keys;
mod audit;
mod channels;
mod content;
mod coupon_sites;
mod cursors;
mod doors;
mod engine;
mod error;
mod events;
mod imports;
mod inbox;
mod links;
mod mail;
mod migrate;
mod page_cursor;
mod partner_list;
mod partners;
mod products;
mod program;
mod rows;
mod sales;
mod sessions;
mod sso;
mod store;
mod throttle;
mod totals;
mod traffic;

pub use admins::Admin;
pub use answers::Answer;
pub use api_keys::{ApiKey, KeyScope, Repeat};
pub use audit::AuditEntry;
pub use content::{DraftRow, KeptDraft, NewReview, NewVersion, ReviewRow, Verdict, VersionRow};
pub use coupon_sites::{Sighting, SiteReading};
pub use doors::{Door, NewDoor};
pub use engine::Engine;
pub use error::{Result, StoreError};
pub use events::{CatchUp, NewEvent};
pub use imports::{Import, ImportStep, MOST_FAULTS};
pub use inbox::InboxItem;
pub use links::{LinkChange, LinkContent, LinkRow, MOST_LINKS};
pub use mail::{Mail, MailOutcome, NewMail};
pub use partners::{Deletion, PartnerReport, Renaming};
pub use products::{CollectionRow, KeptProduct, ProductRow};
pub use program::{
    Account, Applied, Attempt, AttemptEnd, Balances, BuyerReport, CONTRADICTED, Changed, Claim, CodeHolder,
    CommissionStep, Created, CustomerChange, DirectOrder, Due, FileMark, GivenBonus, HeldBonus, MemberChange,
    NewAdjustment, NewPayout, NewRun, Payout, PayoutFilter, PayoutRun, Performance, ProgramSums, RunTally, Settlement,
    Told, Tracked, TrackedOrder, Tracking, Waiting,
};
pub use sales::{CommissionReport, GivenBack, OrderReport, Recorded, RefundReport};
pub use store::Store;
pub use totals::Sums;
pub use traffic::{Hit, Mark, Recorded as RecordedHits, SliceSums};
