//! A storefront that stands in for the merchant's: products, cart and checkout as a theme has them, with Tandem's script.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};

use crate::{CHANNEL_NAME, cc::escape, shopify::decimal, world::World};

type Shared = State<Arc<World>>;
type Params = Query<HashMap<String, String>>;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/shop", get(front))
        .route("/shop/products/{handle}", get(product))
        .route("/shop/cart/add", post(add))
        .route("/shop/cart", get(cart))
        .route("/shop/checkouts/1", get(checkout))
        .route("/shop/checkouts/1/thank-you", get(thanks))
}

/// A page with the script. `consent` in the address says what the visitor agreed to: `granted` unless it says otherwise.
fn page(world: &World, params: &HashMap<String, String>, title: &str, main: &str) -> Html<String> {
    let consent = match params.get("consent").map(String::as_str) {
        Some("denied") => " data-consent=\"denied\"",
        Some("unasked") => "",
        _ => " data-consent=\"granted\"",
    };
    let app = world.options.app_url.trim_end_matches('/');
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} · {CHANNEL_NAME}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><link rel=\"icon\" href=\"data:,\">\
         <script src=\"{app}/tandem.js\"{consent}></script></head><body><h1>{title}</h1>{main}</body></html>"
    ))
}

async fn front(State(world): Shared, Query(params): Params) -> Html<String> {
    let list: Vec<String> = {
        let state = world.read();
        let products = state.products.iter().filter(|product| product.status == "ACTIVE");
        products.map(|it| format!("<li><a href=\"/shop/products/{}\">{}</a></li>", it.handle, it.title)).collect()
    };
    let list = list.concat();
    page(&world, &params, CHANNEL_NAME, &format!("<ul>{list}</ul>"))
}

async fn product(State(world): Shared, Path(handle): Path<String>, Query(params): Params) -> Response {
    let state = world.read();
    let Some(product) = state.products.iter().find(|product| product.handle == handle) else {
        return (StatusCode::NOT_FOUND, page(&world, &params, "Not found", "")).into_response();
    };
    let price = product.variants.first().map_or(0, |variant| variant.cents);
    let main = format!(
        "<p>${}</p><form method=\"post\" action=\"/shop/cart/add\"><button>Add to cart</button></form>",
        decimal(price)
    );
    page(&world, &params, product.title, &main).into_response()
}

async fn add() -> Redirect {
    Redirect::to("/shop/cart")
}

async fn cart(State(world): Shared, Query(params): Params) -> Html<String> {
    let main = "<form action=\"/shop/checkouts/1\"><button name=\"checkout\">Check out</button></form>";
    page(&world, &params, "Your cart", main)
}

async fn checkout(State(world): Shared, Query(params): Params) -> Html<String> {
    let main = "<form action=\"/shop/checkouts/1/thank-you\">\
                <label>Order <input name=\"order\" value=\"1\"></label><button>Pay now</button></form>";
    page(&world, &params, "Checkout", main)
}

async fn thanks(State(world): Shared, Query(params): Params) -> Html<String> {
    let order = escape(params.get("order").map_or("1", String::as_str));
    let main = format!(
        "<p>Thank you for your order.</p>\
         <script>tandem(\"checkout_completed\",{{value:\"129.90\",currency:\"USD\",order:\"{order}\"}})</script>"
    );
    page(&world, &params, "Thank you", &main)
}
