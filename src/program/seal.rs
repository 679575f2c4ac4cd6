//! Account details at rest: encrypted with the installation's key, and bound to the partner whose they are.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use domain::{ChannelId, PartnerId, clock::random, payout::PayoutAccount};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::fmt;

/// How many bytes of noise every text has of its own.
const NONCE: usize = 24;

/// Seals and opens.
#[derive(Clone)]
pub struct Seal(XChaCha20Poly1305);

impl fmt::Debug for Seal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Seal(…)")
    }
}

impl Seal {
    /// A seal from the installation's secret, which has at least 32 characters.
    pub fn new(secret: &SecretString) -> Self {
        let mut hash = Sha256::new();
        // The same secret may serve other purposes: each gets a key of its own.
        hash.update(b"tandem payout accounts v1\0");
        hash.update(secret.expose_secret().as_bytes());
        Self(XChaCha20Poly1305::new(&hash.finalize()))
    }

    /// Seals an account. Another partner's row opens it no more than another key.
    pub fn close(&self, channel: &ChannelId, partner: &PartnerId, account: &PayoutAccount) -> String {
        // Texts of our own always serialise.
        self.close_text(channel, partner, &serde_json::to_string(account).unwrap_or_default())
    }

    /// Opens what was sealed; none when it was not sealed with this key for this partner.
    pub fn open(&self, channel: &ChannelId, partner: &PartnerId, sealed: &str) -> Option<PayoutAccount> {
        serde_json::from_str(&self.open_text(channel, partner, sealed)?).ok()
    }

    pub(crate) fn close_text(&self, channel: &ChannelId, partner: &PartnerId, text: &str) -> String {
        let nonce = random::<NONCE>();
        let whose = whose(channel, partner);
        let payload = Payload { msg: text.as_bytes(), aad: whose.as_bytes() };
        // Memory holds what is sealed.
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        URL_SAFE_NO_PAD.encode([nonce.as_slice(), sealed.as_slice()].concat())
    }

    pub(crate) fn open_text(&self, channel: &ChannelId, partner: &PartnerId, sealed: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let whose = whose(channel, partner);
        let payload = Payload { msg: sealed, aad: whose.as_bytes() };
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let text = self.0.decrypt(&XNonce::from(nonce), payload).ok()?;
        String::from_utf8(text).ok()
    }
}

fn whose(channel: &ChannelId, partner: &PartnerId) -> String {
    format!("{channel}/{partner}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_opens_for_its_partner_and_its_key_only() {
        let seal = Seal::new(&"a secret of thirty-two characters".to_owned().into());
        let other = Seal::new(&"a secret of thirty-two characterz".to_owned().into());
        let channel = ChannelId::from_parts(1, [1; 10]);
        let (ana, ben) = (PartnerId::from_parts(1, [1; 10]), PartnerId::from_parts(1, [2; 10]));
        let account = PayoutAccount::Paypal { email: "ana@example.com".parse().unwrap() };
        let sealed = seal.close(&channel, &ana, &account);
        assert!(!sealed.contains("ana") && sealed != seal.close(&channel, &ana, &account));
        assert_eq!(seal.open(&channel, &ana, &sealed), Some(account));
        assert_eq!(seal.open(&channel, &ben, &sealed), None);
        assert_eq!(other.open(&channel, &ana, &sealed), None);
        for bad in ["", "AAAA", "not base64!", &sealed[1..]] {
            assert_eq!(seal.open(&channel, &ana, bad), None);
        }
    }
}
