//! What is wrong with which line of a file.

use crate::admin::parts::text_or_dash;
use domain::program::ImportFault;
use leptos::prelude::*;

/// The faults, line by line.
#[component]
pub(super) fn FaultTable(faults: Vec<ImportFault>) -> impl IntoView {
    let row = |fault: ImportFault| {
        view! {
            <tr>
                <td class="num i-line" data-label="Line">{fault.line}</td>
                <td class="i-column"><code>{text_or_dash(Some(fault.column))}</code></td>
                <td class="i-problem">{fault.problem}</td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-labelledby="faults-title">
            <table class="cards fault-table">
                <thead><tr><th scope="col" class="num">"Line"</th><th scope="col">"Column"</th><th scope="col">"What is wrong"</th></tr></thead>
                <tbody>{faults.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
