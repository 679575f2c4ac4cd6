//! Files of orders and partners: brought here, looked at, confirmed, and watched while they are taken in.

mod acts;
mod api;
#[cfg(feature = "ssr")]
pub mod csv;
mod detail;
mod faults;
mod params;
mod preview;
mod progress;
mod upload;

pub use detail::ImportRoute;

use super::{
    Pager,
    stand::{Stand, StandFilter},
};
use crate::{
    AppError,
    admin::parts::text_or_dash,
    payouts::parts::Watch,
    period::controls::Faults,
    ui::{Chip, Empty, ErrorPanel, PageHead, TableSkeleton, Tone, count_text},
};
use api::{ImportsQuery, list_imports};
use domain::program::{ImportLine, ImportPage, ImportState};
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;
use params::ImportsParams;
use upload::UploadForm;

pub(super) type Data = Resource<Result<ImportPage, AppError>>;

impl Stand for ImportState {
    const ALL: &'static [Self] = &Self::ALL;
    const HINT: &'static str = "preview, running, paused, done, failed or cancelled";

    fn name(self) -> &'static str {
        self.as_str()
    }

    fn title(self) -> &'static str {
        Self::title(self)
    }
}

/// Where a file is brought, and the list of those that were.
#[derive(Clone)]
pub struct ImportsRoute;

impl ImportsRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(ImportsParams::read));
        let data = Resource::new(
            move || params.with(|it| ImportsQuery { state: it.state, before: it.before.clone() }),
            list_imports,
        );
        view! { <Page params data /> }.into_any()
    }
}

#[component]
fn Page(params: Memo<ImportsParams>, data: Data) -> impl IntoView {
    let list = move || {
        Suspend::new(async move {
            match data.await {
                Ok(page) => Either::Left(view! { <List page params=params.get_untracked() data /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    let kind = params.get_untracked().kind;
    view! {
        <PageHead title="Imports" text="Bring orders or partners as a CSV file. Nothing is written before you have seen what it says." />
        <Faults faults=Signal::derive(move || params.get().faults) />
        <UploadForm kind data />
        <section class="card" aria-labelledby="imports-title">
            <header><h2 id="imports-title">"Files so far"</h2></header>
            <StandFilter
                path=ImportsParams::PATH any="Any status" all=&ImportState::ALL rest=vec![params.get_untracked().kind()]
                chosen=Signal::derive(move || params.get().state.map(Stand::name))
            />
            <Transition fallback=|| view! { <TableSkeleton rows=4 /> }>{list}</Transition>
        </section>
    }
}

#[component]
fn List(page: ImportPage, params: ImportsParams, data: Data) -> impl IntoView {
    let ImportPage { lines, next, .. } = page;
    let is_open = lines.iter().any(|line| line.state == ImportState::Running);
    let onward = next.map(|before| ImportsParams { before: Some(before), ..params.clone() }.href());
    let back = params.before.is_some().then(|| ImportsParams { before: None, ..params.clone() }.href());
    let content = if lines.is_empty() {
        let (title, text) = if params.state.is_some() || params.before.is_some() {
            ("No such files", "None of the files stands so.")
        } else {
            ("No files yet", "What you bring is listed here, with what became of its lines.")
        };
        Either::Left(view! { <Empty title text /> })
    } else {
        Either::Right(view! { <Table lines /> })
    };
    view! {
        <Watch is_open reload=Callback::new(move |()| data.refetch()) />
        {content}
        <Pager label="Pages of imports" back onward />
    }
}

#[component]
fn Table(lines: Vec<ImportLine>) -> impl IntoView {
    view! {
        <table class="cards import-table">
            <thead>
                <tr>
                    <th scope="col">"File"</th>
                    <th scope="col">"Brought"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col" class="num">"New"</th>
                    <th scope="col" class="num">"Not taken"</th>
                </tr>
            </thead>
            <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

fn row(line: ImportLine) -> impl IntoView {
    let counts = line.counts;
    let percent =
        (line.state == ImportState::Running).then(|| view! { <small>{format!("{}\u{a0}%", line.percent)}</small> });
    view! {
        <tr class="linked">
            <td class="i-file"><span class="person-name"><a href=import_path(&line) dir="auto">{line.file_name.clone()}</a></span><small>{line.kind.title()}</small></td>
            <td class="i-when">{line.when}<small>{text_or_dash(Some(line.by))}</small></td>
            <td class="i-status"><StateChip state=line.state />{percent}</td>
            <td class="num i-new" data-label="New">{count_text(Some(counts.new))}</td>
            <td class="num i-left" data-label="Not taken">{count_text(Some(counts.refused + counts.not_tracked))}</td>
        </tr>
    }
}

fn import_path(line: &ImportLine) -> String {
    format!("{}/{}", ImportsParams::PATH, line.id)
}

/// So many lines.
fn lines_text(count: i64) -> String {
    let word = if count == 1 { "line" } else { "lines" };
    format!("{} {word}", count_text(Some(count)))
}

/// Where an import stands.
#[component]
fn StateChip(state: ImportState) -> impl IntoView {
    let tone = match state {
        ImportState::Done => Tone::Good,
        ImportState::Preview | ImportState::Running | ImportState::Paused => Tone::Warn,
        ImportState::Failed => Tone::Bad,
        ImportState::Cancelled => Tone::Quiet,
    };
    view! { <Chip tone text=state.title() /> }
}
