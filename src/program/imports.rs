//! Files of orders and partners: taken to the disk as they come, looked at, confirmed, and taken in some lines at a time.
//!
//! A file is looked at as a whole before anybody confirms it ([`Program::take_upload`]). While it runs, each [`Program::take_chunk`]
//! begins where the store says that the one before ended, and the store moves that place in the transaction of the orders. Whoever
//! dies in between has neither written nor counted.

mod account;
mod cells;
mod folder;
mod lines;
mod partner;
mod preview;
mod rows;
mod run;
mod sheet;

pub(crate) use folder::Folder;
pub use folder::{Upload, UploadFault};
pub use run::Chunk;

use crate::{Program, ProgramError, Result, Who};
use domain::{
    ChannelId, Currency, GroupId, ImportId,
    program::{ImportDetail, ImportFault, ImportKind, ImportLine, ImportPage, ImportPreview, ImportState},
    zone::Zone,
};
use serde_json::json;
use store::{Import, MOST_FAULTS, StoreError};

/// How many imports are on a page.
const PAGE: usize = 20;
/// How many faults the page of an import shows.
const SHOWN: i64 = 100;

/// A file to begin with: the documented columns, and an example.
pub const fn template(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Orders => {
            "affiliate_code,order_id,total_amount,currency,customer_email,customer_name,customer_id,customer_metadata,commission,\
             timestamp,notes,metadata,product_id,product_name,product_category\r\n\
             ANA15,1001,100.00,USD,lin@example.com,Lin Park,C-17,\"{\"\"vip\"\":true}\",,2026-11-21T09:14:00Z,,\
             \"{\"\"shelf\"\":4}\",B-1,Trail boots,Shoes\r\n"
        }
        ImportKind::Partners => {
            "first_name,last_name,email,code,approved,rate_type,rate,ignores_product_rates,group,hold_days,minimum,payout_method,\
             paypal_email,account_name,iban,bic,routing_number,account_number,account_type,stripe_account,notes\r\n\
             Ana,Oliveira,ana@example.com,ANA15,yes,percentage,12.5,no,,14,50.00 USD,paypal,ana@example.com,,,,,,,,\r\n"
        }
    }
}

