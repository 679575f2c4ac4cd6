-- What happened, as it is told to open pages and to whoever else listens.

-- The log of events. A row is written in the transaction that writes what it tells of, so that neither is there without the other.
-- Only news is in it: what lies hours back when it is first heard of, such as the year that fills an empty store, is not.
-- Kept for a week.
CREATE TABLE events (
    channel_id  TEXT   NOT NULL,
    id          TEXT   NOT NULL,            -- sorts as the transactions committed: whoever has read up to one has missed none
    partner_id  TEXT   NOT NULL,            -- whom it is about
    kind        TEXT   NOT NULL,            -- order, commission, refund, click
    body        TEXT   NOT NULL,            -- what it says, as JSON
    happened_at BIGINT NOT NULL,
    PRIMARY KEY (channel_id, id)
);
CREATE INDEX events_of ON events (channel_id, partner_id, id);

-- Where each channel's log ends. Its row is the lock that puts transactions with events in line, and is taken last of all locks:
-- numbers are given out in the order in which they become visible.
CREATE TABLE event_heads (
    channel_id TEXT   NOT NULL PRIMARY KEY,
    last       BIGINT NOT NULL,             -- the last number given out: milliseconds since 1970 times 4096, and a count within them
    pruned     BIGINT NOT NULL              -- events up to this number are gone, or are older than the log
);
