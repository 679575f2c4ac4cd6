//! Small helpers that build statements and read rows.

use crate::{Result, StoreError};
use domain::{Currency, Day, Money, Timestamp};
use sqlx::{
    Any, AnyConnection, AssertSqlSafe, Database, Decode, Encode, Executor, Row, Type,
    any::{AnyArguments, AnyRow},
};
use std::str::FromStr;

/// How many rows one statement carries: the widest rows have twenty values, and PostgreSQL takes 65,535 of them, SQLite 32,766.
pub(crate) const CHUNK: usize = 128;

/// A statement whose length depends on what is asked. Values only ever go in as parameters.
pub(crate) struct Sql {
    text: String,
    values: AnyArguments,
    count: usize,
}

/// What may be a parameter.
pub(crate) trait Value: for<'q> Encode<'q, Any> + Type<Any> {}
impl<T: for<'q> Encode<'q, Any> + Type<Any>> Value for T {}

impl Sql {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: AnyArguments::default(), count: 0 }
    }

    /// Adds words of SQL.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a number.
    pub(crate) fn bind(&mut self, value: impl Value) -> &mut Self {
        use sqlx::Arguments;
        self.count += 1;
        self.text.push('$');
        self.text.push_str(&self.count.to_string());
        // Texts and numbers always encode; were one left out, the engine would refuse the statement.
        let _ = self.values.add(value);
        self
    }

    /// Adds a text. PostgreSQL refuses NUL, so that it is left out in both.
    pub(crate) fn text(&mut self, value: &str) -> &mut Self {
        self.bind(clean(value))
    }

    /// Adds a text that may be missing.
    pub(crate) fn maybe(&mut self, value: Option<&str>) -> &mut Self {
        self.bind(value.map(clean))
    }

    /// Adds texts as `($1, $2, …)`.
    pub(crate) fn list<'t>(&mut self, values: impl IntoIterator<Item = &'t str>) -> &mut Self {
        self.push("(");
        for (index, value) in values.into_iter().enumerate() {
            self.push(if index > 0 { ", " } else { "" }).text(value);
        }
        self.push(")")
    }

    /// Adds rows as `(…), (…)`.
    pub(crate) fn rows<T>(&mut self, rows: &[T], mut row: impl FnMut(&mut Self, &T)) -> &mut Self {
        for (index, item) in rows.iter().enumerate() {
            self.push(if index > 0 { ", (" } else { "(" });
            row(self, item);
            self.push(")");
        }
        self
    }

    /// Adds a comma.
    pub(crate) fn comma(&mut self) -> &mut Self {
        self.push(", ")
    }

    /// Runs it for its effect; says how many rows were touched.
    pub(crate) async fn run<'e>(self, on: impl Executor<'e, Database = Any>) -> Result<u64> {
        let done = sqlx::query_with(AssertSqlSafe(self.text), self.values).execute(on).await?;
        Ok(done.rows_affected())
    }

    /// Runs it inside a transaction; says how many rows were touched.
    pub(crate) async fn run_on(self, on: &mut AnyConnection) -> Result<u64> {
        self.plain_for(on).run(on).await
    }

    /// Runs it inside a transaction and reads all rows.
    pub(crate) async fn all_on(self, on: &mut AnyConnection) -> Result<Vec<AnyRow>> {
        self.plain_for(on).all(on).await
    }

    /// SQLite looks parameters with names up one after the other, which with many rows takes longer than the rows themselves. Every
    /// parameter stands once, in order: there it may go without a name.
    fn plain_for(mut self, on: &AnyConnection) -> Self {
        if on.backend_name() == sqlx::sqlite::Sqlite::NAME {
            let mut text = String::with_capacity(self.text.len());
            let mut parts = self.text.split('$');
            text.push_str(parts.next().unwrap_or_default());
            for part in parts {
                text.push('?');
                text.push_str(part.trim_start_matches(|it: char| it.is_ascii_digit()));
            }
            self.text = text;
        }
        self
    }

    /// Runs it and reads its one row.
    pub(crate) async fn one<'e>(self, on: impl Executor<'e, Database = Any>) -> Result<AnyRow> {
        Ok(Box::pin(sqlx::query_with(AssertSqlSafe(self.text), self.values).fetch_one(on)).await?)
    }

    /// Runs it and reads all rows.
    pub(crate) async fn all<'e>(self, on: impl Executor<'e, Database = Any>) -> Result<Vec<AnyRow>> {
        // On the heap: a page that asks many questions at once would carry all these futures.
        Ok(Box::pin(sqlx::query_with(AssertSqlSafe(self.text), self.values).fetch_all(on)).await?)
    }
}

