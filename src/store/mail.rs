//! Messages to partners: written with what they tell of, claimed by one worker at a time, and kept with what became of them.

use crate::{
    Result, Store, StoreError,
    page_cursor::PageCursor,
    rows::{Cells, Sql},
};
use domain::{
    ChannelId, Email, MailId, PartnerId, Timestamp,
    clock::random,
    id::made_at,
    mail::{MailKind, MailLine, MailPage, MailState},
    zone::Zone,
};
use sqlx::{AnyConnection, any::AnyRow};
use std::time::Duration;

const LIST: &str = "mail";
/// How many the team's list shows at a time.
const PAGE: u32 = 50;
const CLAIMED: &str =
    "id, partner_id, kind, to_email, to_name, subject, body_text, body_html, state, attempts, next_at";
const LISTED: &str = "id, partner_id, to_name, to_email, kind, subject, state, fault";

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Whom it is to.
    pub partner_id: PartnerId,
    /// What it is about.
    pub kind: MailKind,
    /// What it tells of, when that is told once only: a second message with the same is left out.
    pub once: Option<String>,
    /// Their address.
    pub to: Email,
    /// Their name.
    pub to_name: String,
    /// One line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// A message as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Our id.
    pub id: MailId,
    /// What it says.
    pub content: NewMail,
    /// How it stands.
    pub state: MailState,
    /// How many attempts were begun.
    pub attempts: i64,
    next_at: Timestamp,
}

impl Mail {
    /// When it was written.
    pub fn written_at(&self) -> Timestamp {
        made_at(self.id.as_str()).unwrap_or_default()
    }
}

/// What became of an attempt to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailOutcome {
    /// It is out.
    Done(MailState),
    /// Not this time, and why; it is tried again then.
    Later(String, Timestamp),
    /// Given up, and why.
    Failed(String),
}

