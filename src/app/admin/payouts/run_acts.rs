//! What is left to do about a run: approve it, call it off, hand its file to the bank, and say what became of it when nobody else does.

use super::{
    api::{approve_run, cancel_run, execute_run, settle_payout},
    runs::run_path,
    view::RunRow,
};
use crate::{
    AppError,
    ui::{Dialog, Icon, IconName, Notice, Tone},
};
use domain::{
    PayoutId, PayoutRunId,
    payout::{PayoutMethod, PayoutStatus},
};
use leptos::prelude::*;

/// The longest reason.
const LONGEST: &str = "500";

/// What a dialog asks a reason for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Task {
    /// To call off what was not sent.
    CallOff,
    /// To say that a bank did not pay somebody.
    Failed { payout: PayoutId, name: String },
    /// To say whether a payment service paid somebody, which does not say it.
    Unanswered { payout: PayoutId, name: String, service: &'static str },
}

/// What outlives a run that is loaded anew: what was typed, and what came of the last act.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    run: Memo<PayoutRunId>,
    reload: Callback<()>,
    /// None while nothing is asked.
    task: RwSignal<Option<Task>>,
    is_open: RwSignal<bool>,
    reason: RwSignal<String>,
    /// The ids that a bank gave payouts.
    references: RwSignal<Vec<(PayoutId, String)>>,
    fault: RwSignal<Option<AppError>>,
    is_busy: RwSignal<bool>,
}

impl Desk {
    pub(super) fn new(run: Memo<PayoutRunId>, reload: Callback<()>) -> Self {
        Self {
            run,
            reload,
            task: RwSignal::new(None),
            is_open: RwSignal::new(false),
            reason: RwSignal::new(String::new()),
            references: RwSignal::new(Vec::new()),
            fault: RwSignal::new(None),
            is_busy: RwSignal::new(false),
        }
    }

    fn reference(self, payout: &PayoutId) -> String {
        self.references
            .with(|all| all.iter().find(|(it, _)| it == payout).map(|(_, text)| text.clone()).unwrap_or_default())
    }

    fn set_reference(self, payout: PayoutId, text: String) {
        self.references.update(|all| {
            all.retain(|(it, _)| *it != payout);
            all.push((payout, text));
        });
    }

    /// Asks why a payout failed.
    pub(super) fn ask_why(self, payout: PayoutId, name: String) {
        self.ask(Task::Failed { payout, name });
    }

    /// Asks what became of a payout that its payment service says nothing of.
    pub(super) fn ask_what(self, payout: PayoutId, name: String, service: &'static str) {
        self.ask(Task::Unanswered { payout, name, service });
    }

    fn ask(self, task: Task) {
        self.task.set(Some(task));
        self.reason.set(String::new());
        self.fault.set(None);
        self.is_open.set(true);
    }

    /// Does something once, and shows what came of it.
    fn act<T: 'static>(self, deed: impl Future<Output = Result<T, AppError>> + 'static) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.fault.set(None);
        leptos::task::spawn_local(async move {
            let answer = deed.await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(_) => self.is_open.set(false),
                Err(error) => self.fault.set(Some(error)),
            }
            self.reload.run(());
        });
    }

    fn answer(self, is_paid: bool) {
        let (run, reason) = (self.run.get_untracked(), self.reason.get_untracked());
        if !is_paid && reason.trim().is_empty() {
            let message = "Say why: the partner reads it.".to_owned();
            self.fault.set(Some(AppError::Invalid { field: "reason".to_owned(), message }));
            return;
        }
        let Some(task) = self.task.get_untracked() else { return };
        match task {
            Task::CallOff => self.act(async move { cancel_run(run, reason).await }),
            Task::Failed { payout, .. } | Task::Unanswered { payout, .. } => {
                self.act(async move { settle_payout(run, payout, is_paid, reason).await });
            }
        }
    }
}

/// What can be done now.
#[component]
pub(super) fn Acts(
    /// The run.
    run: RunRow,
    /// Whether whoever looks confirmed it.
    is_own: bool,
    desk: Desk,
) -> impl IntoView {
    let waiting = run.standing(PayoutStatus::AwaitingApproval) > 0;
    let may_call_off = waiting || run.standing(PayoutStatus::Scheduled) > 0;
    let is_bank = run.method == PayoutMethod::Bank && !waiting;
    let at_bank = is_bank && run.standing(PayoutStatus::InFlight) > 0;
    let has_file = is_bank && run.standing(PayoutStatus::Cancelled) + run.standing(PayoutStatus::Failed) < run.count();
    let text = match (waiting, is_own, at_bank) {
        (true, true, _) => "It is above the limit: a second member of the team has to approve it.",
        (true, false, _) => "It waits for your approval. Look at it below; nothing was sent yet.",
        (false, _, true) => {
            "Hand the file to your bank. Once the bank has executed it, say so here, with the ids of the transfers below if you have them."
        }
        (false, _, false) if may_call_off => "It is about to be sent.",
        (false, _, false) => "",
    };
    let file = format!("{}/file", run_path(&run.id));
    let file = has_file.then(|| {
        view! { <a class="btn" href=file rel="external"><Icon name=IconName::Download />"Bank file"</a> }
    });
    let approve = (waiting && !is_own).then(|| view! { <Approve desk /> });
    let executed = at_bank.then(|| view! { <Executed desk /> });
    let call_off = may_call_off.then(|| {
        view! { <button class="btn needs-script" type="button" on:click=move |_| desk.ask(Task::CallOff)>"Call off"</button> }
    });
    let has_any = !text.is_empty() || has_file;
    has_any.then(|| {
        view! {
            <Notice tone=if waiting || at_bank { Tone::Warn } else { Tone::Quiet }>
                <p>{text}</p>
                <div class="tools">{file}{call_off}{executed}{approve}</div>
            </Notice>
            <Refused desk />
        }
    })
}

