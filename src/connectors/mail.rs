//! How messages go out: by the merchant's mail server (SMTP, RFC 5321), or as files while none is set up.

use domain::Timestamp;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::AddressError,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

/// How long a server may take for a whole message.
const PATIENCE: Duration = Duration::from_mins(1);
/// The longest that is kept of a server's words, in characters.
const LONGEST_WORDS: usize = 300;

/// How a mail server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encryption {
    /// TLS from the first byte (RFC 8314); usually port 465.
    #[default]
    Tls,
    /// TLS after `STARTTLS`, and not at all without it; usually port 587.
    StartTls,
    /// None: for a server on the same machine.
    None,
}

impl Encryption {
    /// Reads a setting.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "tls" => Some(Self::Tls),
            "starttls" => Some(Self::StartTls),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    /// The port that goes with it.
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// A mail server. `Debug` shows no password.
#[derive(Debug, Clone)]
pub struct SmtpServer {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is spoken to.
    pub encryption: Encryption,
    /// User and password, when it wants them.
    pub login: Option<(String, SecretString)>,
}

/// Whom messages are from, such as `Northtrail <partners@northtrail.example>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl std::str::FromStr for Sender {
    type Err = AddressError;
    fn from_str(text: &str) -> Result<Self, AddressError> {
        text.parse().map(Self)
    }
}

/// A message, ready to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Our id: sent twice, it is the same message.
    pub id: String,
    /// Whom it is to; may be empty.
    pub to_name: String,
    /// Their address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// When it was written.
    pub at: Timestamp,
}

/// Where a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// The server took it on.
    Sent,
    /// Into a file.
    Filed,
}

/// Why a message did not go out, in words for the team.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailFault {
    /// It never will: the server, or the address itself, says so.
    #[error("{0}")]
    Refused(String),
    /// Not this time.
    #[error("{0}")]
    Later(String),
}

/// Sends messages.
#[derive(Debug, Clone)]
pub struct Mailer {
    from: Sender,
    way: Way,
}

#[derive(Debug, Clone)]
enum Way {
    Smtp { transport: AsyncSmtpTransport<Tokio1Executor>, patience: Duration },
    Files(PathBuf),
}

impl Mailer {
    /// Sends by a server.
    ///
    /// # Errors
    /// When the server's name cannot be in a certificate.
    pub fn smtp(from: Sender, server: &SmtpServer) -> Result<Self, MailFault> {
        let unusable = |error: lettre::transport::smtp::Error| MailFault::Refused(error.to_string());
        let tls = match server.encryption {
            Encryption::Tls => Tls::Wrapper(TlsParameters::new(server.host.clone()).map_err(unusable)?),
            Encryption::StartTls => Tls::Required(TlsParameters::new(server.host.clone()).map_err(unusable)?),
            Encryption::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some((user, password)) = &server.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
        }
        Ok(Self { from, way: Way::Smtp { transport: builder.build(), patience: PATIENCE } })
    }

    /// Writes each message into a folder instead, as a file that mail programs open. Files hold private addresses: only their owner
    /// reads them.
    pub const fn files(from: Sender, folder: PathBuf) -> Self {
        Self { from, way: Way::Files(folder) }
    }

    /// The same with another patience for slow servers.
    #[must_use]
    pub fn waiting(self, patience: Duration) -> Self {
        let way = match self.way {
            Way::Smtp { transport, .. } => Way::Smtp { transport, patience },
            files @ Way::Files(_) => files,
        };
        Self { way, ..self }
    }

    /// Whether messages go to a mail server.
    pub const fn is_connected(&self) -> bool {
        matches!(self.way, Way::Smtp { .. })
    }

    /// Sends a message.
    ///
    /// # Errors
    /// Says whether it is worth another try.
    pub async fn send(&self, letter: &Letter) -> Result<Posted, MailFault> {
        let message = self.message(letter)?;
        match &self.way {
            Way::Smtp { transport, patience } => {
                let sent = tokio::time::timeout(*patience, transport.send(message)).await;
                match sent {
                    Ok(Ok(_)) => Ok(Posted::Sent),
                    Ok(Err(error)) => Err(fault(&error)),
                    Err(_) => Err(MailFault::Later("The mail server did not answer in time.".into())),
                }
            }
            Way::Files(folder) => {
                let (folder, name, bytes) = (folder.clone(), format!("{}.eml", letter.id), message.formatted());
                let written = tokio::task::spawn_blocking(move || write(&folder, &name, &bytes)).await;
                let outcome = written.map_err(|error| error.to_string()).and_then(|it| it.map_err(|it| it.to_string()));
                outcome.map_err(|error| MailFault::Later(format!("The file could not be written: {error}")))?;
                Ok(Posted::Filed)
            }
        }
    }

    fn message(&self, letter: &Letter) -> Result<Message, MailFault> {
        let Sender(from) = &self.from;
        let to = letter.to.parse().map_err(|_| MailFault::Refused("No mail can be sent to this address.".into()))?;
        let name = Some(domain::mail::one_line(&letter.to_name)).filter(|name| !name.is_empty());
        let millis = u64::try_from(letter.at.millis()).unwrap_or_default();
        let body = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
        let mut message = Message::builder()
            .from(from.clone())
            .to(Mailbox::new(name, to))
            .subject(domain::mail::one_line(&letter.subject))
            .date(UNIX_EPOCH + Duration::from_millis(millis))
            .message_id(Some(format!("<{}@{}>", letter.id, from.email.domain())))
            .multipart(body)
            .map_err(|error| MailFault::Refused(format!("The message cannot be written: {error}")))?;
        // RFC 3834: nobody's absence is announced to us.
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(automatic, "auto-generated".into()));
        Ok(message)
    }
}

/// What a server's answer means. Credentials that it refuses are our fault, and no message's.
fn fault(error: &lettre::transport::smtp::Error) -> MailFault {
    let words = std::iter::successors(Some(error as &dyn std::error::Error), |it| it.source());
    let mut said = String::new();
    for part in words.map(ToString::to_string) {
        if !said.contains(&part) {
            said = if said.is_empty() { part } else { format!("{said}: {part}") };
        }
    }
    let said: String = domain::mail::one_line(&said).chars().take(LONGEST_WORDS).collect();
    let is_about_us = error.status().is_some_and(|code| matches!(u16::from(code), 530 | 534 | 535 | 538));
    if error.is_permanent() && !is_about_us { MailFault::Refused(said) } else { MailFault::Later(said) }
}

/// Whole at once: who looks into the folder finds no half message.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let draft = folder.join(format!("{name}.draft"));
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(draft, folder.join(name))
}
