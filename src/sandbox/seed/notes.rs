//! Drops and the personal notes in them.

use std::collections::BTreeMap;

use serde_json::json;

use super::Plan;
use crate::{
    clock::DAY_MS,
    model::{Drop, Enhancement, Partner, Product},
    people,
    rng::{Rng, object_id},
};

const TITLES: [&str; 16] = [
    "Race day",
    "First overnight",
    "Rain plan",
    "My carry-everywhere list",
    "Shoulder season",
    "Hut to hut",
    "Under one kilo",
    "Gifts for walkers",
    "Desert week",
    "Cold mornings",
    "Kitchen in a pot",
    "Weekend with kids",
    "Long trail basics",
    "After-work miles",
    "Winter running",
    "The repair drawer",
];

const DESCRIPTIONS: [&str; 8] = [
    "What I lay out the night before.",
    "Tested over one wet spring and one dry summer.",
    "Short list, no fillers.",
    "The things friends borrow and do not give back.",
    "Everything here fits in one pack with room for lunch.",
    "Not the lightest, the ones I trust.",
    "For people who start tomorrow.",
    "Updated after every trip.",
];

const NOTES: [&str; 14] = [
    "My go-to since spring.",
    "Size up by half if you wear thick socks.",
    "Survived a week of rain and my packing.",
    "I was sceptical. I was wrong.",
    "Buy it once, wax it yearly.",
    "Quieter than the one I had before.",
    "Best value in the whole list.",
    "Goes into every pack I send out.",
    "Warm enough for March mornings.",
    "The pocket is exactly where a hand expects it.",
    "I own two, which says enough.",
    "Dries overnight on a branch.",
    "Light, but not fragile.",
    "Works with gloves on; try that with the others.",
];

const HOSTILE_NOTE: &str =
    "<img src=x onerror=alert('note')> \u{202E}txet desrever </textarea><script>alert(2)</script>";

pub(super) fn build(plan: &Plan, partners: &mut [Partner], products: &[Product]) -> Vec<Drop> {
    let mut rng = Rng::new(plan.seed, "drops");
    let sellable: Vec<usize> = (0..products.len()).filter(|n| products[*n].status == "ACTIVE").collect();
    let mut drops = Vec::new();
    for (n, partner) in partners.iter_mut().enumerate() {
        let count = match partner.handle.as_str() {
            handle if handle == people::NEW_PARTNER.handle => 0,
            handle if handle == people::ANA.handle => 3,
            handle if handle == people::HOSTILE.handle => 1,
            _ => rng.range(1, 4),
        };
        for d in 0..count {
            let number = n as u64 * 10 + d.unsigned_abs();
            let drop = one(plan, &mut rng, partner, &sellable, number);
            partner.drops.push(drop.id.clone());
            drops.push(drop);
        }
    }
    drops
}

fn one(plan: &Plan, rng: &mut Rng, partner: &Partner, sellable: &[usize], number: u64) -> Drop {
    let hostile = partner.handle == people::HOSTILE.handle;
    let mut title = rng.pick(&TITLES).to_owned();
    let mut description = rng.pick(&DESCRIPTIONS).to_owned();
    if hostile {
        "Drop <script>alert('drop')</script> \"><img src=x onerror=alert(3)>".clone_into(&mut title);
        "javascript:alert(4) [click](javascript:alert(5)) </textarea>\u{202E}".clone_into(&mut description);
    }
    let wanted = usize::try_from(rng.range(3, 12)).unwrap_or(3);
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < wanted {
        let product = sellable[rng.below(sellable.len())];
        if !chosen.contains(&product) {
            chosen.push(product);
        }
    }
    let mut enhancements = Vec::new();
    for (e, product) in chosen.iter().enumerate() {
        if hostile || rng.chance(750) {
            enhancements.push(Enhancement {
                id: object_id("enhancement", number * 100 + e as u64),
                product: *product,
                note: if hostile { HOSTILE_NOTE.to_owned() } else { rng.pick(&NOTES).to_owned() },
                media: Vec::new(),
                variant: None,
                custom: BTreeMap::new(),
                form_id: None,
            });
        }
    }
    let created_ms = partner.joined_ms.max(plan.now_ms - rng.range(10, 340) * DAY_MS);
    let id = object_id("drop", number);
    let media_id = object_id("drop-media", number);
    Drop {
        creator_id: partner.creator_id.clone(),
        handle: format!("{}-{number}", partner.handle),
        title,
        description,
        media: vec![json!({
            "_id": media_id, "url": format!("{}/images/drops/{id}.svg", plan.origin), "mediaContentType": "IMAGE",
            "mimeType": "image/svg+xml", "filename": media_id, "extension": "svg",
        })],
        products: chosen,
        enhancements,
        custom: BTreeMap::new(),
        form_id: None,
        created_ms,
        updated_ms: created_ms.max(plan.now_ms - rng.range(1, 90) * DAY_MS),
        id,
    }
}