/// What was refused of what needs no dialog.
#[component]
fn Refused(desk: Desk) -> impl IntoView {
    let fault = move || desk.fault.get().filter(|_| desk.task.with(Option::is_none));
    move || fault().map(|error| view! { <Notice tone=Tone::Bad alert=true><p>{error.to_string()}</p></Notice> })
}

#[component]
fn Approve(desk: Desk) -> impl IntoView {
    let approve = move |_| {
        desk.task.set(None);
        let run = desk.run.get_untracked();
        desk.act(async move { approve_run(run).await });
    };
    let busy = move || desk.is_busy.get().then_some("true");
    view! { <button class="btn primary needs-script" type="button" aria-busy=busy on:click=approve>"Approve"</button> }
}

#[component]
fn Executed(desk: Desk) -> impl IntoView {
    let executed = move |_| {
        desk.task.set(None);
        let run = desk.run.get_untracked();
        let references = desk.references.get_untracked();
        desk.act(async move { execute_run(run, references).await });
    };
    let busy = move || desk.is_busy.get().then_some("true");
    view! {
        <button class="btn primary needs-script" type="button" aria-busy=busy on:click=executed>"The bank has executed it"</button>
    }
}

/// The id that the bank gave a payout, kept with it once the bank has executed the run.
#[component]
pub(super) fn Reference(payout: PayoutId, name: String, desk: Desk) -> impl IntoView {
    let label = format!("The bank’s id of the transfer to {name}");
    let which = StoredValue::new(payout);
    view! {
        <input class="needs-script" type="text" maxlength=LONGEST autocomplete="off" aria-label=label placeholder="The bank’s id"
            prop:value=move || which.with_value(|payout| desk.reference(payout))
            on:input=move |event| desk.set_reference(which.get_value(), event_target_value(&event)) />
    }
}

/// Asks for a reason.
#[component]
pub(super) fn Reason(desk: Desk) -> impl IntoView {
    let title = Signal::derive(move || match desk.task.get() {
        Some(Task::Failed { name, .. }) => format!("{name}’s payout failed"),
        Some(Task::Unanswered { name, .. }) => format!("What became of {name}’s payout"),
        Some(Task::CallOff) | None => "Call off what was not sent".to_owned(),
    });
    view! { <Dialog open=desk.is_open title><Why desk /></Dialog> }
}

#[component]
fn Why(desk: Desk) -> impl IntoView {
    let said = move || {
        desk.fault.get().map(|error| view! { <p class="fault" role="alert" id="why-fault">{error.to_string()}</p> })
    };
    let is_wrong = move || desk.fault.with(Option::is_some).then_some("true");
    let busy = move || desk.is_busy.get().then_some("true");
    let service = move || match desk.task.get() {
        Some(Task::Unanswered { service, .. }) => Some(service),
        _ => None,
    };
    let words = move || match service() {
        Some(service) => format!(
            "Look at {service} first. Say that it failed only if it is not there: its commissions are then due again, and if it was \
             paid after all, the partner is paid twice. Partners read the reason."
        ),
        None => "Its commissions are due again at once. Partners read the reason.".to_owned(),
    };
    let was_paid = move || {
        service().map(|_| {
            let answer = move |_| desk.answer(true);
            view! { <button class="btn" type="button" aria-busy=busy on:click=answer>"It was paid"</button> }
        })
    };
    let failed = move || if service().is_some() { "It was not paid" } else { "Confirm" };
    view! {
        <div class="dialog-body">
            <p>{words}</p>
            <label class="field">
                "Reason"
                <textarea rows="2" maxlength=LONGEST dir="auto" aria-invalid=is_wrong aria-describedby="why-fault"
                    prop:value=desk.reason on:input=move |event| desk.reason.set(event_target_value(&event))></textarea>
            </label>
            {said}
        </div>
        <footer>
            <button class="btn" type="button" on:click=move |_| desk.is_open.set(false)>"Back"</button>
            {was_paid}
            <button class="btn primary" type="button" aria-busy=busy on:click=move |_| desk.answer(false)>{failed}</button>
        </footer>
    }
}
