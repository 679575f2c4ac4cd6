//! Texts that mean something: e-mail addresses, handles, coupon codes, and the form in which texts are searched.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Why a text was refused, in words for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidText(pub &'static str);

macro_rules! text {
    ($(#[$doc:meta] $name:ident $parse:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidText;
            fn from_str(text: &str) -> Result<Self, InvalidText> {
                $parse(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidText;
            fn try_from(text: String) -> Result<Self, InvalidText> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    )+};
}

text! {
    /// An e-mail address, trimmed and in lower case: what partners are joined by.
    Email parse_email,
    /// A partner's handle, as in `/p/{handle}`: lower-case letters, digits, `-`, `_` and `.`.
    Handle parse_handle,
    /// A coupon or affiliate code, in upper case: codes are compared without regard to case.
    CouponCode parse_coupon,
}

impl Email {
    /// Enough to recognise it by, and no more: `l•••@example.com`.
    pub fn masked(&self) -> String {
        let (local, host) = self.0.rsplit_once('@').unwrap_or_default();
        let first: String = local.chars().take(1).collect();
        format!("{first}•••@{host}")
    }
}

fn parse_email(text: &str) -> Result<String, InvalidText> {
    let email = text.trim().to_lowercase();
    let fault = InvalidText("enter an e-mail address such as name@example.com");
    let (local, host) = email.rsplit_once('@').ok_or_else(|| fault.clone())?;
    let good = !local.is_empty()
        && host.len() > 2
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && email.len() <= 254
        && !email.chars().any(|letter| letter.is_whitespace() || letter.is_control())
        && !local.contains('@');
    good.then_some(email).ok_or(fault)
}

fn parse_handle(text: &str) -> Result<String, InvalidText> {
    let handle = text.trim().to_lowercase();
    let good = (1..=80).contains(&handle.len())
        && handle.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        && !handle.starts_with('.');
    good.then_some(handle).ok_or(InvalidText("a handle has letters, digits, - and _ only"))
}

fn parse_coupon(text: &str) -> Result<String, InvalidText> {
    let code = text.trim().to_uppercase();
    let good = (1..=60).contains(&code.chars().count())
        && !code.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    good.then_some(code).ok_or(InvalidText("a code has 1 to 60 characters and no spaces"))
}

/// The form in which texts are searched: lower case, single spaces. Done here, because the two engines fold case differently.
pub fn search_text(parts: &[&str]) -> String {
    let joined = parts.join(" ").to_lowercase();
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a text as they are searched: runs of letters and digits, in lower case.
pub fn search_words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_are_folded_and_checked() {
        assert_eq!(" Ana@Example.COM ".parse::<Email>().unwrap().as_str(), "ana@example.com");
        assert_eq!("lin@example.com".parse::<Email>().unwrap().masked(), "l•••@example.com");
        for bad in ["", "ana", "ana@", "@b.c", "a b@c.de", "a@b@c.de", "a@.de", "a@de."] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
    }

    #[test]
    fn handles_stay_in_one_path_segment() {
        assert!("ana-demo".parse::<Handle>().is_ok());
        for bad in ["", "..", "a/b", "a b", "<script>", "ä"] {
            assert!(bad.parse::<Handle>().is_err(), "{bad}");
        }
    }

    #[test]
    fn codes_compare_without_case() {
        assert_eq!("ana15".parse::<CouponCode>(), "ANA15".parse());
        assert!("AN A".parse::<CouponCode>().is_err());
    }
}
