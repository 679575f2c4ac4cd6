-- What outside systems said last, and how far they have been read.

-- The last answer to each question, so that a page can be shown while the system is away.
CREATE TABLE answers (
    channel_id TEXT   NOT NULL,
    subject    TEXT   NOT NULL,             -- whom or what it is about, such as a partner's id
    source     TEXT   NOT NULL,
    kind       TEXT   NOT NULL,             -- which question
    body       TEXT,                        -- the last good answer; NULL when there is none, or the system knows nothing of the subject
    fetched_at BIGINT,                      -- when that came
    tried_at   BIGINT NOT NULL,             -- when the system was last asked
    fault      TEXT,                        -- how the last try failed; 'missing' is an answer too
    PRIMARY KEY (channel_id, subject, source, kind)
);

-- How far each feed has been read.
CREATE TABLE cursors (
    channel_id TEXT   NOT NULL,
    source     TEXT   NOT NULL,
    stream     TEXT   NOT NULL,
    value      TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (channel_id, source, stream)
);

-- Webhook events: kept before they are answered, applied once. The sender's event id makes a repeat harmless.
CREATE TABLE inbox (
    channel_id  TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    event_id    TEXT   NOT NULL,
    topic       TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    received_at BIGINT NOT NULL,
    state       TEXT   NOT NULL,            -- pending, applied, failed
    fault       TEXT,
    PRIMARY KEY (channel_id, source, event_id)
);
CREATE INDEX inbox_pending ON inbox (channel_id, received_at, source, event_id) WHERE state = 'pending';

-- The storefront's products as it last described them.
CREATE TABLE products (
    channel_id TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    handle     TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    search     TEXT   NOT NULL,             -- title and handle in lower case
    body       TEXT   NOT NULL,             -- the whole product as JSON
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (channel_id, id)
);
