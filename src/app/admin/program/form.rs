//! Forms of the program's pages: fields that keep what was typed, name what is wrong with it, and say what came of it.

use crate::{
    AppError,
    content::written,
    ui::{Notice, Tone, focus_on},
};
use leptos::{ev::SubmitEvent, html, oco::Oco, prelude::*, wasm_bindgen::JsCast, web_sys};

/// Where a page says what came of a form. Outlives the page's data, which is loaded anew then.
#[derive(Debug, Clone, Copy)]
pub struct Said(RwSignal<Option<(Tone, Vec<String>)>>);

const SAID: &str = "said";

impl Said {
    /// Nothing is said yet.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Says it, and brings whoever reads to it: the form they came from may be gone.
    pub fn say(self, tone: Tone, lines: Vec<String>) {
        if self.0.try_set(Some((tone, lines))).is_none() {
            request_animation_frame(|| focus_on(SAID));
        }
    }
}

/// What came of the last form.
#[component]
pub fn SaidNotice(
    /// What is said.
    said: Said,
) -> impl IntoView {
    let line = |text| view! { <p>{text}</p> };
    let notice = move || {
        let (tone, lines) = said.0.get()?;
        Some(view! { <Notice tone><div>{lines.into_iter().map(line).collect_view()}</div></Notice> })
    };
    view! { <div id=SAID class="said" role="status" tabindex="-1">{notice}</div> }
}

/// A form on its way: whether it is being sent, and what was wrong with it.
#[derive(Debug, Clone, Copy)]
pub struct Sending {
    name: &'static str,
    is_busy: RwSignal<bool>,
    fault: RwSignal<Option<AppError>>,
}

impl Sending {
    /// A form; its name begins the ids of its fields.
    pub fn new(name: &'static str) -> Self {
        Self { name, is_busy: RwSignal::new(false), fault: RwSignal::new(None) }
    }

    /// Sends something, one at a time, and goes on with what came of it. What is refused is said at its field.
    pub fn send<T: 'static>(
        self,
        work: impl Future<Output = Result<T, AppError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.fault.set(None);
        leptos::task::spawn_local(async move {
            let outcome = work.await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(answer) => done(answer),
                Err(error) => {
                    if let AppError::Invalid { field, .. } = &error {
                        focus_on(&self.id(field));
                    }
                    self.fault.set(Some(error));
                }
            }
        });
    }

    /// Whether it is being sent, for `aria-busy`.
    pub fn busy(self) -> Option<&'static str> {
        self.is_busy.get().then_some("true")
    }

    fn id(self, field: &str) -> String {
        format!("{}-{field}", self.name)
    }

    /// What is wrong with a field.
    fn fault_of(self, field: &str) -> Option<String> {
        self.fault.with(|fault| match fault {
            Some(AppError::Invalid { field: named, message }) if named == field => Some(sentence(message)),
            _ => None,
        })
    }
}

/// A message as a sentence.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    format!("{}{}.", first.collect::<String>(), letters.as_str().trim_end_matches('.'))
}

/// What is wrong with a form and no field of it.
#[component]
pub fn FormFault(
    /// The form.
    form: Sending,
    /// The fields that say themselves what is wrong with them.
    fields: &'static [&'static str],
) -> impl IntoView {
    let text = move || {
        form.fault.get().and_then(|fault| match &fault {
            // One of several fields of a kind, such as `minimum-EUR`, is named by its kind.
            AppError::Invalid { field, .. } if field.split('-').next().is_some_and(|kind| fields.contains(&kind)) => {
                None
            }
            AppError::Invalid { message, .. } => Some(sentence(message)),
            other => Some(other.to_string()),
        })
    };
    move || text().map(|text| view! { <p class="fault" role="alert">{text}</p> })
}

/// How to fill a field, or what is wrong with it.
#[component]
fn Hint(form: Sending, #[prop(into)] name: Oco<'static, str>, hint: String) -> impl IntoView {
    let id = form.id(&format!("{name}-note"));
    let named = name.clone();
    let text = move || form.fault_of(&named).unwrap_or_else(|| hint.clone());
    view! { <p id=id class="field-note" class:fault=move || form.fault_of(&name).is_some()>{text}</p> }
}

/// A line of text.
#[component]
pub fn TextField(
    /// The form.
    form: Sending,
    /// Its name.
    #[prop(into)]
    name: Oco<'static, str>,
    /// What people call it.
    #[prop(into)]
    title: Oco<'static, str>,
    /// What is typed at first.
    #[prop(optional, into)]
    value: String,
    /// How to fill it.
    #[prop(optional, into)]
    hint: String,
    /// The kind of input.
    #[prop(default = "text")]
    kind: &'static str,
) -> impl IntoView {
    let (id, note) = (form.id(&name), form.id(&format!("{name}-note")));
    let named = name.clone();
    let is_wrong = move || form.fault_of(&named).map(|_| "true");
    view! {
        <div class="field">
            <label for=id.clone()>{title}</label>
            <input id=id name=name.clone() type=kind value=value autocomplete="off" aria-invalid=is_wrong aria-describedby=note />
            <Hint form name hint />
        </div>
    }
}

