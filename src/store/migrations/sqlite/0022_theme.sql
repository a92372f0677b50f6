-- Its place is taken by the theme of a site.
SELECT 1;
