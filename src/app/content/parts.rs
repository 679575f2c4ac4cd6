//! Small parts of the content page.

use domain::content::ShelfProduct;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// What only the browser has. On the server it stays empty: there a view may end on another thread than it began.
pub struct Held<T: 'static>(StoredValue<Option<SendWrapper<T>>>);

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Held<T> {}

impl<T> Held<T> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Holds something, or nothing any more; what was held goes away. Given back when the view is gone already.
    pub fn set(self, value: Option<T>) -> Option<T> {
        self.0.try_set_value(value.map(SendWrapper::new)).flatten().map(SendWrapper::take)
    }

    /// What is held.
    pub fn with<R>(self, read: impl FnOnce(Option<&T>) -> R) -> Option<R> {
        self.0.try_with_value(|held| read(held.as_deref()))
    }
}

/// How much of a limit is used: `99 / 280`. Beyond it, it says by how much.
#[component]
pub fn Counter(
    /// What counts.
    #[prop(into)]
    used: Signal<usize>,
    /// The limit.
    limit: usize,
    /// The element's id, for the field that it describes.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let is_over = move || used.get() > limit;
    let text = move || {
        let used = used.get();
        if used > limit { format!("{} too many", used - limit) } else { format!("{used} / {limit}") }
    };
    view! { <span class="counter" class:over=is_over id=id>{text}</span> }
}

/// A product's picture, or the sign of one. Beside its title, so it says nothing itself.
#[component]
pub fn Thumb(
    /// The address, if there is one.
    #[prop(optional_no_strip)]
    url: Option<String>,
) -> impl IntoView {
    let url = url.as_deref().and_then(crate::landing::address::web_address);
    let picture = url.map(
        |src| view! { <img src=src alt="" width="88" height="88" loading="lazy" decoding="async" draggable="false" /> },
    );
    view! { <span class="thumb">{picture}</span> }
}

/// `$129.00`, and why it cannot be bought if it cannot.
pub fn price_line(product: &ShelfProduct) -> String {
    let state = match (product.is_active, product.is_available()) {
        (false, _) => " · hidden in the shop",
        (true, false) => " · sold out",
        (true, true) => "",
    };
    format!("{}{state}", product.price)
}

/// What stands in a `<textarea>` until the program is there. The framework writes the content of such an element as it is:
/// what could end it is made harmless here. The browser takes the same as text.
pub fn written(text: String) -> String {
    if cfg!(feature = "ssr") { text.replace('&', "&amp;").replace('<', "&lt;") } else { text }
}

/// `true` or `false`, for attributes that need the word.
pub fn flag(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use scraper::{Html, Selector};

    #[test]
    fn no_text_ends_the_field_it_stands_in() {
        for text in [
            "</textarea><script>alert(1)</script>",
            "&lt;/textarea>",
            "<!--<script>",
            "\"><img src=x onerror=alert(1)>",
        ] {
            let html = view! { <div><textarea>{written(text.to_owned())}</textarea></div> }.to_html();
            let html = Html::parse_fragment(&html);
            let found = |name: &str| Selector::parse(name).map(|it| html.select(&it).count()).unwrap_or_default();
            assert_eq!((found("script, img"), found("textarea")), (0, 1), "{text}");
            let shown: String = html.root_element().text().collect();
            assert_eq!(shown, text);
        }
    }
}
