//! Bank accounts: IBAN and BIC of the single euro area, routing and account number in the United States.
//!
//! Checked by what the numbers carry in themselves: the IBAN's remainder 97 (ISO 13616, ISO 7064) and the routing number's
//! weights 3-7-1 (ABA). That an account exists is only known once its bank was paid. `Debug` shows the last digits only.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Which field is at fault, and why, in words for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct InvalidAccount {
    /// The field: `iban`, `bic`, `routing`, `account` or `kind`.
    pub field: &'static str,
    /// Why.
    pub reason: &'static str,
}

const fn invalid(field: &'static str, reason: &'static str) -> InvalidAccount {
    InvalidAccount { field, reason }
}

macro_rules! code {
    ($(#[$doc:meta] $name:ident $parse:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The code itself, in capitals and without spaces.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The last four characters, for people to tell one from another.
            pub fn masked(&self) -> String {
                masked(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidAccount;
            fn from_str(text: &str) -> Result<Self, InvalidAccount> {
                $parse(&compact(text)).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidAccount;
            fn try_from(text: String) -> Result<Self, InvalidAccount> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> String {
                code.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{}({})", stringify!($name), masked(&self.0))
            }
        }
    )+};
}

code! {
    /// An international bank account number.
    Iban parse_iban,
    /// A bank's own code (ISO 9362).
    Bic parse_bic,
    /// A routing number of the American Bankers Association: a bank in the United States.
    Routing parse_routing,
}

impl Iban {
    /// The country whose bank it is, as ISO 3166 writes it.
    pub fn country(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// Whether its country is one of the single euro payments area.
    pub fn is_in_euro_area(&self) -> bool {
        length_in(self.country()).is_some()
    }

    /// In groups of four, as it is printed.
    pub fn grouped(&self) -> String {
        let groups = self.0.as_bytes().chunks(4).map(String::from_utf8_lossy);
        groups.collect::<Vec<_>>().join(" ")
    }
}

impl Bic {
    /// The country whose bank it is, as ISO 3166 writes it.
    pub fn country(&self) -> &str {
        self.0.get(4..6).unwrap_or_default()
    }
}

/// What kind of account a bank in the United States keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A current account.
    Checking,
    /// A savings account.
    Savings,
}

impl AccountKind {
    /// The name in the store and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Savings => "savings",
        }
    }

    /// Reads the name in the store or in a form.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, InvalidAccount> {
        match text.trim() {
            "checking" => Ok(Self::Checking),
            "savings" => Ok(Self::Savings),
            _ => Err(invalid("kind", "choose checking or savings")),
        }
    }
}

/// An account with a bank in the United States.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "UsAccountParts", into = "UsAccountParts")]
pub struct UsAccount {
    routing: Routing,
    account: String,
    kind: AccountKind,
}

/// The account as it is kept: checked again when it is read.
#[derive(Serialize, Deserialize)]
struct UsAccountParts {
    routing: String,
    account: String,
    kind: AccountKind,
}

impl UsAccount {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// When the routing number (ABA) has not nine digits or its check digit is wrong, or when the account number has not
    /// one to seventeen digits, letters or hyphens.
    pub fn new(routing: &str, account: &str, kind: AccountKind) -> Result<Self, InvalidAccount> {
        let (routing, account) = (routing.parse()?, compact(account));
        let is_number = account.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
        if !(1..=17).contains(&account.len()) || !is_number {
            return Err(invalid("account", "an account number has up to 17 digits or letters"));
        }
        Ok(Self { routing, account, kind })
    }

    /// Whose account it is: the bank.
    pub const fn routing(&self) -> &Routing {
        &self.routing
    }

    /// The account number.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// What kind of account it is.
    pub const fn kind(&self) -> AccountKind {
        self.kind
    }

    /// The last four characters of the account number, for people to tell accounts apart.
    pub fn masked(&self) -> String {
        masked(&self.account)
    }
}

impl TryFrom<UsAccountParts> for UsAccount {
    type Error = InvalidAccount;
    fn try_from(parts: UsAccountParts) -> Result<Self, InvalidAccount> {
        Self::new(&parts.routing, &parts.account, parts.kind)
    }
}

impl From<UsAccount> for UsAccountParts {
    fn from(account: UsAccount) -> Self {
        Self { routing: account.routing.into(), account: account.account, kind: account.kind }
    }
}

