//! The ways in: partners come from their portal or by a private door, the team has a form.

use super::{AdminSignInForm, DoorForm, page::card};
use leptos::prelude::*;

/// What a partner does who came here directly.
pub fn partner() -> AnyView {
    card(
        view! {
            <h1>"Sign in"</h1>
            <p>
                "Your dashboard opens from your partner portal: sign in there and choose the dashboard. You come back here signed in, without another password."
            </p>
            <p class="quiet">
                "A link from the portal works once. If yours was used before, ask the portal for a new one."
            </p>
            <p>"Were you given a private address of your own? Open that one: it asks for your password."</p>
            <hr />
            <p class="quiet">
                "Do you run the programme? "<a href="/admin/sign-in">"Sign in as the team"</a>
            </p>
        }
        .into_any(),
    )
}

/// The team's form. What was typed stays, except the password.
pub fn team(form: &AdminSignInForm) -> AnyView {
    let failed = form.error.is_some();
    let described = failed.then_some("error");
    let invalid = failed.then_some("true");
    let error = form.error.clone().map(|text| {
        view! { <p id="error" class="error" role="alert">{text}</p> }
    });
    // The cursor waits in the first field that is still to be filled.
    let knows_email = !form.email.is_empty();
    card(
        view! {
            <h1>"Team sign-in"</h1>
            <p class="quiet">"For the people who run the partner programme."</p>
            {error}
            <form method="post" action="/admin/sign-in">
                <input type="hidden" name="next" value=form.next.clone() />
                <label for="email">"E-mail"</label>
                <input
                    id="email" name="email" type="email" required maxlength="254" autocomplete="username"
                    value=form.email.clone() autofocus=!knows_email
                    aria-invalid=invalid aria-describedby=described
                />
                <label for="password">"Password"</label>
                <input
                    id="password" name="password" type="password" required maxlength="1024"
                    autocomplete="current-password" autofocus=knows_email
                    aria-invalid=invalid aria-describedby=described
                />
                <button class="button" type="submit">"Sign in"</button>
            </form>
            <hr />
            <p class="quiet">"Are you a partner? "<a href="/sign-in">"How partners sign in"</a></p>
        }
        .into_any(),
    )
}

/// A partner's door. It names nobody: the address may have fallen into other hands.
pub fn door(form: &DoorForm) -> AnyView {
    let failed = form.error.is_some();
    let described = failed.then_some("error");
    let invalid = failed.then_some("true");
    let error = form.error.clone().map(|text| {
        view! { <p id="error" class="error" role="alert">{text}</p> }
    });
    let (title, text, label, kind) = if form.is_first {
        (
            "Set your password",
            "This address is your private way to your dashboard. Choose a password of 12 characters or more; from now on the address asks for it.",
            "New password",
            "new-password",
        )
    } else {
        ("Partner sign-in", "Enter the password that you chose for this address.", "Password", "current-password")
    };
    let again = form.is_first.then(|| {
        view! {
            <label for="again">"The same password again"</label>
            <input
                id="again" name="again" type="password" required maxlength="200" autocomplete="new-password"
                aria-invalid=invalid aria-describedby=described
            />
        }
    });
    let button = if form.is_first { "Set password" } else { "Sign in" };
    let forgot = (!form.is_first).then(|| {
        view! {
            <hr />
            {ask_for_link(form, "Forgot the password? A link by e-mail sets a new one.")}
        }
    });
    card(
        view! {
            <h1>{title}</h1>
            <p class="quiet">{text}</p>
            {error}
            <form method="post" action=form.path.clone()>
                <label for="password">{label}</label>
                <input
                    id="password" name="password" type="password" required maxlength="200" autocomplete=kind autofocus
                    aria-invalid=invalid aria-describedby=described
                />
                {again}
                <button class="button" type="submit">{button}</button>
            </form>
            {forgot}
        }
        .into_any(),
    )
}

/// A door whose time is over: its owner may ask for a link by e-mail.
pub fn expired(form: &DoorForm) -> AnyView {
    card(
        view! {
            <h1>"This link is too old"</h1>
            <p>"Nobody came in time to set a password."</p>
            {ask_for_link(form, "A new link can be sent to the e-mail address of its owner.")}
        }
        .into_any(),
    )
}

fn ask_for_link(form: &DoorForm, text: &'static str) -> AnyView {
    view! {
        <form method="post" action=format!("{}/forgot", form.path)>
            <p class="quiet">{text}</p>
            <button class="button plain" type="submit">"Send me a link"</button>
        </form>
    }
    .into_any()
}
