//! What messages say. Each is made once, as text and as HTML; whatever comes from outside is text in both.

use domain::{
    CouponCode, Money,
    mail::{ADDRESS_MARK, MailKind, one_line, some_lines},
    payout::PayoutMethod,
};
use std::fmt::Write as _;

/// Who writes, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letterhead<'a> {
    /// The program's name.
    pub program: &'a str,
    /// Where Tandem is reached, without a slash at the end.
    pub public_url: &'a str,
    /// The partner's name; may be empty.
    pub name: &'a str,
}

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message<'a> {
    /// Their application is here.
    ApplicationReceived,
    /// They are in the program.
    Approved {
        /// By what orders count for them.
        code: Option<&'a CouponCode>,
        /// Whether they come in by a private address.
        by_door: bool,
    },
    /// They were turned down.
    Rejected {
        /// Why.
        reason: &'a str,
    },
    /// Their orders count no more.
    Disabled {
        /// Why.
        reason: &'a str,
    },
    /// Their private address.
    DoorMade,
    /// The team took their password back: the same address sets another one.
    PasswordForgotten,
    /// Where to set another password.
    DoorReset,
    /// Money arrived.
    PayoutSent {
        /// How much.
        amount: Money,
        /// How.
        method: PayoutMethod,
        /// The rail's id of it.
        transaction_id: Option<&'a str>,
    },
    /// Money did not arrive.
    PayoutFailed {
        /// How much.
        amount: Money,
        /// Why.
        reason: &'a str,
    },
}

/// A message as it is kept until it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// What it is about.
    pub kind: MailKind,
    /// One line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// A part of a message.
