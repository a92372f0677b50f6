-- stands for another part (releases)
SELECT 1;
