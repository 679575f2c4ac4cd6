//! Messages to partners: composed with what they tell of, kept in the store, and sent by a worker.
//!
//! A message is written in the transaction of what it tells of. A worker claims a message before it sends it. When the process dies
//! between the mail server's word and ours, that one message goes out again, under the same id. Private addresses are put in at the
//! last moment: what is kept holds none, before and after.

mod compose;

pub use compose::{Composed, Letterhead, Message, compose};

use crate::{Program, ProgramError, Result, Who, lists::page_fault};
use compose::escaped;
use connectors::mail::{Letter, MailFault, Mailer, Posted};
use domain::{
    ChannelId, MailId, PartnerId,
    mail::{ADDRESS_MARK, MailKind, MailPage, MailState},
    partner::Partner,
    payout::PayoutStatus,
};
use std::time::Duration;
use store::{Mail, MailOutcome, NewMail, Payout};
use tokio_util::sync::CancellationToken;

/// Longer than any server takes for a message.
const LEASE: Duration = Duration::from_mins(5);
/// How often is looked, unless something was just written.
const ROUND: Duration = Duration::from_secs(15);
/// How many messages are seen to in one round.
const MOST: u32 = 50;
/// How soon is tried again at first; it doubles.
const SOON: Duration = Duration::from_mins(1);
const SELDOM: Duration = Duration::from_hours(2);
/// How often is tried before a message is given up: for about nine hours.
const TRIES: i64 = 10;
/// What the team sees in the place of a private address.
const HIDDEN: &str = "(private address, put in when the message goes out)";

/// What a shown message may load: nothing. It may have the looks that its elements carry.
const NOTHING: &str = "default-src 'none'; style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// How messages leave, and what links in them begin with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Post {
    mailer: Option<Mailer>,
    public_url: String,
}

/// What a message says, for the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailText {
    /// Its subject.
    pub subject: String,
    /// As plain text, without a private address.
    pub text: String,
    /// As a document of its own that loads nothing, without a private address.
    pub html: String,
}

impl Program {
    /// The program that sends messages, with links that begin with `public_url` (without a slash at the end).
    #[must_use]
    pub fn posting(self, mailer: Mailer, public_url: &str) -> Self {
        let post = Post { mailer: Some(mailer), public_url: public_url.to_owned() };
        Self { post: post.into(), ..self }
    }

    /// Whether messages go to a mail server; else they become files.
    pub fn has_mail_server(&self) -> bool {
        self.post.mailer.as_ref().is_some_and(Mailer::is_connected)
    }

