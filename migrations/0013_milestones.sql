-- Bonuses that partners get by themselves once they have brought enough.
CREATE TABLE program_milestones (
    channel_id     TEXT   NOT NULL REFERENCES channels (id),
    id             TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    name_key       TEXT   NOT NULL,       -- in lower case
    goal_currency  TEXT,                  -- NULL: orders are counted
    goal           BIGINT NOT NULL,       -- minor units, or orders
    period         TEXT   NOT NULL,       -- month, quarter, year, ever
    bonus_currency TEXT   NOT NULL,
    bonus          BIGINT NOT NULL,
    starts_on      BIGINT NOT NULL,
    PRIMARY KEY (channel_id, id),
    UNIQUE (channel_id, name_key)
);

-- What was earned and may still be lost, because orders are given back.
CREATE INDEX program_commissions_of_milestones ON program_commissions (channel_id) WHERE is_held = 1 AND origin = 'milestone';
