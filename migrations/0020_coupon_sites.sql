-- Pages of coupon sites that the operator names, and codes of partners that were read there.

-- How the last readings of a page went. What a page said before it failed stands until it is read again.
CREATE TABLE coupon_sites (
    channel_id TEXT   NOT NULL REFERENCES channels (id),
    site       TEXT   NOT NULL,             -- its address
    tried_at   BIGINT NOT NULL,
    read_at    BIGINT,                      -- when it was read last; NULL until it was
    fault      TEXT   NOT NULL,             -- why the last attempt came to nothing; empty when it did not
    PRIMARY KEY (channel_id, site)
);

CREATE TABLE coupon_sightings (
    channel_id TEXT   NOT NULL,
    code       TEXT   NOT NULL,
    site       TEXT   NOT NULL,
    first_seen BIGINT NOT NULL,             -- since when it stands there
    last_seen  BIGINT NOT NULL,
    gone_at    BIGINT,                      -- when the page was first read without it; NULL while it stands there
    PRIMARY KEY (channel_id, code, site),
    FOREIGN KEY (channel_id, code) REFERENCES partner_codes (channel_id, code)
);
