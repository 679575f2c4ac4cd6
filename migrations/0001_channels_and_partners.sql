-- Who there is: the merchants' channels and their partners.
--
-- What holds for every table, here and in the files that follow:
--   * Both engines run this text: TEXT, BIGINT and DOUBLE PRECISION only. A BIGINT is a number, a truth value (0 or 1),
--     a time (milliseconds since 1970, UTC) or a day (days since 1970 in the channel's time zone).
--   * Money is whole minor units beside a column with its ISO 4217 currency.
--   * The tenant comes first in every key: no index, and so no quick query, crosses channels.

-- A channel is one merchant's shop. Test data live in a channel of their own.
CREATE TABLE channels (
    id          TEXT   NOT NULL PRIMARY KEY,
    domain      TEXT   NOT NULL UNIQUE,     -- the Shopify domain, in lower case
    name        TEXT   NOT NULL,
    currency    TEXT   NOT NULL,
    time_zone   TEXT   NOT NULL,            -- IANA name; decides on which day a sale falls
    brand_color TEXT   NOT NULL,
    logo_url    TEXT,
    store_url   TEXT   NOT NULL,
    is_test     BIGINT NOT NULL
);

-- A partner, joined from what all systems say. The unique columns are what partners are found and joined by.
CREATE TABLE partners (
    channel_id     TEXT   NOT NULL REFERENCES channels (id),
    id             TEXT   NOT NULL,
    first_name     TEXT   NOT NULL,
    last_name      TEXT   NOT NULL,
    email          TEXT   NOT NULL,         -- lower case
    handle         TEXT,                    -- of the landing page, lower case
    cc_creator_id  TEXT,
    cc_collab_id   TEXT,
    affiliate_code TEXT,                    -- the current one, upper case
    tier_id        TEXT,
    tier           TEXT   NOT NULL,         -- the tier's name; may be empty
    picture_url    TEXT,
    is_active      BIGINT NOT NULL,
    joined_at      BIGINT NOT NULL,
    name_key       TEXT   NOT NULL,         -- the name as it is sorted by: lower case
    search         TEXT   NOT NULL,         -- name, e-mail, handle and code as they are searched: lower case
    PRIMARY KEY (channel_id, id),
    UNIQUE (channel_id, email),
    UNIQUE (channel_id, handle),
    UNIQUE (channel_id, cc_creator_id)
);

-- Every code a partner ever had: an order with an old code still finds its partner, and no code is ever given twice.
CREATE TABLE partner_codes (
    channel_id TEXT   NOT NULL,
    code       TEXT   NOT NULL,
    partner_id TEXT   NOT NULL,
    since      BIGINT NOT NULL,
    PRIMARY KEY (channel_id, code),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);
CREATE INDEX partner_codes_of ON partner_codes (channel_id, partner_id);

-- Under which id each outside system knows a partner: one id per system, one partner per id.
CREATE TABLE partner_external_ids (
    channel_id  TEXT NOT NULL,
    partner_id  TEXT NOT NULL,
    source      TEXT NOT NULL,
    external_id TEXT NOT NULL,
    PRIMARY KEY (channel_id, partner_id, source),
    UNIQUE (channel_id, source, external_id),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);
