//! The portal's panels: what the merchant is like now, and the failure switches.

use std::fmt::Write;

use super::page::escaped;
use crate::{
    clock::DAY_MS,
    model::State,
    shopify::decimal,
    switches::{Mode, System},
    world::World,
};

/// Figures of the demo merchant.
pub(super) fn facts(world: &World, state: &State, out: &mut String) {
    let now = world.clock.now_ms();
    let month: Vec<_> = state.orders.iter().filter(|order| order.created_ms > now - 30 * DAY_MS).collect();
    let sales: i64 = month.iter().filter(|order| order.partner.is_some()).map(|order| order.current_subtotal()).sum();
    let live = match world.options.live {
        Some(gap) => format!("on, an order about every {} s", gap.as_secs().max(1)),
        None => "off".to_owned(),
    };
    let figures = [
        ("Partners", state.partners.len().to_string()),
        ("Orders in the year", grouped(&state.orders.len().to_string())),
        ("Partner sales, 30 days", format!("${}", grouped(&decimal(sales)))),
        ("Live mode", live),
    ];
    out.push_str("<dl class='facts'>");
    for (name, value) in figures {
        let _ = write!(out, "<div><dt>{name}</dt><dd>{}</dd></div>", escaped(&value));
    }
    out.push_str("</dl>");
}

/// `12345.60` as `12,345.60`.
fn grouped(number: &str) -> String {
    let whole = number.split('.').next().unwrap_or_default().len();
    let mut out = String::with_capacity(number.len() + 4);
    for (place, digit) in number.chars().enumerate() {
        if place > 0 && place < whole && (whole - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// One form per system; each mode is a button, so it works without JavaScript.
pub(super) fn switches(world: &World, out: &mut String) {
    out.push_str(
        "<section id='switches'><h2>Failure switches</h2><p class='muted'>Break an outside system and watch the dashboard. \
         The switch holds until you set it back.</p><div class='switches'>",
    );
    for system in System::ALL {
        one(world, system, out);
    }
    out.push_str("</div></section>");
}

fn one(world: &World, system: System, out: &mut String) {
    let current = world.switches.mode(system);
    let delay = match current.delay_ms() {
        0 => 3_000,
        set => set,
    };
    let state = if current == Mode::Ok { "good" } else { "bad" };
    let _ = write!(
        out,
        "<form class='switch' method='post' action='/_switches/{0}'><div class='row'><h3>{1}</h3>\
         <span class='state {state}'>{2}</span></div><div class='modes' role='group' aria-label='{1}'>",
        system.name(),
        system.label(),
        words(current.name()),
    );
    for name in Mode::names(system) {
        let pressed = *name == current.name();
        let _ = write!(out, "<button name='mode' value='{name}' aria-pressed='{pressed}'>{}</button>", words(name));
    }
    let _ = write!(
        out,
        "</div><label class='delay'>Delay when slow <input name='delay_ms' type='number' min='0' max='120000' step='100' \
         value='{delay}' inputmode='numeric'> ms</label></form>"
    );
}

fn words(mode: &str) -> &'static str {
    match mode {
        "ok" => "OK",
        "slow" => "Slow",
        "hang" => "Hangs",
        "error500" => "Error 500",
        "rate_limited" => "Rate limited",
        "garbage" => "Garbage",
        "lost_answer" => "Answers lost",
        "late" => "Late",
        "twice" => "Told twice",
        "partial" => "Half fails",
        _ => "Dead",
    }
}
