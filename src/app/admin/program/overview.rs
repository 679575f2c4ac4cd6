//! The program as a whole over days of one's choice.

use crate::figures::{FiguresBody, TeamFigures};
use leptos::prelude::*;

/// The page.
#[derive(Clone)]
pub struct ProgramFiguresRoute;

impl ProgramFiguresRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let figures = TeamFigures::load(Signal::stored(None));
        view! { <FiguresBody figures path="/admin/program/overview" csv="/admin/program/figures.csv" /> }.into_any()
    }
}
