-- What is certain about an attempt to pay, and which file a bank was given.

-- 1 when it ended and the rail for certain took nothing on: what comes after it is a first attempt again.
ALTER TABLE payout_attempts ADD COLUMN is_void BIGINT NOT NULL DEFAULT 0;

-- When a run's file was first made: the bank gets the same text each time.
ALTER TABLE payout_runs ADD COLUMN file_made_at BIGINT;
ALTER TABLE payout_runs ADD COLUMN file_day BIGINT;      -- the channel's day of it
ALTER TABLE payout_runs ADD COLUMN file_number BIGINT;   -- 0, 1, 2 …: tells apart the files of one day and currency
CREATE UNIQUE INDEX payout_runs_files ON payout_runs (channel_id, currency, file_day, file_number) WHERE file_day IS NOT NULL;
