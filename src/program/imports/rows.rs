//! Records of a CSV file one after the other, each with the line on which it begins and the byte after it.
//!
//! The file is read line by line, and never more of it is held than one record may have. A record that spans lines, because a cell in
//! quotation marks holds line ends, begins on the first of them.

use csv_core::ReadRecordResult;
use std::io::{self, BufRead};

/// The longest record, in bytes. What is longer is a quotation mark that nobody closed.
const LONGEST: usize = 256 * 1024;

/// A place in the file where a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Bytes before it.
    pub byte: u64,
    /// Its number; the file's first line is 1.
    pub line: u64,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The line on which it begins.
    pub line: u64,
    /// Where the next line begins.
    pub end: Place,
    /// Its cells, or why it has none.
    pub cells: Result<Vec<String>, &'static str>,
}

/// The file cannot be read on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error("The file could not be read: {0}.")]
    Io(#[from] io::Error),
    #[error("Line {0} does not end within 256 kB: a quotation mark may not be closed.")]
    TooLong(u64),
}

/// Reads records.
pub(super) struct Rows<R> {
    source: R,
    core: csv_core::Reader,
    next: Place,
    line: Vec<u8>,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl<R: BufRead> Rows<R> {
    /// Reads on from a place, to which the source was brought.
    pub(super) fn new(source: R, separator: u8, next: Place) -> Self {
        let core = csv_core::ReaderBuilder::new().delimiter(separator).build();
        Self { source, core, next, line: Vec::new(), text: Vec::new(), ends: vec![0; 64] }
    }

    /// The next record; none at the end of the file. Empty lines are passed over.
    pub(super) fn next_row(&mut self) -> Result<Option<Row>, Broken> {
        loop {
            let first = self.next.line;
            if !self.read_line(LONGEST)? {
                return Ok(None);
            }
            if !self.line.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
                return self.record(first).map(Some);
            }
        }
    }

    /// The record that begins with the line that was read.
    fn record(&mut self, first: u64) -> Result<Row, Broken> {
        self.text.clear();
        let (mut written, mut cells, mut length) = (0, 0, self.line.len());
        loop {
            match self.feed(&mut written, &mut cells) {
                ReadRecordResult::Record => {
                    let cells = self.cells(cells);
                    return Ok(Row { line: first, end: self.next, cells });
                }
                // A quotation mark is open: the next line belongs to it.
                _ if self.read_line(LONGEST.saturating_sub(length)).map_err(|fault| at(fault, first))? => {
                    length += self.line.len();
                }
                _ => {
                    let cells = Err("a quotation mark is opened and never closed");
                    return Ok(Row { line: first, end: self.next, cells });
                }
            }
        }
    }

    /// Hands the line to the parser; what it has of the record then stands in `text` and `ends`.
    fn feed(&mut self, written: &mut usize, cells: &mut usize) -> ReadRecordResult {
        // A record never has more bytes than its lines.
        self.text.resize(*written + self.line.len(), 0);
        let mut read = 0;
        loop {
            let rest = self.line.get(read..).unwrap_or_default();
            if rest.is_empty() {
                return ReadRecordResult::InputEmpty;
            }
            let text = self.text.get_mut(*written..).unwrap_or_default();
            let ends = self.ends.get_mut(*cells..).unwrap_or_default();
            let (result, taken, added, ended) = self.core.read_record(rest, text, ends);
            read += taken;
            *written += added;
            *cells += ended;
            match result {
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() + 64, 0),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record | ReadRecordResult::End => return ReadRecordResult::Record,
            }
        }
    }

    fn cells(&self, count: usize) -> Result<Vec<String>, &'static str> {
        let fault = "is not UTF-8: save the file as “CSV UTF-8” and bring it again";
        let ends = self.ends.get(..count).unwrap_or_default();
        let starts = std::iter::once(&0).chain(ends);
        let cell = |(start, end): (&usize, &usize)| {
            let bytes = self.text.get(*start..*end).unwrap_or_default();
            std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| fault)
        };
        starts.zip(ends).map(cell).collect()
    }

    /// Reads a line with its end, be it `\n`, `\r\n` or `\r`; the last one is given an end. `false` at the end of the file.
    fn read_line(&mut self, most: usize) -> Result<bool, Broken> {
        self.line.clear();
        loop {
            let buffer = self.source.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let end = buffer.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            let taken = end.map_or(buffer.len(), |at| at + 1);
            self.line.extend(buffer.iter().take(taken));
            self.source.consume(taken);
            self.next.byte += taken as u64;
            if self.line.len() > most {
                return Err(Broken::TooLong(self.next.line));
            }
            if end.is_some() {
                self.take_line_feed()?;
                self.next.line += 1;
                return Ok(true);
            }
        }
        if self.line.is_empty() {
            return Ok(false);
        }
        self.line.push(b'\n');
        self.next.line += 1;
        Ok(true)
    }

    /// The second half of `\r\n`.
    fn take_line_feed(&mut self) -> io::Result<()> {
        if self.line.ends_with(b"\r") && self.source.fill_buf()?.first() == Some(&b'\n') {
            self.line.push(b'\n');
            self.source.consume(1);
            self.next.byte += 1;
        }
        Ok(())
    }
}

