//! What CC's text generator would write about a partner.

use crate::model::Partner;

const OPENINGS: [&str; 3] = [
    "Every week starts on a trail and ends with **muddy shoes**.",
    "I test gear where it hurts: *uphill, in the rain, before breakfast*.",
    "Ten years outdoors taught me to carry less and enjoy more.",
];
const CLOSINGS: [&str; 3] = [
    "- What I wear on long days\n- What never leaves my pack\n- What I would buy again",
    "Have a look around. Everything here has been through **at least one season** with me.",
    "Questions about a product? Write to me, I answer all of them.",
];

/// A biography, another one every minute.
pub(crate) fn bio(partner: &Partner, now_ms: i64) -> String {
    let minute = usize::try_from(now_ms.div_euclid(60_000)).unwrap_or_default();
    let opening = OPENINGS[minute % OPENINGS.len()];
    let closing = CLOSINGS[minute / OPENINGS.len() % CLOSINGS.len()];
    format!("Hi, I am {}. {opening}\n\n{closing}", partner.first_name)
}
