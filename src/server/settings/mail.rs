//! The section for mail: whom messages are from, and the server that takes them on.

use super::reader::Reader;
use connectors::mail::{Encryption, Sender, SmtpServer};

/// Mail to partners.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// Whom messages are from; none when no server is set up and nobody said.
    pub from: Option<Sender>,
    /// The server; none: messages become files.
    pub server: Option<SmtpServer>,
}

impl MailSettings {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let from = reader.parse("mail.from", "an address such as Northtrail <partners@example.com>");
        let host = reader.text("mail.smtp_host");
        let encryption = encryption(reader);
        let usual = u64::from(encryption.usual_port());
        let port = u16::try_from(reader.number("mail.smtp_port", usual, 1, 65_535)).unwrap_or_default();
        let (user, password) = (reader.text("mail.smtp_user"), reader.secret("mail.smtp_password"));
        match (&user, &password) {
            (Some(_), None) => reader.fault("mail.smtp_password", "is required beside mail.smtp_user"),
            (None, Some(_)) => reader.fault("mail.smtp_user", "is required beside mail.smtp_password"),
            _ => {}
        }
        if host.is_some() && from.is_none() {
            reader.fault("mail.from", "is required to send mail: whom messages are from");
        }
        let login = user.zip(password);
        Self { from, server: host.map(|host| SmtpServer { host, port, encryption, login }) }
    }
}

fn encryption(reader: &mut Reader) -> Encryption {
    let Some(text) = reader.text("mail.smtp_security") else {
        return Encryption::default();
    };
    let known = Encryption::parse(&text);
    if known.is_none() {
        reader.fault("mail.smtp_security", "must be tls, starttls or none");
    }
    known.unwrap_or_default()
}
