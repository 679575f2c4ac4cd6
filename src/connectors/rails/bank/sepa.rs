//! SEPA credit transfers: pain.001.001.09, with the rules of the European Payments Council that its schema does not hold.
//!
//! Ids have 1 to 35 characters, no slash at either end and no two in a row; names have up to 70 and notes up to 140
//! characters of the Latin set; an amount is 0.01 to 999,999,999.99 EUR (contract 5.3).

use super::{BankFileError, BankPayment, check_ids, latin};
use ::sepa::{
    BuildError, CreditTransferEntry, CreditTransferGroup, CreditTransferSchema, IsoDate, IsoDateTime, Pain001Builder,
};
use domain::{
    Currency, Day, Timestamp,
    bank::{Bic, Iban},
};

const LONGEST_NAME: usize = 70;
const LONGEST_NOTE: usize = 140;

/// An account in the single euro payments area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SepaAccount {
    /// Its number.
    pub iban: Iban,
    /// Its bank. Not needed inside the area.
    pub bic: Option<Bic>,
}

/// A file of transfers from one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SepaFile {
    /// Our id of the batch: the bank refuses a second file with the same.
    pub id: String,
    /// The merchant, as their bank knows them.
    pub name: String,
    /// The merchant's account.
    pub account: SepaAccount,
    /// When the file was made.
    pub created_at: Timestamp,
    /// On which day the bank pays.
    pub pays_on: Day,
    /// The payments.
    pub payments: Vec<BankPayment<SepaAccount>>,
}

/// Our id as it stands in the file, and in what the bank says of it: the Latin set has no underscore.
pub fn id_in_file(id: &str) -> String {
    id.replace('_', "-")
}

/// Writes the file.
///
/// # Errors
/// When a payment or the file breaks a rule.
pub fn write(file: &SepaFile) -> Result<String, BankFileError> {
    check_ids(&file.payments)?;
    let whole = |fault: &dyn std::fmt::Display| BankFileError::File(fault.to_string());
    let debtor = iban(&file.account.iban).map_err(|fault| whole(&fault))?;
    let name = required(&file.name, LONGEST_NAME).ok_or_else(|| whole(&"the payer has no name"))?;
    let pays_on = date(file.pays_on).map_err(|fault| whole(&fault))?;
    let mut group = CreditTransferGroup::new(&name, &debtor, pays_on);
    if let Some(bic) = &file.account.bic {
        group = group.debtor_bic(self::bic(bic).map_err(|fault| whole(&fault))?);
    }
    for payment in &file.payments {
        group = group.add_entry(entry(payment).map_err(|reason| BankFileError::payment(payment, reason))?);
    }
    let message = Pain001Builder::new(&name, id_in_file(&file.id))
        .schema(CreditTransferSchema::IsoV9)
        .created_at(moment(file.created_at).map_err(|fault| whole(&fault))?)
        .add_group(group);
    message.build().map_err(|fault| named(file, &fault))
}

/// The rule that was broken, with the payout that broke it.
fn named(file: &SepaFile, fault: &BuildError) -> BankFileError {
    let payment = fault.location.transaction.and_then(|index| file.payments.get(index));
    payment.map_or_else(
        || BankFileError::File(fault.kind.to_string()),
        |payment| BankFileError::payment(payment, &fault.kind),
    )
}

fn entry(payment: &BankPayment<SepaAccount>) -> Result<CreditTransferEntry, String> {
    if payment.amount.currency != Currency::EUR {
        return Err(format!("is in {}: SEPA moves euro only", payment.amount.currency));
    }
    let account = iban(&payment.account.iban)?;
    if !account.is_sepa() {
        return Err(format!("{} is outside the single euro payments area", payment.account.iban.country()));
    }
    let name = required(&payment.name, LONGEST_NAME).ok_or("the account's owner has no name")?;
    let mut entry = CreditTransferEntry::new(name, account, payment.amount.minor, id_in_file(&payment.id));
    if let Some(bic) = &payment.account.bic {
        entry = entry.with_bic(self::bic(bic)?);
    }
    if let Some(note) = required(&payment.note, LONGEST_NOTE) {
        entry = entry.with_description(note);
    }
    Ok(entry)
}

fn required(text: &str, most: usize) -> Option<String> {
    Some(latin(text, most)).filter(|it| !it.is_empty())
}

fn iban(iban: &Iban) -> Result<::sepa::Iban, String> {
    ::sepa::validate_iban(iban.as_str()).map_err(|fault| fault.to_string())
}

fn bic(bic: &Bic) -> Result<::sepa::Bic, String> {
    ::sepa::validate_bic(bic.as_str()).map_err(|fault| fault.to_string())
}

fn date(day: Day) -> Result<IsoDate, String> {
    IsoDate::parse(&day.iso()).map_err(|fault| fault.to_string())
}

fn moment(at: Timestamp) -> Result<IsoDateTime, String> {
    let seconds = at.millis().div_euclid(1_000);
    let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    let text = format!("{}T{hour:02}:{minute:02}:{:02}Z", Day::from_number(day).iso(), second % 60);
    IsoDateTime::parse(&text).map_err(|fault| fault.to_string())
}

#[cfg(test)]
mod tests;
