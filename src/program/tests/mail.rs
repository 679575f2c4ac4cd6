//! Messages as they go out: tried again and given up, sent once per change, and never with a private address in what is kept.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use connectors::mail::{Encryption, Mailer, SmtpServer};
use domain::{
    ChannelId, Clock, Currency, Money, PartnerId, PayoutRunId,
    clock::ManualClock,
    mail::{ADDRESS_MARK, MailKind, MailLine, MailState},
    partner::Channel,
    payout::{PayoutMethod, PayoutStatus},
    program::{Applicant, Application, CustomerFacts, MemberStatus, Origin, ProgramSettings},
    zone::parse_rfc3339,
};
use program::{Asked, Confirmed, ConfirmedItem, Decision, Outcome, Program, ProgramError, Seal, Who};
use std::{path::PathBuf, sync::Arc, time::Duration};
use store::Store;
use tokio_util::sync::CancellationToken;

const URL: &str = "https://partners.fern.example";

struct World {
    program: Program,
    store: Store,
    clock: Arc<ManualClock>,
    channel: ChannelId,
    folder: tempfile::TempDir,
}

impl World {
    /// Messages become files.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = Mailer::files("partners@localhost".parse().unwrap(), folder.path().join("mail"));
        Self::with(folder, files).await
    }

    async fn with(folder: tempfile::TempDir, mailer: Mailer) -> Self {
        let clock = Arc::new(ManualClock::at(parse_rfc3339("2026-11-21T15:00:00Z").unwrap()));
        let url = format!("sqlite://{}/tandem.db", folder.path().display());
        let store = Store::open(&url, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let channel = ChannelId::new(clock.as_ref());
        store.put_channel(&shop(&channel)).await.unwrap();
        let seal = Seal::new(&"a secret of thirty-two characters".to_owned().into());
        let program = Program::new(store.clone(), seal).posting(mailer, URL);
        Self { program, store, clock, channel, folder }
    }

    async fn apply(&self, name: &str) -> PartnerId {
        let applicant = Applicant {
            first_name: name.into(),
            last_name: String::new(),
            email: format!("{name}@fern.example").parse().unwrap(),
            application: Application { found_at: "fern.example".into(), answers: Vec::new() },
        };
        self.program.apply(&self.channel, &applicant, "192.0.2.1").await.unwrap();
        self.store.partner_by_email(&self.channel, &applicant.email).await.unwrap().unwrap().id
    }

    async fn stand(&self, partner: &PartnerId, status: MemberStatus) {
        let who = Who { account: "admin:a".into(), address: None };
        self.program.set_standing(&self.channel, partner, status, "No.", &who).await.unwrap();
    }

    /// Ten dollars that are due to somebody, confirmed to be paid by hand.
    async fn pay(&self, partner: &PartnerId) -> PayoutRunId {
        let code = self.store.partner(&self.channel, partner).await.unwrap().unwrap().affiliate_code.unwrap();
        let asked = Asked {
            code,
            order_id: "1001".into(),
            total: Money::new(10_000, Currency::USD),
            customer: Some(CustomerFacts {
                email: "lin@example.com".parse().unwrap(),
                name: None,
                external_id: None,
                metadata: None,
            }),
            commission: None,
            placed_at: None,
            notes: String::new(),
            product: None,
            metadata: None,
            origin: Origin::Api,
            account: "key:one".into(),
        };
        let outcome = self.program.track(&self.channel, asked).await.unwrap();
        let Outcome::New(order) = outcome else { unreachable!("the order is new") };
        let ids = [order.commission_id];
        self.program.decide(&self.channel, &ids, Decision::Approve, "admin:a", "").await.unwrap();
        let confirmed = Confirmed {
            id: PayoutRunId::new(self.clock.as_ref()),
            method: PayoutMethod::Manual,
            currency: Currency::USD,
            cut_off: self.clock.now().plus(Duration::from_mins(1)),
            items: vec![ConfirmedItem {
                partner_id: partner.clone(),
                amount: 1_000,
                account_mark: String::new(),
                transaction_id: None,
            }],
            notes: String::new(),
            paid_by: None,
        };
        assert_eq!(self.program.confirm(&self.channel, &confirmed, "admin:a").await.unwrap(), Vec::new());
        confirmed.id
    }

    async fn send(&self) -> usize {
        self.program.send_due(&self.channel, &CancellationToken::new()).await.unwrap()
    }

    /// What was written, the newest first.
    async fn told(&self) -> Vec<MailLine> {
        self.program.mail_page(&self.channel, None, None).await.unwrap().rows
    }

    async fn kinds(&self) -> Vec<MailKind> {
        self.told().await.into_iter().map(|it| it.kind).collect()
    }

    fn file(&self, line: &MailLine) -> PathBuf {
        self.folder.path().join(format!("mail/{}.eml", line.id))
    }
}

