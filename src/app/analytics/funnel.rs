//! The funnel: how many came how far, as bars below one another, with what each step kept of the one before.

use crate::ui::{Card, ChangeMark, count_text, focus_on, rate_text};
use domain::analytics::{FunnelStep, Step};
use leptos::{ev::KeyboardEvent, prelude::*, wasm_bindgen::JsCast, web_sys};
use std::sync::Arc;

/// What the steps' ids begin with.
const STEP_ID: &str = "funnel-step-";

/// The card. Each step can be looked at by mouse, touch and keyboard; the figures are there without it.
#[component]
pub fn FunnelCard(
    /// The steps, in order.
    steps: Vec<FunnelStep>,
) -> impl IntoView {
    let most = steps.iter().flat_map(|step| [step.count.now, step.count.before]).flatten().max().unwrap_or(0);
    let looked_at = RwSignal::new(None::<usize>);
    let count = steps.len();
    let lines = steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let before = index.checked_sub(1).and_then(|at| steps.get(at)).map(|step| step.step);
            view! { <StepLine step=*step before index most looked_at /> }
        })
        .collect_view();
    let table = steps.clone();
    let steps = Arc::new(steps);
    let said = move || looked_at.get().map_or_else(|| in_short(&steps), |index| in_words(&steps, index));
    view! {
        <Card title="From visit to order" class="funnel-card">
            <ol
                class="funnel"
                on:keydown=move |event| move_focus(&event, count)
                on:mouseleave=move |_| looked_at.set(None)
                on:focusout=move |_| looked_at.set(None)
            >
                {lines}
            </ol>
            <p class="funnel-said" role="status">{said}</p>
            <details class="chart-table">
                <summary>"Show as table"</summary>
                <StepTable steps=table />
            </details>
        </Card>
    }
}

#[component]
fn StepLine(
    step: FunnelStep,
    before: Option<Step>,
    index: usize,
    most: i64,
    looked_at: RwSignal<Option<usize>>,
) -> impl IntoView {
    let FunnelStep { step, count, rate } = step;
    let width = |count: Option<i64>| count.map(|count| percent(count, most));
    let change = count.change();
    let kept = before.map(|before| {
        let text = match rate.now {
            Some(_) => format!("{} of {}", rate_text(rate.now), in_a_sentence(before)),
            None => format!("share of {} not known", in_a_sentence(before)),
        };
        view! { <span class="step-kept">{text}</span> }
    });
    let before_mark = width(count.before).map(|x| view! { <line class="was" x1=x.clone() x2=x y1="0" y2="100%" /> });
    let bar = width(count.now).map(|width| view! { <rect class="is" width=width height="100%" rx="3" /> });
    let figure = match count.now {
        Some(_) => count_text(count.now).into_any(),
        None => view! { <span aria-hidden="true">"–"</span><span class="visually-hidden">"unknown"</span> }.into_any(),
    };
    view! {
        <li>
            {kept}
            <button
                type="button"
                class="step"
                id=step_id(index)
                class:looked-at=move || looked_at.get() == Some(index)
                on:mouseenter=move |_| looked_at.set(Some(index))
                on:focus=move |_| looked_at.set(Some(index))
                on:click=move |_| looked_at.set(Some(index))
            >
                <span class="step-name">{step.title()}</span>
                <span class="step-figure">
                    {change.map(|change| view! { <ChangeMark change /> })}
                    <b>{figure}</b>
                </span>
                <svg class="step-bar" aria-hidden="true">
                    <rect class="all" width="100%" height="100%" rx="3" />
                    {bar}
                    {before_mark}
                </svg>
            </button>
        </li>
    }
}

