//! What a vendor says must be harmless before a page shows it: addresses, hosts, colours, ids.

/// An http or https address with a host and without credentials, in its normal form.
pub(crate) fn web_url(text: &str) -> Option<String> {
    let url = reqwest::Url::parse(text.trim()).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_bare = url.username().is_empty() && url.password().is_none();
    (is_web && is_bare && text.len() <= 2_000).then(|| url.to_string())
}

/// A host name, with its port if it has one; also from a whole address.
pub(crate) fn host(text: &str) -> Option<String> {
    let text = text.trim();
    let address = if text.contains("://") { web_url(text)? } else { web_url(&format!("https://{text}"))? };
    let url = reqwest::Url::parse(&address).ok()?;
    let name = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    })
}

/// A colour as `#rrggbb`, in lower case.
pub(crate) fn color(text: &str) -> Option<String> {
    let digits = text.trim().strip_prefix('#')?;
    let good = digits.len() == 6 && digits.bytes().all(|it| it.is_ascii_hexdigit());
    good.then(|| format!("#{}", digits.to_ascii_lowercase()))
}

/// An id as vendors make them: up to 200 visible ASCII characters.
pub(crate) fn opaque_id(text: &str) -> Option<String> {
    let good = (1..=200).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_graphic());
    good.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_pass() {
        assert_eq!(web_url(" https://shop.example/a?b=c ").as_deref(), Some("https://shop.example/a?b=c"));
        for bad in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "//host/x",
            "/x",
            "ftp://host/x",
            "https://",
            "https://user:secret@host/",
            "",
        ] {
            assert_eq!(web_url(bad), None, "{bad}");
        }
    }

    #[test]
    fn hosts_are_taken_from_names_and_addresses() {
        assert_eq!(host("www.shop.example").as_deref(), Some("www.shop.example"));
        assert_eq!(host("http://127.0.0.1:99/x").as_deref(), Some("127.0.0.1:99"));
        assert_eq!(host("a b"), None);
        assert_eq!(host("javascript://x"), None);
    }

    #[test]
    fn colours_have_six_digits() {
        assert_eq!(color("#0A7A4b").as_deref(), Some("#0a7a4b"));
        for bad in ["red", "#abc", "#12345g", "0a7a4b", "#0a7a4b;x", "#ääää"] {
            assert_eq!(color(bad), None, "{bad}");
        }
    }
}
