//! The form with which people apply: open or closed, what it asks, and where it is.

use super::api::{ApplyPage, ApplySetup, save_apply_form};
use crate::{
    AppError,
    admin::program::form::{FormFault, Said, Sending},
    ui::{BlockSkeleton, Card, Chip, CopyButton, ErrorPanel, Icon, IconName, Tone},
};
use domain::program::{ProgramSettings, Question};
use leptos::{either::Either, ev::SubmitEvent, prelude::*};

pub(super) type Data = Resource<Result<ApplyPage, AppError>>;

/// A question while it is written; its number stays the same when others move.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    number: usize,
    question: Question,
}

/// The questions as they are written.
#[derive(Clone, Copy)]
struct Lines {
    all: RwSignal<Vec<Line>>,
    next: StoredValue<usize>,
}

impl Lines {
    fn of(questions: Vec<Question>) -> Self {
        let count = questions.len();
        let all = questions.into_iter().enumerate().map(|(number, question)| Line { number, question }).collect();
        Self { all: RwSignal::new(all), next: StoredValue::new(count) }
    }

    fn add(self) {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        let question = Question { text: String::new(), is_required: false };
        self.all.update(|all| all.push(Line { number, question }));
    }

    fn remove(self, number: usize) {
        self.all.update(|all| all.retain(|line| line.number != number));
    }

    /// Up by one place.
    fn raise(self, number: usize) {
        self.all.update(|all| {
            if let Some(place) = all.iter().position(|line| line.number == number).filter(|place| *place > 0) {
                all.swap(place - 1, place);
            }
        });
    }

    /// Changes a question without drawing the list anew: whoever types stays in the field.
    fn write(self, number: usize, change: impl FnOnce(&mut Question)) {
        self.all.update_untracked(|all| {
            if let Some(line) = all.iter_mut().find(|line| line.number == number) {
                change(&mut line.question);
            }
        });
    }

    fn questions(self) -> Vec<Question> {
        self.all.with_untracked(|all| all.iter().map(|line| line.question.clone()).collect())
    }
}

/// The card.
#[component]
pub(super) fn Apply(data: Data, said: Said) -> impl IntoView {
    let content = move || {
        Suspend::new(async move {
            match data.await {
                Ok(page) => Either::Left(view! { <Form page data said /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    view! { <Transition fallback=|| view! { <BlockSkeleton class="facts-size" /> }>{content}</Transition> }
}

#[component]
fn Form(page: ApplyPage, data: Data, said: Said) -> impl IntoView {
    let ApplyPage { setup, address, waiting, has_mail_server } = page;
    let form = Sending::new("apply");
    let is_open = RwSignal::new(setup.is_open);
    let lines = Lines::of(setup.questions);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let setup = ApplySetup { is_open: is_open.get_untracked(), questions: lines.questions() };
        form.send(save_apply_form(setup), move |()| {
            data.refetch();
            said.say(Tone::Good, vec!["The application form is saved.".to_owned()]);
        });
    };
    let chip = if setup.is_open { (Tone::Good, "Open") } else { (Tone::Quiet, "Closed") };
    let may_add = move || lines.all.with(Vec::len) < ProgramSettings::MOST_QUESTIONS;
    view! {
        <Card title="Application form" tools=view! { <Chip tone=chip.0 text=chip.1 /> }.into_any()>
            <form class="pad" method="post" novalidate on:submit=send>
                <p class="address"><code>{address.clone()}</code><CopyButton text=address label="Copy the form's address" /></p>
                {waits(waiting)}
                {(!has_mail_server).then(|| view! { <p class="field-note">"No mail server is set up: messages are written to files."</p> })}
                <FormFault form fields=&[] />
                <label class="check">
                    <input type="checkbox" checked=setup.is_open on:change=move |event| is_open.set(event_target_checked(&event)) />
                    "Open to everybody who has the address"
                </label>
                <p class="field-note">"It asks for name, e-mail and where to find somebody, and for this:"</p>
                <ol class="questions">
                    <For each=move || lines.all.get() key=|line| line.number let:line><Row line lines /></For>
                </ol>
                <div class="row needs-script">
                    <button class="btn small" type="button" disabled=move || !may_add() on:click=move |_| lines.add()>
                        <Icon name=IconName::Plus />"Add a question"
                    </button>
                    <button class="btn primary" type="submit" aria-busy=move || form.busy()>"Save the form"</button>
                </div>
            </form>
        </Card>
    }
}

fn waits(count: i64) -> Option<impl IntoView> {
    let text = match count {
        0 => return None,
        1 => "1 application waits".to_owned(),
        count => format!("{count} applications wait"),
    };
    Some(view! { <p><a class="link" href="/admin/applications">{text}</a></p> })
}

#[component]
fn Row(line: Line, lines: Lines) -> impl IntoView {
    let Line { number, question } = line;
    let write = move |event| lines.write(number, |question| question.text = event_target_value(&event));
    let require = move |event| lines.write(number, |question| question.is_required = event_target_checked(&event));
    let longest = ProgramSettings::LONGEST_QUESTION.to_string();
    view! {
        <li>
            <input type="text" aria-label="Question" maxlength=longest dir="auto" value=question.text on:input=write />
            <label class="check"><input type="checkbox" checked=question.is_required on:change=require />"Needed"</label>
            <button class="btn small icon-only needs-script" type="button" aria-label="Move up" title="Move up" on:click=move |_| lines.raise(number)>
                <Icon name=IconName::ChevronUp />
            </button>
            <button class="btn small icon-only needs-script" type="button" aria-label="Take away" title="Take away" on:click=move |_| lines.remove(number)>
                <Icon name=IconName::Close />
            </button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_added_moved_and_taken_away() {
        Owner::new().with(|| {
            let ask = |text: &str| Question { text: text.into(), is_required: false };
            let lines = Lines::of(vec![ask("a"), ask("b")]);
            lines.add();
            lines.write(2, |question| question.text = "c".into());
            lines.raise(2);
            lines.raise(0);
            assert_eq!(lines.questions(), [ask("a"), ask("c"), ask("b")]);
            lines.remove(0);
            lines.raise(1);
            assert_eq!(lines.questions(), [ask("b"), ask("c")]);
        });
    }
}
