//! The program as a whole over days of one's choice.

use crate::figures::{FiguresBody, TeamFigures};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The page.
#[derive(Clone)]
pub struct ProgramFiguresRoute;

#[lazy_route]
impl LazyRoute for ProgramFiguresRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        crate::ui::come_alive();
        let ProgramFiguresRoute = this;
        let figures = TeamFigures::load(Signal::stored(None));
        view! { <FiguresBody figures path="/admin/program/overview" csv="/admin/program/figures.csv" /> }.into_any()
    }
}
