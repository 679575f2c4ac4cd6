-- How a payment that was recorded by hand was really made: paypal, bank, stripe, or manual for any other way.

ALTER TABLE payouts ADD COLUMN paid_by TEXT;
