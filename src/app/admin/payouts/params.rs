//! Whom the plan of payouts is about, read from the page's URL and written back to it.

use super::view::PlanQuery;
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
    /// Only runs with a payout that stands so.
    pub state: Option<PayoutStatus>,
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
        let state = known(map, "state", PayoutStatus::parse, PayoutStatus::HINT, &mut faults);
        let before = known(map, "before", |id| id.parse().ok(), "the end of a page of runs", &mut faults);
        Self { method, currency, until, retry, partner, state, before, faults }
    }

    /// What the plan asks the server.
    pub fn query(&self) -> PlanQuery {
        let (retry, partner) = (self.retry.clone(), self.partner.clone());
        PlanQuery { method: self.method, currency: self.currency, until: self.until, retry, partner }
    }

    /// The address of this view.
    pub fn href(&self) -> String {
        let runs = [
            ("state", self.state.map(|state| state.as_str().to_owned())),
            ("before", self.before.as_ref().map(ToString::to_string)),
        ];
        address(PATH, self.plan().iter().chain(&runs))
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

    /// The file with all payouts that stand as those of the runs.
    pub fn csv(&self) -> String {
        address("/admin/payouts.csv", &[("state", self.state.map(|state| state.as_str().to_owned()))])
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
        ]);
        assert_eq!(
            params.faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            ["method", "until", "state", "before"]
        );
        assert_eq!(params.currency, Some(Currency::EUR));
    }
}
