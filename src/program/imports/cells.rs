//! Cells of a line as what they mean: exact, or refused with what to do about it.

use super::sheet::Sheet;
use domain::{Currency, Money, Timestamp, program::ImportFault, zone::Zone};
use serde_json::value::RawValue;
use std::{collections::HashMap, fmt};

/// The cells of one line by the names of their columns, and what is wrong with them so far.
pub(super) struct Cells<'a> {
    line: u64,
    columns: &'a [Option<&'static str>],
    texts: &'a [String],
    faults: Vec<ImportFault>,
}

impl<'a> Cells<'a> {
    /// The cells of a line. One with more or fewer than the header has is not guessed at.
    pub(super) fn of(line: u64, sheet: &'a Sheet, cells: &'a [String]) -> Result<Self, Vec<ImportFault>> {
        let (has, wanted) = (cells.len(), sheet.columns.len());
        if has != wanted {
            let more = "a comma inside a cell needs quotation marks around the cell, and amounts have a point";
            let hint = if has > wanted { more } else { "cells are missing" };
            let problem = format!("has {has} cells where the first line has {wanted}: {hint}");
            return Err(vec![fault(line, "", problem)]);
        }
        Ok(Self { line, columns: &sheet.columns, texts: cells, faults: Vec::new() })
    }

    /// What a cell says; none when it is empty or there is no such column.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let at = self.columns.iter().position(|column| *column == Some(name))?;
        self.texts.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    /// A text.
    pub(super) fn text(&mut self, name: &'static str, longest: usize) -> Option<String> {
        let text = self.get(name)?;
        if text.chars().count() > longest {
            self.note(name, format!("has at most {longest} characters"));
            return None;
        }
        Some(text.to_owned())
    }

    /// Whatever reads itself from a text.
    pub(super) fn parse<T>(&mut self, name: &'static str) -> Option<T>
    where
        T: std::str::FromStr<Err: fmt::Display>,
    {
        let read = self.get(name)?.parse();
        self.noted(name, read)
    }

    /// An amount, exactly as it is written.
    pub(super) fn amount(&mut self, name: &'static str, currency: Currency) -> Option<Money> {
        let read = amount(self.get(name)?, currency);
        self.noted(name, read)
    }

    /// A point in time.
    pub(super) fn time(&mut self, name: &'static str, zone: &Zone) -> Option<Timestamp> {
        let read = time(self.get(name)?, zone);
        self.noted(name, read)
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, name: &'static str) -> Option<bool> {
        let read = match self.get(name)?.to_lowercase().as_str() {
            "true" | "yes" | "y" | "1" | "on" | "x" => Ok(true),
            "false" | "no" | "n" | "0" | "off" => Ok(false),
            _ => Err("is yes or no"),
        };
        self.noted(name, read)
    }

    /// A JSON object, as it is written.
    pub(super) fn object(&mut self, name: &'static str, largest: usize) -> Option<String> {
        let text = self.get(name)?;
        let read = match serde_json::from_str::<HashMap<String, &RawValue>>(text) {
            _ if text.len() > largest => Err(format!("has at most {} kB", largest / 1_024)),
            Ok(_) => Ok(text.to_owned()),
            Err(_) => Err("is a JSON object such as {\"shelf\": 4}".to_owned()),
        };
        self.noted(name, read)
    }

    /// Notes that a cell must not be empty, if it is.
    pub(super) fn require(&mut self, name: &'static str) {
        if self.get(name).is_none() {
            self.note(name, "is required");
        }
    }

    /// What is wrong with the line.
    pub(super) fn into_faults(self) -> Vec<ImportFault> {
        self.faults
    }

    /// What a cell was read as, if it could be; else why not is noted.
    pub(super) fn noted<T, E: fmt::Display>(&mut self, name: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|why| self.note(name, why.to_string())).ok()
    }

    /// Notes what is wrong with a cell. Never with what is in it: faults are kept and shown to more people than accounts.
    pub(super) fn note(&mut self, name: &str, problem: impl Into<String>) {
        self.faults.push(fault(self.line, name, problem));
    }
}

/// What is wrong with a column of a line.
pub(super) fn fault(line: u64, column: &str, problem: impl Into<String>) -> ImportFault {
    ImportFault { line: number(line), column: column.to_owned(), problem: problem.into() }
}

/// A count as the store keeps it.
pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Reads an amount digit by digit. What a sum could be taken for two numbers by is not guessed at.
pub(super) fn amount(text: &str, currency: Currency) -> Result<Money, String> {
    if text.contains(',') {
        return Err("write a point before the cents, and nothing between the thousands: 1234.50".into());
    }
    Money::exact(text, currency).map_err(|fault| fault.to_string())
}

/// Ten digits or fewer are seconds, thirteen are milliseconds; else it is a date, here or with its offset.
fn time(text: &str, zone: &Zone) -> Result<Timestamp, &'static str> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match (text.parse::<i64>(), text.len()) {
            (Ok(seconds), 1..=10) => Ok(Timestamp::from_millis(seconds * 1_000)),
            (Ok(millis), 13) => Ok(Timestamp::from_millis(millis)),
            _ => Err("has 10 digits (seconds) or 13 digits (milliseconds)"),
        };
    }
    zone.read(text).ok_or("is a date such as 2026-11-21, 2026-11-21 09:14 or 2026-11-21T09:14:00Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cents(text: &str) -> Result<i64, String> {
        amount(text, Currency::USD).map(|it| it.minor)
    }

    #[test]
    fn amounts_are_exact_or_refused() {
        for (text, minor) in [
            ("8.20", 820),
            ("4.35", 435),
            ("19.99", 1_999),
            ("0.1", 10),
            ("8.2000", 820),
            ("7", 700),
            ("0.30000000000000004", 30),
        ] {
            assert_eq!(cents(text), Ok(minor), "{text}");
        }
        for bad in ["1e3", "NaN", "8,20", "1,234.50", "$8.20", "8.205", "8.", "", "٨", "99999999999999999999"] {
            assert!(cents(bad).is_err(), "{bad}");
        }
        assert!(cents("8,20").unwrap_err().contains("1234.50"));
        assert_eq!(amount("1000", "JPY".parse().unwrap()).unwrap().minor, 1_000);
        assert!(amount("1000.5", "JPY".parse().unwrap()).is_err());
        assert_eq!(amount("1.234", "KWD".parse().unwrap()).unwrap().minor, 1_234);
    }

    #[test]
    fn times_are_numbers_or_dates() {
        let zone = Zone::named("America/New_York").unwrap();
        let millis = |text| time(text, &zone).map(Timestamp::millis);
        assert_eq!(millis("1700000000"), Ok(1_700_000_000_000));
        assert_eq!(millis("1700000000123"), Ok(1_700_000_000_123));
        assert_eq!(millis("2023-11-14T17:13:20-05:00"), Ok(1_700_000_000_000));
        assert_eq!(millis("2023-11-14 17:13:20"), Ok(1_700_000_000_000));
        for bad in ["17000000001", "1.5", "14.11.2023", "-1"] {
            assert!(millis(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_reads_back(minor in 0i64..1_000_000_000_000_000, code in "USD|JPY|KWD") {
            let money = Money::new(minor, code.parse().unwrap());
            prop_assert_eq!(amount(&money.decimal(), money.currency), Ok(money));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = (cents(&text), time(&text, &Zone::utc()));
        }
    }
}
