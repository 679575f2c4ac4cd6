//! Where a partner stands in the program, and what the team may decide about it.

use super::{
    Desk,
    api::{MemberCard, decide_member},
};
use crate::{
    admin::program::form::{AreaField, Fields, FormFault, Sending, clear},
    ui::{Card, Chip, Tone},
};
use domain::program::MemberStatus;
use leptos::{html::Form, prelude::*};

/// What may be decided: the words on the button, where they stand then, and what is said.
type Choice = (&'static str, MemberStatus, &'static str);

const APPROVE: Choice = ("Approve", MemberStatus::Approved, "Approved: orders with their code count from now on.");
const REJECT: Choice = ("Reject", MemberStatus::Rejected, "Rejected.");
const DISABLE: Choice = ("Disable", MemberStatus::Disabled, "Disabled: orders count no more, what was earned stays.");
const ENABLE: Choice = ("Enable", MemberStatus::Approved, "Enabled: orders with their code count again.");

const fn choices(status: MemberStatus) -> &'static [Choice] {
    match status {
        MemberStatus::Pending => &[APPROVE, REJECT],
        MemberStatus::Approved => &[DISABLE],
        MemberStatus::Rejected => &[APPROVE],
        MemberStatus::Disabled => &[ENABLE],
    }
}

const fn meaning(status: MemberStatus) -> &'static str {
    match status {
        MemberStatus::Pending => "Waits for your decision. Orders do not count yet.",
        MemberStatus::Approved => "Orders with their code count.",
        MemberStatus::Rejected => "Was turned down. Orders do not count.",
        MemberStatus::Disabled => "Orders count no more; what was earned stays.",
    }
}

const fn tone(status: MemberStatus) -> Tone {
    match status {
        MemberStatus::Pending => Tone::Warn,
        MemberStatus::Approved => Tone::Good,
        MemberStatus::Rejected | MemberStatus::Disabled => Tone::Bad,
    }
}

/// The card.
#[component]
pub(super) fn Standing(member: MemberCard, desk: Desk) -> impl IntoView {
    let MemberCard { status, reason, since, .. } = member;
    let said = (!reason.is_empty()).then(|| view! { <blockquote dir="auto">{reason}</blockquote> });
    view! {
        <Card title="In the program" tools=view! { <Chip tone=tone(status) text=status.title() /> }.into_any()>
            <div class="pad">
                <p>{meaning(status)}<small class="since">{format!(" Since {since}.")}</small></p>
                {said}
                <Decide status desk />
            </div>
        </Card>
    }
}

/// The reason, and the ways on.
#[component]
fn Decide(status: MemberStatus, desk: Desk) -> impl IntoView {
    let form = Sending::new("standing");
    let node = NodeRef::<Form>::new();
    let decide = move |(_, to, text): Choice| {
        let reason = Fields::so_far(node).text("reason");
        form.send(decide_member(desk.partner(), to, reason), move |()| {
            clear(node);
            desk.done(text);
        });
    };
    let hint = match status {
        MemberStatus::Pending => "Needed unless you approve; the partner reads it.",
        MemberStatus::Approved => "Needed; the partner reads it.",
        MemberStatus::Rejected | MemberStatus::Disabled => "The partner reads it.",
    };
    let button = move |choice: &'static Choice| {
        view! {
            <button class="btn" class:primary=choice.1 == MemberStatus::Approved type="button"
                aria-busy=move || form.busy() on:click=move |_| decide(*choice)>{choice.0}</button>
        }
    };
    view! {
        <form class="needs-script decide-member" node_ref=node on:submit=|event| event.prevent_default()>
            <FormFault form fields=&["reason"] />
            <AreaField form name="reason" title="Reason" hint />
            <div class="row">{choices(status).iter().map(button).collect_view()}</div>
        </form>
    }
}
