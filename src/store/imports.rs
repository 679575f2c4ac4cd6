//! Files that are taken in line by line: what each is, how far it has come, and what was wrong with which line.
//!
//! How far an import has come is written in the transaction of the lines before it ([`Store::track_import`]), and only by whoever began
//! where it stands: a process that died and one that took over count no line twice.

use crate::{
    Result, Store,
    rows::{CHUNK, Cells, Sql},
};
use domain::{
    ChannelId, ImportId, Timestamp,
    program::{ImportCounts, ImportFault, ImportKind, ImportState},
};
use sqlx::{AnyConnection, any::AnyRow};

/// How many faults of one import are kept; all are counted.
pub const MOST_FAULTS: i64 = 10_000;

/// A file that is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Our id.
    pub id: ImportId,
    /// What it holds.
    pub kind: ImportKind,
    /// As the person's computer calls it.
    pub file_name: String,
    /// In bytes.
    pub size: i64,
    /// Where it stands.
    pub state: ImportState,
    /// Why it failed.
    pub reason: String,
    /// Who brought it.
    pub account: String,
    /// When.
    pub created_at: Timestamp,
    /// The byte at which the next line begins.
    pub position: i64,
    /// The number of that line.
    pub next_line: i64,
    /// What became of the lines before it.
    pub counts: ImportCounts,
    /// How many faults were found.
    pub fault_count: i64,
}

/// Some lines of an import: from where to where, and what is known of them before they are written.
#[derive(Debug, Clone)]
pub struct ImportStep<'a> {
    /// The import as it stood.
    pub import: &'a Import,
    /// The byte after the last of them.
    pub position: i64,
    /// The number of the line that begins there.
    pub next_line: i64,
    /// What becomes of those that are not written as orders.
    pub counts: ImportCounts,
    /// What is wrong with which.
    pub faults: &'a [ImportFault],
}

const COLUMNS: &str = "id, kind, file_name, size, state, reason, account, created_at, position, next_line, \
     new_count, known_count, refused_count, not_tracked_count, fault_count";

/// What was seen of the file tells of people, and nobody looks at it after the end.
const FORGETS: &str = ", preview = ''";

impl Store {
    /// Adds an import that waits to be confirmed. `preview` is what was seen of it, as JSON.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn add_import(&self, channel: &ChannelId, import: &Import, preview: &str) -> Result<()> {
        let mut sql = Sql::new(
            "INSERT INTO imports (channel_id, id, kind, file_name, size, state, reason, account, created_at, changed_at, preview, \
             position, next_line, new_count, known_count, refused_count, not_tracked_count, fault_count) VALUES (",
        );
        sql.text(channel.as_str()).comma().text(import.id.as_str()).comma().text(import.kind.as_str()).comma();
        sql.text(&import.file_name).comma().bind(import.size).comma().text(import.state.as_str()).comma();
        sql.text(&import.reason).comma().text(&import.account).comma().bind(import.created_at.millis()).comma();
        sql.bind(import.created_at.millis()).comma().text(preview).comma();
        sql.bind(import.position).comma().bind(import.next_line).push(", 0, 0, 0, 0, 0)");
        sql.run(self.writer()).await?;
        Ok(())
    }

    /// An import.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn import(&self, channel: &ChannelId, id: &ImportId) -> Result<Option<Import>> {
        let mut sql = of(channel);
        sql.push(" AND id = ").text(id.as_str());
        sql.all(self.reader()).await?.first().map(read).transpose()
    }

    /// What was seen of an import before it was confirmed, as JSON; empty when it has ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn import_preview(&self, channel: &ChannelId, id: &ImportId) -> Result<Option<String>> {
        let mut sql = Sql::new("SELECT preview FROM imports WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND id = ").text(id.as_str());
        sql.all(self.reader()).await?.first().map(|row| Cells::of(row).text()).transpose()
    }

    /// Imports from the newest on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn imports(
        &self,
        channel: &ChannelId,
        state: Option<ImportState>,
        before: Option<&ImportId>,
        limit: u32,
    ) -> Result<Vec<Import>> {
        let mut sql = of(channel);
        if let Some(state) = state {
            sql.push(" AND state = ").text(state.as_str());
        }
        if let Some(before) = before {
            sql.push(" AND id < ").text(before.as_str());
        }
        sql.push(" ORDER BY id DESC LIMIT ").bind(i64::from(limit));
        sql.all(self.reader()).await?.iter().map(read).collect()
    }

    /// The import that runs, if one does.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn running_import(&self, channel: &ChannelId) -> Result<Option<Import>> {
        let mut sql = of(channel);
        sql.push(" AND state = ").text(ImportState::Running.as_str());
        sql.all(self.reader()).await?.first().map(read).transpose()
    }

    /// Puts an import into another state, if it is in one of these. `false` when it is not, or when it should run and another does.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn move_import(
        &self,
        channel: &ChannelId,
        id: &ImportId,
        from: &[ImportState],
        to: ImportState,
        reason: &str,
    ) -> Result<bool> {
        let mut sql = Sql::new("UPDATE imports SET state = ");
        sql.text(to.as_str()).push(", reason = ").text(reason).push(", changed_at = ").bind(self.now().millis());
        if to.is_over() {
            sql.push(FORGETS);
        }
        sql.push(" WHERE channel_id = ").text(channel.as_str()).push(" AND id = ").text(id.as_str());
        sql.push(" AND state IN ").list(from.iter().map(|state| state.as_str()));
        if to == ImportState::Running {
            sql.push(
                " AND NOT EXISTS (SELECT 1 FROM imports other WHERE other.state = 'running' AND other.channel_id = ",
            );
            sql.text(channel.as_str()).push(")");
        }
        Ok(sql.run(self.writer()).await? == 1)
    }

    /// Ends an import whose lines are all taken in. `false` when it stands elsewhere by now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn finish_import(&self, channel: &ChannelId, import: &Import) -> Result<bool> {
        let mut sql = Sql::new("UPDATE imports SET state = 'done', changed_at = ");
        sql.bind(self.now().millis()).push(FORGETS).push(" WHERE channel_id = ").text(channel.as_str());
        sql.push(" AND state = 'running' AND id = ").text(import.id.as_str());
        sql.push(" AND position = ").bind(import.position);
        Ok(sql.run(self.writer()).await? == 1)
    }

    /// Forgets an import that was never confirmed. `false` when there is none, or it was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_import(&self, channel: &ChannelId, id: &ImportId) -> Result<bool> {
        let mut sql = Sql::new("DELETE FROM imports WHERE state = 'preview' AND channel_id = ");
        sql.text(channel.as_str()).push(" AND id = ").text(id.as_str());
        Ok(sql.run(self.writer()).await? == 1)
    }

    /// Notes lines that were taken in by themselves. `false` when the import stands elsewhere by now: then nothing was noted.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn advance_import(&self, channel: &ChannelId, step: &ImportStep<'_>) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let is_noted = advance(&mut transaction, channel, step, step.counts).await?;
        if is_noted {
            transaction.commit().await?;
        }
        Ok(is_noted)
    }

    /// Faults of an import in the order of its lines, after the number of one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn import_faults(
        &self,
        channel: &ChannelId,
        id: &ImportId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<ImportFault>> {
        let mut sql = Sql::new("SELECT line, column_name, problem FROM import_faults WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND import_id = ").text(id.as_str());
        sql.push(" AND number > ").bind(after).push(" ORDER BY number LIMIT ").bind(limit);
        sql.all(self.reader()).await?.iter().map(read_fault).collect()
    }
}

