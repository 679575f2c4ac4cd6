//! Files for the merchant's bank, made from a run of bank transfers: the same file each time it is asked for.

use crate::{Program, ProgramError, Result};
use connectors::rails::bank::{
    BankFileError, BankPayment,
    nacha::{self, NachaFile},
    sepa::{self, SepaAccount, SepaFile},
};
use domain::{
    ChannelId, Currency, PayoutRunId,
    bank::Routing,
    payout::{PayoutAccount, PayoutMethod, PayoutStatus},
    zone::Zone,
};
use store::{Payout, PayoutRun};

/// The merchant's own accounts, as their banks know them.
#[derive(Debug, Clone, Default)]
pub struct Payer {
    /// Name and account for transfers in euro.
    pub sepa: Option<(String, SepaAccount)>,
    /// What a file of direct deposits says of the merchant and their bank.
    pub nacha: Option<UsPayer>,
}

/// The merchant as a file of direct deposits names them; see [`NachaFile`] for what each means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsPayer {
    /// The bank that takes the file.
    pub destination: Routing,
    /// Its name.
    pub destination_name: String,
    /// Who sends the file, in the number that the bank gave them.
    pub origin: String,
    /// The merchant's name as partners read it.
    pub company_name: String,
    /// The merchant's number with the bank.
    pub company_id: String,
}

/// A file to be handed to a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankFile {
    /// What it is called.
    pub name: String,
    /// Its media type.
    pub kind: &'static str,
    /// The text.
    pub text: String,
}

impl Program {
    /// The file of a run.
    ///
    /// # Errors
    /// `NotFound` when there is no such run, `Conflict` when it is no bank transfer, waits for approval, or the merchant's account or a partner's is missing.
    pub async fn bank_file(&self, channel: &ChannelId, run: &PayoutRunId, zone: &Zone) -> Result<BankFile> {
        let (run, payouts) = self.store.payout_run(channel, run).await?.ok_or(ProgramError::NotFound)?;
        if run.method != PayoutMethod::Bank {
            return Err(ProgramError::Conflict("Only bank transfers have a file.".into()));
        }
        super::may_leave(&payouts)?;
        let open: Vec<&Payout> =
            payouts.iter().filter(|it| !matches!(it.status, PayoutStatus::Cancelled | PayoutStatus::Failed)).collect();
        match run.currency {
            Currency::EUR => self.sepa_file(channel, &run, &open, zone),
            Currency::USD => self.nacha_file(channel, &run, &open, zone),
            other => Err(ProgramError::Conflict(format!("There is no bank file for {other}."))),
        }
    }

    fn sepa_file(&self, channel: &ChannelId, run: &PayoutRun, payouts: &[&Payout], zone: &Zone) -> Result<BankFile> {
        let (name, account) = self.payer.sepa.clone().ok_or_else(|| unset("payouts.sepa"))?;
        let payments = self.payments(channel, payouts, |account| match account {
            PayoutAccount::Sepa { name, iban, bic } => Some((name, SepaAccount { iban, bic })),
            _ => None,
        })?;
        let file = SepaFile {
            id: sepa::id_in_file(run.id.as_str()),
            name,
            account,
            created_at: run.created_at,
            pays_on: zone.day(run.created_at).plus(1),
            payments,
        };
        let text = sepa::write(&file).map_err(|fault| refused(&fault))?;
        Ok(BankFile { name: format!("{}.xml", run.id), kind: "application/xml", text })
    }

    fn nacha_file(&self, channel: &ChannelId, run: &PayoutRun, payouts: &[&Payout], zone: &Zone) -> Result<BankFile> {
        let payer = self.payer.nacha.clone().ok_or_else(|| unset("payouts.nacha"))?;
        let payments = self.payments(channel, payouts, |account| match account {
            PayoutAccount::UnitedStates { name, account } => Some((name, account)),
            _ => None,
        })?;
        let day = zone.day(run.created_at);
        let file = NachaFile {
            bank: payer.destination.clone(),
            destination: payer.destination,
            destination_name: payer.destination_name,
            origin: payer.origin,
            origin_name: payer.company_name.clone(),
            company_name: payer.company_name,
            company_id: payer.company_id,
            description: "COMMISSION".into(),
            created_on: day,
            modifier: modifier(&run.id),
            pays_on: day.plus(1),
            payments,
        };
        let text = nacha::write(&file).map_err(|fault| refused(&fault))?;
        Ok(BankFile { name: format!("{}.ach", run.id), kind: "text/plain", text })
    }

    fn payments<A>(
        &self,
        channel: &ChannelId,
        payouts: &[&Payout],
        of: impl Fn(PayoutAccount) -> Option<(String, A)>,
    ) -> Result<Vec<BankPayment<A>>> {
        let one = |payout: &&Payout| {
            let account = self.seal.open(channel, &payout.partner_id, &payout.sealed).and_then(&of);
            let (name, account) = account.ok_or_else(|| {
                ProgramError::Conflict(format!("Payout {}: the account does not fit this file.", payout.id))
            })?;
            let id = sepa::id_in_file(payout.id.as_str());
            Ok(BankPayment { id, name, account, amount: payout.amount, note: payout.notes.clone() })
        };
        payouts.iter().map(one).collect()
    }
}

/// Tells the files of one day apart: a letter or digit of the run's own id.
fn modifier(run: &PayoutRunId) -> char {
    run.as_str().chars().last().map_or('A', |last| last.to_ascii_uppercase())
}

fn unset(setting: &str) -> ProgramError {
    ProgramError::Conflict(format!("The merchant's own account is not set ({setting})."))
}

fn refused(fault: &BankFileError) -> ProgramError {
    ProgramError::Conflict(fault.to_string())
}
