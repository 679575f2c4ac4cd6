//! `tandem admin`: the first member of the merchant's team, every further one, and a new password for who lost theirs.

use super::{NewAdmin, PasswordReset, clock, log};
use crate::{
    channel,
    settings::{Need, Settings},
    start,
};
use access::{Access, AccessConfig};
use anyhow::Context;
use domain::{ChannelId, Email, clock::random};
use store::Store;

/// Creates the admin and says how to sign in.
pub(super) async fn create(new: NewAdmin) -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let email: Email = new.email.parse().context("--email")?;
    let password = Password::choose(new.password_stdin)?;
    desk.access.create_admin(&desk.channel, &email, &new.name, &password.text).await?;
    desk.say(&email, &password);
    desk.store.close().await;
    Ok(())
}

/// Gives an admin another password and says how to sign in.
pub(super) async fn reset_password(reset: PasswordReset) -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let email: Email = reset.email.parse().context("--email")?;
    let password = Password::choose(reset.password_stdin)?;
    let is_known = desk.access.reset_admin_password(&desk.channel, &email, &password.text).await?;
    anyhow::ensure!(is_known, "--email: nobody in the team signs in with {email}");
    desk.say(&email, &password);
    desk.store.close().await;
    Ok(())
}

/// What both commands need of the house.
struct Desk {
    store: Store,
    channel: ChannelId,
    access: Access,
    public_url: String,
}

impl Desk {
    async fn open() -> anyhow::Result<Self> {
        let settings = Settings::load(Need::Store)?;
        log::init(&settings.log, settings.is_log_json)?;
        let store = start::open_store(&settings, clock()).await?;
        let channel = channel::find(&settings, &store, &clock()).await?.id;
        let access = Access::new(store.clone(), Vec::new(), AccessConfig::default(), clock());
        Ok(Self { store, channel, access, public_url: settings.public_url })
    }

    fn say(&self, email: &Email, password: &Password) {
        println!("{email} can sign in at {}/admin/sign-in", self.public_url);
        if password.is_generated {
            println!("password: {}", password.text);
        }
    }
}

struct Password {
    text: String,
    is_generated: bool,
}

impl Password {
    fn choose(from_input: bool) -> anyhow::Result<Self> {
        let text = if from_input { from_stdin()? } else { generated() };
        Ok(Self { text, is_generated: !from_input })
    }
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
