//! Changes commissions: by the team, by time, by hand.

use super::{
    CommissionStep,
    commission_rows::{self, By, Extra, Kept},
    follow,
    work::{Cause, Work},
};
use crate::{
    CommissionReport, Result, Store, StoreError,
    rows::Cells,
    sales::{
        commission_rows::{self as shared, StoredCommission},
        links,
    },
};
use domain::{
    ChannelId, CommissionId, CommissionKind, CommissionStatus, Money, PartnerId, Source, Timestamp, program::Origin,
    zone::Zone,
};
use sqlx::AnyConnection;

/// How many commissions the end of their holding period sets free in one transaction.
const FREED_AT_ONCE: i64 = 500;

/// What became of a commission that somebody wanted to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It stands as was wanted.
    Done,
    /// It stood so already.
    Already,
    /// It may not go there from where it stands.
    NotFrom(CommissionStatus),
    /// The channel's program has no such commission.
    Unknown,
}

/// Money for a partner without an order, or money taken from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAdjustment {
    /// Whom.
    pub partner_id: PartnerId,
    /// A bonus or an adjustment.
    pub kind: CommissionKind,
    /// What makes a repetition harmless.
    pub external_id: String,
    /// Its name for people.
    pub title: String,
    /// How much; negative takes.
    pub amount: Money,
    /// Who.
    pub account: String,
    /// Why.
    pub reason: String,
    /// Until when it is held; none when it is due at once.
    pub free_at: Option<Timestamp>,
    /// How it came.
    pub origin: Origin,
}

