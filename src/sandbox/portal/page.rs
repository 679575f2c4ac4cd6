//! The portal's page: head, list of partners, frame.

use std::fmt::Write;

use super::panels;
use crate::{
    CHANNEL_NAME,
    model::{Partner, State},
    people::{self, Person},
    world::World,
};

const STYLE: &str = include_str!("portal.css");
const SCRIPT: &str = include_str!("portal.js");

/// The whole portal; `query` narrows the list.
pub(super) fn portal(world: &World, query: &str) -> String {
    let state = world.read();
    let mut body = String::with_capacity(80_000);
    let _ = write!(
        body,
        "<header class='top'><div class='wrap'><p class='brand'>{LOGO}<span>{CHANNEL_NAME}</span></p>\
         <p class='muted'>Partner portal, demo · <a href='#switches'>Failure switches</a></p></div></header><main class='wrap'>\
         <section class='lead'><h1>Sign in as a partner</h1>\
         <p>This page stands for the merchant's own portal. “Open dashboard” mints a single-use sign-in token on the \
         server and sends you to Tandem, as CreatorCommerce would.</p></section>",
    );
    panels::facts(world, &state, &mut body);
    let _ = write!(body, "<section><h2>Partners with a story</h2><ul class='cards'>");
    for person in people::ALL {
        if let Some(n) = state.partner_by_handle(person.handle) {
            card(&state, &state.partners[n], &person, &mut body);
        }
    }
    body.push_str("</ul></section>");
    panels::switches(world, &mut body);
    list(&state, query, &mut body);
    body.push_str(
        "</main><footer class='wrap muted'>Also here: <a href='/_received'>what the stand-ins received</a>, \
         <a href='/_switches'>switches as JSON</a>, <a href='/_people'>partners as JSON</a>.</footer>",
    );
    frame(&format!("{CHANNEL_NAME} partner portal"), &body)
}

/// A page with one message.
pub(super) fn message(title: &str, text: &str) -> String {
    let body = format!(
        "<main class='wrap lead'><h1>{}</h1><p>{}</p><p><a class='button' href='/'>To the portal</a></p></main>",
        escaped(title),
        escaped(text)
    );
    frame(title, &body)
}

fn frame(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>\
         <meta name='viewport' content='width=device-width,initial-scale=1'><meta name='color-scheme' content='light dark'>\
         <link rel='icon' href='data:,'><title>{}</title><style>{STYLE}</style></head><body>{body}<script>{SCRIPT}</script></body></html>",
        escaped(title)
    )
}

fn card(state: &State, partner: &Partner, person: &Person, out: &mut String) {
    let _ = write!(
        out,
        "<li class='card'>{}<p class='shows'>{}</p>{}<form class='go' method='post' action='/_generated'>\
         <input type='hidden' name='handle' value='{}'><button title='CC’s text generator writes a bio, which waits for the \
         team’s review'>Generate a bio<span class='hidden'> for {}</span></button></form></li>",
        who(state, partner),
        escaped(person.shows),
        buttons(partner),
        escaped(&partner.handle),
        escaped(&partner.first_name)
    );
}

fn list(state: &State, query: &str, out: &mut String) {
    let words = query.to_lowercase();
    let haystack = |partner: &Partner| {
        format!("{} {} {} {} {}", partner.first_name, partner.last_name, partner.handle, partner.code, partner.email)
            .to_lowercase()
    };
    let found: Vec<(&Partner, String)> = state
        .partners
        .iter()
        .map(|partner| (partner, haystack(partner)))
        .filter(|(_, text)| words.split_whitespace().all(|word| text.contains(word)))
        .collect();
    let _ = write!(
        out,
        "<section><div class='row'><h2>All partners</h2><form role='search' action='/#all' method='get'>\
         <label class='hidden' for='q'>Search partners</label>\
         <input id='q' name='q' type='search' placeholder='Name, handle, code or e-mail' value='{}' autocomplete='off'>\
         <button>Search</button></form></div><p class='muted' id='all' aria-live='polite'>{} of {} partners</p><ul class='list'>",
        escaped(query),
        found.len(),
        state.partners.len()
    );
    for (partner, text) in found {
        let _ = write!(out, "<li data-find='{}'>{}{}</li>", escaped(&text), who(state, partner), buttons(partner));
    }
    out.push_str("</ul></section>");
}

fn who(state: &State, partner: &Partner) -> String {
    format!(
        "<div class='who'><img src='/images/people/{0}.svg' alt='' width='44' height='44' loading='lazy'>\
         <div><p class='name'><bdi>{1} {2}</bdi></p><p class='muted'>{0} · {3} · {4}</p></div></div>",
        escaped(&partner.handle),
        escaped(&partner.first_name),
        escaped(&partner.last_name),
        escaped(&partner.code),
        state.tiers[partner.tier].title
    )
}

fn buttons(partner: &Partner) -> String {
    let handle = escaped(&partner.handle);
    let name = escaped(&partner.first_name);
    format!(
        "<p class='go'><a class='button' href='/portal/open/{handle}?redirect_after=/'>Open dashboard<span class='hidden'> as {name}</span></a>\
         <a href='/portal/open/{handle}?redirect_after=/earnings'>Earnings<span class='hidden'> of {name}</span></a></p>"
    )
}

/// Text for element content and quoted attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

const LOGO: &str = "<svg viewBox='0 0 32 32' width='28' height='28' aria-hidden='true'><rect width='32' height='32' rx='9' \
                    fill='currentColor'/><path d='M6 23 13 11l4 6 3-4 6 10Z' fill='#fff'/></svg>";
