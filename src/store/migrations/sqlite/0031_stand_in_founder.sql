-- stands for another part (founder)
SELECT 1;
