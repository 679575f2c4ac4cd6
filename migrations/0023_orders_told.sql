-- Of an order that was tracked its own system has said nothing yet: it was never changed. Before, the time it was placed stood there.
UPDATE orders SET changed_at = 0 WHERE source = 'program' AND changed_at = placed_at;
