//! A person's picture, or their initials until there is one.

use leptos::prelude::*;

/// A person's picture. Beside their name, so it says nothing itself.
#[component]
pub fn Avatar(
    /// Full name.
    #[prop(into)]
    name: String,
    /// The picture, if there is one.
    #[prop(optional_no_strip)]
    picture_url: Option<String>,
    /// More classes.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let class = format!("avatar {class}").trim_end().to_owned();
    let picture = picture_url.filter(|url| is_web(url)).map(|url| {
        view! { <img src=url alt="" width="96" height="96" loading="lazy" decoding="async" referrerpolicy="no-referrer" /> }
    });
    view! {
        <span class=class aria-hidden="true">
            <span>{initials(&name)}</span>
            {picture}
        </span>
    }
}

/// Only addresses a picture can come from; never `javascript:` or the like.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://") || url.starts_with('/')
}

/// The first letters of the first and the last word.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let last = (words.len() > 1).then(|| words.last()).flatten();
    let letters = words.first().into_iter().chain(last);
    letters.filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_name() {
        assert_eq!(initials("Ana Maria Moreno"), "AM");
        assert_eq!(initials("łukasz"), "Ł");
        assert_eq!(initials("  "), "");
    }

    #[test]
    fn a_picture_never_runs_a_script() {
        assert!(is_web("https://cdn.example/a.png"));
        assert!(!is_web("javascript:alert(1)"));
    }
}
