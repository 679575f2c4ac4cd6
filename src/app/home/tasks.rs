//! What needs doing.

use crate::ui::{Card, Icon, IconName};
use domain::home::Task;
use leptos::{either::Either, prelude::*};

/// What needs doing, or that nothing does.
#[component]
pub fn Tasks(
    /// The tasks, the most useful first.
    tasks: Vec<Task>,
    /// Where the partner's pages are.
    base: String,
) -> impl IntoView {
    let list = if tasks.is_empty() {
        Either::Left(view! {
            <p class="done-note"><Icon name=IconName::Check />"Nothing waits for you."</p>
        })
    } else {
        let line = |task: Task| {
            let href = address(&base, &task.href);
            // Addresses outside the application are the browser's business.
            let rel = (!task.href.starts_with('/')).then_some("external noopener noreferrer");
            view! {
                <li>
                    <a href=href rel=rel>
                        <span><b>{task.title}</b><small>{task.text}</small></span>
                        <Icon name=IconName::ChevronRight />
                    </a>
                </li>
            }
        };
        Either::Right(view! { <ul class="tasks">{tasks.into_iter().map(line).collect_view()}</ul> })
    };
    view! { <Card title="To do">{list}</Card> }
}

/// Where a task leads: below the partner's pages, or to a web address; nowhere else.
fn address(base: &str, href: &str) -> String {
    if href.starts_with('/') {
        format!("{base}{href}")
    } else if href.starts_with("https://") {
        href.to_owned()
    } else {
        format!("{base}/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_leads_into_the_pages_it_is_shown_in() {
        assert_eq!(address("", "/profile"), "/profile");
        assert_eq!(address("/admin/partners/ptn_1", "/profile"), "/admin/partners/ptn_1/profile");
        assert_eq!(address("", "https://shop.example/x"), "https://shop.example/x");
        assert_eq!(address("", "javascript:alert(1)"), "/");
    }
}
