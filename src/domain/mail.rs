//! Messages to partners: what they are about, how they stand, and how the team sees them.

use crate::{MailId, PartnerId};
use serde::{Deserialize, Serialize};

/// Stands in a kept message for the partner's private address, which is put in when the message goes out: what is kept holds no secret.
/// A character that no keyboard types.
pub const ADDRESS_MARK: char = '\u{e000}';

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// Somebody applied, and waits for the team.
    ApplicationReceived,
    /// The team took them into the program.
    Approved,
    /// The team turned them down.
    Rejected,
    /// The team took them out of the program.
    Disabled,
    /// Their private address, to set a password at.
    DoorMade,
    /// They forgot their password: an address to set another one at.
    DoorReset,
    /// A payout arrived.
    PayoutSent,
    /// A payout did not.
    PayoutFailed,
}

impl MailKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::ApplicationReceived,
        Self::Approved,
        Self::Rejected,
        Self::Disabled,
        Self::DoorMade,
        Self::DoorReset,
        Self::PayoutSent,
        Self::PayoutFailed,
    ];

    /// The name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApplicationReceived => "application_received",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Disabled => "disabled",
            Self::DoorMade => "door_made",
            Self::DoorReset => "door_reset",
            Self::PayoutSent => "payout_sent",
            Self::PayoutFailed => "payout_failed",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The words for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::ApplicationReceived => "Application received",
            Self::Approved => "Approved",
            Self::Rejected => "Rejected",
            Self::Disabled => "Disabled",
            Self::DoorMade => "Private address",
            Self::DoorReset => "Password forgotten",
            Self::PayoutSent => "Payout sent",
            Self::PayoutFailed => "Payout failed",
        }
    }
}

/// How a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// Goes out soon, or is tried again.
    Waiting,
    /// A mail server took it on.
    Sent,
    /// Written to a file: no mail server is set up.
    Filed,
    /// Given up.
    Failed,
}

impl MailState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Filed, Self::Failed];

    /// The name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Filed => "filed",
            Self::Failed => "failed",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The words for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Sent => "Sent",
            Self::Filed => "Written to a file",
            Self::Failed => "Failed",
        }
    }
}

/// A message in the team's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailLine {
    /// Our id.
    pub id: MailId,
    /// Whom it is to.
    pub partner_id: PartnerId,
    /// Their name as it was; may be empty.
    pub name: String,
    /// Their e-mail as it was.
    pub email: String,
    /// What it is about.
    pub kind: MailKind,
    /// Its subject.
    pub subject: String,
    /// How it stands.
    pub state: MailState,
    /// Why it failed, or was not sent yet; empty when nothing went wrong.
    pub fault: String,
    /// When it was written.
    pub when: String,
}

/// Some messages, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPage {
    /// The messages.
    pub rows: Vec<MailLine>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Text from outside as one line of a message: no line ends a header, and nothing stands for a private address.
pub fn one_line(text: &str) -> String {
    let letters = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let text: String = letters.filter(|letter| *letter != ADDRESS_MARK).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text from outside as lines of a message.
pub fn some_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(one_line).collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        assert!(MailKind::ALL.iter().all(|kind| MailKind::parse(kind.as_str()) == Some(*kind)));
        assert!(MailState::ALL.iter().all(|state| MailState::parse(state.as_str()) == Some(*state)));
        assert_eq!((MailKind::parse("spam"), MailState::parse("")), (None, None));
    }

    #[test]
    fn text_from_outside_ends_no_line_and_stands_for_no_address() {
        assert_eq!(one_line("Ana\r\nBcc: all@example.com\u{0}\u{e000}"), "Ana Bcc: all@example.com");
        assert_eq!(some_lines(" a \r\n\r\nb\u{e000}\u{7} \n"), "a\n\nb");
    }
}
