-- A tenant can be suspended: its agents are let in to nothing until it is resumed.
ALTER TABLE tenant ADD COLUMN suspended_at INTEGER;

-- An agent that was removed stays, so that the log can say who it was.
ALTER TABLE agent ADD COLUMN removed_at INTEGER;
