//! Takes lines of a confirmed file in, some at a time.

use super::{
    cells::{fault, number},
    lines::{self, Terms},
    partner::partner,
    preview::refusal,
    rows::{Broken, Place, Row},
    sheet::{Refused, Sheet, rows_from},
};
use crate::{Asked, NotTracked, Outcome, Program, ProgramError, Result};
use domain::{
    ChannelId,
    program::{ImportCounts, ImportFault, ImportKind, ImportState},
};
use std::{fs::File, io, path::PathBuf};
use store::{Import, ImportStep, StoreError, Tracking};

/// How many orders are written at a time: one commit for many, and nobody waits long for it.
const ORDERS: usize = 1_000;
/// How many partners are read at a time; each is written by itself.
const PARTNERS: usize = 50;

/// What came of an attempt to take lines in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chunk {
    /// No import runs, or its file is on another machine.
    Nothing,
    /// Some lines were taken in, or somebody else was quicker.
    Taken,
    /// The import has ended.
    Ended,
}

/// Lines that were read, and what they are read with.
struct Read {
    terms: Terms,
    rows: Vec<Row>,
}

/// Orders of some lines, and what is known of the others.
#[derive(Default)]
struct Sorted {
    batch: Vec<Tracking>,
    counts: ImportCounts,
    faults: Vec<ImportFault>,
}

impl Program {
    /// Takes the next lines of the import that runs. What it does happens as a whole or not at all, orders at least; who is taken in as
    /// a partner is counted right after.
    ///
    /// # Errors
    /// When the store fails; the same lines are next then.
    pub async fn take_chunk(&self, channel: &ChannelId) -> Result<Chunk> {
        let Some(import) = self.store.running_import(channel).await? else {
            return Ok(Chunk::Nothing);
        };
        let Some(path) = self.imports.path(channel, &import.id) else {
            return Ok(Chunk::Nothing);
        };
        let read = match self.read_chunk(channel, &import, path).await? {
            Ok(read) => read,
            Err(Refused::Broken(Broken::Io(fault))) if fault.kind() == io::ErrorKind::NotFound => {
                return Ok(Chunk::Nothing);
            }
            Err(fault) => return self.fail_import(channel, &import, &fault.to_string()).await,
        };
        if read.rows.is_empty() {
            return self.end_import(channel, &import).await;
        }
        let taken = match import.kind {
            ImportKind::Orders => self.take_orders(channel, &import, read).await,
            ImportKind::Partners => self.take_partners(channel, &import, read).await,
        };
        match taken {
            Ok(()) => Ok(Chunk::Taken),
            Err(ProgramError::Store(fault @ (StoreError::Other(_) | StoreError::Corrupt(_)))) => {
                self.stop_import(channel, &import, &fault).await
            }
            Err(fault) => Err(fault),
        }
    }

    async fn read_chunk(
        &self,
        channel: &ChannelId,
        import: &Import,
        path: PathBuf,
    ) -> Result<std::result::Result<Read, Refused>> {
        let (zone, currency) = self.import_place(channel).await?;
        let groups = self.import_groups(channel).await?;
        let (account, kind) = (import.account.clone(), import.kind);
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        let place = Place { byte: count(import.position), line: count(import.next_line) };
        let read = tokio::task::spawn_blocking(move || {
            let mut file = File::open(path)?;
            let sheet = Sheet::read(&mut file, kind)?;
            let mut source = rows_from(file, &sheet, place)?;
            let mut rows = Vec::new();
            let most = if kind == ImportKind::Orders { ORDERS } else { PARTNERS };
            while rows.len() < most
                && let Some(row) = source.next_row()?
            {
                rows.push(row);
            }
            Ok(Read { terms: Terms { sheet, currency, zone, account, groups }, rows })
        });
        Ok(read.await.unwrap_or_else(|broken| Err(io::Error::other(broken).into())))
    }

    async fn take_orders(&self, channel: &ChannelId, import: &Import, read: Read) -> Result<()> {
        let Some(end) = read.rows.last().map(|row| row.end) else { return Ok(()) };
        let sorted = self.sort_orders(channel, read).await?;
        let step = ImportStep {
            import,
            position: number(end.byte),
            next_line: number(end.line),
            counts: sorted.counts,
            faults: &sorted.faults,
        };
        // `false`: somebody stopped it, or another process was quicker. The next look shows where it stands.
        if sorted.batch.is_empty() {
            self.store.advance_import(channel, &step).await?;
        } else {
            self.store.track_import(channel, &sorted.batch, &step).await?;
        }
        Ok(())
    }