impl Store {
    /// Brings commissions to a status, as far as they may go there, in one transaction. The answers stand in the order of the ids.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn change_commissions(
        &self,
        channel: &ChannelId,
        ids: &[CommissionId],
        to: CommissionStatus,
        account: &str,
        reason: &str,
    ) -> Result<Vec<Changed>> {
        let cause = Cause { account, reason };
        self.change_each(channel, ids, is_turned_down(to), |work, kept, counters| {
            let of = |which: fn(&Kept) -> bool| counters.iter().copied().filter(move |counter| which(counter));
            let sum = |which| of(which).map(|counter| counter.row.report.amount.minor).sum::<i64>();
            let (open, netted) = (sum(follow::is_open), sum(follow::is_netted));
            let done = advance_less(work, kept, open + netted, to, cause);
            if done != Changed::Done {
                return (done, None);
            }
            let others = of(follow::is_open).filter(|counter| !ids.contains(&counter.row.id));
            others.for_each(|counter| follow::fold(work, counter, cause));
            (done, (netted != 0).then(|| follow::given_again(self, kept, netted, counters.len())))
        })
        .await
    }

    /// Says of commissions that they were not paid after all, as far as they were marked as paid by a person: they are due again, or held
    /// again when their holding period is not over. The answers stand in the order of the ids.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn unpay_commissions(
        &self,
        channel: &ChannelId,
        ids: &[CommissionId],
        account: &str,
        reason: &str,
    ) -> Result<Vec<Changed>> {
        let (now, cause) = (self.now(), Cause { account, reason });
        self.change_each(channel, ids, false, |work, kept, _| (unpay(work, kept, now, cause), None)).await
    }

    async fn change_each(
        &self,
        channel: &ChannelId,
        ids: &[CommissionId],
        with_counters: bool,
        change: impl Fn(&mut Work, &Kept, &[&Kept]) -> (Changed, Option<Kept>),
    ) -> Result<Vec<Changed>> {
        let zone = self.zone(channel).await?;
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let wanted: Vec<&str> = ids.iter().map(CommissionId::as_str).collect();
                let kept = self.load_locked(&mut transaction, channel, By::Id, &wanted).await?;
                let counters = if with_counters {
                    follow::counters(self, &mut transaction, channel, &wanted).await?
                } else {
                    Vec::new()
                };
                let mut work = Work::new(self, zone.clone());
                let mut answers = Vec::with_capacity(ids.len());
                let mut drafts = Vec::new();
                for (index, id) in ids.iter().enumerate() {
                    let found = kept.iter().find(|kept| kept.row.id == *id).filter(|_| !ids[..index].contains(id));
                    answers.push(match found {
                        Some(kept) => {
                            let of_it = |counter: &&Kept| counter.extra.takes_back.as_ref() == Some(id);
                            let of_it: Vec<&Kept> = counters.iter().filter(of_it).collect();
                            let (done, draft) = change(&mut work, kept, &of_it);
                            drafts.extend(draft);
                            done
                        }
                        None if ids[..index].contains(id) => Changed::Already,
                        None => Changed::Unknown,
                    });
                }
                follow::add_counters(&mut transaction, channel, &mut work, drafts).await?;
                let news = work.write(&mut transaction, channel).await?;
                self.commit_with(transaction, channel, &news).await?;
                Ok(answers)
            })
            .await
    }

    /// Sets free what has been held long enough, oldest first. Says how many; call again when it was a whole batch.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn free_held_commissions(&self, channel: &ChannelId, until: Timestamp) -> Result<u64> {
        let zone = self.zone(channel).await?;
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let rows = sqlx::query(
                    "SELECT commission_id FROM program_commissions WHERE channel_id = $1 AND is_held = 1 AND flag = '' AND free_at <= $2 \
                     ORDER BY free_at, commission_id LIMIT $3",
                )
                .bind(channel.as_str())
                .bind(until.millis())
                .bind(FREED_AT_ONCE)
                .fetch_all(&mut *transaction)
                .await?;
                let ids: Vec<String> = rows.iter().map(|row| Cells::of(row).text()).collect::<Result<_>>()?;
                let wanted: Vec<&str> = ids.iter().map(String::as_str).collect();
                let mut work = Work::new(self, zone.clone());
                let cause = Cause { account: "system", reason: "The holding period is over" };
                let mut freed = 0;
                for kept in self.load_locked(&mut transaction, channel, By::Id, &wanted).await? {
                    // What a person should look at waits for that person, and somebody may have been quicker.
                    if kept.extra.flag.is_none() && kept.is_held() {
                        advance(&mut work, &kept, CommissionStatus::Approved, cause);
                        freed += 1;
                    }
                }
                let news = work.write(&mut transaction, channel).await?;
                self.commit_with(transaction, channel, &news).await?;
                Ok(freed)
            })
            .await
    }

    /// Gives a partner money without an order, or takes some; once however often it is asked for. `false` when it was there.
    ///
    /// # Errors
    /// When the partner is not of this channel or the store fails.
    pub async fn adjust(&self, channel: &ChannelId, new: &NewAdjustment) -> Result<(CommissionId, bool)> {
        let zone = self.zone(channel).await?;
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                links::lock_partners(
                    &mut transaction,
                    self.engine(),
                    channel,
                    std::iter::once(new.partner_id.as_str()),
                )
                .await?;
                let draft = adjustment(self, new, &zone);
                let id = draft.row.id.clone();
                let inserted = shared::insert(&mut transaction, channel, std::slice::from_ref(&draft.row)).await?;
                if !inserted.contains(&id) {
                    let found =
                        self.load_locked(&mut transaction, channel, By::ExternalId, &[&new.external_id]).await?;
                    let known = found.into_iter().next().ok_or(StoreError::Corrupt("commissions.external_id"))?;
                    return Ok((known.row.id, false));
                }
                let mut work = Work::new(self, zone.clone());
                work.add(draft, false, Cause { account: &new.account, reason: &new.reason });
                let news = work.write(&mut transaction, channel).await?;
                self.commit_with(transaction, channel, &news).await?;
                Ok((id, true))
            })
            .await
    }

    /// What happened to a commission, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn commission_steps(&self, channel: &ChannelId, id: &CommissionId) -> Result<Vec<CommissionStep>> {
        let rows = sqlx::query(
            "SELECT happened_at, status, amount, account, reason FROM commission_steps \
             WHERE channel_id = $1 AND commission_id = $2 ORDER BY step",
        )
        .bind(channel.as_str())
        .bind(id.as_str())
        .fetch_all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let mut cells = Cells::of(row);
                Ok(CommissionStep {
                    happened_at: cells.time()?,
                    status: cells.word(CommissionStatus::parse, "commission_steps.status")?,
                    amount: cells.number()?,
                    account: cells.text()?,
                    reason: cells.text()?,
                })
            })
            .collect()
    }

    /// Reads commissions after locking their partners: all that change a partner's money follow one another.
    pub(super) async fn load_locked(
        &self,
        on: &mut AnyConnection,
        channel: &ChannelId,
        by: By,
        values: &[&str],
    ) -> Result<Vec<Kept>> {
        let engine = self.engine();
        if engine.for_lock().is_some() {
            let partners = commission_rows::partners(on, channel, by, values).await?;
            links::lock_partners(on, engine, channel, partners.iter().map(String::as_str)).await?;
        }
        let mut kept = commission_rows::load(on, engine, channel, by, values).await?;
        kept.sort_by(|one, other| one.row.id.cmp(&other.row.id));
        Ok(kept)
    }
}

