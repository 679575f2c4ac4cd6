//! The form that makes and changes a link. What the server refuses is said at its field, and everything typed is kept.

use super::desk::{Desk, Task};
use crate::{
    AppError,
    analytics::api::{change_link, create_link},
    ui::focus_on,
};
use domain::{
    LinkId,
    link::{Link, LinkDraft, Utm},
};
use leptos::{ev::SubmitEvent, prelude::*};

/// What a label and each campaign parameter may hold, in characters.
const LONGEST: &str = "60";

/// Where a link leads, as it is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Front,
    Landing,
    Address,
}

/// What is typed.
#[derive(Debug, Clone, Copy)]
struct Typed {
    label: RwSignal<String>,
    target: RwSignal<Target>,
    address: RwSignal<String>,
    source: RwSignal<String>,
    medium: RwSignal<String>,
    campaign: RwSignal<String>,
}

impl Typed {
    fn new(link: Option<&Link>, landing_url: Option<&str>) -> Self {
        let of = |part: fn(&Link) -> &str| RwSignal::new(link.map(part).unwrap_or_default().to_owned());
        let target = link.map(|link| link.target.as_str()).unwrap_or_default();
        let chosen = chosen(target, landing_url);
        let address = if chosen == Target::Address { target } else { "" };
        Self {
            label: of(|link| &link.label),
            target: RwSignal::new(chosen),
            address: RwSignal::new(address.to_owned()),
            source: of(|link| &link.utm.source),
            medium: of(|link| &link.utm.medium),
            campaign: of(|link| &link.utm.campaign),
        }
    }

    fn draft(self, desk: Desk, landing_url: Option<&str>) -> LinkDraft {
        let target = match self.target.get_untracked() {
            Target::Front => String::new(),
            Target::Landing => landing_url.unwrap_or_default().to_owned(),
            Target::Address => self.address.get_untracked(),
        };
        LinkDraft {
            partner: desk.partner(),
            label: self.label.get_untracked(),
            target,
            utm: Utm {
                source: self.source.get_untracked(),
                medium: self.medium.get_untracked(),
                campaign: self.campaign.get_untracked(),
            },
        }
    }
}

fn chosen(target: &str, landing_url: Option<&str>) -> Target {
    match target {
        "" => Target::Front,
        target if Some(target) == landing_url => Target::Landing,
        _ => Target::Address,
    }
}

/// The form.
#[component]
pub(super) fn LinkForm(
    /// Who acts, and the dialog it stands in.
    desk: Desk,
    /// The link to be changed; a new one is made without.
    link: Option<Link>,
    /// Where the landing page is.
    landing_url: Option<String>,
) -> impl IntoView {
    let typed = Typed::new(link.as_ref(), landing_url.as_deref());
    let fault = RwSignal::new(None::<AppError>);
    let is_busy = RwSignal::new(false);
    let id = link.map(|link| link.id);
    let verb = if id.is_some() { "Save" } else { "Make link" };
    let landing = landing_url.clone();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let (draft, id) = (typed.draft(desk, landing.as_deref()), id.clone());
        leptos::task::spawn_local(async move {
            let outcome = save(desk, id, draft).await;
            is_busy.set(false);
            if let Err(error) = outcome {
                focus_on(&field_id(field_of(&error).unwrap_or("label")));
                fault.set(Some(error));
            }
        });
    };
    let whole = move || fault.get().filter(|error| field_of(error).is_none()).map(|error| error.to_string());
    view! {
        <form class="link-form" method="post" on:submit=send novalidate>
            <div class="dialog-body">
                <Show when=move || whole().is_some()><p class="fault" role="alert">{whole}</p></Show>
                <Text name="label" title="Name" text=typed.label fault hint="Only you and the team see it: “Newsletter in May”." />
                <Targets typed fault landing_url />
                <Campaign typed fault />
            </div>
            <footer>
                <button class="btn" type="button" on:click=move |_| desk.close()>"Cancel"</button>
                <button class="btn primary" type="submit" aria-busy=move || is_busy.get().then_some("true")>{verb}</button>
            </footer>
        </form>
    }
}

/// Makes or changes the link, and goes on to what comes next in the dialog.
async fn save(desk: Desk, id: Option<LinkId>, draft: LinkDraft) -> Result<(), AppError> {
    match id {
        None => {
            let link = create_link(draft).await?;
            desk.go_on(Task::Share { link, is_new: true });
        }
        Some(id) => {
            change_link(desk.partner(), id, draft).await?;
            desk.close();
            desk.reload();
        }
    }
    Ok(())
}

/// A line of text with its hint and what is wrong with it.
#[component]
fn Text(
    name: &'static str,
    title: &'static str,
    text: RwSignal<String>,
    fault: RwSignal<Option<AppError>>,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] example: &'static str,
) -> impl IntoView {
    let is_wrong = move || fault_of(fault, name).is_some();
    let note_id = format!("{}-note", field_id(name));
    view! {
        <div class="field">
            <label for=field_id(name)>{title}</label>
            <input id=field_id(name) name=name type="text" maxlength=LONGEST autocomplete="off" placeholder=example
                prop:value=text on:input=move |event| text.set(event_target_value(&event))
                aria-invalid=move || is_wrong().then_some("true") aria-describedby=note_id.clone()
            />
            <Note id=note_id name fault hint />
        </div>
    }
}

