//! What the page of imports is asked for, read from its URL and written back.

use crate::{
    admin::params::{Fault, known},
    period::address,
};
use domain::{ImportId, program::ImportKind};
use leptos_router::params::ParamsMap;

/// Which kind of file the form begins with, and from where on imports are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ImportsParams {
    /// Orders when left out.
    pub kind: Option<ImportKind>,
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
        Self { kind, before, faults }
    }

    /// The address of this view.
    pub fn href(&self) -> String {
        let kind = self.kind.map(|kind| kind.as_str().to_owned());
        address(Self::PATH, &[("kind", kind), ("before", self.before.as_ref().map(ToString::to_string))])
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
        assert_eq!(read(&[("kind", "partners")]).href(), "/admin/imports?kind=partners");
        let bad = read(&[("kind", "<script>"), ("before", "x")]);
        assert_eq!(bad.faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["kind", "before"]);
        assert_eq!(bad.href(), ImportsParams::PATH);
    }
}