impl Store {
    /// Writes a message to be sent. `false` when what it tells of was told before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn post(&self, channel: &ChannelId, mail: &NewMail) -> Result<bool> {
        let mut connection = self.writer().acquire().await?;
        self.post_on(&mut connection, channel, mail).await
    }

    /// Writes a message in the transaction of what it tells of.
    pub(crate) async fn post_on(&self, on: &mut AnyConnection, channel: &ChannelId, mail: &NewMail) -> Result<bool> {
        let now = self.now().millis();
        let id = MailId::from_parts(now, random());
        let mut sql = Sql::new(
            "INSERT INTO mail (channel_id, id, partner_id, kind, once, to_email, to_name, subject, body_text, body_html, state, \
             attempts, next_at, fault) VALUES (",
        );
        sql.text(channel.as_str()).comma().text(id.as_str()).comma().text(mail.partner_id.as_str()).comma();
        sql.text(mail.kind.as_str()).comma().maybe(mail.once.as_deref()).comma();
        sql.text(mail.to.as_str()).comma().text(&mail.to_name).comma().text(&mail.subject).comma();
        sql.text(&mail.text).comma().text(&mail.html).comma().text(MailState::Waiting.as_str());
        sql.push(", 0, ").bind(now).push(", '') ON CONFLICT DO NOTHING");
        Ok(sql.run_on(on).await? == 1)
    }

    /// Messages that are due, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mail_due(&self, channel: &ChannelId, limit: u32) -> Result<Vec<Mail>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(CLAIMED).push(" FROM mail WHERE channel_id = ").text(channel.as_str());
        sql.push(" AND state = 'waiting' AND next_at <= ").bind(self.now().millis());
        sql.push(" ORDER BY next_at, id LIMIT ").bind(i64::from(limit));
        sql.all(self.reader()).await?.iter().map(read).collect()
    }

    /// Takes a message for so long, to send it. Answers which attempt it is; none when somebody else was quicker.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn claim_mail(&self, channel: &ChannelId, seen: &Mail, lease: Duration) -> Result<Option<i64>> {
        let attempt = seen.attempts + 1;
        let mut sql = Sql::new("UPDATE mail SET attempts = ");
        sql.bind(attempt).push(", next_at = ").bind(self.now().plus(lease).millis());
        sql.push(" WHERE channel_id = ").text(channel.as_str()).push(" AND id = ").text(seen.id.as_str());
        sql.push(" AND state = 'waiting' AND attempts = ").bind(seen.attempts);
        sql.push(" AND next_at = ").bind(seen.next_at.millis());
        Ok((sql.run(self.writer()).await? == 1).then_some(attempt))
    }

    /// Writes what became of an attempt. `false` when another attempt was begun since.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn settle_mail(
        &self,
        channel: &ChannelId,
        id: &MailId,
        attempt: i64,
        outcome: &MailOutcome,
    ) -> Result<bool> {
        let (state, fault, next_at) = match outcome {
            MailOutcome::Done(state) => (*state, "", None),
            MailOutcome::Later(why, at) => (MailState::Waiting, why.as_str(), Some(*at)),
            MailOutcome::Failed(why) => (MailState::Failed, why.as_str(), None),
        };
        let mut sql = Sql::new("UPDATE mail SET state = ");
        sql.text(state.as_str()).push(", fault = ").text(fault);
        sql.push(", next_at = ").bind(next_at.unwrap_or(self.now()).millis());
        sql.push(" WHERE channel_id = ").text(channel.as_str()).push(" AND id = ").text(id.as_str());
        sql.push(" AND state = 'waiting' AND attempts = ").bind(attempt);
        Ok(sql.run(self.writer()).await? == 1)
    }

    /// Lets a message go out that was given up. `false` when none such was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn send_mail_again(&self, channel: &ChannelId, id: &MailId) -> Result<bool> {
        let mut sql = Sql::new("UPDATE mail SET state = 'waiting', attempts = 0, next_at = ");
        sql.bind(self.now().millis()).push(" WHERE state = 'failed' AND channel_id = ").text(channel.as_str());
        sql.push(" AND id = ").text(id.as_str());
        Ok(sql.run(self.writer()).await? == 1)
    }

    /// A message.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mail(&self, channel: &ChannelId, id: &MailId) -> Result<Option<Mail>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(CLAIMED).push(" FROM mail WHERE channel_id = ").text(channel.as_str());
        sql.push(" AND id = ").text(id.as_str());
        sql.all(self.reader()).await?.first().map(read).transpose()
    }

    /// A page of messages, the newest first.
    ///
    /// # Errors
    /// [`StoreError::InvalidCursor`] when `after` is not one of this list; or the store fails.
    pub async fn list_mail(
        &self,
        channel: &ChannelId,
        state: Option<MailState>,
        after: Option<&str>,
    ) -> Result<MailPage> {
        let zone = self.zone(channel).await?;
        let mut sql = Sql::new("SELECT ");
        sql.push(LISTED).push(" FROM mail WHERE channel_id = ").text(channel.as_str());
        if let Some(state) = state {
            sql.push(" AND state = ").text(state.as_str());
        }
        if let Some(after) = after {
            sql.push(" AND id < ").text(&PageCursor::decode(after, LIST)?.id);
        }
        sql.push(" ORDER BY id DESC LIMIT ").bind(i64::from(PAGE) + 1);
        let mut rows = sql.all(self.reader()).await?.iter().map(|row| line(row, &zone)).collect::<Result<Vec<_>>>()?;
        let is_more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        let last = rows.last().filter(|_| is_more);
        let next = last.map(|row| PageCursor { key: String::new(), id: row.id.to_string() }.encode(LIST));
        Ok(MailPage { next, rows })
    }
}

fn read(row: &AnyRow) -> Result<Mail> {
    let mut cells = Cells::of(row);
    let (id, partner_id) = (cells.parse("mail.id")?, cells.parse("mail.partner_id")?);
    Ok(Mail {
        id,
        content: NewMail {
            partner_id,
            kind: cells.word(MailKind::parse, "mail.kind")?,
            once: None,
            to: cells.parse("mail.to_email")?,
            to_name: cells.text()?,
            subject: cells.text()?,
            text: cells.text()?,
            html: cells.text()?,
        },
        state: cells.word(MailState::parse, "mail.state")?,
        attempts: cells.number()?,
        next_at: cells.time()?,
    })
}

fn line(row: &AnyRow, zone: &Zone) -> Result<MailLine> {
    let mut cells = Cells::of(row);
    let id: MailId = cells.parse("mail.id")?;
    let when = made_at(id.as_str()).ok_or(StoreError::Corrupt("mail.id"))?;
    Ok(MailLine {
        when: zone.moment(when),
        id,
        partner_id: cells.parse("mail.partner_id")?,
        name: cells.text()?,
        email: cells.text()?,
        kind: cells.word(MailKind::parse, "mail.kind")?,
        subject: cells.text()?,
        state: cells.word(MailState::parse, "mail.state")?,
        fault: cells.text()?,
    })
}
