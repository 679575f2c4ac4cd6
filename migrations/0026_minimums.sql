-- A minimum for each currency: `EUR 4500,USD 5000`, in minor units and in the order of the codes; empty where there is none.
ALTER TABLE program_groups ADD COLUMN minimums TEXT NOT NULL DEFAULT '';
UPDATE program_groups SET minimums = minimum_currency || ' ' || CAST(minimum AS TEXT)
    WHERE minimum IS NOT NULL AND minimum_currency IS NOT NULL;
ALTER TABLE program_groups DROP COLUMN minimum;
ALTER TABLE program_groups DROP COLUMN minimum_currency;

ALTER TABLE program_members ADD COLUMN minimums TEXT NOT NULL DEFAULT '';
UPDATE program_members SET minimums = minimum_currency || ' ' || CAST(minimum AS TEXT)
    WHERE minimum IS NOT NULL AND minimum_currency IS NOT NULL;
ALTER TABLE program_members DROP COLUMN minimum;
ALTER TABLE program_members DROP COLUMN minimum_currency;
