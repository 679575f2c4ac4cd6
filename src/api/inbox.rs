//! Applies events that came in: in order, again after a crash, never twice to any effect.
//!
//! A webhook is answered once its event is kept. This worker applies what is kept; an event is ticked off only after it was
//! applied, and applying one twice changes nothing, so neither a crash nor a retry loses or doubles an order.

use connectors::{
    cc::event::Event,
    shopify::webhook::{parse_order, parse_refund},
    storefront::{StoreOrder, StoreRefund},
};
use domain::{ChannelId, Source};
use program::{Program, ProgramError};
use std::{sync::Arc, time::Duration};
use store::{InboxItem, Store};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use unify::{Unify, UnifyError};

/// How many events are read at a time.
const BATCH: u32 = 100;
/// How often the inbox is looked at when nobody says that something arrived.
const ROUND: Duration = Duration::from_secs(30);
/// The first pause after a fault; it doubles up to [`ROUND`].
const PAUSE: Duration = Duration::from_millis(250);

/// Drains one channel's inbox.
#[derive(Debug, Clone)]
pub struct Inbox {
    /// Where events are kept.
    pub store: Store,
    /// What applies them.
    pub unify: Arc<Unify>,
    /// Hears of orders and refunds as well: a partner's code may have been used.
    pub program: Program,
    /// Whose events they are.
    pub channel: ChannelId,
    /// Told when an event came in.
    pub arrived: Arc<Notify>,
}

impl Inbox {
    /// Drains until told to stop; what was begun is finished.
    pub async fn run(self, stop: CancellationToken) {
        let mut pause = PAUSE;
        while !stop.is_cancelled() {
            let wait = match self.drain().await {
                Ok(()) => {
                    pause = PAUSE;
                    ROUND
                }
                Err(error) => {
                    tracing::error!(%error, "events could not be applied; they are kept");
                    pause = (pause * 2).min(ROUND);
                    pause
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.arrived.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Applies everything that waits, oldest first.
    ///
    /// # Errors
    /// When an event cannot be applied now: it and those behind it stay where they are.
    pub async fn drain(&self) -> Result<(), UnifyError> {
        loop {
            let items = self.store.pending(&self.channel, BATCH).await?;
            if items.is_empty() {
                return Ok(());
            }
            let mut late = None;
            for item in &items {
                match self.settle(item).await {
                    // What waits for CC holds up nobody's orders.
                    Err(error @ (UnifyError::Outside(_) | UnifyError::Conflict(_))) => late = Some(error),
                    settled => settled?,
                }
            }
            if let Some(error) = late {
                return Err(error);
            }
        }
    }

    /// Applies one event and ticks it off. One that can never be applied is put aside with the reason.
    async fn settle(&self, item: &InboxItem) -> Result<(), UnifyError> {
        let InboxItem { source, event_id, topic, .. } = item;
        if let Err(fault) = self.apply(item).await? {
            tracing::warn!(%source, event_id, topic, fault, "an event cannot be applied");
            self.store.mark_failed(&self.channel, *source, event_id, &fault).await?;
            return Ok(());
        }
        self.store.mark_applied(&self.channel, *source, event_id).await?;
        Ok(())
    }

    async fn apply_order(&self, order: StoreOrder) -> Result<(), UnifyError> {
        self.unify.apply_order(&self.channel, order.clone()).await?;
        let heard = self.program.hear_order(&self.channel, &order).await;
        self.heard(heard)
    }

    async fn apply_refund(&self, order_id: &str, refund: StoreRefund) -> Result<(), UnifyError> {
        self.unify.apply_refund(&self.channel, order_id, refund.clone()).await?;
        let heard = self.program.hear_refund(&self.channel, order_id, &refund).await;
        self.heard(heard)
    }

    /// The program's rows are in pages too; and only a store that does not answer is worth another try.
    fn heard(&self, heard: program::Result<()>) -> Result<(), UnifyError> {
        self.unify.forget(&self.channel);
        match heard {
            Err(ProgramError::Store(error)) => Err(error.into()),
            Err(error) => {
                tracing::warn!(%error, "an order of the shop is not the program's");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// The outer error may pass, the inner never will.
    async fn apply(&self, item: &InboxItem) -> Result<Result<(), String>, UnifyError> {
        let body = item.body.as_bytes();
        let applied = match item.topic.as_str() {
            topic if topic.starts_with("orders/") => match parse_order(body) {
                Ok(order) => self.apply_order(order).await,
                Err(error) => return Ok(Err(error.to_string())),
            },
            "refunds/create" => match parse_refund(body) {
                Ok((order, refund)) => self.apply_refund(&order, refund).await,
                Err(error) => return Ok(Err(error.to_string())),
            },
            "content.generated" => match Event::parse(body).and_then(|event| serde_json::from_value(event.data).ok()) {
                Some(generated) => self.unify.apply_generated(&self.channel, generated).await,
                None => return Ok(Err("not what CC's text generator writes".to_owned())),
            },
            _ => Ok(()),
        };
        match applied {
            Ok(()) => Ok(Ok(())),
            Err(UnifyError::NotFound) if item.source == Source::Cc => Ok(Err("nobody here is this creator".to_owned())),
            Err(UnifyError::Invalid { field, message }) => Ok(Err(format!("{field}: {message}"))),
            Err(error) => Err(error),
        }
    }
}
