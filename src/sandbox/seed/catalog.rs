//! Forty products of an outdoor shop in six collections.

use super::Plan;
use crate::{
    clock::DAY_MS,
    model::{Collection, Product, Variant},
    rng::{Rng, object_id},
};

/// Title, type, silhouette, collection, cents, options, sentence.
type Row = (&'static str, &'static str, &'static str, usize, i64, Options, &'static str);

#[derive(Clone, Copy)]
enum Options {
    One,
    Shoes,
    Wear,
    Colours,
}

const COLLECTIONS: [(&str, &str); 6] = [
    ("Trail running", "trail-running"),
    ("Hiking and footwear", "hiking-and-footwear"),
    ("Shelter and sleep", "shelter-and-sleep"),
    ("Packs and bags", "packs-and-bags"),
    ("Layers and shells", "layers-and-shells"),
    ("Camp kitchen", "camp-kitchen"),
];

use Options::{Colours, One, Shoes, Wear};

const ROWS: [Row; 40] = [
    (
        "Ridgeline Trail Shoe",
        "shoes",
        "shoe",
        0,
        13_900,
        Shoes,
        "A nimble trail shoe with a rock plate and a grippy four millimetre lug.",
    ),
    (
        "Featherstep Racer",
        "shoes",
        "shoe",
        0,
        15_900,
        Shoes,
        "Race-day weight for dry trails, with a rockered foam midsole.",
    ),
    (
        "Switchback Running Vest",
        "packs",
        "pack",
        0,
        8_900,
        Wear,
        "Five litres that do not bounce, two soft flasks included.",
    ),
    (
        "Daybreak Running Cap",
        "headwear",
        "cap",
        0,
        2_900,
        Colours,
        "Folds flat, dries on your head, keeps a low sun out.",
    ),
    ("Quickstream Soft Flask", "bottles", "bottle", 0, 1_900, One, "Half a litre that shrinks as you drink."),
    (
        "Skyline Shorts",
        "shorts",
        "shorts",
        0,
        5_900,
        Wear,
        "Split shorts with a liner that does not chafe and a key pocket.",
    ),
    (
        "Firefly Headlamp 400",
        "lights",
        "lamp",
        0,
        5_400,
        One,
        "Four hundred lumens, red light mode and a lock that holds in a pack.",
    ),
    (
        "Granite Hiking Boot",
        "shoes",
        "boot",
        1,
        21_900,
        Shoes,
        "Full-grain leather, resoleable, waterproof where it counts.",
    ),
    ("Fernway Mid Boot", "shoes", "boot", 1, 16_900, Shoes, "A light mid boot for wet meadows and long weekends."),
    (
        "Carbon Trekking Poles",
        "poles",
        "poles",
        1,
        12_900,
        One,
        "Three sections, cork grips, three hundred and sixty grams a pair.",
    ),
    ("Merino Crew Sock", "socks", "sock", 1, 2_200, Colours, "Cushioned merino that forgives day three."),
    ("Waymark Gaiters", "gaiters", "boot", 1, 4_400, Wear, "Keep grit and snow out without the drumskin noise."),
    ("Basecamp Sandal", "shoes", "shoe", 1, 7_900, Shoes, "For river crossings and the walk to the wash house."),
    (
        "Topo Field Notebook",
        "accessories",
        "book",
        1,
        1_600,
        One,
        "Waterproof paper, ruled and gridded, with a pencil loop.",
    ),
    ("Larkspur 2 Tent", "tents", "tent", 2, 38_900, Colours, "Two doors, two vestibules, one kilogram six hundred."),
    (
        "Larkspur 1 Tent",
        "tents",
        "tent",
        2,
        31_900,
        Colours,
        "A one-person tent that pitches in the rain, inner stays dry.",
    ),
    (
        "Nightjar Down Bag",
        "sleeping bags",
        "bag",
        2,
        32_900,
        Wear,
        "Comfort to minus four, traceable down, packs to the size of a loaf.",
    ),
    (
        "Cirrus Sleeping Pad",
        "pads",
        "pad",
        2,
        15_900,
        Wear,
        "Eight centimetres thick, quiet, with an R value of four and a half.",
    ),
    ("Drift Hammock", "hammocks", "hammock", 2, 7_400, Colours, "Wide enough to lie diagonally, straps included."),
    ("Stargazer Tarp", "tents", "tent", 2, 11_900, One, "Three by three metres of ripstop with sixteen tie-outs."),
    ("Camp Pillow", "pads", "pad", 2, 3_400, Colours, "Brushed cover, air core, the end of the rolled-up jacket."),
    ("Summit 28 Pack", "packs", "pack", 3, 13_900, Colours, "A day pack with a real hip belt and a helmet net."),
    ("Traverse 55 Pack", "packs", "pack", 3, 24_900, Wear, "Carries eighteen kilograms as if they were twelve."),
    ("Harbor Roll-top 22", "packs", "pack", 3, 11_900, Colours, "Welded seams for the bike, the boat and the bus."),
    ("Packing Cube Set", "bags", "bag", 3, 3_900, Colours, "Three mesh-topped cubes that end the sock hunt."),
    ("Dry Sack Trio", "bags", "bag", 3, 3_600, One, "Five, ten and twenty litres of things that stay dry."),
    ("Hipster Fanny Pack", "bags", "pack", 3, 4_200, Colours, "Snacks at hand, phone flat, strap that stays put."),
    (
        "Stormline Rain Jacket",
        "jackets",
        "jacket",
        4,
        24_900,
        Wear,
        "Three layers, pit zips, a hood that turns with your head.",
    ),
    ("Foxglove Fleece", "fleece", "jacket", 4, 9_900, Wear, "Gridded fleece from recycled yarn, thumb loops included."),
    (
        "Ember Down Hoody",
        "jackets",
        "jacket",
        4,
        27_900,
        Wear,
        "Eight hundred fill warmth that disappears into its own pocket.",
    ),
    (
        "Merino Base Layer",
        "base layers",
        "shirt",
        4,
        8_400,
        Wear,
        "One hundred and sixty grams of not smelling on day four.",
    ),
    ("Windward Shell", "jackets", "jacket", 4, 11_900, Wear, "Ninety grams between you and the ridge wind."),
    (
        "Trailhead Sun Hoody",
        "shirts",
        "shirt",
        4,
        6_900,
        Wear,
        "UPF 50, a deep hood and sleeves that cover your hands.",
    ),
    ("Liner Gloves", "gloves", "glove", 4, 2_700, Wear, "Touchscreen fingertips and a carabiner loop."),
    ("Northtrail Beanie", "headwear", "cap", 4, 2_600, Colours, "Double-knit wool, made by people with cold ears."),
    ("Ember Stove", "stoves", "stove", 5, 6_400, One, "Boils half a litre in three minutes, simmers on purpose."),
    ("Titan Cook Set", "cookware", "pot", 5, 7_900, One, "Two pots, one lid, everything nests around a gas can."),
    ("Enamel Mug", "cookware", "mug", 5, 1_800, Colours, "Chips with dignity."),
    ("Insulated Bottle 1 L", "bottles", "bottle", 5, 3_900, Colours, "Hot soup at noon from a breakfast fill."),
    (
        "Trail Coffee Press",
        "cookware",
        "mug",
        5,
        3_200,
        One,
        "Full-immersion coffee for people who read the fine print.",
    ),
];

