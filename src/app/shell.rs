//! The HTML document around every page, and which page stands at which address.

use crate::{
    admin::{
        NewPartnerRoute, OverviewRoute, PartnersRoute, PayoutRunRoute, PayoutsAdminRoute, ReviewQueueRoute,
        ReviewRoute,
        program::{
            ApplicationsRoute, CommissionRoute, CommissionsRoute, CustomerRoute, CustomersRoute, ImportRoute,
            ImportsRoute, MailRoute, MemberRoute, ProgramFiguresRoute, ProgramRoute,
        },
    },
    analytics::AnalyticsRoute,
    content::ContentRoute,
    earnings::EarningsRoute,
    frame::{AdminFrame, Announcer, NotFound, PartnerFrame, Progress},
    home::HomeRoute,
    live::provide_live,
    payouts::PayoutsRoute,
    profile::ProfileRoute,
};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// The HTML document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HashedStylesheet options=options.clone() id="leptos" />
                <AutoReload options=options.clone() />
                <HydrationScripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// All pages. Pages are sent in order, so that each is whole with JavaScript off too.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_live();
    let (is_routing, set_is_routing) = signal(false);
    view! {
        <Title formatter=tab_title />
        <Router set_is_routing>
            <Progress is_routing />
            <Announcer is_routing />
            <Routes fallback=NotFound>
                <ParentRoute path=path!("/admin") view=AdminFrame ssr=SsrMode::InOrder>
                    <Route path=path!("") view={Lazy::<OverviewRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("partners") view={Lazy::<PartnersRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("partners/new") view={Lazy::<NewPartnerRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("partners/:id") view={Lazy::<HomeRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("partners/:id/earnings") view={Lazy::<EarningsRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("partners/:id/analytics") view={Lazy::<AnalyticsRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("partners/:id/content") view={Lazy::<ContentRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("review") view={Lazy::<ReviewQueueRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("review/:id") view={Lazy::<ReviewRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("partners/:id/profile") view={Lazy::<ProfileRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("partners/:id/payouts") view={Lazy::<PayoutsRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("payouts") view={Lazy::<PayoutsAdminRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("payouts/:id") view={Lazy::<PayoutRunRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("partners/:id/program") view={Lazy::<MemberRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("commissions") view={Lazy::<CommissionsRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("commissions/:id") view={Lazy::<CommissionRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("customers") view={Lazy::<CustomersRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("customers/:id") view={Lazy::<CustomerRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("imports") view={Lazy::<ImportsRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("imports/:id") view={Lazy::<ImportRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("program") view={Lazy::<ProgramRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("applications") view={Lazy::<ApplicationsRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("mail") view={Lazy::<MailRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("program/overview") view={Lazy::<ProgramFiguresRoute>::new()} ssr=SsrMode::InOrder />
                </ParentRoute>
                <ParentRoute path=path!("") view=PartnerFrame ssr=SsrMode::InOrder>
                    <Route path=path!("") view={Lazy::<HomeRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("earnings") view={Lazy::<EarningsRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("analytics") view={Lazy::<AnalyticsRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("content") view={Lazy::<ContentRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("profile") view={Lazy::<ProfileRoute>::new()} ssr=SsrMode::InOrder />
                    <Route path=path!("payouts") view={Lazy::<PayoutsRoute>::new()} ssr=SsrMode::InOrder />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// The name of the tab. `leptos_meta` writes it into the server's HTML as it is, and a page may be named after a partner:
/// there it must be made harmless here. The browser takes it as text.
fn tab_title(page: String) -> String {
    let page = if cfg!(feature = "ssr") { page.replace('&', "&amp;").replace('<', "&lt;") } else { page };
    if page.is_empty() { "Tandem".into() } else { format!("{page} · Tandem") }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::tab_title;

    #[test]
    fn a_title_opens_no_tag() {
        assert_eq!(tab_title("</title><script>".into()), "&lt;/title>&lt;script> · Tandem");
        assert_eq!(tab_title("A &amp; B".into()), "A &amp;amp; B · Tandem");
        assert_eq!(tab_title(String::new()), "Tandem");
    }
}
