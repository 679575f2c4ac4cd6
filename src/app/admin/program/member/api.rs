//! What the program's side of a partner asks the server.

use crate::{AppError, admin::program::currencies::TypedAmount};
#[cfg(feature = "ssr")]
use crate::{
    admin::program::{invalid, team, typed::currencies},
    services::{failed, refused},
};
use domain::{
    Money, PartnerId,
    program::{Application, CodeLine, MemberStatus},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
mod read;

#[cfg(feature = "ssr")]
pub(in crate::admin) use read::terms as read_terms;

/// The program's side of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    /// Who they are.
    pub person: PersonCard,
    /// As the program has them; none when they are not in it.
    pub member: Option<MemberCard>,
    /// The codes they have or had, the present one first.
    pub codes: Vec<CodeLine>,
    /// Whether orders with a former code still count for them.
    pub old_codes_count: bool,
    /// What they are owed, currency by currency.
    pub balances: Vec<BalanceLine>,
    /// The currencies that amounts can be typed in, the shop's first.
    pub currencies: Vec<String>,
    /// What they wrote when they applied; none when somebody else brought them in.
    pub application: Option<Application>,
    /// Their private address; none until one is made.
    pub door: Option<DoorCard>,
}

/// A partner's private address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorCard {
    /// The whole address.
    pub address: String,
    /// How it stands.
    pub standing: DoorStanding,
    /// The day until which the first visit may set a password.
    pub until: String,
}

/// How a private address stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoorStanding {
    /// It asks for the password that was set.
    Set,
    /// The first visit sets a password.
    Waiting,
    /// Nobody came in time.
    Expired,
}

/// Who a partner is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCard {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail.
    pub email: String,
    /// Whether they are our own: nobody else says what they are called.
    pub is_ours: bool,
    /// What is typed to delete them: their code, or their name.
    pub typed: String,
    /// Whether they were deleted.
    pub is_deleted: bool,
}

/// A partner as the program has them, as it is shown and typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberCard {
    /// Where they stand.
    pub status: MemberStatus,
    /// Why, when the team said so.
    pub reason: String,
    /// The day on which they came in, or asked to.
    pub since: String,
    /// What they are promised now.
    pub promised: String,
    /// The rate and holding period that they would be promised without terms of their own.
    pub usual: [String; 2],
    /// The minimums that they would have then.
    pub usual_minimums: Vec<TypedAmount>,
    /// Their own terms.
    pub terms: TermsForm,
    /// All groups: id and name.
    pub groups: Vec<(String, String)>,
}

/// A partner's own terms as they are typed; what is empty is the group's or the program's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TermsForm {
    /// `percentage`, `fixed`, `fixed_EUR` in another currency than the shop's, or empty.
    pub rate_kind: String,
    /// Per cent or an amount.
    pub rate: String,
    /// Whether what an order says about its commission is ignored.
    pub ignores_product_rates: bool,
    /// A group's id.
    pub group: String,
    /// Days.
    pub hold_days: String,
    /// Amounts, currency by currency.
    pub minimums: Vec<TypedAmount>,
    /// What the team notes.
    pub notes: String,
    /// What was kept when the form was shown: what somebody else saves meanwhile is not overwritten.
    pub version: String,
}

/// What a partner is owed in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceLine {
    /// In its holding period.
    pub held: Money,
    /// Earned, to be paid.
    pub payable: Money,
    /// Part of a payout under way.
    pub reserved: Money,
    /// Arrived.
    pub paid: Money,
}

/// Whom a function is about; the page always names somebody.
#[cfg(feature = "ssr")]
fn named(partner: Option<PartnerId>) -> Result<PartnerId, AppError> {
    partner.ok_or_else(|| invalid("partner", "name a partner"))
}

/// The program's side of a partner.
///
/// # Errors
/// When no admin is signed in, the channel has no such partner or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/member", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_member(partner: Option<PartnerId>) -> Result<MemberPage, AppError> {
    let (services, id, _) = team()?;
    let view = services.program.member_view(&id, &named(partner)?).await.map_err(refused)?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let currencies = currencies(&services, &id, channel.currency).await?;
    Ok(read::page(view, &channel, &currencies, &services.public_url))
}

