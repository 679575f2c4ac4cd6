//! A landing page out of what its partner wrote and what the shop sells: for the public page and for its preview, so that the two cannot differ.

use super::{Landing, LandingDrop, LandingProduct};
use crate::content::{Content, DropContent, Pick, ShelfProduct};
use std::collections::HashMap;

/// The title of Shopify's only variant of a product without variants: no word for visitors.
const NO_VARIANT: &str = "Default Title";

/// Puts the page together. Name, colour, shop and coupon are the base's; biography, picture and drops are the content's.
///
/// A product that the shelf holds is shown as the shop describes it, or left out while the shop keeps it back. One that
/// the shelf does not hold is shown as the base shows it; one that neither knows is gone and cannot be bought.
pub fn compose(base: &Landing, content: &Content, shelf: &[ShelfProduct]) -> Landing {
    let known = base.drops.iter().flat_map(|drop| &drop.products);
    let room = Room {
        base,
        shelf: shelf.iter().map(|product| (product.id.as_str(), product)).collect(),
        known: known.map(|product| (product.product_id.as_str(), product)).collect(),
    };
    Landing {
        handle: base.handle.clone(),
        creator_id: base.creator_id.clone(),
        name: base.name.clone(),
        bio: content.bio.clone(),
        picture_url: content.picture_url.clone(),
        color: base.color.clone(),
        store_name: base.store_name.clone(),
        store_url: base.store_url.clone(),
        coupon: base.coupon.clone(),
        discount: base.discount,
        drops: content.drops.iter().map(|drop| room.drop(drop)).collect(),
    }
}

/// A product of which no more is known than its id and perhaps its handle in the shop; without one it is gone.
pub fn unlisted(base: &Landing, pick: &Pick, handle: Option<&str>) -> LandingProduct {
    LandingProduct {
        product_id: pick.product_id.clone(),
        title: title(handle.unwrap_or_default()),
        variant_title: None,
        image_url: None,
        price: None,
        note: pick.note.clone(),
        buy_url: handle.map(|handle| base.credit().page(handle)),
        is_available: handle.is_some(),
    }
}

/// Everything that products are looked up in.
struct Room<'a> {
    base: &'a Landing,
    shelf: HashMap<&'a str, &'a ShelfProduct>,
    known: HashMap<&'a str, &'a LandingProduct>,
}

impl Room<'_> {
    fn drop(&self, drop: &DropContent) -> LandingDrop {
        LandingDrop {
            id: drop.id.clone(),
            title: drop.title.clone(),
            description: drop.description.clone(),
            picture_url: drop.picture_url.clone(),
            products: drop.picks.iter().filter_map(|pick| self.product(pick)).collect(),
        }
    }

    fn product(&self, pick: &Pick) -> Option<LandingProduct> {
        if let Some(product) = self.shelf.get(pick.product_id.as_str()) {
            return product.is_active.then(|| self.listed(product, pick));
        }
        let known = self.known.get(pick.product_id.as_str());
        let known = known.map(|known| LandingProduct { note: pick.note.clone(), ..(*known).clone() });
        Some(known.unwrap_or_else(|| unlisted(self.base, pick, None)))
    }

    fn listed(&self, product: &ShelfProduct, pick: &Pick) -> LandingProduct {
        let chosen = product.variant(pick.variant_id.as_deref());
        let title = chosen.map(|chosen| chosen.title.as_str());
        LandingProduct {
            product_id: product.id.clone(),
            title: product.title.clone(),
            variant_title: title.filter(|title| *title != NO_VARIANT).map(str::to_owned),
            image_url: product.image_url.clone(),
            price: Some(chosen.map_or(product.price, |chosen| chosen.price)),
            note: pick.note.clone(),
            buy_url: Some(self.base.credit().product(product, pick.variant_id.as_deref())),
            is_available: chosen.map_or_else(|| product.is_available(), |chosen| chosen.is_available),
        }
    }
}

