-- stands for another part (install)
SELECT 1;
