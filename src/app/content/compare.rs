//! Two contents side by side: what was taken out and what was put in, word by word and product by product.

use super::parts::Thumb;
use domain::{
    changes::{Change, Part, changes, find},
    content::{Content, DropContent, Pick, ShelfProduct},
    diff::{Fate, words},
};
use leptos::{either::Either, prelude::*};

/// Everything that differs; a sentence when nothing does.
#[component]
pub fn Compare(
    /// The older one.
    before: Content,
    /// The newer one.
    after: Content,
    /// What the shop says of the products.
    products: Vec<ShelfProduct>,
) -> impl IntoView {
    let found = changes(&before, &after);
    if found.is_empty() {
        return Either::Left(view! { <p class="nothing">"Nothing is different."</p> });
    }
    let parts = found.into_iter().map(|change| {
        let inside = part(&change.part, &before, &after, &products);
        view! {
            <section class="change">
                <h3 dir="auto">{change.title}" "<small>{change.text}</small></h3>
                {inside}
            </section>
        }
    });
    Either::Right(view! { <div class="changes">{parts.collect_view()}</div> })
}

/// The list of what differs, without the texts.
#[component]
pub fn Summary(
    /// What differs.
    found: Vec<Change>,
) -> impl IntoView {
    let line = |change: Change| view! { <li><b dir="auto">{change.title}</b>" "{change.text}</li> };
    view! { <ul class="summary">{found.into_iter().map(line).collect_view()}</ul> }
}

/// How a part differs.
pub fn part(part: &Part, before: &Content, after: &Content, products: &[ShelfProduct]) -> AnyView {
    match part {
        Part::Bio => text(&before.bio, &after.bio).into_any(),
        Part::Picture => pictures(before.picture_url.as_ref(), after.picture_url.as_ref()).into_any(),
        Part::Order => order(before, after).into_any(),
        Part::Drop(id) => drops(find(before, id), find(after, id), products).into_any(),
    }
}

/// A text with what was taken out and what was put in.
fn text(before: &str, after: &str) -> impl IntoView + use<> {
    let piece = |piece: domain::diff::Piece| match piece.fate {
        Fate::Kept => view! { <span>{piece.text}</span> }.into_any(),
        Fate::Removed => view! { <del>{piece.text}</del> }.into_any(),
        Fate::Added => view! { <ins>{piece.text}</ins> }.into_any(),
    };
    let pieces = words(before, after).into_iter().map(piece).collect_view();
    view! { <p class="words" dir="auto">{pieces}</p> }
}

fn pictures(before: Option<&String>, after: Option<&String>) -> impl IntoView + use<> {
    let (before, after) = (before.cloned(), after.cloned());
    view! {
        <div class="pictures">
            <figure><Thumb url=before /><figcaption>"Before"</figcaption></figure>
            <figure><Thumb url=after /><figcaption>"After"</figcaption></figure>
        </div>
    }
}

fn order(before: &Content, after: &Content) -> impl IntoView + use<> {
    let line = |content: &Content| content.drops.iter().map(|drop| drop.title.clone()).collect::<Vec<_>>().join(", ");
    let (before, after) = (line(before), line(after));
    view! { <p class="words" dir="auto"><del>{before}</del>" "<ins>{after}</ins></p> }
}

fn drops(
    before: Option<&DropContent>,
    after: Option<&DropContent>,
    products: &[ShelfProduct],
) -> impl IntoView + use<> {
    let none = DropContent::default();
    let (old, new) = (before.unwrap_or(&none), after.unwrap_or(&none));
    let field = |label: &'static str, a: &str, b: &str| {
        (a != b).then(|| view! { <p class="change-field">{label}</p>{text(a, b)} })
    };
    let picture =
        (old.picture_url != new.picture_url).then(|| pictures(old.picture_url.as_ref(), new.picture_url.as_ref()));
    let gone = old.picks.iter().filter(|pick| !has(new, &pick.product_id));
    let lines = new.picks.iter().map(|pick| (find_pick(old, &pick.product_id), Some(pick)));
    let lines = lines.chain(gone.map(|pick| (Some(pick), None))).map(|(a, b)| product(a, b, products));
    let lines = lines.collect::<Vec<_>>();
    view! {
        {field("Title", &old.title, &new.title)}
        {field("Description", &old.description, &new.description)}
        {picture}
        <ul class="change-products">{lines}</ul>
    }
}

fn find_pick<'a>(drop: &'a DropContent, product: &str) -> Option<&'a Pick> {
    drop.picks.iter().find(|pick| pick.product_id == product)
}

fn has(drop: &DropContent, product: &str) -> bool {
    find_pick(drop, product).is_some()
}

/// A product that is in one of two drops or in both.
fn product(before: Option<&Pick>, after: Option<&Pick>, products: &[ShelfProduct]) -> impl IntoView + use<> {
    let pick = after.or(before);
    let id = pick.map(|pick| pick.product_id.clone()).unwrap_or_default();
    let known = products.iter().find(|product| product.id == id);
    let title = known.map_or_else(|| format!("Product {id}"), |it| it.title.clone());
    let (class, word) = match (before, after) {
        (None, _) => ("came", "added"),
        (_, None) => ("went", "removed"),
        _ => ("", ""),
    };
    let note = |pick: Option<&Pick>| pick.map(|pick| pick.note.clone()).unwrap_or_default();
    let (old, new) =
        if before.is_some() && after.is_some() { (note(before), note(after)) } else { (note(pick), note(pick)) };
    let note = (!old.is_empty() || !new.is_empty()).then(|| text(&old, &new));
    let variant = variant(before, after, known);
    view! {
        <li class=class>
            <Thumb url=known.and_then(|it| it.image_url.clone()) />
            <div>
                <b dir="auto">{title}</b>" "<small>{word}</small>
                {variant}
                {note}
            </div>
        </li>
    }
}

fn variant(before: Option<&Pick>, after: Option<&Pick>, known: Option<&ShelfProduct>) -> Option<impl IntoView + use<>> {
    let (before, after) = (before?, after?);
    let name = |pick: &Pick| match known.and_then(|it| it.variant(pick.variant_id.as_deref())) {
        Some(variant) => variant.title.clone(),
        None => "Visitor chooses".to_owned(),
    };
    (before.variant_id != after.variant_id).then(|| {
        let (old, new) = (name(before), name(after));
        view! { <p class="words"><del>{old}</del>" "<ins>{new}</ins></p> }
    })
}
