-- Conversations of every channel, and what visitors send by the forms of a site.

-- One for each contact on WhatsApp, one for each enquiry by a form. What is taken for spam belongs to no contact, until a
-- person says that it is none. Both tables are made anew: to drop a table takes along what refers to its rows.
ALTER TABLE message RENAME TO message_before;
ALTER TABLE conversation RENAME TO conversation_before;

CREATE TABLE conversation (
  tenant_id        TEXT    NOT NULL REFERENCES tenant (id),
  id               TEXT    NOT NULL,
  contact_id       TEXT,
  channel          TEXT    NOT NULL CHECK (channel IN ('whatsapp', 'form')),
  status           TEXT    NOT NULL CHECK (status IN ('active', 'archived', 'spam')),
  assigned_to      TEXT,
  resolution       TEXT    NOT NULL DEFAULT '',
  -- The number as WhatsApp writes it, digits only: in a few countries other digits than the contact's.
  wa_id            TEXT,
  -- For 24 hours from here the business may write freely on WhatsApp.
  last_inbound_at  INTEGER,
  last_message_at  INTEGER NOT NULL,
  version          INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) ON DELETE CASCADE,
  CHECK (contact_id IS NOT NULL OR status = 'spam')
) STRICT, WITHOUT ROWID;
INSERT INTO conversation
  SELECT tenant_id, id, contact_id, 'whatsapp', status, assigned_to, resolution, wa_id, last_inbound_at, last_message_at,
         version, created_at, updated_at
  FROM conversation_before;

CREATE TABLE message (
  tenant_id          TEXT    NOT NULL REFERENCES tenant (id),
  id                 TEXT    NOT NULL,
  conversation_id    TEXT    NOT NULL,
  direction          TEXT    NOT NULL CHECK (direction IN ('in', 'out')),
  -- `other` is what cannot be shown as text: a picture, a voice message, a place.
  kind               TEXT    NOT NULL CHECK (kind IN ('text', 'template', 'other', 'enquiry')),
  body               TEXT    NOT NULL,
  -- Of an enquiry, its form, page and language, and what was written in each field.
  enquiry            TEXT,
  template_name      TEXT,
  template_language  TEXT,
  -- `unknown` may have left and may not.
  status             TEXT    NOT NULL CHECK (status IN
                       ('unknown', 'accepted', 'sent', 'delivered', 'read', 'failed', 'received')),
  -- What WhatsApp calls it. No event makes a second message of it.
  provider_id        TEXT,
  -- Another message of the conversation.
  reply_to           TEXT,
  -- WhatsApp's name for the message that this one refers to. That one may come later.
  refers_to          TEXT,
  error_code         TEXT,
  error              TEXT,
  -- When it was written, which for what came by another way is not when it came.
  sent_at            INTEGER NOT NULL,
  version            INTEGER NOT NULL,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id) ON DELETE CASCADE,
  CHECK ((direction = 'in') = (status = 'received')),
  CHECK ((kind = 'enquiry') = (enquiry IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO message
  SELECT tenant_id, id, conversation_id, direction, kind, body, NULL, template_name, template_language, status, provider_id,
         reply_to, refers_to, error_code, error, sent_at, version, created_at, updated_at
  FROM message_before;

DROP TABLE message_before;
DROP TABLE conversation_before;

CREATE UNIQUE INDEX conversation_on_whatsapp ON conversation (tenant_id, contact_id) WHERE channel = 'whatsapp';
CREATE INDEX conversation_by_contact ON conversation (tenant_id, contact_id, last_message_at, id);
CREATE UNIQUE INDEX conversation_by_wa_id ON conversation (tenant_id, wa_id) WHERE wa_id IS NOT NULL;
CREATE INDEX conversation_by_time ON conversation (tenant_id, last_message_at, id);
CREATE INDEX message_by_conversation ON message (tenant_id, conversation_id, sent_at, id);
-- How many left lately.
CREATE INDEX message_by_departure ON message (tenant_id, created_at) WHERE direction = 'out';
CREATE UNIQUE INDEX message_by_provider_id ON message (tenant_id, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX message_by_refers_to ON message (tenant_id, refers_to) WHERE refers_to IS NOT NULL AND reply_to IS NULL;

-- What came by forms in the last day: by its digest a second copy is known, and by the sender's address, of which only a
-- digest is kept, how many came from there. Nobody here changes it, so it has no version.
CREATE TABLE form_post (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  digest     TEXT    NOT NULL,
  address    TEXT,
  is_spam    INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, at, digest)
) STRICT, WITHOUT ROWID;

-- How many enquiries have come: sessions are told of new ones.
CREATE TABLE form_count (
  tenant_id  TEXT    NOT NULL PRIMARY KEY REFERENCES tenant (id),
  enquiries  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A contact may be called as a visitor has typed it. A CHECK that has no name is changed in the text of the schema; see
-- 0017_identity.sql.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, 'CHECK (name_from IN (''whatsapp''))', 'CHECK (name_from IN (''whatsapp'', ''form''))')
WHERE type = 'table' AND name = 'contact';
PRAGMA writable_schema = RESET;
