//! The list of entries: every sale, commission and bonus with where it stands and why.

use super::{params::Params, rows::EntryRows};
use crate::{period::controls::kept, ui::Empty};
use domain::{
    CommissionStatus,
    earnings::{EntryStatus, Stream},
};
use leptos::{either::Either, prelude::*};
use leptos_router::components::Form;

const STATUSES: [EntryStatus; 12] = [
    EntryStatus::Commission(CommissionStatus::Pending),
    EntryStatus::Commission(CommissionStatus::Approved),
    EntryStatus::Commission(CommissionStatus::InPayout),
    EntryStatus::Commission(CommissionStatus::Paid),
    EntryStatus::Commission(CommissionStatus::Rejected),
    EntryStatus::Commission(CommissionStatus::Refunded),
    EntryStatus::Commission(CommissionStatus::Duplicate),
    EntryStatus::Commission(CommissionStatus::Fraud),
    EntryStatus::AwaitingNetwork,
    EntryStatus::NotInNetwork,
    EntryStatus::NotInStore,
    EntryStatus::Cancelled,
];

/// The entries as a table; as cards on a phone.
#[component]
fn EntryTable(
    /// The lines, as HTML of our own making.
    rows: String,
    /// Whether they tell codes and customers.
    has_program: bool,
) -> impl IntoView {
    let of_program = has_program.then(|| view! { <th scope="col">"Coupon"</th><th scope="col">"Customer"</th> });
    view! {
        <table class="cards">
            <thead>
                <tr>
                    <th scope="col">"Order"</th>
                    <th scope="col">"Source"</th>
                    <th scope="col" class="num">"Sale"</th>
                    <th scope="col" class="num">"You earn"</th>
                    <th scope="col">"Status"</th>
                    {of_program}
                    <th scope="col">"When and why"</th>
                </tr>
            </thead>
            <tbody inner_html=rows></tbody>
        </table>
    }
}

/// Status and source, kept in the URL; sent at once when hydrated, by the button without JavaScript.
#[component]
pub fn EntryFilters(
    /// The choices of the moment.
    params: Params,
    /// The page's own address.
    path: String,
) -> impl IntoView {
    let status = params.status.map_or("", EntryStatus::as_str);
    let stream = params.stream.map_or("", Stream::as_str);
    let statuses = STATUSES.map(|it| (it.as_str(), it.title(), params.status == Some(it)));
    let streams = Stream::ALL.map(|it| (it.as_str(), it.title(), params.stream == Some(it)));
    view! {
        // The address alone says what is chosen: browsers that go back would bring back a choice that is none any more.
        <Form method="GET" action=path attr:class="filters" attr:autocomplete="off">
            {kept(params.period.pairs())}
            <label><span class="visually-hidden">"Status"</span>
                <select name="status" prop:value=status on:change=submit_form>
                    <option value="">"Any status"</option>
                    {options(&statuses)}
                </select>
            </label>
            <label><span class="visually-hidden">"Source"</span>
                <select name="stream" prop:value=stream on:change=submit_form>
                    <option value="">"Any source"</option>
                    {options(&streams)}
                </select>
            </label>
            <button class="btn no-js" type="submit">"Filter"</button>
        </Form>
    }
}

fn options(choices: &[(&'static str, &'static str, bool)]) -> impl IntoView + use<> {
    let option = |(value, title, selected): &(&'static str, &'static str, bool)| {
        view! { <option value=*value selected=*selected>{*title}</option> }
    };
    choices.iter().map(option).collect_view()
}

/// Sends the form a select belongs to. Effects and events only run in the browser.
fn submit_form(event: leptos::ev::Event) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let select = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok());
        if let Some(form) = select.and_then(|select| select.form()) {
            let _ = form.request_submit();
        }
    }
    #[cfg(not(feature = "hydrate"))]
    drop(event);
}

/// A page of the list with its way on.
#[component]
pub fn EntryList(
    /// The page.
    page: EntryRows,
    /// The choices of the moment.
    params: Params,
    /// The page's own address.
    path: String,
) -> impl IntoView {
    let is_filtered = params.status.is_some() || params.stream.is_some();
    if page.count == 0 {
        let all = Params { status: None, stream: None, ..params.first() }.href(&path);
        let (title, text) = if is_filtered {
            ("Nothing matches", "No entry of this range has this status and source.")
        } else {
            ("No entries in this range", "Sales, commissions and bonuses appear here as soon as a source reports them.")
        };
        return Either::Left(view! {
            <Empty title text>
                {is_filtered.then(|| view! { <a class="btn" href=all>"Show all entries"</a> })}
            </Empty>
        });
    }
    let older = page.next.map(|after| Params { after: Some(after), ..params.clone() }.href(&path));
    let newest = params.after.is_some().then(|| params.first().href(&path));
    let is_long = older.is_some() || page.count > 50;
    let sizes = [50, 200, 1_000].map(|rows| {
        let href = Params { rows: (rows != 50).then_some(rows), ..params.first() }.href(&path);
        let current = params.rows.unwrap_or(50) == rows;
        view! { <a href=href aria-current=current.then_some("true")>{rows.to_string()}</a> }
    });
    Either::Right(view! {
        <EntryTable rows=page.html has_program=page.has_program />
        <nav class="pager" aria-label="Pages of entries">
            {newest.map(|href| view! { <a class="btn" href=href>"Newest entries"</a> })}
            {older.map(|href| view! { <a class="btn" href=href>"Older entries"</a> })}
            {is_long.then(|| view! {
                <div class="seg" role="group" aria-label="Entries on a page">{sizes.collect_view()}</div>
            })}
        </nav>
    })
}
