//! Whole pictures: a product before soft hills, initials on a gradient, a landscape.

use std::fmt::Write;

use super::shapes;

/// Background light and dark, hills, the product's body, its accent.
const PALETTES: [[&str; 5]; 8] = [
    ["#f3efe4", "#d9e2cf", "#b7c9a8", "#2f5d50", "#e0a458"],
    ["#eef3f6", "#cfdfe8", "#a9c3d1", "#29506d", "#e07a5f"],
    ["#f8efe6", "#efd8c4", "#dcb898", "#8c4a2f", "#3d7068"],
    ["#f2f0f7", "#dcd6ea", "#bdb2d6", "#54467d", "#e3b04b"],
    ["#eff5ef", "#d2e4d6", "#a8c9b1", "#356b4a", "#d96c4f"],
    ["#f7f2e8", "#e9dfc2", "#d3c391", "#6b6224", "#2f6f8f"],
    ["#f6eeee", "#e8d0d0", "#d1a9a9", "#8a3c48", "#4f7f6f"],
    ["#edf2f2", "#c9dcdb", "#9fc0be", "#1f5f63", "#e9a15b"],
];

fn palette(seed: u64) -> &'static [&'static str; 5] {
    &PALETTES[usize::try_from(seed % PALETTES.len() as u64).unwrap_or_default()]
}

/// A product's silhouette on a quiet stage.
pub(super) fn product(shape: &str, id: u64) -> String {
    let seed = id / 32_891;
    let [light, dark, hill, body, accent] = palette(seed);
    let lean = 40 + seed * 37 % 160;
    let mut out = open(800, 800);
    let _ = write!(
        out,
        "<defs><linearGradient id='bg' x1='0' y1='0' x2='0' y2='1'><stop offset='0' stop-color='{light}'/>\
         <stop offset='1' stop-color='{dark}'/></linearGradient>\
         <linearGradient id='body' x1='0' y1='0' x2='1' y2='1'><stop offset='0' stop-color='{body}' stop-opacity='.82'/>\
         <stop offset='1' stop-color='{body}'/></linearGradient></defs>\
         <rect width='800' height='800' fill='url(#bg)'/>\
         <circle cx='{}' cy='210' r='96' fill='#fff' opacity='.55'/>\
         <path d='M0 620 C{lean} 500 260 560 400 600 S680 520 800 580 V800 H0Z' fill='{hill}' opacity='.55'/>\
         <path d='M0 690 C180 620 340 700 480 668 S700 640 800 676 V800 H0Z' fill='{hill}'/>\
         <ellipse cx='400' cy='652' rx='210' ry='26' fill='#000' opacity='.14'/>",
        560 + lean / 2,
    );
    out.push_str(&shapes::draw(shape, accent));
    out.push_str("</svg>");
    out
}

/// Initials over contour lines.
pub(super) fn portrait(initials: &str, seed: u64) -> String {
    let [_, _, hill, body, accent] = palette(seed >> 8);
    let mut out = open(400, 400);
    let _ = write!(
        out,
        "<defs><linearGradient id='g' x1='0' y1='0' x2='1' y2='1'><stop offset='0' stop-color='{body}'/>\
         <stop offset='1' stop-color='{accent}'/></linearGradient></defs><rect width='400' height='400' fill='url(#g)'/>"
    );
    let (x, y) = (60 + seed % 280, 40 + (seed >> 20) % 120);
    for ring in 1..9u64 {
        let _ = write!(
            out,
            "<ellipse cx='{x}' cy='{y}' rx='{}' ry='{}' fill='none' stroke='{hill}' stroke-opacity='.35' stroke-width='2'/>",
            ring * 46,
            ring * 34,
        );
    }
    // Letters only, taken from the name: nothing in them can leave the text element.
    let _ = write!(
        out,
        "<text x='200' y='206' text-anchor='middle' dominant-baseline='central' font-family='system-ui,sans-serif' \
         font-size='150' font-weight='650' fill='#fff' letter-spacing='-4'>{initials}</text></svg>"
    );
    out
}

/// Ridges one behind the other under a low sun.
pub(super) fn landscape(seed: u64) -> String {
    let [light, dark, hill, body, accent] = palette(seed);
    let mut out = open(1200, 800);
    let _ = write!(
        out,
        "<defs><linearGradient id='sky' x1='0' y1='0' x2='0' y2='1'><stop offset='0' stop-color='{dark}'/>\
         <stop offset='1' stop-color='{light}'/></linearGradient></defs><rect width='1200' height='800' fill='url(#sky)'/>\
         <circle cx='{}' cy='270' r='86' fill='{accent}' opacity='.85'/>",
        240 + seed % 720,
    );
    for (n, (fill, opacity)) in [(hill, "0.7"), (hill, "1"), (body, "0.55"), (body, "0.95")].iter().enumerate() {
        let base = 360 + n as u64 * 110;
        let peak = |k: u64| base - 30 - (seed >> (n as u64 * 7 + k * 5)) % (150 - n as u64 * 25);
        let _ = write!(
            out,
            "<path d='M0 {base} L160 {} L300 {} L470 {} L640 {} L820 {} L980 {} L1200 {base} V800 H0Z' fill='{fill}' \
             opacity='{opacity}' stroke='{fill}' stroke-width='14' stroke-linejoin='round'/>",
            peak(0),
            base - 10,
            peak(1),
            base - 24,
            peak(2),
            base - 6,
        );
    }
    out.push_str("</svg>");
    out
}

fn open(width: u32, height: u32) -> String {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}' role='img'>"
    )
}
