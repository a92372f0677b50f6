-- stands for another part (meaning)
SELECT 1;
