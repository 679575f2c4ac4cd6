//! Who is counted: people, by what their browser says of itself; not programs, not those who asked not to be.

use axum::http::{HeaderMap, HeaderName, header::USER_AGENT};

/// Words of programs that call themselves browsers. Programs that do not are told by that alone.
const PROGRAMS: [&str; 18] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "headless",
    "phantom",
    "electron",
    "lighthouse",
    "pagespeed",
    "preview",
    "facebookexternalhit",
    "mediapartners",
    "chatgpt-user",
    "claude-user",
    "perplexity-user",
    "monitor",
    "scan",
    "python",
];
/// A make of phones whose name holds one of the words above.
const NO_PROGRAM: &str = "cubot";

/// Longer names belong to no browser.
const LONGEST_AGENT: usize = 600;

const PREFETCH: [HeaderName; 4] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-purpose"),
    HeaderName::from_static("x-moz"),
];

/// Whether a request comes from a person who may be counted.
pub fn may_be_counted(headers: &HeaderMap) -> bool {
    let is_one = |name: &'static str| headers.get(name).is_some_and(|value| value.as_bytes() == b"1");
    // Asked not to be tracked: not counted at all, as a count without the visitor could not leave repeats out.
    let has_refused = is_one("dnt") || is_one("sec-gpc");
    let is_ahead = PREFETCH.iter().filter_map(|name| headers.get(name)?.to_str().ok()).any(|purpose| {
        let purpose = purpose.to_ascii_lowercase();
        ["prefetch", "prerender", "preview"].iter().any(|word| purpose.contains(word))
    });
    !has_refused && !is_ahead && !is_program(agent(headers))
}

/// The browser's name of itself; empty when there is none.
pub fn agent(headers: &HeaderMap) -> &str {
    headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn is_program(agent: &str) -> bool {
    if !(agent.starts_with("Mozilla/") || agent.starts_with("Opera/")) || agent.len() > LONGEST_AGENT {
        return true;
    }
    let agent = agent.to_ascii_lowercase().replace(NO_PROGRAM, "");
    PROGRAMS.iter().any(|word| agent.contains(word))
}

/// `phone`, `tablet` or `desktop`.
pub fn device(agent: &str) -> &'static str {
    let has = |word: &str| agent.contains(word);
    let is_android_tablet = has("Android") && !has("Mobile");
    if has("iPad") || has("Tablet") || has("Silk/") || is_android_tablet {
        return "tablet";
    }
    if has("Mobi") || has("iPhone") || has("Android") { "phone" } else { "desktop" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
    const INSTAGRAM: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21G93 Instagram 361.0.0.35.82 (iPhone15,2; iOS 17_6; en_US)";
    const GALAXY_TAB: &str = "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
    const PIXEL: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";
    const IPAD: &str = "Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Mobile/15E148 Safari/604.1";
    const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";
    const CUBOT: &str = "Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36";

    fn counted(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("user-agent", CHROME.parse().unwrap());
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        may_be_counted(&headers)
    }

    #[test]
    fn people_are_counted_whatever_they_hold_in_their_hands() {
        for (agent, wanted) in [
            (IPHONE, "phone"),
            (INSTAGRAM, "phone"),
            (PIXEL, "phone"),
            (CUBOT, "phone"),
            (IPAD, "tablet"),
            (GALAXY_TAB, "tablet"),
            (CHROME, "desktop"),
            (FIREFOX, "desktop"),
        ] {
            assert!(counted(&[("user-agent", agent)]), "{agent}");
            assert_eq!(device(agent), wanted, "{agent}");
        }
    }

    #[test]
    fn programs_are_not() {
        for agent in [
            "",
            "-",
            "curl/8.5.0",
            "Wget/1.21",
            "python-requests/2.32",
            "Go-http-client/2.0",
            "okhttp/4.12",
            "WhatsApp/2.23.20.0",
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) AppleWebKit/537.36 Chrome/W.X.Y.Z Mobile Safari/537.36 (compatible; Googlebot/2.1)",
            "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36 Chrome-Lighthouse",
            "Mozilla/5.0 (compatible; Bytespider; spider-feedback@bytedance.com)",
            "Mozilla/5.0 (Windows NT 10.0) Google-PageRenderer Google (+https://developers.google.com/+/web/snippet/) BingPreview/1.0b",
        ] {
            assert!(!counted(&[("user-agent", agent)]), "{agent}");
        }
        let endless = format!("{CHROME}{}", "x".repeat(LONGEST_AGENT));
        assert!(!counted(&[("user-agent", &endless)]));
    }

    #[test]
    fn nobody_is_counted_who_asked_not_to_be_or_has_not_come_yet() {
        assert!(counted(&[]) && counted(&[("dnt", "0")]) && counted(&[("sec-purpose", "navigate")]));
        for header in [
            ("dnt", "1"),
            ("sec-gpc", "1"),
            ("sec-purpose", "prefetch;prerender"),
            ("purpose", "prefetch"),
            ("x-purpose", "preview"),
            ("x-moz", "prefetch"),
        ] {
            assert!(!counted(&[header]), "{header:?}");
        }
    }
}
