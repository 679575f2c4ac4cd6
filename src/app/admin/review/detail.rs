//! One change: what it would change, how the page would look, and the decision.

use super::{Standing, decide::Decide, writer};
use crate::{
    AppError,
    admin::parts::partner_path,
    content::{Compare, Preview, api::load_review},
    ui::{Ago, BlockSkeleton, ErrorPanel, Icon, IconName, PageHead},
};
use domain::{
    ReviewId,
    content::{Review, ReviewDetail, ReviewStatus},
    landing::compose,
};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

pub(super) type Data = Resource<Result<ReviewDetail, AppError>>;

/// One change.
#[derive(Clone)]
pub struct ReviewRoute;

impl ReviewRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let params = use_params_map();
        let id = Memo::new(move |_| read_id(params.get().get("id")));
        // The answer's status depends on it: the first bytes wait for it.
        let data = Resource::new_blocking(move || id.get(), load_review);
        view! { <Page data /> }.into_any()
    }
}

/// What is no id names no change: the server then says that there is none.
fn read_id(text: Option<String>) -> ReviewId {
    text.and_then(|text| text.parse().ok()).unwrap_or_else(|| ReviewId::from_parts(0, [0; 10]))
}

#[component]
fn Page(data: Data) -> impl IntoView {
    let whole = move || {
        Suspend::new(async move {
            match data.await {
                Ok(detail) => Either::Left(view! { <Loaded detail data /> }),
                Err(error) => Either::Right(view! {
                    <PageHead title="Content review" />
                    <ErrorPanel error retry=Callback::new(move |()| data.refetch()) />
                }),
            }
        })
    };
    view! { <Transition fallback=|| view! { <BlockSkeleton class="partner-wait" /> }>{whole}</Transition> }
}

#[component]
fn Loaded(detail: ReviewDetail, data: Data) -> impl IntoView {
    let ReviewDetail { review, before, after, products, landing } = detail;
    let page = compose(&landing, &after, &products);
    let decision = if review.status == ReviewStatus::Pending {
        Either::Left(view! { <Decide id=review.id.clone() data /> })
    } else {
        Either::Right(view! { <Decided review=review.clone() /> })
    };
    view! {
        <div class="page review-page">
            <Head review />
            {decision}
            <div class="review-sides">
                <section class="card" aria-labelledby="changes-title">
                    <header><h2 id="changes-title">"What changes"</h2></header>
                    <div class="pad"><Compare before after products /></div>
                </section>
                <Preview landing=Signal::stored(page) />
            </div>
        </div>
    }
}

#[component]
fn Head(review: Review) -> impl IntoView {
    let about = format!("Proposed {} ", writer(&review));
    let name = review.partner_name.clone();
    view! {
        <Title text=format!("Review: {name}") />
        <div class="partner-head">
            <a class="back" href="/admin/review"><Icon name=IconName::ChevronLeft />"Content review"</a>
            <div class="head">
                <div>
                    <h1 tabindex="-1" dir="auto">{name}</h1>
                    <p>{about}<Ago at=review.proposed_at /></p>
                </div>
                <div class="tools">
                    <Standing status=review.status />
                    <a class="btn" href=partner_path(&review.partner)>"Partner's pages"</a>
                </div>
            </div>
        </div>
    }
}

/// What became of it.
#[component]
fn Decided(review: Review) -> impl IntoView {
    let by = (!review.decided_by.is_empty()).then(|| format!(" by {}", review.decided_by));
    let reason = (!review.reason.trim().is_empty())
        .then(|| view! { <blockquote dir="auto">{review.reason.clone()}</blockquote> });
    let when = review.decided_at.map(|at| view! { " "<Ago at /> });
    view! {
        <div class="note review-note">
            <div><p><b>{review.status.title()}</b>{by}{when}</p>{reason}</div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_id_names_no_change() {
        let real = ReviewId::from_parts(1, [7; 10]);
        assert_eq!(read_id(Some(real.to_string())), real);
        assert_eq!(read_id(Some("../x".into())), read_id(None));
    }
}
