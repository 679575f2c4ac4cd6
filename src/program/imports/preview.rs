//! Looks at a whole file before anybody confirms it: how many lines, what the first of them say, and what is wrong.

use super::{
    cells::{fault, number},
    folder::{Upload, UploadFault},
    lines::{self, Terms},
    partner::{Newcomer, partner},
    rows::{Broken, Row},
    sheet::{Refused, Sheet, known, rows_from},
};
use crate::{Asked, MemberTerms, Outcome, Program, ProgramError, Result, Who, track};
use domain::{
    ChannelId, CouponCode, ImportId, Timestamp,
    program::{ImportCounts, ImportFault, ImportKind, ImportPreview, ImportState, MemberStatus, PreviewLine},
    zone::Zone,
};
use serde_json::json;
use std::{collections::HashMap, fs::File, path::Path};
use store::Import;

/// How many lines and faults a preview shows.
const LINES: usize = 20;
const FAULTS: usize = 50;
/// How many codes are asked about.
const CODES: usize = 2_000;
/// How many characters are shown of what may be long.
const SHOWN: usize = 80;
/// The longest name of a file that is kept.
const LONGEST_NAME: usize = 120;

/// One of the first lines.
enum Seen {
    Order(Box<Asked>),
    Partner(Box<Newcomer>),
    Bad(ImportFault),
}

/// What a look at the file found.
struct Look {
    rows: i64,
    refused: i64,
    faults: Vec<ImportFault>,
    first: Vec<(i64, Seen)>,
    /// How many lines have which code; none when there are too many codes.
    codes: Option<HashMap<CouponCode, i64>>,
}

impl Program {
    /// Begins to take a file to the disk.
    ///
    /// # Errors
    /// When the disk takes nothing.
    pub async fn begin_upload(&self, channel: &ChannelId) -> std::result::Result<Upload, UploadFault> {
        self.imports.begin(channel, self.clock()).await
    }

    /// Looks at a file that has arrived, and lets it wait for somebody to confirm it.
    ///
    /// # Errors
    /// When it is no file of this kind, or it could not be kept. Nothing of it is left then.
    pub async fn take_upload(
        &self,
        channel: &ChannelId,
        mut upload: Upload,
        kind: ImportKind,
        file_name: &str,
        who: &Who,
    ) -> std::result::Result<ImportId, UploadFault> {
        let written = upload.written().await?;
        let (zone, currency) = self.import_place(channel).await?;
        let groups = self.import_groups(channel).await?;
        let (account, now) = (who.account.clone(), self.clock().now());
        let looked = tokio::task::spawn_blocking(move || {
            let mut file = File::open(written).map_err(Broken::from)?;
            let sheet = Sheet::read(&mut file, kind)?;
            let terms = Terms { sheet, currency, zone, account, groups };
            let look = look(file, &terms, kind, now)?;
            Ok::<_, Refused>((terms, look))
        });
        let looked = looked.await.map_err(std::io::Error::other)?;
        let (terms, look) = looked.map_err(refused)?;
        let preview = self.preview(channel, kind, &terms, look).await?;
        if preview.rows == 0 {
            return Err(UploadFault::Content("The file names its columns, and has no line below them.".into()));
        }
        let import = Import {
            id: upload.id().clone(),
            kind,
            file_name: plain_name(file_name),
            size: number(upload.size()),
            state: ImportState::Preview,
            reason: String::new(),
            account: who.account.clone(),
            created_at: now,
            position: number(terms.sheet.start.byte),
            next_line: number(terms.sheet.start.line),
            counts: ImportCounts::default(),
            fault_count: 0,
        };
        self.keep(channel, upload, &import, &preview).await?;
        let after = json!({ "kind": kind, "rows": preview.rows }).to_string();
        self.note(channel, who, "import.uploaded", import.id.as_str(), [None, Some(after)]).await;
        Ok(import.id)
    }

    /// First the file, then the row: a row never lacks its file.
    async fn keep(
        &self,
        channel: &ChannelId,
        mut upload: Upload,
        import: &Import,
        preview: &ImportPreview,
    ) -> std::result::Result<(), UploadFault> {
        let path = self.imports.path(channel, &import.id).ok_or(ProgramError::NotFound)?;
        let preview = serde_json::to_string(preview).map_err(std::io::Error::other)?;
        upload.keep(&path).await?;
        if let Err(error) = self.store.add_import(channel, import, &preview).await {
            self.imports.remove(channel, &import.id);
            return Err(ProgramError::from(error).into());
        }
        Ok(())
    }

