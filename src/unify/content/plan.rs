//! What has to be written so that CC has a content, and whether what CC has may be overwritten. Pure: all of it is decided from values.
//!
//! A publication may have broken off half way. What it left at CC is recognised by value: each part of the page must be as
//! the editor saw it (the base), as it is wanted now, or as an earlier attempt wrote it. Anything else was written by
//! somebody else, and is a conflict. Drops that an attempt made are known by the key that they were made under.

use crate::convert;
use connectors::co_branding::{Collab, DropDraft, DropProduct};
use domain::content::{Content, DropContent};
use std::collections::{HashMap, HashSet};

/// What CC has, told in the ids of the content that is wanted.
#[derive(Debug)]
pub(super) struct Standing {
    /// What CC has; drops that we made bear the ids that the editor gave them.
    pub(super) content: Content,
    /// CC's id of each drop, by its id in `content`.
    pub(super) ids: HashMap<String, String>,
    /// CC's ids of all drops on the page, in order; also of those that were made twice.
    pub(super) listed: Vec<String>,
}

/// Reads what CC has in the light of what is wanted.
pub(super) fn standing(collab: &Collab, wanted: &Content, base: Option<&Content>) -> Standing {
    let mut content = convert::content(collab);
    let listed: Vec<String> = content.drops.iter().map(|drop| drop.id.clone()).collect();
    let keys: HashMap<&str, &str> =
        collab.drops.iter().filter_map(|drop| Some((drop.id.as_str(), drop.key.as_deref()?))).collect();
    let knows = |content: &Content, id: &str| content.drops.iter().any(|drop| drop.id == id);
    let mut ids = HashMap::new();
    content.drops.retain_mut(|drop| {
        // A drop that the editor knew by CC's id was made long ago: its key has served its time.
        let is_old = knows(wanted, &drop.id) || base.is_some_and(|base| knows(base, &drop.id));
        let key = keys.get(drop.id.as_str()).filter(|key| !is_old && knows(wanted, key));
        let name = key.map_or_else(|| drop.id.clone(), |key| (*key).to_owned());
        let is_first = !ids.contains_key(&name);
        let id = std::mem::replace(&mut drop.id, name.clone());
        ids.entry(name).or_insert(id);
        is_first
    });
    Standing { content, ids, listed }
}

/// Whether somebody else wrote what CC has. `ours` is what may stand there: the base, what is wanted, earlier attempts.
pub(super) fn is_foreign(theirs: &Content, wanted: &Content, ours: &[&Content]) -> bool {
    let any = |is_it: &dyn Fn(&Content) -> bool| ours.iter().any(|content| is_it(content));
    let is_known_drop = |drop: &DropContent| {
        let knows = |is_it: &dyn Fn(&DropContent) -> bool| {
            any(&|content| content.drops.iter().any(|known| known.id == drop.id && is_it(known)))
        };
        // We made it, and somebody may have typed on since; text and picture are written one after the other.
        drop.is_new()
            || knows(&|known| is_same_text(known, drop)) && knows(&|known| known.picture_url == drop.picture_url)
    };
    let here: HashSet<&str> = theirs.drops.iter().map(|drop| drop.id.as_str()).collect();
    let old_ids = |content: &Content| -> Vec<String> {
        let drops = content.drops.iter().filter(|drop| !drop.is_new() && here.contains(drop.id.as_str()));
        drops.map(|drop| drop.id.clone()).collect()
    };
    let order = old_ids(theirs);
    let is_gone = |drop: &DropContent| !drop.is_new() && !here.contains(drop.id.as_str());
    !any(&|content| content.bio == theirs.bio)
        || !any(&|content| content.picture_url == theirs.picture_url)
        || !theirs.drops.iter().all(is_known_drop)
        || !any(&|content| old_ids(content) == order)
        || wanted.drops.iter().any(is_gone)
}

