//! Typed, sortable ids: a prefix and a `UUIDv7` in Crockford base 32, such as `ord_01jd3…`.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id")]
pub struct InvalidId;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

/// Writes 48 bits of milliseconds and 74 random bits as a `UUIDv7` in 26 characters that sort by time.
fn encode(millis: i64, random: [u8; 10]) -> String {
    let time = u128::from(millis.unsigned_abs()) & 0xffff_ffff_ffff;
    let noise = random.iter().fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    let high = noise >> 64 & 0x0fff;
    let low = noise & 0x3fff_ffff_ffff_ffff;
    let uuid = time << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low;
    (0..LENGTH)
        .rev()
        .map(|place| {
            let digit = (uuid >> (place * 5)) & 31;
            char::from(ALPHABET[usize::try_from(digit).unwrap_or(0)])
        })
        .collect()
}

fn is_well_formed(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|body| body.len() == LENGTH && body.bytes().all(|byte| ALPHABET.contains(&byte)))
}

/// When an id of whatever kind was made. None for what is no id of ours.
pub fn made_at(id: &str) -> Option<crate::Timestamp> {
    let (_, body) = id.rsplit_once('_').filter(|(_, body)| is_well_formed(body, ""))?;
    let digit = |byte: u8| ALPHABET.iter().position(|it| *it == byte).unwrap_or(0) as u128;
    let uuid = body.bytes().fold(0u128, |bits, byte| bits << 5 | digit(byte));
    i64::try_from(uuid >> 80).ok().map(crate::Timestamp::from_millis)
}

macro_rules! id {
    ($(#[$doc:meta] $name:ident $prefix:literal),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// Makes an id from a time and randomness that the caller hands in.
            pub fn from_parts(millis: i64, random: [u8; 10]) -> Self {
                Self(format!("{}{}", $prefix, encode(millis, random)))
            }

            /// Makes a new id, sorted after those made before.
            #[cfg(feature = "host")]
            pub fn new(clock: &dyn crate::Clock) -> Self {
                Self::from_parts(clock.now().millis(), crate::clock::random())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                is_well_formed(text, $prefix).then(|| Self(text.to_owned())).ok_or(InvalidId)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    )+};
}

id! {
    /// A merchant's shop: the tenant.
    ChannelId "chn_",
    /// A partner of one channel.
    PartnerId "ptn_",
    /// A sale.
    OrderId "ord_",
    /// What a partner earns by one sale, or a bonus.
    CommissionId "com_",
    /// Money given back for a sale.
    RefundId "rfd_",
    /// A member of the merchant's team.
    AdminId "adm_",
    /// An entry of the audit trail.
    AuditId "aud_",
    /// A published state of a landing page.
    ContentVersionId "ver_",
    /// A change that waits for the team.
    ReviewId "rev_",
    /// A partner's short link.
    LinkId "lnk_",
    /// Something that happened.
    EventId "evt_",
    /// Who bought.
    CustomerId "cus_",
    /// Partners who share terms.
    GroupId "grp_",
    /// A bonus for everybody who reaches a goal.
    MilestoneId "mil_",
    /// Money that moved between accounts of the ledger.
    MovementId "mov_",
    /// What one partner is paid at one time.
    PayoutId "pay_",
    /// Payouts that are made together.
    PayoutRunId "run_",
    /// A key of the API.
    ApiKeyId "key_",
    /// A file that is taken in.
    ImportId "imp_",
    /// A message to a partner.
    MailId "eml_",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_read_back() {
        let early = OrderId::from_parts(1_700_000_000_000, [0xff; 10]);
        let late = OrderId::from_parts(1_700_000_000_001, [0; 10]);
        assert!(early < late);
        assert_eq!(late.to_string().parse::<OrderId>(), Ok(late));
    }

    #[test]
    fn an_id_tells_when_it_was_made() {
        for millis in [0, 1, 1_800_000_000_123, 0xffff_ffff_ffff] {
            let id = OrderId::from_parts(millis, [0xff; 10]);
            assert_eq!(made_at(id.as_str()).map(crate::Timestamp::millis), Some(millis));
        }
        for foreign in ["", "pay_1", "01jd3000000000000000000000", "pay_ujd3000000000000000000000"] {
            assert_eq!(made_at(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn foreign_prefixes_and_strange_letters_are_refused() {
        let id = PartnerId::from_parts(1, [7; 10]).to_string();
        assert!(id.parse::<OrderId>().is_err());
        assert!(id.replace("ptn_0", "ptn_u").parse::<PartnerId>().is_err());
        assert!("ptn_".parse::<PartnerId>().is_err());
    }
}
