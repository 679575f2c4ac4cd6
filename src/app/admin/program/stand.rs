//! Lists that are narrowed by where their lines stand: what they are asked for, read from their URLs and written back.

use crate::{
    admin::finder::Narrow,
    period::{Fault, Pair, address, controls::kept, known, text},
};
use leptos::prelude::*;
use leptos_router::{components::Form, params::ParamsMap};
use serde::{Deserialize, Serialize};

/// Where the lines of a list may stand.
pub trait Stand: Copy + 'static {
    /// All of them.
    const ALL: &'static [Self];
    /// What they are called in URLs, for who typed something else.
    const HINT: &'static str;

    /// The name in URLs.
    fn name(self) -> &'static str;

    /// The word for people.
    fn title(self) -> &'static str;

    /// Reads the name in URLs.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == text)
    }
}

/// What such a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StandParams<S> {
    /// Only those that stand so.
    pub state: Option<S>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// What could not be read.
    #[serde(skip)]
    pub faults: Vec<Fault>,
}

impl<S> Default for StandParams<S> {
    fn default() -> Self {
        Self { state: None, after: None, faults: Vec::new() }
    }
}

impl<S: Stand> StandParams<S> {
    /// Reads the URL's query.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        Self { state: known(map, STATE, S::parse, S::HINT, &mut faults), after: text(map, "after"), faults }
    }

    /// The address of this view of the list at `path`, or of another page of it.
    pub fn href(&self, path: &str, after: Option<String>) -> String {
        address(path, &[(STATE, self.state.map(|state| state.name().to_owned())), ("after", after)])
    }
}

const STATE: &str = "state";

/// The choice of where the lines stand. A plain form that answers at once when the page is alive.
#[component]
pub fn StandFilter<S: Stand>(
    /// The page's address without a query.
    path: &'static str,
    /// What all of them are called.
    any: &'static str,
    /// Which of them can be chosen.
    all: &'static [S],
    /// The choice of the moment.
    #[prop(into)]
    chosen: Signal<Option<&'static str>>,
    /// What else the address keeps.
    #[prop(optional)]
    rest: Vec<Pair>,
) -> impl IntoView {
    let options = all.iter().map(|it| (it.name().to_owned(), it.title().to_owned())).collect();
    let keep = rest.clone();
    let choose = move |state| address(path, keep.iter().chain([&(STATE, state)]));
    let chosen = Signal::derive(move || chosen.get().map(str::to_owned));
    view! {
        <Form method="GET" action=path replace=true noscroll=true attr:class="filters finder">
            {kept(rest)}
            <Narrow name=STATE title="Status" any options chosen choose />
            <button class="btn no-js" type="submit">"Show"</button>
        </Form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::mail::MailState;

    #[test]
    fn a_list_reads_back_from_its_address_and_what_it_is_not_is_named() {
        let read = |pairs: &[(&'static str, &str)]| {
            let map = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            StandParams::<MailState>::read(&map)
        };
        let failed = read(&[("state", "failed"), ("after", "x=")]);
        assert_eq!(failed.href("/admin/mail", failed.after.clone()), "/admin/mail?state=failed&after=x%3D");
        assert_eq!(failed.href("/admin/mail", None), "/admin/mail?state=failed");
        assert_eq!(read(&[]), StandParams::default());
        let odd = read(&[("state", "<script>")]);
        assert_eq!((odd.state, odd.faults.len()), (None, 1));
    }
}
