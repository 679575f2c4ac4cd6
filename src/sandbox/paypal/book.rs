//! PayPal's books: tokens, batches and their items, and the webhooks that were sent.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::show;
use crate::{clock::DAY_MS, payouts::MOMENT_MS, webhooks::fresh_uuid, world::World};

/// How long a sender's id is refused, and how long money waits to be claimed.
const THIRTY_DAYS_MS: i64 = 30 * DAY_MS;

/// What an item can be told to be.
const STATUSES: [&str; 9] =
    ["SUCCESS", "FAILED", "PENDING", "UNCLAIMED", "RETURNED", "ONHOLD", "BLOCKED", "REFUNDED", "REVERSED"];

/// All that PayPal knows.
#[derive(Default)]
pub(crate) struct Book {
    tokens: BTreeMap<String, i64>,
    batches: Vec<Batch>,
    made: u64,
    sent: BTreeMap<String, Sent>,
}

/// A batch and what has become of it.
pub(super) struct Batch {
    pub(super) id: String,
    pub(super) header: Value,
    pub(super) created_ms: i64,
    pub(super) completed_ms: Option<i64>,
    /// Whether nothing of it will be paid.
    is_denied: bool,
    pub(super) items: Vec<Item>,
}

/// A payment.
pub(super) struct Item {
    pub(super) id: String,
    pub(super) transaction_id: String,
    /// As the sender wrote it.
    pub(super) asked: Value,
    pub(super) minor: i64,
    pub(super) status: &'static str,
    /// What it will be.
    fate: &'static str,
    pub(super) processed_ms: Option<i64>,
}

/// What is asked for: the item as it was written, its amount in minor units, and what shall become of it.
pub(super) type Asked = (Value, i64, &'static str);

/// A webhook as it went out.
struct Sent {
    time: String,
    signature: String,
    body: Value,
}

impl Batch {
    pub(super) fn sender_id(&self) -> &str {
        self.header["sender_batch_id"].as_str().unwrap_or_default()
    }

    pub(super) fn status(&self) -> &'static str {
        match self.completed_ms {
            None => "PENDING",
            Some(_) if self.is_denied => "DENIED",
            Some(_) => "SUCCESS",
        }
    }
}

impl Item {
    pub(super) fn currency(&self) -> &str {
        self.asked["amount"]["currency"].as_str().unwrap_or_default()
    }
}

impl Book {
    pub(super) fn new_token(&mut self, ends_ms: i64) -> String {
        let token = format!("A21AA{}", fresh_uuid().replace('-', ""));
        self.tokens.insert(token.clone(), ends_ms);
        token
    }

    pub(super) fn knows_token(&self, token: &str, now_ms: i64) -> bool {
        self.tokens.get(token).is_some_and(|ends_ms| *ends_ms > now_ms)
    }

    /// The batch that used a sender's id in the last 30 days.
    pub(super) fn recent(&self, sender_id: &str, now_ms: i64) -> Option<&Batch> {
        let mut recent = self.batches.iter().filter(|batch| batch.created_ms > now_ms - THIRTY_DAYS_MS);
        recent.find(|batch| !sender_id.is_empty() && batch.sender_id() == sender_id)
    }

    pub(super) fn batch(&self, id: &str) -> Option<&Batch> {
        self.batches.iter().find(|batch| batch.id == id)
    }

    /// The item with that id, with the ids of its batch: PayPal's and the sender's.
    pub(super) fn item_mut(&mut self, id: &str) -> Option<(&mut Item, String, String)> {
        let batch = self.batches.iter_mut().find(|batch| batch.items.iter().any(|item| item.id == id))?;
        let (batch_id, sender_id) = (batch.id.clone(), batch.sender_id().to_owned());
        let item = batch.items.iter_mut().find(|item| item.id == id)?;
        Some((item, batch_id, sender_id))
    }

