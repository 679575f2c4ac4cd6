//! The affiliate program: who is in it, what orders bring, what becomes of that, and what is paid.
//!
//! Every way in ends in one command: [`Program::track`] for orders, whoever brings them; [`Program::decide`] for commissions;
//! [`Program::give_back`] for refunds. Each is one transaction of the store.
#![forbid(unsafe_code)]

mod commissions;
mod desk;
mod error;
mod gate;
mod lists;
mod members;
mod track;
mod workers;

pub use commissions::{ByHand, Decision};
pub use desk::{MemberTerms, Who};
pub use error::ProgramError;
pub use lists::MemberView;
pub use members::{NewMember, code_of};
pub use track::{Asked, NotTracked, Outcome};

use domain::{ChannelId, Clock};
use gate::Gate;
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};
use store::Store;

/// What every command of the program answers.
pub type Result<T> = std::result::Result<T, ProgramError>;

/// The program of every channel. Cheap to clone.
#[derive(Clone)]
pub struct Program {
    store: Store,
    gates: Arc<Mutex<HashMap<ChannelId, Gate>>>,
}

impl fmt::Debug for Program {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Program").finish_non_exhaustive()
    }
}

impl Program {
    /// The program over a store.
    pub fn new(store: Store) -> Self {
        Self { store, gates: Arc::default() }
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
