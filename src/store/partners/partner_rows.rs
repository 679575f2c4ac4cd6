//! Partners as rows: how they are read and written, many at a time.

use crate::{
    Result,
    rows::{CHUNK, Cells, Sql},
};
use domain::{ChannelId, CouponCode, Handle, PartnerId, Timestamp, partner::Partner, text::search_text};
use sqlx::{Any, AnyConnection, Executor, any::AnyRow};

/// Reads the partners that have one of the values in the column.
pub(crate) async fn load<'e>(
    on: impl Executor<'e, Database = Any>,
    channel: &ChannelId,
    column: &'static str,
    values: &[&str],
) -> Result<Vec<Partner>> {
    let mut sql = Sql::new(
        "SELECT channel_id, id, first_name, last_name, email, handle, cc_creator_id, cc_collab_id, affiliate_code, tier_id, tier, \
         picture_url, is_active, joined_at FROM partners WHERE channel_id = ",
    );
    sql.text(channel.as_str()).push(" AND ").push(column).push(" IN ");
    sql.list(values.iter().copied());
    sql.all(on).await?.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Partner> {
    let mut cells = Cells::of(row);
    Ok(Partner {
        channel_id: cells.parse("partners.channel_id")?,
        id: cells.parse("partners.id")?,
        first_name: cells.text()?,
        last_name: cells.text()?,
        email: cells.parse("partners.email")?,
        handle: cells.maybe_parse("partners.handle")?,
        cc_creator_id: cells.maybe_text()?,
        cc_collab_id: cells.maybe_text()?,
        affiliate_code: cells.maybe_parse("partners.affiliate_code")?,
        tier_id: cells.maybe_text()?,
        tier: cells.text()?,
        picture_url: cells.maybe_text()?,
        is_active: cells.flag()?,
        joined_at: cells.time()?,
    })
}

/// Adds the partners or brings them up to date.
pub(super) async fn write(on: &mut AnyConnection, channel: &ChannelId, partners: &[Partner]) -> Result<()> {
    for chunk in partners.chunks(CHUNK) {
        let mut sql = Sql::new(
            "INSERT INTO partners (channel_id, id, first_name, last_name, email, handle, cc_creator_id, cc_collab_id, affiliate_code, \
             tier_id, tier, picture_url, is_active, joined_at, name_key, search) VALUES ",
        );
        sql.rows(chunk, |sql, partner| {
            let name = partner.name();
            let handle = partner.handle.as_ref().map(Handle::as_str);
            let code = partner.affiliate_code.as_ref().map(CouponCode::as_str);
            let search = [name.as_str(), partner.email.as_str(), handle.unwrap_or(""), code.unwrap_or("")];
            sql.text(channel.as_str()).comma().text(partner.id.as_str()).comma();
            sql.text(&partner.first_name).comma().text(&partner.last_name).comma();
            sql.text(partner.email.as_str()).comma().maybe(handle).comma();
            sql.maybe(partner.cc_creator_id.as_deref()).comma().maybe(partner.cc_collab_id.as_deref()).comma();
            sql.maybe(code).comma().maybe(partner.tier_id.as_deref()).comma().text(&partner.tier).comma();
            sql.maybe(partner.picture_url.as_deref()).comma();
            sql.bind(i64::from(partner.is_active)).comma().bind(partner.joined_at.millis()).comma();
            sql.text(&search_text(&[&name])).comma().text(&search_text(&search));
        });
        sql.push(
            " ON CONFLICT (channel_id, id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name, \
             email = excluded.email, handle = excluded.handle, cc_creator_id = excluded.cc_creator_id, \
             cc_collab_id = excluded.cc_collab_id, affiliate_code = excluded.affiliate_code, tier_id = excluded.tier_id, \
             tier = excluded.tier, picture_url = excluded.picture_url, is_active = excluded.is_active, \
             joined_at = excluded.joined_at, name_key = excluded.name_key, search = excluded.search",
        );
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

/// Notes that a code is the partner's from now on. Codes that are somebody's already stay theirs.
pub(super) async fn write_codes(
    on: &mut AnyConnection,
    channel: &ChannelId,
    codes: &[(CouponCode, PartnerId)],
    now: Timestamp,
) -> Result<()> {
    for chunk in codes.chunks(CHUNK) {
        let mut sql = Sql::new("INSERT INTO partner_codes (channel_id, code, partner_id, since) VALUES ");
        sql.rows(chunk, |sql, (code, partner)| {
            sql.text(channel.as_str()).comma().text(code.as_str()).comma();
            sql.text(partner.as_str()).comma().bind(now.millis());
        });
        sql.push(" ON CONFLICT (channel_id, code) DO NOTHING");
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

/// Whose each of the codes is or was.
pub(super) async fn load_codes(
    on: &mut AnyConnection,
    channel: &ChannelId,
    codes: &[&str],
) -> Result<Vec<(CouponCode, PartnerId)>> {
    let mut sql = Sql::new("SELECT code, partner_id FROM partner_codes WHERE channel_id = ");
    sql.text(channel.as_str()).push(" AND code IN ").list(codes.iter().copied());
    let rows = sql.all(on).await?;
    rows.iter()
        .map(|row| {
            let mut cells = Cells::of(row);
            Ok((cells.parse("partner_codes.code")?, cells.parse("partner_codes.partner_id")?))
        })
        .collect()
}
