-- What WhatsApp calls a person for this business alone (a business-scoped user id). Who hides their phone number is known by
-- nothing else.
ALTER TABLE contact ADD COLUMN whatsapp_user_id TEXT;
CREATE UNIQUE INDEX contact_by_whatsapp_user_id ON contact (tenant_id, whatsapp_user_id)
  WHERE whatsapp_user_id IS NOT NULL;

-- So a contact needs neither a phone nor an address. A CHECK that has no name is changed in the text of the schema, which
-- says the same of every row that is there; see "Making Other Kinds Of Table Schema Changes" in SQLite's documentation.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, 'CHECK (phone IS NOT NULL OR email IS NOT NULL)',
                       'CHECK (phone IS NOT NULL OR email IS NOT NULL OR whatsapp_user_id IS NOT NULL)')
WHERE type = 'table' AND name = 'contact';
PRAGMA writable_schema = RESET;

-- WhatsApp's name for the message that one refers to: answers, reacts to, edits, takes back. That one may come later.
ALTER TABLE message ADD COLUMN refers_to TEXT;
CREATE INDEX message_by_refers_to ON message (tenant_id, refers_to) WHERE refers_to IS NOT NULL AND reply_to IS NULL;
