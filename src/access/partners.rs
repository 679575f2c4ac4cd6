//! How partners sign in: by a token of CC that works once.

use crate::{Access, SignInError, Viewer};
use connectors::{
    ConnectorError,
    sign_on::{SignOnError, SignedOn},
};
use domain::partner::{Channel, Partner};
use std::time::Duration;
use store::PartnerReport;
use tower_sessions::Session;

/// Somebody waits in front of an empty page: CC has less time here than for what is read in the background.
const EXCHANGE_TIME: Duration = Duration::from_secs(4);

impl Access {
    /// Signs a partner in by CC's token: exchanged at CC, used once, in a fresh session. A partner whom CC knows and we do
    /// not is created.
    ///
    /// # Errors
    /// [`SignInError::Refused`] with the reason for the log, [`SignInError::Disabled`], [`SignInError::Unavailable`] when CC
    /// does not answer, or the store's error.
    pub async fn sign_in_partner(
        &self,
        session: &Session,
        sso_token: &str,
        address: &str,
    ) -> Result<Viewer, SignInError> {
        let signed = self.exchange(sso_token).await?;
        let channel = self
            .0
            .store
            .channel_by_domain(&signed.channel_domain)
            .await?
            .ok_or(SignInError::Refused("the channel is not ours"))?;
        let is_first_use = self.0.store.use_sso_token(&channel.id, &signed.token_id, signed.expires_at).await?;
        if !is_first_use {
            return Err(SignInError::Refused("the token was used before"));
        }
        let partner = self.find_partner(&channel, &signed).await?;
        if !partner.is_active {
            return Err(SignInError::Disabled);
        }
        let viewer = Viewer::Partner { channel: channel.id, partner: partner.id };
        self.seat(session, &viewer, Some(&signed.access_token)).await?;
        self.note(viewer.channel(), &viewer.account(), "partner.signed_in", Some(address)).await;
        Ok(viewer)
    }

    /// Asks each channel's sign-on: a token is made for one channel, the others refuse it without asking anybody.
    async fn exchange(&self, sso_token: &str) -> Result<SignedOn, SignInError> {
        let mut failed = SignInError::Refused("no channel offers sign-on");
        for (domain, sign_on) in &self.0.sign_on {
            let asked = tokio::time::timeout(EXCHANGE_TIME, sign_on.exchange(sso_token));
            let answer = asked.await.unwrap_or(Err(SignOnError::Unavailable(ConnectorError::Timeout)));
            match answer {
                Ok(signed) if signed.channel_domain == *domain => return Ok(signed),
                Ok(_) => failed = SignInError::Refused("made for another channel"),
                Err(SignOnError::Refused(reason)) => {
                    if !matches!(failed, SignInError::Unavailable) {
                        failed = SignInError::Refused(reason);
                    }
                }
                Err(SignOnError::Unavailable(error)) => {
                    tracing::warn!(%error, channel = domain, "sign-on could not be asked");
                    failed = SignInError::Unavailable;
                }
            }
        }
        Err(failed)
    }

    /// The partner of the confirmed person: by CC's creator id, else by e-mail when no other creator holds it, else new.
    async fn find_partner(&self, channel: &Channel, signed: &SignedOn) -> Result<Partner, SignInError> {
        let store = &self.0.store;
        let creator = &signed.creator_id;
        if let Some(partner) = store.partner_by_creator(&channel.id, creator).await? {
            return Ok(partner);
        }
        match store.partner_by_email(&channel.id, &signed.email).await? {
            Some(partner) if partner.cc_creator_id.is_some() => {
                return Err(SignInError::Refused("the e-mail belongs to another creator"));
            }
            Some(partner) if !partner.is_active => return Err(SignInError::Disabled),
            Some(_) | None => {}
        }
        let id = store
            .record_partner(&channel.id, &report(signed))
            .await?
            .ok_or(SignInError::Refused("the person could not be recorded"))?;
        store
            .partner(&channel.id, &id)
            .await?
            // Another reading of the same facts would sign one person in as another.
            .filter(|partner| partner.cc_creator_id.as_ref() == Some(creator))
            .ok_or(SignInError::Refused("the person could not be matched"))
    }
}

/// What the sign-on tells about a person; what it does not tell stays as it is and the next refresh fills it in.
fn report(signed: &SignedOn) -> PartnerReport {
    PartnerReport {
        cc_creator_id: Some(signed.creator_id.clone()),
        email: Some(signed.email.clone()),
        is_active: true,
        ..PartnerReport::default()
    }
}
