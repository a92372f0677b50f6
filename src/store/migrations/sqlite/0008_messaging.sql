-- What is written with customers over WhatsApp: conversations with messages, and the templates that may begin one.

-- One for each contact.
CREATE TABLE conversation (
  tenant_id        TEXT    NOT NULL REFERENCES tenant (id),
  id               TEXT    NOT NULL,
  contact_id       TEXT    NOT NULL,
  status           TEXT    NOT NULL CHECK (status IN ('active', 'archived')),
  assigned_to      TEXT,
  resolution       TEXT    NOT NULL DEFAULT '',
  -- The number as WhatsApp writes it, digits only: in a few countries other digits than the contact's.
  wa_id            TEXT,
  -- For 24 hours from here the business may write freely.
  last_inbound_at  INTEGER,
  last_message_at  INTEGER NOT NULL,
  version          INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, contact_id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX conversation_by_wa_id ON conversation (tenant_id, wa_id) WHERE wa_id IS NOT NULL;
CREATE INDEX conversation_by_time ON conversation (tenant_id, last_message_at, id);

CREATE TABLE message (
  tenant_id          TEXT    NOT NULL REFERENCES tenant (id),
  id                 TEXT    NOT NULL,
  conversation_id    TEXT    NOT NULL,
  direction          TEXT    NOT NULL CHECK (direction IN ('in', 'out')),
  -- `other` is what cannot be shown as text: a picture, a voice message, a place.
  kind               TEXT    NOT NULL CHECK (kind IN ('text', 'template', 'other')),
  body               TEXT    NOT NULL,
  template_name      TEXT,
  template_language  TEXT,
  -- `unknown` may have left and may not.
  status             TEXT    NOT NULL CHECK (status IN
                       ('unknown', 'accepted', 'sent', 'delivered', 'read', 'failed', 'received')),
  -- What WhatsApp calls it. No event makes a second message of it.
  provider_id        TEXT,
  -- Another message of the conversation.
  reply_to           TEXT,
  error_code         TEXT,
  error              TEXT,
  -- When it was written, which for what came by another way is not when it came.
  sent_at            INTEGER NOT NULL,
  version            INTEGER NOT NULL,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id) ON DELETE CASCADE,
  CHECK ((direction = 'in') = (status = 'received'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX message_by_provider_id ON message (tenant_id, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX message_by_conversation ON message (tenant_id, conversation_id, sent_at, id);
-- How many left lately.
CREATE INDEX message_by_departure ON message (tenant_id, created_at) WHERE direction = 'out';

-- The provider's list, as it was when it was last asked for. Nobody here changes it, so it has no version.
CREATE TABLE message_template (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  language    TEXT    NOT NULL,
  status      TEXT    NOT NULL,
  category    TEXT    NOT NULL,
  body        TEXT    NOT NULL,
  components  TEXT    NOT NULL,
  variables   TEXT    NOT NULL,
  fetched_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name, language)
) STRICT, WITHOUT ROWID;

-- When it was last asked for; the list may be empty.
CREATE TABLE message_template_list (
  tenant_id   TEXT    NOT NULL PRIMARY KEY REFERENCES tenant (id),
  fetched_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
