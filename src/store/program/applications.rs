//! Applications to the program: what somebody wrote who wants in, and what they are told.

use crate::{
    AuditEntry, NewDoor, NewMail, Result, Store, StoreError, audit, doors,
    page_cursor::PageCursor,
    rows::{Cells, Sql},
};
use domain::{
    ChannelId, PartnerId,
    program::{Answer, Application, ApplicationLine, ApplicationPage, Member, MemberStatus},
    zone::Zone,
};
use sqlx::{AnyConnection, any::AnyRow};

const LIST: &str = "applications";
/// How many the team's list shows at a time.
const PAGE: u32 = 100;

/// What goes with a change of a partner's standing: a private address for who has none, and a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// A private address.
    pub door: Option<NewDoor>,
    /// A message.
    pub mail: Option<NewMail>,
}

/// Somebody who applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// As the program has them from now on.
    pub member: Member,
    /// What they wrote.
    pub application: Application,
    /// What they are told.
    pub told: Told,
}

impl Store {
    /// Takes an application on: whoever applies is in the program, as far as `new.member` says. `false` when they were in it before,
    /// by an earlier application or otherwise: nothing is changed then.
    ///
    /// # Errors
    /// When there is no such partner, or the store fails.
    pub async fn apply(&self, channel: &ChannelId, new: &Applied, entry: &AuditEntry) -> Result<bool> {
        let member = &new.member;
        let mut transaction = self.begin().await?;
        let mut sql = Sql::new(
            "INSERT INTO program_members (channel_id, partner_id, status, reason, ignores_product_rates, payout_sealed, payout_shown, \
             notes, applied_at, approved_at) VALUES (",
        );
        sql.text(channel.as_str()).comma().text(member.partner_id.as_str()).comma().text(member.status.as_str());
        sql.push(", '', 0, '', '', '', ").bind(member.applied_at.millis()).comma();
        sql.bind(member.approved_at.map(domain::Timestamp::millis));
        sql.push(") ON CONFLICT (channel_id, partner_id) DO NOTHING");
        if sql.run_on(&mut transaction).await? == 0 {
            return Ok(false);
        }
        insert(&mut transaction, channel, new).await?;
        self.tell(&mut transaction, channel, &new.told).await?;
        audit::write(&mut *transaction, channel, entry).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Writes what goes with a change of somebody's standing.
    pub(crate) async fn tell(&self, on: &mut AnyConnection, channel: &ChannelId, told: &Told) -> Result<()> {
        if let Some(door) = &told.door {
            doors::put(on, channel, door).await?;
        }
        if let Some(mail) = &told.mail {
            self.post_on(on, channel, mail).await?;
        }
        Ok(())
    }

    /// What a partner wrote when they applied; none when somebody else brought them in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn application_of(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<Application>> {
        let mut sql = Sql::new("SELECT found_at, answers FROM applications WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND partner_id = ").text(partner.as_str());
        let rows = sql.all(self.reader()).await?;
        rows.first().map_or(Ok(None), |row| read_application(&mut Cells::of(row)))
    }

    /// A page of partners who stand so: all who wait for the team, else those who applied. Who asked first stands first.
    ///
    /// # Errors
    /// [`StoreError::InvalidCursor`] when `after` is not one of this list; or the store fails.
    pub async fn list_applications(
        &self,
        channel: &ChannelId,
        status: MemberStatus,
        after: Option<&str>,
    ) -> Result<ApplicationPage> {
        let zone = self.zone(channel).await?;
        let mut sql =
            Sql::new("SELECT m.partner_id, m.applied_at, p.first_name, p.last_name, p.email, a.found_at, a.answers");
        applied(&mut sql, channel, status);
        if let Some(after) = after {
            let end = PageCursor::decode(after, LIST)?;
            sql.push(" AND (m.applied_at, m.partner_id) > (").bind(end.number()?).comma().text(&end.id).push(")");
        }
        sql.push(" ORDER BY m.applied_at, m.partner_id LIMIT ").bind(i64::from(PAGE) + 1);
        let rows = sql.all(self.reader()).await?;
        let shown = rows.len().min(PAGE as usize);
        let lines = rows.iter().take(shown).map(|row| line(row, &zone)).collect::<Result<Vec<_>>>()?;
        let last = rows.get(shown.saturating_sub(1)).filter(|_| rows.len() > shown);
        let next = last.map(cursor_after).transpose()?;
        let mut sql = Sql::new("SELECT COUNT(*)");
        applied(&mut sql, channel, status);
        let total = sql.all(self.reader()).await?.first().map_or(Ok(0), |row| Cells::of(row).number())?;
        Ok(ApplicationPage { rows: lines, next, total })
    }

    /// How many partners wait for the team.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count_waiting_members(&self, channel: &ChannelId) -> Result<i64> {
        let mut sql = Sql::new("SELECT COUNT(*) FROM program_members WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND status = 'pending'");
        sql.all(self.reader()).await?.first().map_or(Ok(0), |row| Cells::of(row).number())
    }
}

fn applied(sql: &mut Sql, channel: &ChannelId, status: MemberStatus) {
    sql.push(
        " FROM program_members m JOIN partners p ON p.channel_id = m.channel_id AND p.id = m.partner_id \
         LEFT JOIN applications a ON a.channel_id = m.channel_id AND a.partner_id = m.partner_id WHERE m.channel_id = ",
    );
    sql.text(channel.as_str()).push(" AND m.status = ").text(status.as_str());
    if status != MemberStatus::Pending {
        sql.push(" AND a.partner_id IS NOT NULL AND p.deleted_at IS NULL");
    }
}

async fn insert(on: &mut AnyConnection, channel: &ChannelId, new: &Applied) -> Result<()> {
    let answers =
        serde_json::to_string(&new.application.answers).map_err(|fault| StoreError::Other(fault.to_string()))?;
    let mut sql = Sql::new("INSERT INTO applications (channel_id, partner_id, found_at, answers) VALUES (");
    sql.text(channel.as_str()).comma().text(new.member.partner_id.as_str()).comma();
    sql.text(&new.application.found_at).comma().text(&answers).push(")");
    sql.run_on(on).await?;
    Ok(())
}

fn line(row: &AnyRow, zone: &Zone) -> Result<ApplicationLine> {
    let mut cells = Cells::of(row);
    let partner_id = cells.parse("program_members.partner_id")?;
    let since = zone.day(cells.time()?).long();
    let full = format!("{} {}", cells.text()?, cells.text()?);
    let email = cells.text()?;
    let name = if full.trim().is_empty() { email.clone() } else { full.trim().to_owned() };
    Ok(ApplicationLine { partner_id, name, email, application: read_application(&mut cells)?, since })
}

fn read_application(cells: &mut Cells<'_>) -> Result<Option<Application>> {
    let (found_at, answers) = (cells.maybe_text()?, cells.maybe_text()?);
    let Some((found_at, answers)) = found_at.zip(answers) else {
        return Ok(None);
    };
    let answers: Vec<Answer> =
        serde_json::from_str(&answers).map_err(|_| StoreError::Corrupt("applications.answers"))?;
    Ok(Some(Application { found_at, answers }))
}

fn cursor_after(last: &AnyRow) -> Result<String> {
    let mut cells = Cells::of(last);
    let (id, at) = (cells.text()?, cells.number()?);
    Ok(PageCursor { key: at.to_string(), id }.encode(LIST))
}
