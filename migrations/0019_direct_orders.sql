-- Orders that no partner brought, of customers whom the program knows already: a part of what they bought, and of nothing else. Nothing is
-- kept of strangers. Once such an order is tracked for a partner its row here is gone: an order is either here or in `orders`.
CREATE TABLE direct_orders (
    channel_id  TEXT   NOT NULL REFERENCES channels (id),
    external_id TEXT   NOT NULL,            -- its id in the shop, without #
    name        TEXT   NOT NULL,            -- for people, such as #1001
    bare_name   TEXT   NOT NULL,            -- the name without #: whoever tracks the order may mean it by that
    customer_id TEXT   NOT NULL,
    coupon      TEXT,                       -- a code that counts for nobody
    placed_at   BIGINT NOT NULL,
    status      TEXT   NOT NULL,
    currency    TEXT   NOT NULL,
    subtotal    BIGINT NOT NULL,            -- goods less discounts: what counts as the customer's revenue
    total       BIGINT NOT NULL,            -- what the buyer paid
    refunded    BIGINT NOT NULL,            -- sum of its refunds in its currency
    refunds     TEXT   NOT NULL,            -- those refunds as JSON: each counts once, and whoever tracks the order takes them over
    notes       TEXT   NOT NULL,
    changed_at  BIGINT NOT NULL,            -- by the shop's clock: an older report never overwrites a newer one
    PRIMARY KEY (channel_id, external_id)
);
CREATE INDEX direct_orders_by_name ON direct_orders (channel_id, bare_name);
CREATE INDEX direct_orders_of_customer ON direct_orders (channel_id, customer_id, placed_at, external_id);

-- Shops that keep e-mails to themselves tell who bought by their own id alone.
CREATE INDEX customers_by_external_id ON customers (channel_id, external_id) WHERE external_id IS NOT NULL;
