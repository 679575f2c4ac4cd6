//! A merchant who has connected nothing: the program fills the pages, and partners come by their private addresses.

use crate::support::{TestApp, Visitor};
use domain::{
    Currency, Money,
    link::{LinkDraft, Utm},
    mail::MailKind,
    program::{MemberStatus, Origin},
};
use program::{Asked, NewMember, Outcome};

/// A partner of the program, signed in at their private address.
async fn newcomer(app: &TestApp) -> Visitor {
    let program = &app.house.program;
    let new = NewMember {
        first_name: "Fern".into(),
        last_name: "Moss".into(),
        email: "fern@program.example".parse().unwrap(),
        code: Some("FERN10".parse().unwrap()),
        is_approved: true,
    };
    let partner = program.add_member(&app.channel.id, &new).await.unwrap();
    let path = program.make_door(&app.channel.id, &partner).await.unwrap().path;
    let fern = app.visitor();
    let password = "correct horse battery";
    assert_eq!(fern.post(&path, &[("password", password), ("again", password)]).await.status, 303);
    fern
}

/// The same with one order.
async fn partner(app: &TestApp) -> Visitor {
    let fern = newcomer(app).await;
    let asked = Asked {
        code: "FERN10".parse().unwrap(),
        order_id: "1001".into(),
        total: Money::new(12_300, Currency::USD),
        customer: None,
        commission: None,
        placed_at: None,
        notes: String::new(),
        product: None,
        metadata: None,
        origin: Origin::Api,
        account: "key:key_1".into(),
    };
    assert!(matches!(app.house.program.track(&app.channel.id, asked).await.unwrap(), Outcome::New(_)));
    fern
}

#[tokio::test]
async fn where_nothing_else_is_connected_nothing_earned_is_nothing_and_not_unknown() {
    let app = TestApp::unconnected().await;
    let home = newcomer(&app).await.get("/").await.body;
    assert!(home.contains("No sales yet") && !home.contains("No source has answered yet"));
    let overview = app.admin().await.get("/admin").await.body;
    assert!(overview.contains("$0.00"));
    assert!(!overview.contains("Reconciliation"), "there are no two sides to compare");
}

#[tokio::test]
async fn the_program_fills_the_pages_of_partner_and_team() {
    let app = TestApp::unconnected().await;
    let fern = partner(&app).await;
    for path in ["/", "/earnings", "/analytics", "/content", "/profile", "/payouts", "/earnings.csv"] {
        assert_eq!(fern.get(path).await.status, 200, "{path}");
    }
    for path in ["/", "/earnings", "/payouts"] {
        let page = fern.get(path).await.body;
        assert!(page.contains("12.30"), "what the program owes is on {path}");
        assert!(!page.contains("does not answer"), "nobody is missed on {path}");
    }
    let admin = app.admin().await;
    for path in ["/admin", "/admin/partners", "/admin/commissions", "/admin/program", "/admin/payouts", "/admin/review"]
    {
        assert_eq!(admin.get(path).await.status, 200, "{path}");
    }
    assert!(admin.get("/admin/partners").await.body.contains("Fern Moss"));
}

#[tokio::test]
async fn home_earnings_and_payouts_name_one_day_and_one_amount() {
    let app = TestApp::unconnected().await;
    let fern = partner(&app).await;
    let channel = &app.channel.id;
    let (store, today) =
        (&app.house.store, app.house.store.zone(channel).await.unwrap().day(app.house.store.clock().now()));
    let member = store.code_holder(channel, &"FERN10".parse().unwrap()).await.unwrap().unwrap().member;
    let next = store.next_payout(channel, &member.partner_id, today, Currency::USD).await.unwrap().unwrap();
    assert_eq!(next.amount, Money::new(1_230, Currency::USD));
    let (long, short) = (next.day.long(), next.day.short());
    assert!(fern.get("/").await.body.contains(&format!("expected {short}")), "home");
    let earnings = fern.get("/earnings").await.body;
    assert!(earnings.contains(&format!("expected {short}")) && earnings.contains(&format!("Expected {short}")));
    assert!(fern.get("/payouts").await.body.contains(&format!("next payout on {long}")), "payouts");
}