/// Brings a commission to a status if it may go there.
pub(super) fn advance(work: &mut Work, kept: &Kept, to: CommissionStatus, cause: Cause<'_>) -> Changed {
    advance_less(work, kept, 0, to, cause)
}

/// Whether what comes to this status earns nothing. What was to be taken back of it then must not be taken from anything else.
const fn is_turned_down(to: CommissionStatus) -> bool {
    matches!(to, CommissionStatus::Rejected | CommissionStatus::Duplicate | CommissionStatus::Fraud)
}

/// Brings a commission to a status if it may go there, and changes its amount, in minor units.
fn advance_less(work: &mut Work, kept: &Kept, change: i64, to: CommissionStatus, cause: Cause<'_>) -> Changed {
    let from = kept.row.report.status;
    if from == to {
        return Changed::Already;
    }
    if !may_go(from, to) {
        return Changed::NotFrom(from);
    }
    put(work, kept, change, to, cause)
}

/// What was marked as paid is due again, or held again. What a payout paid stays paid.
fn unpay(work: &mut Work, kept: &Kept, now: Timestamp, cause: Cause<'_>) -> Changed {
    use CommissionStatus as S;
    match kept.row.report.status {
        S::Paid if kept.extra.payout_id.is_none() => {
            let to = if kept.extra.free_at > now { S::Pending } else { S::Approved };
            put(work, kept, 0, to, cause)
        }
        S::Pending | S::Approved => Changed::Already,
        from => Changed::NotFrom(from),
    }
}

fn put(work: &mut Work, kept: &Kept, change: i64, to: CommissionStatus, cause: Cause<'_>) -> Changed {
    let mut after = kept.clone();
    after.row.report.status = to;
    after.row.report.amount.minor += change;
    cause.reason.clone_into(&mut after.row.report.reason);
    // Whoever decides has looked at it.
    after.extra.flag = None;
    work.change(kept, after, cause);
    Changed::Done
}

/// Where people and time may bring a commission. Payouts move theirs themselves; what is paid is due again only when somebody says that
/// it was not.
const fn may_go(from: CommissionStatus, to: CommissionStatus) -> bool {
    use CommissionStatus as S;
    matches!(
        (from, to),
        (S::Pending, S::Approved | S::Rejected | S::Duplicate | S::Fraud | S::Paid)
            | (S::Approved, S::Rejected | S::Duplicate | S::Fraud | S::Paid)
            | (S::Rejected | S::Duplicate | S::Fraud, S::Approved)
    )
}

fn adjustment(store: &Store, new: &NewAdjustment, zone: &Zone) -> Kept {
    let now = store.now();
    Kept {
        row: StoredCommission {
            id: CommissionId::new(store.clock().as_ref()),
            order_id: None,
            report: CommissionReport {
                source: Source::Program,
                external_id: new.external_id.clone(),
                partner_id: new.partner_id.clone(),
                kind: new.kind,
                title: new.title.clone(),
                order_ref: String::new(),
                sale: None,
                amount: new.amount,
                status: if new.free_at.is_some() { CommissionStatus::Pending } else { CommissionStatus::Approved },
                reason: new.reason.clone(),
                occurred_at: now,
                hold_until: new.free_at.map(|at| zone.day(at)),
                pay_day: None,
                changed_at: now,
            },
        },
        extra: Extra {
            customer_id: None,
            coupon: None,
            rate: None,
            full_amount: new.amount.minor,
            free_at: new.free_at.unwrap_or(now),
            flag: None,
            notes: String::new(),
            product: None,
            metadata: None,
            origin: new.origin,
            takes_back: None,
            payout_id: None,
            is_new_customer: None,
            returned: 0,
            steps: 0,
        },
    }
}
