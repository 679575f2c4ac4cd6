//! Stripe's webhook signatures: HMAC-SHA256 over time and body (contract, section 7).

use domain::Timestamp;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// How far the signature's time may be from ours, in seconds.
const TOLERANCE: u64 = 300;

/// Whether the header `t=…,v1=…[,v1=…]` is Stripe's signature of the raw body, made within five minutes of now. While a secret is
/// rotated there are several signatures, and one has to fit.
///
/// The key is the whole secret with its `whsec_`. Takes the same time whichever byte is wrong. An empty secret never matches.
pub(super) fn verify(secret: &SecretString, now: Timestamp, header: &str, body: &[u8]) -> bool {
    let fields = || header.split(',').filter_map(|it| it.trim().split_once('='));
    let mut times = fields().filter(|(name, _)| *name == "t").map(|(_, value)| value);
    let (Some(time), None) = (times.next(), times.next()) else {
        return false;
    };
    if secret.expose_secret().is_empty() || !is_fresh(time, now) {
        return false;
    }
    let given = fields().filter(|(name, _)| *name == "v1").filter_map(|(_, value)| bytes(value));
    // All are tried, without stopping at the first that matches.
    given.fold(false, |found, given| is_signed(secret, time, body, &given) | found)
}

fn is_fresh(time: &str, now: Timestamp) -> bool {
    let is_number = !time.is_empty() && time.bytes().all(|it| it.is_ascii_digit());
    let seconds = if is_number { time.parse::<i64>().ok() } else { None };
    seconds.is_some_and(|it| it.abs_diff(now.millis().div_euclid(1_000)) <= TOLERANCE)
}

fn is_signed(secret: &SecretString, time: &str, body: &[u8], given: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
        return false;
    };
    for part in [time.as_bytes(), b".", body] {
        mac.update(part);
    }
    mac.verify_slice(given).is_ok()
}

/// The bytes that hexadecimal digits stand for.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // The contract's vector.
    const SECRET: &str = "whsec_test_secret";
    const TIME: i64 = 12_345;
    const BODY: &[u8] = b"{\n  \"id\": \"evt_test_webhook\",\n  \"object\": \"event\"\n}";
    const SIGNED: &str = "2672d138c9a412830f3bfe2ecc5bfb3277cf6f5b49d0119d77dd6cb64da1257e";

    fn verified(header: &str) -> bool {
        at(TIME, header)
    }

    fn at(seconds: i64, header: &str) -> bool {
        verify(&SECRET.into(), Timestamp::from_millis(seconds * 1_000), header, BODY)
    }

    #[test]
    fn the_published_vector_fits() {
        assert!(verified(&format!("t=12345,v1={SIGNED}")));
        assert!(verified(&format!("t=12345, v0=abc, v1={}, v1={SIGNED}", "0".repeat(64))), "one of several");
        assert!(verified(&format!("v1={},t=12345", SIGNED.to_uppercase())));
    }

    #[test]
    fn what_is_not_the_signature_is_refused() {
        let truncated = &SIGNED[..62];
        let changed = format!("{}f", &SIGNED[..63]);
        for header in [
            String::new(),
            "t=12345".to_owned(),
            format!("v1={SIGNED}"),
            "t=12345,v1=".to_owned(),
            format!("t=12345,v1={truncated}"),
            format!("t=12345,v1={}", &SIGNED[..63]),
            format!("t=12345,v1={changed}"),
            format!("t=12345,v0={SIGNED}"),
            format!("t=12345,v2={SIGNED}"),
            format!("t=12345,{SIGNED}"),
            format!("t=abc,v1={SIGNED}"),
            format!("t=,v1={SIGNED}"),
            format!("t=+12345,v1={SIGNED}"),
            format!("t=012345,v1={SIGNED}"),
            format!("t=12346,v1={SIGNED}"),
            format!("t=12345,t=12345,v1={SIGNED}"),
            format!("t=99999999999999999999,v1={SIGNED}"),
        ] {
            assert!(!verified(&header), "{header}");
        }
    }

    #[test]
    fn a_signature_is_good_for_five_minutes() {
        let header = format!("t=12345,v1={SIGNED}");
        for (shift, good) in [(-301, false), (-300, true), (0, true), (300, true), (301, false)] {
            assert_eq!(at(TIME + shift, &header), good, "{shift}");
        }
    }

    #[test]
    fn the_key_is_the_whole_secret() {
        let now = Timestamp::from_millis(TIME * 1_000);
        let header = format!("t=12345,v1={SIGNED}");
        for wrong in ["test_secret", "whsec_", "", "whsec_test_secret "] {
            assert!(!verify(&wrong.into(), now, &header, BODY), "{wrong}");
        }
        assert!(!verify(&SECRET.into(), now, &header, b""));
    }

    proptest! {
        #[test]
        fn any_header_is_refused(header in "\\PC{0,80}", body in proptest::collection::vec(any::<u8>(), 0..40)) {
            prop_assert!(!verify(&SECRET.into(), Timestamp::from_millis(TIME * 1_000), &header, &body));
        }

        #[test]
        fn any_other_body_is_refused(place in 0usize..BODY.len(), byte in any::<u8>()) {
            let mut body = BODY.to_vec();
            prop_assume!(body[place] != byte);
            body[place] = byte;
            let header = format!("t=12345,v1={SIGNED}");
            prop_assert!(!verify(&SECRET.into(), Timestamp::from_millis(TIME * 1_000), &header, &body));
        }
    }
}