impl fmt::Debug for UsAccount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "UsAccount({}, {})", self.masked(), self.kind.as_str())
    }
}

/// Without spaces and in capitals: how people write codes is their affair.
fn compact(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).map(|it| it.to_ascii_uppercase()).collect()
}

fn masked(text: &str) -> String {
    let last: Vec<char> = text.chars().rev().take(4).collect();
    format!("\u{2026}{}", last.into_iter().rev().collect::<String>())
}

fn parse_iban(text: &str) -> Result<String, InvalidAccount> {
    let fault = |reason| invalid("iban", reason);
    let bytes = text.as_bytes();
    if !bytes.iter().all(u8::is_ascii_alphanumeric) {
        return Err(fault("an IBAN has letters and digits only"));
    }
    let (Some(country), Some(check)) = (text.get(..2), text.get(2..4)) else {
        return Err(fault("an IBAN begins with a country and two digits"));
    };
    if !country.bytes().all(|it| it.is_ascii_uppercase()) || !check.bytes().all(|it| it.is_ascii_digit()) {
        return Err(fault("an IBAN begins with a country and two digits"));
    }
    match length_in(country) {
        Some(length) if length != text.len() => {
            return Err(fault("this IBAN is too long or too short for its country"));
        }
        None if !(15..=34).contains(&text.len()) => return Err(fault("an IBAN has 15 to 34 characters")),
        _ => {}
    }
    // 00, 01 and 99 leave the right remainder for some accounts, but are never given out (ISO 7064).
    let is_given_out = !matches!(check, "00" | "01" | "99");
    let good = is_given_out && remainder(bytes) == 1;
    good.then(|| text.to_owned()).ok_or(fault("this IBAN is mistyped: its check digits do not fit"))
}

/// The remainder by 97 of the number that the IBAN is, with its first four characters behind the rest and A = 10 … Z = 35.
fn remainder(iban: &[u8]) -> u32 {
    let (head, tail) = iban.split_at(4.min(iban.len()));
    tail.iter().chain(head).fold(0, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte.to_ascii_uppercase() - b'A') + 10) % 97,
    })
}

/// How long IBANs of a country are, in the countries of the single euro payments area (registry of SWIFT).
fn length_in(country: &str) -> Option<usize> {
    Some(match country {
        "NO" => 15,
        "BE" => 16,
        "DK" | "FI" | "NL" => 18,
        "MK" | "SI" => 19,
        "AT" | "EE" | "LT" | "LU" => 20,
        "CH" | "HR" | "LI" | "LV" => 21,
        "BG" | "DE" | "GB" | "IE" | "ME" | "RS" | "VA" => 22,
        "GI" => 23,
        "AD" | "CZ" | "ES" | "MD" | "RO" | "SE" | "SK" => 24,
        "PT" => 25,
        "IS" => 26,
        "FR" | "GR" | "IT" | "MC" | "SM" => 27,
        "AL" | "CY" | "HU" | "PL" => 28,
        "MT" => 31,
        _ => return None,
    })
}

fn parse_bic(text: &str) -> Result<String, InvalidAccount> {
    let fault = invalid("bic", "a BIC has 8 or 11 letters and digits, such as COBADEFFXXX");
    let bytes = text.as_bytes();
    let is_letters =
        |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|it| it.iter().all(u8::is_ascii_uppercase));
    let good = matches!(bytes.len(), 8 | 11) && is_letters(0..6) && bytes.iter().all(u8::is_ascii_alphanumeric);
    good.then(|| text.to_owned()).ok_or(fault)
}

/// Nine digits whose sum, weighted 3-7-1, ends in 0.
fn parse_routing(text: &str) -> Result<String, InvalidAccount> {
    let is_number = text.len() == 9 && text.bytes().all(|it| it.is_ascii_digit());
    if !is_number {
        return Err(invalid("routing", "a routing number has nine digits"));
    }
    let weights = [3u32, 7, 1].into_iter().cycle();
    let sum: u32 = text.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let good = sum > 0 && sum.is_multiple_of(10);
    good.then(|| text.to_owned())
        .ok_or(invalid("routing", "this routing number is mistyped: its check digit does not fit"))
}

#[cfg(test)]
mod tests;
