//! Who takes part in the demo's program: partners, applicants, buyers, and what is bought.

use anyhow::Context;
use domain::{
    Currency,
    bank::{AccountKind, UsAccount},
    payout::PayoutAccount,
};

/// First and last name, code, orders in ten days, whole units of money of a usual order, account, group.
pub(super) type Sketch = (&'static str, &'static str, &'static str, u64, i64, Account, Option<usize>);

#[derive(Clone, Copy)]
pub(super) enum Account {
    Paypal(&'static str),
    Stripe(&'static str),
    Sepa(&'static str),
    /// Routing number and account number.
    UnitedStates(&'static str, &'static str),
    None,
}

impl Account {
    /// What those who buy with the partner's code pay in: the shop of their country takes no other.
    pub(super) const fn currency(self) -> Currency {
        match self {
            Self::Sepa(_) => Currency::EUR,
            _ => Currency::USD,
        }
    }

    pub(super) fn opened(self, first: &str, last: &str) -> anyhow::Result<Option<PayoutAccount>> {
        let name = format!("{first} {last}");
        Ok(match self {
            Self::Paypal(email) => Some(PayoutAccount::Paypal { email: email.parse()? }),
            Self::Stripe(account) => Some(PayoutAccount::Stripe { account: account.into() }),
            Self::Sepa(iban) => Some(PayoutAccount::Sepa { name, iban: iban.parse()?, bic: None }),
            Self::UnitedStates(routing, number) => {
                let account = UsAccount::new(routing, number, AccountKind::Checking).context("an account")?;
                Some(PayoutAccount::UnitedStates { name, account })
            }
            Self::None => None,
        })
    }
}

/// Accounts that say `unclaimed`, `fail`, `hold`, `return`, `reverse` or `silent` meet that fate with the stand-ins.
pub(super) const MEMBERS: [Sketch; 14] = [
    ("Maya", "Lindqvist", "MAYA15", 9, 120, Account::Paypal("maya.lindqvist@example.com"), Some(1)),
    ("Oscar", "Bello", "OSCAR10", 7, 95, Account::Paypal("oscar.bello@example.com"), Some(0)),
    ("Priya", "Raman", "PRIYATREK", 6, 140, Account::Stripe("acct_1PriyaRaman"), Some(1)),
    ("Jonas", "Keller", "JONASKLETTERT", 4, 110, Account::Sepa("DE89370400440532013000"), None),
    ("Amélie", "Roux", "AMELIE12", 3, 90, Account::Paypal("amelie.unclaimed@example.com"), None),
    ("Sam", "Whitlock", "SAMOUTSIDE", 3, 75, Account::Paypal("sam.fail@example.com"), None),
    ("Keiko", "Mori", "KEIKOHIKES", 2, 180, Account::Paypal("keiko.hold@example.com"), None),
    ("Luis", "Ortega", "LUISRUNS", 2, 60, Account::None, Some(0)),
    ("Hanna", "Virtanen", "HANNA5", 3, 85, Account::Stripe("acct_1Hannareverse"), None),
    ("Tove", "Lindgren", "TOVETREKS", 3, 100, Account::Stripe("acct_1Tovesilent"), None),
    ("Rosa", "Pineda", "ROSAROAMS", 3, 90, Account::Paypal("rosa.return@example.com"), None),
    ("Walt", "Simmons", "WALTWANDERS", 3, 115, Account::UnitedStates("021000021", "4417902238"), None),
    ("Dev", "Okafor", "DEVCAMPS", 0, 0, Account::None, None),
    ("Ruth", "Alvarez", "RUTHTRAILS", 0, 0, Account::None, None),
];
pub(super) const GOODS: [(&str, &str); 5] = [
    ("Ridge tent", "Camp"),
    ("Trail shoe", "Run"),
    ("Down quilt", "Sleep"),
    ("Stove set", "Camp"),
    ("Rain shell", "Wear"),
];
pub(super) const QUESTION: &str = "Where do you share what you love?";
/// Who applied: first name, last name, where to find them, what they answered.
pub(super) const APPLICANTS: [(&str, &str, &str, &str); 2] = [
    (
        "Signe",
        "Lund",
        "https://signe.example/hut-to-hut",
        "A newsletter about hut-to-hut walks, 4,200 readers, every second Sunday.",
    ),
    (
        "Teo",
        "Marchetti",
        "https://video.example/@teo-climbs",
        "Short films from the Dolomites.\nMostly about gear that lasts.",
    ),
];
/// Who buys: as many as there are first names for each last name.
pub(super) const BUYERS: u64 = 24 * 40;
/// Of these every eighth order is.
pub(super) const LOYAL: u64 = 16;
pub(super) const FIRST: [&str; 24] = [
    "Ada", "Ben", "Carla", "Dan", "Elif", "Finn", "Grace", "Hugo", "Ines", "Jonas", "Kaya", "Lena", "Mara", "Nils",
    "Oona", "Pavel", "Quinn", "Rosa", "Sam", "Tess", "Ugo", "Vera", "Wim", "Yara",
];
pub(super) const LAST: [&str; 40] = [
    "Abbott", "Ahmed", "Baker", "Bauer", "Castillo", "Chen", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia",
    "Grant", "Haas", "Hughes", "Ito", "Jensen", "Kaur", "Keller", "Larsen", "Lopez", "Marino", "Meyer", "Novak",
    "Okafor", "Olsen", "Patel", "Perez", "Quiroga", "Rossi", "Ryan", "Santos", "Silva", "Stone", "Tanaka", "Toth",
    "Urban", "Vega", "Walsh", "Young", "Zeller",
];
