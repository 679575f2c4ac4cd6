//! The form with which somebody applies to the program: every field with what is wrong with it, and what was typed stays.

use super::{ApplyForm, page::card};
use domain::program::{
    Question,
    application::{LONGEST_ANSWER, LONGEST_FOUND, LONGEST_NAME},
};
use leptos::prelude::*;

/// The name of the field that people do not see.
pub const TRAP: &str = "website";

/// The page.
pub fn form(form: &ApplyForm) -> AnyView {
    let fault = |name: &str| form.faults.get(name).cloned();
    let error = form.error.clone().map(|text| {
        view! { <p id="error" class="error" role="alert">{text}</p> }
    });
    let faults = (!form.faults.is_empty()).then(|| {
        view! { <p class="error" role="alert">"Something is missing or wrong. It is said at each field."</p> }
    });
    let questions: Vec<AnyView> =
        form.questions.iter().map(|asked| question(asked, form.typed.answer(asked), fault(&asked.field()))).collect();
    card(
        view! {
            <h1>{format!("Apply to {}", form.program)}</h1>
            <p class="quiet">"Tell us who you are. The answer comes by e-mail."</p>
            {error}
            {faults}
            <form class="apply" method="post" action="/apply" novalidate>
                {line("name", "Your name", "text", "name", LONGEST_NAME, &form.typed.name, fault("name"))}
                {line("email", "E-mail", "email", "email", 254, &form.typed.email, fault("email"))}
                {area("found", "Where can we find you?", Some("Your site, channel or profile."), true, LONGEST_FOUND, &form.typed.found_at, fault("found"))}
                {questions}
                <div class="trap" aria-hidden="true">
                    <label for=TRAP>"Leave this empty"</label>
                    <input id=TRAP name=TRAP type="text" tabindex="-1" autocomplete="off" />
                </div>
                <button class="button" type="submit">"Apply"</button>
            </form>
        }
        .into_any(),
    )
}

fn question(asked: &Question, typed: &str, fault: Option<String>) -> AnyView {
    area(&asked.field(), &asked.text, None, asked.is_required, LONGEST_ANSWER, typed, fault)
}

fn line(
    name: &'static str,
    title: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    longest: usize,
    typed: &str,
    fault: Option<String>,
) -> AnyView {
    let Marks { note, is_wrong, described } = marks(name, None, fault);
    view! {
        <div class="field">
            <label for=name>{title}</label>
            <input
                id=name name=name type=kind required maxlength=longest.to_string() autocomplete=autocomplete
                value=typed.to_owned() aria-invalid=is_wrong aria-describedby=described
            />
            {note}
        </div>
    }
    .into_any()
}

fn area(
    name: &str,
    title: &str,
    hint: Option<&'static str>,
    is_required: bool,
    longest: usize,
    typed: &str,
    fault: Option<String>,
) -> AnyView {
    let Marks { note, is_wrong, described } = marks(name, hint, fault);
    let title = if is_required { title.to_owned() } else { format!("{title} (optional)") };
    view! {
        <div class="field">
            <label for=name.to_owned() dir="auto">{title}</label>
            <textarea
                id=name.to_owned() name=name.to_owned() rows="3" dir="auto" required=is_required maxlength=longest.to_string()
                aria-invalid=is_wrong aria-describedby=described
            >{written(typed)}</textarea>
            {note}
        </div>
    }
    .into_any()
}

/// HTML drops the first line's end of a text area: one more keeps the one that was typed.
fn written(typed: &str) -> String {
    if typed.starts_with(['\n', '\r']) { format!("\n{typed}") } else { typed.to_owned() }
}

/// What stands below a field, and what points to it.
struct Marks {
    note: Option<AnyView>,
    is_wrong: Option<&'static str>,
    described: Option<String>,
}

fn marks(name: &str, hint: Option<&'static str>, fault: Option<String>) -> Marks {
    let id = format!("{name}-note");
    let is_wrong = fault.is_some().then_some("true");
    let class = if fault.is_some() { "fault" } else { "hint" };
    let text = fault.or_else(|| hint.map(str::to_owned));
    let described = text.is_some().then(|| id.clone());
    let note = text.map(|text| view! { <p id=id class=class>{text}</p> }.into_any());
    Marks { note, is_wrong, described }
}
