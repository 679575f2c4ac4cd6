//! Arguments for every server function and what each caller gets.

use super::{
    ANAS, ANAS_LINK, NO_IMPORT, NO_PAYOUT, NO_REVIEW, NO_RUN, OWN, Row, SIGNED_IN, TEAM, TEAM_ANAS, TEAM_INVALID,
    TEAM_NOTHING,
};
use domain::{LinkId, PartnerId};
use serde_json::{Value, json};

type Calls = Option<Vec<(Value, Row)>>;

/// `None` for a function without a row here.
pub fn calls(path: &str, ana: &PartnerId, link: &LinkId) -> Calls {
    own(path, ana, link)
        .or_else(|| content(path, ana))
        .or_else(|| payouts(path, ana))
        .or_else(|| team(path, ana))
        .or_else(|| program(path, ana))
        .or_else(|| people(path, ana))
}

fn own(path: &str, ana: &PartnerId, link: &LinkId) -> Calls {
    let query = |partner: Option<&PartnerId>| json!({ "query": { "partner": partner } });
    let draft = |partner: Option<&PartnerId>| {
        let utm = json!({ "source": "", "medium": "", "campaign": "" });
        json!({ "partner": partner, "label": "Newsletter", "target": "", "utm": utm })
    };
    Some(match path {
        "/fn/frame" => vec![(json!({}), SIGNED_IN)],
        "/fn/home" | "/fn/profile" | "/fn/content" => {
            vec![(json!({ "partner": null }), OWN), (json!({ "partner": ana }), ANAS)]
        }
        "/fn/earnings" | "/fn/entries" | "/fn/analytics" | "/fn/program-figures" => {
            vec![(query(None), OWN), (query(Some(ana)), ANAS)]
        }
        "/fn/create-link" => vec![(json!({ "draft": draft(None) }), OWN), (json!({ "draft": draft(Some(ana)) }), ANAS)],
        // The draft's own partner says nothing about whose link is changed.
        "/fn/change-link" => vec![
            (json!({ "partner": null, "id": link, "draft": draft(Some(ana)) }), ANAS_LINK),
            (json!({ "partner": ana, "id": link, "draft": draft(None) }), ANAS),
        ],
        "/fn/archive-link" => vec![
            (json!({ "partner": null, "id": link, "archived": true }), ANAS_LINK),
            (json!({ "partner": ana, "id": link, "archived": false }), ANAS),
        ],
        "/fn/retry-source" => vec![
            (json!({ "partner": null, "source": "hubspot" }), OWN),
            (json!({ "partner": ana, "source": "hubspot" }), ANAS),
        ],
        _ => return None,
    })
}

fn content(path: &str, ana: &PartnerId) -> Calls {
    Some(match path {
        "/fn/content/shelf" => {
            let query = |partner: Option<&PartnerId>| json!({ "query": { "partner": partner, "text": "", "in_stock": false, "sort": "title" } });
            vec![(query(None), OWN), (query(Some(ana)), ANAS)]
        }
        "/fn/content/versions" => {
            vec![(json!({ "partner": null, "after": null }), OWN), (json!({ "partner": ana, "after": null }), ANAS)]
        }
        "/fn/content/save-draft" => vec![
            (json!({ "partner": null, "content": empty(), "base": "b", "revision": 0 }), OWN),
            (json!({ "partner": ana, "content": empty(), "base": "b", "revision": 0 }), ANAS),
        ],
        "/fn/content/discard-draft" => {
            vec![(json!({ "partner": null, "revision": 1 }), OWN), (json!({ "partner": ana, "revision": 1 }), ANAS)]
        }
        // What is asked for conflicts with what CC has, so nothing is written; the far partner's CC is out of reach.
        "/fn/content/publish" => vec![
            (json!({ "partner": null, "content": empty(), "base": "b" }), [401, 200, 200, 503, 401, 403, 403]),
            (json!({ "partner": ana, "content": empty(), "base": "b" }), ANAS),
        ],
        // There is no such review.
        "/fn/content/withdraw" => vec![
            (json!({ "partner": null, "id": NO_REVIEW }), [401, 404, 404, 404, 401, 403, 403]),
            (json!({ "partner": ana, "id": NO_REVIEW }), [401, 404, 403, 403, 401, 404, 404]),
        ],
        _ => return None,
    })
}

