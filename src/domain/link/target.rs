//! Where links may lead. A target is read strictly: what browsers read differently from one another is refused, not repaired.

/// Longer addresses do not fit into every program that passes them on.
const LONGEST: usize = 1_000;

/// The origins that links may lead to, such as `https://shop.example`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllowedHosts(Vec<String>);

/// An address at an allowed host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress {
    origin: String,
    path: String,
    query: String,
    fragment: String,
}

impl AllowedHosts {
    /// From hosts (`shop.example`, `shop.example:8443`: by `https` only) and addresses (`http://127.0.0.1:4100/shop`: by their
    /// own scheme). What is neither is left out.
    pub fn new<T: AsRef<str>>(entries: impl IntoIterator<Item = T>) -> Self {
        let origins = entries.into_iter().filter_map(|entry| {
            let entry = entry.as_ref().trim();
            let address = if entry.contains("://") { entry.to_owned() } else { format!("https://{entry}") };
            WebAddress::read(&address).map(|address| address.origin)
        });
        let mut origins: Vec<String> = origins.collect();
        origins.sort_unstable();
        origins.dedup();
        Self(origins)
    }

    /// The address, if it is one and lies at an allowed host.
    pub fn admit(&self, address: &str) -> Option<WebAddress> {
        WebAddress::read(address).filter(|address| self.0.contains(&address.origin))
    }

    /// These and others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The hosts, for people.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|origin| origin.split_once("://")).map(|(_, host)| host)
    }
}

impl WebAddress {
    /// Reads an address of the web.
    fn read(text: &str) -> Option<Self> {
        // Browsers drop tabs and line breaks, take `\` for `/`, and fold other scripts into ASCII: none of these come in.
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte);
        if text.len() > LONGEST || !text.bytes().all(is_plain) {
            return None;
        }
        let (scheme, rest) = text.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let usual_port = match scheme.as_str() {
            "https" => "443",
            "http" => "80",
            _ => return None,
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(end)?;
        let authority = authority.to_ascii_lowercase();
        let (host, port) = authority.split_once(':').unwrap_or((&authority, usual_port));
        if !is_host(host) || port.is_empty() || port.len() > 5 || !port.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let origin =
            if port == usual_port { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{port}") };
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let path = if path.is_empty() { "/" } else { path };
        Some(Self { origin, path: path.to_owned(), query: query.to_owned(), fragment: fragment.to_owned() })
    }

    /// The path, with its slash.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The value of a parameter of the query, as it is written there.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next()
    }

    /// The address with these parameters, in the place of those of the same names. Empty ones are left out.
    pub fn with(&self, parameters: &[(&str, &str)]) -> String {
        let given: Vec<_> = parameters.iter().filter(|(_, value)| !value.is_empty()).collect();
        let is_replaced = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default();
            given.iter().any(|(given, _)| *given == name)
        };
        let kept = self.query.split('&').filter(|pair| !pair.is_empty() && !is_replaced(pair)).map(str::to_owned);
        let added = given.iter().map(|(name, value)| format!("{name}={}", encode(value)));
        let query = kept.chain(added).collect::<Vec<_>>().join("&");
        let query = if query.is_empty() { query } else { format!("?{query}") };
        let fragment = if self.fragment.is_empty() { String::new() } else { format!("#{}", self.fragment) };
        format!("{}{}{query}{fragment}", self.origin, self.path)
    }
}

/// Letters, digits, dots and hyphens, as the domain name system has them.
fn is_host(host: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    (1..=253).contains(&host.len()) && host.bytes().all(is_letter) && !host.starts_with(['.', '-'])
}

/// Percent-encodes all but the unreserved characters of RFC 3986, section 2.3.
fn encode(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hosts() -> AllowedHosts {
        AllowedHosts::new(["https://shop.example/", "blog.example:8443", "http://127.0.0.1:4100/shop", "not a host"])
    }

    #[test]
    fn allowed_hosts_are_let_through_by_their_own_scheme_and_port() {
        for good in [
            "https://shop.example",
            "https://shop.example/products/tent?size=2#top",
            "HTTPS://SHOP.example:443/",
            "https://blog.example:8443/x",
            "http://127.0.0.1:4100/products/tent",
            "https://shop.example/%2F%2Fevil.example",
            "https://shop.example//evil.example",
            "https://shop.example/@evil.example",
        ] {
            assert!(hosts().admit(good).is_some(), "{good}");
        }
    }

    #[test]
    fn nothing_leads_elsewhere() {
        for bad in [
            "",
            "/products/tent",
            "//evil.example",
            "\\\\evil.example",
            "https:\\\\evil.example",
            "https:evil.example",
            "https:/evil.example",
            "https:///evil.example",
            "https://evil.example",
            "https://evil.example/https://shop.example",
            "https://evil.example?https://shop.example",
            "https://evil.example#https://shop.example",
            "https://shop.example@evil.example",
            "https://user:pass@shop.example",
            "https://shop.example:pass@evil.example",
            "https://shop.example%2eevil.example",
            "https://shop.example%40evil.example",
            "https://shop.example\\@evil.example",
            "https://evil.example\\.shop.example",
            "https://shop.example.evil.example",
            "https://evilshop.example",
            "https://shop.example.",
            "https://sub.shop.example",
            "https://shop.example:444",
            "https://shop.example:0443",
            "https://shop.example:",
            "http://shop.example",
            "http://127.0.0.1",
            "http://127.0.0.1:4100.evil.example",
            "https://127.0.0.1:4100",
            "javascript:alert(1)//https://shop.example",
            "javascript://shop.example/%0aalert(1)",
            "data:text/html,https://shop.example",
            "ftp://shop.example",
            "https://ѕhop.example",
            "https://shop。example",
            "https://shop.example\u{200b}",
            "https://shop.example/a b",
            "https://shop.example/\n",
            "\thttps://shop.example",
            " https://shop.example",
            "https://shop.example/\r\nLocation: https://evil.example",
            "https://[::1]/",
            "blob:https://shop.example/1",
        ] {
            assert_eq!(hosts().admit(bad), None, "{bad}");
        }
        assert_eq!(hosts().admit(&format!("https://shop.example/{}", "x".repeat(1_000))), None);
    }

    #[test]
    fn parameters_take_the_place_of_their_namesakes() {
        let address = hosts().admit("https://shop.example?cc=other&size=2&utm_source=old#top").unwrap();
        assert_eq!(
            address.with(&[("utm_source", ""), ("cc", "ana&x=1#")]),
            "https://shop.example/?size=2&utm_source=old&cc=ana%26x%3D1%23#top"
        );
        assert_eq!(hosts().admit("https://shop.example/a").unwrap().with(&[]), "https://shop.example/a");
        assert_eq!((address.path(), address.parameter("size"), address.parameter("none")), ("/", Some("2"), None));
    }

    proptest! {
        #[test]
        fn whatever_is_let_through_begins_with_an_allowed_origin(text in "\\PC{0,60}", value in "\\PC{0,20}") {
            for text in [text.clone(), format!("https://shop.example{text}"), format!("https://{text}shop.example")] {
                if let Some(address) = hosts().admit(&text) {
                    let led = address.with(&[("cc", &value)]);
                    let is_ours = ["https://shop.example/", "https://blog.example:8443/", "http://127.0.0.1:4100/"];
                    prop_assert!(is_ours.iter().any(|origin| led.starts_with(origin)), "{}", led);
                    prop_assert!(led.bytes().all(|byte| byte.is_ascii_graphic()), "{}", led);
                }
            }
        }
    }
}
