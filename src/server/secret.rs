//! The installation's secret: set, or made once and kept beside the data.

use anyhow::Context;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::clock::random;
use secrecy::SecretString;
use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// Reads the secret of a file; makes the file when there is none. Of two processes that start at once, one makes it.
///
/// # Errors
/// When the file can neither be read nor made, or holds nothing.
pub fn kept(path: &Path) -> anyhow::Result<SecretString> {
    let shown = path.display();
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Ok(mut file) => {
            let secret = URL_SAFE_NO_PAD.encode(random::<32>());
            file.write_all(secret.as_bytes()).with_context(|| format!("{shown} cannot be written"))?;
            file.sync_all().with_context(|| format!("{shown} cannot be written"))?;
            tracing::info!(path = %shown, "made the secret that seals payout accounts: keep it with the backups");
            Ok(secret.into())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let text = fs::read_to_string(path).with_context(|| format!("{shown} cannot be read"))?;
            let text = text.trim();
            anyhow::ensure!(
                text.len() >= 32,
                "{shown} holds no secret: set secret_key, or put the backup's file there"
            );
            Ok(text.to_owned().into())
        }
        Err(error) => Err(error).with_context(|| format!("{shown} cannot be made")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_secret_is_made_once_and_read_by_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let first = kept(&path).unwrap();
        assert_eq!(kept(&path).unwrap().expose_secret(), first.expose_secret());
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        fs::write(&path, " ").unwrap();
        assert!(kept(&path).is_err(), "an empty file is no secret");
    }
}
