//! The legend of a chart: buttons that switch its series off and on.

use super::Series;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Which series a chart shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown(Vec<bool>);

impl Shown {
    pub(super) fn all(count: usize) -> Self {
        Self(vec![true; count])
    }

    /// All but those of these names. Only browsers draw.
    #[cfg(any(test, feature = "hydrate"))]
    pub(super) fn without(names: &[&str], hidden: &[String]) -> Self {
        Self(names.iter().map(|name| !hidden.iter().any(|other| other == name)).collect())
    }

    pub(super) fn has(&self, index: usize) -> bool {
        self.0.get(index).copied().unwrap_or(false)
    }

    /// Switches one series; the last one stays on, an empty chart says nothing.
    fn toggled(&self, index: usize) -> Self {
        let flip = |(at, shown): (usize, &bool)| *shown != (at == index);
        let next: Vec<bool> = self.0.iter().enumerate().map(flip).collect();
        if next.contains(&true) { Self(next) } else { self.clone() }
    }
}

/// What is switched off in each chart of the page, kept while their figures are made anew.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept(StoredValue<BTreeMap<&'static str, ArcRwSignal<Shown>>>);

impl Kept {
    pub(super) fn new() -> Self {
        Self(StoredValue::new(BTreeMap::new()))
    }

    /// The choice for these series, which the first of them names: all of them while none was made.
    pub(super) fn of(self, series: &[Series]) -> RwSignal<Shown> {
        let (name, count) = (series.first().map_or("", |series| series.title), series.len());
        let all = || ArcRwSignal::new(Shown::all(count));
        let kept = self.0.try_update_value(|kept| kept.entry(name).or_insert_with(all).clone()).unwrap_or_else(all);
        if kept.read_untracked().0.len() != count {
            kept.set(Shown::all(count));
        }
        kept.into()
    }
}

/// A button for each series.
#[component]
pub(super) fn Legend(
    /// The series.
    series: Vec<Series>,
    /// Which of them are shown.
    shown: RwSignal<Shown>,
) -> impl IntoView {
    let button = |(index, Series { title, class }): (usize, Series)| {
        view! {
            <button
                type="button"
                class="legend-item"
                aria-pressed=move || if shown.read().has(index) { "true" } else { "false" }
                on:click=move |_| shown.update(|shown| *shown = shown.toggled(index))
            >
                <i class=format!("dot {class}")></i>
                {title}
            </button>
        }
    };
    let buttons = series.into_iter().enumerate().map(button).collect_view();
    view! { <div class="legend" role="group" aria-label="Shown in the chart">{buttons}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_chart_of_a_page_keeps_its_own_choice() {
        Owner::new().with(|| {
            let series = |titles: &[&'static str]| -> Vec<Series> {
                titles.iter().map(|title| Series { title, class: "" }).collect()
            };
            let kept = Kept::new();
            let (money, counts) = (series(&["Revenue", "Commissions"]), series(&["Conversions"]));
            kept.of(&money).update(|shown| *shown = shown.toggled(0));
            assert!(kept.of(&counts).get_untracked().has(0));
            let again = kept.of(&money).get_untracked();
            assert_eq!([again.has(0), again.has(1)], [false, true]);
        });
    }

    #[test]
    fn series_are_switched_off_and_on_and_the_last_stays() {
        let one = Shown::all(3).toggled(0).toggled(1);
        assert_eq!([0, 1, 2].map(|index| one.has(index)), [false, false, true]);
        assert_eq!(one.toggled(2), one);
        assert_eq!(Shown::without(&["a", "b", "c"], &["a".into(), "b".into()]), one);
        assert_eq!(one.toggled(0).toggled(1), Shown::all(3));
    }
}
