//! A moment: its day at first, and how long ago it was once the page is alive.

use domain::{Day, Timestamp, time::age};
use leptos::prelude::*;

const DAY: i64 = 86_400_000;

/// A moment in the past.
#[component]
pub fn Ago(
    /// The moment.
    at: Timestamp,
) -> impl IntoView {
    let day = Day::from_number(at.millis().div_euclid(DAY)).long();
    let text = RwSignal::new(day.clone());
    // The server's clock and this device's would not say the same: only the latter speaks.
    Effect::new(move |_| {
        let now = Timestamp::from_millis(whole(js_sys::Date::now()));
        text.set(age(now.since(at)));
    });
    view! { <time title=day>{text}</time> }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 have room in both")]
const fn whole(millis: f64) -> i64 {
    millis as i64
}
