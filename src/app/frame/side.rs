//! The merchant's name, the way to the pages, and who is signed in: a column, or a line on a phone.

use super::{Links, PageLink, api::Frame, viewer::Viewer};
use crate::live::Indicator;
use leptos::{nonce::use_nonce, prelude::*};

#[component]
pub(super) fn Side(
    /// Where one can go.
    pages: &'static [PageLink],
    /// The merchant and who is signed in; none until it is known.
    frame: Option<Frame>,
) -> impl IntoView {
    let color = frame.as_ref().and_then(|frame| hex_color(&frame.brand_color));
    let name = frame.as_ref().map_or_else(|| "Tandem".to_owned(), |frame| frame.channel_name.clone());
    let logo_url = frame.as_ref().and_then(|frame| frame.logo_url.clone());
    let waiting = frame.as_ref().map_or(0, |frame| frame.reviews_waiting);
    let home = pages.first().map_or("/", |page| page.href);
    view! {
        <header class="side">
            {color.map(|color| view! { <style nonce=use_nonce()>{format!(":root{{--brand:{color}}}")}</style> })}
            <a class="brand" href=home>
                <Logo name=name.clone() url=logo_url />
                <span>{name}</span>
            </a>
            <nav class="pages" aria-label="Main">
                <Links pages waiting=Signal::stored(waiting) />
            </nav>
            {frame.is_some().then(|| view! { <Indicator /> })}
            {frame.map(|frame| view! { <Viewer frame /> })}
        </header>
    }
}

#[component]
fn Logo(name: String, url: Option<String>) -> impl IntoView {
    let url = url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    if let Some(url) = url {
        return view! { <img class="logo" src=url alt="" width="56" height="56" /> }.into_any();
    }
    let letter: String = name.chars().next().into_iter().flat_map(char::to_uppercase).collect();
    view! { <span class="logo" aria-hidden="true">{letter}</span> }.into_any()
}

/// The colour, only if it is `#rrggbb`: it goes into a style sheet.
fn hex_color(text: &str) -> Option<String> {
    let digits = text.strip_prefix('#')?;
    let is_hex = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_colour_enters_the_style_sheet() {
        assert_eq!(hex_color("#3A5BD9").as_deref(), Some("#3a5bd9"));
        for bad in ["3a5bd9", "#fff", "#3a5bd9}body{display:none", "#3a5bdg", "red", ""] {
            assert_eq!(hex_color(bad), None, "{bad}");
        }
    }
}
