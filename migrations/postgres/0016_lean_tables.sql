-- What is written with every order, in as few indexes as its readers need.

-- A metric's days lie together, partner by partner: one index serves the figures of one partner and, partner after partner, of all.
ALTER TABLE daily_totals DROP CONSTRAINT daily_totals_pkey;
ALTER TABLE daily_totals ADD PRIMARY KEY (channel_id, partner_id, metric, day, stream, currency);
DROP INDEX daily_totals_by_day;
DROP INDEX daily_totals_by_metric;

-- A movement is one partner's: their entries lie together.
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_pkey;
ALTER TABLE ledger_entries ADD PRIMARY KEY (channel_id, partner_id, movement_id, account);
DROP INDEX ledger_entries_of;
