//! What the list of partners does: decides about many, takes somebody in by hand, deletes.

use crate::{AppError, admin::program::currencies::TypedAmount};
#[cfg(feature = "ssr")]
use crate::{
    admin::program::{
        TermsForm, invalid, read_terms, team,
        typed::{currencies, typed_minimums},
    },
    services::{failed, refused},
};
use domain::PartnerId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What can be decided about partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Their orders count from now on.
    Approve,
    /// They are turned down.
    Reject,
    /// Who is approved and has no private address gets one by mail.
    MailAddress,
}

/// What became of partners who were decided about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// How many stand so now.
    pub done: usize,
    /// How many stood so already.
    pub already: usize,
    /// How many have to be approved first.
    pub waiting: usize,
    /// Who is not in the program.
    pub outside: Vec<PartnerId>,
}

/// A partner as they are typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewPartner {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail.
    pub email: String,
    /// Code; empty: one is made.
    pub code: String,
    /// `percentage`, `fixed`, or `fixed_EUR` in another currency than the shop's.
    pub rate_kind: String,
    /// Per cent or an amount.
    pub rate: String,
    /// Whether orders count from now on.
    pub approved: bool,
    /// Whether they are told so, with their private address.
    pub mailed: bool,
    /// A group's id; may be empty.
    pub group: String,
    /// Days; empty is the group's or the program's.
    pub hold_days: String,
    /// Amounts, currency by currency; empty is the group's or the program's.
    pub minimums: Vec<TypedAmount>,
    /// What the team notes.
    pub notes: String,
    /// Whether what an order says about its commission is ignored.
    pub ignores_product_rates: bool,
}

/// What the form of a new partner has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPartnerPage {
    /// The currencies that amounts can be typed in, the shop's first, each with an empty minimum.
    pub minimums: Vec<TypedAmount>,
    /// All groups: id and name.
    pub groups: Vec<(String, String)>,
}

/// Says where partners stand, and why; or mails those their private address who have none.
///
/// # Errors
/// When no admin is signed in, the reason is missing where one is needed, or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/decide-members", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn decide_members(ids: Vec<PartnerId>, choice: Choice, reason: String) -> Result<Decided, AppError> {
    use domain::program::MemberStatus;
    let (services, channel, who) = team()?;
    let status = match choice {
        Choice::Approve => MemberStatus::Approved,
        Choice::Reject => MemberStatus::Rejected,
        Choice::MailAddress => {
            let mailed = services.program.mail_first_doors(&channel, &ids, &who).await.map_err(refused)?;
            let ::program::DoorsMailed { mailed: done, already, waiting, outside } = mailed;
            return Ok(Decided { done, already, waiting, outside });
        }
    };
    if choice == Choice::Reject && reason.trim().is_empty() {
        return Err(invalid("reason", "say why: the partner reads it"));
    }
    let decided = services.program.decide_members(&channel, &ids, status, &reason, &who).await.map_err(refused)?;
    Ok(Decided { done: decided.done, already: decided.already, waiting: 0, outside: decided.outside })
}

/// A code that nobody has or had.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/new-code", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn new_code() -> Result<String, AppError> {
    let (services, channel, _) = team()?;
    let code = services.program.new_code(&channel).await.map_err(refused)?;
    Ok(code.to_string())
}

/// What the form of a new partner has to know.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/new-partner", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_new_partner() -> Result<NewPartnerPage, AppError> {
    let (services, id) = crate::services::team()?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let groups = services.program.store().groups(&id).await.map_err(|error| refused(error.into()))?;
    let groups = groups.into_iter().map(|group| (group.id.to_string(), group.name)).collect();
    let currencies = currencies(&services, &id, channel.currency).await?;
    let minimums = typed_minimums(&domain::program::Minimums::default(), &currencies);
    Ok(NewPartnerPage { minimums, groups })
}

/// Takes somebody into the program by hand. Answers who it is.
///
/// # Errors
/// As [`load_new_partner`], or names the field at fault.
#[server(prefix = "/fn", endpoint = "admin/add-partner", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn add_partner(partner: NewPartner) -> Result<PartnerId, AppError> {
    use domain::text::InvalidText;
    let (services, id, who) = team()?;
    let channel = services.unify.channel(&id).await.map_err(failed)?;
    let email = partner.email.trim().parse().map_err(|fault: InvalidText| invalid("email", fault.to_string()))?;
    let code = match partner.code.trim() {
        "" => None,
        text => Some(text.parse().map_err(|fault: InvalidText| invalid("code", fault.to_string()))?),
    };
    let terms = TermsForm {
        rate_kind: partner.rate_kind,
        rate: partner.rate,
        ignores_product_rates: partner.ignores_product_rates,
        group: partner.group,
        hold_days: partner.hold_days,
        minimums: partner.minimums,
        notes: partner.notes,
        version: String::new(),
    };
    let terms = read_terms(terms, channel.currency)?;
    let new = ::program::NewMember {
        first_name: partner.first_name,
        last_name: partner.last_name,
        email,
        code,
        is_approved: partner.approved,
    };
    services.program.enter_member(&id, &new, terms, partner.mailed, &who).await.map_err(refused)
}

/// Changes the name and e-mail of a partner who is not CC's.
///
/// # Errors
/// When no admin is signed in, the channel has no such partner, or names the field at fault.
#[server(prefix = "/fn", endpoint = "admin/rename-partner", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn rename_partner(
    partner: PartnerId,
    first_name: String,
    last_name: String,
    email: String,
) -> Result<(), AppError> {
    use domain::text::InvalidText;
    let (services, channel, who) = team()?;
    let email = email.trim().parse().map_err(|fault: InvalidText| invalid("email", fault.to_string()))?;
    let names = [first_name.as_str(), last_name.as_str()];
    services.program.rename_partner(&channel, &partner, names, &email, &who).await.map_err(refused)
}

/// Deletes a partner, and ends what they have open. `typed` is their code, or their name when they have none.
///
/// # Errors
/// As [`rename_partner`], or when money is on its way to them.
#[server(prefix = "/fn", endpoint = "admin/delete-partner", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn delete_partner(partner: PartnerId, typed: String) -> Result<(), AppError> {
    let (services, channel, who) = team()?;
    services.program.delete_partner(&channel, &partner, &typed, &who).await.map_err(refused)?;
    // They are disabled by now: no page answers them, whatever becomes of this.
    if let Err(error) = services.access.end_sessions_of(&channel, &partner).await {
        tracing::error!(%error, %partner, "the sessions of a partner who was deleted could not be ended");
    }
    Ok(())
}
