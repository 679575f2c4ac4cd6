//! Lines of facts: what they share, and how single values are shown.

use crate::ui::{CopyButton, FactLine};
use domain::{Source, SourceHealth, SourceReport, Timestamp, profile::Fact};
use leptos::prelude::*;

/// How the sources of all facts are, and the time their ages are counted from.
#[derive(Debug, Clone, Copy)]
pub struct Origins {
    reports: StoredValue<Vec<SourceReport>>,
    now: Timestamp,
}

impl Origins {
    /// As a page has them.
    pub fn new(reports: Vec<SourceReport>, now: Timestamp) -> Self {
        Self { reports: StoredValue::new(reports), now }
    }

    /// A line with whatever shows the value; none for what only a source could tell that the merchant has not set up.
    pub fn line(self, label: &'static str, source: Source, value: Option<AnyView>) -> impl IntoView {
        let is_told = value.is_some() || self.has(source);
        is_told.then(|| view! { <FactLine label value source reports=self.reports now=self.now /> })
    }

    /// Whether the merchant has set a source up.
    pub fn has(self, source: Source) -> bool {
        let of = |report: &SourceReport| report.source == source && report.health != SourceHealth::Off;
        self.reports.with_value(|reports| reports.iter().any(of))
    }

    /// A line of plain text.
    pub fn text(self, label: &'static str, fact: Fact<String>) -> impl IntoView {
        let value = filled(fact.value).map(IntoAny::into_any);
        self.line(label, fact.source, value)
    }
}

/// An empty text is no fact.
pub fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// An address as a link, with a button that copies it; plain text when it is no web address.
pub fn copyable(label: &str, text: String) -> AnyView {
    let shown = if is_web(&text) {
        let words = without_scheme(&text).to_owned();
        view! { <a class="link" href=text.clone() rel="external noopener noreferrer" target="_blank">{words}</a> }
            .into_any()
    } else {
        view! { <span>{text.clone()}</span> }.into_any()
    };
    view! { <span class="copyable">{shown}<CopyButton text label=format!("Copy {}", label.to_lowercase()) /></span> }
        .into_any()
}

/// Whether an address may become a link: never `javascript:` or the like.
pub fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// An address as people say it.
fn without_scheme(address: &str) -> &str {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    rest.strip_suffix('/').unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        assert!(is_web("https://shop.example/ana"));
        assert!(!is_web("javascript:alert(1)"));
        assert!(!is_web("data:text/html,x"));
    }

    #[test]
    fn addresses_read_without_their_scheme() {
        assert_eq!(without_scheme("https://shop.example/"), "shop.example");
        assert_eq!(without_scheme("http://shop.example/a"), "shop.example/a");
    }

    #[test]
    fn an_empty_text_is_unknown() {
        assert_eq!(filled(Some("  ".into())), None);
        assert_eq!(filled(Some("Gold".into())).as_deref(), Some("Gold"));
    }
}
