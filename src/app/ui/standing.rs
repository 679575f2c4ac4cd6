//! Tells partners where they stand in the program while their orders do not count, and why.

use super::{Icon, IconName, Notice, Tone};
use domain::program::{MemberStatus, Standing};
use leptos::prelude::*;

/// A note across the page; nothing for an approved partner.
#[component]
pub fn StandingNotice(
    /// Where the partner stands.
    standing: Standing,
    /// Whether the partner is looking.
    is_own: bool,
) -> impl IntoView {
    let Standing { status, reason } = standing;
    let tone = if status == MemberStatus::Pending { Tone::Quiet } else { Tone::Warn };
    in_words(status, is_own).map(|text| {
        let why = (!reason.is_empty()).then(|| view! { <p>"The reason: "<span class="prose">{reason}</span></p> });
        view! {
            <Notice tone>
                <Icon name=IconName::Warning />
                <div><p>{text}</p>{why}</div>
            </Notice>
        }
    })
}

const fn in_words(status: MemberStatus, is_own: bool) -> Option<&'static str> {
    Some(match (status, is_own) {
        (MemberStatus::Approved, _) => return None,
        (MemberStatus::Pending, true) => {
            "Your application to the program is being looked at. Orders with your code count once you are approved."
        }
        (MemberStatus::Pending, false) => {
            "This partner waits to be approved: until then orders with their code do not count."
        }
        (MemberStatus::Rejected, true) => {
            "Your application to the program was turned down. Orders with your code do not count."
        }
        (MemberStatus::Rejected, false) => {
            "This partner was turned down: orders with their code do not count. They read the reason too."
        }
        (MemberStatus::Disabled, true) => {
            "You are not in the program any more. Orders with your code do not count now; what you earned before is still paid."
        }
        (MemberStatus::Disabled, false) => {
            "This partner is disabled: orders with their code do not count; what they earned before is still paid. They read the reason too."
        }
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(status: MemberStatus, is_own: bool) -> String {
        let owner = Owner::new();
        let standing = Standing { status, reason: "Bought with <b>own</b> code".into() };
        owner.with(|| view! { <StandingNotice standing is_own /> }.to_html())
    }

    #[test]
    fn who_does_not_count_any_more_reads_that_and_why_as_text() {
        let html = html(MemberStatus::Disabled, true);
        assert!(
            html.contains("not in the program any more") && html.contains("Bought with &lt;b&gt;own&lt;/b&gt; code")
        );
    }

    #[test]
    fn there_is_nothing_to_tell_of_an_approved_partner() {
        assert!(!html(MemberStatus::Approved, true).contains("note"));
        for status in [MemberStatus::Pending, MemberStatus::Rejected] {
            assert!(
                html(status, true).contains("do not count") || html(status, true).contains("once you are approved")
            );
        }
    }
}
