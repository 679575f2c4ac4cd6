//! `tandem admin create`: the first member of the merchant's team, and every further one.

use super::{NewAdmin, clock, log};
use crate::{
    channel,
    settings::{Need, Settings},
    start,
};
use access::{Access, AccessConfig};
use anyhow::Context;
use domain::{Email, clock::random};

/// Creates the admin and says how to sign in.
pub(super) async fn create(new: NewAdmin) -> anyhow::Result<()> {
    let settings = Settings::load(Need::Store)?;
    log::init(&settings.log, settings.is_log_json)?;
    let email: Email = new.email.parse().context("--email")?;
    let given = if new.password_stdin { Some(from_stdin()?) } else { None };
    let password = given.clone().unwrap_or_else(generated);
    let store = start::open_store(&settings, clock()).await?;
    let channel = channel::find(&settings, &store, &clock()).await?;
    let access = Access::new(store.clone(), Vec::new(), AccessConfig::default(), clock());
    access.create_admin(&channel.id, &email, &new.name, &password).await?;
    store.close().await;
    println!("{email} can sign in at {}/admin/sign-in", settings.public_url);
    if given.is_none() {
        println!("password: {password}");
    }
    Ok(())
}

fn from_stdin() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).context("the password could not be read")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A password of 100 random bits in letters that are not mistaken for one another.
pub(super) fn generated() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes: [u8; 20] = random();
    let letters: Vec<char> =
        bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32))).map(|letter| char::from(*letter)).collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::generated;

    #[test]
    fn generated_passwords_are_long_and_differ() {
        let (one, two) = (generated(), generated());
        assert_eq!(one.len(), 23);
        assert_ne!(one, two);
        assert!(one.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    }
}