/// Takes a partner into the program.
///
/// # Errors
/// As [`load_member`], or when they are in it.
#[server(prefix = "/fn", endpoint = "admin/take-in", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn take_in(partner: Option<PartnerId>) -> Result<(), AppError> {
    let (services, channel, who) = team()?;
    services.program.take_in(&channel, &named(partner)?, &who).await.map_err(refused)
}

/// Says where a partner stands, and why.
///
/// # Errors
/// As [`load_member`], or when the reason is missing.
#[server(prefix = "/fn", endpoint = "admin/decide-member", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn decide_member(partner: Option<PartnerId>, status: MemberStatus, reason: String) -> Result<(), AppError> {
    let (services, channel, who) = team()?;
    services.program.set_standing(&channel, &named(partner)?, status, &reason, &who).await.map_err(refused)
}

/// Says what a partner is promised. Answers the version of that.
///
/// # Errors
/// As [`load_member`], names the field at fault, or says that somebody else changed them meanwhile.
#[server(prefix = "/fn", endpoint = "admin/save-terms", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn save_terms(partner: Option<PartnerId>, terms: TermsForm) -> Result<String, AppError> {
    let (services, id, who) = team()?;
    let partner = named(partner)?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let seen = terms.version.clone();
    let terms = read::terms(terms, channel.currency)?;
    let version = terms.version();
    services.program.set_terms(&id, &partner, terms, &seen, &who).await.map_err(refused)?;
    Ok(version)
}

/// Gives a partner another code; an empty one is made. Answers the code.
///
/// # Errors
/// As [`load_member`], or names `code` when it cannot be or is another partner's.
#[server(prefix = "/fn", endpoint = "admin/change-code", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn change_code(partner: Option<PartnerId>, code: String) -> Result<String, AppError> {
    let (services, channel, who) = team()?;
    let partner = named(partner)?;
    let code = match code.trim() {
        "" => None,
        text => Some(text.parse().map_err(|fault: domain::text::InvalidText| invalid("code", fault.to_string()))?),
    };
    let code = services.program.change_code(&channel, &partner, code, &who).await.map_err(refused)?;
    Ok(code.to_string())
}

/// Gives a partner a new private address, in the place of the one they have: its password is forgotten, and whoever is inside is signed
/// out.
///
/// # Errors
/// As [`load_member`], or when they are not in the program.
#[server(prefix = "/fn", endpoint = "admin/make-door", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn make_door(partner: Option<PartnerId>, is_mailed: bool) -> Result<(), AppError> {
    let (services, channel, who) = team()?;
    let partner = named(partner)?;
    services.program.give_door(&channel, &partner, is_mailed, &who).await.map_err(refused)?;
    services
        .access
        .end_sessions_of(&channel, &partner)
        .await
        .map_err(|error| crate::services::internal(&error.to_string()))
}

/// Forgets the password of a partner's private address, mails them so and signs them out everywhere: the next visit sets another one.
///
/// # Errors
/// As [`load_member`], or when they have none.
#[server(prefix = "/fn", endpoint = "admin/forget-password", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn forget_password(partner: Option<PartnerId>) -> Result<(), AppError> {
    let (services, channel, who) = team()?;
    let partner = named(partner)?;
    services.program.forget_password(&channel, &partner, &who).await.map_err(refused)?;
    services
        .access
        .end_sessions_of(&channel, &partner)
        .await
        .map_err(|error| crate::services::internal(&error.to_string()))
}

/// Mails a partner their private address as it is.
///
/// # Errors
/// As [`load_member`], or when they have none.
#[server(prefix = "/fn", endpoint = "admin/mail-door", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn mail_door(partner: Option<PartnerId>) -> Result<(), AppError> {
    let (services, channel, who) = team()?;
    services.program.mail_door(&channel, &named(partner)?, &who).await.map_err(refused)
}
