//! What the editor allows, and what is wrong with a content that goes beyond it.

use super::{Content, DropContent, Pick};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What the editor allows. Lengths are in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The longest biography.
    pub bio: usize,
    /// The longest title of a drop.
    pub title: usize,
    /// The longest description of a drop.
    pub description: usize,
    /// The longest note on a product.
    pub note: usize,
    /// The most drops.
    pub drops: usize,
    /// The fewest products of a drop that is published.
    pub min_products: usize,
    /// The most products of a drop.
    pub max_products: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bio: 1_200, title: 80, description: 500, note: 280, drops: 12, min_products: 1, max_products: 50 }
    }
}

impl Limits {
    /// What a draft may hold: much more than can be published, so that nothing that was typed is lost, and still bounded.
    pub const DRAFT: Self = Self {
        bio: 20_000,
        title: 1_000,
        description: 10_000,
        note: 5_000,
        drops: 100,
        min_products: 0,
        max_products: 500,
    };

    /// Everything that is wrong with a content that is to replace `live`; nothing when it may. What is published already
    /// may stay as it is, whatever was allowed then.
    pub fn faults(&self, content: &Content, live: &Content) -> Vec<Fault> {
        let mut faults = Faults::default();
        if content.bio != live.bio {
            faults.length("bio", "The bio", &content.bio, self.bio);
        }
        if content.picture_url != live.picture_url {
            faults.address("picture_url", content.picture_url.as_deref());
        }
        if content.drops.len() > self.drops.max(live.drops.len()) {
            faults.add("drops", format!("There is room for {} collections.", self.drops));
        }
        let mut ids = HashSet::new();
        for (place, drop) in content.drops.iter().enumerate() {
            let field = format!("drops[{place}]");
            let known = live.drops.iter().find(|it| it.id == drop.id);
            if !ids.insert(drop.id.as_str()) || !(is_new_id(&drop.id) || known.is_some()) {
                faults.add(&format!("{field}.id"), "This collection is no longer there. Reload the page.".to_owned());
            } else if known != Some(drop) {
                self.check_drop(&field, drop, &mut faults);
            }
        }
        faults.0
    }

    /// Everything that keeps a draft from being kept: only what no editor would make.
    pub fn draft_faults(content: &Content) -> Vec<Fault> {
        Self::DRAFT.faults(content, &Self::ids_of(content))
    }

    /// A content of empty drops with the same ids: what a draft refers to may be gone by now.
    fn ids_of(content: &Content) -> Content {
        let drops = content.drops.iter().map(|drop| DropContent { id: drop.id.clone(), ..DropContent::default() });
        Content { drops: drops.collect(), ..Content::default() }
    }

    fn check_drop(&self, field: &str, drop: &DropContent, faults: &mut Faults) {
        let title = format!("{field}.title");
        if drop.title.trim().is_empty() && *self != Self::DRAFT {
            faults.add(&title, "A collection needs a title.".to_owned());
        }
        faults.length(&title, "The title", &drop.title, self.title);
        faults.length(&format!("{field}.description"), "The description", &drop.description, self.description);
        faults.address(&format!("{field}.picture_url"), drop.picture_url.as_deref());
        let picks = format!("{field}.picks");
        let count = drop.picks.len();
        if count < self.min_products {
            let message = match self.min_products {
                1 => "Pick at least one product.".to_owned(),
                least => format!("Pick at least {least} products."),
            };
            faults.add(&picks, message);
        }
        if count > self.max_products {
            faults.add(&picks, format!("A collection has room for {} products, these are {count}.", self.max_products));
        }
        let mut products = HashSet::new();
        for (place, pick) in drop.picks.iter().enumerate() {
            self.check_pick(&format!("{picks}[{place}]"), pick, faults);
            if !products.insert(pick.product_id.as_str()) {
                faults.add(
                    &format!("{picks}[{place}].product_id"),
                    "This product is in the collection already.".to_owned(),
                );
            }
        }
    }

    fn check_pick(&self, field: &str, pick: &Pick, faults: &mut Faults) {
        if !is_number(&pick.product_id) {
            faults.add(&format!("{field}.product_id"), "This is no product of the shop.".to_owned());
        }
        if pick.variant_id.as_deref().is_some_and(|id| !is_number(id)) {
            faults.add(&format!("{field}.variant_id"), "This is no variant of the product.".to_owned());
        }
        faults.length(&format!("{field}.note"), "The note", &pick.note, self.note);
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The field, such as `drops[1].picks[3].note`.
    pub field: String,
    /// What to do about it, in words for people.
    pub message: String,
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, field: &str, message: String) {
        self.0.push(Fault { field: field.to_owned(), message });
    }