fn shop(channel: &ChannelId) -> Channel {
    Channel {
        id: channel.clone(),
        domain: "fern.myshopify.com".into(),
        name: "Fern & Fable".into(),
        currency: Currency::USD,
        time_zone: "UTC".into(),
        brand_color: "#336655".into(),
        logo_url: None,
        store_url: "https://fern.example".into(),
        is_test: true,
    }
}

/// A mail server that is not there.
fn unreachable() -> Mailer {
    let closed = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = closed.local_addr().unwrap().port();
    let server = SmtpServer { host: "127.0.0.1".into(), port, encryption: Encryption::None, login: None };
    Mailer::smtp("partners@fern.example".parse().unwrap(), &server).unwrap()
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_ten_times_and_then_the_team_decides() {
    let world = World::with(tempfile::tempdir().unwrap(), unreachable()).await;
    world.apply("ana").await;
    for attempt in 1..=10 {
        assert_eq!(world.send().await, 1, "attempt {attempt}");
        assert_eq!(world.send().await, 0, "not again at once");
        world.clock.advance(Duration::from_hours(2));
    }
    let [given_up] = world.told().await.try_into().unwrap();
    assert_eq!(given_up.state, MailState::Failed);
    assert!(!given_up.fault.is_empty());
    assert_eq!(world.send().await, 0);
    let who = Who { account: "admin:a".into(), address: None };
    world.program.send_again(&world.channel, &given_up.id, &who).await.unwrap();
    assert_eq!(world.send().await, 1);
    let again = world.program.send_again(&world.channel, &given_up.id, &who).await;
    assert!(matches!(again, Err(ProgramError::Conflict(_))));
}

#[tokio::test]
async fn each_change_of_standing_is_told_once_and_the_code_and_address_come_with_the_approval() {
    let world = World::new().await;
    let ana = world.apply("ana").await;
    assert!(world.store.partner(&world.channel, &ana).await.unwrap().unwrap().affiliate_code.is_none());
    world.clock.advance(Duration::from_secs(1));
    world.stand(&ana, MemberStatus::Approved).await;
    world.stand(&ana, MemberStatus::Approved).await;
    assert_eq!(world.kinds().await, [MailKind::Approved, MailKind::ApplicationReceived]);
    assert_eq!(world.send().await, 2);
    let code = world.store.partner(&world.channel, &ana).await.unwrap().unwrap().affiliate_code.unwrap();
    let approved = &world.told().await[0];
    let letter = std::fs::read_to_string(world.file(approved)).unwrap().replace("=\r\n", "");
    let path = world.program.door(&world.channel, &ana).await.unwrap().unwrap().path;
    assert!(letter.contains(code.as_str()) && letter.contains(&format!("{URL}{path}")), "{letter}");
    let kept = world.store.mail(&world.channel, &approved.id).await.unwrap().unwrap().content;
    assert!(kept.text.contains(ADDRESS_MARK) && !format!("{kept:?}").contains("/d/"), "{kept:?}");
    let shown = world.program.mail_text(&world.channel, &approved.id).await.unwrap();
    for shown in [&shown.text, &shown.html] {
        assert!(
            !shown.contains(ADDRESS_MARK) && !shown.contains("/d/") && shown.contains("private address"),
            "{shown}"
        );
        assert!(shown.contains(code.as_str()), "{shown}");
    }
    assert!(shown.html.contains("<a href=\"#\">") && shown.html.contains("default-src 'none'"), "{}", shown.html);
    // Without a portal the way in stays: who comes back keeps their door.
    world.clock.advance(Duration::from_secs(1));
    world.stand(&ana, MemberStatus::Disabled).await;
    world.stand(&ana, MemberStatus::Approved).await;
    let told = world.kinds().await;
    assert_eq!(told.len(), 4);
    assert_eq!(told.iter().filter(|kind| **kind == MailKind::Disabled).count(), 1);
    assert_eq!(world.program.door(&world.channel, &ana).await.unwrap().unwrap().path, path);
}

#[tokio::test]
async fn a_message_whose_address_is_gone_is_given_up() {
    let world = World::new().await;
    let ana = world.apply("ana").await;
    let door = world.program.make_door(&world.channel, &ana).await.unwrap();
    let token = door.path.trim_start_matches("/d/");
    world.program.ask_for_reset(token, "192.0.2.1").await.unwrap();
    world.program.make_door(&world.channel, &ana).await.unwrap();
    world.send().await;
    let reset = world.told().await.into_iter().find(|it| it.kind == MailKind::DoorReset).unwrap();
    assert_eq!(reset.state, MailState::Failed);
    assert!(!world.file(&reset).exists());
}

#[tokio::test]
async fn a_mailbox_that_is_not_theirs_any_more_gets_no_key() {
    let world = World::new().await;
    let ana = world.apply("ana").await;
    let door = world.program.make_door(&world.channel, &ana).await.unwrap();
    world.program.ask_for_reset(door.path.trim_start_matches("/d/"), "192.0.2.1").await.unwrap();
    let who = Who { account: "admin:a".into(), address: None };
    let email = "right@apply.example".parse().unwrap();
    world.program.rename_partner(&world.channel, &ana, ["Ana", "Lima"], &email, &who).await.unwrap();
    assert_eq!(world.store.door_reset_of(&world.channel, &ana).await.unwrap(), None, "it went to the wrong mailbox");
    // The message waited, and another reset was asked for meanwhile: its address is not for the old mailbox either.
    world.program.ask_for_reset(door.path.trim_start_matches("/d/"), "192.0.2.1").await.unwrap();
    world.send().await;
    for reset in world.told().await.into_iter().filter(|it| it.kind == MailKind::DoorReset) {
        let is_theirs = reset.email == "right@apply.example";
        assert_eq!(reset.state == MailState::Failed, !is_theirs);
        assert_eq!(world.file(&reset).exists(), is_theirs);
    }
}

#[tokio::test]
async fn what_became_of_a_payout_is_told_once() {
    let world = World::new().await;
    world.store.put_program_settings(&world.channel, &ProgramSettings::default()).await.unwrap();
    let ana = world.apply("ana").await;
    world.stand(&ana, MemberStatus::Approved).await;
    let run = world.pay(&ana).await;
    world.program.see_to_runs(&world.channel).await.unwrap();
    world.program.see_to_runs(&world.channel).await.unwrap();
    let about_money = |kinds: Vec<MailKind>| kinds.into_iter().filter(|it| *it == MailKind::PayoutSent).count();
    assert_eq!(about_money(world.kinds().await), 1);
    let (_, payouts) = world.store.payout_run(&world.channel, &run).await.unwrap().unwrap();
    assert_eq!(payouts[0].status, PayoutStatus::Paid);
    let sent = world.told().await.into_iter().find(|it| it.kind == MailKind::PayoutSent).unwrap();
    assert_eq!(sent.subject, "Fern & Fable paid you $10.00");
}
