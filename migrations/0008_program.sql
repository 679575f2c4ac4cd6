-- The affiliate program: its terms, its partners, customers, what stands behind a commission, the ledger, payouts.
--
-- A commission of the program is a row of `commissions` with source 'program', like those of the networks; what only the program
-- knows of it is in `program_commissions`. Its order is a row of `orders`: the shop's own, or one with source 'program' when the shop
-- does not report its orders here.

-- How the program of a channel works, as JSON. A channel without a row has the defaults.
CREATE TABLE program_settings (
    channel_id TEXT   NOT NULL PRIMARY KEY REFERENCES channels (id),
    settings   TEXT   NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Partners who share terms. A rate is a kind (percentage, fixed), a value (basis points, minor units) and the currency of a fixed one;
-- what is NULL is the program's.
CREATE TABLE program_groups (
    channel_id       TEXT   NOT NULL REFERENCES channels (id),
    id               TEXT   NOT NULL,
    name             TEXT   NOT NULL,
    name_key         TEXT   NOT NULL,       -- in lower case
    rate_kind        TEXT,
    rate_value       BIGINT,
    rate_currency    TEXT,
    hold_days        BIGINT,
    minimum_currency TEXT,
    minimum          BIGINT,
    moves_currency   TEXT,                  -- from which sales on partners come here by themselves
    moves_at         BIGINT,
    PRIMARY KEY (channel_id, id),
    UNIQUE (channel_id, name_key)
);

-- The program's side of a partner. Nobody is in the program without a row here.
CREATE TABLE program_members (
    channel_id            TEXT   NOT NULL,
    partner_id            TEXT   NOT NULL,
    status                TEXT   NOT NULL,  -- pending, approved, rejected, disabled
    reason                TEXT   NOT NULL,
    rate_kind             TEXT,
    rate_value            BIGINT,
    rate_currency         TEXT,
    ignores_product_rates BIGINT NOT NULL,
    group_id              TEXT,
    hold_days             BIGINT,
    minimum_currency      TEXT,
    minimum               BIGINT,
    payout_method         TEXT,
    payout_sealed         TEXT   NOT NULL,  -- encrypted
    payout_shown          TEXT   NOT NULL,
    notes                 TEXT   NOT NULL,
    applied_at            BIGINT NOT NULL,
    PRIMARY KEY (channel_id, partner_id),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id),
    FOREIGN KEY (channel_id, group_id) REFERENCES program_groups (channel_id, id)
);
CREATE INDEX program_members_by_status ON program_members (channel_id, status, applied_at, partner_id);
CREATE INDEX program_members_of_group ON program_members (channel_id, group_id);

-- Who bought. One e-mail is one customer.
CREATE TABLE customers (
    channel_id  TEXT   NOT NULL REFERENCES channels (id),
    id          TEXT   NOT NULL,
    email       TEXT   NOT NULL,            -- lower case
    name        TEXT   NOT NULL,
    external_id TEXT,                       -- the merchant's id
    metadata    TEXT,                       -- the merchant's own, a JSON object
    search      TEXT   NOT NULL,
    first_at    BIGINT NOT NULL,            -- of their first order here
    last_at     BIGINT NOT NULL,
    PRIMARY KEY (channel_id, id),
    UNIQUE (channel_id, email)
);
CREATE INDEX customers_by_time ON customers (channel_id, last_at, id);

-- What a customer bought and brought, changed with the rows it counts.
CREATE TABLE customer_totals (
    channel_id  TEXT   NOT NULL,
    customer_id TEXT   NOT NULL,
    currency    TEXT   NOT NULL,
    orders      BIGINT NOT NULL,
    revenue     BIGINT NOT NULL,
    commission  BIGINT NOT NULL,
    PRIMARY KEY (channel_id, customer_id, currency)
);

ALTER TABLE orders ADD COLUMN customer_id TEXT;
CREATE INDEX orders_of_customer ON orders (channel_id, customer_id, placed_at, id) WHERE customer_id IS NOT NULL;

