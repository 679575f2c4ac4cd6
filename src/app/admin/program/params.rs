//! What the program's lists are asked for, read from their URLs and written back.

use crate::{
    admin::params::{Fault, known, text},
    period::{Pair, address},
};
use domain::{
    CommissionStatus, PartnerId,
    program::{CommissionQuery, CustomerQuery},
};
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

/// What the list of commissions is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommissionsParams {
    /// Words to find.
    pub text: String,
    /// Only those that stand so.
    pub status: Option<CommissionStatus>,
    /// Only this partner's.
    pub partner: Option<PartnerId>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

impl CommissionsParams {
    /// The page's address without a query.
    pub const PATH: &'static str = "/admin/commissions";
    const FILE: &'static str = "/admin/commissions.csv";

    /// Reads the URL's query.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        let hint = "pending, approved, in_payout, paid, rejected, refunded, duplicate or fraud";
        Self {
            text: text(map, "q").unwrap_or_default(),
            status: known(map, "status", CommissionStatus::parse, hint, &mut faults),
            partner: known(map, "partner", |id| id.parse().ok(), "a partner's id", &mut faults),
            after: text(map, "after"),
            faults,
        }
    }

    /// What the list asks the server.
    pub fn query(&self) -> CommissionQuery {
        CommissionQuery {
            status: self.status,
            partner: self.partner.clone(),
            customer: None,
            text: self.text.clone(),
            after: self.after.clone(),
            limit: None,
        }
    }

    /// The same list from its first page.
    #[must_use]
    pub fn first(&self) -> Self {
        Self { after: None, faults: Vec::new(), ..self.clone() }
    }

    /// Whether some are left out.
    pub fn is_filtered(&self) -> bool {
        !self.text.is_empty() || self.status.is_some() || self.partner.is_some()
    }

    /// The address of this view.
    pub fn href(&self) -> String {
        let [text, status, partner] = self.filters();
        address(Self::PATH, &[text, status, partner, ("after", self.after.clone())])
    }

    /// The address of a file with all pages of it.
    pub fn file(&self) -> String {
        address(Self::FILE, &self.filters())
    }

    fn filters(&self) -> [Pair; 3] {
        [
            ("q", (!self.text.is_empty()).then(|| self.text.clone())),
            ("status", self.status.map(|status| status.as_str().to_owned())),
            ("partner", self.partner.as_ref().map(ToString::to_string)),
        ]
    }
}

/// What the list of customers is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomersParams {
    /// Words to find.
    pub text: String,
    /// Where the page before ended.
    pub after: Option<String>,
}

impl CustomersParams {
    /// The page's address without a query.
    pub const PATH: &'static str = "/admin/customers";

    /// Reads the URL's query.
    pub fn read(map: &ParamsMap) -> Self {
        Self { text: text(map, "q").unwrap_or_default(), after: text(map, "after") }
    }

    /// What the list asks the server.
    pub fn query(&self) -> CustomerQuery {
        CustomerQuery { text: self.text.clone(), after: self.after.clone(), limit: None }
    }

    /// The address of this view.
    pub fn href(&self) -> String {
        address(Self::PATH, &[self.filter(), ("after", self.after.clone())])
    }

    /// The address of a file with all pages of it.
    pub fn file(&self) -> String {
        address("/admin/customers.csv", &[self.filter()])
    }

    fn filter(&self) -> Pair {
        ("q", (!self.text.is_empty()).then(|| self.text.clone()))
    }
}

/// Where a list without filters goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AfterParams {
    /// Where the page before ended.
    pub after: Option<String>,
}

impl AfterParams {
    /// Reads the URL's query.
    pub fn read(map: &ParamsMap) -> Self {
        Self { after: text(map, "after") }
    }

    /// The address of this view of the list at `path`.
    pub fn href(&self, path: &str) -> String {
        address(path, &[("after", self.after.clone())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> CommissionsParams {
        let map: ParamsMap = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        CommissionsParams::read(&map)
    }

    #[test]
    fn a_list_reads_back_from_its_address_and_the_file_holds_all_pages() {
        let params = read(&[("q", "#1 & co"), ("status", "in_payout"), ("after", "x=")]);
        assert_eq!(params.href(), "/admin/commissions?q=%231%20%26%20co&status=in_payout&after=x%3D");
        assert_eq!(params.file(), "/admin/commissions.csv?q=%231%20%26%20co&status=in_payout");
        assert_eq!(params.first().href(), "/admin/commissions?q=%231%20%26%20co&status=in_payout");
        assert_eq!(read(&[]), CommissionsParams::default());
        assert_eq!(AfterParams { after: Some("x=".into()) }.href("/admin/mail"), "/admin/mail?after=x%3D");
        assert_eq!(CustomersParams { text: "a b".into(), after: None }.href(), "/admin/customers?q=a%20b");
    }

    #[test]
    fn faults_name_the_field_and_keep_the_rest() {
        let params = read(&[("status", "<script>"), ("partner", "ana"), ("q", "7")]);
        assert_eq!(params.faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["status", "partner"]);
        assert_eq!(params.text, "7");
    }
}
