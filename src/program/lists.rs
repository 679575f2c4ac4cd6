//! What the merchant's team reads of the program, with the names of those who acted.

use crate::{DoorView, Program, ProgramError, Result};
use domain::{
    ChannelId, CommissionId, CustomerId, PartnerId,
    partner::Partner,
    program::{
        Application, CodeLine, CommissionDetail, CommissionPage, CommissionQuery, CustomerLine, CustomerOrderPage,
        CustomerOrderQuery, CustomerPage, CustomerQuery, Group, Member, ProgramSettings, Terms,
    },
};
use store::{Balances, StoreError};

/// The program's side of a partner, with what it depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    /// Who they are.
    pub partner: Partner,
    /// Whether they were deleted.
    pub is_deleted: bool,
    /// As the program has them; none when they are not in it.
    pub member: Option<Member>,
    /// What holds for everybody.
    pub settings: ProgramSettings,
    /// All groups by name.
    pub groups: Vec<Group>,
    /// The codes they have or had, the present one first.
    pub codes: Vec<CodeLine>,
    /// What their accounts hold, currency by currency.
    pub balances: Vec<Balances>,
    /// What they wrote when they applied; none when somebody else brought them in.
    pub application: Option<Application>,
    /// Their private address, if they have one.
    pub door: Option<DoorView>,
}

impl MemberView {
    /// What they are promised; none when they are not in the program.
    pub fn terms(&self) -> Option<Terms> {
        let member = self.member.as_ref()?;
        let group = self.groups.iter().find(|group| Some(&group.id) == member.group_id.as_ref());
        Some(member.terms(group, &self.settings))
    }
}

impl Program {
    /// The program's side of a partner.
    ///
    /// # Errors
    /// `NotFound` when the channel has no such partner.
    pub async fn member_view(&self, channel: &ChannelId, partner: &PartnerId) -> Result<MemberView> {
        let known = self.store.partner(channel, partner).await?.ok_or(ProgramError::NotFound)?;
        Ok(MemberView {
            partner: known,
            is_deleted: self.store.is_deleted(channel, partner).await?,
            member: self.store.member(channel, partner).await?,
            settings: self.store.program_settings(channel).await?,
            groups: self.store.groups(channel).await?,
            codes: self.store.codes_of(channel, partner).await?,
            balances: self.store.balances(channel, partner).await?,
            application: self.store.application_of(channel, partner).await?,
            door: self.door(channel, partner).await?,
        })
    }

    /// A page of commissions.
    ///
    /// # Errors
    /// `Invalid` names `after` when the page before is not one of this list.
    pub async fn commissions(&self, channel: &ChannelId, query: &CommissionQuery) -> Result<CommissionPage> {
        self.store.list_commissions(channel, query).await.map_err(page_fault)
    }

    /// All that is known of a commission, with the names of those who acted.
    ///
    /// # Errors
    /// `NotFound` when the program has no such commission.
    pub async fn commission(&self, channel: &ChannelId, id: &CommissionId) -> Result<CommissionDetail> {
        let found = self.store.commission_detail(channel, id).await?;
        let mut detail = found.ok_or(ProgramError::NotFound)?;
        for step in &mut detail.steps {
            step.account = self.name_of(channel, &step.account).await?;
        }
        Ok(detail)
    }

    /// A page of customers.
    ///
    /// # Errors
    /// As [`Program::commissions`].
    pub async fn customers(&self, channel: &ChannelId, query: &CustomerQuery) -> Result<CustomerPage> {
        self.store.list_customers(channel, query).await.map_err(page_fault)
    }

    /// A page of a customer's orders, whether partners brought them or not.
    ///
    /// # Errors
    /// As [`Program::commissions`].
    pub async fn customer_orders(&self, channel: &ChannelId, query: &CustomerOrderQuery) -> Result<CustomerOrderPage> {
        self.store.customer_orders(channel, query).await.map_err(page_fault)
    }

    /// A customer.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn customer(&self, channel: &ChannelId, id: &CustomerId) -> Result<CustomerLine> {
        self.store.customer(channel, id).await?.ok_or(ProgramError::NotFound)
    }

    /// Who an account is, for people. Somebody who is gone stays the account they were.
    pub(crate) async fn name_of(&self, channel: &ChannelId, account: &str) -> Result<String> {
        let (kind, id) = account.split_once(':').unwrap_or((account, ""));
        let name = match kind {
            "system" => Some("Tandem".to_owned()),
            "admin" => match id.parse() {
                Ok(id) => self.store.admin(channel, &id).await?.map(|admin| admin.name),
                Err(_) => None,
            },
            "key" => {
                let keys = self.store.api_keys(channel).await?;
                keys.into_iter().find(|key| key.id.as_str() == id).map(|key| format!("API key “{}”", key.name))
            }
            _ => None,
        };
        Ok(name.unwrap_or_else(|| account.to_owned()))
    }
}

pub(crate) fn page_fault(error: StoreError) -> ProgramError {
    match error {
        StoreError::InvalidCursor => ProgramError::invalid("after", "this page is not part of the list: begin anew"),
        other => other.into(),
    }
}
