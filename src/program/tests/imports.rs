//! Files of orders and partners: looked at, confirmed, and taken in once, whoever dies in between.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use domain::{
    ChannelId, Currency, GroupId, ImportId, Money,
    clock::ManualClock,
    partner::Channel,
    payout::{PayoutAccount, PayoutMethod},
    program::{
        CommissionQuery, Group, ImportCounts, ImportDetail, ImportKind, ImportState, MemberStatus, Minimums,
        ProgramSettings, Rate,
    },
    zone::parse_rfc3339,
};
use futures::FutureExt;
use program::{Chunk, NewMember, Program, ProgramError, Seal, UploadFault, Who};
use std::{fmt::Write as _, path::PathBuf, sync::Arc};
use store::Store;

const LARGEST: u64 = 2_000_000;

struct World {
    program: Program,
    store: Store,
    channel: ChannelId,
    folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(parse_rfc3339("2026-11-21T15:00:00Z").unwrap()));
        let url = format!("sqlite://{}/tandem.db", folder.path().display());
        let store = Store::open(&url, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let channel = ChannelId::new(clock.as_ref());
        let shop = Channel {
            id: channel.clone(),
            domain: "fern.myshopify.com".into(),
            name: "Fern & Fable".into(),
            currency: Currency::USD,
            time_zone: "America/New_York".into(),
            brand_color: "#336655".into(),
            logo_url: None,
            store_url: "https://fern.example".into(),
            is_test: true,
        };
        store.put_channel(&shop).await.unwrap();
        let program = program(&store, folder.path().join("imports"));
        Self { program, store, channel, folder }
    }

    /// Another process over the same store and folder.
    fn another(&self) -> Program {
        program(&self.store, self.folder.path().join("imports"))
    }

    async fn member(&self, name: &str, is_approved: bool) {
        let new = NewMember {
            first_name: name.into(),
            last_name: String::new(),
            email: format!("{name}@fern.example").parse().unwrap(),
            code: Some(format!("{name}15").parse().unwrap()),
            is_approved,
        };
        self.program.add_member(&self.channel, &new).await.unwrap();
    }

    async fn upload(&self, kind: ImportKind, text: &str) -> Result<ImportId, UploadFault> {
        let mut upload = self.program.begin_upload(&self.channel).await?;
        for bytes in text.as_bytes().chunks(10_000) {
            upload.write(bytes).await?;
        }
        self.program.take_upload(&self.channel, upload, kind, "C:\\orders.csv", &who()).await
    }

    async fn started(&self, kind: ImportKind, text: &str) -> ImportId {
        let id = self.upload(kind, text).await.unwrap();
        self.program.start_import(&self.channel, &id, &who()).await.unwrap();
        id
    }

    async fn detail(&self, id: &ImportId) -> ImportDetail {
        self.program.import(&self.channel, id).await.unwrap()
    }

    /// Files that lie in the folder.
    fn files(&self) -> usize {
        let folder = self.folder.path().join("imports").join(self.channel.as_str());
        std::fs::read_dir(folder).map_or(0, Iterator::count)
    }

    async fn proven(&self) {
        assert_eq!(self.store.check_ledger(&self.channel).await.unwrap(), Vec::<String>::new());
        assert_eq!(self.store.check_totals(&self.channel).await.unwrap(), Vec::<String>::new());
    }
}

fn program(store: &Store, folder: PathBuf) -> Program {
    Program::new(store.clone(), seal()).importing(folder, LARGEST)
}

fn seal() -> Seal {
    Seal::new(&"a secret of thirty-two characters".to_owned().into())
}

fn who() -> Who {
    Who { account: "admin:a".into(), address: None }
}

const HEAD: &str = "affiliate_code,order_id,total_amount,customer_email,timestamp,colour\n";

/// Lines of which every hundredth has a decimal comma, every tenth a code of nobody, and every twentieth an order that came before.
fn orders(count: usize) -> (String, ImportCounts) {
    let (mut text, mut counts) = (HEAD.to_owned(), ImportCounts::default());
    for number in 1..=count {
        let (code, total, id) = match number {
            _ if number % 100 == 0 => ("ana15", "\"8,20\"", number),
            _ if number % 10 == 0 => ("nobody", "8.20", number),
            _ if number % 20 == 5 => ("ana15", "8.20", number - 1),
            _ => ("ana15", "19.99", number),
        };
        let count = match number {
            _ if number % 100 == 0 => &mut counts.refused,
            _ if number % 10 == 0 => &mut counts.not_tracked,
            _ if number % 20 == 5 => &mut counts.known,
            _ => &mut counts.new,
        };
        *count += 1;
        let customer = number % 300;
        writeln!(text, "{code},o{id},{total},c{customer}@example.com,2026-11-{:02},red", number % 20 + 1).unwrap();
    }
    (text, counts)
}

