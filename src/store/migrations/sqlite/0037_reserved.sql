-- Nothing: the number is that of a migration which is still on its way, and numbers have no gap.
SELECT 1;
