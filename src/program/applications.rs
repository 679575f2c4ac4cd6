//! Applications: how somebody comes into the program from outside.

use crate::{Message, Program, ProgramError, Result, Who, lists::page_fault};
use domain::{
    ChannelId,
    partner::Partner,
    program::{Applicant, ApplicationPage, Member, MemberStatus},
};
use serde_json::json;
use store::{Applied, PartnerReport, Told};

/// Who applies, as the audit trail names them: nobody knows yet who it is.
const APPLICANT: &str = "applicant";

impl Program {
    /// Takes an application on, and tells the applicant. Whoever is in the program already stays as they are: whether somebody is, the
    /// answer does not tell. What is known of a partner is not changed by who claims to be them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn apply(&self, channel: &ChannelId, applicant: &Applicant, address: &str) -> Result<()> {
        let partner = self.known_as(channel, applicant).await?;
        let partner_id = partner.id.clone();
        if self.store.member(channel, &partner_id).await?.is_some() {
            return Ok(());
        }
        let settings = self.store.program_settings(channel).await?;
        let (status, told) = if settings.approves_at_once {
            (MemberStatus::Approved, self.welcome(channel, partner).await?)
        } else {
            let mail = self.write_to(channel, &partner, &Message::ApplicationReceived, None).await?;
            (MemberStatus::Pending, Told { door: None, mail: Some(mail) })
        };
        let who = Who { account: APPLICANT.to_owned(), address: Some(address.to_owned()) };
        let after = json!({ "status": status }).to_string();
        let entry = self.entry(&who, "member.applied", partner_id.as_str(), [None, Some(after)]);
        let member = Member::new(partner_id, status, self.clock().now());
        let applied = Applied { member, application: applicant.application.clone(), told };
        self.store.apply(channel, &applied, &entry).await?;
        self.posted.notify_one();
        Ok(())
    }

    /// The partner with the applicant's e-mail; one is made when there is none.
    async fn known_as(&self, channel: &ChannelId, applicant: &Applicant) -> Result<Partner> {
        if self.store.partner_by_email(channel, &applicant.email).await?.is_none() {
            let report = PartnerReport {
                email: Some(applicant.email.clone()),
                first_name: Some(applicant.first_name.clone()),
                last_name: Some(applicant.last_name.clone()),
                is_active: true,
                ..PartnerReport::default()
            };
            self.store.record_partner(channel, &report).await?;
        }
        self.store.partner_by_email(channel, &applicant.email).await?.ok_or(ProgramError::NotFound)
    }

    /// A page of partners who stand so: all who wait for the team, else those who applied. Who asked first stands first.
    ///
    /// # Errors
    /// `Invalid` names `after` when the page before is not one of this list.
    pub async fn applications(
        &self,
        channel: &ChannelId,
        status: MemberStatus,
        after: Option<&str>,
    ) -> Result<ApplicationPage> {
        self.store.list_applications(channel, status, after).await.map_err(page_fault)
    }
}
