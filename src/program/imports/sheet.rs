//! The beginning of a file: how it is encoded, what is between its cells, and which column is which.

use super::rows::{Broken, Place, Rows};
use domain::program::ImportKind;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

const BOM: &[u8] = b"\xef\xbb\xbf";
const SEPARATORS: [(u8, &str); 3] = [(b',', "comma"), (b';', "semicolon"), (b'\t', "tab")];

/// A column that is known, and what else people call it.
pub(super) struct Known {
    /// The documented name.
    pub name: &'static str,
    aliases: &'static [&'static str],
    is_required: bool,
}

const fn required(name: &'static str, aliases: &'static [&'static str]) -> Known {
    Known { name, aliases, is_required: true }
}

const fn optional(name: &'static str, aliases: &'static [&'static str]) -> Known {
    Known { name, aliases, is_required: false }
}

/// The columns of a file of orders, under the names that the API has for them.
const ORDERS: &[Known] = &[
    required("affiliate_code", &["code", "coupon", "coupon_code", "affiliate", "partner_code", "discount_code"]),
    required("order_id", &["order", "order_number"]),
    required("total_amount", &["total", "amount", "order_total"]),
    optional("currency", &["currency_code"]),
    required("customer_email", &["email", "e_mail", "customer_e_mail"]),
    optional("customer_name", &["name"]),
    optional("customer_id", &["customer_external_id"]),
    optional("customer_metadata", &["customer_customer_metadata"]),
    optional("commission", &["commission_amount"]),
    optional("timestamp", &["date", "created_at", "placed_at", "order_date", "time"]),
    optional("notes", &["note"]),
    optional("metadata", &["order_metadata"]),
    optional("product_id", &[]),
    optional("product_name", &["product"]),
    optional("product_category", &["category"]),
];

/// The columns of a file of partners.
const PARTNERS: &[Known] = &[
    optional("first_name", &["firstname", "given_name"]),
    optional("last_name", &["lastname", "surname", "family_name"]),
    required("email", &["e_mail", "email_address", "mail"]),
    optional("code", &["affiliate_code", "coupon", "coupon_code"]),
    optional("approved", &["is_approved"]),
    optional("rate_type", &["rate_kind", "commission_type"]),
    optional("rate", &["commission_rate", "rate_value"]),
    optional(
        "ignores_product_rates",
        &["ignore_product_rates", "ignore_product_specific_rates", "ignores_product_specific_rates"],
    ),
    optional("group", &["group_name"]),
    optional("hold_days", &["holding_period", "holding_days"]),
    optional("minimum", &["minimum_payout", "min_payout"]),
    optional("payout_method", &["payment_method"]),
    optional("paypal_email", &["paypal"]),
    optional("account_name", &["account_holder"]),
    optional("iban", &[]),
    optional("bic", &["swift"]),
    optional("routing_number", &["routing"]),
    optional("account_number", &[]),
    optional("account_type", &["account_kind"]),
    optional("stripe_account", &["stripe", "stripe_account_id"]),
    optional("notes", &["note"]),
];

/// The columns that a file of a kind may have.
pub(super) const fn known(kind: ImportKind) -> &'static [Known] {
    match kind {
        ImportKind::Orders => ORDERS,
        ImportKind::Partners => PARTNERS,
    }
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// It is no text that can be read.
    #[error("{0}")]
    Kind(&'static str),
    /// It is a text without what is needed.
    #[error("{0}")]
    Content(String),
    /// It could not be read.
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl From<io::Error> for Refused {
    fn from(fault: io::Error) -> Self {
        Self::Broken(fault.into())
    }
}

/// How a file is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    /// What is between its cells.
    pub separator: u8,
    /// For each column, which of the known ones it is.
    pub columns: Vec<Option<&'static str>>,
    /// What the columns that nobody knows are called.
    pub unknown: Vec<String>,
    /// Where the first line below the header begins.
    pub start: Place,
}

impl Sheet {
    /// Looks at the beginning of a file.
    pub(super) fn read(mut file: impl Read + Seek, kind: ImportKind) -> Result<Self, Refused> {
        let start = begin(&mut file)?;
        let mut best: Option<(usize, Vec<String>, u8, Place)> = None;
        for (separator, _) in SEPARATORS {
            file.seek(SeekFrom::Start(start.byte))?;
            let mut rows = Rows::new(BufReader::new(&mut file), separator, start);
            let Some(row) = rows.next_row()? else {
                return Err(Refused::Content("The file is empty. Its first line has to name the columns.".into()));
            };
            let cells = row.cells.map_err(|why| Refused::Content(format!("The first line {why}.")))?;
            let found = cells.iter().filter(|cell| of(kind, cell).is_some()).count();
            if best.as_ref().is_none_or(|(most, ..)| found > *most) {
                best = Some((found, cells, separator, row.end));
            }
        }
        let (_, cells, separator, start) = best.ok_or(Refused::Kind("The file is empty."))?;
        Self::of(kind, &cells, separator, start)
    }

    fn of(kind: ImportKind, cells: &[String], separator: u8, start: Place) -> Result<Self, Refused> {
        let columns: Vec<Option<&'static str>> = exact_first(kind, cells);
        for known in known(kind) {
            if known.is_required && !columns.contains(&Some(known.name)) {
                let needed: Vec<&str> =
                    self::known(kind).iter().filter(|it| it.is_required).map(|it| it.name).collect();
                return Err(Refused::Content(format!(
                    "The column “{}” is missing. The first line has to name the columns, and these are needed: {}.",
                    known.name,
                    needed.join(", ")
                )));
            }
            if columns.iter().filter(|column| **column == Some(known.name)).count() > 1 {
                return Err(Refused::Content(format!(
                    "Two columns are called “{}”. Take one of them out.",
                    known.name
                )));
            }
        }
        let unknown = cells.iter().zip(&columns).filter(|(_, column)| column.is_none());
        let unknown = unknown.map(|(cell, _)| cell.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        Ok(Self { separator, columns, unknown, start })
    }

    /// What is between the cells, in words.
    pub(super) fn separator_name(&self) -> &'static str {
        SEPARATORS.iter().find(|(byte, _)| *byte == self.separator).map_or("comma", |(_, name)| name)
    }
}

/// Which column is which. A documented name beats what others call the same: beside `affiliate_code`, `coupon` is a column of its own.
fn exact_first(kind: ImportKind, cells: &[String]) -> Vec<Option<&'static str>> {
    let exact: Vec<&str> = cells.iter().filter_map(|cell| named(kind, cell)).collect();
    let column = |cell: &String| named(kind, cell).or_else(|| of(kind, cell).filter(|name| !exact.contains(name)));
    cells.iter().map(column).collect()
}

fn named(kind: ImportKind, cell: &str) -> Option<&'static str> {
    let name = plain(cell);
    known(kind).iter().find(|known| known.name == name).map(|known| known.name)
}

