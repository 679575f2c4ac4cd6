//! Bonuses that partners get by themselves: listed, promised and ended.

mod api;

use crate::{
    AppError,
    admin::program::form::{Fields, FormFault, Said, SelectField, SendButton, Sending, TextField},
    ui::{Card, Dialog, Empty, ErrorPanel, Icon, IconName, Tone},
};
use api::{MilestoneForm, MilestoneLine, MilestonesPage, add_milestone, end_milestone, list_milestones};
use domain::program::Window;
use leptos::{either::EitherOf3, ev::SubmitEvent, prelude::*};

pub(super) type Data = Resource<Result<MilestonesPage, AppError>>;

pub(super) fn load() -> Data {
    Resource::new(|| (), |()| list_milestones())
}

/// What the dialog is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Task {
    /// To promise a bonus.
    Add,
    /// To end one.
    End(MilestoneLine),
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
        // The next one begins with empty fields.
        self.task.set(Task::Add);
        self.data.refetch();
        self.said.say(Tone::Good, vec![text]);
    }
}

/// The card.
#[component]
pub(super) fn Milestones(data: Data, said: Said) -> impl IntoView {
    let desk = Desk { data, said, is_open: RwSignal::new(false), task: RwSignal::new(Task::Add) };
    let list = move || {
        Suspend::new(async move {
            match data.await {
                Ok(page) if page.lines.is_empty() => EitherOf3::A(
                    view! { <Empty title="No bonuses" text="Whoever reaches a goal you set, such as twenty orders in a month, gets its bonus by themselves." /> },
                ),
                Ok(page) => EitherOf3::B(
                    view! { <ul class="groups">{page.lines.into_iter().map(|it| line(it, desk)).collect_view()}</ul> },
                ),
                Err(error) => {
                    EitherOf3::C(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    let add = view! {
        <button class="btn small needs-script" type="button" on:click=move |_| desk.begin(Task::Add)>
            <Icon name=IconName::Plus />"Add a bonus"
        </button>
    };
    view! {
        <Card title="Bonuses" tools=add.into_any()><Transition>{list}</Transition></Card>
        <TaskDialog desk />
    }
}

fn line(it: MilestoneLine, desk: Desk) -> impl IntoView {
    let MilestoneLine { name, promise, since, .. } = it.clone();
    let end = format!("End {name}");
    let it = StoredValue::new(it);
    view! {
        <li>
            <div><b dir="auto">{name}</b><small>{promise}" · "{since}</small></div>
            <button class="btn small icon-only needs-script" type="button" aria-label=end.clone() title=end on:click=move |_| desk.begin(Task::End(it.get_value()))>
                <Icon name=IconName::Close />
            </button>
        </li>
    }
}

#[component]
fn TaskDialog(desk: Desk) -> impl IntoView {
    let title = move || match desk.task.get() {
        Task::Add => "Add a bonus".to_owned(),
        Task::End(it) => format!("End “{}”?", it.name),
    };
    let content = move || match desk.task.get() {
        Task::Add => view! { <Add desk /> }.into_any(),
        Task::End(it) => view! { <End it desk /> }.into_any(),
    };
    view! { <Dialog open=desk.is_open title=Signal::derive(title)>{content}</Dialog> }
}

#[component]
fn Add(desk: Desk) -> impl IntoView {
    let form = Sending::new("milestone");
    let send = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let milestone = MilestoneForm {
            name: fields.text("name"),
            goal_kind: fields.text("goal_kind"),
            goal: fields.text("goal"),
            window: fields.text("window"),
            bonus: fields.text("bonus"),
            currency: fields.text("currency"),
            starts_on: fields.text("starts_on"),
        };
        let text = format!("“{}” is promised. Partners see it on their Payouts page.", milestone.name.trim());
        form.send(add_milestone(milestone), move |()| desk.done(text));
    };
    let goals = [("orders", "Orders"), ("sales", "Sales")];
    let goals = goals.map(|(value, text)| (value.to_owned(), text.to_owned())).into();
    let windows = Window::ALL.map(|it| (it.as_str().to_owned(), option_of(it).to_owned())).into();
    let page = move || desk.data.get().and_then(Result::ok);
    let today = page().map(|page| page.today).unwrap_or_default();
    let currencies = page().map(|page| page.currencies).unwrap_or_default();
    let shops = currencies.first().cloned().unwrap_or_default();
    let hint = match currencies.as_slice() {
        [shops] => format!("A number of orders, or an amount in {shops}."),
        _ => "A number of orders, or an amount.".to_owned(),
    };
    let currency = (currencies.len() > 1).then(|| {
        let options = currencies.into_iter().map(|code| (code.clone(), code)).collect();
        view! { <SelectField form name="currency" title="Currency" options chosen=shops hint="Of the bonus, and of sales." /> }
    });
    view! {
        <form class="dialog-form" method="post" novalidate on:submit=send>
            <div class="dialog-body">
                <FormFault form fields=&["name", "goal", "bonus", "currency", "window", "starts_on"] />
                <TextField form name="name" title="Name" hint="Partners read it." />
                <div class="pair">
                    <SelectField form name="goal_kind" title="What counts" options=goals chosen="orders".to_owned() />
                    <TextField form name="goal" title="Goal" hint />
                    <SelectField form name="window" title="Counted" options=windows chosen="month".to_owned() />
                    <TextField form name="bonus" title="Bonus" hint="An amount such as 50.00." />
                    {currency}
                </div>
                <TextField form name="starts_on" title="First day" kind="date" value=today hint="What was sold before does not count." />
                <p class="of">"A bonus is held as long as the partner’s commissions. It cannot be changed later, only ended: it is a promise."</p>
            </div>
            <footer>
                <button class="btn" type="button" on:click=move |_| desk.is_open.set(false)>"Cancel"</button>
                <SendButton form text="Promise it" />
            </footer>
        </form>
    }
}

const fn option_of(window: Window) -> &'static str {
    match window {
        Window::Month => "Anew each month",
        Window::Quarter => "Anew each quarter",
        Window::Year => "Anew each year",
        Window::Ever => "Once, from the first day on",
    }
}

#[component]
fn End(it: MilestoneLine, desk: Desk) -> impl IntoView {
    let form = Sending::new("end-milestone");
    let MilestoneLine { id, name, .. } = it;
    let end = move |_| {
        let text = format!("“{name}” is promised no more.");
        form.send(end_milestone(id.clone()), move |()| desk.done(text));
    };
    view! {
        <div class="dialog-body">
            <p>"Nobody earns it any more. Who has earned it keeps it."</p>
            <FormFault form fields=&[] />
        </div>
        <footer>
            <button class="btn" type="button" on:click=move |_| desk.is_open.set(false)>"Cancel"</button>
            <button class="btn primary" type="button" aria-busy=move || form.busy() on:click=end>"End the bonus"</button>
        </footer>
    }
}
