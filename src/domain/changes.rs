//! What is different between two contents of a landing page, part by part, and how two of them become one.

use crate::content::{Content, DropContent, Pick};

/// A part of a content that is taken from one side or the other as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// The biography.
    Bio,
    /// The profile picture.
    Picture,
    /// The drop with this id.
    Drop(String),
    /// The order of the drops.
    Order,
}

/// Which of two contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The one that is being edited.
    Mine,
    /// The other one.
    Theirs,
}

/// A part that differs, and how, in words that follow its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which part.
    pub part: Part,
    /// The part's name for people.
    pub title: String,
    /// What became of it, such as `title, 2 products added`.
    pub text: String,
}

/// What has to be done to `before` for it to become `after`, in the page's order.
pub fn changes(before: &Content, after: &Content) -> Vec<Change> {
    let mut found = Vec::new();
    if before.picture_url != after.picture_url {
        found.push(change(
            Part::Picture,
            "Profile picture",
            came_or_went(before.picture_url.as_ref(), after.picture_url.as_ref()),
        ));
    }
    if before.bio != after.bio {
        let text = match (before.bio.trim().is_empty(), after.bio.trim().is_empty()) {
            (true, false) => "added",
            (false, true) => "removed",
            _ => "changed",
        };
        found.push(change(Part::Bio, "Bio", text));
    }
    found.extend(after.drops.iter().filter_map(|drop| drop_change(find(before, &drop.id), drop)));
    let gone = before.drops.iter().filter(|drop| find(after, &drop.id).is_none());
    found.extend(gone.map(|drop| change(Part::Drop(drop.id.clone()), &name(drop), "removed")));
    if is_reordered(&ids(before), &ids(after)) {
        found.push(change(Part::Order, "Drops", "in another order"));
    }
    found
}

/// One content out of two: each part from the side that `side` names. What only one side has is that side's to keep or lose.
pub fn merge(mine: &Content, theirs: &Content, side: impl Fn(&Part) -> Side) -> Content {
    let of = |part: &Part| if side(part) == Side::Mine { mine } else { theirs };
    let order = of(&Part::Order);
    let other = if side(&Part::Order) == Side::Mine { theirs } else { mine };
    let rest = other.drops.iter().filter(|drop| find(order, &drop.id).is_none());
    let all = order.drops.iter().chain(rest);
    let drops = all.filter_map(|drop| find(of(&Part::Drop(drop.id.clone())), &drop.id).cloned());
    Content {
        bio: of(&Part::Bio).bio.clone(),
        picture_url: of(&Part::Picture).picture_url.clone(),
        drops: drops.collect(),
    }
}

/// The drop with this id.
pub fn find<'a>(content: &'a Content, id: &str) -> Option<&'a DropContent> {
    content.drops.iter().find(|drop| drop.id == id)
}

fn change(part: Part, title: &str, text: &str) -> Change {
    Change { part, title: title.to_owned(), text: text.to_owned() }
}

fn name(drop: &DropContent) -> String {
    if drop.title.trim().is_empty() { "Untitled drop".to_owned() } else { format!("“{}”", drop.title) }
}

fn came_or_went(before: Option<&String>, after: Option<&String>) -> &'static str {
    match (before, after) {
        (None, Some(_)) => "added",
        (Some(_), None) => "removed",
        _ => "changed",
    }
}

fn drop_change(before: Option<&DropContent>, after: &DropContent) -> Option<Change> {
    let part = Part::Drop(after.id.clone());
    let Some(before) = before else {
        let text = format!("added with {}", count(after.picks.len()));
        return Some(change(part, &name(after), &text));
    };
    let what = inside(before, after);
    (!what.is_empty()).then(|| change(part, &name(after), &what.join(", ")))
}

/// What is different inside a drop.
fn inside(before: &DropContent, after: &DropContent) -> Vec<String> {
    let mut what = Vec::new();
    if before.title != after.title {
        what.push("title changed".to_owned());
    }
    if before.description != after.description {
        what.push("description changed".to_owned());
    }
    if before.picture_url != after.picture_url {
        what.push(format!("picture {}", came_or_went(before.picture_url.as_ref(), after.picture_url.as_ref())));
    }
    let [old, new] = [before, after].map(|drop| drop.picks.iter().map(|it| it.product_id.as_str()).collect::<Vec<_>>());
    let added = new.iter().filter(|id| !old.contains(id)).count();
    let removed = old.iter().filter(|id| !new.contains(id)).count();
    let same = |test: fn(&Pick, &Pick) -> bool| {
        let differs = |pick: &&Pick| before.picks.iter().any(|it| it.product_id == pick.product_id && test(it, pick));
        after.picks.iter().filter(differs).count()
    };
    let notes = same(|a, b| a.note != b.note);
    let variants = same(|a, b| a.variant_id != b.variant_id);
    let counted = [(added, "added"), (removed, "removed")].into_iter().filter(|(number, _)| *number > 0);
    what.extend(counted.map(|(number, word)| format!("{} {word}", count(number))));
    if is_reordered(&old, &new) {
        what.push("products in another order".to_owned());
    }
    let counted = [(notes, "note"), (variants, "variant")].into_iter().filter(|(number, _)| *number > 0);
    what.extend(counted.map(|(number, word)| format!("{number} {word}{} changed", if number == 1 { "" } else { "s" })));
    what
}

