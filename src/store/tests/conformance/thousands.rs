//! A thousand at once: as many commissions and partners as one action of the team may be about.

use crate::{
    payouts::run,
    program::{ADMIN, tracking},
    world::{World, administer, on_both},
};
use domain::{
    CommissionId, CommissionStatus, Currency, PartnerId,
    payout::{PayoutMethod, PayoutStatus},
};
use std::collections::HashSet;
use store::{Changed, Created, NewRun, PartnerReport, Tracked, Tracking};

const THOUSAND: usize = 1_000;

impl World {
    /// A thousand partners with an order each; their commissions are held.
    async fn thousand(&self) -> Vec<(PartnerId, CommissionId)> {
        let report = |number: usize| PartnerReport {
            email: Some(format!("p{number}@fern.example").parse().unwrap()),
            affiliate_code: Some(format!("P{number}").parse().unwrap()),
            is_active: true,
            ..PartnerReport::default()
        };
        let reports: Vec<PartnerReport> = (0..THOUSAND).map(report).collect();
        self.store.record_partners(&self.channel, &reports).await.unwrap();
        let mut orders: Vec<Tracking> = Vec::with_capacity(THOUSAND);
        for number in 0..THOUSAND {
            let code = format!("P{number}").parse().unwrap();
            let partner = self.store.partner_by_code(&self.channel, &code).await.unwrap().unwrap();
            orders.push(tracking(&number.to_string(), &partner.id));
        }
        let done = self.store.track_orders(&self.channel, &orders).await.unwrap();
        let of = |(order, done): (Tracking, Tracked)| match done {
            Tracked::New(tracked) => (order.order.partner_id, tracked.commission_id),
            other => panic!("not new: {other:?}"),
        };
        orders.into_iter().zip(done).map(of).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_commissions_are_decided_and_a_thousand_partners_paid_in_one_action() {
    on_both(|world: World| async move {
        let all = world.thousand().await;
        let ids: Vec<CommissionId> = all.iter().map(|(_, id)| id.clone()).collect();
        let (store, channel) = (&world.store, &world.channel);
        let decide = async |to| store.change_commissions(channel, &ids, to, ADMIN, "Looked at").await.unwrap();
        assert_eq!(decide(CommissionStatus::Rejected).await, vec![Changed::Done; THOUSAND]);
        assert_eq!(decide(CommissionStatus::Approved).await, vec![Changed::Done; THOUSAND]);
        assert_eq!(decide(CommissionStatus::Approved).await, vec![Changed::Already; THOUSAND]);
        let items: Vec<(&PartnerId, i64)> = all.iter().map(|(partner, _)| (partner, 1_000)).collect();
        let by_hand = NewRun { method: PayoutMethod::Manual, ..run(&world, &items) };
        assert_eq!(world.create(&by_hand).await, Created::Run { left_out: Vec::new() });
        let claim = world.claim().await.unwrap();
        assert_eq!(claim.payouts.len(), THOUSAND);
        world.settle(&claim, PayoutStatus::Paid).await;
        let payouts = store.payout_run(channel, &by_hand.id).await.unwrap().unwrap().1;
        let paid: HashSet<&PartnerId> =
            payouts.iter().filter(|it| it.status == PayoutStatus::Paid).map(|it| &it.partner_id).collect();
        assert_eq!(paid.len(), THOUSAND, "each of them once");
        assert_eq!(store.due(channel, None, Currency::USD, by_hand.cut_off).await.unwrap(), []);
        assert_eq!(store.check_ledger(channel).await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_faults_the_first_are_named_and_the_others_counted() {
    on_both(|world: World| async move {
        world.thousand().await;
        administer(&world.url, "UPDATE ledger_balances SET amount = amount + 1").await;
        let faults = world.store.check_ledger(&world.channel).await.unwrap();
        let of = |meaning: &str| faults.iter().filter(|fault| fault.starts_with(meaning)).cloned().collect::<Vec<_>>();
        let balances = of("a balance is not the sum of its entries");
        assert_eq!(balances.len(), 1_001);
        // A partner of theirs has two accounts: what is held, and the merchant's side.
        assert_eq!(balances.last().unwrap(), "a balance is not the sum of its entries: and 1000 more");
        administer(&world.url, "UPDATE ledger_balances SET amount = amount - 1").await;
    })
    .await;
}
