//! Messages say what they are for, in text and HTML alike, and nothing from outside breaks out of them.

use super::*;
use domain::Currency;

const HEAD: Letterhead<'_> =
    Letterhead { program: "Northtrail", public_url: "https://partners.example.com", name: "Ana" };
const HOSTILE: &str = "<img src=x onerror=alert(1)>\"'&\r\nBcc: all@example.com\u{0}\u{e000}";

fn all(outside: &str) -> [Message<'_>; 8] {
    let amount = Money::new(12_345, Currency::USD);
    [
        Message::ApplicationReceived,
        Message::Approved { code: None, by_door: true },
        Message::Rejected { reason: outside },
        Message::Disabled { reason: outside },
        Message::DoorMade,
        Message::DoorReset,
        Message::PayoutSent { amount, method: PayoutMethod::Paypal, transaction_id: Some(outside) },
        Message::PayoutFailed { amount, reason: outside },
    ]
}

#[test]
fn there_is_a_message_of_every_kind_and_each_greets_and_signs() {
    let composed: Vec<Composed> = all("Because").iter().map(|message| compose(&HEAD, message)).collect();
    assert_eq!(composed.iter().map(|it| it.kind).collect::<Vec<_>>(), MailKind::ALL);
    for it in &composed {
        // Whoever applies may be anybody: their words are not sent on in the merchant's name.
        let greeting = if it.kind == MailKind::ApplicationReceived { "Hello," } else { "Hello Ana," };
        let (begins, paragraph) = (format!("{greeting}\n\n"), format!("<p>{greeting}</p>"));
        assert!(it.text.starts_with(&begins) && it.text.ends_with("\n\nNorthtrail\n"), "{}", it.text);
        assert!(it.html.contains(&paragraph) && !it.subject.is_empty());
    }
    let nameless = compose(&Letterhead { name: " ", ..HEAD }, &Message::DoorMade);
    assert!(nameless.text.starts_with("Hello,\n"));
}

#[test]
fn what_the_partner_needs_to_know_is_there() {
    let text = |message: &Message<'_>| compose(&HEAD, message).text;
    assert!(text(&Message::Rejected { reason: "Too small.\nSorry." }).contains("> Too small.\n> Sorry."));
    let disabled = text(&Message::Disabled { reason: "Own orders." });
    assert!(disabled.contains("> Own orders.") && disabled.contains("still yours"), "{disabled}");
    assert!(disabled.contains("https://partners.example.com/payouts"));
    let amount = Money::new(12_345, Currency::USD);
    let sent = Message::PayoutSent { amount, method: PayoutMethod::Paypal, transaction_id: Some("TX-1") };
    assert_eq!(compose(&HEAD, &sent).subject, "Northtrail paid you $123.45");
    assert!(text(&sent).contains("by PayPal") && text(&sent).contains("Transaction: TX-1"));
    let failed = Message::PayoutFailed { amount, reason: "Account closed" };
    assert!(
        text(&failed).contains("> Account closed") && text(&failed).contains("https://partners.example.com/payouts")
    );
    let code: CouponCode = "ANA15".parse().unwrap();
    let approved = Message::Approved { code: Some(&code), by_door: false };
    assert!(text(&approved).contains("ANA15") && text(&approved).contains("https://partners.example.com\n"));
}

#[test]
fn the_private_address_is_a_mark_in_the_messages_that_carry_it_and_in_no_other() {
    for (message, carries) in all("no").iter().zip([false, true, false, false, true, true, false, false]) {
        let Composed { text, html, subject, kind } = compose(&HEAD, message);
        assert_eq!((text.contains(ADDRESS_MARK), html.contains(ADDRESS_MARK)), (carries, carries), "{kind:?}");
        assert!(!subject.contains(ADDRESS_MARK));
    }
}

#[test]
fn text_from_outside_stays_text() {
    let head = Letterhead { program: HOSTILE, name: HOSTILE, ..HEAD };
    for message in all(HOSTILE) {
        let Composed { subject, text, html, kind } = compose(&head, &message);
        assert!(!subject.contains(['\r', '\n', '\0']), "{kind:?}: {subject}");
        assert!(!text.contains('\r') && !text.contains("\nBcc:"), "{kind:?}: {text}");
        assert!(
            !html.contains("<img") && html.contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"),
            "{html}"
        );
        assert_eq!(
            text.matches(ADDRESS_MARK).count(),
            text.matches("dashboard:\n\u{e000}\n").count() + text.matches("password:\n\u{e000}\n").count()
        );
    }
}
