-- Files of orders and partners that are taken in line by line. The file itself lies beside the data until its import has ended.

CREATE TABLE imports (
    channel_id        TEXT   NOT NULL REFERENCES channels (id),
    id                TEXT   NOT NULL,
    kind              TEXT   NOT NULL,      -- orders, partners
    file_name         TEXT   NOT NULL,      -- as the person's computer calls it
    size              BIGINT NOT NULL,      -- in bytes
    state             TEXT   NOT NULL,      -- preview, running, paused, done, failed, cancelled
    reason            TEXT   NOT NULL,      -- why it failed
    account           TEXT   NOT NULL,      -- who brought it
    created_at        BIGINT NOT NULL,
    changed_at        BIGINT NOT NULL,
    preview           TEXT   NOT NULL,      -- what was seen of the file before it was confirmed, as JSON
    -- How far it has come: written in the transaction of the lines before it, so that a line is counted once whatever happens.
    position          BIGINT NOT NULL,      -- the byte at which the next line begins
    next_line         BIGINT NOT NULL,
    new_count         BIGINT NOT NULL,
    known_count       BIGINT NOT NULL,
    refused_count     BIGINT NOT NULL,
    not_tracked_count BIGINT NOT NULL,
    fault_count       BIGINT NOT NULL,      -- all of them; not all are kept
    PRIMARY KEY (channel_id, id)
);
-- One at a time.
CREATE UNIQUE INDEX imports_running ON imports (channel_id) WHERE state = 'running';

-- What was wrong with which line, as far as it is kept.
CREATE TABLE import_faults (
    channel_id  TEXT   NOT NULL,
    import_id   TEXT   NOT NULL,
    number      BIGINT NOT NULL,            -- in the order in which they were found
    line        BIGINT NOT NULL,            -- as the file counts them
    column_name TEXT   NOT NULL,
    problem     TEXT   NOT NULL,
    PRIMARY KEY (channel_id, import_id, number),
    FOREIGN KEY (channel_id, import_id) REFERENCES imports (channel_id, id)
);