/// Some lines of text.
#[component]
pub fn AreaField(
    /// The form.
    form: Sending,
    /// Its name.
    name: &'static str,
    /// What people call it.
    title: &'static str,
    /// What is typed at first.
    #[prop(optional, into)]
    value: String,
    /// How to fill it.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let is_wrong = move || form.fault_of(name).map(|_| "true");
    view! {
        <div class="field">
            <label for=form.id(name)>{title}</label>
            <textarea id=form.id(name) name=name rows="2" dir="auto"
                aria-invalid=is_wrong aria-describedby=form.id(&format!("{name}-note"))>{written(value)}</textarea>
            <Hint form name hint />
        </div>
    }
}

/// A choice: values and their names.
#[component]
pub fn SelectField(
    /// The form.
    form: Sending,
    /// Its name.
    name: &'static str,
    /// What people call it.
    title: &'static str,
    /// What can be chosen.
    options: Vec<(String, String)>,
    /// What is chosen at first.
    #[prop(into)]
    chosen: String,
    /// How to choose.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let is_wrong = move || form.fault_of(name).map(|_| "true");
    let option = move |(value, text): (String, String)| {
        let is_chosen = value == chosen;
        view! { <option value=value selected=is_chosen>{text}</option> }
    };
    view! {
        <div class="field">
            <label for=form.id(name)>{title}</label>
            <select id=form.id(name) name=name aria-invalid=is_wrong aria-describedby=form.id(&format!("{name}-note"))>
                {options.into_iter().map(option).collect_view()}
            </select>
            <Hint form name hint />
        </div>
    }
}

/// Something that is so or not.
#[component]
pub fn CheckField(
    /// Its name.
    name: &'static str,
    /// What it says.
    title: &'static str,
    /// Whether it is so at first.
    is_on: bool,
) -> impl IntoView {
    view! { <label class="check"><input type="checkbox" name=name value="on" checked=is_on />{title}</label> }
}

/// The button that sends the form. Without JavaScript nothing could be sent.
#[component]
pub fn SendButton(
    /// The form.
    form: Sending,
    /// What it does.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <button class="btn primary needs-script" type="submit" aria-busy=move || form.busy()>{text}</button> }
}

/// The key of a form, made when it is first sent: sent twice, the form counts once.
#[derive(Debug, Clone, Copy)]
pub struct OnceKey(StoredValue<String>);

impl OnceKey {
    /// Of a form that was not sent yet.
    pub fn new() -> Self {
        Self(StoredValue::new(String::new()))
    }

    /// The key. Only browsers send forms.
    pub fn get(self) -> String {
        if self.0.with_value(String::is_empty) {
            self.0.set_value(format!("{}-{}", js_sys::Date::now(), js_sys::Math::random()));
        }
        self.0.get_value()
    }
}

/// Empties a form that was sent: what was typed is done with, and the page keeps its fields.
pub fn clear(form: NodeRef<html::Form>) {
    if let Some(form) = form.get_untracked() {
        form.reset();
    }
}

/// What is typed into a form that is being sent.
#[derive(Debug)]
pub struct Fields(Option<web_sys::FormData>);

impl Fields {
    /// Takes over from the browser, which would leave the page.
    pub fn of(event: &SubmitEvent) -> Self {
        event.prevent_default();
        let form = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
        Self(form.and_then(|form| web_sys::FormData::new_with_form(&form).ok()))
    }

    /// What is typed into a form so far.
    pub fn so_far(form: NodeRef<html::Form>) -> Self {
        Self(form.get_untracked().and_then(|form| web_sys::FormData::new_with_form(&form).ok()))
    }

    /// The text of a field; empty when there is none.
    pub fn text(&self, name: &str) -> String {
        self.0.as_ref().and_then(|data| data.get(name).as_string()).unwrap_or_default()
    }

    /// Whether a box is ticked.
    pub fn is_on(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_said_at_its_field_as_a_sentence() {
        Owner::new().with(|| {
            let form = Sending::new("terms");
            form.fault
                .set(Some(AppError::Invalid { field: "rate".into(), message: "an amount is not negative".into() }));
            assert_eq!(form.fault_of("rate").as_deref(), Some("An amount is not negative."));
            assert_eq!(form.fault_of("minimum"), None);
            assert_eq!(form.id("rate"), "terms-rate");
        });
    }
}
