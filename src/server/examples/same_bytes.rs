//! What the machine gives at best: answers every request with as many bytes from memory as the page that is measured has.
//!
//! `same_bytes <address> <bytes>`

use axum::{
    Router,
    body::Bytes,
    http::header,
    routing::get,
    serve::{Listener, ListenerExt},
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let size: usize = arguments.next().map_or(Ok(1024), |text| text.parse())?;
    let body = Bytes::from(vec![b'x'; size]);
    let answer = move || async move { ([(header::CONTENT_TYPE, "text/html")], body) };
    let listener = tokio::net::TcpListener::bind(address).await?.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    println!("{}", listener.local_addr()?);
    axum::serve(listener, Router::new().fallback(get(answer))).await?;
    Ok(())
}
