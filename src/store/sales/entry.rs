//! From a row to a line of the list: what people read.

use crate::{Result, StoreError, rows::Cells};
use domain::{
    CommissionKind, CommissionStatus, Currency, Day, Money, Source, Timestamp,
    earnings::{Entry, EntryStatus, NextPayment, Stream},
    program::{Flag, ProgramSettings, payable_from},
    zone::Zone,
};
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// When the list is read, and what the lines of a channel are measured by.
pub(super) struct Reading<'a> {
    /// In which days are told.
    pub(super) zone: &'a Zone,
    /// Today there.
    pub(super) today: Day,
    /// What happened before has had its grace.
    pub(super) late: Timestamp,
    /// When our own program pays.
    pub(super) payouts: Payouts,
}

/// When our own program pays a partner.
#[derive(Default)]
pub(super) struct Payouts {
    /// On which days.
    pub(super) settings: ProgramSettings,
    /// The next payout in each currency in which something waits and enough is due.
    pub(super) next: BTreeMap<Currency, NextPayment>,
}

/// A row of the list: a commission with its order if it has one, or an order without commission.
pub(super) struct Line {
    pub(super) at: Timestamp,
    pub(super) id: String,
    source: Source,
    /// `None` for an order.
    kind: Option<CommissionKind>,
    title: String,
    order_name: String,
    stream: Stream,
    sale: Option<Money>,
    refunded: i64,
    earned: Option<Money>,
    /// `None` for an order.
    status: Option<CommissionStatus>,
    reason: String,
    hold_until: Option<Day>,
    pay_day: Option<Day>,
    changed_at: Timestamp,
    is_open: bool,
}

impl Line {
    pub(super) fn read(row: &AnyRow) -> Result<Self> {
        let mut cells = Cells::of(row);
        let at = cells.time()?;
        let id = cells.text()?;
        let source = cells.parse("entry.source")?;
        let kind = CommissionKind::parse(&cells.text()?);
        let title = cells.text()?;
        let order_name = cells.text()?;
        let stream = cells.word(Stream::parse, "entry.stream")?;
        let sale = cells.maybe_money("entry.sale_currency")?;
        let refunded = cells.number()?;
        let currency = cells.parse("entry.currency")?;
        let earned = cells.maybe_number()?.map(|minor| Money::new(minor, currency));
        let status = CommissionStatus::parse(&cells.text()?).filter(|_| kind.is_some());
        if kind.is_some() && status.is_none() {
            return Err(StoreError::Corrupt("commissions.status"));
        }
        Ok(Self {
            at,
            id,
            source,
            kind,
            title,
            order_name,
            stream,
            sale,
            refunded,
            earned,
            status,
            reason: cells.text()?,
            hold_until: cells.maybe_day()?,
            pay_day: cells.maybe_day()?,
            changed_at: cells.time()?,
            is_open: cells.flag()?,
        })
    }

    /// `late`: what happened before has had its grace.
    fn standing(&self, late: Timestamp) -> EntryStatus {
        let had_grace = self.at < late;
        match self.status {
            Some(status) if had_grace && self.stream == Stream::Network && status.counts() => EntryStatus::NotInStore,
            Some(status) => EntryStatus::Commission(status),
            None if !self.is_open => EntryStatus::Cancelled,
            None if had_grace => EntryStatus::NotInNetwork,
            None => EntryStatus::AwaitingNetwork,
        }
    }

    fn why(&self, standing: EntryStatus, reading: &Reading<'_>) -> String {
        let network = match self.kind {
            Some(_) => self.source,
            None => Source::Impact,
        };
        let said = || self.reason.clone();
        match standing {
            EntryStatus::AwaitingNetwork => format!("{network} usually reports within 2 days"),
            EntryStatus::NotInNetwork => format!("{network} has not reported this order"),
            EntryStatus::NotInStore => format!("Only {network} reports this order"),
            EntryStatus::Cancelled if self.refunded > 0 => "Refunded before it earned anything".into(),
            EntryStatus::Cancelled => "Cancelled before it earned anything".into(),
            EntryStatus::Commission(status) => match status {
                // Held for a reason that is more than time.
                CommissionStatus::Pending if self.source == Source::Program && self.waits_for_a_person() => said(),
                CommissionStatus::Pending => self.held(reading).unwrap_or_else(said),
                CommissionStatus::InPayout if self.source == Source::Program => self.with_cause("On its way".into()),
                CommissionStatus::Approved | CommissionStatus::InPayout => {
                    self.expected(reading).map_or_else(said, |day| self.with_cause(day))
                }
                CommissionStatus::Paid => self.with_cause(format!("Paid {}", self.paid_on(reading.zone).short())),
                CommissionStatus::Rejected | CommissionStatus::Refunded if self.reason.is_empty() => {
                    format!("Reversed by {network}")
                }
                CommissionStatus::Duplicate if self.reason.is_empty() => "This sale is counted already".into(),
                CommissionStatus::Fraud if self.reason.is_empty() => "Not a real sale".into(),
                CommissionStatus::Rejected
                | CommissionStatus::Refunded
                | CommissionStatus::Duplicate
                | CommissionStatus::Fraud => said(),
            },
        }
    }

