//! Puts together what the team's pages of payouts show, and reads what they ask for.

use super::view::{
    Order, OrderItem, PlanLine, PlanQuery, PlanView, RunPayout, RunRow, RunView, RunsPage, RunsQuery, Tally,
};
use crate::{
    AppError, Services,
    payouts::{parts::Line, zone_of},
    services::{refused, viewer},
};
use domain::{
    AdminId, ChannelId, Money, PartnerId, PayoutId, PayoutRunId,
    payout::{PayoutMethod, PayoutStatus},
    program::Member,
    zone::Zone,
};
use program::{Changed, Confirmed, ConfirmedItem, Due, NotYet, ProgramError, Verdict};
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};
use store::{Attempt, Payout, PayoutRun, RunTally, StoreError};

/// How many partners a plan lists: as many as one confirmation pays.
const MOST: usize = 1_000;
/// How many runs are on a page.
const RUNS: u32 = 20;
/// The longest note, reason or id of a payment, in characters.
const LONGEST: usize = 500;

fn unanswered(error: StoreError) -> AppError {
    refused(ProgramError::Store(error))
}

/// The plan as its page lists it: as many lines as one confirmation pays.
pub(super) async fn plan(services: &Services, channel: &ChannelId, query: PlanQuery) -> Result<PlanView, AppError> {
    let mut plan = whole_plan(services, channel, query).await?;
    plan.more = plan.lines.len().saturating_sub(MOST);
    plan.lines.truncate(MOST);
    Ok(plan)
}

/// All of a plan in the currency and up to the day that were asked for, or those that suggest themselves.
pub(super) async fn whole_plan(
    services: &Services,
    channel: &ChannelId,
    query: PlanQuery,
) -> Result<PlanView, AppError> {
    let PlanQuery { method, currency, until, retry, partner } = query;
    let (program, zone) = (&services.program, zone_of(services, channel).await?);
    let currencies = program.store().due_currencies(channel).await.map_err(unanswered)?;
    let home = services.unify.channel(channel).await.map_err(crate::services::failed)?.currency;
    let usual = if currencies.contains(&home) { Some(home) } else { currencies.first().copied() };
    let currency = currency.or(usual).unwrap_or(home);
    let methods = program.methods(currency);
    let only = match &partner {
        Some(partner) => Some(member(services, channel, partner).await?),
        None => None,
    };
    let method = method.filter(|method| methods.contains(method)).unwrap_or_else(|| {
        let usual = only.as_ref().map(|(member, _)| member.payout.method.unwrap_or(PayoutMethod::Manual));
        usual.or_else(|| methods.first().copied()).filter(|it| methods.contains(it)).unwrap_or(PayoutMethod::Manual)
    });
    let clock = program.store().clock();
    let today = zone.day(clock.now());
    // Who is paid alone is paid all that is due; everybody together, what the last month brought.
    let until = until.unwrap_or(if only.is_some() { today } else { today.month_start().plus(-1) });
    let plan = program.plan(channel, method, currency, zone.start_of(until.plus(1))).await.map_err(refused)?;
    let is_unbounded = plan.is_unbounded;
    let mut lines: Vec<PlanLine> = plan.lines.into_iter().map(|due| line(due, method)).collect();
    let retry = match &retry {
        Some(run) => Some(only_failed(services, channel, run, &zone, &mut lines).await?),
        None => None,
    };
    if let Some(partner) = &partner {
        lines.retain(|line| line.partner == *partner);
    }
    lines.sort_by_key(|line| !line.is_payable());
    let run = PayoutRunId::new(clock.as_ref());
    let only = only.map(|(_, name)| name);
    Ok(PlanView { methods, method, currencies, currency, until, lines, more: 0, is_unbounded, run, retry, only })
}

/// Who is in the program, and what they are called.
async fn member(services: &Services, channel: &ChannelId, partner: &PartnerId) -> Result<(Member, String), AppError> {
    let mut found = services.program.store().members_by_id(channel, &[partner]).await.map_err(unanswered)?;
    found.remove(partner).ok_or_else(|| refused(ProgramError::NotFound))
}

/// Leaves those whose payout in a run came to nothing; says when the run was confirmed.
async fn only_failed(
    services: &Services,
    channel: &ChannelId,
    run: &PayoutRunId,
    zone: &Zone,
    lines: &mut Vec<PlanLine>,
) -> Result<String, AppError> {
    let found = services.program.store().payout_run(channel, run).await.map_err(unanswered)?;
    let (run, payouts) = found.ok_or_else(|| refused(ProgramError::NotFound))?;
    let is_failed = |payout: &&Payout| matches!(payout.status, PayoutStatus::Failed | PayoutStatus::Cancelled);
    let failed: HashSet<&PartnerId> = payouts.iter().filter(is_failed).map(|payout| &payout.partner_id).collect();
    lines.retain(|line| failed.contains(&line.partner));
    Ok(zone.moment(run.created_at))
}

