//! What the team's pages are asked for, read from their URLs and written back: every view can be linked and works without JavaScript.

use crate::period::{Fault, Pair, address, controls::PRESETS, known, text};
use domain::{
    Currency, GroupId,
    admin::{PartnerQuery, PartnerSort, Standing},
    content::ReviewStatus,
};
use leptos_router::params::ParamsMap;

const DEFAULT_DAYS: i64 = 30;

/// What the overview is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverviewParams {
    /// The last so many days.
    pub days: i64,
    /// Currency; the channel's when left out.
    pub currency: Option<Currency>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

impl OverviewParams {
    /// Reads the URL's query.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        let preset = |text: &str| PRESETS.into_iter().map(|(.., days)| days).find(|days| days.to_string() == text);
        let days = known(map, "days", preset, "7, 30, 90 or 365", &mut faults);
        let currency = currency(map, &mut faults);
        Self { days: days.unwrap_or(DEFAULT_DAYS), currency, faults }
    }

    /// The address of this view.
    pub fn href(&self) -> String {
        address("/admin", &self.pairs())
    }

    /// The address of a file with the top partners.
    pub fn file(&self) -> String {
        address("/admin/top.csv", &self.pairs())
    }

    fn pairs(&self) -> [Pair; 2] {
        let days = (self.days != DEFAULT_DAYS).then(|| self.days.to_string());
        [("days", days), ("currency", self.currency.map(String::from))]
    }
}

/// What the list of partners is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartnersParams {
    /// Text to find.
    pub text: String,
    /// Only this tier.
    pub tier: Option<String>,
    /// Only those who stand so in the program.
    pub standing: Option<Standing>,
    /// Only this group of the program.
    pub group: Option<GroupId>,
    /// Only those whose code is on a coupon site.
    pub leaked: bool,
    /// Sorted by.
    pub sort: PartnerSort,
    /// Whether the order is turned round.
    pub reversed: bool,
    /// Currency of the figures.
    pub currency: Option<Currency>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

impl PartnersParams {
    /// The page's address without a query.
    pub const PATH: &'static str = "/admin/partners";
    const FILE: &'static str = "/admin/partners.csv";

    /// Reads the URL's query.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        let columns = "sales, earned, orders, name, joined, commissions, owed or conversions";
        let sort = known(map, "sort", PartnerSort::parse, columns, &mut faults);
        let standings = "pending, approved, rejected, disabled or none";
        Self {
            text: text(map, "q").unwrap_or_default(),
            tier: text(map, "tier"),
            standing: known(map, "program", Standing::parse, standings, &mut faults),
            group: known(map, "group", |id| id.parse().ok(), "a group's id", &mut faults),
            leaked: text(map, "leaked").is_some(),
            sort: sort.unwrap_or_default(),
            reversed: text(map, "reversed").is_some(),
            currency: currency(map, &mut faults),
            after: text(map, "after"),
            faults,
        }
    }

    /// What the list asks the server.
    pub fn query(&self) -> PartnerQuery {
        PartnerQuery {
            text: self.text.clone(),
            tier: self.tier.clone(),
            standing: self.standing,
            group: self.group.clone(),
            leaked: self.leaked,
            sort: self.sort,
            reversed: self.reversed,
            currency: self.currency,
            after: self.after.clone(),
            limit: None,
        }
    }

    /// The same list from its first page.
    #[must_use]
    pub fn first(&self) -> Self {
        Self { after: None, faults: Vec::new(), ..self.clone() }
    }

    /// The list by another column; by the same one, the other way round.
    #[must_use]
    pub fn sorted(&self, sort: PartnerSort) -> Self {
        Self { sort, reversed: self.sort == sort && !self.reversed, ..self.first() }
    }

    /// Whether some partners are left out.
    pub fn is_filtered(&self) -> bool {
        !self.text.is_empty() || self.tier.is_some() || self.standing.is_some() || self.group.is_some() || self.leaked
    }

    /// The address of this view.
    pub fn href(&self) -> String {
        let after = [("after", self.after.clone())];
        address(Self::PATH, self.filters().iter().chain(&self.kept()).chain(&after))
    }

    /// The address of a file with all pages of it.
    pub fn file(&self) -> String {
        address(Self::FILE, self.filters().iter().chain(&self.kept()))
    }

    fn filters(&self) -> [Pair; 5] {
        [
            ("q", (!self.text.is_empty()).then(|| self.text.clone())),
            ("tier", self.tier.clone()),
            ("program", self.standing.map(|standing| standing.as_str().to_owned())),
            ("group", self.group.as_ref().map(ToString::to_string)),
            ("leaked", self.leaked.then(|| "1".to_owned())),
        ]
    }

    /// What a new search keeps: the order and the currency.
    pub fn kept(&self) -> [Pair; 3] {
        let sort = (self.sort != PartnerSort::default()).then(|| self.sort.as_str().to_owned());
        [
            ("sort", sort),
            ("reversed", self.reversed.then(|| "1".to_owned())),
            ("currency", self.currency.map(String::from)),
        ]
    }
}

