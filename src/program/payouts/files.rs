//! Files for the merchant's bank, made from a run of bank transfers: the same file each time it is asked for.
//!
//! When a file is first made is noted with its run, and so is what tells it from the others of that day. From then on it holds who was
//! in it then, whatever became of them since: two files of one name that differ would be two payments to a bank.

use crate::{Program, ProgramError, Result};
use connectors::rails::bank::{
    BankFileError, BankPayment, calendar,
    nacha::{self, NachaFile},
    sepa::{self, SepaAccount, SepaFile},
};
use domain::{
    ChannelId, Currency, Day, PayoutRunId, Timestamp,
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
    /// `NotFound` when there is no such run, `Conflict` when it is no bank transfer, waits for approval or is not ready, or when the
    /// merchant's account or a partner's is missing.
    pub async fn bank_file(&self, channel: &ChannelId, run: &PayoutRunId, zone: &Zone) -> Result<BankFile> {
        let (run, payouts) = self.store.payout_run(channel, run).await?.ok_or(ProgramError::NotFound)?;
        if run.method != PayoutMethod::Bank {
            return Err(ProgramError::Conflict("Only bank transfers have a file.".into()));
        }
        super::may_leave(&payouts)?;
        // Until then it can be called off: what a bank may have cannot.
        if payouts.iter().any(|it| matches!(it.status, PayoutStatus::Scheduled | PayoutStatus::Sending)) {
            return Err(ProgramError::Conflict("It is being made ready. Ask again in a moment.".into()));
        }
        let now = self.clock().now();
        let made = FileMade { at: run.file.map_or(now, |file| file.made_at), number: 0, zone };
        // A file that cannot be made leaves no note: its day would be over when it can be.
        self.written(channel, &run, &payouts, &made)?;
        let note = self.store.note_bank_file(channel, &run.id, zone.day(now)).await?.ok_or(ProgramError::NotFound)?;
        self.written(channel, &run, &payouts, &FileMade { at: note.made_at, number: note.number, zone })
    }

    fn written(
        &self,
        channel: &ChannelId,
        run: &PayoutRun,
        payouts: &[Payout],
        made: &FileMade<'_>,
    ) -> Result<BankFile> {
        let in_file: Vec<&Payout> = payouts.iter().filter(|it| is_in_file(it, made.at)).collect();
        match run.currency {
            Currency::EUR => self.sepa_file(channel, run, &in_file, made),
            Currency::USD => self.nacha_file(channel, run, &in_file, made),
            other => Err(ProgramError::Conflict(format!("There is no bank file for {other}."))),
        }
    }

    fn sepa_file(
        &self,
        channel: &ChannelId,
        run: &PayoutRun,
        payouts: &[&Payout],
        made: &FileMade<'_>,
    ) -> Result<BankFile> {
        let (name, account) = self.payer.sepa.clone().ok_or_else(|| unset("payouts.sepa"))?;
        let payments = self.payments(channel, payouts, |account| match account {
            PayoutAccount::Sepa { name, iban, bic } => Some((name, SepaAccount { iban, bic })),
            _ => None,
        })?;
        let file = SepaFile {
            id: sepa::id_in_file(run.id.as_str()),
            name,
            account,
            created_at: made.at,
            pays_on: calendar::next_target_day(made.day()),
            payments,
        };
        let text = sepa::write(&file).map_err(|fault| refused(&fault))?;
        Ok(BankFile { name: format!("{}.xml", run.id), kind: "application/xml", text })
    }

    fn nacha_file(
        &self,
        channel: &ChannelId,
        run: &PayoutRun,
        payouts: &[&Payout],
        made: &FileMade<'_>,
    ) -> Result<BankFile> {
        let payer = self.payer.nacha.clone().ok_or_else(|| unset("payouts.nacha"))?;
        let payments = self.payments(channel, payouts, |account| match account {
            PayoutAccount::UnitedStates { name, account } => Some((name, account)),
            _ => None,
        })?;
        let file = NachaFile {
            bank: payer.destination.clone(),
            destination: payer.destination,
            destination_name: payer.destination_name,
            origin: payer.origin,
            origin_name: payer.company_name.clone(),
            company_name: payer.company_name,
            company_id: payer.company_id,
            description: "COMMISSION".into(),
            created_on: made.day(),
            modifier: modifier(made.number)?,
            pays_on: calendar::next_federal_reserve_day(made.day()),
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

/// When a file was first made, and its number among those of that day.
struct FileMade<'a> {
    at: Timestamp,
    number: i64,
    zone: &'a Zone,
}

impl FileMade<'_> {
    fn day(&self) -> Day {
        self.zone.day(self.at)
    }
}

/// Whether a payout is in a file that was made at a time: unless it had come to nothing before.
fn is_in_file(payout: &Payout, made_at: Timestamp) -> bool {
    match payout.status {
        PayoutStatus::Cancelled => false,
        PayoutStatus::Failed => payout.settled_at.is_some_and(|settled_at| settled_at > made_at),
        _ => true,
    }
}

/// Tells the files of one day apart: A to Z, then 0 to 9.
fn modifier(number: i64) -> Result<char> {
    let known = usize::try_from(number).ok().and_then(|number| ('A'..='Z').chain('0'..='9').nth(number));
    known.ok_or_else(|| ProgramError::Conflict("A bank takes 36 files a day: make this one tomorrow.".into()))
}

fn unset(setting: &str) -> ProgramError {
    ProgramError::Conflict(format!("The merchant's own account is not set ({setting})."))
}

fn refused(fault: &BankFileError) -> ProgramError {
    ProgramError::Conflict(fault.to_string())
}