/// What is wrong with a field, or how to fill it.
#[component]
fn Note(id: String, name: &'static str, fault: RwSignal<Option<AppError>>, hint: &'static str) -> impl IntoView {
    view! {
        <p id=id class:fault=move || fault_of(fault, name).is_some() class="field-note">
            {move || fault_of(fault, name).unwrap_or_else(|| hint.to_owned())}
        </p>
    }
}

#[component]
fn Targets(typed: Typed, fault: RwSignal<Option<AppError>>, landing_url: Option<String>) -> impl IntoView {
    let choice = move |target: Target, text: &'static str| {
        view! {
            <label class="radio">
                <input type="radio" name="where" prop:checked=move || typed.target.get() == target
                    on:change=move |_| typed.target.set(target) />
                {text}
            </label>
        }
    };
    let is_wrong = move || fault_of(fault, "target").is_some();
    let note_id = format!("{}-note", field_id("target"));
    let note = note_id.clone();
    view! {
        <fieldset class="field">
            <legend>"Where it leads"</legend>
            {choice(Target::Front, "The front page of the shop")}
            {landing_url.map(|_| choice(Target::Landing, "The landing page"))}
            {choice(Target::Address, "A product, collection or other page of the shop")}
            <Show when=move || typed.target.get() == Target::Address>
                <input id=field_id("target") name="target" type="url" inputmode="url" autocomplete="off" aria-label="Address"
                    placeholder="https://…/products/…" prop:value=typed.address
                    on:input=move |event| typed.address.set(event_target_value(&event))
                    aria-invalid=move || is_wrong().then_some("true") aria-describedby=note_id.clone()
                />
            </Show>
            <Note id=note name="target" fault hint="" />
        </fieldset>
    }
}

/// What analytics programs of the shop read off the address; folded away, because most need none.
#[component]
fn Campaign(typed: Typed, fault: RwSignal<Option<AppError>>) -> impl IntoView {
    let is_used = [typed.source, typed.medium, typed.campaign].iter().any(|text| !text.read_untracked().is_empty());
    let is_open = move || {
        is_used || ["utm_source", "utm_medium", "utm_campaign"].iter().any(|name| fault_of(fault, name).is_some())
    };
    view! {
        <details class="utm" open=is_open>
            <summary>"Campaign parameters (UTM)"</summary>
            <div class="utm-fields">
                <Text name="utm_source" title="Source" text=typed.source fault example="instagram" />
                <Text name="utm_medium" title="Medium" text=typed.medium fault example="story" />
                <Text name="utm_campaign" title="Campaign" text=typed.campaign fault example="summer-sale" />
            </div>
        </details>
    }
}

/// The field that an error is about, if it is one of this form.
fn field_of(error: &AppError) -> Option<&'static str> {
    let AppError::Invalid { field, .. } = error else { return None };
    ["label", "target", "utm_source", "utm_medium", "utm_campaign"].into_iter().find(|name| name == field)
}

/// What is wrong with a field, as a sentence.
fn fault_of(fault: RwSignal<Option<AppError>>, name: &str) -> Option<String> {
    let fault = fault.read();
    let error = fault.as_ref().filter(|error| field_of(error) == Some(name))?;
    let message = error.to_string();
    let mut letters = message.chars();
    let first = letters.next()?;
    Some(format!("{}{}.", first.to_uppercase(), letters.as_str().trim_end_matches('.')))
}

fn field_id(name: &str) -> String {
    format!("link-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invalid(field: &str) -> AppError {
        AppError::Invalid { field: field.to_owned(), message: "give the link a name".to_owned() }
    }

    #[test]
    fn faults_are_said_at_their_field_and_others_above_the_form() {
        assert_eq!(field_of(&invalid("utm_medium")), Some("utm_medium"));
        assert_eq!(field_of(&invalid("partner")), None);
        assert_eq!(field_of(&AppError::Network), None);
        Owner::new().with(|| {
            let fault = RwSignal::new(Some(invalid("label")));
            assert_eq!(fault_of(fault, "label").as_deref(), Some("Give the link a name."));
            assert_eq!(fault_of(fault, "target"), None);
        });
    }

    #[test]
    fn the_choice_of_a_target_is_read_off_its_address() {
        let landing = Some("https://partners.example/p/ana");
        assert_eq!(chosen("", landing), Target::Front);
        assert_eq!(chosen("https://partners.example/p/ana", landing), Target::Landing);
        assert_eq!(chosen("https://shop.example/", landing), Target::Address);
        assert_eq!(chosen("https://partners.example/p/ana", None), Target::Address);
    }
}
