//! What the program's lists are asked for, read from their URLs and written back.

use crate::{
    admin::params::currency,
    period::{Fault, Pair, address, known, text},
};
use domain::{
    CommissionStatus, Currency, Day, PartnerId,
    program::{Brought, CommissionQuery, CustomerQuery, Flag},
};
use leptos_router::params::ParamsMap;

const A_DAY: &str = "a day such as 2026-11-21";

/// What the list of commissions is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommissionsParams {
    /// Words to find.
    pub text: String,
    /// Only those that stand so.
    pub status: Option<CommissionStatus>,
    /// Only this partner's.
    pub partner: Option<PartnerId>,
    /// From this day on.
    pub from: Option<Day>,
    /// Up to and with this day.
    pub to: Option<Day>,
    /// Only those in this currency.
    pub currency: Option<Currency>,
    /// Only those that a person should look at for this.
    pub flag: Option<Flag>,
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
            from: known(map, "from", Day::parse_iso, A_DAY, &mut faults),
            to: known(map, "to", Day::parse_iso, A_DAY, &mut faults),
            currency: currency(map, &mut faults),
            flag: known(map, "flag", Flag::parse, "self_referral", &mut faults),
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
            from: self.from,
            to: self.to,
            currency: self.currency,
            flag: self.flag,
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
        self.filters().iter().any(|(_, value)| value.is_some())
    }

    /// The address of this view.
    pub fn href(&self) -> String {
        address(Self::PATH, self.filters().iter().chain([&("after", self.after.clone())]))
    }

    /// The address of a file with all pages of it.
    pub fn file(&self) -> String {
        address(Self::FILE, &self.filters())
    }

    fn filters(&self) -> [Pair; 7] {
        [
            ("q", (!self.text.is_empty()).then(|| self.text.clone())),
            ("status", self.status.map(|status| status.as_str().to_owned())),
            ("partner", self.partner.as_ref().map(ToString::to_string)),
            ("from", self.from.map(Day::iso)),
            ("to", self.to.map(Day::iso)),
            ("currency", self.currency.map(|it| it.to_string())),
            ("flag", self.flag.map(|flag| flag.as_str().to_owned())),
        ]
    }
}

/// What the list of customers is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomersParams {
    /// Words to find.
    pub text: String,
    /// Only who has an order that came so.
    pub brought: Option<Brought>,
    /// Only who ordered on this day or later.
    pub from: Option<Day>,
    /// Only who ordered on this day or earlier.
    pub to: Option<Day>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

impl CustomersParams {
    /// What stands in the place of a partner's id for orders that nobody brought.
    pub const DIRECTLY: &'static str = "none";

    /// The page's address without a query.
    pub const PATH: &'static str = "/admin/customers";

    /// Reads the URL's query.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        Self {
            text: text(map, "q").unwrap_or_default(),
            brought: known(map, "partner", Self::parse_brought, "a partner's id, or none", &mut faults),
            from: known(map, "from", Day::parse_iso, A_DAY, &mut faults),
            to: known(map, "to", Day::parse_iso, A_DAY, &mut faults),
            after: text(map, "after"),
            faults,
        }
    }

    /// By whom orders came, as the address says it.
    pub fn parse_brought(text: &str) -> Option<Brought> {
        if text == Self::DIRECTLY { Some(Brought::Directly) } else { text.parse().ok().map(Brought::By) }
    }

    /// The same for the address.
    pub fn brought_text(&self) -> Option<String> {
        self.brought.as_ref().map(|brought| match brought {
            Brought::By(partner) => partner.to_string(),
            Brought::Directly => Self::DIRECTLY.to_owned(),
        })
    }

    /// The same list from its first page.
    #[must_use]
    pub fn first(&self) -> Self {
        Self { after: None, faults: Vec::new(), ..self.clone() }
    }

    /// Whether some are left out.
    pub fn is_filtered(&self) -> bool {
        self.filters().iter().any(|(_, value)| value.is_some())
    }

    /// What the list asks the server.
    pub fn query(&self) -> CustomerQuery {
        CustomerQuery {
            text: self.text.clone(),
            brought: self.brought.clone(),
            from: self.from,
            to: self.to,
            after: self.after.clone(),
            limit: None,
        }
    }

    /// The address of this view.
    pub fn href(&self) -> String {
        address(Self::PATH, self.filters().iter().chain([&("after", self.after.clone())]))
    }

    /// The address of a file with all pages of it.
    pub fn file(&self) -> String {
        address("/admin/customers.csv", &self.filters())
    }

    fn filters(&self) -> [Pair; 4] {
        [
            ("q", (!self.text.is_empty()).then(|| self.text.clone())),
            ("partner", self.brought_text()),
            ("from", self.from.map(Day::iso)),
            ("to", self.to.map(Day::iso)),
        ]
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
        let narrow =
            read(&[("from", "2026-10-01"), ("to", "2026-10-31"), ("currency", "EUR"), ("flag", "self_referral")]);
        assert_eq!(narrow.href(), "/admin/commissions?from=2026-10-01&to=2026-10-31&currency=EUR&flag=self_referral");
        assert_eq!(
            narrow.file(),
            "/admin/commissions.csv?from=2026-10-01&to=2026-10-31&currency=EUR&flag=self_referral"
        );
        assert!(narrow.is_filtered() && !read(&[("after", "x")]).is_filtered());
        assert_eq!(read(&[]), CommissionsParams::default());
        let customers = |pairs: &[(&'static str, &str)]| {
            CustomersParams::read(&pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
        };
        assert_eq!(customers(&[("q", "a b")]).href(), "/admin/customers?q=a%20b");
        let direct = customers(&[("partner", "none"), ("from", "2026-10-01"), ("to", "2026-10-31"), ("after", "x")]);
        assert_eq!(direct.file(), "/admin/customers.csv?partner=none&from=2026-10-01&to=2026-10-31");
        assert_eq!(
            (direct.brought.clone(), direct.first().href()),
            (Some(Brought::Directly), direct.file().replace(".csv", ""))
        );
        assert_eq!(customers(&[("partner", "ana")]).faults[0].0, "partner");
    }

    #[test]
    fn faults_name_the_field_and_keep_the_rest() {
        let params = read(&[
            ("status", "<script>"),
            ("partner", "ana"),
            ("from", "soon"),
            ("currency", "dollars"),
            ("flag", "odd"),
            ("q", "7"),
        ]);
        assert_eq!(
            params.faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            ["status", "partner", "from", "currency", "flag"]
        );
        assert_eq!(params.text, "7");
    }
}
