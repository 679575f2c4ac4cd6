//! The public page of a partner, from CC's last answer and the shop's products.

use super::discount::discount;
use crate::{
    Result,
    answers::{self, Answers},
    core::Core,
    gather::{Stand, is_read},
    links::Credit,
    question::Question,
    room::Room,
};
use connectors::{
    co_branding::{CcChannel, Collab, Drop, DropProduct},
    storefront::Product,
};
use domain::{
    ChannelId, Handle, Source,
    landing::{Landing, LandingDrop, LandingProduct},
    partner::Partner,
};
use std::{collections::HashMap, sync::Arc};

/// The shop's products as far as they are known.
struct Shelf<'a> {
    products: HashMap<String, Product>,
    /// Whether the shop was read: what it does not list is gone then, and not just unknown.
    is_read: bool,
    credit: Credit<'a>,
}

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
        let coupon = partner.affiliate_code.as_ref().map(ToString::to_string);
        let credit = Credit {
            store_url: &room.channel.store_url,
            creator_id: partner.cc_creator_id.as_deref(),
            handle: handle.as_str(),
            coupon: coupon.as_deref(),
        };
        let drops = collab.as_ref().map_or(&[][..], |collab| &collab.drops);
        let shop = Shelf {
            products: core.products_of(&room, drops).await?,
            is_read: is_read(&marks, Source::Shopify, "products"),
            credit,
        };
        let drops = drops.iter().map(|drop| shop.drop(drop)).collect();
        let discount = discount(&partner, collab.as_ref(), &marks);
        Ok(Some(Landing {
            handle: handle.to_string(),
            name: partner.name(),
            bio: collab.as_ref().and_then(|it| it.bio.clone()).unwrap_or_default(),
            picture_url: partner.picture_url.clone(),
            color: color(&room, collab.as_ref(), &marks),
            store_name: room.channel.name.clone(),
            store_url: room.channel.store_url.clone(),
            coupon: coupon.clone(),
            discount: discount.filter(|_| coupon.is_some()),
            drops,
        }))
    }
}

impl Core {
    async fn landing_answers(self: &Arc<Self>, room: &Arc<Room>, partner: &Partner) -> Result<(Answers, Arc<Answers>)> {
        let (own, marks) = tokio::try_join!(self.own(room, &partner.id), self.marks(room))?;
        let stands = [Question::Collab(partner.id.clone()), Question::Products].map(|question| Stand {
            answer: own
                .get(question.source(), question.kind())
                .or_else(|| marks.get(question.source(), question.kind())),
            is_missing: false,
            question,
        });
        if !self.refresh(room, &stands).await {
            return Ok((own, marks));
        }
        Ok(tokio::try_join!(self.own(room, &partner.id), self.marks(room))?)
    }

    async fn products_of(&self, room: &Room, drops: &[Drop]) -> Result<HashMap<String, Product>> {
        let products = drops.iter().flat_map(|drop| &drop.products);
        let mut ids: Vec<_> = products.map(|product| product.shopify_id.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        let rows = self.store.products_by_ids(&room.channel.id, &ids).await?;
        let products = rows.into_iter().filter_map(|row| {
            let product = serde_json::from_str(&row.body).ok()?;
            Some((row.id, product))
        });
        Ok(products.collect())
    }
}

impl Shelf<'_> {
    fn drop(&self, drop: &Drop) -> LandingDrop {
        LandingDrop {
            id: drop.id.clone(),
            title: drop.title.clone(),
            description: drop.description.clone(),
            picture_url: None,
            products: drop.products.iter().filter_map(|it| self.product(it)).collect(),
        }
    }

    /// A product of a drop; none when the shop keeps it back.
    fn product(&self, picked: &DropProduct) -> Option<LandingProduct> {
        let Some(product) = self.products.get(&picked.shopify_id) else {
            return Some(self.unlisted(picked));
        };
        product.is_active.then(|| LandingProduct {
            product_id: picked.shopify_id.clone(),
            variant_title: None,
            title: product.title.clone(),
            image_url: product.image_url.clone(),
            price: Some(product.price),
            note: picked.note.clone(),
            buy_url: Some(self.credit.product(product, picked.variant_id.as_deref())),
            is_available: product.variants.iter().any(|variant| variant.is_available),
        })
    }

    /// What our list of products does not hold: gone when the list was read, else not yet known by more than its handle.
    fn unlisted(&self, picked: &DropProduct) -> LandingProduct {
        let is_gone = self.is_read || picked.handle.is_empty();
        LandingProduct {
            product_id: picked.shopify_id.clone(),
            variant_title: None,
            title: title(&picked.handle),
            image_url: None,
            price: None,
            note: picked.note.clone(),
            buy_url: (!is_gone).then(|| self.credit.page(&picked.handle)),
            is_available: !is_gone,
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
