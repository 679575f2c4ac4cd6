//! Replaces codes that counted for their one order.

use super::{join, partner_rows};
use crate::{
    Result, Store,
    rows::{Cells, Sql},
    sales::links,
};
use domain::{ChannelId, CouponCode, PartnerId};

impl Store {
    /// Partners of our own, among some or all, whose present code counted for its one order: they want another one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partners_without_code(
        &self,
        channel: &ChannelId,
        among: Option<&[PartnerId]>,
    ) -> Result<Vec<(PartnerId, CouponCode)>> {
        let mut sql = Sql::new(
            "SELECT p.id, c.code FROM partners p JOIN partner_codes c ON c.channel_id = p.channel_id AND c.code = p.affiliate_code \
             WHERE c.used_at IS NOT NULL AND p.cc_creator_id IS NULL AND p.channel_id = ",
        );
        sql.text(channel.as_str());
        if let Some(among) = among {
            sql.push(" AND p.id IN ").list(among.iter().map(PartnerId::as_str));
        }
        sql.push(" ORDER BY p.id");
        let rows = sql.all(self.reader()).await?;
        rows.iter()
            .map(|row| {
                let mut cells = Cells::of(row);
                Ok((cells.parse("partners.id")?, cells.parse("partner_codes.code")?))
            })
            .collect()
    }

    /// Gives a partner a code in the place of one. `false` when that is not theirs any more: somebody else replaced it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn replace_code(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        [from, to]: [&CouponCode; 2],
    ) -> Result<bool> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                join::take_turns(&mut transaction, self.engine(), channel).await?;
                let one = std::iter::once(partner.as_str());
                links::lock_partners(&mut transaction, self.engine(), channel, one).await?;
                let found = partner_rows::load(&mut *transaction, channel, "id", &[partner.as_str()]).await?;
                let Some(mut known) = found.into_iter().find(|it| it.affiliate_code.as_ref() == Some(from)) else {
                    return Ok(false);
                };
                known.affiliate_code = Some(to.clone());
                partner_rows::write(&mut transaction, channel, &[known]).await?;
                let codes = [(to.clone(), partner.clone())];
                partner_rows::write_codes(&mut transaction, channel, &codes, self.now()).await?;
                transaction.commit().await?;
                Ok(true)
            })
            .await
    }
}
