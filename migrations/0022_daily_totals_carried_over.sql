-- What was counted in rows of their own comes to the columns of its day.

INSERT INTO daily_totals (channel_id, partner_id, day, currency, orders, sales, refunds, cc_sale_count, cc_sale, network_count, network, program_count, program, bonus_count, bonus, base, unrated_count, unrated, conversions, revenue, new_customers, returning_orders, program_bonus_count, program_bonus, earned_paid, payouts, paid_out)
SELECT channel_id, partner_id, day, currency,
    CAST(SUM(CASE WHEN metric = 'sale' THEN count ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'sale' THEN amount ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'refund' THEN amount ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'commission' AND stream = 'cc_sale' THEN count ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'commission' AND stream = 'cc_sale' THEN amount ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'commission' AND stream = 'network' THEN count ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'commission' AND stream = 'network' THEN amount ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'commission' AND stream = 'program' THEN count ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'commission' AND stream = 'program' THEN amount ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'commission' AND stream = 'bonus' THEN count ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'commission' AND stream = 'bonus' THEN amount ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'base' THEN amount ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'unrated' THEN count ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'unrated' THEN amount ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'conversion' THEN count ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'conversion' THEN amount ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'customer_new' THEN count ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'customer_known' THEN count ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'earned' THEN count WHEN metric = 'commission' AND stream = 'program' THEN -count ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'earned' THEN amount WHEN metric = 'commission' AND stream = 'program' THEN -amount ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'earned_paid' THEN amount ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'payout' THEN count ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN metric = 'payout' THEN amount ELSE 0 END) AS BIGINT)
FROM daily_traffic WHERE metric IN ('sale', 'refund', 'commission', 'base', 'unrated', 'conversion', 'customer_new', 'customer_known', 'earned', 'earned_paid', 'payout')
GROUP BY channel_id, partner_id, day, currency;

INSERT INTO daily_due SELECT channel_id, partner_id, day, currency, CAST(SUM(amount) AS BIGINT)
FROM daily_traffic WHERE metric = 'due' GROUP BY channel_id, partner_id, day, currency;

DELETE FROM daily_traffic WHERE metric IN ('sale', 'refund', 'commission', 'base', 'unrated', 'conversion', 'customer_new', 'customer_known', 'earned', 'earned_paid', 'payout', 'due');
