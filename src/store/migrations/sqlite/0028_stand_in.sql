-- Stands for a step that comes from elsewhere: numbers have no gap.
SELECT 1;
