//! Starting: opens the store, connects the channel, starts the workers, and serves until told to stop.

use crate::{House, Hub, channel, connect, router, secret, settings::Settings};
use access::{Access, AccessConfig};
use anyhow::Context;
use api::{
    collect::{Collect, Collector, Limiter},
    inbox::Inbox,
};
use axum::serve::ListenerExt;
use domain::{ChannelId, Clock, link::AllowedHosts, partner::Channel, zone::Zone};
use leptos::config::{LeptosOptions, get_configuration};
use program::{Program, Seal};
use secrecy::ExposeSecret;
use std::{
    fs::DirBuilder, future::Future, net::SocketAddr, os::unix::fs::DirBuilderExt, path::Path, sync::Arc, time::Duration,
};
use store::Store;
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use unify::{Policy, Unify};

/// How long requests and workers may take to finish after the signal to stop.
const LAST_WORDS: Duration = Duration::from_secs(15);
/// How often what ended by itself is swept out.
const SWEEP: Duration = Duration::from_hours(1);
/// How long the log of events reaches back.
const EVENTS_KEPT: Duration = Duration::from_hours(7 * 24);

/// A house that is put together, before its doors open.
#[derive(Debug)]
pub struct Tandem {
    /// What the routes reach.
    pub house: House,
    /// The merchant's channel.
    pub channel: Channel,
}

/// Opens the store and brings its schema up to date.
///
/// # Errors
/// When the folder cannot be made or the database cannot be opened.
pub async fn open_store(settings: &Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Store> {
    // The store holds what people typed and what keys hash to: nobody else of this machine looks in.
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&settings.data)
        .with_context(|| format!("the folder {} cannot be made", settings.data.display()))?;
    let store = Store::open(settings.database_url.expose_secret(), clock)
        .await
        .context("the database (database_url) cannot be opened")?;
    store.migrate().await.context("the database could not be brought up to date")?;
    Ok(store)
}

/// Where the built pages are: `Leptos.toml` beside the program, under the build tool's variables.
///
/// # Errors
/// When neither says what the pages are called.
pub fn leptos_options() -> anyhow::Result<LeptosOptions> {
    let file = Path::new("Leptos.toml");
    let found = get_configuration(file.is_file().then_some("Leptos.toml"));
    let mut options = found.context("Leptos.toml cannot be read")?.leptos_options;
    if options.output_name.is_empty() {
        options.output_name = "tandem".into();
    }
    Ok(options)
}

/// Puts the house together.
///
/// # Errors
/// When the settings name an address or a key that cannot be used, or the channel cannot be set up.
pub async fn assemble(
    settings: &Settings,
    store: Store,
    clock: Arc<dyn Clock>,
    leptos: LeptosOptions,
) -> anyhow::Result<Tandem> {
    let channel = channel::set_up(settings, &store, &clock).await?;
    let policy = Policy {
        budget: settings.unify.budget,
        fresh: settings.unify.fresh,
        grace: settings.unify.grace,
        pays_on_day: settings.unify.pays_on_day,
        public_url: settings.public_url.clone(),
        link_hosts: settings.links.allowed_hosts.clone(),
    };
    let unify = Arc::new(Unify::new(store.clone(), policy, Arc::clone(&clock)));
    let sources =
        connect::sources(settings, channel.currency, &clock).context("an outside system cannot be connected")?;
    unify.connect(channel.clone(), sources);
    let sign_on = connect::sign_on(settings, &clock).context("single sign-on cannot be set up")?;
    if sign_on.is_empty() {
        tracing::warn!(
            "partners sign in at their private addresses alone: neither cc.sso_secret nor cc.sso_public_key_file is set"
        );
    }
    let config =
        AccessConfig { idle: settings.session.idle, absolute: settings.session.absolute, ..AccessConfig::default() };
    let collector = collector(&unify, &store, &channel, &clock)?;
    let program = program(settings, channel.is_test, &store, &clock)?;
    let access = Arc::new(Access::new(store.clone(), sign_on, config, clock));
    let live = Hub::new(store.clone(), Arc::clone(&access), Arc::clone(&unify), settings.live.streams_per_account);
    let house = House {
        program,
        store,
        access,
        unify,
        channel: channel.id.clone(),
        shop_domain: channel.domain.clone(),
        cc_webhook_secrets: settings.cc.as_ref().map(|cc| cc.webhook_secrets.clone()).unwrap_or_default(),
        is_test: channel.is_test,
        webhook_secrets: settings.shopify.webhook_secrets.clone(),
        collect: Collect { collector, limiter: Arc::new(Limiter::default()) },
        inbox: Arc::new(Notify::new()),
        live,
        public_url: settings.public_url.clone(),
        img_sources: settings.img_sources.clone(),
        forwarded_for: settings.forwarded_for,
        largest_import: settings.imports.largest,
        leptos,
    };
    Ok(Tandem { house, channel })
}

