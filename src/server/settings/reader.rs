//! Reads single settings out of file and environment, and collects what is wrong with them instead of stopping at the first.

use secrecy::SecretString;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};
use toml::{Table, Value};

/// What every environment variable begins with.
const PREFIX: &str = "TANDEM_";

/// One thing that is wrong. Never holds the value: it may be a secret in the wrong place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    setting: String,
    message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { setting, message } = self;
        if setting.is_empty() {
            return out.write_str(message);
        }
        write!(out, "{setting} ({}): {message}", variable(setting))
    }
}

/// The environment's name of a setting: `cc.base_url` is `TANDEM_CC__BASE_URL`.
pub(crate) fn variable(setting: &str) -> String {
    format!("{PREFIX}{}", setting.replace('.', "__").to_uppercase())
}

/// A value, and whether it came from the environment.
struct Given {
    text: String,
    is_variable: bool,
}

/// All that was given, and all that was wrong so far.
pub(crate) struct Reader {
    given: BTreeMap<String, Given>,
    asked: BTreeSet<&'static str>,
    faults: Vec<Fault>,
}

impl Reader {
    /// Lays the environment over the file.
    pub(crate) fn new(file: &str, environment: impl Iterator<Item = (String, String)>) -> Self {
        let mut reader = Self { given: BTreeMap::new(), asked: BTreeSet::new(), faults: Vec::new() };
        match file.parse::<Table>() {
            Ok(table) => reader.lay("", table),
            Err(error) => reader.fault("", format!("tandem.toml is not valid TOML: {}", error.message())),
        }
        for (name, value) in environment {
            if let Some(setting) = name.strip_prefix(PREFIX) {
                let setting = setting.to_lowercase().replace("__", ".");
                reader.give(setting, value, true);
            }
        }
        reader
    }

    fn lay(&mut self, above: &str, table: Table) {
        for (name, value) in table {
            let setting = format!("{above}{name}");
            match value {
                Value::Table(inner) => self.lay(&format!("{setting}."), inner),
                Value::String(text) => self.give(setting, text, false),
                Value::Integer(number) => self.give(setting, number.to_string(), false),
                Value::Boolean(flag) => self.give(setting, flag.to_string(), false),
                Value::Array(items) => self.give(setting, joined(&items), false),
                Value::Float(_) | Value::Datetime(_) => {
                    self.fault(&setting, "must be a text or a whole number");
                }
            }
        }
    }

    fn give(&mut self, setting: String, text: String, is_variable: bool) {
        self.given.insert(setting, Given { text, is_variable });
    }

    /// Notes that something is wrong.
    pub(crate) fn fault(&mut self, setting: &str, message: impl Into<String>) {
        self.faults.push(Fault { setting: setting.to_owned(), message: message.into() });
    }

    /// A text; none when it was not given or is empty.
    pub(crate) fn text(&mut self, setting: &'static str) -> Option<String> {
        self.asked.insert(setting);
        let text = self.given.get(setting)?.text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A secret; none when it was not given or is empty.
    pub(crate) fn secret(&mut self, setting: &'static str) -> Option<SecretString> {
        self.text(setting).map(SecretString::from)
    }

    /// Whatever reads itself from a text; a fault that says what it must be, when it cannot.
    pub(crate) fn parse<T: FromStr>(&mut self, setting: &'static str, must: &str) -> Option<T> {
        let text = self.text(setting)?;
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.fault(setting, format!("must be {must}"));
        }
        parsed
    }

    /// A whole number within bounds.
    pub(crate) fn number(&mut self, setting: &'static str, default: u64, from: u64, to: u64) -> u64 {
        let must = format!("a whole number from {from} to {to}");
        let Some(number) = self.parse::<u64>(setting, &must) else {
            return default;
        };
        if !(from..=to).contains(&number) {
            self.fault(setting, format!("must be {must}"));
        }
        number
    }

    /// Yes or no.
    pub(crate) fn flag(&mut self, setting: &'static str) -> bool {
        self.parse(setting, "true or false").unwrap_or(false)
    }

    /// An http or https address, without the slash at its end.
    pub(crate) fn address(&mut self, setting: &'static str, default: &str) -> String {
        let given = self.text(setting).unwrap_or_else(|| default.to_owned());
        let is_address = given.parse::<http::Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.authority().is_some_and(|host| !host.as_str().contains('@'))
                && uri.query().is_none()
        });
        if !is_address {
            self.fault(setting, "must be an address such as https://example.com, without user name and query");
        }
        given.trim_end_matches('/').to_owned()
    }

    /// Values separated by commas.
    pub(crate) fn list(&mut self, setting: &'static str) -> Vec<String> {
        let text = self.text(setting).unwrap_or_default();
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(str::to_owned).collect()
    }

    /// Everything that is wrong, settings that nobody asked for included.
    pub(crate) fn faults(mut self) -> Vec<Fault> {
        let unknown: Vec<(String, bool)> = self
            .given
            .iter()
            .filter(|(setting, _)| !self.asked.contains(setting.as_str()))
            .map(|(setting, given)| (setting.clone(), given.is_variable))
            .collect();
        for (setting, is_variable) in unknown {
            match self.meant_by(&setting) {
                Some(meant) => {
                    self.fault(&setting, format!("no such setting; is {meant} ({}) meant?", variable(meant)));
                }
                // A variable of the tests or of another tool, such as TANDEM_TEST_POSTGRES.
                None if is_variable && !setting.contains('.') => {}
                None => self.fault(&setting, "no such setting"),
            }
        }
        self.faults
    }

    /// The setting that is spelled alike but for dots and underscores.
    fn meant_by(&self, setting: &str) -> Option<&'static str> {
        let flat = |name: &str| name.replace(['.', '_'], "");
        let wanted = flat(setting);
        self.asked.iter().copied().find(|known| flat(known) == wanted)
    }
}

fn joined(items: &[Value]) -> String {
    let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    texts.join(",")
}
