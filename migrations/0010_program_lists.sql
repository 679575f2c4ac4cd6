-- What the team's lists of the program are read by.

-- All commissions of the program, newest first.
CREATE INDEX commissions_of_program ON commissions (channel_id, occurred_at, id) WHERE source = 'program';
-- What a customer brought.
CREATE INDEX program_commissions_of_customer ON program_commissions (channel_id, customer_id) WHERE customer_id IS NOT NULL;