/// The program with its rails and its mail.
fn program(settings: &Settings, is_test: bool, store: &Store, clock: &Arc<dyn Clock>) -> anyhow::Result<Program> {
    let secret = match &settings.secret_key {
        Some(secret) => secret.clone(),
        None => secret::kept(&settings.data_file("secret.key"))?,
    };
    let rails = connect::rails(settings, is_test, clock).context("a payout rail cannot be connected")?;
    let mailer = connect::mailer(settings).context("the mail server (mail.smtp_host) cannot be used")?;
    let program = Program::new(store.clone(), Seal::new(&secret)).paying(rails, settings.payer.clone());
    let program = program.importing(settings.data_file("imports"), settings.imports.largest);
    let pages = connect::coupon_pages(settings, clock).context("a page of a coupon site (coupon_sites.pages)")?;
    let program = program.watching(pages);
    Ok(program.posting(mailer, &settings.public_url))
}

/// What counts the channel's events.
fn collector(unify: &Unify, store: &Store, channel: &Channel, clock: &Arc<dyn Clock>) -> anyhow::Result<Collector> {
    let zone = Zone::named(&channel.time_zone).context("the channel's time zone")?;
    // Where Shopify's checkout is, when it is not in the shop.
    let hosts = unify.link_hosts(&channel.id)?.and(AllowedHosts::new(["checkout.shopify.com"]));
    Ok(Collector::new(store.clone(), channel.id.clone(), zone, hosts, Arc::clone(clock)))
}

impl Tandem {
    /// Starts what runs beside the requests; it ends when `stop` is cancelled.
    pub fn start_workers(&self, stop: &CancellationToken) -> TaskTracker {
        let House { store, unify, program, channel, inbox, collect, live, .. } = &self.house;
        let workers = TaskTracker::new();
        let worker = Arc::clone(unify);
        let until = stop.clone();
        workers.spawn(async move { worker.run_workers(until).await });
        let drained = Inbox {
            store: store.clone(),
            unify: Arc::clone(unify),
            program: program.clone(),
            channel: channel.clone(),
            arrived: Arc::clone(inbox),
        };
        workers.spawn(drained.run(stop.clone()));
        workers.spawn(live.clone().run(stop.clone()));
        let (worker, of, until) = (program.clone(), channel.clone(), stop.clone());
        workers.spawn(async move { Box::pin(worker.run_workers(&of, until)).await });
        workers.spawn(sweep(store.clone(), channel.clone(), stop.clone()));
        // Ends when it is closed, and not with the others: until the last request is answered there is something to count.
        workers.spawn(collect.collector.clone().run());
        workers.close();
        workers
    }

    /// Serves until `stop` is cancelled; requests under way are answered, and workers end what they began.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) -> anyhow::Result<()> {
        let workers = self.start_workers(&stop);
        // Without this a streamed page waits 40 ms for the other side's delayed acknowledgement.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let (store, collector) = (self.house.store.clone(), self.house.collect.collector.clone());
        let service = router::build(self.house).into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
        let result = within_last_words(&stop, serving.into_future()).await;
        stop.cancel();
        collector.close();
        let _ = tokio::time::timeout(LAST_WORDS, workers.wait()).await;
        store.close().await;
        result.context("the server failed")
    }
}

/// Waits for the server; after the signal to stop no longer than [`LAST_WORDS`], lest a stuck connection keeps it alive.
async fn within_last_words(
    stop: &CancellationToken,
    serving: impl Future<Output = std::io::Result<()>>,
) -> std::io::Result<()> {
    let too_long = async {
        stop.cancelled().await;
        tokio::time::sleep(LAST_WORDS).await;
    };
    tokio::select! {
        result = serving => result,
        () = too_long => Ok(()),
    }
}

/// Sweeps out what may not be kept any longer.
async fn sweep(store: Store, channel: ChannelId, stop: CancellationToken) {
    let mut round = tokio::time::interval(SWEEP);
    while stop.run_until_cancelled(round.tick()).await.is_some() {
        if let Err(error) = store.delete_expired_sessions().await {
            tracing::warn!(%error, "old sessions could not be swept out");
        }
        if let Err(error) = store.forget_visitors(&channel).await {
            tracing::warn!(%error, "salts and marks of past visitors could not be swept out");
        }
        if let Err(error) = store.prune_events(&channel, store.clock().now().minus(EVENTS_KEPT)).await {
            tracing::warn!(%error, "old events could not be swept out");
        }
    }
}

/// Cancelled by Ctrl-C or by the service manager's SIGTERM.
///
/// # Errors
/// When signals cannot be listened to.
pub fn stop_on_signal() -> std::io::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = CancellationToken::new();
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        told.cancel();
    });
    Ok(stop)
}
