-- Since when a partner's orders count: the shop tells of an order again whenever something becomes of it, and one that was placed before
-- its partner was approved brings nothing later either. NULL for who never was approved.
ALTER TABLE program_members ADD COLUMN approved_at BIGINT;
UPDATE program_members SET approved_at = applied_at WHERE status = 'approved';

-- What was seen of a file before its import was confirmed tells of people: it goes when the import has ended.
UPDATE imports SET preview = '' WHERE state IN ('done', 'failed', 'cancelled');

-- And so does what the audit trail said of partners who were deleted before it was left out with them.
UPDATE audit_trail SET state_before = NULL, state_after = NULL WHERE EXISTS (SELECT 1 FROM partners p
    WHERE p.deleted_at IS NOT NULL AND p.channel_id = audit_trail.channel_id
    AND (audit_trail.target IN (p.id, 'partner:' || p.id) OR audit_trail.actor IN (p.id, 'partner:' || p.id)));
UPDATE audit_trail SET address = NULL WHERE EXISTS (SELECT 1 FROM partners p
    WHERE p.deleted_at IS NOT NULL AND p.channel_id = audit_trail.channel_id AND audit_trail.actor IN (p.id, 'partner:' || p.id));
