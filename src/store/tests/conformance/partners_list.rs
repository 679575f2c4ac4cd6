//! The list of partners: search, sort, pages, figures.

use crate::world::{World, at, commission, day, dollars, on_both, order, report, year};
use domain::{
    Clock, Currency, GroupId, Source,
    admin::{PartnerPage, PartnerQuery, PartnerRow, PartnerSort, Standing},
    earnings::Range,
    program::{Group, Member, MemberStatus, Minimums},
};
use std::collections::HashSet;
use store::{OrderReport, PartnerReport, StoreError};

async fn list(world: &World, query: PartnerQuery) -> PartnerPage {
    world.store.list_partners(&world.channel, &query, year(), Currency::USD).await.unwrap()
}

fn emails(page: &PartnerPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.email.split('@').next().unwrap()).collect()
}

fn text(text: &str) -> PartnerQuery {
    PartnerQuery { text: text.into(), ..PartnerQuery::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn search_takes_letters_of_any_case_and_wildcards_literally() {
    on_both(|world: World| async move {
        let named = |email: &str, first: &str, last: &str| PartnerReport {
            first_name: Some(first.into()),
            last_name: Some(last.into()),
            ..report(email)
        };
        let batch = [
            named("uma", "Ümit", "ÇELİK"),
            named("per", "100% Wool", "Shop"),
            named("und", "Under_score", "Shop"),
            named("bak", "Back\\slash", "Shop"),
            named("max", "Max", "O'Neil"),
        ];
        world.store.record_partners(&world.channel, &batch).await.unwrap();
        for (query, expected) in [
            ("ümit", vec!["uma"]),
            ("ÜMIT", vec!["uma"]),
            ("%", vec!["per"]),
            ("_", vec!["und"]),
            ("\\", vec!["bak"]),
            ("o'n", vec!["max"]),
            ("shop  100", vec!["per"]),
            ("MAX15", vec!["max"]),
            ("max@fern", vec!["max"]),
            ("' OR 1=1 --", vec![]),
            ("nobody", vec![]),
        ] {
            let page = list(&world, text(query)).await;
            assert_eq!(emails(&page), expected, "{query}");
            assert_eq!(page.total, i64::try_from(expected.len()).unwrap(), "{query}");
        }
        assert_eq!(list(&world, text("  ")).await.total, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_range_and_sort_the_list() {
    on_both(|world: World| async move {
        let (ana, ben, cem) = (world.partner("ana").await, world.partner("ben").await, world.partner("cem").await);
        let orders = [
            order(1, &ana),
            order(2, &ben),
            OrderReport { subtotal: dollars(500), ..order(3, &ben) },
            OrderReport { placed_at: at("2025-11-10T12:00:00Z"), ..order(4, &cem) },
        ];
        world.store.record_orders(&world.channel, &orders).await.unwrap();
        world.record_commission(&commission("a", &ana, "1")).await;
        world.store.link_partner(&world.channel, Source::Impact, "77", &ana).await.unwrap();
        let page = list(&world, PartnerQuery::default()).await;
        assert_eq!(emails(&page), ["ben", "ana", "cem"]);
        let first = &page.rows[0];
        assert_eq!(
            (first.sales, first.orders, first.earned, first.in_network),
            (Some(dollars(10_500)), Some(2), Some(dollars(0)), Some(false))
        );
        let second = &page.rows[1];
        assert_eq!((second.earned, second.in_network, second.id.clone()), (Some(dollars(1_200)), Some(true), ana));
        assert_eq!(page.rows[2].sales, Some(dollars(0)));
        let sorted = async |sort, reversed| {
            let page = list(&world, PartnerQuery { sort, reversed, ..PartnerQuery::default() }).await;
            emails(&page).join(" ")
        };
        assert_eq!(sorted(PartnerSort::Earned, false).await.split(' ').next(), Some("ana"));
        assert_eq!(sorted(PartnerSort::Orders, false).await.split(' ').next(), Some("ben"));
        assert_eq!(sorted(PartnerSort::Name, false).await, "ana ben cem");
        assert_eq!(sorted(PartnerSort::Name, true).await, "cem ben ana");
        assert_eq!(sorted(PartnerSort::Sales, true).await, "cem ana ben");

        let top = world.store.top_partners(&world.channel, year(), Currency::USD, 5).await.unwrap();
        assert_eq!(top.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), [ben, second.id.clone()]);
        assert_eq!(world.store.count_active_partners(&world.channel, year()).await.unwrap(), 2);
        let before = Range { from: day("2025-01-01"), to: day("2025-12-31") };
        assert_eq!(world.store.count_active_partners(&world.channel, before).await.unwrap(), 1);
        let elsewhere = world.new_channel().await;
        assert_eq!(world.store.count_active_partners(&elsewhere, year()).await.unwrap(), 0);
        let query = PartnerQuery::default();
        let page = world.store.list_partners(&elsewhere, &query, year(), Currency::USD).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_names_tiers_and_the_day_of_joining() {
    on_both(|world: World| async move {
        let tiered = |name: &str, tier: &str| PartnerReport {
            tier: Some(tier.into()),
            joined_at: Some(at("2025-03-04T02:00:00Z")),
            ..report(name)
        };
        let batch = [tiered("ana", "Gold"), tiered("ben", "Silver"), tiered("cem", "Gold"), report("dee")];
        world.store.record_partners(&world.channel, &batch).await.unwrap();
        let query = PartnerQuery { tier: Some("Gold".into()), ..PartnerQuery::default() };
        let page = list(&world, query).await;
        assert_eq!((page.rows.len(), page.total), (2, 2));
        assert_eq!(page.tiers, ["Gold", "Silver"]);
        assert_eq!(page.rows[0].joined, "Mar 3, 2025");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_show_each_partner_once_in_every_order() {
    on_both(|world: World| async move {
        let batch: Vec<_> = (0..57).map(|number| report(&format!("p{number}"))).collect();
        world.store.record_partners(&world.channel, &batch).await.unwrap();
        for (number, name) in ["p3", "p30", "p31"].into_iter().enumerate() {
            let email = format!("{name}@fern.example").parse().unwrap();
            let partner = world.store.partner_by_email(&world.channel, &email).await.unwrap().unwrap();
            world.record_order(&order(u32::try_from(number).unwrap(), &partner.id)).await;
        }
        for sort in PartnerSort::ALL {
            for reversed in [false, true] {
                let mut query = PartnerQuery { sort, reversed, limit: Some(10), ..PartnerQuery::default() };
                let mut seen = Vec::new();
                loop {
                    let page = list(&world, query.clone()).await;
                    assert_eq!(page.total, 57);
                    seen.extend(page.rows.into_iter().map(|row| row.id));
                    match page.next {
                        Some(next) => query.after = Some(next),
                        None => break,
                    }
                }
                assert_eq!(seen.len(), 57, "{sort:?} {reversed}");
                assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 57, "{sort:?} {reversed}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_of_another_order_or_list_is_refused() {
    on_both(|world: World| async move {
        let batch: Vec<_> = (0..3).map(|number| report(&format!("p{number}"))).collect();
        world.store.record_partners(&world.channel, &batch).await.unwrap();
        let by_name = PartnerQuery { sort: PartnerSort::Name, limit: Some(1), ..PartnerQuery::default() };
        let next = list(&world, by_name.clone()).await.next;
        assert!(next.is_some());
        let mangled = next.as_ref().map(|cursor| format!("{cursor}A"));
        for query in [
            PartnerQuery { sort: PartnerSort::Sales, after: next.clone(), ..by_name.clone() },
            PartnerQuery { reversed: true, after: next, ..by_name.clone() },
            PartnerQuery { after: mangled, ..by_name },
        ] {
            let answer = world.store.list_partners(&world.channel, &query, year(), Currency::USD).await;
            assert!(matches!(answer, Err(StoreError::InvalidCursor)), "{query:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_narrows_and_sorts_the_list_with_figures_that_do_not_multiply() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.partner("cy").await;
        let gold = Group {
            id: GroupId::new(world.clock.as_ref()),
            name: "Gold".into(),
            rate: None,
            hold_days: None,
            minimums: Minimums::default(),
            moves_at: None,
        };
        store.put_group(channel, &gold).await.unwrap();
        for (partner, status, group) in
            [(&ana, MemberStatus::Approved, Some(&gold)), (&ben, MemberStatus::Pending, None)]
        {
            let mut member = Member::new(partner.clone(), status, world.clock.now());
            member.group_id = group.map(|group| group.id.clone());
            store.add_member(channel, &member).await.unwrap();
        }
        // Ana is owed in two accounts; each of her two orders counts once all the same.
        world.due_order("1", &ana).await;
        world.tracked("2", &ana).await;
        world.due_order("3", &ben).await;
        let page = list(&world, PartnerQuery { sort: PartnerSort::Owed, ..PartnerQuery::default() }).await;
        let figures = |row: &PartnerRow| (row.conversions, row.commissions.minor, row.owed.minor);
        assert_eq!(emails(&page), ["ana", "ben", "cy"]);
        assert_eq!(
            page.rows.iter().map(figures).collect::<Vec<_>>(),
            [(2, 2_000, 2_000), (1, 1_000, 1_000), (0, 0, 0)]
        );
        assert_eq!(page.rows[0].group.as_deref(), Some("Gold"));
        assert_eq!(
            page.rows.iter().map(|row| row.standing).collect::<Vec<_>>(),
            [Some(MemberStatus::Approved), Some(MemberStatus::Pending), None]
        );
        assert_eq!(page.groups, [(gold.id.clone(), "Gold".to_owned())]);
        for (standing, expected) in [
            (Standing::In(MemberStatus::Approved), vec!["ana"]),
            (Standing::In(MemberStatus::Pending), vec!["ben"]),
            (Standing::In(MemberStatus::Disabled), vec![]),
            (Standing::Outside, vec!["cy"]),
        ] {
            let page = list(&world, PartnerQuery { standing: Some(standing), ..PartnerQuery::default() }).await;
            assert_eq!((emails(&page), page.total), (expected.clone(), i64::try_from(expected.len()).unwrap()));
        }
        let in_gold = list(&world, PartnerQuery { group: Some(gold.id.clone()), ..PartnerQuery::default() }).await;
        assert_eq!(emails(&in_gold), ["ana"]);
        for sort in [PartnerSort::Commissions, PartnerSort::Owed, PartnerSort::Conversions] {
            let mut seen = Vec::new();
            let mut query = PartnerQuery { sort, limit: Some(1), ..PartnerQuery::default() };
            loop {
                let page = list(&world, query.clone()).await;
                seen.extend(emails(&page).into_iter().map(str::to_owned));
                let Some(after) = page.next else { break };
                query.after = Some(after);
            }
            assert_eq!(seen, ["ana", "ben", "cy"], "{sort:?}");
        }
    })
    .await;
}
