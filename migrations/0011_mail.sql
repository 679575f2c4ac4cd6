-- Messages to partners, applications to the program, and forgotten passwords of private doors.

-- A message is written here with what it tells of, and sent afterwards. It holds no private address: a mark stands for it, and the
-- present one is put in when the message goes out.
CREATE TABLE mail (
    channel_id TEXT   NOT NULL REFERENCES channels (id),
    id         TEXT   NOT NULL,             -- sorts by time
    partner_id TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    once       TEXT,                        -- what it tells of, when that is told once only
    to_email   TEXT   NOT NULL,
    to_name    TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    body_text  TEXT   NOT NULL,
    body_html  TEXT   NOT NULL,
    state      TEXT   NOT NULL,             -- waiting, sent, filed, failed
    attempts   BIGINT NOT NULL,             -- begun, since it was last told to go
    next_at    BIGINT NOT NULL,             -- when it is tried; later while somebody is at it
    fault      TEXT   NOT NULL,             -- what the last attempt came to, when it failed
    PRIMARY KEY (channel_id, id),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);
CREATE UNIQUE INDEX mail_once ON mail (channel_id, once) WHERE once IS NOT NULL;
CREATE INDEX mail_waiting ON mail (channel_id, next_at, id) WHERE state = 'waiting';

-- What somebody wrote who applied. The questions are kept as they were asked.
CREATE TABLE applications (
    channel_id TEXT   NOT NULL,
    partner_id TEXT   NOT NULL,
    found_at   TEXT   NOT NULL,             -- where to find them
    answers    TEXT   NOT NULL,             -- JSON: pairs of question and answer
    PRIMARY KEY (channel_id, partner_id),
    FOREIGN KEY (channel_id, partner_id) REFERENCES program_members (channel_id, partner_id)
);

-- Where another password can be set. The address and the password there are stay as they are until it was.
ALTER TABLE partner_doors ADD COLUMN reset_hash TEXT;      -- of the address: read before the channel is known
ALTER TABLE partner_doors ADD COLUMN reset_sealed TEXT;    -- the address itself, encrypted: for the message that carries it
ALTER TABLE partner_doors ADD COLUMN reset_until BIGINT;
CREATE UNIQUE INDEX partner_doors_resets ON partner_doors (reset_hash) WHERE reset_hash IS NOT NULL;
