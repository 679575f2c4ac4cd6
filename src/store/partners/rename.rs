//! Changes who a partner of our own is. What CC says of a creator is CC's to change.

use super::{join, partner_rows};
use crate::{AuditEntry, Result, Store, audit, doors, rows::Sql, sales::links};
use domain::{ChannelId, Email, PartnerId};

/// What became of a partner who was to be called otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renaming {
    /// It is so now.
    Done,
    /// Another partner has the e-mail.
    EmailTaken,
    /// CC says who they are: it would be undone by the next refresh.
    OfCc,
    /// The channel has no such partner.
    Unknown,
}

impl Store {
    /// Changes a partner's name and e-mail, in one transaction with its line in the audit trail.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn rename_partner(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        [first_name, last_name]: [&str; 2],
        email: &Email,
        entry: &AuditEntry,
    ) -> Result<Renaming> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                join::take_turns(&mut transaction, self.engine(), channel).await?;
                let one = std::iter::once(partner.as_str());
                links::lock_partners(&mut transaction, self.engine(), channel, one).await?;
                let found = partner_rows::load(&mut *transaction, channel, "id", &[partner.as_str()]).await?;
                let Some(mut known) = found.into_iter().next() else {
                    return Ok(Renaming::Unknown);
                };
                if known.cc_creator_id.is_some() {
                    return Ok(Renaming::OfCc);
                }
                let mut taken = Sql::new("SELECT id FROM partners WHERE channel_id = ");
                taken.text(channel.as_str()).push(" AND email = ").text(email.as_str());
                taken.push(" AND id <> ").text(partner.as_str());
                if !taken.all_on(&mut transaction).await?.is_empty() {
                    return Ok(Renaming::EmailTaken);
                }
                first_name.clone_into(&mut known.first_name);
                last_name.clone_into(&mut known.last_name);
                if known.email != *email {
                    doors::forget_reset(&mut transaction, channel, partner).await?;
                }
                known.email = email.clone();
                partner_rows::write(&mut transaction, channel, &[known]).await?;
                audit::write(&mut *transaction, channel, entry).await?;
                transaction.commit().await?;
                Ok(Renaming::Done)
            })
            .await
    }
}
