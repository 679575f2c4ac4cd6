//! A partner as the team sees them: who it is, and below that the same views as the partner's own.

mod head;

use super::{
    api::{PartnerHead, load_partner},
    parts::partner_path,
};
use crate::{
    AppError,
    analytics::{self, AnalyticsView},
    content::{ContentPage, api::load_content},
    earnings::{EarningsData, EarningsView},
    home::{HomeView, api::load_home},
    profile::{ProfileView, api::load_profile},
    ui::{BlockSkeleton, ErrorPanel, PageHead},
};
use domain::PartnerId;
use head::{Head, Tab};
use leptos::{either::EitherOf3, prelude::*};
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_params_map, lazy_route};

/// Whom the address names, and who that is.
#[derive(Clone, Copy)]
struct Asked {
    id: Memo<PartnerId>,
    head: Resource<Result<PartnerHead, AppError>>,
}

impl Asked {
    fn load() -> Self {
        let params = use_params_map();
        let id = Memo::new(move |_| read_id(params.get().get("id")));
        // The answer's status depends on it: the first bytes wait for it.
        let head = Resource::new_blocking(move || id.get(), load_partner);
        Self { id, head }
    }
}

/// What is no id names nobody: the server then says, as for any id it does not know, that there is no such partner.
fn read_id(text: Option<String>) -> PartnerId {
    text.and_then(|text| text.parse().ok()).unwrap_or_else(|| PartnerId::from_parts(0, [0; 10]))
}

/// Their home.
#[derive(Clone)]
pub struct AdminPartnerHome;

#[lazy_route]
impl LazyRoute for AdminPartnerHome {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        crate::ui::come_alive();
        let AdminPartnerHome = this;
        let asked = Asked::load();
        let data = Resource::new(move || asked.id.get(), |id| load_home(Some(id)));
        let content = move |head: &PartnerHead| {
            let base = partner_path(&head.id);
            view! { <HomeView data base /> }.into_any()
        };
        view! { <Page asked tab=Tab::Home content=ViewOf::new(content) /> }.into_any()
    }
}

/// Their earnings.
#[derive(Clone)]
pub struct AdminPartnerEarnings;

#[lazy_route]
impl LazyRoute for AdminPartnerEarnings {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        crate::ui::come_alive();
        let AdminPartnerEarnings = this;
        let asked = Asked::load();
        let data = EarningsData::load(Signal::derive(move || Some(asked.id.get())));
        let content = move |head: &PartnerHead| {
            let base = partner_path(&head.id);
            let (path, csv) = (format!("{base}/earnings"), format!("{base}/earnings.csv"));
            view! { <EarningsView data path csv partner=Some(head.id.clone()) /> }.into_any()
        };
        view! { <Page asked tab=Tab::Earnings content=ViewOf::new(content) /> }.into_any()
    }
}

/// Their clicks, visits and links.
#[derive(Clone)]
pub struct AdminPartnerAnalytics;

#[lazy_route]
impl LazyRoute for AdminPartnerAnalytics {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        crate::ui::come_alive();
        let AdminPartnerAnalytics = this;
        let asked = Asked::load();
        let data = analytics::load(Signal::derive(move || Some(asked.id.get())));
        let content = move |head: &PartnerHead| {
            let path = format!("{}/analytics", partner_path(&head.id));
            view! { <AnalyticsView data path partner=Some(head.id.clone()) /> }.into_any()
        };
        view! { <Page asked tab=Tab::Analytics content=ViewOf::new(content) /> }.into_any()
    }
}

/// Their profile.
#[derive(Clone)]
pub struct AdminPartnerProfile;

#[lazy_route]
impl LazyRoute for AdminPartnerProfile {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        crate::ui::come_alive();
        let AdminPartnerProfile = this;
        let asked = Asked::load();
        let data = Resource::new(move || asked.id.get(), |id| load_profile(Some(id)));
        let content = move |head: &PartnerHead| {
            let base = partner_path(&head.id);
            view! { <ProfileView data base /> }.into_any()
        };
        view! { <Page asked tab=Tab::Profile content=ViewOf::new(content) /> }.into_any()
    }
}

/// Their landing page, to be edited.
#[derive(Clone)]
pub struct AdminPartnerContent;

#[lazy_route]
impl LazyRoute for AdminPartnerContent {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        crate::ui::come_alive();
        let AdminPartnerContent = this;
        let asked = Asked::load();
        let data = Resource::new(move || asked.id.get(), |id| load_content(Some(id)));
        let content = move |head: &PartnerHead| {
            let base = partner_path(&head.id);
            view! { <ContentPage data base /> }.into_any()
        };
        view! { <Page asked tab=Tab::Content content=ViewOf::new(content) /> }.into_any()
    }
}

/// What stands below the head, once it is known whose page this is.
#[derive(Clone)]
struct ViewOf(std::sync::Arc<dyn Fn(&PartnerHead) -> AnyView + Send + Sync>);

impl ViewOf {
    fn new(view: impl Fn(&PartnerHead) -> AnyView + Send + Sync + 'static) -> Self {
        Self(std::sync::Arc::new(view))
    }
}

#[component]
fn Page(asked: Asked, tab: Tab, content: ViewOf) -> impl IntoView {
    let whole = move || {
        let content = content.clone();
        Suspend::new(async move {
            match asked.head.await {
                Ok(head) => {
                    let below = (content.0)(&head);
                    EitherOf3::A(view! { <Head head tab />{below} })
                }
                Err(AppError::NotFound) => EitherOf3::B(view! { <Nobody /> }),
                Err(error) => EitherOf3::C(view! {
                    <PageHead title="Partner" />
                    <ErrorPanel error retry=Callback::new(move |()| asked.head.refetch()) />
                }),
            }
        })
    };
    view! { <Transition fallback=|| view! { <BlockSkeleton class="partner-wait" /> }>{whole}</Transition> }
}

/// The channel has no such partner.
#[component]
fn Nobody() -> impl IntoView {
    view! {
        <Title text="Partner not found" />
        <div class="card blank">
            <h1 tabindex="-1">"Partner not found"</h1>
            <p>"Your programme has no partner at this address. The link may be incomplete, or belong to another shop."</p>
            <a class="btn primary" href="/admin/partners">"All partners"</a>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_id_names_nobody() {
        let real = PartnerId::from_parts(1, [7; 10]);
        assert_eq!(read_id(Some(real.to_string())), real);
        let nobody = read_id(None);
        assert_eq!(read_id(Some("../../admin".into())), nobody);
        assert_ne!(real, nobody);
    }
}
