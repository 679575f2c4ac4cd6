//! What stands around every page: brand, navigation, who is signed in.

mod announce;
pub mod api;
mod not_found;
mod side;
mod viewer;

pub use announce::{Announcer, Progress};
pub use not_found::NotFound;

use crate::{
    AppError,
    live::{self, Notices},
    ui::{Icon, IconName},
};
use api::load_frame;
use domain::PartnerId;
use leptos::prelude::*;
use leptos_router::{
    components::{A, Outlet},
    hooks::use_location,
};
use side::Side;

/// Whose pages stand below an address: `/admin/partners/{id}`; none for the partner's own.
pub fn partner_in(base: &str) -> Option<PartnerId> {
    base.strip_prefix("/admin/partners/")?.split('/').next()?.parse().ok()
}

/// A page that the navigation leads to.
#[derive(Debug, Clone, Copy)]
struct PageLink {
    icon: IconName,
    title: &'static str,
    href: &'static str,
    /// Whether pages below it are other pages.
    is_exact: bool,
}

/// The page whose link says how much waits there.
const REVIEW: &str = "/admin/review";

const PARTNER_PAGES: &[PageLink] = &[
    PageLink { icon: IconName::Home, title: "Home", href: "/", is_exact: true },
    PageLink { icon: IconName::Earnings, title: "Earnings", href: "/earnings", is_exact: false },
    PageLink { icon: IconName::Payouts, title: "Payouts", href: "/payouts", is_exact: false },
    PageLink { icon: IconName::Analytics, title: "Analytics", href: "/analytics", is_exact: false },
    PageLink { icon: IconName::Content, title: "Content", href: "/content", is_exact: false },
    PageLink { icon: IconName::Profile, title: "Profile", href: "/profile", is_exact: false },
];

const ADMIN_PAGES: &[PageLink] = &[
    PageLink { icon: IconName::Overview, title: "Overview", href: "/admin", is_exact: true },
    PageLink { icon: IconName::Partners, title: "Partners", href: "/admin/partners", is_exact: false },
    PageLink { icon: IconName::Earnings, title: "Commissions", href: "/admin/commissions", is_exact: false },
    PageLink { icon: IconName::Customers, title: "Customers", href: "/admin/customers", is_exact: false },
    PageLink { icon: IconName::Payouts, title: "Payouts", href: "/admin/payouts", is_exact: false },
    PageLink { icon: IconName::Review, title: "Review", href: REVIEW, is_exact: false },
    PageLink { icon: IconName::Program, title: "Program", href: "/admin/program", is_exact: false },
];

/// The merchant and who is signed in, for pages that change what the frame shows.
#[derive(Clone, Copy)]
struct FrameData(Resource<Result<api::Frame, AppError>>);

/// Reads anew what the frame shows, such as how much waits for review.
pub fn refresh_frame() -> impl Fn() + Copy {
    let frame = use_context::<FrameData>();
    move || {
        if let Some(FrameData(frame)) = frame {
            frame.refetch();
        }
    }
}

/// The partner's pages.
#[component]
pub fn PartnerFrame() -> impl IntoView {
    view! { <Frame pages=PARTNER_PAGES /> }
}

/// The team's pages.
#[component]
pub fn AdminFrame() -> impl IntoView {
    view! { <Frame pages=ADMIN_PAGES /> }
}

#[component]
fn Frame(pages: &'static [PageLink]) -> impl IntoView {
    // From our own store, so the first bytes may wait for it: they then carry the brand's colour.
    let frame = Resource::new_blocking(|| (), |()| load_frame());
    provide_context(FrameData(frame));
    let position = RwSignal::new(None);
    let waiting = RwSignal::new(0);
    // Effects run in the browser only.
    Effect::new(move |_| {
        if let Some(Ok(frame)) = frame.get() {
            // Where the streams begin; a frame that is read anew must not make them skip what is on its way.
            if position.with_untracked(Option::is_none) {
                position.set(frame.position);
            }
            waiting.set(frame.reviews_waiting);
        }
    });
    let path = use_location().pathname;
    let partner = Memo::new(move |_| path.with(|path| partner_in(path)));
    live::follow(position.into(), partner.into());
    view! {
        <a class="skip" href="#main" rel="external">"Skip to content"</a>
        <div class="app">
            <Transition fallback=move || view! { <Side pages frame=None /> }>
                {move || Suspend::new(async move {
                    let frame = frame.await.ok();
                    view! { <Side pages frame /> }
                })}
            </Transition>
            <main id="main" tabindex="-1">
                <Outlet />
            </main>
            <nav class="bar" aria-label="Main">
                <Links pages waiting />
            </nav>
            <Notices />
        </div>
    }
}

#[component]
fn Links(
    pages: &'static [PageLink],
    /// How much waits for review.
    #[prop(into)]
    waiting: Signal<i64>,
) -> impl IntoView {
    let badge = move || {
        (waiting.get() > 0)
            .then(|| view! { <span class="badge">{waiting}<span class="visually-hidden">" waiting"</span></span> })
    };
    let link = move |page: PageLink| {
        let badge = (page.href == REVIEW).then_some(badge);
        view! {
            <A href=page.href exact=page.is_exact attr:class="nav">
                <Icon name=page.icon />
                {page.title}
                {badge}
            </A>
        }
    };
    pages.iter().copied().map(link).collect_view()
}
