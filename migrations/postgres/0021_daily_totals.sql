-- One row for each day of a partner, with all that is counted of it: an order moves few rows instead of many, and what pages read of a
-- range of days lies together. What visitors do has many parts that nobody knows beforehand: that stays a row for each.

ALTER TABLE daily_totals RENAME TO daily_traffic;
DROP INDEX daily_totals_whole;
CREATE INDEX daily_traffic_whole ON daily_traffic (channel_id, partner_id, metric, day) WHERE stream = '';
ALTER TABLE daily_traffic RENAME CONSTRAINT daily_totals_pkey TO daily_traffic_pkey;

-- Sums per day, changed in the same transaction as the rows they count: charts and figures read these and nothing else.
-- The row of the whole channel has the partner ''. A row may have come down to nothing; it is kept.
CREATE TABLE daily_totals (
    channel_id          TEXT   NOT NULL,
    partner_id          TEXT   NOT NULL,
    day                 BIGINT NOT NULL,
    currency            TEXT   NOT NULL,
    orders              BIGINT NOT NULL DEFAULT 0,    -- orders that are not cancelled, by the day they were placed
    sales               BIGINT NOT NULL DEFAULT 0,    -- their subtotals
    refunds             BIGINT NOT NULL DEFAULT 0,    -- given back of such orders, by the day of the refund
    cc_sale_count       BIGINT NOT NULL DEFAULT 0,    -- commissions that count as earned, by the day of the sale or bonus: how many
    cc_sale             BIGINT NOT NULL DEFAULT 0,    -- and how much, on sales that are linked to an order
    network_count       BIGINT NOT NULL DEFAULT 0,
    network             BIGINT NOT NULL DEFAULT 0,    -- on sales that only the network knows
    program_count       BIGINT NOT NULL DEFAULT 0,
    program             BIGINT NOT NULL DEFAULT 0,    -- on sales of our own program
    bonus_count         BIGINT NOT NULL DEFAULT 0,
    bonus               BIGINT NOT NULL DEFAULT 0,    -- on no sale
    base                BIGINT NOT NULL DEFAULT 0,    -- sales that commissions were counted on (for the observed rate)
    unrated_count       BIGINT NOT NULL DEFAULT 0,    -- commissions on sales whose amount the source does not tell
    unrated             BIGINT NOT NULL DEFAULT 0,    -- (left out of the observed rate)
    conversions         BIGINT NOT NULL DEFAULT 0,    -- sales of the program that count and of which something is left
    revenue             BIGINT NOT NULL DEFAULT 0,    -- what is left of them
    new_customers       BIGINT NOT NULL DEFAULT 0,    -- those of them whose customer was new
    returning_orders    BIGINT NOT NULL DEFAULT 0,    -- or had bought before
    program_bonus_count BIGINT NOT NULL DEFAULT 0,    -- bonuses of the program, and what it took back: with `program`
    program_bonus       BIGINT NOT NULL DEFAULT 0,    -- they are what its partners earned
    earned_paid         BIGINT NOT NULL DEFAULT 0,    -- as much of that as is paid by now
    payouts             BIGINT NOT NULL DEFAULT 0,    -- payouts that arrived, by that day
    paid_out            BIGINT NOT NULL DEFAULT 0,    -- what they came to
    PRIMARY KEY (channel_id, partner_id, day, currency)
);

-- Commissions that are not paid yet and have a day to be paid on, by that day.
CREATE TABLE daily_due (
    channel_id TEXT   NOT NULL,
    partner_id TEXT   NOT NULL,
    day        BIGINT NOT NULL,
    currency   TEXT   NOT NULL,
    amount     BIGINT NOT NULL,
    PRIMARY KEY (channel_id, partner_id, day, currency)
);