async fn run(program: &Program, channel: &ChannelId) {
    while program.take_chunk(channel).await.unwrap() == Chunk::Taken {}
}

#[tokio::test]
async fn five_thousand_lines_are_counted_exactly_and_every_fault_is_named() {
    let world = World::new().await;
    world.member("ana", true).await;
    let (text, wanted) = orders(5_000);
    let id = world.upload(ImportKind::Orders, &text).await.unwrap();
    let before = world.detail(&id).await;
    assert_eq!((before.preview.rows, before.preview.refused), (5_000, 50));
    assert_eq!(before.preview.not_tracked, Some(wanted.not_tracked));
    assert_eq!(
        (before.preview.unknown.as_slice(), before.import.file_name.as_str()),
        (&["colour".to_owned()][..], "orders.csv")
    );
    let first = &before.preview.lines[0];
    assert_eq!(
        (first.line, first.cells.join("|").as_str()),
        (2, "#o1|ANA15|c1@example.com|Nov 2, 2026|$19.99|$2.00||")
    );
    assert_eq!(before.preview.lines[9].problem, "No partner has this code; no commission was recorded.");
    assert_eq!(world.program.take_chunk(&world.channel).await.unwrap(), Chunk::Nothing, "nobody has confirmed it");
    world.program.start_import(&world.channel, &id, &who()).await.unwrap();
    run(&world.program, &world.channel).await;
    let after = world.detail(&id).await;
    assert_eq!((after.import.state, after.import.counts, after.import.percent), (ImportState::Done, wanted, 100));
    assert_eq!(after.fault_count, 500);
    let comma = after.faults.iter().find(|it| it.line == 101).unwrap();
    assert_eq!(comma.column, "total_amount");
    assert!(comma.problem.contains("point"), "{}", comma.problem);
    assert_eq!(world.files(), 0);
    let again = world.started(ImportKind::Orders, &text).await;
    run(&world.program, &world.channel).await;
    let known = ImportCounts { new: 0, known: wanted.new + wanted.known, ..wanted };
    assert_eq!(world.detail(&again).await.import.counts, known, "a repeat changes nothing");
    world.proven().await;
}

#[tokio::test]
async fn a_file_that_comes_again_after_its_codes_were_replaced_changes_nothing() {
    let world = World::new().await;
    world.member("ana", true).await;
    let (text, wanted) = orders(100);
    world.started(ImportKind::Orders, &text).await;
    run(&world.program, &world.channel).await;
    let strict = ProgramSettings { old_codes_count: false, ..ProgramSettings::default() };
    let store = world.program.store();
    store.put_program_settings(&world.channel, &strict).await.unwrap();
    let ana = store.partner_by_code(&world.channel, &"ANA15".parse().unwrap()).await.unwrap().unwrap();
    world.program.rotate_code(&world.channel, &ana.id, None).await.unwrap();
    let again = world.started(ImportKind::Orders, &text).await;
    run(&world.program, &world.channel).await;
    let known = ImportCounts { new: 0, known: wanted.new + wanted.known, ..wanted };
    assert_eq!(world.detail(&again).await.import.counts, known);
    world.proven().await;
}

