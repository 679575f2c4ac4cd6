//! Uploads in the manner of S3: a signed address to PUT to, then the file can be fetched.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, put},
};
use serde_json::{Value, json};

use super::Fault;
use crate::{
    rng::{hash, object_id},
    seed::campaigns::channel_id,
    world::World,
};

/// Routes outside `/cc`: the bucket and its public side.
pub(crate) fn routes() -> Router<Arc<World>> {
    // The gate has its own limit; storage takes whatever passes it.
    let bucket = put(upload).layer(DefaultBodyLimit::disable());
    Router::new().route("/bucket/{id}", bucket).route("/media/{file}", get(download))
}

/// `GET /storage/presigned-url?filename=&contentType=&extension=&meta[channelId]=&meta[creatorId]=`
pub(super) async fn presign(
    State(world): State<Arc<World>>,
    Query(params): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Fault> {
    let given = |name: &str| {
        let value = params.get(name).filter(|value| !value.is_empty());
        value.cloned().ok_or_else(|| Fault::failed(format!("{name} is required")))
    };
    let (filename, content_type, extension) = (given("filename")?, given("contentType")?, given("extension")?);
    if extension.len() > 5 || !extension.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(Fault::failed("extension is not valid"));
    }
    let channel = params.get("meta[channelId]").cloned().unwrap_or_else(channel_id);
    let creator = params.get("meta[creatorId]").cloned().unwrap_or_default();
    let mut state = world.write();
    let id = object_id("upload", state.next_made());
    state.cc.uploads.insert(id.clone(), (content_type.clone(), Vec::new()));
    let kind = if content_type.starts_with("video/") { "VIDEO" } else { "IMAGE" };
    Ok(Json(json!({
        "presignedUrl": format!("{}/bucket/{id}?X-Amz-Expires=900&X-Amz-Signature={}", world.origin, signature(&world, &id)),
        "media": {
            "_id": id, "mediaContentType": kind, "mimeType": content_type, "originalFilename": filename,
            "filename": id, "extension": extension, "owner": format!("{channel}-{creator}"),
            "tags": [format!("channel-{channel}"), format!("creator-{creator}")],
            "url": format!("{}/media/{id}.{extension}", world.origin),
        },
    })))
}

fn signature(world: &World, id: &str) -> String {
    format!("{:016x}", hash(world.options.seed, id))
}

async fn upload(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Query(params): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let denied = (
        StatusCode::FORBIDDEN,
        [(header::CONTENT_TYPE, "application/xml")],
        "<Error><Code>SignatureDoesNotMatch</Code></Error>",
    );
    if params.get("X-Amz-Signature") != Some(&signature(&world, &id)) {
        return denied.into_response();
    }
    let sent_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    match world.write().cc.uploads.get_mut(&id) {
        Some((content_type, bytes)) if sent_type == Some(content_type) => {
            *bytes = body.to_vec();
            StatusCode::OK.into_response()
        }
        _ => denied.into_response(),
    }
}

async fn download(State(world): State<Arc<World>>, Path(file): Path<String>) -> Response {
    let id = file.split('.').next().unwrap_or_default();
    match world.read().cc.uploads.get(id) {
        Some((content_type, bytes)) if !bytes.is_empty() => {
            ([(header::CONTENT_TYPE, content_type.clone())], bytes.clone()).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