/// Notes how far an import has come, if it still stands where the step began. A cancelled or paused one goes no further.
pub(crate) async fn advance(
    on: &mut AnyConnection,
    channel: &ChannelId,
    step: &ImportStep<'_>,
    counts: ImportCounts,
) -> Result<bool> {
    let ImportStep { import, faults, .. } = step;
    let mut sql = Sql::new("UPDATE imports SET position = ");
    sql.bind(step.position).push(", next_line = ").bind(step.next_line);
    sql.push(", new_count = new_count + ").bind(counts.new).push(", known_count = known_count + ").bind(counts.known);
    sql.push(", refused_count = refused_count + ").bind(counts.refused);
    sql.push(", not_tracked_count = not_tracked_count + ").bind(counts.not_tracked);
    sql.push(", fault_count = fault_count + ").bind(i64::try_from(faults.len()).unwrap_or(i64::MAX));
    sql.push(" WHERE channel_id = ").text(channel.as_str()).push(" AND id = ").text(import.id.as_str());
    sql.push(" AND state = 'running' AND position = ").bind(import.position);
    if sql.run_on(on).await? == 0 {
        return Ok(false);
    }
    let free = usize::try_from(MOST_FAULTS - import.fault_count).unwrap_or(0);
    keep(&mut *on, channel, import, faults.get(..free).unwrap_or(faults)).await?;
    Ok(true)
}

async fn keep(on: &mut AnyConnection, channel: &ChannelId, import: &Import, faults: &[ImportFault]) -> Result<()> {
    let mut number = import.fault_count;
    for chunk in faults.chunks(CHUNK) {
        let mut sql =
            Sql::new("INSERT INTO import_faults (channel_id, import_id, number, line, column_name, problem) VALUES ");
        sql.rows(chunk, |sql, fault| {
            number += 1;
            sql.text(channel.as_str()).comma().text(import.id.as_str()).comma().bind(number).comma();
            sql.bind(fault.line).comma().text(&fault.column).comma().text(&fault.problem);
        });
        sql.run_on(on).await?;
    }
    Ok(())
}

fn of(channel: &ChannelId) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(COLUMNS).push(" FROM imports WHERE channel_id = ").text(channel.as_str());
    sql
}

fn read(row: &AnyRow) -> Result<Import> {
    let mut cells = Cells::of(row);
    Ok(Import {
        id: cells.parse("imports.id")?,
        kind: cells.word(ImportKind::parse, "imports.kind")?,
        file_name: cells.text()?,
        size: cells.number()?,
        state: cells.word(ImportState::parse, "imports.state")?,
        reason: cells.text()?,
        account: cells.text()?,
        created_at: cells.time()?,
        position: cells.number()?,
        next_line: cells.number()?,
        counts: ImportCounts {
            new: cells.number()?,
            known: cells.number()?,
            refused: cells.number()?,
            not_tracked: cells.number()?,
        },
        fault_count: cells.number()?,
    })
}

fn read_fault(row: &AnyRow) -> Result<ImportFault> {
    let mut cells = Cells::of(row);
    Ok(ImportFault { line: cells.number()?, column: cells.text()?, problem: cells.text()? })
}