/// A record that is too long is named by the line on which it begins.
fn at(fault: Broken, first: u64) -> Broken {
    match fault {
        Broken::TooLong(_) => Broken::TooLong(first),
        Broken::Io(fault) => Broken::Io(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Place = Place { byte: 0, line: 1 };

    fn rows(bytes: &[u8]) -> Vec<Row> {
        let mut rows = Rows::new(bytes, b',', START);
        std::iter::from_fn(|| rows.next_row().unwrap()).collect()
    }

    fn lines(text: &str) -> Vec<u64> {
        rows(text.as_bytes()).iter().map(|row| row.line).collect()
    }

    #[test]
    fn a_record_begins_on_the_files_own_line() {
        assert_eq!(lines("a,b\n1,2\n\n\n3,4"), [1, 2, 5]);
        assert_eq!(lines("a,b\r\n1,2\r\n\r\n3,4\r\n"), [1, 2, 4]);
        assert_eq!(lines("a,b\r1,2\r3,4"), [1, 2, 3]);
        assert_eq!(lines("a,\"b\nc\r\nd\"\ne,f\n"), [1, 4]);
        assert_eq!(rows(b"a,\"b\r\nc\"\r\n")[0].cells, Ok(vec!["a".into(), "b\r\nc".into()]));
    }

    #[test]
    fn what_cannot_be_read_spoils_its_own_line() {
        let found = rows(b"a,b\n\xff,2\n3,4\n5,\"6\n7,8\n");
        assert!(found[1].cells.is_err() && found[2].cells.is_ok());
        assert_eq!((found[3].line, found[3].cells.is_err(), found.len()), (4, true, 4));
        let long = format!("a,b\n\"{}", "x\n".repeat(LONGEST));
        let mut long = Rows::new(long.as_bytes(), b',', START);
        assert!(long.next_row().is_ok() && matches!(long.next_row(), Err(Broken::TooLong(2))));
    }

    proptest! {
        #[test]
        fn whatever_stands_in_cells_is_read_back(
            cells in prop::collection::vec(prop::collection::vec("[^\u{0}]{0,12}|[\",\r\n;\t ]{0,6}", 2..5), 1..8),
            separator in prop::sample::select(vec![b',', b';', b'\t']),
            is_crlf in any::<bool>(),
        ) {
            let end = if is_crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new()
                .delimiter(separator).terminator(end).quote_style(csv::QuoteStyle::Always).flexible(true)
                .from_writer(b"head\n".to_vec());
            for row in &cells {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let mut whole = Rows::new(bytes.as_slice(), separator, START);
            whole.next_row().unwrap();
            let mut place = whole.next;
            for row in &cells {
                // Read on from anywhere, the rest is the same.
                let rest = bytes.get(usize::try_from(place.byte).unwrap()..).unwrap();
                let again = Rows::new(rest, separator, place).next_row().unwrap().unwrap();
                let read = whole.next_row().unwrap().unwrap();
                prop_assert_eq!(&again, &read);
                prop_assert_eq!(read.cells.as_ref(), Ok(row));
                place = read.end;
            }
            prop_assert_eq!(whole.next_row().unwrap(), None);
        }

        #[test]
        fn no_bytes_break_the_reader(bytes in prop::collection::vec(prop::sample::select(b"a,\"\r\n;\xff\0 ".to_vec()), 0..200)) {
            let mut rows = Rows::new(bytes.as_slice(), b',', START);
            let mut last = 0;
            while let Ok(Some(row)) = rows.next_row() {
                prop_assert!(row.line > last);
                last = row.line;
            }
            prop_assert_eq!(rows.next.byte, bytes.len() as u64);
        }
    }
}