/// One thing to write.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// The biography.
    Bio(&'a str),
    /// The profile picture, or that there is none.
    Picture(Option<&'a str>),
    /// A drop that CC does not have.
    Create(&'a DropContent),
    /// A drop that is another at CC.
    Update(&'a DropContent),
    /// A drop's picture, or that there is none.
    DropPicture(&'a DropContent),
}

/// What is different, in the order in which it is written.
pub(super) fn steps<'a>(standing: &'a Standing, wanted: &'a Content) -> Vec<Step<'a>> {
    let theirs = &standing.content;
    let bio = (theirs.bio != wanted.bio).then_some(Step::Bio(&wanted.bio));
    let picture = (theirs.picture_url != wanted.picture_url).then(|| Step::Picture(wanted.picture_url.as_deref()));
    let drops = wanted.drops.iter().flat_map(|drop| {
        let known = theirs.drops.iter().find(|known| known.id == drop.id);
        let text = match known {
            None => Some(Step::Create(drop)),
            // CC takes pictures elsewhere than texts.
            Some(known) if is_same_text(known, drop) => None,
            Some(_) => Some(Step::Update(drop)),
        };
        let picture = known.and_then(|known| known.picture_url.as_ref()) != drop.picture_url.as_ref();
        text.into_iter().chain(picture.then_some(Step::DropPicture(drop)))
    });
    bio.into_iter().chain(picture).chain(drops).collect()
}

fn is_same_text(one: &DropContent, other: &DropContent) -> bool {
    one.title == other.title && one.description == other.description && one.picks == other.picks
}

/// A new drop as CC takes it, with the key that it is known by.
pub(super) fn new_draft(drop: &DropContent) -> DropDraft {
    DropDraft { key: Some(drop.id.clone()), ..draft(drop) }
}

/// A drop as CC takes it.
pub(super) fn draft(drop: &DropContent) -> DropDraft {
    let products = drop.picks.iter().map(|pick| DropProduct {
        shopify_id: pick.product_id.clone(),
        handle: String::new(),
        note: pick.note.clone(),
        variant_id: pick.variant_id.clone(),
    });
    DropDraft {
        title: drop.title.clone(),
        description: drop.description.clone(),
        key: None,
        products: products.collect(),
    }
}

/// What a proposal means after the page moved on: the parts that it does not change are as they are now.
pub(super) fn carried_over(base: &Content, now: &Content, proposed: &Content) -> Content {
    let pick = |is_changed: bool| if is_changed { proposed } else { now };
    Content {
        bio: pick(proposed.bio != base.bio).bio.clone(),
        picture_url: pick(proposed.picture_url != base.picture_url).picture_url.clone(),
        drops: pick(proposed.drops != base.drops).drops.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drop(id: &str, title: &str) -> DropContent {
        DropContent { id: id.into(), title: title.into(), ..DropContent::default() }
    }

    fn content(bio: &str, drops: &[(&str, &str)]) -> Content {
        let drops = drops.iter().map(|(id, title)| drop(id, title)).collect();
        Content { bio: bio.into(), picture_url: None, drops }
    }

    fn is_conflict(theirs: &Content, base: &Content, wanted: &Content) -> bool {
        is_foreign(theirs, wanted, &[base, wanted])
    }

    #[test]
    fn parts_that_are_as_they_were_or_as_they_shall_be_are_ours() {
        let base = content("a", &[("1", "x"), ("2", "y")]);
        let wanted = content("b", &[("2", "y2"), ("1", "x")]);
        for theirs in [
            base.clone(),
            wanted.clone(),
            content("b", &[("1", "x"), ("2", "y")]),
            content("a", &[("1", "x"), ("2", "y2")]),
            content("b", &[("1", "x"), ("2", "y2"), ("new-1", "whatever")]),
        ] {
            assert!(!is_conflict(&theirs, &base, &wanted), "{theirs:?}");
        }
        for theirs in [
            content("c", &[("1", "x"), ("2", "y")]),
            content("a", &[("1", "x!"), ("2", "y")]),
            content("a", &[("1", "x")]),
            content("a", &[("1", "x"), ("2", "y"), ("3", "z")]),
        ] {
            assert!(is_conflict(&theirs, &base, &wanted), "{theirs:?}");
        }
        let moved = content("a", &[("2", "y"), ("1", "x")]);
        assert!(is_conflict(&moved, &base, &content("b", &[("1", "x"), ("2", "y")])));
    }

    #[test]
    fn what_an_earlier_attempt_wrote_is_ours() {
        let (base, attempt, wanted) = (content("a", &[]), content("b", &[]), content("c", &[]));
        assert!(is_foreign(&attempt, &wanted, &[&base, &wanted]));
        assert!(!is_foreign(&attempt, &wanted, &[&base, &wanted, &attempt]));
    }

    #[test]
    fn a_drop_that_somebody_removed_is_not_made_again_silently() {
        let base = content("a", &[("1", "x"), ("2", "y")]);
        let theirs = content("a", &[("1", "x")]);
        assert!(is_conflict(&theirs, &base, &content("b", &[("1", "x"), ("2", "y")])));
        assert!(!is_conflict(&theirs, &base, &content("b", &[("1", "x")])), "both removed it");
    }

    #[test]
    fn proposals_keep_what_they_do_not_touch() {
        let base = content("a", &[("1", "x")]);
        let now = content("a2", &[("1", "x2")]);
        assert_eq!(carried_over(&base, &now, &content("mine", &[("1", "x")])), content("mine", &[("1", "x2")]));
        assert_eq!(carried_over(&base, &now, &content("a", &[])), content("a2", &[]));
    }

    fn any_content() -> impl Strategy<Value = Content> {
        let drops = prop::collection::btree_map("[1-4]|new-[12]", ("[xy]", prop::option::of("[pq]")), 0..5);
        ("[ab]", drops).prop_map(|(bio, drops)| {
            let made = |(id, (title, picture_url)): (String, (String, Option<String>))| DropContent {
                picture_url,
                ..drop(&id, &title)
            };
            let drops = drops.into_iter().map(made).collect();
            Content { bio, picture_url: None, drops }
        })
    }

    proptest! {
        /// Wherever writing breaks off, what stands there then is still ours.
        #[test]
        fn every_half_written_state_can_be_continued(base in any_content(), wanted in any_content(), broke_after in 0usize..9) {
            let base = Content { drops: base.drops.into_iter().filter(|drop| !drop.is_new()).collect(), ..base };
            let known = |drop: &DropContent| drop.is_new() || base.drops.iter().any(|it| it.id == drop.id);
            let wanted = Content { drops: wanted.drops.into_iter().filter(known).collect(), ..wanted };
            let mut there = base.clone();
            let ids = base.drops.iter().map(|drop| (drop.id.clone(), drop.id.clone())).collect();
            let standing = Standing { content: base.clone(), ids, listed: vec![] };
            for step in steps(&standing, &wanted).into_iter().take(broke_after) {
                match step {
                    Step::Bio(bio) => there.bio = bio.to_owned(),
                    Step::Picture(url) => there.picture_url = url.map(str::to_owned),
                    Step::Create(drop) => there.drops.push(DropContent { picture_url: None, ..drop.clone() }),
                    Step::Update(drop) => {
                        let known = there.drops.iter_mut().find(|known| known.id == drop.id).unwrap();
                        *known = DropContent { picture_url: known.picture_url.take(), ..drop.clone() };
                    }
                    Step::DropPicture(drop) => {
                        let known = there.drops.iter_mut().find(|known| known.id == drop.id).unwrap();
                        known.picture_url.clone_from(&drop.picture_url);
                    }
                }
            }
            prop_assert!(!is_foreign(&there, &wanted, &[&base, &wanted]));
        }

        #[test]
        fn what_is_as_wanted_needs_no_step(content in any_content()) {
            let ids = content.drops.iter().map(|drop| (drop.id.clone(), drop.id.clone())).collect();
            let standing = Standing { content: content.clone(), ids, listed: vec![] };
            prop_assert_eq!(steps(&standing, &content), vec![]);
        }
    }
}
