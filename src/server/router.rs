//! All routes and the layers around them.
//!
//! Routes fall into five kinds, each with its own layers:
//! - *pages* (with their server functions, downloads and sign-in) have cookies: session, viewer, CSRF check, never cached;
//! - *public* landing pages, short links and what shops' pages load and send have no cookies; anybody may ask;
//! - *webhooks* are signed instead: no cookies, no CSRF check;
//! - the *API* has keys instead: no cookies, no CSRF check;
//! - *files* of the build come from disk.
//!
//! Around all of them: request id, trace, security headers, and a page instead of a broken connection when something panics.

use crate::{
    House, address, apply, files, guard, headers, health, imports, landing, live, media, pages, redirect, respond,
    session_layer, sign_in, trace,
};
use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{Predicate, SizeAbove},
    },
    csrf::CsrfLayer,
};

/// Forms and server functions are small; what is larger is a mistake or an attack.
const FORM_LIMIT: usize = 256 * 1024;

/// Everything that Tandem answers.
pub fn build(house: House) -> Router {
    let signed_in = pages::routes(&house)
        .route("/earnings.csv", get(app::earnings::csv::download))
        .route("/admin/partners/{id}/earnings.csv", get(app::earnings::csv::download_for))
        .route("/analytics.csv", get(app::analytics::csv::download))
        .route("/admin/partners/{id}/analytics.csv", get(app::analytics::csv::download_for))
        .route("/payouts.csv", get(app::payouts::csv::download))
        .route("/admin/payouts.csv", get(app::payouts::csv::download_all))
        .route("/admin/payouts/plan.csv", get(app::admin::payouts::csv::download))
        .route("/admin/payouts/{id}/payouts.csv", get(app::payouts::csv::download_run))
        .route("/admin/partners/{id}/payouts.csv", get(app::payouts::csv::download_for))
        .route("/admin/payouts/{id}/file", get(app::admin::payouts::file::download))
        .route("/links/{link}/qr.svg", get(app::analytics::qr::svg))
        .route("/links/{link}/qr.png", get(app::analytics::qr::png))
        .route("/admin/partners/{id}/links/{link}/qr.svg", get(app::analytics::qr::svg_for))
        .route("/admin/partners/{id}/links/{link}/qr.png", get(app::analytics::qr::png_for))
        .route("/figures.csv", get(app::figures::csv::download))
        .route("/admin/partners/{id}/figures.csv", get(app::figures::csv::download_for))
        .route("/admin/program/figures.csv", get(app::figures::csv::download_all))
        .route("/admin/top.csv", get(app::admin::overview::csv::download))
        .route("/admin/applications.csv", get(app::admin::program::applications::csv::download))
        .route("/admin/partners.csv", get(app::admin::partners::csv::download))
        .route("/admin/customers.csv", get(app::admin::program::customers::csv::download))
        .route("/admin/customers/{id}/orders.csv", get(app::admin::program::customers::orders_csv::download))
        .route("/admin/commissions.csv", get(app::admin::program::commissions::csv::download))
        .route("/admin/imports/orders.csv", get(app::admin::program::imports::csv::orders))
        .route("/admin/imports/partners.csv", get(app::admin::program::imports::csv::partners))
        .route("/admin/imports/{id}/faults.csv", get(app::admin::program::imports::csv::faults))
        .merge(live::routes(&house))
        .layer(from_fn(guard::guard));
    let with_cookies = signed_in
        .merge(sign_in::routes(&house))
        .merge(apply::routes(&house))
        .merge(media::routes(&house))
        .merge(imports::routes(&house))
        .layer(Extension(house.services()))
        .layer(from_fn_with_state(house.clone(), guard::identify))
        .layer(CsrfLayer::new().with_rejection_response(respond::cross_site))
        .layer(session_layer::layer(&house.access))
        .layer(from_fn(session_layer::secure_removal))
        .layer(from_fn(headers::never_cached))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(texts()));
    let counted = landing::routes(&house)
        .layer(CompressionLayer::new())
        .merge(redirect::routes(&house))
        .merge(api::collect::routes(house.collect.clone()))
        .layer(from_fn_with_state(house.forwarded_for, address::tell_caller));
    let public = counted.merge(api::script::routes()).merge(health::routes(&house));
    let hooks = api::webhooks::routes(api::webhooks::Hooks {
        store: house.store.clone(),
        channel: house.channel.clone(),
        shop_domain: house.shop_domain.clone(),
        secrets: house.webhook_secrets.clone(),
        cc_secrets: house.cc_webhook_secrets.clone(),
        is_test: house.is_test,
        arrived: house.inbox.clone(),
    });
    let rails =
        api::rails::routes(api::rails::Rails { program: house.program.clone(), channel: house.channel.clone() });
    let affiliates = api::affiliates::Affiliates { access: house.access.clone(), program: house.program.clone() };
    with_cookies
        .merge(public)
        .nest("/api/affiliates", api::affiliates::routes(affiliates))
        .nest("/webhooks", hooks.merge(rails))
        .merge(files::routes(&house))
        .fallback_service(files::fallback(&house))
        .with_state(house.leptos.clone())
        .layer(CatchPanicLayer::custom(respond::panicked))
        .layer(from_fn_with_state(headers::Policy::of(&house), headers::secure))
        .layer(trace::layer())
        .layer(from_fn(trace::number))
}

/// What is worth compressing. The encoder hands out what it has whenever a streamed page pauses, so nothing is held back.
fn texts() -> impl Predicate {
    SizeAbove::new(1_024).and(
        |_: http::StatusCode, _: http::Version, headers: &http::HeaderMap, _: &http::Extensions| {
            let kind = headers.get(http::header::CONTENT_TYPE);
            let kind = kind.and_then(|value| value.to_str().ok());
            kind.is_some_and(|it| ["application/json", "text/csv", "text/html"].iter().any(|text| it.starts_with(text)))
        },
    )
}