enum Block {
    /// A paragraph of ours.
    Text(String),
    /// Somebody's own words.
    Quote(String),
    /// What a link does, and where it leads.
    Link(&'static str, String),
}

/// Puts a message into words.
pub fn compose(head: &Letterhead<'_>, message: &Message<'_>) -> Composed {
    let program = one_line(head.program);
    let (kind, subject, blocks) = said(&program, head.public_url, message);
    // Whoever applies may be anybody, writing to anybody: what they call themselves is not repeated in the merchant's name.
    let name = if matches!(message, Message::ApplicationReceived) { String::new() } else { one_line(head.name) };
    let greeting = if name.is_empty() { "Hello,".to_owned() } else { format!("Hello {name},") };
    let mut parts = vec![Block::Text(greeting)];
    parts.extend(blocks);
    parts.push(Block::Text(program));
    Composed { kind, text: as_text(&parts), html: as_html(&subject, &parts), subject }
}

fn said(program: &str, public_url: &str, message: &Message<'_>) -> (MailKind, String, Vec<Block>) {
    let text = |words: String| Block::Text(words);
    let private = |label| Block::Link(label, ADDRESS_MARK.to_string());
    match message {
        Message::ApplicationReceived => (
            MailKind::ApplicationReceived,
            format!("Your application to {program}"),
            vec![text(format!(
                "Thank you for applying to {program}. Your application is here; you hear from us as soon as it is decided."
            ))],
        ),
        Message::Approved { code, by_door } => {
            let code = code.map(|code| text(format!("Your code is {}. Orders with it count for you.", one_line(code.as_str()))));
            let way = if *by_door {
                vec![private("Open your dashboard"), text(KEEP.to_owned())]
            } else {
                vec![Block::Link("Open your dashboard", public_url.to_owned())]
            };
            let blocks = [text(format!("You are a partner of {program}."))].into_iter().chain(code).chain(way);
            (MailKind::Approved, format!("Welcome to {program}"), blocks.collect())
        }
        Message::Rejected { reason } => (
            MailKind::Rejected,
            format!("Your application to {program}"),
            vec![text(format!("We cannot take you into {program}. This is why:")), Block::Quote(some_lines(reason))],
        ),
        Message::Disabled { reason } => (
            MailKind::Disabled,
            format!("You are not a partner of {program} any more"),
            vec![
                text(format!("We have taken you out of {program}: orders with your code do not count from now on. This is why:")),
                Block::Quote(some_lines(reason)),
                text("What you have earned until now is still yours and is paid as before.".to_owned()),
                Block::Link("See your payouts", format!("{public_url}/payouts")),
            ],
        ),
        Message::DoorMade => (
            MailKind::DoorMade,
            format!("Your dashboard at {program}"),
            vec![
                text(format!("This is your private way to your dashboard at {program}.")),
                private("Open your dashboard"),
                text(KEEP.to_owned()),
            ],
        ),
        Message::PasswordForgotten => (
            MailKind::DoorMade,
            format!("Set a new password for {program}"),
            vec![
                text(format!("The team of {program} has reset the password of your dashboard. Your private address is the same as before; its next visit sets a new password, within 14 days.")),
                private("Set a new password"),
                text("Do it soon: until then, whoever has the address can set the password.".to_owned()),
            ],
        ),
        Message::DoorReset => (
            MailKind::DoorReset,
            format!("A new password for {program}"),
            vec![
                text(format!("Somebody asked for a new password for your dashboard at {program}. This link sets it, once, within a day.")),
                private("Set a new password"),
                text("It is your way to the dashboard from then on, in the place of the former one. If it was not you who asked, leave this message alone: your password stays as it is.".to_owned()),
            ],
        ),
        Message::PayoutSent { amount, method, transaction_id } => {
            let proof = transaction_id.map(|id| text(format!("Transaction: {}", one_line(id))));
            let sent = match method {
                PayoutMethod::Manual => text(format!("We paid you {amount}.")),
                method => text(format!("We paid you {amount} by {}.", method.title())),
            };
            let way = Block::Link("See your payouts", format!("{public_url}/payouts"));
            (
                MailKind::PayoutSent,
                format!("{program} paid you {amount}"),
                [sent].into_iter().chain(proof).chain([way]).collect(),
            )
        }
        Message::PayoutFailed { amount, reason } => (
            MailKind::PayoutFailed,
            format!("Your payout of {amount} did not arrive"),
            vec![
                text(format!("We tried to pay you {amount}, and it did not arrive. This is why:")),
                Block::Quote(some_lines(reason)),
                text("The money is still yours and goes out with a later payout. Please look whether your account details are right.".to_owned()),
                Block::Link("Look at your account details", format!("{public_url}/payouts")),
            ],
        ),
    }
}

const KEEP: &str = "The first visit sets a password; from then on the address asks for it. Keep this message: whoever has the address first can set the password.";

fn as_text(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks
        .iter()
        .map(|block| match block {
            Block::Text(words) => words.clone(),
            Block::Quote(words) => words.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n"),
            Block::Link(label, address) => format!("{label}:\n{address}"),
        })
        .collect();
    format!("{}\n", parts.join("\n\n"))
}

fn as_html(subject: &str, blocks: &[Block]) -> String {
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{}</title></head>\n<body style=\"margin:0;padding:24px;font:16px/1.5 sans-serif\"><div style=\"max-width:560px\">\n",
        escaped(subject)
    );
    for block in blocks {
        let _ = match block {
            Block::Text(words) => writeln!(html, "<p>{}</p>", escaped(words)),
            Block::Quote(words) => writeln!(
                html,
                "<blockquote style=\"margin:0;padding-left:12px;border-left:3px solid #999\">{}</blockquote>",
                escaped(words).replace('\n', "<br>")
            ),
            Block::Link(label, address) => {
                writeln!(
                    html,
                    "<p><a href=\"{0}\">{1}</a></p>\n<p><small>{0}</small></p>",
                    escaped(address),
                    escaped(label)
                )
            }
        };
    }
    html.push_str("</div></body></html>\n");
    html
}

/// Text as HTML, inside elements and attributes.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            letter => html.push(letter),
        }
    }
    html
}

#[cfg(test)]
mod tests;
