//! The public page of a partner, from CC's last answer and the shop's products.

use super::discount::discount;
use crate::{
    Result,
    answers::{self, Answers},
    content::content_stands,
    convert,
    core::Core,
    gather::is_read,
    room::Room,
};
use connectors::co_branding::{CcChannel, Collab};
use domain::{
    ChannelId, Handle, Source,
    content::{Content, Pick, ShelfProduct},
    landing::{Landing, LandingDrop, compose, unlisted},
    partner::Partner,
};
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

impl Core {
    /// The landing page behind a handle; none when there is no such partner, the partner is not active or CC no longer
    /// knows them. What was never asked is asked now, within the page's budget.
    pub(super) async fn landing(self: &Arc<Self>, channel: &ChannelId, handle: &Handle) -> Result<Option<Landing>> {
        let core = self;
        let room = core.room(channel)?;
        let found = core.store.partner_by_handle(channel, handle).await?;
        let Some(partner) = found.filter(|partner| partner.is_active) else {
            return Ok(None);
        };
        let (own, marks) = core.landing_answers(&room, &partner).await?;
        let collab = own.get(Source::Cc, "collab");
        if collab.is_some_and(answers::is_missing) {
            return Ok(None);
        }
        let collab: Option<Collab> = own.read(Source::Cc, "collab");
        let content = known_content(&partner, collab.as_ref());
        let products = core.shelf_of(&room, [&content]).await?;
        let base = landing_base(&room, &partner, collab.as_ref(), &marks);
        let base = with_unlisted(base, collab.as_ref(), &products, is_read(&marks, Source::Shopify, "products"));
        Ok(Some(compose(&base, &content, &products)))
    }

    /// The products that contents name, as far as the shop has them.
    pub(crate) async fn shelf_of<'a>(
        &self,
        room: &Room,
        contents: impl IntoIterator<Item = &'a Content>,
    ) -> Result<Vec<ShelfProduct>> {
        let drops = contents.into_iter().flat_map(|content| &content.drops);
        let ids: BTreeSet<_> = drops.flat_map(|drop| &drop.picks).map(|pick| pick.product_id.clone()).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let rows = self.store.products_by_ids(&room.channel.id, &ids).await?;
        let products = rows.iter().filter_map(|row| serde_json::from_str(&row.body).ok());
        Ok(products.map(convert::shelf_product).collect())
    }
}

/// What CC last said is published; before it said anything, what lists told.
pub(crate) fn known_content(partner: &Partner, collab: Option<&Collab>) -> Content {
    let from_lists = || Content { picture_url: partner.picture_url.clone(), ..Content::default() };
    collab.map_or_else(from_lists, convert::content)
}

/// What of the landing page is not edited by its partner.
pub(crate) fn landing_base(room: &Room, partner: &Partner, collab: Option<&Collab>, marks: &Answers) -> Landing {
    let coupon = partner.affiliate_code.as_ref().map(ToString::to_string);
    Landing {
        handle: partner.handle.as_ref().map(ToString::to_string).unwrap_or_default(),
        creator_id: partner.cc_creator_id.clone(),
        name: partner.name(),
        bio: String::new(),
        picture_url: None,
        color: color(room, collab, marks),
        store_name: room.channel.name.clone(),
        store_url: room.channel.store_url.clone(),
        discount: discount(partner, collab, marks).filter(|_| coupon.is_some()),
        coupon,
        drops: Vec::new(),
    }
}

/// Adds what CC knows of products that our list does not hold: they are gone when the list was read, else not yet known by
/// more than their handle.
pub(crate) fn with_unlisted(base: Landing, collab: Option<&Collab>, shelf: &[ShelfProduct], is_read: bool) -> Landing {
    let listed: HashSet<_> = shelf.iter().map(|product| product.id.as_str()).collect();
    let picked = collab.into_iter().flat_map(|collab| &collab.drops).flat_map(|drop| &drop.products);
    let others = picked.filter(|product| !listed.contains(product.shopify_id.as_str()));
    let products = others.map(|product| {
        let pick = Pick { product_id: product.shopify_id.clone(), variant_id: None, note: String::new() };
        let handle = Some(product.handle.as_str()).filter(|handle| !handle.is_empty());
        let mut known = unlisted(&base, &pick, handle);
        if is_read {
            (known.buy_url, known.is_available) = (None, false);
        }
        known
    });
    let products: Vec<_> = products.collect();
    let known = LandingDrop {
        id: String::new(),
        title: String::new(),
        description: String::new(),
        picture_url: None,
        products,
    };
    Landing { drops: vec![known], ..base }
}

impl Core {
    /// The answers that a landing page is made of; what was never asked is asked now, within the page's budget.
    pub(crate) async fn landing_answers(
        self: &Arc<Self>,
        room: &Arc<Room>,
        partner: &Partner,
    ) -> Result<(Answers, Arc<Answers>)> {
        let (own, marks) = tokio::try_join!(self.own(room, &partner.id), self.marks(room))?;
        if !self.refresh(room, &content_stands(partner, &own, &marks)).await {
            return Ok((own, marks));
        }
        Ok(tokio::try_join!(self.own(room, &partner.id), self.marks(room))?)
    }
}

/// The creator's colour, else the brand's at CC, else the channel's.
fn color(room: &Room, collab: Option<&Collab>, marks: &Answers) -> String {
    let brand: Option<CcChannel> = marks.read(Source::Cc, "channel");
    let own = collab.and_then(|collab| collab.summary.creator.color.clone());
    own.or_else(|| brand?.primary_color)
        .filter(|color| is_color(color))
        .unwrap_or_else(|| room.channel.brand_color.clone())
}

/// `#rrggbb` and nothing else: it goes into a style.
fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
