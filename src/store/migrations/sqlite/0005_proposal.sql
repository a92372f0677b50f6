-- Writes that wait for a person, and where a person is required.

CREATE TABLE proposal (
  tenant_id         TEXT    NOT NULL REFERENCES tenant (id),
  id                TEXT    NOT NULL,
  -- What people call it.
  number            INTEGER NOT NULL,
  agent_id          TEXT    NOT NULL,
  request_id        TEXT    NOT NULL,
  -- The tool with its action, and its own arguments as JSON.
  tool              TEXT    NOT NULL,
  arguments         TEXT    NOT NULL,
  -- What was shown: the digest of its rows, and they themselves as a diff.
  rows_digest       TEXT    NOT NULL,
  changes           TEXT    NOT NULL,
  summary           TEXT    NOT NULL,
  -- An open one past its time has expired.
  status            TEXT    NOT NULL CHECK (status IN ('open', 'approved', 'rejected', 'superseded')),
  reason            TEXT,
  decided_by        TEXT,
  decided_at        INTEGER,
  change_id         TEXT,
  superseded_by     TEXT,
  created_at        INTEGER NOT NULL,
  expires_at        INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, number),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX proposal_by_status ON proposal (tenant_id, status, number);
CREATE INDEX proposal_by_request ON proposal (tenant_id, request_id, number);

-- Who has to say yes to what is guarded: the client's word for it will do, or a person must be asked.
ALTER TABLE tenant ADD COLUMN confirm TEXT NOT NULL DEFAULT 'client' CHECK (confirm IN ('client', 'human'));
ALTER TABLE agent ADD COLUMN confirm TEXT NOT NULL DEFAULT 'client' CHECK (confirm IN ('client', 'human'));

-- The person who has approved a change that an agent had proposed.
ALTER TABLE change ADD COLUMN approved_by TEXT;
