-- How often the address of the tenant's hook has been renewed: each number has a secret of its own, and only the last
-- is good.
ALTER TABLE tenant ADD COLUMN hook_renewals INTEGER NOT NULL DEFAULT 0;
