-- Own analytics: partner links, and what is needed to count each visitor once without knowing who they are.
--
-- What is counted goes to daily_totals, with these metrics beside those of the sales:
--   click                   a partner's link was followed
--   page_viewed             a visit: the first page that a visitor saw on a day
--   product_viewed, product_added_to_cart, checkout_started
--                           the same for the further steps: visitors of the day who came so far
--   checkout_completed      checkouts as the storefront's page reports them: count, and amounts where they are known
--   network_click           clicks as the affiliate network counts them
-- Their stream is '' for the whole, and dimension:value for its parts (link:k3x9qz, source:instagram, device:phone,
-- country:US). Their currency is '' where there is no amount. Nothing is kept of a single visitor, so these rows cannot be
-- counted anew: a new time zone leaves them on the days on which they were counted.
-- Figures of all partners side by side, by metric first now: they do not read events over.
DROP INDEX daily_totals_by_day;
CREATE INDEX daily_totals_by_day ON daily_totals (channel_id, metric, day, currency);
-- Of one partner, the same.
CREATE INDEX daily_totals_by_metric ON daily_totals (channel_id, partner_id, metric, day);
-- The whole without its parts: figures and series do not read the parts over.
CREATE INDEX daily_totals_whole ON daily_totals (channel_id, partner_id, metric, day) WHERE stream = '';

-- Short links of partners. A code is never given twice, and a link is never deleted: what was shared goes on to lead somewhere.
CREATE TABLE links (
    channel_id   TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    code         TEXT   NOT NULL,
    partner_id   TEXT   NOT NULL,
    label        TEXT   NOT NULL,
    target       TEXT   NOT NULL,           -- an address at an allowed host; '' for the shop's front page
    utm_source   TEXT   NOT NULL,           -- campaign parameters; '' for none
    utm_medium   TEXT   NOT NULL,
    utm_campaign TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    is_archived  BIGINT NOT NULL,
    PRIMARY KEY (channel_id, id),
    UNIQUE (channel_id, code),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);
CREATE INDEX links_of ON links (channel_id, partner_id, id);

-- What visitors' addresses are hashed with, one for each day. Destroyed after the next day: then no mark can be traced back.
CREATE TABLE visitor_salts (
    channel_id TEXT   NOT NULL,
    day        BIGINT NOT NULL,
    salt       TEXT   NOT NULL,
    PRIMARY KEY (channel_id, day)
);

-- Who was counted for what: a hash of visitor, event and subject. It counts again once its time is over, and then it is deleted.
CREATE TABLE visitor_marks (
    channel_id TEXT   NOT NULL,
    mark       TEXT   NOT NULL,
    until      BIGINT NOT NULL,
    PRIMARY KEY (channel_id, mark)
);
CREATE INDEX visitor_marks_by_end ON visitor_marks (channel_id, until);
