-- stands for the migration before.
SELECT 1;
