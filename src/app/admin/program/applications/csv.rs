//! The applications as a CSV file: what the list shows, all pages of it, sent as it is read. A question and its answer share a cell's line.

use super::{Params, standing_of};
use crate::{
    Services,
    csv::{Asked, Chunk, Team, file, refused, row},
};
use axum::{body::Bytes, response::Response};
use domain::{
    ChannelId,
    program::{ApplicationLine, MemberStatus},
};
use program::ProgramError;

const HEADINGS: [&str; 6] = ["Partner id", "Name", "E-mail", "Applied", "Where to find them", "Answers"];

/// `GET /admin/applications.csv`.
pub async fn download(Team { services, channel }: Team, Asked(query): Asked) -> Response {
    let params = Params::read(&query);
    if let Some((field, fault)) = params.faults.first() {
        return refused(field, fault);
    }
    let (status, headings) = (standing_of(&params), HEADINGS.map(str::to_owned));
    let read = move |after| read(services.clone(), channel.clone(), status, after);
    file("applications.csv", &headings, None, read).await
}

async fn read(
    services: Services,
    channel: ChannelId,
    status: MemberStatus,
    after: Option<String>,
) -> Result<Chunk<Option<String>>, ProgramError> {
    let page = services.program.applications(&channel, status, after.as_deref()).await?;
    let text: String = page.rows.iter().map(|line| row(&cells(line))).collect();
    Ok((Bytes::from(text), page.next.map(Some)))
}

fn cells(line: &ApplicationLine) -> [String; 6] {
    let written = line.application.clone().unwrap_or_default();
    let answers = written.answers.iter().map(|it| format!("{}: {}", it.question, it.answer));
    [
        line.partner_id.to_string(),
        line.name.clone(),
        line.email.clone(),
        line.since.clone(),
        written.found_at.clone(),
        answers.collect::<Vec<_>>().join("\n"),
    ]
}
