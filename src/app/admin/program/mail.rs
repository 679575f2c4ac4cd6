//! Messages to partners, the newest first: to whom, what, and whether they are out.

mod api;
mod text;

use super::{
    Pager,
    form::{FormFault, Said, SaidNotice, Sending},
    stand::{Stand, StandFilter, StandParams},
};
use crate::{
    AppError,
    admin::parts::partner_path,
    period::controls::Faults,
    ui::{Chip, Empty, ErrorPanel, PageHead, TableSkeleton, Tone},
};
use api::{list_mail, send_again};
use domain::{
    MailId,
    mail::{MailLine, MailPage, MailState},
};
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;
use text::{Shown, TextDialog};

const PATH: &str = "/admin/mail";

type Params = StandParams<MailState>;

impl Stand for MailState {
    const ALL: &'static [Self] = &Self::ALL;
    const HINT: &'static str = "waiting, sent, filed or failed";

    fn name(self) -> &'static str {
        self.as_str()
    }

    fn title(self) -> &'static str {
        Self::title(self)
    }
}

/// A page of messages, loading or loaded.
type Data = Resource<Result<MailPage, AppError>>;

/// The list.
#[derive(Clone)]
pub struct MailRoute;

impl MailRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(Params::read));
        let data = Resource::new(move || params.get(), list_mail);
        view! { <Page params data /> }.into_any()
    }
}

/// What the parts of the page act on.
#[derive(Clone, Copy)]
struct Desk {
    data: Data,
    said: Said,
    form: Sending,
    shown: Shown,
}

impl Desk {
    fn send_again(self, id: MailId) {
        self.form.send(send_again(id), move |()| {
            self.data.refetch();
            self.said.say(Tone::Good, vec!["It is tried again now.".to_owned()]);
        });
    }
}

#[component]
fn Page(params: Memo<Params>, data: Data) -> impl IntoView {
    let desk = Desk { data, said: Said::new(), form: Sending::new("mail"), shown: Shown::new() };
    let list = move || {
        Suspend::new(async move {
            let params = params.get_untracked();
            match data.await {
                Ok(page) => Either::Left(view! { <List page params desk /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    view! {
        <PageHead title="Mail" text="Messages to partners, the newest first.">
            <button class="btn needs-script" type="button" on:click=move |_| data.refetch()>"Refresh"</button>
            <a class="btn" href="/admin/program">"Program"</a>
        </PageHead>
        <Faults faults=Signal::derive(move || params.get().faults) />
        <SaidNotice said=desk.said />
        <FormFault form=desk.form fields=&[] />
        <section class="card" aria-labelledby="mail-title">
            <h2 id="mail-title" class="visually-hidden">"All messages"</h2>
            <StandFilter path=PATH any="Sent or not" all=&MailState::ALL chosen=Signal::derive(move || params.get().state.map(Stand::name)) />
            <Transition fallback=|| view! { <TableSkeleton rows=10 /> }>{list}</Transition>
        </section>
        <TextDialog shown=desk.shown />
    }
}

/// A page of the list with its way on.
#[component]
fn List(page: MailPage, params: Params, desk: Desk) -> impl IntoView {
    let MailPage { rows, next } = page;
    let onward = next.map(|after| params.href(PATH, Some(after)));
    let back = params.after.is_some().then(|| params.href(PATH, None));
    let content = if rows.is_empty() {
        let (title, text) = if params.state.is_some() || params.after.is_some() {
            ("No such messages", "None of the messages to partners stands so.")
        } else {
            ("No messages yet", "What partners are told by e-mail shows up here.")
        };
        Either::Left(view! { <Empty title text /> })
    } else {
        Either::Right(view! { <Table rows desk /> })
    };
    view! {
        {content}
        <Pager label="Pages of messages" back onward />
    }
}

#[component]
fn Table(rows: Vec<MailLine>, desk: Desk) -> impl IntoView {
    view! {
        <table class="cards mail-table">
            <thead>
                <tr>
                    <th scope="col">"To"</th>
                    <th scope="col">"About"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Written"</th>
                    <th scope="col" class="needs-script"><span class="visually-hidden">"What can be done"</span></th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(|row| line(row, desk)).collect_view()}</tbody>
        </table>
    }
}

const fn tone(state: MailState) -> Tone {
    match state {
        MailState::Waiting => Tone::Warn,
        MailState::Sent => Tone::Good,
        MailState::Filed => Tone::Quiet,
        MailState::Failed => Tone::Bad,
    }
}

fn line(row: MailLine, desk: Desk) -> impl IntoView {
    let MailLine { id, partner_id, name, email, kind, subject, state, fault, when } = row;
    let href = format!("{}/program", partner_path(&partner_id));
    let name = if name.is_empty() { email.clone() } else { name };
    let read = format!("Read the message to {name}");
    let fault = (!fault.is_empty()).then(|| view! { <small dir="auto">{fault}</small> });
    let again = (state == MailState::Failed).then(|| {
        let id = id.clone();
        view! { <button class="btn small" type="button" on:click=move |_| desk.send_again(id.clone())>"Send again"</button> }
    });
    view! {
        <tr>
            <td class="m-to"><a class="link" href=href dir="auto">{name}</a><small>{email}</small></td>
            <td class="m-about">{kind.title()}<small dir="auto">{subject}</small></td>
            <td class="m-state"><Chip tone=tone(state) text=state.title() />{fault}</td>
            <td class="m-when">{when}</td>
            <td class="m-acts needs-script">
                <span class="row">
                    {again}
                    <button class="btn small" type="button" aria-label=read on:click=move |_| desk.shown.open(id.clone())>"Read"</button>
                </span>
            </td>
        </tr>
    }
}
