//! What the team's pages read of the program: commissions, customers and codes; and what they change of partners.

mod commissions;
mod customer_orders;
mod customers;
mod members;

pub(super) use commissions::partner_name;
pub use members::MemberChange;

use crate::rows::Sql;
use domain::text::search_text;

const USUAL_LIMIT: u32 = 50;
/// Files for spreadsheets read pages of this size.
const HIGHEST_LIMIT: u32 = 1_000;
/// More words than anyone types; each costs a look at every row.
const MOST_WORDS: usize = 8;

fn limit_of(asked: Option<u32>) -> u32 {
    asked.unwrap_or(USUAL_LIMIT).clamp(1, HIGHEST_LIMIT)
}

/// Every word must be found in one of the columns; what the engines take for wildcards is plain text here.
fn matching(sql: &mut Sql, text: &str, columns: &[&str]) {
    for word in search_text(&[text]).split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS) {
        let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let pattern = format!("%{escaped}%");
        for (index, column) in columns.iter().enumerate() {
            sql.push(if index == 0 { " AND (" } else { " OR " });
            sql.push(column).push(" LIKE ").text(&pattern).push(" ESCAPE '\\'");
        }
        sql.push(")");
    }
}
