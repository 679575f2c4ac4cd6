//! Messages: written with what they tell of, claimed by one worker at a time, tried again, and kept with what became of them.

use crate::world::{World, on_both};
use domain::{
    MailId, PartnerId, Timestamp,
    mail::{MailKind, MailState},
    program::{Answer, Application, Member, MemberStatus},
};
use std::time::Duration;
use store::{Applied, AuditEntry, Deletion, Mail, MailOutcome, MemberChange, NewDoor, NewMail, Told};

const LEASE: Duration = Duration::from_mins(5);

pub(crate) fn mail(to: &PartnerId, once: Option<&str>) -> NewMail {
    NewMail {
        partner_id: to.clone(),
        kind: MailKind::PayoutSent,
        once: once.map(str::to_owned),
        to: "ana@example.com".parse().unwrap(),
        to_name: "Ana".into(),
        subject: "Hello".into(),
        text: "Hello Ana\u{0}".into(),
        html: "<p>Hello Ana</p>".into(),
    }
}

fn entry(action: &str) -> AuditEntry {
    AuditEntry {
        at: Timestamp::default(),
        actor: "applicant".into(),
        action: action.into(),
        target: "ptn".into(),
        before: None,
        after: None,
        address: None,
    }
}

impl World {
    async fn mail_due(&self) -> Vec<Mail> {
        self.store.mail_due(&self.channel, 10).await.unwrap()
    }

    async fn only_due(&self) -> Mail {
        let mut due = self.mail_due().await;
        assert_eq!(due.len(), 1);
        due.remove(0)
    }

    async fn claim_mail(&self, seen: &Mail) -> Option<i64> {
        self.store.claim_mail(&self.channel, seen, LEASE).await.unwrap()
    }

    async fn settle_mail(&self, id: &MailId, attempt: i64, outcome: MailOutcome) -> bool {
        self.store.settle_mail(&self.channel, id, attempt, &outcome).await.unwrap()
    }

