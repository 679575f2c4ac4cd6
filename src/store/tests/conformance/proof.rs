//! What proves ledger and totals finds what somebody tampered with.

use crate::world::{World, administer, on_both};

/// What is done to the store, how it is undone, and what is said of it in between.
const TAMPERED: [(&str, &str, &[&str]); 9] = [
    (
        "UPDATE ledger_entries SET amount = amount + 1 WHERE account = 'held'",
        "UPDATE ledger_entries SET amount = amount - 1 WHERE account = 'held'",
        &["a movement does not sum to nothing", "a balance is not the sum of its entries"],
    ),
    (
        "UPDATE ledger_balances SET amount = amount + 1 WHERE account = 'held'",
        "UPDATE ledger_balances SET amount = amount - 1 WHERE account = 'held'",
        &["a balance is not the sum of its entries", "an account does not hold what its commissions come to"],
    ),
    (
        "INSERT INTO ledger_balances SELECT channel_id, partner_id, 'EUR', account, 5 FROM ledger_balances WHERE account = 'held'",
        "DELETE FROM ledger_balances WHERE currency = 'EUR'",
        &["a balance is not the sum of its entries", "an account does not hold what its commissions come to"],
    ),
    (
        "UPDATE commissions SET amount = amount + 1",
        "UPDATE commissions SET amount = amount - 1",
        &[
            "an account does not hold what its commissions come to",
            "the history of a commission ends elsewhere than its row",
            "a customer's sums are not those of their orders",
            "of Key",
            "due Key",
        ],
    ),
    (
        "UPDATE customer_totals SET revenue = revenue + 1",
        "UPDATE customer_totals SET revenue = revenue - 1",
        &["a customer's sums are not those of their orders"],
    ),
    (
        "UPDATE customer_totals SET currency = 'EUR'",
        "UPDATE customer_totals SET currency = 'USD'",
        &["a customer's sums are not those of their orders"],
    ),
    (
        "UPDATE program_commissions SET returned = -1",
        "UPDATE program_commissions SET returned = 0",
        &["more was given back of a sale than it came to", "of Key"],
    ),
    ("UPDATE daily_totals SET orders = orders + 1", "UPDATE daily_totals SET orders = orders - 1", &["of Key"]),
    ("UPDATE daily_due SET program = 0", "UPDATE daily_due SET program = 1000", &["due Key"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn whoever_tampers_with_the_store_is_found_out() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.tracked("1001", &ana).await;
        for (done, undone, told) in TAMPERED {
            administer(&world.url, done).await;
            let mut faults = world.store.check_ledger(&world.channel).await.unwrap();
            faults.extend(world.store.check_totals(&world.channel).await.unwrap());
            for meaning in told {
                assert!(
                    faults.iter().any(|fault| fault.starts_with(meaning)),
                    "{done}: {meaning} is not in {faults:?}"
                );
            }
            let is_told = |fault: &String| told.iter().any(|meaning| fault.starts_with(meaning));
            assert!(faults.iter().all(is_told), "{done}: {faults:?}");
            administer(&world.url, undone).await;
        }
    })
    .await;
}