-- What the program knows of a commission beside its row.
CREATE TABLE program_commissions (
    channel_id    TEXT   NOT NULL,
    commission_id TEXT   NOT NULL,
    partner_id    TEXT   NOT NULL,
    customer_id   TEXT,
    coupon        TEXT,
    rate_kind     TEXT,                     -- NULL when the order or a person said the amount
    rate_value    BIGINT,
    rate_currency TEXT,
    full_amount   BIGINT NOT NULL,          -- before refunds took their part
    free_at       BIGINT NOT NULL,          -- when the holding period ends
    is_held       BIGINT NOT NULL,          -- 1 while it waits for that
    flag          TEXT   NOT NULL,          -- what a person should look at; empty when nothing
    notes         TEXT   NOT NULL,
    product       TEXT,
    metadata      TEXT,
    origin        TEXT   NOT NULL,
    takes_back    TEXT,                     -- the paid commission that this one takes back
    payout_id     TEXT,                     -- the payout that it is or was last part of
    is_new_customer BIGINT,                 -- whether it was the customer's first order here; NULL without a customer
    steps         BIGINT NOT NULL,          -- how many there are in commission_steps
    PRIMARY KEY (channel_id, commission_id),
    FOREIGN KEY (channel_id, commission_id) REFERENCES commissions (channel_id, id)
);
CREATE INDEX program_commissions_held ON program_commissions (channel_id, free_at, commission_id) WHERE is_held = 1 AND flag = '';
CREATE INDEX program_commissions_taking ON program_commissions (channel_id, takes_back) WHERE takes_back IS NOT NULL;
CREATE INDEX program_commissions_of_payout ON program_commissions (channel_id, payout_id) WHERE payout_id IS NOT NULL;
-- What may be paid is read from here: its cost does not grow with what was paid.
CREATE INDEX commissions_payable ON commissions (channel_id, partner_id, occurred_at, id) WHERE source = 'program' AND status = 'approved';

-- Who did what to a commission, when and why. Only ever added to.
CREATE TABLE commission_steps (
    channel_id    TEXT   NOT NULL,
    commission_id TEXT   NOT NULL,
    step          BIGINT NOT NULL,          -- 1, 2, 3 …
    happened_at   BIGINT NOT NULL,
    status        TEXT   NOT NULL,
    amount        BIGINT NOT NULL,          -- from then on
    account       TEXT   NOT NULL,          -- who: admin:adm_…, key:key_…, system
    reason        TEXT   NOT NULL,
    PRIMARY KEY (channel_id, commission_id, step)
);

-- The ledger. Every movement is two or more entries that sum to nothing; entries are only ever added.
--   merchant  what the merchant gave to partners (negative)
--   held      in its holding period
--   payable   earned, to be paid; negative when more was taken back than is due
--   reserved  part of a payout under way
--   paid      arrived
CREATE TABLE ledger_entries (
    channel_id  TEXT   NOT NULL,
    movement_id TEXT   NOT NULL,            -- sorts by time
    account     TEXT   NOT NULL,
    partner_id  TEXT   NOT NULL,
    currency    TEXT   NOT NULL,
    amount      BIGINT NOT NULL,
    subject     TEXT   NOT NULL,            -- the commission or payout that it is about
    PRIMARY KEY (channel_id, movement_id, account)
);
CREATE INDEX ledger_entries_of ON ledger_entries (channel_id, partner_id, movement_id);

-- The sums of the entries, changed with them.
CREATE TABLE ledger_balances (
    channel_id TEXT   NOT NULL,
    partner_id TEXT   NOT NULL,
    currency   TEXT   NOT NULL,
    account    TEXT   NOT NULL,
    amount     BIGINT NOT NULL,
    PRIMARY KEY (channel_id, partner_id, currency, account)
);
CREATE INDEX ledger_balances_due ON ledger_balances (channel_id, account, currency, amount) WHERE amount <> 0;

