//! Passwords: hashed with argon2id, at most two at once so that sign-ins cannot eat the memory.

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::{Salt, SaltString},
};
use domain::{Email, clock::random};
use std::{
    fmt,
    sync::{Arc, LazyLock},
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zxcvbn::Score;

/// 19 MiB, two passes, one lane: the first choice of OWASP's password storage cheat sheet.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashing is bounded work, and so is waiting for it.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Longer texts are no passwords but an attempt to keep us busy.
pub(crate) const LONGEST: usize = 200;
const SHORTEST: usize = 12;

/// Hashed once, compared with when there is no such account: an unknown e-mail takes as long as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let password: [u8; 16] = random();
    hash(&password).unwrap_or_default()
});

/// Makes and compares password hashes.
pub(crate) struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(2)))
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Passwords")
    }
}

/// The right to hash one password; the work holds it too, so it ends with the work even when nobody waits for that any more.
pub(crate) struct Turn(Arc<OwnedSemaphorePermit>);

impl Passwords {
    /// Waits for a free place; none when too many wait already.
    pub(crate) async fn turn(&self) -> Option<Turn> {
        let place = Arc::clone(&self.0).acquire_owned();
        let place = tokio::time::timeout(LONGEST_WAIT, place).await.ok()?;
        place.ok().map(Arc::new).map(Turn)
    }
}

impl Turn {
    /// Whether the password is the one that was hashed; with no hash it works just as long and says no.
    pub(crate) async fn verify(&self, password: &str, hashed: Option<String>) -> bool {
        let password = password.to_owned();
        let held = Arc::clone(&self.0);
        let work = move || {
            let is_somebody = hashed.is_some();
            let hashed = hashed.unwrap_or_else(|| NOBODY.clone());
            let matches = PasswordHash::new(&hashed)
                .is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok());
            drop(held);
            matches && is_somebody
        };
        tokio::task::spawn_blocking(work).await.unwrap_or(false)
    }

    /// The hash to keep; none when hashing failed.
    pub(crate) async fn hash(&self, password: &str) -> Option<String> {
        let password = password.to_owned();
        let held = Arc::clone(&self.0);
        let work = move || {
            let hashed = hash(password.as_bytes());
            drop(held);
            hashed
        };
        tokio::task::spawn_blocking(work).await.ok().flatten()
    }
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &[u8]) -> Option<String> {
    let bytes: [u8; Salt::RECOMMENDED_LENGTH] = random();
    let salt = SaltString::encode_b64(&bytes).ok()?;
    Some(hasher().hash_password(password, &salt).ok()?.to_string())
}

/// Checks the rules for a new password, and says in words which one it breaks.
pub(crate) fn check(password: &str, email: &Email) -> Result<(), &'static str> {
    let folded = password.trim().to_lowercase();
    let local = email.as_str().split('@').next().unwrap_or_default();
    match password.chars().count() {
        0..SHORTEST => Err("use at least 12 characters"),
        _ if password.len() > LONGEST => Err("use at most 200 characters"),
        _ if folded == email.as_str() || folded == local => Err("do not use the e-mail address as password"),
        _ if folded.chars().all(|letter| folded.starts_with(letter)) => Err("use more than one character"),
        _ if is_guessed_early(password, &[email.as_str(), local]) => {
            Err("this one is guessed early: use several words that do not belong together")
        }
        _ => Ok(()),
    }
}

/// Whether it is in the lists of common passwords, or made of such words, dates, keys in a row and repetitions.
fn is_guessed_early(password: &str, own: &[&str]) -> bool {
    // What follows makes it better, not worse, and costs time.
    let beginning: String = password.chars().take(64).collect();
    zxcvbn::zxcvbn(&beginning, own).score() < Score::Three
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_passwords_keep_the_rules() {
        let email: Email = "long.name.of.ana@example.com".parse().unwrap();
        assert_eq!(check("correct horse battery", &email), Ok(()));
        assert_eq!(check("zwölf Zeichen", &email), Ok(()));
        for bad in ["", "short", "elevenchars", "LONG.name.of.ana@example.com", "long.name.of.ana", "aaaaaaaaaaaaaa"] {
            assert!(check(bad, &email).is_err(), "{bad}");
        }
        for common in
            ["password1234", "123456789012", "qwertyuiop123", "iloveyou2026", "abcabcabcabcabc", "ana@example.com1"]
        {
            assert!(check(common, &"ana@example.com".parse().unwrap()).is_err(), "{common}");
        }
        assert!(check(&"ab".repeat(101), &email).is_err());
    }

    #[tokio::test]
    async fn hashes_are_argon2id_with_the_agreed_cost_and_a_salt_of_their_own() {
        let passwords = Passwords::default();
        let one = passwords.turn().await.unwrap().hash("correct horse").await.unwrap();
        let two = passwords.turn().await.unwrap().hash("correct horse").await.unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two);
        assert!(passwords.turn().await.unwrap().verify("correct horse", Some(one.clone())).await);
        assert!(!passwords.turn().await.unwrap().verify("correct house", Some(one)).await);
        assert!(!passwords.turn().await.unwrap().verify("correct horse", None).await);
    }

    #[tokio::test(start_paused = true)]
    async fn at_most_two_hash_at_once_and_the_rest_wait_in_vain() {
        let passwords = Passwords::default();
        let (_one, _two) = (passwords.turn().await.unwrap(), passwords.turn().await.unwrap());
        assert!(passwords.turn().await.is_none());
    }
}