#[component]
fn StepTable(steps: Vec<FunnelStep>) -> impl IntoView {
    let row = |FunnelStep { step, count, rate }: FunnelStep| {
        view! {
            <tr>
                <th scope="row">{step.title()}</th>
                <td class="num">{count_text(count.now)}</td>
                <td class="num">{count_text(count.before)}</td>
                <td class="num">{rate_text(rate.now)}</td>
                <td class="num">{rate_text(rate.before)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="From visit to order as a table">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Step"</th>
                        <th scope="col" class="num">"Now"</th>
                        <th scope="col" class="num">"Before"</th>
                        <th scope="col" class="num">"Kept"</th>
                        <th scope="col" class="num">"Before"</th>
                    </tr>
                </thead>
                <tbody>{steps.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn percent(count: i64, most: i64) -> String {
    format!("{:.2}%", count.max(0) as f64 * 100.0 / most.max(1) as f64)
}

const fn in_a_sentence(step: Step) -> &'static str {
    match step {
        Step::Visit => "visits",
        Step::Product => "product views",
        Step::Cart => "additions to the cart",
        Step::Checkout => "checkouts",
        Step::Order => "orders",
    }
}

/// What the whole comes to, while no step is looked at.
fn in_short(steps: &[FunnelStep]) -> String {
    let ends = steps.first().zip(steps.last()).and_then(|(first, last)| first.count.now.zip(last.count.now));
    match ends {
        Some((1.., orders)) if orders > 0 => {
            let visits = steps.first().and_then(|step| step.count.now).unwrap_or(1);
            format!(
                "One order for every {} visits. The mark in a bar is the period before.",
                count_text(Some((visits + orders / 2) / orders))
            )
        }
        _ => "The mark in a bar is the period before.".to_owned(),
    }
}

/// One step with everything there is to say about it.
fn in_words(steps: &[FunnelStep], index: usize) -> String {
    let Some(FunnelStep { step, count, rate }) = steps.get(index) else { return String::new() };
    let what = in_a_sentence(*step);
    let Some(now) = count.now else { return format!("How many {what} there were is not known.") };
    let was =
        count.before.map(|before| format!(", {} in the period before", count_text(Some(before)))).unwrap_or_default();
    let words = format!("{} {what}{was}.", count_text(Some(now)));
    let origin = index.checked_sub(1).and_then(|at| steps.get(at));
    let Some((origin, _)) = origin.zip(rate.now) else { return words };
    let was = rate.before.map(|_| format!(" ({} before)", rate_text(rate.before))).unwrap_or_default();
    let kept = format!("{} of {}{was}", rate_text(rate.now), in_a_sentence(origin.step));
    match origin.count.now.map(|count| count - now) {
        Some(rest @ 1..) => format!("{words} {kept}; {} went no further.", count_text(Some(rest))),
        _ => format!("{words} {kept}."),
    }
}

fn step_id(index: usize) -> String {
    format!("{STEP_ID}{index}")
}

/// Arrow keys go from step to step.
fn move_focus(event: &KeyboardEvent, count: usize) {
    let at = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(now) = at.and_then(|step| step.id().strip_prefix(STEP_ID)?.parse::<usize>().ok()) else { return };
    let last = count.saturating_sub(1);
    let next = match event.key().as_str() {
        "ArrowDown" | "ArrowRight" => (now + 1).min(last),
        "ArrowUp" | "ArrowLeft" => now.saturating_sub(1),
        "Home" => 0,
        "End" => last,
        _ => return,
    };
    event.prevent_default();
    focus_on(&step_id(next));
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{RateBps, earnings::Figure};

    fn steps() -> Vec<FunnelStep> {
        let figure = |now, before| Figure { now, before };
        let unknown = Figure { now: None, before: None };
        vec![
            FunnelStep { step: Step::Visit, count: figure(Some(2_000), Some(1_000)), rate: unknown },
            FunnelStep {
                step: Step::Product,
                count: figure(Some(1_000), None),
                rate: Figure { now: Some(RateBps(5_000)), before: Some(RateBps(4_010)) },
            },
            FunnelStep { step: Step::Cart, count: figure(None, None), rate: unknown },
            FunnelStep { step: Step::Order, count: figure(Some(40), None), rate: unknown },
        ]
    }

    #[test]
    fn a_step_is_said_in_words_with_what_is_known_of_it() {
        assert_eq!(in_words(&steps(), 0), "2,000 visits, 1,000 in the period before.");
        assert_eq!(
            in_words(&steps(), 1),
            "1,000 product views. 50\u{a0}% of visits (40.1\u{a0}% before); 1,000 went no further."
        );
        assert_eq!(in_words(&steps(), 2), "How many additions to the cart there were is not known.");
        assert_eq!(in_words(&steps(), 9), "");
    }

    #[test]
    fn the_whole_is_said_in_short() {
        assert!(in_short(&steps()).starts_with("One order for every 50 visits."));
        assert!(in_short(&steps()[..3]).starts_with("The mark"));
    }

    #[test]
    fn the_largest_bar_is_as_wide_as_the_card() {
        assert_eq!([percent(5, 5), percent(1, 4), percent(0, 0)], ["100.00%", "25.00%", "0.00%"]);
    }
}
