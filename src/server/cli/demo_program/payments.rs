//! The demo's payments: every month by hand and by bank, and today in every way and with every end that there is.

use super::{Course, Demo, Enrolled, TEAM, usd};
use anyhow::Context;
use domain::{Currency, PartnerId, PayoutRunId, Timestamp, payout::PayoutMethod, program::ProgramSettings};
use program::{Confirmed, ConfirmedItem, Program, ProgramError, Verdict};
use std::time::Duration;

/// The file of a run can be had as soon as it is ready; a worker may be at it at that moment.
const PATIENCE: u32 = 100;
const MOMENT: Duration = Duration::from_millis(50);

impl Demo<'_> {
    /// The month's payments: by files for banks, which pay in two days, and the rest elsewhere.
    pub(super) async fn pay_month(&self, course: &mut Course) -> anyhow::Result<()> {
        let cut_off = self.zone.start_of(self.today().month_start());
        let notes = format!("Commissions, paid in {}", self.today().month());
        for currency in [Currency::EUR, Currency::USD] {
            let to_bank = self.planned(&self.past, PayoutMethod::Bank, currency, cut_off, None).await?;
            if let Some(run) = to_bank.map(|run| Confirmed { notes: notes.clone(), ..run }) {
                self.hand_to_bank(&self.past, &run).await?;
                course.at_bank.push(run.id);
            }
        }
        if let Some(mut run) = self.planned(&self.past, PayoutMethod::Manual, Currency::USD, cut_off, None).await? {
            for (item, number) in run.items.iter_mut().zip(1..) {
                item.transaction_id = Some(format!("WIRE-{}-{number}", self.today().iso()));
            }
            let paid_by = Some(PayoutMethod::Bank);
            self.past.confirm(self.channel, &Confirmed { notes, paid_by, ..run }, TEAM).await?;
            self.past.see_to_runs(self.channel).await?;
        }
        Ok(())
    }

    /// The bank has paid what it had a file of.
    pub(super) async fn hear_from_bank(&self, course: &mut Course) -> anyhow::Result<()> {
        for run in course.at_bank.drain(..) {
            let (_, payouts) = self.past.store().payout_run(self.channel, &run).await?.context("a run of the demo")?;
            let ids: Vec<_> = payouts.into_iter().map(|payout| payout.id).collect();
            self.past.settle_by_hand(self.channel, &run, &ids, true, "").await?;
        }
        Ok(())
    }

    /// Confirms a run and makes its file.
    async fn hand_to_bank(&self, program: &Program, run: &Confirmed) -> anyhow::Result<()> {
        program.confirm(self.channel, run, TEAM).await?;
        for _ in 0..PATIENCE {
            program.see_to_runs(self.channel).await?;
            match program.bank_file(self.channel, &run.id, self.zone).await {
                Ok(_) => return Ok(()),
                Err(ProgramError::Conflict(_)) => tokio::time::sleep(MOMENT).await,
                Err(error) => return Err(error.into()),
            }
        }
        program.bank_file(self.channel, &run.id, self.zone).await.context("a file for a bank")?;
        Ok(())
    }

    /// Today's payouts: one that was called off, one that waits for a second member of the team, one by Stripe that comes back and one
    /// of which nothing is heard, one by `PayPal` with every fate, and files that wait for the bank.
    pub(super) async fn pay(&self, members: &[Enrolled]) -> anyhow::Result<()> {
        let store = self.now.store();
        let usual = store.program_settings(self.channel).await?;
        let from = |limit| ProgramSettings { approval_above: limit, ..usual.clone() };
        // First: whoever sees to these runs would see to those of the rails as well, and wait for their answers.
        for currency in [Currency::EUR, Currency::USD] {
            if let Some(run) = self.due_today(PayoutMethod::Bank, currency, None).await? {
                self.hand_to_bank(&self.now, &run).await?;
            }
        }
        store.put_program_settings(self.channel, &from(Some(usd(1)))).await?;
        if let Some(mut run) = self.due_today(PayoutMethod::Manual, Currency::USD, None).await? {
            run.items.truncate(1);
            self.now.confirm(self.channel, &run, TEAM).await?;
            self.now.cancel_run(self.channel, &run.id, TEAM, "The wrong month was chosen").await?;
        }
        self.pay_one(members, "Priya").await?;
        store.put_program_settings(self.channel, &from(None)).await?;
        self.pay_one(members, "Hanna").await?;
        self.pay_one(members, "Tove").await?;
        if let Some(run) = self.due_today(PayoutMethod::Paypal, Currency::USD, None).await? {
            self.now.confirm(self.channel, &run, TEAM).await?;
        }
        store.put_program_settings(self.channel, &from(Some(usd(100_000)))).await?;
        Ok(())
    }

    async fn pay_one(&self, members: &[Enrolled], first_name: &str) -> anyhow::Result<()> {
        let member = members.iter().find(|it| it.sketch.0 == first_name).context("a member of the demo")?;
        if let Some(run) = self.due_today(PayoutMethod::Stripe, Currency::USD, Some(&member.id)).await? {
            self.now.confirm(self.channel, &run, TEAM).await?;
        }
        Ok(())
    }

    async fn due_today(
        &self,
        method: PayoutMethod,
        currency: Currency,
        only: Option<&PartnerId>,
    ) -> anyhow::Result<Option<Confirmed>> {
        let now = self.now.store().clock().now();
        self.planned(&self.now, method, currency, now, only).await
    }

    /// Who can be paid, or that one of them; none when nobody can.
    async fn planned(
        &self,
        program: &Program,
        method: PayoutMethod,
        currency: Currency,
        cut_off: Timestamp,
        only: Option<&PartnerId>,
    ) -> anyhow::Result<Option<Confirmed>> {
        let plan = program.plan(self.channel, method, currency, cut_off).await?;
        let payable = plan.lines.into_iter().filter(|line| line.verdict == Verdict::Payable);
        let asked = payable.filter(|line| only.is_none_or(|partner| line.partner_id == *partner));
        let items: Vec<ConfirmedItem> = asked.map(|line| line.confirmed()).collect();
        Ok((!items.is_empty()).then(|| Confirmed {
            id: PayoutRunId::new(program.store().clock().as_ref()),
            method,
            currency,
            cut_off,
            items,
            notes: "Commissions up to today".into(),
            paid_by: None,
        }))
    }
}
