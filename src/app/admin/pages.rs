//! The team's pages as one part of what the browser loads.
//!
//! Routes that are loaded on their own share functions in ever more combinations, and each combination is a file of its own that every
//! first visit learns of. The team's twenty pages are loaded as one.

use super::{
    NewPartnerRoute, OverviewRoute, PartnersRoute, PayoutRunRoute, PayoutsAdminRoute, ReviewQueueRoute, ReviewRoute,
    program::{
        ApplicationsRoute, CommissionRoute, CommissionsRoute, CustomerRoute, CustomersRoute, ImportRoute, ImportsRoute,
        MailRoute, MemberRoute, ProgramFiguresRoute, ProgramRoute,
    },
};
use leptos::prelude::*;
use leptos_router::LazyRoute;

macro_rules! team_pages {
    ($($route:ident),* $(,)?) => {
        #[derive(Clone, Copy)]
        #[repr(u8)]
        enum TeamPage {
            $($route),*
        }

        #[lazy]
        fn team_page(page: TeamPage) -> AnyView {
            match page {
                $(TeamPage::$route => $route::show()),*
            }
        }

        $(impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                team_page(TeamPage::$route).await
            }

            async fn preload() {
                #[cfg(target_arch = "wasm32")]
                __preload_team_page().await;
            }
        })*
    };
}

team_pages! {
    ApplicationsRoute, CommissionRoute, CommissionsRoute, CustomerRoute, CustomersRoute, ImportRoute, ImportsRoute, MailRoute,
    MemberRoute, NewPartnerRoute, OverviewRoute, PartnersRoute, PayoutRunRoute, PayoutsAdminRoute, ProgramFiguresRoute, ProgramRoute,
    ReviewQueueRoute, ReviewRoute,
}
