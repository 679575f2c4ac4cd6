//! Whom the plan of payouts is about, read from the page's URL and written back to it.

use super::view::{History, PlanQuery};
use crate::{
    admin::program::stand::Stand,
    period::{Fault, Pair, address, known},
};
use domain::{
    Currency, Day, PartnerId, PayoutRunId,
    payout::{PayoutMethod, PayoutStatus},
};
use leptos_router::params::ParamsMap;

/// The page's address without a query.
pub const PATH: &str = "/admin/payouts";

/// How, in which currency and up to when is paid; and from where on the runs are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PayoutsParams {
    /// How the money goes out; the first way there is when left out.
    pub method: Option<PayoutMethod>,
    /// In which currency; one in which something is due when left out.
    pub currency: Option<Currency>,
    /// The last day whose earnings are paid; the end of last month when left out.
    pub until: Option<Day>,
    /// Only whose payout in this run came to nothing.
    pub retry: Option<PayoutRunId>,
    /// Only what this partner is due.
    pub partner: Option<PartnerId>,
    /// Only runs with a payout that is so.
    pub history: History,
    /// Runs before this one.
    pub before: Option<PayoutRunId>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

impl PayoutsParams {
    /// Reads the URL's query.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        let method = known(map, "method", PayoutMethod::parse, "paypal, bank, stripe or manual", &mut faults);
        let currency = known(map, "currency", |code| code.parse().ok(), "a currency such as USD", &mut faults);
        let until = known(map, "until", Day::parse_iso, "a date such as 2026-11-30", &mut faults);
        let retry = known(map, "retry", |id| id.parse().ok(), "the id of a run", &mut faults);
        let partner = known(map, "partner", |id| id.parse().ok(), "a partner's id", &mut faults);
        let history = History {
            state: known(map, "state", PayoutStatus::parse, PayoutStatus::HINT, &mut faults),
            by: known(map, "by", PayoutMethod::parse, "paypal, bank, stripe or manual", &mut faults),
            of: known(map, "of", |id| id.parse().ok(), "a partner's id", &mut faults),
            from: known(map, "from", Day::parse_iso, "a date such as 2026-11-30", &mut faults),
            to: known(map, "to", Day::parse_iso, "a date such as 2026-11-30", &mut faults),
        };
        let before = known(map, "before", |id| id.parse().ok(), "the end of a page of runs", &mut faults);
        Self { method, currency, until, retry, partner, history, before, faults }
    }

    /// What the plan asks the server.
    pub fn query(&self) -> PlanQuery {
        let (retry, partner) = (self.retry.clone(), self.partner.clone());
        PlanQuery { method: self.method, currency: self.currency, until: self.until, retry, partner }
    }

    /// The address of this view.
    pub fn href(&self) -> String {
        let before = [("before", self.before.as_ref().map(ToString::to_string))];
        address(PATH, self.plan().iter().chain(&self.past()).chain(&before))
    }

    /// What the address keeps of the plan.
    pub fn plan(&self) -> [Pair; 5] {
        [
            ("method", self.method.map(|method| method.as_str().to_owned())),
            ("currency", self.currency.map(String::from)),
            ("until", self.until.map(Day::iso)),
            ("retry", self.retry.as_ref().map(ToString::to_string)),
            ("partner", self.partner.as_ref().map(ToString::to_string)),
        ]
    }

    /// What the address keeps of the history.
    pub fn past(&self) -> [Pair; 5] {
        [
            ("state", self.history.state.map(|state| state.as_str().to_owned())),
            ("by", self.history.by.map(|method| method.as_str().to_owned())),
            ("of", self.history.of.as_ref().map(ToString::to_string)),
            ("from", self.history.from.map(Day::iso)),
            ("to", self.history.to.map(Day::iso)),
        ]
    }

    /// The same plan beside another history, from the newest on.
    #[must_use]
    pub fn looking_back(&self, history: History) -> Self {
        Self { history, ..self.first() }
    }

    /// The file with all payouts of the history.
    pub fn csv(&self) -> String {
        address("/admin/payouts.csv", &self.past())
    }

    /// The file with the plan.
    pub fn plan_csv(&self) -> String {
        address("/admin/payouts/plan.csv", &self.plan())
    }

    /// The plan of what one partner is due in one currency.
    pub fn of_one(partner: PartnerId, currency: Currency) -> Self {
        Self { partner: Some(partner), currency: Some(currency), ..Self::default() }
    }

    /// The same plan beside runs from the newest on.
    #[must_use]
    pub fn first(&self) -> Self {
        Self { before: None, faults: Vec::new(), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> PayoutsParams {
        PayoutsParams::read(&pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    }

    #[test]
    fn a_plan_reads_back_from_its_address() {
        let params = read(&[("method", "bank"), ("currency", "EUR"), ("until", "2026-10-31")]);
        assert_eq!(params.href(), "/admin/payouts?method=bank&currency=EUR&until=2026-10-31");
        assert_eq!(read(&[]).href(), PATH);
        let failed = read(&[("method", "paypal"), ("state", "failed")]);
        assert_eq!(failed.href(), "/admin/payouts?method=paypal&state=failed");
        assert_eq!(
            (failed.csv().as_str(), read(&[]).csv().as_str()),
            ("/admin/payouts.csv?state=failed", "/admin/payouts.csv")
        );
        let one = PayoutsParams::of_one(PartnerId::from_parts(1, [7; 10]), Currency::EUR);
        assert_eq!(one.href(), format!("{PATH}?currency=EUR&partner={}", PartnerId::from_parts(1, [7; 10])));
        assert_eq!(read(&[("currency", "EUR"), ("partner", &PartnerId::from_parts(1, [7; 10]).to_string())]), one);
        let past = [("state", "paid"), ("by", "bank"), ("from", "2026-10-01"), ("to", "2026-10-31")];
        assert_eq!(read(&past).csv(), "/admin/payouts.csv?state=paid&by=bank&from=2026-10-01&to=2026-10-31");
        assert_eq!(read(&past).href(), "/admin/payouts?state=paid&by=bank&from=2026-10-01&to=2026-10-31");
        let run = PayoutRunId::from_parts(1, [7; 10]).to_string();
        assert_eq!(read(&[("retry", &run)]).href(), format!("{PATH}?retry={run}"));
    }

    #[test]
    fn faults_name_the_field_and_keep_the_rest() {
        let params = read(&[
            ("method", "cheque"),
            ("until", "2026-02-30"),
            ("currency", "EUR"),
            ("before", "x"),
            ("state", "lost"),
            ("by", "cheque"),
            ("of", "ana"),
            ("to", "soon"),
        ]);
        assert_eq!(
            params.faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            ["method", "until", "state", "by", "of", "to", "before"]
        );
        assert_eq!(params.currency, Some(Currency::EUR));
    }
}
