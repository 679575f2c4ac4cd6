//! Where the money goes: what is kept, masked, and the form that changes it. What is typed goes to the server and never comes back.

use super::{
    api::{Membership, set_payout_account},
    draft::AccountDraft,
};
use crate::{
    AppError,
    ui::{Card, focus_on},
};
use domain::{PartnerId, payout::PayoutMethod};
use leptos::{either::Either, ev::SubmitEvent, prelude::*};

/// A kind of account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paypal,
    Stripe,
    Sepa,
    UnitedStates,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Paypal, Self::Sepa, Self::UnitedStates, Self::Stripe];

    const fn title(self) -> &'static str {
        match self {
            Self::Paypal => "PayPal",
            Self::Stripe => "Stripe",
            Self::Sepa => "Bank in Europe (SEPA)",
            Self::UnitedStates => "Bank in the United States",
        }
    }

    const fn method(self) -> PayoutMethod {
        match self {
            Self::Paypal => PayoutMethod::Paypal,
            Self::Stripe => PayoutMethod::Stripe,
            Self::Sepa | Self::UnitedStates => PayoutMethod::Bank,
        }
    }

    /// Field, name and hint, in the order of the form.
    const fn fields(self) -> &'static [(&'static str, &'static str, &'static str)] {
        match self {
            Self::Paypal => &[("email", "E-mail address of the PayPal account", "")],
            Self::Stripe => &[("stripe_account", "Id of the Stripe account", "Such as acct_1NabcWXYZ.")],
            Self::Sepa => &[
                ("name", "Name of the holder", ""),
                ("iban", "IBAN", "Spaces do not matter."),
                ("bic", "BIC, if you know it", "Not needed inside the euro area."),
            ],
            Self::UnitedStates => &[
                ("name", "Name of the holder", ""),
                ("routing", "Routing number", "Nine digits."),
                ("account", "Account number", ""),
            ],
        }
    }
}

/// What outlives a page that is loaded anew: what is typed, and what is wrong with it.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    partner: StoredValue<Option<PartnerId>>,
    reload: Callback<()>,
    is_open: RwSignal<bool>,
    kind: RwSignal<Option<Kind>>,
    typed: RwSignal<Vec<(&'static str, String)>>,
    fault: RwSignal<Option<AppError>>,
    is_busy: RwSignal<bool>,
    is_saved: RwSignal<bool>,
}

impl Desk {
    pub(super) fn new(partner: Option<PartnerId>, reload: Callback<()>) -> Self {
        Self {
            partner: StoredValue::new(partner),
            reload,
            is_open: RwSignal::new(false),
            kind: RwSignal::new(None),
            typed: RwSignal::new(Vec::new()),
            fault: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            is_saved: RwSignal::new(false),
        }
    }

    /// Loads the page anew unless somebody is typing.
    pub(super) fn quietly(self) -> Callback<()> {
        Callback::new(move |()| {
            if !self.is_open.get_untracked() {
                self.reload.run(());
            }
        })
    }

    fn text(self, name: &str) -> String {
        self.typed
            .with(|typed| typed.iter().find(|(it, _)| *it == name).map(|(_, text)| text.clone()).unwrap_or_default())
    }

    fn set(self, name: &'static str, text: String) {
        self.typed.update(|typed| {
            typed.retain(|(it, _)| *it != name);
            typed.push((name, text));
        });
    }

    fn draft(self, kind: Kind) -> AccountDraft {
        let text = |name| untrack(|| self.text(name));
        match kind {
            Kind::Paypal => AccountDraft::Paypal { email: text("email") },
            Kind::Stripe => AccountDraft::Stripe { stripe_account: text("stripe_account") },
            Kind::Sepa => AccountDraft::Sepa { name: text("name"), iban: text("iban"), bic: text("bic") },
            Kind::UnitedStates => AccountDraft::UnitedStates {
                name: text("name"),
                routing: text("routing"),
                account: text("account"),
                account_kind: text("account_kind"),
            },
        }
    }

    fn save(self, kind: Kind) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.fault.set(None);
        let (partner, draft) = (self.partner.get_value(), self.draft(kind));
        leptos::task::spawn_local(async move {
            let answer = set_payout_account(partner, draft).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => self.close(),
                Err(error) => {
                    if let AppError::Invalid { field, .. } = &error {
                        focus_on(&field_id(field));
                    }
                    self.fault.set(Some(error));
                }
            }
        });
    }

    /// Forgets what was typed: it is kept where nobody reads it.
    fn close(self) {
        self.typed.set(Vec::new());
        self.is_open.set(false);
        self.is_saved.set(true);
        self.reload.run(());
    }

    /// What is wrong with a field, as a sentence.
    fn fault_of(self, name: &str) -> Option<String> {
        self.fault.with(|fault| match fault {
            Some(AppError::Invalid { field, message }) if field == name => Some(sentence(message)),
            _ => None,
        })
    }

    /// What is wrong beside any field of the form.
    fn fault_elsewhere(self, kind: Kind) -> Option<String> {
        let is_field = |name: &str| name == "account_kind" || kind.fields().iter().any(|(it, ..)| *it == name);
        self.fault.with(|fault| match fault {
            Some(AppError::Invalid { field, .. }) if is_field(field) => None,
            other => other.as_ref().map(ToString::to_string),
        })
    }
}

fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

fn field_id(name: &str) -> String {
    format!("account-{name}")
}

/// What is kept, and the way to change it.
#[component]
pub(super) fn AccountCard(membership: Membership, is_own: bool, desk: Desk) -> impl IntoView {
    let title = if is_own { "Where your money goes" } else { "Where the money goes" };
    let Membership { method, shown, methods, .. } = membership;
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| methods.contains(&kind.method())).collect();
    let kept = match method {
        Some(method) => Either::Left(view! { <b>{method.title()}</b>" "<span class="account-shown">{shown}</span> }),
        None => Either::Right(view! { <span class="unknown">"Not said yet"</span> }),
    };
    let verb = if method.is_some() { "Change" } else { "Add an account" };
    let change = (!kinds.is_empty()).then(|| {
        view! {
            <button class="btn needs-script" type="button" aria-expanded=move || desk.is_open.get().to_string()
                on:click=move |_| desk.is_open.update(|is_open| *is_open = !*is_open)>{verb}</button>
        }
    });
    let kinds = StoredValue::new(kinds);
    view! {
        <Card title>
            <div class="pad">
                <div class="account-kept"><p>{kept}</p>{change}</div>
                <p class="account-saved" role="status">{move || desk.is_saved.get().then_some("Saved. The next payout goes there.")}</p>
                <Show when=move || desk.is_open.get()><AccountForm kinds=kinds.get_value() desk /></Show>
            </div>
        </Card>
    }
}

#[component]
fn AccountForm(kinds: Vec<Kind>, desk: Desk) -> impl IntoView {
    let first = kinds.first().copied().unwrap_or(Kind::Paypal);
    let kind = move || desk.kind.get().unwrap_or(first);
    let radio = move |it: Kind| {
        view! {
            <label class="radio">
                <input type="radio" name="account-type" prop:checked=move || kind() == it on:change=move |_| desk.kind.set(Some(it)) />
                {it.title()}
            </label>
        }
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        desk.save(untrack(kind));
    };
    let busy = move || desk.is_busy.get().then_some("true");
    let elsewhere = move || desk.fault_elsewhere(kind()).map(|text| view! { <p class="fault" role="alert">{text}</p> });
    let fields =
        move || kind().fields().iter().map(|(name, title, hint)| field(name, title, hint, desk)).collect_view();
    let is_american = move || kind() == Kind::UnitedStates;
    view! {
        <form class="account-form" method="post" novalidate on:submit=save>
            <fieldset class="field"><legend>"Kind of account"</legend>{kinds.into_iter().map(radio).collect_view()}</fieldset>
            {fields}
            <Show when=is_american><Checking desk /></Show>
            {elsewhere}
            <div class="row">
                <button class="btn primary" type="submit" aria-busy=busy>"Save account"</button>
                <button class="btn" type="button" on:click=move |_| desk.is_open.set(false)>"Cancel"</button>
            </div>
        </form>
    }
}

fn field(name: &'static str, title: &'static str, hint: &'static str, desk: Desk) -> impl IntoView {
    let is_wrong = move || desk.fault_of(name).is_some();
    let note = format!("{}-note", field_id(name));
    let kind = if name == "email" { "email" } else { "text" };
    view! {
        <div class="field">
            <label for=field_id(name)>{title}</label>
            <input id=field_id(name) type=kind autocomplete="off" spellcheck="false" autocapitalize="off" maxlength="120"
                prop:value=move || desk.text(name) on:input=move |event| desk.set(name, event_target_value(&event))
                aria-invalid=move || is_wrong().then_some("true") aria-describedby=note.clone() />
            <p id=note class="field-note" class:fault=is_wrong>{move || desk.fault_of(name).unwrap_or_else(|| hint.to_owned())}</p>
        </div>
    }
}

#[component]
fn Checking(desk: Desk) -> impl IntoView {
    let choose = move |event| desk.set("account_kind", event_target_value(&event));
    let fault = move || desk.fault_of("account_kind");
    view! {
        <div class="field">
            <label for=field_id("account_kind")>"Kind of bank account"</label>
            <select id=field_id("account_kind") prop:value=move || desk.text("account_kind") on:change=choose
                aria-invalid=move || fault().map(|_| "true") aria-describedby="account-kind-note">
                <option value="">"Choose"</option>
                <option value="checking">"Checking"</option>
                <option value="savings">"Savings"</option>
            </select>
            <p id="account-kind-note" class="field-note" class:fault=move || fault().is_some()>{fault}</p>
        </div>
    }
}
