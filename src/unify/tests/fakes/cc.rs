//! A CC that keeps what is written to it, and stops answering when told.

use super::{Temper, page};
use async_trait::async_trait;
use connectors::{
    CoBranding, ConnectorError, Result,
    co_branding::{
        CcChannel, ChannelMetrics, Collab, CollabPage, CollabSummary, Drop, DropDraft, DropProduct, MagicLink,
        MediaFile, Tier,
    },
};
use domain::{Day, Email};
use std::{collections::BTreeMap, sync::Mutex};

#[derive(Debug, Default)]
pub struct FakeCc {
    pub temper: Temper,
    pub collabs: Mutex<Vec<Collab>>,
    pub tiers: Mutex<Vec<Tier>>,
    /// What each metric of each day is; nothing is known without.
    pub daily: Mutex<Option<String>>,
    /// What was written, by name and in order.
    pub written: Mutex<Vec<String>>,
    /// After how many more writes it breaks, once.
    pub breaks_after: Mutex<Option<usize>>,
    /// Whether drops that are left out of the list stay in it.
    pub keeps_drops: Mutex<bool>,
}

impl FakeCc {
    pub fn add(&self, collab: Collab) {
        self.collabs.lock().unwrap().push(collab);
    }

    pub fn change(&self, change: impl FnOnce(&mut Vec<Collab>)) {
        change(&mut self.collabs.lock().unwrap());
    }

    /// What was written since the last look.
    pub fn take_written(&self) -> Vec<String> {
        std::mem::take(&mut self.written.lock().unwrap())
    }

    fn metrics(&self, field: &str, from: Day, to: Day) -> Result<ChannelMetrics> {
        let value = self.daily.lock().unwrap().clone().ok_or(ConnectorError::NotFound)?;
        let day = |number| (Day::from_number(number), BTreeMap::from([(field.to_owned(), value.clone())]));
        let per_day = (from.number()..=to.number()).map(day).collect();
        Ok(ChannelMetrics { all: BTreeMap::new(), per_day, before: BTreeMap::new() })
    }

    fn find(&self, is_it: impl Fn(&Collab) -> bool) -> Option<Collab> {
        let collabs = self.collabs.lock().unwrap();
        collabs.iter().find(|it| is_it(it)).cloned()
    }

    async fn write<T>(&self, what: String, collab: &str, write: impl FnOnce(&mut Collab) -> Result<T>) -> Result<T> {
        self.temper.answer(|| ()).await?;
        if let Some(left) = self.breaks_after.lock().unwrap().as_mut() {
            match left.checked_sub(1) {
                Some(fewer) => *left = fewer,
                None => return Err(ConnectorError::Timeout),
            }
        }
        let mut collabs = self.collabs.lock().unwrap();
        let collab = collabs.iter_mut().find(|it| it.summary.id == collab).ok_or(ConnectorError::NotFound)?;
        let done = write(collab)?;
        self.written.lock().unwrap().push(what);
        Ok(done)
    }
}

fn drop_of<'a>(collab: &'a mut Collab, id: &str) -> Result<&'a mut Drop> {
    collab.drops.iter_mut().find(|drop| drop.id == id).ok_or(ConnectorError::NotFound)
}

fn fill(drop: &mut Drop, draft: &DropDraft) {
    drop.title.clone_from(&draft.title);
    drop.description.clone_from(&draft.description);
    drop.products.clone_from(&draft.products);
}

