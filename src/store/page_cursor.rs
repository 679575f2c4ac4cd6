//! Cursors of keyset paging: opaque to callers, checked when they come back.
