//! The file of a run for the merchant's bank.

use crate::{
    AppError, Services,
    payouts::{
        audit::{Deed, write},
        zone_of,
    },
    services::VisitorAddress,
};
use access::Viewer;
use axum::{
    Extension,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::PayoutRunId;
use program::BankFile;

/// `GET /admin/payouts/{id}/file`: for the team alone, once nobody has to approve the run any more.
pub async fn download(
    services: Extension<Services>,
    viewer: Extension<Option<Viewer>>,
    address: Extension<VisitorAddress>,
    Path(id): Path<String>,
) -> Response {
    let Some(viewer @ Viewer::Admin { .. }) = viewer.0 else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let Ok(run) = id.parse::<PayoutRunId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match make(&services, &viewer, address.0, &run).await {
        Ok(file) => answer(file),
        Err(error) => (status(&error), error.to_string()).into_response(),
    }
}

async fn make(
    services: &Services,
    viewer: &Viewer,
    VisitorAddress(address): VisitorAddress,
    run: &PayoutRunId,
) -> Result<BankFile, AppError> {
    let channel = viewer.channel();
    let zone = zone_of(services, channel).await?;
    let file = services.program.bank_file(channel, run, &zone).await.map_err(crate::services::refused)?;
    let deed = Deed { action: "payout_run.file_taken", target: run.as_str(), before: None, after: None };
    write(services, channel, viewer.account(), Some(address), deed).await;
    Ok(file)
}

fn answer(file: BankFile) -> Response {
    // Named after an id of ours: letters, digits and an underscore.
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, file.text).into_response()
}

const fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Conflict { .. } => StatusCode::CONFLICT,
        AppError::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}
