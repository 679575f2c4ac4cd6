//! The sections for payouts: the rails, the merchant's own bank accounts, and the secret that seals partners' accounts.

use super::reader::Reader;
use connectors::rails::bank::sepa::SepaAccount;
use domain::bank::{Bic, Iban, Routing};
use program::{Payer, UsPayer};
use secrecy::{ExposeSecret, SecretString};

/// Shorter secrets can be guessed.
const SHORTEST_SECRET: usize = 32;

/// `PayPal`.
#[derive(Debug, Clone)]
pub struct PaypalSettings {
    /// Base URL of the API.
    pub base_url: String,
    /// The app's client id.
    pub client_id: String,
    /// The app's secret.
    pub client_secret: SecretString,
    /// `PayPal`'s id of our webhook.
    pub webhook_id: Option<String>,
}

impl PaypalSettings {
    /// Whether real money moves there: at PayPal itself, unless it is PayPal's sandbox.
    pub fn is_live(&self) -> bool {
        is_at(&self.base_url, "paypal.com") && !is_at(&self.base_url, "sandbox.paypal.com")
    }

    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let base_url = reader.address("paypal.base_url", "https://api-m.paypal.com");
        let (id, secret) = (reader.text("paypal.client_id"), reader.secret("paypal.client_secret"));
        let webhook_id = reader.text("paypal.webhook_id");
        match (&id, &secret) {
            (Some(_), None) => reader.fault("paypal.client_secret", "is required to connect PayPal"),
            (None, Some(_)) => reader.fault("paypal.client_id", "is required to connect PayPal"),
            _ => {}
        }
        Some(Self { base_url, client_id: id?, client_secret: secret?, webhook_id })
    }
}

/// Stripe.
#[derive(Debug, Clone)]
pub struct StripeSettings {
    /// Base URL of the API.
    pub base_url: String,
    /// The account's secret key.
    pub secret_key: SecretString,
    /// Signs webhooks.
    pub webhook_secret: Option<SecretString>,
}

impl StripeSettings {
    /// Whether real money moves there: at Stripe itself, unless the key is one of its test mode.
    pub fn is_live(&self) -> bool {
        let key = self.secret_key.expose_secret();
        is_at(&self.base_url, "stripe.com") && !(key.starts_with("sk_test_") || key.starts_with("rk_test_"))
    }

    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let base_url = reader.address("stripe.base_url", "https://api.stripe.com");
        let webhook_secret = reader.secret("stripe.webhook_secret");
        Some(Self { base_url, secret_key: reader.secret("stripe.secret_key")?, webhook_secret })
    }
}

/// Whether an address is of a host, or of one below it.
fn is_at(address: &str, host: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let own = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let own = own.rsplit('@').next().unwrap_or_default();
    let own = own.split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    own == host || own.ends_with(&format!(".{host}"))
}

/// The merchant's own accounts, from which banks pay.
pub(super) fn payer(reader: &mut Reader) -> Payer {
    Payer { sepa: sepa(reader), nacha: nacha(reader) }
}

fn sepa(reader: &mut Reader) -> Option<(String, SepaAccount)> {
    let name = reader.text("sepa.name");
    let iban: Option<Iban> = reader.parse("sepa.iban", "an IBAN");
    let bic: Option<Bic> = reader.parse("sepa.bic", "a BIC");
    if iban.is_some() && name.is_none() {
        reader.fault("sepa.name", "is required beside sepa.iban");
    }
    Some((name?, SepaAccount { iban: iban?, bic }))
}

fn nacha(reader: &mut Reader) -> Option<UsPayer> {
    let destination: Option<Routing> = reader.parse("nacha.routing", "a routing number of nine digits");
    let names = ["nacha.bank_name", "nacha.origin", "nacha.company_name", "nacha.company_id"];
    let [destination_name, origin, company_name, company_id] = names.map(|name| {
        let text = reader.text(name);
        if destination.is_some() && text.is_none() {
            reader.fault(name, "is required beside nacha.routing");
        }
        text
    });
    Some(UsPayer {
        destination: destination?,
        destination_name: destination_name?,
        origin: origin?,
        company_name: company_name?,
        company_id: company_id?,
    })
}

/// The secret that seals partners' accounts, when it is set.
pub(super) fn secret_key(reader: &mut Reader) -> Option<SecretString> {
    let secret = reader.secret("secret_key");
    if secret.as_ref().is_some_and(|secret| secret.expose_secret().len() < SHORTEST_SECRET) {
        reader.fault("secret_key", "must have 32 characters or more");
    }
    secret
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_real_money_moves_is_known() {
        let paypal = |base_url: &str| {
            let base_url = base_url.to_owned();
            PaypalSettings { base_url, client_id: String::new(), client_secret: "s".into(), webhook_id: None }.is_live()
        };
        assert!(
            paypal("https://api-m.paypal.com")
                && paypal("https://API.PayPal.com:443/")
                && paypal("https://paypal.com.")
        );
        assert!(!paypal("https://api-m.sandbox.paypal.com") && !paypal("http://127.0.0.1:4000/paypal"));
        let stripe = |base_url: &str, key: &str| {
            let (base_url, secret_key) = (base_url.to_owned(), key.to_owned().into());
            StripeSettings { base_url, secret_key, webhook_secret: None }.is_live()
        };
        assert!(stripe("https://api.stripe.com", "sk_live_1") && stripe("https://api.stripe.com", "rk_live_1"));
        assert!(!stripe("https://api.stripe.com", "sk_test_1") && !stripe("http://127.0.0.1:4000/stripe", "sk_live_1"));
    }
}
