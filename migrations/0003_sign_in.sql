-- Who may come in. Three tables here are not keyed by channel, because they are read before the channel is known:
-- a session by its random id, an admin by the e-mail typed into the form, failed tries by whoever makes them.

-- Signed-in people. What is in a session is the business of the sign-in code.
CREATE TABLE sessions (
    id         TEXT   NOT NULL PRIMARY KEY,
    account    TEXT   NOT NULL,             -- whose it is: to end all of one account's sessions
    data       TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_of ON sessions (account);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- SSO tokens that were used: a second use finds its row. Kept for a day beyond their end.
CREATE TABLE sso_tokens (
    channel_id TEXT   NOT NULL,
    jti        TEXT   NOT NULL,             -- the token's own id
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (channel_id, jti)
);
CREATE INDEX sso_tokens_by_end ON sso_tokens (channel_id, expires_at);

-- The merchant's team. One e-mail is one admin of one channel.
CREATE TABLE admins (
    channel_id    TEXT   NOT NULL REFERENCES channels (id),
    id            TEXT   NOT NULL,
    email         TEXT   NOT NULL UNIQUE,
    name          TEXT   NOT NULL,
    password_hash TEXT   NOT NULL,          -- argon2id
    role          TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (channel_id, id)
);

-- Failed tries to sign in, by account and by address: a row per millisecond in which any happened.
CREATE TABLE failures (
    subject   TEXT   NOT NULL,
    failed_at BIGINT NOT NULL,
    tries     BIGINT NOT NULL,
    PRIMARY KEY (subject, failed_at)
);
CREATE INDEX failures_by_time ON failures (failed_at);

-- The audit trail: only ever added to. States are JSON.
CREATE TABLE audit_trail (
    channel_id   TEXT   NOT NULL,
    id           TEXT   NOT NULL,           -- sorts by time
    happened_at  BIGINT NOT NULL,
    actor        TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    target       TEXT   NOT NULL,
    state_before TEXT,
    state_after  TEXT,
    address      TEXT,
    PRIMARY KEY (channel_id, id)
);