fn payouts(path: &str, ana: &PartnerId) -> Calls {
    Some(match path {
        "/fn/payouts" => {
            vec![(json!({ "partner": null, "before": null }), OWN), (json!({ "partner": ana, "before": null }), ANAS)]
        }
        // The account makes no sense, so nothing is written.
        "/fn/payouts/account" => {
            let draft = json!({ "kind": "paypal", "email": "nobody" });
            vec![
                (json!({ "partner": null, "draft": draft }), [401, 422, 422, 422, 401, 403, 403]),
                (json!({ "partner": ana, "draft": draft }), [401, 422, 403, 403, 401, 422, 404]),
            ]
        }
        "/fn/admin/payout-plan" => {
            vec![(json!({ "query": { "method": null, "currency": null, "until": null } }), TEAM)]
        }
        "/fn/admin/payout-runs" => vec![(json!({ "query": { "before": null } }), TEAM)],
        // Nobody is paid by it.
        "/fn/admin/confirm-payouts" => {
            let order = json!({
                "run": NO_RUN, "method": "manual", "currency": "USD", "until": 20_000, "items": [], "notes": "",
                "paid_by": "bank",
            });
            vec![(json!({ "order": order }), [401, 403, 403, 403, 401, 422, 422])]
        }
        "/fn/admin/payout-run" | "/fn/admin/approve-payouts" | "/fn/admin/execute-payouts" => {
            vec![(json!({ "id": NO_RUN, "references": [] }), TEAM_NOTHING)]
        }
        // She has named none.
        "/fn/admin/show-account" => vec![(json!({ "partner": ana }), TEAM_NOTHING)],
        "/fn/admin/cancel-payouts" => vec![(json!({ "id": NO_RUN, "reason": "No." }), TEAM_NOTHING)],
        "/fn/admin/settle-payout" => {
            let said = json!({ "id": NO_RUN, "payout": NO_PAYOUT, "is_paid": false, "reason": "No." });
            vec![(said, TEAM_NOTHING)]
        }
        _ => return None,
    })
}

fn team(path: &str, ana: &PartnerId) -> Calls {
    Some(match path {
        "/fn/admin/reviews" => vec![(json!({ "status": "pending", "after": null }), TEAM)],
        "/fn/admin/review" => vec![(json!({ "id": NO_REVIEW }), TEAM_NOTHING)],
        "/fn/admin/decide-review" => {
            vec![(json!({ "id": NO_REVIEW, "decision": "reject", "reason": "No." }), TEAM_NOTHING)]
        }
        "/fn/admin/require-review" => vec![(json!({ "on": false }), TEAM)],
        "/fn/admin/overview" => vec![(json!({ "days": 30, "currency": null }), TEAM)],
        "/fn/admin/partners" => {
            vec![(json!({ "query": { "text": "", "tier": null, "sort": "sales", "reversed": false } }), TEAM)]
        }
        "/fn/admin/partner" => vec![(json!({ "id": ana }), TEAM_ANAS)],
        "/fn/admin/retry-source" => vec![(json!({ "source": "hubspot" }), TEAM)],
        _ => return None,
    })
}

