//! The queue: what waits first, the rest by where it stands, all of it in the URL.

use super::{Standing, review_path, switch::Switch, writer};
use crate::{
    AppError,
    admin::params::ReviewParams,
    content::api::list_reviews,
    period::controls::Faults,
    ui::{Ago, Empty, ErrorPanel, PageHead, TableSkeleton},
};
use domain::content::{Review, ReviewPage, ReviewStatus};
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;

pub(super) type Data = Resource<Result<ReviewPage, AppError>>;

/// The queue.
#[derive(Clone)]
pub struct ReviewQueueRoute;

impl ReviewQueueRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(ReviewParams::read));
        let data = Resource::new(
            move || params.with(|it| (it.status, it.after.clone())),
            |(status, after)| list_reviews(status, after),
        );
        view! { <Page params data /> }.into_any()
    }
}

#[component]
fn Page(params: Memo<ReviewParams>, data: Data) -> impl IntoView {
    let (is_pending, set_pending) = signal(false);
    let list = move || {
        Suspend::new(async move {
            let params = params.get_untracked();
            match data.await {
                Ok(page) => Either::Left(view! { <List page params data /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    view! {
        <PageHead title="Content review" text="What partners and the text generator want to show, before visitors see it." />
        <Faults faults=Signal::derive(move || params.get().faults) />
        <section class="card reviews" aria-labelledby="reviews-title" aria-busy=move || is_pending.get().then_some("true")>
            <h2 id="reviews-title" class="visually-hidden">"Changes"</h2>
            <Transition fallback=|| view! { <TableSkeleton rows=6 /> } set_pending>{list}</Transition>
        </section>
    }
}

#[component]
fn List(page: ReviewPage, params: ReviewParams, data: Data) -> impl IntoView {
    let ReviewPage { reviews, waiting, is_required, next } = page;
    let onward = next.map(|after| ReviewParams { after: Some(after), ..params.clone() }.href());
    let back = params.after.is_some().then(|| params.first().href());
    let status = params.status;
    let content = if reviews.is_empty() {
        Either::Left(view! { <Nothing status /> })
    } else {
        Either::Right(view! { <Table reviews /> })
    };
    let pager = (onward.is_some() || back.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages of changes">
                {back.map(|href| view! { <a class="btn" href=href>"First page"</a> })}
                {onward.map(|href| view! { <a class="btn" href=href>"Next page"</a> })}
            </nav>
        }
    });
    view! {
        <div class="review-head">
            <Filter status waiting />
            <Switch is_required data />
        </div>
        {content}
        {pager}
    }
}

/// Which ones are shown.
#[component]
fn Filter(status: Option<ReviewStatus>, waiting: i64) -> impl IntoView {
    let link = |it: Option<ReviewStatus>| {
        let text = match it {
            None => "All".to_owned(),
            Some(ReviewStatus::Pending) => format!("Waiting · {waiting}"),
            Some(it) => it.title().to_owned(),
        };
        let href = ReviewParams { status: it, ..ReviewParams::default() }.href();
        view! { <a href=href aria-current=(it == status).then_some("true")>{text}</a> }
    };
    let links = ReviewStatus::ALL.into_iter().map(Some).chain([None]).map(link);
    view! { <div class="seg" role="group" aria-label="Show">{links.collect_view()}</div> }
}

#[component]
fn Table(reviews: Vec<Review>) -> impl IntoView {
    let line = |review: Review| {
        let path = review_path(&review);
        let who = format!("Proposed {}", writer(&review));
        let decided = (!review.decided_by.is_empty()).then(|| review.decided_by.clone());
        let reason = (!review.reason.trim().is_empty())
            .then(|| view! { <small dir="auto">{format!("“{}”", review.reason)}</small> });
        view! {
            <tr class="linked">
                <td class="r-who"><span class="person-name"><a href=path dir="auto">{review.partner_name}</a></span><small>{who}</small></td>
                <td class="r-status"><Standing status=review.status /></td>
                <td class="r-by">{decided}{reason}</td>
                <td class="num r-when"><Ago at=review.proposed_at /></td>
            </tr>
        }
    };
    view! {
        <table class="cards review-table">
            <thead>
                <tr><th scope="col">"Partner"</th><th scope="col">"Status"</th><th scope="col">"Decided by"</th><th scope="col" class="num">"Proposed"</th></tr>
            </thead>
            <tbody>{reviews.into_iter().map(line).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Nothing(status: Option<ReviewStatus>) -> impl IntoView {
    let (title, text) = match status {
        Some(ReviewStatus::Pending) => {
            ("Nothing waits", "Changes of partners show up here as soon as they send them to you.")
        }
        Some(_) => ("None of these", "No change stands like this."),
        None => ("No changes yet", "Changes of partners show up here as soon as they send them to you."),
    };
    view! { <Empty title text /> }
}
