//! What one source has and another lacks, over all partners, with the amounts at stake.

use crate::ui::{Card, Icon, IconName};
use domain::earnings::{Mismatch, Reconciliation};
use leptos::{either::EitherOf3, prelude::*};

/// The summary; says so when all is well.
#[component]
pub fn Reconciled(
    /// What was found.
    found: Reconciliation,
    /// Whether both sides have been read.
    is_compared: bool,
) -> impl IntoView {
    let is_clean = found.missing_in_network.is_empty() && found.missing_in_store.is_empty();
    let content = if is_clean && !is_compared {
        EitherOf3::A(view! {
            <p class="pad agreed">"Nothing to compare yet: the store and the network must each have answered once."</p>
        })
    } else if is_clean {
        EitherOf3::B(view! {
            <p class="pad agreed"><Icon name=IconName::Check />"Nothing found that one source has and another lacks."</p>
        })
    } else {
        EitherOf3::C(view! {
            <dl class="odds">
                <Side title="In CreatorCommerce, not in impact.com" text="Sales the network never reported: no commission is on its way." found=found.missing_in_network />
                <Side title="In impact.com, not in the store" text="Commissions on orders that the store attributes to nobody." found=found.missing_in_store />
            </dl>
        })
    };
    view! {
        <Card title="Reconciliation">
            <p class="odds-scope">"All orders whose grace period is over, whatever the range above."</p>
            {content}
        </Card>
    }
}

#[component]
fn Side(title: &'static str, text: &'static str, found: Vec<Mismatch>) -> impl IntoView {
    (!found.is_empty()).then(|| {
        let lines = found.into_iter().map(line).collect_view();
        view! {
            <div class="odd">
                <dt>{title}<small>{text}</small></dt>
                {lines}
            </div>
        }
    })
}

fn line(found: Mismatch) -> impl IntoView {
    let orders = if found.orders == 1 { "1 order".to_owned() } else { format!("{} orders", found.orders) };
    let stake = match found.at_stake {
        Some(amount) => format!("about {amount} of commission at stake"),
        None => "commission at stake not known yet".to_owned(),
    };
    view! { <dd><b>{format!("{orders} worth {}", found.sales)}</b><small>{stake}</small></dd> }
}
