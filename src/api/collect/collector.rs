//! Counts what was seen: gathered for a moment, then written in one transaction, so that a visitor never waits for the store.
//!
//! What was answered with 204 is in memory until the next writing, at most a fifth of a second later: if the process is
//! killed in between, so much is not counted. On an orderly end it is written. While the store is away it is kept as far as
//! the queue holds; then senders hear 503.

use super::{
    origin::{OTHER, Origin},
    visitors::{Seen, mark},
};
use domain::{ChannelId, Clock, Currency, Day, Money, PartnerId, analytics::EventName, link::AllowedHosts, zone::Zone};
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use store::{Hit, Store, StoreError};
use tokio::{
    sync::{Mutex, mpsc, watch},
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;

/// Events that wait at most; a moment at several times the rate that one process is made for.
const QUEUE: usize = 20_000;
/// Events that are written at once.
const BATCH: usize = 1_000;
/// How long events are gathered.
const GATHER: Duration = Duration::from_millis(150);
/// The first pause when the store is away; it doubles up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How often a batch is tried once the process is ending.
const LAST_TRIES: u32 = 3;
/// How long it is remembered whom a handle, a code or a link belongs to.
const REMEMBER: Duration = Duration::from_mins(1);
/// Hints that are remembered at most.
const MANY_HINTS: usize = 50_000;
/// Sites without a name of their own that are told apart a day, by partner.
const MOST_SITES: usize = 20;

/// Counts events of one channel. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Collector(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    channel: ChannelId,
    zone: Zone,
    clock: Arc<dyn Clock>,
    hosts: AllowedHosts,
    sender: mpsc::Sender<Seen>,
    offered: AtomicU64,
    written: watch::Sender<u64>,
    closing: CancellationToken,
    work: Mutex<Work>,
}

/// What the one writer has at hand.
#[derive(Debug)]
struct Work {
    receiver: mpsc::Receiver<Seen>,
    store: Store,
    hints: HashMap<Hint, (Instant, Option<PartnerId>)>,
    today: Option<Today>,
    /// What amounts are counted in, and since when that is known.
    currencies: Option<(Instant, HashSet<Currency>)>,
}

/// What holds for one day of the channel.
#[derive(Debug)]
struct Today {
    day: Day,
    salt: String,
    /// Sites without a name of their own that were counted, by partner.
    sites: HashMap<String, HashSet<String>>,
}

/// What tells whom an event belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Hint {
    Link(String),
    Handle(String),
    Coupon(String),
}

/// The queue is full: try again in a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many events wait to be counted")]
pub struct Full;

impl Collector {
    /// A collector for a channel. Nothing is written until [`Collector::run`] runs.
    pub fn new(store: Store, channel: ChannelId, zone: Zone, hosts: AllowedHosts, clock: Arc<dyn Clock>) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        Self(Arc::new(Inner {
            channel,
            zone,
            clock,
            hosts,
            sender,
            offered: AtomicU64::new(0),
            written: watch::Sender::new(0),
            closing: CancellationToken::new(),
            work: Mutex::new(Work { receiver, store, hints: HashMap::new(), today: None, currencies: None }),
        }))
    }

    /// The hosts whose pages may send events.
    pub fn hosts(&self) -> &AllowedHosts {
        &self.0.hosts
    }

    /// The clock of events.
    pub fn clock(&self) -> &dyn Clock {
        self.0.clock.as_ref()
    }

    /// Takes an event to be counted.
    ///
    /// # Errors
    /// [`Full`] when too many wait.
    pub fn offer(&self, seen: Seen) -> Result<(), Full> {
        self.0.sender.try_send(seen).map_err(|_| Full)?;
        self.0.offered.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// Writes until [`Collector::close`] is called, and then what is left.
    pub async fn run(self) {
        let inner = &self.0;
        let mut work = inner.work.lock().await;
        loop {
            let first = tokio::select! {
                first = work.receiver.recv() => first,
                () = inner.closing.cancelled() => work.receiver.try_recv().ok(),
            };
            let Some(first) = first else { return };
            let batch = work.gather(first, &inner.closing).await;
            let count = batch.len() as u64;
            work.write(inner, batch).await;
            inner.written.send_modify(|written| *written += count);
        }
    }

    /// Has [`Collector::run`] write what is left and end.
    pub fn close(&self) {
        self.0.closing.cancel();
    }

    /// Waits until everything that was offered so far is written.
    pub async fn settled(&self) {
        let offered = self.0.offered.load(Ordering::SeqCst);
        let mut written = self.0.written.subscribe();
        // The sender lives as long as we do.
        let _ = written.wait_for(|written| *written >= offered).await;
    }
}

impl Work {
    /// Waits a moment for more.
    async fn gather(&mut self, first: Seen, closing: &CancellationToken) -> Vec<Seen> {
        let until = Instant::now() + GATHER;
        let mut batch = vec![first];
        while batch.len() < BATCH && !closing.is_cancelled() {
            let room = BATCH - batch.len();
            match timeout_at(until, self.receiver.recv_many(&mut batch, room)).await {
                Ok(count) if count > 0 => {}
                _ => break,
            }
        }
        batch
    }

