//! The team's page of payouts: who would be paid, one confirmation, and what became of earlier ones.

pub mod api;
mod by_hand;
#[cfg(feature = "ssr")]
mod compose;
mod confirm;
#[cfg(feature = "ssr")]
pub mod csv;
#[cfg(feature = "ssr")]
pub mod file;
pub(crate) mod params;
mod plan;
mod run;
mod run_acts;
mod runs;
mod selection;
pub(crate) mod view;

pub use run::PayoutRunRoute;

use crate::ui::PageHead;
use confirm::{Desk, Outcome};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use params::PayoutsParams;
use plan::Plan;
use runs::Runs;

/// The page.
#[derive(Clone)]
pub struct PayoutsAdminRoute;

impl PayoutsAdminRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(PayoutsParams::read));
        let (plan, runs) = (plan::load(params), runs::load(params));
        let desk = Desk::new(Callback::new(move |()| {
            plan.refetch();
            runs.refetch();
        }));
        view! {
            <PageHead title="Payouts" text="Pay what partners have earned, and see what became of it." />
            <Outcome desk />
            <Plan params data=plan desk />
            <Runs params data=runs />
        }
        .into_any()
    }
}
