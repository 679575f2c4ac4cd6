//! Files of orders or partners that are taken in line by line, and how pages show them.

use crate::ImportId;
use serde::{Deserialize, Serialize};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Orders with partners' codes.
    Orders,
    /// Partners.
    Partners,
}

impl ImportKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Orders, Self::Partners];

    /// The name in the store, in forms and in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Partners => "partners",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Orders => "Orders",
            Self::Partners => "Partners",
        }
    }

    /// What a line of a preview shows, in the order of its cells.
    pub const fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Orders => {
                &["Order", "Code", "Customer", "Placed", "Total", "Commission", "Metadata", "Customer’s metadata"]
            }
            Self::Partners => &["E-mail", "Name", "Code", "Approved", "Terms", "Paid to", "Notes"],
        }
    }

    /// How many of the headings are shown whatever the lines say; of the others, those that any line says something of.
    pub const fn always_shown(self) -> usize {
        match self {
            Self::Orders => 6,
            Self::Partners => 4,
        }
    }

    /// The columns that a file may have, by their documented names, and what is in their cells.
    pub const fn columns(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Orders => ORDERS,
            Self::Partners => PARTNERS,
        }
    }
}

const ORDERS: &[(&str, &str)] = &[
    ("affiliate_code", "Required. The code that the order came with."),
    ("order_id", "Required. Tracked once: a repeat changes nothing."),
    ("total_amount", "Required. Such as 1234.50."),
    ("currency", "Of both amounts, such as EUR. Empty: the shop's."),
    ("customer_email", "Required."),
    ("customer_name", ""),
    ("customer_id", "Your own id of the customer."),
    ("customer_metadata", "A JSON object of up to 16 kB, kept with the customer."),
    ("commission", "The exact commission in the place of the calculated one."),
    ("timestamp", "Such as 2026-11-21 09:14 or 2026-11-21T09:14:00Z. Empty: now."),
    ("notes", "Kept with the commission."),
    ("metadata", "A JSON object of up to 16 kB, kept with the commission."),
    ("product_id", ""),
    ("product_name", ""),
    ("product_category", ""),
];

const PARTNERS: &[(&str, &str)] = &[
    ("first_name", ""),
    ("last_name", ""),
    ("email", "Required. Who is in the program already stays as they are."),
    ("code", "Empty: one is made."),
    ("approved", "yes or no. Empty: no, they wait for you."),
    ("rate_type", "percentage or fixed. Empty: as the rate is written."),
    ("rate", "12.5 for a percentage, 5.00 EUR for a fixed amount. Empty: as the group or program says."),
    ("ignores_product_rates", "yes: always this rate, whatever an order says about its commission."),
    ("group", "The name of a group of yours."),
    ("hold_days", "0, 7, 14, 30, 60 or 90."),
    ("minimum", "The minimum payout, such as 50.00 or 50.00 USD / 45.00 EUR."),
    ("payout_method", "paypal, bank or stripe. Empty: that of the account that is given."),
    ("paypal_email", ""),
    ("account_name", "Whose bank account it is."),
    ("iban", "Of an account in the euro area; bic may stay empty."),
    ("bic", ""),
    ("routing_number", "Of an account in the United States, with account_number and account_type."),
    ("account_number", ""),
    ("account_type", "checking or savings."),
    ("stripe_account", "Such as acct_1N2b3c4d5e6f7g8h."),
    ("notes", "Only your team sees them."),
];

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// It was looked at, and waits for somebody to confirm it.
    Preview,
    /// Lines are taken in.
    Running,
    /// Somebody stopped it; it goes on where it stopped.
    Paused,
    /// All lines were read.
    Done,
    /// It cannot go on.
    Failed,
    /// Somebody ended it; what was taken in stays.
    Cancelled,
}

impl ImportState {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Preview, Self::Running, Self::Paused, Self::Done, Self::Failed, Self::Cancelled];

    /// The name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Preview => "To be confirmed",
            Self::Running => "Running",
            Self::Paused => "Paused",
            Self::Done => "Done",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
        }
    }

    /// Whether nothing more will come of it.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// What became of an import's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Written now.
    pub new: i64,
    /// There before: nothing was changed.
    pub known: i64,
    /// Not usable as they are.
    pub refused: i64,
    /// Usable, but nobody's: the code is unknown or its partner not approved.
    pub not_tracked: i64,
}

impl ImportCounts {
    /// All lines so far.
    pub const fn all(self) -> i64 {
        self.new + self.known + self.refused + self.not_tracked
    }
}

/// What is wrong with a line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFault {
    /// The line in the file, the header being the first.
    pub line: i64,
    /// The column; empty when it is the line as a whole.
    pub column: String,
    /// What is wrong, and what to do about it.
    pub problem: String,
}

/// A line as it will be understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLine {
    /// The line in the file.
    pub line: i64,
    /// What it says, under the kind's headings; empty when it cannot be read.
    pub cells: Vec<String>,
    /// Why nothing will come of it; empty when something will.
    pub problem: String,
}

/// What was seen of a file before it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportPreview {
    /// What is between its cells, in words.
    pub separator: String,
    /// Columns that are read, under their own names.
    pub columns: Vec<String>,
    /// Columns that nobody knows, and that are left out.
    pub unknown: Vec<String>,
    /// All lines below the header.
    pub rows: i64,
    /// Those of them that cannot be read.
    pub refused: i64,
    /// Those that nobody would earn by; none when there are too many codes to ask about.
    pub not_tracked: Option<i64>,
    /// The first lines.
    pub lines: Vec<PreviewLine>,
    /// The first faults.
    pub faults: Vec<ImportFault>,
}

/// An import as the list and its own page show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportLine {
    /// Our id.
    pub id: ImportId,
    /// What the file holds.
    pub kind: ImportKind,
    /// The file's name.
    pub file_name: String,
    /// Where it stands.
    pub state: ImportState,
    /// Why it failed.
    pub reason: String,
    /// When it was brought, for people.
    pub when: String,
    /// Who brought it.
    pub by: String,
    /// How much of the file was read, in percent.
    pub percent: i64,
    /// What became of its lines so far.
    pub counts: ImportCounts,
}

/// A page of imports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPage {
    /// From the newest on.
    pub lines: Vec<ImportLine>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<ImportId>,
    /// How large a file may be, in bytes.
    pub largest: u64,
}

/// All that a page says of one import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDetail {
    /// The import.
    pub import: ImportLine,
    /// What was seen of the file.
    pub preview: ImportPreview,
    /// The first faults that were found while it ran.
    pub faults: Vec<ImportFault>,
    /// How many there are.
    pub fault_count: i64,
    /// How many of them are kept.
    pub kept: i64,
}
