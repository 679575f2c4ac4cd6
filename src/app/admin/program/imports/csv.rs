//! Files to begin with, and the lines of an import that were not taken, for the team.

use crate::{Services, csv::row};
use access::Viewer;
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    ChannelId, ImportId,
    program::{ImportFault, ImportKind},
};
use futures::StreamExt;
use program::ProgramError;
use std::future::{Ready, ready};

const PAGE: i64 = 1_000;

/// `GET /admin/imports/orders.csv`.
pub fn orders(viewer: Extension<Option<Viewer>>) -> Ready<Response> {
    ready(template(viewer, ImportKind::Orders))
}

/// `GET /admin/imports/partners.csv`.
pub fn partners(viewer: Extension<Option<Viewer>>) -> Ready<Response> {
    ready(template(viewer, ImportKind::Partners))
}

fn template(Extension(viewer): Extension<Option<Viewer>>, kind: ImportKind) -> Response {
    match team(viewer) {
        Ok(_) => file(&format!("{}-template.csv", kind.as_str()), Body::from(program::template(kind))),
        Err(status) => status.into_response(),
    }
}

/// `GET /admin/imports/{id}/faults.csv`, sent as it is read.
pub async fn faults(
    Extension(services): Extension<Services>,
    Extension(viewer): Extension<Option<Viewer>>,
    Path(id): Path<String>,
) -> Response {
    let channel = match team(viewer) {
        Ok(channel) => channel,
        Err(status) => return status.into_response(),
    };
    let Ok(id) = id.parse::<ImportId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match services.program.import_faults(&channel, &id, 0, PAGE).await {
        Ok(first) => file(&format!("{id}-faults.csv"), lines(first, services, channel, id)),
        Err(ProgramError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "the CSV file could not be begun");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn team(viewer: Option<Viewer>) -> Result<ChannelId, StatusCode> {
    match viewer {
        Some(Viewer::Admin { channel, .. }) => Ok(channel),
        Some(Viewer::Partner { .. }) => Err(StatusCode::FORBIDDEN),
        None => Err(StatusCode::UNAUTHORIZED),
    }
}

fn lines(first: Vec<ImportFault>, services: Services, channel: ChannelId, id: ImportId) -> Body {
    let start = Bytes::from(row(&["line", "column", "problem"].map(str::to_owned)));
    let rest = futures::stream::unfold((Some(Ok(first)), 0), move |(page, sent)| {
        let (services, channel, id) = (services.clone(), channel.clone(), id.clone());
        async move {
            let page: Vec<ImportFault> = match page? {
                Ok(page) => page,
                // A broken transfer, so that nobody takes half a file for the whole.
                Err(error) => return Some((Err(std::io::Error::other(error)), (None, sent))),
            };
            let sent = sent + i64::try_from(page.len()).unwrap_or(i64::MAX);
            let text: String = page.iter().map(cells).map(|cells| row(&cells)).collect();
            let next = match page.len() {
                0 => None,
                _ => Some(services.program.import_faults(&channel, &id, sent, PAGE).await),
            };
            Some((Ok(Bytes::from(text)), (next, sent)))
        }
    });
    // Compression asks once more after the end.
    Body::from_stream(futures::stream::once(async { Ok(start) }).chain(rest).fuse())
}

fn cells(fault: &ImportFault) -> [String; 3] {
    [fault.line.to_string(), fault.column.clone(), fault.problem.clone()]
}

/// A file under a name of ours: letters, digits, dots, dashes and underscores.
fn file(name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, body).into_response()
}
