//! NACHA files: direct deposits to accounts in the United States (PPD, credits only; contract 5.4).
//!
//! Lines of 94 characters in blocks of ten, filled up with lines of nines. Controls carry the sum of the receiving banks' first
//! eight digits (the entry hash, its last ten digits) and the totals in cents.

use super::{BankFileError, BankPayment, check_ids, latin};
use domain::{
    Currency, Day,
    bank::{AccountKind, Routing, UsAccount},
};

const LINES_IN_BLOCK: usize = 10;
const LINE_LENGTH: usize = 94;
/// The count of entries has six digits.
const MOST_ENTRIES: usize = 999_999;
/// An amount has ten digits.
const HIGHEST_AMOUNT: i64 = 9_999_999_999;
/// A total has twelve digits.
const HIGHEST_TOTAL: i64 = 999_999_999_999;

/// A file of deposits from one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NachaFile {
    /// The bank that takes the file.
    pub destination: Routing,
    /// Its name; 23 characters are kept.
    pub destination_name: String,
    /// Who sends the file, in the number that the bank gave them: up to ten digits or letters.
    pub origin: String,
    /// The sender's name; 23 characters are kept.
    pub origin_name: String,
    /// The merchant's name as partners read it; 16 characters are kept.
    pub company_name: String,
    /// The merchant's number with the bank: up to ten digits or letters.
    pub company_id: String,
    /// The merchant's own bank.
    pub bank: Routing,
    /// What the payments are for, such as `COMMISSION`; ten characters are kept.
    pub description: String,
    /// The merchant's day on which the file was made.
    pub created_on: Day,
    /// Tells the files of one day apart: a capital letter or a digit.
    pub modifier: char,
    /// On which day the money shall arrive.
    pub pays_on: Day,
    /// The payments.
    pub payments: Vec<BankPayment<UsAccount>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Totals {
    entries: usize,
    hash: u64,
    credit: i64,
}

/// Writes the file.
///
/// # Errors
/// When a payment or the file does not fit the columns.
pub fn write(file: &NachaFile) -> Result<String, BankFileError> {
    check_ids(&file.payments)?;
    check_file(file)?;
    let mut totals = Totals::default();
    let mut lines = vec![file_header(file), batch_header(file)];
    for payment in &file.payments {
        totals.add(payment)?;
        lines.push(entry(payment, trace(file, totals.entries))?);
    }
    lines.push(batch_control(file, totals));
    let blocks = (lines.len() + 1).div_ceil(LINES_IN_BLOCK);
    lines.push(file_control(totals, blocks));
    lines.resize(blocks * LINES_IN_BLOCK, "9".repeat(LINE_LENGTH));
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

impl Totals {
    fn add(&mut self, payment: &BankPayment<UsAccount>) -> Result<(), BankFileError> {
        let fault = |reason| BankFileError::payment(payment, reason);
        if payment.amount.currency != Currency::USD {
            return Err(fault("is not in US dollars"));
        }
        if !(1..=HIGHEST_AMOUNT).contains(&payment.amount.minor) {
            return Err(fault("is not between 0.01 and 99,999,999.99"));
        }
        self.entries += 1;
        self.credit += payment.amount.minor;
        self.hash += bank_number(payment.account.routing()).parse::<u64>().unwrap_or_default();
        if self.credit > HIGHEST_TOTAL {
            return Err(fault("makes the file's total too large: split the batch"));
        }
        Ok(())
    }

    /// The last ten digits: what does not fit is cut off on the left.
    const fn entry_hash(self) -> u64 {
        self.hash % 10_000_000_000
    }
}

fn check_file(file: &NachaFile) -> Result<(), BankFileError> {
    let is_number = |text: &str| (1..=10).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_alphanumeric());
    let fault = |text: &str| Err(BankFileError::File(text.to_owned()));
    match () {
        () if file.payments.len() > MOST_ENTRIES => fault("a file has at most 999,999 payments"),
        () if !is_number(&file.origin) => fault("the sender's number has up to ten digits or letters"),
        () if !is_number(&file.company_id) => fault("the company's number has up to ten digits or letters"),
        () if !(file.modifier.is_ascii_uppercase() || file.modifier.is_ascii_digit()) => {
            fault("the file's modifier is a capital letter or a digit")
        }
        () => Ok(()),
    }
}

fn file_header(file: &NachaFile) -> String {
    let destination = format!("{:>10}", file.destination.as_str());
    let (created, modifier) = (short_date(file.created_on), file.modifier);
    let names = [text(&file.destination_name, 23), text(&file.origin_name, 23), text("", 8)].concat();
    format!("101{destination}{:>10}{created}0000{modifier}094101{names}", file.origin)
}

fn batch_header(file: &NachaFile) -> String {
    let company = [text(&file.company_name, 16), text("", 20), text(&file.company_id, 10)].concat();
    let (purpose, pays_on, bank) = (text(&file.description, 10), short_date(file.pays_on), bank_number(&file.bank));
    // Blank: the descriptive date and, set by the operator, the settlement date.
    format!("5220{company}PPD{purpose}{blank:6}{pays_on}{blank:3}1{bank}0000001", blank = "")
}

fn entry(payment: &BankPayment<UsAccount>, trace: String) -> Result<String, BankFileError> {
    let account = &payment.account;
    let code = match account.kind() {
        AccountKind::Checking => "22",
        AccountKind::Savings => "32",
    };
    let name = text(&payment.name, 22);
    if name.trim().is_empty() {
        return Err(BankFileError::payment(payment, "the account's owner has no name"));
    }
    let (number, amount, id) = (text(account.account(), 17), payment.amount.minor, text(tail(&payment.id, 15), 15));
    Ok(format!("6{code}{}{number}{amount:010}{id}{name}  0{trace}", account.routing().as_str()))
}

fn batch_control(file: &NachaFile, totals: Totals) -> String {
    let (entries, hash, credit) = (totals.entries, totals.entry_hash(), totals.credit);
    let (company, bank) = (text(&file.company_id, 10), bank_number(&file.bank));
    format!("8220{entries:06}{hash:010}{:012}{credit:012}{company}{blank:25}{bank}0000001", 0, blank = "")
}

fn file_control(totals: Totals, blocks: usize) -> String {
    let (entries, hash, credit) = (totals.entries, totals.entry_hash(), totals.credit);
    format!("9000001{blocks:06}{entries:08}{hash:010}{:012}{credit:012}{blank:39}", 0, blank = "")
}

fn trace(file: &NachaFile, number: usize) -> String {
    format!("{}{number:07}", bank_number(&file.bank))
}

/// The routing number without its check digit.
fn bank_number(routing: &Routing) -> &str {
    routing.as_str().get(..8).unwrap_or_default()
}

/// As `181206`.
fn short_date(day: Day) -> String {
    let (year, month, date) = day.date();
    format!("{:02}{month:02}{date:02}", year.rem_euclid(100))
}

/// In a column of so many characters, on its left.
fn text(text: &str, width: usize) -> String {
    format!("{:<width$}", latin(text, width))
}

/// The last characters of an id: the random ones.
fn tail(id: &str, most: usize) -> &str {
    let from = id.char_indices().rev().nth(most - 1).map_or(0, |(at, _)| at);
    id.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests;