fn line(due: Due, method: PayoutMethod) -> PlanLine {
    PlanLine {
        why_not: why_not(due.verdict, method),
        account_mark: due.account_mark(),
        partner: due.partner_id,
        name: due.name,
        amount: due.amount,
        count: due.count,
        account: due.account,
        shown: due.shown,
    }
}

/// Why somebody is not paid, in words for people.
fn why_not(verdict: Verdict, method: PayoutMethod) -> String {
    match verdict {
        Verdict::Payable => String::new(),
        Verdict::BelowMinimum(minimum) => format!("Below the minimum of {minimum}"),
        Verdict::Negative => "Refunds exceed what was earned".to_owned(),
        Verdict::OtherMethod(other) => format!("Is paid by {}", in_words(other)),
        Verdict::NoAccount => "Has not said where the money should go".to_owned(),
        Verdict::OtherCurrency => format!("The account for {} takes another currency", in_words(method)),
        Verdict::NotApproved => "Is not an approved partner".to_owned(),
        Verdict::Unusable(why) => format!("The account cannot be paid: {why}"),
        Verdict::NotYet(what) => format!("Nothing is due yet: {}", waits(what)),
    }
}

/// Where it is instead.
fn waits(NotYet { held, later, reserved }: NotYet) -> String {
    let parts =
        [(held, "in its holding period"), (later, "earned after this day"), (reserved, "in a payout under way")];
    let parts = parts.into_iter().filter(|(sum, _)| sum.minor > 0).map(|(sum, place)| format!("{sum} {place}"));
    parts.collect::<Vec<_>>().join(", ")
}

/// The method within a sentence.
const fn in_words(method: PayoutMethod) -> &'static str {
    match method {
        PayoutMethod::Paypal => "PayPal",
        PayoutMethod::Stripe => "Stripe",
        PayoutMethod::Bank => "bank transfer",
        PayoutMethod::Manual => "hand",
    }
}

/// What somebody confirms, as the program takes it.
pub(super) async fn confirmed(services: &Services, channel: &ChannelId, order: &Order) -> Result<Confirmed, AppError> {
    short("notes", &order.notes)?;
    for item in &order.items {
        short("transaction_id", &item.transaction_id)?;
    }
    let is_by_hand = order.method == PayoutMethod::Manual;
    if is_by_hand && order.paid_by.is_none() {
        let message = "Say how it was paid.".to_owned();
        return Err(refused(ProgramError::Invalid { field: "paid_by", message }));
    }
    let zone = zone_of(services, channel).await?;
    Ok(Confirmed {
        id: order.run.clone(),
        method: order.method,
        paid_by: order.paid_by.filter(|_| is_by_hand),
        currency: order.currency,
        cut_off: zone.start_of(order.until.plus(1)),
        items: order.items.iter().map(|it| item(it, is_by_hand)).collect(),
        notes: order.notes.clone(),
    })
}

/// A rail gives its payments ids of its own.
fn item(item: &OrderItem, is_by_hand: bool) -> ConfirmedItem {
    let OrderItem { partner, amount, account_mark, transaction_id } = item.clone();
    let transaction_id = Some(transaction_id.trim().to_owned()).filter(|id| is_by_hand && !id.is_empty());
    ConfirmedItem { partner_id: partner, amount, account_mark, transaction_id }
}

/// The account that a partner named, in full: whoever pays by hand has to type it elsewhere.
pub(super) async fn account(
    services: &Services,
    channel: &ChannelId,
    partner: &PartnerId,
) -> Result<Vec<(String, String)>, AppError> {
    let account = services.program.payout_account(channel, partner).await.map_err(refused)?;
    let facts = account.ok_or_else(|| refused(ProgramError::NotFound))?.facts();
    Ok(facts.into_iter().map(|(title, text)| (title.to_owned(), text)).collect())
}

/// Whether a text has a length that people read.
pub(super) fn short(field: &'static str, text: &str) -> Result<(), AppError> {
    if text.trim().chars().count() <= LONGEST {
        return Ok(());
    }
    Err(refused(ProgramError::Invalid { field, message: format!("That is too long: {LONGEST} characters fit.") }))
}

/// Whether nobody has confirmed a run yet.
pub(super) async fn is_new(services: &Services, channel: &ChannelId, run: &PayoutRunId) -> Result<bool, AppError> {
    let found = services.program.store().payout_run(channel, run).await.map_err(unanswered)?;
    Ok(found.is_none())
}

