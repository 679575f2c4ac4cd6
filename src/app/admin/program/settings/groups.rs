//! Groups of partners who share terms: listed, added, changed and taken away.

use super::api::{GroupForm, GroupLine, GroupsPage, delete_group, save_group};
use crate::{
    AppError,
    admin::program::{
        currencies::{MinimumFields, rate_hint, rate_kinds, read_minimums},
        form::{Fields, FormFault, Said, SelectField, SendButton, Sending, TextField},
        member::holds,
    },
    ui::{Card, Dialog, Empty, ErrorPanel, Icon, IconName, Tone},
};
use leptos::{either::EitherOf3, ev::SubmitEvent, prelude::*};

pub(super) type Data = Resource<Result<GroupsPage, AppError>>;

/// What the dialog is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Task {
    /// A group to be added or changed.
    Edit(GroupForm),
    /// A group to be taken away.
    Delete(GroupForm),
}

#[derive(Clone, Copy)]
struct Desk {
    data: Data,
    said: Said,
    is_open: RwSignal<bool>,
    task: RwSignal<Task>,
}

impl Desk {
    fn begin(self, task: Task) {
        self.task.set(task);
        self.is_open.set(true);
    }

    fn page(self) -> Option<GroupsPage> {
        self.data.get_untracked().and_then(Result::ok)
    }

    fn blank(self) -> GroupForm {
        self.page().map(|page| page.blank).unwrap_or_default()
    }

    fn done(self, text: String) {
        self.is_open.set(false);
        self.data.refetch();
        self.said.say(Tone::Good, vec![text]);
    }
}

/// The card.
#[component]
pub(super) fn Groups(data: Data, said: Said) -> impl IntoView {
    let task = RwSignal::new(Task::Edit(GroupForm::default()));
    let desk = Desk { data, said, is_open: RwSignal::new(false), task };
    let list = move || {
        Suspend::new(async move {
            match data.await {
                Ok(page) if page.lines.is_empty() => EitherOf3::A(
                    view! { <Empty title="No groups" text="Partners of a group share a rate, holding period and minimum payout." /> },
                ),
                Ok(page) => EitherOf3::B(
                    view! { <ul class="groups">{page.lines.into_iter().map(|it| group(it, desk)).collect_view()}</ul> },
                ),
                Err(error) => {
                    EitherOf3::C(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    let add = view! {
        <button class="btn small needs-script" type="button" on:click=move |_| desk.begin(Task::Edit(desk.blank()))>
            <Icon name=IconName::Plus />"Add a group"
        </button>
    };
    view! {
        <Card title="Groups" tools=add.into_any()><Transition>{list}</Transition></Card>
        <GroupDialog desk />
    }
}

fn group(it: GroupLine, desk: Desk) -> impl IntoView {
    let GroupLine { form, terms } = it;
    let name = form.name.clone();
    let (edit, delete) = (format!("Edit {name}"), format!("Delete {name}"));
    let form = StoredValue::new(form);
    view! {
        <li>
            <div><b dir="auto">{name}</b><small>{terms}</small></div>
            <button class="btn small icon-only needs-script" type="button" aria-label=edit.clone() title=edit on:click=move |_| desk.begin(Task::Edit(form.get_value()))>
                <Icon name=IconName::Pencil />
            </button>
            <button class="btn small icon-only needs-script" type="button" aria-label=delete.clone() title=delete on:click=move |_| desk.begin(Task::Delete(form.get_value()))>
                <Icon name=IconName::Close />
            </button>
        </li>
    }
}

#[component]
fn GroupDialog(desk: Desk) -> impl IntoView {
    let title = move || match desk.task.get() {
        Task::Edit(group) if group.id.is_empty() => "Add a group".to_owned(),
        Task::Edit(_) => "Edit the group".to_owned(),
        Task::Delete(group) => format!("Delete “{}”?", group.name),
    };
    let content = move || match desk.task.get() {
        Task::Edit(group) => view! { <Edit group desk /> }.into_any(),
        Task::Delete(group) => view! { <Delete group desk /> }.into_any(),
    };
    view! { <Dialog open=desk.is_open title=Signal::derive(title)>{content}</Dialog> }
}

#[component]
fn Edit(group: GroupForm, desk: Desk) -> impl IntoView {
    let form = Sending::new("group");
    let (id, shown) = (group.id.clone(), group.minimums.clone());
    let currencies = desk.page().map(|page| page.currencies).unwrap_or_default();
    let send = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let group = GroupForm {
            id: id.clone(),
            name: fields.text("name"),
            rate_kind: fields.text("rate_kind"),
            rate: fields.text("rate"),
            hold_days: fields.text("hold_days"),
            minimums: read_minimums(&fields, &shown),
            moves_at: fields.text("moves_at"),
        };
        let text = format!("“{}” is saved.", group.name.trim());
        form.send(save_group(group), move |()| desk.done(text));
    };
    let kinds = rate_kinds(Some("As the program says".to_owned()), &currencies, &group.rate_kind);
    view! {
        <form class="dialog-form" method="post" novalidate on:submit=send>
            <div class="dialog-body">
                <FormFault form fields=&["name", "rate", "hold_days", "minimum", "moves_at"] />
                <TextField form name="name" title="Name" value=group.name />
                <div class="pair">
                    <SelectField form name="rate_kind" title="Commission" options=kinds chosen=group.rate_kind />
                    <TextField form name="rate" title="Rate" value=group.rate hint=rate_hint(&currencies) />
                    <SelectField form name="hold_days" title="Holding period" options=holds("As the program says") chosen=group.hold_days />
                    <MinimumFields form minimums=group.minimums otherwise="as the program says" />
                </div>
                <TextField form name="moves_at" title="Partners come here by themselves from sales of" value=group.moves_at
                    hint="In the last 90 days. Empty: never." />
            </div>
            <footer>
                <button class="btn" type="button" on:click=move |_| desk.is_open.set(false)>"Cancel"</button>
                <SendButton form text="Save" />
            </footer>
        </form>
    }
}

#[component]
fn Delete(group: GroupForm, desk: Desk) -> impl IntoView {
    let form = Sending::new("delete-group");
    let GroupForm { id, name, .. } = group;
    let delete = move |_| {
        let text = format!("“{name}” is gone.");
        form.send(delete_group(id.clone()), move |()| desk.done(text));
    };
    view! {
        <div class="dialog-body">
            <p>"Its partners stay in the program, and fall back to the program's terms. What they earned does not change."</p>
            <FormFault form fields=&[] />
        </div>
        <footer>
            <button class="btn" type="button" on:click=move |_| desk.is_open.set(false)>"Cancel"</button>
            <button class="btn primary" type="button" aria-busy=move || form.busy() on:click=delete>"Delete the group"</button>
        </footer>
    }
}
