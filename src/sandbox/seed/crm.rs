//! HubSpot's side: five owners and a contact per partner, but for one.

use std::collections::BTreeMap;

use super::Plan;
use crate::{
    clock::utc_millis,
    model::{Contact, Owner, Partner, Tier},
    people,
    rng::Rng,
};

pub(super) fn build(plan: &Plan, partners: &[Partner], tiers: &[Tier]) -> (Vec<Contact>, Vec<Owner>) {
    let mut rng = Rng::new(plan.seed, "crm");
    let owners = owners();
    let mut contacts = Vec::with_capacity(partners.len());
    for (n, partner) in partners.iter().enumerate() {
        let owner = &owners[rng.below(owners.len())];
        if partner.handle == people::MISSING_IN_CRM.handle {
            continue;
        }
        let id = 51_200 + n as u64 * 13;
        let text = |value: &str| Some(value.to_owned());
        let unowned = n > people::ALL.len() && n % 23 == 0;
        contacts.push(Contact {
            id,
            properties: BTreeMap::from([
                ("email".to_owned(), Some(partner.email.to_lowercase())),
                ("firstname".to_owned(), text(&partner.first_name)),
                ("lastname".to_owned(), text(&partner.last_name)),
                ("hubspot_owner_id".to_owned(), (!unowned).then(|| owner.id.to_string())),
                ("lifecyclestage".to_owned(), text("customer")),
                ("cc_partner_tier".to_owned(), Some(tiers[partner.tier].key.to_owned())),
                ("cc_affiliate_code".to_owned(), text(&partner.code)),
                ("hs_object_id".to_owned(), Some(id.to_string())),
                ("createdate".to_owned(), Some(utc_millis(partner.joined_ms))),
                ("lastmodifieddate".to_owned(), Some(utc_millis(partner.updated_ms))),
            ]),
            created_ms: partner.joined_ms,
            updated_ms: partner.updated_ms,
        });
    }
    (contacts, owners)
}

fn owners() -> Vec<Owner> {
    let owner = |n: u64, first_name, last_name, email, team| Owner {
        id: 61_660 + n * 11,
        user_id: 9_300 + n,
        email,
        first_name,
        last_name,
        team,
    };
    vec![
        owner(1, "Robin", "Castell", "robin.castell@northtrail.example", "Partnerships North"),
        owner(2, "Imani", "Brooks", "imani.brooks@northtrail.example", "Partnerships North"),
        owner(3, "Stefan", "Ritter", "stefan.ritter@northtrail.example", "Partnerships Europe"),
        owner(4, "Paulina", "Sosa", "paulina.sosa@northtrail.example", "Partnerships South"),
        owner(5, "Kenji", "Mori", "kenji.mori@northtrail.example", "Ambassadors"),
    ]
}
