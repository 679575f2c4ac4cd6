//! Where a visitor came from: the site that sent them, and the country that their language and time zone hint at.

use domain::link::AllowedHosts;
use std::{collections::HashMap, sync::LazyLock};

/// Countries by time zone: a country a line, then its zones, older names included.
static ZONES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("zones.txt").lines().filter_map(|line| line.split_once(' '));
    lines.flat_map(|(country, zones)| zones.split(' ').map(move |zone| (zone, country))).collect()
});

/// Sites that people know by a name of their own, by domain. Their subdomains are the same site.
const SITES: [(&str, &str); 44] = [
    ("instagram.com", "instagram"),
    ("facebook.com", "facebook"),
    ("fb.com", "facebook"),
    ("fb.me", "facebook"),
    ("tiktok.com", "tiktok"),
    ("youtube.com", "youtube"),
    ("youtu.be", "youtube"),
    ("pinterest.com", "pinterest"),
    ("pin.it", "pinterest"),
    ("twitter.com", "x"),
    ("x.com", "x"),
    ("t.co", "x"),
    ("threads.net", "threads"),
    ("threads.com", "threads"),
    ("snapchat.com", "snapchat"),
    ("reddit.com", "reddit"),
    ("linkedin.com", "linkedin"),
    ("lnkd.in", "linkedin"),
    ("twitch.tv", "twitch"),
    ("discord.com", "discord"),
    ("whatsapp.com", "whatsapp"),
    ("wa.me", "whatsapp"),
    ("telegram.org", "telegram"),
    ("t.me", "telegram"),
    ("strava.com", "strava"),
    ("bing.com", "bing"),
    ("duckduckgo.com", "duckduckgo"),
    ("yahoo.com", "yahoo"),
    ("ecosia.org", "ecosia"),
    ("linktr.ee", "linktree"),
    ("substack.com", "substack"),
    ("chatgpt.com", "chatgpt"),
    ("mail.google.com", "email"),
    ("com.google.android.gm", "email"),
    ("outlook.live.com", "email"),
    ("outlook.office.com", "email"),
    ("mail.yahoo.com", "email"),
    ("com.instagram.android", "instagram"),
    ("com.facebook.katana", "facebook"),
    ("com.zhiliaoapp.musically", "tiktok"),
    ("com.google.android.youtube", "youtube"),
    ("org.telegram.messenger", "telegram"),
    ("com.reddit.frontpage", "reddit"),
    ("com.google.android.googlequicksearchbox", "google"),
];

/// What campaigns call their source, where it is not the site's own name.
const SYNONYMS: [(&str, &str); 10] = [
    ("ig", "instagram"),
    ("insta", "instagram"),
    ("fb", "facebook"),
    ("yt", "youtube"),
    ("tt", "tiktok"),
    ("twitter", "x"),
    ("mail", "email"),
    ("e-mail", "email"),
    ("newsletter", "email"),
    ("klaviyo", "email"),
];

/// Nobody sent them, or nobody who says so.
pub const DIRECT: &str = "direct";
/// Too strange, or one too many, to be told apart.
pub const OTHER: &str = "other";
/// Neither language nor time zone name a country.
pub const NOWHERE: &str = "??";

const LONGEST_NAME: usize = 40;

/// Where a visitor came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// `instagram`, `google`, `direct`, or the host of a site without a name here.
    pub name: String,
    /// Whether it is one of a fixed number: others are bounded.
    pub is_known: bool,
}

impl Origin {
    /// From the campaign's source if there is one, else from the page that led here. Pages at `own` hosts lead nowhere new.
    pub fn of(utm_source: &str, referrer: &str, own: &AllowedHosts) -> Self {
        let utm_source = utm_source.trim();
        if !utm_source.is_empty() {
            return Self::named(utm_source);
        }
        match host(referrer) {
            None => Self::known(DIRECT),
            Some(_) if own.admit(referrer).is_some() => Self::known(DIRECT),
            Some(host) => Self::site(&host),
        }
    }

    fn known(name: &str) -> Self {
        Self { name: name.to_owned(), is_known: true }
    }

    fn named(given: &str) -> Self {
        let name = given.to_ascii_lowercase();
        if let Some((_, name)) = SYNONYMS.iter().find(|(word, _)| *word == name) {
            return Self::known(name);
        }
        if name.contains('.') {
            return Self::site(&name);
        }
        if name == "google" || SITES.iter().any(|(_, site)| *site == name) {
            return Self::known(&name);
        }
        Self::bounded(&name)
    }

