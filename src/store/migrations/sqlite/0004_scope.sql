-- What the operator of a tenant allows: tools, connections to the world outside, words of the tenant's own.
--
-- These rows say who may do what; they are no entities, and no tool changes them.

-- Tools of the whole tenant. Where some are allowed, only these are there.
CREATE TABLE tenant_tool (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  pattern    TEXT    NOT NULL,
  allowed    INTEGER NOT NULL CHECK (allowed IN (0, 1)),
  PRIMARY KEY (tenant_id, pattern)
) STRICT, WITHOUT ROWID;

-- Tools of one agent. Where some are allowed, these count instead of its profile.
CREATE TABLE agent_tool (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  agent_id   TEXT    NOT NULL,
  pattern    TEXT    NOT NULL,
  allowed    INTEGER NOT NULL CHECK (allowed IN (0, 1)),
  PRIMARY KEY (tenant_id, agent_id, pattern),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Services outside that the tenant has an account with. Keys are never here.
CREATE TABLE integration (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  name        TEXT    NOT NULL,
  status      TEXT    NOT NULL CHECK (status IN ('connected', 'expired', 'error')),
  -- What the last check found, for people.
  detail      TEXT    NOT NULL DEFAULT '',
  checked_at  INTEGER,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- What the tenant wants said about a tool.
CREATE TABLE guidance (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  tool        TEXT    NOT NULL,
  text        TEXT    NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, tool)
) STRICT, WITHOUT ROWID;

-- Agents from before there were profiles get what fits what they are for.
UPDATE agent SET profile = CASE subtype
    WHEN 'customer_support' THEN 'support'
    WHEN 'sales_assistant' THEN 'sales'
    WHEN 'booking_agent' THEN 'booking'
    WHEN 'website_editor' THEN 'website'
    ELSE 'general'
  END
  WHERE profile = 'admin' AND subtype <> 'system';
