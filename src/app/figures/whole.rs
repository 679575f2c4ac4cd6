//! The figures with their charts: as the body of a page, or as a part of one.

use super::{
    api::{FiguresPage, load_figures},
    chart::TrendChart,
    line::Line,
    params::Params,
    tiles::Tiles,
    trend::{Chosen, Trend, TrendPicker},
};
use crate::{
    AppError,
    admin::parts::{PartnerName, partner_path},
    chart::keep_legend,
    live::use_live_reload,
    period::{
        Period,
        controls::{Buckets, Controls, Faults, Shown},
    },
    ui::{BlockSkeleton, Card, Empty, ErrorPanel, PageHead, TilesSkeleton, count_text},
};
use domain::{
    PartnerId,
    program::{ProgramFigures, TopPartner},
};
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;

/// What the team sees, loading or loaded; loaded anew when something happens. Made outside of what a page waits for.
#[derive(Clone, Copy)]
pub struct TeamFigures {
    params: Memo<Params>,
    data: Resource<Result<FiguresPage, AppError>>,
}

impl TeamFigures {
    /// The figures of a partner, or of the whole program.
    pub fn load(partner: Signal<Option<PartnerId>>) -> Self {
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(Params::read));
        let data = Resource::new(
            move || params.with(|params| (params.query(partner.get()), params.trends)),
            |(query, trends)| load_figures(query, trends),
        );
        keep_legend();
        use_live_reload(move || data.refetch());
        Self { params, data }
    }

    fn retry(self) -> Callback<()> {
        Callback::new(move |()| self.data.refetch())
    }
}

/// The whole program as a page at `path`.
#[component]
pub fn FiguresBody(
    /// The figures.
    figures: TeamFigures,
    /// The page's own address.
    path: &'static str,
    /// Where the file is.
    csv: &'static str,
) -> impl IntoView {
    let body = move || {
        let params = figures.params.get();
        Suspend::new(async move {
            match figures.data.await {
                Ok(page) => Either::Left(view! { <Whole page params path csv /> }),
                Err(error) => Either::Right(view! {
                    <PageHead title="Program figures" />
                    <ErrorPanel error retry=figures.retry() />
                }),
            }
        })
    };
    let waiting = || {
        view! {
            <PageHead title="Program figures" />
            <TilesSkeleton count=10 />
            <BlockSkeleton class="chart-wait" />
        }
    };
    view! {
        <Faults faults=Signal::derive(move || figures.params.get().faults) />
        <Transition fallback=waiting>{body}</Transition>
    }
}

#[component]
fn Whole(page: FiguresPage, params: Params, path: &'static str, csv: &'static str) -> impl IntoView {
    let (view, period) = (page.view.clone(), params.period.clone());
    let (shown, label, top) = (view.clone(), view.range.label(), view.top.clone());
    let chosen = params.clone();
    view! {
        <PageHead title="Program figures" text=label>
            <Choices view=shown params=chosen path=path.to_owned() csv=csv.to_owned() />
        </PageHead>
        <Tiles view />
        <Charts page params path=path.to_owned() />
        <Top rows=top period />
    }
}

/// One partner's figures as a part of the team's page about them; nothing while nothing counted.
#[component]
pub fn FiguresSection(
    /// The figures.
    figures: TeamFigures,
    /// The page's own address.
    path: String,
    /// Where the file is.
    csv: String,
) -> impl IntoView {
    let body = move || {
        let (params, path, csv) = (figures.params.get(), path.clone(), csv.clone());
        Suspend::new(async move {
            match figures.data.await {
                Ok(page) => Either::Left(page.view.has_counted.then(|| view! { <Section page params path csv /> })),
                Err(error) => Either::Right(view! { <ErrorPanel error retry=figures.retry() /> }),
            }
        })
    };
    view! {
        <Faults faults=Signal::derive(move || figures.params.get().faults) />
        <Transition fallback=|| view! { <TilesSkeleton count=10 /> }>{body}</Transition>
    }
}

