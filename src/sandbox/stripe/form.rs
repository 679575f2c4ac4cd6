//! Stripe's forms: names with brackets, such as `metadata[payout_id]`.

use serde_json::{Map, Value};

use super::Fault;

/// The fields of a form, in the order in which they came.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Fields(pub(super) Vec<(String, String)>);

impl Fields {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(key, value)| key == name && !value.is_empty());
        found.next().map(|(_, value)| value.as_str())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Fault> {
        self.get(name).ok_or_else(|| Fault::missing(name))
    }

    /// The fields `name[…]` as an object.
    pub(super) fn object(&self, name: &str) -> Value {
        let inner = |key: &str| Some(key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?.to_owned());
        let fields = self.0.iter().filter_map(|(key, value)| Some((inner(key)?, Value::from(value.as_str()))));
        Value::Object(fields.collect::<Map<_, _>>())
    }

    /// Refuses names that the call does not have, as Stripe does.
    pub(super) fn check_names(&self, known: &[&str]) -> Result<(), Fault> {
        let base = |key: &str| key.split('[').next().unwrap_or_default().to_owned();
        match self.0.iter().map(|(key, _)| base(key)).find(|key| !known.contains(&key.as_str())) {
            Some(odd) => Err(Fault::invalid("parameter_unknown", &odd, &format!("Received unknown parameter: {odd}"))),
            None => Ok(()),
        }
    }

    /// A whole number above zero.
    pub(super) fn positive(&self, name: &str) -> Result<i64, Fault> {
        let number = self.required(name)?.parse().ok().filter(|number| *number > 0);
        number.ok_or_else(|| {
            Fault::invalid("parameter_invalid_integer", name, &format!("Invalid positive integer: {name}"))
        })
    }
}