/// A run that there is.
pub(super) async fn known(services: &Services, channel: &ChannelId, run: &PayoutRunId) -> Result<(), AppError> {
    if is_new(services, channel, run).await? { Err(refused(ProgramError::NotFound)) } else { Ok(()) }
}

/// The ids that a bank gave payouts, as somebody typed them.
pub(super) fn references(typed: Vec<(PayoutId, String)>) -> Result<HashMap<PayoutId, String>, AppError> {
    let mut references = HashMap::with_capacity(typed.len());
    for (payout, text) in typed {
        short("reference", &text)?;
        if !text.trim().is_empty() {
            references.insert(payout, text.trim().to_owned());
        }
    }
    Ok(references)
}

/// The payouts of a run that the bank has.
pub(super) async fn under_way(
    services: &Services,
    channel: &ChannelId,
    run: &PayoutRunId,
) -> Result<Vec<PayoutId>, AppError> {
    let found = services.program.store().payout_run(channel, run).await.map_err(unanswered)?;
    let (_, payouts) = found.ok_or_else(|| refused(ProgramError::NotFound))?;
    Ok(payouts.into_iter().filter(|payout| payout.status == PayoutStatus::InFlight).map(|payout| payout.id).collect())
}

/// Who was left out, and what of them has changed.
pub(super) async fn left_out(
    services: &Services,
    channel: &ChannelId,
    left: &[(PartnerId, Changed)],
) -> Result<Vec<String>, AppError> {
    let wanted: Vec<&PartnerId> = left.iter().map(|(partner, _)| partner).collect();
    let found = services.program.store().members_by_id(channel, &wanted).await.map_err(unanswered)?;
    let named = |(partner, changed): &(PartnerId, Changed)| {
        let what = match changed {
            Changed::Due => "what is due",
            Changed::Account => "the account",
        };
        Some(format!("{} ({what})", found.get(partner)?.1))
    };
    Ok(left.iter().filter_map(named).collect())
}

/// A page of runs.
pub(super) async fn runs(services: &Services, channel: &ChannelId, query: &RunsQuery) -> Result<RunsPage, AppError> {
    let (store, zone) = (services.program.store(), zone_of(services, channel).await?);
    let only = match &query.history.of {
        Some(partner) => Some(member(services, channel, partner).await?.1),
        None => None,
    };
    let filter = query.history.filter(&zone);
    let mut found = store.payout_runs(channel, &filter, query.before.as_ref(), RUNS + 1).await.map_err(unanswered)?;
    let is_last = found.len() <= RUNS as usize;
    found.truncate(RUNS as usize);
    let next = found.last().filter(|_| !is_last).map(|run| run.id.clone());
    let rows = rows(services, channel, &found, &zone).await?;
    Ok(RunsPage { runs: rows, next, only })
}

async fn rows(
    services: &Services,
    channel: &ChannelId,
    runs: &[PayoutRun],
    zone: &Zone,
) -> Result<Vec<RunRow>, AppError> {
    let ids: Vec<&PayoutRunId> = runs.iter().map(|run| &run.id).collect();
    let mut tallies = services.program.store().run_tallies(channel, &ids).await.map_err(unanswered)?;
    let people = people(services, channel, runs).await?;
    let attempts = services.program.store().last_attempts(channel, &ids).await.map_err(unanswered)?;
    let row = |run: &PayoutRun| {
        let tallies = tallies.remove(&run.id).unwrap_or_default();
        let trouble = attempts.get(&run.id).and_then(|last| trouble(run, &tallies, last, zone));
        RunRow { trouble, ..row(run, &tallies, &people, zone) }
    };
    Ok(runs.iter().map(row).collect())
}

/// What keeps a payment service from saying what became of a run.
fn trouble(run: &PayoutRun, tallies: &[RunTally], last: &Attempt, zone: &Zone) -> Option<String> {
    let outcome = program::unanswered(last)?;
    let is_open = tallies.iter().any(|tally| !tally.status.is_settled());
    let next = run.next_look_at.map(|at| format!(" It is asked again {}.", zone.moment(at))).unwrap_or_default();
    let (rail, when, number) = (run.method.title(), zone.moment(last.began_at), last.number);
    (run.method.is_rail() && is_open)
        .then(|| format!("{rail} was last asked {when} (attempt {number}). What came of it: {outcome}.{next}"))
}

