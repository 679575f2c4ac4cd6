//! The pages that a partner sees of themselves, and the team of any partner: one view, one part of the code for both, and for the
//! team a head above it that says whose page it is.

mod head;

pub use head::Tab;

use crate::{
    AppError,
    admin::{
        api::{PartnerHead, load_partner},
        parts::partner_path,
    },
    earnings::api::retry_source,
    ui::{BlockSkeleton, ErrorPanel, PageHead, come_alive},
};
use domain::{PartnerId, Source};
use head::Head;
use leptos::{either::EitherOf3, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// Whose page it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whose {
    /// The partner whom the team looks at; none for partners, who see themselves.
    pub partner: Option<PartnerId>,
    /// Where the partner's pages are: empty for the partner, `/admin/partners/{id}` for the team.
    pub base: String,
}

impl Whose {
    fn of(id: &PartnerId) -> Self {
        Self { partner: Some(id.clone()), base: partner_path(id) }
    }

    /// Whether partners look at themselves.
    pub const fn is_own(&self) -> bool {
        self.partner.is_none()
    }
}

/// What a page shows of its data.
pub type View<D> = fn(D, Whose) -> AnyView;

/// The page at an address with or without a partner in it. `load` is told whom to ask for: nobody means whoever is signed in. It is
/// called by the page's own part of the code: what decodes the data is then no part of every page's first bytes.
pub fn partner_page<D: Copy + Send + Sync + 'static>(
    tab: Tab,
    load: fn(Signal<Option<PartnerId>>) -> D,
    view: View<D>,
) -> AnyView {
    come_alive();
    let is_own = use_params_map().with_untracked(|params| params.get("id").is_none());
    let content = if is_own {
        view(load(Signal::stored(None)), Whose::default())
    } else {
        let asked = Asked::load();
        let data = load(Signal::derive(move || Some(asked.id.get())));
        let below = ViewOf::new(move |head: &PartnerHead| view(data, Whose::of(&head.id)));
        view! { <Page asked tab content=below /> }.into_any()
    };
    // Views name their pages more closely once they know more.
    view! { <Title text=tab.title() />{content} }.into_any()
}

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

/// Asks a source anew, and then the page for its data: whatever came of it, the page shows how the source is now.
pub fn retrying(partner: Option<PartnerId>, reload: impl Fn() + Copy + Send + Sync + 'static) -> Callback<Source> {
    Callback::new(move |source| {
        let partner = partner.clone();
        leptos::task::spawn_local(async move {
            let _ = retry_source(partner, source).await;
            reload();
        });
    })
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
