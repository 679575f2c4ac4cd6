-- The content manager: drafts, published states, changes that wait for the team, pictures, and products as the picker finds them.
-- A content is kept as JSON; who wrote it is an account (partner:ptn_… or admin:adm_…) and a name for people.

-- The one edit of a landing page that is not published yet. Whoever saves says which revision they saw.
CREATE TABLE content_drafts (
    channel_id TEXT   NOT NULL,
    partner_id TEXT   NOT NULL,
    content    TEXT   NOT NULL,
    base       TEXT   NOT NULL,             -- fingerprint of the published content that the edit began from
    revision   BIGINT NOT NULL,             -- grows with every saving and is never used twice, also after the draft is gone
    saved_at   BIGINT NOT NULL,
    account    TEXT   NOT NULL,
    name       TEXT   NOT NULL,             -- of a member of the team; empty when partners write for themselves
    PRIMARY KEY (channel_id, partner_id),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);

-- What CC had, each time it was another than before.
CREATE TABLE content_versions (
    channel_id  TEXT   NOT NULL,
    id          TEXT   NOT NULL,            -- sorts by time
    partner_id  TEXT   NOT NULL,
    seen_at     BIGINT NOT NULL,
    author      TEXT   NOT NULL,            -- partner, team, generated, elsewhere
    account     TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL,
    content     TEXT   NOT NULL,
    PRIMARY KEY (channel_id, id),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);
CREATE INDEX content_versions_of ON content_versions (channel_id, partner_id, id);

-- The fingerprint of the newest version: of two who see the same change at once, one writes it down.
CREATE TABLE content_heads (
    channel_id  TEXT NOT NULL,
    partner_id  TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (channel_id, partner_id),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);

-- What somebody began to publish: parts of it may stand at CC when that broke off. Gone once all of it does.
CREATE TABLE content_attempts (
    channel_id  TEXT   NOT NULL,
    partner_id  TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL,
    content     TEXT   NOT NULL,
    began_at    BIGINT NOT NULL,
    PRIMARY KEY (channel_id, partner_id, fingerprint),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);

-- Changes that wait for the team, and what became of them.
CREATE TABLE content_reviews (
    channel_id    TEXT   NOT NULL,
    id            TEXT   NOT NULL,          -- sorts by time
    partner_id    TEXT   NOT NULL,
    status        TEXT   NOT NULL,          -- pending, approved, changes_requested, rejected, withdrawn
    author        TEXT   NOT NULL,          -- partner or generated
    account       TEXT   NOT NULL,
    base          TEXT   NOT NULL,          -- fingerprint of state_before
    state_before  TEXT   NOT NULL,
    state_after   TEXT   NOT NULL,
    reason        TEXT   NOT NULL,
    proposed_at   BIGINT NOT NULL,
    decided_at    BIGINT,
    decided_by    TEXT   NOT NULL,          -- for people; empty until then
    claimed_until BIGINT NOT NULL,          -- while somebody publishes it, nobody else decides; 0 when nobody does
    PRIMARY KEY (channel_id, id),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);
-- One change of each author waits per partner: a newer one replaces it.
CREATE UNIQUE INDEX content_reviews_waiting ON content_reviews (channel_id, partner_id, author) WHERE status = 'pending';
CREATE INDEX content_reviews_of ON content_reviews (channel_id, partner_id, id);
CREATE INDEX content_reviews_by_status ON content_reviews (channel_id, status, id);

-- What the merchant decided about contents. A channel without a row has not decided anything.
CREATE TABLE content_settings (
    channel_id      TEXT   NOT NULL PRIMARY KEY REFERENCES channels (id),
    review_required BIGINT NOT NULL
);

-- Pictures that a partner's page may show: uploaded here, or seen at CC.
CREATE TABLE content_pictures (
    channel_id TEXT   NOT NULL,
    partner_id TEXT   NOT NULL,
    url        TEXT   NOT NULL,
    known_at   BIGINT NOT NULL,
    PRIMARY KEY (channel_id, partner_id, url),
    FOREIGN KEY (channel_id, partner_id) REFERENCES partners (channel_id, id)
);

-- What the picker searches and sorts by, taken out of the product's JSON. `search` becomes words of title, handle, brand, type
-- and tags with a space before each; a product whose title_key is empty was kept before this and is read anew with the next list.
ALTER TABLE products ADD COLUMN title_key TEXT NOT NULL DEFAULT '';
ALTER TABLE products ADD COLUMN product_type TEXT NOT NULL DEFAULT '';
ALTER TABLE products ADD COLUMN is_active BIGINT NOT NULL DEFAULT 0;
ALTER TABLE products ADD COLUMN is_available BIGINT NOT NULL DEFAULT 0;
ALTER TABLE products ADD COLUMN price BIGINT NOT NULL DEFAULT 0;
ALTER TABLE products ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX products_by_title ON products (channel_id, is_active, title_key, id);
CREATE INDEX products_by_age ON products (channel_id, is_active, created_at, id);
CREATE INDEX products_by_price ON products (channel_id, is_active, price, id);

CREATE TABLE product_tags (
    channel_id TEXT NOT NULL,
    tag        TEXT NOT NULL,
    product_id TEXT NOT NULL,
    PRIMARY KEY (channel_id, tag, product_id),
    FOREIGN KEY (channel_id, product_id) REFERENCES products (channel_id, id)
);
CREATE INDEX product_tags_of ON product_tags (channel_id, product_id);

CREATE TABLE collections (
    channel_id TEXT NOT NULL,
    id         TEXT NOT NULL,
    title      TEXT NOT NULL,
    title_key  TEXT NOT NULL,
    PRIMARY KEY (channel_id, id)
);

-- The products of a collection; one that is not in our list yet stands here too, and is found once it is.
CREATE TABLE collection_products (
    channel_id    TEXT NOT NULL,
    collection_id TEXT NOT NULL,
    product_id    TEXT NOT NULL,
    PRIMARY KEY (channel_id, collection_id, product_id),
    FOREIGN KEY (channel_id, collection_id) REFERENCES collections (channel_id, id)
);