pub(super) fn build(plan: &Plan) -> (Vec<Product>, Vec<Collection>) {
    let mut rng = Rng::new(plan.seed, "catalog");
    let products = ROWS.iter().enumerate().map(|(n, row)| product(plan, &mut rng, n, row)).collect();
    let collections = COLLECTIONS
        .iter()
        .zip(0u64..)
        .map(|((title, handle), n)| Collection { id: 451_600_000_101 + n * 101, title, handle })
        .collect();
    (products, collections)
}

fn product(plan: &Plan, rng: &mut Rng, n: usize, row: &Row) -> Product {
    let &(title, kind, shape, collection, cents, options, description) = row;
    let number = n as u64;
    let id = 9_177_500_000_000 + number * 32_891 + 427;
    let mut tags = vec!["outdoor"];
    if n.is_multiple_of(7) {
        tags.push("bestseller");
    }
    if n % 9 == 2 {
        tags.push("new-season");
    }
    if n % 5 == 3 {
        tags.push("recycled");
    }
    if n % 11 == 4 {
        tags.push("sale");
    }
    let status = match n {
        34 => "DRAFT",
        13 => "ARCHIVED",
        _ => "ACTIVE",
    };
    let compare_at = (n % 11 == 4).then_some(cents * 125 / 100);
    let mut variants = Vec::new();
    for (v, title) in choices(options).iter().enumerate() {
        let stock = if rng.chance(90) { 0 } else { rng.range(3, 140) };
        variants.push(Variant {
            id: 47_773_400_000_000 + number * 65_536 + v as u64 * 768 + 259,
            title: (*title).to_owned(),
            option: match options {
                One => "Title",
                Colours => "Color",
                Shoes | Wear => "Size",
            },
            sku: format!("NT-{:03}-{:02}", n + 1, v + 1),
            cents,
            compare_at,
            // One product is sold out in every variant, so that pages can show it.
            stock: if n == 18 { 0 } else { stock },
        });
    }
    Product {
        id,
        cc_id: object_id("product", number),
        title,
        handle: title.to_lowercase().replace(' ', "-").replace('.', ""),
        kind,
        vendor: if n % 6 == 5 { "Fellside Works" } else { "Northtrail" },
        description,
        shape,
        status,
        tags,
        collections: if n % 8 == 3 { vec![collection, (collection + 3) % 6] } else { vec![collection] },
        variants,
        created_ms: plan.now_ms - rng.range(200, 900) * DAY_MS,
        updated_ms: plan.now_ms - rng.range(1, 120) * DAY_MS - rng.range(0, DAY_MS),
    }
}

fn choices(options: Options) -> &'static [&'static str] {
    match options {
        One => &["Default Title"],
        Shoes => &["38", "39", "40", "41", "42", "43", "44", "45"],
        Wear => &["S", "M", "L", "XL"],
        Colours => &["Moss", "Slate", "Ochre"],
    }
}