#[tokio::test]
async fn home_asks_a_partner_of_the_program_for_no_network_and_names_the_program() {
    let app = TestApp::unconnected().await;
    let home = partner(&app).await.get("/").await.body;
    assert!(!home.contains("Get an account in the network"));
    assert!(home.contains("Partner program") && home.contains("commissions, bonuses, payouts"));
    assert_eq!(home.matches("Not connected: ").count(), 1, "what is not set up is one line");
    let overview = app.admin().await.get("/admin").await.body;
    assert!(overview.contains("commissions, bonuses, payouts"));
}

#[tokio::test]
async fn the_profile_says_what_the_program_knows_and_agreed() {
    let app = TestApp::unconnected().await;
    let fern = partner(&app).await;
    let page = fern.get("/profile").await.body;
    for text in [
        "Fern Moss",
        "fern@program.example",
        "FERN10",
        "what the program gives everybody",
        "10\u{a0}%",
        "Make your first link",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("is not connected"), "nobody is missed");
    let channel = &app.channel.id;
    let code = "FERN10".parse().unwrap();
    let partner = app.house.store.code_holder(channel, &code).await.unwrap().unwrap().member.partner_id;
    let draft = LinkDraft { partner: None, label: "Newsletter".into(), target: String::new(), utm: Utm::default() };
    let link = app.house.unify.create_link(channel, &partner, &draft, "partner").await.unwrap();
    let page = fern.get("/profile").await.body;
    assert!(page.contains(&format!("QR code of {}", link.short_url)) && !page.contains("Make your first link"));
}

#[tokio::test]
async fn who_is_disabled_reads_why_and_of_no_rate() {
    let app = TestApp::unconnected().await;
    let fern = partner(&app).await;
    assert!(fern.get("/payouts").await.body.contains("of each order with your code"));
    let channel = &app.channel.id;
    let code = "FERN10".parse().unwrap();
    let partner = app.house.store.code_holder(channel, &code).await.unwrap().unwrap().member.partner_id;
    let who = program::Who { account: "admin:one".into(), address: None };
    let program = &app.house.program;
    program.set_standing(channel, &partner, MemberStatus::Disabled, "Bought with own code", &who).await.unwrap();
    for path in ["/", "/payouts"] {
        let page = fern.get(path).await.body;
        assert!(page.contains("Bought with own code") && page.contains("not in the program any more"), "{path}");
        assert!(!page.contains("of each order with your code"), "{path}");
    }
    assert!(!fern.get("/profile").await.body.contains("what the program gives everybody"));
    let told = program.mail_page(channel, None, None).await.unwrap().rows;
    let mail = told.iter().find(|it| it.kind == MailKind::Disabled).unwrap();
    let text = program.mail_text(channel, &mail.id).await.unwrap().text;
    assert!(text.contains("> Bought with own code"), "{text}");
}

#[tokio::test]
async fn what_is_on_its_way_in_a_payout_can_be_asked_for() {
    let app = TestApp::unconnected().await;
    let fern = partner(&app).await;
    let page = fern.get("/earnings?status=fraud").await.body;
    for value in ["in_payout", "duplicate", "fraud"] {
        assert!(page.contains(&format!("value=\"{value}\"")), "{value}");
    }
    assert!(page.contains("Nothing matches"));
    assert!(fern.get("/earnings?status=pending").await.body.contains("Hold until"));
}

#[tokio::test]
async fn the_team_is_not_sent_to_what_is_not_connected() {
    let app = TestApp::unconnected().await;
    let admin = app.admin().await;
    let partners = admin.get("/admin/partners").await.body;
    assert!(partners.contains("No partners yet") && partners.contains("Add the first one"));
    for path in ["/admin/partners", "/admin/partners/new", "/admin/program", "/admin/review"] {
        assert!(!admin.get(path).await.body.contains("CreatorCommerce"), "{path}");
    }
}

#[tokio::test]
async fn what_needs_cc_says_that_it_is_not_connected() {
    let app = TestApp::unconnected().await;
    let fern = partner(&app).await;
    let page = fern.get("/content").await.body;
    assert!(page.contains("CreatorCommerce is not connected"));
    assert_eq!(app.visitor().get("/sso/cc?sso_token=abc").await.status, 401);
    assert!(!fern.get("/analytics").await.body.contains("CC has not answered"));
}
