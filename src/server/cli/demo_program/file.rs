//! A file of orders from a weekend market, some lines of which are not as they should be.

use super::{DAY, Demo, team};
use anyhow::Context;
use domain::program::{ImportKind, ImportState};
use std::fmt::Write as _;

const NAME: &str = "weekend-market.csv";
const HEAD: &str = "affiliate_code,order_id,total_amount,currency,customer_email,customer_name,timestamp\n";
/// Code, total, currency, who bought. The day is added to each.
const LINES: [(&str, &str, &str, &str); 13] = [
    ("MAYA15", "148.00", "USD", "ada.abbott@example.com"),
    ("MAYA15", "64.50", "USD", "ben.ahmed@example.com"),
    ("OSCAR10", "89.90", "USD", "carla.baker@example.com"),
    ("PRIYATREK", "212.00", "USD", "dan.bauer@example.com"),
    ("JONASKLETTERT", "119.00", "EUR", "elif.castillo@example.com"),
    ("JONASKLETTERT", "74.95", "EUR", "ada.abbott@example.com"),
    ("AMELIE12", "98.00", "USD", "finn.chen@example.com"),
    ("LUISRUNS", "58.25", "USD", "grace.costa@example.com"),
    ("WALTWANDERS", "131.00", "USD", "hugo.dubois@example.com"),
    ("MAYA15", "\"72,50\"", "USD", "ines.eriksen@example.com"),
    ("OSCAR10", "45.00", "dollars", "jonas.fischer@example.com"),
    ("PRIYATREK", "66.00", "USD", "kaya.garcia"),
    ("MAYA51", "120.00", "USD", "lena.grant@example.com"),
];

impl Demo<'_> {
    /// Takes the file in, as far as it can be.
    pub(super) async fn take_file(&self) -> anyhow::Result<()> {
        let program = &self.now;
        let mut upload = program.begin_upload(self.channel).await?;
        upload.write(self.text().as_bytes()).await?;
        let id = program.take_upload(self.channel, upload, ImportKind::Orders, NAME, &team()).await?;
        program.start_import(self.channel, &id, &team()).await?;
        // The worker may be at it as well: then there is nothing left to take.
        while program.import(self.channel, &id).await.context("the demo's file")?.import.state == ImportState::Running {
            program.take_chunk(self.channel).await?;
        }
        Ok(())
    }

    fn text(&self) -> String {
        let days = self.zone.day(self.now.store().clock().now().minus(DAY * 4)).iso();
        let mut text = HEAD.to_owned();
        for (number, (code, total, currency, email)) in LINES.iter().enumerate() {
            let name = name_of(email);
            let _ = writeln!(text, "{code},WM-{:04},{total},{currency},{email},{name},{days}", 2_201 + number);
        }
        text
    }
}

/// The name that an address is made of.
fn name_of(email: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    let words: Vec<String> = email.split('@').next().unwrap_or_default().split('.').map(capital).collect();
    words.join(" ")
}
