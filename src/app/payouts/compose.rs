//! Puts together what the partner's page of payouts shows.

use super::api::{Balance, Membership, Paid, PayoutsPage};
use crate::{
    AppError, Services,
    services::{failed, refused},
};
use access::Scope;
use domain::{
    ChannelId, Money, PayoutId,
    program::{Member, Terms},
    zone::Zone,
};
use program::ProgramError;
use serde_json::{Value, json};
use store::{Balances, Payout, StoreError};

/// How many payouts are on a page.
const PAGE: u32 = 25;

fn unanswered(error: StoreError) -> AppError {
    refused(ProgramError::Store(error))
}

/// The time zone in which a channel counts its days.
///
/// # Errors
/// When there is no such channel.
pub(crate) async fn zone_of(services: &Services, channel: &ChannelId) -> Result<Zone, AppError> {
    let channel = services.unify.channel(channel).await.map_err(failed)?;
    Ok(Zone::named(&channel.time_zone).unwrap_or(Zone::utc()))
}

/// The page.
pub(super) async fn page(
    services: &Services,
    scope: &Scope,
    before: Option<&PayoutId>,
) -> Result<PayoutsPage, AppError> {
    let (store, channel, partner) = (services.program.store(), scope.channel(), scope.partner());
    let Some(member) = store.member(channel, partner).await.map_err(unanswered)? else {
        return Ok(PayoutsPage { membership: None, history: Vec::new(), next: None });
    };
    let zone = zone_of(services, channel).await?;
    let mut payouts = store.payouts(channel, Some(partner), None, before, PAGE + 1).await.map_err(unanswered)?;
    let is_last = payouts.len() <= PAGE as usize;
    payouts.truncate(PAGE as usize);
    let next = payouts.last().filter(|_| !is_last).map(|payout| payout.id.clone());
    let history = payouts.iter().map(|payout| paid(payout, &zone)).collect();
    let membership = membership(services, channel, member, &zone).await?;
    Ok(PayoutsPage { membership: Some(membership), history, next })
}

fn paid(payout: &Payout, zone: &Zone) -> Paid {
    Paid { on: zone.day(payout.settled_at.unwrap_or(payout.created_at)), line: payout.into() }
}

async fn membership(
    services: &Services,
    channel: &ChannelId,
    member: Member,
    zone: &Zone,
) -> Result<Membership, AppError> {
    let (program, store) = (&services.program, services.program.store());
    let (settings, group) = store.agreement(channel, &member).await.map_err(unanswered)?;
    let terms = member.terms(group.as_ref(), &settings);
    let today = zone.day(store.clock().now());
    let mut balances = Vec::new();
    for kept in store.balances(channel, &member.partner_id).await.map_err(unanswered)? {
        let next = store.next_payout(channel, &member.partner_id, today, kept.currency).await.map_err(unanswered)?;
        balances.push(Balance { next, ..balance(&kept, &terms) });
    }
    let goals = program.progress(channel, &member.partner_id).await.map_err(refused)?;
    Ok(Membership {
        standing: member.standing(),
        balances,
        pay_day: settings.pay_day(today),
        method: member.payout.method,
        shown: member.payout.shown,
        methods: program.account_methods(),
        goals,
    })
}

fn balance(kept: &Balances, terms: &Terms) -> Balance {
    let money = |minor| Money::new(minor, kept.currency);
    let due = money(kept.payable);
    Balance {
        held: money(kept.held),
        due,
        on_its_way: money(kept.reserved),
        paid: money(kept.paid),
        below: terms.minimums.of(kept.currency).filter(|_| due.minor > 0 && !terms.may_be_paid(due)),
        next: None,
    }
}

/// What may be seen of where a partner's money goes, for the audit trail.
pub(super) async fn kept(services: &Services, scope: &Scope) -> Result<Option<Value>, AppError> {
    let member = services.program.store().member(scope.channel(), scope.partner()).await.map_err(unanswered)?;
    Ok(member.map(|member| json!({ "method": member.payout.method, "shown": member.payout.shown })))
}
