//! From a row to a line of the list: what people read.

use crate::{Result, StoreError, rows::Cells};
use domain::{
    CommissionKind, CommissionStatus, Day, Money, Source, Timestamp,
    earnings::{Entry, EntryStatus, Stream},
    zone::Zone,
};
use sqlx::any::AnyRow;

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

    fn why(&self, standing: EntryStatus, zone: &Zone) -> String {
        let network = match self.kind {
            Some(_) => self.source,
            None => Source::Impact,
        };
        let expected = || self.pay_day.map(|day| format!("Expected {}", day.short()));
        let said = || self.reason.clone();
        match standing {
            EntryStatus::AwaitingNetwork => format!("{network} usually reports within 2 days"),
            EntryStatus::NotInNetwork => format!("{network} has not reported this order"),
            EntryStatus::NotInStore => format!("Only {network} reports this order"),
            EntryStatus::Cancelled if self.refunded > 0 => "Refunded before it earned anything".into(),
            EntryStatus::Cancelled => "Cancelled before it earned anything".into(),
            EntryStatus::Commission(status) => match status {
                // Held for a reason that is more than time.
                CommissionStatus::Pending if self.source == Source::Program && !self.reason.is_empty() => said(),
                CommissionStatus::Pending => self
                    .hold_until
                    .map(|day| format!("Hold until {}", day.short()))
                    .or_else(expected)
                    .unwrap_or_else(said),
                CommissionStatus::Approved | CommissionStatus::InPayout => {
                    expected().map_or_else(said, |day| self.with_cause(day))
                }
                CommissionStatus::Paid => self.with_cause(format!("Paid {}", self.paid_on(zone).short())),
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
pub(super) fn entry(line: Line, zone: &Zone, late: Timestamp) -> Entry {
    let status = line.standing(late);
    let back = line.sale.filter(|_| line.refunded > 0);
    Entry {
        title: line.name(),
        at: line.at,
        when: zone.moment(line.at),
        stream: line.stream,
        sources: line.sources(),
        sale: line.sale,
        refunded: back.map(|sale| Money::new(line.refunded, sale.currency)),
        earned: line.earned,
        status,
        reason: line.why(status, zone),
        id: line.id,
        coupon: None,
        customer: None,
        steps: Vec::new(),
    }
}
