//! Which addresses a sign-in may lead to: paths of our own pages only.

/// Paths that do something when visited, and so are no place to go to.
const ACTIONS: [&str; 5] = ["/sso", "/sign-out", "/sign-in", "/admin/sign-in", "/fn"];

/// The path as it was given when it is one of our own pages, else `/`.
///
/// Refused are other sites in every spelling that a browser reads as one (`//host`, `/\host`, `https:`), control
/// characters, and paths that sign in or out.
pub fn local_path(asked: &str) -> &str {
    if is_local(asked) { asked } else { "/" }
}

fn is_local(asked: &str) -> bool {
    asked.starts_with('/')
        && !asked.starts_with("//")
        && asked.len() <= 1_000
        && asked.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && !is_action(asked)
}

fn is_action(asked: &str) -> bool {
    let path = asked.split(['?', '#']).next().unwrap_or_default();
    // An encoded letter or a dot segment would hide the path from the comparison below.
    let is_hidden = path.contains('%') || path.contains("/.") || path.contains("//");
    is_hidden
        || ACTIONS
            .iter()
            .any(|action| path.strip_prefix(action).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '-'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_pages_are_kept_with_their_query() {
        for path in ["/", "/earnings", "/earnings?from=2026-01-01&q=a%20b", "/admin/partners/ptn_1", "/profile#links"] {
            assert_eq!(local_path(path), path);
        }
    }

    #[test]
    fn everything_else_leads_home() {
        let long = format!("/{}", "a".repeat(1_000));
        for path in [
            "",
            "earnings",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "HTTPS:evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "/\tevil",
            "/\u{0}",
            "/a\r\nSet-Cookie: a=b",
            " /earnings",
            "/ä",
            "/sso/cc?sso_token=x",
            "/sso",
            "/sign-out",
            "/sign-out-everywhere",
            "/sign-in",
            "/admin/sign-in?next=/",
            "/fn/earnings",
            "/%2e%2e/x",
            "/./sign-out",
            "/a//evil.example",
            "/%73so/cc",
            "/x/../sign-out",
            &long,
        ] {
            assert_eq!(local_path(path), "/", "{path:?}");
        }
    }
}
