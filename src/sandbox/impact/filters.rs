//! Query parameters of impact.com's lists, with the vendor's rules.

use std::collections::HashMap;

use super::answer::Fault;
use crate::{
    IMPACT_CAMPAIGN_ID,
    clock::{Clock, DAY_MS, parse_moment},
};

const DEFAULT_PAGE_SIZE: usize = 20_000;
const MAX_WINDOW_MS: i64 = 45 * DAY_MS;
const MAX_AGE_MS: i64 = 3 * 366 * DAY_MS;

/// A span of time, both ends included.
#[derive(Clone, Copy)]
pub(super) struct Window {
    start: i64,
    end: i64,
}

impl Window {
    pub(super) fn holds(self, ms: i64) -> bool {
        (self.start..=self.end).contains(&ms)
    }
}

/// What a list of actions is filtered by.
pub(super) struct Filters {
    pub(super) state: Option<String>,
    pub(super) updated: Option<Window>,
    pub(super) event: Option<Window>,
    pub(super) locking: Option<Window>,
}

/// Which page, and how long it is.
pub(super) struct Paging {
    pub(super) page: usize,
    pub(super) size: usize,
}

type Params = HashMap<String, String>;

pub(super) fn campaign(params: &Params) -> Result<(), Fault> {
    match params.get("CampaignId").map(|id| id.parse::<u32>()) {
        None => Err(Fault::field("CampaignId", "Required parameter is missing")),
        Some(Err(_)) => Err(Fault::field("CampaignId", "Not a numeric value")),
        Some(Ok(IMPACT_CAMPAIGN_ID)) => Ok(()),
        Some(Ok(_)) => Err(Fault::new(403, "Access denied to this campaign")),
    }
}

pub(super) fn read(params: &Params, clock: &Clock) -> Result<Filters, Fault> {
    let state = params.get("State").filter(|state| !state.is_empty()).cloned();
    if state.as_deref().is_some_and(|state| !matches!(state, "PENDING" | "APPROVED" | "REVERSED")) {
        return Err(Fault::field("State", "Must be PENDING, APPROVED or REVERSED"));
    }
    let event = window(params, clock, "ActionDateStart", "ActionDateEnd")?;
    let locking = window(params, clock, "LockingDateStart", "LockingDateEnd")?;
    let updated = window(params, clock, "StartDate", "EndDate")?;
    let now = clock.now_ms();
    // Without any dates the vendor shows what was updated in the last week.
    let week = || Window { start: now - 7 * DAY_MS, end: now };
    let updated = updated.or_else(|| (event.is_none() && locking.is_none()).then(week));
    Ok(Filters { state, updated, event, locking })
}

fn window(params: &Params, clock: &Clock, from: &'static str, to: &'static str) -> Result<Option<Window>, Fault> {
    let moment = |name: &'static str| match params.get(name).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => parse_date(text, clock).map(Some).ok_or_else(|| Fault::field(name, "Not a valid date")),
    };
    match (moment(from)?, moment(to)?) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(Fault::field(to, format!("Required together with {from}"))),
        (None, Some(_)) => Err(Fault::field(from, format!("Required together with {to}"))),
        (Some(start), Some(end)) if end < start => Err(Fault::field(to, "Must not be before the start date")),
        (Some(start), Some(end)) if end - start > MAX_WINDOW_MS => {
            Err(Fault::field(to, "Date range must not exceed 45 days"))
        }
        (Some(start), Some(_)) if start < clock.now_ms() - MAX_AGE_MS => {
            Err(Fault::field(from, "Must not be more than 3 years ago"))
        }
        (Some(start), Some(end)) => Ok(Some(Window { start, end })),
    }
}

/// A date, or a date with time and offset. A plus sign in a query may have become a space.
fn parse_date(text: &str, clock: &Clock) -> Option<i64> {
    parse_moment(text, clock.zone()).or_else(|| parse_moment(&text.replace(' ', "+"), clock.zone()))
}

pub(super) fn paging(params: &Params) -> Result<Paging, Fault> {
    let number = |name: &'static str, default| match params.get(name) {
        None => Ok(default),
        Some(text) => match text.parse::<usize>() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(Fault::field(name, "Not a positive number")),
        },
    };
    Ok(Paging { page: number("Page", 1)?, size: number("PageSize", DEFAULT_PAGE_SIZE)?.min(DEFAULT_PAGE_SIZE) })
}

impl Paging {
    /// The page's part of a list.
    pub(super) fn cut<T>(&self, items: Vec<T>) -> Vec<T> {
        items.into_iter().skip((self.page - 1).saturating_mul(self.size)).take(self.size).collect()
    }

    pub(super) fn pages(&self, total: usize) -> usize {
        total.div_ceil(self.size).max(1)
    }
}
