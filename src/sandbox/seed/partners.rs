//! A hundred partners: six that tests know by name, the rest drawn from word lists.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Plan, names};
use crate::{
    clock::DAY_MS,
    model::{DiscountScale, Partner, Tier},
    people::{self, Person},
    rng::{Rng, object_id},
};

const COUNT: usize = 100;

pub(super) fn tiers() -> Vec<Tier> {
    let tier = |n, key, title, discount_percent, commission_bps| Tier {
        id: object_id("tier", n),
        key,
        title,
        discount_percent,
        commission_bps,
        is_default: n == 0,
    };
    vec![
        tier(0, "bronze", "Bronze", 10, 800),
        tier(1, "silver", "Silver", 10, 1000),
        tier(2, "gold", "Gold", 15, 1200),
        tier(3, "ambassador", "Ambassador", 20, 1500),
    ]
}

pub(super) fn build(plan: &Plan, tiers: &[Tier]) -> Vec<Partner> {
    let mut rng = Rng::new(plan.seed, "partners");
    let mut taken = BTreeSet::new();
    let mut partners: Vec<Partner> =
        people::ALL.iter().enumerate().map(|(n, person)| known(plan, tiers, n, person)).collect();
    for n in partners.len()..COUNT {
        partners.push(drawn(plan, tiers, &mut rng, &mut taken, n));
    }
    partners
}

fn drawn(plan: &Plan, tiers: &[Tier], rng: &mut Rng, taken: &mut BTreeSet<String>, n: usize) -> Partner {
    let (first, last) = loop {
        let pair = (rng.pick(&names::FIRST), rng.pick(&names::LAST));
        if taken.insert(format!("{} {}", pair.0, pair.1)) {
            break pair;
        }
    };
    let handle = loop {
        let handle = format!("{}-{}", first.to_lowercase(), rng.pick(&names::HANDLE_TAILS));
        let handle = if taken.contains(&handle) { format!("{handle}-{n}") } else { handle };
        if taken.insert(handle.clone()) {
            break handle;
        }
    };
    // Better tiers sit with the partners who sell more, which are those with low numbers.
    let tier = match n {
        ..16 => 3,
        16..40 => 2,
        40..68 => 1,
        _ => 0,
    };
    let tier = if rng.chance(150) { rng.below(tiers.len()) } else { tier };
    let country = rng.pick(&names::COUNTRIES);
    let age_days = if rng.chance(220) { rng.range(20, 330) } else { rng.range(370, 1200) };
    let scale = match n % 12 {
        0 | 4 | 8 => DiscountScale::Fraction,
        7 if n % 24 == 7 => DiscountScale::Fixed,
        _ => DiscountScale::Whole,
    };
    let percent = if matches!(scale, DiscountScale::Fixed) { 10 } else { tiers[tier].discount_percent };
    let code = format!("{}{}{percent}", first.to_uppercase(), last.chars().take(2).collect::<String>().to_uppercase());
    let bio = format!("{} {}", rng.pick(&names::BIO_OPENERS), rng.pick(&names::BIO_ENDINGS));
    Partner {
        creator_id: object_id("creator", n as u64),
        collab_id: object_id("collab", n as u64),
        email: format!("{}.{}@example.com", first.to_lowercase(), last.to_lowercase()),
        url: format!("https://northtrail.example/{}", code.to_lowercase()),
        picture: picture(plan, &handle, n),
        shop_title: format!("{first}'s kit list"),
        handle,
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        code,
        tier,
        discount_percent: percent,
        scale,
        color: rng.pick(&names::COLORS).to_owned(),
        is_onboarded: true,
        custom: custom(&bio, &format!("{first}'s favourites from Northtrail")),
        drops: Vec::new(),
        joined_ms: plan.now_ms - age_days * DAY_MS - rng.range(0, DAY_MS),
        updated_ms: plan.now_ms - rng.range(1, 60) * DAY_MS,
        country,
        euro_permille: if matches!(country, "DE" | "FR" | "NL") { 650 } else { 25 },
        network_id: Some(402_100 + u32::try_from(n).unwrap_or_default() * 7),
    }
}

