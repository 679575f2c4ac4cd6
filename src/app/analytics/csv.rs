//! What the analytics page shows, as a CSV file: the series, then the table.

use crate::{
    Services,
    csv::{download as send, not_begun, parse, refused, row, scope_of},
};
use access::Viewer;
use axum::{
    Extension,
    body::Body,
    extract::{Path, RawQuery},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    Day, PartnerId,
    analytics::{Analytics, AnalyticsQuery, Dimension},
    earnings::Bucket,
};
use leptos_router::params::ParamsMap;
use unify::UnifyError;

const SERIES: [&str; 4] = ["From", "Clicks", "Visits", "Orders"];

/// `GET /analytics.csv`: the partner's own figures.
pub async fn download(services: Extension<Services>, viewer: Extension<Option<Viewer>>, query: RawQuery) -> Response {
    answer(&services.0, viewer.0, None, query).await
}

/// `GET /admin/partners/{id}/analytics.csv`: a partner's figures for the team.
pub async fn download_for(
    services: Extension<Services>,
    viewer: Extension<Option<Viewer>>,
    Path(id): Path<String>,
    query: RawQuery,
) -> Response {
    match id.parse::<PartnerId>() {
        Ok(id) => answer(&services.0, viewer.0, Some(id), query).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn answer(services: &Services, viewer: Option<Viewer>, asked: Option<PartnerId>, query: RawQuery) -> Response {
    let scope = match scope_of(services, viewer, asked.as_ref()).await {
        Ok(scope) => scope,
        Err(refused) => return refused.into_response(),
    };
    let query = match read(&parse(query.0.as_deref().unwrap_or_default())) {
        Ok(query) => query,
        Err(field) => return refused(field, "cannot be read"),
    };
    match services.unify.analytics(scope.channel(), scope.partner(), &query).await {
        Ok(view) => send("analytics.csv", Body::from(text(&view))),
        Err(UnifyError::Invalid { field, message }) => refused(&field, &message),
        Err(UnifyError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => not_begun(&error),
    }
}

/// The page's own parameters: `from`, `to`, `by`, `currency`, `dimension`. Names the one that cannot be read.
fn read(map: &ParamsMap) -> Result<AnalyticsQuery, &'static str> {
    Ok(AnalyticsQuery {
        partner: None,
        from: part(map, "from", Day::parse_iso)?,
        to: part(map, "to", Day::parse_iso)?,
        bucket: part(map, "by", Bucket::parse)?,
        currency: part(map, "currency", |code| code.parse().ok())?,
        dimension: part(map, "dimension", Dimension::parse)?,
    })
}

fn part<T>(map: &ParamsMap, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, &'static str> {
    let given = map.get(name).filter(|value| !value.is_empty());
    given.map(|value| parse(&value).ok_or(name)).transpose()
}

fn text(view: &Analytics) -> String {
    let mut text = row(&SERIES.map(str::to_owned));
    for point in &view.points {
        text += &row(&[point.day.iso(), point.clicks.to_string(), point.visits.to_string(), point.orders.to_string()]);
    }
    text += "\r\n";
    let headings = [view.dimension.title(), "Clicks", "Visits", "Purchases", "Revenue", "Currency"];
    text += &row(&headings.map(str::to_owned));
    for slice in &view.slices {
        text += &row(&[
            slice.title.clone(),
            slice.clicks.to_string(),
            slice.visits.to_string(),
            slice.purchases.to_string(),
            slice.revenue.decimal(),
            slice.revenue.currency.to_string(),
        ]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameters_are_those_of_the_page() {
        let query = read(&parse("from=2026-11-01&to=2026-11-30&by=week&currency=EUR&dimension=source")).unwrap();
        assert_eq!((query.bucket, query.dimension), (Some(Bucket::Week), Some(Dimension::Source)));
        assert_eq!(query.from.map(Day::iso).as_deref(), Some("2026-11-01"));
        assert_eq!(read(&parse("by=&dimension=")), Ok(AnalyticsQuery::default()));
        for (bad, field) in
            [("from=x", "from"), ("by=year", "by"), ("dimension=<b>", "dimension"), ("currency=1", "currency")]
        {
            assert_eq!(read(&parse(bad)), Err(field));
        }
    }
}
