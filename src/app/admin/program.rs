//! The team's pages of the affiliate program: partners' terms, commissions, customers, settings and groups.

pub mod applications;
pub mod commissions;
pub(super) mod currencies;
pub mod customers;
pub(super) mod form;
pub mod imports;
mod mail;
mod member;
mod overview;
mod params;
mod settings;
pub(super) mod stand;
#[cfg(feature = "ssr")]
pub(super) mod typed;

pub use applications::ApplicationsRoute;
pub use commissions::{CommissionRoute, CommissionsRoute};
pub use customers::{CustomerRoute, CustomersRoute};
pub use imports::{ImportRoute, ImportsRoute};
pub use mail::MailRoute;
pub use member::MemberRoute;
pub use overview::ProgramFiguresRoute;
pub use settings::ProgramRoute;

pub(super) use member::holds;
#[cfg(feature = "ssr")]
pub(super) use member::{TermsForm, read_terms};

use super::parts::Pager;
#[cfg(feature = "ssr")]
use crate::{AppError, Services};
#[cfg(feature = "ssr")]
use domain::ChannelId;

/// The channel and who acts in it, for the merchant's team only.
#[cfg(feature = "ssr")]
pub(super) fn team() -> Result<(Services, ChannelId, ::program::Who), AppError> {
    let (services, channel) = crate::services::team()?;
    let editor = crate::services::editor()?;
    Ok((services, channel, ::program::Who { account: editor.account, address: editor.address }))
}

/// Refuses what was typed into a field.
#[cfg(feature = "ssr")]
pub(super) fn invalid(field: impl Into<String>, message: impl Into<String>) -> AppError {
    crate::services::invalid(field.into(), message.into())
}
