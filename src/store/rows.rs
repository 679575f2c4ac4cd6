//! Small helpers that build statements and read rows.