#[component]
fn Section(page: FiguresPage, params: Params, path: String, csv: String) -> impl IntoView {
    let view = page.view.clone();
    let (shown, label, chosen, at) = (view.clone(), view.range.label(), params.clone(), path.clone());
    view! {
        <section class="figures" aria-labelledby="figures-title">
            <header class="section-head">
                <h2 id="figures-title">"Figures"<small>{label}</small></h2>
                <div class="tools"><Choices view=shown params=chosen path=at csv /></div>
            </header>
            <Tiles view />
            <Charts page params path />
        </section>
    }
}

#[component]
fn Choices(view: ProgramFigures, params: Params, path: String, csv: String) -> impl IntoView {
    let ProgramFigures { range, today, currency, currencies, .. } = view;
    let shown = Shown { range, today, currency, currencies };
    let rest = params.rest();
    view! { <Controls period=params.period rest faults=params.faults shown path csv /> }
}

/// Amounts and counts over time, side by side.
#[component]
pub(super) fn Charts(
    page: FiguresPage,
    params: Params,
    /// The page's own address.
    path: String,
) -> impl IntoView {
    let FiguresPage { view, trends, amounts, counts } = page;
    let bucket = view.bucket;
    let picker = |which| {
        let (rest, path) = (params.beside_trends(), path.clone());
        view! { <TrendPicker which trends=params.trends rest path /> }
    };
    let buckets = view! { <Buckets period=params.period.clone() rest=params.rest() bucket path=path.clone() /> };
    let for_amounts = view! { {picker(Chosen::Amounts)} {buckets} }.into_any();
    let for_counts = picker(Chosen::Counts).into_any();
    let (for_first, for_second) = (view.clone(), view);
    let title = |trend: Trend| format!("{} by {}", trend.title(), bucket.as_str());
    view! {
        <div class="grid2 trends">
            <Card title=title(trends.amounts) tools=for_amounts class="chart-card">
                {drawn(amounts, for_first, trends.amounts.lines())}
            </Card>
            <Card title=title(trends.counts) tools=for_counts class="chart-card">
                {drawn(counts, for_second, trends.counts.lines())}
            </Card>
        </div>
    }
}

/// A chart, or why there is none.
fn drawn(option: Option<String>, view: ProgramFigures, lines: &'static [Line]) -> impl IntoView {
    match option {
        Some(option) => Either::Left(view! { <TrendChart view option lines /> }),
        None => Either::Right(view! {
            <Empty title="Nothing counted yet" text="The chart appears with the first order that counts in the program." />
        }),
    }
}

/// The partners whose orders came to most, and the way to their figures over the same days.
#[component]
fn Top(rows: Vec<TopPartner>, period: Period) -> impl IntoView {
    let list = if rows.is_empty() {
        Either::Left(
            view! { <Empty title="No conversions in this range" text="Partners appear here with their first order that counts." /> },
        )
    } else {
        let lines = rows.into_iter().map(|row| line(row, &period)).collect_view();
        Either::Right(view! {
            <table class="cards top">
                <thead>
                    <tr>
                        <th scope="col">"Partner"</th>
                        <th scope="col" class="num">"Conversions"</th>
                        <th scope="col" class="num">"Revenue"</th>
                        <th scope="col" class="num">"Commissions"</th>
                        <th scope="col"><span class="visually-hidden">"More"</span></th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        })
    };
    let all = view! { <a class="btn small" href="/admin/partners?sort=commissions">"All partners"</a> }.into_any();
    view! { <Card title="Top partners" tools=all>{list}</Card> }
}

fn line(row: TopPartner, period: &Period) -> impl IntoView + use<> {
    let figures = period.href(&format!("{}/program", partner_path(&row.id)), &[]);
    let label = format!("Figures of {}", row.name);
    view! {
        <tr>
            <td class="p-who">
                <PartnerName id=row.id name=row.name picture_url=row.picture_url text=row.code.unwrap_or_default() is_active=row.is_active />
            </td>
            <td class="num p-orders" data-label="Conversions">{count_text(Some(row.conversions))}</td>
            <td class="num p-sales" data-label="Revenue"><b>{row.revenue.to_string()}</b></td>
            <td class="num p-earned" data-label="Commissions">{row.earned.to_string()}</td>
            <td class="num"><a class="link" href=figures aria-label=label>"Figures"</a></td>
        </tr>
    }
}
