//! Where a file is brought: a plain form, which a browser with a program sends with its progress, and onto which files can be dropped.

use super::Data;
use crate::{
    content::Held,
    ui::{Icon, IconName, Notice, Tone},
};
use domain::program::ImportKind;
use leptos::{
    ev::{DragEvent, SubmitEvent},
    html::Input,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
    web_sys::{FormData, HtmlFormElement, ProgressEvent, XmlHttpRequest},
};
use leptos_router::hooks::use_navigate;
use serde::Deserialize;

const ACTION: &str = "/admin/imports/upload";

/// Where sending a file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Idle,
    /// So many percent are sent.
    Sending(u32),
    /// It is there, and being looked at.
    Looking,
    /// It was not taken, and why.
    Failed(String),
}

/// The form.
#[component]
pub(super) fn UploadForm(
    /// What the file holds at first.
    kind: Option<ImportKind>,
    /// Knows how large a file may be.
    data: Data,
) -> impl IntoView {
    let state = RwSignal::new(State::Idle);
    let is_over = RwSignal::new(false);
    let sending = Held::<Sending>::new();
    let file = NodeRef::<Input>::new();
    let navigate = use_navigate();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
        if let Some(why) = data.get_untracked().and_then(Result::ok).and_then(|page| too_large(file, page.largest)) {
            state.set(State::Failed(why));
            return;
        }
        state.set(State::Sending(0));
        let navigate = navigate.clone();
        match begin(&form, state, move |path| navigate(&path, leptos_router::NavigateOptions::default())) {
            Ok(now) => drop(sending.set(Some(now))),
            Err(_) => state.set(State::Failed("The file could not be sent. Try again.".to_owned())),
        }
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        let files = event.data_transfer().and_then(|it| it.files());
        if let (Some(input), Some(files)) = (file.get_untracked(), files) {
            input.set_files(Some(&files));
            state.set(State::Idle);
        }
    };
    let over = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    let cancel = Callback::new(move |()| {
        sending.set(None);
        state.set(State::Idle);
    });
    let busy = move || matches!(state.get(), State::Sending(_) | State::Looking).then_some("true");
    view! {
        <section class="card" aria-labelledby="bring-title">
            <header><h2 id="bring-title">"Bring a file"</h2></header>
            <form class="import-form" method="post" action=ACTION enctype="multipart/form-data" on:submit=send
                class:over=is_over on:dragover=over on:dragleave=move |_| is_over.set(false) on:drop=dropped>
                <fieldset class="import-kinds">
                    <legend>"What it holds"</legend>
                    {ImportKind::ALL.map(|it| view! { <KindChoice kind=it is_chosen={it == kind.unwrap_or(ImportKind::Orders)} /> })}
                </fieldset>
                <label class="field">
                    "CSV file"
                    <input node_ref=file type="file" name="file" required accept=".csv,.tsv,.txt,text/csv" aria-describedby="bring-note" />
                </label>
                <p id="bring-note" class="field-note">
                    "UTF-8, the first line naming the columns; comma, semicolon or tab between them. Drop a file here, or choose one."
                </p>
                {ImportKind::ALL.map(|kind| view! { <Columns kind /> })}
                <div class="tools">
                    <button class="btn primary" type="submit" aria-busy=busy><Icon name=IconName::Upload />"Upload and look at it"</button>
                </div>
                <How state cancel />
            </form>
        </section>
    }
}

/// One kind of file, with a file to begin with.
#[component]
fn KindChoice(kind: ImportKind, is_chosen: bool) -> impl IntoView {
    let template = format!("/admin/imports/{}.csv", kind.as_str());
    let label = format!("Template for {}", kind.title().to_lowercase());
    view! {
        <span class="import-kind">
            <label class="check"><input type="radio" name="kind" value=kind.as_str() checked=is_chosen />{kind.title()}</label>
            <a class="link" href=template rel="external" download aria-label=label>"Template"</a>
        </span>
    }
}

