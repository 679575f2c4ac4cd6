//! Files to begin with, and the lines of an import that were not taken, for the team.

use crate::{
    Services,
    csv::{Chunk, Team, download, not_begun, pages, row},
};
use axum::{
    body::{Body, Bytes},
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    ChannelId, ImportId,
    program::{ImportFault, ImportKind},
};
use program::ProgramError;
use std::future::{Ready, ready};

const PAGE: i64 = 1_000;

/// `GET /admin/imports/orders.csv`.
pub fn orders(_: Team) -> Ready<Response> {
    ready(template(ImportKind::Orders))
}

/// `GET /admin/imports/partners.csv`.
pub fn partners(_: Team) -> Ready<Response> {
    ready(template(ImportKind::Partners))
}

fn template(kind: ImportKind) -> Response {
    download(&format!("{}-template.csv", kind.as_str()), Body::from(program::template(kind)))
}

/// `GET /admin/imports/{id}/faults.csv`, sent as it is read.
pub async fn faults(Team { services, channel }: Team, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<ImportId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headings = ["line", "column", "problem"].map(str::to_owned);
    let name = format!("{id}-faults.csv");
    match read(&services, &channel, &id, 0).await {
        Ok(first) => pages(&name, &headings, first, move |sent| {
            let (services, channel, id) = (services.clone(), channel.clone(), id.clone());
            async move { read(&services, &channel, &id, sent).await }
        }),
        Err(ProgramError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => not_begun(&error),
    }
}

/// Reads on after so many lines.
async fn read(services: &Services, channel: &ChannelId, id: &ImportId, sent: i64) -> Result<Chunk<i64>, ProgramError> {
    let faults = services.program.import_faults(channel, id, sent, PAGE).await?;
    let text: String = faults.iter().map(cells).map(|cells| row(&cells)).collect();
    let so_far = sent.saturating_add(i64::try_from(faults.len()).unwrap_or(i64::MAX));
    Ok((Bytes::from(text), (!faults.is_empty()).then_some(so_far)))
}

fn cells(fault: &ImportFault) -> [String; 3] {
    [fault.line.to_string(), fault.column.clone(), fault.problem.clone()]
}