fn row(run: &PayoutRun, tallies: &[RunTally], people: &HashMap<String, String>, zone: &Zone) -> RunRow {
    // Whoever is no member of the team is a part of Tandem.
    let name = |account: &String| people.get(account).cloned().unwrap_or_else(|| "Tandem".to_owned());
    let sum = tallies.iter().map(|tally| tally.sum.minor).fold(0, i64::saturating_add);
    RunRow {
        id: run.id.clone(),
        method: run.method,
        paid_by: tallies.iter().find_map(|tally| tally.paid_by),
        sum: Money::new(sum, run.currency),
        tallies: tallies.iter().map(|it| Tally { status: it.status, count: it.count }).collect(),
        created_at: run.created_at,
        when: zone.moment(run.created_at),
        created_by: name(&run.created_by),
        approved_by: run.approved_by.as_ref().map(name),
        trouble: None,
    }
}

/// Names of the members of the team who had a hand in runs, by account.
async fn people(
    services: &Services,
    channel: &ChannelId,
    runs: &[PayoutRun],
) -> Result<HashMap<String, String>, AppError> {
    let accounts: HashSet<&String> =
        runs.iter().flat_map(|run| [Some(&run.created_by), run.approved_by.as_ref()]).flatten().collect();
    let mut names = HashMap::with_capacity(accounts.len());
    for account in accounts {
        let Some(id) = account.strip_prefix("admin:").and_then(|id| id.parse::<AdminId>().ok()) else { continue };
        if let Some(admin) = services.program.store().admin(channel, &id).await.map_err(unanswered)? {
            names.insert(account.clone(), admin.name);
        }
    }
    Ok(names)
}

/// A run with its payouts.
pub(super) async fn run(services: &Services, channel: &ChannelId, id: &PayoutRunId) -> Result<RunView, AppError> {
    let (store, zone) = (services.program.store(), zone_of(services, channel).await?);
    let found = store.payout_run(channel, id).await.map_err(unanswered)?;
    let (run, payouts) = found.ok_or_else(|| refused(ProgramError::NotFound))?;
    let ids: Vec<&PartnerId> = payouts.iter().map(|payout| &payout.partner_id).collect();
    let members = store.members_by_id(channel, &ids).await.map_err(unanswered)?;
    let last = store.last_attempts(channel, &[&run.id]).await.map_err(unanswered)?.remove(&run.id);
    let name = |payout: &Payout| members.get(&payout.partner_id).map_or_else(String::new, |(_, name)| name.clone());
    let alarms = payouts.iter().filter_map(|payout| alarm(payout, &name(payout))).collect();
    let payouts = payouts.iter().map(|payout| RunPayout {
        id: payout.id.clone(),
        name: name(payout),
        partner: payout.partner_id.clone(),
        line: Line::from(payout),
        is_for_people: program::is_for_people(payout, last.as_ref()),
    });
    let payouts = payouts.collect();
    let mut rows = rows(services, channel, std::slice::from_ref(&run), &zone).await?;
    let row = rows.pop().ok_or_else(|| refused(ProgramError::NotFound))?;
    Ok(RunView {
        run: row,
        // The last day of which anything is in it.
        until: zone.day(run.cut_off.minus(Duration::from_millis(1))),
        notes: run.notes,
        payouts,
        is_own: viewer()?.account() == run.created_by,
        alarms,
    })
}

/// What only people can put right about a payout.
fn alarm(payout: &Payout, name: &str) -> Option<String> {
    let Payout { amount, reason, method, .. } = payout;
    match payout.status {
        PayoutStatus::Paid if method.is_rail() && !reason.is_empty() => Some(format!(
            "{name}: a part of the {amount} came back after it was paid ({reason}). All of it still counts as paid: correct what \
             they are owed by an adjustment."
        )),
        PayoutStatus::Failed if reason == store::CONTRADICTED => Some(format!("{name}, {amount}. {reason}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Currency;

    #[test]
    fn every_verdict_is_said_in_words_and_only_the_payable_one_is_silent() {
        let minimum = Money::new(5_000, Currency::USD);
        let words = |verdict| why_not(verdict, PayoutMethod::Bank);
        assert_eq!(words(Verdict::Payable), "");
        assert_eq!(words(Verdict::BelowMinimum(minimum)), "Below the minimum of $50.00");
        assert_eq!(words(Verdict::OtherMethod(PayoutMethod::Paypal)), "Is paid by PayPal");
        for verdict in [Verdict::Negative, Verdict::NoAccount, Verdict::OtherCurrency, Verdict::NotApproved] {
            assert!(!words(verdict).is_empty(), "{verdict:?}");
        }
        let what = NotYet { held: minimum, later: Money::zero(Currency::USD), reserved: minimum };
        assert_eq!(
            words(Verdict::NotYet(what)),
            "Nothing is due yet: $50.00 in its holding period, $50.00 in a payout under way"
        );
    }
}
