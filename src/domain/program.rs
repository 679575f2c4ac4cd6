//! The affiliate program: what partners are promised, and what each order brings them.
//!
//! What a commission comes to is decided by [`Terms::commission`], in the order of the program's contract:
//! 1. a partner who ignores product rates gets their rate, whatever the order says;
//! 2. else what the order says;
//! 3. else the partner's rate: their own, their group's, or the program's;
//! 4. else nothing.

pub mod application;
mod customer_orders;
mod figures;
mod imports;
mod lists;
mod member;
mod milestone;
mod minimums;
mod next_payout;
mod rate;
mod settings;
mod track;

pub use application::{Answer, Applicant, Application, ApplicationLine, ApplicationPage};
pub use customer_orders::{CustomerOrder, CustomerOrderPage, CustomerOrderQuery, DirectOrderLine};
pub use figures::{FiguresQuery, ProgramFigures, ProgramPoint, TopPartner, for_each};
pub use imports::{
    ImportCounts, ImportDetail, ImportFault, ImportKind, ImportLine, ImportPage, ImportPreview, ImportState,
    PreviewLine,
};
pub use lists::{
    Brought, CodeLine, CodeSighting, CommissionDetail, CommissionLine, CommissionOrder, CommissionPage,
    CommissionQuery, CustomerLine, CustomerName, CustomerPage, CustomerQuery, CustomerTotals, StepLine, site_name,
};
pub use member::{AgreedRate, Member, MemberStatus, PayoutDetails, RateOf, Standing, Terms};
pub use milestone::{Goal, Milestone, Progress, Window};
pub use minimums::Minimums;
pub use next_payout::payable_from;
pub use rate::Rate;
pub use settings::{Group, ProgramSettings, Question};
pub use track::{CustomerFacts, Origin, Product, TrackOrder};

use serde::{Deserialize, Serialize};

/// Something about a commission that a person should look at before it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The customer is the partner.
    SelfReferral,
}

impl Flag {
    /// The name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SelfReferral => "self_referral",
        }
    }

    /// Reads the name in the store; an empty one is no flag.
    pub fn parse(text: &str) -> Option<Self> {
        (text == Self::SelfReferral.as_str()).then_some(Self::SelfReferral)
    }

    /// What it means, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::SelfReferral => "The customer's e-mail is the partner's own",
        }
    }
}
