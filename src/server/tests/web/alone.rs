//! A merchant who has connected nothing: the program fills the pages, and partners come by their private addresses.

use crate::support::{TestApp, Visitor};
use domain::{Currency, Money, program::Origin};
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
    let zone = app.house.store.zone(&app.channel.id).await.unwrap();
    assert!(matches!(app.house.program.track(&app.channel.id, &zone, asked).await.unwrap(), Outcome::New(_)));
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
