//! What the shop's products can be narrowed by.

use crate::content::{editor::Editor, shelf::Shelf};
use domain::content::ShelfQuery;
use leptos::{ev::Event, prelude::*};

/// A button with the number of filters in force, and the filters below it.
#[component]
pub(super) fn Filters(
    /// Knows what there is.
    editor: Editor,
    /// The search.
    shelf: Shelf,
) -> impl IntoView {
    let facets = editor.facets.get_value();
    let used = move || shelf.query.with(count);
    let label = move || if used() == 0 { "Filter".to_owned() } else { format!("Filter · {}", used()) };
    let named = |all: Vec<String>| all.into_iter().map(|name| (name.clone(), name)).collect::<Vec<_>>();
    let reset = move |_| {
        shelf.change(|query| {
            (query.collection, query.tag, query.product_type) = (None, None, None);
            query.in_stock = false;
        });
    };
    view! {
        <details class="pop">
            <summary class="btn">{label}</summary>
            <div class="pop-body filter-body">
                <Choice title="Collection" options=facets.collections shelf read=|query| query.collection.clone() write=|query, it| query.collection = it />
                <Choice title="Type" options=named(facets.product_types) shelf read=|query| query.product_type.clone() write=|query, it| query.product_type = it />
                <Choice title="Tag" options=named(facets.tags) shelf read=|query| query.tag.clone() write=|query, it| query.tag = it />
                <label class="check">
                    <input
                        type="checkbox" prop:checked=move || shelf.query.with(|it| it.in_stock)
                        on:change=move |event| { let on = event_target_checked(&event); shelf.change(|query| query.in_stock = on) }
                    />
                    "Only what can be bought now"
                </label>
                <button class="btn" type="button" disabled=move || used() == 0 on:click=reset>"Clear filters"</button>
            </div>
        </details>
    }
}

fn count(query: &ShelfQuery) -> usize {
    let chosen = [&query.collection, &query.tag, &query.product_type].into_iter().flatten().count();
    chosen + usize::from(query.in_stock)
}

/// One choice; nothing when there is nothing to choose.
#[component]
fn Choice(
    title: &'static str,
    options: Vec<(String, String)>,
    shelf: Shelf,
    read: fn(&ShelfQuery) -> Option<String>,
    write: fn(&mut ShelfQuery, Option<String>),
) -> impl IntoView {
    let choose = move |event: Event| {
        let value = Some(event_target_value(&event)).filter(|it| !it.is_empty());
        shelf.change(|query| write(query, value));
    };
    let has_any = !options.is_empty();
    let options = options.into_iter().map(|(value, text)| {
        let own = value.clone();
        view! { <option value=value selected=move || shelf.query.with(read).as_ref() == Some(&own)>{text}</option> }
    });
    has_any.then(|| {
        view! {
            <label>
                {title}
                <select on:change=choose>
                    <option value="" selected=move || shelf.query.with(read).is_none()>"Any"</option>
                    {options.collect_view()}
                </select>
            </label>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_in_force_are_counted() {
        assert_eq!(count(&ShelfQuery { text: "shoe".into(), ..ShelfQuery::default() }), 0);
        assert_eq!(count(&ShelfQuery { tag: Some("new".into()), in_stock: true, ..ShelfQuery::default() }), 2);
    }
}
