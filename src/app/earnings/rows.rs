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
    /// Whether they tell codes and customers, as those of our own program do.
    pub has_program: bool,
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
        let page = page.as_ref().map(|page| EntryRows {
            html: String::new(),
            next: page.next.clone(),
            count: page.count,
            has_program: page.has_program,
        });
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
        earnings::{Entry, EntryPage, EntryStatus, EntryStep},
    };
    use leptos::{either::Either, prelude::*};

    /// Draws a page of the list.
    pub fn draw(page: EntryPage) -> EntryRows {
        let (count, has_program) = (page.entries.len(), page.entries.iter().any(Entry::is_of_program));
        // These marks tell a browser where views begin; here it looks for none. Text never holds one: it is escaped.
        let html =
            page.entries.into_iter().map(|entry| line(entry, has_program)).collect_view().to_html().replace("<!>", "");
        EntryRows { html, count, has_program, next: page.next }
    }

    fn line(entry: Entry, has_program: bool) -> impl IntoView {
        let refunded = entry.refunded.filter(|refunded| refunded.minor > 0);
        let of_program = has_program.then(|| {
            let code = entry.coupon.map(|code| view! { <code>{code}</code> });
            view! {
                <td class="entry-coupon">{or_dash(code, "none")}</td>
                <td class="entry-customer">{or_dash(entry.customer, "not known")}</td>
            }
        });
        let history = (!entry.steps.is_empty()).then(|| history(entry.steps));
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
                {of_program}
                <td class="entry-reason"><span dir="auto">{entry.reason}</span>{history}</td>
            </tr>
        }
    }

    /// What happened to it, the newest first: when, who and why.
    fn history(steps: Vec<EntryStep>) -> impl IntoView {
        let step = |it: EntryStep| {
            let who = if it.is_by_team { "the team" } else { "automatic" };
            let reason = (!it.reason.is_empty()).then(|| view! { <q dir="auto">{it.reason}</q> });
            let status = EntryStatus::Commission(it.status).title();
            view! { <li><b>{status}</b>{format!(", {}", it.amount)}<small>{format!("{}, {who}", it.when)}</small>{reason}</li> }
        };
        view! {
            <details class="entry-steps">
                <summary>"History"</summary>
                <ol>{steps.into_iter().rev().map(step).collect_view()}</ol>
            </details>
        }
    }

    fn amount(money: Option<Money>) -> impl IntoView {
        or_dash(money.map(|money| money.to_string()), "not known")
    }

    /// Something, or a dash that screen readers hear as what it is.
    fn or_dash(it: Option<impl IntoView>, unknown: &'static str) -> impl IntoView {
        match it {
            Some(it) => Either::Left(it),
            None => Either::Right(
                view! { <span aria-hidden="true">"–"</span><span class="visually-hidden">{unknown}</span> },
            ),
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::{
        CommissionStatus, Currency, Money, Source, Timestamp,
        earnings::{Entry, EntryPage, EntryStatus, EntryStep, Stream},
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
            coupon: None,
            customer: None,
            steps: Vec::new(),
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
    fn a_commission_of_the_program_tells_code_customer_and_what_happened_to_it() {
        let mut page = page("#1001");
        let step = |status, is_by_team, reason: &str| EntryStep {
            when: "Nov 26, 09:14".into(),
            status,
            amount: Money::new(1_000, Currency::USD),
            is_by_team,
            reason: reason.into(),
        };
        let steps =
            vec![step(CommissionStatus::Pending, false, ""), step(CommissionStatus::Rejected, true, "<b>No</b>")];
        let of_program = Entry {
            sources: vec![Source::Program],
            coupon: Some("ANA15".into()),
            customer: Some("l•••@example.com".into()),
            steps,
            ..page.entries[0].clone()
        };
        assert!(!draw(page.clone()).has_program && !draw(page.clone()).html.contains("entry-coupon"));
        page.entries.push(of_program);
        let rows = draw(page);
        assert!(rows.has_program);
        assert_eq!(rows.html.matches("entry-coupon").count(), 2, "each line has all cells");
        for text in
            ["ANA15", "l•••@example.com", "Rejected", "the team", "automatic", "&lt;b&gt;No&lt;/b&gt;", "$10.00"]
        {
            assert!(rows.html.contains(text), "{text}: {}", rows.html);
        }
        assert!(rows.html.find("Rejected") < rows.html.find("Pending"), "the newest first");
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