    async fn preview(&self, channel: &ChannelId, kind: ImportKind, terms: &Terms, look: Look) -> Result<ImportPreview> {
        let not_tracked = match look.codes {
            Some(codes) => Some(self.nobodys(channel, codes).await?),
            None => None,
        };
        let mut lines = Vec::with_capacity(look.first.len());
        for (line, seen) in look.first {
            lines.push(self.preview_line(channel, terms, line, seen).await?);
        }
        let names = known(kind).iter().map(|known| known.name);
        Ok(ImportPreview {
            separator: terms.sheet.separator_name().to_owned(),
            columns: names.filter(|name| terms.sheet.columns.contains(&Some(name))).map(str::to_owned).collect(),
            unknown: terms.sheet.unknown.clone(),
            rows: look.rows,
            refused: look.refused,
            not_tracked,
            lines,
            faults: look.faults,
        })
    }

    /// How many lines have a code that nobody earns by.
    async fn nobodys(&self, channel: &ChannelId, codes: HashMap<CouponCode, i64>) -> Result<i64> {
        let old_codes_count = self.store.program_settings(channel).await?.old_codes_count;
        let mut lines = 0;
        for (code, count) in codes {
            let holder = self.store.code_holder(channel, &code).await?;
            let counts = holder
                .is_some_and(|it| it.member.status == MemberStatus::Approved && (it.is_current || old_codes_count));
            lines += if counts { 0 } else { count };
        }
        Ok(lines)
    }

    async fn preview_line(&self, channel: &ChannelId, terms: &Terms, line: i64, seen: Seen) -> Result<PreviewLine> {
        let zone = &terms.zone;
        Ok(match seen {
            Seen::Bad(fault) => PreviewLine { line, cells: Vec::new(), problem: said(&fault) },
            Seen::Partner(new) => PreviewLine { line, cells: partner_cells(&new, terms), problem: String::new() },
            Seen::Order(asked) => {
                let mut cells = order_cells(&asked, zone, self.clock().now());
                let metadata = metadata_cells(&asked);
                let mut prepared = self.prepare_all(channel, vec![*asked]).await?;
                let mut commission = String::new();
                let problem = match prepared.pop() {
                    Some(Ok(tracking)) => {
                        commission = tracking.amount.to_string();
                        String::new()
                    }
                    Some(Err(Ok(Outcome::Nothing(why)))) => why.message().to_owned(),
                    Some(Err(Err(fault))) => fault.to_string(),
                    Some(Err(Ok(_))) | None => String::new(),
                };
                cells.push(commission);
                cells.extend(metadata);
                PreviewLine { line, cells, problem }
            }
        })
    }
}

fn refused(fault: Refused) -> UploadFault {
    match fault {
        Refused::Kind(why) => UploadFault::Kind(why.to_owned()),
        Refused::Content(why) => UploadFault::Content(why),
        Refused::Broken(Broken::Io(fault)) => UploadFault::Disk(fault),
        Refused::Broken(fault @ Broken::TooLong(_)) => UploadFault::Content(fault.to_string()),
    }
}

/// Reads the whole file once, and keeps of it what a preview shows.
fn look(file: File, terms: &Terms, kind: ImportKind, now: Timestamp) -> std::result::Result<Look, Broken> {
    let mut rows = rows_from(file, &terms.sheet, terms.sheet.start)?;
    let codes = Some(HashMap::new());
    let mut look = Look { rows: 0, refused: 0, faults: Vec::new(), first: Vec::new(), codes };
    while let Some(row) = rows.next_row()? {
        look.rows += 1;
        match read(terms, kind, &row, now) {
            Ok(seen) => look.saw(number(row.line), seen),
            Err(faults) => look.refuse(number(row.line), faults),
        }
    }
    Ok(look)
}

