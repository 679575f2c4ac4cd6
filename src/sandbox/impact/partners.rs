//! `MediaPartners`: the partners as the network knows them, by the affiliate code and without an e-mail address.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{OriginalUri, Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use serde::Serialize;

use super::{
    actions::Paged,
    answer::{Fault, respond},
    authorise, filters,
};
use crate::{IMPACT_CAMPAIGN_ID, model::Partner, world::World};

#[derive(Serialize)]
struct Partners {
    #[serde(flatten)]
    paged: Paged,
    #[serde(rename = "MediaPartners")]
    partners: Vec<Row>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    // Text here, a number in the actions: clients have to read both.
    id: String,
    name: String,
    state: &'static str,
    relationship_state: &'static str,
    campaign_id: u32,
    group_id: String,
    country: &'static str,
    currency: &'static str,
    custom_partner_id: String,
    uri: String,
}

/// `GET /Advertisers/{sid}/MediaPartners`
pub(super) async fn list(
    State(world): State<Arc<World>>,
    Path(sid): Path<String>,
    OriginalUri(uri): OriginalUri,
    Query(params): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let result = authorise(&world, &sid, &headers).and_then(|()| {
        if params.contains_key("CampaignId") {
            filters::campaign(&params)?;
        }
        let paging = filters::paging(&params)?;
        let state = world.read();
        let rows: Vec<Row> = state.partners.iter().filter_map(|partner| row(&world, partner)).collect();
        let holds = |name: &str, value: &str| params.get(name).is_none_or(|wanted| wanted == value);
        let kept = rows.into_iter().filter(|row| {
            holds("Id", &row.id)
                && holds("GroupId", &row.group_id)
                && holds("Country", row.country)
                && holds("State", row.state)
                && holds("RelationshipState", row.relationship_state)
        });
        let kept: Vec<Row> = kept.collect();
        Ok(Partners { paged: Paged::new(&uri, &paging, kept.len()), partners: paging.cut(kept) })
    });
    respond(&world, &headers, result)
}

/// `GET /Advertisers/{sid}/MediaPartners/{id}`
pub(super) async fn show(
    State(world): State<Arc<World>>,
    Path((sid, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let result = authorise(&world, &sid, &headers).and_then(|()| {
        let state = world.read();
        let mut rows = state.partners.iter().filter_map(|partner| row(&world, partner));
        rows.find(|row| row.id == id).ok_or_else(|| Fault::new(404, "Media partner not found"))
    });
    respond(&world, &headers, result)
}

fn row(world: &World, partner: &Partner) -> Option<Row> {
    let id = partner.network_id?;
    Some(Row {
        uri: format!("/Advertisers/{}/MediaPartners/{id}", world.options.credentials.impact_sid),
        id: id.to_string(),
        name: format!("{} {}", partner.first_name, partner.last_name),
        state: "ACTIVE",
        relationship_state: "ACTIVE",
        campaign_id: IMPACT_CAMPAIGN_ID,
        group_id: (900 + partner.tier).to_string(),
        country: partner.country,
        currency: if partner.euro_permille > 500 { "EUR" } else { "USD" },
        custom_partner_id: partner.code.clone(),
    })
}
