-- What was sold and what was earned by it, from every source that reports either.

-- One sale is one row, however often and by whomever it is reported.
CREATE TABLE orders (
    channel_id       TEXT   NOT NULL,
    id               TEXT   NOT NULL,
    source           TEXT   NOT NULL,       -- the system it was placed in
    external_id      TEXT   NOT NULL,       -- its id there
    name             TEXT   NOT NULL,       -- for people, such as #1001
    bare_name        TEXT   NOT NULL,       -- the name without #: networks may refer to the order by it
    partner_id       TEXT   NOT NULL,
    attribution      TEXT   NOT NULL,
    coupon           TEXT,
    placed_at        BIGINT NOT NULL,
    status           TEXT   NOT NULL,
    currency         TEXT   NOT NULL,
    subtotal         BIGINT NOT NULL,       -- goods less discounts: what commission is counted on
    total            BIGINT NOT NULL,       -- what the buyer paid
    refunded         BIGINT NOT NULL,       -- sum of its refunds
    is_open          BIGINT NOT NULL,       -- 1 while it may still earn: neither cancelled nor wholly given back
    commission_count BIGINT NOT NULL,       -- how many commissions are linked to it
    changed_at       BIGINT NOT NULL,       -- by the source's clock: an older report never overwrites a newer one
    PRIMARY KEY (channel_id, id),
    UNIQUE (channel_id, external_id, source),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);
CREATE INDEX orders_by_name ON orders (channel_id, bare_name);
-- The list of entries and reconciliation read orders without commission from here: their cost does not grow with the matched ones.
CREATE INDEX orders_unmatched ON orders (channel_id, partner_id, placed_at, id) WHERE commission_count = 0;

-- Money given back, once per refund of the source.
CREATE TABLE refunds (
    channel_id  TEXT   NOT NULL,
    order_id    TEXT   NOT NULL,
    external_id TEXT   NOT NULL,            -- its id in the order's source
    id          TEXT   NOT NULL,
    currency    TEXT   NOT NULL,
    amount      BIGINT NOT NULL,            -- positive
    refunded_at BIGINT NOT NULL,
    PRIMARY KEY (channel_id, order_id, external_id),
    FOREIGN KEY (channel_id, order_id) REFERENCES orders (channel_id, id)
);

-- What a partner earns by a sale, a bonus or an adjustment, as one system decided it.
CREATE TABLE commissions (
    channel_id    TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    source        TEXT   NOT NULL,          -- the system that decided it
    external_id   TEXT   NOT NULL,          -- its id there
    partner_id    TEXT   NOT NULL,
    kind          TEXT   NOT NULL,          -- sale, bonus, adjustment
    stream        TEXT   NOT NULL,          -- cc_sale: linked to an order; network: a sale without one; bonus: the rest
    title         TEXT   NOT NULL,
    order_ref     TEXT   NOT NULL,          -- the merchant's order as the source names it, without #
    order_id      TEXT,                     -- that order here, once both have arrived
    sale_currency TEXT,
    sale          BIGINT,                   -- the sale's amount as the source knows it
    currency      TEXT   NOT NULL,
    amount        BIGINT NOT NULL,          -- what is earned; an adjustment may be negative
    status        TEXT   NOT NULL,
    reason        TEXT   NOT NULL,
    occurred_at   BIGINT NOT NULL,
    hold_until    BIGINT,
    pay_day       BIGINT,
    changed_at    BIGINT NOT NULL,          -- by the source's clock
    PRIMARY KEY (channel_id, id),
    UNIQUE (channel_id, external_id, source),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id),
    FOREIGN KEY (channel_id, order_id) REFERENCES orders (channel_id, id)
);
CREATE INDEX commissions_of ON commissions (channel_id, partner_id, occurred_at, id);
CREATE INDEX commissions_of_order ON commissions (channel_id, order_id) WHERE order_id IS NOT NULL;
-- Sales that wait for their order: found by it when it arrives, and read by reconciliation.
CREATE INDEX commissions_waiting ON commissions (channel_id, order_ref) WHERE stream = 'network';
CREATE INDEX commissions_unmatched ON commissions (channel_id, partner_id, occurred_at, id) WHERE stream = 'network';

-- Sums per day, changed in the same transaction as the rows they count: charts and figures read these and nothing else.
--   sale        orders that are not cancelled, by the day they were placed: count and subtotals
--   refund      refunds of such orders, by the day of the refund
--   commission  commissions that count as earned, by the day of the sale or bonus
--   due         those of them that are not paid yet and have a day to be paid on, by that day
--   base        sales that commissions were counted on, by the day of the sale (for the observed rate)
--   unrated     commissions on sales whose amount the source does not tell (left out of the observed rate)
-- The row of the whole channel has the partner ''. A row may have come down to nothing; it is kept.
CREATE TABLE daily_totals (
    channel_id TEXT   NOT NULL,
    partner_id TEXT   NOT NULL,
    day        BIGINT NOT NULL,
    metric     TEXT   NOT NULL,
    stream     TEXT   NOT NULL,
    currency   TEXT   NOT NULL,
    count      BIGINT NOT NULL,
    amount     BIGINT NOT NULL,
    PRIMARY KEY (channel_id, partner_id, day, metric, stream, currency)
);
-- Figures of all partners side by side: the list of partners, the best of them.
CREATE INDEX daily_totals_by_day ON daily_totals (channel_id, day, currency, metric);
