//! What partners see of the program they are in: four figures, and two charts over days of their choice.

use super::{
    api::{MyPage, load_my_figures},
    params::Params,
    whole::Charts,
};
use crate::{
    AppError,
    chart::keep_legend,
    live::use_live_reload,
    period::controls::{Controls, Faults, Shown},
    ui::{ErrorPanel, Tile, TilesSkeleton, count_text, money_text},
};
use domain::{PartnerId, program::ProgramFigures};
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;

/// What a partner sees, loading or loaded; loaded anew when something happens. Made outside of what a page waits for.
#[derive(Clone, Copy)]
pub struct OwnFigures {
    params: Memo<Params>,
    data: Resource<Result<MyPage, AppError>>,
}

impl OwnFigures {
    /// The figures of the signed-in partner, or of the one whom the team looks at.
    pub fn load(partner: Signal<Option<PartnerId>>) -> Self {
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(Params::read));
        let data = Resource::new(
            move || params.with(|params| (params.query(partner.get()), params.trends)),
            |(query, trends)| load_my_figures(query, trends),
        );
        keep_legend();
        use_live_reload(move || data.refetch());
        Self { params, data }
    }
}

/// The four figures and the charts of a partner; nothing for who is not in the program.
#[component]
pub fn MyFigures(
    /// The figures.
    figures: OwnFigures,
    /// Where the partner's pages begin.
    base: String,
) -> impl IntoView {
    let body = move || {
        let (params, base) = (figures.params.get(), base.clone());
        Suspend::new(async move {
            match figures.data.await {
                Ok(mine) => Either::Left(mine.is_member.then(|| view! { <Loaded mine params base /> })),
                Err(error) => {
                    let retry = Callback::new(move |()| figures.data.refetch());
                    Either::Right(view! { <ErrorPanel error retry /> })
                }
            }
        })
    };
    view! {
        <Faults faults=Signal::derive(move || figures.params.get().faults) />
        <Transition fallback=|| view! { <TilesSkeleton count=4 /> }>{body}</Transition>
    }
}

#[component]
fn Loaded(mine: MyPage, params: Params, base: String) -> impl IntoView {
    let MyPage { page, conversions, rate, .. } = mine;
    let ProgramFigures { range, today, currency, currencies, owed, earned_ever, .. } = page.view.clone();
    let (path, csv) = (format!("{base}/payouts"), format!("{base}/figures.csv"));
    let shown = Shown { range, today, currency, currencies };
    let Params { period, faults, .. } = params.clone();
    let (rest, at) = (params.rest(), path.clone());
    let of_what =
        if rate.is_some() { "of each order with your code" } else { "orders with your code do not count now" };
    view! {
        <section class="figures" aria-label="In the program">
        <div class="tiles">
            <Tile label="Outstanding balance" value=money_text(Some(owed)) note="held, due or on its way" />
            <Tile label="Total commissions" value=money_text(Some(earned_ever)) note="in all" />
            <Tile label="Total conversions" value=count_text(Some(conversions)) note="in all" />
            <Tile label="Commission rate" value=rate.unwrap_or_else(|| "–".to_owned()) note=of_what />
        </div>
        <header class="section-head">
            <h2>"Over time"<small>{range.label()}</small></h2>
            <div class="tools"><Controls period rest faults shown path=at csv /></div>
        </header>
        <Charts page params path />
        </section>
    }
}
