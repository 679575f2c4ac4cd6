//! The team's pages as three parts of what the browser loads.
//!
//! Routes that are loaded on their own share functions in ever more combinations, and each combination is a file of its own that every
//! first visit learns of. Pages that are used together are loaded together instead.

use super::{
    NewPartnerRoute, OverviewRoute, PartnersRoute, PayoutRunRoute, PayoutsAdminRoute, ReviewQueueRoute, ReviewRoute,
    program::{
        ApplicationsRoute, CommissionRoute, CommissionsRoute, CustomerRoute, CustomersRoute, ImportRoute, ImportsRoute,
        MailRoute, MemberRoute, ProgramFiguresRoute, ProgramRoute,
    },
};
use leptos::prelude::*;
use leptos_router::LazyRoute;

/// One part: its pages, the function that loads it and shows one of them, and the one that only loads it, as `lazy` names it.
macro_rules! part {
    ($pages:ident, $show:ident, $preload:ident: $($route:ident),*) => {
        #[derive(Clone, Copy)]
        #[repr(u8)]
        #[expect(clippy::enum_variant_names, reason = "they are named as the routes are")]
        enum $pages {
            $($route),*
        }

        #[lazy]
        fn $show(page: $pages) -> AnyView {
            match page {
                $($pages::$route => $route::show()),*
            }
        }

        $(impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                $show($pages::$route).await
            }

            async fn preload() {
                #[cfg(target_arch = "wasm32")]
                $preload().await;
            }
        })*
    };
}

part!(PeoplePages, people_page, __preload_people_page:
    OverviewRoute, PartnersRoute, NewPartnerRoute, ReviewQueueRoute, ReviewRoute);
part!(MoneyPages, money_page, __preload_money_page:
    CommissionRoute, CommissionsRoute, CustomerRoute, CustomersRoute, PayoutRunRoute, PayoutsAdminRoute);
part!(ProgramPages, program_page, __preload_program_page:
    ApplicationsRoute, ImportRoute, ImportsRoute, MailRoute, MemberRoute, ProgramFiguresRoute, ProgramRoute);
