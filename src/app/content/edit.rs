//! What can be done to a content, as plain functions: each leaves it as it was when there is nothing to do.

use domain::content::{Content, DropContent, Limits, Pick};

/// Something that was taken away, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// A product of a drop.
    Pick {
        /// The drop's id.
        drop: String,
        /// Its place.
        place: usize,
        /// The product with its note.
        pick: Pick,
    },
    /// A whole drop.
    Drop {
        /// Its place.
        place: usize,
        /// The drop.
        drop: DropContent,
    },
}

/// The drop with this id, to be changed.
pub fn drop_mut<'a>(content: &'a mut Content, id: &str) -> Option<&'a mut DropContent> {
    content.drops.iter_mut().find(|drop| drop.id == id)
}

/// The pick of a product, to be changed.
pub fn pick_mut<'a>(content: &'a mut Content, drop: &str, product: &str) -> Option<&'a mut Pick> {
    drop_mut(content, drop)?.picks.iter_mut().find(|pick| pick.product_id == product)
}

/// Puts a product at the end of a drop, unless it is there or the drop is full.
pub fn add_pick(content: &mut Content, drop: &str, product: &str, limits: Limits) -> bool {
    let Some(drop) = drop_mut(content, drop) else { return false };
    let is_there = drop.picks.iter().any(|pick| pick.product_id == product);
    if is_there || drop.picks.len() >= limits.max_products {
        return false;
    }
    drop.picks.push(Pick { product_id: product.to_owned(), variant_id: None, note: String::new() });
    true
}

/// Takes a product out of a drop.
pub fn remove_pick(content: &mut Content, drop_id: &str, product: &str) -> Option<Removed> {
    let drop = drop_mut(content, drop_id)?;
    let place = drop.picks.iter().position(|pick| pick.product_id == product)?;
    let pick = drop.picks.remove(place);
    Some(Removed::Pick { drop: drop_id.to_owned(), place, pick })
}

/// Adds an empty drop at the end, unless there are as many as may be.
pub fn add_drop(content: &mut Content, id: String, limits: Limits) -> bool {
    if content.drops.len() >= limits.drops {
        return false;
    }
    content.drops.push(DropContent { id, ..DropContent::default() });
    true
}

/// Takes a drop away.
pub fn remove_drop(content: &mut Content, id: &str) -> Option<Removed> {
    let place = content.drops.iter().position(|drop| drop.id == id)?;
    Some(Removed::Drop { place, drop: content.drops.remove(place) })
}

/// Puts back what was taken away, where it stood or at the end.
pub fn put_back(content: &mut Content, removed: Removed) {
    match removed {
        Removed::Pick { drop, place, pick } => {
            if let Some(drop) = drop_mut(content, &drop)
                && drop.picks.iter().all(|it| it.product_id != pick.product_id)
            {
                drop.picks.insert(place.min(drop.picks.len()), pick);
            }
        }
        Removed::Drop { place, drop } => content.drops.insert(place.min(content.drops.len()), drop),
    }
}

/// Gives every drop that is published no longer, such as one of an older version, the id of a new one.
pub fn renew_ids(content: &mut Content, live: &Content, mut new_id: impl FnMut() -> String) {
    let gone = content.drops.iter_mut().filter(|drop| !drop.is_new() && live.drops.iter().all(|it| it.id != drop.id));
    gone.for_each(|drop| drop.id = new_id());
}

/// Moves an item of a list to another place; what is between makes room.
pub fn move_item<T>(list: &mut Vec<T>, from: usize, to: usize) {
    if from < list.len() && to < list.len() && from != to {
        let item = list.remove(from);
        list.insert(to, item);
    }
}

/// `1 product`, `3 products`.
pub fn products(count: usize) -> String {
    if count == 1 { "1 product".to_owned() } else { format!("{count} products") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        let mut content = Content::default();
        assert!(add_drop(&mut content, "1".into(), Limits::default()));
        for product in ["a", "b", "c"] {
            assert!(add_pick(&mut content, "1", product, Limits::default()));
        }
        content
    }

    fn order(content: &Content) -> String {
        content.drops.iter().flat_map(|drop| &drop.picks).map(|pick| pick.product_id.as_str()).collect()
    }

    #[test]
    fn a_product_is_in_a_drop_once_and_a_full_drop_takes_none() {
        let mut content = content();
        assert!(!add_pick(&mut content, "1", "a", Limits::default()));
        assert!(!add_pick(&mut content, "1", "d", Limits { max_products: 3, ..Limits::default() }));
        assert!(!add_pick(&mut content, "no such drop", "d", Limits::default()));
        assert!(!add_drop(&mut content, "2".into(), Limits { drops: 1, ..Limits::default() }));
        assert_eq!(order(&content), "abc");
    }

    #[test]
    fn what_is_removed_comes_back_where_it_was() {
        let mut content = content();
        let before = content.clone();
        let removed = remove_pick(&mut content, "1", "b").unwrap();
        assert_eq!(order(&content), "ac");
        put_back(&mut content, removed.clone());
        assert_eq!(content, before);
        put_back(&mut content, removed);
        assert_eq!(content, before, "not twice");
        let removed = remove_drop(&mut content, "1").unwrap();
        assert!(content.drops.is_empty());
        put_back(&mut content, removed);
        assert_eq!(content, before);
    }

    #[test]
    fn a_drop_that_is_gone_is_a_new_one() {
        let mut content = content();
        add_drop(&mut content, "new-1".into(), Limits::default());
        let live = content.clone();
        renew_ids(&mut content, &live, || panic!("all of them are there"));
        add_drop(&mut content, "2".into(), Limits::default());
        renew_ids(&mut content, &live, || "new-2".into());
        assert_eq!(content.drops.iter().map(|drop| drop.id.as_str()).collect::<Vec<_>>(), ["1", "new-1", "new-2"]);
    }

    #[test]
    fn moving_keeps_everything_else_in_order() {
        let mut content = content();
        move_item(&mut content.drops[0].picks, 0, 2);
        assert_eq!(order(&content), "bca");
        move_item(&mut content.drops[0].picks, 2, 1);
        assert_eq!(order(&content), "bac");
        move_item(&mut content.drops[0].picks, 1, 9);
        assert_eq!(order(&content), "bac");
    }
}
