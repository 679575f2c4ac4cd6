//! What is published, for browsers without scripts: there is then nothing to edit with.

use domain::landing::Landing;
use leptos::prelude::*;

/// Bio and drops as text. The style sheet shows it only where scripts do not run.
#[component]
pub fn AsPublished(
    /// The page as it is published.
    landing: Landing,
) -> impl IntoView {
    let bio = domain::bio::plain(&landing.bio);
    let paragraphs = bio.split("\n\n").map(|text| view! { <p dir="auto">{text.to_owned()}</p> }).collect_view();
    let drops = landing.drops.into_iter().map(|drop| {
        let products = drop.products.into_iter().map(|product| {
            let note =
                (!product.note.is_empty()).then(|| view! { <small dir="auto">{format!("“{}”", product.note)}</small> });
            view! { <li dir="auto">{product.title}" "{note}</li> }
        });
        view! {
            <section class="card">
                <header><h2 dir="auto">{drop.title}</h2></header>
                <div class="pad"><p dir="auto">{drop.description}</p><ul>{products.collect_view()}</ul></div>
            </section>
        }
    });
    view! {
        <div class="without-script page">
            <div class="note"><p>"Editing needs JavaScript, which is switched off here. This is what visitors see now."</p></div>
            <section class="card">
                <header><h2>"Bio"</h2></header>
                <div class="pad">{paragraphs}</div>
            </section>
            {drops.collect_view()}
        </div>
    }
}
