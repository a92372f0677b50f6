-- What a client's conversation with an agent has read: text from outside, data of people. Kept beyond the process, because a
-- host starts it anew and keeps the conversation. It lapses an hour after the last call.
CREATE TABLE taint (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  agent_id   TEXT    NOT NULL,
  -- The name that the client gives itself; empty where it gives none.
  client     TEXT    NOT NULL,
  untrusted  INTEGER NOT NULL CHECK (untrusted IN (0, 1)),
  private    INTEGER NOT NULL CHECK (private IN (0, 1)),
  -- In the time of `TenantRead::now`.
  called_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, agent_id, client),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
