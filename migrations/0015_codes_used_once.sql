-- Codes that count for one order, when the program says so.
ALTER TABLE partner_codes ADD COLUMN used_at BIGINT;        -- when its order was tracked; NULL while it may count
