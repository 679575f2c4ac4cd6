//! Where files lie until their import has ended, and how they come there: written as they arrive, never held in memory.

use crate::ProgramError;
use domain::{ChannelId, Clock, ImportId};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{
    fs::File,
    io::{AsyncWriteExt, BufWriter},
    sync::Notify,
};

/// No file is on its way for longer.
const LONGEST_UPLOAD: Duration = Duration::from_hours(24);

/// The folder, with a folder for each channel.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    /// None where files are not taken in.
    place: Option<PathBuf>,
    largest: u64,
    /// Told when an import is to run.
    pub(crate) told: Notify,
}

impl Folder {
    pub(crate) fn new(place: PathBuf, largest: u64) -> Self {
        Self { place: Some(place), largest, told: Notify::new() }
    }

    /// How large a file may be, in bytes.
    pub(super) const fn largest(&self) -> u64 {
        self.largest
    }

    fn of(&self, channel: &ChannelId) -> Option<PathBuf> {
        self.place.as_ref().map(|place| place.join(channel.as_str()))
    }

    /// The file of an import.
    pub(super) fn path(&self, channel: &ChannelId, id: &ImportId) -> Option<PathBuf> {
        self.of(channel).map(|folder| folder.join(format!("{id}.csv")))
    }

    /// Whether the file is here; another machine of the same installation may have it.
    pub(super) fn has(&self, channel: &ChannelId, id: &ImportId) -> bool {
        self.path(channel, id).is_some_and(|path| path.is_file())
    }

    /// Takes a file away. One that is left behind is swept out at the next start.
    pub(super) fn remove(&self, channel: &ChannelId, id: &ImportId) {
        if let Some(path) = self.path(channel, id) {
            discard(&path);
        }
    }

    /// Whose files are here.
    pub(super) fn files(&self, channel: &ChannelId) -> Vec<ImportId> {
        let Some(entries) = self.of(channel).and_then(|folder| fs::read_dir(folder).ok()) else {
            return Vec::new();
        };
        let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        names.filter_map(|name| name.strip_suffix(".csv")?.parse().ok()).collect()
    }

    /// Takes away what is left of files that never became whole.
    pub(super) fn sweep_parts(&self, channel: &ChannelId) {
        let Some(entries) = self.of(channel).and_then(|folder| fs::read_dir(folder).ok()) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            let is_part = path.extension().is_some_and(|ending| ending == "part");
            let age = path.metadata().and_then(|about| about.modified()).ok().and_then(|at| at.elapsed().ok());
            if is_part && age.is_some_and(|age| age > LONGEST_UPLOAD) {
                discard(&path);
            }
        }
    }

    /// Begins to take a file to the disk.
    pub(super) async fn begin(&self, channel: &ChannelId, clock: &dyn Clock) -> Result<Upload, UploadFault> {
        let closed = || ProgramError::Conflict("Files are not taken in here.".into());
        let folder = self.of(channel).ok_or_else(closed)?;
        // What is uploaded are names and e-mails: nobody else of this machine looks in.
        tokio::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).await?;
        let id = ImportId::new(clock);
        let path = folder.join(format!("{id}.part"));
        let file = BufWriter::with_capacity(256 * 1024, File::create(&path).await?);
        Ok(Upload { id, path: Some(path), file, size: 0, largest: self.largest })
    }
}

fn discard(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "a file of an import could not be removed");
    }
}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadFault {
    /// It is larger than files may be: 413.
    #[error("The file is larger than {0} MB. Split it, and bring the parts one after the other.")]
    TooLarge(u64),
    /// It is no CSV file: 415.
    #[error("{0}")]
    Kind(String),
    /// It is one, but what is needed is not in it: 422.
    #[error("{0}")]
    Content(String),
    /// The disk does not take it: 503.
    #[error("the file could not be kept: {0}")]
    Disk(#[from] io::Error),
    /// The program refused, or its store.
    #[error(transparent)]
    Program(#[from] ProgramError),
}

/// A file on its way to the disk. Dropped before it is whole, nothing of it is left.
#[derive(Debug)]
pub struct Upload {
    id: ImportId,
    /// None once it is kept.
    path: Option<PathBuf>,
    file: BufWriter<File>,
    size: u64,
    largest: u64,
}

impl Upload {
    /// Adds what has arrived.
    ///
    /// # Errors
    /// When the file is too large, or the disk takes no more.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), UploadFault> {
        self.size += bytes.len() as u64;
        if self.size > self.largest {
            return Err(UploadFault::TooLarge(self.largest / 1_000_000));
        }
        Ok(self.file.write_all(bytes).await?)
    }

    pub(super) const fn id(&self) -> &ImportId {
        &self.id
    }

    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// The file as far as it is there.
    pub(super) async fn written(&mut self) -> Result<PathBuf, UploadFault> {
        self.file.flush().await?;
        self.file.get_ref().sync_all().await?;
        Ok(self.path.clone().unwrap_or_default())
    }

    /// Lets the file stay, under its import's name.
    pub(super) async fn keep(&mut self, path: &Path) -> Result<(), UploadFault> {
        if let Some(part) = &self.path {
            tokio::fs::rename(part, path).await?;
        }
        self.path = None;
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            discard(path);
        }
    }
}
