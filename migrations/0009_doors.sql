-- The private door of a partner: an address that nobody guesses, and the password behind it. Who has CC's sign-on as well comes into
-- the same account by either.

CREATE TABLE partner_doors (
    channel_id    TEXT   NOT NULL,
    partner_id    TEXT   NOT NULL,
    token_hash    TEXT   NOT NULL UNIQUE,   -- of the address: read before the channel is known
    sealed        TEXT   NOT NULL,          -- the address itself, encrypted: for the team to copy
    password_hash TEXT,                     -- argon2id; NULL until the first visit set it
    first_until   BIGINT NOT NULL,          -- until when the first visit may set the password
    PRIMARY KEY (channel_id, partner_id),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);