-- Payouts that are made together: one method, one currency, one hand-over to the rail. The id is fixed before the first attempt.
CREATE TABLE payout_runs (
    channel_id   TEXT   NOT NULL REFERENCES channels (id),
    id           TEXT   NOT NULL,
    method       TEXT   NOT NULL,
    currency     TEXT   NOT NULL,
    cut_off      BIGINT NOT NULL,           -- what was earned before this time is in it
    notes        TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    created_by   TEXT   NOT NULL,
    approved_by  TEXT,
    rail_id      TEXT,                      -- the rail's own id, once it told it
    next_look_at BIGINT NOT NULL,           -- when somebody should see to it again; 0 when nobody has to
    PRIMARY KEY (channel_id, id)
);
CREATE INDEX payout_runs_of_rail ON payout_runs (channel_id, rail_id) WHERE rail_id IS NOT NULL;
CREATE INDEX payout_runs_open ON payout_runs (channel_id, next_look_at, id) WHERE next_look_at > 0;

-- What one partner is paid by a run.
CREATE TABLE payouts (
    channel_id     TEXT   NOT NULL,
    id             TEXT   NOT NULL,
    run_id         TEXT   NOT NULL,
    partner_id     TEXT   NOT NULL,
    method         TEXT   NOT NULL,
    currency       TEXT   NOT NULL,
    amount         BIGINT NOT NULL,         -- the sum of its commissions
    status         TEXT   NOT NULL,
    sealed         TEXT   NOT NULL,         -- the account as it was when it was made, encrypted
    shown          TEXT   NOT NULL,
    transaction_id TEXT,
    fee_currency   TEXT,
    fee            BIGINT,
    reason         TEXT   NOT NULL,
    notes          TEXT   NOT NULL,
    created_at     BIGINT NOT NULL,
    settled_at     BIGINT,
    PRIMARY KEY (channel_id, id),
    FOREIGN KEY (channel_id, run_id) REFERENCES payout_runs (channel_id, id),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);
CREATE INDEX payouts_of ON payouts (channel_id, partner_id, id);
CREATE INDEX payouts_of_run ON payouts (channel_id, run_id);
CREATE INDEX payouts_by_status ON payouts (channel_id, status, id);

-- Written before a rail is called, and closed with what it answered: whoever comes after a crash sees that somebody may have called.
CREATE TABLE payout_attempts (
    channel_id TEXT   NOT NULL,
    run_id     TEXT   NOT NULL,
    attempt    BIGINT NOT NULL,             -- 1, 2, 3 …
    began_at   BIGINT NOT NULL,
    ended_at   BIGINT,
    outcome    TEXT   NOT NULL,             -- empty until it ended
    PRIMARY KEY (channel_id, run_id, attempt),
    FOREIGN KEY (channel_id, run_id) REFERENCES payout_runs (channel_id, id)
);

-- Keys of the API. The key itself is never kept, only its SHA-256.
CREATE TABLE api_keys (
    channel_id   TEXT   NOT NULL REFERENCES channels (id),
    id           TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    shown        TEXT   NOT NULL,           -- how it begins
    hash         TEXT   NOT NULL UNIQUE,    -- read before the channel is known
    scope        TEXT   NOT NULL,           -- read, write
    created_at   BIGINT NOT NULL,
    created_by   TEXT   NOT NULL,
    last_used_at BIGINT,
    revoked_at   BIGINT,
    PRIMARY KEY (channel_id, id)
);

-- Answers to requests that carried an Idempotency-Key, to be given again.
CREATE TABLE api_answers (
    channel_id  TEXT   NOT NULL,
    key_hash    TEXT   NOT NULL,            -- of the caller's key and the Idempotency-Key
    fingerprint TEXT   NOT NULL,            -- of the request
    status      BIGINT,                     -- NULL while the request is under way
    body        TEXT,
    expires_at  BIGINT NOT NULL,
    PRIMARY KEY (channel_id, key_hash)
);
CREATE INDEX api_answers_by_end ON api_answers (channel_id, expires_at);
