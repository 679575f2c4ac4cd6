//! Groups of partners who share terms: listed, added, changed and taken away.

use super::api::{GroupForm, GroupLine, delete_group, save_group};
use crate::{
    AppError,
    admin::program::{
        form::{Fields, FormFault, Said, SelectField, SendButton, Sending, TextField},
        member::holds,
    },
    ui::{Card, Dialog, Empty, ErrorPanel, Icon, IconName, Tone},
};
use leptos::{either::EitherOf3, ev::SubmitEvent, prelude::*};

pub(super) type Data = Resource<Result<Vec<GroupLine>, AppError>>;

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
                Ok(groups) if groups.is_empty() => EitherOf3::A(
                    view! { <Empty title="No groups" text="Partners of a group share a rate, holding period and minimum payout." /> },
                ),
                Ok(groups) => EitherOf3::B(
                    view! { <ul class="groups">{groups.into_iter().map(|it| group(it, desk)).collect_view()}</ul> },
                ),
                Err(error) => {
                    EitherOf3::C(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    let add = view! {
        <button class="btn small needs-script" type="button" on:click=move |_| desk.begin(Task::Edit(GroupForm::default()))>
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
    let id = group.id.clone();
    let send = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let group = GroupForm {
            id: id.clone(),
            name: fields.text("name"),
            rate_kind: fields.text("rate_kind"),
            rate: fields.text("rate"),
            hold_days: fields.text("hold_days"),
            minimum: fields.text("minimum"),
            moves_at: fields.text("moves_at"),
        };
        let text = format!("“{}” is saved.", group.name.trim());
        form.send(save_group(group), move |()| desk.done(text));
    };
    let kinds = [
        ("", "As the program says"),
        ("percentage", "A percentage of the order"),
        ("fixed", "A fixed amount for each order"),
    ];
    let kinds = kinds.map(|(value, text)| (value.to_owned(), text.to_owned())).into();
    view! {
        <form class="dialog-form" method="post" novalidate on:submit=send>
            <div class="dialog-body">
                <FormFault form fields=&["name", "rate", "hold_days", "minimum", "moves_at"] />
                <TextField form name="name" title="Name" value=group.name />
                <div class="pair">
                    <SelectField form name="rate_kind" title="Commission" options=kinds chosen=group.rate_kind />
                    <TextField form name="rate" title="Rate" value=group.rate hint="10 for 10 %, or an amount." />
                    <SelectField form name="hold_days" title="Holding period" options=holds("As the program says") chosen=group.hold_days />
                    <TextField form name="minimum" title="Minimum payout" value=group.minimum hint="Empty: as the program says." />
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
