//! Failure switches, one per system: what an outside system can do to us on a bad day.

pub(crate) mod failures;

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};

use crate::world::lock;

/// A system with a switch of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum System {
    Cc,
    Sso,
    Shopify,
    Impact,
    HubSpot,
    Paypal,
    Stripe,
}

impl System {
    pub(crate) const ALL: [Self; 7] =
        [Self::Cc, Self::Sso, Self::Shopify, Self::Impact, Self::HubSpot, Self::Paypal, Self::Stripe];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cc => "cc",
            Self::Sso => "sso",
            Self::Shopify => "shopify",
            Self::Impact => "impact",
            Self::HubSpot => "hubspot",
            Self::Paypal => "paypal",
            Self::Stripe => "stripe",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Cc => "CreatorCommerce",
            Self::Sso => "CC sign-in",
            Self::Shopify => "Shopify",
            Self::Impact => "impact.com",
            Self::HubSpot => "HubSpot",
            Self::Paypal => "PayPal",
            Self::Stripe => "Stripe",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|system| system.name() == name)
    }

    /// The system whose route a path is; `None` for the sandbox's own pages.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let mut parts = path.trim_start_matches('/').split('/');
        match (parts.next()?, parts.next()) {
            ("cc", Some("auth")) => Some(Self::Sso),
            (first, _) => Self::parse(first).filter(|system| *system != Self::Sso),
        }
    }
}

/// How a system behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Ok,
    Slow {
        delay: Duration,
    },
    Hang,
    Error500,
    RateLimited,
    Garbage,
    Dead,
    /// A payout is accepted, and the connection breaks before the answer.
    LostAnswer,
    /// Payouts are accepted, and come to no end until the switch is set back.
    Late,
    /// Each webhook is told twice.
    Twice,
    /// Every second payment fails.
    Partial,
    /// Batches are taken on, and denied as a whole.
    Denied,
    /// Batches are refused for their form.
    Invalid,
    /// Batches are refused, because the balance does not suffice.
    NoFunds,
}

impl Mode {
    const NAMES: [&'static str; 14] = [
        "ok",
        "slow",
        "hang",
        "error500",
        "rate_limited",
        "garbage",
        "dead",
        "lost_answer",
        "late",
        "twice",
        "partial",
        "denied",
        "invalid",
        "no_funds",
    ];

    /// The modes that a system has.
    pub(crate) fn names(system: System) -> &'static [&'static str] {
        let count = match system {
            System::Paypal => Self::NAMES.len(),
            System::Stripe => 11,
            _ => 7,
        };
        Self::NAMES.get(..count).unwrap_or_default()
    }

    pub(crate) fn parse(system: System, name: &str, delay: Duration) -> Option<Self> {
        Some(match name {
            _ if !Self::names(system).contains(&name) => return None,
            "ok" => Self::Ok,
            "slow" => Self::Slow { delay },
            "hang" => Self::Hang,
            "error500" => Self::Error500,
            "rate_limited" => Self::RateLimited,
            "garbage" => Self::Garbage,
            "dead" => Self::Dead,
            "lost_answer" => Self::LostAnswer,
            "late" => Self::Late,
            "twice" => Self::Twice,
            "partial" => Self::Partial,
            "denied" => Self::Denied,
            "invalid" => Self::Invalid,
            "no_funds" => Self::NoFunds,
            _ => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Slow { .. } => "slow",
            Self::Hang => "hang",
            Self::Error500 => "error500",
            Self::RateLimited => "rate_limited",
            Self::Garbage => "garbage",
            Self::Dead => "dead",
            Self::LostAnswer => "lost_answer",
            Self::Late => "late",
            Self::Twice => "twice",
            Self::Partial => "partial",
            Self::Denied => "denied",
            Self::Invalid => "invalid",
            Self::NoFunds => "no_funds",
        }
    }

    pub(crate) fn delay_ms(self) -> u64 {
        match self {
            Self::Slow { delay } => u64::try_from(delay.as_millis()).unwrap_or_default(),
            _ => 0,
        }
    }
}

/// The state of all switches.
#[derive(Default)]
pub(crate) struct Switches {
    modes: Mutex<BTreeMap<System, Mode>>,
    garbage: AtomicUsize,
}

impl Switches {
    pub(crate) fn mode(&self, system: System) -> Mode {
        lock(&self.modes).get(&system).copied().unwrap_or(Mode::Ok)
    }

    pub(crate) fn set(&self, system: System, mode: Mode) {
        lock(&self.modes).insert(system, mode);
    }

    /// Garbage comes in several kinds, in turn.
    pub(crate) fn next_garbage(&self) -> usize {
        self.garbage.fetch_add(1, Ordering::Relaxed)
    }

    /// `{"cc":{"mode":"slow","delay_ms":2000}, …}`
    pub(crate) fn as_json(&self) -> Value {
        let each = System::ALL.into_iter().map(|system| {
            let mode = self.mode(system);
            (system.name().to_owned(), json!({"mode": mode.name(), "delay_ms": mode.delay_ms()}))
        });
        Value::Object(each.collect())
    }
}
