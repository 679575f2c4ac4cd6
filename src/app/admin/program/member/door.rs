//! A partner's private address: made, copied, mailed and made anew by the team.

use super::{
    Desk,
    api::{DoorCard, DoorStanding, forget_password, mail_door, make_door},
};
use crate::{
    admin::program::form::{FormFault, Sending},
    ui::{Card, Chip, CopyButton, Dialog, Empty, Tone},
};
use leptos::{either::Either, prelude::*};

/// The card.
#[component]
pub(super) fn Door(door: Option<DoorCard>, desk: Desk) -> impl IntoView {
    let content = match door {
        Some(door) => Either::Left(view! { <Made door desk /> }),
        None => Either::Right(view! { <Missing desk /> }),
    };
    view! { <Card title="Private address">{content}</Card> }
}

/// They have none yet.
#[component]
fn Missing(desk: Desk) -> impl IntoView {
    let form = Sending::new("door");
    view! {
        <Empty title="None yet" text="At a private address a partner without a portal sets a password and finds their dashboard.">
            <FormFault form fields=&[] />
            <Make form desk />
        </Empty>
    }
}

/// Makes an address, mailed or not.
#[component]
fn Make(form: Sending, desk: Desk) -> impl IntoView {
    let make = move |is_mailed: bool, said: &'static str| {
        form.send(make_door(desk.partner(), is_mailed), move |()| desk.done(said));
    };
    view! {
        <div class="row needs-script">
            <button class="btn primary" type="button" aria-busy=move || form.busy()
                on:click=move |_| make(true, "The new address is on its way by mail.")>"Make one and mail it"</button>
            <button class="btn" type="button" aria-busy=move || form.busy()
                on:click=move |_| make(false, "The new address is made: copy it below.")>"Make one"</button>
        </div>
    }
}

#[component]
fn Made(door: DoorCard, desk: Desk) -> impl IntoView {
    let form = Sending::new("door");
    let (is_open, is_forgetting) = (RwSignal::new(false), RwSignal::new(false));
    let DoorCard { address, standing, until } = door;
    let (tone, word, text) = match standing {
        DoorStanding::Set => {
            (Tone::Good, "Password set", "The address asks for the password that they chose.".to_owned())
        }
        DoorStanding::Waiting => {
            (Tone::Warn, "Waits for the first visit", format!("The first visit sets the password, until {until}."))
        }
        DoorStanding::Expired => (Tone::Bad, "Expired", format!("Nobody set a password until {until}.")),
    };
    let mail = move |_| {
        form.send(mail_door(desk.partner()), move |()| desk.done("The address is on its way by mail."));
    };
    let mails = (standing != DoorStanding::Expired).then(|| {
        view! { <button class="btn" type="button" aria-busy=move || form.busy() on:click=mail>"Mail it"</button> }
    });
    let forgets = (standing != DoorStanding::Waiting).then(|| {
        view! { <button class="btn" type="button" on:click=move |_| is_forgetting.set(true)>"Reset password"</button> }
    });
    view! {
        <div class="pad door">
            <p><Chip tone text=word />" "{text}</p>
            <p class="address"><code>{address.clone()}</code><CopyButton text=address label="Copy the private address" /></p>
            <FormFault form fields=&[] />
            <div class="row needs-script">
                {mails}
                {forgets}
                <button class="btn" type="button" on:click=move |_| is_open.set(true)>"Make a new one"</button>
            </div>
        </div>
        <Dialog open=is_forgetting title=Signal::stored("Reset the password?".to_owned())>
            <Forget desk is_open=is_forgetting />
        </Dialog>
        <Dialog open=is_open title=Signal::stored("Make a new private address?".to_owned())>
            <Anew desk is_open />
        </Dialog>
    }
}

/// Asks before a password is forgotten.
#[component]
fn Forget(desk: Desk, is_open: RwSignal<bool>) -> impl IntoView {
    let form = Sending::new("forget-password");
    let forget = move |_| {
        form.send(forget_password(desk.partner()), move |()| {
            desk.done(
                "The password is forgotten, and the partner is told so by mail: their next visit sets a new one.",
            );
        });
    };
    view! {
        <div class="dialog-body">
            <p>"The address stays and its next visit sets a new password, once, within 14 days. The partner is signed out everywhere and told by mail."</p>
            <p>"If somebody else may have the address, make a new one instead: until then, whoever has it can set the password."</p>
            <FormFault form fields=&[] />
        </div>
        <footer>
            <button class="btn" type="button" on:click=move |_| is_open.set(false)>"Cancel"</button>
            <button class="btn primary" type="button" aria-busy=move || form.busy() on:click=forget>"Reset password"</button>
        </footer>
    }
}

/// Asks before an address is replaced.
#[component]
fn Anew(desk: Desk, is_open: RwSignal<bool>) -> impl IntoView {
    let form = Sending::new("new-door");
    view! {
        <div class="dialog-body">
            <p>"For an address that others may have: the present one and its password open nothing any more, and the partner is signed out everywhere."</p>
            <FormFault form fields=&[] />
        </div>
        <footer>
            <button class="btn" type="button" on:click=move |_| is_open.set(false)>"Cancel"</button>
            <Make form desk />
        </footer>
    }
}
