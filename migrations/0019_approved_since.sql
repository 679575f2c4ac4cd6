-- Since when a partner's orders count: the shop tells of an order again whenever something becomes of it, and one that was placed before
-- its partner was approved brings nothing later either. NULL for who never was approved.
ALTER TABLE program_members ADD COLUMN approved_at BIGINT;
UPDATE program_members SET approved_at = applied_at WHERE status = 'approved';

-- What was seen of a file before its import was confirmed tells of people: it goes when the import has ended.
UPDATE imports SET preview = '' WHERE state IN ('done', 'failed', 'cancelled');
