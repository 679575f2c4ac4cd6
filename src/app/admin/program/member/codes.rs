//! The codes that orders count for a partner by, where they were seen, and a way to a new one.

use super::{Desk, api::change_code};
use crate::{
    admin::program::form::{Fields, FormFault, SendButton, Sending, TextField, clear},
    ui::{Card, Chip, CopyButton, Icon, IconName, Notice, Tone},
};
use domain::program::{CodeLine, CodeSighting};
use leptos::{ev::SubmitEvent, html::Form, prelude::*};

/// The code, the former ones, and a way to a new one.
#[component]
pub(super) fn Codes(codes: Vec<CodeLine>, old_codes_count: bool, desk: Desk) -> impl IntoView {
    let form = Sending::new("code");
    let node = NodeRef::<Form>::new();
    let send = move |event: SubmitEvent| {
        let code = Fields::of(&event).text("code");
        form.send(change_code(desk.partner(), code), move |code| {
            clear(node);
            desk.done(format!("The code is {code} from now on."));
        });
    };
    let leaked = codes.iter().find(|it| is_leaked(it)).map(|it| it.code.clone());
    let leaked = leaked.map(|code| view! { <Leaked code old_codes_count desk /> });
    view! {
        <Card title="Coupon codes">
            {leaked}
            <ul class="codes">{codes.into_iter().map(code_line).collect_view()}</ul>
            <form class="pad" method="post" novalidate node_ref=node on:submit=send>
                <FormFault form fields=&["code"] />
                <TextField form name="code" title="New code" hint="Empty: one is made. Former codes stay theirs." />
                <p><SendButton form text="Give this code" /></p>
            </form>
        </Card>
    }
}

/// Whether it is the present code, and stands on a coupon site.
fn is_leaked(code: &CodeLine) -> bool {
    code.is_current && code.sightings.iter().any(|sighting| !sighting.is_gone)
}

/// What can be done about a code that anybody can find.
#[component]
fn Leaked(code: String, old_codes_count: bool, desk: Desk) -> impl IntoView {
    let form = Sending::new("rotate");
    let former = code.clone();
    let rotate = move |_| {
        let former = former.clone();
        form.send(change_code(desk.partner(), String::new()), move |code| {
            desk.done(format!("The code is {code} from now on. {former} stays in the history."));
        });
    };
    let then = if old_codes_count {
        "Orders with the former code still count for them."
    } else {
        "Orders with the former code count for nobody then."
    };
    view! {
        <div class="leaked">
            <Notice tone=Tone::Warn>
                <Icon name=IconName::Warning />
                <span>
                    <code>{code}</code>" is on a coupon site. Another code can take its place. "{then}" "
                    <a class="link" href="/admin/program">"Change that"</a>
                </span>
                <button class="btn needs-script" type="button" aria-busy=move || form.busy() on:click=rotate>"Replace the code"</button>
            </Notice>
            <FormFault form fields=&[] />
        </div>
    }
}

fn code_line(it: CodeLine) -> impl IntoView {
    let chip = match (it.is_current, it.is_used) {
        (true, false) => (Tone::Good, "Present"),
        (_, true) => (Tone::Quiet, "Used"),
        (false, false) => (Tone::Quiet, "Former"),
    };
    view! {
        <li>
            <span>
                <code>{it.code.clone()}</code>
                <small>{format!("since {}", it.since)}</small>
            </span>
            <Chip tone=chip.0 text=chip.1 />
            <CopyButton text=it.code.clone() label=format!("Copy {}", it.code) />
            {it.sightings.into_iter().map(sighting).collect_view()}
        </li>
    }
}

fn sighting(it: CodeSighting) -> impl IntoView {
    let CodeSighting { address, host, since, last_seen, is_gone, fault } = it;
    let (seen, when) = if is_gone {
        ("Was seen on ", format!(", {since} to {last_seen}"))
    } else {
        ("Seen on ", format!(", since {since}"))
    };
    let age = (!is_gone && !fault.is_empty())
        .then(|| view! { <small class="sighting">{format!("Last read on {last_seen}. The page cannot be read now: {fault}.")}</small> });
    view! {
        <small class="sighting">
            {seen}<a class="link" href=address rel="external noreferrer nofollow" target="_blank">{host}</a>{when}
        </small>
        {age}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(is_gone: bool, fault: &str) -> CodeSighting {
        CodeSighting {
            address: "https://coupons.example/<shop>".into(),
            host: "coupons.example".into(),
            since: "Nov 2, 2026".into(),
            last_seen: "Nov 9, 2026".into(),
            is_gone,
            fault: fault.into(),
        }
    }

    #[test]
    fn only_the_present_code_is_to_be_replaced() {
        let code = |is_current, is_gone| CodeLine {
            code: "ANA15".into(),
            since: String::new(),
            is_current,
            is_used: false,
            sightings: vec![seen(is_gone, "")],
        };
        assert!(is_leaked(&code(true, false)));
        assert!(!is_leaked(&code(false, false)) && !is_leaked(&code(true, true)));
    }

    #[cfg(feature = "ssr")]
    mod rendered {
        use super::*;
        use scraper::{Html, Selector};

        fn text(it: CodeSighting) -> String {
            let html = Owner::new().with(|| view! { <p>{sighting(it)}</p> }.to_html());
            let html = Html::parse_fragment(&html);
            html.select(&Selector::parse("p").unwrap()).flat_map(|it| it.text()).collect()
        }

        #[test]
        fn where_a_code_stands_is_said_with_the_age_of_what_is_known() {
            assert_eq!(text(seen(false, "")), "Seen on coupons.example, since Nov 2, 2026");
            assert_eq!(text(seen(true, "not reachable")), "Was seen on coupons.example, Nov 2, 2026 to Nov 9, 2026");
            let old = text(seen(false, "not reachable"));
            assert!(old.ends_with("Last read on Nov 9, 2026. The page cannot be read now: not reachable."), "{old}");
        }
    }
}
