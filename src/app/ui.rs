//! The parts that pages are built of. Whatever comes from outside enters the page as text, never as HTML.

mod ago;
mod avatar;
mod bucket;
mod card;
mod chip;
mod choice;
mod copy;
mod dialog;
mod fact;
mod focus;
mod head;
mod icon;
mod notice;
mod refresh;
mod skeleton;
mod sources;
mod sparkline;
mod tile;

pub use ago::Ago;
pub use avatar::Avatar;
pub use bucket::{bucket_label, bucket_title};
pub use card::Card;
pub use chip::{Chip, StatusChip, Tone};
pub use choice::Choice;
pub use copy::CopyButton;
pub use dialog::Dialog;
pub use fact::FactLine;
pub use focus::focus_on;
pub use head::PageHead;
pub use icon::{Icon, IconName};
pub use notice::{Empty, ErrorPanel, Notice};
pub use refresh::RefreshSoon;
pub use skeleton::{BlockSkeleton, TableSkeleton, TilesSkeleton};
pub use sources::{SourceDots, SourceList, StaleNotice, source_class, stream_class};
pub use sparkline::Sparkline;
pub use tile::{Change, Tile, count_text, money_text, rate_text};