    async fn mail_state(&self, id: &MailId) -> MailState {
        self.store.mail(&self.channel, id).await.unwrap().unwrap().state
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_workers_one_sends_and_a_crash_repeats_one_message_at_most() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        assert!(world.store.post(&world.channel, &mail(&ana, None)).await.unwrap());
        let seen = world.only_due().await;
        assert_eq!((seen.content.subject.as_str(), seen.content.text.as_str()), ("Hello", "Hello Ana"));
        let (one, two) = tokio::join!(world.claim_mail(&seen), world.claim_mail(&seen));
        assert_eq!([one, two].into_iter().flatten().collect::<Vec<_>>(), [1], "one of them has it");
        assert!(world.mail_due().await.is_empty(), "nobody else looks at it while it is under way");
        // The worker died: its message is due again once its time is over.
        world.clock.advance(LEASE);
        let again = world.only_due().await;
        assert_eq!(world.claim_mail(&again).await, Some(2));
        assert!(!world.settle_mail(&seen.id, 1, MailOutcome::Failed("late".into())).await, "the dead one has no say");
        assert!(world.settle_mail(&seen.id, 2, MailOutcome::Done(MailState::Sent)).await);
        assert_eq!(world.mail_state(&seen.id).await, MailState::Sent);
        world.clock.advance(LEASE);
        assert!(world.mail_due().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_sent_waits_fails_and_goes_out_again_when_somebody_says_so() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let (store, channel) = (&world.store, &world.channel);
        store.post(channel, &mail(&ana, None)).await.unwrap();
        let seen = world.only_due().await;
        let attempt = world.claim_mail(&seen).await.unwrap();
        let soon = Timestamp::from_millis(domain::Clock::now(world.clock.as_ref()).millis() + 60_000);
        assert!(world.settle_mail(&seen.id, attempt, MailOutcome::Later("busy".into(), soon)).await);
        assert!(world.mail_due().await.is_empty());
        world.clock.advance(Duration::from_mins(1));
        let seen = world.only_due().await;
        let attempt = world.claim_mail(&seen).await.unwrap();
        assert_eq!(attempt, 2);
        assert!(world.settle_mail(&seen.id, attempt, MailOutcome::Failed("550 no such user".into())).await);
        let page = store.list_mail(channel, None, None).await.unwrap();
        assert_eq!((page.rows[0].state, page.rows[0].fault.as_str()), (MailState::Failed, "550 no such user"));
        let of = async |state| store.list_mail(channel, Some(state), None).await.unwrap().rows.len();
        assert_eq!((of(MailState::Failed).await, of(MailState::Waiting).await), (1, 0));
        let far = world.new_channel().await;
        assert!(!store.send_mail_again(&far, &seen.id).await.unwrap(), "another merchant's");
        assert_eq!(store.mail(&far, &seen.id).await.unwrap(), None);
        assert!(store.send_mail_again(channel, &seen.id).await.unwrap());
        assert!(!store.send_mail_again(channel, &seen.id).await.unwrap(), "it is on its way");
        let seen = world.only_due().await;
        assert_eq!(world.claim_mail(&seen).await, Some(1), "it has all its tries again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_told_once_is_told_once_and_the_list_has_pages() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let (store, channel) = (&world.store, &world.channel);
        assert!(store.post(channel, &mail(&ana, Some("pay_1:paid"))).await.unwrap());
        assert!(!store.post(channel, &mail(&ana, Some("pay_1:paid"))).await.unwrap());
        assert!(store.post(channel, &mail(&ana, Some("pay_1:failed"))).await.unwrap());
        for _ in 0..55 {
            world.clock.advance(Duration::from_secs(1));
            store.post(channel, &mail(&ana, None)).await.unwrap();
        }
        let first = store.list_mail(channel, None, None).await.unwrap();
        let second = store.list_mail(channel, None, first.next.as_deref()).await.unwrap();
        assert_eq!((first.rows.len(), second.rows.len(), second.next), (50, 7, None));
        assert!(first.rows.iter().chain(&second.rows).is_sorted_by(|one, next| one.id > next.id), "the newest first");
        assert!(store.list_mail(channel, None, Some("nonsense")).await.is_err());
        let far = world.new_channel().await;
        assert!(store.list_mail(&far, None, None).await.unwrap().rows.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_its_message_and_its_address_are_written_once_together() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let (store, channel) = (&world.store, &world.channel);
        let now = domain::Clock::now(world.clock.as_ref());
        let answers = vec![Answer { question: "Where?".into(), answer: "There".into() }];
        let application = Application { found_at: "ana.example".into(), answers };
        let door = NewDoor {
            partner_id: ana.clone(),
            token_hash: "hash".into(),
            sealed: "sealed".into(),
            until: now.plus(LEASE),
        };
        let new = Applied {
            member: Member::new(ana.clone(), MemberStatus::Pending, now),
            application: application.clone(),
            told: Told { door: Some(door), mail: Some(mail(&ana, None)) },
        };
        let entry = entry("member.applied");
        let (one, two) = tokio::join!(store.apply(channel, &new, &entry), store.apply(channel, &new, &entry));
        let mut done = [one.unwrap(), two.unwrap()];
        done.sort_unstable();
        assert_eq!(done, [false, true], "a double click is one application");
        assert_eq!((world.mail_due().await.len(), store.audit_trail(channel, 9).await.unwrap().len()), (1, 1));
        assert_eq!(store.application_of(channel, &ana).await.unwrap(), Some(application.clone()));
        assert!(store.door_of(channel, &ana).await.unwrap().is_some());
        // Who was entered by the team wrote nothing, and came later.
        let ben = world.partner("ben").await;
        store.add_member(channel, &Member::new(ben.clone(), MemberStatus::Pending, now.plus(LEASE))).await.unwrap();
        let page = store.list_applications(channel, MemberStatus::Pending, None).await.unwrap();
        let listed: Vec<_> = page.rows.iter().map(|row| (&row.partner_id, row.application.as_ref())).collect();
        assert_eq!(listed, [(&ana, Some(&application)), (&ben, None)]);
        // About whom was decided stays readable, if they wrote something.
        for partner in [&ana, &ben] {
            let rejected = Member::new(partner.clone(), MemberStatus::Rejected, now);
            let from = MemberChange::Standing(MemberStatus::Pending);
            assert!(store.change_member(channel, &rejected, from, &Told::default(), &entry).await.unwrap());
        }
        let rejected = store.list_applications(channel, MemberStatus::Rejected, None).await.unwrap();
        assert_eq!((rejected.total, rejected.rows.len(), &rejected.rows[0].partner_id), (1, 1, &ana));
        assert_eq!(store.list_applications(channel, MemberStatus::Pending, None).await.unwrap().total, 0);
        // What they wrote and what was written to them goes with who they were.
        assert_eq!(store.delete_partner(channel, &ana, &entry).await.unwrap(), Deletion::Done);
        assert_eq!(store.application_of(channel, &ana).await.unwrap(), None);
        assert!(store.list_mail(channel, None, None).await.unwrap().rows.is_empty());
        assert_eq!((page.total, page.next), (2, None));
        let far = world.new_channel().await;
        assert_eq!(store.list_applications(&far, MemberStatus::Pending, None).await.unwrap().total, 0);
        assert_eq!(store.application_of(&far, &ana).await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_password_leaves_the_door_as_it_is_until_another_one_is_set() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let (store, channel) = (&world.store, &world.channel);
        let until = domain::Clock::now(world.clock.as_ref()).plus(LEASE);
        let door = |hash: &str| NewDoor {
            partner_id: ana.clone(),
            token_hash: hash.into(),
            sealed: format!("sealed {hash}"),
            until,
        };
        let reset = store.put_door_reset(channel, &door("reset"), &mail(&ana, None)).await.unwrap();
        assert!(!reset && world.mail_due().await.is_empty(), "without a door nothing is reset");
        store.put_door(channel, &door("first"), None).await.unwrap();
        assert!(store.set_door_password("first", "one").await.unwrap());
        assert!(store.put_door_reset(channel, &door("reset"), &mail(&ana, None)).await.unwrap());
        assert_eq!(world.mail_due().await.len(), 1);
        let kept = store.door_at("first").await.unwrap().unwrap();
        assert_eq!((kept.password_hash.as_deref(), kept.is_reset), (Some("one"), false));
        let found = store.door_at("reset").await.unwrap().unwrap();
        assert_eq!((found.password_hash.as_deref(), found.is_reset), (None, true));
        let (one, two) =
            tokio::join!(store.set_door_password("reset", "two"), store.set_door_password("reset", "three"));
        let mut done = [one.unwrap(), two.unwrap()];
        done.sort_unstable();
        assert_eq!(done, [false, true], "it works once");
        assert_eq!(store.door_at("first").await.unwrap(), None, "the former address is no more");
        let door_now = store.door_at("reset").await.unwrap().unwrap();
        assert!(door_now.password_hash.is_some() && !door_now.is_reset && door_now.sealed == "sealed reset");
        assert_eq!(store.door_reset_of(channel, &ana).await.unwrap(), None);
        // Too late is too late.
        store.put_door_reset(channel, &door("late"), &mail(&ana, None)).await.unwrap();
        world.clock.advance(LEASE);
        assert!(!store.set_door_password("late", "four").await.unwrap());
    })
    .await;
}
