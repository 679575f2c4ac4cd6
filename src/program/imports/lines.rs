//! Lines of a file as orders.

use super::{
    cells::{Cells, fault},
    rows::Row,
    sheet::Sheet,
};
use crate::Asked;
use domain::{
    Currency, GroupId,
    program::{CustomerFacts, ImportFault, Origin, Product},
    zone::Zone,
};

/// The longest id, name or category.
pub(super) const LONGEST_NAME: usize = 200;
pub(super) const LONGEST_NOTE: usize = 4_000;
/// The largest object that is kept with a commission or a customer, in bytes.
const LARGEST_OBJECT: usize = 16 * 1024;

/// What lines are read with.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    /// Which column is which.
    pub sheet: Sheet,
    /// The currency of lines that name none.
    pub currency: Currency,
    /// The zone of times that name none.
    pub zone: Zone,
    /// Who brings them.
    pub account: String,
    /// The program's groups, by name.
    pub groups: Vec<(String, GroupId)>,
}

pub(super) type Read<T> = Result<T, Vec<ImportFault>>;

/// Reads an order, or names all that is wrong with it.
pub(super) fn order(terms: &Terms, row: &Row) -> Read<Asked> {
    let mut cells = cells(terms, row)?;
    for name in ["affiliate_code", "order_id", "total_amount", "customer_email"] {
        cells.require(name);
    }
    let currency = if cells.get("currency").is_some() { cells.parse("currency") } else { Some(terms.currency) };
    // A currency that is none is named once, and not at every amount.
    let amounts_in = currency.unwrap_or(terms.currency);
    let code = cells.parse("affiliate_code");
    let order_id = cells.text("order_id", LONGEST_NAME);
    let total = cells.amount("total_amount", amounts_in);
    let commission = cells.amount("commission", amounts_in);
    let placed_at = cells.time("timestamp", &terms.zone);
    let notes = cells.text("notes", LONGEST_NOTE);
    let email = cells.parse("customer_email");
    let name = cells.text("customer_name", LONGEST_NAME);
    let external_id = cells.text("customer_id", LONGEST_NAME);
    let customer_metadata = cells.object("customer_metadata", LARGEST_OBJECT);
    let metadata = cells.object("metadata", LARGEST_OBJECT);
    let product = product(&mut cells);
    let faults = cells.into_faults();
    match (code, order_id, total, email) {
        (Some(code), Some(order_id), Some(total), Some(email)) if faults.is_empty() => Ok(Asked {
            code,
            order_id,
            total,
            customer: Some(CustomerFacts { email, name, external_id, metadata: customer_metadata }),
            commission,
            placed_at,
            notes: notes.unwrap_or_default(),
            product,
            metadata,
            origin: Origin::Import,
            account: terms.account.clone(),
        }),
        _ => Err(faults),
    }
}

fn product(cells: &mut Cells<'_>) -> Option<Product> {
    let mut part = |name| cells.text(name, LONGEST_NAME);
    let product = Product { id: part("product_id"), name: part("product_name"), category: part("product_category") };
    (product != Product::default()).then_some(product)
}

pub(super) fn cells<'a>(terms: &'a Terms, row: &'a Row) -> Read<Cells<'a>> {
    match &row.cells {
        Ok(cells) => Cells::of(row.line, &terms.sheet, cells),
        Err(why) => Err(vec![fault(row.line, "", *why)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::{rows::Broken, sheet::rows_from};
    use domain::{Money, program::ImportKind};
    use std::io::Cursor;

    fn read<T>(kind: ImportKind, text: &str, read: fn(&Terms, &Row) -> Read<T>) -> Result<Vec<Read<T>>, Broken> {
        let sheet = Sheet::read(Cursor::new(text), kind).unwrap();
        let terms = Terms {
            sheet: sheet.clone(),
            currency: Currency::USD,
            zone: Zone::named("America/New_York").unwrap(),
            account: "admin:a".into(),
            groups: Vec::new(),
        };
        let mut rows = rows_from(Cursor::new(text), &sheet, sheet.start)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next_row()? {
            all.push(read(&terms, &row));
        }
        Ok(all)
    }

    #[test]
    fn an_order_is_read_with_all_that_it_says() {
        let text = "affiliate_code,order_id,total_amount,currency,customer_email,customer_name,commission,timestamp,notes,product_name\n\
                    ana15,#7,19.99,eur,Lin@Example.com,Lin,2.50,2026-11-20,\"two\nlines\",Boots\n\
                    ana15,8,10,,lin@example.com,,,,,\n";
        let orders = read(ImportKind::Orders, text, order).unwrap();
        let first = orders[0].as_ref().unwrap();
        assert_eq!((first.total, first.commission.map(|it| it.minor)), (Money::new(1_999, Currency::EUR), Some(250)));
        assert_eq!((first.code.as_str(), first.order_id.as_str(), first.notes.as_str()), ("ANA15", "#7", "two\nlines"));
        assert_eq!(first.product.as_ref().unwrap().name.as_deref(), Some("Boots"));
        let second = orders[1].as_ref().unwrap();
        assert_eq!((second.total.currency, &second.product, second.placed_at), (Currency::USD, &None, None));
    }

    #[test]
    fn everything_that_is_wrong_with_a_line_is_named_with_its_column() {
        let text = "affiliate_code;order_id;total_amount;currency;customer_email\n\
                    ana 15;;8,20;dollar;lin\n\
                    ana15;1;8.20;USD;lin@example.com;more\n";
        let orders = read(ImportKind::Orders, text, order).unwrap();
        let columns: Vec<&str> = orders[0].as_ref().unwrap_err().iter().map(|it| it.column.as_str()).collect();
        assert_eq!(columns, ["order_id", "currency", "affiliate_code", "total_amount", "customer_email"]);
        let fault = &orders[1].as_ref().unwrap_err()[0];
        assert_eq!((fault.line, fault.column.as_str()), (3, ""));
        assert!(fault.problem.contains("6 cells") && fault.problem.contains('5'));
    }

    #[test]
    fn metadata_is_an_object_of_some_size_and_kept_as_it_is_written() {
        let head = "affiliate_code;order_id;total_amount;customer_email;metadata;customer_metadata\n";
        let line = |order: &str, customer: &str| format!("ana15;1;10;lin@example.com;{order};{customer}\n");
        let large = format!("{{\"a\":\"{}\"}}", "x".repeat(LARGEST_OBJECT));
        let text = [
            line(r#""{""shelf"": 4}""#, r#""{""vip"":true}""#),
            line("[1]", "4"),
            line(&format!("\"{}\"", large.replace('"', "\"\"")), ""),
        ];
        let orders = read(ImportKind::Orders, &format!("{head}{}", text.concat()), order).unwrap();
        let first = orders[0].as_ref().unwrap();
        assert_eq!(first.metadata.as_deref(), Some(r#"{"shelf": 4}"#));
        assert_eq!(first.customer.as_ref().unwrap().metadata.as_deref(), Some(r#"{"vip":true}"#));
        let faults =
            |at: usize| orders[at].as_ref().unwrap_err().iter().map(|it| it.column.as_str()).collect::<Vec<_>>();
        assert_eq!((faults(1), faults(2)), (vec!["customer_metadata", "metadata"], vec!["metadata"]));
    }
}
