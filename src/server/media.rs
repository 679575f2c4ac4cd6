//! `POST /media?for=profile|drop&partner=…`: a picture on its way to CC. The browser never sees a key of CC's storage.
//!
//! Who asks is checked before the body is read; the picture's bytes decide what it is, whatever their header says; what is
//! not part of the picture is taken out.

mod jpeg;
mod picture;
mod png;
mod webp;

use crate::House;
use access::{AccessError, Viewer};
use app::{AppError, services::VisitorAddress};
use axum::{
    Extension, Json, RequestExt, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Query, Request, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
    routing::post,
};
use domain::PartnerId;
use http::{
    StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use leptos::config::LeptosOptions;
use picture::Flaw;
use serde::Deserialize;
use serde_json::json;
use unify::{
    UnifyError,
    content::{Editor, Picture, PictureUse},
};

/// The largest picture, in bytes.
const LARGEST: usize = 5 * 1024 * 1024;

pub(crate) fn routes(house: &House) -> Router<LeptosOptions> {
    Router::new().route("/media", post(upload).with_state(house.clone())).layer(DefaultBodyLimit::max(LARGEST))
}

/// What the picture is for, and whose it is when the team uploads one.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(rename = "for")]
    purpose: Purpose,
    partner: Option<PartnerId>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Purpose {
    Profile,
    Drop,
}

async fn upload(
    State(house): State<House>,
    Extension(viewer): Extension<Option<Viewer>>,
    Extension(VisitorAddress(address)): Extension<VisitorAddress>,
    asked: Result<Query<Asked>, QueryRejection>,
    request: Request,
) -> Response {
    let Some(viewer) = viewer else {
        return refused(StatusCode::UNAUTHORIZED, &AppError::Unauthorized);
    };
    let Ok(Query(asked)) = asked else {
        return invalid("Reload the page and try again.");
    };
    let scope = match viewer.scope(&house.access, asked.partner.as_ref()).await {
        Ok(scope) => scope,
        Err(AccessError::Denied) => return refused(StatusCode::FORBIDDEN, &AppError::Forbidden),
        Err(AccessError::NotFound) => return refused(StatusCode::NOT_FOUND, &AppError::NotFound),
        Err(AccessError::Store(error)) => {
            tracing::error!(%error, "a picture could not be received");
            return busy();
        }
    };
    let declared =
        request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let Ok(bytes) = request.extract::<Bytes, _>().await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, &fault("The picture may have 5 MB."));
    };
    let picture = match picture::read(&bytes, &declared) {
        Ok(picture) => picture,
        Err(flaw) => return unreadable(flaw),
    };
    let purpose = match asked.purpose {
        Purpose::Profile => PictureUse::Profile,
        Purpose::Drop => PictureUse::Drop,
    };
    let uploaded = Picture {
        purpose,
        content_type: picture.kind.content_type(),
        extension: picture.kind.extension(),
        bytes: &picture.bytes,
    };
    let admin = match &viewer {
        Viewer::Admin { name, .. } => Some(name.clone()),
        Viewer::Partner { .. } => None,
    };
    let editor = Editor { account: viewer.account(), admin, address: Some(address) };
    match house.unify.upload_picture(scope.channel(), scope.partner(), &editor, uploaded).await {
        Ok(url) => Json(json!({ "url": url })).into_response(),
        Err(error) => failed(error),
    }
}

fn unreadable(flaw: Flaw) -> Response {
    let status = match flaw {
        Flaw::Kind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    refused(status, &fault(flaw.advice()))
}

fn failed(error: UnifyError) -> Response {
    match error {
        UnifyError::NotFound => refused(StatusCode::NOT_FOUND, &AppError::NotFound),
        UnifyError::Outside(message) => refused(StatusCode::SERVICE_UNAVAILABLE, &AppError::Outside { message }),
        UnifyError::TooMany { retry_after } => {
            let seconds = retry_after.as_secs().max(1);
            let message = format!("These are many pictures. Please wait {seconds} s and try again.");
            let answer = refused(StatusCode::TOO_MANY_REQUESTS, &AppError::TooMany { message });
            ([(RETRY_AFTER, seconds.to_string())], answer).into_response()
        }
        other => {
            tracing::error!(error = %other, "a picture could not be kept");
            busy()
        }
    }
}

fn busy() -> Response {
    ([(RETRY_AFTER, "5")], refused(StatusCode::SERVICE_UNAVAILABLE, &AppError::Unavailable)).into_response()
}

fn invalid(message: &str) -> Response {
    refused(StatusCode::UNPROCESSABLE_ENTITY, &fault(message))
}

fn fault(message: &str) -> AppError {
    AppError::Invalid { field: "picture".to_owned(), message: message.to_owned() }
}

fn refused(status: StatusCode, error: &AppError) -> Response {
    (status, Json(error)).into_response()
}