fn count(products: usize) -> String {
    if products == 1 { "1 product".to_owned() } else { format!("{products} products") }
}

fn ids(content: &Content) -> Vec<&str> {
    content.drops.iter().map(|drop| drop.id.as_str()).collect()
}

/// Whether what stands in both stands in another order.
fn is_reordered(before: &[&str], after: &[&str]) -> bool {
    let kept = before.iter().filter(|id| after.contains(id));
    !kept.eq(after.iter().filter(|id| before.contains(id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pick(id: &str, note: &str) -> Pick {
        Pick { product_id: id.into(), variant_id: None, note: note.into() }
    }

    fn drop(id: &str, title: &str, picks: &[(&str, &str)]) -> DropContent {
        DropContent {
            id: id.into(),
            title: title.into(),
            description: String::new(),
            picture_url: None,
            picks: picks.iter().map(|(id, note)| pick(id, note)).collect(),
        }
    }

    fn content(bio: &str, drops: Vec<DropContent>) -> Content {
        Content { bio: bio.into(), picture_url: None, drops }
    }

    fn said(before: &Content, after: &Content) -> Vec<String> {
        changes(before, after).into_iter().map(|it| format!("{} {}", it.title, it.text)).collect()
    }

    #[test]
    fn each_change_is_said_once() {
        let before = content("Old.", vec![drop("1", "Race day", &[("a", ""), ("b", "")]), drop("2", "Gear", &[])]);
        let after = content(
            "New.",
            vec![
                drop("new-1", "", &[("a", "")]),
                drop("2", "Gear", &[]),
                drop("1", "Race days", &[("b", "Light."), ("a", ""), ("c", "")]),
            ],
        );
        assert_eq!(
            said(&before, &after),
            [
                "Bio changed",
                "Untitled drop added with 1 product",
                "“Race days” title changed, 1 product added, products in another order, 1 note changed",
                "Drops in another order",
            ]
        );
        assert_eq!(said(&after, &content("", vec![])).first().map(String::as_str), Some("Bio removed"));
        assert!(said(&before, &before).is_empty());
    }

    #[test]
    fn each_part_comes_from_its_side() {
        let mine = content("Mine.", vec![drop("1", "Mine", &[]), drop("new-1", "Only mine", &[])]);
        let theirs = content("Theirs.", vec![drop("2", "Only theirs", &[]), drop("1", "Theirs", &[])]);
        let merged = merge(&mine, &theirs, |part| match part {
            Part::Drop(id) if id == "1" => Side::Theirs,
            Part::Drop(id) if id == "2" => Side::Theirs,
            _ => Side::Mine,
        });
        assert_eq!(merged.bio, "Mine.");
        let titles: Vec<_> = merged.drops.iter().map(|drop| drop.title.as_str()).collect();
        assert_eq!(titles, ["Theirs", "Only mine", "Only theirs"]);
    }

    fn contents() -> impl Strategy<Value = Content> {
        let picks = prop::collection::vec(("[a-c]", "[xy]{0,1}"), 0..4);
        let drops = prop::collection::btree_map("[1-4]", ("[pq]{0,1}", picks), 0..4);
        ("[mn]{0,2}", drops, any::<bool>()).prop_map(|(bio, drops, turned)| {
            let mut drops: Vec<_> = drops
                .into_iter()
                .map(|(id, (title, picks))| DropContent {
                    picks: picks.iter().map(|(id, note)| pick(id, note)).collect(),
                    ..drop(&id, &title, &[])
                })
                .collect();
            if turned {
                drops.reverse();
            }
            content(&bio, drops)
        })
    }

    proptest! {
        #[test]
        fn one_side_for_every_part_is_that_side(mine in contents(), theirs in contents()) {
            prop_assert_eq!(merge(&mine, &theirs, |_| Side::Mine), mine.clone());
            prop_assert_eq!(merge(&mine, &theirs, |_| Side::Theirs), theirs);
        }

        #[test]
        fn no_change_is_no_difference(before in contents(), after in contents()) {
            let unique = |content: &Content| content.drops.iter().all(|drop| {
                drop.picks.iter().enumerate().all(|(at, it)| drop.picks.iter().take(at).all(|other| other.product_id != it.product_id))
            });
            prop_assume!(unique(&before) && unique(&after));
            prop_assert_eq!(changes(&before, &after).is_empty(), before == after);
        }
    }
}
