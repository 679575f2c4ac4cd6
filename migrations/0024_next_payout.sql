-- What our own program owes is paid with the next payout, whichever day that is by then. Of each day is counted what can be paid from it
-- on, beside what networks pay on it; what a row said of the day on which it would be paid is said nowhere any more.

ALTER TABLE daily_due ADD COLUMN program BIGINT NOT NULL DEFAULT 0;

UPDATE commissions SET pay_day = NULL WHERE source = 'program';