#[tokio::test]
async fn another_process_goes_on_where_one_died() {
    let world = World::new().await;
    world.member("ana", true).await;
    let (text, wanted) = orders(4_500);
    let id = world.started(ImportKind::Orders, &text).await;
    // Dies after so many steps, wherever that is: while it reads, while it writes, or between both.
    for steps in [0, 1, 3, 10, 30, 100, 300] {
        let dying = world.another();
        let mut chunk = std::pin::pin!(dying.take_chunk(&world.channel));
        for _ in 0..steps {
            if (&mut chunk).now_or_never().is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    let (one, other) = (world.another(), world.another());
    tokio::join!(run(&one, &world.channel), run(&other, &world.channel));
    run(&one, &world.channel).await;
    let after = world.detail(&id).await;
    assert_eq!((after.import.state, after.import.counts), (ImportState::Done, wanted));
    assert_eq!(after.fault_count, wanted.refused + wanted.not_tracked);
    world.proven().await;
}

#[tokio::test]
async fn what_is_paused_goes_on_and_what_is_cancelled_keeps_what_was_done() {
    let world = World::new().await;
    world.member("ana", true).await;
    let (text, _) = orders(3_500);
    let id = world.started(ImportKind::Orders, &text).await;
    let (program, channel) = (&world.program, &world.channel);
    assert_eq!(program.take_chunk(channel).await.unwrap(), Chunk::Taken);
    program.pause_import(channel, &id, &who()).await.unwrap();
    assert_eq!(program.take_chunk(channel).await.unwrap(), Chunk::Nothing);
    let other = world.upload(ImportKind::Orders, &text).await.unwrap();
    program.start_import(channel, &other, &who()).await.unwrap();
    let both = program.start_import(channel, &id, &who()).await;
    assert!(matches!(both, Err(ProgramError::Conflict(why)) if why.contains("Another import")));
    program.cancel_import(channel, &other, &who()).await.unwrap();
    program.start_import(channel, &id, &who()).await.unwrap();
    assert_eq!(program.take_chunk(channel).await.unwrap(), Chunk::Taken);
    program.cancel_import(channel, &id, &who()).await.unwrap();
    assert_eq!(program.take_chunk(channel).await.unwrap(), Chunk::Nothing);
    let after = world.detail(&id).await.import;
    assert_eq!((after.state, after.counts.all()), (ImportState::Cancelled, 2_000));
    assert!(matches!(program.start_import(channel, &id, &who()).await, Err(ProgramError::Conflict(_))));
    assert!(matches!(program.cancel_import(channel, &id, &who()).await, Err(ProgramError::Conflict(_))));
    let thrown = world.upload(ImportKind::Orders, &text).await.unwrap();
    program.cancel_import(channel, &thrown, &who()).await.unwrap();
    assert!(matches!(program.import(channel, &thrown).await, Err(ProgramError::NotFound)));
    assert_eq!(world.files(), 0);
    world.proven().await;
}

#[tokio::test]
async fn partners_are_taken_in_once_and_faults_are_named() {
    let world = World::new().await;
    world.member("ana", true).await;
    let text = "email;first_name;last_name;code;approved\r\n\
                ana@fern.example;Ana;;ana16;yes\r\n\
                ben@fern.example;Ben;Ito;ben15;yes\r\n\
                cat@fern.example;Cat;;ANA15;no\r\n\
                dan@fern.example;;;;\r\n\
                eve;Eve;;;\r\n";
    let id = world.started(ImportKind::Partners, text).await;
    run(&world.program, &world.channel).await;
    let after = world.detail(&id).await;
    assert_eq!(after.import.counts, ImportCounts { new: 2, known: 1, refused: 2, not_tracked: 0 });
    let faults: Vec<(i64, &str)> = after.faults.iter().map(|it| (it.line, it.column.as_str())).collect();
    assert_eq!(faults, [(4, "code"), (6, "email")]);
    let ben = world.store.code_holder(&world.channel, &"BEN15".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((ben.member.status, ben.email.as_str()), (MemberStatus::Approved, "ben@fern.example"));
}

#[tokio::test]
async fn partners_come_with_their_terms_and_account_and_no_fault_tells_an_account() {
    let world = World::new().await;
    world.member("ana", true).await;
    let gold = Group {
        id: GroupId::from_parts(1, [1; 10]),
        name: "Gold".into(),
        rate: None,
        hold_days: None,
        minimums: Minimums::default(),
        moves_at: None,
    };
    world.store.put_group(&world.channel, &gold).await.unwrap();
    let text = "email;approved;rate;ignores_product_rates;group;hold_days;minimum;payout_method;paypal_email;iban;account_name;notes\n\
                ana@fern.example;yes;90;;;;;;;;;\n\
                ben@fern.example;yes;5.00 EUR;yes;gold;14;50 / 45 EUR;bank;;DE89370400440532013000;Ben Ito;Met in May\n\
                cat@fern.example;;12.5;;Silver;8;;;;;;\n\
                dan@fern.example;;;;;;;;;DE00370400440532013000;Dan;\n\
                eve@fern.example;;;;;;;;eve@pay.example;;;\n";
    let id = world.upload(ImportKind::Partners, text).await.unwrap();
    let before = world.detail(&id).await.preview;
    let ben = &before.lines[1].cells;
    assert_eq!(ben[4], "€5.00 an order, always this rate, group Gold, held 14 days, minimum €45.00 or $50.00");
    assert!(ben[5].ends_with("3000") && ben[6] == "Met in May", "{ben:?}");
    assert_eq!(before.lines[4].cells[5], "PayPal e•••@pay.example");
    let faults: Vec<(i64, &str)> = before.faults.iter().map(|it| (it.line, it.column.as_str())).collect();
    assert_eq!(faults, [(4, "group"), (4, "hold_days"), (5, "iban")]);
    world.program.start_import(&world.channel, &id, &who()).await.unwrap();
    run(&world.program, &world.channel).await;
    let after = world.detail(&id).await;
    assert_eq!(after.import.counts, ImportCounts { new: 2, known: 1, refused: 2, not_tracked: 0 });
    for kept in [format!("{before:?}"), format!("{after:?}")] {
        assert!(!kept.contains("370400") && !kept.contains("eve@pay"), "{kept}");
    }
    let member = async |email: &str| {
        let partner = world.store.partner_by_email(&world.channel, &email.parse().unwrap()).await.unwrap().unwrap();
        world.store.member(&world.channel, &partner.id).await.unwrap().unwrap()
    };
    let ben = member("ben@fern.example").await;
    assert_eq!(ben.rate, Some(Rate::Fixed(Money::new(500, Currency::EUR))));
    assert_eq!((ben.group_id.as_ref(), ben.hold_days, ben.ignores_product_rates), (Some(&gold.id), Some(14), true));
    assert_eq!(ben.minimums.of(Currency::EUR), Some(Money::new(4_500, Currency::EUR)));
    assert_eq!((ben.payout.method, ben.notes.as_str()), (Some(PayoutMethod::Bank), "Met in May"));
    let opened = seal().open(&world.channel, &ben.partner_id, &ben.payout.sealed);
    assert!(matches!(opened, Some(PayoutAccount::Sepa { name, .. }) if name == "Ben Ito"));
    assert_eq!(member("ana@fern.example").await.rate, None, "who is known stays as they are");
    // The same file once more, as after a crash: nobody is changed by it.
    let again = world.started(ImportKind::Partners, &text.replace("5.00 EUR", "90")).await;
    run(&world.program, &world.channel).await;
    assert_eq!(world.detail(&again).await.import.counts.known, 3);
    assert_eq!(member("ben@fern.example").await, ben);
}

#[tokio::test]
async fn metadata_of_a_file_is_kept_with_commission_and_customer() {
    let world = World::new().await;
    world.member("ana", true).await;
    let text = "affiliate_code;order_id;total_amount;customer_email;metadata;customer_metadata\n\
                ana15;1;10;lin@example.com;\"{\"\"shelf\"\":4}\";\"{\"\"vip\"\":true}\"\n\
                ana15;2;10;lin@example.com;[4];\n";
    let id = world.started(ImportKind::Orders, text).await;
    assert_eq!(world.detail(&id).await.preview.lines[0].cells[6..], ["{\"shelf\":4}", "{\"vip\":true}"]);
    run(&world.program, &world.channel).await;
    let after = world.detail(&id).await;
    assert_eq!((after.import.counts.new, after.faults[0].column.as_str()), (1, "metadata"));
    let query = CommissionQuery::default();
    let lines = world.store.list_commissions(&world.channel, &query).await.unwrap().rows;
    let detail = world.store.commission_detail(&world.channel, &lines[0].id).await.unwrap().unwrap();
    let kept = format!("{detail:?}");
    assert!(kept.contains("shelf"), "{kept}");
    world.proven().await;
}

#[tokio::test]
async fn a_file_that_is_none_leaves_nothing_behind() {
    let world = World::new().await;
    let upload = async |text: &str| world.upload(ImportKind::Orders, text).await.unwrap_err();
    assert!(matches!(upload("").await, UploadFault::Content(_)));
    assert!(matches!(upload(HEAD).await, UploadFault::Content(why) if why.contains("no line below")));
    assert!(matches!(upload("name,price\na,1\n").await, UploadFault::Content(why) if why.contains("affiliate_code")));
    assert!(matches!(upload("PK\u{3}\u{4}").await, UploadFault::Kind(_)));
    let large = format!("{HEAD}{}", "x".repeat(usize::try_from(LARGEST).unwrap()));
    assert!(matches!(upload(&large).await, UploadFault::TooLarge(2)));
    let open = format!("{HEAD}ana15,1,8.20,\"{}", "\n".repeat(300_000));
    assert!(matches!(upload(&open).await, UploadFault::Content(why) if why.contains("Line 2")));
    assert_eq!(world.files(), 0);
    assert!(world.program.imports(&world.channel, None, None).await.unwrap().lines.is_empty());
}

#[tokio::test]
async fn single_orders_are_written_while_a_file_is_taken_in() {
    let world = World::new().await;
    world.member("ana", true).await;
    let (text, wanted) = orders(3_000);
    let id = world.started(ImportKind::Orders, &text).await;
    let single = async {
        let asked = program::Asked {
            code: "ana15".parse().unwrap(),
            order_id: "single".into(),
            total: Money::new(1_000, Currency::USD),
            customer: None,
            commission: None,
            placed_at: None,
            notes: String::new(),
            product: None,
            metadata: None,
            origin: domain::program::Origin::Api,
            account: "key:one".into(),
        };
        world.program.track(&world.channel, asked).await.unwrap();
        world.detail(&id).await.import.state
    };
    let (state, ()) = tokio::join!(single, run(&world.program, &world.channel));
    assert_eq!(state, ImportState::Running, "it did not have to wait for the end of the file");
    assert_eq!(world.detail(&id).await.import.counts, wanted);
    world.proven().await;
}