    /// Takes a batch on, to be paid or to be denied later. Gives its id.
    pub(super) fn take_on(&mut self, header: Value, items: Vec<Asked>, is_denied: bool, now_ms: i64) -> String {
        let id = self.next_id("BATCH");
        let items = items.into_iter().map(|(asked, minor, fate)| Item {
            id: self.next_id("ITEM"),
            transaction_id: self.next_id("TXN"),
            asked,
            minor,
            status: "PENDING",
            fate,
            processed_ms: None,
        });
        let items = items.collect();
        self.batches.push(Batch { id: id.clone(), header, created_ms: now_ms, completed_ms: None, is_denied, items });
        id
    }

    /// An id in PayPal's form: capitals and digits.
    fn next_id(&mut self, kind: &str) -> String {
        self.made += 1;
        let noise = crate::rng::hash(self.made, kind) % 0x1_0000_0000;
        format!("{noise:08X}{:05}", self.made)
    }

    /// Moves on what is due. Gives what there is to tell.
    pub(crate) fn settle(&mut self, world: &World, now_ms: i64) -> Vec<Value> {
        let mut news = Vec::new();
        for batch in &mut self.batches {
            let is_due = batch.completed_ms.is_none() && batch.created_ms + MOMENT_MS <= now_ms;
            let is_old = batch.created_ms + THIRTY_DAYS_MS <= now_ms;
            if is_due {
                batch.completed_ms = Some(now_ms);
                news.push(show::batch_event(world, batch));
            }
            let (id, sender_id) = (batch.id.clone(), batch.sender_id().to_owned());
            for item in &mut batch.items {
                let next = match item.status {
                    "PENDING" if is_due && !batch.is_denied => item.fate,
                    "UNCLAIMED" if is_old => "RETURNED",
                    _ => continue,
                };
                (item.status, item.processed_ms) = (next, Some(now_ms));
                news.push(show::item_event(world, &id, &sender_id, item));
            }
        }
        news
    }

    /// Gives an item another status, by the sender's id of it. Gives what there is to tell; nothing without such an item.
    pub(crate) fn turn(&mut self, world: &World, sender_item: &str, status: &str) -> Option<Value> {
        let status = STATUSES.into_iter().find(|known| *known == status)?;
        let is_asked = |item: &Item| item.asked["sender_item_id"] == sender_item;
        let id = self.batches.iter().flat_map(|batch| &batch.items).find(|item| is_asked(item))?.id.clone();
        let (item, batch_id, sender_id) = self.item_mut(&id)?;
        (item.status, item.processed_ms) = (status, Some(world.clock.now_ms()));
        Some(show::item_event(world, &batch_id, &sender_id, item))
    }

    /// Notes a webhook, so that it can be vouched for. Gives its id and signature.
    pub(crate) fn sign(&mut self, body: &Value, time: &str) -> (String, String) {
        let (id, signature) = (fresh_uuid(), fresh_uuid().replace('-', ""));
        let sent = Sent { time: time.to_owned(), signature: signature.clone(), body: body.clone() };
        self.sent.insert(id.clone(), sent);
        (id, signature)
    }

    /// Whether a webhook went out as it is shown.
    pub(super) fn vouches_for(&self, question: &Value) -> bool {
        let sent = question["transmission_id"].as_str().and_then(|id| self.sent.get(id));
        sent.is_some_and(|sent| {
            question["transmission_time"] == sent.time.as_str()
                && question["transmission_sig"] == sent.signature.as_str()
                && question["webhook_event"] == sent.body
        })
    }

    /// All items, for tests.
    pub(crate) fn listed(&self) -> Vec<Value> {
        let of = |batch: &Batch, item: &Item| {
            json!({
                "batch": batch.sender_id(), "item": item.asked["sender_item_id"], "receiver": item.asked["receiver"],
                "amount": item.asked["amount"], "status": item.status, "id": item.id,
            })
        };
        self.batches.iter().flat_map(|batch| batch.items.iter().map(move |item| of(batch, item))).collect()
    }
}
