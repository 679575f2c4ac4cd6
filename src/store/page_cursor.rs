//! Cursors of keyset paging: opaque to callers, checked when they come back.
//!
//! A cursor holds the sort key and the id of the last row of a page, and which list it is of. It is no secret and gives no
//! rights, since every query is bound to its channel anyway; the checksum is there so that a mangled one is told from a good one.

use crate::{Result, StoreError};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// Where a page ended: in the list named `list`, after the row with this sort key and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageCursor {
    pub(crate) key: String,
    pub(crate) id: String,
}

const SEPARATOR: char = '\u{1f}';

impl PageCursor {
    pub(crate) fn encode(&self, list: &str) -> String {
        let body = format!("{list}{SEPARATOR}{}{SEPARATOR}{}", self.key, self.id);
        URL_SAFE_NO_PAD.encode(format!("{:016x}{body}", checksum(&body)))
    }

    pub(crate) fn decode(text: &str, list: &str) -> Result<Self> {
        Self::read(text, list).ok_or(StoreError::InvalidCursor)
    }

    fn read(text: &str, list: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (sum, body) = text.split_at_checked(16)?;
        let mut parts = body.split(SEPARATOR);
        let (found, key, id) = (parts.next()?, parts.next()?, parts.next()?);
        let good = found == list && parts.next().is_none() && sum == format!("{:016x}", checksum(body));
        good.then(|| Self { key: key.to_owned(), id: id.to_owned() })
    }

    /// The sort key as a number.
    pub(crate) fn number(&self) -> Result<i64> {
        self.key.parse().map_err(|_| StoreError::InvalidCursor)
    }
}

/// FNV-1a, 64 bits.
fn checksum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
