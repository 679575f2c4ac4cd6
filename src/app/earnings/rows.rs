//! The lines of the list, as HTML that the server makes.
//!
//! Nothing in a line needs bringing to life. So the browser has no code that draws one, walks through none when a page
//! comes alive, and gets none a second time as data: a list of a thousand lines costs it as much as an empty one.

use crate::AppError;
use leptos::server::codee::{Decoder, Encoder};
use serde::{Deserialize, Serialize};

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRows {
    /// The lines. Texts in them are escaped.
    pub html: String,
    /// How many they are.
    pub count: usize,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// How the list is handed over inside a page, where its lines stand already: without them.
#[derive(Debug)]
pub struct WithoutLines;

/// What a page of the list is loaded as.
pub type Loaded = Result<EntryRows, AppError>;

impl Encoder<Loaded> for WithoutLines {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(page: &Loaded) -> Result<String, serde_json::Error> {
        let page =
            page.as_ref().map(|page| EntryRows { html: String::new(), count: page.count, next: page.next.clone() });
        serde_json::to_string(&page)
    }
}

impl Decoder<Loaded> for WithoutLines {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<Loaded, serde_json::Error> {
        serde_json::from_str(text)
    }
}

#[cfg(feature = "ssr")]
pub use drawn::draw;

#[cfg(feature = "ssr")]
mod drawn {
    use super::EntryRows;
    use crate::ui::{SourceDots, StatusChip};
    use domain::{
        Money,
        earnings::{Entry, EntryPage},
    };
    use leptos::{either::Either, prelude::*};

    /// Draws a page of the list.
    pub fn draw(page: EntryPage) -> EntryRows {
        let count = page.entries.len();
        // These marks tell a browser where views begin; here it looks for none. Text never holds one: it is escaped.
        let html = page.entries.into_iter().map(line).collect_view().to_html().replace("<!>", "");
        EntryRows { html, count, next: page.next }
    }

    fn line(entry: Entry) -> impl IntoView {
        let refunded = entry.refunded.filter(|refunded| refunded.minor > 0);
        view! {
            <tr>
                <td class="entry-name"><b>{entry.title}</b><small>{entry.when}</small></td>
                <td class="entry-source"><SourceDots sources=entry.sources /></td>
                <td class="num entry-sale">
                    {amount(entry.sale)}
                    {refunded.map(|refunded| view! { <small>{format!("{refunded} refunded")}</small> })}
                </td>
                <td class="num entry-earned"><b>{amount(entry.earned)}</b></td>
                <td class="entry-status"><StatusChip status=entry.status /></td>
                <td class="entry-reason">{entry.reason}</td>
            </tr>
        }
    }

    /// An amount, or a dash that screen readers hear as what it is.
    fn amount(money: Option<Money>) -> impl IntoView {
        match money {
            Some(money) => Either::Left(money.to_string()),
            None => Either::Right(
                view! { <span aria-hidden="true">"–"</span><span class="visually-hidden">"not known"</span> },
            ),
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::{
        Source, Timestamp,
        earnings::{Entry, EntryPage, EntryStatus, Stream},
    };

    fn page(title: &str) -> EntryPage {
        let entry = Entry {
            id: "ord_1".into(),
            title: title.into(),
            at: Timestamp::from_millis(0),
            when: "Nov 20, 09:14".into(),
            stream: Stream::CcSale,
            sources: vec![Source::Cc],
            sale: None,
            refunded: None,
            earned: None,
            status: EntryStatus::AwaitingNetwork,
            reason: "<i>why</i> & when".into(),
        };
        EntryPage { entries: vec![entry], next: Some("next".into()) }
    }

    #[test]
    fn texts_of_a_line_open_no_tag() {
        let rows = draw(page("</td><script>alert(1)</script>"));
        assert!(rows.html.contains("&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;"), "{}", rows.html);
        assert!(rows.html.contains("&lt;i&gt;why&lt;/i&gt; &amp; when"), "{}", rows.html);
        assert_eq!((rows.html.matches("<tr").count(), rows.html.contains("<!>")), (1, false));
    }

    #[test]
    fn inside_a_page_the_lines_are_not_sent_twice() {
        let rows = draw(page("#1001"));
        let handed = WithoutLines::encode(&Ok(rows.clone())).unwrap();
        let read = WithoutLines::decode(&handed).unwrap();
        assert_eq!(read, Ok(EntryRows { html: String::new(), ..rows }));
        let fault: Loaded = Err(AppError::Unavailable);
        assert_eq!(WithoutLines::decode(&WithoutLines::encode(&fault).unwrap()).unwrap(), fault);
    }
}
