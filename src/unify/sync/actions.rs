//! Actions of the affiliate network as commissions.
//!
//! A change of state (pending to approved) is not an update there, so two windows are polled: what was updated since
//! the last time, and what locked in the last week. A store without a cursor is filled by when actions happened.

use super::HISTORY_DAYS;
use crate::{
    convert,
    core::{Core, Found},
    fault::AskError,
    question::Question,
    room::Room,
};
use connectors::platform::{ActionWindow, PlatformAction};
use domain::{ChannelId, Day, Source, Timestamp, zone::Zone};
use futures::{StreamExt, TryStreamExt, stream};
use std::{collections::HashSet, sync::Arc};
use store::{Store, StoreError};

const STREAM: &str = "actions";
/// How long after locking a change of state is looked for, each time.
const LOCKING_DAYS: i64 = 7;
/// The same once a day: until the network has paid, in the middle of the month after locking.
const CLEARING_DAYS: i64 = 45;
/// Windows asked for at the same time.
const SIDE_BY_SIDE: usize = 3;

/// Has all history read again: an account was linked, whose actions were passed over until now.
pub(super) async fn forget_cursor(store: &Store, channel: &ChannelId) -> Result<(), StoreError> {
    let cursor = store.cursor(channel, Source::Impact, STREAM).await?;
    match cursor.filter(|cursor| !cursor.is_empty()) {
        Some(_) => store.set_cursor(channel, Source::Impact, STREAM, "").await,
        None => Ok(()),
    }
}

impl Core {
    /// Reads the actions that may have changed since the last time; a year and more at first.
    pub(crate) async fn sync_actions(self: &Arc<Self>, room: &Arc<Room>) -> Result<Found, AskError> {
        let Some(platform) = &room.sources.platform else {
            return Ok(Found::Nothing);
        };
        self.first(room, &Question::Accounts).await;
        let channel = &room.channel.id;
        let cursor = self.store.cursor(channel, Source::Impact, STREAM).await?;
        let last = cursor.as_deref().and_then(Day::parse_iso);
        // The platform is asked for days of UTC: of the shop's day, the end would be missing in the evening.
        let today = Zone::utc().day(self.now());
        let longest = platform.longest_window().max(1);
        let windows = windows(last, today, longest);
        // Taken before the question, so that a link made meanwhile is not overwritten.
        let asked_at = self.now();
        stream::iter(windows)
            .map(|window| async move {
                let actions = platform.actions(window);
                let actions = self.call(room, platform.source(), actions).await?;
                self.take_actions(room, &actions, asked_at).await
            })
            .buffer_unordered(SIDE_BY_SIDE)
            .try_collect::<()>()
            .await?;
        let unchanged = self.store.cursor(channel, Source::Impact, STREAM).await? == cursor;
        if unchanged {
            let today = today.iso();
            self.store.set_cursor(channel, Source::Impact, STREAM, &today).await?;
        }
        Ok(Found::Body("{}".to_owned()))
    }

    async fn take_actions(&self, room: &Room, actions: &[PlatformAction], asked_at: Timestamp) -> Result<(), AskError> {
        let Some(platform) = &room.sources.platform else {
            return Ok(());
        };
        let mut reports = Vec::with_capacity(actions.len());
        let mut strangers = HashSet::new();
        for action in actions {
            let account = action.partner_id.as_str();
            if strangers.contains(account) {
                continue;
            }
            let Some(partner) = self.linked(room, account).await? else {
                strangers.insert(account);
                continue;
            };
            let (source, day) = (platform.source(), self.policy.pays_on_day);
            reports.push(convert::commission_report(action, source, partner, &room.zone, day, asked_at));
        }
        if !reports.is_empty() {
            self.store.record_commissions(&room.channel.id, &reports).await?;
        }
        Ok(())
    }
}

/// The windows to ask for: all history, newest first, or what may have changed since `last`.
fn windows(last: Option<Day>, today: Day, longest: i64) -> Vec<ActionWindow> {
    let Some(last) = last else {
        let history = pieces(today.plus(-HISTORY_DAYS), today, longest);
        return history.map(|(from, to)| ActionWindow::Happened(from, to)).collect();
    };
    // A day earlier than needed: the network counts days in a zone of its own.
    let updated = pieces(last.plus(-1), today, longest);
    let back = if last < today { CLEARING_DAYS } else { LOCKING_DAYS };
    let locking = pieces(today.plus(-back).min(last.plus(-1)), today, longest);
    updated
        .map(|(from, to)| ActionWindow::Updated(from, to))
        .chain(locking.map(|(from, to)| ActionWindow::Locking(from, to)))
        .collect()
}

/// Cuts days into pieces of at most `longest` days, newest first.
fn pieces(from: Day, to: Day, longest: i64) -> impl Iterator<Item = (Day, Day)> {
    let mut end = to;
    std::iter::from_fn(move || {
        let start = end.plus(1 - longest).max(from);
        let piece = (end >= from).then_some((start, end));
        end = start.plus(-1);
        piece
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn windows_cover_every_day_once(days in 0i64..500, longest in 1i64..60) {
            let (from, to) = (Day::from_number(1_000), Day::from_number(1_000 + days));
            let mut covered: Vec<i64> = Vec::new();
            for (start, end) in pieces(from, to, longest) {
                prop_assert!(end.number() - start.number() < longest);
                covered.extend(start.number()..=end.number());
            }
            covered.sort_unstable();
            prop_assert_eq!(covered, (1_000..=1_000 + days).collect::<Vec<_>>());
        }
    }

    #[test]
    fn later_on_updates_and_lockings_are_polled() {
        let today = Day::from_number(20_000);
        assert_eq!(
            windows(Some(today), today, 45),
            [ActionWindow::Updated(today.plus(-1), today), ActionWindow::Locking(today.plus(-7), today),]
        );
    }

    #[test]
    fn once_a_day_all_that_may_have_been_paid_is_looked_at() {
        let today = Day::from_number(20_000);
        let windows = windows(Some(today.plus(-1)), today, 46);
        assert_eq!(windows.last(), Some(&ActionWindow::Locking(today.plus(-45), today)));
    }
}
