-- Time that cannot be turned back: the newest time that anybody has seen for the tenant when the row was written; for how
-- many milliseconds the machine had run then, and since which start of it; by how much the time had jumped ahead within
-- the minute before. Rows from before have none of them.
ALTER TABLE call ADD COLUMN newest INTEGER;
ALTER TABLE call ADD COLUMN run INTEGER;
ALTER TABLE call ADD COLUMN boot INTEGER;
ALTER TABLE call ADD COLUMN was_ahead INTEGER;
