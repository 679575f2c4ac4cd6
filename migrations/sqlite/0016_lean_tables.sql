-- What is written with every order, in as few indexes as its readers need. WITHOUT ROWID, a table is the index of its primary key: with
-- rows as short as these, one tree instead of two.

-- A metric's days lie together, partner by partner: one index serves the figures of one partner and, partner after partner, of all.
CREATE TABLE new_daily_totals (
    channel_id TEXT   NOT NULL,
    partner_id TEXT   NOT NULL,
    day        BIGINT NOT NULL,
    metric     TEXT   NOT NULL,
    stream     TEXT   NOT NULL,
    currency   TEXT   NOT NULL,
    count      BIGINT NOT NULL,
    amount     BIGINT NOT NULL,
    PRIMARY KEY (channel_id, partner_id, metric, day, stream, currency)
) WITHOUT ROWID;
INSERT INTO new_daily_totals SELECT channel_id, partner_id, day, metric, stream, currency, count, amount FROM daily_totals
ORDER BY channel_id, partner_id, metric, day, stream, currency;
DROP TABLE daily_totals;
ALTER TABLE new_daily_totals RENAME TO daily_totals;
CREATE INDEX daily_totals_whole ON daily_totals (channel_id, partner_id, metric, day) WHERE stream = '';

CREATE TABLE new_customer_totals (
    channel_id  TEXT   NOT NULL,
    customer_id TEXT   NOT NULL,
    currency    TEXT   NOT NULL,
    orders      BIGINT NOT NULL,
    revenue     BIGINT NOT NULL,
    commission  BIGINT NOT NULL,
    PRIMARY KEY (channel_id, customer_id, currency)
) WITHOUT ROWID;
INSERT INTO new_customer_totals SELECT channel_id, customer_id, currency, orders, revenue, commission FROM customer_totals
ORDER BY channel_id, customer_id, currency;
DROP TABLE customer_totals;
ALTER TABLE new_customer_totals RENAME TO customer_totals;

CREATE TABLE new_commission_steps (
    channel_id    TEXT   NOT NULL,
    commission_id TEXT   NOT NULL,
    step          BIGINT NOT NULL,
    happened_at   BIGINT NOT NULL,
    status        TEXT   NOT NULL,
    amount        BIGINT NOT NULL,
    account       TEXT   NOT NULL,
    reason        TEXT   NOT NULL,
    PRIMARY KEY (channel_id, commission_id, step)
) WITHOUT ROWID;
INSERT INTO new_commission_steps SELECT channel_id, commission_id, step, happened_at, status, amount, account, reason
FROM commission_steps ORDER BY channel_id, commission_id, step;
DROP TABLE commission_steps;
ALTER TABLE new_commission_steps RENAME TO commission_steps;

-- A movement is one partner's: their entries lie together.
CREATE TABLE new_ledger_entries (
    channel_id  TEXT   NOT NULL,
    movement_id TEXT   NOT NULL,
    account     TEXT   NOT NULL,
    partner_id  TEXT   NOT NULL,
    currency    TEXT   NOT NULL,
    amount      BIGINT NOT NULL,
    subject     TEXT   NOT NULL,
    PRIMARY KEY (channel_id, partner_id, movement_id, account)
) WITHOUT ROWID;
INSERT INTO new_ledger_entries SELECT channel_id, movement_id, account, partner_id, currency, amount, subject FROM ledger_entries
ORDER BY channel_id, partner_id, movement_id, account;
DROP TABLE ledger_entries;
ALTER TABLE new_ledger_entries RENAME TO ledger_entries;

CREATE TABLE new_ledger_balances (
    channel_id TEXT   NOT NULL,
    partner_id TEXT   NOT NULL,
    currency   TEXT   NOT NULL,
    account    TEXT   NOT NULL,
    amount     BIGINT NOT NULL,
    PRIMARY KEY (channel_id, partner_id, currency, account)
) WITHOUT ROWID;
INSERT INTO new_ledger_balances SELECT channel_id, partner_id, currency, account, amount FROM ledger_balances
ORDER BY channel_id, partner_id, currency, account;
DROP TABLE ledger_balances;
ALTER TABLE new_ledger_balances RENAME TO ledger_balances;
CREATE INDEX ledger_balances_due ON ledger_balances (channel_id, account, currency, amount) WHERE amount <> 0;
