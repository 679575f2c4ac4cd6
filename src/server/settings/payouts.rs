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
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let base_url = reader.address("stripe.base_url", "https://api.stripe.com");
        let webhook_secret = reader.secret("stripe.webhook_secret");
        Some(Self { base_url, secret_key: reader.secret("stripe.secret_key")?, webhook_secret })
    }
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