/// Statements inside a transaction of which nothing is read, and of which none reads what another writes.
///
/// As many as possible go in one: the way there and back takes longer than most of them. SQLite takes them one after the other;
/// PostgreSQL takes one at a time, that may have others as its parts, and does these in an order of its own: writers who meet in rows
/// of several tables may have to try again.
pub(crate) struct Writes {
    is_sqlite: bool,
    statements: Vec<Sql>,
}

/// From which length on a text of several statements is not added to, in bytes.
const LONG: usize = 4 * 1024;

impl Writes {
    pub(crate) fn on(connection: &AnyConnection) -> Self {
        let is_sqlite = connection.backend_name() == sqlx::sqlite::Sqlite::NAME;
        Self { is_sqlite, statements: Vec::new() }
    }

    /// Begins another statement.
    pub(crate) fn begin(&mut self, text: &str) -> &mut Sql {
        let is_short = self.statements.last().is_some_and(|last| last.text.len() < LONG);
        if !is_short {
            self.statements.push(Sql::new(if self.is_sqlite { "" } else { "WITH part AS (" }));
        }
        let last = self.statements.len() - 1;
        let sql = &mut self.statements[last];
        if is_short {
            let part = format!("), part_{} AS (", sql.count);
            sql.push(if self.is_sqlite { "; " } else { &part });
        }
        sql.push(text)
    }

    pub(crate) async fn run(self, on: &mut AnyConnection) -> Result<()> {
        for mut statement in self.statements {
            if !self.is_sqlite {
                statement.push(") SELECT 1");
            }
            statement.run_on(&mut *on).await?;
        }
        Ok(())
    }
}

/// The text without NUL, which PostgreSQL refuses.
pub(crate) fn clean(text: &str) -> String {
    text.replace('\0', "")
}

/// Reads the columns of a row one after another.
pub(crate) struct Cells<'r> {
    row: &'r AnyRow,
    next: usize,
}

impl<'r> Cells<'r> {
    pub(crate) fn of(row: &'r AnyRow) -> Self {
        Self { row, next: 0 }
    }

    fn get<T: for<'d> Decode<'d, Any> + Type<Any>>(&mut self) -> Result<T> {
        self.next += 1;
        Ok(self.row.try_get(self.next - 1)?)
    }

    pub(crate) fn text(&mut self) -> Result<String> {
        self.get()
    }

    pub(crate) fn maybe_text(&mut self) -> Result<Option<String>> {
        self.get()
    }

    pub(crate) fn number(&mut self) -> Result<i64> {
        self.get()
    }

    pub(crate) fn maybe_number(&mut self) -> Result<Option<i64>> {
        self.get()
    }

    pub(crate) fn flag(&mut self) -> Result<bool> {
        Ok(self.number()? != 0)
    }

    pub(crate) fn time(&mut self) -> Result<Timestamp> {
        self.number().map(Timestamp::from_millis)
    }

    pub(crate) fn maybe_day(&mut self) -> Result<Option<Day>> {
        Ok(self.maybe_number()?.map(Day::from_number))
    }

    /// Reads a text as what it was written from; `what` names the column when it does not read back.
    pub(crate) fn parse<T: FromStr>(&mut self, what: &'static str) -> Result<T> {
        self.text()?.parse().map_err(|_| StoreError::Corrupt(what))
    }

    pub(crate) fn maybe_parse<T: FromStr>(&mut self, what: &'static str) -> Result<Option<T>> {
        let text = self.maybe_text()?;
        text.map(|text| text.parse().map_err(|_| StoreError::Corrupt(what))).transpose()
    }

    /// Reads one of a fixed set of names.
    pub(crate) fn word<T>(&mut self, parse: fn(&str) -> Option<T>, what: &'static str) -> Result<T> {
        parse(&self.text()?).ok_or(StoreError::Corrupt(what))
    }

    /// Reads one of a fixed set of names that may be missing.
    pub(crate) fn maybe_word<T>(&mut self, parse: fn(&str) -> Option<T>, what: &'static str) -> Result<Option<T>> {
        let text = self.maybe_text()?;
        text.map(|text| parse(&text).ok_or(StoreError::Corrupt(what))).transpose()
    }

    /// Reads a currency and an amount, in this order.
    pub(crate) fn money(&mut self, what: &'static str) -> Result<Money> {
        let currency: Currency = self.parse(what)?;
        Ok(Money::new(self.number()?, currency))
    }

    /// Reads a currency and an amount that may both be missing.
    pub(crate) fn maybe_money(&mut self, what: &'static str) -> Result<Option<Money>> {
        let currency: Option<Currency> = self.maybe_parse(what)?;
        let minor = self.maybe_number()?;
        Ok(currency.zip(minor).map(|(currency, minor)| Money::new(minor, currency)))
    }
}
