//! Files for spreadsheets (RFC 4180), and who may have them.

use crate::Services;
use access::{AccessError, Scope, Viewer};
use axum::http::StatusCode;
use domain::PartnerId;
use leptos_router::params::ParamsMap;

/// Whose figures a download may hold, as [`crate::services::scope`] decides for server functions.
///
/// # Errors
/// The status that refuses it.
pub(crate) async fn scope_of(
    services: &Services,
    viewer: Option<Viewer>,
    asked: Option<&PartnerId>,
) -> Result<Scope, StatusCode> {
    let viewer = viewer.ok_or(StatusCode::UNAUTHORIZED)?;
    viewer.scope(&services.access, asked).await.map_err(|error| match error {
        AccessError::Denied => StatusCode::FORBIDDEN,
        AccessError::NotFound => StatusCode::NOT_FOUND,
        AccessError::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
    })
}

/// One line of the file (RFC 4180).
pub(crate) fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(&harmless(cell))).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell that a spreadsheet does not take for a formula. Plain negative numbers stay numbers.
fn harmless(cell: &str) -> String {
    let is_number =
        cell.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number { format!("'{cell}") } else { cell.to_owned() }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// The parameters of a page's address.
pub(crate) fn parse(query: &str) -> ParamsMap {
    let mut map = ParamsMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        map.insert(name.into_owned(), value.into_owned());
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_harmless_and_quotes_are_kept() {
        for cell in ["=1+1", "+1", "-cmd", "@x", "\tx", "\rx"] {
            assert!(harmless(cell).starts_with('\''), "{cell:?}");
        }
        assert_eq!(harmless("-12.50"), "-12.50");
        assert_eq!(row(&["a\"b".into(), "c,d".into(), "e".into()]), "\"a\"\"b\",\"c,d\",e\r\n");
    }
}
