//! `POST /admin/imports/upload`: a CSV file of orders or partners, as a form sends it, on its way to the disk.
//!
//! Who asks is checked before the body is read, and no more of it is held than has just arrived. A page with a program asks for JSON and
//! gets the import's address; a plain form is led there.

use crate::{House, respond};
use access::Viewer;
use app::{AppError, services::VisitorAddress};
use axum::{
    Extension, Json, RequestExt, Router,
    extract::{
        DefaultBodyLimit, Multipart, Request, State,
        multipart::{Field, MultipartError},
    },
    response::{IntoResponse, Response},
    routing::post,
};
use domain::{ChannelId, ImportId, program::ImportKind};
use http::{
    HeaderMap, StatusCode,
    header::{ACCEPT, CONTENT_LENGTH},
};
use leptos::config::LeptosOptions;
use program::{ProgramError, Upload, UploadFault, Who};
use serde_json::json;

/// What a form has beside its file.
const ENVELOPE: u64 = 64 * 1024;
/// The longest text of a field that is no file.
const LONGEST: usize = 64;

pub(crate) fn routes(house: &House) -> Router<LeptosOptions> {
    let most = usize::try_from(house.largest_import + ENVELOPE).unwrap_or(usize::MAX);
    Router::new()
        .route("/admin/imports/upload", post(upload).with_state(house.clone()))
        .layer(DefaultBodyLimit::max(most))
}

/// Why nothing was taken, and in which status that is said.
struct Fault(StatusCode, AppError);

async fn upload(
    State(house): State<House>,
    Extension(viewer): Extension<Option<Viewer>>,
    Extension(VisitorAddress(address)): Extension<VisitorAddress>,
    request: Request,
) -> Response {
    let wants_json = wants_json(request.headers());
    let taken = match viewer {
        Some(viewer @ Viewer::Admin { .. }) => {
            let who = Who { account: viewer.account(), address: Some(address) };
            take(&house, viewer.channel(), &who, request).await
        }
        Some(Viewer::Partner { .. }) => Err(Fault(StatusCode::FORBIDDEN, AppError::Forbidden)),
        None => Err(Fault(StatusCode::UNAUTHORIZED, AppError::Unauthorized)),
    };
    match taken {
        Ok(id) => {
            let path = format!("/admin/imports/{id}");
            if wants_json { Json(json!({ "path": path })).into_response() } else { respond::see_other(&path) }
        }
        Err(Fault(status, error)) if wants_json => (status, Json(error)).into_response(),
        Err(Fault(status, error)) => {
            let back = Some(("Back to imports", "/admin/imports"));
            respond::message(status, "This file was not taken", &error.to_string(), back)
        }
    }
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept == "application/json")
}

async fn take(house: &House, channel: &ChannelId, who: &Who, request: Request) -> Result<ImportId, Fault> {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > house.largest_import + ENVELOPE) {
        return Err(too_large(house));
    }
    let mut form = request
        .extract::<Multipart, _>()
        .await
        .map_err(|_| said(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send the file as a form does (multipart/form-data)."))?;
    let (mut kind, mut file): (Option<ImportKind>, Option<(String, Upload)>) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|fault| broken(house, &fault))? {
        match field.name() {
            Some("kind") => kind = ImportKind::parse(&text(house, field).await?),
            Some("file") if file.is_none() => file = Some(store(house, channel, field).await?),
            _ => {}
        }
    }
    let kind =
        kind.ok_or_else(|| said(StatusCode::UNPROCESSABLE_ENTITY, "Say what the file holds: orders or partners."))?;
    let (name, upload) = file.ok_or_else(|| said(StatusCode::UNPROCESSABLE_ENTITY, "Choose a file."))?;
    house.program.take_upload(channel, upload, kind, &name, who).await.map_err(refused)
}

async fn store(house: &House, channel: &ChannelId, mut field: Field<'_>) -> Result<(String, Upload), Fault> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let mut upload = house.program.begin_upload(channel).await.map_err(refused)?;
    while let Some(bytes) = field.chunk().await.map_err(|fault| broken(house, &fault))? {
        upload.write(&bytes).await.map_err(refused)?;
    }
    Ok((name, upload))
}

/// A short text; what is longer is none of those that are asked for.
async fn text(house: &House, mut field: Field<'_>) -> Result<String, Fault> {
    let mut text = Vec::new();
    while let Some(bytes) = field.chunk().await.map_err(|fault| broken(house, &fault))? {
        if text.len() < LONGEST {
            text.extend_from_slice(&bytes);
        }
    }
    Ok(String::from_utf8(text).unwrap_or_default())
}

fn broken(house: &House, fault: &MultipartError) -> Fault {
    if fault.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large(house);
    }
    said(StatusCode::BAD_REQUEST, "The file did not arrive as a whole. Please send it again.")
}

fn too_large(house: &House) -> Fault {
    refused(UploadFault::TooLarge(house.largest_import / 1_000_000))
}

fn refused(fault: UploadFault) -> Fault {
    match fault {
        UploadFault::TooLarge(_) => said(StatusCode::PAYLOAD_TOO_LARGE, &fault.to_string()),
        UploadFault::Kind(why) => said(StatusCode::UNSUPPORTED_MEDIA_TYPE, &why),
        UploadFault::Content(why) => said(StatusCode::UNPROCESSABLE_ENTITY, &why),
        UploadFault::Program(ProgramError::Conflict(message)) => {
            Fault(StatusCode::CONFLICT, AppError::Conflict { message })
        }
        fault @ (UploadFault::Disk(_) | UploadFault::Program(_)) => {
            tracing::error!(error = %fault, "a file could not be taken");
            Fault(StatusCode::SERVICE_UNAVAILABLE, AppError::Unavailable)
        }
    }
}

fn said(status: StatusCode, message: &str) -> Fault {
    Fault(status, AppError::Invalid { field: "file".to_owned(), message: message.to_owned() })
}
