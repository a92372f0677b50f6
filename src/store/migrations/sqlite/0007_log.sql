-- The call log as evidence: a chain for each tenant, and how many calls of late.

-- Each row holds the hash of itself and of all before it. Rows from before have none: nobody has watched them,
-- and a chain made now would say that somebody had. The salt keeps the hash of arguments from being guessed
-- back once they have been erased.
ALTER TABLE call ADD COLUMN salt TEXT;
ALTER TABLE call ADD COLUMN hash TEXT;

-- Also refuses a process of an earlier version that still has the file open.
CREATE TRIGGER call_is_chained BEFORE INSERT ON call WHEN NEW.hash IS NULL OR NEW.salt IS NULL
BEGIN SELECT RAISE(ABORT, 'a call is chained to the one before it'); END;

-- The tenant's own numbers of calls a minute, in place of those of a launch: `crm=60 rest=100`.
ALTER TABLE tenant ADD COLUMN rates TEXT NOT NULL DEFAULT '';

-- How many calls of a toolset began in a second of the last minute. Older rows are deleted as new ones come.
CREATE TABLE call_rate (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  toolset    TEXT    NOT NULL,
  second     INTEGER NOT NULL,
  calls      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, toolset, second)
) STRICT, WITHOUT ROWID;
