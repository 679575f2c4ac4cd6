//! Whom links, handles and coupons belong to, many at a time: what tells whose an event is.

use crate::{
    Result, Store,
    rows::{CHUNK, Cells, Sql},
};
use domain::{ChannelId, PartnerId};
use std::collections::HashMap;

impl Store {
    /// Active partners by the codes of their links.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partners_by_links(&self, channel: &ChannelId, codes: &[&str]) -> Result<HashMap<String, PartnerId>> {
        let text = "SELECT o.code, p.id FROM links o JOIN partners p ON p.channel_id = o.channel_id AND p.id = o.partner_id \
                    WHERE p.is_active = 1 AND o.channel_id = ";
        self.owners(text, " AND o.code IN ", channel, codes).await
    }

    /// Active partners by their handles.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partners_by_handles(
        &self,
        channel: &ChannelId,
        handles: &[&str],
    ) -> Result<HashMap<String, PartnerId>> {
        let text = "SELECT p.handle, p.id FROM partners p WHERE p.is_active = 1 AND p.channel_id = ";
        self.owners(text, " AND p.handle IN ", channel, handles).await
    }

    /// Active partners by any code they ever had.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partners_by_coupons(
        &self,
        channel: &ChannelId,
        coupons: &[&str],
    ) -> Result<HashMap<String, PartnerId>> {
        let text = "SELECT o.code, p.id FROM partner_codes o \
                    JOIN partners p ON p.channel_id = o.channel_id AND p.id = o.partner_id \
                    WHERE p.is_active = 1 AND o.channel_id = ";
        self.owners(text, " AND o.code IN ", channel, coupons).await
    }

    async fn owners(
        &self,
        text: &str,
        among: &str,
        channel: &ChannelId,
        keys: &[&str],
    ) -> Result<HashMap<String, PartnerId>> {
        let mut found = HashMap::new();
        for chunk in keys.chunks(CHUNK) {
            let mut sql = Sql::new(text);
            sql.text(channel.as_str()).push(among).list(chunk.iter().copied());
            for row in &sql.all(self.reader()).await? {
                let mut cells = Cells::of(row);
                found.insert(cells.text()?, cells.parse("partners.id")?);
            }
        }
        Ok(found)
    }
}