/// The columns that a file of a kind may have.
#[component]
fn Columns(kind: ImportKind) -> impl IntoView {
    let column =
        |(name, about): &(&'static str, &'static str)| view! { <dt><code>{*name}</code></dt><dd>{*about}</dd> };
    view! {
        <details class="import-columns">
            <summary>{format!("Columns of a file of {}", kind.title().to_lowercase())}</summary>
            <dl>{kind.columns().iter().map(column).collect_view()}</dl>
        </details>
    }
}

/// How far it is, or why it was not taken.
#[component]
fn How(state: RwSignal<State>, cancel: Callback<()>) -> impl IntoView {
    let now = move || match state.get() {
        State::Idle => None,
        State::Sending(percent) => Some(
            view! {
                <div class="media-progress">
                    <progress max="100" value=percent aria-label="Sending the file"></progress>
                    <button class="btn small" type="button" on:click=move |_| cancel.run(())>"Cancel"</button>
                </div>
            }
            .into_any(),
        ),
        State::Looking => Some(view! { <p role="status">"Looking at every line…"</p> }.into_any()),
        State::Failed(why) => Some(view! { <Notice tone=Tone::Bad alert=true><p>{why}</p></Notice> }.into_any()),
    };
    view! { {now} }
}

/// Why a file need not be sent at all.
fn too_large(file: NodeRef<Input>, largest: u64) -> Option<String> {
    let size = file.get_untracked()?.files()?.get(0)?.size();
    (size > largest as f64).then(|| {
        format!(
            "The file is larger than {} MB. Split it, and bring the parts one after the other.",
            largest / 1_000_000
        )
    })
}

/// A file on its way; dropped, it is no longer sent.
struct Sending {
    request: XmlHttpRequest,
    _progress: Closure<dyn Fn(ProgressEvent)>,
    _end: Closure<dyn Fn()>,
}

impl Drop for Sending {
    fn drop(&mut self) {
        // Nobody listens any more: not to the end of what is stopped either.
        self.request.set_onloadend(None);
        if let Ok(upload) = self.request.upload() {
            upload.set_onprogress(None);
        }
        let _ = self.request.abort();
    }
}

/// What the server answers: where the import is, or what to do.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    path: Option<String>,
    message: Option<String>,
}

fn begin(form: &HtmlFormElement, state: RwSignal<State>, done: impl Fn(String) + 'static) -> Result<Sending, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", ACTION)?;
    request.set_request_header("accept", "application/json")?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        let percent = percent(event.loaded(), event.total());
        let _ = state.try_set(if percent < 100 { State::Sending(percent) } else { State::Looking });
    });
    request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let answered = request.clone();
    let end = Closure::<dyn Fn()>::new(move || match path(&answered) {
        Ok(path) => done(path),
        Err(why) => drop(state.try_set(State::Failed(why))),
    });
    request.set_onloadend(Some(end.as_ref().unchecked_ref()));
    request.send_with_opt_form_data(Some(&FormData::new_with_form(form)?))?;
    Ok(Sending { request, _progress: progress, _end: end })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
fn percent(loaded: f64, total: f64) -> u32 {
    (loaded / total.max(1.0) * 100.0).clamp(0.0, 100.0) as u32
}

/// Where the import is, or why there is none.
fn path(answered: &XmlHttpRequest) -> Result<String, String> {
    let status = answered.status().unwrap_or_default();
    let text = answered.response_text().ok().flatten().unwrap_or_default();
    let said: Answer = serde_json::from_str(&text).unwrap_or_default();
    match status {
        200..=299 if said.path.is_some() => Ok(said.path.unwrap_or_default()),
        0 => Err("No connection. Check your network and try again.".to_owned()),
        401 => Err("You are signed out. Sign in in another tab, then try again.".to_owned()),
        _ => Err(said.message.unwrap_or_else(|| "The file could not be sent. Try again.".to_owned())),
    }
}
