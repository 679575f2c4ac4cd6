-- What the program's own figures are counted from, and what deleting a partner leaves.

-- In `daily_totals`, all under the stream 'program':
--   conversion   sales of the program that count and of which something is left, by the day of the sale: count, and what is left
--   customer_new, customer_known
--                those of them whose customer was new, or had bought before
--   earned       what the program's partners earned, bonuses and what was taken back included, by the same day
--   earned_paid  as much of it as is paid by now

-- What was given back of the sale that a commission was counted on, in the sale's currency.
ALTER TABLE program_commissions ADD COLUMN returned BIGINT NOT NULL DEFAULT 0;
UPDATE program_commissions SET returned = COALESCE(
    (SELECT CASE WHEN o.is_open = 0 OR o.refunded > c.sale THEN c.sale ELSE o.refunded END
     FROM commissions c JOIN orders o ON o.channel_id = c.channel_id AND o.id = c.order_id
     WHERE c.channel_id = program_commissions.channel_id AND c.id = program_commissions.commission_id
     AND c.kind = 'sale' AND c.sale IS NOT NULL), 0);

-- Which of our ways to count the totals of a channel were counted in: with a newer one they are counted anew at the next start.
ALTER TABLE channels ADD COLUMN counted_in BIGINT NOT NULL DEFAULT 1;

-- A partner who was deleted: their money stays, their person is gone. The creator they were at CC is kept as a SHA-256 that tells CC's
-- next report of the same person from one of somebody new: who was deleted does not come back by itself.
ALTER TABLE partners ADD COLUMN deleted_at BIGINT;
ALTER TABLE partners ADD COLUMN deleted_creator TEXT;
CREATE INDEX partners_deleted ON partners (channel_id, deleted_creator) WHERE deleted_creator IS NOT NULL;