fn known(plan: &Plan, tiers: &[Tier], n: usize, person: &Person) -> Partner {
    let is = |other: &Person| person.handle == other.handle;
    let (new, hostile) = (is(&people::NEW_PARTNER), is(&people::HOSTILE));
    let (tier, age_days) = match n {
        0 => (3, 840),
        3 => (0, 3),
        4 => (2, 610),
        _ => (1, 420),
    };
    let bio = match n {
        0 => {
            "Ultra runner and early riser from Lisbon, now in Vermont. I carry little, choose it slowly and wear it \
              out. Everything here has at least two hundred kilometres on it."
        }
        3 => "",
        4 => "Accompagnateur en montagne à Chamonix. Du matériel solide, réparable, testé au-dessus de 3000 m.",
        5 => {
            "</textarea><script>alert('bio')</script> <b onmouseover=alert(1)>bold</b> \u{202E}gnitrevnI ${7*7} {{7*7}}"
        }
        _ => "Slow miles, warm soup, honest gear notes.",
    };
    let headline = if hostile { "<svg/onload=alert(1)>" } else { "Tried, worn, recommended" };
    Partner {
        creator_id: person.creator_id.to_owned(),
        collab_id: person.collab_id.to_owned(),
        email: person.email.to_owned(),
        handle: person.handle.to_owned(),
        first_name: person.first_name.to_owned(),
        last_name: person.last_name.to_owned(),
        code: person.affiliate_code.to_owned(),
        url: if hostile {
            "javascript:alert(document.domain)".to_owned()
        } else {
            format!("https://northtrail.example/{}", person.affiliate_code.to_lowercase())
        },
        tier,
        discount_percent: if is(&people::ANA) { 15 } else { tiers[tier].discount_percent },
        scale: if n % 2 == 1 { DiscountScale::Fraction } else { DiscountScale::Whole },
        picture: if hostile { hostile_picture(n) } else { picture(plan, person.handle, n) },
        color: "#1f6f54".to_owned(),
        shop_title: if hostile {
            "\"><script>alert('shop')</script>".to_owned()
        } else {
            format!("{}'s kit list", person.first_name)
        },
        is_onboarded: !new,
        custom: if new { BTreeMap::new() } else { custom(bio, headline) },
        drops: Vec::new(),
        joined_ms: plan.now_ms - age_days * DAY_MS,
        updated_ms: plan.now_ms - 2 * DAY_MS,
        country: if is(&people::EUR_PARTNER) { "FR" } else { "US" },
        euro_permille: if is(&people::EUR_PARTNER) { 880 } else { 40 },
        network_id: (!is(&people::MISSING_IN_NETWORK)).then(|| 402_100 + u32::try_from(n).unwrap_or_default() * 7),
    }
}

fn custom(bio: &str, headline: &str) -> BTreeMap<String, Value> {
    BTreeMap::from([("cc-bio".to_owned(), json!(bio)), ("cc-headline".to_owned(), json!(headline))])
}

fn picture(plan: &Plan, handle: &str, n: usize) -> Value {
    let id = object_id("picture", n as u64);
    json!({
        "_id": id, "url": format!("{}/images/people/{handle}.svg", plan.origin), "mediaContentType": "IMAGE",
        "mimeType": "image/svg+xml", "filename": id, "originalFilename": format!("{handle}.svg"), "extension": "svg",
    })
}

fn hostile_picture(n: usize) -> Value {
    let id = object_id("picture", n as u64);
    json!({
        "_id": id, "url": "javascript:alert('picture')", "mediaContentType": "IMAGE", "mimeType": "image/png",
        "filename": id, "originalFilename": "\"><img src=x onerror=alert(1)>.png", "extension": "png",
    })
}
