//! How the program works for everybody, and for groups of partners.

mod api;
mod apply;
mod groups;
mod milestones;

use super::{
    currencies::{MinimumFields, TypedAmount, rate_hint, rate_kinds, read_minimums},
    form::{CheckField, Fields, FormFault, Said, SaidNotice, SelectField, SendButton, Sending, TextField},
    member::hold,
};
use crate::{
    AppError,
    ui::{BlockSkeleton, Card, ErrorPanel, Icon, IconName, PageHead, Tone},
};
use api::{SettingsForm, SettingsPage, load_settings, save_settings};
use apply::Apply;
use domain::program::ProgramSettings;
use groups::Groups;
use leptos::{either::Either, ev::SubmitEvent, prelude::*};
use milestones::Milestones;

/// The page.
#[derive(Clone)]
pub struct ProgramRoute;

impl ProgramRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let settings = Resource::new(|| (), |()| load_settings());
        // On its own: saving a group leaves alone what is typed into the settings.
        let groups = Resource::new(|| (), |()| api::list_groups());
        let apply = Resource::new(|| (), |()| api::load_apply_form());
        let milestones = milestones::load();
        view! { <Page settings groups apply milestones /> }.into_any()
    }
}

type Settings = Resource<Result<SettingsPage, AppError>>;

#[component]
fn Page(settings: Settings, groups: groups::Data, apply: apply::Data, milestones: milestones::Data) -> impl IntoView {
    let said = Said::new();
    let form = move || {
        Suspend::new(async move {
            match settings.await {
                Ok(page) => Either::Left(view! { <Form page said settings /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| settings.refetch()) /> })
                }
            }
        })
    };
    view! {
        <PageHead title="Program" text="What partners are promised, unless they or their group have terms of their own.">
            <a class="btn" href="/admin/applications">"Applications"</a>
            <a class="btn" href="/admin/mail"><Icon name=IconName::Mail />"Mail"</a>
            <a class="btn" href="/admin/program/overview">"Figures"</a>
        </PageHead>
        <SaidNotice said />
        <div class="grid2 program-page">
            <Transition fallback=|| view! { <BlockSkeleton class="facts-size" /> }>{form}</Transition>
            <div class="stack">
                <Apply data=apply said />
                <Groups data=groups said />
                <Milestones data=milestones said />
            </div>
        </div>
    }
}

const FIELDS: &[&str] = &["name", "rate_kind", "rate", "hold_days", "minimum", "payout_day", "approval_above"];

fn read(fields: &Fields, minimums: &[TypedAmount]) -> SettingsForm {
    SettingsForm {
        name: fields.text("name"),
        rate_kind: fields.text("rate_kind"),
        rate: fields.text("rate"),
        hold_days: fields.text("hold_days"),
        minimums: read_minimums(fields, minimums),
        payout_day: fields.text("payout_day"),
        approval_above: fields.text("approval_above"),
        approves_at_once: fields.is_on("approves_at_once"),
        old_codes_count: fields.is_on("old_codes_count"),
        codes_count_once: fields.is_on("codes_count_once"),
    }
}

#[component]
fn Form(page: SettingsPage, said: Said, settings: Settings) -> impl IntoView {
    let form = Sending::new("program");
    let SettingsPage { form: typed, currencies } = page;
    let shown = typed.minimums.clone();
    let send = move |event: SubmitEvent| {
        form.send(save_settings(read(&Fields::of(&event), &shown)), move |()| {
            settings.refetch();
            said.say(Tone::Good, vec!["The program's settings are saved. Orders from now on follow them.".to_owned()]);
        });
    };
    let currency = currencies.first().cloned().unwrap_or_default();
    let kinds = rate_kinds(None, &currencies, &typed.rate_kind);
    let holds = ProgramSettings::HOLDS.map(hold).into();
    view! {
        <Card title="For everybody">
            <form class="pad" method="post" novalidate on:submit=send>
                <FormFault form fields=FIELDS />
                <TextField form name="name" title="Name of the program" value=typed.name hint="Empty: the shop's name." />
                <div class="pair">
                    <SelectField form name="rate_kind" title="Commission" options=kinds chosen=typed.rate_kind />
                    <TextField form name="rate" title="Rate" value=typed.rate hint=rate_hint(&currencies) />
                    <SelectField form name="hold_days" title="Holding period" options=holds chosen=typed.hold_days hint="So long a commission waits for returns." />
                    <MinimumFields form minimums=typed.minimums otherwise="none" />
                    <TextField form name="payout_day" title="Day of payouts" kind="number" value=typed.payout_day hint="Of the month, 1 to 28." />
                    <TextField form name="approval_above" title="Second approval above" value=typed.approval_above
                        hint=format!("In {currency}. Larger payouts, and all in other currencies, wait for a second person. Empty: none do.") />
                </div>
                <CheckField name="approves_at_once" title="Whoever applies is a partner at once" is_on=typed.approves_at_once />
                <CheckField name="old_codes_count" title="Orders with a partner's former code still count for them" is_on=typed.old_codes_count />
                <CheckField name="codes_count_once" title="A code counts for one order; its partner then gets another one. Codes that a connected source gave are left alone" is_on=typed.codes_count_once />
                <p><SendButton form text="Save settings" /></p>
            </form>
        </Card>
    }
}