impl Program {
    /// Imports from the newest on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn imports(
        &self,
        channel: &ChannelId,
        state: Option<ImportState>,
        before: Option<&ImportId>,
    ) -> Result<ImportPage> {
        let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
        let mut found = self.store.imports(channel, state, before, limit).await?;
        let is_last = found.len() <= PAGE;
        found.truncate(PAGE);
        let next = found.last().filter(|_| !is_last).map(|import| import.id.clone());
        let (zone, _) = self.import_place(channel).await?;
        let mut lines = Vec::with_capacity(found.len());
        for import in found {
            lines.push(self.import_line(channel, &zone, import).await?);
        }
        Ok(ImportPage { lines, next, largest: self.imports.largest() })
    }

    /// All that is known of an import.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn import(&self, channel: &ChannelId, id: &ImportId) -> Result<ImportDetail> {
        let import = self.known_import(channel, id).await?;
        let preview = self.store.import_preview(channel, id).await?.ok_or(ProgramError::NotFound)?;
        let preview = match preview.as_str() {
            "" => ImportPreview::default(),
            text => serde_json::from_str(text).map_err(|_| StoreError::Corrupt("imports.preview"))?,
        };
        let faults = self.store.import_faults(channel, id, 0, SHOWN).await?;
        let (fault_count, kept) = (import.fault_count, import.fault_count.min(MOST_FAULTS));
        let (zone, _) = self.import_place(channel).await?;
        Ok(ImportDetail { import: self.import_line(channel, &zone, import).await?, preview, faults, fault_count, kept })
    }

    /// Some of an import's faults, after so many; those of the preview until it is confirmed.
    ///
    /// # Errors
    /// `NotFound` when there is no such import.
    pub async fn import_faults(
        &self,
        channel: &ChannelId,
        id: &ImportId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<ImportFault>> {
        let detail = self.known_import(channel, id).await?;
        if detail.state == ImportState::Preview {
            let first = if after == 0 { self.import(channel, id).await?.preview.faults } else { Vec::new() };
            return Ok(first);
        }
        Ok(self.store.import_faults(channel, id, after, limit).await?)
    }

    /// Confirms an import, or lets it go on. One runs at a time.
    ///
    /// # Errors
    /// `NotFound`, or `Conflict` when it cannot run now.
    pub async fn start_import(&self, channel: &ChannelId, id: &ImportId, who: &Who) -> Result<()> {
        let import = self.known_import(channel, id).await?;
        if !import.state.is_over() && !self.imports.has(channel, id) {
            return Err(ProgramError::Conflict("The file is not here any more. Please upload it again.".into()));
        }
        let from = [ImportState::Preview, ImportState::Paused];
        if !self.store.move_import(channel, id, &from, ImportState::Running, "").await? {
            let runs = self.store.running_import(channel).await?.is_some_and(|running| running.id != *id);
            let other = "Another import is running. This one can go on when that has ended.";
            return Err(ProgramError::Conflict(if runs { other } else { NOT_SO }.into()));
        }
        let action = if import.state == ImportState::Paused { "import.continued" } else { "import.started" };
        self.note(channel, who, action, id.as_str(), [None, None]).await;
        self.imports.told.notify_one();
        Ok(())
    }

    /// Stops an import; it can go on where it stopped.
    ///
    /// # Errors
    /// `NotFound`, or `Conflict` when it does not run.
    pub async fn pause_import(&self, channel: &ChannelId, id: &ImportId, who: &Who) -> Result<()> {
        self.known_import(channel, id).await?;
        if !self.store.move_import(channel, id, &[ImportState::Running], ImportState::Paused, "").await? {
            return Err(ProgramError::Conflict(NOT_SO.into()));
        }
        self.note(channel, who, "import.paused", id.as_str(), [None, None]).await;
        Ok(())
    }

    /// Ends an import before its end; what was taken in stays. One that was never confirmed is thrown away.
    ///
    /// # Errors
    /// `NotFound`, or `Conflict` when it has ended.
    pub async fn cancel_import(&self, channel: &ChannelId, id: &ImportId, who: &Who) -> Result<()> {
        self.known_import(channel, id).await?;
        let action = if self.store.forget_import(channel, id).await? {
            "import.thrown_away"
        } else {
            let from = [ImportState::Running, ImportState::Paused];
            if !self.store.move_import(channel, id, &from, ImportState::Cancelled, "").await? {
                return Err(ProgramError::Conflict(NOT_SO.into()));
            }
            "import.cancelled"
        };
        self.imports.remove(channel, id);
        self.note(channel, who, action, id.as_str(), [None, None]).await;
        Ok(())
    }

    /// Takes away files whose import has ended, or never began: their process may have died in between.
    pub(crate) async fn sweep_imports(&self, channel: &ChannelId) {
        self.imports.sweep_parts(channel);
        for id in self.imports.files(channel) {
            match self.store.import(channel, &id).await {
                Ok(import) if import.as_ref().is_none_or(|it| it.state.is_over()) => {
                    self.imports.remove(channel, &id);
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "files of past imports could not be swept out"),
            }
        }
    }

    async fn known_import(&self, channel: &ChannelId, id: &ImportId) -> Result<Import> {
        self.store.import(channel, id).await?.ok_or(ProgramError::NotFound)
    }

    /// The zone and the currency of what names none.
    async fn import_place(&self, channel: &ChannelId) -> Result<(Zone, Currency)> {
        let known = self.store.channel(channel).await?.ok_or(ProgramError::NotFound)?;
        Ok((Zone::named(&known.time_zone).unwrap_or_else(|_| Zone::utc()), known.currency))
    }

    /// The groups that a file may name.
    async fn import_groups(&self, channel: &ChannelId) -> Result<Vec<(String, GroupId)>> {
        let groups = self.store.groups(channel).await?;
        Ok(groups.into_iter().map(|group| (group.name, group.id)).collect())
    }

    async fn import_line(&self, channel: &ChannelId, zone: &Zone, import: Import) -> Result<ImportLine> {
        Ok(ImportLine {
            percent: percent(&import),
            when: zone.moment(import.created_at),
            by: self.name_of(channel, &import.account).await?,
            id: import.id,
            kind: import.kind,
            file_name: import.file_name,
            state: import.state,
            reason: import.reason,
            counts: import.counts,
        })
    }

    /// Writes a line of the audit trail about an import that came to its end by itself.
    async fn note_end(&self, channel: &ChannelId, import: &Import, action: &str) {
        let who = Who { account: import.account.clone(), address: None };
        let after = self.store.import(channel, &import.id).await.ok().flatten();
        let after = after.map(|it| json!({ "counts": it.counts, "reason": it.reason }).to_string());
        self.note(channel, &who, action, import.id.as_str(), [None, after]).await;
    }
}

const NOT_SO: &str = "It does not stand so that this could be done. Look at it again.";

/// How much of the file was read.
fn percent(import: &Import) -> i64 {
    match import.state {
        ImportState::Preview => 0,
        ImportState::Done => 100,
        _ => (import.position.saturating_mul(100) / import.size.max(1)).clamp(0, 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn the_files_to_begin_with_have_every_known_column() {
        for kind in ImportKind::ALL {
            let sheet = sheet::Sheet::read(Cursor::new(template(kind)), kind).unwrap();
            let known: Vec<&str> = sheet::known(kind).iter().map(|known| known.name).collect();
            assert_eq!((sheet.columns.len(), sheet.unknown.len()), (known.len(), 0));
            let mut told: Vec<&str> = kind.columns().iter().map(|(name, _)| *name).collect();
            assert!(known.iter().all(|name| told.contains(name)), "each is told of on the page");
            told.retain(|name| !known.contains(name));
            assert_eq!(told, [""; 0]);
        }
    }
}
