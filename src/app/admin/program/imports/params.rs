//! What the page of imports is asked for, read from its URL and written back.

use crate::{
    admin::program::stand::Stand,
    period::{Fault, Pair, address, known},
};
use domain::{
    ImportId,
    program::{ImportKind, ImportState},
};
use leptos_router::params::ParamsMap;

/// Which kind of file the form begins with, and from where on imports are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ImportsParams {
    /// Orders when left out.
    pub kind: Option<ImportKind>,
    /// Only those that stand so.
    pub state: Option<ImportState>,
    /// Imports before this one.
    pub before: Option<ImportId>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

impl ImportsParams {
    /// The page's address without a query.
    pub const PATH: &'static str = "/admin/imports";

    /// Reads the URL's query.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        let kind = known(map, "kind", ImportKind::parse, "orders or partners", &mut faults);
        let before = known(map, "before", |id| id.parse().ok(), "the end of a page of imports", &mut faults);
        let state = known(map, "state", ImportState::parse, ImportState::HINT, &mut faults);
        Self { kind, state, before, faults }
    }

    /// The address of this view.
    pub fn href(&self) -> String {
        let state = self.state.map(|state| state.as_str().to_owned());
        address(Self::PATH, &[self.kind(), ("state", state), ("before", self.before.as_ref().map(ToString::to_string))])
    }

    /// Which kind of file the form begins with, as the address keeps it.
    pub fn kind(&self) -> Pair {
        ("kind", self.kind.map(|kind| kind.as_str().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_back_from_its_address_and_faults_are_named() {
        let read = |pairs: &[(&'static str, &str)]| {
            ImportsParams::read(&pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
        };
        assert_eq!(
            read(&[("kind", "partners"), ("state", "failed")]).href(),
            "/admin/imports?kind=partners&state=failed"
        );
        let bad = read(&[("kind", "<script>"), ("state", "lost"), ("before", "x")]);
        assert_eq!(bad.faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["kind", "before", "state"]);
        assert_eq!(bad.href(), ImportsParams::PATH);
    }
}
