-- What leaves for the web: hosts that people allow, and what was sent to them.

-- Hosts that something may be sent to: `hooks.example.com`, with its port where that is not the usual one. Set
-- by the tenant's people; no tool changes it.
CREATE TABLE outbound_host (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  host        TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, host)
) STRICT, WITHOUT ROWID;

-- A request that left, written down before it did.
CREATE TABLE http_post (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  url         TEXT    NOT NULL,
  -- JSON: those that the caller gave, by name.
  headers     TEXT    NOT NULL DEFAULT '{}',
  body        TEXT    NOT NULL,
  -- Until an answer came, nobody knows whether it arrived.
  state       TEXT    NOT NULL DEFAULT 'unknown' CHECK (state IN ('unknown', 'answered', 'not_sent')),
  -- Of the answer: 200 and so on.
  status      INTEGER,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
