-- How the site looks: one of the themes that the program has.
ALTER TABLE site ADD COLUMN theme TEXT NOT NULL DEFAULT 'classic';

-- An item of a menu can be shown as a button.
ALTER TABLE nav_item ADD COLUMN button INTEGER NOT NULL DEFAULT 0;

-- Which section templates a tenant has: the digest of the program's own when they were last written.
ALTER TABLE tenant ADD COLUMN templates TEXT NOT NULL DEFAULT '';
