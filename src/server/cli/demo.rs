//! `tandem demo`: a merchant to look at. Same code as `serve`; only the settings differ: they point at the stand-ins.
//!
//! The stand-ins make their merchant afresh at each start, so the demo's database begins afresh too. The admin's password stays.

use super::{
    Demo, admin, clock, demo_program, history, log,
    sandbox::{mean_gap, settings},
};
use crate::{
    settings::{Need, Settings},
    start,
};
use access::CreateAdminError;
use anyhow::Context;
use domain::{Clock, Email, clock::SystemClock, zone::Zone};
use secrecy::ExposeSecret;
use serde_json::json;
use std::{fs, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path, sync::Arc};
use store::KeyScope;
use tokio::net::TcpListener;

const ADMIN_EMAIL: &str = "admin@northtrail.example";
const ADMIN_NAME: &str = "Robin Park";
const PASSWORD_FILE: &str = "demo-admin.txt";
const DATABASE: &str = "demo.db";
const SEED: u64 = 7;

/// Runs the demo until told to stop.
pub(super) async fn run(asked: Demo) -> anyhow::Result<()> {
    let stop = start::stop_on_signal()?;
    let listener = TcpListener::bind(asked.listen)
        .await
        .with_context(|| format!("cannot listen on {}: is the demo running already? (--listen)", asked.listen))?;
    let app = format!("http://{}", listener.local_addr()?);
    let credentials = sandbox::Credentials::default();
    let running = sandbox::start(sandbox::Options {
        listen: asked.sandbox_listen,
        app_url: app.clone(),
        seed: SEED,
        now_ms: SystemClock.now().millis(),
        live: mean_gap(asked.live),
        credentials: credentials.clone(),
    })
    .await
    .with_context(|| format!("the stand-ins cannot listen on {} (--sandbox-listen)", asked.sandbox_listen))?;
    let settings = read(&asked.data, &app, &running, &settings(&running, &credentials))?;
    log::init(&settings.log, settings.is_log_json)?;
    forget(&asked.data)?;
    let store = start::open_store(&settings, clock()).await?;
    let tandem = start::assemble(&settings, store, clock(), start::leptos_options()?).await?;
    let password = password(&asked.data)?;
    let email: Email = ADMIN_EMAIL.parse().context("the demo's admin")?;
    let created = tandem.house.access.create_admin(&tandem.channel.id, &email, ADMIN_NAME, &password);
    match created.await {
        Ok(_) | Err(CreateAdminError::EmailTaken) => {}
        Err(error) => return Err(error).context("the demo's admin"),
    }
    welcome(&app, running.origin(), &password);
    let (_, key) = tandem.house.access.create_api_key(&tandem.channel.id, "Demo", KeyScope::Write, "cli").await?;
    let ready = json!({
        "app": app, "sandbox": running.origin(), "admin_email": ADMIN_EMAIL, "admin_password": password,
        "api_key": key.expose_secret(),
    });
    let unify = Arc::clone(&tandem.house.unify);
    let channel = tandem.channel.id.clone();
    let ready_file = asked.ready_file.clone();
    let until = stop.clone();
    let (store, sandbox) = (tandem.house.store.clone(), running.origin().to_owned());
    let (program, url) = (tandem.house.program.clone(), settings.database_url.clone());
    let zone = Zone::named(&tandem.channel.time_zone).context("the demo's time zone")?;
    tokio::spawn(async move {
        let read = until.run_until_cancelled(unify.first_sync(&channel)).await;
        match read {
            Some(Ok(())) => println!("The year's orders and commissions are read: every page is filled."),
            Some(Err(error)) => tracing::error!(%error, "the first reading failed"),
            None => return,
        }
        let visited = history::import(&sandbox, &unify, &store, &channel);
        match until.run_until_cancelled(visited).await {
            Some(Ok(())) => {}
            Some(Err(error)) => tracing::error!(%error, "the year's visitors could not be imported"),
            None => return,
        }
        let filled = demo_program::fill(&program, &unify, url.expose_secret(), &channel, &zone);
        match until.run_until_cancelled(filled).await {
            Some(Ok(())) => {}
            Some(Err(error)) => tracing::error!(%error, "the program could not be filled"),
            None => return,
        }
        if let Some(Err(error)) = ready_file.map(|path| announce(&path, &ready.to_string())) {
            tracing::error!(%error, "the ready file could not be written");
        }
    });
    let served = tandem.serve(listener, stop).await;
    running.stop().await;
    served
}

/// The settings of the demo; the environment may still change how it logs and how patient it is. The stand-ins' visitors say
/// themselves where they come from, and their shop is allowed beside the merchant's.
fn read(data: &Path, app: &str, running: &sandbox::Running, systems: &str) -> anyhow::Result<Settings> {
    let data = toml::Value::from(data.to_string_lossy().into_owned());
    let database =
        toml::Value::from(format!("sqlite://{}", Path::new(data.as_str().unwrap_or("data")).join(DATABASE).display()));
    let file = format!(
        "public_url = \"{app}\"\ndata = {data}\ndatabase_url = {database}\nimg_sources = \"{origin}\"\nlog = \"warn\"\n\
         forwarded_for = true\nlinks.allowed_hosts = \"{origin}\"\n{systems}",
        origin = running.origin(),
    );
    let changeable = ["TANDEM_LIVE__", "TANDEM_LOG", "TANDEM_SESSION__", "TANDEM_UNIFY__"];
    let environment = std::env::vars().filter(|(name, _)| changeable.iter().any(|prefix| name.starts_with(prefix)));
    Ok(Settings::read(&file, environment, Need::Serve)?)
}

fn forget(data: &Path) -> anyhow::Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let path = data.join(format!("{DATABASE}{ending}"));
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be removed", path.display()));
            }
            _ => {}
        }
    }
    // Messages to the merchant of before.
    match fs::remove_dir_all(data.join("mail")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).context("old messages cannot be removed")
        }
        _ => Ok(()),
    }
}

/// The admin's password: made once, kept in a file that only its owner reads.
fn password(data: &Path) -> anyhow::Result<String> {
    let path = data.join(PASSWORD_FILE);
    if let Ok(kept) = fs::read_to_string(&path) {
        return Ok(kept.trim().to_owned());
    }
    let password = admin::generated();
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    writeln!(file, "{password}")?;
    Ok(password)
}

/// Whole at once: who waits for the file must not read half of it.
fn announce(path: &Path, text: &str) -> std::io::Result<()> {
    let draft = path.with_extension("draft");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    fs::rename(draft, path)
}

fn welcome(app: &str, portal: &str, password: &str) {
    println!(
        "\nTandem runs with a demo merchant. Orders of the past year are being read; pages fill within seconds.\n\n  \
         As a partner   {portal}/   the merchant's portal: choose who you are, it signs you in\n  \
         As the team    {app}/admin\n                 {ADMIN_EMAIL}\n                 {password}\n\n  \
         Ctrl-C stops it.\n"
    );
}
