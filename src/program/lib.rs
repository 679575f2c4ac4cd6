//! The affiliate program: who is in it, what orders bring, what becomes of that, and what is paid.
//!
//! Every way in ends in one command: [`Program::track`] for orders, whoever brings them; [`Program::decide`] for commissions;
//! [`Program::give_back`] for refunds. Each is one transaction of the store.
#![forbid(unsafe_code)]

mod applications;
mod commissions;
mod coupon_sites;
mod customers;
mod desk;
mod doors;
mod error;
mod figures;
mod gate;
mod imports;
mod lists;
mod mail;
mod members;
mod milestones;
mod payouts;
mod people;
mod refunds;
mod seal;
mod shop;
mod standing;
mod tiers;
mod track;
mod workers;

pub use commissions::{ByHand, Decision};
pub use desk::{MemberTerms, Who};
pub use doors::{DoorView, DoorsMailed};
pub use error::ProgramError;
pub use imports::{Chunk, Upload, UploadFault, template};
pub use lists::MemberView;
pub use mail::{Composed, Letterhead, MailText, Message, compose};
pub use members::{NewMember, code_of};
pub use payouts::{
    BankFile, Changed, Confirmed, ConfirmedItem, Due, NotYet, Payer, Plan, UsPayer, Verdict, is_for_people, unanswered,
};
pub use people::MembersDecided;
pub use refunds::AskedRefund;
pub use seal::Seal;
pub use standing::DecidedApplications;
pub use track::{Asked, NotTracked, Outcome};

use connectors::{CouponPage, PayoutRail};
use domain::{ChannelId, Clock, Currency, payout::PayoutMethod};
use gate::Gate;
use mail::Post;
use std::{
    collections::HashMap,
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use store::Store;
use tokio::sync::Notify;

/// What every command of the program answers.
pub type Result<T> = std::result::Result<T, ProgramError>;

/// The program of every channel. Cheap to clone.
#[derive(Clone)]
pub struct Program {
    store: Store,
    seal: Seal,
    rails: Arc<[Arc<dyn PayoutRail>]>,
    payer: Arc<Payer>,
    /// Told when a run has something to do at once.
    told: Arc<Notify>,
    post: Arc<Post>,
    /// Told when a message was written.
    posted: Arc<Notify>,
    gates: Arc<Mutex<HashMap<ChannelId, Gate>>>,
    imports: Arc<imports::Folder>,
    /// Where codes are looked for.
    coupon_pages: Arc<[CouponPage]>,
}

impl fmt::Debug for Program {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Program").finish_non_exhaustive()
    }
}

impl Program {
    /// The program over a store, that keeps accounts under a seal, pays by no rail and sends no messages yet.
    pub fn new(store: Store, seal: Seal) -> Self {
        Self {
            store,
            seal,
            rails: Arc::from([]),
            payer: Arc::default(),
            told: Arc::default(),
            post: Arc::default(),
            posted: Arc::default(),
            gates: Arc::default(),
            imports: Arc::default(),
            coupon_pages: Arc::from([]),
        }
    }

    /// The program that pays by these rails, and by files from these accounts.
    #[must_use]
    pub fn paying(self, rails: Vec<Arc<dyn PayoutRail>>, payer: Payer) -> Self {
        Self { rails: rails.into(), payer: Arc::new(payer), ..self }
    }

    /// The program that takes files in, keeps them in this folder until they are, and none that is larger than so many bytes.
    #[must_use]
    pub fn importing(self, folder: PathBuf, largest: u64) -> Self {
        Self { imports: Arc::new(imports::Folder::new(folder, largest)), ..self }
    }

    /// The same program over another store.
    #[must_use]
    pub fn over(&self, store: Store) -> Self {
        Self { store, gates: Arc::default(), told: Arc::default(), ..self.clone() }
    }

    /// How money of one currency can go out: what has a rail, what has a file, and always by hand.
    pub fn methods(&self, currency: Currency) -> Vec<PayoutMethod> {
        PayoutMethod::ALL.into_iter().filter(|method| self.pays_by(*method, currency)).collect()
    }

    /// What kinds of account a partner may name. Whoever pays by hand needs an address or a bank account as well; only Stripe's id is of
    /// no use to people.
    pub fn account_methods(&self) -> Vec<PayoutMethod> {
        let is_of_use = |method: &PayoutMethod| match method {
            PayoutMethod::Paypal | PayoutMethod::Bank => true,
            PayoutMethod::Stripe => self.rail(*method).is_some(),
            PayoutMethod::Manual => false,
        };
        PayoutMethod::ALL.into_iter().filter(is_of_use).collect()
    }

    fn pays_by(&self, method: PayoutMethod, currency: Currency) -> bool {
        match method {
            PayoutMethod::Manual => true,
            PayoutMethod::Bank if currency == Currency::EUR => self.payer.sepa.is_some(),
            PayoutMethod::Bank => currency == Currency::USD && self.payer.nacha.is_some(),
            PayoutMethod::Paypal | PayoutMethod::Stripe => self.rail(method).is_some(),
        }
    }

    fn rail(&self, method: PayoutMethod) -> Option<&Arc<dyn PayoutRail>> {
        self.rails.iter().find(|rail| rail.method() == method)
    }

    /// Where its rows are.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    fn clock(&self) -> &dyn Clock {
        self.store.clock().as_ref()
    }

    /// Where the channel's orders wait to be written together.
    fn gate(&self, channel: &ChannelId) -> Gate {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        gates.entry(channel.clone()).or_insert_with(|| Gate::new(self.store.clone(), channel.clone())).clone()
    }
}
