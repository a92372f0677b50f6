-- The ids of the contacts that were merged into this one, with blanks between. Who is erased is erased with all that the
-- file still holds of these (ADR 0020, 0064).
ALTER TABLE contact ADD COLUMN merged TEXT NOT NULL DEFAULT '';
