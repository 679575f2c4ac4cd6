//! Starting and stopping: binds the port, builds the merchant, serves each connection.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc};

use axum::Router;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpListener, task::JoinSet};

use crate::{
    Options, cc, coupons, gate, hubspot, images, impact, live, payouts, paypal, portal,
    seed::{self, Plan},
    shop, shopify, stripe, visitors, workbench,
    world::World,
};

/// A running sandbox. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    origin: String,
    tasks: JoinSet<()>,
}

impl Running {
    /// Base URL of a stand-in: `"cc"`, `"shopify"`, `"impact"`, `"hubspot"`, `"paypal"` or `"stripe"`.
    pub fn base(&self, system: &str) -> String {
        format!("{}/{system}", self.origin)
    }

    /// Address of the program itself: the portal and the helper routes.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Stops and waits until the port is free again.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}

/// Starts the sandbox; it serves until the returned value is stopped or dropped.
///
/// # Errors
/// When the address cannot be bound, or no HTTP client for webhooks can be built.
pub async fn start(options: Options) -> io::Result<Running> {
    let listener = TcpListener::bind(options.listen).await?;
    let addr = listener.local_addr()?;
    let origin = format!("http://{addr}");
    let plan = Plan { seed: options.seed, now_ms: options.now_ms, origin: origin.clone() };
    let world = Arc::new(World::new(options, origin.clone(), seed::build(&plan), webhook_client()?));
    let mut tasks = JoinSet::new();
    tasks.spawn(accept(listener, Arc::clone(&world)));
    tasks.spawn(payouts::run(Arc::clone(&world)));
    if let Some(gap) = world.options.live {
        tasks.spawn(live::run(Arc::clone(&world), gap));
        tasks.spawn(visitors::run(world, gap));
    }
    Ok(Running { addr, origin, tasks })
}

/// All routes of all stand-ins.
fn router(world: Arc<World>) -> Router {
    Router::new()
        .nest("/cc", cc::routes(&world))
        .nest("/shopify", shopify::routes())
        .nest("/impact", impact::routes())
        .nest("/hubspot", hubspot::routes(&world))
        .nest("/paypal", paypal::routes(&world))
        .nest("/stripe", stripe::routes(&world))
        .merge(payouts::routes())
        .merge(cc::storage_routes())
        .merge(images::routes())
        .merge(portal::routes())
        .merge(coupons::routes())
        .merge(shop::routes())
        .merge(workbench::routes())
        .with_state(world)
}

async fn accept(listener: TcpListener, world: Arc<World>) {
    let router = router(Arc::clone(&world));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                // Without this, small answers wait for the other side's delayed acknowledgement.
                let _ = stream.set_nodelay(true);
                let (world, router) = (Arc::clone(&world), router.clone());
                connections.spawn(async move {
                    let service = service_fn(move |request| gate::pass(Arc::clone(&world), router.clone(), request));
                    let served = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
                    if let Err(error) = served.await {
                        tracing::debug!(%error, "connection ended");
                    }
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

fn webhook_client() -> io::Result<reqwest::Client> {
    // Another part of the process may have chosen the provider already; both are the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .connect_timeout(std::time::Duration::from_secs(1))
        .timeout(std::time::Duration::from_secs(5))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(io::Error::other)
}

/// For services that cannot fail.
pub(crate) fn never<T>(result: Result<T, Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(impossible) => match impossible {},
    }
}
