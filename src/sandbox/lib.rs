//! Stand-ins for CC, Shopify, impact.com, HubSpot, PayPal and Stripe in one program that speaks the vendors' wire formats.
//!
//! One axum server on one port answers for all of them, from one state in memory: the shop "Northtrail" with a hundred
//! partners, forty products and a year of orders, built from a seed. Real connectors are pointed at it by base URL:
//!
//! | system | base URL | credentials |
//! |---|---|---|
//! | CC | `/cc` (also the SSO exchange, `/cc/auth/sso/exchange`) | `x-channel-access-token` or `Authorization: Bearer` |
//! | Shopify | `/shopify` (then `/admin/api/{version}/graphql.json`) | `X-Shopify-Access-Token` |
//! | impact.com | `/impact` | Basic, account SID and token |
//! | HubSpot | `/hubspot` | `Authorization: Bearer` |
//! | PayPal | `/paypal` | Basic for a token (`/paypal/v1/oauth2/token`), then `Authorization: Bearer` |
//! | Stripe | `/stripe` | `Authorization: Bearer`, or Basic with the key as user name |
//!
//! Beside them: `/` is a demo portal that signs partners in, `/shop` a storefront that loads Tandem's script, `/_switches`
//! makes a system slow, dead or worse, `/_sso/mint`, `/_orders`, `/_received` help tests. `/_traffic` tells a year of
//! visitors for the demo to import; `/_links` hears which short links live visitors shall follow. `/_payouts` lists what was
//! paid to whom, `/_clock` moves the sandbox's time ahead (`{"advance_ms": 2000}`) and lets payouts move on with it.
//!
//! # Payouts
//! Balances are always enough. A PayPal batch is `PENDING` for two seconds of the sandbox's time; then each item gets what its
//! receiver's e-mail address says: one that contains `fail` fails, `unclaimed` waits to be claimed (and goes back after 30 days or
//! when it is cancelled), `return` goes back, `hold` is held; any other succeeds. A `sender_batch_id` is refused for 30 days with
//! the link to its first batch; `PayPal-Request-Id` is taken and changes nothing.
//! A Stripe transfer is made at once; to a destination that contains `fail` it is refused, and one that contains `reverse` comes
//! back after two seconds. An `Idempotency-Key` replays status and body for a day, also of a 500.
//!
//! Webhooks go to `/webhooks/paypal` and `/webhooks/stripe` below [`Options::app_url`]. Four switches are of these two only:
//! - `lost_answer`: a payout is accepted, then the connection breaks; everything else is answered as always;
//! - `late`: PayPal's batches stay pending until the switch is set back; Stripe makes the transfer, but says 409 (its key is in
//!   use) until then;
//! - `twice`: every webhook is sent twice, under the same event id;
//! - `partial`: every second payment fails.
//!
//! # Where the vendors' contracts leave something open
//! - **CC's bio** is the collab's custom field [`BIO_FIELD`]: the published update request has no field for the shop's
//!   description. The full collab shows it in `customFields`, or not at all while it is empty; updates write it through
//!   `custom`. List answers mirror it in `creator.shop.description`.
//! - **CC's lists** carry `collabTier` as an id and `drops` as ids, because the schema says so (its example shows objects).
//!   They page by `?cursor=&limit=` (default 50), and name a `nextCursor` on the last page too.
//! - **CC's 403**: the key with `-readonly` appended may read, and gets 403 on every POST.
//! - **impact.com names no e-mail address.** Partners carry `CustomPartnerId`, equal to the CC affiliate code, and actions
//!   carry it as `PromoCode` (empty when the visitor came by link alone); joining goes by affiliate code.
//! - **impact.com reversals**: `Payout` and `Amount` become 0.00, `IntendedPayout` and `IntendedAmount` keep what was.
//!   `Oid` is Shopify's numeric order id, in three of a hundred cases the order's number without `#`.
//! - **impact.com page sizes**: the default is 20,000; a smaller `PageSize` than the vendor's minimum of 2,000 is obeyed, so
//!   that tests can page. Its rate-limit headers count, but the limit is never enforced, nor is CC's; use the switches.
//! - **impact.com's next page** is `base + @nextpageuri`, with `base` as [`Running::base`] gives it: a path to append, not to
//!   resolve against the host.
//! - **impact.com bonuses** are actions with the tracker "Performance bonus", amount 0 and an empty `Oid`.
//! - **impact.com's clicks** (`ClickExport`) are asked about once in vain before they are done; the same order is the same
//!   job, and ten a day are allowed. They count more than Tandem does, as the network's links are not Tandem's.
//! - **Shopify's costs**: an object with an id costs 1, a connection 2 plus its node's cost times `log2(first + 1)`, other
//!   fields nothing; what was asked for too much is given back after the answer. The bucket holds 2,000 and refills by
//!   100 a second; one query may cost 1,000.
//! - **Customers** in Shopify's answers have an id and a number of orders but no name or address, as for an app without
//!   approval for protected data.
//! - **Time** starts at [`Options::now_ms`] and runs on from there.

mod cc;
mod clock;
mod coupons;
mod credentials;
mod gate;
mod generated;
mod hubspot;
mod images;
mod impact;
mod live;
mod model;
mod payouts;
mod paypal;
pub mod people;
mod portal;
mod rng;
mod seed;
mod server;
mod shop;
mod shopify;
mod stripe;
mod switches;
mod traffic;
mod visitors;
mod webhooks;
mod workbench;
mod world;

use std::{net::SocketAddr, time::Duration};

pub use coupons::COUPON_PAGE;
pub use credentials::Credentials;
pub use server::{Running, start};

/// Domain of the demo merchant, CC's key of the channel.
pub const CHANNEL_DOMAIN: &str = "northtrail.myshopify.com";
/// The merchant's name.
pub const CHANNEL_NAME: &str = "Northtrail";
/// The merchant's time zone.
pub const CHANNEL_ZONE: &str = "America/New_York";
/// The campaign (program) that holds all of the merchant's actions at impact.com.
pub const IMPACT_CAMPAIGN_ID: u32 = 18_421;
/// Issuer of SSO tokens.
pub const SSO_ISSUER: &str = "https://unified-api.creatorcommerce.shop";
/// Handle of the collab's custom field that holds the bio.
pub const BIO_FIELD: &str = "cc-bio";

/// How to run the sandbox.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where Tandem runs, without a slash at the end: the target of SSO links and webhooks.
    pub app_url: String,
    /// Same seed and same [`Options::now_ms`]: same merchant.
    pub seed: u64,
    /// "Today", in milliseconds UTC.
    pub now_ms: i64,
    /// Mean gap between new orders in live mode; `None` switches it off.
    pub live: Option<Duration>,
    /// What the stand-ins accept and sign with.
    pub credentials: Credentials,
}