fn program(path: &str, ana: &PartnerId) -> Calls {
    Some(match path {
        "/fn/admin/member" => {
            vec![(json!({ "partner": ana }), TEAM_ANAS), (json!({ "partner": null }), TEAM_INVALID)]
        }
        "/fn/admin/change-code" => vec![(json!({ "partner": ana, "code": "" }), TEAM_ANAS)],
        // She is taken in last.
        "/fn/admin/decide-member" => {
            vec![(json!({ "partner": ana, "status": "approved", "reason": "" }), TEAM_NOTHING)]
        }
        "/fn/admin/save-terms" => vec![(json!({ "partner": ana, "terms": terms() }), TEAM_NOTHING)],
        "/fn/admin/commissions" | "/fn/admin/customers" => vec![(json!({ "query": {} }), TEAM)],
        "/fn/admin/make-door" => vec![
            (json!({ "partner": ana, "is_mailed": false }), TEAM_NOTHING),
            (json!({ "partner": null, "is_mailed": false }), TEAM_INVALID),
        ],
        "/fn/admin/mail-door" | "/fn/admin/forget-password" => vec![(json!({ "partner": ana }), TEAM_NOTHING)],
        "/fn/admin/applications" | "/fn/admin/mail" => {
            vec![
                (json!({ "query": { "after": null } }), TEAM),
                (json!({ "query": { "after": "nonsense" } }), TEAM_INVALID),
            ]
        }
        "/fn/admin/decide-applications" => vec![
            (json!({ "ids": [ana], "is_approved": true, "reason": "" }), TEAM),
            (json!({ "ids": [ana], "is_approved": false, "reason": "" }), TEAM_INVALID),
        ],
        "/fn/admin/mail-text" | "/fn/admin/send-mail-again" => {
            vec![(json!({ "id": "eml_01jd3000000000000000000000" }), TEAM_NOTHING)]
        }
        "/fn/admin/save-apply-form" => vec![
            (json!({ "setup": { "is_open": false, "questions": [] } }), TEAM),
            (
                json!({ "setup": { "is_open": true, "questions": [{ "text": " ", "is_required": true }] } }),
                TEAM_INVALID,
            ),
        ],
        "/fn/admin/program" | "/fn/admin/groups" | "/fn/admin/milestones" | "/fn/admin/apply-form" => {
            vec![(json!({}), TEAM)]
        }
        "/fn/admin/save-program" => vec![(json!({ "form": settings() }), TEAM)],
        "/fn/admin/save-group" => vec![(json!({ "group": group() }), TEAM)],
        "/fn/admin/delete-group" => vec![
            (json!({ "id": "grp_01jd3000000000000000000000" }), TEAM_NOTHING),
            (json!({ "id": "gold" }), TEAM_INVALID),
        ],
        "/fn/admin/add-milestone" => vec![(json!({ "milestone": milestone() }), TEAM_INVALID)],
        "/fn/admin/end-milestone" => vec![
            (json!({ "id": "mil_01jd3000000000000000000000" }), TEAM_NOTHING),
            (json!({ "id": "gold" }), TEAM_INVALID),
        ],
        "/fn/admin/commission" => vec![(json!({ "id": "com_01jd3000000000000000000000" }), TEAM_NOTHING)],
        "/fn/admin/refund-order" => vec![(
            json!({ "id": "com_01jd3000000000000000000000", "refund": { "key": "1", "amount": "5", "reason": "" } }),
            TEAM_NOTHING,
        )],
        "/fn/admin/customer" => {
            vec![(json!({ "id": "cus_01jd3000000000000000000000", "after": null }), TEAM_NOTHING)]
        }
        "/fn/admin/save-customer" => {
            let customer = json!({ "email": "lin@example.com", "name": "", "external_id": "", "metadata": "" });
            vec![(json!({ "id": "cus_01jd3000000000000000000000", "customer": customer }), TEAM_NOTHING)]
        }
        "/fn/admin/delete-customer" => vec![(json!({ "id": "cus_01jd3000000000000000000000" }), TEAM_NOTHING)],
        "/fn/admin/decide-commissions" => vec![
            (json!({ "ids": [], "choice": "approve", "reason": "" }), TEAM),
            (json!({ "ids": [], "choice": "fraud", "reason": "" }), TEAM_INVALID),
        ],
        "/fn/admin/enter-order" => vec![(json!({ "order": order() }), TEAM_INVALID)],
        "/fn/admin/adjust" => vec![(json!({ "adjustment": adjustment() }), TEAM_INVALID)],
        "/fn/admin/imports" => {
            vec![(json!({ "query": { "before": null } }), TEAM)]
        }
        "/fn/admin/import" => vec![(json!({ "id": NO_IMPORT }), TEAM_NOTHING)],
        "/fn/admin/act-on-import" => vec![
            (json!({ "id": NO_IMPORT, "act": "start" }), TEAM_NOTHING),
            (json!({ "id": NO_IMPORT, "act": "pause" }), TEAM_NOTHING),
            (json!({ "id": NO_IMPORT, "act": "cancel" }), TEAM_NOTHING),
        ],
        "/fn/admin/take-in" => vec![(json!({ "partner": ana }), TEAM_ANAS)],
        _ => return None,
    })
}

