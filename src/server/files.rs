//! What the build made: scripts, WebAssembly, styles and pictures, compressed beforehand.

use crate::{House, respond};
use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn},
    response::Response,
};
use http::{HeaderMap, HeaderValue, Method, header::CACHE_CONTROL};
use leptos::config::LeptosOptions;
use std::convert::Infallible;
use tower::{Service, service_fn};
use tower_http::services::ServeDir;

/// The build's own files under `/pkg`.
pub(crate) fn routes(house: &House) -> Router<LeptosOptions> {
    let options = &house.leptos;
    let package = format!("{}/{}", options.site_root, options.site_pkg_dir);
    Router::new().nest_service(&format!("/{}", options.site_pkg_dir), folder(&package)).layer(from_fn(kept))
}

/// Everything else that lies in the site's folder; for what does not, a page that says so.
pub(crate) fn fallback(house: &House) -> Router {
    Router::new().fallback_service(folder(&house.leptos.site_root)).layer(from_fn(kept))
}

fn folder(
    path: &str,
) -> ServeDir<impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + use<>> {
    ServeDir::new(path)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .call_fallback_on_method_not_allowed(true)
        .fallback(service_fn(|_: Request| async { Ok(respond::not_found()) }))
}

/// How long browsers may keep a file: for ever when its name changes with its content, else until they ask again.
async fn kept(request: Request, next: Next) -> Response {
    let is_fixed = is_hashed(request.uri().path()) || is_versioned(request.uri().query());
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = next.run(request).await;
    let is_file = is_read && (response.status().is_success() || response.status() == http::StatusCode::NOT_MODIFIED);
    let headers: &mut HeaderMap = response.headers_mut();
    let value = match (is_file, is_fixed) {
        (true, true) => "public, max-age=31536000, immutable",
        (true, false) => "no-cache",
        (false, _) => "no-store",
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(value));
    response
}

/// Whether a name carries a hash of the content, as in `tandem.wKYnGEHs0NZdYVLMSBmcLA.js`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split('.')
        .any(|part| part.len() == 22 && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)))
}

/// Whether an address names the content's version, as in `/documents.css?v=6a21ebb937d45c7a`.
fn is_versioned(query: Option<&str>) -> bool {
    let version = query.and_then(|query| query.strip_prefix("v="));
    version.is_some_and(|version| version.len() == 16 && version.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::is_hashed;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("/pkg/tandem.wKYnGEHs0NZdYVLMSBmcLA.wasm"));
        for path in ["/pkg/tandem.js", "/pkg/tandem.wasm", "/vendor/echarts.js", "/pkg/", "/favicon.svg"] {
            assert!(!is_hashed(path), "{path}");
        }
    }
}