    fn site(host: &str) -> Self {
        let host = host.strip_prefix("www.").unwrap_or(host);
        let is_at = |domain: &str| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        // The longest domain decides: mail.google.com is no search.
        let found = SITES.iter().filter(|(domain, _)| is_at(domain)).max_by_key(|(domain, _)| domain.len());
        if let Some((_, name)) = found {
            return Self::known(name);
        }
        let labels: Vec<&str> = host.split('.').collect();
        // google.de, google.co.uk, pinterest.fr
        for name in ["google", "pinterest", "yahoo"] {
            if labels.iter().rev().skip(1).take(2).any(|label| *label == name) {
                return Self::known(name);
            }
        }
        Self::bounded(host)
    }

    /// Letters, digits and `-._`: whatever was sent, nothing else comes into the store.
    fn bounded(name: &str) -> Self {
        let is_plain =
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte));
        if (1..=LONGEST_NAME).contains(&name.len()) && is_plain {
            return Self { name: name.to_owned(), is_known: false };
        }
        Self::known(OTHER)
    }
}

/// Whether a name is one of the fixed number.
pub(super) fn is_site(name: &str) -> bool {
    matches!(name, DIRECT | OTHER | "google" | "email") || SITES.iter().any(|(_, site)| *site == name)
}

/// The host of an address, in lower case, without its port.
fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

/// The country that a time zone lies in, else the one that the first language names; [`NOWHERE`] when neither does.
pub fn country(languages: &str, zone: &str) -> String {
    if let Some(country) = ZONES.get(zone) {
        return (*country).to_owned();
    }
    let first = languages.split([',', ';']).next().unwrap_or_default().trim();
    let region = first.split(['-', '_']).skip(1).find(|part| is_country(part));
    region.map_or_else(|| NOWHERE.to_owned(), str::to_ascii_uppercase)
}

/// Two letters that some time zone lies in: the list of zones is the list of countries.
fn is_country(part: &str) -> bool {
    let is_short = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_short && ZONES.values().any(|country| country.eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn origin(utm: &str, referrer: &str) -> String {
        Origin::of(utm, referrer, &AllowedHosts::new(["shop.example"])).name
    }

    #[test]
    fn sites_are_known_by_their_names() {
        for (referrer, name) in [
            ("", "direct"),
            ("https://l.instagram.com/?u=x", "instagram"),
            ("https://www.instagram.com/", "instagram"),
            ("android-app://com.instagram.android/", "instagram"),
            ("https://m.facebook.com/", "facebook"),
            ("https://www.google.co.uk/search?q=x", "google"),
            ("https://google.de/", "google"),
            ("https://mail.google.com/mail", "email"),
            ("https://www.pinterest.fr/", "pinterest"),
            ("https://t.co/abc", "x"),
            ("https://shop.example/products/tent", "direct"),
            ("https://notinstagram.com/", "notinstagram.com"),
            ("https://instagram.com.evil.example/", "instagram.com.evil.example"),
            ("https://blog.example:8080/a", "blog.example"),
            ("nonsense", "direct"),
        ] {
            assert_eq!(origin("", referrer), name, "{referrer}");
        }
    }

    #[test]
    fn a_campaign_says_more_than_the_page_before() {
        assert_eq!(origin("ig", "https://www.google.com/"), "instagram");
        assert_eq!(origin(" TikTok ", ""), "tiktok");
        assert_eq!(origin("spring-mailing", ""), "spring-mailing");
    }

    #[test]
    fn hostile_names_are_other() {
        for bad in ["<script>alert(1)</script>", "a b", "ä", "x'--", "=1+1", "a:b", &"x".repeat(41)] {
            assert_eq!(origin(bad, ""), "other", "{bad}");
            assert!(!origin("", &format!("https://{bad}/")).contains(['<', ' ', '\'', '=']), "{bad}");
        }
    }

    #[test]
    fn countries_follow_the_zone_and_then_the_language() {
        for (languages, zone, country_wanted) in [
            ("en-US,en;q=0.9", "Europe/Berlin", "DE"),
            ("en-US,en;q=0.9", "", "US"),
            ("de", "", "??"),
            ("zh-Hant-TW", "", "TW"),
            ("pt_br", "Nowhere/Land", "BR"),
            ("en-US", "Asia/Calcutta", "IN"),
            ("en-QQ", "", "??"),
            ("es-419", "", "??"),
            ("", "UTC", "??"),
        ] {
            assert_eq!(country(languages, zone), country_wanted, "{languages} {zone}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_said_nothing_strange_is_kept(utm in "\\PC{0,50}", referrer in "\\PC{0,80}", language in "\\PC{0,30}") {
            let name = origin(&utm, &referrer);
            prop_assert!(!name.is_empty() && name.len() <= LONGEST_NAME);
            prop_assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte)));
            let country = country(&language, &referrer);
            prop_assert!(country == NOWHERE || (country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase())));
        }
    }
}