fn people(path: &str, ana: &PartnerId) -> Calls {
    Some(match path {
        "/fn/admin/program-figures" => {
            vec![(json!({ "query": {} }), TEAM), (json!({ "query": { "partner": ana } }), TEAM_ANAS)]
        }
        "/fn/admin/decide-members" => vec![
            (json!({ "ids": [], "choice": "approve", "reason": "" }), TEAM),
            (json!({ "ids": [], "choice": "reject", "reason": "" }), TEAM_INVALID),
            (json!({ "ids": [], "choice": "mail_address", "reason": "" }), TEAM),
        ],
        "/fn/admin/new-code" | "/fn/admin/new-partner" => vec![(json!({}), TEAM)],
        "/fn/admin/add-partner" => vec![(json!({ "partner": new_partner() }), TEAM_INVALID)],
        "/fn/admin/rename-partner" => {
            vec![(json!({ "partner": ana, "first_name": "A", "last_name": "", "email": "nobody" }), TEAM_INVALID)]
        }
        // Nobody is called so.
        "/fn/admin/delete-partner" => {
            vec![(json!({ "partner": ana, "typed": "nobody" }), [401, 403, 403, 403, 401, 422, 404])]
        }
        _ => return None,
    })
}

/// Somebody without an e-mail address.
fn new_partner() -> Value {
    json!({
        "first_name": "Kim", "last_name": "", "email": "nobody", "code": "", "rate_kind": "percentage", "rate": "10",
        "approved": false, "ignores_product_rates": false,
    })
}

/// A content without anything in it.
fn empty() -> Value {
    json!({ "bio": "", "picture_url": null, "drops": [] })
}

/// No terms of their own.
fn terms() -> Value {
    json!({
        "rate_kind": "", "rate": "", "ignores_product_rates": false, "group": "", "hold_days": "", "minimums": [], "notes": "",
        "version": "",
    })
}

/// An order with a code that nobody has.
fn order() -> Value {
    json!({
        "code": "NOBODY", "order_id": "1", "total_amount": "10", "currency": "", "email": "lin@example.com", "name": "",
        "commission": "", "timestamp": "", "notes": "",
    })
}

/// A bonus for a code that nobody has.
fn adjustment() -> Value {
    json!({ "key": "1", "code": "NOBODY", "takes": false, "amount": "5", "currency": "", "reason": "Thanks" })
}

/// The program as it is until somebody changes it.
fn settings() -> Value {
    json!({
        "name": "", "rate_kind": "percentage", "rate": "10", "hold_days": "30", "minimums": [], "payout_day": "15",
        "approval_above": "", "approves_at_once": false, "old_codes_count": true, "codes_count_once": false,
    })
}

/// A new group.
fn group() -> Value {
    json!({ "id": "", "name": "Gold", "rate_kind": "", "rate": "", "hold_days": "", "minimums": [], "moves_at": "" })
}

/// A bonus for nothing.
fn milestone() -> Value {
    json!({ "name": "Gold", "goal_kind": "orders", "goal": "0", "window": "month", "bonus": "5", "starts_on": "2026-11-01" })
}