    /// Whether our own program holds it for more than a time.
    fn waits_for_a_person(&self) -> bool {
        self.reason == Flag::SelfReferral.title()
    }

    /// Why and until when it is held, and when it is expected then. A day that has passed tells nothing.
    fn held(&self, reading: &Reading<'_>) -> Option<String> {
        let cause = Some(self.reason.clone()).filter(|cause| self.source == Source::Program && !cause.is_empty());
        let hold = self.hold_until.filter(|day| *day >= reading.today);
        let hold = hold.map(|day| format!("Hold until {}", day.short()));
        let parts: Vec<String> = cause.into_iter().chain(hold).chain(self.expected(reading)).collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    /// When it is expected: of our own program with the first payout that can pay it, of others on the day that they name.
    fn expected(&self, reading: &Reading<'_>) -> Option<String> {
        if self.source == Source::Program {
            return self.earned.map(|earned| self.paid_with(earned, reading));
        }
        let day = self.pay_day?;
        if day < reading.today {
            return Some(format!("{} has not reported it as paid yet", self.source));
        }
        Some(format!("Expected {}", day.short()))
    }

    fn paid_with(&self, earned: Money, reading: &Reading<'_>) -> String {
        let Payouts { settings, next } = &reading.payouts;
        let Some(next) = next.get(&earned.currency) else {
            return "Waits until enough is due for a payout".into();
        };
        let free_on = self.hold_until.filter(|_| self.status == Some(CommissionStatus::Pending));
        let from = payable_from(earned, reading.zone.day(self.at), free_on);
        let day = settings.pay_day(from.max(next.day)).short();
        if earned.minor < 0 { format!("Taken off on {day}") } else { format!("Expected {day}") }
    }

    /// The currency in which our own program still has to pay it.
    pub(super) fn waits_in(&self) -> Option<Currency> {
        let waits = matches!(self.status, Some(CommissionStatus::Pending | CommissionStatus::Approved));
        self.earned.filter(|_| waits && self.source == Source::Program).map(|earned| earned.currency)
    }

    /// The day of a payment that arrived: of our own program the day on which it did, whatever day was expected.
    fn paid_on(&self, zone: &Zone) -> Day {
        let changed = zone.day(self.changed_at);
        if self.source == Source::Program { changed } else { self.pay_day.unwrap_or(changed) }
    }

    /// A day, and why there is something without an order, if somebody said so.
    fn with_cause(&self, day: String) -> String {
        let is_given = matches!(self.kind, Some(CommissionKind::Bonus | CommissionKind::Adjustment));
        if self.source == Source::Program && is_given && !self.reason.is_empty() {
            format!("{} · {day}", self.reason)
        } else {
            day
        }
    }

    fn sources(&self) -> Vec<Source> {
        match (self.kind, self.stream) {
            (None, _) => vec![Source::Cc],
            (Some(_), Stream::CcSale) => vec![Source::Cc, self.source],
            (Some(_), _) => vec![self.source],
        }
    }

    fn name(&self) -> String {
        let fallback = match self.kind {
            Some(CommissionKind::Bonus) => "Bonus",
            Some(CommissionKind::Adjustment) => "Adjustment",
            _ => "Sale",
        };
        let is_sale = matches!(self.kind, None | Some(CommissionKind::Sale));
        let candidates = if is_sale { [&self.order_name, &self.title] } else { [&self.title, &self.order_name] };
        let found = candidates.into_iter().find(|name| !name.is_empty());
        found.map_or(fallback, String::as_str).to_owned()
    }
}

/// The line as people read it.
pub(super) fn entry(line: Line, reading: &Reading<'_>) -> Entry {
    let status = line.standing(reading.late);
    let back = line.sale.filter(|_| line.refunded > 0);
    Entry {
        title: line.name(),
        at: line.at,
        when: reading.zone.moment(line.at),
        stream: line.stream,
        sources: line.sources(),
        sale: line.sale,
        refunded: back.map(|sale| Money::new(line.refunded, sale.currency)),
        earned: line.earned,
        status,
        reason: line.why(status, reading),
        id: line.id,
        coupon: None,
        customer: None,
        steps: Vec::new(),
    }
}