/// `trail-shoe` as `Trail shoe`.
fn title(handle: &str) -> String {
    let words = handle.replace('-', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Product".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Money, content::ShelfVariant};
    use proptest::prelude::*;

    fn base() -> Landing {
        Landing {
            handle: "ana".into(),
            creator_id: Some("64b000000000000000000001".into()),
            name: "Ana Lind".into(),
            bio: "Old.".into(),
            picture_url: None,
            color: "#336699".into(),
            store_name: "Fjordwear".into(),
            store_url: "https://shop.example/".into(),
            coupon: Some("ANA15".into()),
            discount: None,
            drops: vec![],
        }
    }

    fn variant(id: &str, minor: i64, is_available: bool) -> ShelfVariant {
        ShelfVariant {
            id: id.into(),
            title: format!("Size {id}"),
            price: Money::new(minor, Currency::USD),
            is_available,
        }
    }

    fn shell() -> ShelfProduct {
        ShelfProduct {
            id: "9001".into(),
            handle: "rain-shell".into(),
            title: "Rain shell".into(),
            vendor: "Fjord".into(),
            product_type: "Jackets".into(),
            is_active: true,
            stock: None,
            price: Money::new(9_000, Currency::USD),
            image_url: None,
            variants: vec![variant("1", 9_000, true), variant("2", 9_900, false)],
        }
    }

    fn pick(product: &str, variant: Option<&str>) -> Pick {
        Pick { product_id: product.into(), variant_id: variant.map(str::to_owned), note: "Dry.".into() }
    }

    fn of(picks: Vec<Pick>) -> Content {
        let drop = DropContent { id: "d1".into(), title: "Rain".into(), picks, ..DropContent::default() };
        Content { bio: "New.".into(), picture_url: Some("https://img.example/a".into()), drops: vec![drop] }
    }

    #[test]
    fn what_is_edited_is_the_contents_and_the_rest_the_bases() {
        let page = compose(&base(), &of(vec![]), &[]);
        assert_eq!((page.bio.as_str(), page.picture_url.as_deref()), ("New.", Some("https://img.example/a")));
        assert_eq!((page.name.as_str(), page.coupon.as_deref()), ("Ana Lind", Some("ANA15")));
        assert_eq!(page.drops.len(), 1);
    }

    #[test]
    fn a_chosen_variant_decides_price_stock_and_link() {
        let page = compose(&base(), &of(vec![pick("9001", Some("2")), pick("9001", None)]), &[shell()]);
        let [chosen, open] = page.drops[0].products.as_slice() else { panic!("two products") };
        assert_eq!(chosen.variant_title.as_deref(), Some("Size 2"));
        assert_eq!((chosen.price, chosen.is_available), (Some(Money::new(9_900, Currency::USD)), false));
        assert!(chosen.buy_url.as_deref().unwrap().starts_with("https://shop.example/cart/2:1?"));
        assert_eq!((open.variant_title.as_deref(), open.is_available), (None, true));
        assert!(open.buy_url.as_deref().unwrap().starts_with("https://shop.example/products/rain-shell?cc=ana"));
    }

    #[test]
    fn a_variant_that_is_gone_leaves_the_choice_to_the_visitor() {
        let page = compose(&base(), &of(vec![pick("9001", Some("3"))]), &[shell()]);
        assert_eq!(page.drops[0].products[0].price, Some(Money::new(9_000, Currency::USD)));
    }

    #[test]
    fn what_the_shop_keeps_back_is_left_out_and_what_nobody_knows_is_gone() {
        let hidden = ShelfProduct { is_active: false, ..shell() };
        let page = compose(&base(), &of(vec![pick("9001", None), pick("7", None)]), &[hidden]);
        let [gone] = page.drops[0].products.as_slice() else { panic!("one product") };
        assert_eq!((gone.title.as_str(), gone.buy_url.as_deref(), gone.is_available), ("Product", None, false));
    }

    #[test]
    fn what_the_base_knows_of_a_product_outside_the_shelf_is_kept() {
        let mut base = base();
        let known = unlisted(&base, &pick("7", None), Some("old-hat"));
        base.drops = vec![LandingDrop {
            id: "x".into(),
            title: String::new(),
            description: String::new(),
            picture_url: None,
            products: vec![known],
        }];
        let note = Pick { note: "Warm.".into(), ..pick("7", None) };
        let page = compose(&base, &of(vec![note]), &[]);
        let shown = &page.drops[0].products[0];
        assert_eq!((shown.title.as_str(), shown.note.as_str(), shown.is_available), ("Old hat", "Warm.", true));
    }

    proptest! {
        /// Composing again from what was composed changes nothing: the preview of what is published is what is published.
        #[test]
        fn composing_twice_is_composing_once(ids in prop::collection::vec("[0-9]{1,2}", 0..6), bio in ".*") {
            let content = Content { bio, ..of(ids.iter().map(|id| pick(id, Some("1"))).collect()) };
            let shelf = [ShelfProduct { id: "1".into(), ..shell() }];
            let once = compose(&base(), &content, &shelf);
            prop_assert_eq!(compose(&once, &content, &shelf), once);
        }

        #[test]
        fn hostile_texts_add_no_parameter(product in ".*", variant in ".*", handle in ".*", coupon in ".*", page in ".*") {
            let base = Landing { handle: page, coupon: Some(coupon), ..base() };
            let only = ShelfVariant { id: variant, ..variant_of() };
            let shelf = [ShelfProduct { id: product.clone(), handle, variants: vec![only.clone(), variant_of()], ..shell() }];
            for chosen in [None, Some(only.id.as_str())] {
                let composed = compose(&base, &of(vec![pick(&product, chosen)]), &shelf);
                let url = composed.drops[0].products[0].buy_url.clone().unwrap();
                let (path, query) = url.split_once('?').unwrap();
                prop_assert_eq!(path.matches('/').count(), 4);
                prop_assert_eq!(query.split('&').count(), if chosen.is_some() { 3 } else { 2 });
                prop_assert!(url.is_ascii() && !url.contains(['#', '"', '<', '>', ' ', '\n']));
            }
        }
    }

    fn variant_of() -> ShelfVariant {
        variant("1", 9_000, true)
    }
}