fn of(kind: ImportKind, cell: &str) -> Option<&'static str> {
    let name = plain(cell);
    let is_it = |known: &&Known| known.name == name || known.aliases.contains(&name.as_str());
    known(kind).iter().find(is_it).map(|known| known.name)
}

/// A name as it is compared: `Customer e-mail` and `customer.e_mail` are one.
fn plain(cell: &str) -> String {
    let parts = cell.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_").to_lowercase()
}

/// Where the text begins; refuses what is none.
fn begin(file: &mut (impl Read + Seek)) -> Result<Place, Refused> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::with_capacity(1_024);
    file.by_ref().take(1_024).read_to_end(&mut head)?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Refused::Kind("This is a workbook. Save the sheet as “CSV UTF-8” and bring that file."));
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(Refused::Kind("This file is UTF-16. Save it as “CSV UTF-8” and bring it again."));
    }
    if head.contains(&0) {
        return Err(Refused::Kind("This is no text file. Save the sheet as “CSV UTF-8” and bring that file."));
    }
    let byte = if head.starts_with(BOM) { BOM.len() as u64 } else { 0 };
    Ok(Place { byte, line: 1 })
}

/// Reads a file on from a place.
pub(super) fn rows_from<R: Read + Seek>(
    mut file: R,
    sheet: &Sheet,
    place: Place,
) -> Result<Rows<impl BufRead + use<R>>, Broken> {
    file.seek(SeekFrom::Start(place.byte))?;
    Ok(Rows::new(BufReader::with_capacity(64 * 1024, file), sheet.separator, place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn read(bytes: &[u8], kind: ImportKind) -> Result<Sheet, String> {
        Sheet::read(Cursor::new(bytes), kind).map_err(|fault| fault.to_string())
    }

    #[test]
    fn separators_marks_and_other_names_are_understood() {
        for text in [
            "affiliate_code,order_id,total_amount,customer_email,colour\n",
            "\u{feff}Affiliate Code;ORDER-ID;Total Amount;customer.email;Colour\r\n",
            "coupon\torder\ttotal\te-mail\tcolour",
            "\"coupon\",\"order\",\"total\",\"email\",\"a;b\nc\"\n",
        ] {
            let sheet = read(text.as_bytes(), ImportKind::Orders).unwrap();
            let names: Vec<&str> = sheet.columns.iter().flatten().copied().collect();
            assert_eq!(names, ["affiliate_code", "order_id", "total_amount", "customer_email"], "{text}");
            assert_eq!(sheet.unknown.len(), 1, "{text}");
        }
        let both = read(b"affiliate_code,code,order_id,total,email\n", ImportKind::Orders).unwrap();
        assert_eq!(both.unknown, ["code"]);
    }

    #[test]
    fn what_is_no_such_file_is_refused_in_words() {
        let fault = |bytes: &[u8]| read(bytes, ImportKind::Orders).unwrap_err();
        assert!(fault(b"").contains("empty"));
        assert!(fault(b"\xff\xfea\0,\0").contains("UTF-16"));
        assert!(fault(b"a\0,\0b\0").contains("no text"));
        assert!(fault(b"PK\x03\x04rest").contains("workbook"));
        assert!(fault(b"order_id,total,email\n1,2,3\n").contains("“affiliate_code” is missing"));
        assert!(fault(b"code,coupon,order_id,total,email\n").contains("Two columns"));
        assert!(read(b"first_name\n", ImportKind::Partners).unwrap_err().contains("“email”"));
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes, ImportKind::Orders);
        }
    }
}
