//! The program as a whole over days of one's choice.

use crate::figures::FiguresBody;
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
        view! { <FiguresBody path="/admin/program/overview" csv="/admin/program/figures.csv" /> }.into_any()
    }
}