/// Which changes the review queue shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewParams {
    /// Only those that stand so; all of them when left out.
    pub status: Option<ReviewStatus>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

impl Default for ReviewParams {
    fn default() -> Self {
        Self { status: Some(ReviewStatus::Pending), after: None, faults: Vec::new() }
    }
}

impl ReviewParams {
    const PATH: &'static str = "/admin/review";
    const ALL: &'static str = "all";

    /// Reads the URL's query.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        let parse = |text: &str| if text == Self::ALL { Some(None) } else { ReviewStatus::parse(text).map(Some) };
        let hint = "pending, approved, changes_requested, rejected, withdrawn or all";
        let status = known(map, "status", parse, hint, &mut faults);
        Self { status: status.unwrap_or(Some(ReviewStatus::Pending)), after: text(map, "after"), faults }
    }

    /// The same changes from the first page.
    #[must_use]
    pub fn first(&self) -> Self {
        Self { after: None, faults: Vec::new(), ..self.clone() }
    }

    /// The address of this view.
    pub fn href(&self) -> String {
        let status = self.status.map_or(Self::ALL, ReviewStatus::as_str);
        let status = (self.status != Some(ReviewStatus::Pending)).then(|| status.to_owned());
        address(Self::PATH, &[("status", status), ("after", self.after.clone())])
    }
}

pub(super) fn currency(map: &ParamsMap, faults: &mut Vec<Fault>) -> Option<Currency> {
    known(map, "currency", |code| code.parse().ok(), "a currency such as USD", faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&'static str, &str)]) -> ParamsMap {
        pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    }

    fn partners(pairs: &[(&'static str, &str)]) -> PartnersParams {
        PartnersParams::read(&map(pairs))
    }

    #[test]
    fn a_list_reads_back_from_its_address() {
        let params =
            partners(&[("q", " ana & co "), ("tier", "Gold"), ("sort", "name"), ("reversed", "1"), ("after", "x=")]);
        assert_eq!(params.href(), "/admin/partners?q=ana%20%26%20co&tier=Gold&sort=name&reversed=1&after=x%3D");
        assert_eq!(partners(&[]).href(), "/admin/partners");
        let group = "grp_01jd3000000000000000000000";
        let narrow =
            partners(&[("program", "none"), ("group", group), ("leaked", "1"), ("sort", "owed"), ("after", "x")]);
        assert_eq!(narrow.href(), format!("/admin/partners?program=none&group={group}&leaked=1&sort=owed&after=x"));
        assert_eq!(narrow.file(), format!("/admin/partners.csv?program=none&group={group}&leaked=1&sort=owed"));
        assert_eq!(partners(&[("q", ""), ("tier", ""), ("sort", "")]), PartnersParams::default());
    }

    #[test]
    fn a_column_turns_round_when_chosen_again_and_the_list_begins_anew() {
        let by_name = partners(&[("after", "x")]).sorted(PartnerSort::Name);
        assert_eq!((by_name.sort, by_name.reversed, by_name.after.clone()), (PartnerSort::Name, false, None));
        assert!(by_name.sorted(PartnerSort::Name).reversed);
        assert!(!by_name.sorted(PartnerSort::Name).sorted(PartnerSort::Sales).reversed);
    }

    #[test]
    fn faults_name_the_field_and_keep_the_rest() {
        let params = partners(&[
            ("sort", "<script>"),
            ("currency", "dollars"),
            ("program", "all"),
            ("group", "gold"),
            ("q", "ana"),
        ]);
        let fields: Vec<_> = params.faults.iter().map(|(name, _)| *name).collect();
        assert_eq!(fields, ["sort", "program", "group", "currency"]);
        assert_eq!(params.text, "ana");
        let overview = OverviewParams::read(&map(&[("days", "8"), ("currency", "EUR")]));
        assert_eq!((overview.days, overview.currency, overview.faults.len()), (30, Some(Currency::EUR), 1));
    }

    #[test]
    fn the_queue_begins_with_what_waits_and_reads_back_from_its_address() {
        let read = |pairs: &[(&'static str, &str)]| ReviewParams::read(&map(pairs));
        assert_eq!(read(&[]), ReviewParams::default());
        assert_eq!(read(&[]).href(), "/admin/review");
        let all = read(&[("status", "all"), ("after", "x=")]);
        assert_eq!((all.status, all.href().as_str()), (None, "/admin/review?status=all&after=x%3D"));
        assert_eq!(all.first().href(), "/admin/review?status=all");
        let odd = read(&[("status", "<script>")]);
        assert_eq!((odd.status, odd.faults.len()), (Some(ReviewStatus::Pending), 1));
    }

    #[test]
    fn the_overview_keeps_its_range_and_currency() {
        let overview = OverviewParams::read(&map(&[("days", "365"), ("currency", "EUR")]));
        assert_eq!(overview.href(), "/admin?days=365&currency=EUR");
        assert_eq!(OverviewParams::read(&map(&[])).href(), "/admin");
    }
}
