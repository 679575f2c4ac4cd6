//! What a partner should do. Only what is known to be missing is asked for.

use crate::gather::Page;
use domain::{
    Source, SourceHealth,
    earnings::{Mismatch, Reconciliation},
    home::Task,
    program::MemberStatus,
};

/// The tasks, the most worthwhile first.
pub(super) fn of(page: &Page, found: &Reconciliation) -> Vec<Task> {
    let collab = page.collab();
    let has_bio = |bio: &Option<String>| bio.as_ref().is_some_and(|bio| !bio.trim().is_empty());
    let store = &page.room.channel.name;
    let mut tasks = Vec::new();
    if is_missing(page, Source::Impact) && !is_with_program(page) {
        tasks.push(task(
            "Get an account in the network",
            format!(
                "impact.com does not know you yet, so no commission is booked. Ask your contact at {store} to add you."
            ),
            "/profile",
        ));
    }
    let orders = count(&found.missing_in_network);
    if orders > 0 {
        tasks.push(task(
            "Look at orders without commission",
            format!("{} not in impact.com. See which, and what is at stake.", these(orders)),
            "/earnings?status=not_in_network",
        ));
    }
    let orders = count(&found.missing_in_store);
    if orders > 0 {
        tasks.push(task(
            "Look at commissions without an order",
            format!("impact.com has {} that {store} does not count as yours.", these(orders)),
            "/earnings?status=not_in_store",
        ));
    }
    if collab.as_ref().is_some_and(|collab| !has_bio(&collab.bio)) {
        tasks.push(task(
            "Add a bio",
            "Visitors of your page buy more when they know who recommends.".to_owned(),
            "/profile",
        ));
    }
    if collab.is_some_and(|collab| collab.drops.is_empty()) {
        tasks.push(task(
            "Make your first drop",
            "Your page has no products yet. A drop is a small collection that you stand for.".to_owned(),
            "/profile",
        ));
    }
    tasks
}

/// Whether the program counts for them, or is about to: then nobody has to be in the network.
fn is_with_program(page: &Page) -> bool {
    page.member.as_ref().is_some_and(|member| member.status != MemberStatus::Rejected)
}

fn is_missing(page: &Page, source: Source) -> bool {
    let mut reports = page.reports.iter();
    reports.any(|it| it.source == source && it.health == SourceHealth::Missing)
}

fn count(mismatches: &[Mismatch]) -> i64 {
    mismatches.iter().map(|mismatch| mismatch.orders).sum()
}

fn these(orders: i64) -> String {
    match orders {
        1 => "1 order".to_owned(),
        many => format!("{many} orders"),
    }
}

fn task(title: &str, text: String, href: &str) -> Task {
    Task { title: title.to_owned(), text, href: href.to_owned() }
}