    /// Writes a batch; tries again while the store is away.
    async fn write(&mut self, inner: &Inner, batch: Vec<Seen>) {
        let (mut pause, mut tries) = (PAUSE, 0);
        loop {
            let error = match self.try_write(inner, &batch).await {
                Ok(()) => return,
                Err(error) => error,
            };
            tries += 1;
            let may_pass = matches!(error, StoreError::Unavailable(_) | StoreError::Busy);
            let is_over = inner.closing.is_cancelled() && tries >= LAST_TRIES;
            if !may_pass || is_over {
                tracing::error!(%error, events = batch.len(), "events could not be counted");
                return;
            }
            tracing::warn!(%error, events = batch.len(), "events wait to be counted");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn try_write(&mut self, inner: &Inner, batch: &[Seen]) -> Result<(), StoreError> {
        self.look_up(inner, batch).await?;
        self.look_up_currencies(inner, batch).await?;
        let mut hits = Vec::with_capacity(batch.len());
        for seen in batch {
            if let Some(partner) = self.owner(seen) {
                hits.push(self.hit(inner, seen, partner).await?);
            }
        }
        if !hits.is_empty() {
            self.store.record_hits(&inner.channel, &hits).await?;
        }
        Ok(())
    }

    /// Whose the event is: the link says more than the handle, and that more than the coupon.
    fn owner(&self, seen: &Seen) -> Option<PartnerId> {
        seen.partner.clone().or_else(|| seen.hints().find_map(|hint| self.hints.get(&hint)?.1.clone()))
    }

    /// Anybody may send any currency, and each would be rows of its own: only those that the shop is known to sell in are counted.
    async fn look_up_currencies(&mut self, inner: &Inner, batch: &[Seen]) -> Result<(), StoreError> {
        let is_fresh = |(at, _): &(Instant, HashSet<Currency>)| at.elapsed() < REMEMBER;
        if self.currencies.as_ref().is_some_and(is_fresh) || batch.iter().all(|seen| seen.worth.is_none()) {
            return Ok(());
        }
        let mut known: HashSet<Currency> = self.store.currencies(&inner.channel, None).await?.into_iter().collect();
        known.extend(self.store.channel(&inner.channel).await?.map(|channel| channel.currency));
        self.currencies = Some((Instant::now(), known));
        Ok(())
    }

    fn worth(&self, seen: &Seen) -> Option<Money> {
        let (_, known) = self.currencies.as_ref()?;
        seen.worth.filter(|worth| seen.event == EventName::CheckoutCompleted && known.contains(&worth.currency))
    }

    /// Finds out whom the batch's hints belong to, as far as that is not remembered.
    async fn look_up(&mut self, inner: &Inner, batch: &[Seen]) -> Result<(), StoreError> {
        let now = Instant::now();
        if self.hints.len() > MANY_HINTS {
            self.hints.clear();
        }
        let is_known = |hint: &Hint| self.hints.get(hint).is_some_and(|(at, _)| now.duration_since(*at) < REMEMBER);
        let unknown: HashSet<Hint> = batch
            .iter()
            .filter(|seen| seen.partner.is_none())
            .flat_map(Seen::hints)
            .filter(|hint| !is_known(hint))
            .collect();
        let (mut links, mut handles, mut coupons) = (Vec::new(), Vec::new(), Vec::new());
        for hint in &unknown {
            match hint {
                Hint::Link(text) => links.push(text.as_str()),
                Hint::Handle(text) => handles.push(text.as_str()),
                Hint::Coupon(text) => coupons.push(text.as_str()),
            }
        }
        let channel = &inner.channel;
        let (links, handles, coupons) = tokio::try_join!(
            self.store.partners_by_links(channel, &links),
            self.store.partners_by_handles(channel, &handles),
            self.store.partners_by_coupons(channel, &coupons),
        )?;
        for hint in unknown {
            let owner = match &hint {
                Hint::Link(text) => links.get(text),
                Hint::Handle(text) => handles.get(text),
                Hint::Coupon(text) => coupons.get(text),
            };
            let owner = owner.cloned();
            self.hints.insert(hint, (now, owner));
        }
        Ok(())
    }

    async fn hit(&mut self, inner: &Inner, seen: &Seen, partner: PartnerId) -> Result<Hit, StoreError> {
        let day = inner.zone.day(seen.at);
        let worth = self.worth(seen);
        let store = self.store.clone();
        let today = match self.today.take().filter(|today| today.day == day) {
            Some(today) => today,
            None => Today::begin(&store, &inner.channel, day).await?,
        };
        let today = self.today.insert(today);
        let day_ends = inner.zone.start_of(day.plus(1));
        let is_whole = seen.origin.is_known;
        Ok(Hit {
            mark: Some(mark(seen, &inner.channel, &partner, &today.salt, day_ends)),
            event: seen.event,
            day,
            link: seen.link.clone(),
            source: today.site(partner.as_str(), &seen.origin),
            channel_source: if is_whole { seen.origin.name.clone() } else { OTHER.to_owned() },
            device: seen.device.to_owned(),
            country: seen.country.clone(),
            times: 1,
            worth,
            partner_id: partner,
        })
    }
}

impl Today {
    async fn begin(store: &Store, channel: &ChannelId, day: Day) -> Result<Self, StoreError> {
        let salt = store.visitor_salt(channel, day).await?;
        let mut sites: HashMap<String, HashSet<String>> = HashMap::new();
        for (partner, site) in store.sources_of_day(channel, day).await? {
            sites.entry(partner).or_default().insert(site);
        }
        Ok(Self { day, salt, sites })
    }

    /// The source's name, or `other` when the partner has too many without a name on this day.
    fn site(&mut self, partner: &str, origin: &Origin) -> String {
        if origin.is_known {
            return origin.name.clone();
        }
        let sites = self.sites.entry(partner.to_owned()).or_default();
        if sites.contains(&origin.name)
            || sites.iter().filter(|site| !super::origin::is_site(site)).count() < MOST_SITES
        {
            sites.insert(origin.name.clone());
            return origin.name.clone();
        }
        OTHER.to_owned()
    }
}
