//! Addresses from outside: only those that lead to the web become links or pictures.

/// The address, if it is a plain `http` or `https` address: no other scheme, no name and password, nothing that needs quoting.
pub fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = after_scheme(text)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_strange = |letter: char| letter.is_whitespace() || letter.is_control() || "\"'<>\\^`{|}".contains(letter);
    let good = !host.is_empty() && !host.contains('@') && !text.contains(is_strange);
    good.then(|| text.to_owned())
}

fn after_scheme(text: &str) -> Option<&str> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        let start = text.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| text.get(scheme.len()..))?
    })
}

/// A text as one segment of a path (RFC 3986, section 2.3).
pub fn path_segment(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_web_is_let_through_and_nothing_else() {
        for good in ["https://northtrail.example/p?a=1&b=2#c", "HTTP://shop.example", "http://127.0.0.1:4000/x.svg"] {
            assert_eq!(web_address(good).as_deref(), Some(good));
        }
        for bad in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>",
            "//evil.example",
            "https://",
            "https:///path",
            "https://bank.example@evil.example",
            "https://x.example/\"onload=",
            "https://x.example/a b",
            "ftp://x.example",
            "",
            "é",
        ] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn segments_hold_no_slash() {
        assert_eq!(path_segment("ana-moreno"), "ana-moreno");
        assert_eq!(path_segment("../a?b é"), "..%2Fa%3Fb%20%C3%A9");
    }
}
