//! The icons: drawn by hand on a 24-unit grid, decorative, never the only name of a thing.

use leptos::prelude::*;

/// All icons there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "an icon is named after what it shows")]
pub enum IconName {
    Home,
    Earnings,
    Content,
    Analytics,
    Payouts,
    Profile,
    Partners,
    Overview,
    Pencil,
    Archive,
    Qr,
    SignOut,
    Copy,
    Check,
    Search,
    Download,
    Retry,
    External,
    Warning,
    ChevronLeft,
    ChevronRight,
    ChevronUp,
    Close,
    Mail,
    Link,
    Ticket,
    Grip,
    Plus,
    List,
    Upload,
    Review,
    History,
    Customers,
    Program,
}

impl IconName {
    const fn path(self) -> &'static str {
        match self {
            Self::Home => "M3 10.5 12 3l9 7.5V20a1 1 0 0 1-1 1h-5v-6H9v6H4a1 1 0 0 1-1-1z",
            Self::Earnings => {
                "M12 3v18M16.5 7.5c-.8-1.2-2.4-2-4.5-2-2.6 0-4.5 1.2-4.5 3.2 0 4.6 9.4 2 9.4 6.7 0 2-2 3.3-4.9 3.3-2.4 0-4.2-.9-5-2.3"
            }
            Self::Content => {
                "M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM3 14l5-5 5 5M13 12l3-3 5 5"
            }
            Self::Analytics => "M4 20V10M10 20V4M16 20v-7M22 20H2",
            Self::Payouts => {
                "M4.5 6h15a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-15a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2zM2.5 10.5h19M6.5 15h4"
            }
            Self::Profile => "M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0M4 21c1-4.5 4-6.5 8-6.5s7 2 8 6.5",
            Self::Partners => {
                "M13 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0M2 21c.8-4.5 3.3-6.5 7-6.5s6.2 2 7 6.5M16 4.3a4 4 0 0 1 0 7.4M18.5 15c2 .8 3.1 2.6 3.5 6"
            }
            Self::Overview => "M4 4h6v8H4zM14 4h6v4h-6zM14 12h6v8h-6zM4 16h6v4H4z",
            Self::Pencil => "M4 20h4L19 9l-4-4L4 16zM13.5 6.5l4 4",
            Self::Archive => "M3.5 5h17v4h-17zM5 9v10h14V9M9.5 13h5",
            Self::Qr => {
                "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM17.5 17.5H20V20h-2.5zM20 14v.1M14 20v.1"
            }
            Self::SignOut => "M14 4h5a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-5M10 8l-4 4 4 4M6 12h9",
            Self::Copy => {
                "M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1zM16 5V4a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h0"
            }
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Search => "M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0M16 16l4.5 4.5",
            Self::Download => "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4 20h16",
            Self::Retry => "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.3M20 4.5v4.8h-4.8",
            Self::External => "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5",
            Self::Warning => "M12 4 2.5 20h19zM12 10v4.5M12 17.3v.2",
            Self::ChevronLeft => "M14.5 6l-6 6 6 6",
            Self::ChevronRight => "M9.5 6l6 6-6 6",
            Self::ChevronUp => "M6 14.5l6-6 6 6",
            Self::Close => "M6.5 6.5l11 11M17.5 6.5l-11 11",
            Self::Mail => {
                "M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM3.5 6.5 12 13l8.5-6.5"
            }
            Self::Link => {
                "M10 14a4.5 4.5 0 0 0 6.4 0l3.2-3.2a4.5 4.5 0 0 0-6.4-6.4L12 5.6M14 10a4.5 4.5 0 0 0-6.4 0l-3.2 3.2a4.5 4.5 0 0 0 6.4 6.4l1.2-1.2"
            }
            Self::Grip => "M9 5v.01M9 12v.01M9 19v.01M15 5v.01M15 12v.01M15 19v.01",
            Self::Plus => "M12 5v14M5 12h14",
            Self::List => "M4 6h.01M4 12h.01M4 18h.01M9 6h11M9 12h11M9 18h11",
            Self::Upload => "M12 16V5M7.5 9.5 12 5l4.5 4.5M4 20h16",
            Self::Review => {
                "M9 4h6v3H9zM8 5.5H6a1 1 0 0 0-1 1V20a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V6.5a1 1 0 0 0-1-1h-2M9 14l2.2 2.2L15.5 12"
            }
            Self::History => "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4.5l3 2",
            Self::Customers => "M5 8h14l1 13H4zM8.5 11V7a3.5 3.5 0 0 1 7 0v4",
            Self::Program => {
                "M17 7a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0M12 17a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0M4 7h8M17 7h3M4 17h3M12 17h8"
            }
            Self::Ticket => {
                "M4 6h16a1 1 0 0 1 1 1v3a2 2 0 0 0 0 4v3a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-3a2 2 0 0 0 0-4V7a1 1 0 0 1 1-1zM14 6v2.5M14 10.8v2.4M14 15.5V18"
            }
        }
    }
}

/// An icon beside its name.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=name.path() />
        </svg>
    }
}