    fn length(&mut self, field: &str, what: &str, text: &str, most: usize) {
        let length = text.chars().count();
        if length > most {
            self.add(field, format!("{what} may have {most} characters, this one has {length}."));
        }
    }

    fn address(&mut self, field: &str, address: Option<&str>) {
        if address.is_some_and(|address| !is_web_address(address)) {
            self.add(field, "This picture cannot be used. Upload it again.".to_owned());
        }
    }
}

/// The longest address of a picture.
const ADDRESS: usize = 2_000;

/// `http` or `https`, and nothing in it that needs quoting.
fn is_web_address(text: &str) -> bool {
    let host = ["https://", "http://"].into_iter().find_map(|scheme| text.strip_prefix(scheme));
    let host = host.and_then(|rest| rest.split(['/', '?', '#']).next());
    let is_strange = |letter: char| letter.is_whitespace() || letter.is_control() || "\"'<>\\^`{|}".contains(letter);
    host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
        && text.len() <= ADDRESS
        && !text.contains(is_strange)
}

/// Shopify's numeric ids.
fn is_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An id that the editor gave: it travels to CC, so it is short and plain.
fn is_new_id(id: &str) -> bool {
    id.strip_prefix(DropContent::NEW).is_some_and(|rest| {
        (1..=60).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pick(id: &str) -> Pick {
        Pick { product_id: id.into(), variant_id: None, note: String::new() }
    }

    fn drop(id: &str, picks: &[&str]) -> DropContent {
        let picks = picks.iter().map(|id| pick(id)).collect();
        DropContent { id: id.into(), title: "Rain".into(), picks, ..DropContent::default() }
    }

    fn fields(content: &Content, live: &Content) -> Vec<String> {
        Limits::default().faults(content, live).into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn each_fault_names_its_field() {
        let mut second = drop("new-1", &["1", "2", "x", "1"]);
        second.picks[3].note = "é".repeat(281);
        second.picks[0].variant_id = Some("../1".into());
        second.picture_url = Some("javascript:alert(1)".into());
        let content = Content {
            bio: "é".repeat(1_201),
            picture_url: Some("https://a@b.example/".into()),
            drops: vec![drop("d1", &[]), second, drop("d9", &["1"]), drop("new-1", &["1"]), drop("new-../", &["1"])],
        };
        let live = Content { drops: vec![drop("d1", &["1"])], ..Content::default() };
        let expected = [
            "bio",
            "picture_url",
            "drops[0].picks",
            "drops[1].picture_url",
            "drops[1].picks[0].variant_id",
            "drops[1].picks[2].product_id",
            "drops[1].picks[3].note",
            "drops[1].picks[3].product_id",
            "drops[2].id",
            "drops[3].id",
            "drops[4].id",
        ];
        assert_eq!(fields(&content, &live), expected);
    }

    #[test]
    fn what_is_published_already_may_stay() {
        let mut old = drop("d1", &[]);
        old.title = String::new();
        let live = Content { bio: "x".repeat(5_000), picture_url: Some("ftp://old".into()), drops: vec![old] };
        assert_eq!(fields(&live, &live), Vec::<String>::new());
        let mut edited = live.clone();
        edited.drops[0].description = "New.".into();
        assert_eq!(fields(&edited, &live), ["drops[0].title", "drops[0].picks"]);
    }

    #[test]
    fn a_draft_keeps_what_cannot_be_published_yet() {
        let mut content = Content {
            bio: "x".repeat(5_000),
            drops: vec![drop("new-1", &[]), drop("d7", &["1"])],
            ..Content::default()
        };
        content.drops[0].title = String::new();
        assert_eq!(Limits::draft_faults(&content), vec![]);
        content.bio = "x".repeat(20_001);
        assert_eq!(Limits::draft_faults(&content)[0].field, "bio");
    }

    #[test]
    fn messages_say_how_much_fits() {
        let content = Content { bio: "x".repeat(1_201), ..Content::default() };
        let faults = Limits::default().faults(&content, &Content::default());
        assert_eq!(faults[0].message, "The bio may have 1200 characters, this one has 1201.");
    }
}
