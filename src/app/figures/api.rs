//! What the program's figures ask the server.
#![expect(missing_docs, reason = "the macro of server functions makes structs whose fields cannot be documented")]

use super::trend::Trends;
use crate::AppError;
use domain::program::{FiguresQuery, ProgramFigures};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The figures with their charts as ECharts' options in JSON; none when there is nothing to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresPage {
    /// The figures.
    pub view: ProgramFigures,
    /// What the charts draw.
    pub trends: Trends,
    /// Amounts over time.
    pub amounts: Option<String>,
    /// Counts over time.
    pub counts: Option<String>,
}

impl FiguresPage {
    #[cfg(feature = "ssr")]
    fn of(view: ProgramFigures, trends: Trends) -> Self {
        let (amounts, counts) = super::option::both(&view, trends);
        Self { view, trends, amounts, counts }
    }
}

/// What a partner of the program sees of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPage {
    /// The figures with their charts.
    pub page: FiguresPage,
    /// How many of their orders ever counted, whatever the currency.
    pub conversions: i64,
    /// Whether they are in the program, or were, or asked to be.
    pub is_member: bool,
    /// What they earn by an order; none while their orders do not count.
    pub rate: Option<String>,
}

/// The figures of the whole program or, for the team too, of one partner.
///
/// # Errors
/// When no admin is signed in, the query makes no sense, or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/program-figures", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_figures(query: FiguresQuery, #[server(default)] trends: Trends) -> Result<FiguresPage, AppError> {
    let (services, channel) = crate::services::team()?;
    let view = services.program.figures(&channel, &query).await.map_err(crate::services::refused)?;
    Ok(FiguresPage::of(view, trends))
}

/// What the signed-in partner, or the one an admin asks for, sees of the program.
///
/// # Errors
/// When the viewer may not see that partner, the query makes no sense, or the store does not answer.
#[server(prefix = "/fn", endpoint = "program-figures", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_my_figures(query: FiguresQuery, #[server(default)] trends: Trends) -> Result<MyPage, AppError> {
    use crate::services::{refused, scope};
    use domain::program::MemberStatus;
    let (services, scope) = scope(query.partner.as_ref()).await?;
    let (program, channel, partner) = (&services.program, scope.channel(), scope.partner());
    let query = FiguresQuery { partner: Some(partner.clone()), ..query };
    let view = program.figures(channel, &query).await.map_err(refused)?;
    let member = program.member_view(channel, partner).await.map_err(refused)?;
    let counts = member.member.as_ref().is_some_and(|it| it.status == MemberStatus::Approved);
    let terms = member.terms().filter(|_| counts);
    let conversions = program.store().count_conversions(channel, Some(partner)).await;
    Ok(MyPage {
        page: FiguresPage::of(view, trends),
        conversions: conversions.map_err(|error| refused(error.into()))?,
        is_member: member.member.is_some(),
        rate: terms.map(|terms| terms.rate.to_string()),
    })
}