    /// Where Tandem is reached, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.post.public_url
    }

    /// The program's name: its own, or the merchant's.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn name(&self, channel: &ChannelId) -> Result<String> {
        let own = self.store.program_settings(channel).await?.name;
        if !own.is_empty() {
            return Ok(own);
        }
        Ok(self.store.channel(channel).await?.map(|channel| channel.name).unwrap_or_default())
    }

    /// Puts a message to a partner into words.
    pub(crate) async fn write_to(
        &self,
        channel: &ChannelId,
        partner: &Partner,
        message: &Message<'_>,
        once: Option<String>,
    ) -> Result<NewMail> {
        let full = format!("{} {}", partner.first_name, partner.last_name);
        let program = self.name(channel).await?;
        let head = Letterhead { program: &program, public_url: &self.post.public_url, name: partner.first_name.trim() };
        let Composed { kind, subject, text, html } = compose(&head, message);
        Ok(NewMail {
            partner_id: partner.id.clone(),
            kind,
            once,
            to: partner.email.clone(),
            to_name: if kind == MailKind::ApplicationReceived { String::new() } else { domain::mail::one_line(&full) },
            subject,
            text,
            html,
        })
    }

    /// What a partner is told of what became of their payout, once; nothing while it is under way.
    pub(crate) async fn message_about(&self, channel: &ChannelId, payout: &Payout) -> Result<Option<NewMail>> {
        let Payout { amount, method, paid_by, reason, transaction_id, .. } = payout;
        let message = match payout.status {
            PayoutStatus::Paid => {
                let method = paid_by.unwrap_or(*method);
                Message::PayoutSent { amount: *amount, method, transaction_id: transaction_id.as_deref() }
            }
            PayoutStatus::Failed => Message::PayoutFailed { amount: *amount, reason },
            _ => return Ok(None),
        };
        let Some(partner) = self.store.partner(channel, &payout.partner_id).await? else {
            return Ok(None);
        };
        let once = format!("{}:{}", payout.id, payout.status.as_str());
        Ok(Some(self.write_to(channel, &partner, &message, Some(once)).await?))
    }

    pub(crate) async fn post_in_rounds(&self, channel: &ChannelId, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.send_due(channel, stop).await {
                tracing::warn!(%error, "messages could not be seen to; tried again soon");
            }
            let told = tokio::time::timeout(ROUND, self.posted.notified());
            stop.run_until_cancelled(told).await;
        }
    }

    /// Sends the messages that are due, one after another, until told to stop; says how many were tried.
    ///
    /// # Errors
    /// When the store fails; what was claimed until then is tried again later.
    pub async fn send_due(&self, channel: &ChannelId, stop: &CancellationToken) -> Result<usize> {
        let Some(mailer) = &self.post.mailer else {
            return Ok(0);
        };
        let mut count = 0;
        for mail in self.store.mail_due(channel, MOST).await? {
            if stop.is_cancelled() {
                break;
            }
            if let Some(attempt) = self.store.claim_mail(channel, &mail, LEASE).await? {
                let outcome = self.send(channel, mailer, &mail, attempt).await?;
                self.store.settle_mail(channel, &mail.id, attempt, &outcome).await?;
                count += 1;
            }
        }
        Ok(count)
    }

    async fn send(&self, channel: &ChannelId, mailer: &Mailer, mail: &Mail, attempt: i64) -> Result<MailOutcome> {
        let Some(letter) = self.letter(channel, mail).await? else {
            return Ok(MailOutcome::Failed(
                "The private address that it should carry is not there any more, or the partner has another e-mail by now.".into(),
            ));
        };
        Ok(match mailer.send(&letter).await {
            Ok(Posted::Sent) => MailOutcome::Done(MailState::Sent),
            Ok(Posted::Filed) => MailOutcome::Done(MailState::Filed),
            Err(MailFault::Later(why)) if attempt < TRIES => {
                MailOutcome::Later(why, self.clock().now().plus(later(attempt)))
            }
            Err(MailFault::Later(why) | MailFault::Refused(why)) => {
                tracing::warn!(mail = %mail.id, why, "a message is given up");
                MailOutcome::Failed(why)
            }
        })
    }

    /// The message with its private address; none when it carries one that is gone. Whoever had the mailbox before is not handed a key.
    async fn letter(&self, channel: &ChannelId, mail: &Mail) -> Result<Option<Letter>> {
        let NewMail { to, to_name, subject, text, html, partner_id, kind, .. } = &mail.content;
        let (mut text, mut html) = (text.clone(), html.clone());
        if text.contains(ADDRESS_MARK) {
            let partner = self.store.partner(channel, partner_id).await?;
            let is_theirs = partner.is_some_and(|partner| partner.email == *to);
            let path = self.private_path(channel, partner_id, *kind).await?.filter(|_| is_theirs);
            let Some(path) = path else { return Ok(None) };
            let address = format!("{}{path}", self.post.public_url);
            text = text.replace(ADDRESS_MARK, &address);
            html = html.replace(ADDRESS_MARK, &escaped(&address));
        }
        Ok(Some(Letter {
            id: mail.id.to_string(),
            to_name: to_name.clone(),
            to: to.to_string(),
            subject: subject.clone(),
            text,
            html,
            at: mail.written_at(),
        }))
    }

    async fn private_path(&self, channel: &ChannelId, partner: &PartnerId, kind: MailKind) -> Result<Option<String>> {
        match kind {
            MailKind::DoorReset => self.reset_path(channel, partner).await,
            _ => Ok(self.door(channel, partner).await?.map(|door| door.path)),
        }
    }

    /// A page of messages, the newest first.
    ///
    /// # Errors
    /// `Invalid` names `after` when the page before is not one of this list.
    pub async fn mail_page(
        &self,
        channel: &ChannelId,
        state: Option<MailState>,
        after: Option<&str>,
    ) -> Result<MailPage> {
        self.store.list_mail(channel, state, after).await.map_err(page_fault)
    }

    /// What a message says.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn mail_text(&self, channel: &ChannelId, id: &MailId) -> Result<MailText> {
        let NewMail { subject, text, html, .. } =
            self.store.mail(channel, id).await?.ok_or(ProgramError::NotFound)?.content;
        Ok(MailText { subject, text: text.replace(ADDRESS_MARK, HIDDEN), html: shown_html(&html) })
    }

    /// Lets a message go out that was given up.
    ///
    /// # Errors
    /// `NotFound` when there is none, `Conflict` when it was not given up.
    pub async fn send_again(&self, channel: &ChannelId, id: &MailId, who: &Who) -> Result<()> {
        if self.store.send_mail_again(channel, id).await? {
            self.note(channel, who, "mail.sent_again", id.as_str(), [None, None]).await;
            self.posted.notify_one();
            return Ok(());
        }
        self.store.mail(channel, id).await?.ok_or(ProgramError::NotFound)?;
        Err(ProgramError::Conflict("This message was not given up: it is out, or on its way.".into()))
    }
}

/// A message as the team sees it: links to a private address lead nowhere, and nothing is loaded, whatever a message holds.
fn shown_html(html: &str) -> String {
    let blind = html.replace(&format!("href=\"{ADDRESS_MARK}\""), "href=\"#\"").replace(ADDRESS_MARK, HIDDEN);
    blind.replacen("<head>", &format!("<head><meta http-equiv=\"Content-Security-Policy\" content=\"{NOTHING}\">"), 1)
}

/// Doubles from a minute to two hours.
fn later(attempt: i64) -> Duration {
    let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(u32::MAX).min(12);
    SOON.saturating_mul(1 << doublings).min(SELDOM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_become_rarer() {
        assert_eq!([1, 2, 3, 7, 8, 100].map(|attempt| later(attempt).as_secs() / 60), [1, 2, 4, 64, 120, 120]);
    }
}
