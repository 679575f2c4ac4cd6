//! What a partner's followers save.

use crate::answers::Answers;
use connectors::co_branding::{Collab, Tier};
use domain::{Source, partner::Partner, profile::Discount};

/// The collab's own discount, else that of the partner's tier.
pub(super) fn discount(partner: &Partner, collab: Option<&Collab>, marks: &Answers) -> Option<Discount> {
    let own = collab.and_then(|collab| collab.summary.discount);
    own.or_else(|| {
        let tiers: Vec<Tier> = marks.read(Source::Cc, "tiers")?;
        let mut tiers = tiers.into_iter();
        let tier = tiers.find(|tier| Some(&tier.id) == partner.tier_id.as_ref());
        tier?.discount
    })
}