#[async_trait]
impl CoBranding for FakeCc {
    async fn channel(&self) -> Result<CcChannel> {
        self.temper
            .answer(|| CcChannel {
                id: "64a000000000000000000001".into(),
                name: "Fjordwear".into(),
                is_test: false,
                primary_color: None,
                logo_url: None,
                primary_domain: None,
            })
            .await
    }
    async fn collabs(&self, after: Option<&str>) -> Result<CollabPage> {
        let make = || {
            let collabs = self.collabs.lock().unwrap();
            let all: Vec<_> = collabs.iter().map(|it| it.summary.clone()).collect();
            let (collabs, next) = page(&all, after);
            CollabPage { collabs, next }
        };
        self.temper.answer(make).await
    }
    async fn collab_by_email(&self, email: &Email) -> Result<Option<CollabSummary>> {
        let make = || {
            let found = self.find(|it| it.summary.creator.email.as_ref() == Some(email));
            found.map(|collab| collab.summary)
        };
        self.temper.answer(make).await
    }
    async fn collab(&self, collab_id: &str) -> Result<Option<Collab>> {
        self.temper.answer(|| self.find(|it| it.summary.id == collab_id)).await
    }
    async fn tiers(&self) -> Result<Vec<Tier>> {
        self.temper.answer(|| self.tiers.lock().unwrap().clone()).await
    }
    async fn set_bio(&self, collab: &str, bio: &str) -> Result<()> {
        let write = |collab: &mut Collab| {
            collab.bio = Some(bio.to_owned());
            Ok(())
        };
        self.write("bio".into(), collab, write).await
    }
    async fn set_picture(&self, collab: &str, url: Option<&str>) -> Result<()> {
        let write = |collab: &mut Collab| {
            collab.summary.creator.picture_url = url.map(str::to_owned);
            Ok(())
        };
        self.write("picture".into(), collab, write).await
    }
    async fn create_drop(&self, collab: &str, draft: &DropDraft) -> Result<String> {
        let write = |collab: &mut Collab| {
            let id = format!("64d{:021}", 100 + collab.drops.len());
            let mut drop = Drop {
                id: id.clone(),
                title: String::new(),
                description: String::new(),
                picture_url: None,
                key: draft.key.clone(),
                is_hidden: false,
                products: Vec::new(),
            };
            fill(&mut drop, draft);
            collab.drops.push(drop);
            Ok(id)
        };
        self.write(format!("create {}", draft.title), collab, write).await
    }
    async fn update_drop(&self, collab: &str, id: &str, draft: &DropDraft) -> Result<()> {
        let write = |collab: &mut Collab| {
            fill(drop_of(collab, id)?, draft);
            Ok(())
        };
        self.write(format!("update {}", draft.title), collab, write).await
    }
    async fn add_products(&self, _: &str, _: &str, _: &[DropProduct]) -> Result<()> {
        Err(ConnectorError::NotFound)
    }
    async fn reorder_drops(&self, collab: &str, ids: &[String]) -> Result<()> {
        let keeps = *self.keeps_drops.lock().unwrap();
        let write = |collab: &mut Collab| {
            let place = |drop: &Drop| ids.iter().position(|id| *id == drop.id);
            if !keeps {
                collab.drops.retain(|drop| place(drop).is_some());
            }
            collab.drops.sort_by_key(|drop| place(drop).unwrap_or(usize::MAX));
            Ok(())
        };
        self.write("order".into(), collab, write).await
    }
    async fn hide_drop(&self, collab: &str, id: &str) -> Result<()> {
        let write = |collab: &mut Collab| {
            drop_of(collab, id)?.is_hidden = true;
            Ok(())
        };
        self.write(format!("hide {id}"), collab, write).await
    }
    async fn set_drop_picture(&self, collab: &str, id: &str, url: Option<&str>) -> Result<()> {
        let write = |collab: &mut Collab| {
            drop_of(collab, id)?.picture_url = url.map(str::to_owned);
            Ok(())
        };
        self.write(format!("picture of {id}"), collab, write).await
    }
    async fn upload_media(&self, file: &MediaFile<'_>) -> Result<String> {
        self.temper.answer(|| format!("https://media.example/{}", file.filename)).await
    }
    async fn session_metrics(&self, from: Day, to: Day) -> Result<ChannelMetrics> {
        self.temper.answer(|| self.metrics("sessions", from, to)).await?
    }
    async fn revenue_metrics(&self, from: Day, to: Day) -> Result<ChannelMetrics> {
        self.temper.answer(|| self.metrics("grossRevenue", from, to)).await?
    }
    async fn magic_link(&self, _: &Email) -> Result<MagicLink> {
        Err(ConnectorError::NotFound)
    }
}