fn read(terms: &Terms, kind: ImportKind, row: &Row, now: Timestamp) -> std::result::Result<Seen, Vec<ImportFault>> {
    if kind == ImportKind::Partners {
        return partner(terms, row).map(|new| Seen::Partner(Box::new(new)));
    }
    let asked = lines::order(terms, row)?;
    match track::check(&asked, now) {
        Ok(()) => Ok(Seen::Order(Box::new(asked))),
        Err(why) => Err(vec![refusal(row.line, why)]),
    }
}

/// What the program says against an order or a partner, as a fault of its line.
pub(super) fn refusal(line: u64, why: ProgramError) -> ImportFault {
    match why {
        ProgramError::Invalid { field, message } => fault(line, field, message),
        other => fault(line, "", other.to_string()),
    }
}

impl Look {
    fn saw(&mut self, line: i64, seen: Seen) {
        if let (Seen::Order(asked), Some(codes)) = (&seen, &mut self.codes) {
            *codes.entry(asked.code.clone()).or_default() += 1;
            if codes.len() > CODES {
                self.codes = None;
            }
        }
        if self.first.len() < LINES {
            self.first.push((line, seen));
        }
    }

    fn refuse(&mut self, line: i64, mut faults: Vec<ImportFault>) {
        self.refused += 1;
        if self.first.len() < LINES
            && let Some(first) = faults.first()
        {
            self.first.push((line, Seen::Bad(first.clone())));
        }
        faults.truncate(FAULTS.saturating_sub(self.faults.len()));
        self.faults.append(&mut faults);
    }
}

/// A fault in one sentence.
fn said(fault: &ImportFault) -> String {
    let column = if fault.column.is_empty() { "The line" } else { &fault.column };
    format!("{column}: {}.", fault.problem)
}

fn order_cells(asked: &Asked, zone: &Zone, now: Timestamp) -> Vec<String> {
    let customer = asked.customer.as_ref().map(|it| it.email.to_string()).unwrap_or_default();
    let placed = zone.day(asked.placed_at.unwrap_or(now)).long();
    let id = asked.order_id.trim_start_matches('#');
    vec![format!("#{id}"), asked.code.to_string(), customer, placed, asked.total.to_string()]
}

fn metadata_cells(asked: &Asked) -> [String; 2] {
    let of_customer = asked.customer.as_ref().and_then(|it| it.metadata.as_ref());
    [asked.metadata.as_ref(), of_customer].map(|text| text.map(|it| shortened(it)).unwrap_or_default())
}

/// The beginning of a long text.
fn shortened(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() { format!("{first}…") } else { first }
}

/// A partner in cells. Of the account no more than people may see: a preview is kept.
fn partner_cells(Newcomer { member, terms, account }: &Newcomer, read_with: &Terms) -> Vec<String> {
    let name = format!("{} {}", member.first_name, member.last_name);
    let code = member.code.as_ref().map_or_else(|| "made here".to_owned(), ToString::to_string);
    let paid_to = account.as_ref().map(|it| format!("{} {}", it.method().title(), it.shown())).unwrap_or_default();
    vec![
        member.email.to_string(),
        name.trim().to_owned(),
        code,
        if member.is_approved { "Yes" } else { "No" }.to_owned(),
        own_terms(terms, read_with),
        paid_to,
        shortened(&terms.notes),
    ]
}

/// What a partner is promised of their own, in words.
fn own_terms(terms: &MemberTerms, read_with: &Terms) -> String {
    let group = read_with.groups.iter().find(|(_, id)| Some(id) == terms.group_id.as_ref());
    let parts = [
        terms.rate.map(|rate| rate.to_string()),
        terms.ignores_product_rates.then(|| "always this rate".to_owned()),
        group.map(|(name, _)| format!("group {}", name.trim())),
        terms.hold_days.map(|days| if days == 0 { "not held".to_owned() } else { format!("held {days} days") }),
        (!terms.minimums.is_empty()).then(|| format!("minimum {}", terms.minimums)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The name of a file without folders and without what no name has.
fn plain_name(name: &str) -> String {
    let name = Path::new(name).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let name = name.rsplit('\\').next().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    if name.trim().is_empty() { "file.csv".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_without_its_folders() {
        assert_eq!(plain_name("orders.csv"), "orders.csv");
        assert_eq!(plain_name("C:\\fakepath\\orders\u{7}.csv"), "orders.csv");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name(".."), "file.csv");
        assert_eq!(plain_name(&"x".repeat(500)).len(), LONGEST_NAME);
    }
}