    /// Tells orders that can be written from lines that cannot.
    async fn sort_orders(&self, channel: &ChannelId, read: Read) -> Result<Sorted> {
        let mut sorted = Sorted::default();
        let (mut asked, mut at): (Vec<Asked>, Vec<(u64, String)>) = Default::default();
        for row in &read.rows {
            match lines::order(&read.terms, row) {
                Ok(order) => {
                    at.push((row.line, order.order_id.clone()));
                    asked.push(order);
                }
                Err(faults) => sorted.refuse(faults),
            }
        }
        let prepared = self.prepare_all(channel, asked).await?;
        let mut nobodys: Vec<(u64, String, NotTracked)> = Vec::new();
        for (prepared, (line, order_id)) in prepared.into_iter().zip(at) {
            match prepared {
                Ok(tracking) => sorted.batch.push(tracking),
                Err(Ok(Outcome::Nothing(why))) => nobodys.push((line, order_id, why)),
                Err(Err(why @ ProgramError::Invalid { .. })) => sorted.refuse(vec![refusal(line, why)]),
                Err(Err(why)) => return Err(why),
                Err(Ok(Outcome::New(_) | Outcome::Known(_))) => {}
            }
        }
        // What was tracked before its code or partner changed is known all the same.
        let ids: Vec<&str> = nobodys.iter().map(|(_, id, _)| id.as_str()).collect();
        let known = self.store.tracked_orders(channel, &ids).await?;
        for ((line, _, why), known) in nobodys.iter().zip(known) {
            if known.is_some() {
                sorted.counts.known += 1;
            } else {
                sorted.counts.not_tracked += 1;
                sorted.faults.push(fault(*line, "affiliate_code", why.message()));
            }
        }
        sorted.faults.sort_by_key(|fault| fault.line);
        Ok(sorted)
    }

    async fn take_partners(&self, channel: &ChannelId, import: &Import, read: Read) -> Result<()> {
        let mut import = import.clone();
        for row in &read.rows {
            let mut sorted = Sorted::default();
            match partner(&read.terms, row) {
                Err(faults) => sorted.refuse(faults),
                Ok(new) => {
                    match self.add_member_with(channel, &new.member, new.terms, new.account.as_ref(), false).await {
                        Ok(_) => sorted.counts.new += 1,
                        Err(ProgramError::Conflict(_)) => sorted.counts.known += 1,
                        Err(why @ ProgramError::Invalid { .. }) => sorted.refuse(vec![refusal(row.line, why)]),
                        Err(why) => return Err(why),
                    }
                }
            }
            let (position, next_line) = (number(row.end.byte), number(row.end.line));
            let step =
                ImportStep { import: &import, position, next_line, counts: sorted.counts, faults: &sorted.faults };
            if !self.store.advance_import(channel, &step).await? {
                return Ok(());
            }
            import.fault_count += i64::try_from(sorted.faults.len()).unwrap_or(i64::MAX);
            import.position = position;
        }
        Ok(())
    }

    async fn end_import(&self, channel: &ChannelId, import: &Import) -> Result<Chunk> {
        if !self.store.finish_import(channel, import).await? {
            return Ok(Chunk::Taken);
        }
        self.imports.remove(channel, &import.id);
        self.note_end(channel, import, "import.done").await;
        Ok(Chunk::Ended)
    }

    /// The file itself cannot be read on.
    async fn fail_import(&self, channel: &ChannelId, import: &Import, reason: &str) -> Result<Chunk> {
        if self.store.move_import(channel, &import.id, &[ImportState::Running], ImportState::Failed, reason).await? {
            self.imports.remove(channel, &import.id);
            self.note_end(channel, import, "import.failed").await;
        }
        Ok(Chunk::Ended)
    }

    /// A fault of ours, which would come again: the import waits for somebody who looks.
    async fn stop_import(&self, channel: &ChannelId, import: &Import, fault: &StoreError) -> Result<Chunk> {
        tracing::error!(error = %fault, import = %import.id, line = import.next_line, "an import was stopped");
        let reason =
            format!("It was stopped at line {} by a fault on our side, which has been noted.", import.next_line);
        self.store.move_import(channel, &import.id, &[ImportState::Running], ImportState::Paused, &reason).await?;
        self.note_end(channel, import, "import.stopped").await;
        Ok(Chunk::Ended)
    }
}

impl Sorted {
    fn refuse(&mut self, mut faults: Vec<ImportFault>) {
        self.counts.refused += 1;
        self.faults.append(&mut faults);
    }
}
