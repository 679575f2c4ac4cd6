//! One import: what the file says before it is confirmed, and then how far it has come.

use super::{
    StateChip,
    acts::{CancelQuestion, Desk, Refused},
    api::load_import,
    params::ImportsParams,
    preview::Preview,
    progress::Progress,
};
use crate::{
    AppError,
    payouts::parts::Watch,
    ui::{BlockSkeleton, ErrorPanel, Icon, IconName, PageHead},
};
use domain::{
    ImportId,
    program::{ImportDetail, ImportState},
};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use std::time::Duration;

/// How often a page looks while lines are taken in.
const SOON: Duration = Duration::from_millis(1_200);

pub(super) type Data = Resource<Result<ImportDetail, AppError>>;

/// One import.
#[derive(Clone)]
pub struct ImportRoute;

impl ImportRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let params = use_params_map();
        let id = Memo::new(move |_| read_id(params.get().get("id")));
        // The answer's status depends on it: the first bytes wait for it.
        let data = Resource::new_blocking(move || id.get(), load_import);
        view! { <Page id data /> }.into_any()
    }
}

/// What is no id names no import: the server then says that there is none.
fn read_id(text: Option<String>) -> ImportId {
    text.and_then(|text| text.parse().ok()).unwrap_or_else(|| ImportId::from_parts(0, [0; 10]))
}

#[component]
fn Page(id: Memo<ImportId>, data: Data) -> impl IntoView {
    let desk = Desk::new(id, Callback::new(move |()| data.refetch()));
    // Read out when it changes, and not whenever the page looks.
    let standing = RwSignal::new("");
    Effect::new(move |_| {
        let now = data.get().and_then(Result::ok).map_or("", |detail| detail.import.state.title());
        if standing.get_untracked() != now {
            standing.set(now);
        }
    });
    let whole = move || {
        Suspend::new(async move {
            match data.await {
                Ok(detail) => Either::Left(view! { <Loaded detail data desk /> }),
                Err(error) => Either::Right(view! {
                    <PageHead title="Import" />
                    <ErrorPanel error retry=Callback::new(move |()| data.refetch()) />
                }),
            }
        })
    };
    view! {
        <p class="visually-hidden" role="status">{standing}</p>
        <Transition fallback=|| view! { <BlockSkeleton class="partner-wait" /> }>{whole}</Transition>
        <CancelQuestion desk />
    }
}

#[component]
fn Loaded(detail: ImportDetail, data: Data, desk: Desk) -> impl IntoView {
    let import = detail.import.clone();
    let is_open = import.state == ImportState::Running;
    let about = format!("{}, brought {} by {}.", import.kind.title(), import.when, import.by);
    let content = if import.state == ImportState::Preview {
        Either::Left(view! { <Preview detail desk /> })
    } else {
        Either::Right(view! { <Progress detail desk /> })
    };
    view! {
        <Title text=format!("Import {}", import.file_name) />
        <Watch is_open every=SOON reload=Callback::new(move |()| data.refetch()) />
        <div class="page">
            <div class="partner-head">
                <a class="back" href=ImportsParams::PATH><Icon name=IconName::ChevronLeft />"Imports"</a>
                <div class="head">
                    <div><h1 tabindex="-1" dir="auto">{import.file_name}</h1><p>{about}</p></div>
                    <div class="tools"><StateChip state=import.state /></div>
                </div>
            </div>
            <Refused desk />
            {content}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_id_names_no_import() {
        let real = ImportId::from_parts(1, [7; 10]);
        assert_eq!(read_id(Some(real.to_string())), real);
        assert_eq!(read_id(Some("../x".into())), read_id(None));
    }
}
